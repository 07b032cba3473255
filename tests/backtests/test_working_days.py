"""The rule of working days against every count the ministry or the press has printed.

`working_days_published.csv` holds counts of months and of windows of 10 and 20 days;
`working_days_changes_published.csv` stated differences between the same month of two years. Where
a count was derived, or its month inferred, from what a report says, the note tells.
"""

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from helpers.months import working_days, working_days_between

HERE = Path(__file__).parent


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTS = rows("working_days_published.csv")
CHANGES = rows("working_days_changes_published.csv")


def test_the_tables_are_whole():
    assert len(COUNTS) == 66
    assert len(CHANGES) == 11


@pytest.mark.parametrize("row", COUNTS, ids=lambda row: f"{row['period']} {row['window']}")
def test_published_count(row):
    first, last = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["to"])
    assert working_days_between(first, last) == float(row["published"])
    if row["window"] == "month":
        assert working_days(pd.Period(row["period"], "M")) == float(row["published"])


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: f"{row['period']} {row['against']}")
def test_published_change(row):
    days = [working_days(pd.Period(row[key], "M")) for key in ("period", "against")]
    assert days[0] - days[1] == float(row["published"])
