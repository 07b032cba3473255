"""Statements of the releases of other months: no true one is called false, few are left open."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from helpers.claims import ask
from helpers.loading import load
from helpers.months import release_date

FILE = Path(__file__).with_name("statements_of_releases.yaml")
RULES = {"sign", "digit", "neighbour", "factor"}


class Judged(NamedTuple):
    month: str
    statement: str
    check: str
    truth: bool
    value: bool | None
    reason: str


@cache
def judged() -> list[Judged]:
    found = []
    for entry in yaml.safe_load(FILE.read_text("utf-8")):
        trade = load(entry["month"], release_date(pd.Period(entry["month"], "M")))
        for truth, statements in ((True, entry["holds"]), (False, entry["wrong"])):
            for statement, check in statements.items():
                said = ask(trade, check)
                assert isinstance(said.value, bool | None)
                found.append(
                    Judged(entry["month"], statement, check, truth, said.value, said.reason)
                )
    return found


def test_there_are_enough_of_both_from_enough_months():
    every = judged()
    assert len(every) >= 100 and len({each.month for each in every}) >= 12
    false = [each for each in every if not each.truth]
    assert len(false) >= 40 and {each.statement.split()[0] for each in false} == RULES


def test_no_true_statement_is_called_false():
    assert [each for each in judged() if each.truth and each.value is False] == []


def test_of_the_decided_at_least_95_in_100_are_right():
    decided = [each for each in judged() if each.value is not None]
    wrong = [each for each in decided if each.value is not each.truth]
    assert len(wrong) <= 0.05 * len(decided), wrong


def test_at_most_15_in_100_stay_open_and_each_says_why():
    every = judged()
    still_open = [each for each in every if each.value is None]
    assert all(each.reason for each in still_open)
    assert len(still_open) <= 0.15 * len(every), still_open
