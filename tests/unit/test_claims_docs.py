"""docs/claims.md: its tables are those of the code, and what it shows runs."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from claims_page import in_page
from helpers import catalogue
from helpers.catalogue import history_start, ranked_bases
from helpers.claims import FUNCTIONS, KINDS, ask, judge, read_claims
from helpers.claims.kinds import Kind
from helpers.claims.printout import FIELDS
from helpers.claims.verdicts import VERDICTS
from helpers.cli import main
from helpers.loading import load

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def then():
    return load("2023-12", as_of="2024-01-01")


def block(page: str, language: str, after: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", page[page.index(after) :], re.DOTALL)
    assert found is not None
    return found[1]


def test_the_tables_of_the_page_are_those_of_the_code(page):
    assert in_page(page) == page
    for name in (*FUNCTIONS, *KINDS, *VERDICTS):
        assert name in page


@pytest.mark.parametrize(
    "shown",
    [*FUNCTIONS.values(), *KINDS.values()],
    ids=[*FUNCTIONS, *(f"{k}, kind" for k in KINDS)],
)
def test_every_example_of_the_page_gives_the_answer_shown(shown, page, then):
    assert f"`{shown.example}`" in page
    found = ask(then, shown.example)
    parts = shown.answer.split("...")
    assert found.text.startswith(parts[0]) and len(parts) <= 2
    assert len(parts) == 2 or found.text == shown.answer
    if isinstance(shown, Kind):
        assert found.value is shown.holds


def test_the_example_of_a_file_runs(page, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(block(page, "yaml", "## A file of claims"), encoding="utf-8")
    table = judge(read_claims(path), load("2023-12")).set_index("id")
    assert table["verdict"].to_dict() == {
        "growth": "holds",
        "surplus": "misstated",
        "record": "misstated",
        "policy": "cannot be decided",
    }


def test_the_faults_of_the_page_are_those_of_its_example(page, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(block(page, "yaml", "## Faults"), encoding="utf-8")
    text = CliRunner().invoke(main, ["claims", str(path)])
    shown = block(page, "text", "## Faults")
    assert text.exit_code == 2
    assert re.sub("value, growth, .*forecast", "value, growth, …", text.stderr) == shown
    written = json.loads(CliRunner().invoke(main, ["claims", str(path), "--json"]).stdout)
    part = json.loads(block(page, "json", "## Faults"))
    assert [claim["id"] for claim in written["claims"]] == ["surplus"]
    assert len(written["faults"]) == 3 and part["faults"] == [written["faults"][1]]
    assert part["tally"] == written["tally"]
    assert list(written) == list(FIELDS)
    assert set(written["claims"][0]) == set(FIELDS["claims"])
    assert list(written["faults"][0]) == list(FIELDS["faults"])
    assert list(written["tally"]) == list(FIELDS["tally"])
    for name in ("series", "measure", "published", "later"):
        assert name in written["claims"][0]["evidence"][0]
        assert name in FIELDS["claims"]["evidence"]


@pytest.mark.parametrize(
    ("check", "code"), [("balance.total > 0", 0), ("balance.total < 0", 1), ("balance.totl > 0", 2)]
)
def test_the_exit_codes_of_the_page_are_those_of_the_command(check, code, page, tmp_path):
    path = tmp_path / "example.yaml"
    text = block(page, "yaml", "## Faults").partition("- id: growth")[0]
    claim = block(page, "yaml", "## Faults").partition("- id: surplus")[2]
    path.write_text(f"{text}- id: surplus{claim}".replace("balance.total > 0", check), "utf-8")
    assert CliRunner().invoke(main, ["claims", str(path)]).exit_code == code
    assert re.search(rf"^\| {code} \|", page, re.MULTILINE)


def test_the_python_of_the_page_runs(page, monkeypatch):
    monkeypatch.chdir(PAGE.parents[1])
    names: dict[str, object] = {}
    exec(block(page, "python", "## From Python"), names)  # the page's own code
    assert names["found"].value == 36


def test_every_word_of_the_language_on_the_page_is_one(page, then):
    language = page[page.index("## The language") : page.index("## How an answer is found")]
    asked = 0
    for shown in re.findall(r"`([^`]+)`", language):
        if re.search(r"[.(]|working_days|usd_", shown) and not re.search(r'/|^"', shown):
            if "items_" in shown or "fuels" in shown:
                shown = shown if shown.startswith("count") else f"count({shown}, yoy > 0)"
            assert ask(then, shown).text
            asked += 1
    assert asked >= 8


def test_what_the_page_says_of_answers_is_so(page, then):
    told = " ".join(
        page[page.index("## How an answer is found") : page.index("## Functions")].split()
    )
    opened = ask(then, "balance.china > 0")
    assert opened.value is None and f'"{opened.reason}"' in told
    assert ask(then, "count(items_15, yoy > 0)").text.startswith("8 to 10 of 15")
    assert ask(then, "count(items_15, yoy > 0) >= 8").value is True
    assert ask(then, "exports.total >= 57.66 * usd_billion").value is True
    assert ask(then, "exports.total <= 57.66 * usd_billion").value is True
    assert ask(then, 'first_since(exports.total >= 57 * usd_billion, "2022-09")').value is True
    for table in re.findall(r"`data/catalogue/(\w+)\.csv`", told):
        assert len(catalogue.table(table))
    order = ranked_bases("steel", then.month), ranked_bases("steel", then.month + 25)
    assert [each[0] for each in order] == ["classic", "mti2026"]
    assert history_start("exports", "ships") == pd.Period("1985-01", "M")
