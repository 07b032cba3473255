"""Letters that drawings of a page share."""

import re

from helpers import charts, frames
from helpers.loading import load
from helpers.publishing.glyphs import shared


def test_every_reference_leads_to_the_outline_it_led_to() -> None:
    trade = load("2023-12")
    level, balance = frames.level(trade), frames.balance(trade)
    shown = charts.level(level), charts.growth(level), charts.balance(balance)
    page = "".join(each._repr_html_() for each in shown)
    less = shared(page)

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
    assert shared(page) == page


def test_a_page_may_be_shared_twice() -> None:
    page = charts.level(frames.level(load("2023-12")))._repr_html_()
    assert shared(shared(page)) == shared(page)
