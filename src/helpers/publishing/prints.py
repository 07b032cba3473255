"""Print the pages of a report by a headless Chromium: as PDF, and as a picture to link by."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from helpers.errors import PublishError
from helpers.scratch import scratch, write_whole

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHIN = 120  # seconds a page
PDF = ("--no-pdf-header-footer", "--print-to-pdf={file}")
CARD = ("--hide-scrollbars", "--window-size=1200,630", "--screenshot={file}")
CHART = re.compile(r'<figure class="chart".*?</figure>', re.DOTALL)
SMALL = re.compile(r'<p class="(?:note|source)">.*?</p>', re.DOTALL)
FRAME = """\
<!DOCTYPE html><html{lang}><meta charset="utf-8"><title>Card</title>{style}<style>
body {{ width: 1200px; height: 630px; overflow: hidden; padding: 44px 52px; }}
p.page {{ margin: 0 0 28px; max-width: none; font-size: 23px; }}
figure.chart {{ display: grid; grid-template-columns: 350px 1fr; gap: 36px; margin: 0; }}
.title {{ font-size: 37px; }}
.subtitle {{ font-size: 22px; margin-top: 16px; }}
figure.chart svg {{ height: 470px; margin: 0; }}
</style><body><p class="page">{words}</p>{chart}</body></html>
"""


def print_pages(folder: Path) -> list[Path]:
    """Print every page of a report on A4, each PDF beside its page.

    Parameters
    ----------
    folder : Path
        The folder of a report. Older prints there are replaced one by one, each only by a whole
        one. The browser writes the time of printing into a PDF: its bytes differ each time.

    Returns
    -------
    list of Path
        The PDFs, in order of name.

    Raises
    ------
    PublishError
        When there is no report, no browser, or the browser fails.
    """
    browser, pages = _ready(folder)
    return [_print(browser, page, page.with_suffix(".pdf"), PDF) for page in pages]


def draw_cards(folder: Path) -> list[Path]:
    """Draw the first chart of every page of a report as a picture, each PNG beside its page.

    The picture is 1200 by 630 pixels, what those ask for who show a link with a picture. The site
    names it in the page.

    Parameters
    ----------
    folder : Path
        The folder of a report; see `print_pages`.

    Returns
    -------
    list of Path
        The pictures, in order of name; none of a page without a chart.

    Raises
    ------
    PublishError
        As `print_pages` does.
    """
    browser, pages = _ready(folder)
    drawn = []
    with scratch() as own:
        for page in pages:
            if text := card(page.read_text("utf-8")):
                framed = own / page.name
                framed.write_text(text, "utf-8")
                drawn.append(_print(browser, framed, page.with_suffix(".png"), CARD))
    return drawn


def card(page: str) -> str:
    """Return the page that the picture is of: title, month and status, and the first chart.

    Returns
    -------
    str
        Empty where the page has no chart.

    Examples
    --------
    >>> card("<html><title>Exports</title><p>Not available</p></html>")
    ''
    """
    chart = CHART.search(page)
    if not chart:
        return ""
    parts = {
        "lang": re.search(r'<html( lang="[^"]*")', page),
        "words": re.search(r"<title>(.*?)</title>", page, re.DOTALL),
        "style": re.search(r"(<style>.*?</style>)", page, re.DOTALL),
    }
    texts = {name: match[1] if match else "" for name, match in parts.items()}
    return FRAME.format(**texts, chart=SMALL.sub("", chart[0]))


def _ready(folder: Path) -> tuple[str, list[Path]]:
    pages = sorted(folder.glob("*.html"))
    if not pages:
        raise PublishError(str(folder), "no report is there; make one by ktrade report")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise PublishError(str(folder), f"a print needs one of {', '.join(BROWSERS)} on the PATH")
    return browser, pages


def _print(browser: str, page: Path, target: Path, options: tuple[str, ...]) -> Path:
    with scratch() as own:
        file = own / f"page{target.suffix}"
        command = [browser, "--headless", "--disable-gpu", f"--user-data-dir={own}/profile"]
        command += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command += [option.format(file=file) for option in options]
        try:
            done = subprocess.run(
                [*command, page.resolve().as_uri()], capture_output=True, text=True, timeout=WITHIN
            )
        except subprocess.TimeoutExpired as error:
            raise PublishError(str(target), f"{browser} took over {WITHIN} seconds") from error
        if done.returncode or not file.is_file():
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise PublishError(str(target), f"{browser} failed: {last}")
        try:
            write_whole(target, file.read_bytes())
        except OSError as error:
            raise PublishError(str(target), error.strerror or str(error)) from error
    return target
