"""Printed numbers and units, and the figures and rows of text that come of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import catalogue
from helpers.errors import Misread
from helpers.observations import COLUMNS
from helpers.places import find_data_dir
from helpers.sources.names import tidy

if TYPE_CHECKING:
    from helpers.sources.labels import Label

NUMBER = r"[△▲+-]? ?(?:\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.\d{1,8})?"
_CELL = re.compile(rf"(\()?({NUMBER}) ?%?(?:p|%p)?(?(1)\))")
_PAIR = re.compile(rf"({NUMBER}) ?\(({NUMBER}) ?%?\)")
MINUS = "△▲-"
FIXED = {"pct": "%", "days": "일"}  # units of the store that are printed in one way only
NO_UNIT = "no unit"
# A unit taken for another is wrong by ten or more; monthly values this large never moved so far.
FAR, LARGE = 8, 100  # times; USD million

# Units by what they measure, with the power of ten that leads to the unit of the store.
MONEY = {
    "십억달러": 3, "십억불": 3, "억달러": 2, "억불": 2, "백만달러": 0, "백만불": 0, "천달러": -3,
    "천불": -3, "달러": -6, "불": -6, "USD100MILLION": 2, "USDMILLION": 0, "USDTHOUSAND": -3,
    "백만US$": 0, "천US$": -3, "THOUSANDUSD": -3, "US$THOUSAND": -3, "THOUSANDDOLLARS": -3,
    "천미국달러": -3, "백만미국달러": 0, "USD": -6, "US$": -6, "$": -6, "USD1,000": -3,
    "US$1,000": -3, "1,000달러": -3, "1,000불": -3, "1,000USD": -3, "1,000US$": -3, "천$": -3,
    "백만$": 0, "USD1,000,000": 0,
}  # fmt: skip
MASS = {"백만톤": 3, "만톤": 1, "천톤": 0, "톤": -3, "TON": -3, "KG": -6}  # to kilotonnes
BARRELS = {"억배럴": 2, "백만배럴": 0, "만배럴": -2, "천배럴": -3}  # to million barrels


@dataclass(frozen=True)
class Figure:
    """A figure as printed, in the unit of the store.

    Attributes
    ----------
    flow, breakdown, code, measure : str
        As in the store.
    period : pandas.Period
        The month, quarter or year it is of.
    value, step : decimal.Decimal
        The number, and the unit of its last printed digit: 57660 and 10 for 576.6 of 억 달러.
    unit : str
        The unit of the store.
    place : str
        Where it stands in the file.
    """

    flow: str
    breakdown: str
    code: str
    measure: str
    period: pd.Period
    value: Decimal
    step: Decimal
    unit: str
    place: str

    @property
    def key(self) -> tuple[str, str, str, pd.Period]:
        """What the figure is of."""
        return self.flow, self.code, self.measure, self.period

    @property
    def span(self) -> tuple[Decimal, Decimal]:
        """The lowest and highest value that its printed digits allow."""
        return self.value - self.step / 2, self.value + self.step / 2

    def meets(self, other: Figure) -> bool:
        """Tell whether both can be roundings of one value."""
        (low, high), (other_low, other_high) = self.span, other.span
        return low <= other_high and other_low <= high


def impossible(figure: Figure) -> str | None:
    """Say what is allowed where a figure cannot be: a sum or mass below zero, a fall beyond 100 %.

    Examples
    --------
    >>> made = Figure("exports", "total", "total", "value", pd.Period("2023-12", "M"),
    ...               Decimal(-57660), Decimal(10), "usd_million", "page 1")
    >>> impossible(made)
    'a number that is not negative'
    """
    if figure.measure.endswith("yoy_pct"):
        return None if figure.value >= -100 else "a fall of at most 100 per cent"
    may = figure.value >= 0 or figure.flow == "balance"
    return None if may else "a number that is not negative"


def far(value: Decimal, held: Decimal) -> bool:
    """Tell whether a value in USD million is so far from one held that its unit must be another.

    Examples
    --------
    >>> far(Decimal(57660), Decimal(55830)), far(Decimal("57.66"), Decimal(55830))
    (False, True)
    """
    return held >= LARGE and not held / FAR <= value <= held * FAR


def number(text: str) -> Decimal | None:
    """Read a number as tables print it; None where the text is none.

    △, ▲ and the minus signs are a minus; brackets and a sign of per cent around it change nothing.

    Examples
    --------
    >>> number("△15.0"), number("（▲3.6%）"), number("1,239,083"), number("반도체"), number("-")
    (Decimal('-15.0'), Decimal('-3.6'), Decimal('1239083'), None, None)
    """
    found = _CELL.fullmatch(tidy(text))
    return signed(found[2]) if found else None


def pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Read a value with its growth in brackets, as "110.3 (21.8%)"; None where it is none.

    Examples
    --------
    >>> pair("83.5(△2.1)")
    (Decimal('83.5'), Decimal('-2.1'))
    """
    found = _PAIR.fullmatch(tidy(text))
    return (signed(found[1]), signed(found[2])) if found else None


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
    found = re.findall(rf"(?<![A-Z])(?:{listed})|%|(?<=[(,:/])일(?=[),/]|$)", plain)
    return list(dict.fromkeys(found))


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
    held: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for row in catalogue.table("measures", folder).itertuples(index=False):
        key = (str(row.breakdown), str(row.flow), str(row.measure))
        held[key] = (*held.get(key, ()), str(row.unit))
    return held


def convert(value: Decimal, unit: str, to: str) -> tuple[Decimal, Decimal] | None:
    """Give a number and the unit of its last digit in a unit of the store; None if impossible.

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
    assert isinstance(exponent, int)  # no number printed is infinite
    return value.scaleb(shift), Decimal(1).scaleb(exponent + shift)


def make(
    label: Label,
    period: pd.Period,
    value: Decimal,
    place: str,
    data_dir: Path,
    unit: str = "",
) -> Figure | str:
    """Return a number as a figure in the unit of the store, or why it is none.

    Parameters
    ----------
    label : Label
        What is said of it: subject, flow, one measure, printed units.
    unit : str
        The unit of money where none is printed; without one such a number is left out.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> from helpers.sources.labels import Label
    >>> label = Label("china", "region", "exports", frozenset({"value"}), units=("억달러",))
    >>> make(label, pd.Period("2023-12", "M"), Decimal("108.7"), "page 1", find_data_dir()).value
    Decimal('1.087E+4')
    """
    code, kind, measure = label.code or "total", label.kind or "total", label.measure or "value"
    flow = _flow(label, kind, measure)
    if flow is None or measure == "unclear":
        return "flow or measure not said"
    allowed = table_units(kind, flow, measure, data_dir)
    for to in allowed:
        printed = FIXED.get(to) or fitting(label.units, to)
        if printed is None and to == "usd_million" and not named_money(label.units):
            printed = unit
        converted = convert(value, printed, to) if printed else None
        if converted is not None:
            return Figure(flow, kind, code, measure, period, *converted, to, place)
    return NO_UNIT if allowed else f"{measure} of {flow} by {kind} is not kept"


def _flow(label: Label, kind: str, measure: str) -> str | None:
    if measure == "working_days":
        return "none"
    if label.flow not in (None, "both"):
        return label.flow
    if measure in ("daily_avg", "daily_avg_yoy_pct"):
        return "exports"
    return "imports" if kind == "energy" else None


def frame(
    figures: Iterable[Figure],
    status: Callable[[pd.Period], str],
    published: str,
    source: str,
    bases: dict[str, str],
) -> pd.DataFrame:
    """Give figures as rows of text with the columns of the store, and `place`.

    Parameters
    ----------
    status : callable
        The status of a period.
    bases : dict
        The basis of each breakdown or code; the code counts before the breakdown.

    Examples
    --------
    >>> month = pd.Period("2023-12", "M")
    >>> made = Figure("exports", "total", "total", "value", month, Decimal("5.766E+4"),
    ...               Decimal(10), "usd_million", "page 1")
    >>> rows = frame([made], lambda period: "preliminary", "2024-01-01", "a", {"total": "customs"})
    >>> rows.loc[0, ["period", "value", "note", "place"]].tolist()
    ['2023-12', '57660', 'printed to USD 10 million', 'page 1']
    """
    rows = []
    for f in figures:
        basis = bases.get(f.code, bases.get(f.breakdown, ""))
        of_list = f"def={basis}; " if basis in ("classic", "mti2026") else ""
        note = f"{of_list}{_precision(f)}".removesuffix("; ")
        rows.append(
            (written(f.period), f.flow, f.breakdown, f.code, f.measure, format(f.value, "f"),
             f.unit, basis, status(f.period), published, source, note, f.place)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS, "place"], dtype=str)


def written(period: pd.Period) -> str:
    """Write a period as the store does.

    Examples
    --------
    >>> written(pd.Period("2025Q4", "Q")), written(pd.Period("2025", "Y"))
    ('2025-Q4', '2025')
    """
    return str(period).replace("Q", "-Q")


def _precision(figure: Figure) -> str:
    """Say to what a sum of money is printed, where its digits alone do not."""
    if figure.unit != "usd_million" or figure.step < 1:
        return ""
    return f"printed to USD {figure.step:f} million"


def fitting(named: Iterable[str], to: str) -> str | None:
    """Return the one of some printed units that a unit of the store can be made of.

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
    """Tell whether any of some printed units is one of money."""
    return any(unit in MONEY for unit in named)


@dataclass
class Found:
    """What was found in a file, before it is checked.

    Attributes
    ----------
    month : pandas.Period or None
        The month of a release; None for an export.
    published : datetime.date
        When the observations became known.
    basis : str
        The definition of its items.
    figures : list of Figure
        Every number that is understood; of a release, those of earlier months too.
    bases : dict
        The definition of each code or breakdown.
    blank : set
        Flow and code of values printed as missing.
    growth : dict or None
        The 13 months of growth a release prints; empty where they are not consecutive.
    sums : list
        Place and value of each row of totals, how many numbers it is the sum of, and their sum.
    unnamed : list of str
        Places of numbers whose subject nothing names.
    unit_said : bool
        Whether all money has a printed unit.
    faults : list of Misread
        What was wrong while reading.
    left_out : list
        Place, text and reason of each number of a table that becomes no row.
    numbers : int
        How many numbers the tables have.
    """

    month: pd.Period | None
    published: dt.date
    basis: str = ""
    figures: list[Figure] = field(default_factory=list)
    bases: dict[str, str] = field(default_factory=dict)
    blank: set[tuple[str, str]] = field(default_factory=set)
    growth: dict[pd.Period, Decimal] | None = None
    sums: list[tuple[str, Decimal, int, Decimal]] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unit_said: bool = True
    faults: list[Misread] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    numbers: int = 0
