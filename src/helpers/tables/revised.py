"""Tables of revisions: the month then and now, how far first releases go, what no longer holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import catalogue, metrics, wording
from helpers import revisions as found
from helpers.display import Missing, between, flow_name, source_line
from helpers.findings import Finding
from helpers.findings import turned as every_turned
from helpers.loading import Panel
from helpers.months import release_date, working_days
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.texts import paragraph
from helpers.translation import later, speaking, tr
from helpers.wording import absent, in_sentence, month_name, signed, usd_billion

TOTALS = [("exports", "total"), ("imports", "total"), ("balance", "total")]
EARLIEST = "‡"  # an earliest figure held in the place of a first release
RECENT = 24  # months that tell how large revisions are at present
DATA = ["series", "measure", "first", "first_published", "latest", "latest_published"]
OF_MARKET = {"exports": later("Exports to {market}"), "imports": later("Imports from {market}")}
OF_ITEM = {"exports": later("Exports of {item}"), "imports": later("Imports of {item}")}


@dataclass(frozen=True)
class Several:
    """Tables and lines that stand together."""

    shown: tuple[Table | Missing, ...]

    def _repr_html_(self) -> str:
        return "".join(each._repr_html_() for each in self.shown)


def revised(trade: Panel, report: str = "") -> Several:
    """Show all that is known of revisions: the month's, those of all months, what they overturned.

    Parameters
    ----------
    trade : Panel
        Only what was known on its date is shown.
    report : str
        exports, imports, regions or outlook, which each show their own series; else the totals.

    Examples
    --------
    >>> from helpers.loading import load
    >>> [each.slug for each in revised(load("2022-09")).shown]
    ['revisions', 'revision-sizes', 'turned']
    >>> print(revised(load("2001-05")).shown[0].sentence)
    A first release of the figures of May 2001 is not held; there is nothing to compare.
    """
    month, sizes = revisions(trade, report), revision_sizes(trade, report)
    shown: list[Table | Missing] = [month]
    if isinstance(sizes, Table):
        shown.append(sizes)
    if isinstance(month, Table) and not report:
        shown.append(turned(trade))
    return Several(tuple(shown))


def revisions(trade: Panel, report: str = "") -> Table | Missing:
    """Set the figures of the month's first release beside those known now.

    Parameters
    ----------
    trade : Panel
        Only what was known on its date is shown.
    report : str
        exports, imports, regions or outlook, which each show their own series; else the totals.
    """
    series = _series(trade, report)
    rows = [row for each in series for row in _then_and_now(trade, *each)]
    if not rows:
        return Missing("tab-revisions", _none(trade, series))
    more = any(row["between"] for row in rows)
    headers = [
        tr("First release"),
        *([tr("In between")] if more else []),
        *(tr("Now"), tr("Change")),
    ]
    dates = sorted({row["latest_published"] for row in rows})
    shown = [each for each in series if any(row["series"] == ".".join(each) for row in rows)]
    return tabulate(
        "revisions",
        title=_then_and_when(trade),
        subtitle=tr(
            "First release of {day}; now as published {dates}",
            day=release_date(trade.month),
            dates=dates[0] if dates[0] == dates[-1] else between(dates[0], dates[-1]),
        ),
        columns=[*texts(tr("Figure")), *numbers(*headers)],
        rows=[
            Row(
                (
                    row["figure"],
                    row["shown_first"],
                    *([row["between"] or absent()] if more else []),
                    row["shown_latest"],
                    row["change"],
                )
            )
            for row in rows
        ],
        source=source_line(*(trade.facts(*each) for each in shown), at=trade.month),
        data=pd.DataFrame(rows)[DATA],
        notes=list(_notes(trade, series, shown, rows)),
        sources=[source for row in rows for source in row["sources"]],
    )


def revision_sizes(trade: Panel, report: str = "") -> Table | Missing:
    """Show how far the first releases of all months held were revised, by series."""
    sizes = {each: found.size(trade, *each) for each in _series(trade, report)}
    held = {each: size for each, size in sizes.items() if size is not None}
    if not held:
        return Missing("tab-revision-sizes", _no_sizes(trade))
    rows, data = [], []
    for (flow, code), size in held.items():
        recent = found.size(trade, flow, code, RECENT)
        lately = recent.mean_absolute if recent else float("nan")
        levels = (size.mean, size.mean_absolute, lately, size.largest)
        of_balance = flow == "balance"
        mean, absolute, late, largest = (
            usd_billion(v, sign=True) if of_balance else signed(v, 2) for v in levels
        )
        rows.append(
            Row(
                (
                    _with_unit(_name(trade, flow, code), of_balance),
                    str(size.months),
                    mean,
                    absolute.removeprefix("+"),
                    late.removeprefix("+"),
                    _in_month(largest, size.largest_in),
                    absent()
                    if wording.is_missing(size.growth_absolute)
                    else wording.number(size.growth_absolute),
                    tr("{some} of {all}", some=len(size.turned), all=size.directions)
                    if size.directions
                    else absent(),
                )
            )
        )
        data.append(
            {
                "series": f"{flow}.{code}",
                "unit": "usd_million" if of_balance else "pct",
                "months": size.months,
                "mean": size.mean,
                "mean_absolute": size.mean_absolute,
                f"mean_absolute_last_{RECENT}": lately,
                "largest": size.largest,
                "largest_in": str(size.largest_in),
                "growth_mean_absolute_pp": size.growth_absolute,
                "directions": size.directions,
                "direction_changed": len(size.turned),
                "changed_in": " ".join(map(str, size.turned)),
            }
        )
    months = [found.first_and_latest(trade, *each).index for each in held]
    first, last = min(index.min() for index in months), max(index.max() for index in months)
    return tabulate(
        "revision-sizes",
        title=_recent(trade, *next(iter(held))),
        subtitle=_months_known(trade, month_name(first), month_name(last)),
        columns=[
            *texts(tr("Series")),
            *numbers(
                tr("Months"),
                tr("Mean revision"),
                tr("Mean absolute"),
                tr("The same, last {}", wording.months(RECENT)),
                tr("Largest"),
                tr("Growth, mean absolute, pp"),
                tr("Direction changed"),
            ),
        ],
        rows=rows,
        source=source_line(*(trade.facts(*each) for each in held)),
        data=pd.DataFrame(data),
        notes=[
            tr(
                "First releases are rounded to USD 10 or 100 million. The direction is that of"
                " growth as printed to one decimal, for balances surplus or deficit."
            )
        ],
    )


def _in_month(change: str, month: pd.Period) -> str:
    named = month_name(month, short=True).replace(" ", "\u00a0")
    return f"{change} ({named})"


def _recent(trade: Panel, flow: str, code: str) -> str:
    """Say how far the first releases of the last two years were revised."""
    recent = found.size(trade, flow, code, RECENT)
    if recent is None or flow == "balance":
        return tr("How far first releases were revised")
    return tr(
        "{series}: first releases revised by {size} on average, up or down, in the last {span}",
        series=_name(trade, flow, code),
        size=wording.pct(recent.mean_absolute, 2, sign=False),
        span=wording.months(RECENT),
    )


def turned(trade: Panel) -> Table | Missing:
    """Show which findings of the month's first release no longer hold.

    Examples
    --------
    >>> from helpers.loading import load
    >>> turned(load("2023-12", as_of="2024-01-01")).slug
    'tab-turned'
    """
    shown = every_turned(trade)
    if not shown:
        return Missing("tab-turned", _still(trade), gap=False)
    return tabulate(
        "turned",
        title=_how_many(trade, len(shown)),
        subtitle=tr(
            "{month} as released on {day}, the rarest first",
            month=month_name(trade.month),
            day=release_date(trade.month),
        ),
        columns=texts(tr("On the first release"), tr("On the figures in force")),
        rows=[Row((_told(then), _told(now))) for then, now in shown],
        source=source_line(*(trade.facts(*each) for each in _series(trade, ""))),
        data=_turned_data(shown),
    )


def _told(finding: Finding | None) -> str:
    return absent() if finding is None else paragraph([finding]).plain


def _series(trade: Panel, report: str) -> list[tuple[str, str]]:
    if report == "regions":
        places = catalogue.group("markets_9", trade.data_dir)
        return [(flow, code) for flow in ("exports", "imports") for code in places]
    if report == "exports":
        return TOTALS[:1]
    if report == "imports":
        fuels = catalogue.group("energy", trade.data_dir)
        return [*TOTALS[1:], *(("imports", code) for code in fuels)]
    return TOTALS if report else [*TOTALS, ("exports", "usa"), ("exports", "china")]


def _then_and_now(trade: Panel, flow: str, code: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a series: its value, its growth, for total exports the daily average too."""
    held = found.vintages(trade, flow, code)
    both: Any = found.first_and_latest(trade, flow, code)
    released = trade.month in both.index
    if not released and (len(held) < 2 or trade.month in _first(trade, flow, code).index):
        return
    now: Any = held.iloc[-1]
    then = both.loc[trade.month, "first"] if released else held["value"].iloc[0]
    day = str(release_date(trade.month)) if released else held["published"].iloc[0]
    mark = "" if released else f" {EARLIEST} ({day})"
    others = held[held["published"].gt(day) & held["published"].lt(now["published"])]
    name, signs = _name(trade, flow, code), flow == "balance"
    known = {
        "series": f"{flow}.{code}",
        "sources": held["source"].tolist(),
        "first_published": day,
        "latest_published": now["published"],
        "between": "",
    }
    yield known | {
        "measure": "value",
        "figure": _with_unit(name, amount=True),
        "first": then,
        "latest": now["value"],
        "shown_first": f"{usd_billion(then, sign=signs)}{mark}",
        "shown_latest": usd_billion(now["value"], sign=signs),
        "between": ", ".join(
            f"{usd_billion(value, sign=signs)} ({day})"
            for value, day in zip(others["value"], others["published"], strict=True)
        ),
        "change": usd_billion(now["value"] - then, sign=True),
    }
    rates: Any = both[:0] if flow == "balance" else found.growth(trade, flow, code)
    if trade.month not in rates.index:
        return
    first, latest = rates.loc[trade.month].astype(float).tolist()
    yield known | _rate("yoy_pct", tr("{}, growth, %", name), first, latest)
    daily: Any = found.first_releases(trade, flow, code, "daily_avg_yoy_pct")["value"]
    if trade.month in daily.index:
        days = (working_days(trade.month), working_days(trade.month - 12))
        latest = metrics.working_day_adjusted(latest, *days)
        words = tr("{} per working day, growth, %", name)
        yield known | _rate("daily_avg_yoy_pct", words, float(daily[trade.month]), latest)


def _notes(
    trade: Panel,
    series: Iterable[tuple[str, str]],
    shown: Iterable[tuple[str, str]],
    rows: Iterable[dict[str, Any]],
) -> Iterator[str]:
    yield tr(
        "Both figures of a row follow the same definition; a balance is exports minus imports."
        " Growth then as printed, now computed from the values in force."
    )
    if any(EARLIEST in row["shown_first"] for row in rows):
        yield tr(
            "{mark} A first release is not held: this is the earliest figure held, of the day"
            " beside it.",
            mark=EARLIEST,
        )
    lone = [
        each for each in series if each not in shown and trade.month in _first(trade, *each).index
    ]
    if lone:
        names = wording.joined([in_sentence(_name(trade, *each)) for each in lone])
        yield tr("Only the first release is held of {}.", names)


def _first(trade: Panel, flow: str, code: str) -> pd.DataFrame:
    return found.first_releases(trade, flow, code)


def _rate(measure: str, figure: str, first: float, latest: float) -> dict[str, Any]:
    return {
        "measure": measure,
        "figure": figure,
        "first": first,
        "latest": latest,
        "shown_first": signed(first),
        "shown_latest": signed(latest),
        "change": signed(latest - first, 2),
    }


def _name(trade: Panel, flow: str, code: str) -> str:
    if code == "total":
        return flow_name(flow, total=True)
    name = catalogue.name(code, data_dir=trade.data_dir)
    if catalogue.breakdown(code, trade.data_dir) == "region":
        return tr(OF_MARKET[flow], market=name)
    return tr(OF_ITEM[flow], item=in_sentence(name))


def _with_unit(name: str, amount: bool) -> str:
    return tr("{}, USD billion", name) if amount else f"{name}, %"


def _then_and_when(trade: Panel) -> str:
    month = month_name(trade.month)
    if trade.as_of:
        return tr(
            "{month}: the first release and what is known on {date}", month=month, date=trade.as_of
        )
    return tr("{month}: the first release and what is known now", month=month)


def _no_sizes(trade: Panel) -> str:
    month = month_name(trade.month)
    if trade.as_of:
        return tr(
            "Months up to {month} with a first release and a later figure are not held on {date}.",
            month=month,
            date=trade.as_of,
        )
    return tr(
        "Months up to {month} with a first release and a later figure are not held.", month=month
    )


def _months_known(trade: Panel, first: str, last: str) -> str:
    said = {"first": first, "last": last}
    if trade.as_of:
        return tr(
            "Months from {first} to {last} of which a first release and a later figure were known"
            " on {date}",
            **said,
            date=trade.as_of,
        )
    return tr(
        "Months from {first} to {last} of which a first release and a later figure are held", **said
    )


def _how_many(trade: Panel, count: int) -> str:
    """Say how many statements of the first release do not hold."""
    if trade.as_of:
        said = {"count": count, "date": trade.as_of}
        return (
            tr(
                "{count} statement of the first release does not hold on what was known on {date}",
                **said,
            )
            if count == 1
            else tr(
                "{count} statements of the first release do not hold on what was known on {date}",
                **said,
            )
        )
    return (
        tr("{count} statement of the first release does not hold any more", count=count)
        if count == 1
        else tr("{count} statements of the first release do not hold any more", count=count)
    )


def _none(trade: Panel, series: Iterable[tuple[str, str]]) -> str:
    """Say in one line why there is nothing to compare."""
    month = month_name(trade.month)
    if any(trade.month in _first(trade, *each).index for each in series):
        said = {"month": month, "day": release_date(trade.month)}
        if trade.as_of:
            return tr(
                "Figures of {month} later than the first release of {day} are not held on {date}:"
                " this page follows that release.",
                **said,
                date=trade.as_of,
            )
        return tr(
            "Figures of {month} later than the first release of {day} are not held: this page"
            " follows that release.",
            **said,
        )
    return tr(
        "A first release of the figures of {month} is not held; there is nothing to compare.",
        month=month,
    )


def _still(trade: Panel) -> str:
    if trade.as_of:
        return tr(
            "No statement of the first release is refuted by the figures known on {date}; where"
            " only printed digits changed, the table of revisions shows it if both figures are"
            " held.",
            date=trade.as_of,
        )
    return tr(
        "No statement of the first release is refuted by the figures in force; where only printed"
        " digits changed, the table of revisions shows it if both figures are held."
    )


def _turned_data(shown: list[tuple[Finding, Finding | None]]) -> pd.DataFrame:
    """Return the pairs in English, as the data behind a table are in every language."""
    with speaking("en"):
        rows = [(then.kind, then.series, _told(then), _told(now)) for then, now in shown]
    return pd.DataFrame(rows, columns=["kind", "series", "then", "now"])
