"""docs/monthly.md: its codes, fields, options and objections are those of the code."""

import dataclasses
import re
from pathlib import Path

from helpers.cli import main
from helpers.intake import NAMES
from helpers.publishing.monthly import CODES, MonthlyResult

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "monthly.md").read_text(encoding="utf-8")


def test_the_codes_are_those_of_the_command():
    rows = re.findall(r"^\| (\d+) \| ([a-z ]+) \|", PAGE, re.M)
    assert {outcome: int(code) for code, outcome in rows if outcome != "failed"} == CODES
    said = main.commands["monthly"].help
    for code, _ in rows:
        assert re.search(rf"\b{code} [a-z]", said), code


def test_the_fields_of_the_result_are_named():
    for field in dataclasses.fields(MonthlyResult):
        assert field.name == "dry_run" or f"`{field.name}`" in PAGE


def test_the_objections_are_named():
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| (.*) \|$", PAGE, re.M)
    assert {name: not do.startswith("cannot be accepted") for name, do in rows} == {
        name: acceptable for name, (_, acceptable) in NAMES.items()
    }


def test_the_options_and_files_exist():
    for verb, words in re.findall(r"^ktrade (\w+)(.*?)#", PAGE, re.M):
        known = {option for each in main.commands[verb].params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= known
    for name in re.findall(r"`(?:crontab|korea-trade\.\w+|monthly\.yml)`", PAGE):
        assert (ROOT / "examples" / name.strip("`")).is_file()
