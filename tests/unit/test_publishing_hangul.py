"""A Korean page can be read on a machine without a Korean font, and costs little for it."""

import base64
import io
import re

from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.publishing.hangul import with_font
from helpers.translation import MESSAGES

PAGE = '<style>p {{}}</style><svg aria-label="횡">횡</svg><p title="{0}">57.57</p>'
FACE = re.compile(r"url\(data:font/woff;base64,([^)]+)\)")
SYLLABLES = st.integers(0xB0, 0xC8).flatmap(  # the rows of KS X 1001 that hold Hangul
    lambda row: st.integers(0xA1, 0xFE).map(lambda cell: bytes([row, cell]).decode("euc_kr"))
)


def letters(page: str) -> set[str]:
    """What the font of a page can write."""
    (code,) = FACE.findall(page)
    return {chr(point) for point in TTFont(io.BytesIO(base64.b64decode(code))).getBestCmap()}


@settings(max_examples=3, deadline=None)
@given(st.sets(SYLLABLES, min_size=1, max_size=40))
def test_the_font_holds_what_the_page_writes_and_no_more(syllables: set[str]) -> None:
    made, turned = (
        with_font(PAGE.format("".join(sorted(syllables, reverse=turn)))) for turn in (False, True)
    )
    assert letters(made) == syllables
    assert FACE.findall(made) == FACE.findall(turned)


def test_a_page_without_hangul_stays_as_it_is() -> None:
    page = PAGE.format("Exports")
    assert with_font(page) == page


def test_a_syllable_the_font_lacks_is_left_to_the_reader() -> None:
    assert letters(with_font(PAGE.format("수뷁"))) >= {"수"}


def test_every_syllable_of_the_translations_together_costs_little() -> None:
    made = with_font(PAGE.format(re.sub(r"[^가-힣]", "", MESSAGES.read_text("utf-8"))))
    assert len(FACE.findall(made)[0]) < 80_000
