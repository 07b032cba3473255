"""What charts and tables share: escaping, the data behind them as a link, and their source line."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pandas as pd

from helpers import catalogue
from helpers.errors import ParameterError
from helpers.loading import Fact, Panel
from helpers.translation import later, tr
from helpers.wording import joined, month_name

PLAIN = ",:;/()"  # signs that a link may hold as they are
STAND_IN, PROXY, PRINTED = "†", "§", "*"
ORGANISATIONS = {
    "customs": later("Korea Customs Service and trade ministry"),
    "country_sum": later("Korea Customs Service"),
    "proxy": later("Korea Customs Service"),
    "customs_group": later("Korea Customs Service"),
    "customs_item": later("Korea Customs Service"),
    "hs": later("Korea Customs Service"),
    "flash": later("Korea Customs Service"),
    "mti2026_panel": later("Korea Customs Service, aggregated by a third party"),
    "bok": later("Bank of Korea"),
    "us_customs": later("US Census Bureau"),
    "comtrade": later("UN Comtrade"),
    "imf": later("International Monetary Fund"),
    "macro": later("statistics offices and forecasters"),
    "market": later("market prices"),
    "jodi": later("Joint Organisations Data Initiative"),
    "knoc": later("Korea National Oil Corporation"),
}
TRADE_MINISTRY = later("Trade ministry")
FLOWS = {
    "exports": later("Exports"),
    "imports": later("Imports"),
    "balance": later("Balance"),
}
TOTALS = {
    "exports": later("Total exports"),
    "imports": later("Total imports"),
    "balance": later("Balance"),
}


@dataclass(frozen=True)
class Missing:
    """What stands in the place of a chart or table for which the data are not held.

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
    """What a reader opens if wanted: charts and tables behind a line."""

    title: str
    shown: tuple[Any, ...]

    def _repr_html_(self) -> str:
        inside = "".join(each._repr_html_() for each in self.shown)
        return f'<details class="folded"><summary>{escape(self.title)}</summary>{inside}</details>'


def folded(key: str, *shown: Any) -> Folded:
    """Fold charts and tables behind a line, named by a key of the labels."""
    from helpers.texts.filters import label

    return Folded(label(key, "folded"), shown)


def escape(text: object) -> str:
    """Make a text safe inside HTML, in elements and in attributes.

    Examples
    --------
    >>> escape('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(str(text), quote=True)


def require(**texts: str) -> None:
    """Refuse a figure that lacks one of the texts a reader needs.

    Raises
    ------
    ParameterError
        Naming the text that is empty.

    Examples
    --------
    >>> require(alt="Exports rose", unit="")
    Traceback (most recent call last):
    helpers.errors.ParameterError: parameter unit = '': allowed are a text that is not empty
    """
    for name, text in texts.items():
        if not text.strip():
            raise ParameterError(name, ["a text that is not empty"], text)


def data_link(data: pd.DataFrame, slug: str) -> str:
    """Give the numbers of a frame as a link to a CSV file that the page carries itself.

    Examples
    --------
    >>> data_link(pd.DataFrame({"value": [1.5]}), "fig-level")
    '<a class="data" download="fig-level.csv" href="data:text/csv;charset=utf-8,\
value%0A1.5%0A">Data (CSV)</a>'
    """
    named = any(name is not None for name in data.index.names)  # row numbers say nothing
    text = data.to_csv(index=named, float_format="%.10g", lineterminator="\n")
    href = f"data:text/csv;charset=utf-8,{quote(text, safe=PLAIN)}"
    words = tr("Data (CSV)")
    return f'<a class="data" download="{escape(slug)}.csv" href="{href}">{words}</a>'


def source_line(*facts: pd.DataFrame | Fact, at: pd.Period | None = None) -> str:
    """Name organisation, basis, status and date of the newest figure of each series shown.

    Parameters
    ----------
    *facts : pandas.DataFrame or Fact
        As `Panel.facts` or `Panel.fact` gives them; empty ones are passed over.
    at : pandas.Period, optional
        The period to speak of; the last one of each series by default.

    Returns
    -------
    str
        Empty when nothing is held.

    Examples
    --------
    >>> from helpers.loading import load
    >>> source_line(load("2023-12", as_of="2024-01-01").facts("exports", "total"))
    'Korea Customs Service and trade ministry: customs clearance, preliminary, published 2024-01-01'
    """
    said: dict[str, list[tuple[str, str]]] = {}
    for each in facts:
        if isinstance(each, Fact):
            said.setdefault(each.basis, []).append((each.status, each.published))
        elif len(each):
            row = each.iloc[each.index.get_loc(at) if at in each.index else -1]
            said.setdefault(str(row["basis"]), []).append(
                (str(row["status"]), str(row["published"]))
            )
    return "; ".join(
        f"{organisation(basis)}: {_lower(catalogue.basis_name(basis))}, {_standing(pairs)}"
        for basis, pairs in said.items()
    )


def organisation(basis: str) -> str:
    """Name who publishes the figures of a basis.

    Examples
    --------
    >>> organisation("classic"), organisation("bok")
    ('Trade ministry', 'Bank of Korea')
    """
    return tr(ORGANISATIONS.get(basis, TRADE_MINISTRY))


def flow_name(flow: str, total: bool = False) -> str:
    """Name a flow as the beginning of a label, or all of it.

    Examples
    --------
    >>> flow_name("exports"), flow_name("imports", total=True)
    ('Exports', 'Total imports')
    """
    return tr((TOTALS if total else FLOWS)[flow])


def stand_in_note(as_of: dt.date | None, *facts: pd.DataFrame, marked: bool = True) -> list[str]:
    """Give the footnote on figures not yet known on the date asked; an empty list if all were.

    Parameters
    ----------
    as_of : datetime.date or None
        The date asked.
    *facts : pandas.DataFrame
        The figures shown, as `Panel.facts` gives them.
    marked : bool
        Whether the figures themselves carry the dagger.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> stand_in_note(trade.as_of, trade.facts("exports", "semiconductors"))
    ['† Not known in this form on 2024-01-01: a figure published later stands in.']
    """
    if as_of is None or not any(bool(frame["stand_in"].any()) for frame in facts):
        return []
    if not marked:
        return [tr("Figures not known in this form on {} are shown as published later.", as_of)]
    return [
        tr(
            "{mark} Not known in this form on {date}: a figure published later stands in.",
            mark=STAND_IN,
            date=as_of,
        )
    ]


def not_held(what: str, trade: Panel, *series: str, basis: str | None = None) -> str:
    """Say what is not held for the month, and for which months it is.

    Parameters
    ----------
    what : str
        The figures, as the beginning of a sentence.
    trade : Panel
        The month.
    *series : str
        The series, as "exports.usa", whose months held are named.
    basis : str, optional
        Their definition; any by default.

    Examples
    --------
    >>> from helpers.loading import load
    >>> not_held("Energy imports", load("2009-01"), "imports.energy_total")
    'Energy imports: not held for January 2009.'
    """
    said = tr("{what}: not held for {month}.", what=what, month=month_name(trade.month))
    held = trade.coverage(*series, basis=basis)
    if held.empty:
        return said
    first, last = month_name(held[0]), month_name(held[-1])
    if len(held) <= held[-1].ordinal - held[0].ordinal:
        return f"{said} " + tr("Held are {first} to {last}, with gaps.", first=first, last=last)
    return f"{said} " + tr("Held are {first} to {last}.", first=first, last=last)


def span(index: pd.Index[Any]) -> str:
    """Write the first and the last period of an index.

    Examples
    --------
    >>> span(pd.period_range("2022-01", "2023-12", freq="M"))
    'January 2022 to December 2023'
    """
    first, last = month_name(index.min()), month_name(index.max())
    return first if first == last else between(first, last)


def between(first: object, last: object) -> str:
    """Write a first and a last of something.

    Examples
    --------
    >>> between("2023-12-11", "2024-01-01")
    '2023-12-11 to 2024-01-01'
    """
    return tr("{first} to {last}", first=first, last=last)


def _standing(pairs: list[tuple[str, str]]) -> str:
    statuses = list(dict.fromkeys(status for status, _ in pairs))
    dates = [date for _, date in pairs]
    words = joined([tr("of unknown status") if s == "unknown" else tr(s) for s in statuses])
    when = dates[0] if min(dates) == max(dates) else between(min(dates), max(dates))
    return tr("{status}, published {date}", status=words, date=when)


def _lower(name: str) -> str:
    proper = name.split(" ", 1)[0] in ("Bank", "US", "JODI", "KNOC", "Harmonised", "HS")
    return name if proper else name[0].lower() + name[1:]
