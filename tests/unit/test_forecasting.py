"""Baselines, models, evaluation, scores and intervals: worked values, edges, no look ahead."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import forecasting as f
from helpers.forecasting import adjustment, calendar, combined, intervals, models
from helpers.forecasting import evaluation as judging
from helpers.forecasting.calendar import regressors
from helpers.forecasting.store import ForecastStore, series_key
from helpers.forecasting.vintages import History
from helpers.loading import load
from helpers.months import release_date, working_days_of, working_days_to

NAN = float("nan")
YEARS = pd.period_range("2018-01", "2024-12", freq="M")
DAYS = working_days_of(YEARS)


def wave(last="2023-12"):
    """Give a growing series with a season and some noise that is always the same."""
    index = pd.period_range("2018-01", last, freq="M")
    t = np.arange(len(index))
    noise = 2 * np.sin(t * 12.9898)
    return pd.Series(100 + t + 10 * np.sin(t * np.pi / 6) + noise, index, name="exports.total")


def plain_history(x):
    """Treat a series as one that was published on its release days and never revised."""
    held = x.dropna().sort_index()
    months = np.array([month.ordinal for month in held.index], dtype=int)
    days = np.array([int(f"{release_date(month):%Y%m%d}") for month in held.index], dtype=int)
    newer = np.ones(len(held), dtype=bool)
    return History(held.index[-1], months, held.to_numpy(dtype=float), days, newer)


# --- models -------------------------------------------------------------------------------------


def test_the_seasonal_naive_is_the_year_before():
    x = wave()
    forecast = models.seasonal_naive(x)
    assert forecast.tolist() == x.iloc[-12:].tolist()
    assert forecast.index.equals(pd.period_range("2024-01", "2024-12", freq="M"))
    assert forecast.name == "exports.total"


def test_beyond_a_year_the_forecast_is_repeated():
    forecast = models.seasonal_naive(wave(), 24)
    assert forecast.iloc[12:].tolist() == forecast.iloc[:12].tolist()


def test_quarters_look_back_four():
    x = pd.Series([1.0, 2, 3, 4, 5], pd.period_range("2022Q1", periods=5, freq="Q"))
    assert models.seasonal_naive(x, 4).tolist() == [2, 3, 4, 5]


def test_the_last_growth_is_carried_on_the_working_days():
    x = wave()
    forecast = models.last_growth_carried(x, DAYS, 1)
    growth = (x.iloc[-1] / DAYS["2023-12"]) / (x.iloc[-13] / DAYS["2022-12"])
    expected = x["2023-01"] * DAYS["2024-01"] / DAYS["2023-01"] * growth
    assert forecast["2024-01"] == pytest.approx(expected)


def test_a_series_that_grows_evenly_is_met():
    daily = pd.Series(1.005 ** np.arange(len(YEARS)), YEARS)
    x = daily * DAYS
    forecast = models.last_growth_carried(x[:"2023-12"], DAYS, 12)
    np.testing.assert_allclose(forecast, x["2024-01":])


def test_what_is_missing_is_not_forecast():
    x = wave().drop(pd.Period("2023-03", "M"))
    assert math.isnan(models.seasonal_naive(x)["2024-03"])
    assert models.seasonal_naive(x).notna().sum() == 11
    assert models.last_growth_carried(x, DAYS[:"2024-01"]).notna().sum() == 1
    no_growth = wave().drop(pd.Period("2022-12", "M"))
    assert models.last_growth_carried(no_growth, DAYS).isna().all()


def test_the_origin_is_the_last_held_month():
    x = wave()
    x.iloc[-2:] = NAN
    assert str(models.seasonal_naive(x, 1).index[0]) == "2023-11"


def test_the_average_growth_of_ten_years_is_carried_on():
    x = pd.Series(1.06 ** (np.arange(60) // 12), pd.period_range("2019-01", periods=60, freq="M"))
    assert models.drift(x, 1).tolist() == pytest.approx([1.06**5])
    assert math.isnan(models.drift(x.iloc[:20], 1).iloc[0])


@pytest.mark.parametrize("model", f.BASELINES.values(), ids=f.BASELINES.keys())
def test_nothing_comes_of_nothing(model):
    with pytest.raises(ValueError, match="no value is available"):
        model(wave().iloc[:0], DAYS, 1)


# --- the calendar and the models -----------------------------------------------------------------


def monthly(first="2009-01", last="2023-12", noise=0.01):
    """Give a series whose calendar effects, season and growth are known."""
    index = pd.period_range(first, last, freq="M")
    t = np.arange(len(index))
    effects = regressors(index) @ EFFECTS
    season = 0.05 * np.sin(t * np.pi / 6)
    bumps = noise * np.random.default_rng(1).standard_normal(len(index)).cumsum()
    return pd.Series(np.exp(10 + 0.004 * t + season + effects + bumps), index)


EFFECTS = np.array([0.7, -0.4, -0.6, 0.03, -0.02])


@pytest.fixture(scope="module")
def past():
    return monthly()


@pytest.fixture(scope="module")
def evaluation(past):
    return judging.evaluate(plain_history(past), origins=30, horizon=3)


def test_regressors_are_deviations_from_each_calendar_month():
    table = regressors(pd.period_range("1985-01", "2030-12", freq="M"))
    assert table.notna().all(axis=None)
    assert table.groupby(table.index.month).mean().abs().to_numpy().max() < 1e-12
    moves = table[["lunar_holidays", "before_seollal", "after_seollal"]].abs().max(axis=1)
    assert set(moves[moves > 1e-9].index.month) <= {1, 2, 3, 9, 10}


def test_the_calendar_does_not_follow_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = {}
    for language in ("C", "ko_KR.UTF-8", "en_US.UTF-8", ""):
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.setenv(name, language)
        made[language] = calendar._table.__wrapped__(0.5)
        assert made[language]["lunar_holidays"].abs().max() > 0
    for table in made.values():
        pd.testing.assert_frame_equal(table, made["C"])


def test_seollal_of_2024_fell_into_february_and_that_of_2023_into_january():
    table = regressors(pd.PeriodIndex(["2023-01", "2024-01", "2023-02", "2024-02"], freq="M"))
    lunar = table["lunar_holidays"]
    assert lunar["2023-01"] > 0 > lunar["2024-01"] and lunar["2024-02"] > 0 > lunar["2023-02"]


def test_the_calendar_is_found_again(past):
    beta = combined.Fitted.of(combined.fit(combined.usable(past))).beta
    assert beta == pytest.approx(EFFECTS, abs=0.12)


def test_a_series_without_noise_is_met():
    x = monthly(noise=1e-5)
    made = judging.evaluate(plain_history(x), origins=3, horizon=3)
    ours = made[made["model"].eq(f.COMBINED) & made["horizon"].eq(1)]
    assert (ours["error"].abs() / ours["actual"]).max() < 0.002


def test_the_weights_fall_from_one_to_a_third():
    weights = combined.weights(15)
    assert weights[0] == 1 and weights[11] == pytest.approx(1 / 3)
    assert (np.diff(weights) <= 0).all() and (weights[11:] == weights[11]).all()


def test_too_short_a_past_is_not_used(past):
    assert combined.usable(past.iloc[: combined.LEAST - 1]) is None
    assert combined.usable(past.iloc[: combined.LEAST]) is not None
    assert combined.usable(past.iloc[:0]) is None


def test_a_single_gap_is_bridged_and_a_longer_one_is_not(past):
    one = combined.usable(past.drop(past.index[-5]))
    assert len(one) == len(combined.usable(past))
    assert one.iloc[-5] == pytest.approx(np.log(past.iloc[-5]), abs=0.1)
    assert combined.usable(past.drop(past.index[-6:-4])) is None
    early = combined.usable(past.drop(past.index[20:24]))
    assert early.index[0] == past.index[24]


# --- nowcast ------------------------------------------------------------------------------------


def flash_of(x):
    first = working_days_to(x.index, 20)
    return x * first / DAYS.reindex(x.index), first


def test_the_ratio_bridge_meets_a_month_spread_evenly_on_its_days():
    x = wave()
    flash, first = flash_of(x)
    made = f.ratio_bridge(x[:"2023-11"], flash, DAYS, first)
    assert made["2023-12"] == pytest.approx(x["2023-12"])
    assert made.index.equals(flash.index)
    assert made[:"2018-12"].isna().all()


def test_the_ratio_bridge_does_not_use_the_month_itself():
    x = wave()
    flash, first = flash_of(x)
    flash = flash[["2022-12", "2023-12"]]
    known = f.ratio_bridge(x, flash, DAYS, first)["2023-12"]
    changed = x.where(x.index <= pd.Period("2022-12", "M"), 1.0)
    assert f.ratio_bridge(changed, flash, DAYS, first)["2023-12"] == known


@pytest.mark.parametrize("base", [0.0, NAN])
def test_no_ratio_without_the_flash_of_the_year_before(base):
    months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    made = f.ratio_bridge(wave(), pd.Series([base, 60.0], months), DAYS, working_days_to(YEARS, 20))
    assert math.isnan(made["2023-12"])


# --- evaluation ---------------------------------------------------------------------------------


def test_rows_of_an_evaluation(past, evaluation):
    cells = evaluation[evaluation["model"].eq("seasonal_naive")].tail(6)
    assert [(str(o), h) for o, h in zip(cells["origin"], cells["horizon"], strict=True)] == [
        ("2023-09", 1), ("2023-09", 2), ("2023-09", 3),
        ("2023-10", 1), ("2023-10", 2),
        ("2023-11", 1),
    ]  # fmt: skip
    assert (cells["period"] == cells["origin"] + cells["horizon"]).all()
    assert (evaluation["error"] == evaluation["actual"] - evaluation["forecast"]).all()
    assert set(evaluation["model"]) == set(f.MODELS)
    assert evaluation["origin"].nunique() == 30


@settings(max_examples=5, deadline=None)
@given(st.integers(2, 8), st.sampled_from([0.5, 0.9, 1.2, 3.0]))
def test_no_look_ahead(steps, factor):
    """Whatever happens after an origin, the forecast made there stays the same."""
    x = monthly(first="2014-01")
    origin = x.index[-1] - steps
    changed = x.where(x.index <= origin, x * factor + 1)
    one, other = (judging.evaluate(plain_history(s), 9, 2, CACHE) for s in (x, changed))
    made = (one["origin"] <= origin).to_numpy(dtype=bool)
    columns = ["origin", "horizon", "model", "forecast", "scale"]
    pd.testing.assert_frame_equal(one.loc[made, columns], other.loc[made, columns])
    assert not one.loc[~made, "forecast"].equals(other.loc[~made, "forecast"])


CACHE = ForecastStore()


def test_missing_outcomes_stay_missing(past):
    gap = pd.Period("2023-06", "M")
    rows = judging.evaluate(plain_history(past.drop(gap)), origins=6, horizon=1, store=CACHE)
    assert gap not in set(rows["origin"])
    rows = judging.evaluate(plain_history(past.drop(gap)), origins=8, horizon=1, store=CACHE)
    assert rows.loc[(rows["period"] == gap).to_numpy(dtype=bool), "actual"].isna().all()


@pytest.mark.parametrize(("origins", "horizon"), [(0, 1), (5, 0)])
def test_nothing_to_evaluate_is_refused(past, origins, horizon):
    with pytest.raises(ValueError, match="numbers from 1 up"):
        judging.evaluate(plain_history(past), origins=origins, horizon=horizon)


# --- the store of forecasts ----------------------------------------------------------------------


def test_forecasts_are_kept_and_found_again(past, tmp_path):
    store = ForecastStore(tmp_path)
    first = judging.evaluate(plain_history(past), origins=2, horizon=1, store=store)
    again = ForecastStore(tmp_path)
    assert again.entries == store.entries and len(again.entries) == 3
    pd.testing.assert_frame_equal(
        judging.evaluate(plain_history(past), origins=2, horizon=1, store=again), first
    )
    assert not again.more


def test_a_changed_figure_is_not_answered_from_the_store(past, tmp_path):
    store = ForecastStore(tmp_path)
    before = judging.evaluate(plain_history(past), origins=1, horizon=1, store=store)
    changed = past.copy()
    changed.iloc[-2] *= 1.001
    after = judging.evaluate(
        plain_history(changed), origins=1, horizon=1, store=ForecastStore(tmp_path)
    )
    ours = before["model"].eq(f.COMBINED)
    assert (before.loc[ours, "forecast"] != after.loc[ours, "forecast"]).all()


def test_a_broken_or_older_file_is_no_fault(past, tmp_path):
    store = ForecastStore(tmp_path)
    store.path.parent.mkdir()
    store.path.write_text("{")
    older = store.path.with_name("forecasts-0.json")
    older.write_text("{}")
    store = ForecastStore(tmp_path)
    assert store.entries == {}
    store.put("a", [1.0])
    store.save()
    assert ForecastStore(tmp_path).get("a") == [1.0] and not older.exists()


def test_keys_tell_values_and_months_apart():
    x = pd.Series([1.0, 2.0], pd.period_range("2023-11", periods=2, freq="M"))
    assert len({series_key(x), series_key(x.set_axis(x.index + 1)), series_key(x + 1)}) == 3


# --- scores -------------------------------------------------------------------------------------


def test_worked_scores():
    """Two errors of 1.5 and 1 on outcomes of 15 and 16; the scale at their origin was 1.6."""
    rows = {"origin": YEARS[:2], "horizon": 1, "period": YEARS[1:3], "model": f.COMBINED}
    made = pd.DataFrame(rows | {"actual": [15.0, 16.0], "error": [1.5, 1.0], "scale": 1.6})
    scored = judging.scores(made).loc[(f.COMBINED, 1)]
    assert scored.tolist() == pytest.approx([2, 8.125, 0.78125])
    none = judging.scores(made.assign(scale=0.0)).loc[(f.COMBINED, 1)]
    assert math.isnan(none["mase"]) and none["mape"] == 8.125


def test_scores_of_one_origin_are_those_of_the_rule_itself(past, evaluation):
    rows = evaluation[(evaluation["origin"] == pd.Period("2023-11", "M")).to_numpy(dtype=bool)]
    table, actual = judging.scores(rows), past["2023-12"]
    scale = past[:"2023-11"].diff(12).abs().mean()
    for name, model in f.BASELINES.items():
        off = abs(float(model(past[:"2023-11"], DAYS, 1).iloc[0]) - actual)
        scored = table.loc[(name, 1)]
        assert scored["mape"] == pytest.approx(100 * off / actual, rel=1e-4)
        assert scored["mase"] == pytest.approx(off / scale, rel=1e-4)


def test_each_horizon_is_judged_by_as_many_origins(evaluation):
    counts = judging.scores(evaluation, origins=20)["n"].unstack("horizon")
    assert (counts == 20).all(axis=None)


def test_models_are_judged_by_the_same_cases(evaluation):
    rows = evaluation[evaluation["horizon"].eq(1)].copy()
    gone = rows["model"].eq("drift") & rows["period"].eq(pd.Period("2023-05", "M"))
    rows.loc[gone, ["forecast", "error"]] = NAN
    assert set(judging.scores(rows)["n"]) == {29}


def test_scores_of_nothing_are_empty():
    assert judging.scores(judging.evaluate(plain_history(wave().iloc[:2]))).empty


def test_a_worked_test_of_diebold_and_mariano():
    d = np.array([0.5, 0.6, 0.3, 0.4, -0.1, -0.2, 0.2, 0.3, 0.5, 0.1, 0.2, 0.4])
    found = judging.diebold_mariano(d, 2)
    assert found == pytest.approx((2.694018, 0.020879), abs=1e-6)
    assert judging.diebold_mariano(-d, 2) == (-found[0], found[1])


def test_a_negative_variance_falls_back():
    _, p = judging.diebold_mariano(np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0]) + 0.1, 2)
    assert 0 < p <= 1


@pytest.mark.parametrize(("d", "h"), [(np.array([0.5]), 1), (np.zeros(10), 1), (np.arange(3.0), 3)])
def test_no_test_of_too_few_or_equal_losses(d, h):
    assert math.isnan(judging.diebold_mariano(d, h)[1])


def test_the_table_of_tests_agrees_with_the_scores(evaluation):
    tests, scores = judging.against_baselines(evaluation), judging.scores(evaluation)
    for (name, step), row in tests.iterrows():
        ratio = scores.loc[(f.COMBINED, step), "mase"] / scores.loc[(name, step), "mase"]
        assert row["ratio"] == pytest.approx(ratio)
        assert (row["statistic"] < 0) == (row["ratio"] < 1)


# --- intervals ----------------------------------------------------------------------------------


def drawn(errors, coverage=0.8):
    """Give half the widths for errors of forecasts one month ahead."""
    errors = np.asarray(errors, dtype=float).reshape(-1, 1)
    return intervals.half_widths(np.arange(len(errors)), errors, [coverage])[coverage][:, 0]


def test_few_errors_give_no_interval():
    errors = np.ones((intervals.ENOUGH_ERRORS + 3, 3))
    widths = intervals.half_widths(np.arange(len(errors)), errors, f.LEVELS)[0.8][:, 2]
    assert np.isnan(widths[: intervals.ENOUGH_ERRORS + 2]).all() and widths[-1] == 1.0


@settings(max_examples=20, deadline=None)
@given(st.integers(25, 60), st.floats(-5, 5))
def test_an_interval_knows_no_later_error(at, value):
    errors = np.random.default_rng(3).standard_normal((70, 12))
    changed = errors.copy()
    for step in range(1, 13):
        changed[at - step + 1 :, step - 1] = value
    one, other = (
        intervals.half_widths(np.arange(70), each, f.LEVELS) for each in (errors, changed)
    )
    for level in f.LEVELS:
        np.testing.assert_array_equal(one[level][: at + 1], other[level][: at + 1])
        assert not np.array_equal(one[level][at + 1 :], other[level][at + 1 :], equal_nan=True)


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.95])
def test_intervals_hold_what_they_promise_even_when_errors_grow(coverage):
    grown = np.random.default_rng(5).standard_normal(1500) * np.linspace(1, 4, 1500)
    widths = drawn(grown, coverage=coverage)
    held = (np.abs(grown) <= widths)[intervals.ENOUGH_ERRORS :].mean()
    assert held == pytest.approx(coverage, abs=0.03)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(1, 30), st.integers(30, 60))
def test_a_wider_promise_is_wider_even_after_a_run_of_misses(seed, factor, since):
    errors = np.random.default_rng(seed).standard_normal((70, 12))
    errors[since:] *= factor
    widths = intervals.half_widths(np.arange(70), errors, f.LEVELS)
    there = ~np.isnan(widths[0.8])
    assert there.any() and (widths[0.95] > widths[0.8])[there].all()


def test_neighbouring_months_ahead_have_alike_intervals():
    errors = np.random.default_rng(11).standard_normal((120, 12))
    widths = intervals.half_widths(np.arange(120), errors, f.LEVELS)[0.8][-60:, 1:-1]
    alone = np.column_stack([drawn(column) for column in errors.T])[-60:, 1:-1]
    assert np.abs(np.diff(widths)).mean() < np.abs(np.diff(alone)).mean() / 1.5


@pytest.mark.parametrize("levels", [[0.0], [1.0], [80], [float("nan")]])
def test_levels_that_cannot_be_are_refused(levels):
    with pytest.raises(ValueError, match="between 0 and 1 are allowed"):
        intervals.half_widths(np.arange(3), np.ones((3, 2)), levels)


def test_wider_promises_give_wider_intervals(evaluation):
    drawn_ = f.with_intervals(evaluation, f.COMBINED).dropna(subset=["low80"])
    assert len(drawn_)
    order = drawn_[["low95", "low80", "forecast", "high80", "high95"]]
    assert (order.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


def test_coverage_counts_the_last_outcomes_inside_their_intervals(evaluation):
    drawn_ = f.with_intervals(evaluation, f.COMBINED).dropna(subset=["actual"])
    found = intervals.coverages(evaluation, f.COMBINED, [0.8], last=60)
    assert found
    for step, group in drawn_.groupby("horizon"):
        last = group.tail(60).dropna(subset=["low80"])
        inside = last["actual"].between(last["low80"], last["high80"]).sum()
        assert (found[0.8, step].inside, found[0.8, step].n) == (inside, len(last))


def test_wilson_of_a_worked_case():
    assert intervals.Coverage(48, 60).wilson == pytest.approx((0.682, 0.882), abs=5e-4)
    assert all(math.isnan(bound) for bound in intervals.Coverage(0, 0).wilson)
    assert math.isnan(intervals.Coverage(0, 0).share)


# --- seasonal adjustment -------------------------------------------------------------------------


def test_what_is_left_of_season_and_calendar_is_found():
    noise = np.random.default_rng(4).standard_normal(180).cumsum() * 0.03
    months = pd.period_range("2009-01", periods=180, freq="M")
    plain = f.residue(pd.Series(np.exp(noise), months))
    assert min(plain.season, plain.calendar) > 0.05
    seasonal = 0.05 * np.sin(np.arange(180) * np.pi / 6)
    assert f.residue(pd.Series(np.exp(noise + seasonal), months)).season < 0.01
    effects = 2 * regressors(months).to_numpy() @ EFFECTS
    assert f.residue(pd.Series(np.exp(noise + effects), months)).calendar < 0.01


@pytest.mark.parametrize("flow", ["exports", "imports"])
@pytest.mark.parametrize("method", ["stl", "x13"])
def test_adjusted_exports_and_imports_hold_no_season_and_no_calendar(flow, method):
    if method == "x13" and f.x13_program() is None:
        pytest.skip("the extra x13 is not installed")
    trade = load("2026-07")
    made = f.adjust(trade, flow, method)
    left = f.residue(made.adjusted, f.SATURDAY[flow])
    assert min(left.season, left.stability, left.calendar) > 0.05
    held = trade.series(flow, "total").reindex(made.adjusted.index)
    assert made.original.equals(held.rename(made.original.name))  # what is bridged is no figure
    raw = f.residue(made.original.interpolate())
    assert max(raw.season, raw.calendar) < 0.05


def test_too_short_a_past_is_not_adjusted():
    assert f.adjust(load("1986-03"), "exports") is None


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_forecasts_before_the_season_is_taken_out_keep_first_estimates_closer_to_later_ones(
    flow, monkeypatch
):
    held = f.history(load("2023-04"), flow)
    months = pd.period_range("2017-05", "2022-04", freq="M")

    def revised():
        rows = adjustment.first_estimates(held, months, CACHE)
        assert rows.notna().all(axis=None)
        level = 100 * (rows["later"] / rows["first"] - 1).abs().mean()
        return level, (rows["later_change"] - rows["first_change"]).abs().mean()

    level, change = revised()
    assert level < 1.65 and change < 1.1
    monkeypatch.setattr(adjustment, "EXTENSION", 1)
    plain_level, plain_change = revised()
    assert level < 0.8 * plain_level and change < plain_change
