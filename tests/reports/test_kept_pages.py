"""A second run makes again what another figure changes, and nothing else."""

import csv
import shutil
from pathlib import Path

import pytest

from helpers import places

DATA = places.find_data_dir()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data that may be changed, with what is kept for speed."""
    hidden = shutil.ignore_patterns(".*")
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=hidden))


def revise(data: Path, name: str, **wanted: str) -> None:
    """Raise one figure of a file by a tenth of it."""
    path = data / "observations" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = (row for row in rows if {key: row[key] for key in wanted} == wanted)
    row["value"] = f"{float(row['value']) * 1.1:.3f}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def pages(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.html"))}


LOADS = "from helpers.loading import load\ntrade = load(month, as_of, data_dir)\n"


def test_only_pages_that_read_a_revised_figure_are_made_again(
    ktrade, tmp_path, data, write_notebook
) -> None:
    write_notebook("exports", f'{LOADS}trade.series("exports", "semiconductors").tail(3).sum()')
    notebooks = write_notebook("regions", f'{LOADS}trade.series("exports", "usa").tail(3).sum()')
    call = ("report", "2023-12", "--notebooks", notebooks, "--data-dir", data)
    assert ktrade(*call).returncode == 0
    first = pages(tmp_path / "out" / "2023-12")
    again = ktrade(*call)
    assert "nothing has changed" in again.stderr
    revise(
        data, "items", period="2023-10", flow="exports", code="semiconductors",
        basis="mti2026_panel", measure="value",
    )  # fmt: skip
    explained = ktrade("cache", "explain", *call[1:], "--out", tmp_path / "out").stdout
    assert explained.splitlines() == [
        "index.html    is kept",
        "exports.html  is made again: changed in the data: exports semiconductors value M"
        " up to 2023-12",
        "imports.html  is kept",
        "regions.html  is kept",
        "outlook.html  is kept",
        "about.html    is kept",
    ]
    run = ktrade(*call)
    assert "kept 5 of 6 pages" in run.stderr and "ran exports" in run.stderr
    second = pages(tmp_path / "out" / "2023-12")
    assert [name for name in first if first[name] != second[name]] == ["exports.html"]
    forced = ktrade(*call, "--force")
    assert forced.stderr.count("ran ") == 6
    assert pages(tmp_path / "out" / "2023-12") == second


def test_kept_pages_of_the_real_reports_are_what_they_would_be(
    report_dir: Path, ktrade, tmp_path, data
) -> None:
    shutil.copytree(report_dir.parent, tmp_path / "out")
    revise(
        data, "items", period="2022-11", flow="exports", code="ships", basis="mti2026_panel",
        measure="value",
    )  # fmt: skip
    run = ktrade("report", "2023-12", "--data-dir", data)
    assert run.returncode == 0, run.stderr
    kept = pages(tmp_path / "out" / "2023-12")
    before = pages(report_dir)
    assert "about.html" in {name for name in kept if kept[name] != before[name]}
    assert kept["regions.html"] == before["regions.html"]
    assert kept["imports.html"] == before["imports.html"]
    assert "ran regions" not in run.stderr and "ran imports" not in run.stderr
    forced = ktrade("report", "2023-12", "--data-dir", data, "--force")
    assert forced.returncode == 0, forced.stderr
    assert pages(tmp_path / "out" / "2023-12") == kept
