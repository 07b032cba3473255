"""Answers of the language: value, unit, bound, reason, words and the observations that decide.

`claims_answers.json` holds a question to a panel (a month, and the day it was known) with what is
answered, or the words with which it is refused. `python tests/unit/test_claims_answers.py` writes
the answers anew; read the difference before it is kept.
"""

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from helpers import catalogue
from helpers.claims import Result, ask, judge, verdicts_as_json, verdicts_as_text
from helpers.claims.language import values
from helpers.claims.result import named
from helpers.errors import ClaimError
from helpers.loading import Panel, load

FILE = Path(__file__).with_name("claims_answers.json")
CASES = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def panel() -> Callable[[str], Panel]:
    """Give what loads each panel once."""
    return cache(lambda text: load(*text.split(" as of ")))


def told(found: Result) -> dict:
    """Give what a result says to its reader; what is empty is left out."""
    value = named(found.value) if isinstance(found.value, pd.Period) else found.value
    said = {
        "unit": found.unit,
        "at_least": found.at_least,
        "reason": found.reason,
        "text": found.text,
        "evidence": observations(found),
    }
    return {"value": value, **{name: each for name, each in said.items() if each}}


def observations(found: Result) -> str:
    """Name the observations in their order: "exports.usa value 2023-12 11290, 2022-12 9150"."""
    series: dict[str, list[str]] = {}
    for observation in found.evidence:
        series.setdefault(f"{observation.series} {observation.measure}", []).append(
            f"{named(observation.period)} {observation.value:.12g}"
        )
    return "; ".join(f"{name} {', '.join(observations)}" for name, observations in series.items())


def answer(trade: Panel, question: str) -> dict:
    """Give what is told of a question, or the words with which it is refused."""
    try:
        return told(ask(trade, question))
    except ClaimError as refusal:
        return {"refused": str(refusal)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['ask']} {case['panel']}")
def test_a_question_is_answered_in_full(case, panel):
    right = {key: value for key, value in case.items() if key not in ("ask", "panel")}
    found = answer(panel(case["panel"]), case["ask"])
    if isinstance(right.get("value"), float):
        right["value"] = pytest.approx(right["value"], rel=1e-5)
    assert found == right
    assert type(found.get("value")) is type(case.get("value"))


def test_what_the_data_leave_open_names_what_would_decide_it():
    """A series of the evidence, or a member of the group."""
    opened = [case for case in CASES if case.get("reason", "").startswith("open:")]
    assert len(opened) >= 10
    for case in opened:
        reason = case["reason"]
        series = [part.split()[0] for part in case["evidence"].split("; ")]
        members = [catalogue.name(each.partition(".")[2]) for each in series]
        named_ = any(each in reason for each in [*series, *members])
        assert named_, case
        assert case["value"] is None or case["at_least"]


def test_the_figures_of_a_series_by_period(panel):
    trade = panel("2023-12 as of 2024-01-01")
    growth = values(trade, "yoy(exports.total)")
    assert growth.loc["2023-11":].round(1).tolist() == [7.7, 5.1]
    with pytest.raises(ClaimError) as refusal:
        values(trade, "balance.total > 0")
    assert str(refusal.value) == (
        "claim 'balance.total > 0': is no series of numbers, such as exports.total\n"
        "  balance.total > 0\n  ^"
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    path = tmp_path_factory.mktemp("claims") / "claims.yaml"
    path.write_text(CLAIMS, encoding="utf-8")
    return judge(path, load("2023-12", as_of="2026-11-01"))


def test_a_verdict_goes_out_with_all_of_its_figures(judged):
    row = json.loads(verdicts_as_json(judged))["claims"][0]
    evidence = row.pop("evidence")
    assert row == {
        "id": "one",
        "kind": "value",
        "statement": "Surplus of 4.48 billion dollars",
        "check": 'says(balance.total, 4.48, "usd_billion")',
        "verdict": "holds",
        "reading": "USD 4.48 billion.",
        "now": "does not hold",
        "reading_now": "USD 4.45 billion, not 4.48.",
        "later": False,
        "as_of": "2024-01-01",
        "robust": False,
        "revision": pytest.approx(0.87, abs=0.05),
        "robust_now": True,
        "revision_now": None,
        "decided_by": "data",
        "researched": "true",
        "agreement": "agree",
        "said": {"value": 4.48, "unit": "usd_billion"},
        "supports": [
            "Exports: +5.1% (reported rate)",
            "Exports USD 57.66 billion against Imports USD 53.18 billion",
        ],
    }
    assert [each["series"] for each in evidence][:2] == ["balance.total", "exports.total"]
    [exports] = [each for each in evidence if each["value"] == 57660.0]
    assert exports.pop("source").startswith("http")
    assert exports == {
        "series": "exports.total",
        "measure": "value",
        "period": "2023-12",
        "value": 57660.0,
        "unit": "usd_million",
        "basis": "customs",
        "status": "preliminary",
        "published": "2024-01-01",
        "later": False,
    }


def test_the_table_of_verdicts_holds_then_and_now(judged):
    plain = judged.drop(columns=["evidence", "evidence_now", "revision", "revision_now", "told"])
    surplus, growth, plan = plain.to_dict("records")
    assert surplus == {
        "id": "one",
        "statement": "Surplus of 4.48 billion dollars",
        "kind": "value",
        "said": (4.48, "usd_billion"),
        "check": 'says(balance.total, 4.48, "usd_billion")',
        "as_of": dt.date(2024, 1, 1),
        "verdict": "holds",
        "reading": "USD 4.48 billion.",
        "supports": (
            "Exports: +5.1% (reported rate)",
            "Exports USD 57.66 billion against Imports USD 53.18 billion",
        ),
        "later": False,
        "decided_by": "data",
        "robust": False,
        "then": "holds",
        "now": "does not hold",
        "reading_now": "USD 4.45 billion, not 4.48.",
        "robust_now": True,
        "revised": True,
        "researched": "true",
        "source": ("https://example.org/b",),
        "note": "As printed",
    }
    told = ("verdict", "reading", "decided_by", "now", "revised", "robust", "researched", "note")
    assert [growth[name] for name in told] == [
        "misstated",
        "Exports +5.1% (reported rate) against Imports −10.8% (reported rate). Right: Exports:"
        " +5.1% (reported rate). Both rose is the wrong word.",
        "data and wording",
        "misstated",
        False,
        True,
        "misstated",
        "",
    ]
    assert [plan[name] for name in told] == [
        "cannot be decided",
        "An intention.",
        "nothing",
        "cannot be decided",
        False,
        None,
        "not checkable",
        "",
    ]


def test_the_verdicts_are_told_line_by_line(judged):
    assert verdicts_as_text(judged, width=80).splitlines() == TOLD.splitlines()


def test_what_holds_since_the_data_start_holds(judged):
    since = judged.replace({"verdict": {"holds": "holds since 2016-01"}})
    text = verdicts_as_text(since, width=80)
    assert "one    holds since 2016-01  no  " in text
    assert "3 statements: 1 holds, 1 misstated" in text
    assert "3 agree, 0 accused" in text


CLAIMS = """\
month: 2023-12
article: {title: A text, url: https://example.org/a}
published: 2024-01-01
claims:
- id: one
  statement: Surplus of 4.48 billion dollars
  kind: value
  flow: balance
  breakdown: total
  code: total
  period: 2023-12
  said: {value: 4.48, unit: usd_billion}
  check: says(balance.total, 4.48, "usd_billion")
  supports: [yoy(exports.total), exports.total > imports.total]
  researched: "true"
  source: https://example.org/b
  note: As printed
- id: two
  statement: Both rose
  kind: growth
  flow: none
  breakdown: total
  code: total
  period: 2023-12
  check: yoy(exports.total) < yoy(imports.total)
  right: yoy(exports.total) > 0
  wording: Both rose is the wrong word
  researched: misstated
- id: three
  statement: The ministry plans
  kind: context
  flow: none
  breakdown: total
  code: total
  period: 2023-12
  check: null
  why: An intention
  researched: not checkable
"""
TOLD = """\
id     verdict            robust  statement, and what the data say
-----  -----------------  ------  ----------------------------------------------
one    holds              no      Surplus of 4.48 billion dollars
                                    USD 4.48 billion.
                                    An ordinary revision (0.9%) could turn this.
                                    On the later data: does not hold. USD 4.45
                                    billion, not 4.48.
                                    Beside it: Exports: +5.1% (reported rate)
                                    Beside it: Exports USD 57.66 billion against
                                    Imports USD 53.18 billion
two    misstated          yes     Both rose
                                    Exports +5.1% (reported rate) against
                                    Imports −10.8% (reported rate). Right:
                                    Exports: +5.1% (reported rate). Both rose is
                                    the wrong word.
three  cannot be decided  -       The ministry plans
                                    An intention.

3 statements: 1 holds, 1 misstated, 1 cannot be decided; an ordinary revision could turn 1; \
the later data turn 1
Beside the researched verdicts: 3 agree, 0 accused, 0 passed, 0 open, 0 not compared
"""


def test_every_function_and_both_kinds_of_outcome_are_asked():
    assert sum("refused" in case for case in CASES) >= 50
    assert sum("refused" not in case for case in CASES) >= 170
    assert len({(case["panel"], case["ask"]) for case in CASES}) == len(CASES)


def write() -> None:
    """Write the answers anew, a line each."""
    panels = cache(lambda text: load(*text.split(" as of ")))
    lines = []
    for case in CASES:
        known = {"panel": case["panel"], "ask": case["ask"]}
        said = known | answer(panels(case["panel"]), case["ask"])
        lines.append(json.dumps(said, ensure_ascii=False))
    FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")


if __name__ == "__main__":
    write()
