"""Exports of K-stat and the customs service give the figures that are held; faulty ones do not."""

import made_exports as made
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import observations
from helpers.errors import DateError, IngestError
from helpers.sources.files import read_file
from helpers.sources.labels import period_of
from helpers.sources.workbooks import decoded

MONTHS = list(pd.period_range("2022-11", "2023-12", freq="M"))
DECEMBER = MONTHS[-1]
MARKETS = ["china", "usa", "japan", "india", "thailand"]
DAY = "2024-09-01"


def cp949(rows, path):
    return made.to_csv(rows, path, "cp949")


WRITERS = {
    "xls": made.to_xls, "xlsx": made.to_xlsx, "csv": made.to_csv, "cp949.csv": cp949,
}  # fmt: skip


def values(rows):
    keys = rows[["period", "flow", "code", "measure"]].itertuples(index=False, name=None)
    return {key: float(value) for key, value in zip(keys, rows["value"], strict=True)}


def refused(path, **how):
    with pytest.raises(IngestError) as caught:
        read_file(path, **{"published": DAY, **how})
    assert path.name in str(caught.value)
    return str(caught.value)


@pytest.fixture
def market_rows():
    return made.customs_countries(DECEMBER, MARKETS)


@pytest.mark.parametrize("kind", WRITERS)
def test_k_stat_totals_are_those_held(kind, tmp_path):
    path = WRITERS[kind](made.k_stat_totals(MONTHS), tmp_path / f"k-stat.{kind}")
    read = read_file(path, published=DAY)
    assert read.kind.startswith("K-stat")
    found = values(read.rows)
    for month in MONTHS:
        for flow in ("exports", "imports"):
            held = made.thousands(flow, "total", month) / 1000
            assert found[str(month), flow, "total", "value"] == held
    assert len(found) == len(MONTHS) * 5
    assert set(read.left_out["why"]) == {"a year or quarter beside its months"}
    assert read.numbers == len(read.rows) + len(read.left_out)
    assert {c.name for c in read.checks if c.outcome == "holds"} >= {
        "balance = exports - imports",
        "growth = value over that of a year before, both in the file",
        "values as in the store, but for revisions",
    }


@pytest.mark.parametrize("kind", WRITERS)
def test_countries_of_the_customs_service_are_those_held(kind, market_rows, tmp_path):
    path = WRITERS[kind](market_rows, tmp_path / f"customs.{kind}")
    read = read_file(path, published=DAY)
    assert read.kind.startswith("customs export")
    found = values(read.rows)
    assert found == {
        (str(DECEMBER), flow, code, "value"): made.thousands(flow, code, DECEMBER) / 1000
        for code in MARKETS
        for flow in ("exports", "imports")
    } | {
        (str(DECEMBER), "balance", code, "value"): (
            made.thousands("exports", code, DECEMBER) - made.thousands("imports", code, DECEMBER)
        )
        / 1000
        for code in MARKETS
    }
    assert set(read.rows["basis"]) == {"customs"} and set(read.rows["status"]) == {"final"}
    assert observations.problems(read.rows.assign(file=path.name, row=1)) == []


def test_an_english_export_names_no_unit_and_is_borne_out_by_what_is_held(tmp_path):
    path = made.to_csv(made.english_countries(MONTHS, "china"), tmp_path / "china.csv")
    found = values(read_file(path, published=DAY).rows)
    held = made.thousands("exports", "china", DECEMBER) / 1000
    assert found["2023-12", "exports", "china", "value"] == held
    in_dollars = [
        [*row[:2], *(n if isinstance(n, str) else n * 1000 for n in row[2:])]
        for row in made.english_countries(MONTHS, "china")
    ]
    assert "unit" in refused(made.to_csv(in_dollars, tmp_path / "dollars.csv"))


def test_items_by_mti_keep_a_basis_of_their_own(tmp_path):
    store = observations.read()
    panel = store[
        store["basis"].eq("mti2026_panel") & store["period"].eq("2023-12")
        & store["flow"].eq("exports") & store["measure"].eq("value")
    ]  # fmt: skip
    codes = ["semiconductors", "ships", "automobiles", "auto_parts"]
    worth = panel.set_index("code")["value"][codes]
    rows = made.mti_items(DECEMBER, codes, [round(value * 1000) for value in worth])
    read = read_file(made.to_xls(rows, tmp_path / "mti.xls"), published=DAY)
    found = values(read.rows)
    for code in codes:
        assert found["2023-12", "exports", code, "value"] == pytest.approx(worth[code], abs=0.001)
    assert set(read.rows["basis"]) == {"kita_mti"}


def test_an_export_is_cut_to_the_month_asked_for(tmp_path):
    path = made.to_xlsx(made.k_stat_totals(MONTHS), tmp_path / "k.xlsx")
    assert set(read_file(path, "2023-11", DAY).rows["period"]) == {"2023-11"}
    assert "another month than 2020-01" in refused(path, month="2020-01")


def test_a_long_export_is_read_whole(tmp_path):
    """A sheet of 6,000 rows, most of other codes, is no sheet out of bounds."""
    month, head = "2023.12", ["기간", "HS코드", "품목명", "수출 금액(천불)"]
    other = [[month, f"{number:010d}", "기타", 1] for number in range(6_000)]
    semiconductors = observations.read()
    held = semiconductors[
        semiconductors["code"].eq("semiconductors_hs") & semiconductors["period"].eq("2023-12")
        & semiconductors["measure"].eq("value") & semiconductors["flow"].eq("exports")
    ]["value"].iloc[-1]  # fmt: skip
    rows = [head, *other, [month, "8542", "전자집적회로", round(held * 1000)]]
    read = read_file(made.to_xlsx(rows, tmp_path / "long.xlsx"), published=DAY)
    assert values(read.rows)["2023-12", "exports", "semiconductors_hs", "value"] == pytest.approx(
        held, abs=0.001
    )
    assert read.left_out["why"].value_counts().to_dict() == {"a line of the HS not kept": 6000}


# Faults: each must be refused, with the reason.


def test_a_shifted_column_is_refused(market_rows, tmp_path):
    head = market_rows[0]
    market_rows[0] = [*head[:2], head[-1], *head[2:-1]]
    assert "found" in refused(made.to_xlsx(market_rows, tmp_path / "shifted.xlsx"))


@pytest.mark.parametrize(("said", "meant"), [("백만불", "천불"), ("억달러", "천불")])
def test_another_unit_is_refused(market_rows, tmp_path, said, meant):
    market_rows[0] = [text.replace(meant, said) for text in market_rows[0]]
    assert "the unit another" in refused(made.to_xlsx(market_rows, tmp_path / "unit.xlsx"))


def test_another_unit_of_a_month_not_held_is_refused_by_the_size_of_those_held(tmp_path):
    newest = observations.read().query("code == 'total' and basis == 'customs' and freq == 'M'")
    month = pd.Period(newest["period"].max(), "M") + 1
    rows = [
        ["수출입 총괄"],
        ["년월", "수출금액(백만불)", "수입금액(백만불)"],
        [f"{month:%Y.%m}", 80_000_000, 60_000_000],
    ]
    day = str((month + 1).end_time.date())
    said = refused(made.to_csv(rows, tmp_path / "new.csv"), published=day)
    assert "the unit another" in said
    rows[1] = ["년월", "수출금액(천불)", "수입금액(천불)"]
    assert len(read_file(made.to_csv(rows, tmp_path / "right.csv"), published=day).rows) == 2


def test_a_negative_value_is_refused(market_rows, tmp_path):
    market_rows[2][3] = -market_rows[2][3]
    assert "not negative" in refused(made.to_xlsx(market_rows, tmp_path / "minus.xlsx"))


def test_a_file_cut_short_no_longer_adds_up(market_rows, tmp_path):
    assert "is the file whole?" in refused(made.to_xlsx(market_rows[:-1], tmp_path / "cut.xlsx"))


def test_one_row_twice_is_refused(market_rows, tmp_path):
    rows = [market_rows[0], *market_rows[2:], market_rows[2]]
    assert "one row; see" in refused(made.to_xlsx(rows, tmp_path / "twice.xlsx"))


def test_a_wrong_balance_or_growth_is_refused(tmp_path):
    rows = made.k_stat_totals(MONTHS)
    rows[5][5] += 1000
    assert "exports minus imports" in refused(made.to_xlsx(rows, tmp_path / "balance.xlsx"))
    rows = made.k_stat_totals(MONTHS)
    rows[5][2] += 1.0
    assert "growth of" in refused(made.to_xlsx(rows, tmp_path / "growth.xlsx"))


@pytest.mark.parametrize(
    ("row", "column", "text", "reason"),
    [
        (2, 3, "많음", "a number, or nothing"),
        (2, 0, "2023.1", "periods, as"),
        (2, 0, "2023.13", "periods, as"),
        (2, 0, "2024.12", "the date of publication"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(market_rows, tmp_path, row, column, text, reason):
    market_rows[row][column] = text
    assert reason in refused(made.to_xlsx(market_rows, tmp_path / "cell.xlsx"))


def test_the_date_is_asked_for_where_none_is_printed(market_rows, tmp_path):
    path = made.to_xlsx(market_rows, tmp_path / "undated.xlsx")
    assert "the file states none" in refused(path, published=None)
    with pytest.raises(DateError):
        read_file(path, published="2024-13-01")


@pytest.mark.parametrize(
    "line",
    [
        "기준국가 : 미국  ,  상대국가 : 미국  ,  단위 : 백만불, %",
        "품목 : 김치  ,  단위 : 천불, %",
        "HS : 190531  ,  단위 : 천불, %",
        "MTI : 0145  ,  단위 : 천불, %",
        "당월/누계 : 누계  ,  단위 : 천불, %",
    ],
)
def test_a_part_or_a_sum_of_months_is_never_the_total_of_a_month(tmp_path, line):
    rows = made.k_stat_totals(MONTHS)
    rows[1] = [line]
    said = refused(made.to_xls(rows, tmp_path / "part.xls"))
    assert line.split(" : ")[1].split()[0] in said
    rows[1] = ["국가 : 전체  ,  당월/누계 : 당월  ,  단위 : 천불, %"]
    whole = read_file(made.to_xls(rows, tmp_path / "whole.xls"), published=DAY)
    assert set(whole.rows["code"]) == {"total"}


def test_no_header_and_no_known_text_are_refused(tmp_path):
    path = made.to_csv([["수출", "x"], ["1", "2"]], tmp_path / "no-header.csv")
    assert "수출, x" in refused(path)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("année;montant\n2023;1\n".encode("latin-1"))
    assert "UTF-8 or CP949" in refused(latin)


@given(st.sampled_from(["utf-8", "utf-8-sig", "cp949"]), st.integers(0, 10**9))
@settings(max_examples=50, deadline=None)
def test_both_encodings_give_the_same_text(encoding, number):
    text = f"기간,수출 금액(천불),똠방각하\n2023.12,{number},햏\n"
    assert decoded(text.encode(encoding), "a.csv") == text


@given(st.integers(1900, 2099), st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_a_month_is_read_in_every_way_it_is_printed(year, month):
    want = pd.Period(year=year, month=month, freq="M")
    for text in (
        f"{year}년 {month}월", f"{year}.{month:02d}", f"{year}{month:02d}", f"{year}-{month:02d}",
        f"{year}/{month:02d}", f"{year}-{month:02d}-01", f"{year}년{month:02d}월",
    ):  # fmt: skip
        assert period_of(text).period == want, text
