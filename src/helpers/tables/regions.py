"""Tables of the regions page about the USA and China, and about concentration."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.display import Missing, not_held, source_line
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, tr
from helpers.wording import (
    absent,
    in_unit,
    month_name,
    number,
    usd_billion,
)

THRESHOLDS = 8  # rows shown, from the highest one passed downwards
PAIR = ("usa", "china")
NAMES = {"usa": later("USA"), "china": later("China")}


def thresholds(trade: Panel) -> Table | Missing:
    """Show when exports to the USA and to China first reached each billion dollars."""
    held = {code: trade.facts("exports", code) for code in PAIR}
    values = {code: facts["value"] for code, facts in held.items() if len(facts)}
    if not values:
        return Missing(
            "tab-thresholds", not_held(tr("Monthly exports to the USA and China"), trade)
        )
    top = int(max(series.max() for series in values.values()) // 1000)
    shown, data = [], []
    for billion in range(top, max(top - THRESHOLDS, 0), -1):
        cells = []
        for code in PAIR:
            first = (
                metrics.first_at_least(values[code], 1000.0 * billion) if code in values else None
            )
            entry = {"threshold": billion, "code": code, "first": first}
            if first is None:
                cells.append(tr("in no month held") if code in values else absent())
            else:
                value = at(values[code], first)
                said = f"{month_name(first)}: {usd_billion(value)}"
                begins = first == _start(values[code])
                cells.append(tr("{} (first month held)", said) if begins else said)
                entry["value"] = value
            data.append(entry)
        shown.append(Row((number(in_unit(1000.0 * billion), 0), *cells)))
    if not shown:
        return Missing(
            "tab-thresholds",
            not_held(tr("Monthly exports of a billion dollars to one country"), trade),
        )
    notes = [_held(_the(trade, code), series, trade.month) for code, series in values.items()]
    return tabulate(
        "thresholds",
        title=tr("First month at or above each billion dollars"),
        subtitle=tr(
            "Monthly exports to the USA and China to {month}, USD billion",
            month=month_name(trade.month),
        ),
        columns=texts(tr("At least"), tr("USA"), tr("China")),
        rows=shown,
        source=source_line(*held.values()),
        data=pd.DataFrame(data, columns=["threshold", "code", "first", "value"]),
        notes=notes,
    )


def crossings(trade: Panel) -> Table | Missing:
    """List the changes of place of the USA and China as markets, by month and by year."""
    months = {code: trade.series("exports", code) for code in PAIR}
    years = {code: breakdowns.annual(trade, "exports", code) for code in PAIR}
    run = _unbroken(trade)
    pairs = [("year", years)]
    if run is not None:
        pairs.insert(0, ("month", {code: each[each.index >= run] for code, each in months.items()}))
    shown, data = [], []
    for label, pair in pairs:
        for crossing in reversed(metrics.crossings(pair["usa"], pair["china"])):
            now = {code: at(pair[code], crossing.period) for code in PAIR}
            ahead = PAIR[0] if crossing.above == "a" else PAIR[1]
            name = month_name(crossing.period)
            shown.append(
                Row(
                    (
                        name,
                        tr("by month") if label == "month" else tr("by year"),
                        tr(NAMES[ahead]),
                        usd_billion(now["usa"]),
                        usd_billion(now["china"]),
                        usd_billion(abs(now["usa"] - now["china"])),
                    )
                )
            )
            data.append(
                {"period": str(crossing.period), "by": label} | {"ahead": NAMES[ahead], **now}
            )
    facts = [trade.facts("exports", c, freq=f) for c in PAIR for f in ("M", "Y")]
    if run is None:
        sample = tr("by year only")
    else:
        sample = tr("by month from {month}", month=month_name(run))
    if not shown:
        said = tr("The USA and China did not change places in the data held ({}).", sample)
        return Missing("tab-crossings", said)
    return tabulate(
        "crossings",
        title=tr("When the USA and China changed places as markets"),
        subtitle=tr(
            "Exports, {sample}, without a gap, to {month}; USD billion",
            sample=sample,
            month=month_name(trade.month),
        ),
        columns=texts(tr("Period"), tr("Data"), tr("Ahead from then"))
        + numbers(tr("USA"), tr("China"), tr("Difference")),
        rows=shown,
        source=source_line(*facts),
        data=pd.DataFrame(data),
        notes=[
            tr(
                "Months before the series run without a gap are left out: a crossing between two"
                " distant months cannot be dated."
            )
        ],
    )


def printed_before(trade: Panel) -> Table | Missing:
    """List what releases printed of the USA and China in months before the unbroken run."""
    run = _unbroken(trade)
    shown, data, found = [], [], []
    for measure, name in (("share_pct", later("Share, %")), ("value", later("USD billion"))):
        facts = {code: trade.facts("exports", code, measure=measure) for code in PAIR}
        months = facts["usa"].index.intersection(facts["china"].index)
        for month in months[months < run] if run is not None else ():
            now = {code: at(each["value"], month) for code, each in facts.items()}
            cells = [
                number(v, 1) if measure == "share_pct" else usd_billion(v) for v in now.values()
            ]
            shown.append(Row((month_name(month), tr(name), *cells)))
            data.append({"period": str(month), "measure": measure, **now})
            found += [each.loc[[month]] for each in facts.values()]
    title = tr("Single months printed before the series run without a gap")
    if not shown:
        return Missing("tab-printed-before", tr("{}: not held.", title))
    return tabulate(
        "printed-before",
        title=title,
        subtitle=tr("Exports to the USA and China as releases printed them"),
        columns=texts(tr("Month"), tr("Measure")) + numbers(tr("USA"), tr("China")),
        rows=shown,
        source=source_line(*found),
        data=pd.DataFrame(data),
        sources=[str(source) for each in found for source in each["source"]],
    )


def concentration(trade: Panel) -> Table | Missing:
    """Show how concentrated exports are on markets and on items, now and a year before."""
    shown, data, facts = [], [], []
    for name, rows in (
        (later("Markets"), breakdowns.markets(trade)),
        (later("Main items"), breakdowns.items(trade)),
    ):
        codes = [c for c in rows.index if c not in (breakdowns.OTHER, breakdowns.TOTAL)]
        for column, month in (("value", trade.month), ("before", trade.month - 12)):
            if len(codes) < 3 or bool(rows.loc[codes, column].isna().any()):
                continue
            total = cell(rows, breakdowns.TOTAL, column)
            found = metrics.hhi(rows.loc[codes, column], total=total)
            covered = 100 * float(rows.loc[codes, column].sum()) / total
            shown.append(
                Row(
                    (
                        f"{tr(name)}, {month_name(month)}",
                        f"{len(codes)}",
                        number(covered, 1),
                        number(10_000 * found.lower, 0),
                        number(10_000 * found.upper, 0),
                        number(found.effective, 1),
                    )
                )
            )
            data.append(
                {
                    "of": name,
                    "month": str(month),
                    "parts": len(codes),
                    "covered_pct": covered,
                    "hhi_lower": 10_000 * found.lower,
                    "hhi_upper": 10_000 * found.upper,
                    "effective": found.effective,
                }
            )
            facts += [fact for code in codes if (fact := trade.fact("exports", code))]
    if not shown:
        return Missing(
            "tab-concentration",
            not_held(tr("Exports by market or item, enough to measure concentration"), trade),
        )
    return tabulate(
        "concentration",
        title=tr("Concentration of exports"),
        subtitle=tr("Herfindahl-Hirschman index, 0 to 10,000; the parts do not cover the total"),
        columns=texts(tr("Of"))
        + numbers(
            *(tr("Parts"), tr("Covered, %"), tr("Index, lower bound"), tr("Upper bound")),
            tr("Effective number"),
        ),
        rows=shown,
        source=source_line(*facts),
        data=pd.DataFrame(data),
        notes=[
            tr(
                "Lower bound: the rest spread over countless small parts; upper bound: the rest as"
                " one part. Effective number: 10,000 / lower bound."
            )
        ],
    )


def _the(trade: Panel, code: str) -> str:
    name = catalogue.name(code, data_dir=trade.data_dir)
    return tr("the {country}", country=name) if code == "usa" else name


def _unbroken(trade: Panel) -> pd.Period | None:
    """Give since when both are held without a gap up to the month; None where it is not held."""
    usa, china = (trade.series("exports", code).index for code in PAIR)
    held = pd.Series(True, usa.intersection(china), dtype="boolean")
    return metrics.streak(held, trade.month).since if len(held) else None


def _start(series: pd.Series) -> pd.Period:
    first: pd.Period = series.index.min()
    return first


def _held(market: str, series: pd.Series, month: pd.Period) -> str:
    """Say from which month on a series is held, and from which on without a gap."""
    index = pd.PeriodIndex(series.index)
    said = {"market": market, "first": month_name(index[0])}
    if index[-1] != month:
        return tr(
            "Of monthly exports to {market} {count} months are held, from {first} to {last}.",
            count=len(index),
            last=month_name(index[-1]),
            **said,
        )
    if index[-1].ordinal - index[0].ordinal + 1 == len(index):
        return tr("Monthly exports to {market} are held from {first}, without a gap.", **said)
    steps = pd.Series(index[1:].astype("int64") - index[:-1].astype("int64"), index[1:])
    last = month_name(steps[steps > 1].index[-1])
    return tr(
        "Monthly exports to {market} are held from {first}, without a gap from {last}.",
        **said,
        last=last,
    )
