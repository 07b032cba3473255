"""Baselines, evaluation, scores and intervals: worked values, edges, and no look ahead."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import forecasting as f
from helpers.months import working_days_of, working_days_to

NAN = float("nan")
YEARS = pd.period_range("2018-01", "2024-12", freq="M")
DAYS = working_days_of(YEARS)
TRAIN = pd.Series([10.0, 12, 11, 13, 14, 12], pd.period_range("2023-01", periods=6, freq="M"))
ACTUAL, FORECAST = pd.Series([15.0, 16.0]), pd.Series([13.5, 15.0])


def wave(last="2023-12"):
    """Give a growing series with a season and some noise that is always the same."""
    index = pd.period_range("2018-01", last, freq="M")
    t = np.arange(len(index))
    noise = 2 * np.sin(t * 12.9898)
    return pd.Series(100 + t + 10 * np.sin(t * np.pi / 6) + noise, index, name="exports.total")


# --- models -------------------------------------------------------------------------------------


def test_the_seasonal_naive_is_the_year_before():
    x = wave()
    forecast = f.seasonal_naive(x)
    assert forecast.tolist() == x.iloc[-12:].tolist()
    assert forecast.index.equals(pd.period_range("2024-01", "2024-12", freq="M"))
    assert forecast.name == "exports.total"


def test_beyond_a_year_the_forecast_is_repeated():
    forecast = f.seasonal_naive(wave(), 24)
    assert forecast.iloc[12:].tolist() == forecast.iloc[:12].tolist()


def test_quarters_look_back_four():
    x = pd.Series([1.0, 2, 3, 4, 5], pd.period_range("2022Q1", periods=5, freq="Q"))
    assert f.seasonal_naive(x, 4).tolist() == [2, 3, 4, 5]


def test_the_last_growth_is_carried_on_the_working_days():
    x = wave()
    forecast = f.last_growth_carried(x, DAYS, 1)
    growth = (x.iloc[-1] / DAYS["2023-12"]) / (x.iloc[-13] / DAYS["2022-12"])
    expected = x["2023-01"] * DAYS["2024-01"] / DAYS["2023-01"] * growth
    assert forecast["2024-01"] == pytest.approx(expected)


def test_a_series_that_grows_evenly_is_met():
    daily = pd.Series(1.005 ** np.arange(len(YEARS)), YEARS)
    x = daily * DAYS
    forecast = f.last_growth_carried(x[:"2023-12"], DAYS, 12)
    np.testing.assert_allclose(forecast, x["2024-01":])


def test_what_is_missing_is_not_forecast():
    x = wave().drop(pd.Period("2023-03", "M"))
    assert math.isnan(f.seasonal_naive(x)["2024-03"])
    assert f.seasonal_naive(x).notna().sum() == 11
    assert f.last_growth_carried(x, DAYS[:"2024-01"]).notna().sum() == 1
    no_growth = wave().drop(pd.Period("2022-12", "M"))
    assert f.last_growth_carried(no_growth, DAYS).isna().all()


def test_the_origin_is_the_last_held_month():
    x = wave()
    x.iloc[-2:] = NAN
    assert str(f.seasonal_naive(x, 1).index[0]) == "2023-11"


@pytest.mark.parametrize("model", f.BASELINES.values(), ids=f.BASELINES.keys())
def test_nothing_comes_of_nothing(model):
    with pytest.raises(ValueError, match="no value is held"):
        model(wave().iloc[:0], DAYS, 1)


# --- nowcast ------------------------------------------------------------------------------------


def flash_of(x):
    first = working_days_to(x.index, 20)
    return x * first / DAYS.reindex(x.index), first


def test_the_nowcast_meets_a_month_spread_evenly_on_its_days():
    x = wave()
    flash, first = flash_of(x)
    nowcast = f.flash_nowcast(x[:"2023-11"], flash, DAYS, first)
    assert nowcast["2023-12"] == pytest.approx(x["2023-12"])
    assert nowcast.index.equals(flash.index)
    assert nowcast[:"2018-12"].isna().all()


def test_the_nowcast_does_not_use_the_month_itself():
    x = wave()
    flash, first = flash_of(x)
    flash = flash[["2022-12", "2023-12"]]
    known = f.flash_nowcast(x, flash, DAYS, first)["2023-12"]
    changed = x.where(x.index <= pd.Period("2022-12", "M"), 1.0)
    assert f.flash_nowcast(changed, flash, DAYS, first)["2023-12"] == known


@pytest.mark.parametrize("base", [0.0, NAN])
def test_no_nowcast_without_the_flash_of_the_year_before(base):
    months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    nowcast = f.flash_nowcast(
        wave(), pd.Series([base, 60.0], months), DAYS, working_days_to(YEARS, 20)
    )
    assert math.isnan(nowcast["2023-12"])


# --- evaluation ---------------------------------------------------------------------------------


def test_rows_of_an_evaluation():
    rows = f.evaluate(wave(), DAYS, origins=3, horizon=2)
    cells = rows[rows["model"] == "seasonal_naive"]
    assert [(str(o), h) for o, h in zip(cells["origin"], cells["horizon"], strict=True)] == [
        ("2023-09", 1),
        ("2023-09", 2),
        ("2023-10", 1),
        ("2023-10", 2),
        ("2023-11", 1),
    ]
    assert (cells["period"] == cells["origin"] + cells["horizon"]).all()
    assert (rows["error"] == rows["actual"] - rows["forecast"]).all()
    assert rows["actual"].tolist() == wave()[rows["period"]].tolist()


def test_origins_by_number_or_from_a_month_on():
    by_number = f.evaluate(wave(), DAYS, origins=24, horizon=1)
    from_month = f.evaluate(wave(), DAYS, origins=pd.Period("2021-12", "M"), horizon=1)
    pd.testing.assert_frame_equal(by_number, from_month)
    assert by_number["origin"].nunique() == 24


@settings(max_examples=10, deadline=None)
@given(st.integers(40, 70), st.floats(0.1, 1000))
def test_no_look_ahead(cut, factor):
    """Whatever happens after an origin, the forecast made there stays the same."""
    x = wave()
    origin = x.index[cut]
    changed = x.where(x.index <= origin, x * factor + 1)
    one = f.with_intervals(f.evaluate(x, DAYS, origins=36, horizon=3), least=5)
    other = f.with_intervals(f.evaluate(changed, DAYS, origins=36, horizon=3), least=5)
    made = (one["origin"] <= origin).to_numpy(dtype=bool)
    columns = ["origin", "horizon", "model", "forecast", "scale", "lower", "upper", "n"]
    pd.testing.assert_frame_equal(one.loc[made, columns], other.loc[made, columns])


def test_a_model_sees_the_past_only():
    seen = []

    def spy(x, days, horizon):
        seen.append(x.index[-1])
        return f.seasonal_naive(x, horizon)

    rows = f.evaluate(wave(), DAYS, origins=5, horizon=2, models={"spy": spy})
    assert seen == sorted(set(rows["origin"]))


def test_missing_outcomes_stay_missing():
    gap = pd.Period("2023-06", "M")
    rows = f.evaluate(wave().drop(gap), DAYS, origins=12, horizon=1)
    assert rows.loc[(rows["period"] == gap).to_numpy(dtype=bool), "actual"].isna().all()
    assert gap not in set(rows["origin"])


@pytest.mark.parametrize(("origins", "horizon"), [(0, 1), (5, 0)])
def test_nothing_to_evaluate_is_refused(origins, horizon):
    with pytest.raises(ValueError, match="numbers from 1 up"):
        f.evaluate(wave(), DAYS, origins=origins, horizon=horizon)


# --- scores -------------------------------------------------------------------------------------


def test_worked_scores():
    assert f.mape(ACTUAL, FORECAST) == 8.125
    assert f.mase(ACTUAL, FORECAST, TRAIN, season=1) == 0.78125
    assert round(f.rmsse(ACTUAL, FORECAST, TRAIN, season=1), 6) == 0.761812


def test_scores_without_a_denominator_are_not_given():
    flat = pd.Series(5.0, TRAIN.index)
    assert math.isnan(f.mape(pd.Series([0.0]), pd.Series([1.0])))
    assert math.isnan(f.mase(ACTUAL, FORECAST, flat, season=1))
    assert math.isnan(f.rmsse(ACTUAL, FORECAST, flat, season=1))
    assert math.isnan(f.mase(ACTUAL, FORECAST, TRAIN, season=12))


def test_scores_of_one_origin_are_the_plain_scores():
    x = wave()
    rows = f.evaluate(x, DAYS, origins=1, horizon=1)
    table = f.scores(rows)
    past = x[:"2023-11"]
    for name, model in f.BASELINES.items():
        forecast, actual = model(past, DAYS, 1), x["2023-12":]
        scored = table.loc[(name, 1)]
        assert scored["mape"] == pytest.approx(f.mape(actual, forecast))
        assert scored["mase"] == pytest.approx(f.mase(actual, forecast, past))
        assert scored["rmsse"] == pytest.approx(f.rmsse(actual, forecast, past))


def test_the_shape_of_the_scores():
    table = f.scores(f.evaluate(wave(), DAYS, origins=24, horizon=3))
    assert list(table) == ["n", "mape", "mase", "rmsse", "skill"]
    assert table["n"].unstack("horizon").to_numpy().tolist() == [[24, 23, 22], [24, 23, 22]]
    assert (table.loc["seasonal_naive", "skill"] == 0).all()
    assert (table.loc["last_growth_carried", "skill"] > 0).all()  # the series grows


def test_models_are_judged_by_the_same_cases():
    rows = f.evaluate(wave(), DAYS, origins=12, horizon=1)
    one_less = rows["model"].eq("last_growth_carried") & rows["period"].eq(
        pd.Period("2023-05", "M")
    )
    rows.loc[one_less, ["forecast", "error"]] = NAN
    assert f.scores(rows)["n"].tolist() == [11, 11]


def test_skill_needs_the_baseline():
    only = {"last_growth_carried": f.last_growth_carried}
    rows = f.evaluate(wave(), DAYS, origins=6, horizon=1, models=only)
    assert f.scores(rows)["skill"].isna().all()


def test_scores_of_nothing_are_empty():
    assert f.scores(f.evaluate(wave().iloc[:1], DAYS)).empty


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 1000))
def test_scores_are_the_same_in_any_unit(factor):
    plain = f.scores(f.evaluate(wave(), DAYS, origins=6, horizon=2))
    scaled = f.scores(f.evaluate(wave() * factor, DAYS, origins=6, horizon=2))
    pd.testing.assert_frame_equal(plain, scaled)


# --- intervals ----------------------------------------------------------------------------------


def test_an_interval_is_drawn_from_past_errors():
    x = wave()
    rows = f.evaluate(x, DAYS, origins=48, horizon=2)
    forecast = f.seasonal_naive(x, 2)
    table = f.interval(forecast, rows, "seasonal_naive", coverage=0.8)
    past = rows[rows["model"].eq("seasonal_naive") & rows["horizon"].eq(1)]
    low, high = np.quantile(past["actual"] / past["forecast"] - 1, [0.1, 0.9])
    assert table["n"].tolist() == [48, 47]
    assert table["lower"].iloc[0] == pytest.approx(forecast.iloc[0] * (1 + low))
    assert table["upper"].iloc[0] == pytest.approx(forecast.iloc[0] * (1 + high))
    wider = f.interval(forecast, rows, "seasonal_naive", coverage=0.9)
    assert (wider["lower"] <= table["lower"]).all()
    assert (wider["upper"] >= table["upper"]).all()


def test_an_interval_of_the_past_uses_what_was_known_then():
    x = wave()
    rows = f.evaluate(x, DAYS, origins=48, horizon=3)
    origin = pd.Period("2022-12", "M")
    forecast = f.seasonal_naive(x[:"2022-12"], 3)
    drawn = f.interval(forecast, rows, "seasonal_naive", least=5)
    then = f.with_intervals(rows, least=5)
    then = then[then["origin"].eq(origin) & then["model"].eq("seasonal_naive")]
    np.testing.assert_allclose(then[["lower", "upper", "n"]], drawn[["lower", "upper", "n"]])


def test_few_errors_give_no_interval():
    x = wave()
    rows = f.evaluate(x, DAYS, origins=f.ENOUGH_ERRORS - 1, horizon=1)
    table = f.interval(f.seasonal_naive(x, 1), rows, "seasonal_naive")
    assert table["n"].tolist() == [f.ENOUGH_ERRORS - 1]
    assert table[["lower", "upper"]].isna().all(axis=None)


def test_errors_accumulate_from_origin_to_origin():
    rows = f.with_intervals(f.evaluate(wave(), DAYS, origins=30, horizon=1), least=10)
    counts = rows.loc[rows["model"] == "seasonal_naive", "n"].tolist()
    assert counts == list(range(30))
    reached = f.coverage_reached(rows)
    assert reached.n == 2 * 20
    assert 0 < reached.share <= 1
    assert math.isnan(f.coverage_reached(rows.iloc[:0]).share)


def test_faulty_questions_about_intervals_are_refused():
    rows = f.evaluate(wave(), DAYS, origins=2, horizon=1)
    forecast = f.seasonal_naive(wave(), 1)
    with pytest.raises(ValueError, match=r"coverage 80: a share between 0 and 1"):
        f.interval(forecast, rows, "seasonal_naive", coverage=80)
    with pytest.raises(ValueError, match="'naive' is not evaluated: last_growth_carried"):
        f.interval(forecast, rows, "naive")
