"""What every frame carries beside its numbers: month, unit, sources, and why it is empty."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.claims import ask_panel
from helpers.loading import Observation, Panel


def described(
    rows: pd.DataFrame,
    trade: Panel,
    *sources: pd.DataFrame | Observation,
    unit: str = "usd_million",
    at: pd.Period | None = None,
    **more: Any,
) -> pd.DataFrame:
    """Return the frame with its description in `.attrs`.

    Parameters
    ----------
    rows : pandas.DataFrame
        The numbers.
    trade : Panel
        Where they are from.
    *sources : pandas.DataFrame or Observation
        The series used, as `Panel.observations` and `Panel.observation` return them; empty ones are
        passed over.
    unit : str
        Of the column "value".
    at : pandas.Period, optional
        The period whose status the source line says; the last one of each series by default.
    **more : Any
        What else the texts of a chart or table need: numbers, periods, codes.

    Returns
    -------
    pandas.DataFrame
        `.attrs` has month and as_of (a period; a text or ""), unit, sources (a tuple of definition,
        status and date of publication for each series used), later (whether a number used was first
        published after the date asked for) and what `more` names.
    """
    used = [source for source in sources if isinstance(source, Observation) or len(source)]
    attrs: dict[Any, Any] = {
        "month": trade.month,
        "as_of": "" if trade.as_of is None else str(trade.as_of),
        "unit": unit,
        "sources": tuple(dict.fromkeys(_source(source, at) for source in used)),
        "later": trade.as_of is not None and any(_is_later(source) for source in used),
    }
    rows.attrs = attrs | more
    return rows


def missing(
    columns: list[str],
    trade: Panel,
    what: str,
    *series: str,
    basis: str | None = None,
    **more: Any,
) -> pd.DataFrame:
    """Return an empty frame that says what is not available.

    Parameters
    ----------
    columns : list of str
        Of the frame it takes the place of.
    trade : Panel
        Where nothing was available.
    what : str
        Key of the labels "missing"; a chart or table shows the sentence in its place.
    *series : str
        The series, as "exports.usa", whose months available are named.
    basis : str, optional
        Their definition; any by default.
    **more : Any
        As for `described`; with a flow the place of the chart has an id of its own.
    """
    months = trade.coverage(*series, basis=basis) if series else pd.PeriodIndex([], freq="M")
    if trade.month in months:  # one of them is available, and does not do alone
        of_each = [trade.coverage(one, basis=basis) for one in series]
        months = months[[all(month in covered for covered in of_each) for month in months]]
    first, last = (months[0], months[-1]) if len(months) else (None, None)
    gaps = last is not None and len(months) <= (last - months[0]).n
    rows = pd.DataFrame(columns=columns, dtype=float)
    return described(rows, trade, missing=what, first=first, last=last, gaps=gaps, **more)


def nothing(columns: list[str], trade: Panel, what: str, **more: Any) -> pd.DataFrame:
    """Return an empty frame where nothing is missing: there is nothing to show.

    `what` is a key of the labels "nothing"; a chart or table shows that sentence in its place.
    """
    return described(pd.DataFrame(columns=columns), trade, nothing=what, **more)


def none_of(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a frame of the month without its rows, that says what of them is not available."""
    empty: pd.DataFrame = rows.iloc[:0]
    empty.attrs = dict(missing=what, first=None, last=None, gaps=False) | rows.attrs
    return empty


def reported_growth(trade: Panel, series: str, computed: float) -> tuple[float, bool]:
    """Return the growth that sentences state for the month, and whether a release reports it.

    The rate reported that day goes before the computed one: it may know a revision of the year
    before that is not available.

    Examples
    --------
    >>> from helpers import load
    >>> reported_growth(load("2022-12"), "exports.total", -9.69)
    (-9.6, True)
    """
    rate = ask_panel(trade, f"yoy({series})").value
    if not isinstance(rate, float) or abs(rate - computed) < 1e-9:
        return computed, False
    return rate, True


def over(trade: Panel, flow: str, period: pd.Period, to_date: bool = False) -> float:
    """Return the total of a flow over a month, quarter or year, as reported where that is firmer.

    Parameters
    ----------
    trade : Panel
        What is known.
    flow : str
        exports, imports or balance.
    period : pandas.Period
        The time summed; NaN where a month of it is missing.
    to_date : bool
        Sum from January up to the month `period` instead.

    Examples
    --------
    >>> from helpers import load
    >>> over(load("2023-12", as_of="2024-01-01"), "exports", pd.Period("2023", "Y"))
    632690.0
    """
    if to_date and period.month == 12:
        period, to_date = period.asfreq("Y"), False
    series = f"{flow}.total"
    text = f"{period.year}-Q{period.quarter}" if period.freqstr[0] == "Q" else str(period)
    series = f"ytd({series})" if to_date else series
    value = ask_panel(trade, f'value({series}, "{text}")').value
    return value if isinstance(value, float) else float("nan")


def _source(used: pd.DataFrame | Observation, at: pd.Period | None) -> tuple[str, str, str]:
    if isinstance(used, Observation):
        return used.basis, used.status, used.published
    place = used.index.get_loc(at) if at in used.index else -1
    basis, status, published = (
        str(used[column].iloc[place]) for column in ("basis", "status", "published")
    )
    return basis, status, published


def _is_later(used: pd.DataFrame | Observation) -> bool:
    return bool(used.later) if isinstance(used, Observation) else bool(used["later"].any())
