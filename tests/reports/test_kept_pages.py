"""A second run makes again what may have changed, and nothing else."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from helpers import places

DATA = places.find_data_dir()
LOADS = "from helpers.loading import load\ntrade = load(month, as_of, data_dir)\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data that may be changed, with what is kept for speed."""
    hidden = shutil.ignore_patterns(".*")
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=hidden))


def revise(data: Path, name: str, **wanted: str) -> None:
    """Raise one number of a file by a tenth of it."""
    path = data / "observations" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = (row for row in rows if {key: row[key] for key in wanted} == wanted)
    row["value"] = f"{float(row['value']) * 1.1:.3f}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def chips(month: str) -> dict[str, str]:
    wanted = {"flow": "exports", "code": "semiconductors", "basis": "mti2026_panel"}
    return wanted | {"measure": "value", "period": month}


def pages(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.html"))}


def test_a_correction_makes_the_pages_of_its_month_again(
    ktrade, tmp_path, data, write_notebook
) -> None:
    notebooks = write_notebook("exports", f'{LOADS}trade.series("exports", "semiconductors").sum()')
    call = ("report", "2023-12", "--notebooks", notebooks, "--data-dir", data)
    explain = ("cache", "explain", *call[1:], "--out", tmp_path / "out")
    assert ktrade(*call).returncode == 0
    first = pages(tmp_path / "out" / "2023-12")
    assert "nothing has changed" in ktrade(*call).stderr
    revise(data, "items", **chips("2023-10"))
    assert ktrade(*explain).stdout.splitlines()[0] == (
        "index.html    is made again: changed: observations"
    )
    run = ktrade(*call)
    assert run.stderr.count("ran ") == 6 and "kept" not in run.stderr
    second = pages(tmp_path / "out" / "2023-12")
    changed = [name for name in first if first[name] != second[name]]
    assert changed == ["about.html", "exports.html"]
    assert ktrade(*call, "--force").stderr.count("ran ") == 6
    assert pages(tmp_path / "out" / "2023-12") == second


def test_a_later_month_and_one_notebook_leave_the_other_pages(
    ktrade, tmp_path, data, write_notebook
) -> None:
    notebooks = write_notebook("exports", "month")
    call = ("report", "2023-12", "--notebooks", notebooks, "--data-dir", data)
    assert ktrade(*call).returncode == 0
    target = tmp_path / "out" / "2023-12"
    first, before = pages(target), json.loads((target / "manifest.json").read_text())
    revise(data, "items", **chips("2024-03"))
    run = ktrade(*call)
    assert "kept 6 of 6 pages" in run.stderr and "ran " not in run.stderr
    now = json.loads((target / "manifest.json").read_text())
    assert pages(target) == first and now["pages"] == before["pages"]
    assert "nothing has changed" in ktrade(*call).stderr
    write_notebook("exports", "month + '!'")
    run = ktrade(*call)
    assert "kept 4 of 6 pages" in run.stderr
    assert "ran exports" in run.stderr and "ran about" in run.stderr
