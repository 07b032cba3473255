"""Exports of K-stat and of the customs service as figures, found by their headers and units."""

from __future__ import annotations

import datetime as dt
import re
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
    gathered = Gathering(name, data_dir)
    for layout in layouts:
        _gather(layout, month, gathered)
    day = published or _printed_day(layouts)
    if day is None:
        allowed = "the date of the export, given along: the file prints none"
        raise IngestError.of(name, "the date of publication", "none", allowed)
    checks = check(gathered, day)
    origin = "K-stat" if any(_is_k_stat(layout) for layout in layouts) else "customs export"
    rows = _rows(gathered, day)
    warnings = [
        f"{len(each)} {what}, the first {each[0]}" for what, each in gathered.left_out.items()
    ]
    label = f"{origin} ({'CSV' if kind == 'text' else kind})"
    return Read(name, label, None, str(day), rows, checks, warnings)


def _gather(layout: Layout, month: pd.Period | None, g: Gathering) -> None:
    whole = MONTH.search(layout.above.split("기간", 1)[-1]) if "기간" in layout.above else None
    over = bool(re.search(r"\d ?월? ?~ ?(?:19|20)?\d", layout.above))
    in_above = month_of(whole[0]) if whole and not over else None
    sums: dict[tuple[pd.Period | None, int], Decimal] = {}
    parts: dict[tuple[pd.Period | None, int], list[Decimal]] = {}
    lengths: set[int] = set()
    for index, row in enumerate(layout.sheet.rows[layout.first :], layout.first):
        cells = [*map(names.tidy, row), *[""] * (1 + max(c.at for c in layout.columns))]
        if not any(cells) or FOOT.search(cells[0].upper()):
            continue
        printed = cells[layout.roles["month"]] if "month" in layout.roles else ""
        at = month_of(printed) if "month" in layout.roles else in_above
        subject, label, hs = _subject(layout, cells, g)
        place = f"{'sheet ' + layout.sheet.name + ', ' if layout.sheet.name else ''}row {index + 1}"
        if subject == "sum" or names.squeezed(printed) in SUMS:
            for column in layout.columns:
                value = number(cells[column.at])
                if value is not None and column.measure in ("value", "volume"):
                    sums[at, column.at] = value
            continue
        months = {column.month or at for column in layout.columns}
        if None in months:
            if not YEAR.fullmatch(printed) and any(
                number(cells[c.at]) is not None for c in layout.columns
            ):
                g.faults.append(
                    Misread(f"{place}, period", printed, "a month, as 2023년 12월 or 2023.12")
                )
            elif printed:
                g.left_out.setdefault("rows of whole years are left out", []).append(printed)
            continue
        lengths.add(len(hs))
        for column in layout.columns:
            text = cells[column.at]
            value = number(text)
            if value is None:
                if text and text not in grids.DASHES:
                    where = f"{place}, column {column.header}"
                    g.faults.append(Misread(where, text, "a number, or nothing"))
                continue
            when = column.month or at
            parts.setdefault((at, column.at), []).append(value)
            if subject is not None and when is not None and month in (None, when):
                _take(layout, column, subject, when, value, f"{place}, column {column.header}", g)
        if subject is None:
            g.left_out.setdefault("rows of other names or codes are left out", []).append(label)
    if len(lengths) == 1:
        _hold_sums(layout, sums, parts, g)


def _subject(layout: Layout, cells: list[str], g: Gathering) -> tuple[str | None, str, str]:
    """Tell what a row is of: a code, "sum", or None; with what is printed and its HS code."""
    roles = layout.roles
    hs = hs_code(cells[roles["hs"]]) if "hs" in roles else ""
    label = " ".join(cells[roles[r]] for r in ("hs", "mti", "name") if r in roles).strip()
    named = cells[roles["name"]] if "name" in roles else ""
    if any(names.squeezed(cells[roles[r]]) in SUMS for r in ("hs", "mti", "name") if r in roles):
        return "sum", label, ""
    if hs:
        code = HS_CODES.get(hs)
        if code:
            g.bases[code] = "hs"
        return code, label, hs
    if not any(role in roles for role in ("hs", "mti", "name")):
        return "total", "", ""
    code = names.code_of(named or cells[roles.get("mti", 0)], g.data_dir)
    if code is None or code == "total":
        return None, label, ""
    kind = catalogue.breakdown(code, g.data_dir)
    single = code in catalogue.group("countries", g.data_dir)
    if kind == "region" and not single:
        return None, label, ""  # groups are the exporter's own
    if kind == "item":
        g.bases[code] = "kita_mti"
        return (
            (code, label, "")
            if code in catalogue.group("items_20", g.data_dir)
            else (None, label, "")
        )
    return (code if kind == "region" else None), label, ""


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
    layout: Layout, column: Column, code: str, month: pd.Period, value: Decimal, place: str,
    g: Gathering,
) -> None:  # fmt: skip
    breakdown = catalogue.breakdown(code, g.data_dir)
    allowed = figures.table_units(breakdown, column.flow, column.measure, g.data_dir)
    if not allowed:
        what = f"figures of {column.flow} {column.measure} by {breakdown} are not kept"
        g.left_out.setdefault(what, []).append(place)
        return
    for to in allowed:
        unit = _unit(layout, column, to)
        if unit is None and to == "usd_million":
            g.unit_said = False
            unit = DOCUMENTED
        converted = figures.convert(value, unit, to) if unit else None
        if converted is not None:
            made = Figure(
                column.flow, breakdown, code, column.measure, month, *converted, to, place
            )
            g.figures.append(made)
            return
    g.left_out.setdefault(f"figures of {column.header} name no unit", []).append(place)


def _unit(layout: Layout, column: Column, to: str) -> str | None:
    if to == "pct":
        return "%"
    for named in (column.units, tuple(units(layout.above))):
        fitting = [unit for unit in named if figures.convert(Decimal(1), unit, to)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _hold_sums(
    layout: Layout,
    sums: dict[tuple[pd.Period | None, int], Decimal],
    parts: dict[tuple[pd.Period | None, int], list[Decimal]],
    g: Gathering,
) -> None:
    """Hold the row of totals against its parts: a cut file does not add up."""
    headers = {column.at: column for column in layout.columns}
    for (month, at), printed in sums.items():
        column = headers[at]
        held = parts.get((month, at)) if month is not None else [
            value for (_, where), each in parts.items() if where == at for value in each
        ]  # fmt: skip
        if column.measure not in ("value", "volume") or not held:
            continue
        g.sums += 1
        total = sum(held, Decimal(0))
        if abs(total - printed) > max(Decimal(len(held)), abs(printed) / 100000):
            g.faults.append(
                Misread(f"the row of totals, column {column.header}", f"{printed:f}",
                        f"{total:f}, the sum of the {len(held)} rows: is the file whole?")
            )  # fmt: skip


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
