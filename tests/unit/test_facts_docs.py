"""docs/facts.md: its tables are those of the code."""

import re
from pathlib import Path

import pytest

from helpers.facts import KINDS, facts, worth
from helpers.facts.printout import kinds_as_table
from helpers.loading import load

PAGE = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")
# A row of the worked examples, and the expression it is about.
WORKED = {
    "The trade surplus": "highest_in(balance.total) == 36",
    "Exports, the highest": "highest_in(exports.total) == 17",
    "The USA passed China": "crossed(exports.usa, exports.china) and "
    "first_in(exports.usa > exports.china) >= 96",
    "Exports to the USA, a record": 'first_at_least(exports.usa, 11 * usd_billion) == "2023-12"',
    "The deficit of the year with China": "yearly(balance.china) < 0 and "
    "first_in(yearly(balance.china) < 0) == 31",
    "Exports of semiconductors": "highest_in(exports.semiconductors) == 15",
}


@pytest.fixture(scope="module")
def made():
    return {each.expression: each for each in facts(load("2023-12", as_of="2024-01-01"))}


def test_the_table_of_kinds_is_that_of_the_code():
    assert kinds_as_table() in PAGE
    assert all(f"`{kind}`" in PAGE for kind in KINDS)


@pytest.mark.parametrize("words", WORKED)
def test_the_worked_examples_are_computed(made, words):
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| {words}")]
    _, periods, weight, score = [cell.strip() for cell in row.strip("| ").split("|")]
    statement = made[WORKED[words]]
    assert int(periods) == statement.periods
    assert float(weight) == round(statement.weight, 2)
    bits, root, result = re.fullmatch(r"log2\((\d+)\) × ([\d.]+) = ([\d.]+)", score).groups()
    assert int(bits) == statement.periods + 1
    assert float(root) == round(statement.weight**0.5, 2)
    assert float(result) == round(worth(statement), 1)
