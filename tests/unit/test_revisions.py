"""First release against now: what counts as which, and nothing from after the date asked."""

import pandas as pd
import pytest

from helpers import charts, findings, frames, metrics, revisions, tables
from helpers.loading import load
from helpers.months import release_date


@pytest.fixture(scope="module")
def trade():
    return load("2026-07")


def test_a_known_revision():
    both = revisions.first_and_latest(load("2023-12"), "exports", "total").loc["2023-12"]
    assert both.tolist() == [57660.0, "2024-01-01", 57573.193, "2024-02-01"]


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


def test_growth_is_as_printed_then_and_as_computed_now():
    rates = revisions.growth(load("2023-12"), "exports", "total")
    assert rates.loc["2023-12", "first"] == 5.1
    expected = 100 * (57573.193 / 54848.666 - 1)
    assert rates.loc["2023-12", "latest"] == pytest.approx(expected, abs=1e-3)


def test_the_size_of_revisions_is_that_of_plain_loops(trade):
    both = revisions.first_and_latest(trade, "imports", "total")
    changes = [100 * (row.latest / row.first - 1) for row in both.itertuples()]
    size = revisions.size(trade, "imports", "total")
    assert size.months == len(changes)
    assert size.mean == pytest.approx(sum(changes) / len(changes))
    assert size.mean_absolute == pytest.approx(sum(map(abs, changes)) / len(changes))
    assert abs(size.largest) == pytest.approx(max(map(abs, changes)))
    assert abs(changes[list(both.index).index(size.largest_in)]) == pytest.approx(abs(size.largest))
    recent = revisions.size(trade, "imports", "total", last=24)
    assert recent.months == sum(month > trade.month - 24 for month in both.index)


def test_a_changed_direction_is_counted(trade, monkeypatch):
    rates = pd.DataFrame(
        {"first": [0.2, -0.1, 3.0, 0.04], "latest": [-0.2, 0.04, 2.0, 0.0]},
        index=revisions.first_and_latest(trade, "exports", "total").index[:4],
    )
    monkeypatch.setattr(revisions, "growth", lambda *series: rates)
    size = revisions.size(trade, "exports", "total")
    assert size.directions == 4 and size.turned == tuple(rates.index[:2])


def test_the_vintages_of_a_month_follow_both_flows():
    """March 2022: a deficit at first, a surplus in between, a deficit at the closing."""
    held = revisions.vintages(load("2022-03"), "balance", "total")
    assert held["published"].tolist() == [
        "2022-04-01", "2022-06-01", "2022-06-17", "2023-02-01",
    ]  # fmt: skip
    assert (held["value"] > 0).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2001-05", "The first release and a later number: not available for May 2001."),
        ("2023-12@2024-01-01", "These numbers are those of the first release; they have not been"
         " revised since."),
    ],
)  # fmt: skip
def test_without_two_numbers_there_is_one_line(month, said):
    frame = frames.then_and_now(load(*month.split("@")))
    table = tables.show(frame, tables.THEN_AND_NOW, name="then_and_now")
    assert isinstance(table, tables.Missing) and table.sentence == said


def test_what_was_overturned_is_told_beside_what_holds_now():
    table = tables.show(findings.turned(load("2022-09")), tables.TURNED, name="turned")
    assert [row.cells for row in table.rows] == [
        ("Trade has been in deficit for six months.", "Trade has been in deficit for seven months.")
    ]
    assert table.data["kind"].tolist() == ["balance.run"]
    nothing = findings.turned(load("2023-12", as_of="2024-01-01"))
    assert not tables.show(nothing, tables.TURNED, name="turned").gap


def test_then_and_now_are_both_releases():
    then, now = load("2023-12", "2024-01-01"), load("2023-12")
    rows = frames.then_and_now(now)
    for series in rows.index:
        flow, code = series.split(".")
        assert rows.at[series, "first"] == then.observation(flow, code).value
        if flow != "balance":
            assert rows.at[series, "now"] == now.observation(flow, code).value
    sizes = frames.revision_sizes(now)
    size = revisions.size(now, "exports", "total")
    assert sizes.at["exports.total", "mean_absolute"] == size.mean_absolute


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2024-01-01", ["days_10", "days_20", "first"]),
        ("2024-01-14", ["days_10", "days_20", "first"]),
        ("2024-01-15", ["days_10", "days_20", "first", "interim"]),
        ("2024-02-01", ["days_10", "days_20", "first", "interim", "closing"]),
    ],
)
def test_a_month_becomes_known_step_by_step(day, known):
    held = revisions.steps(load("2023-12", day), "exports").loc["2023-12"]
    assert held.index.tolist() == known
    assert held["published"].is_monotonic_increasing and held["published"].max() <= day


def test_growth_of_a_step_is_that_of_both_values_as_they_stood(trade):
    held = revisions.steps(trade, "exports")
    for flash, printed in (("days_10", 53.9), ("days_20", 52.3)):
        assert held.loc[("2026-07", flash), "growth"] == printed
    rows = trade.all_vintages("exports", "total")
    rows = rows[rows["newer"]]  # what repeats an earlier figure in coarser digits is not in force
    computed = held[~held["printed"]]
    assert len(computed) > 50
    for (month, _), row in computed.iterrows():
        before = rows[rows["period"].eq(month - 12) & rows["published"].le(row["published"])]
        assert row["growth"] == pytest.approx(100 * (row["value"] / before["value"].iloc[-1] - 1))


def test_moves_are_those_of_earlier_months_alone(trade):
    found, held = revisions.moves(trade, "imports"), revisions.steps(trade, "imports")
    assert found.index.max() < trade.month and len(found) > 50
    month = found["interim"].last_valid_index()
    rates = held.loc[month, "growth"]
    assert found.loc[month, "interim"] == pytest.approx(rates["interim"] - rates["first"])
    assert revisions.moves(load("1985-01"), "imports").empty


@pytest.mark.parametrize("as_of", ["", "2024-01-01"])
def test_the_band_of_the_chart_is_the_range_of_earlier_moves(as_of):
    trade = load("2023-12", as_of)
    frame = frames.growth_steps(trade, "exports")
    moved = revisions.moves(trade, "exports")["closing"].dropna()
    row = frame.loc["closing"]
    assert row["months"] == len(moved) and row["median"] == pytest.approx(moved.median())
    inside = moved.between(row["low"], row["high"]).mean()
    assert inside == pytest.approx(0.8, abs=2 / len(moved))
    assert pd.isna(row["growth"]) == bool(as_of)


def test_the_title_follows_the_numbers():
    now, then = (
        charts.revision(frames.growth_steps(load("2023-12", day))).title
        for day in ("", "2024-01-14")
    )
    assert now == (
        "Growth of exports: +13.0% after 20 days, +5.1% at release, +5.0% at the yearly closing"
    )
    assert then == "Growth of exports: +13.0% after 20 days, +5.1% at release"
    assert isinstance(charts.revision(frames.growth_steps(load("2009-01"))), charts.Missing)
