"""Seventy headlines that a person can read in five minutes, each true and none like the one before.

`python tests/backtests/headlines.py` writes them anew after a change of rules, words or data.
"""

from itertools import pairwise

import pytest

from helpers.claims import ask
from helpers.findings import headline
from helpers.loading import load

from .headlines import FILE, MONTHS, line_of

LINES = dict(line.split("  ", 1) for line in FILE.read_text("utf-8").splitlines())
WORDS = 12
# What the claims language has to answer with yes for a headline of a kind to be true.
TRUE = {
    "carried": "contribution_to_change(exports.{code}@mti2026_panel) > 50",
    "alone": "contribution_to_change(exports.{code}@mti2026_panel) > 100",
    "turn": "first_in(yoy(exports.total) {sign} 0) == {turned}",
    "balance_turn": "balance.total {sign} 0",
    "pace": "{extreme}_in(yoy(exports.total)) >= {back}",
    "record": "record(exports.total)",
    "record_for_month": 'record(exports.total, "month")',
    "since": "{extreme}_in(exports.total) == {back}",
    "run": "streak(yoy(exports.total) {sign} 0) == {months}",
    "deficit": "balance.total < 0 and yoy(imports.total) > yoy(exports.total)",
    "surplus": "balance.total > 0 and yoy(exports.total) > yoy(imports.total)",
    "plain": "yoy(exports.total) {sign} 0",
}


@pytest.mark.parametrize("month", MONTHS)
def test_a_headline_is_the_one_of_the_file_and_true(month: str) -> None:
    trade = load(month)
    assert f"{month}  {LINES[month]}\n" == line_of(month)
    told = headline(trade)
    numbers = told.numbers
    extreme, run = numbers.get("extreme"), numbers.get("run")
    up = run.up if run else numbers.get("growth", 0) > 0
    question = TRUE[told.key].format(
        code=numbers.get("code"),
        sign=">" if up else "<",
        turned=run.before + 1 if run else None,
        months=run.months if run else None,
        extreme={"high": "highest", "low": "lowest"}[extreme.side] if extreme else None,
        back=extreme.periods if extreme else None,
    )
    assert ask(trade, question).value is True, question


def test_no_headline_is_long_and_none_has_the_frame_of_the_one_before() -> None:
    assert list(LINES) == MONTHS
    assert len(MONTHS) >= 60
    for line in LINES.values():
        assert len(line.split("  |  ")[0].split()) <= WORDS, line
    frames = [
        (told.kind, told.numbers["second"]) for told in (headline(load(month)) for month in MONTHS)
    ]
    assert [pair for pair in pairwise(frames) if pair[0] == pair[1]] == []
