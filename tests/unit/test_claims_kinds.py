"""The sixteen kinds of statement: each true, false and unknown, with the figures that decide."""

import pytest

from helpers.claims import FUNCTIONS, KINDS, ask
from helpers.errors import ClaimError
from helpers.loading import load

# By kind: a statement that holds, one that does not, one the data leave open; and what decides the
# first of them: series and period of published figures.
CASES = {
    "value": (
        'says(balance.total, 44.8, "usd_100m")',
        'says(balance.total, 44.8, "usd_billion")',
        'says(imports.energy_incl_petroleum_products, 3.1, "usd_billion")',
        {("balance.total", "2023-12")},
    ),
    "growth": (
        'says(yoy(imports.total), -10.8, "pct")',
        'says(yoy(imports.total), 10.8, "pct")',
        'says(yoy(imports.crude_oil), -17.6, "pct")',
        {("imports.total", "2023-12")},
    ),
    "streak": (
        "streak(yoy(exports.total) > 0) == 3",
        "streak(balance.total > 0) == 2",
        "streak(exports.china >= 10 * usd_billion) == 5",
        {("exports.total", "2023-12"), ("exports.total", "2023-10")},
    ),
    "first_in": (
        'first_in(yoy(exports.total) > 0 and balance.total > 0, "2023-10") == 20',
        'first_in(yoy(exports.total) > 0, "2023-10") == 12',
        "first_in(exports.usa > exports.china) == 240",
        {("exports.total", "2023-10"), ("exports.total", "2022-02"), ("balance.total", "2023-10")},
    ),
    "since": (
        "highest_in(exports.total) == 17",
        "highest_in(balance.total) == 18",
        'since(exports.semiconductors@classic) == "2022-06"',
        {("exports.total", "2023-12"), ("exports.total", "2022-07")},
    ),
    "record": (
        "record(exports.usa)",
        "record(exports.total)",
        'record(exports.semiconductors@classic, "year")',
        {("exports.usa", "2023-12"), ("exports.usa", "2023-11")},
    ),
    "threshold": (
        'first(exports.total >= 50 * usd_billion) == "2013-10"',
        "first_at_least(exports.total, 60 * usd_billion) == 2023-12",
        "first_above(exports.electric_vehicles_to_usa, 1 * usd_billion) == 2023-12",
        {("exports.total", "2013-10"), ("exports.total", "2013-09")},
    ),
    "rank": (
        "rank(yearly(exports.usa), markets_9) == 2 and crossed(exports.usa, exports.china)",
        "crossed(exports.china, exports.usa)",
        "rank(exports.usa, countries) == 1",
        {("exports.usa", "2023-12"), ("exports.china", "2023-11"), ("exports.usa", "2023")},
    ),
    "share": (
        'says(share(yearly(exports.china)) - share(yearly(exports.usa)), 1.4, "pp")',
        "mainly(imports.energy_total)",
        "largest_contributor(imports.energy_total, imports.fuels)",
        {("exports.china", "2023"), ("exports.usa", "2023")},
    ),
    "daily": (
        'says(working_days, 22.5, "days") and says(change(working_days), -2, "days")',
        'says(yoy(daily_average(exports.total)), 15.5, "pct")',
        "daily_average(imports.energy_incl_petroleum_products) > 0",
        {("none.total", "2023-12")},
    ),
    "volume": (
        "streak(yoy(volume(exports.total)) > 0) == 4",
        "highest_in(yoy(volume(exports.total))) == 18",
        "yoy(volume(imports.crude_oil)) > 0",
        {("exports.total", "2023-12"), ("exports.total", "2023-08")},
    ),
    "count": (
        "count(items_15, yoy > 0) >= 8",
        "count(items_15, yoy > 0) == 11",
        "count(items_15, yoy > 0) == 8",
        {("exports.semiconductors", "2023-12"), ("exports.steel", "2022-12")},
    ),
    "quarterly": (
        "streak(quarterly(balance.total) > 0) == 2",
        'value(balance.total, "2023-Q1") > 0',
        'value(exports.total, "1984") > 0',
        {("balance.total", "2023-12"), ("balance.total", "2023-04")},
    ),
    "direction": (
        'rising(exports.total, "2023-Q1", "2023-Q2") and slowed(exports.total)',
        'falling(exports.total, "2023-10", "2023-12")',
        "accelerated(imports.gas)",
        {("exports.total", "2023-01"), ("exports.total", "2023-06"), ("exports.total", "2023-11")},
    ),
    "identity": (
        'agrees(exports.total / printed(exports.total, "daily_avg"), working_days)',
        "agrees(exports.total - imports.total, balance.total / 10)",
        "agrees(imports.energy_incl_petroleum_products, imports.energy_total)",
        {("exports.total", "2023-12"), ("none.total", "2023-12")},
    ),
    "context": (None, None, "first_in(exports.usa > exports.china) >= 240", set()),
    "forecast": (
        'forecast("imf_kr_cpi_inflation_forecast", "2024") == 2.4',
        'forecast("imf_kr_cpi_inflation_forecast", "2024") == 2.3',
        'forecast("imf_kr_cpi_inflation_forecast", "1950") == 2.4',
        set(),
    ),
}


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


def test_every_kind_is_listed_and_tested():
    assert set(CASES) == set(KINDS)
    assert [kind.number for kind in KINDS.values()] == [*range(1, 17), 16]
    for kind in KINDS.values():
        assert set(kind.functions) <= {*FUNCTIONS, "working_days"}


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_a_kind_is_answered_as_told(name, then):
    kind = KINDS[name]
    found = ask(then, kind.example)
    head, dots, _ = kind.answer.partition("...")
    assert found.value is kind.holds
    assert found.text.startswith(head) if dots else found.text == kind.answer
    assert not kind.functions or any(each in kind.example for each in kind.functions)


@pytest.mark.parametrize("name", CASES)
def test_a_kind_holds_does_not_or_stays_open(name, then):
    *expressions, evidence = CASES[name]
    for expression, value in zip(expressions, (True, False, None), strict=True):
        if expression is None:
            continue
        found = ask(then, expression)
        assert found.value is value, (expression, found)
        assert found.text
        assert found.reason or value is not None
    if expressions[0] is not None:
        observations = ask(then, expressions[0]).evidence
        assert {
            (observation.series, str(observation.period)) for observation in observations
        } >= evidence
        assert all(observation.published and observation.source for observation in observations)


@pytest.mark.parametrize(
    ("expression", "holds", "words"),
    [
        ('record(exports.usa, "month")', True, "for a December since 2016-12; before it"),
        (
            'record(exports.usa, "month")',
            True,
            "weaker than what the data show: a record of all periods",
        ),
        ('record(exports.total, "year")', True, "highest of the year; before it 2023-11"),
        ("record(exports.total)", False, "only a record of the year"),
        ('record(quarterly(exports.usa), "month")', True, "record for a Q4 since 2016-Q4"),
        ('record(ytd(exports.usa), "month", "2023-11")', True, "for January to November since"),
        ("record(yearly(exports.usa))", True, "record since 1965"),
        ('record_low(balance.china, "all", "2023-01")', True, "record low since 2001-01"),
        ("record_low(exports.total)", False, "no record; lowest 1985-01"),
    ],
)
def test_a_record_says_its_scope_and_the_other_one_that_holds(expression, holds, words, then):
    found = ask(then, expression)
    assert (found.value, words in found.text) == (holds, True), found.text


def test_sums_from_january_on_compare_with_the_same_months(then):
    with pytest.raises(ClaimError, match='scope "month"'):
        ask(then, "record(ytd(exports.total))")


@pytest.mark.parametrize(
    "expression",
    [
        "exports.steel@classic > exports.steel",
        "exports.steel@classic - exports.steel@mti2026_panel > 0",
        'value(exports.steel@classic, "2023-12") / value(exports.steel, "2022-12") > 1',
        "streak(yoy(exports.steel@classic) > 0 or yoy(exports.steel@mti2026_panel) > 0)",
        "yoy(exports.steel@classic) > 0 and yoy(exports.steel@mti2026_panel) > 0",
        "crossed(exports.steel@classic, exports.steel@mti2026_panel)",
        "share(exports.steel@classic, exports.steel)",
        "streak(yoy(exports.steel@classic) > 0) == streak(yoy(exports.steel) > 0)",
        "agrees(exports.asean@country_sum, exports.asean@ministry_group)",
    ],
)
def test_definitions_are_not_mixed(expression, then):
    with pytest.raises(ClaimError, match="two bases") as caught:
        ask(then, expression)
    assert "different definitions" in str(caught.value)
    assert "@" in caught.value.suggestion


@pytest.mark.parametrize(
    "expression",
    [
        "share(exports.semiconductors@classic) > 0",
        "yoy(exports.steel@classic) > 0 and record(exports.steel@mti2026_panel)",
        "agrees(balance.total@printed, balance.total)",
        "exports.steel > exports.ships and exports.steel > 0",
    ],
)
def test_a_share_of_the_total_and_two_answers_side_by_side_are_no_mixture(expression, then):
    assert ask(then, expression).value is not None


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("agrees(exports.total - imports.total, balance.total@printed)", True),
        ("agrees(imports.energy_total + imports.non_energy, imports.total)", True),
        ('agrees(printed(exports.china, "share_pct") / 100 * exports.total, exports.china)', True),
        (
            'agrees(exports.total / (1 + printed(exports.total, "yoy_pct") / 100),'
            ' value(exports.total, "2022-12"))',
            True,
        ),
        ('agrees(share(exports.usa), printed(exports.usa, "share_pct"))', True),
        ("agrees(exports.total, 57664)", True),  # printed to USD 10 million: half of it is open
        ("agrees(exports.total, 57667)", False),
        ("agrees(exports.total, imports.total)", False),
        ("agrees(imports.energy_total, imports.non_energy)", False),
    ],
)
def test_identities_hold_within_the_rounding_of_what_is_printed(expression, holds, then):
    found = ask(then, expression)
    assert found.value is holds, found.text
    assert ("apart, more than the rounding" in found.text) is not holds


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("agrees(exports.total, working_days)", "different units"),
        ("agrees(exports.total > 0, imports.total)", "not a condition"),
        ("agrees(since(exports.total), exports.total)", "only numbers agree"),
    ],
)
def test_only_figures_of_one_unit_agree(expression, problem, then):
    with pytest.raises(ClaimError, match=problem):
        ask(then, expression)
