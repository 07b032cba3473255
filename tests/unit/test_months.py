"""Months, dates, the release calendar and the rule of working days."""

import datetime as dt
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import months
from helpers.errors import DataError, DateError, MonthError

ALL = pd.period_range(months.FIRST, months.LAST, freq="M")


@pytest.mark.parametrize(
    "text",
    [
        "2023-13",
        "2023-00",
        "2023-1",
        "2023-12-01",
        " 2023-12",
        "2023-12\n",
        "2023/12",
        "Dec 2023",
        "",
        "２０２３-12",
        202312,
        None,
        pd.Period("2023", "Y"),
    ],
)
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(MonthError, match="is not a month: write YYYY-MM with MM from 01 to 12"):
        months.parse_month(text)


@pytest.mark.parametrize("text", ["1964-12", "2031-01", "9999-12", "0000-01"])
def test_months_outside_the_calendar_are_refused(text):
    with pytest.raises(MonthError, match="write a month from 1965-01 to 2030-12"):
        months.parse_month(text)


@given(st.sampled_from(list(ALL)))
def test_every_month_of_the_calendar_is_read_back(month):
    assert months.parse_month(str(month)) == month
    assert months.parse_month(month) is month


@pytest.mark.parametrize("text", ["2023-02-29", "2023-13-01", "20240101", "2024-1-1", "", None, 5])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(DateError, match="is not a date: write YYYY-MM-DD"):
        months.parse_date(text)


def test_dates_are_read_and_handed_back():
    day = dt.date(2024, 2, 29)
    assert months.parse_date("2024-02-29") == day
    assert months.parse_date(day) is day
    assert months.parse_date(dt.datetime(2024, 2, 29, 9)) == day


def test_the_calendar_of_releases():
    december = pd.Period("2023-12", "M")
    assert months.release_date(december) == dt.date(2024, 1, 1)
    assert months.confirmed_date(december) == dt.date(2024, 1, 15)
    assert months.annual_closing(2023) == dt.date(2024, 2, 1)


@given(st.sampled_from(list(ALL)))
def test_releases_follow_the_month_in_order(month):
    end = month.end_time.date()
    assert end < months.release_date(month) < months.confirmed_date(month)
    assert months.confirmed_date(month) < months.annual_closing(month.year)


def test_working_days_of_december_2023():
    days = months.working_days_of(pd.PeriodIndex(["2022-12", "2023-12"], freq="M"))
    assert days.tolist() == [24.5, 22.5]
    assert days.name == "working_days"


def test_labour_day_never_counts():
    for year in range(2000, 2031):
        assert months.working_days_between(dt.date(year, 5, 1), dt.date(year, 5, 1)) == 0


def test_weekdays_saturdays_and_sundays():
    week = [dt.date(2023, 11, day) for day in range(6, 13)]  # Monday to Sunday, no holiday
    counts = [months.working_days_between(day, day) for day in week]
    assert counts == [1, 1, 1, 1, 1, 0.5, 0]


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_windows_add_up(a, b, c):
    first, middle, last = sorted([a, b, c])
    whole = months.working_days_between(first, last)
    rest = months.working_days_between(middle + dt.timedelta(days=1), last)
    assert whole == months.working_days_between(first, middle) + rest
    assert 0 <= whole <= (last - first).days + 1


def test_a_window_turned_round_holds_no_day():
    assert months.working_days_between(dt.date(2023, 12, 2), dt.date(2023, 12, 1)) == 0
    assert months.working_days_between(dt.date(2024, 1, 1), dt.date(2023, 12, 29)) == 0


@given(st.integers(2000, 2030))
def test_quarters_and_years_count_what_their_months_count(year):
    per_month = months.working_days_of(pd.period_range(f"{year}-01", periods=12, freq="M"))
    per_quarter = months.working_days_of(pd.period_range(f"{year}Q1", periods=4, freq="Q"))
    assert per_quarter.sum() == per_month.sum() == months.working_days(pd.Period(str(year), "Y"))


def test_an_empty_index_gives_an_empty_series():
    assert months.working_days_of(pd.PeriodIndex([], freq="M")).empty


def test_450_months_are_counted_in_no_time():
    index = pd.period_range("1989-01", "2026-06", freq="M")
    months.working_days_of(index[:1])  # imports the holiday package
    start = time.perf_counter()
    months.working_days_of(index)
    assert time.perf_counter() - start < 0.5  # 0.03 s here; wide enough for a busy machine


def test_overrides_add_and_remove_days(monkeypatch):
    changed = {dt.date(2027, 3, 3): "holiday", dt.date(2027, 3, 1): "working_day"}
    plain = months.working_days_between(dt.date(2027, 3, 1), dt.date(2027, 3, 3))
    monkeypatch.setattr(months, "_overrides", lambda: changed)
    months._weights.cache_clear()
    try:
        days = [
            months.working_days_between(day, day)
            for day in (dt.date(2027, 3, 1), dt.date(2027, 3, 2), dt.date(2027, 3, 3))
        ]
    finally:
        months._weights.cache_clear()
    assert plain == 2  # 1 March is a national day
    assert days == [1, 1, 0]


def test_the_override_table_of_the_package_can_be_read():
    assert isinstance(months._overrides(), dict)


def test_faults_in_the_override_table_are_all_named():
    text = (
        "date,kind,note\n2027-13-01,holiday,\n2027-06-07,off,\n"
        "2027-06-08,holiday,\n2027-06-08,holiday,\n"
    )
    with pytest.raises(DataError) as caught:
        months.read_overrides(text)
    found = [(p.row, p.column, p.value) for p in caught.value.problems]
    assert found == [(2, "date", "2027-13-01"), (3, "kind", "off"), (5, "date", "2027-06-08")]
