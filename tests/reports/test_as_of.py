"""A look back shows the figures of its day: no later one stands on its pages unmarked."""

import re
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from helpers import observations
from helpers.loading import load
from helpers.places import REPORTS, page_of
from helpers.wording import usd_billion

AS_OF = "2024-01-01"
PAGES = sorted(map(page_of, REPORTS))


@pytest.fixture(scope="module")
def pages(first_release_dir: Path) -> dict[str, lxml.html.HtmlElement]:
    return {name: lxml.html.parse(first_release_dir / name).getroot() for name in PAGES}


def csv_texts(page: lxml.html.HtmlElement) -> str:
    """All the numbers that can be downloaded from a page."""
    links = page.xpath('//a[@class="data"]/@href')
    assert links or page.find(".//title").text.startswith("South Korea")
    return "\n".join(unquote(link.partition(",")[2]) for link in links)


@pytest.fixture(scope="module")
def later() -> set[str]:
    """Values that became known only after the date, where another vintage was known then.

    Only those with digits enough to be told from other numbers, and not of years: the sum of
    twelve known months may be what was published for their year later.
    """
    store = observations.read()
    store = store[store["breakdown"].ne("macro") & store["precision"].le(0.001)]
    store = store[store["freq"].ne("Y")]
    every = observations.read()
    figure = ["flow", "code", "measure", "basis", "period"]
    known = every[every["published"].le(AS_OF) & every["status"].ne("unknown")]
    both = store[store["published"].gt(AS_OF)].merge(known[figure].drop_duplicates(), on=figure)
    old = {f"{value:.10g}" for value in known["value"]}
    return {f"{value:.10g}" for value in both["value"]} - old


@pytest.mark.parametrize("name", PAGES)
def test_no_later_vintage_can_be_downloaded(pages, later, name) -> None:
    assert len(later) > 50
    cells = set(re.split(r"[,\n]", csv_texts(pages[name])))
    assert cells & later == set()


@pytest.mark.parametrize("name", PAGES)
def test_no_revised_headline_is_shown(pages, name) -> None:
    then, now = load("2023-12", AS_OF), load("2023-12")
    drawn = pages[name].xpath("//text()[not(ancestor::*[local-name()='svg'])]")
    text = "".join(drawn)  # values at the pointer may be adjusted ones that look alike
    for series in (("exports", "total"), ("imports", "total"), ("exports", "usa")):
        first, revised = (usd_billion(panel.observation(*series).value) for panel in (then, now))
        assert first != revised
        assert not re.search(rf"(?<![\d.]){re.escape(revised)}(?![\d%])", text), (series, revised)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_stand_ins_says_so_and_which_day_it_follows(pages, name) -> None:
    text = " ".join(pages[name].text_content().split())
    assert f"as published {AS_OF}" in text
    dates = {day for day in re.findall(r"published (\d{4}-\d\d-\d\d)", text) if day > AS_OF}
    if dates:
        assert re.search("stand[s]? in|stand-in|published (later|after)", text)


def test_the_same_values_stand_on_the_pages_of_today(report_dir: Path, later) -> None:
    page = lxml.html.parse(report_dir / "imports.html").getroot()
    assert set(re.split(r"[,\n]", csv_texts(page))) & later
