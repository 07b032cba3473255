"""The tables in Korean: the cells of the English ones, in its units and words."""

import re

import pandas as pd
import pytest

from helpers import tables
from helpers.checks import reconcile, told
from helpers.checks.month import both
from helpers.display import Missing, not_held, source_line, stand_in_note
from helpers.loading import Panel, load
from helpers.tables.table import Table
from helpers.translation import speaking, tr

TABLES = {
    "partners": tables.partners,
    "partners to date": tables.partners_to_date,
    "printed before": tables.printed_before,
    "thresholds": tables.thresholds,
    "crossings": tables.crossings,
    "concentration": tables.concentration,
    "about": tables.about,
    "checks": lambda trade: tables.checks(reconcile(trade)),
    "reconciled": tables.reconciled,
    "revisions": tables.revisions,
    "sizes": tables.revision_sizes,
}
MONTHS = [
    *(("2023-12", None), ("2023-12", "2024-01-01"), ("2009-01", None), ("2020-04", None)),
    *(("2026-07", None), ("2023-01", None)),
]
# Names that are written in Latin letters in Korean as well: of methods, terms and organisations.
LATIN = {"CIS", "EU", "HHI", "FOB", "CIF", "JODI", "HS", "BTU", "CSV"}


@pytest.fixture(scope="module")
def december() -> Panel:
    return load("2023-12", as_of="2024-01-01")


def row(table: Table | Missing, name: str) -> tuple[str, ...]:
    assert isinstance(table, Table)
    (found,) = [each.cells for each in table.rows if each.cells[0].split(" ")[0] == name]
    return found


@pytest.mark.parametrize(("month", "as_of"), MONTHS)
def test_the_data_behind_a_table_are_the_same_in_both_languages(
    month: str, as_of: str | None
) -> None:
    trade = load(month, as_of)
    for name, make in TABLES.items():
        english = make(trade)
        with speaking("ko"):
            korean = make(trade)
        assert type(english) is type(korean), name
        if isinstance(english, Table) and isinstance(korean, Table):
            assert english.data.to_csv() == korean.data.to_csv(), name
            assert len(english.rows) == len(korean.rows), name
            assert english.slug == korean.slug and english.sources == korean.sources


@pytest.mark.parametrize(("month", "as_of"), MONTHS)
def test_no_english_word_is_left(month: str, as_of: str | None) -> None:
    with speaking("ko"):
        trade = load(month, as_of)
        for name, make in TABLES.items():
            shown = make(trade)
            if isinstance(shown, Missing):
                said = [shown.sentence]
            else:
                said = [shown.title, shown.subtitle, shown.source, *shown.notes]
                said += [each.header for each in shown.columns]
                said += [re.sub("<[^>]*>", " ", cell) for row in shown.rows for cell in row.cells]
            found = {word for text in said for word in re.findall("[A-Za-z]{2,}", text)}
            assert found <= LATIN, name
        told = " ".join([*trade.gaps, trade.status_label])
        assert set(re.findall("[A-Za-z]+", told)) <= {"CIS", "EU"}


def test_a_threshold_is_written_in_the_unit_of_the_language() -> None:
    with speaking("ko"):
        table = tables.thresholds(load("2023-12"))
    assert row(table, "110") == ("110", "2023년 12월: 112.8", "2010년 12월: 110.7")
    assert isinstance(table, Table)
    assert table.data["threshold"].tolist()[8] == 11
    assert table.notes[0] == (
        "대미국 월별 수출은 2001년 7월부터 있으며, 2016년 1월부터는 누락이 없다."
    )


def test_crossings_have_their_own_words() -> None:
    trade = load("2009-01")
    with speaking("ko"):
        crossings = tables.crossings(trade)
    assert isinstance(crossings, Table)
    assert [each.cells[:3] for each in crossings.rows] == [("2003년", "연간", "중국")]
    assert crossings.data["ahead"].tolist() == ["China"]


def test_status_gaps_and_sources_are_named(december: Panel) -> None:
    facts = december.facts("exports", "semiconductors")
    with speaking("ko"):
        assert december.status_label == "2023년 12월 · 2024-01-01 발표 기준 · 잠정"
        assert december.gaps[1] == (
            "2023년 12월 산업부 기준 중남미, 중동 수출 자료는 없어"
            " 범위가 다른 국가 합계(§)로 대신함."
        )
        assert source_line(december.facts("exports", "total")) == (
            "관세청·산업부: 통관 기준, 잠정, 2024-01-01 공표"
        )
        assert stand_in_note(december.as_of, facts) == [
            "† 2024-01-01에는 이 형태로 알려지지 않아, 이후 공표된 값으로 대신한다."
        ]
        assert not_held("에너지 수입", load("2024-01"), "imports.energy_total") == (
            "에너지 수입: 2024년 1월 자료 없음. 보유 기간은 2021년 1월~2023년 12월(중간 누락 있음)."
        )
        assert "수출</th><td>57,660백만 달러" in december._repr_html_()


def test_a_sentence_of_a_gap_names_the_same_in_both_languages() -> None:
    listed = []
    for month, as_of in MONTHS:
        trade = load(month, as_of)
        english = trade.gaps
        with speaking("ko"):
            korean = trade.gaps
        listed += [
            (one.count(",") + one.count(" and "), other.count(","))
            for one, other in zip(english, korean, strict=True)
            if ":" in other
        ]
    assert listed and all(one == other for one, other in listed)


def test_a_check_is_english_and_shown_in_korean(december: Panel) -> None:
    english = reconcile(december)
    with speaking("ko"):
        korean = reconcile(december)
        table = tables.checks(korean)
    assert english == korean
    assert all(each.passed for each in korean)
    assert table.rows[4].cells[0] == "지역 합계가 총수출을 넘지 않음"
    assert "통과" in table.rows[4].cells[1]
    assert table.rows[4].cells[2] == "576.6억 달러 중 416.0억 달러(9개 중 7개 자료 있음)"
    assert told(english[4].detail) == ("USD 41.60 billion of USD 57.66 billion, with 7 of 9 held")


def test_a_text_in_both_languages_keeps_the_english_one() -> None:
    with speaking("ko"):
        said = both(lambda: tr("{} missing", tr("balance")))
    assert said == "balance missing" and told(said) == "무역수지 없음"
    assert told("as it came") == "as it came"


def test_a_known_difference_is_explained_in_korean() -> None:
    with speaking("ko"):
        table = tables.reconciled(load("2023-01"))
    assert isinstance(table, Table)
    (found,) = [each.cells[3] for each in table.rows if each.kind == "partly"]
    assert found.startswith("총수입 2023-01: 2024-02-01 발표 △2.8, 계산 △2.59. 2023년 2월 15일")
    assert table.notes[1].startswith("비교하지 않은 것: ")
    assert table.data["outcome"].isin(["agrees", "explained"]).all()


def test_revisions_then_and_now() -> None:
    with speaking("ko"):
        table = tables.revisions(load("2023-12"))
        assert isinstance(table, Table)
        assert table.title == "2023년 12월: 최초 발표와 현재 알려진 수치"
        first = table.rows[0].cells
        assert first == ("총수출, 억 달러", "576.6", "576.1 (2024-01-15)", "575.7", "△0.9")
        assert table.rows[2].cells[0] == "총수출 일평균 증가율, %"
    assert isinstance(table.data, pd.DataFrame)
    assert table.data.at[0, "first"] == 57660.0
