"""Findings as sentences, paragraphs and a headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from helpers.findings.finding import Finding
from helpers.texts.filters import FILTERS, Link, Shown
from helpers.translation import FOLDER, labels, spoken, with_particles


@dataclass(frozen=True)
class Text:
    """A paragraph: its sentences, escaped, the numbers linked."""

    sentences: tuple[Markup, ...]
    kind: str = "finding"

    @property
    def plain(self) -> str:
        """The sentences without their links."""
        return " ".join(str(sentence.striptags()) for sentence in self.sentences)

    def _repr_html_(self) -> str:
        if not self.sentences:
            empty = escape(labels("page")["empty"])
            return f'<div class="{self.kind}"><p class="missing">{empty}</p></div>'
        return f'<div class="{self.kind}"><p>{Markup(" ").join(self.sentences)}</p></div>'


@dataclass(frozen=True)
class Headline:
    """The title of a page, computed."""

    text: str

    def _repr_html_(self) -> str:
        return f"<h1>{escape(self.text)}</h1>"


def environment(lang: str, **options: Any) -> Environment:
    """Return the environment of the texts of a language; a name that is not there is an error."""
    jinja = Environment(
        loader=FileSystemLoader(FOLDER / lang),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    jinja.filters |= FILTERS
    return jinja


@lru_cache(maxsize=2)
def _environment(lang: str) -> Environment:
    return environment(lang)


def module(file: str) -> Any:
    """Return the macros of a file of texts in the language spoken."""
    return _environment(spoken()).get_template(f"{file}.j2").module


def sentence(finding: Finding, page: str = "") -> Markup:
    """Write a finding in the language spoken.

    Parameters
    ----------
    finding : Finding
        Its kind names the file and the macro.
    page : str
        The page it stands on; evidence on the same page is linked without its name.

    Raises
    ------
    jinja2.UndefinedError
        When the text uses a name that the finding does not have.

    Examples
    --------
    >>> import pandas as pd
    >>> run = Finding("exports.to_date", "exports.total", pd.Period("2026-07", "M"),
    ...               {"value": 595070.0, "growth": 50.5})
    >>> str(sentence(run))
    'In the first seven months of 2026 exports came to $595.1 billion, up 50.5%.'
    """
    link = Link(finding.evidence.removeprefix(page) if page else finding.evidence, finding.later)
    view = {name: _shown(value, link) for name, value in finding.numbers.items()}
    text = getattr(module(finding.section), finding.key)({**view, "period": finding.period})
    return Markup(with_particles(" ".join(text.split())))


def paragraph(findings: Sequence[Finding], page: str = "") -> Text:
    """Write findings as one paragraph."""
    return Text(tuple(text for finding in findings if (text := sentence(finding, page))))


def small_print(findings: Sequence[Finding], page: str = "") -> Text:
    """Write findings about the numbers themselves as the foot of a page."""
    return replace(paragraph(findings, page), kind="note")


def headline(finding: Finding) -> Headline:
    """Write a finding of section "headline" as the title of a page."""
    return Headline(str(sentence(finding).striptags()))


def _shown(value: Any, link: Link) -> Any:
    """Let every number in a value link to its evidence."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | float):
        return Shown.of(float(value), link)
    if isinstance(value, list | tuple):
        return [_shown(part, link) for part in value]
    if isinstance(value, Mapping):
        return {name: _shown(part, link) for name, part in value.items()}
    if is_dataclass(value):
        return {field.name: _shown(getattr(value, field.name), link) for field in fields(value)}
    return value
