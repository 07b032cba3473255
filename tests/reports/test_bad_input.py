"""Bad input: a clear message and an exit code, and the last good report stays as it is."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import catalogue
from helpers.cli import main

DATA = catalogue.find_data_dir()


@pytest.fixture
def report(tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call the verb as a person would, within this process: it ends before a notebook starts."""

    def call(*arguments: object, out: Path | None = None) -> subprocess.CompletedProcess[str]:
        words = ["report", *map(str, arguments), "--out", str(out or tmp_path / "out")]
        run = CliRunner().invoke(main, words)
        return subprocess.CompletedProcess(words, run.exit_code, run.stdout, run.stderr)

    return call


def assert_refused(run, code: int, *said: str) -> None:
    assert run.returncode == code, run.stderr
    assert run.stderr.startswith("ktrade: ")
    assert "Traceback" not in run.stderr and run.stdout == ""
    for words in said:
        assert words in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2023-13"], ["month '2023-13' is not a month", "YYYY-MM"]),
        (["2031-01"], ["month '2031-01' lies outside the calendar", "2030-12"]),
        (["1984-05"], ["month 1984-05 is not available", "from 1985-01 to"]),
        (["2023-12", "--as-of", "2023-12-31"], ["nothing of 2023-12 was known on 2023-12-31"]),
        (["2023-12", "--as-of", "soon"], ["date 'soon' is not a date", "YYYY-MM-DD"]),
        (["2023-12", "--lang", "fr"], ["lang = 'fr'", "allowed are en, ko"]),
        (["2023-12", "--data-dir", "nowhere"], ["nowhere", "observations/"]),
        (["2023-12", "-p", "asof", "2024-01-01"], ["unknown parameter 'asof'", "mean 'as_of'?"]),
        (["2023-12", "-p", "month", "2023-11"], ["parameter month = '2023-11'", "MONTH"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_bad_arguments_end_before_any_notebook_starts(report, untouched, arguments, said) -> None:
    assert_refused(report(*arguments), 2, *said)
    assert untouched()


def test_a_parameter_of_another_type_is_refused(report, untouched, write_notebook) -> None:
    notebooks = write_notebook("outlook", "horizon", parameters="horizon: int = 12")
    run = report("2023-12", "--notebooks", notebooks, "-p", "horizon", "long")
    assert_refused(run, 2, "parameter horizon = 'long'", "type int")
    assert untouched()


def spoil(folder: Path, **changes: str) -> int:
    """Change columns of the row of the exports of November 2023, and give its line."""
    path = folder / "observations" / "totals.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    at = next(
        i
        for i, row in enumerate(rows)
        if (row["period"], row["flow"], row["measure"]) == ("2023-11", "exports", "value")
    )
    if "again" in changes:
        rows.insert(at + 1, rows[at] | {"value": changes["again"]})
    else:
        rows[at] |= changes
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, reader.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return at + 2


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "eur_million"},
        {"again": "1"},
        {"value": "-55800"},
        {"value": "about 558"},
        {"code": "semicondoctors"},
    ],
    ids=["unit", "duplicate", "negative", "text", "code"],
)
def test_faulty_data_are_refused_with_file_row_and_value(
    report, untouched, tmp_path, changes
) -> None:
    data = tmp_path / "data"
    (data / "observations").mkdir(parents=True)
    shutil.copytree(DATA / "catalogue", data / "catalogue")
    shutil.copy(DATA / "observations" / "totals.csv", data / "observations")
    line = spoil(data, **changes)
    run = report("2023-12", "--data-dir", data)
    assert_refused(run, 2, "in the data", "totals.csv", "allowed:")
    assert f"row {line}" in run.stderr or f"row {line + 1}" in run.stderr
    assert untouched()


def test_a_folder_without_notebooks_is_refused(report, untouched, tmp_path) -> None:
    (tmp_path / "_draft.ipynb").write_text("{}")
    assert_refused(report("2023-12", "--notebooks", tmp_path), 5, "no notebook there", "ktrade new")
    assert untouched()


def test_a_notebook_without_parameters_is_named_with_what_to_add(
    report, untouched, write_notebook
) -> None:
    notebooks = write_notebook("exports", "month")
    path = notebooks / "memory.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Memory"), new_code_cell("1")]), path)
    run = report("2023-12", "--notebooks", notebooks)
    assert_refused(run, 4, "notebook memory", "tagged 'parameters': exactly one", "begins with _")
    path.write_text("{not JSON")
    run = report("2023-12", "--notebooks", notebooks)
    assert_refused(run, 5, "memory.ipynb", "not valid JSON")
    assert untouched()


def test_a_file_in_the_place_of_reports_is_named(report, tmp_path) -> None:
    place = tmp_path / "reports"
    place.write_text("not a folder")
    assert_refused(
        report("2023-12", out=place), 5, f"{str(place)!r}: a file is where a folder is needed"
    )
    assert place.read_text() == "not a folder"


def test_a_place_where_nothing_can_be_made_is_named(report) -> None:
    run = report("2023-12", out=Path("/proc/reports"))
    assert_refused(run, 5, "cannot publish to '/proc/reports/2023-12'")


def test_the_version_comes_without_loading_anything(ktrade) -> None:
    run = ktrade("--version")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("ktrade, version ")
