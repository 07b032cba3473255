"""The series that statements are made of, with their names in a sentence and their weights."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from helpers import catalogue
from helpers.claims import ask_panel as ask
from helpers.claims.answers import latest
from helpers.claims.result import frequency
from helpers.loading import Panel
from helpers.translation import later, spoken, tr

WIDER = {"semiconductors_hs": "semiconductors", "automobiles_hs": "automobiles"}
MEASURED = {"daily_average": later("{} per working day"), "volume": later("{} by weight")}
SUMMED = {"Q": "quarterly", "Y": "yearly"}
SPANS = {"Q": later(" of the quarter"), "Y": later(" of the year")}


@dataclass(frozen=True)
class Subject:
    """A series that is held for the month, or for the quarter or year it ends.

    Attributes
    ----------
    series : str
        As the claims language writes it, for example yearly(balance.china).
    flow, code : str
        Its place in the catalogue.
    noun : str
        How a sentence begins with it: "Exports to the USA", "The trade surplus".
    topic : str
        exports, products, regions, imports or balance.
    weight : float
        Share of its total in the month, from 0 to 1.
    value : float
        Its value in the period, in `unit`; NaN for a volume of which only the growth is held.
    unit : str
        usd_million, usd_million_per_day and so on.
    end : pandas.Period
        The period it is about.
    """

    series: str
    flow: str
    code: str
    noun: str
    topic: str
    weight: float
    value: float
    unit: str
    end: pd.Period

    @property
    def family(self) -> str:
        """The flow and code, those of a wider item for its customs line."""
        series = f"{self.flow}.{WIDER.get(self.code, self.code)}"
        measured = [how for how in MEASURED if self.series.startswith(f"{how}(")]
        return f"{measured[0]}({series})" if measured else series

    @property
    def freq(self) -> str:
        """M, Q or Y."""
        return frequency(self.end)


def subjects(trade: Panel, topic: str = "") -> list[Subject]:
    """Give every subject that the panel holds, or those of one topic; see `subject`.

    Examples
    --------
    >>> from helpers.loading import load
    >>> [each.series for each in subjects(load("2023-12"))][:2]
    ['exports.total', 'daily_average(exports.total)']
    """
    rows = [row for row in _table(trade) if topic in ("", _topic(trade, *row[:2]))]
    found = [subject(trade, *row) for row in rows]
    return [each for each in found if each is not None]


def subject(trade: Panel, flow: str, code: str, how: str = "") -> Subject | None:
    """Give one subject; None where it, or the total it is a part of, is not held.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.
    flow, code : str
        The series.
    how : str
        Left out, or a function of the claims language: daily_average, volume, quarterly or
        yearly. The last two only where the month ends such a period.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> found = subject(trade, "balance", "china", "yearly")
    >>> found.noun, found.value
    ('The deficit of the year with China', -18010.0)
    """
    key = ("subject", flow, code, how, spoken())
    if key not in trade.worked_out:
        trade.worked_out[key] = _subject(trade, flow, code, how)
    made: Subject | None = trade.worked_out[key]
    return made


def _subject(trade: Panel, flow: str, code: str, how: str) -> Subject | None:
    freq = next((f for f, name in SUMMED.items() if name == how), "M")
    end, now = latest(trade, freq), figure(trade, flow, code, trade.month)
    weight = _weight(trade, flow, code)
    if end.asfreq("M", "end") != trade.month or now is None or weight is None:
        return None
    series, unit = f"{flow}.{code}", "usd_million"
    if how:
        series = f"{how}({series})"
        found = ask(trade, series)
        if found.value is None and how != "volume":
            return None
        now = math.nan if found.value is None else float(found.value)  # type: ignore[arg-type]
        unit = found.unit
    noun = _noun(trade, flow, code, freq, now)
    if how in MEASURED:
        noun = tr(MEASURED[how], noun)
    return Subject(series, flow, code, noun, _topic(trade, flow, code), weight, now, unit, end)


def figure(trade: Panel, flow: str, code: str, period: pd.Period) -> float | None:
    """Give the value of a month; None where it is not held. As `Panel.fact`, in less time."""
    row = trade.figures(flow, code).rows.get(period.ordinal)
    return None if row is None else float(row[0])


def markets(trade: Panel, flow: str) -> list[str]:
    """Give the nine markets, a proxy in the place of a group that has no run of months."""
    codes = catalogue.group("markets_9", trade.data_dir)
    return [catalogue.PROXIES.get(code, code) for code in codes]


def _table(trade: Panel) -> list[tuple[str, str, str]]:
    """List flow, code and function of every subject there may be."""
    items = [*catalogue.group("items_20", trade.data_dir), *WIDER]
    partners = markets(trade, "exports")
    rows = [("exports", "total", how) for how in ("", "daily_average", "volume")]
    rows += [("imports", "total", ""), ("balance", "total", ""), ("imports", "energy_total", "")]
    rows += [("exports", code, "") for code in items]
    rows += [(flow, code, "") for flow in ("exports", "imports", "balance") for code in partners]
    if trade.month.month % 3 == 0:
        rows += [(flow, "total", "quarterly") for flow in ("exports", "imports", "balance")]
    if trade.month.month == 12:
        rows += [(flow, "total", "yearly") for flow in ("exports", "imports", "balance")]
        rows += [("exports", code, "yearly") for code in WIDER]
        rows += [(flow, c, "yearly") for flow in ("exports", "balance") for c in ("china", "usa")]
    return rows


def _weight(trade: Panel, flow: str, code: str) -> float | None:
    """Give the share of a series in its total; of both flows for a balance."""
    if code == "total":
        return 1.0
    flows = ("exports", "imports") if flow == "balance" else (flow,)
    parts = [figure(trade, each, code, trade.month) for each in flows]
    wholes = [figure(trade, each, "total", trade.month) for each in flows]
    if None in parts or None in wholes:
        return None
    share = sum(part or 0.0 for part in parts) / sum(whole or 0.0 for whole in wholes)
    return min(max(share, 0.0), 1.0)


def topic_of(trade: Panel, family: str) -> str:
    """Give the topic of a series, or of the first of two.

    Examples
    --------
    >>> from helpers.loading import load
    >>> topic_of(load("2023-12"), "exports.usa > exports.china")
    'regions'
    """
    flow, code = family.split(" > ")[0].split(".")
    return _topic(trade, flow, code)


def _topic(trade: Panel, flow: str, code: str) -> str:
    kind = catalogue.breakdown(code, trade.data_dir)
    if kind == "region":
        return "regions"
    return "products" if kind == "item" else flow


def _noun(trade: Panel, flow: str, code: str, freq: str, value: float) -> str:
    name = catalogue.inside(code, trade.data_dir)
    region = catalogue.breakdown(code, trade.data_dir) == "region"
    span = tr(SPANS[freq]) if freq in SPANS else ""
    if flow == "balance" and region:
        if value > 0:
            return tr("The surplus{span} with {name}", span=span, name=name)
        return tr("The deficit{span} with {name}", span=span, name=name)
    if flow == "balance":
        if value > 0:
            return tr("The trade surplus{span}", span=span)
        return tr("The trade deficit{span}", span=span)
    said = tr("Exports") if flow == "exports" else tr("Imports")
    if code == "total":
        return tr("{flow}{span}", flow=said, span=span)
    if region and flow == "exports":
        return tr("{flow}{span} to {name}", flow=said, span=span, name=name)
    if region:
        return tr("{flow}{span} from {name}", flow=said, span=span, name=name)
    if code == "energy_total":
        return tr("Imports{span} of crude oil, gas and coal", span=span)
    return tr("{flow}{span} of {name}", flow=said, span=span, name=name)
