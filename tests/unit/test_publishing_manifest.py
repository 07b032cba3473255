"""Which pages are out of date: every kind of input, changed on purpose."""

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import places
from helpers.loading import load
from helpers.publishing import manifest

DATA = places.find_data_dir()
NOTEBOOKS = places.find_notebooks()
MONTH = {"month": "2023-12", "as_of": "", "lang": "en"}
PAGES = [places.page_of(name) for name in places.REPORTS]
SEEN = "the fingerprint of a panel"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data that may be changed."""
    hidden = shutil.ignore_patterns("cache")
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=hidden))


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NOTEBOOKS, tmp_path / "notebooks"))


@pytest.fixture
def target(tmp_path: Path, data: Path, notebooks: Path) -> Path:
    """A report of December 2023 made from these inputs."""
    folder = tmp_path / "out" / "2023-12"
    folder.mkdir(parents=True)
    keep(folder, manifest.inputs(MONTH, data, notebooks))
    return folder


def keep(folder: Path, inputs: manifest.Inputs) -> None:
    html = {page: f"<h1>{page}</h1>" for page in PAGES}
    for page, text in html.items():
        (folder / page).write_text(text)
    reports = [SimpleNamespace(name=n, page=places.page_of(n)) for n in places.REPORTS]
    plan = SimpleNamespace(shown=MONTH, status="December 2023", observations=SEEN, reports=reports)
    text = manifest.write(plan, inputs, html, {page: [] for page in PAGES})
    (folder / manifest.NAME).write_text(text)


def out_of_date(target: Path, inputs: manifest.Inputs) -> dict[str, str]:
    reasons = manifest.reasons(target, inputs, SEEN)
    assert manifest.unchanged(target, inputs) <= (not any(reasons.values()))
    return {page: reason for page, reason in reasons.items() if reason}


def test_nothing_is_out_of_date_where_nothing_changed(target, data, notebooks) -> None:
    again = manifest.inputs(MONTH, data, notebooks)
    assert out_of_date(target, again) == {}
    assert manifest.unchanged(target, again)


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '{"inputs": 1}'])
def test_without_a_readable_manifest_every_page_is_made(target, data, notebooks, content) -> None:
    (target / manifest.NAME).unlink()
    if content is not None:
        (target / manifest.NAME).write_text(content)
    reasons = out_of_date(target, manifest.inputs(MONTH, data, notebooks))
    assert reasons == dict.fromkeys(PAGES, "it was not made before")


@pytest.mark.parametrize(
    "parameters", [{"month": "2023-11"}, {"as_of": "2024-01-01"}, {"lang": "ko"}, {"horizon": 6}]
)
def test_other_parameters_make_every_page_again(target, data, notebooks, parameters) -> None:
    reasons = out_of_date(target, manifest.inputs(MONTH | parameters, data, notebooks))
    assert set(reasons) == set(PAGES)
    assert all("parameters" in reason for reason in reasons.values())


@pytest.mark.parametrize("name", places.REPORTS)
def test_a_changed_notebook_makes_its_page_and_that_of_all_code_again(
    target, data, notebooks, name
) -> None:
    with (notebooks / f"{name}.ipynb").open("a") as file:
        file.write("\n")
    inputs = manifest.inputs(MONTH, data, notebooks)
    pages = {places.page_of(name), "about.html"}
    assert out_of_date(target, inputs) == dict.fromkeys(pages, f"changed: notebook {name}")


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("catalogue/codes.csv", "catalogue"),
        ("exceptions.csv", "catalogue"),
        ("claims/2023-12.yaml", "claims"),
    ],
)
def test_a_file_beside_the_observations_counts(target, data, notebooks, file, part) -> None:
    with (data / file).open("a") as handle:
        handle.write("\n")
    reasons = out_of_date(target, manifest.inputs(MONTH, data, notebooks))
    assert reasons == dict.fromkeys(PAGES, f"changed: {part}")


def test_claims_about_another_month_count_nowhere_else(target, data, notebooks) -> None:
    (data / "claims" / "1999-01.yaml").write_text("new")
    assert manifest.unchanged(target, manifest.inputs(MONTH, data, notebooks))


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
        ("SOURCE_DATE_EPOCH", "0"),
        ("LD_PRELOAD", "libm.so"),
        ("NPY_DISABLE_CPU_FEATURES", "AVX2"),
    ],
)
def test_an_environment_that_counts_makes_every_page_again(
    target, data, notebooks, monkeypatch, variable, value
) -> None:
    monkeypatch.setenv(variable, value)
    reasons = out_of_date(target, manifest.inputs(MONTH, data, notebooks))
    assert reasons == dict.fromkeys(PAGES, "changed: environment")


def test_an_environment_that_does_not_count_changes_nothing(data, notebooks, monkeypatch) -> None:
    before = manifest.inputs(MONTH, data, notebooks)
    for variable in ("PWD", "TERM", "PYTHONUNBUFFERED", "OMP_NUM_THREADS", "KTRADE_PROJECT_X"):
        monkeypatch.setenv(variable, "7")
    assert manifest.inputs(MONTH, data, notebooks) == before


def test_a_library_and_code_from_elsewhere_count(
    target, data, notebooks, tmp_path, monkeypatch
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    for changed, part in (
        (folder / "unheard_of-99.dist-info", "libraries"),
        (folder / "pandas.py", "code from elsewhere"),
        (notebooks / "matplotlibrc", "code from elsewhere"),
        (notebooks / "pandas.py", "code from elsewhere"),
    ):
        keep(target, manifest.inputs(MONTH, data, notebooks))
        changed.write_text("raise ImportError")
        reasons = out_of_date(target, manifest.inputs(MONTH, data, notebooks))
        assert reasons == dict.fromkeys(PAGES, f"changed: {part}")


def test_another_python_makes_every_page_again(target, data, notebooks, monkeypatch) -> None:
    monkeypatch.setattr(sys, "version", "3.99")
    reasons = out_of_date(target, manifest.inputs(MONTH, data, notebooks))
    assert reasons == dict.fromkeys(PAGES, "changed: Python")


@pytest.mark.parametrize("change", [lambda page: page.write_text("edited"), os.remove])
def test_a_page_that_was_changed_or_removed_is_made_again(target, data, notebooks, change) -> None:
    change(target / "regions.html")
    inputs = manifest.inputs(MONTH, data, notebooks)
    assert not manifest.unchanged(target, inputs)
    assert out_of_date(target, inputs) == {"regions.html": "the page was changed or removed"}


def test_prints_may_lie_beside_the_pages_and_nothing_else(target, data, notebooks) -> None:
    inputs = manifest.inputs(MONTH, data, notebooks)
    (target / "index.pdf").write_text("a print")
    assert manifest.unchanged(target, inputs)
    (target / "notes.txt").write_text("mine")
    assert not manifest.unchanged(target, inputs)


def test_other_observations_make_every_page_again(target, data, notebooks) -> None:
    reasons = manifest.reasons(target, manifest.inputs(MONTH, data, notebooks), "others")
    assert reasons == dict.fromkeys(PAGES, "changed: observations")


def test_a_store_that_changed_elsewhere_leaves_every_page(target, data, notebooks) -> None:
    revise(data, "2023-10", "value", "9999")
    inputs = manifest.inputs(MONTH, data, notebooks)
    assert not manifest.unchanged(target, inputs)
    assert out_of_date(target, inputs) == {}


def revise(data: Path, period: str, column: str, text: str) -> None:
    """Change one column of the exports of semiconductors in a month."""
    path = data / "observations" / "items.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    wanted = {"period": period, "flow": "exports", "code": "semiconductors", "measure": "value"}
    wanted |= {"basis": "mti2026_panel"}
    at = rows.index[(rows[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    assert len(at)
    rows.loc[at, column] = text
    rows.to_csv(path, index=False, lineterminator="\n")


def add(data: Path, **columns: str) -> None:
    """Add a later vintage of the exports of semiconductors in October 2023."""
    path = data / "observations" / "items.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    wanted = rows["period"].eq("2023-10") & rows["code"].eq("semiconductors")
    wanted &= rows["basis"].eq("mti2026_panel") & rows["measure"].eq("value")
    later = rows[wanted].tail(1).assign(**columns)
    pd.concat([rows, later]).to_csv(path, index=False, lineterminator="\n")


@pytest.mark.parametrize("as_of", ["", "2024-01-01"])
@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("value", "9999"),
        ("status", "unknown"),
        ("source", "another"),
        ("note", "another"),
    ],
)
def test_a_corrected_observation_counts_for_its_month_and_those_after(
    data, as_of, column, text
) -> None:
    revise(data, "2023-10", column, text)
    for month, same in (("2023-09", True), ("2023-10", False), ("2023-12", False)):
        assert (load(month, as_of, data).fingerprint == load(month, as_of).fingerprint) is same


def test_what_is_published_later_does_not_count_for_a_look_back(data) -> None:
    add(data, value="9999", published="2026-11-01", status="final")
    assert (
        load("2023-12", "2024-06-01", data).fingerprint == load("2023-12", "2024-06-01").fingerprint
    )
    assert load("2023-12", None, data).fingerprint != load("2023-12").fingerprint


def test_a_later_month_does_not_count_but_the_flash_of_the_next(data) -> None:
    path = data / "observations" / "flash.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    flash = rows[rows["period"].eq("2024-01-D20") & rows["code"].eq("total")]
    assert len(flash)
    before = {month: load(month).fingerprint for month in ("2023-11", "2023-12")}
    rows.drop(flash.index).to_csv(path, index=False, lineterminator="\n")
    assert load("2023-11", None, data).fingerprint == before["2023-11"]
    assert load("2023-12", None, data).fingerprint != before["2023-12"]
