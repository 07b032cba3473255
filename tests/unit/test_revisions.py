"""First release against now: what counts as which, and nothing from after the date asked."""

import pandas as pd
import pytest

from helpers import metrics, revisions
from helpers.loading import load
from helpers.months import release_date


@pytest.fixture(scope="module")
def trade():
    return load("2026-07")


def test_a_known_revision():
    both = revisions.first_and_latest(load("2023-12"), "exports", "total").loc["2023-12"]
    assert both.tolist() == [57660.0, "2024-01-01", 57573.193, "2024-02-15"]


def test_a_balance_is_subtracted_within_each_release():
    both = revisions.first_and_latest(load("2023-11"), "balance", "total").loc["2023-11"]
    assert both["first"] == 55800.0 - 52000.0
    assert both["latest"] == pytest.approx(55561.090 - 51997.687, abs=50)


@pytest.mark.parametrize("series", [("exports", "total"), ("imports", "total"), ("exports", "usa")])
def test_the_first_figure_is_of_the_day_of_the_release(trade, series):
    both = revisions.first_and_latest(trade, *series)
    assert len(both) > 10
    assert both["first_published"].tolist() == [str(release_date(month)) for month in both.index]
    assert (both["latest_published"] > both["first_published"]).all()


@pytest.mark.parametrize("day", ["2024-01-01", "2024-01-14", "2024-01-15"])
def test_nothing_published_later_counts(day):
    trade = load("2023-12", day)
    for series in (("exports", "total"), ("imports", "total"), ("balance", "total")):
        assert revisions.first_and_latest(trade, *series)["latest_published"].max() <= day
    known = "2023-12" in revisions.first_and_latest(trade, "exports", "total").index
    assert known == (day >= "2024-01-15")


def test_a_month_without_a_first_release_is_absent():
    both = revisions.first_and_latest(load("2016-05"), "exports", "total")
    assert pd.Period("2016-05") not in both.index
    assert revisions.first_and_latest(load("2001-01"), "exports", "total").empty


def test_the_usual_size_is_the_quantile_of_what_was_revised(trade):
    both = revisions.first_and_latest(trade, "exports", "china")
    size = metrics.revision_size(both["first"], both["latest"])
    assert revisions.ordinary(trade, "exports", "china") == size
    assert 0 < size < 1


def test_a_thin_series_takes_the_size_of_its_total(trade):
    assert len(revisions.first_and_latest(trade, "exports", "asean")) < revisions.FEW
    total = revisions.ordinary(trade, "exports", "total")
    assert revisions.ordinary(trade, "exports", "asean") == total
    assert revisions.ordinary(load("2001-01"), "exports", "total") is None
    assert revisions.ordinary(trade, "balance", "total") is None
