"""Claims files: what is refused, and how a verdict is reached."""

import shutil
from pathlib import Path

import pytest

from helpers.claims import Claim, claims_path, decide, judge, read_claims
from helpers.claims.verdicts import VERDICTS
from helpers.errors import ClaimError
from helpers.loading import load

HEAD = """\
month: 2023-12
article:
  title: A text
  url: https://example.org/
published: 2024-01-01
claims:
"""
CLAIM = """\
- id: one
  statement: Exports rose
  kind: growth
  flow: exports
  breakdown: total
  code: total
  period: 2023-12
  check: yoy(exports.total) > 0
"""


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "2023-12.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def claim(written):
    def make(**parts: object) -> Claim:
        lines = [line for line in CLAIM.splitlines() if line.split(":")[0].strip() not in parts]
        lines += [f"  {key}: {value}" for key, value in parts.items()]
        return read_claims(written(HEAD + "\n".join(lines) + "\n")).claims[0]

    return make


def test_a_claim_is_read_with_its_line(written):
    read = read_claims(written(HEAD + CLAIM))
    assert [claim.id for claim in read.claims] == ["one"]
    assert read.claims[0].published == read.published


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("claims:\n", "claims: []\nothers:\n", "key: found 'others'"),
        ("month: 2023-12", "month: 2023-13", "month"),
        ("published: 2024-01-01", "published: soon", "published"),
        ("  url: https://example.org/\n", "", "url is missing"),
        ("kind: growth", "kind: growht", "did you mean 'growth'"),
        ("flow: exports", "flow: export", "did you mean 'exports'"),
        ("  code: total\n", "", "code is missing"),
        ("statement: Exports rose", "statement: ''", "statement: found ''"),
        ("period: 2023-12\n  check", "period: then\n  check", "period: found 'then'"),
        ("check: yoy(exports.total) > 0", "check: null", "check: found None, allowed: "),
        ("check: yoy(exports.total) > 0", "check: 3", "check: found 3"),
        ("check: yoy(exports.total) > 0", "check: yoy(exports.total", "ends too early"),
        ("  check", "  chekc: x\n  check", "did you mean 'check'"),
        ("  check", "  right: [1]\n  check", "a text or a list of texts"),
        ("  check", "  right: '1 >'\n  check", "ends too early"),
        ("  check", "  said: {value: a, unit: b}\n  check", "a number as value and a text as unit"),
        ("  check", "  researched: maybe\n  check", "sources conflict"),
        ("  check", "  kind: growth\n  check", "'kind' is given twice"),
        ("- id: one", "- id: [", "is no YAML"),
    ],
)
def test_a_faulty_file_is_refused_with_place_and_cause(old, new, words, written):
    text = HEAD + CLAIM
    assert old in text
    with pytest.raises(ClaimError) as caught:
        read_claims(written(text.replace(old, new, 1)))
    assert "2023-12.yaml" in str(caught.value)
    assert words in str(caught.value)


def test_a_fault_in_a_claim_names_its_line_and_id(written):
    with pytest.raises(ClaimError, match=r"line 17, two': kind: found 'x'"):
        read_claims(written(HEAD + CLAIM + CLAIM.replace("one", "two").replace("growth", "x")))


def test_ids_are_given_once_and_a_file_must_be_there(written, tmp_path):
    with pytest.raises(ClaimError, match="line 15': the id 'one' is given in line 7 already"):
        read_claims(written(HEAD + CLAIM + CLAIM))
    with pytest.raises(ClaimError, match="cannot be read"):
        read_claims(tmp_path / "1999-01.yaml")


@pytest.mark.parametrize("text", ["", "[]", "3", "- a", "month: 2023-12"])
def test_a_file_that_is_no_claims_file_is_refused(text, written):
    with pytest.raises(ClaimError):
        read_claims(written(text))


@pytest.mark.parametrize(
    ("parts", "verdict", "decided_by"),
    [
        ({}, "holds", "data"),
        ({"wording": "Sales are exports"}, "misstated", "data and wording"),
        ({"check": "yoy(exports.total) < 0"}, "does not hold", "data"),
        (
            {"check": "record(exports.total)", "right": "record(exports.total, 'year')"},
            "does not hold",
            "",
        ),
        (
            {"check": "record(exports.total)", "right": "'record(exports.total, \"year\")'"},
            "misstated",
            "data",
        ),
        (
            {"check": "record(exports.total)", "right": "record(imports.total)"},
            "does not hold",
            "data",
        ),
        ({"check": "'says(balance.total, 44.8, \"usd_billion\")'"}, "misstated", "data"),
        ({"check": "yoy(imports.gas) < 0"}, "cannot be decided", "nothing"),
        (
            {"check": "yoy(imports.gas) < 0", "right": "yoy(imports.total) < 0"},
            "cannot be decided",
            "nothing",
        ),
        (
            {
                "check": "yoy(imports.gas) < 0",
                "right": "yoy(imports.total) < 0",
                "wording": "Goods, not gas",
            },
            "misstated",
            "data and wording",
        ),
        (
            {
                "check": "record(exports.total)",
                "right": "'record(exports.total, \"year\")'",
                "wording": "Sales are exports",
            },
            "misstated",
            "data and wording",
        ),
        ({"check": "null", "why": "An intention"}, "cannot be decided", "nothing"),
        ({"check": "null", "wording": "Another law is meant"}, "misstated", "wording"),
    ],
)
def test_how_a_verdict_is_reached(parts, verdict, decided_by, claim, then):
    if not decided_by:  # the language knows double quotes only
        with pytest.raises(ClaimError, match="cannot read"):
            claim(**parts)
        return
    found = decide(claim(**parts), then)
    assert (found.verdict, found.decided_by) == (verdict, decided_by)
    assert found.verdict in VERDICTS
    assert found.reading.endswith(".")


def test_the_right_reading_is_computed_and_shown(claim, then):
    parts = {"check": "record(exports.total)", "right": "highest_in(exports.total) == 17"}
    assert "Right: Exports: last as high in 2022-07" in decide(claim(**parts), then).reading


def test_a_verdict_on_a_stand_in_says_so(claim, then):
    found = decide(claim(check="yoy(exports.ships) > 0"), then)
    assert found.stand_in
    assert found.reading.endswith("Rests on figures that became known only after that day.")


def test_a_check_must_be_a_yes_or_no(claim, then):
    with pytest.raises(ClaimError, match=r"one: gives \+5\.1%, not a yes or no"):
        decide(claim(check="yoy(exports.total)"), then)


def test_an_unknown_name_in_a_check_names_the_claim(claim, then):
    with pytest.raises(ClaimError, match="one: unknown function 'streek'"):
        decide(claim(check="streek(balance.total > 0) == 7"), then)


def test_claims_about_another_month_are_refused(written, then):
    with pytest.raises(ClaimError, match="another month"):
        judge(written((HEAD + CLAIM).replace("month: 2023-12", "month: 2023-11")), then)


def test_a_verdict_is_given_as_of_the_text_and_as_of_the_panel(written):
    text = HEAD + CLAIM.replace("yoy(exports.total) > 0", 'says(yoy(exports.total), 5.1, "pct")')
    [row] = judge(written(text), load("2023-12")).to_dict("records")
    assert (row["then"], row["now"], row["revised"]) == ("holds", "does not hold", True)
    assert {fact.status for fact in row["evidence"]} >= {"preliminary"}
    assert {fact.status for fact in row["evidence_now"]} == {"final"}
    assert row["reading_now"] == "+5.0%, not 5.1."


def test_every_claims_file_of_the_store_can_be_read_and_judged():
    for path in claims_path("2023-12").parent.glob("*.yaml"):
        read = read_claims(path)
        assert str(read.month) == path.stem
        assert set(judge(read, load(read.month))["verdict"]) <= set(VERDICTS)


def test_claims_belong_to_their_data_folder(tmp_path, then):
    shutil.copytree(then.data_dir, tmp_path / "data")
    assert claims_path("2023-12", tmp_path / "data").is_relative_to(tmp_path)
    with pytest.raises(ClaimError, match="cannot be read"):
        read_claims(claims_path("1999-01", tmp_path / "data"))
