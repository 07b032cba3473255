"""The claims language: what it answers, what it leaves open, and that only ClaimError escapes."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.claims import FUNCTIONS, ask
from helpers.claims.grammar import DEEPEST
from helpers.claims.language import faults_in
from helpers.claims.printed import Printed, reading
from helpers.claims.result import Result, both, compare, either, negated, unknown
from helpers.errors import ClaimError
from helpers.loading import load
from helpers.months import release_date

YES, NO, OPEN = Result(True, text="yes"), Result(False, text="no"), unknown("not available")


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def now():
    return load("2023-12")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_answers_its_example(name, then):
    function = FUNCTIONS[name]
    assert f"{name}(" in function.example
    text = ask(then, function.example).text
    head, dots, _ = function.answer.partition("...")
    assert text.startswith(head) if dots else text == function.answer


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3 - 4 / 2", 5.0),
        ("-(2 - 5)", 3.0),
        ("2 > 1 and not 1 > 2 or 1 == 2", True),
        ('value(exports.total, "2023") == 632690 * usd_million', True),
        ("exports.total - imports.total == balance.total", True),
        ("exports.total >= 57.66 * usd_billion", True),
        ('since(balance.total) == "2020-12"', True),
        ('since(balance.total) < "2021-01"', True),
        ("highest_in(exports.total)", 17),
        ("lowest_in(imports.total)", 1),
        ("change(working_days)", -2.0),
        ("streak(balance.total > 0)", 7),
        ("streak(balance.total < 0)", 0),
        ('streak(yoy(exports.total) < 0, "2023-09")', 12),
        ("streak(yoy(exports.total) > 0 and balance.total > 0)", 3),
        ("streak(not yoy(exports.total) < 0)", 3),
        ("streak(quarterly(balance.total) > 0)", 2),
        ('first_in(yoy(exports.total) > 0, "2023-10")', 13),
        ('last_time(balance.total < 0) == "2023-05"', True),
        ('first(exports.total > 50 * usd_billion) == "2013-10"', True),
        ("first_at_least(exports.total, 900 * usd_billion) == 2023-12", False),
        ("crossed(exports.usa, exports.china)", True),
        ("crossed(exports.china, exports.usa)", False),
        ('crossed(exports.usa, exports.china, "2023-11")', False),
        ("record(exports.total)", False),
        ('record(exports.total, "month")', False),
        ('record(exports.total, "year")', True),
        ('rising(balance.total, "2023-Q1", "2023-Q4")', True),
        ('falling(balance.total, "2023-10", "2023-12")', False),
        ('value(exports.total, "2023-H2") > value(exports.total, "2023-H1")', True),
        ("count(items_15, yoy > 0)", 8),
        ("rank(yearly(exports.usa), markets_9)", 2),
    ],
)
def test_december_2023_as_published(expression, value, then):
    assert ask(then, expression).value == value


def test_a_period_is_an_answer(then):
    found = ask(then, "since(yoy(daily_average(exports.total)))")
    assert found.value == pd.Period("2022-06", "M")
    assert found.text.startswith("last as high in 2022-06 (+14.9%), 18 months earlier")


def test_growth_of_totals_is_the_reported_one_until_the_value_is_revised(then, now):
    first, revised = (ask(trade, "yoy(exports.total)") for trade in (then, now))
    assert (first.how, revised.how) == ("reported rate", "computed")
    assert (first.value, round(revised.value, 1)) == (5.1, 5.0)
    assert [observation.published for observation in first.evidence] == ["2024-01-01"]


@pytest.mark.parametrize(
    ("month", "flow", "reported"),
    [
        ("2024-01", "exports", 18.0),
        ("2026-01", "exports", 33.9),
        ("2026-02", "exports", 29.0),
        ("2022-01", "imports", 35.5),
        ("2026-01", "imports", 11.7),
    ],
)
def test_the_rate_of_the_day_is_not_denied_on_its_day(month, flow, reported):
    trade = load(month, as_of=release_date(pd.Period(month, "M")))
    assert ask(trade, f"yoy({flow}.total)").value == reported
    assert ask(trade, f'says(yoy({flow}.total), {reported}, "pct")').value is True


def test_a_balance_takes_exports_and_imports_of_one_vintage_or_a_newer_stated_one(then):
    may = ask(then, 'value(balance.total, "2023-05")')
    assert may.value == -2210  # the release of 2023-09-01 states it; the sides are older
    assert [(observation.series, observation.published) for observation in may.evidence] == [
        ("balance.total", "2023-09-01")
    ]
    stated = ask(then, "balance.total")
    assert [(observation.series, observation.published) for observation in stated.evidence] == [
        ("balance.total", "2024-01-01")
    ]
    september = ask(then, 'value(balance.total, "2023-09")')  # revised since: as its sides are
    assert [observation.series for observation in september.evidence] == [
        "exports.total",
        "imports.total",
    ]
    for month in pd.period_range("2022-01", "2023-12", freq="M"):
        days = {
            observation.published
            for observation in ask(then, f'value(balance.total, "{month}")').evidence
        }
        assert len(days) == 1, month


def test_a_bare_item_follows_the_list_of_the_release_and_says_which(then):
    found = ask(then, "exports.semiconductors")
    assert [observation.basis for observation in found.evidence] == ["classic"]
    steel = ask(then, "exports.steel")  # not on the classic list on that day
    assert [observation.basis for observation in steel.evidence] == ["mti2026_panel"]
    assert steel.low < steel.value - 1 and steel.high > steel.value + 1
    panel = ask(then, "exports.semiconductors", bare="panel")
    assert [observation.basis for observation in panel.evidence] == ["mti2026_panel"]


@pytest.mark.parametrize(
    ("month", "as_of", "expression", "named"),
    [
        ("2024-11", "2024-12-01", "yoy(exports.asean) > 0", "exports.asean for November 2024"),
        ("2023-12", "2024-01-01", "balance.china > 0", "imports.china for December 2023"),
        ("2023-12", "2024-01-01", "yoy(exports.steel) > 0", "exports.steel for December 2023"),
    ],
)
def test_what_a_later_vintage_cannot_decide_is_open_and_names_it(month, as_of, expression, named):
    trade = load(month, as_of)
    for asked in (expression, expression.replace(">", "<=")):
        found = ask(trade, asked)
        assert found.value is None
        assert found.reason.startswith(f"open: the first release of {named} is not available; on")
        assert found.evidence and any(
            observation.later and observation.doubt for observation in found.evidence
        )
    far = expression.replace("> 0", "< 900" if "yoy" in expression else "< 900 * usd_billion")
    assert ask(trade, far).value is True


def test_of_two_series_as_large_as_each_other_neither_is_ahead():
    trade = load("2026-06", as_of="2026-11-01")  # 0.5 million apart, and turned by revisions
    for expression in ("exports.usa > exports.china", "exports.china > exports.usa"):
        found = ask(trade, expression)
        assert found.value is None and found.reason.startswith("open: ")
        run = ask(trade, f"streak({expression})")
        assert (run.value, run.at_least) == (0, True)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("exports.total > 99", "99 has no unit: write it times usd_billion, usd_million or usd_1"),
        ("exports.total + 1 > 0", "1 has no unit: write it times usd_billion, usd_million"),
        ("daily_average(exports.total) > 2", "write it times usd_billion_per_day"),
        ("exports.total > yoy(exports.total)", "usd_million and pct are different units"),
        ("yoy(exports.total) > 5 * usd_billion", "pct and usd_million are different units"),
        ('says(working_days, 22.5, "pct")', '"days" is allowed'),
        ('says(exports.total, 57.7, "pct")', '"usd_billion", "usd_million", "usd_100m" is allowed'),
    ],
)
def test_units_that_do_not_fit_are_refused_with_those_that_do(expression, allowed, then):
    with pytest.raises(ClaimError) as caught:
        ask(then, expression)
    assert allowed in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("exports.total > 0", True),  # zero fits every unit
        ("yoy(exports.total) > 5", True),
        ("yoy(exports.total) - yoy(imports.total) > 15", True),
        ("exports.total / imports.total > 1", True),
        ("daily_average(exports.total) > 2.5 * usd_billion_per_day", True),
        ('says(daily_average(exports.total), 2.56, "usd_billion_per_day")', True),
        ('value(exports.total, "2023-12-D20") > 37 * usd_billion', True),
        ('value(yoy(exports.total), "2023-12-D20")', 13.0),
        ('value(exports.total, "2023-12-D10") < value(exports.total, "2023-12-D20")', True),
        ('value(exports.total, "2023-01..2023-11") > 570 * usd_billion', True),
        ('since(exports.total, "2023-01..2023-12") == "2022-12"', True),
        ('value(yoy(exports.total), "2023-Q4")', 5.9),
        ("streak(run_length(balance.total > 0) >= 3)", 5),
        ('value(run_length(balance.total > 0), "2023-08")', 3.0),
        ('rank_in_history(exports.total, "month")', 2),
        ('first_since(exports.total >= 57 * usd_billion, "2022-09", "inclusive")', True),
        ('first_since(exports.total >= 57 * usd_billion, "2022-09", "exclusive")', False),
        ('first_since(exports.total >= 57 * usd_billion, "2022-10", "exclusive")', True),
        ('first_since(exports.total >= 57 * usd_billion, "2022-10", "inclusive")', False),
        ('first_since(exports.total >= 57 * usd_billion, "2022-08")', False),
    ],
)
def test_units_periods_and_the_newer_functions(expression, value, then):
    assert ask(then, expression).value == value


def test_parts_of_a_statement_have_verdicts_of_their_own_the_true_ones_first(then):
    found = ask(then, "record(exports.total) and balance.total > 0 and balance.china > 0")
    assert found.value is False
    places = [found.text.index(f"({word})") for word in ("holds", "does not hold", "open")]
    assert places == sorted(places)


def test_a_record_on_short_data_holds_only_since_they_begin(then):
    short, whole = ask(then, "record(exports.usa)"), ask(then, 'record(exports.total, "year")')
    assert (short.value, short.since) == (True, pd.Period("2016-01", "M"))
    assert (whole.value, whole.since) == (True, None)
    low = ask(then, 'record_low(exports.total, "all", "1985-02")')
    assert low.since is None


def test_a_printed_rate_comes_first_on_a_release_basis(then):
    found = ask(then, "yoy(exports.semiconductors@classic)")
    assert (found.value, found.how) == (21.8, "reported rate")
    assert [observation.measure for observation in found.evidence] == ["yoy_pct"]


def test_a_printed_rate_is_taken_where_a_value_only_stands_in(then, now):
    assert ask(then, "yoy(exports.india)").how == "reported rate"
    assert not ask(then, "yoy(exports.india)").later
    assert ask(now, "yoy(exports.india)").how == "computed"


def test_stand_ins_are_marked(then, now):
    question = 'rising(exports.semiconductors, "2023-Q1", "2023-Q4")'
    assert ask(then, question).later
    assert not ask(now, question).later
    assert not ask(then, "streak(yoy(exports.total) > 0)").later


def test_a_missing_month_leaves_a_streak_open(then):
    found = ask(then, "streak(yoy(exports.automobiles@classic) > 0)")
    assert (found.value, found.at_least) == (15, True)
    assert "2022-09 is not available" in found.reason
    for comparison, answer in {">= 15": True, "== 14": False, "== 18": None, "< 30": None}.items():
        question = f"streak(yoy(exports.automobiles@classic) > 0) {comparison}"
        assert ask(then, question).value is answer
    assert "2022-09" in ask(then, "streak(yoy(exports.automobiles@classic) > 0) == 18").reason


def test_members_that_are_not_held_leave_a_count_within_bounds(then):
    found = ask(then, "count(exports.items_15@classic, yoy > 0)")
    assert (found.value, found.most) == (8, 14)
    question = "count(exports.items_15@classic, yoy > 0)"
    assert ask(then, f"{question} >= 8").value is True
    assert ask(then, f"{question} > 14").value is False
    assert ask(then, f"{question} == 8").value is None


def test_what_reaches_beyond_the_data_says_where_they_start(then):
    found = ask(then, "first_in(exports.usa > exports.china)")
    assert (found.value, found.at_least) == (96, True)
    assert "2015-12 and earlier are not available" in found.text
    assert ask(then, "first_in(exports.usa > exports.china) >= 240").value is None


def test_a_record_needs_a_run_without_gaps(then):
    assert "record since 2016-01" in ask(then, "record(exports.usa)").text
    assert ask(then, 'record(exports.semiconductors@classic, "year")').value is None
    assert ask(then, "record(exports.automobiles@classic)").value is False


def test_what_is_not_held_is_unknown_with_the_reason(then):
    found = ask(then, "yoy(imports.crude_oil)")
    assert found.value is None
    assert found.reason == "2023-12 is not available for Crude oil"
    assert ask(then, "exports.total / (imports.total - imports.total)").value is None
    assert ask(then, "1 / 0").reason == "division by zero"


@pytest.mark.parametrize(
    ("expression", "holds", "words"),
    [
        ('says(exports.total, 57.6, "usd_billion")', True, "truncated to 57.6"),
        ('says(exports.total, 57.7, "usd_billion")', True, "USD 57.66 billion"),
        ('says(exports.total, 57.5, "usd_billion")', False, "not 57.5"),
        ('says(balance.total, 44.8, "usd_billion")', False, "too large by a factor of ten"),
        ('says(balance.total, 0.4, "usd_billion")', False, "too small by a factor of ten"),
        ('says(balance.total, 448, "usd_billion")', False, "too large by a factor of a hundred"),
        ('says(yoy(imports.total), 10.8, "pct")', False, "right except for its sign"),
        ('says(yoy(imports.total), -10.8, "pct")', True, "−10.8%"),
        ('says(yoy(daily_average(exports.total)), 14.5, "pct")', True, "+14.5%"),
        ('says(streak(balance.total > 0), 7, "months")', True, "7 months"),
    ],
)
def test_says_reads_a_printed_number(expression, holds, words, then):
    found = ask(then, expression)
    assert found.value is holds
    assert words in found.text


@given(st.decimals(-1_000_000, 1_000_000, places=6), st.integers(0, 3))
def test_a_value_rounded_or_cut_is_always_recognised(value, decimals):
    digit = Decimal(1).scaleb(-decimals)
    for how in (ROUND_HALF_UP, ROUND_DOWN):
        said = Printed(float(value.quantize(digit, how)), decimals)
        assert reading(float(value), said) in ("rounded", "truncated")


def test_one_member_that_stands_in_makes_the_answer_stand_in(then):
    assert not ask(then, "contribution(imports.energy_total)").later
    assert ask(then, "contribution(imports.china)").later
    assert ask(then, "largest_contributor(imports.energy_total, imports.markets_9)").later


def test_a_question_may_be_nested_just_so_deep(then):
    assert ask(then, "not " * (DEEPEST - 2) + "1 > 0").value is (DEEPEST % 2 == 0)
    with pytest.raises(ClaimError, match=f"nested more than {DEEPEST} levels deep"):
        ask(then, "not " * (DEEPEST - 1) + "1 > 0")


def test_a_series_that_is_not_held_is_pointed_at_where_it_stands(then):
    with pytest.raises(ClaimError) as caught:
        ask(then, "balance.total > 0 and exports.totl > 0")
    assert caught.value.position == 22


def test_half_a_digit_and_the_rounding_of_the_figures_are_allowed_together():
    said = Printed(14.5, 1)
    assert reading(14.44, said, error=0.01) == "within the rounding of the numbers"
    assert reading(14.44, said, error=0.009) == ""


@pytest.mark.parametrize(
    ("founds", "conjunction", "disjunction"),
    [
        ([YES, YES], True, True),
        ([YES, NO], False, True),
        ([NO, NO], False, False),
        ([YES, OPEN], None, True),
        ([NO, OPEN], False, None),
        ([OPEN, OPEN], None, None),
    ],
)
def test_three_valued_logic(founds, conjunction, disjunction):
    for order in (founds, founds[::-1]):
        assert both(order).value is conjunction
        assert either(order).value is disjunction
    assert both(founds).reason == ("not available" if conjunction is None else "")


def test_negation_keeps_the_unknown():
    assert (negated(YES).value, negated(NO).value, negated(OPEN).value) == (False, True, None)


@given(
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
)
def test_bounds_decide_only_what_holds_for_every_value_within_them(low, width, number, operator):
    found = compare(Result(low, most=low + width), operator, Result(number))
    answers = {
        compare(Result(each), operator, Result(number)).value
        for each in range(low, low + width + 1)
    }
    assert found.value is (answers.pop() if len(answers) == 1 else None)


@pytest.mark.parametrize(
    ("expression", "problem", "hint"),
    [
        ("", "ends too early", ""),
        ("1 +", "ends too early", ""),
        ("exports.total $", "cannot read '$'", ""),
        ("exports.total 3", "did not expect '3'", ""),
        ("streek(balance.total > 0)", "unknown function 'streek'", "'streak'"),
        ("export.total", "unknown flow 'export'", "'exports'"),
        ("exports.semiconductor", "unknown code", "'exports.semiconductors'"),
        ("exports.steel@clasic", "unknown definition", "'exports.steel@classic'"),
        ("total", "unknown name", ""),
        ("yoy", "needs a series", ""),
        ("items_15", "is a group", ""),
        ("count(items_16, yoy > 0)", "unknown group", "'items_15'"),
        ("count(items_15, yoy)", "needs a condition", ""),
        ("streak(exports.total)", "needs a condition", ""),
        ("yoy(3)", "needs a series", ""),
        ("yoy(exports.total, 3)", "takes series", ""),
        ("change(exports.total, 0.5)", "1 to 600", ""),
        ("value(exports.total, 2023-13)", "months run from 01 to 12", ""),
        ('value(exports.total, "soon")', "is no period", ""),
        ("value(quarterly(exports.total), 2023)", "has no value for 2023", ""),
        ("streak(quarterly(balance.total) > 0, 2023)", "is no period of", ""),
        ('record(exports.total, "decade")', "all, month, year", ""),
        ("quarterly(quarterly(exports.total))", "does not add up", ""),
        ("exports.total > quarterly(exports.total)", "periods of the same length", ""),
        ("share(exports.total / 2)", "name the total", ""),
        ("since(exports.total) > 3", "a period with a number", ""),
        ('since(exports.total) == "2022-Q3"', "differ in length", ""),
        ("exports.total and 1 > 0", "joins conditions", ""),
        ("(1 > 0) + 1", "needs numbers", ""),
        ('says(exports.total, 57.6, "usd_bn")', "does not fit", ""),
        ('says(exports.total, imports.total, "usd_billion")', "as it was written", ""),
        ("(" * 40, "ends too early", ""),
        ("not " * 40 + "1 > 0", "levels deep", ""),
        ("1" + " + 1" * 300, "characters long", ""),
    ],
)
def test_errors_name_the_place_and_the_nearest_name(expression, problem, hint, then):
    with pytest.raises(ClaimError) as caught:
        ask(then, expression)
    assert problem in str(caught.value)
    assert (f"did you mean {hint}" in str(caught.value)) == bool(hint)


def test_an_error_points_at_its_position(then):
    with pytest.raises(ClaimError) as caught:
        ask(then, "balance.total > exports.china_")
    lines = str(caught.value).splitlines()
    assert lines[2].index("^") == lines[1].index("exports.china_")


@pytest.mark.parametrize(
    ("expression", "problems"),
    [
        ("exports.total > 0", []),
        ("count(items_15, yoy > 0) == 8", []),
        ("exports.total >", ["the expression ends too early"]),
        ("exports.totl > export.total", ["unknown code 'totl'", "unknown flow 'export'"]),
        (
            "cuont(items_15, yoy > 0) > 3 and streek(yoi(exports.usa) > 0) == 2",
            ["unknown function 'cuont'", "unknown function 'streek'", "unknown function 'yoi'"],
        ),
        (
            'says(exports.totl, 3, "pct") or streak(imports.total, 2023) > 0',
            ["unknown code 'totl'", "needs a condition"],
        ),
        ("exports.nothing > exports.nothing", ["unknown code 'nothing'"] * 2),
        ("count(items_16, yoi > 0) > exports.usaa", ["unknown group", "unknown code 'usaa'"]),
    ],
)
def test_all_faults_of_an_expression_are_found_in_their_order(expression, problems, then):
    faults = faults_in(then, expression)
    assert len(faults) == len(problems)
    for fault, problem in zip(faults, problems, strict=True):
        assert problem in fault.problem
    positions = [fault.position for fault in faults]
    assert positions == sorted(positions)
    assert len(set(positions)) == len(positions)


@pytest.mark.parametrize("given_", [None, 3, b"exports.total", ["exports.total"]])
def test_an_expression_is_a_text(given_, then):
    with pytest.raises(ClaimError, match="an expression is a text"):
        ask(then, given_)


def test_panels_do_not_share_what_was_worked_out(then):
    other = load("2023-11")
    assert ask(then, "exports.total").value != ask(other, "exports.total").value
    assert ask(then, "exports.total") == ask(load("2023-12", "2024-01-01"), "exports.total")


def test_an_open_comparison_hands_on_why_a_side_is_open(then):
    run = ask(then, "streak(exports.total > 0)")
    assert run.at_least and run.reason
    found = ask(then, "streak(exports.total > 0) == 5000")
    assert (found.value, found.reason) == (None, run.reason)
    turned = ask(then, "5000 == streak(exports.total > 0)")
    assert (turned.value, turned.reason) == (None, run.reason)


def test_one_true_side_decides_an_or_where_the_other_is_not_held(then):
    alone = ask(then, "streak(exports.total > 0)")
    later = ask(then, "streak(imports.energy_total > 0)")
    assert later.value < alone.value
    for text in (
        "exports.total > 0 or imports.energy_total > 0",
        "imports.energy_total > 0 or exports.total > 0",
    ):
        assert ask(then, f"streak({text})").value == alone.value


def test_two_single_figures_that_do_not_decide_name_the_observation(then):
    found = ask(then, 'value(exports.total, "2023-01..2023-11") > 575 * usd_billion')
    assert found.value is None
    assert found.reason.startswith("open: the revised number of exports.total for ")
