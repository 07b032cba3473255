"""The numbers behind what is said of the forecasts, and the second opinion."""

from __future__ import annotations

import pandas as pd

from helpers import revisions
from helpers.display import Missing, source_line
from helpers.forecasting import (
    NEAR,
    cross_check,
    disagreement,
    flow_name,
    month_range,
    no_forecast,
    nowcast_change,
    outlook,
    run_of_errors,
    second_opinion,
    skilful_months,
    steps_ahead,
    year_range,
)
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, tr
from helpers.wording import is_missing, month_name, number, signed, usd_billion

FLOWS = ("exports", "imports")
JUDGED = (1, 3, 6, 12)
Line = tuple[str, str, float, str]
UNITS = {
    "usd_million": later("USD billion"),
    "pct": later("per cent"),
    "chance": later("in 100"),
    "points": later("points"),
    "days": later("working days"),
    "months": later("months"),
}


def remarks(trade: Panel) -> Table | Missing:
    """Show every number of `texts.remarks`, with its unit."""
    lines = [*_of_flow(trade, "exports"), *_of_flow(trade, "imports"), *_of_exports(trade)]
    lines = [line for line in lines if not is_missing(line[2])]
    if not lines:
        return Missing("tab-remarks", no_forecast(trade, "exports"))
    return tabulate(
        "remarks",
        title=tr("Behind the judgement"),
        subtitle=tr(
            "Errors on one side, what changed, the range of the year and of the next month"
        ),
        columns=texts(tr("Flow"), tr("What"), tr("Unit")) + numbers(tr("Value")),
        rows=[
            Row((flow_name(flow, first=True), what, tr(UNITS[unit]), _shown(value, unit)))
            for flow, what, value, unit in lines
        ],
        source=tr("computed from {}", source_line(trade.facts("exports", "total"))),
        data=pd.DataFrame(lines, columns=["flow", "what", "value", "unit"]),
        notes=[
            tr(
                "Ranges and chances: the errors of all months ahead together, as they were made at"
                " each past origin and mirrored, late ones weighing more."
            ),
            tr(
                "Item: its growth in the first twenty days times its share of the month a year"
                " before."
            ),
        ],
    )


def _shown(value: float, unit: str) -> str:
    if unit == "usd_million":
        return usd_billion(value)
    if unit == "pct":
        return signed(value, 2)
    return f"{value:g}" if unit in ("months", "days") else number(value, 0)


def _of_flow(trade: Panel, flow: str) -> list[Line]:
    lines: list[Line] = []
    run, change = run_of_errors(trade, flow), nowcast_change(trade, flow)
    if run is not None:
        lines += [
            (flow, tr("Nowcasts off on one side in a row"), run.count, "months"),
            (flow, tr("Outcome less nowcast, their mean"), run.mean, "pct"),
        ]
    if change is not None:
        month = month_name(change.month)
        carried = 100 * change.carried / change.forecast
        lines += [
            (flow, tr("{}, forecast of the month before", month), change.forecast, "usd_million"),
            (flow, tr("{}, nowcast", month), change.nowcast, "usd_million"),
            (flow, tr("{}, change", month), change.percent, "pct"),
            (flow, tr("{}, carried from earlier errors", month), carried, "pct"),
            (flow, tr("{}, growth of the first twenty days", month), change.growth, "pct"),
            (flow, tr("{}, working days of the first twenty", month), change.days, "days"),
            (flow, tr("{}, working days a year before", month), change.days_before, "days"),
            (flow, tr("{}, points of the largest item", month), change.item_points, "points"),
        ]
    skilful = skilful_months(trade, flow)
    if skilful:
        lines.append((flow, tr("Months ahead better than recent years"), skilful, "months"))
    return lines


def _of_exports(trade: Panel) -> list[Line]:
    lines: list[Line] = []
    for when, found, step in (
        (str(trade.month.year), year_range(trade), 50_000.0),
        (month_name(trade.month + 1), month_range(trade), 5_000.0),
    ):
        if found is None:
            continue
        low, high = found.between(0.8)
        near = found.round_number(step)
        lines += [
            ("exports", tr("{}, expected", when), found.middle, "usd_million"),
            ("exports", tr("{}, lower end of 80 in 100", when), low, "usd_million"),
            ("exports", tr("{}, upper end of 80 in 100", when), high, "usd_million"),
            (
                "exports",
                tr("{}, chance of a record", when),
                100 * found.chance_above(found.record),
                "chance",
            ),
            (
                "exports",
                tr("{when}, chance of more than {amount}", when=when, amount=usd_billion(near, 0)),
                100 * found.chance_above(near),
                "chance",
            ),
        ]
    size, widest, check = (
        revisions.size(trade, "exports", "total", last=36),
        disagreement(trade),
        cross_check(trade),
    )
    if size is not None and size.months >= revisions.FEW:
        lines.append(("exports", tr("First releases, mean revision"), size.mean, "pct"))
    if widest is not None:
        lines += [
            ("exports", tr("Institutions, lowest"), widest.low, "usd_million"),
            ("exports", tr("Institutions, highest"), widest.high, "usd_million"),
        ]
    if check is not None:
        lines += [
            ("exports", tr("Institutions, mean"), check.consensus, "usd_million"),
            ("exports", tr("Year by the second opinion"), check.second_year, "usd_million"),
        ]
    return lines


def second(trade: Panel) -> Table | Missing:
    """Show exports as forecast in one and in two parts, and how well both did."""
    opinion = second_opinion(trade)
    if opinion is None:
        return Missing(
            "tab-second",
            no_forecast(trade, "exports")
            or tr("No second opinion on exports: semiconductors up to the month are not held."),
        )
    band = outlook(trade, "exports").path.set_index("period")
    rows = []
    half = (band["high80"] / band["forecast"] - 1).to_dict()
    for month, row in opinion.ahead.head(NEAR).iterrows():
        rows.append(
            Row(
                (
                    month_name(month, short=True),  # type: ignore[arg-type]
                    usd_billion(row["first"]),
                    usd_billion(row["forecast"]),
                    usd_billion(row["chips"]),
                    signed(100 * (row["forecast"] / row["first"] - 1)),
                    signed(100 * half[month]),
                )
            )
        )
    errors = {step: opinion.errors(step) for step in JUDGED}
    judged = "; ".join(
        tr(
            "{ahead}: {first} and {second}",
            ahead=steps_ahead(step),
            first=number(each["first"], 2),
            second=number(each["forecast"], 2),
        )
        for step, each in errors.items()
    )
    return tabulate(
        "second",
        title=tr("A second opinion on exports"),
        subtitle=tr("Semiconductors and the rest forecast apart and added; USD billion"),
        columns=texts(tr("Month"))
        + numbers(
            *(tr("In one"), tr("In two parts"), tr("of it chips")),
            *(tr("Apart, %"), tr("Half of 80 in 100, %")),
        ),
        rows=rows,
        source=tr("computed from {}", source_line(trade.facts("exports", "total"))),
        data=opinion.ahead.rename_axis("period").round(1),
        notes=[
            tr(
                "Mean absolute error in per cent of the last {} forecasts, in one and in two parts:"
                " {}.",
                int(opinion.evaluation.groupby("horizon").size().max()),
                judged,
            ),
            tr(
                "Chips: customs heading 8542; months not published there yet by the growth the"
                " ministry reports of its own semiconductors."
            ),
        ],
    )
