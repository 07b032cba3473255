"""Detail by customs line and country on small made-up panels: nothing here is Korea's trade."""

import errno
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import catalogue, metrics
from helpers.errors import (
    DataError,
    DetailError,
    ExtraError,
    KtradeError,
    MonthError,
    ParameterError,
)
from helpers.micro import (
    concentration,
    growth,
    held,
    micro,
    price_volume,
    quarantined,
    read_answers,
    write,
)
from helpers.micro.items import headings, items_of, mapped, not_mapped
from helpers.micro.rows import FIGURES, LINE
from helpers.micro.writing import file_of
from helpers.places import find_data_dir

ROOT = Path(__file__).parents[2]
SPAN = "2022-11..2024-02"
CODES = ["8541100000", "8542321010", "8542391000", "8471300000", "8473300000", "8703231000"]
CODES += ["2710121000", "0101211000", "9013801000", "9503001000", "8409910000", "8524110000"]
PLACES = ["US", "CN", "VN", "JP", "DE"]


def made_up_panel(first: str = "2022-11", last: str = "2024-02", seed: int = 3) -> pd.DataFrame:
    """Draw a made-up panel: two of three lines a month, a third of them without imports."""
    random = np.random.default_rng(seed)
    months = pd.period_range(first, last, freq="M").strftime("%Y-%m")
    every = pd.MultiIndex.from_product([months, CODES, PLACES], names=LINE).to_frame(index=False)
    every = every[random.random(len(every)) < 0.67].reset_index(drop=True)
    drawn = random.integers(1, 10**8, (len(every), 4))
    drawn[random.random(len(every)) < 0.33, 2:] = 0
    return every.assign(**dict(zip(FIGURES, drawn.T, strict=True)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a data folder with the catalogue and no detail."""
    (tmp_path / "observations").mkdir()
    shutil.copytree(find_data_dir() / "catalogue", tmp_path / "catalogue")
    return tmp_path


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the made-up panel once for the tests that only read."""
    folder = tmp_path_factory.mktemp("made_up_panel")
    (folder / "observations").mkdir()
    shutil.copytree(find_data_dir() / "catalogue", folder / "catalogue")
    write(made_up_panel(), folder, date(2024, 3, 16))
    return folder


def one_line(**changed: object) -> pd.DataFrame:
    """Make up one line of one month."""
    line = {"month": "2023-12", "hs10": CODES[0], "partner": "US"}
    return pd.DataFrame([{**line, **dict.fromkeys(FIGURES, 1), **changed}])


def in_pandas(flow: str, level: str | None, split: bool, kept: pd.Series | None = None):
    """Sum the made-up panel in plain pandas."""
    lines = made_up_panel()
    lines = lines if kept is None else lines[kept]
    usd, kg = ("export_usd", "export_kg") if flow == "exports" else ("import_usd", "import_kg")
    lines = lines[(lines[usd] != 0) | (lines[kg] != 0)]
    if level is None:
        code = pd.Series("total", lines.index)
    elif level == "item":
        named = {"8541": "semiconductors", "8542": "semiconductors", "8471": "computers"}
        named |= {"8703": "automobiles", "2710": "petroleum_products", "8524": "displays"}
        named |= {"8409": "general_machinery", "0101": "agri_food"}
        code = lines["hs10"].str[:4].map(named).fillna("other")
    else:
        code = lines["hs10"].str[: int(level[2:])]
    lines = lines.assign(code=code, partner=lines["partner"] if split else "total")
    keys = ["month", "code", "partner"]
    sums = lines.groupby(keys)[[usd, kg]].sum().reset_index()
    sums["month"] = pd.PeriodIndex(sums["month"], freq="M")
    sums["value"], sums["weight"] = sums[usd] / 1e6, sums[kg] / 1e3
    sums["unit_value"] = sums[usd] / sums[kg]
    return sums[[*keys, "value", "weight", "unit_value"]]


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        found.reset_index(drop=True),
        expected.reset_index(drop=True),
        check_dtype=False,
        rtol=1e-12,
    )


@pytest.mark.parametrize("flow", ["exports", "imports"])
@pytest.mark.parametrize("level", [None, "hs2", "hs4", "hs6", "hs10", "item"])
@pytest.mark.parametrize("split", [False, True])
def test_sums_are_those_of_plain_pandas(made_up, flow, level, split):
    by = [level] * (level is not None) + ["partner"] * split
    same(micro(flow, SPAN, by=by, data_dir=made_up), in_pandas(flow, level, split))


def test_only_some_codes_items_partners_and_months(made_up):
    panel = made_up_panel()
    months = ["2022-12", pd.Period("2023-06", "M"), "2024-01..2024-02"]
    wanted = panel["month"].isin(["2022-12", "2023-06", "2024-01", "2024-02"])
    chips = panel["hs10"].str.startswith(("8541", "8542"))
    cars = panel["hs10"].str.startswith("8703")
    places = panel["partner"].isin(["US", "VN"])
    for codes, partners, kept in (
        ((), (), wanted),
        (["8541", "8542"], (), wanted & chips),
        (["semiconductors"], (), wanted & chips),
        (["semiconductors", "87"], ["US", "VN"], wanted & (chips | cars) & places),
        ("8703231000", "US", wanted & cars & (panel["partner"] == "US")),
    ):
        found = micro("exports", months, "hs6", codes, partners, made_up)
        same(found, in_pandas("exports", "hs6", False, kept))


def test_what_an_answer_rests_on(made_up):
    attrs = micro("exports", "2022-09..2023-01", by="item", data_dir=made_up).attrs
    assert attrs["missing"] == ["2022-09", "2022-10"]
    assert attrs["retrieved"] == ("2024-03-16", "2024-03-16")
    assert (attrs["flow"], attrs["quarantined"], attrs["breaks"]) == ("exports", 0, [])
    assert attrs["units"]["value"] == "USD million"
    assert "approximate" in attrs["basis"]
    assert attrs["not_mapped"] == ["consumer_goods"]
    assert "basis" not in micro("exports", "2023-01", by="hs2", data_dir=made_up).attrs


def test_months_held(made_up):
    found = held("imports", made_up)
    lines = made_up_panel().query("import_usd > 0").groupby("month").size()
    assert found.index.strftime("%Y-%m").tolist() == lines.index.tolist()
    assert found["lines"].tolist() == lines.tolist()
    assert set(found["retrieved"]) == {pd.Timestamp("2024-03-16")}


# Missing is not zero.


def test_a_missing_figure_makes_its_sums_missing_and_no_others(data):
    lines = pd.concat([one_line(export_usd=None), one_line(partner="CN", export_usd=10**6)])
    write(lines, data)
    found = micro("exports", "2023-12", "partner", data_dir=data).set_index("partner")
    assert found.loc["CN", "value"] == 1
    assert np.isnan(found.loc["US", "value"]) and found.loc["US", "weight"] == 0.001
    assert np.isnan(micro("exports", "2023-12", (), data_dir=data).at[0, "value"])
    assert np.isnan(concentration("exports", "2023-12", data_dir=data).at["2023-12", "hhi"])


def test_nothing_weighed_has_no_unit_value(data):
    write(one_line(export_kg=0), data)
    found = micro("exports", "2023-12", (), data_dir=data)
    assert found.at[0, "weight"] == 0
    assert np.isnan(found.at[0, "unit_value"])


def test_nothing_declared_is_no_line(data):
    written = write(one_line(import_usd=0, import_kg=0), data)
    assert written.lines == 1
    with pytest.raises(DetailError, match="imports: none is held"):
        micro("imports", "2023-12", data_dir=data)


def test_without_detail_the_message_says_how_to_bring_it(data):
    for ask in (micro, growth, concentration, price_volume):
        with pytest.raises(DetailError) as raised:
            ask("exports", "2023-12", data_dir=data)
        said = str(raised.value)
        assert "exports: none is held" in said
        assert "helpers.micro.write" in said and "read_answers" in said
        assert str(data / "micro") in said
        assert isinstance(raised.value, KtradeError) and raised.value.exit_code == 2


def test_months_that_are_not_held_are_named_with_those_that_are(made_up):
    with pytest.raises(DetailError) as raised:
        micro("exports", "2024-03..2024-05", data_dir=made_up)
    assert "no month from 2024-03 to 2024-05 is held" in str(raised.value)
    assert "2022-11 to 2024-02" in str(raised.value)


def test_without_duckdb_the_message_names_the_extra(made_up, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ExtraError, match=r"duckdb.*micro.*install 'duckdb>="):
        micro("exports", "2023-12", data_dir=made_up)


def test_duckdb_is_imported_when_asked_only():
    code = "import sys, helpers.micro; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_too_little_memory_is_an_error_that_says_so(made_up):
    with pytest.raises(DetailError, match=r"1MB of memory do not suffice; give more"):
        micro("exports", SPAN, ("hs10", "partner"), data_dir=made_up, memory="1MB")


# Codes that are wrong are set aside.


def test_codes_not_of_ten_digits_are_quarantined_and_not_padded(data):
    wrong = ["854232", "101211000", "84713", "", "85423210101", "85423210X0", "٨٥٤٢٣٢١٠١٠"]
    lines = [one_line(hs10=code) for code in wrong]
    written = write(pd.concat([one_line(export_usd=5 * 10**6), *lines]), data)
    assert (written.lines, written.quarantined) == (2 * 8, 2 * 7)
    found = micro("exports", "2023-12", "hs10", data_dir=data)
    assert found[["code", "value"]].to_numpy().tolist() == [[CODES[0], 5.0]]
    assert found.attrs["quarantined"] == 7
    aside = quarantined("exports", data)
    assert sorted(aside["hs10"]) == sorted(wrong)
    faults = dict(zip(aside["hs10"], aside["fault"], strict=True))
    assert faults["854232"] == "an HS code of 6 digits"
    assert faults["101211000"] == "an HS code of 9 digits"
    assert faults["85423210X0"] == faults[""] == faults["٨٥٤٢٣٢١٠١٠"] == "no HS code"
    assert held("exports", data)[["lines", "quarantined"]].to_numpy().tolist() == [[1, 7]]


def test_countries_without_a_code_of_two_are_quarantined(data):
    write(pd.concat([one_line(partner="-"), one_line(partner="us"), one_line(partner="1A")]), data)
    assert micro("exports", "2023-12", "partner", data_dir=data)["partner"].tolist() == ["1A"]
    assert set(quarantined("exports", data)["fault"]) == {"no code of a country"}


# What the customs service answers.


def answer(**changed: str | None) -> dict[str, str | None]:
    """Make up a row of an answer."""
    row = {"year": "2023.12", "statCd": "US", "statCdCntnKor1": "미국", "hsCd": "8542321010"}
    row |= {"expDlr": "1,000", "expWgt": "25", "impDlr": "300", "impWgt": "4"}
    return {**row, "balPayments": "700", **changed}


@pytest.mark.parametrize("place", [0, 1])
def test_answers_are_read_without_their_summary(place):
    rows = [answer()]
    rows.insert(place, answer(year="총계", statCd="-", hsCd="-"))
    assert read_answers(rows).to_numpy().tolist() == [
        ["2023-12", "8542321010", "US", 1000, 25, 300, 4]
    ]


def test_blanks_are_missing_and_either_name_of_the_code_will_do():
    row = answer(expDlr="-", expWgt="", impWgt=None, balPayments="-")
    row["hsCode"] = row.pop("hsCd")
    found = read_answers([row]).iloc[0]
    assert found["hs10"] == "8542321010"
    assert found[["export_usd", "export_kg", "import_kg"]].isna().all()
    assert found["import_usd"] == 300


def test_every_fault_of_an_answer_is_named_with_its_row():
    rows = [answer(), answer(year="2023.13"), answer(expDlr="1.000.0"), answer(balPayments="701")]
    with pytest.raises(DataError) as raised:
        read_answers(rows)
    said = [(p.row, p.column, str(p.value)) for p in raised.value.problems]
    assert said == [(2, "year", "2023.13"), (3, "expDlr", "1.000.0"), (4, "balPayments", "701")]


def test_an_answer_of_other_fields_is_refused():
    with pytest.raises(DataError, match="expWgt"):
        read_answers([{k: v for k, v in answer().items() if k != "expWgt"}])


def test_no_rows_give_no_lines_and_nothing_is_written(data):
    empty = read_answers([])
    assert empty.columns.tolist() == [*LINE, *FIGURES]
    with pytest.raises(DataError, match="no line"):
        write(empty, data)


def test_from_an_answer_to_a_frame(data):
    write(read_answers([answer(), answer(year="총계")]), data)
    found = micro("imports", "2023-12", "item", data_dir=data).iloc[0]
    assert found[["code", "value", "weight", "unit_value"]].tolist() == [
        "semiconductors",
        0.0003,
        0.004,
        75,
    ]


# Writing: whole months, whole files, or nothing.


def test_months_written_again_replace_those_held_and_keep_the_others(data):
    panel = made_up_panel("2023-10", "2023-12")
    write(panel, data, date(2024, 1, 16))
    revised = panel[panel["month"] == "2023-12"].assign(export_usd=7 * 10**6)
    write(revised, data, date(2024, 2, 16))
    found = micro("exports", "2023-10..2023-12", (), data_dir=data)
    old = panel.groupby("month")["export_usd"].sum() / 1e6
    assert found["value"].tolist() == pytest.approx([*old.iloc[:2], 7 * len(revised)])
    days = held("exports", data)["retrieved"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ["2024-01-16", "2024-01-16", "2024-02-16"]


def test_months_may_be_periods(data):
    panel = made_up_panel("2023-11", "2023-12")
    write(panel.assign(month=pd.PeriodIndex(panel["month"], freq="M")), data)
    assert held("exports", data).index.strftime("%Y-%m").tolist() == ["2023-11", "2023-12"]


def test_the_same_lines_give_the_same_bytes_in_any_order(data):
    panel = made_up_panel("2023-10", "2023-12")
    path = file_of(data / "micro", "exports", 2023)
    write(panel, data, date(2024, 1, 16))
    first = path.read_bytes()
    write(panel.sample(frac=1, random_state=1), data, date(2024, 1, 16))
    assert path.read_bytes() == first


def test_files_stand_by_flow_and_year_and_any_reader_reads_them(made_up):
    files = sorted(p.relative_to(made_up).as_posix() for p in made_up.rglob("*.parquet"))
    years = (2022, 2023, 2024)
    assert files == [
        f"micro/flow={flow}/year={year}/rows.parquet"
        for flow in ("exports", "imports")
        for year in years
    ]
    read = pd.read_parquet(made_up / "micro" / "flow=exports")
    assert read["usd"].sum() == made_up_panel()["export_usd"].sum()
    assert sorted(read["year"].unique()) == list(years)


def test_a_part_of_a_month_does_not_replace_the_month(data):
    panel = made_up_panel("2023-12", "2023-12")
    write(panel, data)
    before = micro("exports", "2023-12", "hs10", data_dir=data)
    with pytest.raises(DataError, match=r"exports of 2023-12.*5 lines where \d+ are held.*fewer"):
        write(panel.head(5), data)
    same(micro("exports", "2023-12", "hs10", data_dir=data), before)
    write(panel.head(5), data, fewer=True)
    assert held("exports", data)["lines"].tolist() == [5]


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"export_usd": -1}, "found -1, allowed: a whole number of 0 or more"),
        ({"import_kg": 0.5}, "column import_kg: found 0.5"),
        ({"export_kg": "many"}, "found 'many'"),
        ({"month": "2023-13"}, "column month: found '2023-13'"),
        ({"month": None}, "column month: found None|column month: found nan"),
    ],
)
def test_faulty_lines_are_refused_whole(data, changed, said):
    with pytest.raises(DataError, match=said):
        write(pd.concat([one_line(partner="CN"), one_line(**changed)]), data)
    assert not list(data.rglob("*.parquet"))


def test_a_line_that_stands_twice_is_refused(data):
    with pytest.raises(DataError, match=r"2023-12 8541100000 US.*each line once"):
        write(pd.concat([one_line(), one_line(export_usd=2)]), data)


def test_columns_that_are_missing_are_named(data):
    with pytest.raises(DataError, match="column partner"):
        write(one_line().drop(columns="partner"), data)


def fingerprint(data: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in data.rglob("*.parquet*")}


def test_a_full_disk_leaves_what_was_held_and_nothing_half_made(data, monkeypatch):
    panel = made_up_panel("2022-12", "2023-02")
    write(panel, data)
    before, real, calls = fingerprint(data), pq.ParquetWriter.write_table, []

    def full(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(DetailError, match="no space left on device"):
        write(panel.assign(export_usd=1), data)
    assert len(calls) == 4
    assert fingerprint(data) == before


def test_what_a_killed_run_left_is_neither_read_nor_in_the_way(data):
    write(one_line(), data)
    left = file_of(data / "micro", "exports", 2023).with_name(".rows.parquet.making")
    left.write_bytes(b"half a file")
    assert micro("exports", "2023-12", data_dir=data)["value"].tolist() == [1e-6]
    write(one_line(export_usd=2), data)
    assert micro("exports", "2023-12", data_dir=data)["value"].tolist() == [2e-6]
    assert not left.exists()


def test_a_folder_that_cannot_be_made_is_an_error(data):
    (data / "micro").write_text("a file in the way")
    with pytest.raises(DetailError, match="cannot be written"):
        write(one_line(), data)


def test_two_runs_do_not_write_at_once(data, monkeypatch):
    write(one_line(), data)
    real, said = pq.ParquetWriter.write_table, []

    def meanwhile(self, *args, **kwargs):
        with pytest.raises(DetailError, match="another run is writing") as raised:
            write(one_line(export_usd=3), data)
        said.append(raised)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", meanwhile)
    write(one_line(export_usd=2), data)
    assert said
    assert micro("exports", "2023-12", data_dir=data)["value"].tolist() == [2e-6]


def test_a_broken_file_is_named(data):
    write(one_line(), data)
    path = file_of(data / "micro", "exports", 2023)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DetailError, match=r"rows\.parquet.*write its year again"):
        micro("exports", "2023-12", data_dir=data)
    with pytest.raises(DetailError, match=r"flow=exports year=2023.*write the whole year again"):
        write(one_line(), data)


def test_a_file_of_somebody_else_is_not_read_as_ours(data):
    path = file_of(data / "micro", "exports", 2023)
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table({"month": [date(2023, 1, 1), date(2023, 2, 1)]}), path)
    with pytest.raises(DetailError, match="not written by"):
        micro("exports", "2023-01", data_dir=data)


@pytest.mark.parametrize(
    "error, said, arguments",
    [
        (ParameterError, "flow = 'export': .*did you mean 'exports'", {"flow": "export"}),
        (ParameterError, "by = 'hs8'", {"by": "hs8"}),
        (ParameterError, "by = 'hs2, hs6'", {"by": ("hs2", "hs6")}),
        (ParameterError, "by = 'partner, partner'", {"by": ("partner", "partner")}),
        (ParameterError, "codes = 'semiconductor'.*did you mean", {"codes": ["semiconductor"]}),
        (ParameterError, "codes = '854'", {"codes": ["854"]}),
        (ParameterError, "codes = 'consumer_goods'", {"codes": ["consumer_goods"]}),
        (ParameterError, "partners = 'USA'", {"partners": ["USA"]}),
        (ParameterError, "partners = 'us'", {"partners": "us"}),
        (ParameterError, "months = 'none'", {"months": []}),
        (MonthError, "2023-13", {"months": "2023-13"}),
        (MonthError, "ends before it begins", {"months": "2023-12..2023-01"}),
    ],
)
def test_what_cannot_be_asked(made_up, error, said, arguments):
    with pytest.raises(error, match=said):
        micro(**{"flow": "exports", "months": "2023-12", "data_dir": made_up, **arguments})


def test_what_a_person_gives_never_becomes_a_query(made_up):
    hostile = "US') OR 1=1 --"
    for name in ("codes", "partners"):
        with pytest.raises(ParameterError):
            micro("exports", "2023-12", data_dir=made_up, **{name: [hostile]})


# The items.


def test_the_headings_name_items_of_the_catalogue_once():
    table = headings()
    assert table["prefix"].is_unique
    assert table["prefix"].str.fullmatch(r"\d{2}|\d{4}|\d{6}").all()
    assert set(table["item"]) - {"other"} == set(mapped())
    assert (table["first"] <= table["last"]).all()
    assert sorted([*mapped(), *not_mapped()]) == sorted(catalogue.group("items_20"))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.from_regex(r"[0-9]{6}([0-9]{4})?", fullmatch=True), min_size=1, max_size=20))
def test_the_longest_heading_in_force_counts(codes):
    table = headings()
    for month in pd.PeriodIndex(["2021-12", "2022-01"], freq="M"):
        inside = table[(table["first"] <= month) & (table["last"] >= month)]
        known = dict(zip(inside["prefix"], inside["item"], strict=True))
        found = items_of(codes, month)
        for code, item in found.items():
            own = next((known[code[:n]] for n in (6, 4, 2) if code[:n] in known), "other")
            assert item == own
        assert sorted(found.index) == sorted(set(codes))


def test_a_heading_of_another_length_is_refused(data):
    with (data / "catalogue" / "hs_items.csv").open("a") as table:
        table.write("8542321010,semiconductors,,,\n")
    with pytest.raises(DataError, match=r"column prefix: found '8542321010'.*two, four or six"):
        headings(data)


def test_displays_moved_with_the_revision_of_2022(data):
    write(pd.concat([one_line(month=m, hs10="9013801000") for m in ("2021-12", "2022-01")]), data)
    found = micro("exports", "2021-12..2022-01", "item", data_dir=data)
    assert found["code"].tolist() == ["displays", "other"]
    assert found.attrs["breaks"] == ["2022-01"]
    only = micro("exports", "2021-12..2022-01", (), ["displays"], data_dir=data)
    assert only["month"].astype(str).tolist() == ["2021-12"]


# Growth, concentration, price and volume.


def test_growth_of_the_largest_partners(made_up):
    sums = in_pandas("exports", None, True)
    values = sums.pivot_table(index="month", columns="partner", values="value")
    asked = pd.period_range("2023-11", "2024-02", freq="M")
    largest = values.loc[asked].sum().nlargest(3).index
    expected = 100 * (values[largest] / values[largest].shift(12) - 1).loc[asked]
    found = growth("exports", "2023-11..2024-02", top=3, data_dir=made_up)
    assert found.columns.tolist() == largest.tolist()
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert found.attrs["unit"] == "pct"
    assert len(growth("exports", "2023-11", top=None, data_dir=made_up).columns) == len(PLACES)


def test_growth_where_something_is_not_held(made_up):
    found = growth("exports", "2023-10..2023-11", data_dir=made_up)
    assert found.loc["2023-10"].isna().all() and found.loc["2023-11"].notna().all()
    assert "2022-10" in found.attrs["missing"]


def test_nothing_declared_is_zero_and_grows_from_nothing_to_no_rate(data):
    lines = [one_line(month="2022-12"), one_line(month="2023-12", partner="CN")]
    write(pd.concat(lines), data)
    found = growth("exports", "2023-12", data_dir=data).iloc[0]
    assert found["US"] == -100
    assert np.isnan(found["CN"])


def test_growth_is_not_taken_over_a_revision_of_the_hs(data):
    panel = made_up_panel("2020-12", "2023-01")
    write(panel, data)
    months = ["2021-12", "2022-01", "2022-12", "2023-01"]
    fine = growth("exports", months, of="hs6", data_dir=data)
    assert fine.attrs["not_compared"] == ["2022-01", "2022-12"]
    assert fine.loc[["2022-01", "2022-12"]].isna().all(axis=None)
    assert fine.loc[["2021-12", "2023-01"]].notna().any(axis=1).all()
    assert growth("exports", months, of="hs2", data_dir=data).notna().any(axis=1).all()
    split = price_volume("exports", months, data_dir=data)
    assert split.attrs["not_compared"] == ["2022-01", "2022-12"]
    assert split.index.get_level_values("month").astype(str).tolist() == ["2021-12", "2023-01"]


@pytest.mark.parametrize("of, level, split", [("partner", None, True), ("hs10", "hs10", False)])
def test_concentration_of_markets_and_products(made_up, of, level, split):
    found = concentration("imports", "2023-01..2023-03", of, data_dir=made_up)
    sums = in_pandas("imports", level, split)
    for month in found.index:
        values = sums[sums["month"] == month].set_index("partner" if split else "code")["value"]
        one = metrics.hhi(values)
        assert found.loc[month, "hhi"] == pytest.approx(one.hhi, rel=1e-12)
        assert found.loc[month, "effective"] == pytest.approx(
            1 / ((values / values.sum()) ** 2).sum()
        )


def test_concentration_of_each_item_on_its_markets(made_up):
    found = concentration("exports", "2023-01", within="item", data_dir=made_up)
    sums = in_pandas("exports", "item", True)
    sums = sums[sums["month"] == pd.Period("2023-01", "M")]
    assert found.index.names == ["month", "item"]
    for item, values in sums.groupby("code")["value"]:
        hhi = ((values / values.sum()) ** 2).sum()
        assert found.loc[("2023-01", item), "hhi"] == pytest.approx(hhi, rel=1e-12)
    products = concentration("exports", "2023-01", "hs10", within="partner", data_dir=made_up)
    assert products.index.get_level_values("partner").tolist() == sorted(PLACES)


def test_price_and_volume_by_item_against_plain_loops(made_up):
    found = price_volume("exports", "2024-01", by=["item"], factor=None, data_dir=made_up)
    lines = made_up_panel().set_index(["month", "hs10", "partner"])
    old, new = lines.loc["2023-01"], lines.loc["2024-01"]
    chips = [key for key in old.index.intersection(new.index) if key[0][:4] in ("8541", "8542")]
    price = {
        key: (frame.at[key, "export_usd"] / frame.at[key, "export_kg"])
        for frame in (old,)
        for key in chips
    }
    later = {key: new.at[key, "export_usd"] / new.at[key, "export_kg"] for key in chips}
    q0 = {key: old.at[key, "export_kg"] for key in chips}
    q1 = {key: new.at[key, "export_kg"] for key in chips}
    laspeyres = sum(later[k] * q0[k] for k in chips) / sum(price[k] * q0[k] for k in chips)
    paasche = sum(later[k] * q1[k] for k in chips) / sum(price[k] * q1[k] for k in chips)
    row = found.loc[("2024-01", "semiconductors")]
    assert row["price_fisher"] == pytest.approx((laspeyres * paasche) ** 0.5, rel=1e-9)
    assert row[["price", "volume", "unpaired"]].sum() == pytest.approx(row["growth"], rel=1e-9)
    totals = micro("exports", ["2023-01", "2024-01"], "item", "semiconductors", data_dir=made_up)
    ratio = totals["value"].iloc[1] / totals["value"].iloc[0]
    assert row["growth"] == pytest.approx(100 * (ratio - 1), rel=1e-9)
    assert found.attrs["not_mapped"] == ["consumer_goods"]


def test_price_and_volume_of_months_and_partners(made_up):
    found = price_volume("exports", "2023-10..2023-12", by="partner", data_dir=made_up)
    assert found.attrs["not_compared"] == ["2023-10"]
    assert found.index.names == ["month", "partner"]
    assert len(found) == 2 * len(PLACES)
    alone = price_volume("exports", "2023-12", partners=["US"], data_dir=made_up)
    np.testing.assert_allclose(alone.loc[("2023-12", "total")], found.loc[("2023-12", "US")])
    none = price_volume("exports", "2023-10", data_dir=made_up)
    assert none.empty and none.attrs["not_compared"] == ["2023-10"]


@pytest.mark.parametrize(
    "ask, given, said",
    [
        (growth, {"top": 0}, "top = '0'|top = 0"),
        (growth, {"of": "market"}, "of = 'market'"),
        (concentration, {"of": "market"}, "of = 'market'"),
        (concentration, {"within": "partner"}, "within = 'partner'"),
        (concentration, {"of": "hs6", "within": "hs2"}, "within = 'hs2'"),
        (price_volume, {"by": ["hs6"]}, "by = 'hs6'"),
        (price_volume, {"factor": 1}, "factor = '1'|factor = 1"),
    ],
)
def test_questions_that_cannot_be_asked(made_up, ask, given, said):
    with pytest.raises(ParameterError, match=said):
        ask("exports", "2023-12", data_dir=made_up, **given)


def test_nothing_is_left_behind_by_a_question(made_up, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    micro("exports", SPAN, ("hs10", "partner"), data_dir=made_up)
    assert list(tmp_path.iterdir()) == []


def test_duckdb_itself_reads_the_layout(made_up):
    path = str(made_up / "micro" / "*" / "*" / "rows.parquet")
    query = "SELECT flow, sum(usd) FROM read_parquet(?, hive_partitioning = true) GROUP BY ALL"
    found = dict(duckdb.execute(query, [path]).fetchall())
    panel = made_up_panel()
    assert found == {"exports": panel["export_usd"].sum(), "imports": panel["import_usd"].sum()}


@pytest.mark.slow
def test_the_benchmark_comes_to_the_same_both_ways():
    command = [
        sys.executable,
        ROOT / "benchmarks" / "detail.py",
        "--lines",
        "50000",
        "--rounds",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "made-up panel: 49,896 lines" in done.stdout
    assert done.stdout.count(" MB") == 2 + 2 * 3
