"""Headers of an export: which column holds what, found by words and never by place."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from helpers.sources import grids, names
from helpers.sources.figures import number, units
from helpers.sources.workbooks import Sheet

# What a column is, by its header. An item or market may stand as name, as code, or as both.
ROLES = (
    ("month", r"기간|년월|연월|조회년월|DATE|MONTH|PERIOD|년도|월|년|연도|분기|시점|조회기간"),
    ("hs", r"HS(?:코드|CODE|K)?(?:부호)?|HS코드\d*"),
    ("mti", r"MTI(?:코드|CODE)?|품목코드|코드"),
    ("name", r"품목명?|국가명?|COUNTRY|품명|ITEM"),
    ("skip", r"순번|번호|NO\.?|순위|국가코드|"),
)
FLOW_WORDS = (("exports", r"^EXPORTS?"), ("imports", r"^IMPORTS?"))
MONTH = re.compile(
    r"((?:19|20)\d\d) ?[.년/-]? ?(1[0-2]|0?[1-9])(?!\d)(?: ?월|[.-]\d{1,2}(?: .*)?)?"
)
HEADER_WITHIN = 40  # rows from the top


@dataclass
class Column:
    """A column of figures: what its header says."""

    at: int
    header: str
    flow: str
    measure: str
    units: tuple[str, ...]
    month: pd.Period | None = None


@dataclass
class Layout:
    """Where things stand in a sheet."""

    sheet: Sheet
    first: int  # the first row of data
    roles: dict[str, int]
    columns: list[Column]
    above: str  # the texts over the header


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the headers of a sheet by their words; None where it has none.

    Examples
    --------
    >>> rows = [["단위: 천불"], ["년월", "수출금액", "수입금액"], ["2023년 12월", "1", "2"]]
    >>> made = Sheet("a", rows)
    >>> layout = find_layout(made)
    >>> layout.first, [(column.flow, column.measure) for column in layout.columns], layout.above
    (2, [('exports', 'value'), ('imports', 'value')], '단위: 천불')
    """
    for index, row in enumerate(sheet.rows[:40]):
        words = [names.squeezed(text) for text in row]
        known = sum(_role(w) not in (None, "skip") or _moves(w) is not None for w in words if w)
        if known < 2 or any(number(text) is not None for text in row):
            continue
        last = index
        while last + 1 < min(len(sheet.rows), index + 3) and _goes_on(sheet.rows[last + 1]):
            last += 1
        headers = _headers(sheet.rows[index : last + 1])
        above = " ".join(t for line in sheet.rows[:index] for t in line if t.strip())
        made = Layout(sheet, last + 1, {}, [], names.tidy(above))
        for at, header in enumerate(headers):
            _place(made, at, names.tidy(header))
        if made.columns:
            return made
    return None


def _place(layout: Layout, at: int, header: str) -> None:
    """Take up a column as what its header says it is."""
    role = _role(names.squeezed(header))
    if role is not None:
        layout.roles.setdefault(role, at)
        return
    dated = MONTH.search(header)
    moves = _moves(names.squeezed(header.replace(dated[0], "") if dated else header))
    if moves is None:
        return
    flow, measure = moves
    if not flow:  # said once, in a title above
        sides = set(re.findall(r"수출(?!입)|수입", layout.above))
        flow = {"수출": "exports", "수입": "imports"}[sides.pop()] if len(sides) == 1 else ""
    if flow:
        when = month_of(dated[0]) if dated else None
        layout.columns.append(Column(at, header, flow, measure, tuple(units(header)), when))


def month_of(text: str) -> pd.Period | None:
    """Read a month as exports print it; None where the text is none.

    "2023.1" is none: a spreadsheet makes it of 2023.10 as well as of 2023.1.

    Examples
    --------
    >>> month_of("2023년 12월"), month_of("2001.01"), month_of("202312"), month_of("2023년")
    (Period('2023-12', 'M'), Period('2001-01', 'M'), Period('2023-12', 'M'), None)
    """
    found = MONTH.fullmatch(names.tidy(text))
    if found and re.fullmatch(r"\d{4}[.]?\d", found[0]):
        return None
    return pd.Period(year=int(found[1]), month=int(found[2]), freq="M") if found else None


def _goes_on(row: list[str]) -> bool:
    texts = [text for text in row if text.strip()]
    plain = all(number(text) is None and not MONTH.fullmatch(names.tidy(text)) for text in texts)
    return plain and any(_moves(names.squeezed(text)) is not None for text in texts)


def _headers(rows: list[list[str]]) -> list[str]:
    """Join headers that stand in two rows; one over several columns counts for all of them."""
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    for upper in padded[:-1]:
        for at in range(1, width):
            if not upper[at].strip() and padded[-1][at].strip():
                upper[at] = upper[at - 1]
    return [
        " ".join(dict.fromkeys(t for t in texts if t.strip()))
        for texts in zip(*padded, strict=True)
    ]


def _role(word: str) -> str | None:
    return next((role for role, pattern in ROLES if re.fullmatch(pattern, word)), None)


def _moves(word: str) -> tuple[str | None, str] | None:
    """Tell flow (blank if silent) and measure of a header; None for no column of figures."""
    for flow, pattern in FLOW_WORDS:
        if re.match(pattern, word):
            return flow, "value"
    said = grids.say(word)
    if said.code or said.elsewhere or said.measure == "unclear":
        return None
    if said.flow in (None, "both") and not said.measures:
        return None
    return said.flow if said.flow not in (None, "both") else "", said.measure or "value"
