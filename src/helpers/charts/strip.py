"""The headline figures of a month in one line, each with the small trend behind it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.display import escape
from helpers.loading import Panel
from helpers.months import working_days_of
from helpers.sparkline import line
from helpers.translation import tr
from helpers.wording import is_missing, month_name, pct, unit, usd_billion

MONTHS = 37  # three years and the month a year before the first of them


@dataclass(frozen=True)
class Figure:
    """One headline figure: its name, value and unit, what to compare it with, and its trend."""

    name: str
    value: str
    unit: str
    beside: str
    trend: str


@dataclass(frozen=True)
class Strip:
    """Headline figures side by side, those that are held."""

    figures: tuple[Figure, ...]

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<div><dt>{escape(each.name)}</dt>"
            f"<dd><strong>{escape(each.value)}</strong> <small>{escape(each.unit)}</small>"
            f"<span>{escape(each.beside)}</span>{each.trend}</dd></div>"
            for each in self.figures
        )
        return f'<dl class="strip">{cells}</dl>'


def strip(trade: Panel) -> Strip:
    """Give exports, exports per working day, imports and balance of the month, as far as held.

    Values in USD billion; beside them growth on the year in per cent, of the balance the value of
    a year before. The trend runs over three years and is broken where months are missing.

    Examples
    --------
    >>> from helpers.loading import load
    >>> [(each.name, each.value, each.beside) for each in strip(load("2023-12")).figures][:2]
    [('Exports', '57.57', '+5.0% on the year'), ('Per working day', '2.56', '+14.3% on the year')]
    """
    exports, imports, balance = (
        trade.series(flow, "total") for flow in ("exports", "imports", "balance")
    )
    daily = exports / working_days_of(pd.PeriodIndex(exports.index))
    shown = [
        _growing(tr("Exports"), exports, trade.month),
        _growing(tr("Per working day"), daily, trade.month),
        _growing(tr("Imports"), imports, trade.month),
        _balance(balance, trade.month),
    ]
    return Strip(tuple(each for each in shown if each is not None))


def _growing(name: str, values: pd.Series, month: pd.Period) -> Figure | None:
    value = at(values, month)
    if is_missing(value):
        return None
    growth = at(metrics.year_on_year(values), month)
    beside = (
        tr("a year before not held") if is_missing(growth) else tr("{} on the year", pct(growth))
    )
    return Figure(name, usd_billion(value), unit(), beside, _trend(name, values, month))


def _balance(values: pd.Series, month: pd.Period) -> Figure | None:
    value, before = at(values, month), at(values, month - 12)
    if is_missing(value):
        return None
    beside = (
        tr("a year before not held")
        if is_missing(before)
        else tr("after {} a year before", usd_billion(before, sign=True))
    )
    name, said = tr("Balance"), usd_billion(value, sign=True)
    return Figure(name, said, unit(), beside, _trend(name, values, month))


def _trend(name: str, values: pd.Series, month: pd.Period) -> str:
    held = values[values.index > month - MONTHS]
    months = pd.period_range(held.index[0], month, freq="M")
    label = tr(
        "{name}, {first} to {last}",
        name=name,
        first=month_name(months[0]),
        last=month_name(month),
    )
    return line(held.reindex(months), label, width=150, height=34, end=True)
