"""Streaks, records, "highest since", crossings, and whether a revision could overturn them.

Everything is computed on the periods up to `at` (the last one with a value by default), whatever
comes later in the series. Results say how far the data prove them: a missing period is never taken
for a yes or a no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.metrics.alignment import multiple, ordered, per_year, periods
from helpers.metrics.ordinals import Numbers, number, numbers

Values = npt.NDArray[np.float64]
Scope = Literal["all", "month", "year"]
NO_CHANGE = 0.05  # a rate below this in size prints as 0.0 and neither rises nor falls


@dataclass(frozen=True)
class Streak:
    """A run of periods, ending at the one asked, in which a condition was true."""

    length: int
    at_least: bool  # the period before the run is missing: it may be longer
    since: pd.Period | None  # first period of the run; None when the length is 0


@dataclass(frozen=True)
class Since:
    """The last earlier period that was at least as high (or low)."""

    period: pd.Period | None  # None for a record, and when the value itself is missing
    periods: int | None  # steps from `period` to the one asked
    months: int | None  # the same in months
    record: bool  # higher (lower) than every earlier period with a value
    sample_start: pd.Period | None  # first period with a value
    at_least: bool  # a period in between is missing: the truth may lie nearer
    proven: int  # steps without a missing period


@dataclass(frozen=True)
class Record:
    """Place of a value among those before it."""

    is_record: bool  # above every earlier value of the scope
    equal: bool  # equal to the highest earlier value: no record
    rank: int | None  # 1 + number of larger earlier values; None when the value is missing
    n: int  # values compared, the one asked included
    sample_start: pd.Period | None  # first period with a value in the scope
    previous: tuple[pd.Period, float] | None  # highest earlier value and when it was last reached
    missing: int  # periods of the scope that are missing, from sample_start on


@dataclass(frozen=True)
class Crossing:
    """Two series changing places."""

    period: pd.Period  # first period in which the other one is above
    above: Literal["a", "b"]
    last_before: pd.Period  # last period in which the order was still the old one


def rising(growth: pd.Series) -> pd.Series:
    """Return where growth is above zero at one decimal; NA where it is missing.

    Examples
    --------
    >>> months = pd.period_range("2023-10", periods=3, freq="M")
    >>> rising(pd.Series([5.1, 0.04, float("nan")], months)).tolist()
    [True, False, <NA>]
    """
    values = growth.to_numpy(dtype=float)
    answers = pd.arrays.BooleanArray(values >= NO_CHANGE, np.isnan(values))
    return pd.Series(answers, growth.index, name=growth.name)


def falling(growth: pd.Series) -> pd.Series:
    """Return where growth is below zero at one decimal; NA where it is missing.

    Examples
    --------
    >>> months = pd.period_range("2023-10", periods=2, freq="M")
    >>> falling(pd.Series([-9.7, -0.04], months)).tolist()
    [True, False]
    """
    return rising(-growth)


def streak(condition: pd.Series, at: pd.Period | None = None) -> Streak:
    """Count the periods in a row, back from `at`, in which a condition holds.

    The largest k with the condition true at t, t-1, .., t-k+1. For growth use `rising` and
    `falling`, which let a rate of 0.0 end the run.

    Parameters
    ----------
    condition : pandas.Series of bool
        By period; NA and absent periods are missing.
    at : pandas.Period, optional
        Last period of the run; the last one of the series by default.

    Returns
    -------
    Streak
        With `at_least` when a missing period, or the start of the series, ends the run.

    Examples
    --------
    >>> months = pd.period_range("2023-09", periods=4, freq="M")
    >>> streak(rising(pd.Series([-4.4, 5.0, 7.4, 5.0], months)))
    Streak(length=3, at_least=False, since=Period('2023-10', 'M'))
    >>> streak(rising(pd.Series([float("nan"), 5.0, 7.4, 5.0], months))).at_least
    True
    """
    period = _last(condition) if at is None else at
    if period is None:
        return Streak(0, True, None)
    s = ordered(condition)
    when, answers = numbers(periods(s)), s.to_numpy(dtype=float, na_value=np.nan)
    end, step = number(periods(s), period), multiple(periods(s))
    length, place = 0, int(np.searchsorted(when, end, "right")) - 1
    while (present := place >= 0 and when[place] == end - length * step) and answers[place] == 1:
        length, place = length + 1, place - 1
    unknown = not present or bool(np.isnan(answers[place]))
    return Streak(length, unknown, period - (length - 1) if length else None)


def highest_since(s: pd.Series, at: pd.Period | None = None) -> Since:
    """Find the last earlier period with a value at least as high.

    The latest s < t with x(s) >= x(t); a record when there is none among at least one earlier
    value. "The highest in n months" is `months`.

    Parameters
    ----------
    s : pandas.Series
        Values or rates by period.
    at : pandas.Period, optional
        The period asked; the last one of the series by default.

    Returns
    -------
    Since
        With `at_least` when a period in between is missing: only `proven` steps are then certain.
        Without period, record or proof when the value at `at` is missing.

    Examples
    --------
    >>> months = pd.period_range("2023-09", periods=4, freq="M")
    >>> past = highest_since(pd.Series([9.0, 4.0, 3.0, 5.0], months))
    >>> past.period, past.months
    (Period('2023-09', 'M'), 3)
    """
    s = ordered(s)
    at, value, when, earlier = _history(s, at)
    start = _period(when[0], at) if at is not None and len(when) else None
    if at is None or value is None:
        return Since(None, None, None, False, start, False, 0)
    back = (at.ordinal - when) // multiple(periods(s))
    as_high = np.flatnonzero(earlier >= value)
    steps = int(back[as_high[-1]]) if len(as_high) else None
    reach = steps if steps is not None else int(back[0]) if len(back) else 0
    gap = _latest_gap(back, reach)
    return Since(
        period=None if steps is None else at - steps,
        periods=steps,
        months=None if steps is None else steps * 12 // per_year(periods(s)),
        record=steps is None and len(earlier) > 0,
        sample_start=start if start is not None else at,
        at_least=gap is not None,
        proven=reach if gap is None else gap,
    )


def lowest_since(s: pd.Series, at: pd.Period | None = None) -> Since:
    """Find the last earlier period with a value at least as low; see `highest_since`.

    Examples
    --------
    >>> months = pd.period_range("2023-09", periods=4, freq="M")
    >>> lowest_since(pd.Series([1.0, 4.0, 3.0, 2.0], months)).period
    Period('2023-09', 'M')
    """
    return highest_since(-s, at)


def record(s: pd.Series, at: pd.Period | None = None, scope: Scope = "all") -> Record:
    """Place a value among the earlier ones.

    A record when x(t) > max of the earlier values of the scope; rank = 1 + number of larger
    earlier ones. A first value is no record. For a lowest value hand in `-s`.

    Parameters
    ----------
    s : pandas.Series
        Values by period.
    at : pandas.Period, optional
        The period asked; the last one of the series by default.
    scope : {"all", "month", "year"}
        All periods with a value, the same calendar month (or quarter) of all years, or the periods
        of the same calendar year.

    Returns
    -------
    Record
        With rank None and no record when the value at `at` is missing.

    Raises
    ------
    ValueError
        When the scope is another.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2021-12", "2022-11", "2022-12"], freq="M")
    >>> record(pd.Series([5.0, 9.0, 7.0], months), scope="month").is_record
    True
    >>> record(pd.Series([5.0, 9.0, 7.0], months)).previous
    (Period('2022-11', 'M'), 9.0)
    """
    if scope not in get_args(Scope):
        raise ValueError(f"scope {scope!r}: {', '.join(get_args(Scope))} are allowed")
    s = ordered(s)
    at, value, when, earlier = _history(s, at)
    if at is None:
        return Record(False, False, None, 0, None, None, 0)
    step = multiple(periods(s))
    of_scope = np.ones(len(when), dtype=bool)
    if scope == "month":
        step *= per_year(periods(s))
        of_scope = (at.ordinal - when) % step == 0
    elif scope == "year":
        of_scope = when >= _first_of_year(at).ordinal
    when, earlier = when[of_scope], earlier[of_scope]
    start = _period(when[0], at) if len(when) else None
    previous = None
    if len(earlier):
        top = earlier.max()
        previous = (_period(when[earlier == top][-1], at), float(top))
    if value is None:
        return Record(False, False, None, len(earlier), start, previous, 0)
    first = _first_of_year(at) if scope == "year" else start
    expected = 0 if first is None else (at.ordinal - first.ordinal) // step
    return Record(
        is_record=previous is not None and value > previous[1],
        equal=previous is not None and value == previous[1],
        rank=1 + int((earlier > value).sum()),
        n=len(earlier) + 1,
        sample_start=start if start is not None else at,
        previous=previous,
        missing=expected - len(earlier),
    )


def rank(s: pd.Series, at: pd.Period | None = None, scope: Scope = "all") -> int | None:
    """Return the rank of a value among the earlier ones, 1 for the highest; see `record`.

    Examples
    --------
    >>> rank(pd.Series([5.0, 9.0, 7.0], pd.period_range("2023-10", periods=3, freq="M")))
    2
    """
    return record(s, at, scope).rank


def crossings(a: pd.Series, b: pd.Series, band: float = 0.0) -> list[Crossing]:
    """List the changes of place of two series.

    Sign changes of a - b over the periods in which both have a value; inside the band, |a - b| <=
    `band`, neither counts as above.

    Parameters
    ----------
    a, b : pandas.Series
        Values by period, in the same unit. For a threshold give b as a constant series.
    band : float
        Rounding error of the difference, in the unit of the series.

    Returns
    -------
    list of Crossing
        In order of time. Where `last_before` is not the period just before, the series were level
        or not both have a value in between.

    Examples
    --------
    >>> months = pd.period_range("2023-10", periods=3, freq="M")
    >>> usa, china = pd.Series([10.1, 10.9, 11.3], months), pd.Series([11.0, 11.4, 10.9], months)
    >>> [(c.period, c.above) for c in crossings(usa, china)]
    [(Period('2023-12', 'M'), 'a')]
    """
    gap = (ordered(a) - ordered(b)).dropna()
    gap = gap[gap.abs() > band]
    above = gap > 0
    return [
        Crossing(gap.index[i], "a" if above.iloc[i] else "b", gap.index[i - 1])
        for i in range(1, len(gap))
        if above.iloc[i] != above.iloc[i - 1]
    ]


def first_at_least(s: pd.Series, threshold: float) -> pd.Period | None:
    """Return the first period with a value of at least `threshold`; None when there is none.

    Examples
    --------
    >>> first_at_least(pd.Series([9.9, 11.3], pd.period_range("2023-11", periods=2, freq="M")), 11)
    Period('2023-12', 'M')
    """
    s = ordered(s)
    return _first(s[s >= threshold])


def revision_size(first: pd.Series, latest: pd.Series, quantile: float = 0.9) -> float:
    """Return the usual size of a revision: a quantile of |latest / first - 1|, in per cent.

    Parameters
    ----------
    first, latest : pandas.Series
        First releases and revised values by period; only periods with both count.
    quantile : float
        0.9 for the size that nine revisions in ten stay below.

    Returns
    -------
    float
        Per cent of the first release; NaN when no period has both.

    Examples
    --------
    >>> months = pd.period_range("2023-11", periods=2, freq="M")
    >>> first, latest = pd.Series([100.0, 200.0], months), pd.Series([101.0, 200.0], months)
    >>> round(revision_size(first, latest), 3)
    0.9
    """
    before, now = ordered(first), ordered(latest)
    if not before.index.equals(now.index):
        before, now = before.align(now, join="inner")
    base, value = before.to_numpy(dtype=float), now.to_numpy(dtype=float)
    sizes = np.abs(100 * (value[base > 0] / base[base > 0] - 1))
    sizes = sizes[~np.isnan(sizes)]
    return float(np.quantile(sizes, quantile)) if len(sizes) else float("nan")


def robust_to_revision(
    s: pd.Series,
    says: Callable[[pd.Series], Any],
    size: float,
    at: pd.Period | None = None,
) -> bool:
    """Return whether a statement survives a revision of the value at `at` by +-`size` %.

    Parameters
    ----------
    s : pandas.Series
        Values by period.
    says : callable
        The statement as a function of the series; its answers are compared for equality.
    size : float
        Size of the revision in per cent, as `revision_size` gives it; not negative.
    at : pandas.Period, optional
        The period revised; the last one of the series by default.

    Returns
    -------
    bool
        True when the statement says the same for x(t), x(t)(1 - r) and x(t)(1 + r).

    Raises
    ------
    ValueError
        When the size is negative or unknown (NaN), or the value at `at` is missing.

    Examples
    --------
    >>> s = pd.Series([100.0, 100.1], pd.period_range("2023-11", periods=2, freq="M"))
    >>> robust_to_revision(s, lambda x: record(x).is_record, size=0.2)
    False
    """
    if not size >= 0:
        raise ValueError(f"size of a revision {size!r}: a number from 0 up is allowed")
    s = ordered(s)
    at, value, *_ = _history(s, at)
    if value is None:
        raise ValueError(f"no value is available for {at}")
    plain = says(s)
    return all(
        says(s.where(s.index != at, value * (1 + side * size / 100))) == plain for side in (-1, 1)
    )


def _first(values: pd.Series) -> pd.Period | None:
    return values.index[0] if len(values) else None


def _last(s: pd.Series) -> pd.Period | None:
    return s.index.max() if len(s) else None


def _history(
    s: pd.Series, at: pd.Period | None
) -> tuple[pd.Period | None, float | None, Numbers, Values]:
    """Return the period asked, its value (None when missing), and the values before it.

    That is the numbers of the earlier periods, ascending, and their values.
    """
    index, values = periods(s), s.to_numpy(dtype=float)
    when, at = numbers(index), _last(s) if at is None else at
    if at is None:
        return None, None, when, values
    place = int(np.searchsorted(when, number(index, at)))
    asked = place < len(when) and when[place] == at.ordinal and not np.isnan(values[place])
    earlier = np.flatnonzero(~np.isnan(values[:place]))
    return at, float(values[place]) if asked else None, when[earlier], values[earlier]


def _period(number: Any, like: pd.Period) -> pd.Period:
    """Return the period of a number, of the frequency of another one."""
    return pd.Period(ordinal=int(number), freq=like.freqstr)


def _latest_gap(back: Numbers, reach: int) -> int | None:
    """Return the least number of steps, up to `reach`, back to a period without a value."""
    within = back[back <= reach][::-1]
    gaps = np.flatnonzero(within != np.arange(1, len(within) + 1))
    nearest = int(gaps[0]) + 1 if len(gaps) else len(within) + 1
    return nearest if nearest <= reach else None


def _first_of_year(period: pd.Period) -> pd.Period:
    return pd.Period(year=period.year, month=1, freq=period.freqstr)
