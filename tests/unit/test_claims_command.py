"""`ktrade claims`: verdicts for a person or a program, and exit codes for a script."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.catalogue import find_data_dir
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + CLAIM % "three", "three"),
        (HEAD + CLAIM.replace("streak(", "streek(") % 3, "did you mean 'streak'"),
        (HEAD.replace("2023-12", "2023-13") + CLAIM % 3, "2023-13"),
        ("- not a claims file", "claim"),
        ("a: [", "line"),
    ],
)
def test_bad_input_is_named(run, text: str, said: str) -> None:
    result = run(text)
    assert result.exit_code == 2, result.output
    assert said in result.output and "Traceback" not in result.output


def test_a_missing_file_is_named() -> None:
    result = CliRunner().invoke(main, ["claims", "nowhere.yaml"])
    assert result.exit_code == 2 and "nowhere.yaml" in result.output


def test_the_first_article_as_json() -> None:
    result = CliRunner().invoke(main, ["claims", str(CLAIMS), "--json"])
    assert result.exit_code == 1
    verdicts = {claim["id"]: claim for claim in json.loads(result.output)}
    assert len(verdicts) == 67
    assert verdicts["2023-12-A-40"]["verdict"] == "misstated"
    assert "factor of ten" in verdicts["2023-12-A-40"]["reading"]
    assert verdicts["2023-12-A-07"]["evidence"][0]["published"] == "2024-01-01"
