"""Which figures are out at a moment, in Korean time, wherever the machine stands."""

import datetime as dt
import os
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import observations, releases
from helpers.errors import ClockError
from helpers.months import FIRST
from helpers.releases import SEOUL

UTC = dt.timezone.utc  # noqa: UP017


def korean(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("moment", "month", "stage"),
    [
        ("2023-12-31T23:59", "2023-11", "confirmed"),
        ("2024-01-01T00:00", "2023-11", "confirmed"),
        ("2024-01-01T08:59", "2023-11", "confirmed"),
        ("2024-01-01T09:00", "2023-12", "preliminary"),
        ("2024-01-15T08:59", "2023-12", "preliminary"),
        ("2024-01-15T09:00", "2023-12", "confirmed"),
        ("2024-02-29T23:59", "2024-01", "confirmed"),
        ("2024-03-01T09:00", "2024-02", "preliminary"),
        ("2024-06-15T12:00", "2024-05", "preliminary"),  # a Saturday
        ("2024-06-17T09:00", "2024-05", "confirmed"),
        ("2023-08-15T12:00", "2023-07", "preliminary"),  # Liberation Day
        ("2023-08-16T09:00", "2023-07", "confirmed"),
    ],
)
def test_the_month_that_is_due_and_its_stage(moment, month, stage):
    found = releases.due(korean(moment))
    assert (str(found.month), found.stage) == (month, stage)
    assert found.since <= korean(moment)


@pytest.mark.parametrize(
    ("moment", "month", "days"),
    [
        ("2024-09-20T12:00", "2024-09", 10),
        ("2024-09-21T12:00", "2024-09", 10),  # a Saturday: the 20 days come on Monday
        ("2024-09-23T09:00", "2024-09", 20),
        ("2025-10-12T12:00", "2025-09", 20),
        ("2025-10-13T09:00", "2025-10", 10),
        ("2024-01-05T12:00", "2023-12", 20),
    ],
)
def test_the_flash_waits_for_a_working_day(moment, month, days):
    flash = releases.due(korean(moment)).flash
    assert (str(flash[0]), flash[1]) == (month, days)


@pytest.mark.parametrize(
    ("moment", "closed"),
    [("2024-02-01T08:59", 2022), ("2024-02-01T09:00", 2023), ("2025-01-31T12:00", 2023)],
)
def test_a_year_is_closed_in_february(moment, closed):
    assert releases.due(korean(moment)).closed == closed


def test_after_the_closing_all_months_of_the_year_are_asked_for_until_february_is_done():
    months = releases.due(korean("2024-02-20T12:00")).months()
    assert [str(m) for m in months[:1] + months[-1:]] == ["2023-01", "2024-01"]
    assert len(releases.due(korean("2024-03-20T12:00")).months()) == 14
    assert len(releases.due(korean("2024-04-20T12:00")).months()) == 3
    assert len(releases.due(korean("2024-01-31T12:00")).months()) == 3


def test_confirmations_came_on_the_days_of_the_calendar():
    store = observations.read()
    rows = store[
        store["status"].eq("confirmed") & store["freq"].eq("M") & store["flow"].eq("exports")
        & store["code"].eq("total") & store["published"].str[-2:].between("14", "18")
    ]  # fmt: skip
    own = rows[
        rows["published"].str[:7].eq((pd.PeriodIndex(rows["period"], freq="M") + 1).astype(str))
    ]
    own = own[~own["source"].str.endswith(".xls")]  # dated by the day of the download
    assert len(own) >= 10
    for period, published in set(zip(own["period"], own["published"], strict=True)):
        moment = releases.released(pd.Period(period, "M"), "confirmed")
        assert str(moment.date()) == published


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2029, 12, 31), timezones=st.just(UTC)))
def test_the_zone_of_the_moment_does_not_matter(moment):
    west = moment.astimezone(dt.timezone(dt.timedelta(hours=-8)))
    assert releases.due(west) == releases.due(moment) == releases.due(moment.astimezone(SEOUL))
    found = releases.due(moment)
    assert found.month > FIRST
    assert found.month.end_time.date() < moment.astimezone(SEOUL).date()
    later = releases.due(moment + dt.timedelta(hours=7))
    assert (later.month, later.since, later.closed) >= (found.month, found.since, found.closed)


def test_a_machine_in_california_asks_for_the_month_that_is_due_in_korea(monkeypatch):
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        monkeypatch.setenv("KTRADE_NOW", "2023-12-31T16:30:00-08:00")
        assert str(releases.due(releases.now()).month) == "2023-12"
        monkeypatch.delenv("KTRADE_NOW")
        assert abs(releases.now() - dt.datetime.now(UTC)) < dt.timedelta(minutes=1)
        assert releases.now().tzinfo is SEOUL
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") != "America/Los_Angeles"


@pytest.mark.parametrize("text", ["2024-01-01T10:00:00", "2024-01-01", "today", "1704067200"])
def test_a_moment_without_a_zone_is_refused(text):
    with pytest.raises(ClockError, match="time zone"):
        releases.now(text)
    with pytest.raises(ClockError):
        releases.due(dt.datetime(2024, 1, 1, 10))
