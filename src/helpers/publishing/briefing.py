"""The brief as a notebook: it has no file of its own, its text is that of `helpers.brief`."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.translation import later

TITLE = later("# South Korea’s trade")

PARAMETERS = """\
month: str = "2023-12"
as_of: str = ""
lang: str = "en"
data_dir: str = ""
"""

SETUP = """\
from IPython.display import Markdown, display

from helpers import brief, charts
from helpers.loading import load
from helpers.translation import speak

speak(lang)
trade = load(month, as_of, data_dir)
charts.strip(trade)
"""

SECTIONS = """\
for heading, shown in brief.sections(trade):
    display(Markdown(f"## {heading}"), *shown)
"""


def notebook() -> NotebookNode:
    """Give the notebook that shows every section of the brief, headings as Markdown outputs."""
    made: NotebookNode = new_notebook(
        cells=[
            new_markdown_cell(TITLE, id="title"),
            new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}),
            new_code_cell(SETUP, id="setup"),
            new_code_cell(SECTIONS, id="sections"),
        ]
    )
    return made


def unfolded(executed: NotebookNode) -> NotebookNode:
    """Turn Markdown outputs into Markdown cells, so that their headings count as a page's own.

    A cell that shows a heading, a table and another heading becomes a Markdown cell, a code cell
    with the table, and a Markdown cell; its source stays with the first code cell.
    """
    cells: list[NotebookNode] = []
    for cell in executed.cells:
        outputs = cell.get("outputs", [])
        if not any("text/markdown" in output.get("data", {}) for output in outputs):
            cells.append(cell)
            continue
        cells.append(new_code_cell(cell.source, id=cell.id, metadata=cell.metadata))
        for number, output in enumerate(outputs):
            markdown = output.get("data", {}).get("text/markdown")
            if markdown is not None:
                cells.append(new_markdown_cell(markdown, id=f"{cell.id}-{number}"))
            elif cells[-1].cell_type == "code" and cells[-1].outputs:
                cells[-1].outputs.append(output)
            else:
                cells.append(new_code_cell("", id=f"{cell.id}-{number}", outputs=[output]))
    return NotebookNode({**executed, "cells": cells})
