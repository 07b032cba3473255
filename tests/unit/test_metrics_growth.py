"""Growth, sums and daily averages: worked values, edges and properties."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import metrics as m

NAN = float("nan")


def monthly(values, first="2022-01"):
    return pd.Series(values, pd.period_range(first, periods=len(values), freq="M"), dtype=float)


@st.composite
def series(draw, freq="M", low=0.1, high=1e5, most=40):
    """Draw values by period, with some periods absent and some NaN, in any order of rows."""
    first = pd.Period("2018-01", "M").asfreq(freq)
    n = draw(st.integers(1, most))
    values = draw(st.lists(st.one_of(st.none(), st.floats(low, high)), min_size=n, max_size=n))
    kept = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    rows = [(first + i, NAN if v is None else v) for i, v in enumerate(values) if kept[i]]
    rows = draw(st.permutations(rows))
    index = pd.PeriodIndex([period for period, _ in rows], freq=first.freqstr)
    return pd.Series([value for _, value in rows], index, dtype=float)


# --- growth -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("freq", "steps"), [("M", 12), ("Q", 4), ("Y", 1)])
def test_growth_on_the_year_steps_back_one_year(freq, steps):
    index = pd.period_range("2020", periods=steps + 1, freq=freq)
    s = pd.Series([80.0] + [1.0] * (steps - 1) + [100.0], index)
    assert m.year_on_year(s).iloc[-1] == 25.0
    assert m.year_on_year(s).iloc[:-1].isna().all()


@pytest.mark.parametrize("base", [0.0, -5.0, NAN])
def test_growth_from_nothing_is_not_defined(base):
    s = pd.Series([base, 100.0], pd.PeriodIndex(["2022-12", "2023-12"], freq="M"))
    assert m.year_on_year(s).isna().all()
    assert m.log_growth(s).isna().all()
    assert m.month_on_month(monthly([base, 100.0])).isna().all()


def test_a_step_in_time_is_not_a_step_in_rows():
    s = pd.Series([100.0, 50.0], pd.PeriodIndex(["2023-01", "2023-03"], freq="M"))
    assert m.month_on_month(s).isna().all()


@given(series())
def test_growth_is_the_same_whatever_the_order_of_rows(s):
    pd.testing.assert_series_equal(m.year_on_year(s), m.year_on_year(s.sort_index()))


@given(series(), st.floats(0.01, 1000))
def test_growth_is_the_same_in_any_unit(s, factor):
    scaled, plain = m.year_on_year(s * factor), m.year_on_year(s)
    np.testing.assert_allclose(scaled, plain, rtol=1e-6, atol=1e-6)


@given(series())
def test_nothing_missing_is_filled(s):
    held = s.dropna()
    for growth, steps in ((m.year_on_year(s), 12), (m.month_on_month(s), 1)):
        assert list(growth.index) == sorted(s.index)
        defined = set(growth.dropna().index)
        assert defined == {p for p in held.index if p - steps in held.index}


def test_log_growth_adds_up():
    index = pd.PeriodIndex(["2021", "2022", "2023"], freq="Y")
    rates = m.log_growth(pd.Series([100.0, 130.0, 117.0], index))
    assert rates.sum() == pytest.approx(100 * math.log(1.17))


def test_annualised_growth_needs_six_months():
    assert m.annualised_three_months(monthly([1.0] * 5)).isna().all()
    assert m.annualised_three_months(monthly([100.0] * 3 + [102.0] * 3)).iloc[-1] == pytest.approx(
        100 * (1.02**4 - 1)
    )


def test_frames_are_treated_by_column():
    frame = pd.DataFrame(
        {"a": [100.0, 110.0], "b": [50.0, 40.0]}, pd.period_range("2022", "2023", freq="Y")
    )
    assert m.year_on_year(frame).iloc[-1].tolist() == pytest.approx([10, -20])


def test_the_unit_travels_with_the_rate():
    s = monthly([1.0] * 13)
    s.attrs = {"unit": "usd_million", "basis": "customs"}
    assert m.year_on_year(s).attrs == {"unit": "pct", "basis": "customs"}
    assert m.moving_sum(s).attrs["unit"] == "usd_million"
    assert m.daily_average(s, s).attrs["unit"] == "usd_million_per_day"
    assert m.log_growth(s).attrs == {"unit": "pct", "basis": "customs"}
    assert m.annualised_three_months(s).attrs == {"unit": "pct", "basis": "customs"}
    assert s.attrs == {"unit": "usd_million", "basis": "customs"}


# --- sums ---------------------------------------------------------------------------------------


def test_year_to_date_starts_anew_in_january():
    s = monthly([1.0, 2.0, 3.0, 4.0], first="2022-12")
    assert m.year_to_date(s).tolist()[1:] == [2, 5, 9]


def test_year_to_date_is_not_known_when_january_is_missing():
    assert m.year_to_date(monthly([1.0, 2.0], first="2023-02")).isna().all()


@given(series())
def test_december_to_date_is_the_year(s):
    to_date, whole = m.year_to_date(s).dropna(), m.yearly(s)
    decembers = to_date[to_date.index.month == 12]
    assert [p.year for p in decembers.index] == [p.year for p in whole.index]
    np.testing.assert_allclose(decembers, whole)


@given(series())
def test_the_moving_sum_of_a_december_is_the_year(s):
    moving, whole = m.moving_sum(s).dropna(), m.yearly(s)
    np.testing.assert_allclose(moving[moving.index.month == 12], whole, rtol=1e-9)


@pytest.mark.parametrize("sums", [m.quarterly, m.half_yearly, m.yearly])
def test_a_sum_with_a_missing_month_is_absent(sums):
    whole = monthly([1.0] * 24)
    parts = len(sums(whole))
    assert len(sums(whole.drop(pd.Period("2022-02", "M")))) == parts - 1
    assert len(sums(whole.where(whole.index != pd.Period("2022-02", "M")))) == parts - 1
    assert sums(whole.iloc[:0]).empty


def test_half_years_know_the_half_year_of_the_year_before():
    halves = m.half_yearly(monthly([1.0] * 12 + [2.0] * 6))
    assert halves.tolist() == [6, 6, 12]
    assert [str(p) for p in halves.index] == ["2022Q1", "2022Q3", "2023Q1"]
    assert m.year_on_year(halves).iloc[-1] == 100


# --- working days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("growth", "days", "days_before", "published", "tolerance"),
    [
        # total growth, days and growth of the daily average as printed by the ministry or customs
        (-3.6, 21, 23, 5.6, 0.1),  # 2020-10
        (12.7, 24, 20, -6.1, 0.1),  # 2025-09
        (33.9, 23.5, 20, 14.0, 0.1),  # 2026-01
        (62.8, 24, 25, 69.6, 0.1),  # 2026-07
        (5.1, 22.5, 24.5, 14.5, 0.1),  # 2023-12
        (1.5, 12.5, 14.5, 17.7, 0.1),  # 1-20 May 2024
        (-15.2, 3.5, 5.5, 33.2, 0.1),  # 1-10 October 2025
    ],
)
def test_published_growth_of_the_daily_average(growth, days, days_before, published, tolerance):
    computed = m.working_day_adjusted(growth, days, days_before)
    assert computed == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize(
    ("growth", "days", "days_before", "worked"),
    [(5.1, 22.5, 24.5, 14.44), (1.5, 12.5, 14.5, 17.74), (-15.2, 3.5, 5.5, 33.26)],
)
def test_worked_values_of_the_adjustment(growth, days, days_before, worked):
    assert round(m.working_day_adjusted(growth, days, days_before), 2) == worked
    assert round(m.elasticity_adjusted_growth(growth, days, days_before, beta=1), 2) == worked
    assert m.elasticity_adjusted_growth(growth, days, days_before, beta=0) == pytest.approx(growth)


@given(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(1, 25), st.floats(1, 25))
def test_both_ways_to_daily_growth_agree(x0, x1, w0, w1):
    months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    s, days = pd.Series([x0, x1], months), pd.Series([w0, w1], months)
    adjusted = m.working_day_adjusted(m.year_on_year(s).iloc[-1], w1, w0)
    assert m.daily_average_growth(s, days).iloc[-1] == pytest.approx(adjusted, rel=1e-6, abs=1e-6)


@given(st.floats(-50, 200), st.floats(5, 25), st.floats(5, 25), st.floats(0, 1))
def test_a_value_that_follows_the_days_by_its_elasticity_is_adjusted_to_none(g, w0, w1, beta):
    """x = 100 (1 + g) W^beta / W0^beta: what the days do is taken out, growth g is left."""
    growth = 100 * ((1 + g / 100) * (w1 / w0) ** beta - 1)
    assert m.elasticity_adjusted_growth(growth, w1, w0, beta) == pytest.approx(g, abs=1e-6)


def test_an_average_needs_days():
    s = monthly([10.0, 20.0, 30.0])
    days = pd.Series([0.0, 20.0], pd.PeriodIndex(["2022-01", "2022-02"], freq="M"))
    assert m.daily_average(s, days).tolist() == pytest.approx([NAN, 1.0, NAN], nan_ok=True)


def test_an_average_is_given_for_the_periods_of_the_values():
    s = monthly([40.0, 60.0], first="2023-11")
    days = pd.Series(
        [20.0, 10.0, 30.0], pd.PeriodIndex(["2023-12", "2023-11", "2023-10"], freq="M")
    )
    assert m.daily_average(s, days).tolist() == [4.0, 3.0]
    table = m.daily_average(pd.DataFrame({"a": s, "b": 2 * s}), days)
    assert table.index.equals(s.index) and table["b"].tolist() == [8.0, 6.0]
    assert "unit" not in m.daily_average(s, days).attrs


def test_what_is_small_grows_all_the_same():
    s = monthly([0.1] * 12 + [0.2])
    assert m.year_on_year(s).iloc[-1] == pytest.approx(100)
    assert m.log_growth(s).iloc[-1] == pytest.approx(100 * math.log(2))
    assert m.annualised_three_months(monthly([0.1] * 3 + [0.2] * 3)).iloc[-1] == pytest.approx(1500)
    assert m.annualised_three_months(monthly([0.0] * 3 + [0.2] * 3)).isna().all()


def test_sums_answer_for_the_periods_held():
    s = monthly([1.0, 2.0, 4.0, 8.0]).drop(pd.Period("2022-02", "M"))
    assert m.moving_sum(s, 2).index.equals(s.index)
    assert m.moving_sum(s, 2).tolist() == pytest.approx([NAN, NAN, 12.0], nan_ok=True)
    assert m.moving_sum(monthly([1.0] * 13)).tolist()[-2:] == [12.0, 12.0]
    assert m.year_to_date(monthly([3.0])).tolist() == [3.0]
    assert m.year_to_date(pd.Series([3.0], pd.PeriodIndex(["2023Q1"], freq="Q"))).tolist() == [3.0]


def test_sums_of_a_table_keep_what_one_column_holds():
    table = pd.DataFrame({"a": monthly([1.0] * 12), "b": monthly([1.0] * 5 + [NAN] + [1.0] * 6)})
    assert m.quarterly(table)["b"].tolist() == pytest.approx([3, NAN, 3, 3], nan_ok=True)
    assert m.half_yearly(table)["a"].tolist() == [6, 6]
    assert m.half_yearly(table)["b"].tolist() == pytest.approx([NAN, 6], nan_ok=True)


def test_price_and_volume_make_the_value():
    price = m.price_change(29.8, -4.0)
    assert (1 + price / 100) * 0.96 == pytest.approx(1.298)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.05, 0.1),
        (-0.05, -0.1),
        (0.049, 0.0),
        (14.45, 14.5),
        (-2.25, -2.3),
        (1e6 + 0.05, 1e6 + 0.1),
    ],
)
def test_rates_are_printed_half_away_from_zero(value, printed):
    assert m.rounded(value) == printed


def test_rounding_lets_missing_be_missing():
    assert math.isnan(m.rounded(NAN))
    assert m.rounded(5.04, 0) == 5


# --- misuse -------------------------------------------------------------------------------------


def test_an_index_of_anything_but_periods_is_refused():
    with pytest.raises(TypeError, match="PeriodIndex, not RangeIndex"):
        m.year_on_year(pd.Series([1.0, 2.0]))


def test_a_period_that_occurs_twice_is_refused():
    s = pd.Series([1.0, 2.0], pd.PeriodIndex(["2023-01", "2023-01"], freq="M"))
    with pytest.raises(ValueError, match="twice: 2023-01"):
        m.year_on_year(s)


def test_days_are_no_periods_of_trade():
    s = pd.Series([1.0], pd.PeriodIndex(["2023-01-01"], freq="D"))
    with pytest.raises(ValueError, match="M, Q or Y are allowed"):
        m.year_on_year(s)
