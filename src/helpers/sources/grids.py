"""Cells of a table with what their headers say of them: subject, flow, measure, month, unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from helpers.sources import names
from helpers.sources.documents import Document, Paragraph, Table
from helpers.sources.figures import number, pair, units

HEADING_LINES = 4
HEADING_LENGTH = 80  # a longer line is a sentence

# What a header may say of a period or comparison that is not a month on its year before.
ELSEWHERE = re.compile(
    r"누계|누적|전년동[월기](?!대비|비)|전월|계획|목표|연간|연도별|상반기|하반기|[1-4]/4|분기|전기비|기여도|증감액|순위"
    r"|비고|[1-9]\d?(?:월|일|\.)?~\d{1,2}(?:월|일)"
)
MEASURES = (
    (
        "yoy_pct",
        r"증감[률율]|증가[률율]|증감|전년동[월기]?대비|전년동[월기]?비|전년대비|전년비|YOY",
    ),
    ("daily_avg", r"일평균"),
    ("working_days", r"조업일수"),
    ("share_pct", r"비중|점유율"),
    ("unit_value", r"단가"),
    ("volume", r"물량|중량"),
    ("value", r"금액|수출액|수입액|실적|규모"),
)
FLOWS = (
    ("balance", r"무역수지|수출입차|수지"),
    ("both", r"수출입"),
    ("exports", r"총?수출액?"),
    ("imports", r"총?수입액?"),
)
NEUTRAL = re.compile(
    r"(?:구분|품목|국가|지역|시장|항목|기간|통관기준|당월|금월|주요|\d{1,3}대|별|명|현황|추이|동향|총괄"
    r"|연월|년월|단위|:|월|에너지원|,|/|·|잠정|기준)+"
)
DASHES = ("-", "--", "…", "...", ".", "n.a.")
PAGE_NUMBER = re.compile(r"(?:- ?)?\d{1,3}(?: ?-)?")
YEAR = r"(?:’|(?=(?:19|20)\d\d))((?:19|20)?\d\d)"
DATED = re.compile(rf"\(?{YEAR} ?[.년/-] ?(0?[1-9]|1[0-2]) ?[.월]?\)?(?:\(?[ep잠정]*\)?)?")
DATED_IN = re.compile(rf"{YEAR} ?[.년] ?(0?[1-9]|1[0-2])(?: ?월|(?![\d.]))")
MONTH = re.compile(r"\(?(0?[1-9]|1[0-2]) ?월\)?(?:\([ep잠정]*\))?")
BARE_YEAR = re.compile(rf"{YEAR} ?년?|((?:19|20)\d\d) ?년?")


@dataclass(frozen=True)
class Said:
    """What headers say; None where they are silent."""

    code: str | None = None
    flow: str | None = None
    measures: frozenset[str] = frozenset()
    year: int | None = None
    month: int | None = None
    units: tuple[str, ...] = ()
    elsewhere: bool = False

    def and_(self, other: Said) -> Said:
        """Add what an outer header says where this one is silent."""
        return Said(
            self.code or other.code,
            self.flow if self.flow not in (None, "both") else other.flow or self.flow,
            self.measures | other.measures,
            self.year or other.year,
            self.month or other.month,
            self.units or other.units,
            self.elsewhere or other.elsewhere,
        )

    @property
    def measure(self) -> str | None:
        """The one measure that the headers together mean."""
        held = self.measures - {"value"} or self.measures
        if "yoy_pct" in held and len(held) == 2:
            return f"{next(iter(held - {'yoy_pct'}))}_yoy_pct"
        return next(iter(held)) if len(held) == 1 else None if not held else "unclear"


@dataclass(frozen=True)
class Entry:
    """A number of a table with what is said of it; `row` and `column` as a reader names them."""

    value: Decimal | None  # None where a dash says that there is none
    said: Said
    place: str
    growth: bool = False  # it stands in brackets or with a sign of per cent


@dataclass(frozen=True)
class Headed:
    """A table with the short lines above it, the nearest first, and headers of an earlier page."""

    table: Table
    lines: tuple[str, ...]
    carried: tuple[tuple[str, ...], ...] = ()
    goes_on: bool = False  # it continues the table before it

    @property
    def grid(self) -> list[list[str]]:
        """The texts with the headers of the page before, months spelled out."""
        return _spelled([*map(list, self.carried), *self.table.grid])

    @property
    def heading(self) -> str:
        """The lines above it as one text."""
        return " ".join(reversed(self.lines))


def headed(document: Document) -> list[Headed]:
    """Give every table of more than two cells with the lines that stand above it.

    A table that goes on at the top of the next page keeps its heading, and its headers where they
    are not repeated.
    """
    found: list[Headed] = []
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if not PAGE_NUMBER.fullmatch(names.tidy(block.text)):
                lines.append(block.text)
        elif len(block.cells) <= 2:  # a frame around a line
            lines += [line for cell in block.cells for line in cell.text.splitlines()]
        else:
            found.append(_with_heading(block, lines, found[-1] if found else None))
            lines = []
    return found


def _with_heading(table: Table, lines: list[str], before: Headed | None) -> Headed:
    width = len(table.grid[0])
    goes_on = (
        before is not None
        and not lines
        and before.table.at.split(",")[0] != table.at.split(",")[0]
        and len(before.grid[0]) == width
    )
    if goes_on and before is not None:
        carried = before.grid[: _header_rows(before.grid)] if not _header_rows(table.grid) else []
        return Headed(table, before.lines, tuple(map(tuple, carried)), goes_on=True)
    titles = [line[0] for line in table.grid[:2] if width > 1 and len(set(line)) == 1 and line[0]]
    short = [line for line in [*lines[-HEADING_LINES:], *titles] if len(line) <= HEADING_LENGTH]
    return Headed(table, tuple(reversed(short)))


def about(held: Headed) -> Said:
    """Read the heading of a table: flow, unit, and the month or period it is confined to.

    The line nearest to the table that says something of the kind counts. A unit counts where the
    line says that it is one, or brackets hold nothing else.

    Examples
    --------
    >>> table = Table("page 1, table 1", ())
    >>> said = about(Headed(table, ("(단위 : 억 달러, %)", "12월 9대 지역별 수출")))
    >>> said.flow, said.units
    ('exports', ('억달러', '%'))
    """
    flow, when = None, Said()
    found: tuple[str, ...] = ()
    measures: frozenset[str] = frozenset()
    for line in held.lines:
        plain = names.tidy(line)
        without = plain.replace(" ", "").replace("수출입", "")
        flows = [name for name in ("exports", "imports") if re.search(dict(FLOWS)[name], without)]
        flow = flow or (flows[0] if len(flows) == 1 else None)
        found = found or _unit_line(plain)
        if re.search(r"증[감가][률율](?:추이|현황)?$", names.squeezed(plain)):
            measures = measures or frozenset({"yoy_pct"})
        dated = DATED_IN.search(plain)
        if dated and not when.year:
            when = Said(year=_year(dated[1]), month=int(dated[2]))
        elif ELSEWHERE.search(plain.replace(" ", "")) or re.search(rf"{YEAR} ?년(?! ?\d)", plain):
            when = when if when.year else replace(when, elsewhere=True)
    grid = held.grid
    corner = [t for line in grid[: max(_header_rows(grid), 1)] for t in line if "단위" in t]
    for text in corner:
        found = found or _unit_line(names.tidy(text))
    return replace(when, flow=flow, measures=measures, units=found)


def _unit_line(plain: str) -> tuple[str, ...]:
    if "단위" in plain:
        return tuple(units(plain.split("단위", 1)[1]))
    for inside in re.findall(r"\(([^()]*)\)", plain):
        named = units(f"({inside})")
        if named and sum(map(len, named)) >= len(re.sub(r"[ ,·/:]", "", inside)):
            return tuple(named)
    return ()


def entries(held: Headed, data_dir: Path | None = None) -> Iterator[Entry]:
    """Give every number of a table with what its row and its column say of it.

    Examples
    --------
    >>> from helpers.sources.documents import Cell
    >>> texts = (("지역", "수출액", "증감률"), ("중국", "108.7", "△2.9"))
    >>> cells = [Cell(t, r, c) for r, line in enumerate(texts) for c, t in enumerate(line)]
    >>> for entry in entries(Headed(Table("page 1, table 1", tuple(cells)), ())):
    ...     print(entry.value, entry.said.code, entry.said.flow, entry.said.measure, entry.place)
    108.7 china exports value page 1, table 1, row 중국, column 수출액
    -2.9 china None yoy_pct page 1, table 1, row 중국, column 증감률
    """
    grid = held.grid
    top = _header_rows(grid)
    left = _header_columns(grid, top)
    heads = [line for line in grid[:top] if len(set(line)) > 1]
    columns = [_joined([line[c] for line in heads], data_dir) for c in range(len(grid[0]))]
    columns[left:] = _dated(columns[left:])
    rows = _dated([_joined(line[:left], data_dir) for line in grid[top:]])
    section = Said()
    for index, (line, of_row) in enumerate(zip(grid[top:], rows, strict=True), top):
        if len(line) > 1 and len(set(line)) == 1 and number(line[0]) is None:
            section = of_row  # a line across the table heads what follows
            continue
        row = _label(line[:left], index)
        for c in range(left, len(line)):
            said = of_row.and_(columns[c]).and_(section)
            column = _label([line_of_head[c] for line_of_head in heads], c)
            yield from _numbers(line[c], said, f"{held.table.at}, row {row}, column {column}")


def _spelled(grid: list[list[str]]) -> list[list[str]]:
    """Write "월" to the bare numbers that go on a row or first column of months."""
    rows = [[*line[:1], *_spell(line[1:])] for line in grid]
    first = _spell([line[0] for line in rows])
    return [[text, *line[1:]] for text, line in zip(first, rows, strict=True)]


def _spell(texts: list[str]) -> list[str]:
    spelled = []
    last = None
    for text in texts:
        plain = names.tidy(text)
        when = _when(plain)
        following = str(last % 12 + 1) if last else ""
        if when is not None and when.month:
            last = when.month
            spelled.append(text)
        elif following and plain.strip("() ") == following:
            last = int(following)
            spelled.append(f"{following}월")
        else:
            last = None
            spelled.append(text)
    return spelled


def _numbers(text: str, said: Said, place: str) -> Iterator[Entry]:
    both = pair(text)
    if both:
        yield Entry(both[0], said, place)
        yield Entry(both[1], said, place, growth=True)
        return
    value = number(text)
    plain = names.tidy(text)
    if plain in DASHES:
        yield Entry(None, said, place)
    if value is not None:
        yield Entry(value, said, place, growth=plain.startswith("(") or "%" in plain)


def say(text: str, data_dir: Path | None = None) -> Said:
    """Read one header.

    Examples
    --------
    >>> december = say("’23.12월")
    >>> december.year, december.month, say("반도체").code, say("1∼12월").elsewhere
    (2023, 12, 'semiconductors', True)
    >>> say("수출 증감률(%)").flow, say("수출 증감률(%)").measure, say("차량용 반도체").elsewhere
    ('exports', 'yoy_pct', True)
    """
    plain = names.tidy(text)
    found = tuple(units(plain))
    if ELSEWHERE.search(plain.replace(" ", "")):
        return Said(units=found, elsewhere=True)
    when = _when(plain)
    if when is not None:
        return replace(when, units=found)
    code = names.code_of(plain, data_dir)
    if code is not None:
        return Said(code, units=found)
    rest = names.squeezed(plain)
    measures = set()
    for measure, pattern in MEASURES:
        if re.search(pattern, rest):
            measures.add(measure)
    flow = None
    for name, pattern in FLOWS:
        if re.search(pattern, rest):
            flow = name
            break
    for _, pattern in (*MEASURES, *FLOWS):
        rest = re.sub(pattern, "", rest)
    code = names.code_of(rest, data_dir) if rest else None
    unknown = bool(rest) and code is None and not NEUTRAL.fullmatch(rest)
    return Said(code, flow, frozenset(measures), units=found, elsewhere=unknown)


def _when(plain: str) -> Said | None:
    dated = DATED.fullmatch(plain)
    if dated:
        return Said(year=_year(dated[1]), month=int(dated[2]))
    month = MONTH.fullmatch(plain)
    if month:
        return Said(month=int(month[1]))
    year = BARE_YEAR.fullmatch(plain)
    return Said(year=_year(year[1] or year[2])) if year else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else (2000 if int(text) < 65 else 1900) + int(text)


def _joined(texts: Sequence[str], data_dir: Path | None) -> Said:
    """Join the headers of a row or column, which stand from the outermost to the innermost."""
    said = Said()
    for text in dict.fromkeys(t for t in reversed(texts) if t.strip()):
        said = said.and_(say(text, data_dir))
    return said


def _dated(headers: list[Said]) -> list[Said]:
    """Give months without a year the year of the months before them."""
    dated = []
    year, last = None, 0
    for said in headers:
        if said.month and said.year:
            year, last = said.year, said.month
        elif said.month and year:
            year, last = year + (said.month < last), said.month
            said = replace(said, year=year)
        dated.append(said)
    return dated


def _header_rows(grid: list[list[str]]) -> int:
    for index, line in enumerate(grid):
        if any(_is_figure(names.tidy(t)) for t in line[1:]):
            return index
    return len(grid)


def _is_figure(plain: str) -> bool:
    if plain in DASHES:
        return True
    return (number(plain) is not None or pair(plain) is not None) and _when(plain) is None


def _header_columns(grid: list[list[str]], top: int) -> int:
    body = grid[top:]
    for column in range(1, len(grid[0]) if grid else 0):
        texts = [line[column] for line in body if line[column].strip()]
        if sum(_is_figure(names.tidy(t)) for t in texts) * 2 > len(texts):
            return column
    return 1


def _label(texts: Sequence[str], index: int) -> str:
    words = " ".join(dict.fromkeys(names.tidy(t) for t in texts if t.strip()))
    return words or str(index + 1)
