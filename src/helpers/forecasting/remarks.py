"""What a forecaster says beside the number: values, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import catalogue, forecasters
from helpers.forecasting.ahead import outlook, year_with_forecasts
from helpers.forecasting.combined import COMBINED
from helpers.forecasting.intervals import (
    DECAY,
    ENOUGH_ERRORS,
    Array,
    by_horizon,
    log_errors,
    of_model,
)
from helpers.forecasting.nowcast import nowcast
from helpers.forecasting.opinion import second_opinion
from helpers.forecasting.parts import known_series
from helpers.loading import Panel
from helpers.metrics import yearly
from helpers.months import working_days_to

DRIFT = "drift"  # the year before with the mean growth of ten years
LEAST_RUN = 3  # nowcasts in a row off on one side that are worth a sentence
WIDE = 0.04  # spread of institutions' forecasts, relative to their mean, that is called wide


@dataclass(frozen=True)
class Run:
    """Nowcasts that were off on the same side, up to the last one with an outcome.

    Attributes
    ----------
    first, last : pandas.Period
        The first and the last of them.
    count : int
        How many.
    mean : float
        Mean of outcome less nowcast, per cent of the nowcast: above zero they were too low.
    """

    first: pd.Period
    last: pd.Period
    count: int
    mean: float


def run_of_errors(trade: Panel, flow: str, days: int = 20) -> Run | None:
    """Return the run of nowcasts off on the same side that ends with the last outcome.

    None where it is shorter than `LEAST_RUN`.
    """
    rows = nowcast(trade, flow, days).rows.dropna(subset=["nowcast", "actual"])
    errors = 100 * (rows["actual"] / rows["nowcast"] - 1)
    sides = np.sign(errors.to_numpy(dtype=float))
    other = np.flatnonzero(sides != sides[-1]) if len(sides) else np.array([0])
    run = errors.iloc[other[-1] + 1 :] if len(other) else errors
    if len(run) < LEAST_RUN:
        return None
    return Run(run.index[0], run.index[-1], len(run), float(run.mean()))


@dataclass(frozen=True)
class Change:
    """What the first twenty days of a month changed of its forecast, and why.

    Attributes
    ----------
    month : pandas.Period
        The month put anew.
    forecast, nowcast : float
        USD million: made at the end of the month before, and on the 21st.
    carried : float
        What of the change is carried from the errors of earlier nowcasts, USD million.
    days, days_before : float
        Working days of the first twenty days, and of those of a year before.
    growth : float
        Growth on the year of the first twenty days, per cent.
    item : str
        Code of the item that moved that growth most; empty where none is known.
    item_growth, item_points : float
        Its growth, per cent, and what it adds to the growth of the total, percentage points by its
        share in the month a year before; NaN where none is known.
    """

    month: pd.Period
    forecast: float
    nowcast: float
    carried: float
    days: float
    days_before: float
    growth: float
    item: str
    item_growth: float
    item_points: float

    @property
    def percent(self) -> float:
        """The change in per cent of the forecast."""
        return 100 * (self.nowcast / self.forecast - 1)


def nowcast_change(trade: Panel, flow: str) -> Change | None:
    """Return what the newest figure of twenty days changed; None where there is no nowcast."""
    rows = nowcast(trade, flow, 20).rows.dropna(subset=["nowcast"])
    rows = rows[rows.index >= trade.month]
    if rows.empty:
        return None
    month, row = rows.index[-1], rows.iloc[-1]
    rates = trade.flash(flow, 20, "yoy_pct")["value"].to_dict()
    days = working_days_to(pd.PeriodIndex([month - 12, month]), 20).tolist()
    item, growth, points = _item(trade, flow, month)
    return Change(
        month=month,
        forecast=float(row["forecast"]),
        nowcast=float(row["nowcast"]),
        carried=float(row["nowcast"] - row["bridged"]),
        days=days[1],
        days_before=days[0],
        growth=float(rates.get(month, np.nan)),
        item=item,
        item_growth=growth,
        item_points=points,
    )


def _item(trade: Panel, flow: str, month: pd.Period) -> tuple[str, float, float]:
    """Return the item that moved the first twenty days most: code, growth and points."""
    total = known_series(trade, flow, "total").to_dict().get(month - 12, np.nan)
    best = ("", np.nan, np.nan)
    for code in catalogue.group("items_20", trade.data_dir):
        rates = trade.flash(flow, 20, "yoy_pct", code)["value"].to_dict()
        if month not in rates:
            continue
        before = known_series(trade, flow, code).to_dict().get(month - 12, np.nan)
        points = float(rates[month] * before / total)
        if np.isfinite(points) and not abs(points) <= abs(best[2]):
            best = (code, float(rates[month]), points)
    return best


@dataclass(frozen=True, eq=False)
class Distribution:
    """A sum of months ahead with its distribution.

    Attributes
    ----------
    middle : float
        As forecast, USD million.
    sums : numpy.ndarray
        What it would come to with the errors of each past origin, ascending.
    weights : numpy.ndarray
        Of these, adding up to one.
    record : float
        The largest one before, USD million.
    record_in : pandas.Period
        When that was.
    """

    middle: float
    sums: Array
    weights: Array
    record: float
    record_in: pd.Period

    def between(self, level: float) -> tuple[float, float]:
        """Return the bounds that hold a share of the outcomes, as many below as above."""
        place = np.cumsum(self.weights) - self.weights / 2
        low, high = np.interp([(1 - level) / 2, (1 + level) / 2], place, self.sums)
        return float(low), float(high)

    def chance_above(self, value: float) -> float:
        """Return the share of the distribution above a value."""
        return float(self.weights[self.sums > value].sum())

    def round_number(self, step: float) -> float:
        """Return the multiple of a step that is nearest to the middle."""
        return float(step * round(self.middle / step))


def year_range(trade: Panel, flow: str = "exports") -> Distribution | None:
    """Return the running year, its months held and those forecast together.

    The errors of all months ahead are taken together, as they were made at each past origin, so
    that the range is not that of the months added up: each past path of errors, and its mirror
    image, gives one sum, weighted by age as the intervals are.

    Returns
    -------
    Distribution or None
        None in December, where nothing is forecast, a month is not held, or too few past paths.
    """
    middle = year_with_forecasts(trade, flow)
    if middle is None or flow == "balance":
        return None
    months = known_series(trade, flow, "total")
    return _distribution(trade, flow, 12 - trade.month.month, middle, yearly(months))


def month_range(trade: Panel, flow: str = "exports") -> Distribution | None:
    """Return the next month, as `year_range` the year."""
    path = outlook(trade, flow).path
    if path.empty or flow == "balance":
        return None
    months = known_series(trade, flow, "total")
    return _distribution(trade, flow, 1, float(path["forecast"].iloc[0]), months)


def _distribution(
    trade: Panel, flow: str, steps: int, middle: float, before: pd.Series
) -> Distribution | None:
    made = outlook(trade, flow)
    rows = of_model(made.evaluation, COMBINED)
    paths = by_horizon(rows, log_errors(rows))[1][:, :steps]
    paths = paths[~np.isnan(paths).any(axis=1)]
    if len(paths) < ENOUGH_ERRORS or before.empty:
        return None
    ahead = made.path["forecast"].to_numpy(dtype=float)[:steps]
    both = np.concatenate([paths, -paths])
    sums = middle - ahead.sum() + (ahead * np.exp(both)).sum(axis=1)
    weights = np.tile(DECAY ** np.arange(len(paths) - 1, -1, -1), 2)
    order = np.argsort(sums)
    return Distribution(
        middle=middle,
        sums=sums[order],
        weights=weights[order] / weights.sum(),
        record=float(before.max()),
        record_in=pd.PeriodIndex(before.index)[int(before.argmax())],
    )


def skilful_months(trade: Panel, flow: str) -> int:
    """Return up to how many months ahead the combination beats the average of recent years.

    That is the year before with the mean growth of ten years; by the mean scaled error of the last
    origins. 0 where it never does, or nothing can be judged.
    """
    tests = outlook(trade, flow).tests
    if tests.empty or DRIFT not in tests.index.get_level_values("baseline"):
        return 0
    ratios = tests["ratio"].xs(DRIFT, level="baseline").sort_index()
    worse = ratios.index[ratios >= 1]
    return int(worse[0]) - 1 if len(worse) else int(ratios.index[-1])


@dataclass(frozen=True)
class Disagreement:
    """The furthest apart of institutions' newest forecasts of exports of a year.

    Attributes
    ----------
    year : int
        The year forecast.
    low, high : float
        USD million.
    low_by, high_by : str
        Names in English, to be translated.
    low_on, high_on : str
        When, YYYY-MM-DD.
    """

    year: int
    low: float
    high: float
    low_by: str
    high_by: str
    low_on: str
    high_on: str

    @property
    def is_wide(self) -> bool:
        """Whether they are further apart than is usual between institutions."""
        return 2 * (self.high - self.low) / (self.high + self.low) > WIDE


def disagreement(trade: Panel) -> Disagreement | None:
    """Return how far the newest forecasts of the running year are apart; None with fewer than two.

    Targets do not count, nor do forecasts superseded by the same institution.
    """
    rows = _newest(trade)
    if len(rows) < 2:
        return None
    low, high = (rows.sort_values("value").iloc[place] for place in (0, -1))
    return Disagreement(
        year=trade.month.year,
        low=float(low["value"]),
        high=float(high["value"]),
        low_by=str(low["name"]),
        high_by=str(high["name"]),
        low_on=str(low["published"]),
        high_on=str(high["published"]),
    )


def _newest(trade: Panel) -> pd.DataFrame:
    """Return each institution's newest forecast of exports of the year, targets left out."""
    rows = forecasters.annual_exports(trade)
    rows = rows[rows["period"].eq(str(trade.month.year)) & ~rows["code"].str.endswith("_target")]
    return rows.drop_duplicates("code", keep="last")


@dataclass(frozen=True)
class CrossCheck:
    """The first and the second opinion side by side.

    Attributes
    ----------
    month : pandas.Period
        The first month in which they differ by more than the 80 % band; the next month otherwise.
    first, second : float
        Forecasts of that month, USD million.
    apart : bool
        Whether they differ by more than half the width of the band.
    year, first_year, second_year : int, float, float
        The running year and its sum by both; NaN in December.
    consensus : float
        Mean of the institutions' newest forecasts of that year; NaN where there is none.
    """

    month: pd.Period
    first: float
    second: float
    apart: bool
    year: int
    first_year: float
    second_year: float
    consensus: float

    @property
    def side(self) -> int:
        """1 where both put the year above the consensus, -1 where both below, 0 otherwise."""
        both = np.sign([self.first_year - self.consensus, self.second_year - self.consensus])
        return int(both[0]) if both[0] == both[1] else 0


def cross_check(trade: Panel) -> CrossCheck | None:
    """Compare both opinions with each other and with the institutions; None without a second."""
    opinion = second_opinion(trade)
    if opinion is None:
        return None
    ahead, band = opinion.ahead, outlook(trade, "exports").path
    half = (band["high80"] - band["forecast"]).to_numpy(dtype=float)
    apart = np.flatnonzero((ahead["forecast"] - ahead["first"]).abs().to_numpy() > half)
    place = int(apart[0]) if len(apart) else 0
    steps = 12 - trade.month.month
    first_year = year_with_forecasts(trade, "exports")
    moved = float((ahead["forecast"] - ahead["first"]).iloc[:steps].sum())
    return CrossCheck(
        month=ahead.index[place],
        first=float(ahead["first"].iloc[place]),
        second=float(ahead["forecast"].iloc[place]),
        apart=bool(len(apart)),
        year=trade.month.year,
        first_year=np.nan if first_year is None else first_year,
        second_year=np.nan if first_year is None else first_year + moved,
        consensus=float(_newest(trade)["value"].mean()),
    )


def first_figures(trade: Panel, flows: Sequence[str] = ("exports", "imports")) -> list[str]:
    """Return the flows whose figure of the month is its first release, so far not revised."""
    found = []
    for flow in flows:
        rows = trade.facts(flow, "total")
        rows = rows[(rows.index == trade.month) & rows["status"].eq("preliminary")]
        if len(rows):
            found.append(flow)
    return found
