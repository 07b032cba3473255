"""What the calendar does to a month's trade, as regressors known beforehand."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers.months import FIRST, LAST, working_days_between

NAMES = ("weekdays", "holidays", "lunar_holidays", "before_seollal", "after_seollal")
# The windows before and after Seollal, in days from the day itself, chosen by AICC on exports and
# imports of 2000 to 2020; windows around Chuseok were tried too and told nothing.
BEFORE, AFTER = (-11, -2), (2, 4)
# What a Saturday counts beside a day from Monday to Friday. Of 0, 0.25, 0.5, 0.75 and 1 these gave
# the smallest mean error one month ahead over the outcomes of 2011-07 to 2023-04.
SATURDAY = {"exports": 0.5, "imports": 0.0}
SEOLLAL = ("Korean New Year", "Folk Day")
LUNAR = (*SEOLLAL, "Chuseok")


def regressors(index: pd.PeriodIndex, saturday: float = SATURDAY["exports"]) -> pd.DataFrame:
    """Return the calendar of months as deviations from what is usual in each calendar month.

    Parameters
    ----------
    index : pandas.PeriodIndex
        Months from 1985-01 to 2030-12.
    saturday : float
        Weight of a Saturday; a day from Monday to Friday counts 1.

    Returns
    -------
    pandas.DataFrame
        Month by regressor: weekdays (log of the days from Monday to Friday plus the weighted
        Saturdays, holidays included), holidays and lunar_holidays (the share of those days that
        public holidays take, Seollal and Chuseok with their substitutes apart from the others),
        before_seollal and after_seollal (the share of the ten days before and the three days
        after that holiday which falls into the month; Bell and Hillmer 1983). Each less its mean
        of that calendar month, so that the season keeps what comes every year.

    Examples
    --------
    >>> months = pd.period_range("2023-12", "2024-02", freq="M")
    >>> regressors(months)["lunar_holidays"].round(3).tolist()
    [0.0, -0.034, 0.042]
    """
    return _table(saturday).reindex(index)


@lru_cache(maxsize=len(SATURDAY))
def _table(saturday: float) -> pd.DataFrame:
    months = pd.period_range("1985-01", LAST, freq="M")
    named = _named_holidays(months)
    seollal = [day for day, names in named.items() if names & set(SEOLLAL)]
    lunar = [day for day, names in named.items() if any(_is_lunar(name) for name in names)]
    table = pd.DataFrame(index=months, columns=list(NAMES), dtype=float)
    plain = pd.Series([_plain_days(month, saturday) for month in months], months)
    lost_lunar = pd.Series(0.0, months)
    for day in lunar:
        lost_lunar.iloc[_place(months, day)] += _weight(day, saturday)
    worked = [
        working_days_between(month.start_time.date(), month.end_time.date(), saturday)
        for month in months
    ]
    table["weekdays"] = np.log(plain)
    table["holidays"] = (plain - worked - lost_lunar) / plain
    table["lunar_holidays"] = lost_lunar / plain
    table["before_seollal"] = _window(months, seollal, *BEFORE)
    table["after_seollal"] = _window(months, seollal, *AFTER)
    return table - table.groupby(months.month).transform("mean")


def _named_holidays(months: pd.PeriodIndex) -> dict[dt.date, set[str]]:
    import holidays  # takes a while to import

    years = range(max(months[0].year, FIRST.year), months[-1].year + 1)
    # The language is named, as the names would else follow that of the system.
    days = holidays.country_holidays("KR", years=years, categories="public", language="en_US")
    return {day: set(names.split("; ")) for day, names in sorted(days.items())}


def _is_lunar(name: str) -> bool:
    return any(word in name for word in LUNAR)


def _weight(day: dt.date, saturday: float) -> float:
    return 1.0 if day.weekday() < 5 else saturday if day.weekday() == 5 else 0.0


def _plain_days(month: pd.Period, saturday: float) -> float:
    first = month.start_time.date()
    days = range(month.days_in_month)
    return sum(_weight(first + dt.timedelta(days=k), saturday) for k in days)


def _place(months: pd.PeriodIndex, day: dt.date) -> int:
    return (day.year - months[0].year) * 12 + day.month - months[0].month


def _window(months: pd.PeriodIndex, days: list[dt.date], start: int, end: int) -> pd.Series:
    """Return the share of the window around each day that falls into each month."""
    share = pd.Series(0.0, months)
    for day in days:
        for step in range(start, end + 1):
            share.iloc[_place(months, day + dt.timedelta(days=step))] += 1 / (end - start + 1)
    return share
