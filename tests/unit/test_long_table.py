"""Long tables: one row a number, dated by its vintage, under the definition its row names."""

from pathlib import Path

import pandas as pd
import pytest

from helpers import intake, observations
from helpers.errors import IngestError
from helpers.intake.long_table import HEADER, date_vintage, read_long_table
from helpers.intake.reading import read_one
from helpers.places import find_data_dir

DATA = find_data_dir()
ROW = {
    "period": "2027-02", "flow": "export", "breakdown": "total", "code": "total",
    "measure": "value", "value": "60000", "unit": "usd_million", "vintage": "prelim-2027-03-01",
    "source": "made up for a test", "note": "",
}  # fmt: skip


def table(*rows: dict[str, str]) -> bytes:
    frame = pd.DataFrame([ROW | row for row in rows], columns=list(HEADER))
    return frame.to_csv(index=False).encode()


def read(*rows: dict[str, str]):
    return read_long_table(table(*rows), "table.csv", DATA)


def test_rows_are_rows_of_the_store():
    rows = read({}, {"flow": "import", "value": "50000"}).rows
    assert list(rows) == [*observations.COLUMNS, "place"]
    assert rows["flow"].tolist() == ["exports", "imports"]
    assert rows["place"].tolist() == ["line 2", "line 3"]
    numbered = rows.assign(file="table.csv", row=range(2, 4))
    assert observations.problems(numbered) == []


@pytest.mark.parametrize(
    ("period", "vintage", "status", "published"),
    [
        ("2027-02", "prelim-2027-03-01", "preliminary", "2027-03-01"),
        ("2027-02-D20", "prelim-2027-02-21", "flash", "2027-02-21"),
        ("2027-02-D10", "prelim", "flash", "2027-02-11"),
        ("2027-02", "prelim", "unknown", "2026-10-31"),
        ("2027-02", "final-2027-03-14", "preliminary", "2027-03-14"),
        ("2027-02", "final-2027-03-15", "confirmed", "2027-03-15"),
        ("2027-02", "final-2028-01-31", "confirmed", "2028-01-31"),
        ("2027-02", "final-2028-02-01", "final", "2028-02-01"),
        ("2027-02", "final", "final", "2028-02-01"),
        ("2027-Q1", "final-2027-03-02", "confirmed", "2027-03-02"),
        ("2027", "final", "final", "2028-02-01"),
        ("2027-02", "unknown", "unknown", "2026-10-31"),
        ("2027-02", "unknown-2027-05-01", "unknown", "2027-05-01"),
    ],
)
def test_the_vintage_gives_status_and_date(period, vintage, status, published):
    assert date_vintage(period, vintage) == (status, published)


@pytest.mark.parametrize(
    ("row", "basis"),
    [
        ({}, "customs"),
        ({"period": "2027-02-D20"}, "flash"),
        ({"breakdown": "region", "code": "china"}, "customs"),
        ({"breakdown": "region", "code": "asean"}, "ministry_group"),
        ({"breakdown": "region", "code": "asean", "source": "Korea Customs Service"},
         "customs_group"),
        ({"breakdown": "item", "code": "ships_kcs"}, "customs_item"),
        ({"breakdown": "item", "code": "ships", "note": "def=classic"}, "classic"),
        ({"breakdown": "item", "code": "ships", "note": "rounded; def=mti2026; x"}, "mti2026"),
        ({"breakdown": "energy", "code": "gas"}, "ministry"),
        ({"breakdown": "energy", "code": "gas", "note": "customs service's own class"},
         "customs_item"),
    ],
)  # fmt: skip
def test_the_definition_follows_from_the_row(row, basis):
    (found,) = read(row).rows.to_dict("records")
    assert found["basis"] == basis and not found["code"].endswith("_kcs")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"breakdown": "item", "code": "ships"}, "no definition of the catalogue"),
        ({"measure": "colour"}, "measure not in the catalogue: colour"),
        ({"breakdown": "region", "code": "atlantis"}, "code not in the catalogue: atlantis"),
        ({"note": "derived from exports less imports"}, "derived from other rows"),
    ],
)
def test_a_row_that_is_left_out_is_named_and_counted(row, why):
    found = read({}, row)
    assert (found.numbers, len(found.rows)) == (2, 1)
    assert found.left_out.to_dict("records") == [{"place": "line 3", "text": "60000", "why": why}]


def test_every_fault_is_named_by_its_line():
    with pytest.raises(IngestError) as caught:
        read({"period": "2027-13"}, {"vintage": "soon"}, {"vintage": "final-2027-02-30"}, {})
    faults = caught.value.faults
    assert [fault[0] for fault in faults] == ["line 2", "line 3", "line 4"]
    assert "2027-13" in faults[0][1] and "soon" in faults[1][1] and "2027-02-30" in faults[2][1]


def test_a_file_is_known_by_its_header_and_a_broken_one_is_refused(tmp_path: Path):
    path = tmp_path / "any name.txt"
    path.write_bytes(table({}))
    assert read_one(path).kind == "long table (CSV)"
    path.write_bytes(table({}) + b'"never closed\n')
    with pytest.raises(IngestError, match="a CSV in UTF-8"):
        read_one(path)


def test_it_is_ingested_like_any_file(cut_store, tmp_path: Path):
    path = tmp_path / "later.csv"
    path.write_bytes(table({"period": "2023-12", "value": "57660", "vintage": "prelim-2024-01-01"}))
    preview = intake.preview([path], data_dir=cut_store("2024-01-01"), now="2024-01-01T12:00+09:00")
    assert preview.difference.counts == {"new": 1, "revised": 0, "unchanged": 0}
    assert preview.files["left out"].tolist() == [0]
