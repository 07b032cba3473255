"""Whether an answer would survive an ordinary revision, and the panels it is asked of."""

from dataclasses import replace

import pytest

from helpers import revisions
from helpers.claims import FUNCTIONS, KINDS, ask, language, robust
from helpers.claims.robustness import Robustness, could_turn, robustness
from helpers.loading import load


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def now():
    return load("2023-12")


def test_a_record_by_far_is_robust_and_one_by_a_hair_is_not(then):
    value, before = then.series("exports", "usa").loc[["2023-12", "2023-11"]]
    size = revisions.ordinary(then, "exports", "usa")
    assert 100 * (value / before - 1) > size
    assert robust(then, "record(exports.usa)") is True
    hair = then.moved("exports", "usa", 100 * (before / value - 1) + size / 2)
    assert ask(hair, "record(exports.usa)").value is True
    assert robust(hair, "record(exports.usa)") is False
    missed = then.moved("exports", "usa", 100 * (before / value - 1) - size / 2)
    assert ask(missed, "record(exports.usa)").value is False
    assert robust(missed, "record(exports.usa)") is False


def test_robust_up_to_the_size_of_a_revision_and_no_further(then):
    exports, size = 57660.0, revisions.ordinary(then, "exports", "total")
    for percent, expected in ((0.99, False), (1.01, True)):
        for side in (1, -1):
            threshold = exports * (1 + side * percent * size / 100)
            operator = "<" if side > 0 else ">"
            assert robust(then, f"exports.total {operator} {threshold:.6f}") is expected


def test_what_would_turn_an_answer_is_named(then):
    found = robustness(then, 'says(yoy(imports.total), -10.8, "pct")')
    size = revisions.ordinary(then, "imports", "total")
    assert found == Robustness(False, "imports.total", size)
    assert could_turn(size) == f"An ordinary revision ({size:.1f}%) could turn this."


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("streak(yoy(exports.total) > 0)", True),
        ("balance.total > 0", True),
        ("highest_in(exports.total)", False),
        ('since(yoy(daily_average(exports.total))) == "2022-06"', False),
        ("yoy(exports.total)", False),  # a number is not the same number any more
        ("crossed(exports.usa, exports.china)", True),
        ('says(yoy(exports.semiconductors@classic), 21.8, "pct")', False),  # as printed
        ('says(balance.total, 44.8, "usd_billion")', True),  # stays ten times too large
        ("first_at_least(exports.total, 57.7 * usd_billion) == 2023-12", True),
        ("first(exports.total >= 65 * usd_billion)", True),
        ('streak(yoy(exports.total) < 0, "2023-09")', True),  # reads no figure of the month
        ('says(working_days, 22.5, "days")', True),  # a count that is not revised
        ("count(items_15, yoy > 0) == 8", True),
        ('value(exports.total, "2023") > 632.6 * usd_billion', False),  # the year moves as well
        ('value(exports.total, "2023") > 600 * usd_billion', True),
        ("yoy(volume(exports.total)) > 0", None),  # the size of revisions is not known
        ("yoy(imports.gas) > 0", None),  # no answer
        ("1 > 0", None),  # no figure
    ],
)
def test_december_2023(expression, expected, then):
    assert robust(then, expression) is expected


def test_final_figures_are_robust(then, now):
    expression = 'says(exports.total, 57.57, "usd_billion")'
    assert robust(now, expression) is True
    assert ask(now, expression).evidence[0].status == "final"
    assert robust(then, 'says(exports.total, 57.66, "usd_billion")') is False


def test_nothing_is_robust_whose_revisions_are_not_known(then, monkeypatch):
    fresh = replace(then, worked_out={})
    monkeypatch.setattr(revisions, "ordinary", lambda *_: None)
    assert robust(fresh, "balance.total > 0") is None


def test_a_series_whose_revisions_are_not_known_hides_no_other(then, monkeypatch):
    fresh = replace(then, worked_out={})
    size = revisions.ordinary(then, "imports", "total")
    monkeypatch.setattr(
        revisions, "ordinary", lambda _, flow, code: size if flow == "imports" else None
    )
    by_a_hair = "exports.total > 0 and imports.total < 53.19 * usd_billion"
    assert robustness(fresh, by_a_hair) == Robustness(False, "imports.total", size)
    assert robust(fresh, "exports.total > 0 and imports.total > 0") is None


def test_one_series_is_moved_and_nothing_else(then):
    moved = then.moved("exports", "total", 1.0)
    for trade, factor in ((then, 1.0), (moved, 1.01)):
        assert trade.fact("exports", "total").value == pytest.approx(57660 * factor)
        assert trade.fact("exports", "total", measure="yoy_pct").value == pytest.approx(
            105.1 * factor - 100
        )
        exports, imports = (trade.fact(flow, "total").value for flow in ("exports", "imports"))
        assert trade.fact("balance", "total").value == pytest.approx(exports - imports)
    for flow, code in (("imports", "total"), ("exports", "usa"), ("exports", "semiconductors")):
        assert moved.facts(flow, code).equals(then.facts(flow, code))
    months = then.series("exports", "total").index[:-1]
    assert moved.series("exports", "total")[months].equals(then.series("exports", "total")[months])
    year = ask(moved, 'value(exports.total, "2023")').value
    assert year == pytest.approx(632690 * (1 + 0.01 / 12))


@pytest.mark.parametrize(
    ("flow", "code"), [("exports", "total"), ("exports", "usa"), ("imports", "total")]
)
def test_what_does_not_read_the_series_is_taken_from_the_panel_itself(
    flow, code, then, monkeypatch
):
    questions = [each.example for each in (*FUNCTIONS.values(), *KINDS.values())]
    shared = then.moved(flow, code, -0.7)
    taken = [ask(shared, question) for question in questions]
    monkeypatch.setattr(language, "reads", lambda *_: True)
    alone = then.moved(flow, code, -0.7)
    for question, a in zip(questions, taken, strict=True):
        b = ask(alone, question)
        assert (a.value, a.text, a.at_least) == (b.value, b.text, b.at_least), question


def test_moved_panels_are_made_once(then):
    robust(then, "balance.total > 0")
    moved = [key for key in then.worked_out if key[0] == "moved"]
    robust(then, "exports.total > imports.total")
    assert [key for key in then.worked_out if key[0] == "moved"] == moved
