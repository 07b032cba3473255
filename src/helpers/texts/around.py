"""What is written around the frame of a chart or table: its words, its source, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers import wording
from helpers.texts.text import module
from helpers.translation import labels, with_particles


@dataclass(frozen=True)
class Words:
    """Title, subtitle, alt text and footnotes of a chart or table."""

    title: str
    subtitle: str = ""
    alt: str = ""
    notes: tuple[str, ...] = ()


def words(name: str, **fields: Any) -> Words:
    """Write the words of a chart or table in the language spoken.

    Parameters
    ----------
    name : str
        File and macro, as "charts.level". The macro has a line each for "title:", "subtitle:" and
        "alt:", and any number for "note:".
    **fields : Any
        Numbers, periods and codes that the texts use; a missing number is None there.

    Raises
    ------
    jinja2.UndefinedError
        When the text uses a name that is not among the fields.
    KeyError
        When a line begins with another word.
    """
    lines: dict[str, list[str]] = {"title": [], "subtitle": [], "alt": [], "note": []}
    for line in filter(str.strip, _written(name, fields).splitlines()):
        kind, text = line.split(":", 1)
        lines[kind.strip()].append(_joined(text))
    title, subtitle, alt = ("".join(lines[kind]) for kind in ("title", "subtitle", "alt"))
    return Words(title, subtitle, alt, tuple(lines["note"]))


def source(frame: pd.DataFrame) -> str:
    """Write who published the numbers of a frame, their definition, status and dates.

    Series of one definition are named once.

    Examples
    --------
    >>> from helpers import frames, load
    >>> source(frames.level(load("2023-12", as_of="2024-01-01")))
    'Source: Korea Customs Service and trade ministry (customs clearance, preliminary, published \
2024-01-01).'
    """
    by_definition: dict[str, list[tuple[str, str]]] = {}
    for definition, status, published in frame.attrs.get("sources", ()):
        by_definition.setdefault(definition, []).append((status, published))
    lines = [
        {
            "basis": definition,
            "states": list(dict.fromkeys(status for status, _ in states)),
            "first": min(day for _, day in states),
            "last": max(day for _, day in states),
        }
        for definition, states in by_definition.items()
    ]
    return _joined(_written("frame.source", {"sources": lines})) if lines else ""


def missing(frame: pd.DataFrame) -> str:
    """Write what is not available in the place of an empty frame, or why there is nothing to show.

    Examples
    --------
    >>> from helpers import frames, load
    >>> missing(frames.items(load("1995-01")))
    'Exports by item: not available for January 1995.'
    """
    if "nothing" in frame.attrs:
        return labels("nothing")[frame.attrs["nothing"]]
    if "missing" not in frame.attrs:
        return _joined(_written("frame.empty", {}))
    return _joined(_written("frame.missing", frame.attrs))


def later(frame: pd.DataFrame, marked: bool) -> tuple[str, ...]:
    """Write the footnote on numbers first published after the date asked for; none if all were.

    With `marked` the numbers themselves carry the dagger.
    """
    if not frame.attrs.get("later"):
        return ()
    return (_joined(_written(f"frame.later{'' if marked else '_somewhere'}", frame.attrs)),)


def _written(name: str, fields: Mapping[Any, Any]) -> str:
    file, macro = name.split(".")
    known = {
        str(key): None if wording.is_missing(value) else value for key, value in fields.items()
    }
    return str(Markup(getattr(module(file), macro)(known)).unescape())


def _joined(text: str) -> str:
    return with_particles(" ".join(text.split()))
