"""Letters of a page: outlines that its drawings share, and a font where it is Korean."""

import base64
import io
import re

from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import charts, frames
from helpers.loading import load
from helpers.publishing.page import shared_outlines, with_font
from helpers.translation import FOLDER

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


def test_every_syllable_of_the_texts_together_costs_little() -> None:
    korean = "".join(path.read_text("utf-8") for path in (FOLDER / "ko").iterdir())
    made = with_font(PAGE.format(re.sub("[^가-힣]", "", korean)))
    assert len(FACE.findall(made)[0]) < 80_000


def test_every_reference_leads_to_the_outline_it_led_to() -> None:
    trade = load("2023-12")
    total, balance = frames.level(trade), frames.balance(trade)
    drawings = (charts.level(total), charts.growth(total), charts.balance(balance))
    page = "".join(drawing._repr_html_() for drawing in drawings)
    less = shared_outlines(page)

    def drawn(text: str) -> list[str | None]:
        outlines = dict(re.findall(r'<path id="([^"]+)" ([^>]*?) ?/>', text))
        return [outlines.get(name) for name in re.findall(r'<use href="#([^"]+)"', text)]

    assert drawn(less) == drawn(page) and None not in drawn(less)
    ids = re.findall(r' id="([^"]+)"', less)
    assert len(ids) == len(set(ids))
    assert len(less) < 0.9 * len(page)
    assert re.sub(r"<[^>]*>", "", less) == re.sub(r"<[^>]*>", "", page)


def test_what_is_no_outline_stays() -> None:
    page = '<p id="a"><a href="#a">a</a></p><svg><use href="#elsewhere" /></svg>'
    assert shared_outlines(page) == page


def test_a_page_may_be_shared_twice() -> None:
    page = charts.level(frames.level(load("2023-12")))._repr_html_()
    assert shared_outlines(shared_outlines(page)) == shared_outlines(page)
