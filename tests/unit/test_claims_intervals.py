"""Intervals: what is decided stays decided for every number inside, and wider means open."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpers import catalogue, intervals, observations
from helpers.claims import ask
from helpers.claims.bounds import Bounds, around, compared, joined
from helpers.loading import Panel, load
from helpers.store import Arrays

END = pd.Period("2023-12", "M")


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


# ---------------------------------------------------------------- bounds of arithmetic


# As published: three decimals at most, so that no quotient leaves the range of a float.
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))
WIDTHS = st.floats(0, 1e4).map(lambda number: round(number, 4))
INSIDE = st.floats(-1, 1)


@given(NUMBERS, WIDTHS, WIDTHS, NUMBERS, WIDTHS, WIDTHS, INSIDE, INSIDE, st.sampled_from("+-*/"))
def test_bounds_of_arithmetic_hold_every_result(x, d, w, y, e, v, s, t, symbol):
    a, b = around(np.array([x]), d, w), around(np.array([y]), e, v)
    found = joined(a, symbol, b)
    for row, (p, q) in enumerate(((d, e), (d + w, e + v))):
        left, right = x + s * p * (1 - 1e-9), y + t * q * (1 - 1e-9)
        if symbol == "/" and right == 0:
            continue
        result = {"+": left + right, "-": left - right, "*": left * right}.get(symbol)
        result = left / right if result is None else result
        room = 1e-9 * max(1.0, abs(result))
        assert found.low[row, 0] - room <= result <= found.high[row, 0] + room
    assert found.low[1, 0] <= found.low[0, 0] and found.high[0, 0] <= found.high[1, 0]


@given(NUMBERS, WIDTHS, NUMBERS, WIDTHS, INSIDE, INSIDE)
def test_a_decided_comparison_is_so_for_every_pair_inside(x, d, y, e, s, t):
    a, b = around(np.array([x]), d), around(np.array([y]), e)
    left = min(max(x + s * d, a.low[1, 0]), a.high[1, 0])
    right = min(max(y + t * e, b.low[1, 0]), b.high[1, 0])
    for symbol, holds in {
        "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        "==": left == right, "!=": left != right,
    }.items():  # fmt: skip
        true, false = (bool(each[0]) for each in compared(a, symbol, b))
        assert not (true and false)
        if true or false:
            assert bool(holds) is true, symbol


@given(NUMBERS, WIDTHS, st.floats(0.1, 3), st.floats(0.1, 3))
def test_scaled_and_hulled_bounds_only_grow(x, d, f, g):
    bounds = around(np.array([x]), d, d)
    low, high = sorted((f, g))
    for wider in (bounds.scaled(low, high), bounds.hull(np.array([x - d]), np.array([x + 1]))):
        assert (wider.low <= bounds.low).all() and (wider.high >= bounds.high).all()
        assert (wider.low[0], wider.high[0]) == (bounds.low[0], bounds.high[0])  # digits stay
    scaled = bounds.scaled(low, high)
    for factor in (low, high):
        for edge in (bounds.low[0, 0], bounds.high[0, 0]):
            assert scaled.low[1, 0] <= factor * edge <= scaled.high[1, 0]


def test_a_quotient_by_what_may_be_zero_has_no_bounds():
    found = joined(around(np.array([1.0]), 0.1), "/", around(np.array([0.0]), 0.1))
    assert isinstance(found, Bounds)
    assert (found.low[0, 0], found.high[0, 0]) == (-np.inf, np.inf)


# ---------------------------------------------------------------- whole questions


def figures(values, doubts, precisions) -> Arrays:
    """Observations of the last months as the panel holds them, with doubt and printed digit."""
    n = len(values)
    texts = {"unit": "usd_million", "basis": "customs", "status": "final"}
    texts |= {"published": "2024-01-01", "source": "made up", "note": ""}
    columns = {"value": np.array(values, float)}
    columns |= {name: np.full(n, each, object) for name, each in texts.items()}
    columns["precision"] = np.array(precisions, float)
    columns["later"] = np.zeros(n, dtype=bool)
    columns["doubt"] = np.array(doubts, float)
    return Arrays(END.ordinal - np.arange(n - 1, -1, -1), "M", columns)


def panel(then: Panel, **series) -> Panel:
    """A panel with made-up exports, without reported rates and with one definition."""
    made = {}
    nothing = figures([], [], [])
    bases = [None, *catalogue.bases()]
    for code, known in series.items():
        for basis in bases:
            own = basis in (None, "customs")
            for measure, freq in (("value", "M"), ("yoy_pct", "M"), ("value", "Q"), ("value", "Y")):
                key = ("exports", code, measure, basis, freq)
                made[key] = known if own and (measure, freq) == ("value", "M") else nothing
    return replace(then, _cache=made, _paired={}, worked_out={})


MONTHS = 26
LISTS = st.lists(st.integers(1, 9), min_size=MONTHS, max_size=MONTHS)
ROOM = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.6, 1.4]), min_size=MONTHS, max_size=MONTHS)
SIDES = st.tuples(LISTS, ROOM, ROOM)
# Statements by a number and a month; none is compared with a number that a value prints as, for
# such a value counts as that number whatever its last digit hides.
STATEMENTS = [
    "exports.total > {x} * usd_million",
    "exports.total <= {x} * usd_million",
    "exports.total > exports.usa",
    "exports.total - exports.usa < {x} * usd_million",
    "exports.total + 2 * exports.usa > {x} * usd_million",
    "yoy(exports.total) > 0",
    "yoy(exports.total) < {x}",
    "mom(exports.total) >= {x}",
    "yoy(exports.total) > yoy(exports.usa)",
    "accelerated(exports.total)",
    "share(exports.usa) > 10 * {x}",
    "contribution(exports.usa) > {x}",
    "ytd(exports.total) > 5 * {x} * usd_million",
    "moving_sum(exports.total, 3) > 3 * {x} * usd_million",
    'value(exports.total, "2023-Q4") > 3 * {x} * usd_million',
    "daily_average(exports.total) > {x} * usd_million_per_day / 22",
    "record(exports.total)",
    'record(exports.total, "year")',
    "record_low(exports.total)",
    "streak(exports.total > {x} * usd_million) == {n}",
    "streak(yoy(exports.total) > 0) >= {n}",
    "streak(exports.total > exports.usa) == {n}",
    "streak(record(exports.total)) <= {n}",
    "run_length(exports.total > {x} * usd_million) >= {n}",
    "highest_in(exports.total) == {n}",
    "lowest_in(exports.total) > {n}",
    'since(exports.total) == "{m}"',
    'since(exports.total) < "{m}"',
    "first_in(exports.total > {x} * usd_million) == {n}",
    'last_time(exports.total < {x} * usd_million) == "{m}"',
    'first_since(exports.total > {x} * usd_million, "{m}")',
    'first_since(exports.total > {x} * usd_million, "{m}", "inclusive")',
    "first_at_least(exports.total, {x} * usd_million) == {m}",
    "rank_in_history(exports.total) == {n}",
    'rank_in_history(exports.total, "year") <= {n}',
    "crossed(exports.total, exports.usa)",
    'rising(exports.total, "2023-10", "2023-12")',
    "exports.total > {x} * usd_million and yoy(exports.total) > 0",
    "exports.total > {x} * usd_million or not exports.usa > {x} * usd_million",
]
ASKED = st.builds(
    lambda text, x, n, m: text.format(x=f"{x}.27", n=n, m=END - m),
    st.sampled_from(STATEMENTS), st.integers(1, 8), st.integers(1, 6), st.integers(1, 20),
)  # fmt: skip
OFTEN = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@OFTEN
@given(total=SIDES, usa=SIDES, question=ASKED, factor=st.floats(1, 6), digits=st.booleans())
def test_wider_intervals_turn_nothing_round(then, total, usa, question, factor, digits):
    narrow = panel(then, total=figures(*total), usa=figures(*usa))
    doubt, digit = (1.0, factor) if digits else (factor, 1.0)
    wide = panel(then, **{
        code: figures(values, np.array(doubts) * doubt, np.array(precisions) * digit)
        for code, (values, doubts, precisions) in {"total": total, "usa": usa}.items()
    })  # fmt: skip
    before, after = ask(narrow, question), ask(wide, question)
    assert after.value in (before.value, None), question
    if after.value is None:
        assert after.reason or after.never
    if before.value is None:
        assert after.value is None or before.never


@OFTEN
@given(total=SIDES, usa=SIDES, question=ASKED, chance=st.randoms(use_true_random=False))
def test_what_is_decided_is_so_for_all_numbers_inside(then, total, usa, question, chance):
    found = ask(panel(then, total=figures(*total), usa=figures(*usa)), question)
    assume(found.value is not None)
    inside = {}
    for code, (values, doubts, precisions) in {"total": total, "usa": usa}.items():
        room = (np.array(precisions) / 2 + np.array(doubts)) * 0.999
        points = np.array(values) + room * np.array([chance.uniform(-1, 1) for _ in values])
        inside[code] = figures(points, np.zeros(MONTHS), np.zeros(MONTHS))
    assert ask(panel(then, **inside), question).value is found.value, question


@OFTEN
@given(total=SIDES, decimals=st.integers(0, 2), factor=st.floats(1, 6))
def test_a_number_said_is_open_or_right_however_wide(then, total, decimals, factor):
    values, doubts, precisions = total
    narrow = panel(then, total=figures(*total))
    for quantity, unit in (("exports.total", "usd_million"), ("yoy(exports.total)", "pct")):
        exact = ask(narrow, quantity).value
        for said in (exact, exact + 0.3, exact - 2):
            question = f'says({quantity}, {said:.{decimals}f}, "{unit}")'
            before = ask(narrow, question).value
            wide = panel(then, total=figures(values, np.array(doubts) * factor, precisions))
            assert ask(wide, question).value in (before, None), question
        assert ask(narrow, f'says({quantity}, {exact:.{decimals}f}, "{unit}")').value is True


# ---------------------------------------------------------------- statements read off their answer


PANELS = [
    ("2023-12", "2024-01-01"), ("2023-12", "2026-11-01"), ("2024-11", "2024-12-01"),
    ("2022-03", "2022-04-01"), ("2026-06", "2026-07-01"), ("2026-07", "2026-08-15"),
    ("2021-02", "2021-03-01"), ("2009-01", "2026-11-01"),
]  # fmt: skip
SERIES = [
    "exports.total", "imports.total", "balance.total", "exports.usa", "exports.china",
    "balance.china", "exports.asean", "exports.semiconductors", "exports.ships", "exports.steel",
    "imports.energy_total",
]  # fmt: skip


@pytest.mark.parametrize("known", PANELS, ids="@".join)
@pytest.mark.parametrize("series", SERIES)
def test_a_statement_read_off_its_own_answer_holds(known, series):
    trade = load(*known)
    if ask(trade, series).value is None:
        pytest.skip("not available for the month")
    levels = [series, f"ytd({series})", f"quarterly({series})", f"yearly({series})"]
    if "balance" not in series:
        levels += [f"yoy({series})", f"yoy(ytd({series}))", f"yoy(daily_average({series}))"]
        levels += [f"share({series})", f"daily_average({series})"]
    scales = {"usd_million": ("usd_billion", 1000), "usd_million_per_day": ("usd_billion_per_day",
              1000), "pct": ("pct", 1)}  # fmt: skip
    for each in levels:
        found = ask(trade, each)
        if found.value is None:
            continue
        unit, scale = scales[found.unit]
        for decimals in (1, 2):
            said = f'says({each}, {found.value / scale:.{decimals}f}, "{unit}")'
            assert ask(trade, said).value is True, said
    counts = [f"streak({series} > 0)", f"highest_in({series})", f"lowest_in({series})"]
    counts += [f"rank_in_history({series})", f'rank_in_history({series}, "month")']
    if "balance" not in series:
        counts += [f"streak(yoy({series}) > 0)", f"streak(yoy({series}) < 0)"]
        counts += [f"first_in(yoy({series}) > 0)", f"highest_in(yoy({series}))"]
    for each in counts:
        found = ask(trade, each)
        if found.value is None:
            continue
        symbol = ">=" if found.at_least else "=="
        assert ask(trade, f"{each} {symbol} {found.value:g}").value is True, each
        if not found.at_least:
            assert ask(trade, f"{each} == {found.value + 1:g}").value is False, each
    for each in (f"since({series})", f"lowest_since({series})", f"last_time({series} < 0)"):
        found = ask(trade, each)
        if isinstance(found.value, pd.Period):
            assert ask(trade, f'{each} == "{found.value}"').value is True, each
            assert ask(trade, f'{each} == "{found.value - 1}"').value is False, each


@pytest.mark.parametrize("known", PANELS, ids="@".join)
def test_records_ranks_and_the_last_time_agree(known):
    trade = load(*known)
    for series in SERIES:
        for scope in ("all", "month", "year"):
            top, place = (ask(trade, f'{name}({series}, "{scope}")')
                          for name in ("record", "rank_in_history"))  # fmt: skip
            if top.value is None or place.value is None:
                continue
            if place.at_least:
                assert not (top.value is True and place.value > 1)
            else:
                assert top.value is (place.value == 1), (series, scope)
        highest, since = ask(trade, f"record({series})"), ask(trade, f"since({series})")
        if highest.value is True:
            assert since.value is None
        if isinstance(since.value, pd.Period):
            assert highest.value is False


# ---------------------------------------------------------------- widths measured on the store


def test_the_stage_of_a_period_follows_the_calendar_of_releases():
    ends = np.array(["2023-11-30"] * 5, "datetime64[D]").astype(np.int64)
    days = ["2023-12-01", "2023-12-14", "2023-12-15", "2024-01-31", "2024-02-01"]
    found = intervals.stages(ends, np.array(days, "datetime64[D]").astype(np.int64))
    assert [intervals.STAGES[each] for each in found] == [
        "first", "first", "confirmed", "confirmed", "final",
    ]  # fmt: skip


def test_no_doubt_where_the_vintage_of_the_day_is_used(then):
    day = lambda text: np.array([text], "datetime64[D]").astype(np.int64)  # noqa: E731
    end, value = day("2023-12-31"), np.array([57660.0])
    series = ("exports", "total", "value")
    for published, asked, open_ in (
        ("2024-01-01", "2024-01-10", False),
        ("2024-01-01", "2024-01-15", True),
        ("2024-01-15", "2024-01-31", False),
        ("2024-02-01", "2026-11-01", False),
        ("2024-02-01", "2024-01-01", True),
    ):
        found = intervals.doubts(value, series, (end, day(published), day(asked)), then.data_dir)
        assert bool(found[0] > 0) is open_, (published, asked)
        assert found[0] == 0 or found[0] >= intervals.LEAST["level"]
    known = (end, day("2024-02-01"), day("2024-01-01"))
    for series in (("none", "total", "working_days"), ("exports", "total", "unit_value")):
        assert intervals.doubts(value, series, known, then.data_dir)[0] == 0  # not revised
    own = intervals.width("balance", "total", "level", "first", "final").size
    balance = intervals.doubts(value, ("balance", "total", "value"), known, then.data_dir)[0]
    assert balance == pytest.approx(own / 100 * value[0])  # of the mean of both sides


def test_a_family_with_few_revisions_takes_the_width_of_the_nearest_one_and_says_so():
    own = intervals.width("exports", "region", "level", "first", "final")
    assert (own.family, own.n >= intervals.FEW) == ("exports region", True)
    other = intervals.width("imports", "region", "level", "first", "confirmed")
    assert other.family != "imports region" and other.n >= intervals.FEW
    assert intervals.width("exports", "total", "level", "first", "first").size == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["revision_widths", "definition_widths"])
def test_the_tables_of_widths_are_what_the_store_gives(name):
    kept = catalogue.table(name)
    (until,) = set(kept["until"])
    made = getattr(intervals, name)(observations.read(), until)
    text = made.to_csv(index=False, lineterminator="\n")
    assert text.splitlines() == kept.to_csv(index=False, lineterminator="\n").splitlines()
    if name == "revision_widths":
        assert {"n", "width"} <= set(kept) and kept["n"].astype(int).ge(1).all()
