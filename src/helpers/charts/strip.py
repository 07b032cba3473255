"""The main numbers of a month in one line, each with the small trend behind it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.display import escape
from helpers.sparkline import line
from helpers.texts.text import module
from helpers.translation import labels
from helpers.wording import is_missing, usd_billion

MONTHS = 37  # three years and the month a year before the first of them


@dataclass(frozen=True)
class Figure:
    """One main number: its name, value and unit, what to compare it with, and its trend."""

    name: str
    value: str
    unit: str
    beside: str
    trend: str


@dataclass(frozen=True)
class Strip:
    """Main numbers side by side, those that are available."""

    figures: tuple[Figure, ...]

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<div><dt>{escape(entry.name)}</dt>"
            f"<dd><strong>{escape(entry.value)}</strong> <small>{escape(entry.unit)}</small>"
            f"<span>{escape(entry.beside)}</span>{entry.trend}</dd></div>"
            for entry in self.figures
        )
        return f'<dl class="strip">{cells}</dl>'


def strip(frame: pd.DataFrame) -> Strip:
    """Show exports, exports per working day, imports and balance of the month.

    Beside the value stands growth on the year in per cent, beside the balance its value a year
    before. The trend runs over three years and is broken where months are missing.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.totals` returns it.

    Examples
    --------
    >>> from helpers import frames, load
    >>> [(each.name, each.value) for each in strip(frames.totals(load("2023-12"))).figures][:2]
    [('Exports', '57.57'), ('Per working day', '2.56')]
    """
    month = frame.attrs["month"]
    return Strip(
        tuple(
            _figure(str(name), frame[name], month)
            for name in frame.columns
            if not is_missing(at(frame[name], month))
        )
    )


def _figure(key: str, values: pd.Series, month: pd.Period) -> Figure:
    is_balance = key == "balance"
    before = at(values, month - 12)
    growth = at(metrics.year_on_year(values.dropna()), month)
    beside = {"before": before} if is_balance else {"growth": growth}
    fields = {name: None if is_missing(value) else value for name, value in beside.items()}
    name = labels("strip")[key]
    shown = values.loc[month - MONTHS + 1 : month].dropna()
    months = pd.period_range(shown.index[0], month, freq="M")
    texts = module("strip")
    return Figure(
        name,
        usd_billion(at(values, month), sign=is_balance),
        labels("units")["billions"],
        str((texts.balance if is_balance else texts.growth)(fields)),
        line(
            shown.reindex(months),
            str(texts.trend({"name": name, "first": months[0], "last": month})),
            width=150,
            height=34,
            end=True,
        ),
    )
