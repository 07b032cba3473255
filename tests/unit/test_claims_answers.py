"""Whole answers of the language: words, unit, bounds, reasons and the figures that decide.

`claims_answers.json` holds a question to a panel (a month, and the day it was known) with all that
is answered, or the words with which it is refused.
"""

import json
from dataclasses import fields
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from helpers.claims import Finding, ask
from helpers.claims.finding import named
from helpers.errors import ClaimError
from helpers.loading import Panel, load

CASES = json.loads(Path(__file__).with_name("claims_answers.json").read_text("utf-8"))
QUIET = {field.name: field.default for field in fields(Finding)}


@cache
def panel(text: str) -> Panel:
    month, _, day = text.partition(" as of ")
    return load(month, day or None)


def told(found: Finding) -> dict:
    """Give everything a finding says, what is as usual left out."""
    said = {name: getattr(found, name) for name in QUIET if name != "value"}
    said = {name: value for name, value in said.items() if value != QUIET[name]}
    said = {"value": found.value, **said}
    said |= {name: named(v) for name, v in said.items() if isinstance(v, pd.Period)}
    if found.evidence:
        said["evidence"] = figures(found)
    return said


def figures(found: Finding) -> str:
    """Name the figures in their order, each series once: "exports.usa value 2023-12 2022-12"."""
    series: dict[str, list[str]] = {}
    for fact in found.evidence:
        series.setdefault(f"{fact.series} {fact.measure}", []).append(named(fact.period))
    return "; ".join(" ".join([name, *periods]) for name, periods in series.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['ask']} {case['panel']}")
def test_a_question_is_answered_in_full(case):
    question, told_of = case["ask"], case["panel"]
    if "refused" in case:
        with pytest.raises(ClaimError) as refusal:
            ask(panel(told_of), question)
        assert str(refusal.value) == case["refused"]
        return
    right = {key: value for key, value in case.items() if key not in ("ask", "panel")}
    found = told(ask(panel(told_of), question))
    for name in ("value", "error"):
        if isinstance(right.get(name), float):
            right[name] = pytest.approx(right[name], rel=1e-5)
    assert found == right
    assert type(found["value"]) is type(case["value"])


def test_every_function_and_both_kinds_of_outcome_are_asked():
    assert sum("refused" in case for case in CASES) >= 50
    assert sum("refused" not in case for case in CASES) >= 170
    assert len({(case["panel"], case["ask"]) for case in CASES}) == len(CASES)
