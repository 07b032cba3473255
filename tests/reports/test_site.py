"""The static site: whole, offline, the same twice, and saying what the data say."""

import base64
import datetime as dt
import hashlib
import os
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from helpers.errors import ParameterError, PublishError
from helpers.loading import load
from helpers.places import find_data_dir
from helpers.site import build, dead_links, figures

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BASE = "https://example.org/trade/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
PICTURED = "2023-12@2024-01-01"  # a picture of the main chart stands beside its page
FOLDERS = ("2020-04.ko", "2023-12", "2023-12.ko", "2023-12@2024-01-01")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up report folders: of a month in both languages, of a look back, in Korean alone."""
    folder = tmp_path_factory.mktemp("reports")
    for name in FOLDERS:
        (folder / name).mkdir()
        text = "<style></style><h2>Why</h2>"
        text += f"<p>A headline <a>made up</a> for the report of {name}</p>"
        text += "<p>Made up as well, of shipbuilding and nothing else</p>"
        (folder / name / "index.html").write_text(text, "utf-8")
    (folder / PICTURED / "index.png").write_bytes(b"made up")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, reports: Path) -> Path:
    out = tmp_path_factory.mktemp("out") / "site"
    build(find_data_dir(), reports, out, BASE)
    return out


def hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_built_again_it_has_the_same_bytes_and_a_look_back_stays(
    site: Path, reports: Path, tmp_path: Path
) -> None:
    before = hashes(site)
    site = Path(shutil.copytree(site, tmp_path / "site"))
    later = tmp_path / "reports"
    for name in FOLDERS:
        (later / name).mkdir(parents=True)
        (later / name / "index.html").write_text(f"<p>made up, changed: {name}</p>", "utf-8")
    build(find_data_dir(), later, site, BASE)
    changed = {name for name, said in hashes(site).items() if before.get(name) != said}
    made = {f"{name}/index.html" for name in FOLDERS if "@" not in name}
    assert changed == made | {"months.html", "ko/months.html"}
    assert hashes(site).keys() == before.keys()


def test_no_link_is_dead_and_every_month_is_there(site: Path) -> None:
    assert dead_links(site) == []
    for month in pd.period_range("2001-01", "2026-07", freq="M"):
        assert (site / f"month/{month}.html").is_file()
        assert (site / f"observations/{month}.json").is_file()


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><a href="#x">x</a><a id="y" href="#y">')
    assert dead_links(tmp_path) == ["a.html: b.html", "a.html: #x"]


def test_pages_ask_for_nothing_and_run_nothing_but_the_search(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        if page.name == "months.html":
            (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
            said = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"default-src 'none'; script-src 'sha256-{said}'; " in text
        else:
            assert "<script" not in text
        assert not re.search(r'<(img|iframe|link rel="stylesheet")', text)
        assert not re.search(r'(href|src)="/', text)


@pytest.mark.parametrize("prefix", ["", "ko/"])
def test_feed_and_sitemap_are_valid(site: Path, prefix: str) -> None:
    feed = ET.parse(site / f"{prefix}feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    for each in (feed, *feed.findall(f"{ATOM}entry")):
        for part in ("id", "title", "updated"):
            assert each.findtext(f"{ATOM}{part}")
        dt.datetime.fromisoformat(each.findtext(f"{ATOM}updated") or "")
    links = [e.find(f"{ATOM}link").get("href") for e in feed.findall(f"{ATOM}entry")]  # type: ignore[union-attr]
    assert links == sorted(links, reverse=True)
    assert all(link.startswith(f"{BASE}{prefix}month/") for link in links)
    listed = [loc.text or "" for loc in ET.parse(site / "sitemap.xml").getroot().iter() if loc.text]
    places = {place.removeprefix(BASE) for place in listed if place.strip()}
    pages = {p.relative_to(site).as_posix() for p in site.rglob("*.html")} - {"404.html"}
    assert places == pages


def test_a_report_in_korean_is_linked_beside_the_english(site: Path) -> None:
    def page(name: str) -> str:
        return (site / name).read_text("utf-8").replace("\n", "")

    month, alone = page("month/2023-12.html"), page("month/2020-04.html")
    korean = '<a href="../2023-12.ko/index.html" lang="ko" hreflang="ko">한국어</a>'
    look_back = '<a href="../2023-12@2024-01-01/index.html">2023-12@2024-01-01</a></li>'
    assert f'<li><a href="../2023-12/index.html">2023-12</a> · {korean}</li>' in month
    assert look_back in month
    assert korean in page("year/2023.html")
    assert '<li>2020-04 · <a href="../2020-04.ko/index.html" lang="ko"' in alone
    assert "2009-01.ko" not in page("month/2009-01.html")


def test_a_page_names_the_picture_beside_it_by_its_address(site: Path) -> None:
    named = f'<meta property="og:image" content="{BASE}{PICTURED}/index.png">'
    assert named in (site / PICTURED / "index.html").read_text("utf-8")
    assert (site / PICTURED / "index.png").read_bytes() == b"made up"
    assert "og:image" not in (site / "2023-12" / "index.html").read_text("utf-8")
    month = (site / "month/2023-12.html").read_text("utf-8")
    assert f'<meta property="og:image" content="{BASE}card.png">' in month


def test_the_sitemap_names_each_language_of_a_report(site: Path) -> None:
    others = {
        (url.findtext(f"{MAP}loc") or "").removeprefix(BASE): {
            link.get("hreflang"): (link.get("href") or "").removeprefix(BASE)
            for link in url.findall(f"{XHTML}link")
        }
        for url in ET.parse(site / "sitemap.xml").getroot()
    }
    both = {"en": "2023-12/index.html", "ko": "2023-12.ko/index.html"}
    made = {page: said for page, said in others.items() if said and "index" in page}
    index = {"en": "index.html", "ko": "ko/index.html"}
    assert made == dict.fromkeys(both.values(), both) | dict.fromkeys(index.values(), index)
    month = {"en": "month/2009-01.html", "ko": "ko/month/2009-01.html"}
    assert others[month["en"]] == others[month["ko"]] == month


@pytest.mark.parametrize("month", ["2009-01", "2020-04", "2023-12", "2026-07"])
def test_headlines_are_those_of_the_panel(month: str) -> None:
    made = figures.headlines(find_data_dir()).loc[month]
    panel = load(month)
    for flow in ("exports", "imports"):
        assert made[flow] == panel.observation(flow, "total").value


def test_a_page_of_a_vintage_shows_what_was_known(site: Path) -> None:
    then = (site / "month/2023-12@2024-01-01.html").read_text("utf-8")
    assert "<b>57.7</b>" in then
    first = figures.headlines(find_data_dir(), dt.date(2024, 1, 1))
    assert str(first.index[-1]) == "2023-12"
    assert round(first["exports_yoy"].iloc[-1], 1) == 5.1  # as the ministry printed it


def test_what_is_no_site_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(PublishError, match="something else"):
        build(find_data_dir(), tmp_path, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_address_of_no_host_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="base-url"):
        build(find_data_dir(), tmp_path, tmp_path / "site", "example.org")


@pytest.mark.browser
def test_axe_finds_no_violation(site: Path) -> None:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        assert "KTRADE_REQUIRE_BROWSER" not in os.environ, f"none of {BROWSERS} was found"
        pytest.skip("no browser found")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        names = ("index.html", "month/2023-12.html", "months.html", "ko/months.html")
        for name, width in zip(names, (1280, 360, 1280, 1280), strict=True):
            page = chromium.new_page(viewport={"width": width, "height": 800})
            page.goto((site / name).as_uri())
            results = Axe().run(page)
            assert results.violations_count == 0, results.generate_report()
        chromium.close()


def test_the_index_of_months_has_a_headline_and_the_pages_that_were_made(site: Path) -> None:
    def row(page: str, month: str) -> str:
        text = (site / page).read_text("utf-8")
        return re.search(rf'<tr id="m{month}">(.*?)</tr>', text, re.DOTALL)[1]  # type: ignore[index]

    made = row("months.html", "2023-12")
    assert "A headline made up for the report of 2023-12<" in made
    assert 'href="2023-12/index.html"' in made and 'href="2023-12.ko/index.html"' in made
    assert "A headline made up for the report of 2023-12.ko<" in row("ko/months.html", "2023-12")
    assert 'href="../2023-12/index.html"' in row("ko/months.html", "2023-12")
    then = figures.headlines(find_data_dir()).loc["2009-01"]
    assert f"Exports USD {then['exports'] / 1000:.1f} billion" in row("months.html", "2009-01")
    assert f"수출 {then['exports'] / 100:.1f}억 달러" in row("ko/months.html", "2009-01")
    text = (site / "months.html").read_text("utf-8")
    assert len(re.findall(r'<tr id="m', text)) == len(figures.headlines(find_data_dir()))


@pytest.mark.browser
def test_the_search_finds_words_of_the_briefs_from_the_disk(site: Path) -> None:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        assert "KTRADE_REQUIRE_BROWSER" not in os.environ, f"none of {BROWSERS} was found"
        pytest.skip("no browser found")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        page = chromium.new_page()
        page.goto((site / "months.html").as_uri())
        for words, months in (
            ("shipbuilding", ["2023-12"]),
            ("SHIPBUILDING nothing", ["2023-12"]),
            ("2009-0", [f"2009-0{n}" for n in range(9, 0, -1)]),
            ("no such word", []),
        ):
            page.fill("#words", words)
            shown = page.locator("#months tbody tr:visible th").all_inner_texts()
            assert shown == months, words
            assert page.inner_text("#count") == str(len(months))
        page.fill("#words", "")
        assert page.locator("#months tbody tr:visible").count() > 300
        chromium.close()
