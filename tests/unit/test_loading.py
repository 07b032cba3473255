"""The panel: vintages in force, stand-ins, gaps, and errors that name what is allowed."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import intervals, observations
from helpers.errors import AsOfError, CoverageError, DateError, MonthError
from helpers.loading import ONE_LIST, load


@pytest.mark.parametrize("month", ["2023-13", "2031-01", "December 2023", "2023-1", None, 202312])
def test_what_is_no_month_is_refused(month):
    with pytest.raises(MonthError):
        load(month)


def test_a_month_that_is_not_held_is_refused_with_the_span_held():
    with pytest.raises(CoverageError, match="1985-01 to 2026-09"):
        load("1984-05")


def test_a_date_before_the_release_is_refused_with_the_first_one():
    with pytest.raises(AsOfError, match="2024-01-01"):
        load("2023-12", as_of="2023-12-31")
    with pytest.raises(DateError):
        load("2023-12", as_of="2024-02-30")


def test_no_figure_is_later_than_the_date_unless_marked():
    trade = load("2023-12", as_of="2024-01-01")
    for flow, code in (("exports", "total"), ("exports", "usa"), ("imports", "total")):
        observations = trade.observations(flow, code)
        assert observations["published"].gt("2024-01-01").eq(observations["later"]).all()


def test_a_stand_in_is_the_earliest_later_vintage():
    trade = load("2023-12", as_of="2024-01-01")
    stood = trade.observations("exports", "china")
    month = stood.index[stood["later"]][-1]
    every = observations.read()
    later = every[
        every["code"].eq("china")
        & every["flow"].eq("exports")
        & every["measure"].eq("value")
        & every["basis"].eq("customs")
        & every["period"].eq(str(month))
    ]
    assert stood.loc[[month], "published"].iloc[0] == later["published"].min()


def test_nothing_reaches_beyond_the_month():
    trade = load("2023-06")
    assert trade.series("exports", "total").index.max() == pd.Period("2023-06", "M")
    assert trade.series("exports", "usa", freq="Y").index.max() == pd.Period("2022", "Y")


@pytest.mark.parametrize("as_of", [None, "2024-01-01"])
def test_a_balance_is_the_stated_one_where_nothing_newer_is_known_else_exports_minus_imports(as_of):
    trade = load("2023-12", as_of=as_of)
    balance = trade.observations("balance", "total")
    stated = trade.observations("balance", "total", basis="printed")
    sold, bought = (trade.observations(flow, "total") for flow in ("exports", "imports"))
    assert balance.index.equals(sold.index.intersection(bought.index))
    counts = 0
    for period in balance.index:
        sides = [trade.observation(flow, "total", period) for flow in ("exports", "imports")]
        day = max(side.published for side in sides)
        row = stated.loc[period] if period in stated.index else None
        coarser = row is not None and row["precision"] > sum(side.precision for side in sides)
        if row is None or row["later"] or row["status"] == "unknown":
            counted = False
        elif any(side.later for side in sides):
            counted = True
        else:
            counted = row["published"] > day or (row["published"] == day and not coarser)
        if counted:
            assert balance.at[period, "value"] == row["value"]
        else:  # of one day, where both have one in common
            of_one_day = trade.sides("total", period)
            assert balance.at[period, "value"] == of_one_day[0].value - of_one_day[1].value
            known = [
                set(trade.vintages(flow, "total", period)["published"])
                for flow in ("exports", "imports")
            ]
            days = {side.published for side in of_one_day}
            late = any(side.later for side in sides)
            assert len(days) == 1 or late or not known[0] & known[1]
        counts += counted
    assert 0 < counts < len(balance)


def test_the_doubt_is_that_of_an_ordinary_revision_where_the_vintage_is_not_available():
    then, now = load("2023-12", as_of="2024-01-01"), load("2023-12")
    assert then.observation("exports", "total").doubt == 0  # the first release, on its day
    assert now.observations("exports", "total")["doubt"].tail(24).eq(0).all()  # closed years
    january = then.observation("exports", "total", pd.Period("2023-01", "M"))
    size = intervals.width("exports", "total", "level", "first", "confirmed").size
    assert january.published == "2023-02-01"  # the value of the 15th is not available
    assert january.doubt == pytest.approx(size / 100 * january.value)
    china = then.observation("imports", "china")
    assert china.later and china.doubt >= intervals.LEAST["level"]


def test_a_panel_that_may_be_revised_widens_its_month_and_nothing_else():
    then = load("2023-12", as_of="2024-01-01")
    wide = then.revisable(lambda flow, code: 1.0 if (flow, code) == ("exports", "total") else None)
    assert wide.observation("exports", "total").doubt == pytest.approx(576.6)
    assert wide.observation("exports", "total").value == then.observation("exports", "total").value
    rate = wide.observation("exports", "total", measure="yoy_pct")
    assert rate.doubt == pytest.approx(1.051)
    assert wide.observation("balance", "total").doubt == pytest.approx(576.6)
    year = wide.observation("exports", "total", pd.Period("2023", "Y"))
    assert year.doubt == pytest.approx(632690 / 1200)
    earlier = pd.Period("2023-11", "M")
    assert wide.observation("exports", "total", earlier) == then.observation(
        "exports", "total", earlier
    )
    for flow, code in (("imports", "total"), ("exports", "usa")):
        assert wide.observations(flow, code).equals(then.observations(flow, code))
    final = load("2023-12")
    assert final.revisable(lambda *_: 1.0).observation("exports", "total").doubt == 0


def test_an_empty_series_for_what_is_not_held():
    trade = load("1990-01")
    assert trade.series("exports", "semiconductors").empty
    assert trade.observation("exports", "semiconductors") is None


def test_definitions_are_never_mixed():
    trade = load("2026-07")
    for code in ("steel", "asean", "energy_total", "crude_oil", "eu", "hong_kong"):
        for flow in ("exports", "imports"):
            bases = set(trade.observations(flow, code)["basis"])
            assert len(bases) <= 1 or bases == set(ONE_LIST)


def test_the_ministrys_own_values_of_the_list_go_before_the_panel_of_the_same_list():
    """The ministry's table of 20 items is available from 2025-08 on, the panel up to 2026-07."""
    steel = load("2026-09").observations("exports", "steel")
    assert steel.index.equals(pd.period_range("2022-01", "2026-09", freq="M"))
    assert set(steel.loc["2025-08":, "basis"]) == {"mti2026"}
    assert set(steel.loc[:"2025-07", "basis"]) == {"mti2026_panel"}
    panel, own = (
        load("2026-07").series("exports", "steel", basis=basis).loc["2025-08":]
        for basis in ("mti2026_panel", "mti2026")
    )
    assert (own / panel - 1).abs().max() < 0.005


def test_the_definition_that_has_the_month_is_taken():
    """The ministry printed crude oil in some months, the customs service has it in others."""
    bases = {
        month: load(month).observation("imports", "crude_oil").basis
        for month in ("2026-08", "2026-09")
    }
    assert bases == {"2026-08": "customs_item", "2026-09": "ministry"}


def test_the_customs_services_items_never_pass_for_the_ministrys():
    """Steel of the customs service is 1.67 to 1.93 of the ministry's."""
    trade = load("2016-05")
    assert trade.observation("exports", "steel") is None
    assert trade.observation("exports", "steel", basis="customs_item").value > 2000
    assert trade.observation("exports", "passenger_cars").basis == "customs_item"


def test_energy_is_the_sum_of_the_customs_fuels_where_the_ministry_printed_none():
    trade = load("2026-08")
    fuels = [trade.observation("imports", code).value for code in ("crude_oil", "gas", "coal")]
    energy = trade.observation("imports", "energy_total")
    assert (energy.value, energy.basis) == (pytest.approx(sum(fuels)), "customs_item")
    assert energy.note == "computed: crude oil, gas and coal"
    printed = load("2023-12").observation("imports", "energy_total")
    assert (printed.value, printed.basis) == (13760.0, "ministry")
    both = load("2023-12").series("imports", "energy_total", basis="customs_item")
    assert both["2023-12"] == pytest.approx(13760, rel=0.01)


def test_an_undated_figure_never_displaces_a_dated_one():
    observations = load("2026-07").observations("exports", "total")
    assert observations["status"].ne("unknown").all()


@settings(max_examples=25, deadline=None)
@given(st.dates(min_value=dt.date(2024, 1, 1), max_value=dt.date(2026, 10, 31)))
def test_every_date_has_one_vintage_of_each_month(day):
    observations = load("2023-12", as_of=day).observations("exports", "total")
    assert observations.index.is_unique and observations.index.is_monotonic_increasing
    assert observations["published"].le(str(day)).all()


def test_knowledge_only_grows():
    early = load("2023-12", as_of="2024-01-01").vintages("exports", "total")
    late = load("2023-12").vintages("exports", "total")
    assert len(early) == 1 and len(late) == 3
    pd.testing.assert_frame_equal(early, late.iloc[:1])


def test_gaps_tell_what_is_absent_and_what_was_published_later() -> None:
    gaps = load("2009-01").gaps.set_index("group")
    assert gaps.loc["imports.fuels", "absent"] == ["crude_oil", "gas", "coal"]
    assert gaps.loc["exports.items_20", "available"] == 0
    then = load("2023-12", as_of="2024-01-01").gaps.set_index("group")
    assert then.loc["exports.items_20", "absent"] == []
    assert "semiconductors" in then.loc["exports.items_20", "late"]


def test_a_panel_shows_itself_in_a_notebook():
    shown = load("2023-12", as_of="2024-01-01")._repr_html_()
    assert "as published 2024-01-01" in shown and "on 2024-01-01" in shown
    assert "<td>USD 57,660 million</td>" in shown and "<td>20 of 20</td>" in shown
    assert "not available: crude_oil" in load("2009-01")._repr_html_()
