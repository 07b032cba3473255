"""Streaks, records, "highest since" and crossings: edges and properties."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import metrics as m

NAN = float("nan")
FREQUENCIES = ["M", "Q", "Y"]


def monthly(values, first="2023-01"):
    return pd.Series(values, pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def month(text):
    return pd.Period(text, "M")


@st.composite
def series(draw, gaps=True, least=1):
    """Draw few different values, so that ties occur; with gaps, some periods are absent or NaN."""
    freq = draw(st.sampled_from(FREQUENCIES))
    n = draw(st.integers(least, 30))
    cell = st.integers(-3, 6).map(float)
    values = draw(st.lists(st.one_of(st.just(NAN), cell) if gaps else cell, min_size=n, max_size=n))
    s = pd.Series(values, pd.period_range("2000", periods=n, freq=freq))
    if gaps:
        kept = draw(st.lists(st.booleans(), min_size=n, max_size=n))
        s = s[kept]
    return s.iloc[draw(st.permutations(range(len(s))))]


# --- streaks ------------------------------------------------------------------------------------


def test_a_streak_ends_at_the_first_no():
    found = m.streak(m.rising(monthly([1.0, -2.0, 3.0, 4.0, 5.0])))
    assert found == m.Streak(3, False, month("2023-03"))


@pytest.mark.parametrize("zero", [0.0, 0.049, -0.049])
def test_no_change_ends_a_rise_and_a_fall(zero):
    assert m.streak(m.rising(monthly([5.0, zero, 5.0]))).length == 1
    assert m.streak(m.falling(monthly([-5.0, zero, -5.0]))).length == 1
    assert m.streak(m.rising(monthly([5.0, zero]))).length == 0


def test_a_rate_that_prints_as_a_tenth_counts():
    assert m.rising(monthly([0.05])).tolist() == [True]
    assert m.falling(monthly([-0.05, -0.089])).tolist() == [True, True]


def test_a_missing_month_leaves_the_length_open():
    rates = monthly([5.0, NAN, 5.0, 5.0])
    assert m.streak(m.rising(rates)) == m.Streak(2, True, month("2023-03"))
    assert m.streak(m.rising(rates.dropna())) == m.Streak(2, True, month("2023-03"))


def test_the_start_of_the_series_leaves_the_length_open():
    assert m.streak(m.rising(monthly([5.0, 5.0]))) == m.Streak(2, True, month("2023-01"))


def test_a_streak_may_be_asked_of_an_earlier_month():
    rates = m.rising(monthly([-1.0, 5.0, 5.0, -1.0]))
    assert m.streak(rates, month("2023-03")) == m.Streak(2, False, month("2023-02"))
    assert m.streak(rates) == m.Streak(0, False, None)


def test_a_month_not_held_has_an_unknown_streak():
    assert m.streak(m.rising(monthly([5.0])), month("2023-06")) == m.Streak(0, True, None)
    assert m.streak(m.rising(monthly([]))) == m.Streak(0, True, None)


def test_plain_booleans_are_conditions_too():
    balance = monthly([-1.0, 2.0, 3.0])
    assert m.streak(balance > 0).length == 2


@given(series())
def test_a_streak_of_n_was_one_of_n_minus_1_a_period_before(s):
    rises = m.rising(s)
    if s.empty:
        return
    last = s.index.max()
    now = m.streak(rises)
    if now.length:
        assert now.since == last - (now.length - 1)
        before = m.streak(rises, last - 1)
        assert (before.length, before.at_least) == (now.length - 1, now.at_least)


@given(series())
def test_nothing_rises_and_falls_at_once(s):
    assert not (m.rising(s) & m.falling(s)).fillna(False).any()
    assert (m.rising(s).isna() == s.isna()).all()


# --- highest since ------------------------------------------------------------------------------


def test_highest_since_names_the_last_period_as_high():
    found = m.highest_since(monthly([9.0, 7.0, 7.0, 3.0, 7.0]))
    assert (found.period, found.months, found.record) == (month("2023-03"), 2, False)
    assert not found.at_least


def test_a_record_has_no_since():
    found = m.highest_since(monthly([1.0, 2.0, 3.0]))
    assert found == m.Since(None, None, None, True, month("2023-01"), False, 2)


def test_a_first_value_is_no_record():
    assert not m.highest_since(monthly([5.0])).record
    assert not m.record(monthly([5.0])).is_record


def test_a_gap_on_the_way_leaves_less_proven():
    s = monthly([9.0, 1.0, NAN, 2.0, 5.0])
    for each in (s, s.dropna()):
        found = m.highest_since(each)
        assert (found.period, found.months) == (month("2023-01"), 4)
        assert (found.at_least, found.proven) == (True, 2)


def test_a_gap_before_the_answer_does_no_harm():
    found = m.highest_since(monthly([9.0, NAN, 6.0, 2.0, 5.0]))
    assert (found.months, found.at_least, found.proven) == (2, False, 2)


def test_months_are_months_whatever_the_period():
    quarters = pd.Series([9.0, 1.0, 2.0], pd.period_range("2023Q1", periods=3, freq="Q"))
    found = m.highest_since(quarters)
    assert (found.periods, found.months) == (2, 6)
    years = pd.Series([9.0, 1.0, 2.0], pd.period_range("2021", periods=3, freq="Y"))
    assert m.highest_since(years).months == 24


def test_nothing_is_said_of_a_month_not_held():
    for s in (monthly([1.0, NAN]), monthly([])):
        found = m.highest_since(s)
        assert (found.period, found.record, found.proven) == (None, False, 0)
        assert m.record(s).rank is None


def test_lowest_since_looks_down():
    assert m.lowest_since(monthly([-5.0, 3.0, 1.0, -2.0])).months == 3


@given(series())
def test_highest_since_and_record_agree(s):
    assert m.highest_since(s).record == m.record(s).is_record


@given(series())
def test_everything_between_is_lower(s):
    found = m.highest_since(s)
    if found.period is None:
        return
    last = s.index.max()
    between = s[(s.index > found.period) & (s.index < last)].dropna()
    assert s[found.period] >= s[last]
    assert (between < s[last]).all()
    assert found.at_least == (len(between) < found.periods - 1)
    assert found.proven <= found.periods


@given(series())
def test_the_order_of_rows_is_of_no_matter(s):
    assert m.highest_since(s) == m.highest_since(s.sort_index())
    assert m.record(s) == m.record(s.sort_index())
    assert m.streak(m.rising(s)) == m.streak(m.rising(s.sort_index()))


@given(series(), st.integers(0, 10))
def test_what_comes_later_is_not_known(s, cut):
    past = s.sort_index().iloc[: max(len(s) - cut, 0)]
    if past.empty:
        return
    at = past.index[-1]
    assert m.highest_since(s, at) == m.highest_since(past)
    assert m.record(s, at, "year") == m.record(past, None, "year")


# --- records ------------------------------------------------------------------------------------


def test_a_tie_equals_the_record_and_is_none():
    found = m.record(monthly([3.0, 7.0, 7.0]))
    assert (found.is_record, found.equal, found.rank) == (False, True, 1)
    assert found.previous == (month("2023-02"), 7.0)


def test_the_scope_of_a_record():
    s = monthly([9.0, *[1.0] * 10, 5.0, 2.0, *[1.0] * 10, 6.0], first="2022-01")
    assert m.record(s).rank == 2
    assert m.record(s, scope="month") == m.Record(
        True, False, 1, 2, month("2022-12"), (month("2022-12"), 5.0), 0
    )
    of_the_year = m.record(s, scope="year")
    assert of_the_year.is_record
    assert of_the_year.sample_start == month("2023-01")
    assert of_the_year.previous == (month("2023-01"), 2.0)


def test_missing_periods_are_counted():
    s = pd.Series([1.0, 2.0], pd.PeriodIndex(["2020-12", "2023-12"], freq="M"))
    assert m.record(s).missing == 35
    assert m.record(s, scope="month").missing == 2
    assert m.record(s, scope="year").missing == 11


def test_quarters_have_records_of_their_own_kind():
    s = pd.Series([5.0, 9, 9, 9, 6], pd.period_range("2022Q1", periods=5, freq="Q"))
    assert m.record(s, scope="month").is_record
    assert not m.record(s).is_record


def test_an_unknown_scope_is_refused():
    with pytest.raises(ValueError, match="scope 'decade': all, month, year are allowed"):
        m.record(monthly([1.0]), scope="decade")


@given(series())
def test_the_rank_counts_what_is_larger(s):
    found = m.record(s)
    held = s.dropna()
    assert m.rank(s) == found.rank
    if found.rank is not None:
        assert found.rank == 1 + (held > s[s.index.max()]).sum()
        assert found.n == len(held)
        assert found.missing >= 0


def test_the_rank_is_that_of_the_period_and_scope_asked():
    s = monthly([9.0, 1.0, 4.0, 2.0] + [3.0] * 9, first="2022-12")
    assert m.rank(s) == 3
    assert m.rank(s, month("2023-02")) == 2
    assert m.rank(s, scope="year") == 2
    assert m.rank(s, month("2023-12"), "month") == 2


def test_of_a_value_that_is_not_held_only_what_came_before_is_told():
    s = monthly([2.0, 5.0, NAN])
    before = (month("2023-02"), 5.0)
    assert m.record(s, month("2023-03")) == m.Record(
        False, False, None, 2, month("2023-01"), before, 0
    )
    assert m.highest_since(s, month("2023-03")) == m.Since(
        None, None, None, False, month("2023-01"), False, 0
    )


def test_of_nothing_nothing_is_told():
    nothing = monthly([])
    assert m.record(nothing) == m.Record(False, False, None, 0, None, None, 0)
    assert m.highest_since(nothing) == m.Since(None, None, None, False, None, False, 0)
    assert m.streak(nothing.astype("boolean")).length == 0


def test_a_single_value_has_nothing_to_be_compared_with():
    found = m.record(monthly([1.0]))
    assert (found.n, found.missing, found.sample_start) == (1, 0, month("2023-01"))
    since = m.highest_since(monthly([1.0]))
    assert (since.proven, since.sample_start) == (0, month("2023-01"))


def test_half_years_count_in_steps_of_their_own():
    halves = m.half_yearly(monthly([5.0] * 6 + [1.0] * 6 + [2.0] * 6 + [3.0] * 6))
    since = m.highest_since(halves)
    assert (since.periods, since.months, since.proven) == (3, 18, 3)
    assert isinstance(since.months, int) and isinstance(since.proven, int)
    assert m.record(halves, scope="month").is_record
    found = m.record(halves.drop(halves.index[1]), halves.index[2])
    assert (found.missing, type(found.missing)) == (1, int)


def test_a_gap_just_before_and_just_after_the_answer_counts():
    just_before = monthly([9.0, 1.0, NAN, 5.0])
    assert (m.highest_since(just_before).at_least, m.highest_since(just_before).proven) == (True, 1)
    just_after = monthly([9.0, NAN, 1.0, 5.0])
    assert (m.highest_since(just_after).at_least, m.highest_since(just_after).proven) == (True, 2)


def test_lowest_since_may_be_asked_of_an_earlier_month():
    s = monthly([1.0, 4.0, 2.0, 5.0])
    assert m.lowest_since(s, month("2023-03")).period == month("2023-01")
    assert m.lowest_since(s).period == month("2023-03")


# --- crossings ----------------------------------------------------------------------------------


def test_a_crossing_is_dated_and_named():
    a, b = monthly([1.0, 3.0, 1.0]), monthly([2.0, 2.0, 2.0])
    assert m.crossings(a, b) == [
        m.Crossing(month("2023-02"), "a", month("2023-01")),
        m.Crossing(month("2023-03"), "b", month("2023-02")),
    ]


def test_no_crossing_inside_the_band():
    a, b = monthly([1.0, 2.04, 1.0, 2.0, 3.0]), monthly([2.0] * 5)
    assert m.crossings(a, b, band=0.05) == [
        m.Crossing(month("2023-05"), "a", month("2023-03")),
    ]


def test_a_crossing_over_a_gap_says_so():
    a, b = monthly([1.0, NAN, 3.0]), monthly([2.0] * 3)
    assert m.crossings(a, b) == [m.Crossing(month("2023-03"), "a", month("2023-01"))]
    assert m.crossings(a.dropna(), b) == m.crossings(a, b)


@given(series(gaps=False), st.integers(-3, 6))
def test_the_two_sides_tell_the_same_crossings(s, level):
    b = pd.Series(float(level), s.index)
    one, other = m.crossings(s, b), m.crossings(b, s)
    assert [c.period for c in one] == [c.period for c in other]
    assert all(x.above != y.above for x, y in zip(one, other, strict=True))
    assert all(x.above != y.above for x, y in pairwise(one))


def test_the_first_time_at_a_threshold():
    s = monthly([9.0, NAN, 11.0, 12.0])
    assert m.first_at_least(s, 11) == month("2023-03")
    assert m.first_at_least(s, 13) is None


# --- revisions ----------------------------------------------------------------------------------


def test_the_usual_size_of_a_revision():
    first, latest = monthly([100.0] * 11), monthly([100.0 + i / 10 for i in range(11)])
    assert m.revision_size(first, latest) == pytest.approx(0.9)
    assert pd.isna(m.revision_size(first, monthly([1.0], first="2030-01")))


def test_a_revision_is_measured_on_what_is_above_zero_whatever_its_unit():
    first, latest = monthly([0.0, -1.0, 0.5]), monthly([1.0, 1.0, 0.51])
    assert m.revision_size(first, latest) == pytest.approx(2.0)


def test_a_narrow_record_falls_within_revisions():
    s = monthly([100.0, 100.1])
    assert not m.robust_to_revision(s, lambda x: m.record(x).is_record, size=0.2)
    assert m.robust_to_revision(s, lambda x: m.record(x).is_record, size=0.05)
    assert s.tolist() == [100.0, 100.1]


def test_a_revision_of_nothing_overturns_nothing():
    assert m.robust_to_revision(monthly([100.0, 100.1]), lambda x: m.record(x).is_record, size=0)


def test_the_period_asked_is_revised_up_as_well_as_down():
    s = monthly([100.0, 99.9, 50.0])

    def below(x):
        return bool(x.iloc[1] < 100)

    assert not m.robust_to_revision(s, below, 0.2, month("2023-02"))
    assert m.robust_to_revision(s, below, 0.05, month("2023-02"))
    assert m.robust_to_revision(s, below, 0.2)


def test_the_size_of_a_revision_is_taken_to_the_hair():
    s = monthly([99.0, 100.0])
    assert m.robust_to_revision(s, lambda x: bool(x.iloc[1] > 99), 0.999)
    assert not m.robust_to_revision(s, lambda x: bool(x.iloc[1] > 99), 1.0)
    assert m.robust_to_revision(s, lambda x: bool(x.iloc[1] < 101), 0.999)
    assert not m.robust_to_revision(s, lambda x: bool(x.iloc[1] < 101), 1.0)


@pytest.mark.parametrize("size", [-1.0, NAN])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="from 0 up"):
        m.robust_to_revision(monthly([1.0]), len, size)


def test_a_value_that_is_not_held_cannot_be_revised():
    with pytest.raises(ValueError, match="no value is available for 2023-02"):
        m.robust_to_revision(monthly([1.0, NAN]), len, 1.0)
