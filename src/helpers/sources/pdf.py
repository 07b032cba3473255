"""A script: print the lines and ruled tables of a PDF as JSON, within limits of time and memory.

It runs by itself, as `python -I pdf.py < FILE`, and imports nothing of the package: what a faulty
file does to it ends with it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from bisect import bisect_left
from itertools import pairwise
from typing import Any

MEMORY, SECONDS = 2_000_000_000, 50
PAGES, CHARACTERS, TABLES, EDGES = 80, 600_000, 300, 20_000
NEAR = 1.5  # points between two ruling lines that are one


def main(content: bytes) -> None:
    """Print the content of the pages of a PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import pdfplumber

    blocks: list[Any] = []
    characters = 0
    with pdfplumber.open(io.BytesIO(content)) as document:
        for number, page in enumerate(document.pages, 1):
            if number > PAGES:
                sys.exit(f"more than {PAGES} pages")
            characters += len(page.chars)
            if characters > CHARACTERS:
                sys.exit(f"more than {CHARACTERS:,} characters")
            if len(page.edges) > EDGES:
                sys.exit(f"more than {EDGES:,} lines drawn on page {number}")
            blocks += page_blocks(page, number)
            page.close()
    json.dump(blocks, sys.stdout, ensure_ascii=True)


def page_blocks(page: Any, number: int) -> list[Any]:
    """Return the lines outside tables and the tables of a page, from its top to its foot."""
    tables = page.find_tables()
    if len(tables) > TABLES:
        sys.exit(f"more than {TABLES} tables on page {number}")
    tables.sort(key=lambda table: (table.bbox[1], table.bbox[0]))
    placed = [
        (table.bbox[1], ["table", f"page {number}, table {n}", cells_of(table)])
        for n, table in enumerate(tables, 1)
    ]
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda character: not any(_inside(character, box) for box in boxes))
    for line in outside.extract_text_lines(return_chars=False):
        if line["text"].strip():
            placed.append((line["top"], ["line", f"page {number}", line["text"]]))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def cells_of(table: Any) -> list[Any]:
    """Return text, row, column and spans of every cell, from the lines that bound it."""
    lefts = _distinct(box[0] for box in table.cells)
    tops = _distinct(box[1] for box in table.cells)
    cells = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is None:
                continue
            left, top, right, foot = box
            column, line = bisect_left(lefts, left - NEAR), bisect_left(tops, top - NEAR)
            columns = bisect_left(lefts, right - NEAR) - column
            lines = bisect_left(tops, foot - NEAR) - line
            cells.append([text or "", line, column, max(lines, 1), max(columns, 1)])
    return cells


def _distinct(edges: Any) -> list[float]:
    ordered = sorted(set(edges))
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > NEAR]


def _inside(character: Any, box: Any) -> bool:
    middle_x, middle_y = (
        (character["x0"] + character["x1"]) / 2,
        (character["top"] + character["bottom"]) / 2,
    )
    return bool(box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3])


if __name__ == "__main__":
    try:
        main(sys.stdin.buffer.read())
    except MemoryError:
        sys.exit("more than 2 GB of memory")
    except Exception as error:  # whatever the reader of PDF trips over, in one line
        sys.exit(f"{type(error).__name__}: {error}")
