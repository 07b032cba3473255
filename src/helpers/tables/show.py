"""A table from a frame: columns declared, cells written, the same frame as download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import texts, wording
from helpers.display import LATER, Missing, require
from helpers.tables.table import Header, Html, Row, Table, badge
from helpers.texts import filters
from helpers.texts.filters import chance, label, row_name
from helpers.texts.text import module
from helpers.translation import labels


def _span(text: str) -> str:
    """Write a month, quarter, year or the year up to a month."""
    if ".." not in text:
        quarter = text.replace("-Q", "Q")
        return wording.month_name(pd.Period(quarter, "Q" if "Q" in text else None))
    end = pd.Period(text.split("..")[1], "M")
    name = wording.calendar_month(end.month)
    return label("to_date", "display").format(month=name, number=end.month, year=end.year)


RESULTS = {"passed": "yes", "failed": "no", "not tested": "open"}
WRITERS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "code": row_name,
    "month": lambda period: wording.month_name(period, short=True),
    "usd": wording.usd_billion,
    "usd_tenths": lambda value: wording.usd_billion(value, 1),
    "signed_usd": lambda value: wording.usd_billion(value, sign=True),
    "rate": wording.signed,
    "share": lambda value: wording.number(value, 1),
    "points": lambda value: wording.signed(value, 2),
    "number": wording.number,
    "signed": lambda value: wording.signed(value, 2),
    "plain": lambda value: f"{value:,.4g}",
    "chance": chance,
    "steps": lambda value: wording.number(value, 0) if value else labels("rows")["all"],
    "yes": lambda value: labels("rows")["yes" if value else "no"],
    "count": lambda value: wording.number(value, 0),
    "days": lambda value: wording.number(value, 0 if float(value).is_integer() else 1),
    "one": lambda value: wording.number(value, 1),
    "unit": lambda unit: labels("units").get(unit, unit),
    "span": _span,
    "html": Html,
    "badge": lambda result: badge(labels("results")[result], RESULTS[result]),
    "cause": lambda why: why or labels("results")["no cause"],
    "check": lambda name: labels("checks")[name],
    "definition": lambda key: filters.capital(filters.definition(key)),
    "finding": lambda finding: texts.paragraph([finding]).plain,
    "detail": lambda detail: str(getattr(module("checks"), detail.key)(detail.numbers)),
    "group": lambda key: labels("available")[key],
    "names": lambda codes: filters.names(codes) if codes else "",
    "organisation": filters.organisation,
    "rule": lambda rule: labels("rules")[rule],
    "series": filters.series_name,
    "status": lambda status: labels("statuses")[status],
}
TEXTS = (
    *("text", "code", "month", "html", "yes", "badge", "cause", "check", "definition", "finding"),
    *("detail", "group", "names", "organisation", "rule", "series", "status", "span", "unit"),
)
ONLY_SHOWN = ("cause", "finding", "html")  # left out of the download


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        The column of the frame, or the name of its index.
    format : str
        How its values are written: one of `WRITERS`. "usd" takes USD million and writes USD
        billion with two decimals; "rate" has a sign and one decimal, "points" a sign and two.
    head : str
        Key of the header among the labels "heads" (with the unit); `name` where left out. A key
        that has no label is shown as it is.
    to : str
        The column of the upper end, where a range is written.
    optional : bool
        Left out where no row has a value.
    """

    name: str
    format: str = "text"
    head: str = ""
    to: str = ""
    optional: bool = False


def show(
    frame: pd.DataFrame,
    columns: Sequence[Column] = (),
    name: str = "",
    title: str = "",
    total: str = "",
    sources: Sequence[str] = (),
    slug: str = "",
) -> Table | Missing:
    """Show a frame as an accessible table, its numbers to be downloaded.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row each; `.attrs` say source and month, see `helpers.frames`. A column "later" that is
        True puts a dagger at the head of its row.
    columns : sequence of Column
        What is shown, the first as head of the row; every column by its type where left out.
    name : str
        The macro of `texts/*/tables.j2` with title, subtitle and notes, and the table's id.
    title : str
        The title where there is no such text.
    total : str
        Value of the first column (or of the index) whose row stands out as the total.
    sources : sequence of str
        Where each number was found, listed under the table.
    slug : str
        Name of the table on its page where `name` is not unique there.

    Examples
    --------
    >>> rows = pd.DataFrame({"market": ["USA", "China"], "value": [11281.0, 10864.3]})
    >>> show(rows, [Column("market"), Column("value", "usd")], title="Exports").rows[0].cells
    ('USA', '11.28')
    """
    slug = slug or (name or "frame").replace("_", "-")
    if frame.empty:
        return Missing(f"tab-{slug}", texts.missing(frame), gap="nothing" not in frame.attrs)
    flat = frame.reset_index() if frame.index.name or not columns else frame
    chosen = [
        column for column in columns if not column.optional or flat[column.name].notna().any()
    ]
    chosen = chosen or [Column(str(heading), _format(flat[heading])) for heading in flat.columns]
    attrs: Any = frame.attrs
    words = texts.words(f"tables.{name}", **attrs) if name else texts.Words(title or slug)
    require(title=words.title)
    late = flat["later"] if "later" in flat.columns else [False] * len(flat)
    cells = [
        [
            _cell(column, *ends)
            for ends in zip(
                flat[column.name], *([flat[column.to]] if column.to else []), strict=True
            )
        ]
        for column in chosen
    ]
    cells[0] = [f"{cell} {LATER}" if dagger else cell
                for cell, dagger in zip(cells[0], late, strict=True)]  # fmt: skip
    kinds = ["total" if total and str(key) == total else "" for key in flat[chosen[0].name]]
    heads = labels("heads")
    return Table(
        slug,
        words.title,
        words.subtitle,
        tuple(
            Header(heads.get(key := column.head or column.name, key), column.format in TEXTS)
            for column in chosen
        ),
        tuple(Row(tuple(row), kind) for *row, kind in zip(*cells, kinds, strict=True)),
        texts.source(frame),
        frame.drop(columns=[column.name for column in chosen if column.format in ONLY_SHOWN]),
        (*words.notes, *texts.later(frame, marked="later" in flat.columns)),
        tuple(dict.fromkeys(filter(None, sources))),
    )


def _cell(column: Column, value: Any, upper: Any = None) -> str:
    if wording.is_missing(value):
        return wording.absent()
    shown = WRITERS[column.format](value)
    return f"{shown}\u2009–\u2009{WRITERS[column.format](upper)}" if column.to else shown


def _format(values: pd.Series) -> str:
    if isinstance(values.dtype, pd.PeriodDtype):
        return "month"
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"
