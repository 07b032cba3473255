"""Files as people download them, and others of their kinds: right, or refused by name.

The variants have months that the store does not have, so that nothing but the file itself can tell
a part from the total.
"""

import json
import re
from pathlib import Path

import made_exports as made
import pandas as pd
import pytest

from helpers import observations
from helpers.errors import IngestError
from helpers.sources.files import read_file
from helpers.sources.workbooks import read_sheets

ORIGINALS = Path(__file__).parent / "originals"
NAMES = pd.read_csv(Path(__file__).parents[2] / "data" / "catalogue" / "codes.csv")
DAY = "2027-01-15"
NEW = pd.Period("2026-10", "M")  # the store has nothing of it and of the month after
TOTALS, WORKING_DAYS = "8x15yz_수출입총괄_202206173.xls", "Kyeyeong_수출입 총괄.xlsx"
COUNTRIES = "junmumu_국가별_수출입실적.csv"
QUARTERS, YEARS = "ipcr0106_분기별_809a4fd.xls", "ipcr0106_총괄_809a4fd.xls"
OF_THE_USA = "SeongbinCho3_Kstat.xls"


def by_key(read):
    keys = read.rows[["period", "flow", "code", "measure"]].itertuples(index=False, name=None)
    return dict(zip(keys, read.rows["value"].astype(float), strict=True))


def counts(read):
    return read.left_out["why"].value_counts().to_dict()


def refused(path, published=DAY, month=None):
    with pytest.raises(IngestError) as caught:
        read_file(path, month, published)
    return str(caught.value)


# Originals

HEADS = {
    "수출금액": ("exports", "value"), "수입금액": ("imports", "value"),
    "무역수지": ("balance", "value"), "조업일수": ("none", "working_days"),
    "수출 금액": ("exports", "value"), "수출 증감률": ("exports", "yoy_pct"),
    "수입 금액": ("imports", "value"), "수입 증감률": ("imports", "yoy_pct"),
    "수지 수지": ("balance", "value"),
}  # fmt: skip
SPELLED = {"러시아 연방": "러시아", "아랍에미리트 연합": "아랍에미리트"}


@pytest.mark.parametrize("name", [TOTALS, WORKING_DAYS, COUNTRIES, QUARTERS, YEARS])
def test_every_number_is_that_of_its_cell(name):
    """Read the cells with pandas alone: period, country and head of each observation."""
    if name == COUNTRIES:
        cells = pd.read_csv(ORIGINALS / name, header=None, encoding="cp949", dtype=str)
    else:
        with (ORIGINALS / name).open("rb") as file:
            cells = pd.read_excel(file, header=None, dtype=str)
    rows = cells.fillna("").to_numpy().tolist()
    top = next(n for n, row in enumerate(rows) if row[0] in ("기간", "월", "순번"))
    heads = rows[top]
    if name in (QUARTERS, YEARS):
        heads = [f"{a} {b}" for a, b in zip(heads, rows[top + 1], strict=True)]
        top += 1
    expected = {}
    for row in rows[top + 1 :]:
        when = row[1 if name in (QUARTERS, YEARS) else 0]
        period = re.sub(
            r"(\d{4})년 ?(?:(\d)분기)?", lambda m: f"{m[1]}-Q{m[2]}" if m[2] else m[1], when
        )
        subject = SPELLED.get(row[1], row[1]) if name == COUNTRIES else "total"
        for head, text in zip(heads, row, strict=True):
            if head in HEADS:
                flow, measure = HEADS[head]
                number = float(text.replace(",", ""))
                key = (period.replace(".", "-"), subject, flow, measure)
                expected[key] = number / 1000 if measure == "value" else number
    read = read_file(ORIGINALS / name, published=DAY).rows
    names = dict(zip(NAMES["code"], NAMES["name_ko"], strict=True))
    wrong = []
    for row in read.itertuples():
        subject = "total" if row.code == "total" else names[row.code]
        number = expected.pop((row.period, subject, row.flow, row.measure), None)
        if number is None or abs(number - float(row.value)) > 1e-9 * abs(number):
            wrong.append((row.period, row.code, row.flow, row.measure, row.value, number))
    assert wrong == [] and len(read) > 40
    rest = {subject for _, subject, _, _ in expected} - {"총계", "total"}
    assert not rest & set(names.values())  # only countries outside the catalogue are left out


def test_totals_of_the_customs_portal_in_a_workbook_named_xls():
    read = read_file(ORIGINALS / TOTALS, published="2022-06-17")
    found = by_key(read)
    assert found["2000-01", "exports", "total", "value"] == 12162.425
    assert found["2022-05", "balance", "total", "value"] == -1710.029
    assert len(read.rows) == 269 * 3 and set(read.rows["basis"]) == {"customs"}
    assert counts(read) == {
        "a number of declarations or pieces": 2 * 269, "in a row of totals": 5,
    }  # fmt: skip
    assert read.numbers == 270 * 5
    newest = read.rows[read.rows["period"].eq("2022-05")]
    assert set(newest["status"]) == {"confirmed"}


def test_a_sheet_of_one_year_with_working_days():
    read = read_file(ORIGINALS / WORKING_DAYS, published=DAY)
    found = by_key(read)
    assert found["2024-02", "none", "total", "working_days"] == 20.5
    assert found["2024-12", "imports", "total", "value"] == 54866.38
    assert len(read.rows) == 12 * 4
    assert sum(counts(read).values()) == 12 * 4 == read.numbers - len(read.rows)


def test_countries_of_the_customs_portal_in_cp949():
    read = read_file(ORIGINALS / COUNTRIES, published="2022-08-16")
    found = by_key(read)
    assert found["2020-01", "exports", "china", "value"] == 9642.031
    assert found["2022-07", "balance", "russia", "value"] == -310.3
    assert found["2022-01", "imports", "uae", "value"] == 806.715
    assert set(read.rows["code"]) == {
        "china", "usa", "japan", "india", "vietnam", "taiwan", "hong_kong", "singapore",
        "australia", "canada", "france", "germany", "indonesia", "italy", "malaysia",
        "philippines", "russia", "saudi_arabia", "thailand", "uae",
    }  # fmt: skip
    assert len(read.rows) == 20 * 31 * 3
    assert read.numbers == len(read.rows) + len(read.left_out) == 7215 * 5
    assert any("542.133 for 2022-07, 462.934 in the store" in said for said in read.warnings)


def test_quarters_and_years_of_k_stat_are_observations_of_quarters_and_years():
    quarters = read_file(ORIGINALS / QUARTERS, published=DAY)
    found = by_key(quarters)
    assert found["2025-Q4", "exports", "total", "value"] == 189825.079
    assert found["2006-Q1", "balance", "total", "value"] == 1342.877
    assert found["2020-Q2", "exports", "total", "yoy_pct"] < 0
    assert len(quarters.rows) == 80 * 5 == quarters.numbers
    years = read_file(ORIGINALS / YEARS, published=DAY)
    found = by_key(years)
    assert found["2024", "imports", "total", "value"] == 631767.209
    assert len(years.rows) == 20 * 5 == years.numbers
    for read in (quarters, years):
        rows = read.rows.assign(file=read.file, row=range(1, len(read.rows) + 1))
        assert observations.problems(rows) == []
    for year in range(2006, 2026):
        parts = [
            by_key(quarters)[f"{year}-Q{q}", "exports", "total", "value"] for q in (1, 2, 3, 4)
        ]
        assert sum(parts) == pytest.approx(found[str(year), "exports", "total", "value"], abs=0.01)


def test_the_trade_of_another_country_is_refused_by_its_name():
    assert "기준국가: 미국" in refused(ORIGINALS / OF_THE_USA)


@pytest.mark.parametrize(
    ("name", "said"),
    [("2026-07-D20_customs_sentences.txt", "a row of heads"),
     ("motie_2024-08_items_pymupdf.txt", "반도체")],
)  # fmt: skip
def test_a_fragment_is_no_file(name, said):
    assert said in refused(ORIGINALS / name)


def test_no_warning_of_a_library_stands_above_the_numbers(recwarn):
    read_file(ORIGINALS / TOTALS, published="2022-06-17")
    assert [str(warning.message) for warning in recwarn] == []


# Variants


def original_rows(name):
    """Return the rows of an original as texts."""
    content = (ORIGINALS / name).read_bytes()
    kind = {"csv": "text", "lsx": "xlsx"}.get(
        name[-3:], "xls" if content[:1] == b"\xd0" else "xlsx"
    )
    return [list(row) for row in read_sheets(content, kind, name).blocks[-1].grid]


def to_html(rows, path):
    """Write rows as a page of HTML, as portals do under the name of a workbook."""
    lines = "".join("<tr>" + "".join(f"<td>{t}</td>" for t in row) + "</tr>" for row in rows)
    path.write_bytes(f"<html><body><table>{lines}</table></body></html>".encode("cp949"))
    return path


WRITERS = {
    "xls": made.to_xls, "xlsx": made.to_xlsx, "csv": made.to_csv,
    "cp949.csv": lambda rows, path: made.to_csv(rows, path, "cp949"), "html.xls": to_html,
}  # fmt: skip


def growth_on_store(value, flow, code):
    """Return the growth of a new month's value on the store's value of the year before."""
    store = observations.read()
    rows = store[
        store["flow"].eq(flow) & store["code"].eq(code) & store["measure"].eq("value")
        & store["period"].eq(str(NEW - 12)) & store["newer"]
    ]  # fmt: skip
    return round((value / (rows["value"].iloc[-1] * 1000) - 1) * 100, 1) if len(rows) else 1.5


def k_stat(condition, title="한국무역통계 - K-stat 수출입 무역통계", scale=1.0, code="total"):
    """Lay out a new month as K-stat does, under a line of conditions; the values are made up."""
    rows = [
        [title, "", "", "", "", "", ""],
        [condition, "", "", "", "", "", ""],
        ["순번", "년월", "수출", "수출", "수입", "수입", "수지"],
        ["순번", "년월", "금액", "증감률", "금액", "증감률", "수지"],
    ]
    sold, bought = round(90_000_000 * scale), round(70_000_000 * scale)
    up, down = (growth_on_store(v, f, code) for v, f in ((sold, "exports"), (bought, "imports")))
    rows.append([1, f"{NEW.year}년 {NEW.month}월", sold, up, bought, down, sold - bought])
    return rows


@pytest.mark.parametrize("kind", WRITERS)
def test_the_total_of_a_new_month(kind, tmp_path):
    line = "주기 : 월별  ,  당월/누계 : 당월  ,  단위 : 금액 - 천불, 증감률 - %  ,  정렬 : 년월"
    title = "한국무역통계 총괄 - K-stat 수출입 무역통계"
    path = WRITERS[kind](k_stat(line, title=title), tmp_path / f"a.{kind}")
    assert by_key(read_file(path, published=DAY)) == {
        ("2026-10", "exports", "total", "value"): 90_000,
        ("2026-10", "exports", "total", "yoy_pct"): growth_on_store(9e7, "exports", "total"),
        ("2026-10", "imports", "total", "value"): 70_000,
        ("2026-10", "imports", "total", "yoy_pct"): growth_on_store(7e7, "imports", "total"),
        ("2026-10", "balance", "total", "value"): 20_000,
    }


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    ("condition", "code", "basis", "scale"),
    [
        ("국가 : 이탈리아  ,  수입구분 : 전체  ,  단위 : 천불, %", "italy", "customs", 0.006),
        ("기준국가 : 한국  ,  상대국가 : 중국  ,  단위 : 천불, %", "china", "customs", 0.2),
        ("품목 : 831 반도체  ,  국가 : 전체  ,  단위 : 천불, %", "semiconductors", "kita_mti", 0.4),
        ("HS : 8542 전자집적회로  ,  단위 : 천불, %", "semiconductors_hs", "hs", 0.3),
    ],
)
def test_a_condition_sets_the_subject(kind, condition, code, basis, scale, tmp_path):
    path = WRITERS[kind](k_stat(condition, scale=scale, code=code), tmp_path / f"a.{kind}")
    read = read_file(path, published=DAY)
    assert set(read.rows["code"]) == {code} and set(read.rows["basis"]) == {basis}
    assert by_key(read)["2026-10", "exports", code, "value"] == pytest.approx(90_000 * scale)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("국가 : 멕시코  ,  단위 : 천불, %", "국가: 멕시코"),
        ("국가 : 중국, 미국  ,  단위 : 천불, %", "국가: 중국,미국"),
        ("기준국가 : 미국  ,  상대국가 : 한국  ,  단위 : 백만불, %", "기준국가: 미국"),
        ("품목 : 김치  ,  단위 : 천불, %", "품목: 김치"),
        ("HS : 190531  ,  단위 : 천불, %", "HS: 190531"),
        ("HS코드 : 85  ,  단위 : 천불, %", "HS코드: 85"),
        ("MTI : 0145  ,  단위 : 천불, %", "MTI: 0145"),
        ("품목 : 반도체  ,  국가 : 중국  ,  단위 : 천불, %", "an item by country"),
        ("세관 : 인천공항  ,  단위 : 천불, %", "세관: 인천공항"),
        ("시도 : 경기  ,  단위 : 천불, %", "시도: 경기"),
        ("당월/누계 : 누계  ,  단위 : 천불, %", "당월/누계: 누계"),
        ("당월/누계 : 연누계  ,  단위 : 천불, %", "당월/누계: 연누계"),
        ("통계기준 : 출항일  ,  단위 : 천불, %", "통계기준: 출항일"),
        ("수입구분 : 보세  ,  단위 : 천불, %", "수입구분: 보세"),
        ("단위 : 백만원, %", "money of another currency"),
        ("계절조정 자료, 단위 : 천불", "another kind of number"),
        ("기간 : 2026.10.01 ~ 2026.10.20, 단위 : 천불", "기간: 2026.10.01 ~ 2026.10.20"),
        ("품목코드 : 8542, 단위 : 천불", "품목코드: 8542"),
        ("1월부터의 누계, 단위 : 천불", "a sum of several months"),
        ("단위 : 천불, %", "no subject"),
    ],
)
def test_what_is_no_series_of_the_store_is_refused_by_name(kind, condition, said, tmp_path):
    path = WRITERS[kind](k_stat(condition), tmp_path / f"a.{kind}")
    assert said in refused(path)


def test_growth_that_the_store_contradicts_is_refused(tmp_path):
    rows = k_stat("단위 : 천불, %", title="K-stat 수출입 총괄")
    rows[-1][3] += 20
    assert "a year-before value near" in refused(made.to_xls(rows, tmp_path / "a.xls"))


def test_the_total_under_the_name_of_a_country_is_too_large_for_it(tmp_path):
    rows = k_stat("국가 : 중국  ,  단위 : 천불, %", code="china")
    assert "0 to 60000 usd_million a month" in refused(made.to_xls(rows, tmp_path / "a.xls"))


def test_a_part_under_the_title_of_the_total_is_too_small_to_be_it(tmp_path):
    rows = k_stat("단위 : 천불, %", title="K-stat 수출입 총괄", scale=0.3)
    assert "something like the" in refused(made.to_xls(rows, tmp_path / "a.xls"))


def test_weights_stand_beside_values_and_growth_is_that_of_its_neighbour(tmp_path):
    up, down = growth_on_store(9e7, "exports", "total"), growth_on_store(7e7, "imports", "total")
    rows = [
        ["한국무역통계 총괄 - K-stat"],
        ["단위 : 금액 - 천불, 중량 - 톤, 증감률 - %"],
        ["순번", "년월", *["수출"] * 4, *["수입"] * 4, "수지"],
        ["순번", "년월", *["중량", "증감률", "금액", "증감률"] * 2, "수지"],
        [1, "2026년 10월", 16_900_000, 1.2, 90_000_000, up, 47_000_000, -3.4, 70_000_000, down,
         20_000_000],
    ]  # fmt: skip
    read = read_file(made.to_xls(rows, tmp_path / "a.xls"), published=DAY)
    assert by_key(read) == {
        ("2026-10", "exports", "total", "value"): 90_000,
        ("2026-10", "exports", "total", "yoy_pct"): up,
        ("2026-10", "exports", "total", "volume"): 16_900,
        ("2026-10", "exports", "total", "volume_yoy_pct"): 1.2,
        ("2026-10", "imports", "total", "value"): 70_000,
        ("2026-10", "imports", "total", "yoy_pct"): down,
        ("2026-10", "balance", "total", "value"): 20_000,
    }
    rows[3] = ["순번", "년월", *["금액", "중량", "증감률", "증감률"] * 2, "수지"]
    rows[4][2:10] = [90_000_000, 16_900_000, up, 1.2, 70_000_000, 47_000_000, down, -3.4]
    read = read_file(made.to_xls(rows, tmp_path / "b.xls"), published=DAY)
    assert {measure for _, _, _, measure in by_key(read)} == {"value", "volume"}


def test_weights_alone_are_no_values(tmp_path):
    rows = [
        ["수출입 총괄"], ["단위 : 톤, %"], ["년월", "수출 중량", "증감률"],
        ["2026년 10월", 16_900_000, 1.2],
    ]  # fmt: skip
    found = by_key(read_file(made.to_xls(rows, tmp_path / "a.xls"), published=DAY))
    assert {measure for _, _, _, measure in found} == {"volume", "volume_yoy_pct"}


def quarters(condition, *rows):
    """Lay out new quarters as K-stat does; the values are made up."""
    head = [["K-stat 수출입 총괄"], [condition], ["순번", "년월", "수출 금액", "수입 금액", "수지"]]
    return [*head, *([n, *row, row[1] - row[2]] for n, row in enumerate(rows, 1))]


def test_a_new_quarter_is_a_quarter_and_one_that_runs_is_left_out(tmp_path):
    rows = quarters(
        "주기 : 분기별  ,  당월/누계 : 당월  ,  단위 : 천불",
        ("2026년 4분기", 270_000_000, 210_000_000),
        ("2027년 1분기", 180_000_000, 140_000_000),
    )
    read = read_file(made.to_xls(rows, tmp_path / "a.xls"), published="2027-03-02")
    assert by_key(read) == {
        ("2026-Q4", "exports", "total", "value"): 270_000,
        ("2026-Q4", "imports", "total", "value"): 210_000,
        ("2026-Q4", "balance", "total", "value"): 60_000,
    }
    assert set(read.left_out["why"]) == {"not over on 2027-03-02"} and len(read.left_out) == 3


def test_a_condition_sets_the_subject_of_quarters_too(tmp_path):
    of_italy = quarters("국가 : 이탈리아  ,  단위 : 천불", ("2026년 4분기", 1_500_000, 2_300_000))
    read = read_file(made.to_xls(of_italy, tmp_path / "a.xls"), published="2027-01-20")
    assert set(read.rows["code"]) == {"italy"} and set(read.rows["period"]) == {"2026-Q4"}
    summed = quarters("당월/누계 : 누계  ,  단위 : 천불", ("2026년 4분기", 900_000_000, 7_000_000))
    assert "당월/누계: 누계" in refused(made.to_xls(summed, tmp_path / "b.xls"))


@pytest.mark.parametrize("head", ["월", "년월", "시점", "조회기간", "기간", "기준년월", "Month"])
def test_a_head_of_periods_goes_by_several_names(head, tmp_path):
    rows = [["수출입 총괄"], [head, "수출금액(천불)"], ["2026.10", 90_000_000]]
    found = by_key(read_file(made.to_csv(rows, tmp_path / "a.csv"), published=DAY))
    assert found == {("2026-10", "exports", "total", "value"): 90_000}


def test_years_and_months_in_two_columns(tmp_path):
    rows = [["수출입 총괄"], ["연도", "월", "수출금액(천불)"], ["2026", "10", 90_000_000],
            ["", "11", 95_000_000]]  # fmt: skip
    found = by_key(read_file(made.to_csv(rows, tmp_path / "a.csv"), published=DAY))
    assert found["2026-11", "exports", "total", "value"] == 95_000 and len(found) == 2


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_a_text_with_other_delimiters_and_commas_in_its_numbers(delimiter, encoding, tmp_path):
    lines = ["수출입 총괄 (단위: 천불)", "기간;수출금액;수입금액", "2026.10;90,000,000;70,000,000"]
    path = tmp_path / "a.txt"
    path.write_bytes("\n".join(lines).replace(";", delimiter).encode(encoding))
    assert by_key(read_file(path, published=DAY)) == {
        ("2026-10", "exports", "total", "value"): 90_000,
        ("2026-10", "imports", "total", "value"): 70_000,
    }


def test_an_october_that_lost_its_nought_in_a_spreadsheet(tmp_path):
    rows = [["수출입 총괄"], ["월", "수출금액(천불)"], [2026.11, 95_000_000], [2026.1, 90_000_000]]
    assert "2026.1" in refused(made.to_xlsx(rows, tmp_path / "a.xlsx"))
    rows.append([2027.01, 91_000_000])
    found = by_key(read_file(made.to_xlsx(rows, tmp_path / "b.xlsx"), published="2027-02-15"))
    assert found["2026-10", "exports", "total", "value"] == 90_000 and len(found) == 3


def test_a_list_of_the_first_countries_is_less_than_its_total(tmp_path):
    rows = [
        ["국가별 수출입 - K-stat 수출입 무역통계"],
        ["수출입구분 : 수출  ,  당월/누계 : 당월  ,  단위 : 금액 - 천불, 증감률 - %"],
        ["순번", "국가명", "2025년", "2025년", "2026년 10월", "2026년 10월"],
        ["순번", "국가명", "금액", "증감률", "금액", "증감률"],
        ["", "총계", 709_406_808, 3.8, 90_000_000, 50.0],
        [1, "중국", 135_000_000, 1.5, 15_000_000, growth_on_store(1.5e7, "exports", "china")],
        [2, "미국", 122_900_000, -3.8, 13_000_000, growth_on_store(1.3e7, "exports", "usa")],
    ]
    read = read_file(made.to_xls(rows, tmp_path / "a.xls"), published=DAY)
    assert by_key(read)["2026-10", "exports", "china", "value"] == 15_000 and len(read.rows) == 4
    rows[4][4] = 20_000_000
    assert "the sum of the 2 rows" in refused(made.to_xls(rows, tmp_path / "b.xls"))


def test_one_fault_for_a_column_of_no_periods(tmp_path):
    rows = original_rows(TOTALS)
    for row in rows[6:]:
        row[0] = f"{row[0]}?"
    said = refused(made.to_xlsx(rows, tmp_path / "a.xlsx"))
    assert said.count("\n") == 1 and "the first of 269 rows" in said and "시점" in said


def test_heads_without_a_period_are_named_once(tmp_path):
    rows = [row[1:] for row in original_rows(TOTALS)]
    rows[4:] = [row for row in rows[4:]]
    said = refused(made.to_xlsx(rows, tmp_path / "a.xlsx"))
    assert said.count("\n") == 1 and "수출금액" in said and "년월" in said


def test_the_same_table_in_every_kind_of_file_gives_the_same(tmp_path):
    rows = original_rows(COUNTRIES)[:400]
    del rows[5]  # the row of totals is that of the whole file
    reads = [
        read_file(write(rows, tmp_path / f"a.{kind}"), published="2022-08-16")
        for kind, write in WRITERS.items()
    ]
    tables = [read.rows.drop(columns=["source", "place"]) for read in reads]
    assert all(table.equals(tables[0]) for table in tables) and len(tables[0]) > 50
    assert len({json.dumps(counts(read), ensure_ascii=False) for read in reads}) == 1


def test_an_item_by_country_is_no_item_and_no_country(tmp_path):
    rows = [
        ["품목별 국가별 수출입실적"], ["통계기준:수리일,조회구분:202610 ~202610"],
        ["단위:천 불(USD 1,000)"],
        ["기간", "국가명", "HS코드", "품목명", "수출금액"],
        ["2026.10", "중국", "8542", "전자집적회로", 10_000_000],
        ["2026.10", "멕시코", "8542", "전자집적회로", 1_000_000],
    ]  # fmt: skip
    said = refused(made.to_csv(rows, tmp_path / "a.csv"))
    assert "an item by country" in said and "not in the catalogue" in said


def test_an_item_code_is_of_the_hs_in_the_customs_portal_and_of_the_mti_in_k_stat(tmp_path):
    rows = [
        ["품목별수출입 실적"], ["단위:천 불(USD 1,000)"],
        ["기간", "품목코드", "품목명", "수출중량", "수출금액"],
        ["2026.10", "8542", "전자집적회로", 30_000, 30_000_000],
        ["2026.10", "8703", "승용자동차", 900_000, 5_500_000],
        ["2026.10", "8504", "변압기", 1, 1_000_000],
    ]  # fmt: skip
    found = by_key(read_file(made.to_csv(rows, tmp_path / "a.csv"), published=DAY))
    assert found == {
        ("2026-10", "exports", "semiconductors_hs", "value"): 30_000,
        ("2026-10", "exports", "automobiles_hs", "value"): 5_500,
    }
    rows[0] = ["K-stat 품목별 수출입"]
    assert "not in the catalogue" in refused(made.to_csv(rows, tmp_path / "b.csv"))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("수출금액(백만원)", "money of another currency"),
        ("수출금액(계절조정)", "another kind of number"),
        ("수출금액지수", "another kind of number"),
        ("수출 누계", "a sum of several months"),
        ("수출 1~20일", "a sum of several months"),
        ("수출 전망", "another kind of number"),
    ],
)
def test_a_head_that_makes_a_number_another_is_never_a_value(head, said, tmp_path):
    rows = [["수출입 총괄"], ["기간", head], ["2026.10", 90_000_000], ["2026.11", 91_000_000]]
    assert said in refused(made.to_csv(rows, tmp_path / "a.csv"))


def test_a_number_in_brackets_is_no_number_of_an_export(tmp_path):
    rows = [["수출입 총괄 (단위: 천불)"], ["기간", "무역수지"], ["2026.10", "(432,198)"],
            ["2026.11", "1"]]  # fmt: skip
    assert "a number, or nothing" in refused(made.to_csv(rows, tmp_path / "a.csv"))


def test_months_as_columns(tmp_path):
    rows = [["수출입 총괄 (단위: 천달러)"], ["구분", "2026/10", "2026/11"],
            ["수출금액", 90_000_000, 95_000_000], ["수입금액", 70_000_000, 72_000_000]]  # fmt: skip
    found = by_key(read_file(made.to_xlsx(rows, tmp_path / "a.xlsx"), published=DAY))
    assert found["2026-10", "imports", "total", "value"] == 70_000 and len(found) == 4
