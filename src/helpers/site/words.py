"""How the site writes amounts and the headline of a month, in the language spoken."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers import wording
from helpers.translation import phrase

ABSENT = "–"


def signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign, a dash where it is missing.

    Examples
    --------
    >>> signed(5.04), signed(-10.9), signed(float("nan"))
    ('+5.0', '−10.9', '–')
    """
    return ABSENT if pd.isna(value) else f"{value:+.{digits}f}".replace("-", "−")


def amount(usd_million: float | None) -> str:
    """Write an amount in the unit of the language, a dash where it is missing.

    Examples
    --------
    >>> amount(57565.0), amount(-1234.6), amount(float("nan"))
    ('57.6', '−1.2', '–')
    """
    if usd_million is None or pd.isna(usd_million):
        return ABSENT
    return f"{wording.in_unit(usd_million):,.1f}".replace("-", "−")


def headline(row: Any) -> str:
    """Write the main numbers of a month; those that are missing are left out."""
    growth = row.exports_yoy
    parts = [
        phrase(
            "month_exports",
            amount=amount(row.exports),
            growth="" if pd.isna(growth) else phrase("month_growth", rate=signed(growth)),
        ),
        phrase("month_imports", amount=amount(row.imports)),
        phrase("month_balance", amount=amount(row.balance)),
    ]
    text = ", ".join(part for part in parts if ABSENT not in part)
    return text[:1].upper() + text[1:]
