"""December 2023 as it was published on 2024-01-01, and as it was revised."""

import pandas as pd
import pytest

from helpers import metrics
from helpers.claims import ask, ask_panel
from helpers.loading import load
from helpers.months import working_days

DECEMBER = pd.Period("2023-12", "M")


@pytest.fixture(scope="module")
def first():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def now():
    return load("2023-12")


def billions(trade, flow):
    return round(trade.series(flow, "total")[DECEMBER] / 1000, 2)


def test_the_first_release(first):
    assert billions(first, "exports") == 57.66
    assert billions(first, "imports") == 53.18
    assert billions(first, "balance") == 4.48
    assert metrics.rounded(ask(first, "yoy(exports.total)").value) == 5.1
    assert metrics.rounded(ask(first, "yoy(imports.total)").value) == -10.8
    assert first.status_label == "December 2023 · as published 2024-01-01 · preliminary"


def test_the_revised_figures(now):
    assert billions(now, "exports") == 57.57
    assert billions(now, "imports") == 53.12
    assert billions(now, "balance") == 4.45
    assert metrics.rounded(ask(now, "yoy(exports.total)").value) == 5.0


@pytest.mark.parametrize(
    "expression",
    [
        "streak(yoy(exports.total) > 0) == 3",
        "highest_in(exports.total) == 17",
        'since(exports.total) == "2022-07"',
        "working_days == 22.5",
        "change(working_days) == -2",
        'since(yoy(daily_average(exports.total))) == "2022-06"',
        "highest_in(yoy(daily_average(exports.total))) == 18",
        "highest_in(balance.total) == 36",
        "streak(balance.total > 0) == 7",
        'value(quarterly(balance.total), "2023-Q1") < 0',
        'value(quarterly(balance.total), "2023-Q4") > 0',
        "crossed(exports.usa, exports.china)",
        'first_at_least(exports.usa, 11 * usd_billion) == "2023-12"',
        "yearly(balance.china) < 0",
        'last_time(yearly(balance.china) < 0) == "1992"',
        "contribution_to_change(imports.energy_total) < 50",
    ],
)
def test_what_the_release_said_holds_then_and_now(first, now, expression):
    assert ask(first, expression).value is True, ask(first, expression).text
    assert ask(now, expression).value is True, ask(now, expression).text


def test_a_streak_ends_in_a_month_that_was_never_revised(first, now):
    streak = "streak(yoy(volume(exports.total)) > 0) == 4"
    assert ask(first, streak).value is True
    assert ask(now, streak).value is None  # September's 0.2% is a first figure still
    assert "September 2023" in ask(now, streak).reason


def test_a_month_that_was_not_available_leaves_a_streak_open(first, now):
    streak = "streak(exports.china >= 10 * usd_billion) == 5"
    assert ask(first, streak).value is None and "July 2023" in ask(first, streak).reason
    assert ask(now, streak).value is True


def test_the_daily_average_grew_by_the_printed_rate(first):
    growth = ask(first, "yoy(daily_average(exports.total))")
    assert metrics.rounded(growth.value) == 14.5
    assert (working_days(DECEMBER), working_days(DECEMBER - 12)) == (22.5, 24.5)


def test_the_items(now):
    assert metrics.rounded(ask_panel(now, "yoy(exports.semiconductors)").value) == 21.7
    assert metrics.rounded(ask_panel(now, "yoy(exports.automobiles)").value) == 17.8
    assert ask(now, "yoy(exports.semiconductors)").value == 21.8  # the release's own list
    assert ask(now, "yoy(exports.semiconductors@classic)").value == 21.8
    assert ask(now, "yoy(exports.automobiles@classic)").value == 17.9


def test_energy_was_the_smaller_part_of_the_fall(first):
    energy = ask(first, "imports.energy_total")
    assert round(energy.value / 1000, 2) == 13.76
    assert ask(first, "yoy(imports.energy_total)").value == -17.6
    assert round(ask(first, "contribution_to_change(imports.energy_total)").value) == 46


def test_the_panel_of_items_is_a_stand_in_on_the_day_of_the_release(first, now):
    assert first.observation("exports", "semiconductors").later
    assert not now.observation("exports", "semiconductors").later
    assert not first.observation("exports", "semiconductors", basis="classic").later
    assert not first.observation("exports", "usa").later


def test_both_monthly_series_run_without_a_gap_from_2016(now):
    for code in ("usa", "china"):
        held = now.series("exports", code).index
        run = pd.period_range("2016-01", "2023-12", freq="M")
        assert run.isin(held).all()


def test_november_lost_its_largest_surplus_by_revision():
    first = ask(load("2023-11", as_of="2023-12-01"), 'since(balance.total) == "2021-09"')
    assert first.value is None  # September 2023, USD 0.1 billion below, was not revised by then
    assert "September 2023" in first.reason
    assert ask(load("2023-11"), 'since(balance.total) == "2021-09"').value is False
