"""The release calendar: what is published at a moment, in Korean time.

Every function takes its moment from the caller and none looks at a clock, except `now`, which
does nothing else. A moment without a time zone is refused: a machine's own zone means nothing.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from helpers.errors import ClockError
from helpers.months import annual_closing, confirmed_date, release_date, working_days_between

SEOUL = ZoneInfo("Asia/Seoul")
HOUR = dt.time(9)  # of day at which the ministry and the customs service publish
CLOCK = "KTRADE_NOW"
STAGES = ("preliminary", "confirmed", "final")
WINDOWS = (10, 20)


@dataclass(frozen=True)
class Due:
    """What is out at a moment.

    Attributes
    ----------
    month : pandas.Period
        The newest month that is published as a whole.
    stage : str
        How far it is: "preliminary" from the 1st, "confirmed" from about the 15th.
    since : datetime.datetime
        When this stage came out, in Korean time.
    flash : tuple of (pandas.Period, int)
        The newest flash: the month, and 10 or 20 days of it.
    closed : int
        The newest year that is closed, so that its numbers are final.
    """

    month: pd.Period
    stage: str
    since: dt.datetime
    flash: tuple[pd.Period, int]
    closed: int

    def months(self) -> list[pd.Period]:
        """List the months worth asking for: this one, two before it, and a year just closed.

        The customs service corrects the last months with every confirmation; a year just closed
        is asked for until the month after the closing ends.

        Examples
        --------
        >>> at = dt.datetime(2024, 1, 1, 10, tzinfo=SEOUL)
        >>> [str(month) for month in due(at).months()]
        ['2023-10', '2023-11', '2023-12']
        >>> len(due(at.replace(month=2, day=20)).months())
        13
        """
        months = {self.month - back for back in range(BACK + 1)}
        if self.month <= pd.Period(year=self.closed + 1, month=2, freq="M"):
            months |= {pd.Period(year=self.closed, month=m, freq="M") for m in range(1, 13)}
        return sorted(months)


def due(moment: dt.datetime) -> Due:
    """Return what has been released at a moment.

    Parameters
    ----------
    moment : datetime.datetime
        With a time zone; it is turned into Korean time.

    Raises
    ------
    ClockError
        When the moment has no time zone.

    Examples
    --------
    >>> found = due(dt.datetime(2024, 1, 1, 0, 30, tzinfo=dt.timezone.utc))
    >>> str(found.month), found.stage, str(found.flash[0]), found.flash[1]
    ('2023-12', 'preliminary', '2023-12', 20)
    >>> str(due(dt.datetime(2023, 12, 31, 23, 30, tzinfo=dt.timezone.utc)).month)
    '2023-11'
    """
    korean = in_seoul(moment)
    running = pd.Period(korean.date(), "M")
    month = next(m for m in (running - 1, running - 2) if released(m, "preliminary") <= korean)
    stage = next(s for s in ("confirmed", "preliminary") if released(month, s) <= korean)
    flash = next(
        (m, days)
        for m in (running, running - 1)
        for days in reversed(WINDOWS)
        if flash_released(m, days) <= korean
    )
    year = korean.year - 1
    closed = (
        year if released(pd.Period(year=year, month=12, freq="M"), "final") <= korean else year - 1
    )
    return Due(month, stage, released(month, stage), flash, closed)


def released(month: pd.Period, stage: str) -> dt.datetime:
    """Return the moment from which a stage of a month is out, in Korean time.

    The ministry publishes on the 1st, working day or not; its release of 1 February closes the
    year. The confirmation of the 15th waits for a working day: so did all 18 dated ones in the
    store, of 2001-08 to 2026-01.

    Raises
    ------
    KeyError
        For a stage that is none of `STAGES`.

    Examples
    --------
    >>> str(released(pd.Period("2024-05", "M"), "confirmed"))
    '2024-06-17 09:00:00+09:00'
    """
    day = {
        "preliminary": release_date(month),
        "confirmed": on_working_day(confirmed_date(month)),
        "final": annual_closing(month.year),
    }[stage]
    return dt.datetime.combine(day, HOUR, SEOUL)


def flash_released(month: pd.Period, days: int) -> dt.datetime:
    """Return the moment from which the flash of the first 10 or 20 days is out.

    Examples
    --------
    >>> str(flash_released(pd.Period("2024-09", "M"), 20).date())
    '2024-09-23'
    """
    day = month.start_time.date().replace(day=days + 1)
    return dt.datetime.combine(on_working_day(day), HOUR, SEOUL)


def on_working_day(day: dt.date) -> dt.date:
    """Return the day itself or the next one from Monday to Friday that is no public holiday.

    Examples
    --------
    >>> str(on_working_day(dt.date(2025, 10, 11)))
    '2025-10-13'
    """
    while working_days_between(day, day) < 1:
        day += dt.timedelta(days=1)
    return day


def in_seoul(moment: dt.datetime) -> dt.datetime:
    """Turn a moment into Korean time.

    Raises
    ------
    ClockError
        When the moment has no time zone.
    """
    if moment.utcoffset() is None:
        raise ClockError(moment.isoformat())
    return moment.astimezone(SEOUL)


def now(given: str | None = None) -> dt.datetime:
    """Return the moment of a run in Korean time: the one given, else KTRADE_NOW, else the clock.

    Raises
    ------
    ClockError
        When the text is no moment with a time zone.

    Examples
    --------
    >>> str(now("2024-01-01T00:30:00+00:00"))
    '2024-01-01 09:30:00+09:00'
    """
    text = given or os.environ.get(CLOCK, "")
    if not text:
        return dt.datetime.now(SEOUL)
    try:
        return in_seoul(dt.datetime.fromisoformat(text))
    except ValueError as error:
        raise ClockError(text) from error


BACK = 2  # months before the newest that a confirmation still corrects
