"""`ktrade claims`: verdicts for a person or a program, and exit codes for a script."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.catalogue import find_data_dir
from helpers.claims.tally import AGREEMENTS
from helpers.cli import main

CLAIMS = find_data_dir() / "claims" / "2023-12.yaml"
HEAD = """\
month: 2023-12
article: {title: A text, url: https://example.org/a}
published: 2024-01-01
claims:
"""
CLAIM = """\
- id: one
  statement: Exports rose for the third month
  kind: streak
  flow: exports
  breakdown: total
  code: total
  period: 2023-12
  check: streak(yoy(exports.total) > 0) == %s
"""


@pytest.fixture
def run(tmp_path: Path):
    def call(text: str, *options: str):
        file = tmp_path / "claims.yaml"
        file.write_text(text, "utf-8")
        return CliRunner().invoke(main, ["claims", str(file), *options])

    return call


def test_all_hold(run) -> None:
    result = run(HEAD + CLAIM % 3)
    assert result.exit_code == 0
    assert "3 months (2023-10 to 2023-12)" in result.output
    assert result.output.endswith("1 statement: 1 holds\n")


def test_some_do_not_hold(run) -> None:
    result = run(HEAD + CLAIM % 4, "--as-of", "2024-01-20")
    assert result.exit_code == 1
    assert "does not hold" in result.output


def test_a_table_names_id_verdict_robustness_and_reading_within_the_width(run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    lines = run(HEAD + CLAIM.replace("Exports rose", "Exports " * 9) % 3).output.splitlines()
    assert lines[:2] == ["A text", "https://example.org/a, 2024-01-01"]
    assert lines[3].split()[:3] == ["id", "verdict", "robust"]
    [row] = [line for line in lines if line.startswith("one")]
    assert row.split()[:3] == ["one", "holds", "yes"]
    column = row.index("Exports")
    told = [line for line in lines[lines.index(row) + 1 :] if line.startswith(" ")]
    assert all(line[:column].isspace() for line in told) and len(told) == 3
    assert max(map(len, lines)) <= 70


def test_what_an_ordinary_revision_could_turn_is_said(run) -> None:
    result = run(
        (HEAD + CLAIM % 3).replace(
            "streak(yoy(exports.total) > 0) == 3", "highest_in(exports.total) == 17"
        )
    )
    assert "An ordinary revision (0.9%) could turn this." in result.output
    assert "an ordinary revision could turn 1" in result.output
    assert result.exit_code == 0


def test_a_statement_cannot_steer_the_terminal(run) -> None:
    text = (HEAD + CLAIM % 3).replace("Exports rose for the third month", '"a\\e[2Jb\\rc \\u202Ed"')
    result = run(text)
    assert result.exit_code == 0, result.output
    assert not set("\x1b\r\u202e") & set(result.output)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + CLAIM % "three", "three"),
        (HEAD + CLAIM.replace("streak(", "streek(") % 3, "did you mean 'streak'"),
        (HEAD.replace("2023-12", "2023-13") + CLAIM % 3, "2023-13"),
        ("- not a claims file", "claim"),
        ("a: [", "line"),
        ("", "is empty"),
        ("\x00\x01", "special characters"),
        ((HEAD + CLAIM % 3).replace(" == 3", ""), "line 12, one, check: gives 3 months"),
        (HEAD.replace("month: 2023-12", "month: 2029-01") + CLAIM % 3, "is not available"),
        (HEAD.replace("published: 2024", "published: 2023") + CLAIM % 3, "line 3, published"),
        (HEAD + CLAIM % 3 + "  month: 1970-01\n", "line 13, one, month: month 1970-01"),
        (HEAD + CLAIM.replace("exports.total", "exports.totl") % 3, "did you mean"),
    ],
)
def test_bad_input_is_named(run, text: str, said: str) -> None:
    result = run(text)
    assert result.exit_code == 2, result.output
    assert said in result.output and "Traceback" not in result.output


def test_a_missing_file_and_a_directory_are_named(tmp_path: Path) -> None:
    for place, words in (("nowhere.yaml", "no such file"), (str(tmp_path), "is a directory")):
        result = CliRunner().invoke(main, ["claims", place])
        assert result.exit_code == 2
        assert Path(place).name in result.output and words in result.output


def test_a_date_that_is_none_or_too_early_is_named(run) -> None:
    for day in ("soon", "2023-12-31"):
        result = run(HEAD + CLAIM % 3, "--as-of", day)
        assert result.exit_code == 2 and day in result.output


def test_the_first_article_as_json() -> None:
    result = CliRunner().invoke(main, ["claims", str(CLAIMS), "--json"])
    assert result.exit_code == 1
    written = json.loads(result.stdout, parse_constant=pytest.fail)
    assert list(written) == ["claims", "faults", "tally"]
    verdicts = {claim["id"]: claim for claim in written["claims"]}
    assert len(verdicts) == 67
    assert verdicts["2023-12-A-40"]["verdict"] == "misstated"
    assert verdicts["2023-12-A-40"]["robust"] is True
    assert verdicts["2023-12-A-05"]["robust"] is False
    assert 0 < verdicts["2023-12-A-05"]["revision"] < 2
    assert verdicts["2023-12-A-03"]["check"] is verdicts["2023-12-A-03"]["robust"] is None
    assert "factor of ten" in verdicts["2023-12-A-40"]["reading"]
    assert verdicts["2023-12-A-07"]["evidence"][0]["published"] == "2024-01-01"
    assert written["faults"] == []
    assert sum(written["tally"].values()) == 67
    counted = [claim["agreement"] for claim in written["claims"]]
    assert written["tally"] == {each: counted.count(each) for each in AGREEMENTS}


def test_researched_verdicts_are_tallied_and_clashes_named(run) -> None:
    text = HEAD
    for name, months, researched in (
        ("right", 3, "'true'"), ("wrong", 4, "'false'"), ("wrong-word", 4, "misstated"),
        ("accused", 4, "'true'"), ("passed", 3, "'false'"), ("passed-too", 3, "misstated"),
        ("conflict", 3, "sources conflict"), ("undecided", 3, "not checkable"),
    ):  # fmt: skip
        text += CLAIM.replace("one", name) % months + f"  researched: {researched}\n"
    text += CLAIM.replace("one", "alone") % 3
    for name, researched in (("open", "'true'"), ("nothing", "not checkable")):
        text += (CLAIM.replace("one", name) % 3 + f"  researched: {researched}\n").replace(
            "streak(yoy(exports.total) > 0) == 3", "first_in(exports.usa > exports.china) >= 240"
        )
    result = run(text)
    assert result.output.splitlines()[-1] == (
        "Beside the researched verdicts: 4 agree, 1 accused, 2 passed, 1 open, 3 not compared;"
        " accused: accused; passed: passed, passed-too"
    )
    tally = json.loads(run(text, "--json").stdout)["tally"]
    assert tally == {"agree": 4, "accused": 1, "passed": 2, "open": 1, "not_compared": 3}


def test_a_file_that_cannot_be_read_is_an_object_with_one_fault(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["claims", str(tmp_path / "nowhere.yaml"), "--json"])
    assert result.exit_code == 2
    written = json.loads(result.stdout)
    assert written["claims"] == [] and set(written["tally"].values()) == {0}
    [fault] = written["faults"]
    assert (fault["file"], fault["line"]) == ("nowhere.yaml", None)
    assert "no such file" in fault["problem"]


def test_a_month_without_data_is_a_fault_of_its_line(run) -> None:
    result = run(HEAD.replace("month: 2023-12", "month: 2029-01") + CLAIM % 3)
    assert result.exit_code == 2
    assert "claims.yaml, line 1, month: month 2029-01 is not" in result.stderr
    assert result.stdout == ""


def test_faults_cannot_steer_the_terminal(run) -> None:
    text = HEAD + (CLAIM % 3).replace("id: one", 'id: "a\\e[2Jb\\rc"').replace("streak(", "streek(")
    result = run(text)
    assert result.exit_code == 2
    assert not set("\x1b\r") & set(result.output)


def test_the_exit_codes_are_those_of_the_help() -> None:
    told = " ".join(CliRunner().invoke(main, ["claims", "--help"]).output.split())
    assert "Exit codes: 0 every statement holds, 1 some do not, 2 the file has faults" in told
