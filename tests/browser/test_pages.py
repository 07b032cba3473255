"""What a reader meets in the browser: on a telephone, on a desk, on paper, without a network."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = ("index", "exports", "imports", "regions", "outlook", "about")
PHONE, DESK = 360, 1280
A4_WIDTH, A4_HEIGHT = 210 / 25.4 * 96, 297 / 25.4 * 96  # CSS pixels

each_page = pytest.mark.parametrize("name", PAGES)
each_width = pytest.mark.parametrize("width", [PHONE, DESK])

OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (e) => e.closest(".scroll, pre") !== null;
  const wide = [...document.body.querySelectorAll("*")].filter(
    (e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e) && !e.closest("svg *"));
  const needed = document.documentElement.scrollWidth;
  const names = wide.map((e) => `${e.tagName} ${e.id || e.className}`);
  return needed > width ? [`${needed} px needed, ${width} px there`, ...names] : [];
}"""

PICTURES_WITHOUT_ALT = """() => {
  const named = (e) => {
    const ids = (e.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    const texts = ids.map((id) => document.getElementById(id)?.textContent || "");
    return (e.getAttribute("aria-label") || e.getAttribute("alt") || texts.join(" ")).trim();
  };
  const outer = [...document.querySelectorAll("svg")].filter(
    (e) => !e.parentElement.closest("svg"));
  const shown = outer.filter((e) => e.getAttribute("aria-hidden") !== "true");
  const bare = shown.filter((e) => e.getAttribute("role") !== "img" || !named(e));
  const images = [...document.querySelectorAll("img, [role=img]")].filter((e) => !named(e));
  return [...bare, ...images].map((e) => e.outerHTML.slice(0, 200));
}"""

# What has moved since the page opened, from 0 to 1 and more, once its fonts are set.
SHIFTED = """async () => {
  await document.fonts.ready;
  const moved = [];
  new PerformanceObserver((list) => moved.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });
  await new Promise((done) => setTimeout(done, 500));
  return moved.reduce((sum, entry) => sum + entry.value, 0);
}"""

PAGE_MARGINS = """() => {
  const probe = document.body.appendChild(document.createElement("div"));
  const pixels = (length) => {
    probe.style.height = length || "0";
    return probe.getBoundingClientRect().height;
  };
  const flat = (rules) => [...rules].flatMap((r) => r.cssRules ? [r, ...flat(r.cssRules)] : [r]);
  const pages = [...document.styleSheets].flatMap((sheet) => flat(sheet.cssRules))
    .filter((rule) => rule instanceof CSSPageRule && !rule.selectorText);
  const margins = { across: 0, along: 0 };
  for (const { style } of pages) {
    margins.across = pixels(style.marginLeft) + pixels(style.marginRight);
    margins.along = pixels(style.marginTop) + pixels(style.marginBottom);
  }
  probe.remove();
  return margins;
}"""

FIGURES_ON_PAPER = """() => [...document.querySelectorAll("figure")].map((figure) => ({
  name: figure.id,
  chart: figure.classList.contains("chart"),
  height: figure.getBoundingClientRect().height,
  whole: getComputedStyle(figure).breakInside.startsWith("avoid"),
  wholeRows: [...figure.querySelectorAll("tr")].every(
    (row) => getComputedStyle(row).breakInside.startsWith("avoid")),
  cutAcross: [figure, ...figure.querySelectorAll(".scroll, pre")].some(
    (e) => e.scrollWidth > e.clientWidth + 1),
}))"""


def list_ids(path: Path) -> list[str]:
    """Every id of a file, in order."""
    tree = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
    return [element.get("id") for element in tree.iter() if element.get("id")]


def leads_somewhere(file: str, fragment: str, folder: Path, ids: dict[str, list[str]]) -> bool:
    """Whether a link's file is in the folder and has the fragment it asks for."""
    return (folder / file).is_file() and (not fragment or fragment in ids.get(file, []))


@pytest.mark.parametrize(
    ("name", "width"), [*((name, DESK) for name in PAGES), ("index", PHONE), ("exports", PHONE)]
)
def test_axe_finds_no_violation(open_page, report_dir: Path, name: str, width: int) -> None:
    opened = open_page(report_dir / f"{name}.html", width)
    results = Axe().run(opened.page)
    assert results.violations_count == 0, results.generate_report()


@each_width
@each_page
def test_no_request_leaves_the_page(open_page, report_dir: Path, name: str, width: int) -> None:
    path = report_dir / f"{name}.html"
    opened = open_page(path, width)
    opened.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    opened.page.emulate_media(media="print")
    opened.page.wait_for_timeout(200)
    outside = [url for url in opened.requests if url != path.as_uri() and url[:5] != "data:"]
    assert outside == []
    assert opened.complaints == []  # the content-security policy reports what it had to stop


@each_page
def test_page_runs_no_script(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html").page
    assert page.locator("script").count() == 0
    policy = page.locator("meta[http-equiv='Content-Security-Policy' i]").get_attribute("content")
    rules = {
        rule.split()[0]: rule.split()[1:] for rule in (policy or "").split(";") if rule.strip()
    }
    assert rules.get("script-src", rules.get("default-src")) == ["'none'"]


@each_width
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_nothing_moves_while_a_page_opens(open_page, render, lang: str, width: int) -> None:
    """With a Korean font on the system or without: then the page waits for its own."""
    folder = render("2023-12", *(() if lang == "en" else ("--lang", lang)))
    page = open_page(folder / "regions.html", width, unfold=False).page
    assert page.evaluate(SHIFTED) < 0.001
    assert page.locator("h1").is_visible()
    assert Axe().run(page).violations_count == 0


@each_width
@each_page
def test_page_is_not_wider_than_the_screen(
    open_page, report_dir: Path, name: str, width: int
) -> None:
    page = open_page(report_dir / f"{name}.html", width).page
    assert page.evaluate(OVERFLOWING) == []


@each_page
def test_every_picture_has_an_alternative(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html").page
    assert page.evaluate(PICTURES_WITHOUT_ALT) == []
    if name != "index":
        assert page.locator("svg[role=img]").count() > 0


@each_page
def test_links_within_the_report_lead_somewhere(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html").page
    ids = {path.name: list_ids(path) for path in report_dir.glob("*.html")}
    own = ids[f"{name}.html"]
    assert sorted(own) == sorted(set(own)), "an id stands for two things"
    contents = page.locator("nav a[href^='#']").count()
    assert contents >= 2 or name == "index", "no contents list"
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    inner = [urlsplit(href) for href in hrefs if not re.match(r"(https?|mailto|data):", href)]
    broken = [
        link.geturl()
        for link in inner
        if not leads_somewhere(link.path or f"{name}.html", unquote(link.fragment), report_dir, ids)
    ]
    assert broken == []


@pytest.mark.parametrize("name", [each for each in PAGES if each != "index"])
def test_contents_link_brings_its_section_into_view(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html").page
    link = page.locator("nav a[href^='#']").last
    target = unquote((link.get_attribute("href") or "")[1:])
    link.click()
    assert urlsplit(page.url).fragment
    top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", target)
    assert 0 <= top < 800


@each_page
def test_data_links_download_as_csv(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html").page
    unfold = "document.querySelectorAll('details').forEach(each => each.open = true)"
    page.evaluate(unfold)
    links = page.locator("a.data").all()
    assert links, "no data can be downloaded"
    for number, link in enumerate(links):
        if number and number % 8 == 0:
            page.reload()  # Chromium holds back the eleventh download of one visit
            page.evaluate(unfold)
        with page.expect_download() as download:
            link.click()
        file_name = link.get_attribute("download") or ""
        assert file_name.endswith(".csv")
        assert download.value.suggested_filename == file_name
        frame = pd.read_csv(download.value.path())
        assert len(frame) > 0 and frame.shape[1] > 1, file_name
        assert not any(column.startswith("Unnamed") for column in frame.columns), file_name


@each_page
def test_print_cuts_nothing(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html", unfold=False).page
    margins = page.evaluate(PAGE_MARGINS)
    width, height = A4_WIDTH - margins["across"], A4_HEIGHT - margins["along"]
    page.set_viewport_size({"width": int(width), "height": int(height)})
    page.emulate_media(media="print")
    figures = page.evaluate(FIGURES_ON_PAPER)
    assert figures
    for figure in figures:
        fits = figure["whole"] and figure["height"] <= height
        breaks_well = not figure["chart"] and figure["wholeRows"]
        assert fits or breaks_well, f"a page holds {height:.0f} px: {figure}"
        assert not figure["cutAcross"], figure
    assert page.evaluate(OVERFLOWING) == []


@each_page
def test_page_prints_on_a4(open_page, report_dir: Path, name: str) -> None:
    page = open_page(report_dir / f"{name}.html", unfold=False).page
    document = page.pdf(format="A4", prefer_css_page_size=True)
    assert document.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", document)
    assert boxes
    for width, height in boxes:
        assert float(width) == pytest.approx(595.28, abs=1)
        assert float(height) == pytest.approx(841.89, abs=1)
