"""Measure how far forecasts were off: method by flow, horizon and window, with bootstrap ranges.

    python benchmarks/forecasts.py 2026-07

Every choice in `helpers.forecasting` was made on outcomes up to April 2023; the windows after it
are only reported. The range is where 90 in 100 means of resampled errors lie; errors are drawn in
blocks as long as forecasts overlap (moving blocks; Kuensch 1989).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers import forecasting as f
from helpers.forecasting.adjustment import first_estimates
from helpers.forecasting.store import ForecastStore
from helpers.loading import Panel, load

CHOSEN = "2023-04"  # the last outcome that choices were made on
WINDOWS = {
    "to 2023-04": ("2000-01", "2023-04"),
    "to 2023-04, last 60": ("2018-05", "2023-04"),
    "2023-05 to 2026-04": ("2023-05", "2026-04"),
    "since 2023-05": ("2023-05", "2030-12"),
    "since 2025-10": ("2025-10", "2030-12"),
}
FLOWS = ("exports", "imports")
DRAWS, SEED = 4000, 7
Line = tuple[str, str, str, str, int, float, float, float]


def ranged(values: pd.Series, block: int) -> tuple[int, float, float, float]:
    """Return count, mean and the bounds of 90 in 100 means of resampled blocks."""
    held = values.dropna().to_numpy(dtype=float)
    n = len(held)
    if n < 2 * block:  # too few to resample
        return n, float(held.mean()) if n else np.nan, np.nan, np.nan
    random = np.random.default_rng(SEED)
    starts = random.integers(0, n, size=(DRAWS, -(-n // block)))
    places = (starts[:, :, None] + np.arange(block)) % n
    means = held[places.reshape(DRAWS, -1)[:, :n]].mean(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return n, float(held.mean()), float(low), float(high)


def lines(what: str, flow: str, step: str, values: pd.Series, block: int) -> Iterator[Line]:
    """Yield one line a window of values by month."""
    index = pd.PeriodIndex(values.index, freq="M")
    for window, (first, last) in WINDOWS.items():
        inside = values[(index >= pd.Period(first, "M")) & (index <= pd.Period(last, "M"))]
        yield (what, flow, step, window, *ranged(inside, block))


def by_period(rows: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Index values of rows by the month forecast, in order."""
    return pd.Series(values.to_numpy(), pd.PeriodIndex(rows["period"], freq="M")).sort_index()


def errors(trade: Panel) -> Iterator[Line]:
    """Yield absolute errors in per cent of the outcome: combination and nowcasts."""
    for flow in FLOWS:
        made = f.outlook(trade, flow).evaluation
        made = made[made["model"].eq(f.COMBINED)].dropna(subset=["error"])
        for step, rows in made.groupby("horizon"):
            if step in f.SHOWN:
                off = 100 * (rows["error"] / rows["actual"]).abs()
                yield from lines("combination", flow, f"{step}", by_period(rows, off), int(step))
        for days in (10, 20):
            table = f.nowcast(trade, flow, days)
            off = 100 * (table["nowcast"] / table["actual"] - 1).abs()
            yield from lines("nowcast", flow, f"day {days + 1}", off, 3)


def opinions(trade: Panel, until: Panel) -> Iterator[Line]:
    """Yield absolute errors in per cent of semiconductors and the rest forecast apart."""
    for panel in (until, trade):
        opinion = f.second_opinion(panel)
        for step in f.SHOWN if opinion is not None else ():
            rows = opinion.evaluation[opinion.evaluation["horizon"].eq(step)]
            off = by_period(rows, 100 * (rows["forecast"] / rows["actual"] - 1).abs())
            yield from kept(
                lines("second opinion", "exports", f"{step}", off, step), panel is until
            )


def kept(found: Iterator[Line], early: bool) -> Iterator[Line]:
    """Keep the lines of the windows that choices were made on, or those of the others."""
    return (line for line in found if line[3].startswith("to") == early)


def revisions(trade: Panel) -> Iterator[Line]:
    """Yield how far first adjusted figures are revised within a year, X-13 where installed."""
    months = pd.period_range("2013-04", trade.month - 12, freq="M")
    for flow in FLOWS:
        for method in ("stl", "x13") if f.x13_program() else ("stl",):
            rows = first_estimates(f.history(trade, flow), months, ForecastStore(), method)
            level = 100 * (rows["later"] / rows["first"] - 1).abs()
            change = (rows["later_change"] - rows["first_change"]).abs()
            yield from lines(f"{method}, revision of level, %", flow, "12", level, 12)
            yield from lines(f"{method}, revision of change, points", flow, "12", change, 12)


def intervals(trade: Panel, until: Panel) -> Iterator[Line]:
    """Yield interval scores in per cent of the forecast over all horizons, and shares inside."""
    for flow in FLOWS:
        for panel in (until, trade):
            rows = f.with_intervals(f.outlook(panel, flow).evaluation, f.COMBINED)
            rows = rows.dropna(subset=["low80", "actual"])
            size = np.log(rows["actual"] / rows["forecast"]).abs()
            for level in f.LEVELS:
                width = np.log(rows[f"high{100 * level:.0f}"] / rows["forecast"])
                score = 2 * width + 2 / (1 - level) * (size - width).clip(lower=0)
                for what, values in (
                    (f"interval score {100 * level:.0f} %", 100 * score),
                    (f"inside {100 * level:.0f} %", 100.0 * size.le(width)),
                ):
                    each = by_period(rows, values).groupby(level=0).mean()
                    yield from kept(lines(what, flow, "1 to 12", each, f.HORIZON), panel is until)


def main() -> None:
    """Print the table as CSV."""
    trade, until = load(sys.argv[1]), load(CHOSEN)
    columns = ["method", "flow", "horizon", "window", "n", "mean", "low90", "high90"]
    found = [*errors(trade), *opinions(trade, until)]
    found += [*intervals(trade, until), *revisions(trade)]
    pd.DataFrame(found, columns=columns).round(2).to_csv(sys.stdout, index=False)


if __name__ == "__main__":
    main()
