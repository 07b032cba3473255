"""Methodology and codebook as HTML, from the docstrings of the package and the data's own notes."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import NamedTuple

import mistune
import pandas as pd

from helpers import catalogue, metrics

TABLES = ("bases", "codes", "measures")


class Entry(NamedTuple):
    """A documented function: its name, its call and its docstring."""

    name: str
    call: str
    doc: str


def entries() -> list[Entry]:
    """Return every public measure with its docstring, in order of name."""
    measures = [(name, getattr(metrics, name)) for name in sorted(metrics.__all__)]
    return [
        Entry(name, f"{name}{inspect.signature(thing)}", inspect.getdoc(thing) or "")
        for name, thing in measures
        if inspect.isfunction(thing)
    ]


def codebook(data_dir: Path) -> str:
    """Return the notes on the data as HTML; links to files of the project become plain text."""
    text = (data_dir / "README.md").read_text("utf-8")
    html = str(mistune.html(text))
    html = re.sub(r"<h1>.*?</h1>", "", html, count=1)
    return re.sub(r'<a href="(?!https?://)[^"]*">(.*?)</a>', r"\1", html)


def tables(data_dir: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of the catalogue by name, missing cells empty."""
    return {name: catalogue.table(name, data_dir).fillna("") for name in TABLES}
