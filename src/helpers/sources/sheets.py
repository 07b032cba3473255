"""Exports of K-stat and of the customs service as figures, found by their headers and units."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.months import annual_closing, confirmed_date, parse_date
from helpers.sources import figures, grids, names
from helpers.sources.figures import Figure, number, units
from helpers.sources.result import Read
from helpers.sources.sheet_checks import DOCUMENTED, Gathering, check
from helpers.sources.sheet_headers import MONTH, Column, Layout, find_layout, month_of
from helpers.sources.workbooks import sheets

HS_CODES = {
    "8542": "semiconductors_hs", "8703": "automobiles_hs", "854232": "memory_semiconductors_hs",
    "8542321010": "dram_hs", "8542321030": "nand_flash_hs",
}  # fmt: skip
YEAR = re.compile(r"(?:19|20)\d\d ?년?(?: ?\(.*\))?")
CONDITION = re.compile(r"([가-힣A-Za-z/ ]{1,20}) ?: ?([^:,]{1,60})(?=,|$| [^ ]{1,12} ?:)")
SUBJECT = re.compile(r"국가?$|품목|HS|MTI|SITC|세관|항구|지역|성질|(?:수출|수입)구분$")
ALL = re.compile(r"전체|총계|$")
SUMS = ("총계", "합계", "계", "TOTAL", "소계")
FOOT = re.compile(r"^[※*▶]|^주\)|^주:|자료|출처|K-STAT|한국무역협회|관세청")


def read(
    content: bytes,
    kind: str,
    name: str,
    month: pd.Period | None,
    published: dt.date | None,
    data_dir: Path,
) -> Read:
    """Read an export.

    Its columns are known by their headers; the unit stands in a header or in a cell above. Where a
    file names none, the documented one counts only if figures that are held bear it out.

    Raises
    ------
    IngestError
        When no header is found, a number or unit cannot be read, or the figures contradict each
        other or those held.
    """
    held = sheets(content, kind, name)
    layouts = [layout for sheet in held if (layout := find_layout(sheet)) is not None]
    if not layouts:
        allowed = "a row of headers such as 기간, 품목명, 수출 금액, 수입 금액"
        raise IngestError.of(name, "the sheets", ", ".join(s.name for s in held), allowed)
    k_stat = any(map(_is_k_stat, layouts))
    faults = [fault for layout in layouts for fault in _confined(layout)]
    if faults:
        raise IngestError(name, faults)
    gathered = Gathering(name, data_dir, "kita_mti" if k_stat else "customs_item")
    for layout in layouts:
        _gather(layout, month, gathered)
    day = published or _printed_day(layouts)
    if day is None:
        allowed = "the date of the export, given along: the file prints none"
        raise IngestError.of(name, "the date of publication", "none", allowed)
    checks = check(gathered, day)
    origin = "K-stat" if k_stat else "customs export"
    rows = _rows(gathered, day)
    warnings = [
        f"{len(each)} {what}, the first {each[0]}" for what, each in gathered.left_out.items()
    ]
    label = f"{origin} ({'CSV' if kind == 'text' else kind})"
    return Read(name, label, None, str(day), rows, checks, warnings)


def _confined(layout: Layout) -> Iterator[Misread]:
    """List what the line of conditions confines an export to; the rows do not repeat it."""
    for key, value in CONDITION.findall(layout.above):
        asked, chosen = key.replace(" ", ""), value.strip()
        of_korea = asked == "기준국가" and chosen in ("한국", "대한민국")
        if SUBJECT.search(asked) and not ALL.match(chosen) and not of_korea:
            yield Misread("the line of conditions", f"{asked}: {chosen}", f"{asked}: 전체")
        if "누계" in chosen:
            yield Misread("the line of conditions", f"{asked}: {chosen}", "당월, no sums of months")


@dataclass(frozen=True)
class Line:
    """A row of data: its cells, the month it says, and what it is of."""

    place: str
    cells: list[str]
    printed: str  # as month
    month: pd.Period | None
    code: str | None
    label: str
    hs: str
    is_sum: bool


@dataclass
class Tally:
    """Rows of totals and what stands above or below them, by month and column."""

    sums: dict[tuple[pd.Period | None, int], Decimal] = field(default_factory=dict)
    parts: dict[tuple[pd.Period | None, int], list[Decimal]] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)  # of the HS codes


def _gather(layout: Layout, month: pd.Period | None, g: Gathering) -> None:
    tally = Tally()
    for line in _lines(layout, g):
        numbers = [(column, number(line.cells[column.at])) for column in layout.columns]
        if line.is_sum:
            tally.sums |= {
                (line.month, column.at): value for column, value in numbers if value is not None
            }
        elif _is_dated(line, numbers, g):
            tally.lengths.add(len(line.hs))
            for column, value in numbers:
                if value is not None:
                    tally.parts.setdefault((line.month, column.at), []).append(value)
                _take(layout, column, line, value, month, g)
            if line.code is None:
                what = "rows of other names or codes are left out"
                g.left_out.setdefault(what, []).append(line.label)
    if len(tally.lengths) == 1:  # headings and the lines within them would count twice
        _hold_sums(layout, tally, g)


def _lines(layout: Layout, g: Gathering) -> Iterator[Line]:
    """Give the rows of data, without blank ones and footnotes."""
    above = _month_above(layout.above)
    width = 1 + max([*(column.at for column in layout.columns), *layout.roles.values()])
    sheet = f"sheet {layout.sheet.name}, " if layout.sheet.name else ""
    for index, row in enumerate(layout.sheet.rows[layout.first :], layout.first):
        cells = [names.tidy(text) for text in row] + [""] * (width - len(row))
        if not any(cells) or FOOT.search(cells[0].upper()):
            continue
        printed = cells[layout.roles["month"]] if "month" in layout.roles else ""
        subject, label, hs = _subject(layout.roles, cells, g)
        yield Line(
            f"{sheet}row {index + 1}",
            cells,
            printed,
            month_of(printed) if "month" in layout.roles else above,
            None if subject == "sum" else subject,
            label,
            hs,
            subject == "sum" or names.squeezed(printed) in SUMS,
        )


def _month_above(above: str) -> pd.Period | None:
    """Give the one month that a line over the headers confines a sheet to."""
    if "기간" not in above or re.search(r"\d ?월? ?~ ?(?:19|20)?\d", above):
        return None
    found = MONTH.search(above.split("기간", 1)[-1])
    return month_of(found[0]) if found else None


def _is_dated(line: Line, numbers: list[tuple[Column, Decimal | None]], g: Gathering) -> bool:
    """Tell whether each number of a row has a month; a row of a whole year has none."""
    if all((column.month or line.month) is not None for column, _ in numbers):
        return True
    if YEAR.fullmatch(line.printed):
        g.left_out.setdefault("rows of whole years are left out", []).append(line.printed)
    elif any(value is not None for _, value in numbers):
        allowed = "a month, as 2023년 12월 or 2023.12"
        g.faults.append(Misread(f"{line.place}, period", line.printed, allowed))
    return False


def _subject(roles: dict[str, int], cells: list[str], g: Gathering) -> tuple[str | None, str, str]:
    """Tell what a row is of: a code, "sum", or None; with what is printed and its HS code."""
    named = {role: cells[roles[role]] for role in ("hs", "mti", "name") if role in roles}
    label = " ".join(named.values()).strip()
    if not named:
        return "total", "", ""
    if any(names.squeezed(text) in SUMS for text in named.values()):
        return "sum", label, ""
    hs = hs_code(named.get("hs", ""))
    if hs:
        code = HS_CODES.get(hs)
        g.bases |= {code: "hs"} if code else {}
        return code, label, hs
    code = names.code_of(named.get("name") or named.get("mti", ""), g.data_dir)
    if code in catalogue.group("countries", g.data_dir):
        return code, label, ""
    if code in catalogue.group("items_20", g.data_dir):
        g.bases[code] = g.items
        return code, label, ""
    return None, label, ""  # groups of countries are the exporter's own


def hs_code(text: str) -> str:
    """Give an HS code as text, without the ".0" a spreadsheet adds; blank where it is none.

    Examples
    --------
    >>> hs_code("8542321010.0"), hs_code("8542.32"), hs_code("총계")
    ('8542321010', '854232', '')
    """
    plain = re.sub(r"\.0$", "", text.strip()).replace(".", "").replace("-", "").replace(" ", "")
    return plain if plain.isdigit() and plain.isascii() and len(plain) <= 10 else ""


def _take(
    layout: Layout,
    column: Column,
    line: Line,
    value: Decimal | None,
    asked: pd.Period | None,
    g: Gathering,
) -> None:
    """Take up a cell as a figure in the unit of the store."""
    text, place = line.cells[column.at], f"{line.place}, column {column.header}"
    month = column.month or line.month
    if value is None:
        if text and text not in grids.DASHES:
            g.faults.append(Misread(place, text, "a number, or nothing"))
        return
    if line.code is None or month is None or asked not in (None, month):
        return
    breakdown = catalogue.breakdown(line.code, g.data_dir)
    allowed = figures.table_units(breakdown, column.flow, column.measure, g.data_dir)
    for to in allowed:
        unit = _unit(layout, column, to)
        if unit is None and to == "usd_million":
            g.unit_said = False
            unit = DOCUMENTED
        converted = figures.convert(value, unit, to) if unit else None
        if converted is not None:
            g.figures.append(
                Figure(
                    column.flow, breakdown, line.code, column.measure, month, *converted, to, place
                )
            )
            return
    what = f"figures of {column.header} name no unit"
    if not allowed:
        what = f"figures of {column.flow} {column.measure} by {breakdown} are not kept"
    g.left_out.setdefault(what, []).append(place)


def _unit(layout: Layout, column: Column, to: str) -> str | None:
    if to == "pct":
        return "%"
    for named in (column.units, tuple(units(layout.above))):
        fitting = [unit for unit in named if figures.convert(Decimal(1), unit, to)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _hold_sums(layout: Layout, tally: Tally, g: Gathering) -> None:
    """Hold the row of totals against its parts: a cut file does not add up."""
    headers = {column.at: column for column in layout.columns}
    for (month, at), printed in tally.sums.items():
        column = headers[at]
        held = [
            value
            for (when, where), each in tally.parts.items()
            if where == at and month in (None, when)
            for value in each
        ]
        if column.measure not in ("value", "volume") or not held:
            continue
        g.sums += 1
        total = sum(held, Decimal(0))
        if abs(total - printed) > max(Decimal(len(held)), abs(printed) / 100000):
            place = f"the row of totals, column {column.header}"
            allowed = f"{total:f}, the sum of the {len(held)} rows: is the file whole?"
            g.faults.append(Misread(place, f"{printed:f}", allowed))


def _rows(g: Gathering, day: dt.date) -> pd.DataFrame:
    bases = {"total": "customs", "region": "customs", **g.bases}
    parts = [
        figures.frame(
            [f for f in g.figures if status(f.month, day) == each], each, str(day), g.name, bases
        )
        for each in ("preliminary", "confirmed", "final")
    ]
    return pd.concat(parts, ignore_index=True)


def status(month: pd.Period, day: dt.date) -> str:
    """Tell how firm a month's customs figures are on a day.

    Examples
    --------
    >>> month = pd.Period("2023-12", "M")
    >>> [status(month, dt.date(2024, *day)) for day in ((1, 3), (1, 20), (3, 1))]
    ['preliminary', 'confirmed', 'final']
    """
    if day >= annual_closing(month.year):
        return "final"
    return "confirmed" if day >= confirmed_date(month) else "preliminary"


def _printed_day(layouts: list[Layout]) -> dt.date | None:
    for layout in layouts:
        found = re.search(
            r"(?:조회|작성|출력|생성|추출) ?일자? ?:? ?((?:19|20)\d\d)[.-](\d\d)[.-](\d\d)",
            layout.above,
        )
        if found:
            return parse_date("-".join(found.groups()))
    return None


def _is_k_stat(layout: Layout) -> bool:
    said = f"{layout.above} {layout.sheet.name}".upper()
    return "K-STAT" in said or "무역협회" in said or "mti" in layout.roles
