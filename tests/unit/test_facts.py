"""Facts: each is proved, none is thin, and the order is that of rarity and weight."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import facts as found
from helpers.claims import ask_panel as ask
from helpers.cli import main
from helpers.facts import KINDS, score, worth
from helpers.facts.ranking import fold, ranked
from helpers.facts.single import NOTABLE, THIN, round_number
from helpers.loading import load

MONTHS = 40
amounts = st.lists(st.floats(1000, 2000, width=32), min_size=MONTHS, max_size=MONTHS)
periods, weights = st.integers(0, 800), st.floats(0, 1)


@pytest.fixture(scope="module")
def first():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def statements(first):
    return found.facts(first)


@cache
def known_now(month="2023-12"):
    """One panel a month for all tests: its statements are kept with it."""
    return load(month)


def panel(values):
    """A panel whose total exports are other values, from as many months before its own on."""
    real = known_now()
    held = real.figures("exports", "total")
    columns = {name: column[-len(values) :] for name, column in held.columns.items()}
    columns["value"] = np.array(values, dtype=float)
    last = replace(held, ordinals=held.ordinals[-len(values) :], columns=columns)
    made = {("exports", "total", "value", basis, "M"): last for basis in (None, "customs")}
    return replace(real, _made=made, worked_out={})


def height(values):
    made = found.of_series(panel(values), "exports", "total").get("height")
    return None if made is None or made.kind == "record_for_month" else made


def looked_back(values):
    """Count by hand the months back to the last value at least as high, if there is one."""
    higher = [n for n in range(1, len(values)) if values[-1 - n] >= values[-1]]
    return min(higher, default=None)


# ---------------------------------------------------------------- each is proved


@pytest.mark.parametrize(
    "month", ["1986-03", "2001-01", "2009-01", "2020-04", "2023-12", "2026-07"]
)
def test_every_statement_holds_on_its_panel_and_reads_as_a_sentence(month):
    trade = known_now(month)
    made = found.facts(trade)
    assert made
    for each in made:
        assert ask(trade, each.expression).value is True, each.expression
        assert each.finding.evidence or each.kind == "days", each.expression
        assert each.sentence.endswith(".") and each.sentence[0].isupper()
        assert not any(word in each.sentence for word in ("nan", "None", "not held", "  ", "{"))
    assert len({each.sentence for each in made}) == len(made)


def test_a_statement_from_stand_ins_says_so(first, statements):
    for each in statements:
        assert each.stand_in == (f"published after {first.as_of}" in each.sentence)
    assert any(each.stand_in for each in statements)
    assert not any(each.stand_in for each in found.facts(known_now()))


def test_every_record_has_its_scope(statements):
    records = [
        each for each in statements if "record" in each.expression or each.kind == "threshold"
    ]
    bounded = [each for each in statements if each.at_least and not each.lasting]
    assert len(records) > 3 and len(bounded) > len(records)
    for each in records + bounded:
        assert "held, from " in each.sentence or "in at least " in each.sentence, each.sentence


def test_nothing_is_said_on_thin_history():
    for month in ("2023-06", "2022-09"):
        for each in found.facts(load(month), "products"):
            if each.idea in ("height", "pace", "share") and each.at_least:
                assert each.periods >= {1: THIN["M"], 3: THIN["Q"], 12: THIN["Y"]}[each.months_in]
            if each.idea in ("height", "pace", "share") and not each.at_least:
                assert each.periods >= NOTABLE["M"] or each.months_in > 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_kinds_hold(first, kind):
    assert ask(first, KINDS[kind].example).value is True


# ---------------------------------------------------------------- rarity


@settings(max_examples=40, deadline=None)
@given(amounts)
def test_rarity_is_the_look_back_counted_by_hand(values):
    n, made = looked_back(values), height(values)
    if n is None:
        assert made.at_least and made.kind in ("record", "threshold") and made.rarity >= MONTHS - 1
    elif n >= NOTABLE["M"]:
        assert (made.kind, made.rarity, made.at_least) == ("high", n, False)
    else:
        assert made is None or made.kind == "low"


@settings(max_examples=30, deadline=None)
@given(amounts, st.integers(1, MONTHS - 1), st.floats(0, 500))
def test_a_month_alike_in_the_past_never_makes_rarer(values, back, more):
    values[-1] = max(values) + 2.0  # above all, by more than the printed digit leaves open
    with_alike = [*values]
    with_alike[-1 - back] = values[-1] + more
    before, after = height(values), height(with_alike)
    rarity = 0 if after is None or after.kind == "low" else after.rarity
    assert rarity <= (0 if before is None else before.rarity)
    assert rarity in (0, back) or rarity < back


@settings(max_examples=30, deadline=None)
@given(amounts)
def test_an_ordinary_month_makes_no_statement_of_height(values):
    values[-3], values[-2] = 900.0, 2100.0
    assert height(values) is None


@settings(max_examples=20, deadline=None)
@given(amounts, st.lists(st.floats(1000, 1999, width=32), min_size=39, max_size=39))
def test_what_ordinary_months_were_like_does_not_matter(values, others):
    assert height([*values[:-1], 2001.0]).rarity == height([*others, 2001.0]).rarity


@given(periods, periods, weights, st.booleans())
def test_the_score_grows_with_rarity(one, other, weight, lasting):
    low, high = sorted((one, other))
    assert score(low, weight, lasting) <= score(high, weight, lasting)
    assert score(high, weight, lasting) <= score(high, weight)


@given(periods, weights, weights)
def test_the_score_grows_with_weight(n, one, other):
    assert score(n, min(one, other)) <= score(n, max(one, other))


@given(st.floats(1, 1e6))
def test_a_round_number_is_at_or_below_its_value_and_near(value):
    level = round_number(value)
    assert level <= value * (1 + 1e-9) and level > 0.79 * value


# ---------------------------------------------------------------- order


def test_the_order_is_that_of_the_score_whatever_the_order_made(statements, first):
    scores = [round(worth(each), 9) for each in statements]
    assert scores == sorted(scores, reverse=True)
    every = found.gathering.every(first)
    for seed in range(5):
        mixed = [every[i] for i in np.random.default_rng(seed).permutation(len(every))]
        assert [s.expression for s in ranked(fold(mixed))] == [s.expression for s in statements]


def test_each_series_has_one_statement_an_idea(statements):
    keys = [(each.series, each.idea) for each in statements]
    assert len(set(keys)) == len(keys)


def test_a_longer_period_stays_only_where_it_reaches_further(statements):
    by_idea = {}
    for each in statements:
        by_idea.setdefault((each.family, each.idea), []).append(each)
    for same in by_idea.values():
        longer = [("quarterly(" in each.series) + 2 * ("yearly(" in each.series) for each in same]
        rarities = [same[i].rarity for i in np.argsort(longer, kind="stable")]
        assert rarities == sorted(rarities)


def test_the_story_of_december_2023_comes_first(statements):
    top = [each.expression for each in statements[:5]]
    assert top[:3] == [
        "highest_in(balance.total) == 36",
        "highest_in(yoy(daily_average(exports.total))) == 18",
        "highest_in(exports.total) == 17",
    ]
    assert (
        "crossed(exports.usa, exports.china) and first_in(exports.usa > exports.china) >= 96" in top
    )


@pytest.mark.parametrize(
    ("month", "expression"),
    [
        ("2009-01", "lowest_in(yoy(exports.total)) >= 277"),
        ("2020-04", "lowest_in(yoy(exports.total)) == 131"),
        ("2021-11", 'first_at_least(exports.total, 60 * usd_billion) == "2021-11"'),
        ("2026-06", 'first_at_least(exports.total, 100 * usd_billion) == "2026-06"'),
    ],
)
def test_the_story_of_a_month_is_among_the_first_three(month, expression):
    assert expression in [each.expression for each in found.facts(known_now(month))[:3]]


# ---------------------------------------------------------------- what revisions turned


def test_imports_of_2025_were_no_lowest_in_four_years_after_all():
    [low] = [each for each in found.turned(load("2025-12"), "imports") if each.statement.rarity]
    assert "the lowest in 4 years, since 2021" in low.statement.sentence
    assert low.then.value is True and low.now.value is False
    assert "last as low in 2024" in low.now.text
    assert found.turned(load("2025-12", as_of="2026-01-01"), "imports") == []


def test_what_the_first_release_left_open_has_not_turned():
    """The surplus of November 2023 was the largest in 26 months only as first released."""
    first = load("2023-11", as_of="2023-12-01")
    answer = ask(first, "highest_in(balance.total) == 26")
    assert answer.value is None and "for September 2023" in answer.reason
    turned = found.turned(load("2023-11"), "balance")
    assert not any(each.statement.kind == "high" for each in turned)


def test_december_2023_moved_only_in_its_printed_digits():
    turned = found.turned(known_now(), "exports")
    assert {each.statement.expression for each in turned if not each.statement.rarity} >= {
        'says(exports.total, 57.66, "usd_billion")',
        'says(yoy(exports.total), 5.1, "pct")',
    }
    assert [each.statement.expression for each in turned if each.statement.rarity] == [
        "highest_in(yoy(quarterly(exports.total))) == 6"
    ]


def test_of_two_markets_as_large_as_each_other_none_has_passed():
    """In June 2026 the USA and China were USD 0.5 million apart."""
    for trade in (load("2026-06"), load("2026-06", as_of="2026-07-01")):
        made = [*found.facts(trade, "regions")]
        made += [each.statement for each in found.turned(trade, "regions")]
        expressions = [each.expression for each in made if each.kind in ("crossing", "ahead")]
        assert not any("usa" in each and "china" in each for each in expressions)


# ---------------------------------------------------------------- the command


def run(*arguments):
    return CliRunner().invoke(main, ["facts", *arguments])


def test_the_command_prints_rank_rarity_sentence_proof_and_robustness():
    result = run("2009-01", "--top", "3")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[1].split()[:3] == ["1", "277+", "Exports"]
    assert "lowest_in(yoy(exports.total)) >= 277" in result.output
    assert max(map(len, lines)) <= 120 and "   3 " in result.output and "   4 " not in result.output


def test_json_gives_expression_evidence_and_scores():
    rows = json.loads(run("2009-01", "--json", "--top", "2").output)
    assert [row["rank"] for row in rows] == [1, 2]
    assert rows[0]["expression"] == "lowest_in(yoy(exports.total)) >= 277"
    assert rows[0]["rarity"] == 277 and rows[0]["at_least"] and rows[0]["score"] > 8
    assert {"series", "period", "value", "unit", "published", "source"} <= set(
        rows[0]["evidence"][0]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2023-13"], "is not a month"),
        (["1950-01"], "1950-01"),
        (["2023-12", "--as-of", "2023-12-31"], "2024-01-01"),
        (["2023-12", "--top", "0"], "--top"),
        (["2023-12", "--data-dir", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_ends_with_2(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2 and said in result.output
