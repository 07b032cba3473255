"""Tables of the seasonal adjustment: what is left of the season, and how much it is revised."""

from __future__ import annotations

import pandas as pd

from helpers.display import Missing, flow_name, source_line
from helpers.forecasting import (
    SATURDAY,
    adjust,
    bridged,
    first_adjusted,
    residue,
    sliding_spans,
    x13_program,
)
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, tr
from helpers.wording import number, signed, usd_billion

METHODS = {"stl": "STL", "x13": "X-13ARIMA-SEATS"}
ABSENT = 0.05
YEARS = 5  # of the sliding spans looked at
SLIDING = {
    "exports": later(
        "Sliding spans of exports: one more year of data moves the adjusted values of the {years}"
        " years before by {moved} % on average; over {spans} spans, each a year on, they lie"
        " {mean} % apart on average and {most} % at most."
    ),
    "imports": later(
        "Sliding spans of imports: one more year of data moves the adjusted values of the {years}"
        " years before by {moved} % on average; over {spans} spans, each a year on, they lie"
        " {mean} % apart on average and {most} % at most."
    ),
}
REVISED = {
    "exports": later(
        "Within a year the first adjusted level of exports was revised by {level} % on average,"
        " its change on the month before by {change} points ({months} months, STL)."
    ),
    "imports": later(
        "Within a year the first adjusted level of imports was revised by {level} % on average,"
        " its change on the month before by {change} points ({months} months, STL)."
    ),
}


def adjustment(trade: Panel) -> Table | Missing:
    """Show the last adjusted month by each method, with tests of what is left of the season."""
    rows, data = [], []
    for flow in ("exports", "imports"):
        first = adjust(trade, flow)
        for method, name in METHODS.items():
            made = adjust(trade, flow, method)
            if made is None or first is None:
                continue
            left = residue(made.adjusted, SATURDAY[flow])
            last, before = float(made.adjusted.iloc[-1]), float(made.adjusted.iloc[-2])
            apart = 100 * (made.adjusted / first.adjusted - 1).abs().mean()
            tests = (left.season, left.stability, left.calendar)
            rows.append(
                Row(
                    (
                        f"{flow_name(flow)}, {name}",
                        usd_billion(last),
                        signed(100 * (last / before - 1)),
                        *(number(p, 3) for p in tests),
                        tr("absent") if min(tests) > ABSENT else tr("present"),
                        *([] if x13_program() is None else [_apart(method, apart)]),
                    )
                )
            )
            data.append(
                {
                    "flow": flow, "method": method, "adjusted": last, "change": last / before - 1,
                    "p_season": left.season, "p_stability": left.stability,
                    "p_calendar": left.calendar, "mean_difference_to_stl_pct": apart,
                }
            )  # fmt: skip
    if not rows:
        return Missing(
            "tab-adjustment",
            tr("Seven years of past without a longer gap are not held to adjust."),
        )
    notes = [
        tr(
            "p of an F test of month effects in the monthly changes, of the QS test of"
            " autocorrelation at one and two years, and of an F test of the calendar. Exports and"
            " imports are adjusted each for itself."
        ),
        *_slid(trade),
        *_revised(trade),
        *bridged(trade),
    ]
    if x13_program() is None:
        notes.append(tr("X-13ARIMA-SEATS is not installed here, so it is not compared."))
    return tabulate(
        "adjustment",
        title=tr("Adjusted for season and calendar, and what is left of them"),
        subtitle=tr("The month, its change on the month before, and tests at 5%"),
        columns=texts(tr("Flow and method"))
        + numbers(
            *(tr("USD billion"), tr("Change, %"), tr("Season, p"), tr("QS, p")),
            tr("Calendar, p"),
        )
        + texts(tr("Left at 5%"))
        + (numbers(tr("Mean gap to STL, %")) if x13_program() else []),
        rows=rows,
        source=tr("computed from {source}", source=source_line(trade.facts("exports", "total"))),
        data=pd.DataFrame(data),
        notes=notes,
    )


def _apart(method: str, mean: float) -> str:
    return "" if method == "stl" else number(mean, 2)


def _slid(trade: Panel) -> list[str]:
    """Say how far the adjusted values of the last years move as later years come in."""
    said = []
    for flow in ("exports", "imports"):
        spans = sliding_spans(trade, flow)
        if spans.empty:
            continue
        last = spans.tail(12 * YEARS)
        gap = 100 * (last.max(axis=1) / last.min(axis=1) - 1)
        year = 100 * (last.iloc[:, 0] / last.iloc[:, 1] - 1).abs()
        said.append(
            tr(
                SLIDING[flow],
                years=YEARS,
                moved=number(float(year.mean()), 2),
                spans=spans.shape[1],
                mean=number(float(gap.mean()), 2),
                most=number(float(gap.max()), 1),
            )
        )
    return said


def _revised(trade: Panel) -> list[str]:
    """Say how far the first adjusted figure of a month is revised within a year."""
    said = []
    for flow in ("exports", "imports"):
        rows = first_adjusted(trade, flow)
        if rows.empty:
            continue
        level = 100 * (rows["later"] / rows["first"] - 1).abs().mean()
        change = (rows["later_change"] - rows["first_change"]).abs().mean()
        said.append(
            tr(
                REVISED[flow],
                level=number(float(level), 2),
                change=number(float(change), 2),
                months=len(rows),
            )
        )
    return said
