"""How the site speaks: its fixed texts, amounts, names of months and headlines in each language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

KOREAN = Path(__file__).with_name("korean.yaml")


class Speech(NamedTuple):
    """The texts of a language; `t` gives that of an English one."""

    t: Callable[[str], str]
    amount: Callable[[float], str]
    month_name: Callable[[pd.Period], str]
    headline: Callable[[Any], str]


def signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign, a dash where it is missing.

    Examples
    --------
    >>> signed(5.04), signed(-10.9), signed(float("nan"))
    ('+5.0', '−10.9', '–')
    """
    return "–" if pd.isna(value) else f"{value:+.{digits}f}".replace("-", "−")


@lru_cache(maxsize=1)
def _korean() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load(KOREAN.read_text("utf-8"))
    return texts


def _in_english(row: Any) -> str:
    said = [
        f"exports USD {_billion(row.exports)} billion"
        + _on_year(row.exports_yoy, " on a year earlier"),
        f"imports USD {_billion(row.imports)} billion",
        f"balance USD {_billion(row.balance)} billion",
    ]
    known = [text for text in said if "–" not in text]
    return ", ".join(known)[:1].upper() + ", ".join(known)[1:]


def _in_korean(row: Any) -> str:
    said = [
        f"수출 {_eok(row.exports)}억 달러{_on_year(row.exports_yoy, '', '전년 동월 대비 ')}",
        f"수입 {_eok(row.imports)}억 달러",
        f"무역수지 {_eok(row.balance)}억 달러",
    ]
    return ", ".join(text for text in said if "–" not in text)


def _on_year(rate: float, after: str = "", before: str = "") -> str:
    return "" if pd.isna(rate) else f" ({before}{signed(rate)}%{after})"


def _billion(value: float) -> str:
    return "–" if pd.isna(value) else f"{value / 1000:,.1f}".replace("-", "−")


def _eok(value: float) -> str:
    return "–" if pd.isna(value) else f"{value / 100:,.1f}".replace("-", "−")


IN = {
    "en": Speech(str, _billion, lambda m: str(m.strftime("%B %Y")), _in_english),
    "ko": Speech(
        lambda text: _korean()[text], _eok, lambda m: f"{m.year}년 {m.month}월", _in_korean
    ),
}
