"""Tables of the seasonal adjustment: what is left of the season, and how much it is revised."""

from __future__ import annotations

import pandas as pd

from helpers.display import Missing, source_line
from helpers.forecasting import adjust, residue, sliding_spans, x13_program
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import number, signed, usd_billion

METHODS = {"stl": "STL", "x13": "X-13ARIMA-SEATS"}
ABSENT = 0.05
YEARS = 5  # of the sliding spans looked at


def adjustment(trade: Panel) -> Table | Missing:
    """Show the last adjusted month by each method, with tests of what is left of the season."""
    rows, data = [], []
    for flow in ("exports", "imports"):
        first = adjust(trade, flow)
        for method, name in METHODS.items():
            made = adjust(trade, flow, method)
            if made is None or first is None:
                continue
            left = residue(made.adjusted)
            last, before = float(made.adjusted.iloc[-1]), float(made.adjusted.iloc[-2])
            apart = 100 * (made.adjusted / first.adjusted - 1).abs().mean()
            tests = (left.season, left.stability, left.calendar)
            rows.append(
                Row(
                    (
                        f"{flow.capitalize()}, {name}",
                        usd_billion(last),
                        signed(100 * (last / before - 1)),
                        *(number(p, 3) for p in tests),
                        "absent" if min(tests) > ABSENT else "present",
                        "" if method == "stl" else number(apart, 2),
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
            "tab-adjustment", "Seven years of past without a longer gap are not held to adjust."
        )
    notes = [
        "p of an F test of month effects in the monthly changes, of the QS test of autocorrelation"
        " at one and two years, and of an F test of the calendar. Exports and imports are adjusted"
        " each for itself.",
        *_slid(trade),
    ]
    if x13_program() is None:
        notes.append("X-13ARIMA-SEATS is compared where the extra x13 is installed.")
    return tabulate(
        "adjustment",
        title="Adjusted for season and calendar, and what is left of them",
        subtitle="The month, its change on the month before, and tests at 5 %",
        columns=texts("Flow and method")
        + numbers("USD billion", "Change, %", "Season, p", "QS, p", "Calendar, p")
        + texts("Left at 5 %")
        + numbers("Mean gap to STL, %"),
        rows=rows,
        source=f"computed from {source_line(trade.facts('exports', 'total'))}",
        data=pd.DataFrame(data),
        notes=notes,
    )


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
            f"Sliding spans of {flow}: one more year of data moves the adjusted values of the"
            f" {YEARS} years before by {number(float(year.mean()), 2)} % on average; over"
            f" {spans.shape[1]} spans, each a year on, they lie {number(float(gap.mean()), 2)} %"
            f" apart on average and {number(float(gap.max()), 1)} % at most."
        )
    return said
