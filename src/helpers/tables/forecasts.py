"""Tables of the forecasts: the path ahead, the month under way, errors, tests and intervals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from helpers.display import Missing, source_line, span
from helpers.forecasting import (
    BASELINES,
    COMBINED,
    ENOUGH_ERRORS,
    HORIZON,
    LEVELS,
    MODELS,
    NEAR,
    SHOWN,
    TOO_FEW,
    bridged,
    flow_name,
    model_name,
    no_forecast,
    nowcast,
    outlook,
    steps_ahead,
    year_with_forecasts,
)
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import tr
from helpers.wording import absent, month_name, number, signed, usd_billion

HORIZONS = (1, 2, 3, 6, 9, 12)
FLOWS = ("exports", "imports", "balance")
BOUNDS = ("forecast", "low80", "high80", "low95", "high95")


def ahead(trade: Panel, later: bool = False) -> Table | Missing:
    """Show the forecasts of exports, imports and balance with their intervals.

    Parameters
    ----------
    trade : Panel
        The month from which is forecast.
    later : bool
        The months after the first `NEAR`, with the sum of all; else the first ones.
    """
    paths = {flow: outlook(trade, flow) for flow in FLOWS}
    notes = [no_forecast(trade, flow) for flow in FLOWS if paths[flow].missing]
    held = [flow for flow, each in paths.items() if not each.missing]
    if not held:
        return Missing("tab-later" if later else "tab-ahead", no_forecast(trade, "exports"))
    rows = []
    for step in range(NEAR, HORIZON) if later else range(NEAR):
        cells = [month_name(paths[held[0]].path.iloc[step]["period"], short=True)]
        for flow in held:
            row = paths[flow].path.iloc[step]
            cells.append(usd_billion(row["forecast"], 1))
            for level in LEVELS:
                name = round(100 * level)
                low, high = (usd_billion(row[f"{side}{name}"], 1) for side in ("low", "high"))
                cells.append(_between(low, high))
        rows.append(Row(tuple(cells)))
    if later:
        sums = [float(paths[flow].path["forecast"].sum()) for flow in held]
        rows.append(_summed(tr("All {} months", HORIZON), sums))
    years = [None if later else year_with_forecasts(trade, flow) for flow in held]
    if any(year is not None for year in years):
        rows.append(_summed(tr("Year {}", trade.month.year), years))
        notes.append(tr("Year: the months held and those forecast."))
    headers = [
        header
        for flow in held
        for header in (
            flow_name(flow, first=True),
            *(tr("{} in 100", round(100 * level)) for level in LEVELS),
        )
    ]
    data = pd.concat([paths[flow].path.assign(flow=flow) for flow in held], ignore_index=True)
    data = data.round(dict.fromkeys(BOUNDS, 1))
    if any(_narrower_further_ahead(paths[flow].path) for flow in held):
        notes.append(
            tr(
                "An interval follows how far off the forecasts made at its own distance were. Where"
                " one is narrower than one for an earlier month, large misses of late have not"
                " reached its distance yet."
            )
        )
    return tabulate(
        "later" if later else "ahead",
        title=tr("The months after these") if later else tr("The months ahead"),
        subtitle=tr(
            "Forecasts of the combination, and where 80 and 95 in 100 outcomes should lie; USD"
            " billion"
        ),
        columns=texts(tr("Month")) + numbers(*headers),
        rows=rows,
        source=tr("computed from {}", source_line(trade.facts("exports", "total"))),
        data=data,
        notes=[
            *notes,
            *bridged(trade),
            tr(
                "The balance is exports less imports, month by month; its intervals come from its"
                " own past errors."
            ),
        ],
    )


def _summed(name: str, sums: Sequence[float | None]) -> Row:
    """Make a row of sums, one for each flow; intervals have none."""
    cells = [cell for whole in sums for cell in (usd_billion(whole, 1), *[""] * len(LEVELS))]
    return Row((name, *cells), kind="total")


def _narrower_further_ahead(path: pd.DataFrame) -> bool:
    widths = path[[f"high{round(100 * level)}" for level in LEVELS]].sub(path["forecast"], axis=0)
    return bool(widths.lt(widths.cummax()).any(axis=None))


def nowcasts(trade: Panel) -> Table | Missing:
    """Show what the flash of the month and of the month after said, and what came."""
    rows, frames = [], []
    for flow in FLOWS[:2]:
        for days in (10, 20):
            table = nowcast(trade, flow, days).rows
            frames.append(table.tail(36).assign(flow=flow, days=days))
            near = table[table.index >= trade.month].dropna(subset=["nowcast"])
            for month, row in near.iterrows():
                low, high = usd_billion(row["low80"], 1), usd_billion(row["high80"], 1)
                off = 100 * (row["nowcast"] / row["actual"] - 1)
                rows.append(
                    Row(
                        (
                            tr(
                                "{flow}, {month}",
                                flow=flow_name(flow, first=True),
                                month=month_name(month),  # type: ignore[arg-type]
                            ),
                            str(row["known"]),
                            usd_billion(row["flash"], 1),
                            usd_billion(row["nowcast"], 1),
                            _between(low, high),
                            usd_billion(row["forecast"], 1),
                            usd_billion(row["actual"], 1),
                            signed(off),
                        )
                    )
                )
    if not rows:
        return Missing(
            "tab-nowcast",
            tr(
                "No nowcast of {}: its flash, or enough of them before it, is not held.",
                month_name(trade.month),
            ),
        )
    return tabulate(
        "nowcast",
        title=tr("The month from its first days"),
        subtitle=tr(
            "Estimates on the day of each flash, from what was known that day; USD billion"
        ),
        columns=texts(tr("Month"), tr("Day"))
        + numbers(
            tr("Flash"),
            tr("Nowcast"),
            tr("80 in 100"),
            tr("Month before"),
            tr("Outcome"),
            tr("Off, %"),
        ),
        rows=rows,
        source=_flash(trade),
        data=pd.concat(frames).rename_axis("period").round(1),
        notes=[
            tr(
                "Month before: the forecast of the combination before there was a flash. The"
                " nowcast moves it by what the flash says beyond it, with working days; on the 21st"
                " the first ten days count too, and for exports three quarters of the mean error of"
                " the last twelve nowcasts are carried. The flashes held give no value of ships, so"
                " a delivery cannot be told from other exports."
            ),
        ],
    )


def nowcast_errors(trade: Panel) -> Table | Missing:
    """Show how far nowcasts were off over the last 36 months with one."""
    rows, data = [], []
    for flow in FLOWS[:2]:
        for days in (10, 20):
            table = nowcast(trade, flow, days).rows
            table = table.dropna(subset=["nowcast", "ratio", "actual"]).tail(36)
            if len(table) < 12:
                continue
            off = {
                name: float((100 * (table[name] / table["actual"] - 1)).abs().mean())
                for name in ("nowcast", "forecast", "ratio")
            }
            drawn = table.dropna(subset=["low80"])
            inside = int(drawn["actual"].between(drawn["low80"], drawn["high80"]).sum())
            rows.append(
                Row(
                    (
                        tr("{}, first {} days", flow_name(flow, first=True), days),
                        span(table.index),
                        f"{len(table)}",
                        *(number(off[name], 2) for name in ("nowcast", "ratio", "forecast")),
                        _of(inside, len(drawn)),
                    )
                )
            )
            data.append({"flow": flow, "days": days, "n": len(table), **off, "inside": inside})
    if not rows:
        return Missing(
            "tab-nowcast-errors",
            tr("Enough nowcasts with an outcome to judge them are not held."),
        )
    return tabulate(
        "nowcast-errors",
        title=tr("How well the nowcasts did"),
        subtitle=tr(
            "Each made again from what was known on the day of the flash; mean absolute error in"
            " per cent"
        ),
        columns=texts(tr("Flow"), _months())
        + numbers(
            tr("Nowcasts"),
            tr("Nowcast, %"),
            tr("Ratio bridge, %"),
            tr("Without flash, %"),
            tr("In 80 in 100"),
        ),
        rows=rows,
        source=_flash(trade),
        data=pd.DataFrame(data),
        notes=[
            tr(
                "Ratio bridge: the month a year before, times the growth of the flash and of the"
                " working days left."
            ),
            tr("An interval needs {} nowcasts before it; the first ones have none.", ENOUGH_ERRORS),
        ],
    )


def errors(trade: Panel, flow: str = "exports") -> Table | Missing:
    """Show the scores of every model, by months ahead."""
    made = outlook(trade, flow)
    if made.missing or made.evaluation.empty:
        return Missing(f"tab-errors-{flow}", no_forecast(trade, flow) or tr(TOO_FEW))
    scores = made.scores
    rows = []
    for step in HORIZONS:
        for model in reversed(MODELS):
            if (model, step) not in scores.index:
                continue
            n, mape, mase, rmsse, crps = scores[scores.index == (model, step)].iloc[0].tolist()
            rows.append(
                Row(
                    (
                        steps_ahead(step),
                        model_name(model),
                        f"{n:.0f}",
                        number(mape, 2),
                        number(mase, 2),
                        number(rmsse, 2),
                        number(crps, 2),
                    ),
                    "total" if model == COMBINED else "",
                )
            )
    origins = made.evaluation[made.evaluation["horizon"].eq(1)].drop_duplicates("origin")
    whole = int(origins["stand_ins"].tail(60).eq(0).sum())
    return tabulate(
        f"errors-{flow}",
        title=tr("How well the forecasts of {} did", flow_name(flow)),
        subtitle=tr(
            "Made again from each of the last months before {}, with what was known then, where it"
            " is held",
            month_name(trade.month),
        ),
        columns=texts(_months(), tr("Model"))
        + numbers(tr("Forecasts"), tr("MAPE, %"), "MASE", "RMSSE", tr("CRPS, %")),
        rows=rows,
        source=tr("computed from {}", source_line(trade.facts(flow, "total"))),
        data=scores.reset_index().round(3),
        notes=[
            tr(
                "MASE and RMSSE: error relative to the mean change on the year before the origin."
                " CRPS: of the whole distribution drawn from past errors, in per cent of the"
                " outcome."
            ),
            tr(
                "{} of the last {} origins rest wholly on figures of the time; at the others, for"
                " want of first releases, later figures of the same year stand in. Temporary"
                " holidays count as known.",
                whole,
                min(60, len(origins)),
            ),
        ],
    )


def tests(trade: Panel, flow: str = "exports") -> Table | Missing:
    """Show whether the combination beats the baselines by more than chance."""
    made = outlook(trade, flow)
    found = made.tests if len(made.evaluation) else pd.DataFrame()
    if found.empty:
        return Missing(f"tab-tests-{flow}", no_forecast(trade, flow) or tr(TOO_FEW))
    rows = []
    for step in sorted(found.index.get_level_values("horizon").unique()):
        cells = [steps_ahead(step)]
        for name in BASELINES:
            ratio, p = found.loc[(name, step), "ratio"], found.loc[(name, step), "p"]
            cells += [number(ratio, 2), _p(float(p))]
        rows.append(Row(tuple(cells)))
    worse = found[found["ratio"] >= 1]
    plain = found["plain"].astype(bool).sum()
    but = [
        tr("{model}, {ahead}", model=model_name(str(name)).lower(), ahead=steps_ahead(step))
        for name, step in worse.index
    ]
    notes = [
        tr(
            "Ratio of the mean scaled errors: below 1 the combination is better. p: two-sided, of"
            " Diebold and Mariano's test with the correction of Harvey, Leybourne and Newbold."
        ),
        tr("The combination is not better than: {}.", "; ".join(but))
        if but
        else tr("The combination is better than every baseline at every horizon."),
    ]
    if plain:
        notes.append(
            tr("Tests whose variance came out negative, so taken without overlaps: {}.", plain)
        )
    return tabulate(
        f"tests-{flow}",
        title=tr("Against the baselines, {}", flow_name(flow)),
        subtitle=tr("Mean absolute scaled error of the combination by that of each baseline"),
        columns=texts(_months())
        + numbers(*(h for name in BASELINES for h in (model_name(name), "p"))),
        rows=rows,
        source=tr("computed from {}", source_line(trade.facts(flow, "total"))),
        data=found.reset_index().round(4),
        notes=notes,
    )


def coverage(trade: Panel) -> Table | Missing:
    """Show how often outcomes lay inside the intervals drawn at the time."""
    rows, data = [], []
    for flow in FLOWS[:2]:
        made = outlook(trade, flow)
        steps = range(1, HORIZON + 1) if len(made.evaluation) else ()
        horizons: list[int | None] = [*steps, None]
        for step, level in product(horizons, LEVELS):
            reached = made.coverage(level, step)
            if not reached.n:
                continue
            low, high = (100 * bound for bound in reached.wilson)
            data.append(
                {
                    "flow": flow, "horizon": step or "all", "promised": level,
                    "inside": reached.inside, "n": reached.n,
                    "wilson_low": low / 100, "wilson_high": high / 100,
                    "interval_score_pct": round(reached.score, 3),
                }
            )  # fmt: skip
            if step not in (*SHOWN, None):
                continue  # in the file to download
            ahead = tr("all {} horizons", HORIZON) if step is None else steps_ahead(step)
            name = tr("{flow}, {ahead}", flow=flow_name(flow, first=True), ahead=ahead)
            rows.append(
                Row(
                    (
                        name,
                        f"{100 * level:.0f}",
                        _of(reached.inside, reached.n),
                        number(100 * reached.share, 0),
                        _between(f"{low:.0f}", f"{high:.0f}"),
                        signed(100 * (reached.share - level)),
                        number(reached.score, 1),
                    ),
                    "total" if step is None else "",
                )
            )
    if not rows:
        return Missing("tab-coverage", no_forecast(trade, "exports") or tr(TOO_FEW))
    return tabulate(
        "coverage",
        title=tr("What the intervals held"),
        subtitle=tr("Outcomes inside the intervals drawn at the time, the last 60 by months ahead"),
        columns=texts(tr("Flow and months"))
        + numbers(
            *(tr("Promised, %"), tr("Inside"), tr("Held, %"), tr("Wilson, 95 %")),
            *(tr("Off, points"), tr("Score, %")),
        ),
        rows=rows,
        source=tr("computed from {}", source_line(trade.facts("exports", "total"))),
        data=pd.DataFrame(data),
        notes=[
            tr(
                "Forecasts of several months overlap, so the Wilson intervals are too narrow there,"
                " most of all over all horizons."
            ),
            tr(
                "Score: the width of the interval plus a penalty for each miss in proportion to its"
                " size, in per cent of the forecast (interval score); lower is better."
            ),
        ],
    )


def _between(low: str, high: str) -> str:
    """Write an interval; what cannot be drawn is written as missing."""
    return low if low == absent() else tr("{low}\u2009–\u2009{high}", low=low, high=high)


def _months() -> str:
    """Head a column of months; the empty field tells it from a count of months."""
    return tr("Months{which}", which="")


def _of(some: int, whole: int) -> str:
    return tr("{some} of {whole}", some=some, whole=whole)


def _flash(trade: Panel) -> str:
    source = source_line(trade.facts("exports", "total"))
    return tr("Korea Customs Service, flash; {}", source)


def _p(value: float) -> str:
    return tr("below 0.001") if value < 0.001 else number(value if np.isfinite(value) else None, 3)
