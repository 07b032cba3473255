"""Whether an answer would survive an ordinary revision, and the panel it is asked of."""

from dataclasses import replace

import pytest

from helpers import revisions
from helpers.claims import FUNCTIONS, KINDS, ask, robust
from helpers.claims.robustness import Robustness, could_turn, robustness
from helpers.loading import Panel, load


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def now():
    return load("2023-12")


def test_a_record_by_far_is_robust_and_one_by_a_hair_is_not(then, monkeypatch):
    value, before = then.series("exports", "usa").loc[["2023-12", "2023-11"]]
    size = revisions.ordinary(then, "exports", "usa")
    margin = 100 * (1 - before / value)
    assert margin > size
    assert robust(then, "record(exports.usa)") is True
    for share, expected in ((0.8, True), (1.2, False)):
        by = share * margin
        wide = replace(then, worked_out={})
        monkeypatch.setattr(revisions, "ordinary", lambda trade, flow, code, by=by: by)
        assert robust(wide, "record(exports.usa)") is expected


def test_robust_up_to_the_size_of_a_revision_and_no_further(then):
    exports, size = 57660.0, revisions.ordinary(then, "exports", "total")
    for percent, expected in ((0.9, False), (1.1, True)):
        for side in (1, -1):
            threshold = exports * (1 + side * percent * size / 100)
            operator = "<" if side > 0 else ">"
            question = f"exports.total {operator} {threshold:.6f} * usd_million"
            assert robust(then, question) is expected, question


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
        ("count(items_15, yoy > 0) >= 8", True),
        ("count(items_15, yoy > 0) == 8", None),  # open before any revision
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


def test_what_a_revision_may_change_is_asked_of_one_panel_made_once(then, monkeypatch):
    made, revisable = [], Panel.revisable
    monkeypatch.setattr(Panel, "revisable", lambda *given: made.append(given) or revisable(*given))
    fresh = replace(then, worked_out={})
    robust(fresh, "balance.total > 0")
    before = len(made)
    robust(fresh, "exports.total > imports.total")
    assert len(made) == before > 0


@pytest.mark.parametrize(
    ("expression", "series"),
    [
        ("exports.total >= 57.65 * usd_billion", "exports.total"),
        ("imports.total < 53.19 * usd_billion", "imports.total"),
        ("exports.total - imports.total > 4.4 * usd_billion", "exports.total"),
        ("exports.usa > 11.28 * usd_billion", "exports.usa"),
    ],
)
def test_the_series_that_turns_an_answer_turns_it_alone(expression, series, then):
    found = robustness(then, expression)
    assert (found.robust, found.series) == (False, series)
    flow, code = series.split(".")
    assert found.percent == revisions.ordinary(then, flow, code)
    alone = then.revisable(lambda *key: found.percent if key == (flow, code) else None)
    assert ask(then, expression).value is True and ask(alone, expression).value is None
    other = then.revisable(lambda *key: found.percent if key != (flow, code) else None)
    if "-" not in expression:
        assert ask(other, expression).value is True


@pytest.mark.parametrize(
    "question", [each.example for each in (*FUNCTIONS.values(), *KINDS.values())]
)
def test_a_revision_opens_answers_and_turns_none(question, then):
    found = ask(then, question)
    wide = ask(then.revisable(lambda *_: 1.0), question)
    if isinstance(found.value, bool):
        assert wide.value in (found.value, None)
    assert wide.value is not None or found.value is None or wide.reason
