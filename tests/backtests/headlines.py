"""Write headlines.txt anew: the title of every sixth month's brief, as known now."""

from pathlib import Path

import pandas as pd

from helpers import texts
from helpers.findings import headline
from helpers.loading import load
from helpers.translation import speaking

FILE = Path(__file__).with_suffix(".txt")
MONTHS = [str(month) for month in pd.period_range("1990-01", "2025-07", freq="M")[::6]]


def line_of(month: str) -> str:
    """Return month, English and Korean headline, as they stand in the file."""
    told = headline(load(month))
    with speaking("ko"):
        korean = texts.headline(told).text
    return f"{month}  {texts.headline(told).text}  |  {korean}\n"


if __name__ == "__main__":
    FILE.write_text("".join(map(line_of, MONTHS)), "utf-8")
