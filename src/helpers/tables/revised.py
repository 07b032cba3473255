"""Tables of revisions: the month then and now, how far first releases go, what no longer holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import catalogue, metrics, wording
from helpers import revisions as found
from helpers.display import Missing, source_line
from helpers.facts import Turned
from helpers.facts import turned as every_turned
from helpers.loading import Panel
from helpers.months import release_date, working_days
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import absent, in_sentence, month_name, signed, usd_billion

TOTALS = [("exports", "total"), ("imports", "total"), ("balance", "total")]
EARLIEST = "‡"  # an earliest figure held in the place of a first release
RECENT = 24  # months that tell how large revisions are at present
DATA = ["series", "measure", "first", "first_published", "latest", "latest_published"]
TOPICS = {
    "": ("",),
    "exports": ("exports",),
    "imports": ("imports", "balance"),
    "regions": ("regions",),
    "outlook": (),
}


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
    >>> [each.slug for each in revised(load("2023-11"), "imports").shown]
    ['revisions', 'revision-sizes', 'turned']
    >>> print(revised(load("2001-05")).shown[0].sentence)
    A first release of the figures of May 2001 is not held; there is nothing to compare.
    """
    month, sizes = revisions(trade, report), revision_sizes(trade, report)
    shown: list[Table | Missing] = [month]
    if isinstance(sizes, Table):
        shown.append(sizes)
    if isinstance(month, Table) and TOPICS[report]:
        shown.append(turned(trade, report))
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
    between = any(row["between"] for row in rows)
    headers = ["First release", *(["In between"] if between else []), "Now", "Change"]
    dates = sorted({row["latest_published"] for row in rows})
    shown = [each for each in series if any(row["series"] == ".".join(each) for row in rows)]
    return tabulate(
        "revisions",
        title=f"{month_name(trade.month)}: the first release and what is known"
        f"{_on_date(trade) or ' now'}",
        subtitle=f"First release of {release_date(trade.month)}; now as published"
        f" {' to '.join(dict.fromkeys((dates[0], dates[-1])))}",
        columns=[*texts("Figure"), *numbers(*headers)],
        rows=[
            Row(
                (
                    row["figure"],
                    row["shown_first"],
                    *([row["between"] or absent()] if between else []),
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
        return Missing(
            "tab-revision-sizes",
            f"Months up to {month_name(trade.month)} with a first release and a later figure"
            f" are not held{_on_date(trade)}.",
        )
    rows, data = [], []
    for (flow, code), size in held.items():
        levels = (size.mean, size.mean_absolute, size.largest)
        of_balance = flow == "balance"
        mean, absolute, largest = (
            usd_billion(v, sign=True) if of_balance else signed(v, 2) for v in levels
        )
        rows.append(
            Row(
                (
                    f"{_name(trade, flow, code)}, {'USD billion' if of_balance else '%'}",
                    str(size.months),
                    mean,
                    absolute.removeprefix("+"),
                    f"{largest} ({month_name(size.largest_in, short=True)})",
                    absent()
                    if wording.is_missing(size.growth_absolute)
                    else wording.number(size.growth_absolute),
                    f"{len(size.turned)} of {size.directions}" if size.directions else absent(),
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
        subtitle=f"Months from {month_name(first)} to {month_name(last)} of which a first release"
        f" and a later figure {'were known' if trade.as_of else 'are held'}{_on_date(trade)}",
        columns=[
            *texts("Series"),
            *numbers(
                "Months",
                "Mean revision",
                "Mean absolute",
                "Largest",
                "Growth, mean absolute, pp",
                "Direction changed",
            ),
        ],
        rows=rows,
        source=source_line(*(trade.facts(*each) for each in held)),
        data=pd.DataFrame(data),
        notes=[
            "First releases are rounded to USD 10 or 100 million. The direction is that of growth"
            " as printed to one decimal, for balances surplus or deficit."
        ],
    )


def _recent(trade: Panel, flow: str, code: str) -> str:
    """Say how far the first releases of the last two years were revised."""
    recent = found.size(trade, flow, code, RECENT)
    if recent is None or flow == "balance":
        return "How far first releases were revised"
    size = wording.pct(recent.mean_absolute, 2, sign=False)
    name, span = _name(trade, flow, code), wording.months(RECENT)
    return f"{name}: first releases revised by {size} on average in the last {span}"


def turned(trade: Panel, report: str = "") -> Table | Missing:
    """Show which statements true on the month's first release no longer hold."""
    every = [each for topic in TOPICS[report] for each in every_turned(trade, topic)]
    shown = [each for each in every if each.statement.periods > 0]
    if not shown:
        return Missing("tab-turned", _still(trade))
    many = "1 statement" if len(shown) == 1 else f"{len(shown)} statements"
    return tabulate(
        "turned",
        title=f"{many} of the first release {'does' if len(shown) == 1 else 'do'} not hold"
        f" {'on what was known' if trade.as_of else 'any more'}{_on_date(trade)}",
        subtitle=f"{month_name(trade.month)} as released on {release_date(trade.month)}, the rarest"
        " first",
        columns=texts("On the first release", "On the figures in force"),
        rows=[Row((each.statement.sentence, _sentence(each.now.text))) for each in shown],
        source=source_line(*(trade.facts(*each) for each in _series(trade, report))),
        data=_turned_data(shown),
        notes=["Figures of which only the printed digits changed stand in the table above."],
    )


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
    between = held[held["published"].gt(day) & held["published"].lt(now["published"])]
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
        "figure": f"{name}, USD billion",
        "first": then,
        "latest": now["value"],
        "shown_first": f"{usd_billion(then, sign=signs)}{mark}",
        "shown_latest": usd_billion(now["value"], sign=signs),
        "between": ", ".join(
            f"{usd_billion(value, sign=signs)} ({day})"
            for value, day in zip(between["value"], between["published"], strict=True)
        ),
        "change": usd_billion(now["value"] - then, sign=True),
    }
    rates: Any = both[:0] if flow == "balance" else found.growth(trade, flow, code)
    if trade.month not in rates.index:
        return
    first, latest = rates.loc[trade.month].astype(float).tolist()
    yield known | _rate("yoy_pct", f"{name}, growth, %", first, latest)
    daily: Any = found.first_releases(trade, flow, code, "daily_avg_yoy_pct")["value"]
    if trade.month in daily.index:
        days = (working_days(trade.month), working_days(trade.month - 12))
        latest = metrics.working_day_adjusted(latest, *days)
        words = f"{name} per working day, growth, %"
        yield known | _rate("daily_avg_yoy_pct", words, float(daily[trade.month]), latest)


def _notes(
    trade: Panel,
    series: Iterable[tuple[str, str]],
    shown: Iterable[tuple[str, str]],
    rows: Iterable[dict[str, Any]],
) -> Iterator[str]:
    yield (
        "Both figures of a row follow the same definition; a balance is exports minus imports."
        " Growth then as printed, now computed from the values in force."
    )
    if any(EARLIEST in row["shown_first"] for row in rows):
        yield (
            f"{EARLIEST} A first release is not held: this is the earliest figure held, of the day"
            " beside it."
        )
    lone = [
        each for each in series if each not in shown and trade.month in _first(trade, *each).index
    ]
    if lone:
        names = wording.joined([in_sentence(_name(trade, *each)) for each in lone])
        yield f"Only the first release is held of {names}."


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
        return "Balance" if flow == "balance" else f"Total {flow}"
    name = catalogue.name(code, data_dir=trade.data_dir)
    region = catalogue.breakdown(code, trade.data_dir) == "region"
    preposition = {"exports": "to", "imports": "from"}[flow] if region else "of"
    return f"{flow.capitalize()} {preposition} {name if region else in_sentence(name)}"


def _none(trade: Panel, series: Iterable[tuple[str, str]]) -> str:
    """Say in one line why there is nothing to compare."""
    month = month_name(trade.month)
    if any(trade.month in _first(trade, *each).index for each in series):
        return (
            f"Figures of {month} later than the first release of {release_date(trade.month)} are"
            f" not held{_on_date(trade)}: this page follows that release."
        )
    return f"A first release of the figures of {month} is not held; there is nothing to compare."


def _still(trade: Panel) -> str:
    return (
        "No statement of the first release is refuted by the figures"
        f" {'known' if trade.as_of else 'in force'}{_on_date(trade)}; where only printed digits"
        " changed, the table of revisions shows it if both figures are held."
    )


def _on_date(trade: Panel) -> str:
    return f" on {trade.as_of}" if trade.as_of else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _turned_data(shown: list[Turned]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "statement": each.statement.sentence,
                "expression": each.statement.expression,
                "then": each.then.text,
                "now": each.now.text,
            }
            for each in shown
        ]
    )
