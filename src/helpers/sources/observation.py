"""Observations as a file reports them, before they become rows of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers.errors import Misread
from helpers.observations import COLUMNS
from helpers.sources.labels import Label
from helpers.sources.units import FIXED, convert, fitting, named_money, table_units

NO_UNIT = "no unit"


@dataclass(frozen=True)
class NewObservation:
    """An observation as reported, in the unit of the store.

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
        Its place in the file.
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
        """What the observation is of."""
        return self.flow, self.code, self.measure, self.period

    @property
    def span(self) -> tuple[Decimal, Decimal]:
        """The lowest and highest value that its printed digits allow."""
        return self.value - self.step / 2, self.value + self.step / 2

    def meets(self, other: NewObservation) -> bool:
        """Return whether both can be roundings of one value."""
        (low, high), (other_low, other_high) = self.span, other.span
        return low <= other_high and other_low <= high


def impossible(observation: NewObservation) -> str | None:
    """Return what is allowed where an observation cannot be; None where it can.

    No sum or mass is below zero, no fall beyond 100 per cent.

    Examples
    --------
    >>> made = NewObservation("exports", "total", "total", "value", pd.Period("2023-12", "M"),
    ...               Decimal(-57660), Decimal(10), "usd_million", "page 1")
    >>> impossible(made)
    'a number that is not negative'
    """
    if observation.measure.endswith("yoy_pct"):
        return None if observation.value >= -100 else "a fall of at most 100 per cent"
    may = observation.value >= 0 or observation.flow == "balance"
    return None if may else "a number that is not negative"


def make(
    label: Label,
    period: pd.Period,
    value: Decimal,
    place: str,
    data_dir: Path,
    unit: str = "",
) -> NewObservation | str:
    """Return a number as an observation in the unit of the store, or why it is none.

    Parameters
    ----------
    label : Label
        Its subject, flow, one measure and units.
    unit : str
        The unit of money where none is named; without one such a number is left out.

    Examples
    --------
    >>> from helpers.places import find_data_dir
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
        from_unit = FIXED.get(to) or fitting(label.units, to)
        if from_unit is None and to == "usd_million" and not named_money(label.units):
            from_unit = unit
        converted = convert(value, from_unit, to) if from_unit else None
        if converted is not None:
            return NewObservation(flow, kind, code, measure, period, *converted, to, place)
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
    observations: Iterable[NewObservation],
    status: Callable[[pd.Period], str],
    published: str,
    source: str,
    bases: dict[str, str],
) -> pd.DataFrame:
    """Return observations as rows of text with the columns of the store, and `place`.

    Parameters
    ----------
    status : callable
        The status of a period.
    bases : dict
        The basis of each breakdown or code; the code counts before the breakdown.

    Examples
    --------
    >>> month = pd.Period("2023-12", "M")
    >>> made = NewObservation("exports", "total", "total", "value", month, Decimal("5.766E+4"),
    ...               Decimal(10), "usd_million", "page 1")
    >>> rows = frame([made], lambda period: "preliminary", "2024-01-01", "a", {"total": "customs"})
    >>> rows.loc[0, ["period", "value", "note", "place"]].tolist()
    ['2023-12', '57660', 'reported to USD 10 million', 'page 1']
    """
    rows = []
    for f in observations:
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


def _precision(observation: NewObservation) -> str:
    """Return the last reported digit of a sum of money, where its digits do not show it."""
    if observation.unit != "usd_million" or observation.step < 1:
        return ""
    return f"reported to USD {observation.step:f} million"


@dataclass
class Contents:
    """The content of a file, before it is checked.

    Attributes
    ----------
    month : pandas.Period or None
        The month of a release; None for an export.
    published : datetime.date
        When the observations became known.
    basis : str
        The definition of its items.
    observations : list of NewObservation
        Every number that is understood; of a release, those of earlier months too.
    bases : dict
        The definition of each code or breakdown.
    blank : set
        Flow and code of values reported as missing.
    growth : dict or None
        The 13 months of growth a release reports; empty where they are not consecutive.
    sums : list
        Place and value of each row of totals, how many numbers it is the sum of, and their sum.
    unnamed : list of str
        Places of numbers whose subject nothing names.
    unit_named : bool
        Whether all money has a named unit.
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
    observations: list[NewObservation] = field(default_factory=list)
    bases: dict[str, str] = field(default_factory=dict)
    blank: set[tuple[str, str]] = field(default_factory=set)
    growth: dict[pd.Period, Decimal] | None = None
    sums: list[tuple[str, Decimal, int, Decimal]] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unit_named: bool = True
    faults: list[Misread] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    numbers: int = 0
