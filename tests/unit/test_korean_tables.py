"""The tables in Korean: the cells of the English ones, in its units and words."""

import pytest

from helpers.display import not_held, source_line, stand_in_note
from helpers.loading import Panel, load
from helpers.translation import speaking

MONTHS = [
    *(("2023-12", None), ("2023-12", "2024-01-01"), ("2009-01", None), ("2020-04", None)),
    *(("2026-07", None), ("2023-01", None)),
]


@pytest.fixture(scope="module")
def december() -> Panel:
    return load("2023-12", as_of="2024-01-01")


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
