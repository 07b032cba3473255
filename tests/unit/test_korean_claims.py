"""Claims read in Korean: the verdicts and figures of the English page, the statements quoted."""

import re

import lxml.html
import pandas as pd
import pytest

from helpers import tables
from helpers.claims import ask, claims_path, judge
from helpers.claims.language import FUNCTIONS
from helpers.loading import load
from helpers.translation import speaking

TRADE = load("2023-12", as_of="2024-01-01")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("streak(yoy(exports.total) > 0)", "3개월 연속(2023년 10월~2023년 12월)"),
        ("since(exports.total)", "17개월 만에 최고(2022년 7월 602.4억 달러 이후)"),
        ("lowest_in(exports.china)", "4개월 만에 최저(2023년 8월 105.2억 달러 이후)"),
        ('says(balance.total, 44.8, "usd_billion")', "44.8억 달러: 보도된 448억 달러는 10배 과대"),
        ('says(exports.total, 576.6, "usd_100m")', "576.6억 달러"),
        ('says(exports.total, 57660, "usd_million")', "576.6억 달러"),
        ('says(yoy(exports.total), 5.2, "pct")', "+5.1%(발표 증가율)(보도된 5.2와 다름)"),
        ('value(balance.total, "2023-H2")', "2023년 하반기 162.3억 달러"),
        ("change(working_days)", "△2일"),
        ("daily_average(exports.total)", "일평균 25.6억 달러"),
        (
            'record(exports.total, "year")',
            "576.6억 달러: 연중 최고; 종전 기록은 2023년 11월 557.8억 달러",
        ),
        (
            'rank_in_history(exports.total, "month")',
            "576.6억 달러: 1985년 12월 이후 역대 12월 기준 39개 중 2위",
        ),
        ("exports.usa > exports.china", "미국 112.9억 달러 대 중국 108.7억 달러"),
    ],
)  # fmt: skip
def test_readings(expression: str, said: str) -> None:
    with speaking("ko"):
        found = ask(TRADE, expression)
    assert found.text == said
    assert found.value == ask(TRADE, expression).value


def test_every_function_of_the_language_answers_the_same_in_korean() -> None:
    for name, function in FUNCTIONS.items():
        english = ask(TRADE, function.example)
        with speaking("ko"):
            korean = ask(TRADE, function.example)
        assert (korean.value, korean.unit, korean.evidence) == (
            english.value, english.unit, english.evidence,
        ), name  # fmt: skip
        left = re.sub(r"\(.*?\)", "", korean.text)  # names of vintages stand in brackets
        assert not re.search(r"[a-z]{3,}", left), f"{name}: {korean.text}"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("balance.china > 0", "미확정: 2023년 12월 중국 수입의 최초 발표치가 없음; 이후 자료로는"),
        ("count(items_15, yoy > 0) == 8", "미확정: 철강, 무선통신기기"),
        ("yoy(exports.total) > 5.1", "미확정: 2023년 12월 수출의 발표 자릿수로는 판단할 수 없음;"),
        (
            'value(exports.total, "2023-01..2023-11") > 575 * usd_billion',
            "수출의 수정치가 없음; 최초 발표 기준",
        ),
    ],
)
def test_what_is_open_says_why_in_korean(expression: str, reason: str) -> None:
    with speaking("ko"):
        found = ask(TRADE, expression)
    assert found.value is None
    assert reason in found.reason
    assert not re.search(r"[a-z]{3,}", found.reason)


@pytest.fixture(scope="module")
def pair() -> tuple[tables.Table, tables.Table]:
    path = claims_path("2023-12")
    with speaking("ko"):
        korean = tables.claims(judge(path, TRADE))
    english = tables.claims(judge(path, TRADE))
    assert isinstance(korean, tables.Table) and isinstance(english, tables.Table)
    return english, korean


def test_both_languages_give_the_same_data_to_download(pair) -> None:
    english, korean = pair
    pd.testing.assert_frame_equal(english.data, korean.data)
    assert korean.data["reading"].str.contains("USD").any()


def test_statement_verdict_what_the_data_say_and_evidence() -> None:
    observation = TRADE.observation("exports", "total")
    judged = pd.DataFrame(
        [
            {
                "id": "1", "statement": "Exports < 1", "verdict": "misstated", "now": "holds",
                "reading": "USD 57.66 billion.", "evidence": (observation,), "supports": ("a & b",),
            }
        ]
    )  # fmt: skip
    table = tables.claims(judged)
    assert isinstance(table, tables.Table)
    (row,) = lxml.html.fromstring(table._repr_html_()).findall(".//tbody/tr")
    cells = [cell.text_content() for cell in row]
    assert cells[0] == "Exports < 1"
    assert cells[1] == "misstatedon revised data: holds"
    assert cells[2].startswith("USD 57.66 billion.a & b")
    assert cells[2].endswith("Exports 2023-12: 57,660 USD million, published 2024-01-01")
    assert "Evidence: 1 number" in cells[2]
    assert isinstance(tables.claims(judged.iloc[:0]), tables.Missing)


def test_wrong_claims_are_open_and_those_that_hold_folded() -> None:
    shown = tables.judged_claims(TRADE)
    page = lxml.html.fromstring(f"<div>{shown._repr_html_()}</div>")
    (folded,) = page.find_class("folded")
    marks = [row.find_class("badge")[0].text for row in folded.findall(".//tbody/tr")]
    assert marks and all(mark.startswith("holds") for mark in marks)
    first = page.xpath("//figure[@id='tab-claims']")[0]
    assert not first.xpath("ancestor::details")
    assert len(page.findall(".//tbody/tr")) == len(judge(claims_path("2023-12"), TRADE))


def test_statements_are_quoted_and_marked_as_english(pair) -> None:
    english, korean = pair
    for before, after in zip(english.rows, korean.rows, strict=True):
        assert "lang=" not in before.cells[0]
        assert after.cells[0].startswith('<span lang="en">')
        assert after.kind == before.kind
    assert korean.subtitle == "맞음 42건, 틀림 3건, 부정확 13건, 판정 불가 9건"


def test_what_the_data_say_is_in_korean_and_says_as_much(pair) -> None:
    english, korean = pair
    for before, after in zip(english.rows, korean.rows, strict=True):
        assert before.cells[2].count("<li>") == after.cells[2].count("<li>")
        assert before.cells[2].count("<br>") == after.cells[2].count("<br>")
        words = re.sub(r"<[^>]*>|\([^)]*\)|‘[^’]*’", " ", after.cells[2])
        assert not re.search(r"[a-z]{3,}", words), words


def test_asking_in_one_language_does_not_change_the_other() -> None:
    trade = load("2023-12", as_of="2024-01-01")
    with speaking("ko"):
        ask(trade, "exports.usa > exports.china")
    said = ask(trade, "exports.usa > exports.china")
    assert said.text == "USA USD 11.29 billion against China USD 10.87 billion"
