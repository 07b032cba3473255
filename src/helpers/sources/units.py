"""Numbers and units as written, and in the units of the store."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from helpers import catalogue
from helpers.places import find_data_dir
from helpers.sources.names import WORDS, tidy

NUMBER = r"[△▲+-]? ?(?:\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.\d{1,8})?"
_CELL = re.compile(rf"(\()?({NUMBER}) ?%?(?:p|%p)?(?(1)\))")
_PAIR = re.compile(rf"({NUMBER}) ?\(({NUMBER}) ?%?\)")
MINUS = "△▲-"
FIXED = {"pct": "%", "days": "일"}  # units of the store that are written in one way only

# Units, with the power of ten that leads to USD million, kilotonnes and million barrels.
MONEY, MASS, BARRELS = (WORDS[name] for name in ("money", "mass", "barrels"))


def number(text: str) -> Decimal | None:
    """Read a number as tables write it; None where the text is none.

    △, ▲ and the minus signs are a minus; brackets and a sign of per cent around it change nothing.

    Examples
    --------
    >>> number("△15.0"), number("（▲3.6%）"), number("1,239,083"), number("반도체"), number("-")
    (Decimal('-15.0'), Decimal('-3.6'), Decimal('1239083'), None, None)
    """
    match = _CELL.fullmatch(tidy(text))
    return signed(match[2]) if match else None


def pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Read a value with its growth in brackets, as "110.3 (21.8%)"; None where it is none.

    Examples
    --------
    >>> pair("83.5(△2.1)")
    (Decimal('83.5'), Decimal('-2.1'))
    """
    match = _PAIR.fullmatch(tidy(text))
    return (signed(match[1]), signed(match[2])) if match else None


def signed(text: str) -> Decimal:
    """Read digits with the sign before them.

    Examples
    --------
    >>> signed("▲ 2.9")
    Decimal('-2.9')
    """
    minus = text[:1] in MINUS
    digits = Decimal(text.lstrip("△▲+- ").replace(",", ""))
    return -digits if minus else digits


def units(text: str) -> list[str]:
    """List the units a text names, in its order.

    Examples
    --------
    >>> units("(단위 : 억 달러, %)"), units("수출액(천불)"), units("1∼20일")
    (['억달러', '%'], ['천불'], [])
    """
    plain = tidy(text).replace(" ", "").upper()
    known = sorted(
        {unit for table in (MONEY, MASS, BARRELS) for unit in table}, key=len, reverse=True
    )
    listed = "|".join(map(re.escape, known))
    named = re.findall(rf"(?<![A-Z])(?:{listed})|%|(?<=[(,:/])일(?=[),/]|$)", plain)
    return list(dict.fromkeys(named))


@lru_cache(maxsize=1024)  # asked for every number of a file
def table_units(
    breakdown: str, flow: str, measure: str, data_dir: Path | None = None
) -> tuple[str, ...]:
    """List the units the store has for a measure; empty where it has no such measure.

    Examples
    --------
    >>> table_units("total", "exports", "value"), table_units("total", "exports", "price")
    (('usd_million',), ())
    """
    return _measures(find_data_dir(data_dir)).get((breakdown, flow, measure), ())


@lru_cache(maxsize=4)
def _measures(folder: Path) -> dict[tuple[str, str, str], tuple[str, ...]]:
    measures: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for row in catalogue.table("measures", folder).itertuples(index=False):
        key = (str(row.breakdown), str(row.flow), str(row.measure))
        measures[key] = (*measures.get(key, ()), str(row.unit))
    return measures


def convert(value: Decimal, unit: str, to: str) -> tuple[Decimal, Decimal] | None:
    """Return a number and the unit of its last digit in a unit of the store; None if impossible.

    Examples
    --------
    >>> [str(each) for each in convert(Decimal("576.6"), "억달러", "usd_million")]
    ['5.766E+4', '1E+1']
    >>> convert(Decimal("1674"), "만톤", "usd_million") is None
    True
    """
    tables = {
        "usd_million": (MONEY, 0), "kilotonne": (MASS, 0), "tonne": (MASS, 3),
        "million_bbl": (BARRELS, 0), "pct": ({"%": 0}, 0), "days": ({"일": 0}, 0),
    }  # fmt: skip
    table, more = tables.get(to, ({}, 0))
    if unit not in table:
        return None
    shift = table[unit] + more
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # no number read is infinite
    return value.scaleb(shift), Decimal(1).scaleb(exponent + shift)


def fitting(named: Iterable[str], to: str) -> str | None:
    """Return the one of some units that converts to a unit of the store.

    None where there is none, or several that differ.

    Examples
    --------
    >>> fitting(["천불", "%"], "usd_million"), fitting(["천불", "억불"], "usd_million")
    ('천불', None)
    """
    sizes = {convert(Decimal(1), unit, to): unit for unit in named}
    sizes.pop(None, None)
    return next(iter(sizes.values())) if len(sizes) == 1 else None


def named_money(named: Iterable[str]) -> bool:
    """Return whether any of some units is one of money."""
    return any(unit in MONEY for unit in named)
