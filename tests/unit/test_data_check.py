"""`ktrade data check`: exit codes, and that each fault of a store is noticed."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.checks import audit, read_known
from helpers.cli import main
from helpers.errors import DataError
from helpers.observations import COLUMNS
from helpers.places import find_data_dir

DATA = find_data_dir()
HEAD = "period,flow,code,measure,printed,why,source"


def run(*arguments: str):
    return CliRunner().invoke(main, ["data", "check", *arguments])


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A small store with one release: 12,100 after 11,000, a balance of 100, 23 working days."""
    folder = tmp_path_factory.mktemp("store") / "data"
    shutil.copytree(DATA / "catalogue", folder / "catalogue")
    (folder / "observations").mkdir()
    figures = [
        ("2023-12", "exports", "value", "11000", "final", "2024-02-01"),
        ("2024-12", "exports", "value", "12100", "preliminary", "2025-01-01"),
        ("2024-12", "imports", "value", "12000", "preliminary", "2025-01-01"),
        ("2024-12", "balance", "value", "100", "preliminary", "2025-01-01"),
        ("2024-12", "exports", "yoy_pct", "10.0", "preliminary", "2025-01-01"),
        ("2024-12", "none", "working_days", "23", "preliminary", "2025-01-01"),
    ]
    units = {"value": "usd_million", "yoy_pct": "pct", "working_days": "days"}
    write(
        folder,
        [
            [period, flow, "total", "total", measure, value, units[measure], "customs", status,
             day, "by hand", "printed to USD 1 million" if measure == "value" else ""]
            for period, flow, measure, value, status, day in figures
        ],
    )  # fmt: skip
    return folder


def write(folder: Path, rows: list[list[str]]) -> None:
    with (folder / "observations" / "made.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, *rows])


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> Callable[[str, str], Path]:
    """Give a copy of the store in which one text is replaced by another."""

    def spoil(old: str = "", new: str = "") -> Path:
        shutil.copytree(sound, tmp_path / "data", dirs_exist_ok=True)
        path = tmp_path / "data" / "observations" / "made.csv"
        text = path.read_text("utf-8")
        assert text.count(old) == 1 or not old
        path.write_text(text.replace(old, new) if old else text, "utf-8")
        return tmp_path / "data"

    return spoil


def test_the_projects_own_store_is_sound():
    result = run()
    assert result.exit_code == 0, result.output
    assert "FAILED" not in result.output and "Differ without" not in result.output


def test_the_small_store_is_sound(store):
    result = run("--data-dir", str(store()), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    agree = {rule: row["agree"] for rule, row in found["rules"].items() if row["reported"]}
    assert agree == {"growth": 1, "working days": 1, "balance": 1}
    assert found["sound"] and found["differences"] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "yoy_pct,10.0",
            "yoy_pct,10.1",
            "exports.total yoy_pct: 10.1 reported 2025-01-01, 10 comp",
        ),
        ("value,100,", "value,102,", "balance.total value: 102 reported 2025-01-01, 100 computed"),
        ("working_days,23", "working_days,22", "none.total working_days: 22 reported"),
    ],
)
def test_a_difference_is_listed_and_ends_with_3(store, old, new, said):
    result = run("--data-dir", str(store(old, new)))
    assert result.exit_code == 3
    assert said in result.output


def test_a_known_difference_is_explained_and_a_stale_one_is_not(store):
    folder = store("yoy_pct,10.0", "yoy_pct,10.3")
    known = folder / "exceptions.csv"
    known.write_text(f"{HEAD}\n2024-12,exports,total,yoy_pct,10.3,a slip,by hand\n", "utf-8")
    result = run("--data-dir", str(folder))
    assert result.exit_code == 0 and "a slip" in result.output
    known.write_text(f"{HEAD}\n2024-12,exports,total,yoy_pct,10.4,a slip,by hand\n", "utf-8")
    result = run("--data-dir", str(folder))
    assert result.exit_code == 3
    assert "FAILED  Every known difference still occurs: exceptions.csv, row 2" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}\n2024-12,exports,total,yoy_pct,much,why,by hand\n", "row 2, column printed"),
        (f"{HEAD}\n2024-12,exports,total,yoy_pct,1, ,by hand\n", "the cause that was found"),
        ("period,why\n", "row 1, column columns"),
    ],
)
def test_a_faulty_list_of_differences_is_refused(store, text, said):
    folder = store()
    (folder / "exceptions.csv").write_text(text, "utf-8")
    with pytest.raises(DataError, match=said):
        read_known(folder)
    assert run("--data-dir", str(folder)).exit_code == 2


def test_a_figure_before_the_end_of_its_period_fails(store):
    folder = store("final,2024-02-01", "final,2023-12-30")
    failed = [check.name for check in audit(folder).checks if not check.passed]
    assert failed == ["No observation is dated before its period ended"]


def test_a_part_above_its_total_fails(store):
    folder = store()
    path = folder / "observations" / "made.csv"
    row = "2024-12,exports,region,usa,value,13000,usd_million,customs,preliminary,2025-01-01,x,\n"
    path.write_text(path.read_text("utf-8") + row, "utf-8")
    failed = [check.name for check in audit(folder).checks if not check.passed]
    assert failed == [
        "Items, markets and fuels do not exceed their total",
        "No single part of any vintage exceeds its total",
    ]


def test_a_row_that_the_ledger_does_not_know_fails(store):
    folder = store()
    for name in ("ledger.csv", "left_out.csv"):
        shutil.copy(DATA / name, folder / name)
    failed = [check.name for check in audit(folder).checks if not check.passed]
    assert failed == [
        "Every source row is carried or left out for a reason",
        "The rows say what they said in their source",
    ]


def test_a_faulty_row_ends_with_2_and_its_place(store):
    result = run("--data-dir", str(store("yoy_pct,10.0", "yoy_pct,ten")))
    assert result.exit_code == 2
    assert "observations/made.csv, row 6, column value" in result.output
