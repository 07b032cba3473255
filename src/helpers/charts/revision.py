"""The chart of how a month's growth became known, and how far earlier months moved then."""

from __future__ import annotations

import pandas as pd

from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing
from helpers.charts.marks import label
from helpers.charts.theme import COLOURS, canvas
from helpers.revisions import STEPS
from helpers.translation import labels
from helpers.wording import pct

SHORT = {"days_10", "days_20", "first"}  # reported with one decimal


@drawing
def revision(frame: pd.DataFrame) -> Chart:
    """Draw the growth of a total as it became known, over the range of earlier months.

    The band holds eight in ten of the earlier months at each step, drawn around this month's first
    release.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.growth_steps` returns it.
    """
    flow = str(frame.attrs["flow"])
    colour = COLOURS[flow.removesuffix("s")]
    steps = [step for step in STEPS if step in frame.index]
    shown = frame.reindex(steps)
    rates = shown["growth"].dropna()
    fig, (axis,) = canvas(height=2.7, left=0.6, right=0.35, bottom=0.4)
    if "first" in rates.index:
        band = shown[["low", "high"]].copy()
        band.loc["first"] = 0.0
        band = band.dropna() + rates["first"]
        x = [steps.index(step) for step in band.index]
        axis.fill_between(x, band["low"], band["high"], color=colour, alpha=0.18, linewidth=0)
    places = [steps.index(step) for step in rates.index]
    axis.plot(places, rates.to_numpy(), "o-", color=colour, linewidth=1.8, zorder=4)
    axis.margins(y=0.15)
    for i, (step, rate) in enumerate(rates.items()):
        beside = rates.iloc[max(i - 1, 0) : i + 2].mean()  # below where the line goes up from it
        dy = -12 if beside > rate + 0.05 else 12
        label(axis, places[i], rate, _written(str(step), rate), dx=-12, dy=dy, bold=True)
    axis.set_xlim(-0.4, len(steps) - 0.6)
    names = labels("steps")
    axis.set_xticks(range(len(steps)), [names[step] for step in steps])
    hints = [f"{names[step]}: {_written(step, rates[step])}" if step in rates.index else ""
            for step in steps]  # fmt: skip
    return described(
        "revision",
        frame,
        fig,
        spots=hover.by_column(axis, range(len(steps)), hints),
        slug=f"{flow}-revision",
        rates=[(step, rate) for step, rate in rates.items()],
        range=list(shown[["low", "high"]].dropna().itertuples(name=None)),
    )


def _written(step: str, rate: float) -> str:
    return pct(rate, 1 if step in SHORT else 2)
