"""Months, working days and the release calendar of Korean trade figures.

A month is a `pandas.Period` of frequency "M" everywhere; text is parsed at the edges, here.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from helpers.errors import DataError, DateError, MonthError, Problem

FIRST = pd.Period("1965-01", "M")
LAST = pd.Period("2030-12", "M")
DAYS_FROM = pd.Period("2000-01", "M")  # from here growth and records per working day are computed
LABOUR_DAY = (5, 1)
OVERRIDES = "holiday_overrides.csv"


def parse_month(text: str | pd.Period) -> pd.Period:
    """Read a month written as YYYY-MM, from 1965-01 to 2030-12.

    Parameters
    ----------
    text : str or pandas.Period
        The month; a period is handed back when it is a month of the calendar.

    Raises
    ------
    MonthError
        When the text has another form, no such month exists, or it lies outside the calendar.

    Examples
    --------
    >>> parse_month("2023-12")
    Period('2023-12', 'M')
    >>> parse_month("2023-13")
    Traceback (most recent call last):
    helpers.errors.MonthError: month '2023-13' is not a month: write YYYY-MM with MM from 01 ...
    """
    if isinstance(text, pd.Period):
        if text.freqstr != "M":
            raise MonthError(str(text))
        month = text
    else:
        if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
            raise MonthError(text)
        month = pd.Period(year=int(text[:4]), month=int(text[5:]), freq="M")
    if not FIRST <= month <= LAST:
        raise MonthError(
            str(month), "lies outside the calendar", f"write a month from {FIRST} to {LAST}"
        )
    return month


def parse_months(text: str) -> list[str]:
    """Read a range of months.

    Raises
    ------
    MonthError
        When an end is no month, or they are in the wrong order.

    Examples
    --------
    >>> parse_months("2023-11..2024-01")
    ['2023-11', '2023-12', '2024-01']
    >>> parse_months("2024-01..2023-11")
    Traceback (most recent call last):
    helpers.errors.MonthError: month '2024-01..2023-11' ends before it begins: write FIRST..LAST...
    """
    first, dots, last = text.partition("..")
    ends = parse_month(first), parse_month(last if dots else first)
    if ends[0] > ends[1]:
        raise MonthError(text, "ends before it begins", "write FIRST..LAST, as in 2023-01..2023-12")
    return [str(month) for month in pd.period_range(*ends, freq="M")]


def parse_date(text: str | dt.date) -> dt.date:
    """Read a date written as YYYY-MM-DD.

    Raises
    ------
    DateError
        When the text has another form or no such day exists.

    Examples
    --------
    >>> parse_date("2024-01-01")
    datetime.date(2024, 1, 1)
    >>> parse_date("2023-02-29")
    Traceback (most recent call last):
    helpers.errors.DateError: date '2023-02-29' is not a date: write YYYY-MM-DD with a day of ...
    """
    if isinstance(text, dt.datetime):
        return text.date()
    if isinstance(text, dt.date):
        return text
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise DateError(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise DateError(text) from error


@cache
def working_days(month: pd.Period) -> float:
    """Count the working days of a period, usually a month.

    A day from Monday to Friday counts 1, a Saturday 0.5; Sundays, public holidays (with their
    substitutes, temporary holidays and national election days) and 1 May count 0. So counts the
    ministry, and so come out all 66 published counts known (2017-10 to 2026-08). Before the
    five-day week of July 2005 the weight of a Saturday is untested.

    Public holidays come from the package `holidays`; `holiday_overrides.csv` beside this file adds
    or removes days announced later (columns date, kind = holiday or working_day, note).

    Raises
    ------
    DataError
        When the override file holds a date or a kind that cannot be read.

    Examples
    --------
    >>> working_days(pd.Period("2023-12", "M")), working_days(pd.Period("2022-12", "M"))
    (22.5, 24.5)
    """
    return working_days_between(month.start_time.date(), month.end_time.date())


def working_days_between(first: dt.date, last: dt.date, saturday: float = 0.5) -> float:
    """Count the working days from `first` to `last`, both included, by the rule of `working_days`.

    Returns 0 when `last` lies before `first`. `saturday` is the weight of a Saturday; the
    published counts follow from 0.5.

    Examples
    --------
    >>> working_days_between(dt.date(2023, 12, 1), dt.date(2023, 12, 20))
    15.5
    """
    if first.year == last.year:
        weights = _weights(first.year, saturday)
        return float(weights[_day_of_year(first) - 1 : _day_of_year(last)].sum())
    return sum(
        working_days_between(max(first, dt.date(y, 1, 1)), min(last, dt.date(y, 12, 31)), saturday)
        for y in range(first.year, last.year + 1)
    )


def working_days_of(index: pd.PeriodIndex) -> pd.Series:
    """Count the working days of every period of an index, by the rule of `working_days`.

    Returns
    -------
    pandas.Series
        Days as float, indexed like `index` and named "working_days".

    Examples
    --------
    >>> working_days_of(pd.period_range("2023-11", "2023-12", freq="M")).tolist()
    [24.0, 22.5]
    """
    counts = [working_days(period) for period in index]
    return pd.Series(counts, index=index, name="working_days", dtype=float)


def working_days_to(index: pd.PeriodIndex, day: int) -> pd.Series:
    """Count the working days from the first to the given day of every month of an index.

    For the first 10 and 20 days of a month, by the rule of `working_days`.

    Returns
    -------
    pandas.Series
        Days as float, indexed like `index` and named "working_days".

    Examples
    --------
    >>> working_days_to(pd.period_range("2023-12", "2024-01", freq="M"), 20).tolist()
    [15.5, 15.5]
    """
    firsts = [month.start_time.date() for month in index]
    counts = [working_days_between(first, first.replace(day=day)) for first in firsts]
    return pd.Series(counts, index=index, name="working_days", dtype=float)


def release_date(month: pd.Period) -> dt.date:
    """Return the day of the ministry's release of a month: the first of the next month.

    Examples
    --------
    >>> release_date(pd.Period("2023-12", "M"))
    datetime.date(2024, 1, 1)
    """
    return (month + 1).start_time.date()


def confirmed_date(month: pd.Period) -> dt.date:
    """Return the day the customs service confirms a month: about the 15th of the next month.

    Examples
    --------
    >>> confirmed_date(pd.Period("2023-12", "M"))
    datetime.date(2024, 1, 15)
    """
    return (month + 1).start_time.date().replace(day=15)


def annual_closing(year: int) -> dt.date:
    """Return the day on which a year's data become final: 1 February of the year after.

    The customs service closes a year without a fixed day; the release of 1 February is the first
    that compares with the closed year.

    Examples
    --------
    >>> annual_closing(2023)
    datetime.date(2024, 2, 1)
    """
    return dt.date(year + 1, 2, 1)


def _day_of_year(day: dt.date) -> int:
    return day.timetuple().tm_yday


@cache
def _weights(year: int, saturday: float) -> np.ndarray:
    """Working-day weight of every day of a year."""
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    weekday = (days.astype(int) + 3) % 7  # day 0 of datetime64 is a Thursday; Monday becomes 0
    weights = np.select([weekday < 5, weekday == 5], [1.0, saturday], default=0.0)
    weights[[_day_of_year(day) - 1 for day in _days_off(year)]] = 0.0
    weights.setflags(write=False)  # the cache hands the same array to every caller
    return weights


def _days_off(year: int) -> set[dt.date]:
    import holidays  # takes a while to import, and most commands never count a day

    public = set(holidays.country_holidays("KR", years=year, categories="public"))
    overrides = {day: kind for day, kind in _overrides().items() if day.year == year}
    added = {day for day, kind in overrides.items() if kind == "holiday"}
    return (public | {dt.date(year, *LABOUR_DAY)} | added) - (set(overrides) - added)


@lru_cache(maxsize=1)
def _overrides() -> dict[dt.date, str]:
    return read_overrides(files("helpers").joinpath(OVERRIDES).read_text(encoding="utf-8"))


def read_overrides(text: str) -> dict[dt.date, str]:
    r"""Read the override table of holidays: date to "holiday" or "working_day".

    Raises
    ------
    DataError
        With every row whose date or kind cannot be read, or that repeats a date.

    Examples
    --------
    >>> read_overrides("date,kind,note\n2027-06-07,holiday,announced in May\n")
    {datetime.date(2027, 6, 7): 'holiday'}
    """
    kinds: dict[dt.date, str] = {}
    problems: list[Problem] = []
    for line, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        kind, written = row.get("kind"), row.get("date") or ""
        if kind not in ("holiday", "working_day"):
            problems.append(Problem(OVERRIDES, line, "kind", kind, "holiday or working_day"))
            continue
        try:
            day = parse_date(written)
        except DateError:
            problems.append(Problem(OVERRIDES, line, "date", written, "a date YYYY-MM-DD"))
            continue
        if day in kinds:
            problems.append(Problem(OVERRIDES, line, "date", written, "each date once"))
        kinds[day] = kind
    if problems:
        raise DataError(problems)
    return kinds
