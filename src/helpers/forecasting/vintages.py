"""A series as it was known at each past month's end, for forecasts that do not look ahead."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from helpers.forecasting.calendar import SATURDAY
from helpers.forecasting.combined import usable
from helpers.loading import Panel
from helpers.months import release_date


@dataclass(frozen=True, eq=False)
class History:
    """Every vintage of one monthly series that was known on the date of its panel.

    Attributes
    ----------
    month : pandas.Period
        The month of the panel, the origin of its forecasts.
    months : numpy.ndarray
        Ordinal of the month of each vintage; a later one in the order replaces an earlier.
    values : numpy.ndarray
        USD million.
    published : numpy.ndarray
        Day on which each became known, as the number YYYYMMDD.
    newer : numpy.ndarray
        False where a value only repeats an earlier one in coarser digits.
    saturday : float
        Weight of a Saturday in the calendar of the series.
    worked_out : dict
        What was worked out on it by origin and is worth keeping; gone with it.
    """

    month: pd.Period
    months: Any
    values: Any
    published: Any
    newer: Any
    saturday: float = SATURDAY["exports"]
    worked_out: dict[pd.Period, pd.Series | None] = field(default_factory=dict, repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """Digest of the whole history."""
        digest = hashlib.sha256(f"{self.month} {self.saturday}".encode())
        for column in (self.months, self.values, self.published, self.newer):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()[:32]

    def now(self, origin: pd.Period | None = None) -> pd.Series:
        """Return the values known on the date of the panel, up to an origin.

        Months first published after that date are absent.
        """
        return self._series(_last(self.months, np.flatnonzero(self.newer)), origin or self.month)

    def known(self, origin: pd.Period) -> tuple[pd.Series, int]:
        """Return the values up to an origin as they were known on the day of its first release.

        Returns
        -------
        pandas.Series, int
            Values by month in the vintage of that day; where there is none, the earliest later
            vintage is used. The number counts these later vintages.
        """
        past = self.published <= _number(release_date(origin))
        timely = _last(self.months, np.flatnonzero(past & self.newer))
        later = np.flatnonzero(~past & (self.months <= origin.ordinal))
        later = later[~np.isin(self.months[later], self.months[timely])]
        newest_first = later[np.argsort(-self.published[later], kind="stable")]
        later = _last(self.months, newest_first)
        return self._series(np.concatenate([timely, later]), origin), len(later)

    def _series(self, chosen: Any, origin: pd.Period) -> pd.Series:
        chosen = chosen[self.months[chosen] <= origin.ordinal]
        chosen = chosen[np.argsort(self.months[chosen])]
        index: Any = pd.PeriodIndex.from_ordinals(self.months[chosen], freq="M")  # type: ignore[attr-defined]
        return pd.Series(self.values[chosen], index)


def history(trade: Panel, flow: str, code: str = "total", basis: str | None = None) -> History:
    """Gather the vintages of a series.

    Examples
    --------
    >>> from helpers.loading import load
    >>> past = history(load("2024-06"), "exports")
    >>> past.now()["2023-12"], past.known(pd.Period("2023-12", "M"))[0]["2023-12"]
    (np.float64(57573.193), np.float64(57660.0))
    """
    rows = trade.vintage_arrays(flow, code, "value", basis)
    days = [_number(dt.date.fromisoformat(day)) for day in rows.columns["published"]]
    months, values = rows.ordinals, rows.columns["value"]
    published, newer = np.array(days, dtype=int), rows.columns["newer"]
    return History(trade.month, months, values, published, newer, SATURDAY[flow])


def bridged(trade: Panel, flow: str) -> list[pd.Period]:
    """Return the months of a total not known on the date of the panel, which the models bridge.

    Examples
    --------
    >>> from helpers.loading import load
    >>> bridged(load("2020-02", as_of="2020-03-01"), "exports")
    [Period('2020-01', 'M')]
    """
    past = history(trade, flow).now()
    logs = usable(past)
    return [] if logs is None else [month for month in logs.index if month not in past.index]


def _last(months: Any, places: Any) -> Any:
    """Keep the last of the places of each month."""
    _, first = np.unique(months[places[::-1]], return_index=True)
    return places[::-1][first]


def _number(day: dt.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day
