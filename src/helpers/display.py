"""What charts and tables share: escaping, their data as a link, what takes their place."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pandas as pd

from helpers.errors import ParameterError
from helpers.texts.filters import label
from helpers.translation import labels

DATE = re.compile(r"\d{4}-\d\d-\d\d")
PLAIN = ",:;/()"  # signs that a link may hold as they are
LATER = "†"  # at a number first published after the date asked for


@dataclass(frozen=True)
class Missing:
    """What takes the place of a chart or table for which no data are available.

    With `gap` False nothing is missing: there is nothing to show, which is the finding.
    """

    slug: str
    sentence: str
    gap: bool = True

    def _repr_html_(self) -> str:
        kind = "missing" if self.gap else "nothing"
        return f'<p class="{kind}" id="{escape(self.slug)}">{escape(self.sentence)}</p>'


@dataclass(frozen=True)
class Folded:
    """Charts and tables behind a line that a reader opens."""

    title: str
    shown: tuple[Any, ...]

    def _repr_html_(self) -> str:
        inside = "".join(part._repr_html_() for part in self.shown)
        return f'<details class="folded"><summary>{escape(self.title)}</summary>{inside}</details>'


def folded(key: str, *shown: Any) -> Folded:
    """Fold charts and tables behind a line, named by a key of the labels."""
    return Folded(label(key, "folded"), shown)


def escape(text: object) -> str:
    """Make a text safe inside HTML, in elements and in attributes.

    Examples
    --------
    >>> escape('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(str(text), quote=True)


def dated(text: str) -> str:
    """Make a text safe inside HTML, its dates in one piece where a browser would break them.

    Examples
    --------
    >>> dated("published 2026-10-02")
    'published <span>2026-10-02</span>'
    """
    return DATE.sub(r"<span>\g<0></span>", escape(text))


def require(**texts: str) -> None:
    """Refuse a chart or table that lacks one of the texts a reader needs.

    Raises
    ------
    ParameterError
        Naming the text that is empty.

    Examples
    --------
    >>> require(alt="Exports rose", title="")
    Traceback (most recent call last):
    helpers.errors.ParameterError: parameter title = '': allowed are a text that is not empty
    """
    for name, text in texts.items():
        if not text.strip():
            raise ParameterError(name, ["a text that is not empty"], text)


def data_link(data: pd.DataFrame, slug: str) -> str:
    """Return the numbers of a frame as a link to a CSV file that the page carries itself.

    Examples
    --------
    >>> data_link(pd.DataFrame({"value": [1.5]}), "fig-level")
    '<a class="data" download="fig-level.csv" href="data:text/csv;charset=utf-8,\
value%0A1.5%0A">Data (CSV)</a>'
    """
    named = any(name is not None for name in data.index.names)  # row numbers say nothing
    text = data.to_csv(index=named, float_format="%.10g", lineterminator="\n")
    href = f"data:text/csv;charset=utf-8,{quote(text, safe=PLAIN)}"
    words = labels("display")["data"]
    return f'<a class="data" download="{escape(slug)}.csv" href="{href}">{words}</a>'
