"""Documents as text and tables: the content of a PDF or HWPX file by place, within bounds.

Nothing of a file is trusted: sizes, members and text are capped, XML may hold no document type,
nothing is ever extracted to disk, and a PDF is read in a process of its own with a limit on time
and memory (`pdf.py`).
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import IngestError

FILE_BYTES = 30_000_000
MEMBERS = 2_000
MEMBER_BYTES = 40_000_000
ALL_BYTES = 120_000_000
RATIO = 200  # of a member's size to its compressed size, once it is larger than RATIO_FROM
RATIO_FROM = 1_000_000
SECTION_BYTES = 16_000_000  # a section of 30 pages with tables takes about 3 million
ROWS, COLUMNS = 4_000, 300
TABLES, PARAGRAPHS = 2_000, 200_000
PDF_SECONDS = 60
PDF_SCRIPT = Path(__file__).with_name("pdf.py")

HTML = (b"<!doctype html", b"<html", b"<head", b"<script", b"<!--", b"<meta", b"<table", b"<style")
HWPX = "application/hwp+zip"
PARAGRAPH = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


@dataclass(frozen=True)
class Paragraph:
    """A line of text; `at` says where, as "page 2" or "section 1"."""

    text: str
    at: str


@dataclass(frozen=True)
class GridCell:
    """A cell of a table; rows and columns are counted from 0, a merged cell counts once."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """A table as rows of texts, all of one length, blank where a cell is missing.

    Attributes
    ----------
    at : str
        Its place, as "page 3, table 2" or "sheet 품목별".
    grid : list of list of str
        A merged cell of a release shows in all the places it covers.
    is_sheet : bool
        Whether it is the sheet of a workbook or text, with its own lines above its heads.
    is_frame : bool
        Whether it is no table but a frame around a line or two.
    """

    at: str
    grid: list[list[str]]
    is_sheet: bool = False
    is_frame: bool = False

    @classmethod
    def of(cls, at: str, cells: Sequence[GridCell], is_sheet: bool = False) -> Grid:
        """Make a table of cells with their places.

        Examples
        --------
        >>> Grid.of("page 1, table 1", (GridCell("수출", 0, 0, 1, 2), GridCell("1", 1, 0))).grid
        [['수출', '수출'], ['1', '']]
        """
        height = max((c.row + c.rows for c in cells), default=0)
        width = max((c.column + c.columns for c in cells), default=0)
        grid = [[""] * width for _ in range(height)]
        for cell in cells:
            for row in grid[cell.row : cell.row + cell.rows]:
                for column in range(cell.column, cell.column + cell.columns):
                    row[column] = cell.text
        return cls(at, grid, is_sheet, is_frame=len(cells) <= 2)

    @property
    def texts(self) -> list[str]:
        """The different texts, in their order."""
        return [text for text in dict.fromkeys(t for row in self.grid for t in row) if text.strip()]


@dataclass(frozen=True)
class Document:
    """Lines and tables in their order."""

    kind: str
    blocks: tuple[Paragraph | Grid, ...]


def read_bytes(path: str | Path) -> bytes:
    """Read a file that is not larger than a release or an export can be.

    Raises
    ------
    IngestError
        When there is no such file, it is empty, or larger than 30 million bytes.

    Examples
    --------
    >>> len(read_bytes(PDF_SCRIPT)) == PDF_SCRIPT.stat().st_size
    True
    """
    path = Path(path)
    try:
        with path.open("rb") as handle:
            content = handle.read(FILE_BYTES + 1)
    except OSError as error:
        problem = error.strerror or str(error)
        raise IngestError.of(path.name, "the file", problem, "a file that can be read") from error
    if not content:
        raise IngestError.of(path.name, "the file", "nothing in it", "a file with content")
    if len(content) > FILE_BYTES:
        excess = f"more than {FILE_BYTES:,} bytes"
        raise IngestError.of(path.name, "the file", excess, f"at most {FILE_BYTES:,} bytes")
    return content


def kind_of(content: bytes, name: str) -> str:
    """Return what a file is by its content: PDF, HWPX, xlsx, xls, HTML or text.

    Raises
    ------
    IngestError
        For anything else: HWP 5, another archive, a picture.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7", "a.xls"), kind_of("기간,수출".encode("cp949"), "a.pdf")
    ('PDF', 'text')
    """
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in content[:1024].lower():
        return "PDF"
    if start.startswith(HTML):
        return "HTML"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if b"HWP Document File" in content:
            raise IngestError.of(name, "the file", "HWP 5", f"{ALLOWED}: save it as HWPX or PDF")
        return "xls"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in content[:4096] or start.startswith(b"<"):
        raise IngestError.of(name, "the file", content[:16], ALLOWED)
    return "text"


def _kind_of_archive(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = set(archive.namelist()[:MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise IngestError.of(name, "the archive", str(error), "a whole ZIP archive") from error
    if "xl/workbook.xml" in inside:
        return "xlsx"
    if "mimetype" in inside:
        return "HWPX"
    raise IngestError.of(name, "the archive", "neither a workbook nor HWPX", ALLOWED)


def members(content: bytes, name: str) -> dict[str, bytes]:
    """Unpack a ZIP in memory, within bounds; names that point elsewhere are left out.

    Raises
    ------
    IngestError
        When the archive is broken, encrypted, holds too many or too large members, one that is
        packed suspiciously well, or XML with a document type or entities.

    Examples
    --------
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("a.txt", "1")
    ...     archive.writestr("../b.txt", "2")
    >>> members(packed.getvalue(), "a.zip")
    {'a.txt': b'1'}
    """
    unpacked: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MEMBERS:
                excess = f"{len(infos):,} members"
                raise IngestError.of(name, "the archive", excess, f"at most {MEMBERS:,}")
            for info in infos:
                if info.is_dir() or _strays(info.filename):
                    continue
                if info.flag_bits & 1:
                    raise IngestError.of(name, f"member {info.filename}", "encrypted", "plain text")
                with archive.open(info) as member:
                    data = member.read(MEMBER_BYTES + 1)
                total += len(data)
                _require_bounds(name, info, len(data), total)
                if info.filename.lower().endswith((".xml", ".hpf", ".rels", ".rdf")):
                    _require_plain_xml(name, info.filename, data)
                unpacked[info.filename] = data
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
            NotImplementedError, OverflowError) as error:  # fmt: skip
        raise IngestError.of(name, "the archive", str(error), "a whole ZIP archive") from error
    return unpacked


def _strays(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return member.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in member


def _require_bounds(name: str, info: zipfile.ZipInfo, size: int, total: int) -> None:
    packed = max(info.compress_size, 1)
    if size > MEMBER_BYTES or total > ALL_BYTES:
        allowed = f"at most {MEMBER_BYTES:,} bytes a member and {ALL_BYTES:,} in all"
        raise IngestError.of(name, f"member {info.filename}", "too much when unpacked", allowed)
    if size > RATIO_FROM and size / packed > RATIO:
        excess = f"{size:,} bytes packed into {packed:,}"
        raise IngestError.of(name, f"member {info.filename}", excess, f"at most {RATIO} to one")


def _require_plain_xml(name: str, member: str, data: bytes) -> None:
    # XML may come in UTF-8 or UTF-16: without the zero bytes the marks read the same
    plain = data.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        allowed = "XML without a document type and entities"
        raise IngestError.of(name, f"member {member}", "a document type", allowed)


def read_hwpx(content: bytes, name: str) -> Document:
    """Read an HWPX file: the lines and tables of its sections, in their order.

    Cells are placed by their address, not by their order, so that merged cells do not shift their
    neighbours. A table inside a cell is a table of its own, after the outer one.

    Raises
    ------
    IngestError
        When the archive is no HWPX, out of bounds, or its XML cannot be read.
    """
    unpacked = members(content, name)
    mimetype = unpacked.get("mimetype", b"").strip()
    if mimetype != HWPX.encode():
        raise IngestError.of(name, "member mimetype", mimetype.decode("ascii", "replace"), HWPX)
    sections = sorted(
        (m for m in unpacked if m.startswith("Contents/section") and m.endswith(".xml")),
        key=lambda member: (len(member), member),
    )
    if not sections:
        raise IngestError.of(name, "the archive", "no section", "Contents/section0.xml")
    blocks: list[Paragraph | Grid] = []
    for number, member in enumerate(sections, 1):
        blocks += _section(_parse(unpacked[member], name, member), f"section {number}", name)
    return Document("HWPX", tuple(blocks))


def _parse(data: bytes, name: str, member: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if len(data) > SECTION_BYTES:
        excess = f"{len(data):,} bytes"
        raise IngestError.of(name, f"member {member}", excess, f"at most {SECTION_BYTES:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IngestError.of(name, f"member {member}", str(error), "well-formed XML") from error


def _section(root: Any, at: str, name: str) -> list[Paragraph | Grid]:
    blocks: list[Paragraph | Grid] = []
    tables = 0
    for number, element in enumerate(root.iter(f"{PARAGRAPH}p", f"{PARAGRAPH}tbl")):
        if number > PARAGRAPHS:
            raise IngestError.of(name, at, "too much text", f"at most {PARAGRAPHS:,} paragraphs")
        if element.tag == f"{PARAGRAPH}tbl":
            tables += 1
            if tables > TABLES:
                raise IngestError.of(name, at, "too many tables", f"at most {TABLES:,}")
            blocks.append(Grid.of(f"{at}, table {tables}", list(_cells(element, name, at))))
        elif next(element.iterancestors(f"{PARAGRAPH}tbl"), None) is None:
            text = _text(element)
            blocks += [Paragraph(line, at) for line in text.splitlines() if line.strip()]
    return blocks


def _cells(table: Any, name: str, at: str) -> Iterator[GridCell]:
    taken = 0
    for element in table.iterfind(f"{PARAGRAPH}tr/{PARAGRAPH}tc"):
        address = element.find(f"{PARAGRAPH}cellAddr")
        span = element.find(f"{PARAGRAPH}cellSpan")
        if address is None:
            raise IngestError.of(name, at, "a cell without an address", "hp:cellAddr in each cell")
        row, column = (_count(address, key, name, at) for key in ("rowAddr", "colAddr"))
        rows, columns = (
            1 if span is None else _count(span, key, name, at) for key in ("rowSpan", "colSpan")
        )
        taken += rows * columns
        if row + rows > ROWS or column + columns > COLUMNS or taken > ROWS * COLUMNS:
            excess = f"a cell at row {row + rows}, column {column + columns}"
            allowed = f"at most {ROWS:,} rows and {COLUMNS} columns"
            raise IngestError.of(name, at, excess, allowed)
        inner = element.iterfind(f"{PARAGRAPH}subList/{PARAGRAPH}p")
        text = "\n".join(line for line in map(_text, inner) if line.strip())
        yield GridCell(text, row, column, max(rows, 1), max(columns, 1))


def _count(element: Any, key: str, name: str, at: str) -> int:
    text = element.get(key, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise IngestError.of(name, f"{at}, {key}", text, "a whole number")
    return int(text)


def _text(paragraph: Any) -> str:
    """Join the texts of a paragraph's own runs, without the tables in it."""
    return "".join(map(_run, paragraph.iterfind(f"{PARAGRAPH}run/{PARAGRAPH}t")))


def _run(element: Any) -> str:
    marks = {f"{PARAGRAPH}lineBreak": "\n", f"{PARAGRAPH}tab": " ", f"{PARAGRAPH}nbSpace": " "}
    parts = [element.text or ""]
    for child in element:
        parts += [marks.get(child.tag, "".join(child.itertext())), child.tail or ""]
    return "".join(parts)


def read_pdf(content: bytes, name: str) -> Document:
    """Read a PDF with a text layer: the lines and ruled tables of its pages, in their order.

    `pdfplumber` does it, since it gives tables by their ruling lines and cells with their place;
    it runs in a process of its own that may use a minute of processor time and 2 GB of memory.

    Raises
    ------
    IngestError
        When the file cannot be read within these bounds, or has no text.
    """
    command = [sys.executable, "-I", str(PDF_SCRIPT)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PDF_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        allowed = f"a PDF that is read in {PDF_SECONDS} seconds"
        raise IngestError.of(name, "the file", "no end in sight", allowed) from error
    if done.returncode:
        messages = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it was stopped"]
        raise IngestError.of(name, "the file", messages[-1][:200], PDF_ALLOWED)
    blocks: list[Paragraph | Grid] = []
    for kind, at, part in json.loads(done.stdout):
        if kind == "line":
            blocks.append(Paragraph(part, at))
        else:
            blocks.append(Grid.of(at, [GridCell(*cell) for cell in part]))
    if not blocks:
        raise IngestError.of(name, "the file", "no text", "a PDF with a text layer, no scan")
    return Document("PDF", tuple(blocks))


ALLOWED = "a release as PDF or HWPX, or an export as xlsx, xls, csv or a table of HTML"
PDF_ALLOWED = "a PDF of at most 80 pages that is read in a minute and 2 GB of memory"
