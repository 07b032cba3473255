"""Tables of the forecasts: the path ahead, the month under way, errors, tests and intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.display import Missing, source_line
from helpers.forecasting import (
    BASELINES,
    COMBINED,
    LEVELS,
    MODELS,
    NAMES,
    SHOWN,
    nowcast,
    outlook,
)
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import month_name, number, signed, usd_billion

HORIZONS = (1, 2, 3, 6, 9, 12)
FLOWS = ("exports", "imports", "balance")
BOUNDS = ("forecast", "low80", "high80", "low95", "high95")


def ahead(trade: Panel) -> Table | Missing:
    """Show the forecasts of exports, imports and balance with their intervals."""
    paths = {flow: outlook(trade, flow) for flow in FLOWS}
    held = [flow for flow, each in paths.items() if not each.missing]
    if not held:
        return Missing("tab-ahead", paths["exports"].missing)
    rows = []
    for step in range(len(paths[held[0]].path)):
        cells = [month_name(paths[held[0]].path.iloc[step]["period"])]
        for flow in held:
            row = paths[flow].path.iloc[step]
            cells.append(usd_billion(row["forecast"], 1))
            for level in LEVELS:
                name = round(100 * level)
                low, high = (usd_billion(row[f"{side}{name}"], 1) for side in ("low", "high"))
                cells.append(f"{low} to {high}" if row[f"low{name}"] == row[f"low{name}"] else low)
        rows.append(Row(tuple(cells)))
    headers = [
        header
        for flow in held
        for header in (flow.capitalize(), *(f"{round(100 * level)} in 100" for level in LEVELS))
    ]
    notes = [paths[flow].missing for flow in FLOWS if paths[flow].missing]
    data = pd.concat([paths[flow].path.assign(flow=flow) for flow in held], ignore_index=True)
    data = data.round(dict.fromkeys(BOUNDS, 1))
    return tabulate(
        "ahead",
        title="The months ahead",
        subtitle="Forecasts of the combination, and where 80 and 95 in 100 outcomes should lie;"
        " USD billion",
        columns=texts("Month") + numbers(*headers),
        rows=rows,
        source=f"computed from {source_line(trade.facts('exports', 'total'))}",
        data=data,
        notes=[
            *notes,
            "The balance is exports less imports, month by month; its intervals come from its own"
            " past errors.",
        ],
    )


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
                            f"{flow.capitalize()}, {month_name(month)}",  # type: ignore[arg-type]
                            str(row["known"]),
                            usd_billion(row["flash"], 1),
                            usd_billion(row["nowcast"], 1),
                            low if row["low80"] != row["low80"] else f"{low} to {high}",
                            usd_billion(row["forecast"], 1),
                            usd_billion(row["actual"], 1),
                            signed(off),
                        )
                    )
                )
    if not rows:
        return Missing(
            "tab-nowcast",
            f"No nowcast of {month_name(trade.month)}: its flash, or enough of them before it,"
            " is not held.",
        )
    return tabulate(
        "nowcast",
        title="The month from its first days",
        subtitle="Estimates on the day of each flash, from what was known that day; USD billion",
        columns=texts("Month", "Day")
        + numbers("Flash", "Nowcast", "80 in 100", "Month before", "Outcome", "Off, %"),
        rows=rows,
        source=f"Korea Customs Service, flash; {source_line(trade.facts('exports', 'total'))}",
        data=pd.concat(frames).rename_axis("period").round(1),
        notes=[
            "Month before: the forecast of the combination before there was a flash. The nowcast"
            " moves it by what the flash says beyond it, with working days. The flashes held give"
            " no value of ships, so a delivery cannot be told from other exports.",
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
                        f"{flow.capitalize()}, first {days} days",
                        f"{month_name(table.index[0])} to {month_name(table.index[-1])}",
                        f"{len(table)}",
                        *(number(off[name], 2) for name in ("nowcast", "ratio", "forecast")),
                        f"{inside} of {len(drawn)}",
                    )
                )
            )
            data.append({"flow": flow, "days": days, "n": len(table), **off, "inside": inside})
    if not rows:
        return Missing(
            "tab-nowcast-errors", "Enough nowcasts with an outcome to judge them are not held."
        )
    return tabulate(
        "nowcast-errors",
        title="How well the nowcasts did",
        subtitle="Each made again from what was known on the day of the flash; mean absolute error"
        " in per cent",
        columns=texts("Flow", "Months")
        + numbers("Nowcasts", "Nowcast, %", "Ratio bridge, %", "Without flash, %", "In 80 in 100"),
        rows=rows,
        source=f"Korea Customs Service, flash; {source_line(trade.facts('exports', 'total'))}",
        data=pd.DataFrame(data),
        notes=[
            "Ratio bridge: the month a year before, times the growth of the flash and of the"
            " working days left."
        ],
    )


def errors(trade: Panel, flow: str = "exports") -> Table | Missing:
    """Show the scores of every model, by months ahead."""
    made = outlook(trade, flow)
    if made.missing or made.evaluation.empty:
        return Missing(f"tab-errors-{flow}", made.missing or TOO_FEW)
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
                        f"{step} ahead",
                        NAMES[model],
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
        title=f"How well the forecasts of {flow} did",
        subtitle=f"Made again from each of the last months before {month_name(trade.month)}, with"
        " what was known then",
        columns=texts("Months", "Model")
        + numbers("Forecasts", "MAPE, %", "MASE", "RMSSE", "CRPS, %"),
        rows=rows,
        source=f"computed from {source_line(trade.facts(flow, 'total'))}",
        data=scores.reset_index().round(3),
        notes=[
            "MASE and RMSSE: error relative to the mean change on the year before the origin. CRPS:"
            " of the whole distribution drawn from past errors, in per cent of the outcome.",
            f"{whole} of the last {min(60, len(origins))} origins rest wholly on figures of the"
            " time; at the others, for want of first releases, later figures of the same year"
            " stand in. Temporary holidays count as known.",
        ],
    )


def tests(trade: Panel, flow: str = "exports") -> Table | Missing:
    """Show whether the combination beats the baselines by more than chance."""
    made = outlook(trade, flow)
    found = made.tests if len(made.evaluation) else pd.DataFrame()
    if found.empty:
        return Missing(f"tab-tests-{flow}", made.missing or TOO_FEW)
    rows = []
    for step in sorted(found.index.get_level_values("horizon").unique()):
        cells = [f"{step} ahead"]
        for name in BASELINES:
            ratio, p = found.loc[(name, step), "ratio"], found.loc[(name, step), "p"]
            cells += [number(ratio, 2), _p(float(p))]
        rows.append(Row(tuple(cells)))
    worse = found[found["ratio"] >= 1]
    plain = found["plain"].astype(bool).sum()
    notes = [
        "Ratio of the mean scaled errors: below 1 the combination is better. p: two-sided, of"
        " Diebold and Mariano's test with the correction of Harvey, Leybourne and Newbold.",
        "The combination is better than every baseline at every horizon."
        if worse.empty
        else "The combination is not better than: "
        + "; ".join(f"{NAMES[str(name)].lower()}, {step} ahead" for name, step in worse.index)
        + ".",
    ]
    if plain:
        notes.append(f"In {plain} tests the variance came out negative: taken without overlaps.")
    return tabulate(
        f"tests-{flow}",
        title=f"Against the baselines, {flow}",
        subtitle="Mean absolute scaled error of the combination by that of each baseline",
        columns=texts("Months") + numbers(*(h for name in BASELINES for h in (NAMES[name], "p"))),
        rows=rows,
        source=f"computed from {source_line(trade.facts(flow, 'total'))}",
        data=found.reset_index().round(4),
        notes=notes,
    )


def coverage(trade: Panel) -> Table | Missing:
    """Show how often outcomes lay inside the intervals drawn at the time."""
    rows, data = [], []
    for flow in FLOWS:
        made = outlook(trade, flow)
        for step in SHOWN if len(made.evaluation) and flow != "balance" else ():
            for level in LEVELS:
                reached = made.coverage(level, step)
                if not reached.n:
                    continue
                low, high = (100 * bound for bound in reached.wilson)
                off = 100 * (reached.share - level)
                rows.append(
                    Row(
                        (
                            f"{flow.capitalize()}, {step} ahead",
                            f"{100 * level:.0f}",
                            f"{reached.inside} of {reached.n}",
                            number(100 * reached.share, 0),
                            f"{low:.0f} to {high:.0f}",
                            signed(off),
                        )
                    )
                )
                data.append(
                    {
                        "flow": flow, "horizon": step, "promised": level,
                        "inside": reached.inside, "n": reached.n,
                        "wilson_low": low / 100, "wilson_high": high / 100,
                    }
                )  # fmt: skip
    if not rows:
        return Missing("tab-coverage", outlook(trade, "exports").missing or TOO_FEW)
    return tabulate(
        "coverage",
        title="What the intervals held",
        subtitle="Outcomes inside the intervals drawn at the time, the last 60 by months ahead",
        columns=texts("Flow and months")
        + numbers("Promised, %", "Inside", "Held, %", "Wilson, 95 %", "Off, points"),
        rows=rows,
        source=f"computed from {source_line(trade.facts('exports', 'total'))}",
        data=pd.DataFrame(data),
        notes=[
            "Forecasts of several months overlap, so the Wilson intervals are too narrow there."
        ],
    )


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else number(value if np.isfinite(value) else None, 3)


TOO_FEW = "Enough past months to forecast again and judge them are not held."
