"""The store holds every figure it was given, and lets no faulty row in."""

import csv
import hashlib
import shutil

import pandas as pd
import pytest

from helpers import catalogue, observations
from helpers.errors import DataError
from helpers.loading import load

DATA = catalogue.find_data_dir()
SAID = ("period", "flow", "breakdown", "code", "measure", "value", "unit", "source")


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


LEDGER = {each["file"]: each for each in rows(DATA / "ledger.csv")}
LEFT_OUT = rows(DATA / "left_out.csv")


@pytest.mark.parametrize("file", sorted(LEDGER))
def test_every_source_row_is_carried_or_left_out_for_a_reason(file):
    carried = rows(DATA / "observations" / f"{file}.csv")
    left = [each for each in LEFT_OUT if each["file"] == file]
    entry = LEDGER[file]
    assert len(carried) == int(entry["carried"])
    assert len(left) == int(entry["left_out"])
    assert len(carried) + len(left) == int(entry["source_rows"])
    assert all(each["reason"] for each in left)
    said = sorted("\x1f".join(each[name] for name in SAID) for each in carried + left)
    assert hashlib.sha256("\n".join(said).encode()).hexdigest() == entry["digest"]


def test_only_what_can_be_computed_or_is_held_already_was_left_out():
    held = {
        tuple(row[name] for name in (*observations.KEY, "value"))
        for path in (DATA / "observations").glob("*.csv")
        for row in rows(path)
    }
    for row in LEFT_OUT:
        again = tuple(row[name] for name in (*observations.KEY, "value")) in held
        assert again or row["note"].startswith("derived") or "; derived" in row["note"]


def test_no_figure_is_dated_before_its_period_ended():
    store = observations.read()
    dated = store[store["freq"].isin(["M", "Q", "Y"]) & store["status"].ne("forecast")]
    ends = [
        pd.Period(ordinal=o, freq={"M": "M", "Q": "Q-DEC", "Y": "Y-DEC"}[f]).end_time.date()
        for o, f in zip(dated["ordinal"], dated["freq"], strict=True)
    ]
    published = pd.to_datetime(dated["published"]).dt.date
    early = dated[[p < e for p, e in zip(published, ends, strict=True)]]
    # consumer prices of a month are published on its last days
    assert set(early["code"]) <= {"kr_cpi_yoy", "kr_cpi_index_2020", "krw_usd_avg", "total"}, early


@pytest.fixture
def copy(tmp_path):
    """Give a store of its own to a test that spoils it."""
    for part in ("observations", "catalogue"):
        shutil.copytree(DATA / part, tmp_path / "data" / part)
    return tmp_path / "data"


def spoil(copy, line, column, value):
    path = copy / "observations" / "totals.csv"
    held = rows(path)
    held[line - 2][column] = value
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, observations.COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(held)


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("unit", "usd_billion", "usd_million"),
        ("value", "57,66x", "a plain decimal number"),
        ("value", "9999999", "a month"),
        ("code", "exprots", "one of"),
        ("code", "<script>alert(1)</script>", "one of"),
        ("code", "usa", "region"),
        ("flow", "export", "exports, imports, balance, none"),
        ("status", "definitive", "preliminary"),
        ("published", "2024-02-31", "a date"),
        ("published", "1 January 2024", "a date"),
        ("period", "2023-13", "YYYY-MM"),
        ("measure", "valeu", "yoy_pct"),
        ("basis", "custom", "one of"),
        ("source", "", "where the number was read"),
    ],
)
def test_a_faulty_cell_is_refused_by_file_row_and_column(copy, column, value, allowed):
    spoil(copy, 600, column, value)
    with pytest.raises(DataError) as caught:
        observations.read(copy)
    faults = caught.value.problems
    assert ("observations/totals.csv", 600) in [(f.file, f.row) for f in faults]
    fault = next(f for f in faults if f.row == 600)
    assert fault.value == value or fault.column == "breakdown"
    assert allowed in fault.allowed


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("period", "2023-12\n"), ("period", "2023-02-31"), ("period", "0000-01"),
        ("period", "0000"), ("period", "9999-12"), ("period", "٢٠٢٣-12"), ("period", "2023-Q5"),
        ("published", "0000-01-01"), ("published", "2024-02-30"), ("published", "2024-01-01\n"),
        ("value", "1" * 400), ("value", "57660\n"), ("value", "٥٧٦٦٠"), ("unit", "usd_million\n"),
        ("source", "a\0b"), ("source", "a\nb"), ("note", "a\nb"), ("code", "total\n"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_a_fault_and_no_traceback(column, value):
    row = dict(
        zip(
            observations.COLUMNS,
            ("2023-12", "exports", "total", "total", "value", "57660", "usd_million", "customs",
             "preliminary", "2024-01-01", "made up", ""),
            strict=True,
        )
    )  # fmt: skip
    good = pd.DataFrame([{**row, "file": "made-up.csv", "row": 1}])
    assert observations.problems(good) == []
    faults = observations.problems(good.assign(**{column: value}))
    assert [fault.column for fault in faults][:1] == [column]


def test_a_negative_value_of_exports_is_refused(copy):
    held = rows(copy / "observations" / "totals.csv")
    line = next(
        i for i, r in enumerate(held, 2) if (r["flow"], r["measure"]) == ("exports", "value")
    )
    spoil(copy, line, "value", "-" + held[line - 2]["value"])
    with pytest.raises(DataError, match=f"row {line}, column value"):
        observations.read(copy)


def test_a_repeated_row_is_refused(copy):
    path = copy / "observations" / "totals.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[100]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"row {len(lines) + 1}.*one row for an observation"):
        observations.read(copy)


def test_an_unknown_column_is_refused(copy):
    path = copy / "observations" / "totals.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",note\n", ",remark\n", 1), encoding="utf-8")
    with pytest.raises(DataError, match="remark"):
        observations.read(copy)


def test_all_faults_are_named_at_once(copy):
    spoil(copy, 10, "value", "much")
    spoil(copy, 11, "status", "sure")
    with pytest.raises(DataError) as caught:
        observations.read(copy)
    assert {(f.row, f.column) for f in caught.value.problems} == {(10, "value"), (11, "status")}


def test_a_changed_figure_is_never_read_from_the_old_cache(copy):
    before = observations.content_hash(copy)
    observations.read(copy)
    line = 600
    held = rows(copy / "observations" / "totals.csv")[line - 2]
    spoil(copy, line, "note", held["note"] + " seen again")
    assert observations.content_hash(copy) != before
    assert observations.read(copy)["note"].str.contains("seen again").any()


def test_a_coarser_repetition_is_no_new_vintage():
    store = observations.read()
    december = store[
        store["code"].eq("total")
        & store["flow"].eq("exports")
        & store["measure"].eq("value")
        & store["period"].eq("2022-12")
        & store["basis"].eq("customs")
    ]
    later = december[december["published"].eq("2024-01-01")]
    assert later["value"].tolist() == [54850.0]
    assert not later["newer"].any()


def test_an_undated_figure_does_not_hide_the_dated_one_it_agrees_with():
    store = observations.read()
    dated = store[store["status"].ne("unknown")]
    first = dated.drop_duplicates([*observations.SERIES, "period"])
    assert first["newer"].all()
    january = load("2024-01", as_of="2024-02-01").observation("imports", "total")
    assert (january.published, january.later) == ("2024-02-01", False)
