"""Charts told in Korean: the figures of the English ones in 억 달러, and no English left."""

import re
from collections.abc import Callable, Iterator

import lxml.html
import pandas as pd
import pytest

from helpers import charts
from helpers.loading import Panel, load
from helpers.translation import speaking

Made = Callable[[Panel], charts.Chart | charts.Missing]
CHARTS: list[Made] = [
    *(charts.level, charts.growth, charts.item_contributions, charts.items_ranked),
    *(charts.items_small, charts.items_heatmap, charts.quarterly_items),
    *(charts.energy_contributions, charts.energy_history, charts.balance),
    *(charts.balance_quarterly, charts.partners, charts.usa_china, charts.usa_china_long),
    charts.shares,
]
NAMES = re.compile(r"\b(CIF|CIS|EU|FOB|HS)\b")
LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def december() -> Panel:
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture
def korean() -> Iterator[None]:
    with speaking("ko"):
        yield


def drawn(make: Made, trade: Panel) -> charts.Chart:
    chart = make(trade)
    assert isinstance(chart, charts.Chart)
    return chart


def spoken_at(chart: charts.Chart) -> list[str]:
    svg = lxml.html.fragment_fromstring(chart.svg)
    return [str(title.text) for title in svg.iter("title")]


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize(
    ("make", "title"),
    [
        (charts.level, "수출 17개월 만에 최대"),
        (charts.growth, "수출 5.1% 증가, 일평균 수출은 14.5% 증가"),
        (charts.item_contributions, "반도체의 수출 기여도 +3.59%p, 총수출 5.1% 증가"),
        (charts.items_heatmap, "주요 품목 20개 중 11개 증가, 2023년 4월에는 4개"),
        (charts.energy_contributions, "수입 감소분의 46%는 에너지"),
        (charts.balance, "7개월 연속 흑자, 36개월 만에 최대"),
        (charts.balance_quarterly, "1분기 227억 달러 적자에서 2023년 4분기 98억 달러 흑자로 전환"),
        (charts.partners, "미국의 수출 기여도 +3.54%p, 총수출 5.1% 증가"),
        (charts.usa_china, "대미 수출, 2016년부터의 월별 자료에서 처음으로 대중 수출 상회"),
        (charts.usa_china_long, "2003년부터 연간 대중 수출이 대미 수출을 상회"),
    ],
)
def test_the_finding_of_a_chart_in_korean(make: Made, title: str, december: Panel) -> None:
    assert drawn(make, december).title == title


@pytest.mark.usefixtures("korean")
def test_amounts_are_in_hundreds_of_millions_of_dollars(december: Panel) -> None:
    for make, said in (
        (charts.level, "2023년 12월: 576.6"),
        (charts.growth, "2023년 12월: 수출 +5.1%, 일평균 수출 +14.5%"),
        (charts.balance, "2022년 12월: △47.7"),
        (charts.usa_china, "2023년 12월: 미국 112.9, 중국 108.7"),
        (charts.usa_china_long, "2022년: 미국 1,097.7, 중국 1,557.9"),
    ):
        assert said in spoken_at(drawn(make, december))
    assert drawn(charts.level, december).unit == "억 달러"


@pytest.mark.parametrize("make", CHARTS)
def test_one_month_in_both_languages(make: Made, december: Panel) -> None:
    english = drawn(make, december)
    with speaking("ko"):
        chart = drawn(make, december)
    pd.testing.assert_frame_equal(chart.data, english.data)  # what is downloaded has no language
    assert chart.slug == english.slug
    own = [chart.title, chart.subtitle, chart.unit, chart.source, chart.alt, *spoken_at(chart)]
    left = [text for text in own if LATIN.search(NAMES.sub("", text))]
    assert left == []


@pytest.mark.usefixtures("korean")
def test_what_is_not_held_is_said_in_korean() -> None:
    missing = charts.energy_history(load("2009-01"))
    assert isinstance(missing, charts.Missing)
    assert missing.sentence.startswith("에너지 수입액")


@pytest.mark.usefixtures("korean")
def test_the_strip_in_korean(december: Panel) -> None:
    said = {
        each.name: (each.value, each.unit, each.beside) for each in charts.strip(december).figures
    }
    assert said == {
        "수출": ("576.6", "억 달러", "전년 동월 대비 +5.1%"),
        "일평균 수출": ("25.6", "억 달러", "전년 동월 대비 +14.5%"),
        "수입": ("531.8", "억 달러", "전년 동월 대비 △10.8%"),
        "무역수지": ("+44.8", "억 달러", "전년 동월은 △47.7"),
    }
