"""Turn executed notebooks into pages with the project's own template; one exporter for all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML

from helpers.places import ABOUT, BRIEF
from helpers.publishing.content import read_content
from helpers.publishing.execute import Run
from helpers.publishing.glyphs import shared
from helpers.publishing.hangul import with_font
from helpers.publishing.plan import Plan
from helpers.texts.filters import day, labels
from helpers.translation import later, speaking, tr
from helpers.wording import month_name

SITE = later("Korea’s monthly trade")
TEMPLATE = Path(__file__).parent / "template"
NAVIGATION = (
    ("index.html", later("Brief")),
    ("exports.html", later("Exports")),
    ("imports.html", later("Imports")),
    ("regions.html", later("Regions")),
    ("outlook.html", later("Outlook")),
    ("about.html", later("About these numbers")),
)


@dataclass(frozen=True)
class Origin:
    """What a page says about its making: the command, its code, and the rows that it read."""

    command: str
    code_hash: str
    data_hash: str


def render(plan: Plan, run: Run, origin: Origin) -> str:
    """Render the page of a run.

    Parameters
    ----------
    plan : Plan
        Whose panel names month, date and status.
    run : Run
        Without an error.
    origin : Origin
        For the foot of the page.

    Returns
    -------
    str
        HTML. The same run gives the same text.
    """
    with speaking(plan.lang):
        return _render(plan, run, origin)


def _render(plan: Plan, run: Run, origin: Origin) -> str:
    content = read_content(run.notebook, run.report.name, plan.shown)
    page = {
        "site": SITE,
        "lang": plan.lang,
        "file": run.report.page,
        "navigation": NAVIGATION,
        "content": content,
        "status": plan.trade.status_label,
        "title": f"{content.title} · {plan.trade.status_label}",
        "month": month_name(plan.trade.month),
        "address": f"{plan.target.name}/{run.report.page}",
        "origin": origin,
        "next_release": plan.next_release and day(plan.next_release),
        "brief": run.report.name == BRIEF,
        "code": _code(plan) if run.report.name == ABOUT else [],
        "css": css(),
    }
    text, _ = _exporter().from_notebook_node(run.notebook, resources={"page": page})
    made = f"{shared(text.strip())}\n"
    return with_font(made) if plan.lang == "ko" else made


def _code(plan: Plan) -> list[tuple[str, str]]:
    """Return the code of every report, under the name of its page."""
    return [
        (
            tr(dict(NAVIGATION)[report.page]),
            "\n\n".join(c.source for c in report.notebook.cells if c.cell_type == "code"),
        )
        for report in plan.reports
    ]


def command(plan: Plan) -> str:
    """Give the command that makes the reports of a plan from the project's own data.

    Only what differs from the defaults is named; the data folder is a path of one machine.
    """
    given = dict(plan.shown)
    words = ["ktrade", "report", str(given.pop("month"))]
    if as_of := given.pop("as_of"):
        words += ["--as-of", str(as_of)]
    if (lang := given.pop("lang")) != "en":
        words += ["--lang", str(lang)]
    return " ".join(words + [f"-p {name} {value}" for name, value in given.items()])


@lru_cache(maxsize=1)
def css() -> str:
    """Give the style sheet without comments and indentation."""
    text = (TEMPLATE / "page.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


class _Exporter(TemplateExporter):
    """An exporter that knows no templates of the machine."""

    def get_prefix_root_dirs(self) -> list[str]:
        """Name no folder where templates are looked for."""
        return []


@lru_cache(maxsize=1)
def _exporter() -> TemplateExporter:
    exporter = _Exporter(  # type: ignore[no-untyped-call]
        template_paths=[str(TEMPLATE)],
        extra_template_paths=[],
        template_file="page.html.j2",
        filters={"highlight_code": Highlight2HTML(pygments_lexer="ipython3")},
    )
    exporter.environment.globals |= {"tr": tr, "labels": labels}
    exporter.environment.trim_blocks = exporter.environment.lstrip_blocks = True
    return exporter
