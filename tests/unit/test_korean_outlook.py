"""The outlook told in Korean: the figures of the English page in 억 달러, the same data behind."""

import re
from collections.abc import Iterator

import pytest

from helpers import charts, findings, tables, texts
from helpers.forecasting import no_forecast, outlook
from helpers.loading import Panel, load
from helpers.translation import speaking


@pytest.fixture(scope="module")
def december() -> Panel:
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture
def korean() -> Iterator[None]:
    with speaking("ko"):
        yield


def test_inflation_and_institutions(december, korean):
    others = texts.paragraph(findings.outlook_sections(december)["others"]).plain
    assert others.endswith("2023년 12월 소비자물가는 전년 동월 대비 3.2% 상승(한국은행 목표 2%).")
    assert others.startswith("2024년 수출에 대한 기관 전망은 ")


def test_the_imf_by_report(december, korean):
    table = tables.imf(december)
    assert [row.cells for row in table.rows][2:4] == [
        ("2024", "2023-10-10", "세계경제전망", "2.3", "첫 자료", "자료 없음"),
        ("2024", "2023-11-17", "연례협의 보고서", "2.4", "+0.1", "자료 없음"),
    ]


def test_institutions_are_named_and_their_data_stay(december):
    english = charts.institutions(december)
    with speaking("ko"):
        chart = charts.institutions(december)
    assert "산업부(목표)(2023-02-23) 6,850" in chart.alt and chart.unit == "억 달러"
    assert "Ministry (target) (2023-02-23) 685.0" in english.alt
    assert chart.data.to_csv() == english.data.to_csv()


def test_peers_are_named_and_their_data_stay():
    trade = load("2023-12")
    english = charts.peers(trade)
    with speaking("ko"):
        chart = charts.peers(trade)
    assert chart.title == (
        "2023년 12월 수출 증가율: 한국 +5.0%, 중국 +2.3%, 일본 +9.8%, 대만 +11.8%"
    )
    assert english.title == "December 2023: Korea +5.0%, China +2.3%, Japan +9.8% and Taiwan +11.8%"
    assert chart.data.to_csv() == english.data.to_csv()


@pytest.mark.parametrize("as_of", ["", "1986-04-02"])
@pytest.mark.parametrize("flow", ["exports", "balance"])
def test_why_there_is_no_forecast(flow, as_of):
    trade = load("1986-03", as_of=as_of)
    assert no_forecast(trade, flow) == outlook(trade, flow).missing != ""
    with speaking("ko"):
        said = no_forecast(trade, flow)
    assert not re.search("[A-Za-z]", said) and said.endswith("없음.")
