"""Claims files: the schema, the line of every fault, and input that is no claims file at all."""

import re
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.claims import KINDS, claims_path, read_claims
from helpers.claims.claims_file import HEAD, NEEDED, OPTIONAL
from helpers.claims.located import LARGEST
from helpers.errors import ClaimsFileError

LINES = """\
month: 2023-12
article:
  title: A text
  url: https://example.org/
published: 2024-01-01
claims:
- id: one
  statement: Exports rose
  kind: growth
  flow: exports
  breakdown: total
  code: total
  period: 2023-12
  check: yoy(exports.total) > 0
- id: two
  statement: Imports fell
  kind: growth
  flow: imports
  breakdown: total
  code: total
  period: 2023-12
  check: >-
    yoy(imports.total) < 0
    and yoy(imports.total) > -20
""".splitlines()


@pytest.fixture
def read(tmp_path):
    def call(content: str | bytes):
        path = tmp_path / "claims.yaml"
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(raw)
        return read_claims(path)

    return call


@pytest.fixture
def faults(read):
    def call(content: str | bytes):
        try:
            return list(read(content).faults)
        except ClaimsFileError as error:
            return error.faults

    return call


def test_the_parts_of_a_claim_are_read(read):
    claims = read("\n".join(LINES))
    assert (claims.title, str(claims.month)) == ("A text", "2023-12")
    one, two = claims.claims
    assert (one.id, one.check, one.right, one.said) == (
        "one", "yoy(exports.total) > 0", (), (None, None),
    )  # fmt: skip
    assert claims.faults == claims.unused == ()
    assert two.check == "yoy(imports.total) < 0 and yoy(imports.total) > -20"
    assert [claim.where for claim in claims.claims] == [
        "claims.yaml, line 7, one",
        "claims.yaml, line 15, two",
    ]


def test_every_field_of_the_store_is_one_of_the_schema():
    for path in claims_path("2023-12").parent.glob("*.yaml"):
        assert {claim.kind for claim in read_claims(path).claims} <= set(KINDS)
    assert not set(NEEDED) & set(OPTIONAL)
    assert set(HEAD) == {"month", "article", "published", "claims"}


@pytest.mark.parametrize(
    ("line", "new", "where", "words"),
    [
        (1, "month: 2023-13", "line 1, month", "allowed: .*01 to 12"),
        (1, "moth: 2023-12", "line 1, moth", "did you mean 'month'"),
        (3, "  titel: A text", "line 3, titel", "did you mean 'title'"),
        (4, "", "line 3, url", "is missing"),
        (5, "published: 2024-01-01\nothers: []", "line 6, others", "unknown key 'others'"),
        (8, "  statement: ''", "line 8, one, statement", "found ''; allowed: a text"),
        (14, "  chekc: 1 > 0", "line 14, one, chekc", "did you mean 'check'"),
        (14, "  check: 1 > 0\n  right: x > 'a'", "line 15, one, right 1", "cannot read"),
        (5, "published: 2024-02-30", "line 5, published", "day of that month"),
        (7, "- id: 1", "line 7, 1, id", "found 1; allowed: a text"),
        (9, "  kind: growht", "line 9, one, kind", "did you mean 'growth'"),
        (9, "  kind: [growth]", "line 9, one, kind", "found "),
        (9, "  kind:", "line 9, one, kind", "found None; allowed: value, growth"),
        (9, "  kind: growth\n  kind: value", "line 10, one, kind", "'kind' is given twice"),
        (10, "  flow: exprots", "line 10, one, flow", "did you mean 'exports'"),
        (10, "  folw: exports", "line 10, one, folw", "did you mean 'flow'"),
        (11, "  breakdown: regions", "line 11, one, breakdown", "did you mean 'region'"),
        (12, "  code:", "line 12, one, code", "found None; allowed: a text"),
        (13, "  period: 2023-14", "line 13, one, period", "01 to 12"),
        (13, "  period: '23", "line 13, one", "is no YAML"),
        (14, "  check: yoy(exports.total", "line 14, one, check", "ends too early"),
        (14, "  check: 3", "line 14, one, check", "an expression, or null"),
        (14, "  check: null", "line 14, one, check", "null needs a why"),
        (14, "  check: 1 > 0\n  said: {value: x, unit: pct}", "line 15, one, said", "a number"),
        (14, "  check: 1 > 0\n  said: 3", "line 15, one", "a mapping with value, unit"),
        (
            14,
            "  check: 1 > 0\n  supports:\n  - 1 > 0\n  - 1 >",
            "line 17, one, supports 2",
            "early",
        ),
        (14, "  check: 1 > 0\n  right: [1]", "line 15, one, right", "a list of texts"),
        (14, "  check: 1 > 0\n  note: [1]", "line 15, one, note", "a text"),
        (14, "  check: 1 > 0\n  published: soon", "line 15, one, published", "found 'soon'"),
        (14, "  check: 1 > 0\n  researched: no", "line 15, one, researched", "sources conflict"),
        (15, "- id: one", "line 15, one, id", "the id 'one' is given in line 7 already"),
        (15, "- 3\n- id: two", "line 15", "a mapping with"),
        (
            20,
            "  code: !!python/name:os.system x",
            "line 20, two, code",
            "the tag .*; allowed: plain values",
        ),
        (20, "  code: !!binary aGk=", "line 20, two, code", "the tag .*; allowed: plain values"),
        (20, "  code: !!omap []", "line 20, two, code", "the tag .*; allowed: plain values"),
        (20, "  code: *code", "line 20, two", "undefined alias"),
        (20, "  code: \x07", "line 20, two", "special characters"),
        (20, "\tcode: total", "line 20, two", "is no YAML"),
        (20, "  ? [a]\n  : b", "line 20, two", "allowed: a word"),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_other_claims_are_read(
    line, new, where, words, read, faults
):
    text = "\n".join([*LINES[: line - 1], new, *LINES[line:]])
    named = [str(fault) for fault in faults(text)]
    assert len(named) <= 2 and named[0].startswith(f"claims.yaml, {where}: "), named
    assert re.search(words, named[0])
    if line not in (1, 5) or "others" in words:  # without month and day nothing is judged
        assert {claim.id for claim in read(text).claims} >= {"one" if line >= 15 else "two"}


def test_a_missing_field_is_named_with_the_line_of_its_claim(faults):
    for number in range(8, 15):
        key = LINES[number - 1].split(":")[0].strip()
        [fault] = faults("\n".join([*LINES[: number - 1], *LINES[number:]]))
        assert str(fault) == f"claims.yaml, line 7, one, {key}: is missing; allowed: {NEEDED[key]}"


def test_faults_come_all_at_once_in_the_order_of_the_file(faults):
    lines = list(LINES)
    lines[2] = "  titel: A text"
    lines[8:11] = ["  kind: growht", "  flow: export", "  breakdown: totl"]
    lines[13] = "  check: yoy(exports.total"
    lines[18] = "\tbreakdown: total"
    assert [
        (each.line, each.claim, each.field, each.suggestion) for each in faults("\n".join(lines))
    ] == [
        (3, "", "titel", "title"),
        (9, "one", "kind", "growth"),
        (10, "one", "flow", "exports"),
        (11, "one", "breakdown", "total"),
        (14, "one", "check", None),
        (19, "two", "", None),
    ]


def test_a_head_without_month_or_day_has_the_faults_of_its_claims_too(faults):
    lines = list(LINES)
    lines[0], lines[4], lines[8] = "month: soon", "published: 2024-13-01", "  kind: x"
    assert [each.field for each in faults("\n".join(lines))] == ["month", "published", "kind"]


def test_a_head_without_claims_has_its_other_faults_too(faults):
    named = faults("\n".join(["moth: 2023-12", *LINES[1:5], "claims: none"]))
    assert [(each.line, each.field) for each in named] == [(1, "moth"), (6, "claims")]


def test_a_file_whose_claims_are_all_broken_is_read_with_their_faults(faults):
    lines = [*LINES[:6], "- id: one", "  kind: 'x", "- id: two", "\tkind: growth"]
    assert [(each.line, each.claim) for each in faults("\n".join(lines))] == [
        (8, "one"),
        (10, "two"),
    ]


def test_a_broken_head_hides_no_claim(faults):
    lines = list(LINES)
    lines[2], lines[8] = "  title: 'A text", "  kind: growht"
    named = [str(each) for each in faults("\n".join(lines))]
    assert "line 3: is no YAML" in named[0] and "line 9, one, kind" in named[1]


def test_dates_and_numbers_that_yaml_would_turn_into_others_stay_as_written(read):
    text = "\n".join(LINES).replace("  code: total", "  code: '1_000'", 1)
    claims = read(text.replace("period: 2023-12", "period: 2023", 1)).claims
    assert (claims[0].code, claims[0].period) == ("1_000", "2023")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("# nothing but a remark\n", "is empty"),
        ("null", "a mapping with month"),
        ("- a\n- b", "line 1: found"),
        ("3", "a mapping with month, article, published, claims"),
        ("just some text", "found 'just some text'"),
        ("a: [", "line [12]: is no YAML"),
        ("a: b: c", "line 1: is no YAML"),
        ("%PDF-1.4 \n", "is no YAML"),
        ("\n".join([*LINES[:5], "claims: none"]), "line 6, claims: found 'none'; allowed: a list"),
        ("\n".join([*LINES[:5], "claims: []"]), "line 6, claims: .*; allowed: a list of claims"),
        ("--- {}\n--- {}\n", "line 2: is no YAML"),
        ("[" * 5000, "nested more than 8 levels deep"),
        ("[" * 400_000 + "]" * 400_000, "line 1: is nested more than 8 levels deep"),
        ("- " * 400_000 + "x", "levels deep"),
        ("claims:\n" + "- " * 400_000 + "x", "line 2: is nested .*levels deep"),
        ("a: 수출\nb: \ufeff", "line 2: is no YAML: special characters"),
        ("a: " + "{b: " * 50 + "1" + "}" * 50, "levels deep"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "found an alias"),
        ("a: &a [*a]", "found an alias"),
        ("<<: {month: 2023-12}", "unknown key '<<'"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1: is no text in UTF-8"),
        (b"month: 2023-12\ntitle: \xff", "line 2: is no text in UTF-8"),
        (b"\x00\x01\x02", "special characters"),
        ("x" * (LARGEST + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_claims_file_is_refused(content, words, read):
    with pytest.raises(ClaimsFileError, match=words) as caught:
        read(content)
    assert "claims.yaml" in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_file_with_a_mark_of_its_encoding_is_read(read):
    assert read(b"\xef\xbb\xbf" + "\n".join(LINES).encode())


def test_a_large_file_is_refused_or_read_in_a_few_seconds(read):
    head, claim = "\n".join(LINES[:6]), "\n".join(LINES[6:14])
    many = [claim.replace("one", f"id{n}") for n in range(1500)]
    started = time.monotonic()
    assert len(read("\n".join([head, *many])).claims) == 1500
    assert time.monotonic() - started < 30


def test_places_that_cannot_be_read_are_named(tmp_path, monkeypatch):
    with pytest.raises(ClaimsFileError, match=r"nowhere\.yaml: the file cannot be read: no "):
        read_claims(tmp_path / "nowhere.yaml")
    with pytest.raises(ClaimsFileError, match="is a directory"):
        read_claims(tmp_path)
    monkeypatch.setattr(Path, "open", Mock(side_effect=PermissionError(13, "Permission denied")))
    with pytest.raises(ClaimsFileError, match=r"locked\.yaml: .*permission denied"):
        read_claims(tmp_path / "locked.yaml")


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from(["2023-12", "growth", "exports", "total", "1 > 0", "null", "[", "&a", "!x"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_only_faults_come_out_whatever_the_file_holds(tmp_path_factory, data):
    """Text at random, and good files in which a line is lost, doubled, swapped or garbled."""
    path = Path(tmp_path_factory.mktemp("claims")) / "claims.yaml"
    if data.draw(st.booleans()):
        text = data.draw(st.text(max_size=300))
    else:
        lines = list(LINES)
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(lines) - 1))
            key = lines[at].partition(":")[0]
            lines[at] = data.draw(
                st.sampled_from(["", lines[at] * 2, f"  {lines[at]}", lines[at][1:]])
                | VALUES.map(lambda value, key=key: f"{key}: {value}")
                | st.text(max_size=20)
            )
        text = "\n".join(lines)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read = read_claims(path)
    except ClaimsFileError as error:
        assert error.faults and "claims.yaml" in str(error)
    else:
        assert read.claims or read.faults
        assert all("claims.yaml" in str(fault) for fault in read.faults)


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=200))
def test_bytes_at_random_are_refused(tmp_path_factory, raw):
    path = Path(tmp_path_factory.mktemp("claims")) / "claims.yaml"
    path.write_bytes(raw)
    with pytest.raises(ClaimsFileError, match=r"claims\.yaml"):
        read_claims(path)


# the Korean of an explanation


def test_an_explanation_may_stand_in_korean_beside_the_english(read):
    lines = [*LINES, "  wording: A word", "  wording_ko: 낱말"]
    assert [each.wording_ko for each in read("\n".join(lines)).claims] == ["", "낱말"]


@pytest.mark.parametrize("key", ["wording", "why"])
def test_the_korean_of_an_explanation_that_is_not_there_is_a_fault(faults, key):
    [fault] = faults("\n".join([*LINES, f"  {key}_ko: 낱말"]))
    assert f"{key}_ko: found '낱말'; allowed: nothing where there" in str(fault)


def test_every_explanation_of_the_file_of_december_2023_has_its_korean():
    for claim in read_claims(claims_path("2023-12")).claims:
        assert bool(claim.why) == bool(claim.why_ko), claim.id
        assert bool(claim.wording) == bool(claim.wording_ko), claim.id
