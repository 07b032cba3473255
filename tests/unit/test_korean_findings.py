"""Findings in Korean: the sentences read as an official report, and state what English states."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from helpers import catalogue, facts, prose
from helpers.facts.gathering import every
from helpers.loading import load
from helpers.translation import speaking
from helpers.wording import MONTHS, ORDINALS

SENTENCES = (
    prose.lead,
    prose.exports,
    prose.items,
    lambda trade: prose.item(trade, "semiconductors"),
    prose.partners,
    prose.usa_china,
    prose.long_view,
    prose.imports,
    prose.energy,
    prose.balance,
)

NAMES = {"HS", "EU", "CIS"}


@pytest.fixture(scope="module")
def first():
    return load("2023-12", as_of="2024-01-01")


@pytest.fixture(scope="module")
def both(first):
    """Every statement in both languages: of the first release and of a month of records."""
    pairs = []
    for trade in (first, load("2026-07")):
        english = every(trade)
        with speaking("ko"):
            pairs += zip(english, every(trade), strict=True)
    return pairs


def said(write, trade):
    with speaking("ko"):
        return write(trade).plain


# ---------------------------------------------------------------- how they read


def test_the_lead_of_december_2023(first):
    assert said(prose.lead, first) == (
        "2023년 12월 수출은 전년 동월 대비 5.1% 증가한 576.6억 달러, 2022년 7월 이후 17개월 만에 "
        "최대. 무역수지 흑자는 44.8억 달러, 2020년 12월 이후 36개월 만에 최대. 미국이 중국을 "
        "제치고 더 큰 수출시장으로 부상."
    )


def test_exports_of_december_2023(first):
    assert said(prose.exports, first) == (
        "2023년 12월 수출은 576.6억 달러, 2022년 7월 이후 17개월 만에 최대. 전년 동월 대비 5.1% "
        "증가, 3개월 연속 증가. 당월은 조업일수 22.5일, 전년 동월보다 2일 적음. 일평균 수출은 전년 "
        "동월 대비 14.5% 증가, 2022년 6월 이후 18개월 만에 최고 증가율. 물량 기준으로는 전년 동월 "
        "대비 4.7% 증가, 4개월 연속 증가. 수출은 무역수지가 흑자인 가운데 3개월 연속 증가, 2023년 "
        "10월은 2022년 2월 이후 20개월 만의 첫 사례. 분기 수출은 1,684.6억 달러, 전년 동기 대비 "
        "5.9% 증가, 2022년 3분기 이후 5개 분기 만의 첫 증가. 수출은 2023년 중 분기를 거듭할수록 "
        "증가. 수출은 하반기 3,255.0억 달러로 상반기 3,073.9억 달러를 상회. 2023년 연간 수출은 "
        "6,326.9억 달러, 전년 대비 7.4% 감소, 2019년 이후 4년 만에 최대 감소율."
    )


def test_imports_energy_and_balance_of_december_2023(first):
    assert said(prose.imports, first).startswith(
        "2023년 12월 수입은 531.8억 달러. 전년 동월 대비 10.8% 감소, 10개월 연속 감소."
    )
    assert said(prose.energy, first) == (
        "원유·가스·석탄 수입은 137.6억 달러. 전년 동월 대비 17.6% 감소, 10개월 연속 감소. "
        "원유·가스·석탄 수입은 전체 수입 감소분의 46%에 해당, 감소의 주된 요인은 아님. 에너지 외 "
        "수입은 전년 동월 대비 8.2% 감소."
    )
    assert said(prose.balance, first) == (
        "무역수지 흑자는 44.8억 달러, 2020년 12월 이후 36개월 만에 최대, 7개월 연속 흑자. "
        "무역수지는 1분기 227.2억 달러 적자에서 4분기 98.4억 달러 흑자로 전환. "
        "무역수지는 2023년 중 분기를 거듭할수록 개선. 연간 무역수지는 99.8억 달러 적자(전년 "
        "477.8억 달러 적자), 2년 연속 적자."
    )


def test_markets_of_december_2023(first):
    text = said(prose.partners, first) + said(prose.usa_china, first)
    for finding in (
        "9대 지역 중 4개 지역 수출 증가(미국, 아세안, 일본, 인도).",
        "증가에 가장 크게 기여한 것은 미국(+3.54%p), 인도(+0.19%p), 아세안(+0.18%p).",
        "감소에 가장 크게 기여한 것은 EU(△2.28%p)",
        "대미국 수출은 112.9억 달러(전체의 19.6%), 2016년 1월 이후 자료 중 최대, 처음으로 110억 "
        "달러 이상 기록.",
        "5개월 연속 증가, 3개월 연속 10% 이상 증가.",
        "108.7억 달러(전체의 18.9%, 2008년 12월 이후 180개월 만에 최저 비중), 5개월 연속 100억 "
        "달러 이상.",
        "미국이 중국을 제치고 더 큰 수출시장으로 부상, 2016년 1월 이후 자료 중 처음.",
        "연간 대중국 무역수지 적자는 180.1억 달러, 1980년 이후 자료 중 최대, 1992년 이후 31년 만의 "
        "첫 적자.",
    ):
        assert finding in text


def test_a_record_for_the_month_and_a_year_so_far():
    trade = load("2026-07")
    assert "역대 7월 중 최대(1985년 이후 자료)" in said(prose.lead, trade)
    assert "1~7월 누계 수출은 5,950.7억 달러, 전년 동기 대비 50.5% 증가." in said(
        prose.exports, trade
    )
    assert "14개월 연속 증가" in said(prose.exports, trade)


def test_a_fall_is_no_rise_in_korean_either():
    """The direction is judged by the number: April 2020 fell, and its markets with it."""
    trade = load("2020-04")
    assert "전년 동월 대비 25.6% 감소한 362.7억 달러" in said(prose.lead, trade)
    assert "무역수지 적자는 16.6억 달러, 2012년 1월 이후 99개월 만의 첫 적자" in said(
        prose.balance, trade
    )


def test_what_is_not_held_is_said_and_looks_so():
    trade = load("2009-01")
    with speaking("ko"):
        html = prose.items(trade)._repr_html_()
    assert '<span class="missing">2009년 1월 20대 주요 품목 자료 없음.</span>' in html


@pytest.mark.parametrize("month", ["2023-12", "2020-04", "2009-01"])
def test_nothing_is_left_in_english(month):
    trade = load(month)
    for write in SENTENCES:
        text = said(write, trade)
        assert set(re.findall(r"[A-Za-z]{2,}", text)) <= NAMES, text
        assert not re.search(r"[은이을과]\(|\(으\)|∅|[{}]|  |\bNone\b", text), text


def test_numbers_link_to_their_table_in_korean_too(first):
    with speaking("ko"):
        html = prose.exports(first, "exports.html")._repr_html_()
    outside = re.sub(r"<a [^>]*>.*?</a>", "", html)
    assert set(re.findall(r"\d+(?:\.\d+)?", outside)) <= {"2023", "12"}  # names of periods
    assert 'href="exports.html#tab-headline-exports">576.6억 달러</a>' in html


def test_hostile_names_are_escaped_in_korean_too(monkeypatch):
    trade = load("2023-12")
    monkeypatch.setattr(catalogue, "name", lambda *a, **k: "<script>alert(1)</script>")
    with speaking("ko"):
        html = prose.items(trade)._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


# ---------------------------------------------------------------- the same numbers


QUARTER = re.compile(r"Q([1-4])\b")
BILLIONS = re.compile(r"USD ([\d.,]+) billion")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def decimals(texts):
    return Counter(Decimal(text.replace(",", "")).normalize() for text in texts)


def numbers_in_english(sentence):
    """Count the numbers of a sentence, amounts as 억 달러, months and ranks as digits."""
    rest = sentence.replace("second half", "")
    amounts = Counter(
        {
            (amount * 10).normalize(): n
            for amount, n in decimals(BILLIONS.findall(rest)).items()
        }
    )  # fmt: skip
    rest = BILLIONS.sub("", rest)
    for month in range(1, 13):
        rest = re.sub(rf"\b{MONTHS[month]}\b", f" {month} ", rest)
    for rank, word in enumerate(ORDINALS[1:], start=2):
        rest = re.sub(rf"\b{word}\b", f" {rank} ", rest)
    return amounts + decimals(NUMBER.findall(QUARTER.sub(r" \1 ", rest)))


def numbers_in_korean(sentence):
    return decimals(NUMBER.findall(sentence))


def test_every_kind_of_statement_is_compared(both):
    assert {english.kind for english, _ in both} == set(facts.KINDS)


def test_korean_states_the_numbers_of_english(both):
    for english, korean in both:
        assert numbers_in_korean(korean.sentence) == numbers_in_english(english.sentence), (
            english.sentence,
            korean.sentence,
        )


def test_both_languages_rest_on_the_same_proof(both):
    for english, korean in both:
        assert (english.kind, english.expression, english.series, english.periods) == (
            korean.kind, korean.expression, korean.series, korean.periods,
        )  # fmt: skip
        assert english.sentence.isascii() or "Türkiye" in english.sentence
        assert re.search(r"[가-힣]", korean.sentence)
        assert set(re.findall(r"[A-Za-z]{2,}", korean.sentence)) <= NAMES


def test_a_direction_is_the_same_in_both_languages(both):
    """Whichever way English says it went, Korean says it too."""
    words = (("rose", "증가|개선"), ("fell", "감소|악화"), ("surplus", "흑자"), ("deficit", "적자"))
    for english, korean in both:
        for word, match in words:
            if re.search(rf"\b{word}\b", english.sentence):
                assert re.search(match, korean.sentence), (english.sentence, korean.sentence)


def test_a_stand_in_is_named_in_korean(both):
    assert any(korean.stand_in for _, korean in both)
    for _, korean in both:
        assert korean.stand_in == ("2024-01-01 이후 공표된 수치" in korean.sentence)


def test_a_language_leaves_no_trace_on_the_panel(first):
    """A sentence made in Korean is not handed out in English afterwards."""
    with speaking("ko"):
        korean = facts.facts(first)[0].sentence
    assert facts.facts(first)[0].sentence.startswith("The trade surplus was USD 4.48 billion")
    assert korean.startswith("무역수지 흑자는 44.8억 달러, 2020년 12월 이후 36개월 만에 최대")
