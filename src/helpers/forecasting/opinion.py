"""A second opinion on exports: semiconductors and the rest forecast apart and added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.forecasting.ahead import kept_forecasts, outlook
from helpers.forecasting.combined import COMBINED, forecast, usable
from helpers.forecasting.evaluation import HORIZON, ORIGINS, fitted
from helpers.forecasting.parts import known_series
from helpers.forecasting.store import Store
from helpers.forecasting.vintages import History, history
from helpers.loading import Panel
from helpers.metrics import year_on_year

CHIPS = "semiconductors_hs"  # HS 8542, the only definition with a past long enough
COLUMNS = ["ordinal", "horizon", "forecast"]


@dataclass(frozen=True, eq=False)
class Opinion:
    """Exports as the sum of chips and the rest, each forecast by the combination.

    Attributes
    ----------
    ahead : pandas.DataFrame
        By month: forecast and chips (USD million), and first, the forecast of the total as one.
    evaluation : pandas.DataFrame
        origin, horizon, period, forecast, first and actual, at the last `ORIGINS` origins with an
        outcome at each horizon.
    """

    ahead: pd.DataFrame
    evaluation: pd.DataFrame

    def errors(self, horizon: int) -> pd.Series:
        """Return the mean absolute error in per cent, of both opinions: forecast and first."""
        rows = self.evaluation[self.evaluation["horizon"].eq(horizon)]
        ratio = rows[["forecast", "first"]].div(rows["actual"], axis=0)
        return 100 * (ratio - 1).abs().mean()


def second_opinion(trade: Panel) -> Opinion | None:
    """Forecast exports of semiconductors and all others apart, and judge the sum on its past.

    Months of chips not available in customs headings yet are those of a year before times the
    growth the ministry reports.

    Returns
    -------
    Opinion or None
        None where exports are not forecast, or chips not known up to the month.
    """
    if "second opinion" not in trade.worked_out:
        trade.worked_out["second opinion"] = _opinion(trade)
    found: Opinion | None = trade.worked_out["second opinion"]
    return found


def _opinion(trade: Panel) -> Opinion | None:
    first = outlook(trade, "exports")
    total, chips = history(trade, "exports"), history(trade, "exports", CHIPS)
    if first.missing or not len(chips.months):
        return None
    known = _filled(trade, chips.now())
    if known.index[-1] != trade.month:
        return None
    store, state = kept_forecasts(trade), Store(trade.data_dir, f"judged-{total.fingerprint}")
    now = _apart(_Parts(total, chips), trade.month, (known, total.now() - known), store)
    if now is None:
        return None
    numbers = state.remember(
        f"opinion-{total.fingerprint}-{chips.fingerprint}",
        lambda: _evaluated(_Parts(total, chips), trade.month, store),
    )
    store.save()
    both = pd.DataFrame(np.array(numbers, dtype=float).reshape(-1, 3), columns=COLUMNS)
    rows = first.evaluation[first.evaluation["model"].eq(COMBINED)].dropna(subset=["error"])
    rows = rows.assign(ordinal=[origin.ordinal for origin in rows["origin"]])
    rows = rows.rename(columns={"forecast": "first"}).merge(both, on=["ordinal", "horizon"])
    place = rows.sort_values("ordinal").groupby("horizon").cumcount(ascending=False)
    rows = rows[place.reindex(rows.index) < ORIGINS]
    return Opinion(
        now.assign(first=first.path["forecast"].to_numpy(dtype=float)),
        rows[["origin", "horizon", "period", "forecast", "first", "actual"]],
    )


class _Parts(NamedTuple):
    total: History
    chips: History

    def known(self, origin: pd.Period) -> tuple[pd.Series, pd.Series]:
        """Return chips and the rest as known at an origin, later vintages standing in."""
        chips, _ = self.chips.known(origin)
        return chips, self.total.known(origin)[0] - chips


def _apart(
    parts: _Parts, origin: pd.Period, known: tuple[pd.Series, pd.Series], store: Store
) -> pd.DataFrame | None:
    """Forecast both parts with parameters of the last December; None with too short a past."""
    year_end = origin if origin.month == 12 else pd.Period(f"{origin.year - 1}-12", "M")
    made = []
    for part, before in zip(known, parts.known(year_end), strict=True):
        logs, basis = usable(part.dropna()), usable(before.dropna())
        if logs is None or logs.index[-1] != origin:
            return None
        basis = logs if basis is None or basis.index[-1] != year_end else basis
        estimated = fitted(basis, store, parts.total.saturday)
        made.append(forecast(logs, estimated, HORIZON, parts.total.saturday)[COMBINED])
    return pd.DataFrame({"forecast": made[0] + made[1], "chips": made[0]})


def _evaluated(parts: _Parts, month: pd.Period, store: Store) -> list[float]:
    """Return ordinal of the origin, months ahead and forecast, one after the other."""
    numbers: list[float] = []
    for origin in list(pd.period_range(end=month - 1, periods=ORIGINS + HORIZON, freq="M")):
        made = _apart(parts, origin, parts.known(origin), store)
        if made is not None:
            for step, value in enumerate(made["forecast"], start=1):
                numbers += [origin.ordinal, step, float(value)]
    return numbers


def _filled(trade: Panel, chips: pd.Series) -> pd.Series:
    """Add the months since by the growth the ministry reports of its own semiconductors."""
    printed = known_series(trade, "exports", "semiconductors", "yoy_pct")
    growth = year_on_year(known_series(trade, "exports", "semiconductors")).combine_first(printed)
    rates = growth.dropna().to_dict()
    values = chips.to_dict()
    for month in list(pd.period_range(chips.index[-1] + 1, trade.month, freq="M")):
        if month not in rates or month - 12 not in values:
            break
        values[month] = values[month - 12] * (1 + rates[month] / 100)
    return pd.Series(values, pd.PeriodIndex(list(values), freq="M"), dtype=float)
