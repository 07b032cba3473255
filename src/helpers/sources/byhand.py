"""Figures typed by hand."""
import datetime as dt
from pathlib import Path

import pandas as pd

from helpers.sources.result import Read


def is_form(content: bytes) -> bool:
    return False


def read_form(content: bytes, name: str, month: pd.Period | None, published: dt.date | None, data_dir: Path) -> Read:
    raise NotImplementedError
