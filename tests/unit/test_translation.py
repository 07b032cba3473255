"""The language spoken, the particles of Korean, and the letters that charts can draw."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from helpers import catalogue, charts
from helpers.errors import ParameterError
from helpers.translation import (
    FOLDER,
    FORMS,
    labels,
    phrase,
    speak,
    speaking,
    spoken,
    with_particles,
)

FONTS = Path(charts.__file__).parent / "fonts"


# the language spoken


def test_an_unknown_language_is_refused_and_the_one_spoken_stays() -> None:
    with pytest.raises(ParameterError, match="allowed are en, ko"):
        speak("fr")
    with pytest.raises(ParameterError), speaking("KO"):
        pass
    assert spoken() == "en"


def test_after_an_error_the_language_is_what_it_was() -> None:
    with pytest.raises(ZeroDivisionError), speaking("ko"):
        assert labels("rows")["exports"] == "수출"
        _ = 1 / 0
    assert labels("rows")["exports"] == "Exports"


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_an_unknown_phrase_or_a_missing_field_is_an_error(lang: str) -> None:
    with speaking(lang):
        with pytest.raises(KeyError, match="made_up"):
            phrase("made_up")
        with pytest.raises(KeyError, match="period"):
            phrase("last_in", value="5.1%")


# particles


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("수출은(는)", "수출은"), ("반도체은(는)", "반도체는"), ("중국이(가)", "중국이"),
        ("자동차이(가)", "자동차가"), ("에너지을(를)", "에너지를"), ("미국과(와)", "미국과"),
        ("5.1%(으)로", "5.1%로"), ("서울(으)로", "서울로"), ("가전(으)로", "가전으로"),
        ("3이(가)", "3이"), ("9은(는)", "9는"), ("1(으)로", "1로"), ("10(으)로", "10으로"),
        ("D-RAM은(는)", "D-RAM은"), ("EU과(와)", "EU와"), ("USMCA을(를)", "USMCA를"),
        ("<b>석탄</b>이(가)", "<b>석탄</b>이"), ("<i>가스</i>은(는)", "<i>가스</i>는"),
        ("원유(두바이)은(는)", "원유(두바이)는"), ("(으)로", "(으)로"),
    ],
)  # fmt: skip
def test_known_particles(template: str, said: str) -> None:
    assert with_particles(template) == said


@given(
    word=st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1),
    form=st.sampled_from(list(FORMS)),
    closing=st.sampled_from(["", "</b>", ")", ")</a>"]),
)
def test_the_particle_follows_the_sound_of_the_last_syllable(word, form, closing) -> None:
    letters = unicodedata.normalize("NFD", word[-1])
    end = letters[2] if len(letters) == 3 else ""
    closed, open_, with_l = FORMS[form]
    expected = open_ if not end else with_l if end == "ᆯ" else closed
    assert with_particles(f"{word}{closing}{form}") == f"{word}{closing}{expected}"


WRITTEN = st.characters(exclude_characters="<>()", exclude_categories=["Z", "C"])


@given(
    word=st.text(WRITTEN, min_size=1),
    form=st.sampled_from(list(FORMS)),
)  # fmt: skip
def test_after_anything_at_all_one_of_the_two_forms_stands(word, form) -> None:
    assert with_particles(f"{word}{form}") in {f"{word}{each}" for each in FORMS[form]}


# the letters


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_a_chart_can_draw_every_korean_letter(weight: str) -> None:
    drawn = set(TTFont(FONTS / f"Ktrade-KR-{weight}.otf").getBestCmap())
    drawn |= set(TTFont(FONTS / f"Ktrade-{weight}.otf").getBestCmap())
    names = "".join(catalogue.table("codes")["name_ko"]) + "".join(
        catalogue.table("bases")["name_ko"]
    )
    words = "".join(path.read_text("utf-8") for path in (FOLDER / "ko").iterdir())
    hangul = {each for each in words + names if "가" <= each <= "힣"}
    every = hangul | set(names)
    assert [each for each in sorted(every) if each.isprintable() and ord(each) not in drawn] == []
    assert len(hangul) > 300
    for each in hangul:
        each.encode("euc_kr")  # KS X 1001
