"""Price and volume: the worked values, what index numbers must obey, and what cannot be paired."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import metrics as m


def lines(
    value: list[float], weight: list[float], index: list[str] | pd.Index | None = None
) -> pd.DataFrame:
    names = [f"line {i}" for i in range(len(value))] if index is None else index
    return pd.DataFrame({"value": value, "weight": weight}, index=names)


# p0 (10, 4) q0 (5, 20) p1 (15, 4) q1 (6, 18)
BEFORE, NOW = lines([50, 80], [5, 20]), lines([90, 72], [6, 18])

POSITIVE = st.floats(0.01, 1e6)
LINES = st.lists(st.tuples(POSITIVE, POSITIVE, POSITIVE, POSITIVE), min_size=1, max_size=8)


def pair(drawn: list[tuple[float, float, float, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    v0, q0, v1, q1 = map(list, zip(*drawn, strict=True))
    return lines(v0, q0), lines(v1, q1)


def test_worked_indices():
    found = m.price_indices(BEFORE, NOW).loc["total"].round(6)
    assert found.to_dict() == {
        "price_laspeyres": 1.192308,
        "price_paasche": 1.227273,
        "price_fisher": 1.209664,
        "quantity_laspeyres": 1.015385,
        "quantity_paasche": 1.045161,
        "quantity_fisher": 1.030165,
        "value_ratio": 1.246154,
    }


def test_the_plain_unit_value_says_something_else_for_the_same_lines():
    before, now = BEFORE.sum(), NOW.sum()
    unit_value = now["value"] / now["weight"] / (before["value"] / before["weight"])
    assert round(100 * (unit_value - 1), 1) == 29.8
    assert round(100 * (now["weight"] / before["weight"] - 1), 1) == -4.0


def test_worked_share_of_volume():
    assert round(m.volume_share(1.166, 2.667), 2) == 15.66


@pytest.mark.parametrize("ratios", [(0, 2), (2, 0), (1.5, 1), (-1, 2), (math.nan, 2)])
def test_no_share_of_volume_where_there_is_no_growth(ratios):
    assert math.isnan(m.volume_share(*ratios))


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_price_times_quantity_is_the_ratio_of_values(drawn):
    found = m.price_indices(*pair(drawn)).loc["total"]
    for price, quantity in (
        ("fisher", "fisher"),
        ("laspeyres", "paasche"),
        ("paasche", "laspeyres"),
    ):
        product = found[f"price_{price}"] * found[f"quantity_{quantity}"]
        assert product == pytest.approx(found["value_ratio"], rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_fisher_turned_in_time_is_the_inverse(drawn):
    before, now = pair(drawn)
    there, back = m.price_indices(before, now).iloc[0], m.price_indices(now, before).iloc[0]
    for name in ("price_fisher", "quantity_fisher"):
        assert there[name] * back[name] == pytest.approx(1, rel=1e-9)
    assert there["price_laspeyres"] * back["price_paasche"] == pytest.approx(1, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(LINES, POSITIVE, POSITIVE)
def test_units_do_not_matter(drawn, money, mass):
    before, now = pair(drawn)
    scaled = [frame.assign(value=frame.value * money) for frame in (before, now)]
    first = before.index[:1]  # one line is weighed in another unit than the others
    for frame in scaled:
        frame.loc[first, "weight"] *= mass
    plain, other = m.price_indices(before, now).iloc[0], m.price_indices(*scaled).iloc[0]
    assert other.to_numpy() == pytest.approx(plain.to_numpy(), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(LINES, st.floats(0.1, 10))
def test_all_prices_by_a_factor_is_price_alone(drawn, factor):
    before, _ = pair(drawn)
    found = m.price_indices(before, before.assign(value=before.value * factor)).iloc[0]
    assert found["price_fisher"] == pytest.approx(factor, rel=1e-9)
    assert found["quantity_fisher"] == pytest.approx(1, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_fisher_lies_between_laspeyres_and_paasche(drawn):
    found = m.price_indices(*pair(drawn)).iloc[0]
    low, high = sorted([found["price_laspeyres"], found["price_paasche"]])
    assert low * (1 - 1e-12) <= found["price_fisher"] <= high * (1 + 1e-12)


@settings(max_examples=40, deadline=None)
@given(LINES, st.floats(0, 1e6), st.floats(0, 1e6))
def test_price_volume_and_the_unpaired_add_up_to_growth(drawn, gone, new):
    before, now = pair(drawn)
    before.loc["gone"], now.loc["new"] = [gone, 1.0], [new, 1.0]
    found = m.price_volume(before, now).iloc[0]
    growth = 100 * (now["value"].sum() / before["value"].sum() - 1)
    assert found["growth"] == pytest.approx(growth, rel=1e-6, abs=1e-6)
    parts = found[["price", "volume", "unpaired"]].sum()
    assert parts == pytest.approx(growth, rel=1e-6, abs=1e-4)


def test_worked_contributions_follow_the_logarithms():
    found = m.price_volume(BEFORE, NOW).loc["total"]
    share = math.log(1.030165) / math.log(1.246154)
    assert found["growth"] == pytest.approx(100 * 32 / 130)
    assert found["volume"] == pytest.approx(found["growth"] * share, rel=1e-4)
    assert (found["unpaired"], found["coverage"]) == (0, 100)


def test_no_growth_may_still_be_price_against_volume():
    found = m.price_volume(lines([100], [10]), lines([100], [5])).iloc[0]
    assert found["growth"] == 0
    assert found["price"] == pytest.approx(100 * math.log(2)) == pytest.approx(-found["volume"])


def test_lines_that_are_not_in_both_periods_are_not_paired():
    before, now = lines([60, 40], [6, 4], ["a", "gone"]), lines([60, 30], [6, 1], ["a", "new"])
    found = m.price_volume(before, now).iloc[0]
    assert (found["price"], found["volume"]) == (0, 0)
    assert found["unpaired"] == pytest.approx(-10) == pytest.approx(found["growth"])
    assert found["coverage_before"] == pytest.approx(60)
    assert found["coverage"] == pytest.approx(100 * 60 / 90)


@pytest.mark.parametrize("weight", [0, math.nan])
def test_lines_without_a_weight_are_not_paired(weight):
    found = m.price_volume(lines([60, 40], [6, weight]), lines([60, 50], [6, 5])).iloc[0]
    assert (found["price_fisher"], found["unpaired"]) == (1, pytest.approx(10))


def test_unit_values_that_exploded_are_left_out():
    before, now = lines([100, 1], [10, 1]), lines([110, 50], [10, 1])
    assert list(m.matched(before, now, factor=3).index) == ["line 0"]
    assert len(m.matched(before, now)) == 2
    assert m.price_indices(before, now, factor=3)["price_fisher"].tolist() == [pytest.approx(1.1)]
    edge = m.matched(lines([1, 3], [1, 1]), lines([3, 1], [1, 1]), factor=3)
    assert len(edge) == 2


def test_a_missing_value_leaves_its_group_unknown_and_no_other():
    index = pd.MultiIndex.from_product([["x", "y"], ["1", "2"]], names=["item", "hs10"])
    before = lines([50, 80, 50, 80], [5, 20, 5, 20], index)
    now = lines([90, 72, 90, math.nan], [6, 18, 6, 18], index)
    found = m.price_volume(before, now, ["item"])
    assert found.loc["x", "growth"] == pytest.approx(100 * 32 / 130)
    unknown = ["value", "growth", "unpaired", "coverage"]
    assert found.loc["y", unknown].isna().all()
    assert found.loc["y", "price_fisher"] == pytest.approx(1.5)


def test_groups_of_one_period_only():
    levels = ["item", "hs10"]
    before = lines([50], [5], pd.MultiIndex.from_tuples([("gone", "1")], names=levels))
    now = lines([90], [6], pd.MultiIndex.from_tuples([("new", "2")], names=levels))
    found = m.price_volume(before, now, ["item"])
    assert found.loc["gone", ["value", "growth", "price", "unpaired"]].tolist() == [
        0,
        -100,
        0,
        -100,
    ]
    assert found.loc["new", "value_before"] == 0
    assert found.loc["new", ["growth", "price", "volume", "unpaired"]].isna().all()


def test_groups_are_computed_one_by_one():
    random = np.random.default_rng(1)
    index = pd.MultiIndex.from_product([["x", "y", "z"], map(str, range(20))], names=["a", "b"])
    before, now = (lines(*random.lognormal(0, 1, (2, 60)).tolist(), index) for _ in "01")
    found = m.price_volume(before, now, ["a"], factor=3)
    for name in ("x", "y", "z"):
        alone = m.price_volume(before.loc[[name]], now.loc[[name]], factor=3).iloc[0]
        assert found.loc[name].to_numpy() == pytest.approx(alone.to_numpy(), rel=1e-12)
        p0 = {k: v / q for k, (v, q) in before.loc[name].iterrows()}
        p1 = {k: v / q for k, (v, q) in now.loc[name].iterrows()}
        kept = [k for k in p0 if 1 / 3 <= p1[k] / p0[k] <= 3]
        q0 = before.loc[name, "weight"]
        laspeyres = sum(p1[k] * q0[k] for k in kept) / sum(p0[k] * q0[k] for k in kept)
        assert found.loc[name, "price_laspeyres"] == pytest.approx(laspeyres, rel=1e-12)


def test_nothing_paired_gives_no_index():
    found = m.price_indices(lines([1], [1], ["a"]), lines([1], [1], ["b"]))
    assert found.shape == (1, 7)
    assert found.isna().all(axis=None)


@pytest.mark.parametrize(
    "problem, call",
    [
        ("twice: a", lambda: m.matched(lines([1, 2], [1, 1], ["a", "a"]), NOW)),
        ("columns weight are missing", lambda: m.matched(BEFORE[["value"]], NOW)),
        ("factor 1: a number above 1", lambda: m.matched(BEFORE, NOW, factor=1)),
        ("no level item", lambda: m.price_indices(BEFORE, NOW, ["item"])),
    ],
)
def test_what_is_refused(problem, call):
    with pytest.raises(ValueError, match=problem):
        call()
