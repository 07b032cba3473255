"""What a process for a notebook has imported when it is forked; none of it is data."""

import contextlib
import gc

import pandas as pd

import helpers.charts
import helpers.checks
import helpers.findings
import helpers.forecasting
import helpers.publishing.page
import helpers.tables  # noqa: F401
from helpers.charts import theme
from helpers.claims.grammar import parse
from helpers.months import working_days_of
from helpers.texts.text import module
from helpers.translation import FOLDER

with contextlib.suppress(Exception):  # what is wrong shows where a notebook uses it
    working_days_of(pd.period_range("2000-01", periods=12 * 30, freq="M"))
    parse("exports.total > 0")
    with theme():
        pass
    for file in FOLDER.glob("en/*.j2"):
        module(file.stem)
gc.collect()
gc.freeze()
gc.set_threshold(50_000)  # a process ends before its circles add up
