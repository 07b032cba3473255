"""The store as a panel needs it: rows by series, and the vintages current on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers import observations

SERIES = ["flow", "code", "measure", "basis", "freq"]
DETAILS = ["value", "unit", "basis", "status", "published", "source", "note", "precision"]
SHOWN = [*DETAILS, "later", "doubt"]
EPOCH = dt.date(1970, 1, 1)

Key = tuple[str, str, str, str, str]  # as in SERIES
Rows = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Arrays:
    """One series as plain arrays, ascending by period.

    Attributes
    ----------
    ordinals : array of int
        The periods by their number.
    freq : str
        Their frequency, as pandas writes it.
    columns : dict of arrays
        Those of `SHOWN`; texts as objects.
    """

    ordinals: Numbers
    freq: str
    columns: dict[str, npt.NDArray[Any]]

    @cached_property
    def index(self) -> pd.PeriodIndex:
        """The periods."""
        index: pd.PeriodIndex = pd.PeriodIndex.from_ordinals(  # type: ignore[attr-defined]
            self.ordinals, freq=self.freq, name="period"
        )
        return index

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same as a frame by period; it takes far longer than the arrays do."""
        return as_frame(self.columns, self.index)

    def row(self, ordinal: int) -> tuple[Any, ...] | None:
        """Return one observation as plain values, by its period number; None if not available."""
        at = int(np.searchsorted(self.ordinals, ordinal))
        if at == len(self.ordinals) or self.ordinals[at] != ordinal:
            return None
        return tuple(column.item(at) for column in self.columns.values())

    def column(self, name: str) -> pd.Series:
        """Return the numbers or flags of one column by period."""
        return pd.Series(self.columns[name], self.index, name=name)

    def last(self, name: str, otherwise: str = "") -> str:
        """Return the text of the last observation."""
        return str(self.columns[name][-1]) if len(self.ordinals) else otherwise


@dataclass(frozen=True, eq=False)
class Store:
    """All observations, with what is looked up all the time as plain arrays.

    Attributes
    ----------
    frame : pandas.DataFrame
        As `observations.read` gives it.
    by_series : dict
        Rows of each series, in the order of the frame: by period, then as they became known.
    by_code : dict
        Keys of the series of each code.
    columns : dict of arrays
        The columns of the frame of observations; texts as objects.
    """

    frame: pd.DataFrame
    columns: dict[str, npt.NDArray[Any]]
    ordinals: Numbers
    digests: Numbers
    figures: Numbers
    ends: Numbers
    dates: Numbers
    newer: Mask
    forecasts: Mask
    flashes: Mask
    by_series: dict[Key, Rows]
    by_code: dict[str, list[Key]]

    def shown(self, at: Rows) -> dict[str, npt.NDArray[Any]]:
        """Return what some rows are shown with."""
        return {name: column[at] for name, column in self.columns.items()}

    def rows(self, *keys: Key) -> Rows:
        """Return the rows of some series, in the order of the frame."""
        parts = [self.by_series[key] for key in keys if key in self.by_series]
        return np.sort(np.concatenate(parts)) if parts else np.array([], dtype=np.intp)

    @cached_property
    def newest(self) -> int:
        """The newest day of publication, as days since 1970."""
        return int(self.dates.max())

    @cached_property
    def last_month(self) -> pd.Period:
        """The newest month whose exports are available."""
        rows = self.rows(("exports", "total", "value", "customs", "M"))
        return pd.Period(ordinal=int(self.ordinals[rows].max()), freq="M")

    def up_to(self, month: pd.Period) -> Mask:
        """Return which rows are of periods that end with the month or before; forecasts all are."""
        return np.asarray((self.ends <= _day(month.end_time.date())) | self.forecasts)

    def known(self, day: dt.date) -> Mask:
        """Return which rows were published on a day or before."""
        return np.asarray(self.dates <= _day(day))

    def in_force(self, among: Mask, as_of: dt.date | None) -> tuple[Mask, Mask]:
        """Pick one vintage of each observation: the newest known, else the earliest later one.

        Returns
        -------
        tuple of arrays of bool
            The current rows, and those of them that are of a later vintage.
        """
        if as_of is None:
            return self._newest(among & self.newer), np.zeros(len(self.frame), dtype=bool)
        past = self.known(as_of)
        known = self._newest(among & self.newer & past)
        figures_known = np.zeros(int(self.figures[-1]) + 1, dtype=bool)
        figures_known[self.figures[known]] = True
        rows = np.flatnonzero(among & ~past & ~figures_known[self.figures])
        rows = rows[np.lexsort((rows, self.dates[rows], self.figures[rows]))]
        first = np.diff(self.figures[rows], prepend=-1) != 0
        later = np.zeros(len(self.frame), dtype=bool)
        later[rows[first]] = True
        return known | later, later

    def _newest(self, chosen: Mask) -> Mask:
        """Keep the last row of each observation; its rows are consecutive."""
        at = np.flatnonzero(chosen)
        last = at[np.diff(self.figures[at], append=-1) != 0]
        newest = np.zeros(len(chosen), dtype=bool)
        newest[last] = True
        return newest


def as_frame(columns: dict[str, npt.NDArray[Any]], index: pd.Index | None = None) -> pd.DataFrame:
    """Put plain arrays side by side in a frame; objects are texts, even where there is none.

    Examples
    --------
    >>> as_frame({"unit": np.array([], dtype=object)})["unit"].dtype
    <StringDtype(na_value=nan)>
    """
    columns_by_name: dict[str, Any] = {
        name: pd.array(column, dtype="str") if column.dtype == object else column
        for name, column in columns.items()
    }
    return pd.DataFrame(columns_by_name, index)


def read(folder: Path) -> Store:
    """Read the store of a data folder."""
    return _store(folder, observations.content_hash(folder))


@lru_cache(maxsize=4)
def _store(folder: Path, content: str) -> Store:
    frame = observations.checked(folder, content)
    by_series = dict(_by_series(frame))
    by_code: dict[str, list[Key]] = {}
    for key in by_series:
        by_code.setdefault(key[1], []).append(key)
    columns = ("ordinal", "digest", "figure", "ends", "date", "newer", "forecast")
    ordinals, digests, figures, ends, dates, newer, forecasts = (
        np.asarray(frame[column]) for column in columns
    )
    return Store(
        frame,
        {name: _plain(frame[name]) for name in DETAILS},
        ordinals,
        digests,
        figures,
        ends,
        dates,
        newer,
        forecasts,
        np.asarray(frame["status"].eq("flash") & frame["freq"].isin(["D10", "D20"])),
        by_series,
        by_code,
    )


def _plain(column: pd.Series) -> npt.NDArray[Any]:
    return column.to_numpy(object if column.dtype == "str" else None)


def _by_series(frame: pd.DataFrame) -> Iterator[tuple[Key, Rows]]:
    number = frame["series"].to_numpy()
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-1))
    keys = frame[SERIES].take(order[starts]).itertuples(index=False, name=None)
    yield from zip(keys, np.split(order, starts[1:]), strict=True)


def _day(date: dt.date) -> int:
    return (date - EPOCH).days
