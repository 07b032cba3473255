"""Exports of K-stat and the customs service."""
import datetime as dt
from pathlib import Path

import pandas as pd

from helpers.sources.result import Read


def read(content: bytes, kind: str, name: str, month: pd.Period | None, published: dt.date | None, data_dir: Path) -> Read:
    raise NotImplementedError
