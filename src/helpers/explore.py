"""Months and dates to turn by hand: any chart, table or sentence of a month under two widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from helpers.errors import ExtraError, KtradeError
from helpers.loading import Panel, load
from helpers.places import find_data_dir
from helpers.store import read

FIRST = "2001-01"


def explore(
    show: Callable[[Panel], object], month: str = "2023-12", as_of: str = "", data_dir: str = ""
) -> Any:
    """Show something of a month under a slider for the month and a field for the date known.

    Parameters
    ----------
    show : callable
        Takes a panel and gives what a notebook can show, for example `charts.level`.
    month : str
        The month to begin with, as "2023-12".
    as_of : str
        The date to begin with, as "2024-01-01"; empty for what is known now.
    data_dir : str
        Another data folder than the project's.

    Returns
    -------
    ipywidgets.interactive
        A date that is none is answered with a sentence in the place of the figure.

    Raises
    ------
    ExtraError
        When ipywidgets is not installed.
    MonthError, DateError, CoverageError, AsOfError
        When the month or the date to begin with cannot be had.

    Examples
    --------
    >>> from helpers import charts
    >>> panel = explore(charts.level, "2023-12")  # doctest: +SKIP
    """
    try:
        import ipywidgets
    except ModuleNotFoundError as error:
        raise ExtraError("explore", str(error.name), "lab") from error
    load(month, as_of, data_dir)  # what it refuses is refused at once
    last = read(find_data_dir(data_dir)).last_month
    months = pd.period_range(FIRST, last, freq="M").astype(str).tolist()

    def shown(month: str, as_of: str) -> object:
        try:
            return show(load(month, as_of, data_dir))
        except KtradeError as error:
            print(error)
            return None

    return ipywidgets.interactive(
        shown,
        {"auto_display": True},
        month=ipywidgets.SelectionSlider(
            options=months, value=month, description="Month", continuous_update=False
        ),
        as_of=ipywidgets.Text(
            as_of, description="Known on", placeholder="now", continuous_update=False
        ),
    )
