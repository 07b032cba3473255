"""Page of a report: run its notebook, render it with the project's own template, check it."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML

from helpers.errors import KtradeError
from helpers.places import ABOUT, BRIEF
from helpers.publishing import gate
from helpers.publishing.content import read_content
from helpers.publishing.engine import NotebookRun, run
from helpers.publishing.plan import Page, Plan, Report
from helpers.publishing.workers import folder_of_call
from helpers.texts.filters import cell_text, day
from helpers.translation import labels, speaking
from helpers.wording import month_name

TEMPLATE = Path(__file__).parent / "template"
OUTLINE = re.compile(r'<path id="([^"]+)" ([^>]*?) ?/>')
REFERENCE = re.compile(r'<use href="#([^"]+)"')
FONT = "Ktrade-KR-Regular.otf"
DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)  # letters of charts are drawn, not written


def make_page(report: Report, plan: Plan, code: str) -> Page:
    """Make one page of a plan; call it in a process of its own, see `helpers.publishing.workers`.

    Parameters
    ----------
    report, plan
        The row and its plan.
    code : str
        The hash of the code, to be shown.
    """
    ran = run(report, plan.notebooks, folder_of_call())
    if ran.error:
        return Page(seconds=ran.seconds, error=ran.error, trace=ran.trace)
    try:
        html = render(plan, ran, code)
    except KtradeError as error:
        return Page(seconds=ran.seconds, error=error)
    private = gate.private_folders(plan.data_dir, plan.notebooks, plan.target.parent)
    checks = gate.check_page(html, pd.Period(plan.month, "M"), private)
    return Page(html, (gate.check_run(ran.notebook), *checks), ran.seconds)


def render(plan: Plan, ran: NotebookRun, code: str) -> str:
    """Return the HTML of a run; the same run gives the same text."""
    with speaking(plan.lang):
        content = read_content(ran.notebook, ran.report.name, plan.shown)
        titles = {report.page: title(report) for report in plan.reports}
        page = {
            "lang": plan.lang,
            "file": ran.report.page,
            "navigation": list(titles.items()),
            "content": content,
            "status": plan.status,
            "title": f"{content.title} · {plan.status}",
            "month": month_name(pd.Period(plan.month, "M")),
            "address": f"{plan.target.name}/{ran.report.page}",
            "command": plan.command,
            "hashes": (code[:8], plan.observations[:8]),
            "next_release": plan.next_release and day(plan.next_release),
            "brief": ran.report.name == BRIEF,
            "about": any(report.name == ABOUT for report in plan.reports),
            "code": [(titles[report.page], report.notebook.code) for report in plan.reports]
            if ran.report.name == ABOUT
            else [],
            "css": css(),
        }
        text, _ = _exporter().from_notebook_node(ran.notebook, resources={"page": page})
    html = f"{shared_outlines(text.strip())}\n"
    return with_font(html) if plan.lang == "ko" else html


def title(report: Report) -> str:
    """Return what the other pages call a report: its label, or its heading."""
    notebook = report.notebook
    heading = cell_text(report.name, notebook.heading_cell, f"# {notebook.heading}")
    return labels("reports").get(report.name, heading.splitlines()[0].removeprefix("# "))


def shared_outlines(page: str) -> str:
    """Keep equal outlines of all drawings on a page once, under short names.

    A drawing alone is complete; side by side they bring the same letters again and again, a third
    of a page.

    Examples
    --------
    >>> letter = '<defs><path id="{0}-1" d="M0 0L3 5" /></defs><use href="#{0}-1" x="2" />'
    >>> shared_outlines(letter.format("level") + letter.format("growth"))
    '<defs><path id="g0" d="M0 0L3 5"/></defs><use href="#g0" x="2" /><use href="#g0" x="2" />'
    """
    new: dict[str, str] = {}  # the new name of an outline by what it draws
    names: dict[str, str] = {}  # and by its old name

    def keep(match: re.Match[str]) -> str:
        old, drawing = match.groups()
        first = drawing not in new
        names[old] = new.setdefault(drawing, f"g{len(new)}")
        return f'<path id="{names[old]}" {drawing}/>' if first else ""

    page = OUTLINE.sub(keep, page).replace("<defs></defs>", "")
    return REFERENCE.sub(lambda match: f'<use href="#{names.get(match[1], match[1])}"', page)


def with_font(page: str) -> str:
    """Put the syllables that a page writes into its style sheet, some 25 KB of them.

    Parameters
    ----------
    page : str
        A whole page with one style sheet; without Hangul it comes back as it is.

    Examples
    --------
    >>> with_font("<style></style><p>Exports</p>")
    '<style></style><p>Exports</p>'
    >>> page = with_font("<style></style><p>수출</p>")
    >>> page.startswith('<style>@font-face { font-family: "Ktrade Hangul"')
    True
    """
    syllables = {letter for letter in DRAWING.sub("", page) if "가" <= letter <= "힣"}
    if not syllables:
        return page
    code = base64.b64encode(_font(syllables)).decode()
    face = (
        '@font-face { font-family: "Ktrade Hangul"; font-weight: 400; unicode-range: U+AC00-D7A3;'
        " font-display: block;"  # never given up: a system without Hangul would draw boxes
        f' src: url(data:font/woff;base64,{code}) format("woff"); }}\n'
    )
    return page.replace("<style>", f"<style>{face}", 1)


def _font(syllables: set[str]) -> bytes:
    """Cut the font of the charts down to some syllables; the same ones give the same bytes."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[], hinting=False)
    with as_file(files("helpers.charts").joinpath("fonts", FONT)) as path:
        font = subset.load_font(path, options)
    cut = subset.Subsetter(options)
    cut.populate(text="".join(sorted(syllables)))
    cut.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()


@lru_cache(maxsize=1)
def css() -> str:
    """Return the style sheet without comments and indentation."""
    text = (TEMPLATE / "page.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


class _Exporter(TemplateExporter):
    """An exporter that knows no templates of the machine."""

    def get_prefix_root_dirs(self) -> list[str]:
        """Look for templates in no other folder."""
        return []


@lru_cache(maxsize=1)
def _exporter() -> TemplateExporter:
    exporter = _Exporter(  # type: ignore[no-untyped-call]
        template_paths=[str(TEMPLATE)],
        extra_template_paths=[],
        template_file="page.html.j2",
        filters={"highlight_code": Highlight2HTML(pygments_lexer="ipython3")},
    )
    exporter.environment.globals["labels"] = labels
    exporter.environment.trim_blocks = exporter.environment.lstrip_blocks = True
    return exporter
