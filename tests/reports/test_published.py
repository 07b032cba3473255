"""What lies in the folder of a report, and that it is the same whoever makes it, wherever."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.loading import load
from helpers.places import REPORTS, page_of
from helpers.publishing.engine import NotebookRun as Run
from helpers.publishing.page import render
from helpers.publishing.plan import make_plan

PAGES = sorted(map(page_of, REPORTS))
LARGEST = 300_000


def read_manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_a_report_is_its_pages_and_a_manifest(report_dir: Path) -> None:
    assert {path.name for path in report_dir.iterdir()} == {*PAGES, "manifest.json"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_month_date_and_status_and_fits_into_a_mail(
    report_dir: Path, name: str
) -> None:
    page = (report_dir / name).read_text("utf-8")
    title = re.search("<title>(.*)</title>", page)
    assert title and re.fullmatch(
        r".+ · December 2023 · as published \d{4}-\d\d-\d\d · \w+", title[1]
    )
    assert len(page.encode()) <= LARGEST
    assert page.count("<h1>") == 1
    assert f'<a href="{name}" aria-current="page">' in page


def test_the_manifest_tells_what_the_report_was_made_from(report_dir: Path) -> None:
    manifest = read_manifest(report_dir)
    assert manifest["parameters"] == {"month": "2023-12", "as_of": "", "lang": "en"}
    assert manifest["inputs"]["observations"] == load("2023-12").fingerprint
    for name, page in manifest["pages"].items():
        content = (report_dir / name).read_bytes()
        assert page["sha256"] == hashlib.sha256(content).hexdigest()
        assert page["bytes"] == len(content)
    assert sorted(manifest["pages"]) == PAGES
    assert sorted(manifest["gate"]) == sorted([*PAGES, "figures"])
    assert all(check["passed"] for checks in manifest["gate"].values() for check in checks)


def test_one_page_tells_the_command_and_the_start_of_the_hashes(
    report_dir: Path, first_release_dir: Path
) -> None:
    for folder, command in (
        (report_dir, "ktrade report 2023-12"),
        (first_release_dir, "ktrade report 2023-12 --as-of 2024-01-01"),
    ):
        manifest = read_manifest(folder)
        page = (folder / "about.html").read_text("utf-8")
        assert f"<code>{command}</code>" in page
        data = manifest["inputs"]["observations"][:8]
        assert re.search(rf"code [0-9a-f]{{8}} · data {data}", page)
        for name in {*PAGES} - {"about.html"}:
            assert '<a href="about.html">' in (folder / name).read_text("utf-8")


def test_a_look_back_has_a_folder_of_its_own(first_release_dir: Path) -> None:
    assert first_release_dir.name == "2023-12@2024-01-01"
    assert read_manifest(first_release_dir)["parameters"]["as_of"] == "2024-01-01"


@pytest.mark.parametrize(
    "name",
    [
        "imports",
        *(pytest.param(n, marks=pytest.mark.slow) for n in sorted(set(REPORTS) - {"imports"})),
    ],
)
def test_a_page_is_what_stock_papermill_gives(report_dir: Path, tmp_path: Path, name: str) -> None:
    plan = make_plan("2023-12", out=tmp_path)
    report = next(report for report in plan.reports if report.name == name)
    file = tmp_path / f"{name}.ipynb"
    command = ["papermill", plan.notebooks / f"{name}.ipynb", file, "--no-progress-bar"]
    command += ["-p", "month", "2023-12", "--cwd", plan.notebooks]
    ran = subprocess.run([str(w) for w in (sys.executable, "-m", *command)], capture_output=True)
    assert ran.returncode == 0, ran.stderr
    page = render(plan, Run(report, nbformat.read(file, as_version=4), 0.0), "0" * 8)
    ours = (report_dir / report.page).read_text("utf-8")
    assert re.sub("code [0-9a-f]{8} ", "code 00000000 ", ours) == page


def test_the_gate_is_printed_and_logged(tmp_path: Path, ktrade, write_notebook) -> None:
    run = ktrade("report", "2023-12", "--notebooks", write_notebook("exports", "month"))
    assert run.returncode == 0, run.stderr
    *lines, last = run.stdout.splitlines()
    assert last.endswith("index.html") and Path(last).is_file()
    assert "passed  figures  month of the data: exports end with 2023-12" in lines
    assert "passed  pages    No script" in lines
    log = (tmp_path / "out" / "logs" / "2023-12.log").read_text("utf-8")
    assert "\n".join(lines) in log
    assert str(tmp_path) not in "".join(p.read_text() for p in (tmp_path / "out/2023-12").iterdir())


def test_the_plan_has_a_row_for_each_report(tmp_path: Path) -> None:
    plan = make_plan("2023-12", "2024-01-01", out=tmp_path)
    assert plan.target == tmp_path / "2023-12@2024-01-01"
    assert [report.name for report in plan.reports] == list(REPORTS)
    for report in plan.reports:
        assert (report.parameters["month"], report.parameters["as_of"]) == ("2023-12", "2024-01-01")
