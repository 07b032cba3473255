"""Forecasts on the real figures: nothing is known before its day, and December 2023 said right."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers import forecasting as f
from helpers import frames, texts
from helpers.errors import ParameterError
from helpers.findings import judgement
from helpers.forecasting import evaluation as judging
from helpers.forecasting import intervals
from helpers.forecasting.store import ForecastStore
from helpers.loading import load
from helpers.months import release_date

FLOWS_AND_GROUPS = [
    ("exports", "items_20"),
    ("exports", "markets_9"),
    ("imports", "markets_9"),
]


@pytest.fixture(scope="module")
def exports():
    return f.history(load("2024-12"), "exports")


@pytest.fixture(scope="module")
def kept():
    return ForecastStore()


def made_at(history, origin, kept):
    known, later = history.known(origin)
    return judging.forecasts(history, origin, known, 12, kept), later


@pytest.mark.parametrize("month", ["2022-03", "2023-06", "2023-12", "2024-05"])
def test_no_figure_published_after_the_origin_changes_its_forecasts(exports, kept, month):
    origin = pd.Period(month, "M")
    one, count = made_at(exports, origin, kept)
    day = int(release_date(origin).strftime("%Y%m%d"))
    later = exports.published > day
    assert count == 0 and later.sum() > 10
    changed = replace(exports, values=np.where(later, exports.values * 2 + 7, exports.values))
    other, _ = made_at(changed, origin, kept)
    pd.testing.assert_frame_equal(one, other)
    # and the test can fail: a figure known on the day does change them
    last = exports.months == origin.ordinal
    moved = replace(exports, values=np.where(last, exports.values * 1.05, exports.values))
    assert not one["forecast"].equals(made_at(moved, origin, kept)[0]["forecast"])


def test_where_a_later_figure_stands_in_nothing_else_of_a_later_day_counts(exports, kept):
    origin = pd.Period("2021-10", "M")
    one, count = made_at(exports, origin, kept)
    assert count > 0
    beyond = exports.months > origin.ordinal
    changed = replace(exports, values=np.where(beyond, 1.0, exports.values))
    pd.testing.assert_frame_equal(one, made_at(changed, origin, kept)[0])


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_with_every_later_row_deleted_all_forecasts_are_the_same(flow, kept):
    """At each of the last 60 origins only what was known then is left, and stand-ins before it."""
    whole = f.history(load("2026-07"), flow)
    made = judging.evaluate(whole, f.ORIGINS, f.HORIZON, kept)
    assert set(made["model"]) == set(f.MODELS) and made["origin"].nunique() >= f.ORIGINS - 3
    for origin, rows in made.groupby("origin"):
        known = whole.published <= int(release_date(origin).strftime("%Y%m%d"))
        gone = ~known & (
            (whole.months > origin.ordinal) | np.isin(whole.months, whole.months[known])
        )
        left = {
            name: getattr(whole, name)[~gone] for name in ("months", "values", "published", "newer")
        }
        then = replace(whole, month=origin, worked_out={}, **left)
        assert gone.any() and then.months.max() == origin.ordinal
        again = judging.forecasts(then, origin, then.known(origin)[0], f.HORIZON, ForecastStore())
        both = rows.merge(again, on=["model", "horizon"], suffixes=("", "_again"))
        assert len(both) == len(rows)
        np.testing.assert_array_equal(both["forecast"], both["forecast_again"])


def test_a_panel_of_a_date_knows_what_the_origin_knew():
    """The outlook as of the release is what the evaluation says was made at that origin."""
    then = load("2023-12", as_of="2024-01-01")
    known, count = f.history(load("2024-12"), "exports").known(then.month)
    pd.testing.assert_series_equal(f.history(then, "exports").now(), known)
    assert count == 0


def test_the_nowcast_knows_nothing_of_its_month_but_the_flash():
    trade = load("2023-12", as_of="2024-01-01")
    flash = trade.flash("exports", 20)
    assert flash["published"].max() <= str(dt.date(2024, 1, 1))
    assert flash.index.max() == pd.Period("2023-12", "M")


@pytest.mark.parametrize("month", ["2024-06", "2024-10", "2025-03"])
def test_the_nowcast_shown_later_is_that_of_its_day(month):
    """Every figure these three rest on is held as it was known then: later ones change nothing."""
    on_the_day = load(str(pd.Period(month, "M") - 1), as_of=f"{month}-21")
    then, later = (f.nowcast(trade, "exports") for trade in (on_the_day, load("2026-07")))
    assert then.loc[month, "nowcast"] == pytest.approx(later.loc[month, "nowcast"], rel=1e-9)


@pytest.mark.parametrize(("flow", "less_than"), [("exports", 2.06), ("imports", 1.8)])
def test_the_first_ten_days_count_beside_the_first_twenty(flow, less_than):
    """Mean error of the bridge on the 21st, May 2023 to April 2026; without them 2.08 and 1.91."""
    rows = f.nowcast(load("2026-07"), flow).loc["2023-05":"2026-04"]
    off = 100 * (rows[["bridged", "ratio"]].div(rows["actual"], axis=0) - 1).abs().mean()
    assert off["bridged"] < less_than and off["ratio"] > 3.2


@pytest.mark.parametrize(
    ("first", "last", "less_than"), [("2015-01", "2023-04", 2.8), ("2023-05", "2026-04", 1.95)]
)
def test_exports_on_the_21st_carry_part_of_their_recent_errors(first, last, less_than):
    """Without them 2.84 and 2.04; imports carry none."""
    rows = f.nowcast(load("2026-07"), "exports").loc[first:last]
    off = 100 * (rows[["nowcast", "bridged"]].div(rows["actual"], axis=0) - 1).abs().mean()
    assert off["nowcast"] < less_than < off["bridged"], off
    imports = f.nowcast(load("2026-07"), "imports")
    assert imports["nowcast"].equals(imports["bridged"].rename("nowcast"))


@pytest.fixture(scope="module")
def december():
    return load("2023-12")


def test_parts_add_up_to_the_total(december):
    for flow, group in (
        ("exports", "items_20"),
        ("exports", "markets_9"),
        ("imports", "markets_9"),
    ):
        made = f.parts(december, flow, group)
        total = f.outlook(december, flow).path["forecast"].to_numpy(dtype=float)
        np.testing.assert_allclose(made.ahead.sum(axis=1).to_numpy(), total, rtol=1e-9)
        assert (made.ahead > 0).all(axis=None)
    assert f.parts(load("2023-12", as_of="2024-01-01"), "exports", "items_20") is None


def test_most_parts_came_inside_the_interval_of_the_month_before(december):
    """Each part's interval is drawn from 24 errors of its own, and from fewer there is none."""
    made, later = f.parts(load("2026-06"), "exports", "items_20"), load("2026-07")
    first = made.ahead.iloc[0].drop("rest")
    came = pd.Series({code: later.series("exports", code)["2026-07"] for code in first.index})
    inside = np.log(came / first).abs() <= made.spreads[first.index]
    assert len(inside) == 20 and 0.6 <= inside.mean() < 1
    assert made.spreads.idxmax() == "ships"  # whole vessels are delivered
    assert f.parts(december, "exports", "items_20").spreads.isna().all()


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_late_errors_weigh_most_on_the_outcomes_this_was_chosen_on(flow, monkeypatch):
    """Up to April 2023, over all horizons, intervals score better than from equal weights."""
    evaluation = f.outlook(load("2023-04"), flow).evaluation

    def scores():
        found = intervals.coverages(evaluation, f.COMBINED, f.LEVELS, 180)
        return {
            level: np.mean([each.score for (of, _), each in found.items() if of == level])
            for level in f.LEVELS
        }

    chosen = scores()
    monkeypatch.setattr(intervals, "DECAY", 0.9999)
    equal = scores()
    assert chosen[0.8] < 0.98 * equal[0.8] and chosen[0.95] < 0.9 * equal[0.95]


def test_what_is_kept_of_a_state_is_what_is_worked_out(december):
    """The evaluation and the nowcast found again are those made anew."""
    again = load("2023-12")
    one, other = (f.outlook(each, "exports") for each in (december, again))
    made = judging.evaluate(f.history(december, "exports"), store=ForecastStore(december.data_dir))
    pd.testing.assert_frame_equal(one.evaluation, made)
    pd.testing.assert_frame_equal(one.evaluation, other.evaluation)
    pd.testing.assert_frame_equal(f.nowcast(december, "exports"), f.nowcast(again, "exports"))


def test_the_flashes_hold_no_value_of_ships(december):
    """Until they do, the nowcast cannot set ships apart, and its table says so."""
    flash = pd.read_csv(december.data_dir / "observations" / "flash.csv")
    assert "ships" not in set(flash["code"])
    assert "gives no value of ships" in " ".join(texts.words("tables.nowcast").notes)


def test_the_balance_is_exports_less_imports(december):
    sold, bought, balance = (
        f.outlook(december, flow).forecasts for flow in ("exports", "imports", "balance")
    )
    both = sold.merge(bought, on=["model", "horizon"]).merge(balance, on=["model", "horizon"])
    np.testing.assert_allclose(both["forecast"], both["forecast_x"] - both["forecast_y"])
    ours = f.outlook(december, "balance").path
    assert (ours["low80"] < ours["forecast"]).all() and (ours["low95"] <= ours["low80"]).all()


@pytest.fixture(scope="module")
def effects():
    return {
        (each.assumption, each.flow, each.assumed > each.before): each
        for each in f.scenarios(load("2025-12"))
    }


def test_each_assumption_has_an_effect_with_its_own_error_and_sample(effects):
    chips = effects["chip_price", "exports", False]
    assert chips.assumed == pytest.approx(0.7 * chips.before) and chips.effect < 0
    assert chips.base < 0.5 * effects["won", "exports", True].base
    spans = {(each.first, each.last, each.n) for each in effects.values()}
    assert len(spans) >= 3 and all(each.n >= 60 for each in effects.values())
    more = effects["working_days", "exports", True]
    factor = (1 + 1 / more.before) ** more.elasticity
    assert more.effect == pytest.approx(more.base * (factor - 1))
    assert more.is_clear and 0 < more.elasticity < 1
    up, down = (effects["won", "exports", each] for each in (True, False))
    assert up.elasticity == down.elasticity and up.effect * down.effect < 0


def test_an_effect_no_larger_than_its_error_is_not_told_from_zero(effects):
    for each in effects.values():
        assert each.is_clear == (abs(each.elasticity) > 1.96 * each.error)
        moved = replace(each, elasticity=each.elasticity + each.error)
        assert abs(moved.effect - each.effect) == pytest.approx(each.effect_error, rel=0.15)
    assert not all(each.is_clear for each in effects.values())


def test_an_assumption_that_is_what_is_known_changes_nothing(effects):
    for each in effects.values():
        assert replace(each, assumed=each.before).effect == 0


def test_scenarios_know_nothing_of_a_later_day():
    then = f.scenarios(load("2023-12", as_of="2024-01-01"))
    last = {each.assumption: str(each.last) for each in then}
    assert last == {"chip_price": "2022-12", "working_days": "2023-12"}  # won and oil came later


@pytest.mark.parametrize(
    "assumed",
    [{"chip_price": -100.0}, {"won": 2000.0}, {"oil": 0.0}, {"working_days_change": -20.0}],
)
def test_impossible_scenarios_are_refused(december, assumed):
    with pytest.raises(ParameterError):
        f.scenarios(december, **assumed)


def test_a_year_forecast_on_a_past_day_uses_that_day(december):
    later = load("2024-12")
    then = f.annual_forecast(december, 2024, "2023-11-30")
    assert then == f.annual_forecast(later, 2024, "2023-11-30")
    assert then == pytest.approx(later.series("exports", "total")["2024"].sum(), rel=0.05)
    assert f.annual_forecast(december, 2022, "2023-11-30") is None
    assert f.annual_forecast(december, 2026, "2023-11-30") is None


def test_the_second_opinion_adds_chips_and_the_rest():
    """On the 60 outcomes up to April 2023, one month ahead, within what was promised of it."""
    opinion = f.second_opinion(load("2023-04"))
    ahead = opinion.ahead
    assert (ahead["chips"] < ahead["forecast"]).all() and len(ahead) == f.HORIZON
    off = opinion.errors(1)
    assert off["forecast"] <= 4.02 and off["forecast"] < off["first"]
    assert (opinion.evaluation.groupby("horizon").size() == f.ORIGINS).all()
    assert f.second_opinion(load("1990-03")) is None


def test_a_run_of_errors_ends_with_the_last_outcome():
    trade = load("2026-07")
    rows = f.nowcast(trade, "exports").dropna(subset=["nowcast", "actual"])
    errors = rows["actual"] - rows["nowcast"]
    run = judgement.run_of_errors(trade, "exports").numbers
    inside = errors[(errors.index >= run["first"]) & (errors.index <= run["last"])]
    assert len(inside) == run["count"] and (np.sign(inside) == np.sign(run["mean"])).all()
    assert np.sign(errors[errors.index < run["first"]].iloc[-1]) != np.sign(run["mean"])
    assert run["last"] == errors.index[-1]


def test_what_the_first_twenty_days_changed_and_why():
    change = judgement.nowcast_change(load("2025-06"), "exports").numbers
    assert str(change["month"]) == "2025-07"
    assert (change["days"], change["days_before"]) == (15.5, 16.5)
    assert change["item"] == "semiconductors" and 0 < change["points"] < 16.5


def test_the_range_of_the_year_is_that_of_the_months_together():
    """Errors of one path belong together; the bounds of the months added up say otherwise."""
    trade = load("2025-06")
    year, path = f.year_range(trade), f.outlook(trade, "exports").path.head(6)
    low, high = year.between(0.8)
    assert low < year.middle < high
    added = float((path["high80"] - path["low80"]).sum())
    assert high - low != pytest.approx(added, rel=0.01)
    assert year.record == pytest.approx(
        load("2024-12").series("exports", "total")["2024"].sum(), rel=1e-3
    )
    chances = [year.chance_above(value) for value in (0, low, year.middle, high, 1e9)]
    assert chances == sorted(chances, reverse=True) and chances[0] == pytest.approx(1)
    assert chances[-1] == 0 and chances[1] == pytest.approx(0.9, abs=0.02)
    assert f.year_range(load("2025-12")) is None


def test_the_range_of_the_next_month_is_nearly_its_interval():
    trade = load("2026-07")
    for flow in ("exports", "imports"):
        first = f.outlook(trade, flow).path.iloc[0]
        low, high = f.month_range(trade, flow).between(0.8)
        assert (low, high) == pytest.approx((first["low80"], first["high80"]), rel=0.01)


def test_forecasts_are_shown_as_far_as_they_beat_recent_years():
    trade = load("2026-07")
    for flow in ("exports", "imports"):
        made = f.outlook(trade, flow)
        ratios = made.tests["ratio"].xs("drift").sort_index()
        assert (ratios.iloc[: made.skilful] < 1).all()
        assert made.skilful == f.HORIZON or ratios.iloc[made.skilful] >= 1
        assert frames.forecast(trade, flow)["forecast"].count() == min(f.NEAR, made.skilful)


def test_both_opinions_are_held_against_the_institutions(monkeypatch):
    trade = load("2025-06")
    check = judgement.cross_check(trade)
    assert check.kind == "outlook.consensus" and check.numbers["side"] == "above"
    assert min(check.numbers["first"], check.numbers["second"]) > check.numbers["consensus"]
    newest = judgement.rival_forecasts(trade)
    assert newest["value"].min() <= check.numbers["consensus"] <= newest["value"].max()
    assert newest["published"].max() <= "2025-07-01"  # not what was forecast later in the year
    assert judgement.disagreement(trade).numbers["low"] == newest["value"].min()
    monkeypatch.setattr(judgement, "WIDE", 0.1)
    assert judgement.disagreement(trade) is None
    ahead = f.second_opinion(trade).ahead
    ahead["forecast"] *= 2  # further apart than any range
    apart = judgement.cross_check(trade)
    assert apart.kind == "outlook.apart" and apart.numbers["month"] == trade.month + 1
