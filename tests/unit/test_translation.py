"""The second language: every text of the code has its Korean one, its fields and particles fit."""

import ast
import string
import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

import messages
from helpers import catalogue
from helpers.errors import ParameterError
from helpers.texts.filters import FOLDER
from helpers.translation import FORMS, MESSAGES, speak, speaking, spoken, tr, with_particles

TEXTS, KOREAN = messages.gathered(), messages.held()
FONTS = messages.PACKAGE / "charts" / "fonts"


def fields(template: str) -> tuple[list[str], set[str]]:
    """Positional fields as they stand ("" or a number), and the names of the others."""
    named = [
        name.partition(".")[0].partition("[")[0]
        for _, name, _, _ in string.Formatter().parse(template)
        if name is not None
    ]
    positional = [name for name in named if not name or name.isdigit()]
    return positional, {name for name in named if name and not name.isdigit()}


def offered() -> tuple[dict[str, set[str]], dict[str, int]]:
    """Names and positions that the calls of each text hand over, also beyond its English fields.

    Where a call hands over a dictionary, or the text is filled elsewhere, it is every name that
    its file uses.
    """
    found: dict[str, set[str]] = {}
    positions: dict[str, int] = {}
    for path in messages.PACKAGE.rglob("*.py"):
        calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        every = {each.arg for call in calls for each in call.keywords if each.arg}
        for call in calls:
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            text = call.args[0] if call.args else None
            if name in messages.KEYWORDS and isinstance(text, ast.Constant):
                given_ = {each.arg for each in call.keywords}
                open_ = name == "later" or None in given_
                found.setdefault(str(text.value), set()).update(
                    every | keys(path) if open_ else {each for each in given_ if each}
                )
                if name != "later":
                    many = len(call.args) - 1
                    positions[str(text.value)] = min(many, positions.get(str(text.value), many))
    return found, positions


def tree(path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def keys(path) -> set[str]:
    return {
        str(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and str(node.value).isidentifier()
    }


# the language spoken


def test_an_unknown_language_is_refused_and_the_one_spoken_stays() -> None:
    with pytest.raises(ParameterError, match="allowed are en, ko"):
        speak("fr")
    with pytest.raises(ParameterError), speaking("KO"):
        pass
    assert spoken() == "en"


def test_after_an_error_the_language_is_what_it_was() -> None:
    with pytest.raises(ZeroDivisionError), speaking("ko"):
        assert tr("Exports") == "수출"
        _ = 1 / 0
    assert tr("Exports") == "Exports"


def test_a_text_that_nobody_translated_stays_english() -> None:
    with speaking("ko"):
        assert tr("made up for a test: {}", 1) == "made up for a test: 1"


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


# the file


def test_every_text_has_its_korean_and_none_is_left_over() -> None:
    assert [text for text in TEXTS if not KOREAN.get(text)] == []
    assert [text for text in KOREAN if text not in TEXTS] == []


def test_the_file_stands_as_make_messages_writes_it() -> None:
    assert MESSAGES.read_bytes() == messages.written(TEXTS, KOREAN)


def test_korean_asks_for_no_field_that_the_english_call_does_not_offer() -> None:
    names, positions = offered()
    wrong = []
    for text, korean in KOREAN.items():
        if text not in names:  # a text of a notebook or of the template
            continue
        (given_, there), (wanted, asked) = fields(text), fields(korean)
        numbers = [int(each) for each in wanted if each] or range(len(wanted))
        if any(each >= max(len(given_), positions.get(text, 0)) for each in numbers):
            wrong.append((text, korean, "more positions"))
        if more := asked - there - names[text]:
            wrong.append((text, korean, f"names {more}"))
    assert wrong == []


def test_a_field_that_is_not_offered_is_found() -> None:
    assert fields("{} of {name} {}") == (["", ""], {"name"})
    assert fields("{1}개 중 {0}개, {when:%Y}") == (["1", "0"], {"when"})


def test_no_korean_text_is_in_the_polite_style() -> None:
    assert [said for said in KOREAN.values() if "습니다" in said or "하세요" in said] == []


# the letters


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_a_chart_can_draw_every_korean_letter(weight: str) -> None:
    drawn = set(TTFont(FONTS / f"Ktrade-KR-{weight}.otf").getBestCmap())
    drawn |= set(TTFont(FONTS / f"Ktrade-{weight}.otf").getBestCmap())
    names = "".join(catalogue.table("codes")["name_ko"]) + "".join(
        catalogue.table("bases")["name_ko"]
    )
    words = "".join(path.read_text("utf-8") for path in (FOLDER / "ko").iterdir())
    hangul = {each for each in "".join(KOREAN.values()) + words + names if "가" <= each <= "힣"}
    every = hangul | set(names)
    assert [each for each in sorted(every) if each.isprintable() and ord(each) not in drawn] == []
    assert len(hangul) > 300
    for each in hangul:
        each.encode("euc_kr")  # KS X 1001
