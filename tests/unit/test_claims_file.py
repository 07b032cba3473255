"""Claims files: the schema, the line of every fault, and input that is no claims file at all."""

import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.claims import KINDS, claims_path, read_claims
from helpers.claims.claims_file import HEAD, NEEDED, OPTIONAL
from helpers.claims.located import LARGEST
from helpers.errors import ClaimError

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


def test_the_parts_of_a_claim_are_read(read):
    claims = read("\n".join(LINES))
    assert (claims.title, str(claims.month)) == ("A text", "2023-12")
    one, two = claims.claims
    assert (one.id, one.check, one.right, one.said) == (
        "one", "yoy(exports.total) > 0", (), (None, None),
    )  # fmt: skip
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
        (1, "month: 2023-13", "line 1'", "months? .* 01 to 12|allowed: .*01 to 12"),
        (1, "moth: 2023-12", "line 1'", "did you mean 'month'"),
        (3, "  titel: A text", "line 3'", "did you mean 'title'"),
        (4, "  uri: x", "line 4'", "'uri'"),
        (5, "published: 2024-02-30", "line 5'", "day of that month"),
        (7, "- 3\n- id: one", "line 7'", "a mapping with"),
        (7, "- id: 1", "line 7'", "id: found 1, allowed: a text"),
        (9, "  kind: growht", "line 9, one'", "did you mean 'growth'"),
        (9, "  kind: [growth]", "line 9, one'", "kind: found"),
        (9, "  kind: growth\n  kind: value", "line 10'", "'kind' is given twice"),
        (10, "  flow: exprots", "line 10, one'", "did you mean 'exports'"),
        (11, "  breakdown: regions", "line 11, one'", "did you mean 'region'"),
        (12, "  code:", "line 12, one'", "code: found None, allowed: a text"),
        (13, "  period: 2023-14", "line 13, one'", "01 to 12"),
        (13, "  period: '23", "line 2[0-9]'", "is no YAML"),
        (14, "  check: yoy(exports.total", "line 14, one, check", "ends too early"),
        (14, "  check: 3", "line 14, one'", "an expression, or null"),
        (14, "  check: null", "line 14, one'", "null needs a why"),
        (14, "  check: 1 > 0\n  said: {value: x, unit: pct}", "line 15, one'", "a number"),
        (14, "  check: 1 > 0\n  said: 3", "line 15, one'", "a mapping with value, unit"),
        (14, "  check: 1 > 0\n  supports:\n  - 1 > 0\n  - 1 >", "line 15, one, supports", "early"),
        (14, "  check: 1 > 0\n  right: [1]", "line 15, one'", "a list of texts"),
        (14, "  check: 1 > 0\n  note: [1]", "line 15, one'", "a text"),
        (14, "  check: 1 > 0\n  published: soon", "line 15, one'", "published: found 'soon'"),
        (14, "  check: 1 > 0\n  researched: no", "line 15, one'", "sources conflict"),
        (15, "- id: one", "line 15'", "the id 'one' is given in line 7 already"),
        (20, "  code: *code", "line 20'", "undefined alias"),
        (20, "  code: !!python/name:os.system x", "line 20'", "tag .* is not allowed"),
        (20, "  code: !!binary aGk=", "line 20'", "tag .* is not allowed"),
        (20, "  code: \x07", "line 20'", "special characters"),
        (20, "\tcode: total", "line 20'", "is no YAML"),
        (20, "  ? [a]\n  : b", "line 20'", "a key is a word"),
    ],
)
def test_a_fault_is_named_with_its_line(line, new, where, words, read):
    text = "\n".join([*LINES[: line - 1], new, *LINES[line:]])
    with pytest.raises(ClaimError, match=f"claims.yaml, {where}") as caught:
        read(text)
    assert caught.match(words)


def test_a_missing_field_is_named_with_the_line_of_its_claim(read):
    for number in range(8, 15):
        key = LINES[number - 1].split(":")[0].strip()
        with pytest.raises(ClaimError, match=f"line 7.*{key} is missing"):
            read("\n".join([*LINES[: number - 1], *LINES[number:]]))


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
        ("- a\n- b", "line 1': entry: found"),
        ("3", "a mapping with month, article, published, claims"),
        ("just some text", "found 'just some text'"),
        ("a: [", "line 1'|line 2'"),
        ("a: b: c", "line 1': is no YAML"),
        ("%PDF-1.4 \n", "is no YAML"),
        ("\n".join([*LINES[:5], "claims: none"]), "line 6': claims: found 'none', allowed: a list"),
        ("--- {}\n--- {}\n", "line 2': is no YAML"),
        ("[" * 5000, "nested more than 8 levels deep"),
        ("[" * 400_000 + "]" * 400_000, "line 1': is nested more than 8 levels deep"),
        ("- " * 400_000 + "x", "levels deep"),
        ("a: 수출\nb: \ufeff", "line 2': is no YAML: special characters"),
        ("a: " + "{b: " * 50 + "1" + "}" * 50, "levels deep"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "aliases are not allowed"),
        ("<<: {month: 2023-12}", "found '<<'"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1': is no text in UTF-8"),
        (b"month: 2023-12\ntitle: \xff", "line 2': is no text in UTF-8"),
        (b"\x00\x01\x02", "special characters"),
        ("x" * (LARGEST + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_claims_file_is_refused(content, words, read):
    with pytest.raises(ClaimError, match=words) as caught:
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
    with pytest.raises(ClaimError, match=r"'nowhere\.yaml': the file cannot be read: no "):
        read_claims(tmp_path / "nowhere.yaml")
    with pytest.raises(ClaimError, match="is a directory"):
        read_claims(tmp_path)
    monkeypatch.setattr(Path, "open", Mock(side_effect=PermissionError(13, "Permission denied")))
    with pytest.raises(ClaimError, match=r"'locked\.yaml'.*permission denied"):
        read_claims(tmp_path / "locked.yaml")


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from(["2023-12", "growth", "exports", "total", "1 > 0", "null", "[", "&a", "!x"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_only_claim_errors_escape_whatever_the_file_holds(tmp_path_factory, data):
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
    except ClaimError as error:
        assert "claims.yaml" in str(error)
    else:
        assert read.claims


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=200))
def test_bytes_at_random_are_refused(tmp_path_factory, raw):
    path = Path(tmp_path_factory.mktemp("claims")) / "claims.yaml"
    path.write_bytes(raw)
    with pytest.raises(ClaimError, match=r"claims\.yaml"):
        read_claims(path)


# the Korean of an explanation


def test_an_explanation_may_stand_in_korean_beside_the_english(read):
    lines = [*LINES, "  wording: A word", "  wording_ko: 낱말"]
    assert [each.wording_ko for each in read("\n".join(lines)).claims] == ["", "낱말"]


@pytest.mark.parametrize("key", ["wording", "why"])
def test_the_korean_of_an_explanation_that_is_not_there_is_refused(read, key):
    with pytest.raises(ClaimError, match=f"{key}_ko: found '낱말', allowed: nothing where there"):
        read("\n".join([*LINES, f"  {key}_ko: 낱말"]))


def test_every_explanation_of_the_file_of_december_2023_has_its_korean():
    for claim in read_claims(claims_path("2023-12")).claims:
        assert bool(claim.why) == bool(claim.why_ko), claim.id
        assert bool(claim.wording) == bool(claim.wording_ko), claim.id
