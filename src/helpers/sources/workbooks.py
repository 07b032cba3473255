"""Workbooks, CSV and HTML files as tables of text, within bounds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from helpers.errors import IngestError
from helpers.sources.documents import (
    ALLOWED,
    TABLES,
    Document,
    Grid,
    GridCell,
    Paragraph,
    members,
)

ROWS, COLUMNS, CELLS = 60_000, 300, 1_500_000
XLS_BYTES = 10_000_000  # the old kind holds a cell in six bytes, and all of it is read at once
DECIMALS = 8  # what lies beyond is the noise of binary fractions
# One of these must be read in a text file, or it was decoded wrongly.
EXPECTED = ("수출", "수입", "기간", "품목", "국가", "년월", "금액", "무역")
EXPECTED_ENGLISH = ("export", "import")
YEAR = re.compile(r"(?:19|20)\d\d\.\d")
PAGE = "a web page, perhaps of an error"


def read_sheets(content: bytes, kind: str, name: str) -> Document:
    r"""Read the sheets of an xlsx, xls, HTML or text file as tables.

    Raises
    ------
    IngestError
        When the file is broken or out of bounds, or a text is in no known encoding.

    Examples
    --------
    >>> read_sheets("기간,수출 금액\n2023.12,1\n".encode("cp949"), "text", "a.csv").blocks[0].grid
    [['기간', '수출 금액'], ['2023.12', '1']]
    """
    if kind == "HTML":
        return Document(kind, tuple(_html(content, name)))
    if kind == "text":
        sheets = [("", _csv(decoded(content, name), name))]
    else:
        sheets = _xlsx(content, name) if kind == "xlsx" else _xls(content, name)
    blocks: list[Paragraph | Grid] = []
    for title, rows in sheets:
        width = max(map(len, rows), default=0)
        grid = [[*row, *[""] * (width - len(row))] for row in rows]
        if title:
            blocks.append(Paragraph(title, f"sheet {title}"))
        blocks.append(Grid(f"sheet {title}" if title else "", grid, is_sheet=True))
    return Document("CSV" if kind == "text" else kind, tuple(blocks))


def _html(content: bytes, name: str) -> Iterator[Paragraph | Grid]:
    """Read the innermost tables of a page, each with the text above it."""
    from lxml import html  # type: ignore[import-untyped]

    try:
        root = html.fromstring(decoded(content, name))
    except (IngestError, ValueError, AssertionError, html.etree.LxmlError) as error:
        raise IngestError.of(name, "the file", PAGE, ALLOWED) from error
    tables = [table for table in root.iter("table") if next(table.iter("table"), table) is table]
    leaves = [table for table in tables if sum(1 for _ in table.iter("table")) == 1]
    if not leaves:
        raise IngestError.of(name, "the file", PAGE, ALLOWED)
    for title in root.iter("title", "h1", "h2", "h3", "caption"):
        yield Paragraph(" ".join(title.text_content().split()), "the page")
    for number, table in enumerate(leaves[:TABLES], 1):
        cells = list(_html_cells(table, name))
        if cells:
            yield Grid.of(f"table {number}", cells, is_sheet=True)


def _html_cells(table: Any, name: str) -> Iterator[GridCell]:
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for element in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            rows, columns = (
                min(int(text), COLUMNS) if (text := element.get(key, "1")).isdecimal() else 1
                for key in ("rowspan", "colspan")
            )
            taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
            if row >= ROWS or column > COLUMNS or len(taken) > CELLS:
                raise _too_much(name)
            text = " ".join(element.text_content().split())
            yield GridCell(text, row, column, max(rows, 1), max(columns, 1))
            column += columns


def decoded(content: bytes, name: str) -> str:
    """Decode a text as UTF-8, else as CP949; never without a word that must be there.

    Raises
    ------
    IngestError
        When neither gives a text with an expected word.

    Examples
    --------
    >>> decoded("기간,수출 금액".encode("cp949"), "a.csv")
    '기간,수출 금액'
    """
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(w in text for w in EXPECTED) or any(w in text.lower() for w in EXPECTED_ENGLISH):
            return text
    allowed = f"UTF-8 or CP949 with one of {', '.join(EXPECTED)} in the header"
    raise IngestError.of(name, "the header", content[:40], allowed)


def _csv(text: str, name: str) -> list[list[str]]:
    head = [line for line in text[:4000].splitlines() if line.strip()]
    delimiter = next((d for d in "\t;|" if 2 * sum(d in line for line in head) > len(head)), ",")
    try:
        return _bounded(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), name)
    except csv.Error as error:
        raise IngestError.of(name, "the file", str(error), "well-formed CSV") from error


def _xlsx(content: bytes, name: str) -> list[tuple[str, list[list[str]]]]:
    unpacked = members(content, name)  # sizes, and no XML with entities
    if any(data.count(b"<row") > ROWS for data in unpacked.values()):
        raise _too_much(name)  # known before the slow part
    import openpyxl  # type: ignore[import-untyped]

    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions, never of cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # the size that a file states is not trusted
            rows = sheet.iter_rows(max_row=ROWS + 1)
            sheets.append((sheet.title, _bounded((map(_cell, row) for row in rows), name)))
        return sheets
    except IngestError:
        raise
    except Exception as error:  # the reader raises whatever a broken part makes it trip over
        raise _broken(name, error) from error


def _xls(content: bytes, name: str) -> list[tuple[str, list[list[str]]]]:
    import xlrd  # type: ignore[import-untyped]

    if len(content) > XLS_BYTES:
        allowed = f"at most {XLS_BYTES:,} bytes"
        raise IngestError.of(name, "the workbook", f"{len(content):,} bytes", allowed)
    quiet = io.StringIO()  # it prints warnings
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=quiet, ragged_rows=True)
        return [
            (
                sheet.name,
                _bounded(
                    (
                        [_old_cell(c, book.datemode) for c in sheet.row(r)]
                        for r in range(sheet.nrows)
                    ),
                    name,
                ),
            )
            for sheet in book.sheets()
        ]
    except IngestError:
        raise
    except Exception as error:  # the reader raises whatever a broken part makes it trip over
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> IngestError:
    return IngestError.of(name, "the workbook", f"{type(error).__name__}: {error}", "a whole one")


def _too_much(name: str) -> IngestError:
    allowed = f"at most {ROWS:,} rows, {COLUMNS} columns and {CELLS:,} cells"
    return IngestError.of(name, "the file", "more", allowed)


def _bounded(rows: Iterable[Iterable[str]], name: str) -> list[list[str]]:
    kept: list[list[str]] = []
    cells = 0
    for row in rows:
        line = list(row)
        while line and not line[-1].strip():
            line.pop()
        cells += len(line)
        if len(kept) >= ROWS or len(line) > COLUMNS or cells > CELLS:
            raise _too_much(name)
        kept.append(line)
    while kept and not any(text.strip() for text in kept[-1]):
        kept.pop()
    return kept


def _cell(cell: Any) -> str:
    shown = str(getattr(cell, "number_format", ""))
    text = _text(cell.value, "%" in shown)
    if shown == "0.00" and YEAR.fullmatch(text):
        text = f"{float(text):.2f}"  # 2023.1 is shown as 2023.10
    return text


def _old_cell(cell: Any, datemode: int) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        return _text(xlrd.xldate_as_datetime(cell.value, datemode), False)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else _text(cell.value, False)


def _text(value: Any, percent: bool) -> str:
    """Write a cell as text: dates as YYYY-MM-DD, numbers plainly and without a useless ".0"."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float):
        number = Decimal(repr(round(value * 100 if percent else value, DECIMALS)))
        if not number.is_finite():
            return ""
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
