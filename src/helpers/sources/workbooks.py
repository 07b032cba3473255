"""Workbooks and CSV files as sheets of text, within bounds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from helpers.errors import IngestError
from helpers.sources.documents import members

ROWS, COLUMNS, CELLS = 60_000, 300, 1_500_000
XLS_BYTES = 10_000_000  # the old kind holds a cell in six bytes, and all of it is read at once
DECIMALS = 8  # what lies beyond is the noise of binary fractions
# One of these must be read in a text file, or it was decoded wrongly.
EXPECTED = ("수출", "수입", "기간", "품목", "국가", "년월", "금액", "무역")
EXPECTED_ENGLISH = ("export", "import")


@dataclass(frozen=True)
class Sheet:
    """A sheet as rows of text, blank where nothing stands."""

    name: str
    rows: list[list[str]]


def sheets(content: bytes, kind: str, name: str) -> list[Sheet]:
    r"""Read the sheets of an xlsx, xls or text file.

    Raises
    ------
    IngestError
        When the file is broken or out of bounds, or a text is in no known encoding.

    Examples
    --------
    >>> sheets("기간,수출 금액\n2023.12,1\n".encode("cp949"), "text", "a.csv")
    [Sheet(name='', rows=[['기간', '수출 금액'], ['2023.12', '1']])]
    """
    if kind == "xlsx":
        return _xlsx(content, name)
    if kind == "xls":
        return _xls(content, name)
    return [Sheet("", _csv(decoded(content, name), name))]


def decoded(content: bytes, name: str) -> str:
    """Decode a text as UTF-8, else as CP949; never without a word that must be there.

    Raises
    ------
    IngestError
        When neither gives a text in which an expected word stands.

    Examples
    --------
    >>> decoded("기간,수출 금액".encode("cp949"), "a.csv")
    '기간,수출 금액'
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(w in text for w in EXPECTED) or any(w in text.lower() for w in EXPECTED_ENGLISH):
            return text
    allowed = f"UTF-8 or CP949 with one of {', '.join(EXPECTED)} in the header"
    raise IngestError.of(name, "the header", content[:40], allowed)


def _csv(text: str, name: str) -> list[list[str]]:
    head = text[:4000]
    delimiter = max(",\t;", key=head.count)
    try:
        return _bounded(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), name)
    except csv.Error as error:
        raise IngestError.of(name, "the file", str(error), "well-formed CSV") from error


def _xlsx(content: bytes, name: str) -> list[Sheet]:
    held = members(content, name)  # sizes, and no XML with entities
    if any(data.count(b"<row") > ROWS for data in held.values()):
        raise _too_much(name)  # known before the slow part
    import openpyxl  # type: ignore[import-untyped]

    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions, never of cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is not believed
            rows = sheet.iter_rows(max_row=ROWS + 1)
            found.append(Sheet(sheet.title, _bounded((map(_cell, row) for row in rows), name)))
        return found
    except IngestError:
        raise
    except Exception as error:  # the reader raises whatever a broken part makes it trip over
        raise _broken(name, error) from error


def _xls(content: bytes, name: str) -> list[Sheet]:
    import xlrd  # type: ignore[import-untyped]

    if len(content) > XLS_BYTES:
        allowed = f"at most {XLS_BYTES:,} bytes"
        raise IngestError.of(name, "the workbook", f"{len(content):,} bytes", allowed)
    quiet = io.StringIO()  # it prints what it finds odd
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=quiet, ragged_rows=True)
        return [
            Sheet(
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
    return _text(cell.value, "%" in str(getattr(cell, "number_format", "")))


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
