"""What is made again and what is kept: every kind of input, changed on purpose."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers import places, reads
from helpers.loading import load
from helpers.publishing import cache
from helpers.publishing.asking import asker

DATA = places.find_data_dir()
NOTEBOOKS = places.find_notebooks()
MONTH = {"month": "2023-12", "as_of": "", "lang": "en"}
PAGES = [places.page_of(name) for name in places.REPORTS]
READ = ("facts", "2023-12", "", "exports", "usa", "value", "", "M")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data that may be changed."""
    hidden = shutil.ignore_patterns("cache")
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=hidden))


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NOTEBOOKS, tmp_path / "notebooks"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder with five pages."""
    folder = tmp_path / "out" / "2023-12"
    folder.mkdir(parents=True)
    for page in PAGES:
        (folder / page).write_text(page)
    return folder


def keep(target: Path, every: cache.Inputs, read: reads.Reads) -> None:
    """Write the record of pages that were made from these inputs."""
    files = {path.name: cache.file_hash(path) for path in target.iterdir()}
    made = {
        page: cache.Made(
            files[page],
            cache.hash_inputs(cache.of_page(every, places.report_of(page))),
            read,
            [],
        )
        for page in PAGES
    }
    cache.write_record(target, cache.Record(every, files, made))


def made_again(target: Path, every: cache.Inputs, answer: str = "same") -> dict[str, str]:
    record = cache.read_record(target)
    said = cache.reasons(target, every, record, lambda question: answer)
    assert cache.unchanged(target, every, record) <= (not any(said.values()))
    return {page: reason for page, reason in said.items() if reason}


def test_nothing_is_made_again_where_nothing_changed(target, data, notebooks) -> None:
    every = cache.inputs(MONTH, data, notebooks)
    keep(target, every, {READ: "same"})
    again = cache.inputs(MONTH, data, notebooks)
    assert made_again(target, again) == {}
    assert cache.unchanged(target, again, cache.read_record(target))


def test_without_a_record_every_page_is_made(target, data, notebooks) -> None:
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "it was not made before")


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00"])
def test_a_record_that_cannot_be_read_is_none(target, data, notebooks, content) -> None:
    keep(target, cache.inputs(MONTH, data, notebooks), {})
    cache.record_file(target).write_bytes(content)
    assert cache.read_record(target) is None


@pytest.mark.parametrize(
    ("parameters", "pages"),
    [
        ({"month": "2023-11"}, PAGES),
        ({"as_of": "2024-01-01"}, PAGES),
        ({"lang": "ko"}, PAGES),
        ({"horizon": 6}, PAGES),
    ],
)
def test_other_parameters_make_every_page_again(target, data, notebooks, parameters, pages) -> None:
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    said = made_again(target, cache.inputs(MONTH | parameters, data, notebooks))
    assert said == dict.fromkeys(pages, "changed: parameters")


@pytest.mark.parametrize("name", places.REPORTS)
def test_a_changed_notebook_makes_its_page_and_that_of_all_code_again(
    target, data, notebooks, name
) -> None:
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    with (notebooks / f"{name}.ipynb").open("a") as file:
        file.write("\n")
    every = cache.inputs(MONTH, data, notebooks)
    pages = {places.page_of(name), "about.html"}
    assert made_again(target, every) == dict.fromkeys(pages, f"changed: notebook {name}")


@pytest.mark.parametrize("file", ["codes", "bases", "measures"])
def test_a_changed_catalogue_makes_every_page_again(target, data, notebooks, file) -> None:
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    with (data / "catalogue" / f"{file}.csv").open("a") as handle:
        handle.write("\n")
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: catalogue")


def test_every_file_of_the_package_counts(tmp_path) -> None:
    package = Path(shutil.copytree(places.PACKAGE, tmp_path / "helpers"))
    files = places.package_files(package)
    kinds = {path.suffix for path in files}
    assert {".py", ".otf", ".j2", ".css", ".csv"} <= kinds
    for kind in sorted(kinds):
        changed = next(path for path in files if path.suffix == kind)
        before = places.hash_of(files, package)
        changed.write_bytes(changed.read_bytes() + b" ")
        assert places.hash_of(files, package) != before, changed
    before = places.hash_of(places.package_files(package), package)
    (package / "new.py").write_text("")
    assert places.hash_of(places.package_files(package), package) != before


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TZ", "Asia/Seoul"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("PYTHONWARNINGS", "error"),
        ("PYTHONOPTIMIZE", "2"),
        ("PYTHONPATH", "/elsewhere"),
        ("SOURCE_DATE_EPOCH", "0"),
        ("LD_PRELOAD", "libm.so"),
        ("NPY_DISABLE_CPU_FEATURES", "AVX2"),
    ],
)
def test_an_environment_that_counts_makes_every_page_again(
    target, data, notebooks, monkeypatch, variable, value
) -> None:
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    monkeypatch.setenv(variable, value)
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: environment")


def test_an_environment_that_does_not_count_changes_nothing(data, notebooks, monkeypatch) -> None:
    before = cache.inputs(MONTH, data, notebooks)
    for variable in ("PWD", "TERM", "PYTHONUNBUFFERED", "OMP_NUM_THREADS", "KTRADE_READS"):
        monkeypatch.setenv(variable, "7")
    assert cache.inputs(MONTH, data, notebooks) == before


def test_a_library_and_code_from_elsewhere_count(
    target, data, notebooks, tmp_path, monkeypatch
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    (folder / "pandas-99.dist-info").mkdir()
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: libraries")
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    (folder / "pandas.py").write_text("raise ImportError")
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: code from elsewhere")
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    (notebooks / "matplotlibrc").write_text("font.size: 30")
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: code from elsewhere")
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    (notebooks / "pandas.py").write_text("raise ImportError")
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: code from elsewhere")


def test_another_python_makes_every_page_again(target, data, notebooks, monkeypatch) -> None:
    keep(target, cache.inputs(MONTH, data, notebooks), {READ: "same"})
    monkeypatch.setattr(sys, "version", "3.99")
    said = made_again(target, cache.inputs(MONTH, data, notebooks))
    assert said == dict.fromkeys(PAGES, "changed: Python")


FILES = ["observations/items.csv", "claims/2023-12.yaml", "exceptions.csv"]


@pytest.mark.parametrize("file", FILES)
def test_every_file_of_the_data_has_to_be_looked_at(target, data, notebooks, file) -> None:
    every = cache.inputs(MONTH, data, notebooks)
    keep(target, every, {READ: "same"})
    with (data / file).open("a") as handle:
        handle.write("\n")
    now = cache.inputs(MONTH, data, notebooks)
    assert cache.unchanged(target, every, cache.read_record(target))
    assert not cache.unchanged(target, now, cache.read_record(target))


@pytest.mark.parametrize("change", [lambda page: page.write_text("edited"), os.remove])
def test_a_page_that_was_changed_or_removed_is_made_again(target, data, notebooks, change) -> None:
    every = cache.inputs(MONTH, data, notebooks)
    keep(target, every, {READ: "same"})
    change(target / "regions.html")
    assert made_again(target, every) == {"regions.html": "the page was changed or removed"}


def test_a_file_that_does_not_belong_there_is_noticed(target, data, notebooks) -> None:
    every = cache.inputs(MONTH, data, notebooks)
    keep(target, every, {READ: "same"})
    (target / "notes.txt").write_text("mine")
    assert not cache.unchanged(target, every, cache.read_record(target))


def test_another_answer_of_the_data_is_named(target, data, notebooks) -> None:
    every = cache.inputs(MONTH, data, notebooks)
    keep(target, every, {READ: "same"})
    said = made_again(target, every | {"data": "changed"}, answer="another")
    assert said["index.html"] == "changed in the data: exports usa value M up to 2023-12"


def test_rows_on_which_nobody_asked_leave_every_page(target, data, notebooks) -> None:
    every = cache.inputs(MONTH, data, notebooks)
    keep(target, every, {READ: "same"})
    assert made_again(target, every | {"data": "changed"}) == {}


@pytest.fixture(scope="module")
def noted() -> reads.Reads:
    """Questions of every kind, with what the data answer."""
    with reads.collected() as found:
        trade = load("2023-12", "2024-01-01")
        trade.facts("exports", "semiconductors")
        trade.facts("balance", "total")
        trade.fact("exports", "semiconductors")
        trade.fact("balance", "usa", pd.Period("2023-10", "M"))
        trade.vintages("exports", "total")
        trade.macro("imf_kor_cpi_yoy_avg")
        trade.coverage("imports.coal", "exports.usa")
        trade.facts("exports", "usa", "value", "classic", "Q")
        load("2022-12")
        reads.note_file(DATA / "claims" / "2023-12.yaml", DATA)
        reads.note_file(DATA / "claims" / "1999-01.yaml", DATA)
    return found


def test_a_question_put_again_has_the_same_answer(noted) -> None:
    ask = asker(DATA)
    assert {question[0] for question in noted} == {
        "load",
        "fact",
        "facts",
        "vintages",
        "macro",
        "coverage",
        "file",
    }
    assert {question: ask(question) for question in noted} == noted


def test_no_question_has_another_answer_in_a_copy(noted, data) -> None:
    ask = asker(data)
    assert {question: ask(question) for question in noted} == noted


def revise(data: Path, column: str, change: Callable[[str], str]) -> None:
    """Change a column of the exports of semiconductors in October 2023."""
    path = data / "observations" / "items.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    wanted = {"period": "2023-10", "flow": "exports", "code": "semiconductors", "measure": "value"}
    wanted |= {"basis": "mti2026_panel"}
    at = rows.index[(rows[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    rows.loc[at, column] = rows.loc[at, column].map(change)
    rows.to_csv(path, index=False, lineterminator="\n")


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("value", lambda value: value[:-1] + str((int(value[-1]) + 1) % 10)),
        ("value", lambda value: value + "0"),
        ("status", lambda value: "unknown"),
        ("published", lambda value: "2026-10-30"),
        ("source", lambda value: value + " "),
        ("note", lambda value: value + "."),
    ],
)
def test_one_revised_figure_changes_only_the_answers_that_hold_it(
    noted, data, column, change
) -> None:
    revise(data, column, change)
    ask = asker(data)
    others = [question for question in noted if ask(question) != noted[question]]
    assert others == [
        ("facts", "2023-12", "2024-01-01", "exports", "semiconductors", "value", "", "M")
    ]


def test_claims_count_where_they_are_read(noted, data) -> None:
    (data / "claims" / "2023-12.yaml").write_text("changed")
    (data / "claims" / "1999-01.yaml").write_text("new")
    ask = asker(data)
    others = [question for question in noted if ask(question) != noted[question]]
    assert others == [("file", "claims/2023-12.yaml"), ("file", "claims/1999-01.yaml")]
