"""The one reader of tables: a grid becomes numbers, each with its labels joined.

Rows above the first head are lines (titles, conditions, units). A row of heads begins a band, which
lasts until the next row of heads; columns whose heads say so, and those before the first column of
numbers, hold labels. The labels of row, column and section are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from helpers.sources import names
from helpers.sources.documents import Document, Grid, Paragraph
from helpers.sources.labels import LONGEST, UNSURE, Label, dated, joined, period_of, role, say
from helpers.sources.units import number, pair

HEADING_LINES = 4
HEAD_WITHIN, HEAD_ROWS = 60, 4  # rows from the top, and rows of one head
SAMPLE = 200  # rows that decide which columns hold numbers
DASHES = ("-", "--", "…", "...", ".", "n.a.")
LEVELS = frozenset({"value", "volume", "daily_avg", "unit_value"})  # their growth is reported
MERGED = ("period", "name", "country")
SUBJECTS = ("country", "name", "hs", "code")
SUMS = ("총계", "합계", "계", "총합계", "TOTAL", "소계", "GRANDTOTAL", "SUBTOTAL")
FOOT = re.compile(r"[※*▶]|주\)|주:|\(?자료|\(?출처|K-STAT|한국무역협회|관세청")
PADDED = re.compile(r"(?:19|20)\d\d\.0[1-9]")
PAGE_NUMBER = re.compile(r"(?:- ?)?\d{1,3}(?: ?-)?")


@dataclass(frozen=True)
class LabelledNumber:
    """A number of a table with its label.

    Attributes
    ----------
    text, value : str, Decimal or None
        As written, and as a number; None for a dash.
    label : Label
        The labels of row, column and section, joined.
    place : str
        Its place, as a reader names it.
    row : str
        The texts of its row's labels.
    is_sum : bool
        Whether its row is one of totals.
    hs : str
        The HS code of its row; empty where there is none.
    column : int
        The number of its column, from 0.
    """

    text: str
    value: Decimal | None
    label: Label
    place: str
    row: str = ""
    is_sum: bool = False
    hs: str = ""
    column: int = 0


@dataclass
class Reading:
    """What was read of one table.

    Attributes
    ----------
    table : Grid
        The table itself.
    lines : tuple of str
        The lines above it, the nearest first.
    cells : list of LabelledNumber
        Its numbers and dashes.
    heads : list of str
        The heads that were found.
    odd_periods, odd_texts : list of tuple
        Place and text of labels that should be a period, and of cells that should be a number.
    goes_on : bool
        Whether it continues the table before it.
    """

    table: Grid
    lines: tuple[str, ...] = ()
    cells: list[LabelledNumber] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    odd_periods: list[tuple[str, str]] = field(default_factory=list)
    odd_texts: list[tuple[str, str]] = field(default_factory=list)
    goes_on: bool = False


@dataclass
class Band:
    """Rows under one head."""

    heads: list[list[str]]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def readings(
    document: Document, data_dir: Path | None = None, by_hs: bool = False
) -> Iterator[Reading]:
    """Read every table of more than two cells with the lines above it.

    A table that goes on at the top of the next page keeps its lines, and its heads where they are
    not repeated. `by_hs`: a head 품목코드 is over codes of the Harmonised System.
    """
    before: Reading | None = None
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if not PAGE_NUMBER.fullmatch(names.tidy(block.text)):
                lines.append(block.text)
        elif block.is_frame:
            lines += [line for text in block.texts for line in text.splitlines()]
        else:
            before = _continued(block, lines, before, data_dir) or read(
                block, lines, data_dir, by_hs
            )
            lines = []
            yield before


def _continued(
    table: Grid, lines: list[str], before: Reading | None, data_dir: Path | None
) -> Reading | None:
    """Read a table that goes on from the page before; None where it is a table of its own."""
    if (
        before is None or lines or table.is_sheet
        or before.table.at.split(",")[0] == table.at.split(",")[0]
        or len(before.table.grid[0]) != len(table.grid[0])
    ):  # fmt: skip
        return None
    start = _first_head(table.grid, data_dir)
    head = [] if start[1] > start[0] else before.table.grid[slice(*_first_head(before.table.grid))]
    reading = read(replace(table, grid=[*head, *table.grid]), before.lines[::-1], data_dir)
    reading.goes_on = True
    return reading


def read(
    table: Grid, lines: Sequence[str] = (), data_dir: Path | None = None, by_hs: bool = False
) -> Reading:
    """Read one table with the lines above it.

    Examples
    --------
    >>> table = Grid("page 1, table 1", [["지역", "수출액", "증감률"], ["중국", "108.7", "△2.9"]])
    >>> for cell in read(table).cells:
    ...     print(cell.value, cell.label.code, cell.label.flow, cell.label.measure, cell.place)
    108.7 china exports value page 1, table 1, row 중국, column 수출액
    -2.9 china exports yoy_pct page 1, table 1, row 중국, column 증감률
    """
    grid = _spelled(table.grid)
    start, end = _first_head(grid, data_dir)
    inside = [t for row in grid[:start] for t in dict.fromkeys(row) if t.strip()]
    corner = [t for row in grid[start:end] for t in dict.fromkeys(row) if "단위" in t]
    near = [*(lines if table.is_sheet else lines[-HEADING_LINES:]), *inside, *corner]
    kept = near if table.is_sheet else [line for line in near if len(line) <= LONGEST]
    reading = Reading(table, tuple(reversed(kept)))
    for band in _bands(grid, start, end, data_dir):
        _read_band(band, reading, data_dir, by_hs)
    return reading


def _first_head(grid: list[list[str]], data_dir: Path | None = None) -> tuple[int, int]:
    """Find the first rows of heads: by their words, else as all rows above a number."""
    for index, row in enumerate(grid[:HEAD_WITHIN]):
        if _is_head(row, data_dir):
            return index, _head_end(grid, index, data_dir)
    for index, row in enumerate(grid[:HEAD_WITHIN]):
        if _has_number(row):
            start = index
            while start and len(set(grid[start - 1])) > 1:
                start -= 1
            return start, index
    return 0, 0


def _is_head(row: list[str], data_dir: Path | None, left: int = 0) -> bool:
    if _has_number(row):
        return False
    texts = {names.tidy(t) for t in row[left:] if t.strip()}
    return sum(_is_known(text, data_dir) for text in texts) >= 2


def _is_known(text: str, data_dir: Path | None) -> bool:
    return ":" not in text and (role(text) is not None or say(text, data_dir).says)


def _head_end(grid: list[list[str]], start: int, data_dir: Path | None) -> int:
    """Return the row after the last that continues the head which begins at a row."""
    for at in range(start + 1, min(len(grid), start + HEAD_ROWS)):
        row = grid[at]
        below = not row[0].strip() or row[0] == grid[at - 1][0]
        known = [t for t in row[1:] if t.strip() and _is_known(names.tidy(t), data_dir)]
        single = len({t for t in row if t.strip()}) < 2
        if single or _has_number(row) or len(known) < (1 if below else 2):
            return at
    return min(len(grid), start + HEAD_ROWS)


def _bands(grid: list[list[str]], start: int, end: int, data_dir: Path | None) -> Iterator[Band]:
    """Part a grid into bands, each with its rows of heads."""
    band = Band(grid[start:end])
    left = len(_label_columns(band, grid[end : end + SAMPLE]))
    index = end
    while index < len(grid):
        if _is_head(grid[index], data_dir, left):
            yield band
            stop = _head_end(grid, index, data_dir)
            band, index = Band(grid[index:stop]), stop
        else:
            band.rows.append((index, grid[index]))
            index += 1
    yield band


def _label_columns(band: Band, rows: list[list[str]]) -> dict[int, str | None]:
    """Return the columns of labels, each with its kind."""
    heads = [_head_texts(band, at) for at in range(len(rows[0]) if rows else 0)]
    roles = [next((r for t in reversed(texts) if (r := role(t))), None) for texts in heads]
    first = next((at for at, kind in enumerate(roles) if kind is None and at and _counts(rows, at)),
                 len(roles))  # fmt: skip
    return {
        at: kind
        for at, kind in enumerate(roles)
        if kind is not None or (at < first and not (_counts(rows, at) and any(heads[at])))
    }


def _counts(rows: list[list[str]], at: int) -> bool:
    """Return whether most texts of a column are numbers."""
    texts = [row[at] for row in rows if row[at].strip()]
    return sum(_is_amount(names.tidy(text)) for text in texts) * 2 > len(texts)


def _head_texts(band: Band, at: int) -> list[str]:
    """List the texts over a column; one over several columns counts for all of them."""
    texts = []
    for index, row in enumerate(band.heads):
        across = at
        if index + 1 < len(band.heads) and band.heads[-1][at].strip():
            while across > 1 and not row[across].strip():
                across -= 1
        texts.append(row[across])
    return [text for text in texts if text.strip() and len(set(band.heads[0])) > 1]


def _read_band(band: Band, reading: Reading, data_dir: Path | None, by_hs: bool) -> None:
    """Add the numbers of a band to what was read."""
    rows = [row for _, row in band.rows]
    if not rows:
        return
    width = len(rows[0])
    labels = _label_columns(band, rows[:SAMPLE])
    heads = [_head_texts(band, at) for at in range(width)]
    if by_hs:
        labels |= {at: "hs" for at in labels if "품목코드" in map(names.squeezed, heads[at])}
    reading.heads += [" ".join(dict.fromkeys(texts)) for texts in heads if texts]
    numbers = [at for at in range(width) if at not in labels]
    columns = dict(zip(numbers, _columns([heads[at] for at in numbers], data_dir), strict=True))
    filled = _filled(band.rows, labels) if reading.table.is_sheet else band.rows
    lines = [_Row(at, row, labels, reading, data_dir) for at, row in filled]
    of_rows = dated([line.label for line in lines])
    section = Label()
    for line, label in zip(lines, of_rows, strict=True):
        if line.is_foot:
            continue
        if line.is_section:
            section = label if label.says or len(set(line.row)) == 1 else section
            continue
        for at in numbers:
            head = " ".join(dict.fromkeys(names.tidy(t) for t in heads[at])) or str(at + 1)
            line.read(at, head, label.within(columns[at]).within(section))


def _filled(
    rows: list[tuple[int, list[str]]], labels: dict[int, str | None]
) -> list[tuple[int, list[str]]]:
    """Fill the blank labels of a merged column from above.

    "2023.1" is October where the column writes other months with a nought, as 2023.09.
    """
    filled = []
    padded = {
        at for at, kind in labels.items()
        if kind == "period" and any(PADDED.fullmatch(row[at].strip()) for _, row in rows)
    }  # fmt: skip
    above: dict[int, str] = {}
    for index, row in rows:
        texts = {at: row[at].strip() for at, kind in labels.items() if kind in MERGED}
        is_sum = any(names.squeezed(text) in SUMS for text in texts.values())
        if any(texts.values()) and not is_sum:
            kept = list(row)
            for at, text in texts.items():
                if at in padded and text.endswith(".1") and UNSURE.fullmatch(text):
                    kept[at] = f"{text}0"
                elif text:
                    above[at] = row[at]
                elif at in above and any(texts[other] for other in texts if other > at):
                    kept[at] = above[at]
            row = kept
        filled.append((index, row))
    return filled


def _columns(heads: list[list[str]], data_dir: Path | None) -> list[Label]:
    """Read the heads of the columns of numbers.

    Growth without a subject is that of the column to its left, which must be one of values
    or weights, and have no second growth beside it where there are weights.
    """
    columns = dated([joined(texts, data_dir) for texts in heads])
    weighed = any("volume" in column.measures for column in columns)
    silent = [column.measures == {"yoy_pct"} for column in columns]
    for at, column in enumerate(columns):
        left = columns[at - 1] if at else Label()
        if not silent[at] or column.flow not in (None, left.flow):
            continue
        level = left.measures & {"value", "volume"}
        twice = any(silent[max(0, at - 1) : at] + silent[at + 1 : at + 2])
        if weighed and (twice or not (level or left.flow)):
            columns[at] = replace(column, other="growth of what is not said")
        elif not left.measures & {"yoy_pct"}:
            measures = column.measures | (level - {"value"})
            columns[at] = replace(column, flow=column.flow or left.flow, measures=measures)
    return columns


class _Row:
    """A row of a band: its labels joined, and its numbers."""

    def __init__(
        self, index: int, row: list[str], labels: dict[int, str | None], reading: Reading,
        data_dir: Path | None,
    ) -> None:  # fmt: skip
        self.row, self.reading = row, reading
        texts = {at: names.tidy(row[at]) for at in labels}
        self.name = " ".join(dict.fromkeys(text for text in texts.values() if text))
        self.is_sum = any(names.squeezed(text) in SUMS for text in texts.values())
        self.is_foot = bool(FOOT.match(row[0].strip().upper()))
        filled = {text for text in row if text.strip()}
        self.is_section = not any(map(_is_number, filled)) and (
            len(set(row)) == 1 or (len(filled) == 1 and bool(row[0].strip()))
        )
        self.hs, self.odd = "", ""
        self.label = Label()
        self.names = [at for at, kind in labels.items() if kind in SUBJECTS]
        self.by_hs = "hs" in labels.values()
        sheet = f"{reading.table.at}, " if reading.table.at else ""
        self.place = (
            f"{sheet}row {index + 1}" if reading.table.is_sheet
            else f"{reading.table.at}, row {self.name or index + 1}"
        )  # fmt: skip
        for at, kind in labels.items():
            self.label = self._read(texts[at], kind, data_dir).within(self.label)
        if reading.table.is_sheet and self.names and not any(texts[at] for at in self.names):
            self.label = replace(self.label, other=self.label.other or "the row names no subject")

    def _read(self, text: str, kind: str | None, data_dir: Path | None) -> Label:
        if not text or kind == "skip" or (kind == "code" and not self.reading.table.is_sheet):
            return Label()
        if kind == "period":
            when = period_of(text) or _bare(text)
            if when is None and not self.is_sum:
                self.odd = text
            return when or Label()
        if kind in ("hs", "code"):
            self.hs = hs_code(text) if kind == "hs" else self.hs
            return Label()
        if kind == "name" and self.by_hs:
            return Label()  # the code is enough, and the name need not be one of the catalogue
        label = say(text, data_dir)
        return Label(units=label.units) if kind == "unit" else label

    def read(self, at: int, head: str, label: Label) -> None:
        """Add the numbers of a cell."""
        text = names.tidy(self.row[at])
        if not text:
            return
        if text in DASHES:
            values: Sequence[Decimal | None] = [None]
        else:
            value = number(text)
            values = [value] if value is not None else pair(text) or ()
        in_brackets = text.startswith("(") and not self.reading.table.is_sheet
        if text.startswith("(") and not in_brackets and "%" not in text:
            values = ()  # a minus for some, and none for others
        if not values and not label.other:
            self.reading.odd_texts.append((f"{self.place}, column {head}", text))
        if values and self.odd:
            self.reading.odd_periods.append((self.place, self.odd))
            self.odd = ""
        for nth, value in enumerate(values):
            if (nth or in_brackets or "%" in text.partition("(")[0]) and label.measures <= LEVELS:
                label = replace(label, measures=label.measures | {"yoy_pct"})
            place = f"{self.place}, column {head}"
            self.reading.cells.append(
                LabelledNumber(text, value, label, place, self.name, self.is_sum, self.hs, at)
            )


def _bare(text: str) -> Label | None:
    """Read a bare number under a head of periods as a month or a year."""
    if not re.fullmatch(r"\d{1,2}", text) or not 1 <= int(text) <= 12:
        return None
    return Label(month=int(text))


def hs_code(text: str) -> str:
    """Return an HS code as text, without the ".0" a spreadsheet adds; blank where it is none.

    Examples
    --------
    >>> hs_code("8542321010.0"), hs_code("8542.32"), hs_code("총계")
    ('8542321010', '854232', '')
    """
    plain = re.sub(r"\.0$", "", text.strip()).replace(".", "").replace("-", "").replace(" ", "")
    return plain if plain.isdigit() and plain.isascii() and len(plain) <= 10 else ""


def _spelled(grid: list[list[str]]) -> list[list[str]]:
    """Write "월" to the bare numbers that go on a row or first column of months."""
    rows = [[*line[:1], *_spell(line[1:])] for line in grid]
    first = _spell([line[0] for line in rows])
    return [[text, *line[1:]] for text, line in zip(first, rows, strict=True)]


def _spell(texts: list[str]) -> list[str]:
    spelled = []
    last = None
    for text in texts:
        plain = text.strip("() ")
        if last and plain == str(last % 12 + 1):
            last = int(plain)
            spelled.append(f"{plain}월")
            continue
        when = period_of(names.tidy(text)) if text and len(text) < 20 else None
        last = when.month if when else None
        spelled.append(text)
    return spelled


def _has_number(row: list[str]) -> bool:
    return any(_is_amount(names.tidy(text)) for text in row[1:] if text)


def _is_number(text: str) -> bool:
    plain = names.tidy(text)
    return plain in DASHES or number(plain) is not None or pair(plain) is not None


def _is_amount(plain: str) -> bool:
    return _is_number(plain) and period_of(plain) is None
