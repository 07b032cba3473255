"""Shares, contributions, balance and concentration: worked values, edges and properties."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers import metrics as m

NAN = float("nan")
MONTHS = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
PARTS = pd.DataFrame({"a": [100.0, 130.0], "b": [60.0, 54.0], "c": [40.0, 41.0]}, MONTHS)
TOTAL = PARTS.sum(axis=1)

VALUES = st.lists(st.floats(0, 1e5), min_size=2, max_size=8)


def test_worked_contributions():
    now = m.contribution(PARTS, TOTAL).loc["2023-12"]
    assert now.tolist() == [15.0, -3.0, 0.5]
    assert now.sum() == 12.5 == pytest.approx(m.year_on_year(TOTAL).iloc[-1])


@given(VALUES, VALUES, st.floats(1, 1e5), st.floats(0, 1e5))
def test_contributions_with_other_add_up_to_growth(before, now, rest_before, rest_now):
    n = min(len(before), len(now))
    parts = pd.DataFrame([before[:n], now[:n]], MONTHS)
    total = parts.sum(axis=1) + pd.Series([rest_before, rest_now], MONTHS)
    whole = m.with_other(parts, total)
    added = m.contribution(whole, total).iloc[-1].sum()
    assert added == pytest.approx(m.year_on_year(total).iloc[-1], rel=1e-6, abs=1e-6)


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_a_contribution_is_growth_times_the_share_before(x0, x1, rest0, rest1):
    part, total = pd.Series([x0, x1], MONTHS), pd.Series([x0 + rest0, x1 + rest1], MONTHS)
    growth, share = m.year_on_year(part).iloc[-1], m.share(part, total).iloc[0]
    contribution = m.contribution(part, total).iloc[-1]
    assert contribution == pytest.approx(growth * share / 100, rel=1e-6, abs=1e-6)


def test_a_part_that_grew_from_nothing_contributes():
    part, total = pd.Series([0.0, 5.0], MONTHS), pd.Series([100.0, 110.0], MONTHS)
    assert m.contribution(part, total).iloc[-1] == 5
    assert math.isnan(m.year_on_year(part).iloc[-1])


def test_contributions_need_the_total_a_year_before_only():
    part = pd.Series([10.0, 12.0], MONTHS)
    assert m.contribution(part, pd.Series([100.0], MONTHS[:1])).iloc[-1] == 2
    assert m.contribution(part, pd.Series([100.0], MONTHS[1:])).isna().all()


def test_contributions_by_quarter_and_year():
    quarters = pd.PeriodIndex(["2022Q4", "2023Q4"], freq="Q")
    years = pd.PeriodIndex(["2022", "2023"], freq="Y")
    for index in (quarters, years):
        parts = PARTS.set_axis(index, axis=0)
        assert m.contribution(parts, TOTAL.set_axis(index)).iloc[-1].tolist() == [15, -3, 0.5]


def test_the_part_of_a_change():
    assert m.contribution_to_change(PARTS, TOTAL).iloc[-1].tolist() == pytest.approx([120, -24, 4])


def test_the_part_of_hardly_any_change_is_not_given():
    total = pd.Series([200.0, 201.9], MONTHS)
    assert m.contribution_to_change(PARTS, total).isna().all(axis=None)
    assert m.contribution_to_change(PARTS, total, least_growth=0.5).iloc[-1].notna().all()


@given(VALUES)
def test_shares_of_a_whole_add_up(values):
    assume(sum(values) > 1)
    parts = pd.DataFrame([values], MONTHS[:1])
    assert m.share(parts, parts.sum(axis=1)).iloc[0].sum() == pytest.approx(100)


@pytest.mark.parametrize("total", [0.0, -1.0, NAN])
def test_a_share_in_nothing_is_not_defined(total):
    assert m.share(PARTS["a"], pd.Series([total, total], MONTHS)).isna().all()


def test_other_is_not_known_when_a_part_is_missing():
    parts = PARTS.copy()
    parts.loc["2023-12", "b"] = NAN
    assert m.with_other(parts, TOTAL)["other"].tolist() == pytest.approx([0, NAN], nan_ok=True)


def test_normalised_balance():
    index = pd.PeriodIndex(["2023-09", "2023-10", "2023-11", "2023-12"], freq="M")
    x, imports = pd.Series([0.0, 30, 0, NAN], index), pd.Series([0.0, 10, 5, 1], index)
    assert m.normalised_balance(x, imports).tolist() == pytest.approx(
        [NAN, 0.5, -1, NAN], nan_ok=True
    )


def test_worked_concentration():
    c = m.hhi(PARTS.loc["2023-12"])
    assert round(c.hhi, 6) == 0.424632
    assert round(c.points, 1) == 4246.3
    assert round(c.normalised, 6) == 0.136948
    assert round(c.effective, 5) == 2.35498
    assert c.lower == c.upper == c.hhi


def test_incomplete_coverage_gives_bounds():
    c = m.hhi(pd.Series([50.0, 30.0]), total=100)
    assert (c.lower, c.upper) == pytest.approx((0.34, 0.34 + 0.04))
    assert c.hhi == c.lower
    assert math.isnan(c.normalised)


def test_a_missing_part_belongs_to_the_rest_of_a_known_total():
    with_gap, known = pd.Series([50.0, 30.0, NAN]), pd.Series([50.0, 30.0])
    assert m.hhi(with_gap, total=100).upper == m.hhi(known, total=100).upper
    assert math.isnan(m.hhi(with_gap).hhi)


@pytest.mark.parametrize("values", [[], [0.0, 0.0]])
def test_concentration_of_nothing_is_not_defined(values):
    assert math.isnan(m.hhi(pd.Series(values, dtype=float)).hhi)


def test_a_single_part_has_no_normalised_index():
    c = m.hhi(pd.Series([5.0]))
    assert c.hhi == 1
    assert math.isnan(c.normalised)


def test_faulty_parts_are_refused():
    with pytest.raises(ValueError, match="parts below zero: usa"):
        m.hhi(pd.Series({"usa": -1.0, "china": 2.0}))
    with pytest.raises(ValueError, match="exceed the total"):
        m.hhi(pd.Series([60.0, 60.0]), total=100)


@given(st.lists(st.floats(0.1, 1e4), min_size=2, max_size=12), st.floats(0.01, 100))
def test_concentration_lies_in_its_range_in_any_unit(values, factor):
    c = m.hhi(pd.Series(values))
    assert 1 / len(values) - 1e-9 <= c.hhi <= 1
    assert -1e-9 <= c.normalised <= 1
    assert 1 <= c.effective <= len(values) + 1e-9
    assert m.hhi(pd.Series(values) * factor).hhi == pytest.approx(c.hhi)
    assert m.hhi(pd.Series(values[::-1])).hhi == pytest.approx(c.hhi)


@given(st.lists(st.floats(0.1, 1e4), min_size=3, max_size=9))
def test_the_bounds_hold_the_truth(values):
    known, whole = pd.Series(values[:-1]), sum(values)
    bounds, truth = m.hhi(known, total=whole), m.hhi(pd.Series(values)).hhi
    assert bounds.lower - 1e-12 <= truth <= bounds.upper + 1e-12


def test_concentration_by_period():
    frame = m.concentration(PARTS, pd.Series([400.0], MONTHS[1:]))
    assert math.isnan(frame.loc["2022-12", "hhi"])
    expected = m.hhi(PARTS.loc["2023-12"], total=400)
    np.testing.assert_allclose(
        frame.loc["2023-12", ["lower", "upper"]], [expected.lower, expected.upper]
    )
    assert list(frame) == ["hhi", "normalised", "effective", "lower", "upper"]


def test_the_periods_are_those_of_the_part():
    longer = pd.Series([200.0, 225.0, 210.0], [*MONTHS, MONTHS[1] - 1])
    parts = PARTS.loc[["2023-12", "2022-12"]]
    for made in (
        m.share(parts, longer),
        m.contribution(parts, longer),
        m.contribution_to_change(parts, longer),
        m.with_other(parts, longer),
        m.normalised_balance(parts["a"], longer),
    ):
        assert made.index.equals(MONTHS)
    assert m.share(parts["b"], longer).tolist() == [30.0, 24.0]


def test_the_unit_travels_with_the_part():
    part, total = PARTS["a"].copy(), TOTAL.copy()
    part.attrs = {"unit": "usd_million", "code": "a"}
    assert m.share(part, total).attrs == {"unit": "pct", "code": "a"}
    assert m.contribution(part, total).attrs == {"unit": "pp", "code": "a"}
    assert m.contribution_to_change(part, total).attrs == {"unit": "pct", "code": "a"}
    assert m.normalised_balance(part, total).attrs == {"unit": "ratio", "code": "a"}


def test_what_is_small_is_reckoned_with_all_the_same():
    part, total = pd.Series([0.1, 0.2], MONTHS), pd.Series([0.4, 0.5], MONTHS)
    assert m.share(part, total).tolist() == pytest.approx([25, 40])
    assert m.contribution(part, total).iloc[-1] == pytest.approx(25)
    assert m.normalised_balance(part, total).tolist() == pytest.approx([-0.6, -3 / 7])
    nothing = pd.Series([0.0, 0.0], MONTHS)
    assert m.contribution(part, nothing).isna().all()
    assert m.normalised_balance(part, -part).isna().all()


def test_a_change_of_one_per_cent_is_enough_to_be_shared_out():
    part = pd.Series([10.0, 12.0], MONTHS)
    assert m.contribution_to_change(part, pd.Series([200.0, 202.0], MONTHS)).iloc[-1] == 100
    assert m.contribution_to_change(part, pd.Series([200.0, 203.0], MONTHS)).notna().iloc[-1]
    assert m.contribution_to_change(part, pd.Series([200.0, 201.9], MONTHS)).isna().all()


def test_only_the_parts_below_zero_are_named():
    faulty = pd.Series({"usa": -1.0, "china": 0.0, "japan": 0.5, "eu": -2.0})
    with pytest.raises(ValueError, match=r"parts below zero: usa, eu$"):
        m.hhi(faulty)


def test_a_part_of_nothing_has_no_effective_number():
    c = m.hhi(pd.Series([0.0, 0.0]), total=10)
    assert (c.hhi, c.upper) == (0, 1)
    assert math.isnan(c.effective) and math.isnan(c.normalised)


def test_concentration_without_a_total_is_that_of_the_parts():
    frame = m.concentration(PARTS)
    assert frame.loc["2023-12", "hhi"] == pytest.approx(m.hhi(PARTS.loc["2023-12"]).hhi)
    assert frame.index.equals(MONTHS)


def test_concentration_of_no_period_is_a_table_all_the_same():
    frame = m.concentration(PARTS.iloc[:0])
    assert list(frame) == ["hhi", "normalised", "effective", "lower", "upper"]
    assert frame.dtypes.eq(float).all() and len(frame) == 0
