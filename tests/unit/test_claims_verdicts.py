"""Claims files: what is refused, and how a verdict is reached."""

import shutil
from pathlib import Path

import pytest

from helpers.claims import Claim, claims_path, decide, judge, plain_verdict, read_claims
from helpers.claims.verdicts import VERDICTS, verdicts_and_faults
from helpers.errors import ClaimError, ClaimsFileError
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
    ("parts", "verdict", "decided_by"),
    [
        ({}, "holds", "data"),
        ({"wording": "Sales are exports"}, "misstated", "data and wording"),
        ({"check": "yoy(exports.total) < 0"}, "does not hold", "data"),
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
    found = decide(claim(**parts), then)
    assert (found.verdict, found.decided_by) == (verdict, decided_by)
    assert found.verdict in VERDICTS
    assert found.reading.endswith(".")


def test_the_right_reading_is_computed_and_shown(claim, then):
    parts = {"check": "record(exports.total)", "right": "highest_in(exports.total) == 17"}
    assert "Right: Exports: last as high in 2022-07" in decide(claim(**parts), then).reading


def test_a_verdict_on_a_stand_in_says_so(claim, then):
    found = decide(claim(check="yoy(exports.petroleum_products) < 20"), then)
    assert found.verdict == "holds" and found.later
    assert found.reading.endswith("Rests on numbers first published after that day.")


def test_a_check_must_be_a_yes_or_no(claim, then):
    with pytest.raises(ClaimError, match=r"one: gives \+5\.1% \(reported rate\), not a yes"):
        decide(claim(check="yoy(exports.total)"), then)


def test_an_unknown_name_in_a_check_names_the_claim(claim, then):
    with pytest.raises(ClaimError, match="one: unknown function 'streek'"):
        decide(claim(check="streek(balance.total > 0) == 7"), then)


def test_judging_refuses_a_file_with_faults_and_names_them_all(written, then):
    claims = [CLAIM, CLAIM.replace("one", "two").replace("growth", "x")]
    claims += [CLAIM.replace("one", "three").replace("exports.total", "exports.totl")]
    claims += [CLAIM.replace("one", "four").replace(" > 0", "")]
    with pytest.raises(ClaimsFileError) as caught:
        judge(written(HEAD + "".join(claims)), then)
    assert [
        str(each).split(";")[0].removeprefix("2023-12.yaml, ") for each in caught.value.faults
    ] == [
        "line 17, two, kind: found 'x'",
        "line 30, three, check: unknown code 'totl'",
        "line 38, four, check: gives +5.1% (reported rate), which is no yes or no",
    ]
    table, faults = verdicts_and_faults(read_claims(written(HEAD + "".join(claims))), then)
    assert table["id"].tolist() == ["one"]
    assert faults == caught.value.faults


def test_a_claim_with_a_fault_in_its_form_has_the_faults_of_its_expressions_too(written, then):
    text = CLAIM.replace("kind: growth", "kind: x").replace(
        "yoy(exports.total) > 0",
        "yoi(exports.totl) > 0\n  supports: [exports.tota, 1 >, imports.total]\n  right: 1 >",
    )
    with pytest.raises(ClaimsFileError) as caught:
        judge(written(HEAD + text), then)
    assert [(each.line, each.field, each.problem) for each in caught.value.faults] == [
        (9, "kind", "found 'x'"),
        (14, "check", "unknown function 'yoi'"),
        (14, "check", "unknown code 'totl'"),
        (15, "supports 2", "the expression ends too early"),
        (15, "supports 1", "unknown code 'tota'"),
        (16, "right 1", "the expression ends too early"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("\npublished: 2024", "\npublished: 2023", (5, "", "published"), "nothing of 2023-12"),
        ("  check", "  published: 2023-01-01\n  check", (14, "one", "published"), "nothing of"),
        ("  check", "  month: 1970-01\n  check", (14, "one", "month"), "1970-01 is not"),
        ("  check", "  month: 2024-02\n  published: 2024-03-01\n  check", (14, "one", "month"),
         "nothing of 2024-02"),
    ],
)  # fmt: skip
def test_a_month_or_day_without_data_is_a_fault_of_its_line(old, new, where, words, written, then):
    text = (HEAD + CLAIM + CLAIM.replace("one", "two").replace("check", "chekc")).replace(
        old, new, 1
    )
    _, faults = verdicts_and_faults(read_claims(written(text)), then)
    [fault] = [each for each in faults if each.suggestion != "check"]
    assert (fault.line, fault.claim, fault.field) == where
    assert words in fault.problem


def test_a_fault_of_the_head_is_named_once(written, then):
    text = HEAD.replace("2024-01-01", "2023-12-01") + CLAIM + CLAIM.replace("one", "two")
    _, faults = verdicts_and_faults(read_claims(written(text)), then)
    assert [(each.line, each.claim) for each in faults] == [(5, "")]


def test_claims_about_another_month_are_refused(written, then):
    with pytest.raises(ClaimError, match="another month"):
        judge(written((HEAD + CLAIM).replace("month: 2023-12", "month: 2023-11")), then)


def test_a_verdict_is_given_as_of_the_text_and_as_of_the_panel(written):
    text = HEAD + CLAIM.replace("yoy(exports.total) > 0", 'says(yoy(exports.total), 5.1, "pct")')
    [row] = judge(written(text), load("2023-12")).to_dict("records")
    assert (row["then"], row["now"], row["revised"]) == ("holds", "does not hold", True)
    assert {observation.status for observation in row["evidence"]} >= {"preliminary"}
    assert {observation.status for observation in row["evidence_now"]} == {"final"}
    assert row["reading_now"] == "+5.0%, not 5.1."


def test_every_claims_file_of_the_store_can_be_read_and_judged():
    for path in claims_path("2023-12").parent.glob("*.yaml"):
        read = read_claims(path)
        assert str(read.month) == path.stem
        table = judge(read, load(read.month))
        assert {plain_verdict(each) for each in table["verdict"]} <= set(VERDICTS)
        undecided = table["verdict"].eq("cannot be decided") & table["check"].notna()
        assert table.loc[undecided, "reading"].str.len().gt(0).all()


@pytest.mark.parametrize(
    ("check", "verdict", "words"),
    [
        ("record(exports.usa)", "holds since 2016-01", "record since 2016-01"),
        ('record(exports.total, "year")', "holds", "highest of the year"),
        ("balance.china > 0", "cannot be decided", "open: the first release of imports.china for"),
        ("balance.china < 0", "cannot be decided", "open: the first release of imports.china for"),
        ("count(items_15, yoy > 0) == 8", "cannot be decided", "open: Steel, Wireless devices"),
        ("count(items_15, yoy > 0) == 11", "does not hold", "8 to 10 of 15"),
    ],
)
def test_what_is_open_or_holds_since_is_a_verdict_of_its_own(check, verdict, words, claim, then):
    found = decide(claim(check=f"'{check}'"), then)
    assert found.verdict == verdict
    assert words in found.reading
    assert found.evidence
    if verdict == "cannot be decided":
        assert (found.decided_by, found.robustness.robust) == ("nothing", None)


def test_claims_belong_to_their_data_folder(tmp_path, then):
    shutil.copytree(then.data_dir, tmp_path / "data")
    assert claims_path("2023-12", tmp_path / "data").is_relative_to(tmp_path)
