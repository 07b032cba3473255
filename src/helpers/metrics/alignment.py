"""Steps along the calendar: what came before, which periods lie between."""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

Table = TypeVar("Table", pd.Series, pd.DataFrame)

DIGITS = "0123456789"
PER_YEAR = {"M": 12, "Q": 4, "Y": 1}


def ordered(table: Table) -> Table:
    """Return a series or frame in the order of its periods.

    Raises
    ------
    TypeError
        When the index is not made of periods.
    ValueError
        When a period occurs twice.
    """
    index = periods(table)
    if not index.is_unique:
        twice = ", ".join(map(str, index[index.duplicated()].unique()))
        raise ValueError(f"each period may occur once; twice: {twice}")
    return table if index.is_monotonic_increasing else table.sort_index()


def periods(table: pd.Series | pd.DataFrame) -> pd.PeriodIndex:
    """Return the index, known to be made of periods."""
    if not isinstance(table.index, pd.PeriodIndex):
        raise TypeError(f"the index must be a PeriodIndex, not {type(table.index).__name__}")
    return table.index


def per_year(index: pd.PeriodIndex) -> int:
    """Return the number of periods in a year: 12, 4, 2 (freq "2Q") or 1.

    >>> per_year(pd.period_range("2023Q1", periods=3, freq="Q"))
    4
    """
    base = index.freqstr.lstrip(DIGITS)[0]
    if base not in PER_YEAR:
        raise ValueError(f"periods of frequency {index.freqstr!r}: M, Q or Y are allowed")
    return PER_YEAR[base] // multiple(index)


def multiple(index: pd.PeriodIndex) -> int:
    """Return the length of a period in its base frequency: 1, or 2 for the half-years of "2Q"."""
    freq = index.freqstr
    return int(freq.removesuffix(freq.lstrip(DIGITS)) or 1)


def before(table: Table, steps: int) -> Table:
    """Return the value `steps` periods earlier by the calendar, NaN where there is none.

    >>> s = pd.Series([1.0, 3.0], index=pd.PeriodIndex(["2023-01", "2023-03"], freq="M"))
    >>> before(s, 2).tolist()
    [nan, 1.0]
    """
    index = periods(table)
    if _without_gaps(index):
        return table.shift(steps)  # the same, in less time
    return table.reindex(index - steps).set_axis(index, axis=0)


def _without_gaps(index: pd.PeriodIndex) -> bool:
    in_order = bool(len(index)) and index.is_unique and index.is_monotonic_increasing
    return in_order and steps_between(index[0], index[-1]) == len(index) - 1


def complete(table: Table) -> Table:
    """Insert the absent periods between the first and the last one as NaN."""
    if table.empty:
        return table
    index = periods(table)
    return table.reindex(pd.period_range(index[0], index[-1], freq=index.freqstr))


def steps_between(first: pd.Period, last: pd.Period) -> int:
    """Count the periods from `first` to `last`: 1 from a month to the next one."""
    return int((last - first).n) // int(first.freq.n)
