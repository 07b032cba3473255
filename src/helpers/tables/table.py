"""How every table looks: caption, headers with units, rows, and where the numbers come from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pandas as pd

from helpers.display import DATE, data_link, dated, escape
from helpers.translation import labels
from helpers.wording import absent

REPOSITORY = re.compile(r"github:([\w.-]+/[\w.-]+):(\S+)@(\w+)")

SHORT = 10  # letters of a text that stays on one line, as a date or a month


class Html(str):
    """A piece of HTML that needs no escaping any more."""

    __slots__ = ()


@dataclass(frozen=True)
class Header:
    """One column: its header with the unit, and whether it holds numbers or text."""

    header: str
    text: bool = False


@dataclass(frozen=True)
class Row:
    """One row: the cells, the first being its header, and its kind (total or empty)."""

    cells: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A finished table: its words, its cells and the numbers behind them."""

    slug: str
    title: str
    subtitle: str
    columns: tuple[Header, ...]
    rows: tuple[Row, ...]
    source: str
    data: pd.DataFrame
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        slug = escape(self.slug)
        head = "".join(
            f'<th scope="col"{_text(column)}>{escape(column.header)}</th>'
            for column in self.columns
        )
        body = "".join(self._row(row) for row in self.rows)
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in self.notes)
        return (
            f'<figure class="table" id="tab-{slug}">'
            f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(self.title)}">'
            f'<table><caption><span class="title">{escape(self.title)}</span>'
            f'<span class="subtitle"> {escape(self.subtitle)}</span></caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
            f'{notes}<p class="source">{dated(self.source)}'
            f" {data_link(self.data, f'tab-{self.slug}')}</p>{self._sources()}</figure>"
        )

    def _row(self, row: Row) -> str:
        kind = f' class="{escape(row.kind)}"' if row.kind else ""
        first, *rest = row.cells
        cells = "".join(
            _cell(cell, column) for cell, column in zip(rest, self.columns[1:], strict=True)
        )
        return f'<tr{kind}><th scope="row">{_content(first)}</th>{cells}</tr>'

    def _sources(self) -> str:
        if not self.sources:
            return ""
        listed = "".join(f"<li>{source_html(source)}</li>" for source in self.sources)
        words = labels("display")["sources"]
        return f'<details class="sources"><summary>{words}</summary><ul>{listed}</ul></details>'


def source_html(source: str) -> str:
    """Write where a number was found, its addresses as links.

    Examples
    --------
    >>> source_html("https://example.org/a?b=1; by hand")
    '<a href="https://example.org/a?b=1" rel="noopener">example.org</a>; by hand'
    """
    return "; ".join(_linked(part) for part in source.split("; "))


def address(source: str) -> str:
    """Return the first address that a source names; empty when it names none.

    Examples
    --------
    >>> address("by hand; https://example.org/a : table 3")
    'https://example.org/a'
    >>> address("github:someone/trade:data/x.csv@0a1b")
    'https://github.com/someone/trade/blob/0a1b/data/x.csv'
    """
    for part in source.split("; "):
        first = part.split(" ", 1)[0]
        if kept := REPOSITORY.fullmatch(first):
            return f"https://github.com/{kept[1]}/blob/{kept[3]}/{kept[2]}"
        if re.fullmatch(r"https?://[^\s/]+(/\S*)?", first):
            return first
    return ""


def badge(text: str, kind: str) -> Html:
    """Write a verdict as a word with a class, so that colour is not alone in saying it.

    Examples
    --------
    >>> badge("does not hold", "no")
    '<span class="badge no">does not hold</span>'
    """
    return Html(f'<span class="badge {escape(kind)}">{escape(text)}</span>')


def numbers(*headers: str) -> list[Header]:
    """Return columns of numbers with these headers."""
    return [Header(header) for header in headers]


def texts(*headers: str) -> list[Header]:
    """Return columns of text with these headers."""
    return [Header(header, text=True) for header in headers]


def _linked(part: str) -> str:
    href = address(part)
    if not href:
        return escape(part)
    first, _, rest = part.partition(" ")
    name = escape(REPOSITORY.sub(r"\1, \2", first) if first != href else urlsplit(href).netloc)
    link = f'<a href="{escape(href)}" rel="noopener">{name}</a>'
    return f"{link} {escape(rest)}".rstrip()


def _text(column: Header) -> str:
    return ' class="text"' if column.text else ""


def _cell(cell: str, column: Header) -> str:
    if cell == absent():
        kind = "missing text" if column.text else "missing"
        return f'<td class="{kind}" aria-label="{escape(absent())}">–</td>'
    if DATE.fullmatch(cell) or (column.text and len(cell) <= SHORT):
        return f'<td class="text short">{_content(cell)}</td>'
    return f"<td{_text(column)}>{_content(cell)}</td>"


def _content(cell: str) -> str:
    return str(cell) if isinstance(cell, Html) else escape(cell)
