"""Exports of K-stat and of the customs service as observations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.months import parse_date
from helpers.sources import rules, tables
from helpers.sources.documents import Document, Paragraph
from helpers.sources.entries import status_on
from helpers.sources.forms import HS_CODES, WHOLE, Form, confined, form_of, parted
from helpers.sources.labels import RANKS, Label, elsewhere, heading
from helpers.sources.observation import Contents, NewObservation, frame, make
from helpers.sources.result import Read, left_out_frame
from helpers.sources.tables import LabelledNumber, Reading
from helpers.sources.units import named_money

FINER = {"Q-DEC": ("M",), "Y-DEC": ("M", "Q-DEC")}
PERIODS = (
    "periods, as 2023년 12월, 2023.12, 2023년 4분기 or 2023년, in a column 기간, 년월, 월 or 시점"
)
HEADS = "a row of heads such as 기간, 국가명, 품목명, HS코드, 수출 금액, 수입 금액"
DAY = re.compile(
    r"(?:조회|작성|출력|생성|추출) ?일[자시]? ?:? ?((?:19|20)\d\d)[.-](\d\d)[.-](\d\d)"
)


def read(
    document: Document,
    name: str,
    month: pd.Period | None,
    published: dt.date | None,
    data_dir: Path,
) -> Read:
    """Read and check an export.

    Parameters
    ----------
    document : Document
        Its sheets or tables.
    name : str
        The name of the file, for messages and as source.
    month : pandas.Period, optional
        The one month wanted; all are read without it.
    published : datetime.date, optional
        When the observations became known; needed unless the file states the day of the query.

    Raises
    ------
    IngestError
        When no heads are contents, a number, period or unit cannot be read, the file is confined to
        what the store does not keep, or a check fails.
    """
    form = form_of(_texts(document))
    read_tables = list(tables.readings(document, data_dir, form.by_hs))
    filled = [reading for reading in read_tables if any(reading.heads) and reading.cells]
    texts = [line for reading in read_tables for line in reading.lines]
    if not filled:
        texts_read = "; ".join(dict.fromkeys(texts))[:200] or "no table"
        raise IngestError.of(name, "the tables", texts_read, HEADS)
    day = published or _query_day(texts)
    if day is None:
        allowed = "the date of the export, by --published: the file states none"
        raise IngestError.of(name, "the date of publication", "none", allowed)
    contents = Contents(None, day, form.items)
    for reading in filled:
        _gather(reading, form, contents, month, data_dir)
    if not contents.observations and not contents.faults:
        counts = pd.Series([why for _, _, why in contents.left_out]).value_counts()
        reasons = (
            "; ".join(f"{count} left out ({why})" for why, count in counts.items()) or "no number"
        )
        contents.faults.append(Misread("the tables", reasons, "a series of the catalogue"))
    checks, warnings = rules.check(contents, name, data_dir)
    status = cache(lambda period: status_on(period.asfreq("M", "end"), day))
    rows = frame(contents.observations, status, str(day), name, contents.bases)
    return Read(
        name, f"{form.name} ({document.kind})", None, str(day), rows, checks, warnings,
        contents.numbers, left_out_frame(contents.left_out),
    )  # fmt: skip


def _gather(
    reading: Reading, form: Form, contents: Contents, month: pd.Period | None, data_dir: Path
) -> None:
    """Add the numbers of a table to the observations, or to what is left out and why."""
    above = _above(reading, form, data_dir)
    whole = bool(WHOLE.search(" ".join(reading.lines).upper()))
    read_cells = [(cell, _label(cell, above)) for cell in reading.cells]
    freqs = {p.freqstr for _, label in read_cells if not label.other and (p := label.period)}
    _note_faults(reading, [label for _, label in read_cells], contents)
    for cell, label in read_cells:
        if cell.value is None:
            continue
        contents.numbers += 1
        period, basis = label.period, _basis(label.code or "total", form, data_dir)
        why = _skipped(cell, label, freqs, month, contents.published)
        outcome: NewObservation | str = why or (
            "no period" if basis else "a group or item of its own"
        )
        if not why and basis and period is not None:
            outcome = make(label, period, cell.value, cell.place, data_dir, form.unit)
        if not isinstance(outcome, NewObservation):
            contents.left_out.append((cell.place, cell.text, outcome))
            continue
        contents.observations.append(outcome)
        contents.bases[outcome.code] = str(basis)
        if outcome.unit == "usd_million" and not named_money(label.units):
            contents.unit_named = False
        if label.code is None and not whole:
            contents.unnamed.append(cell.place)
    _add_sums(read_cells, freqs, form, contents)


def _label(cell: LabelledNumber, above: Label) -> Label:
    """Return the label of a cell, with its HS code and the lines above."""
    label = cell.label
    if cell.hs and not label.other:
        code = HS_CODES.get(cell.hs)
        label = (Label(code, "item") if code else Label(other="a line of the HS not kept")).within(
            label
        )
    return label.within(above)


def _note_faults(reading: Reading, labels: Sequence[Label], contents: Contents) -> None:
    """Note what cannot be read: one fault for all periods, one for each odd cell."""
    odd = reading.odd_periods
    heads = ", ".join(dict.fromkeys(head for head in reading.heads if head))
    if odd:
        place, text = odd[0]
        example = text if len(odd) == 1 else f"{text}, the first of {len(odd)} rows like it"
        contents.faults.append(Misread(f"{place}, period", example, PERIODS))
    elif not any(label.period for label in labels) and not all(label.other for label in labels):
        contents.faults.append(Misread("the heads", heads[:300], PERIODS))
    contents.faults += [Misread(*cell, "a number, or nothing") for cell in reading.odd_texts]


def _skipped(
    cell: LabelledNumber, label: Label, freqs: set[str], month: pd.Period | None, day: dt.date
) -> str:
    """Return why a number is left out whatever it measures; empty where it is not."""
    period = label.period
    if cell.is_sum or label.other or period is None:
        return "in a row of totals" if cell.is_sum else label.other
    if any(finer in freqs for finer in FINER.get(period.freqstr, ())):
        return "a year or quarter beside its months"
    if period.freqstr != "M" and period.end_time.date() >= day:
        return f"not over on {day}"
    return f"another month than {month}" if month not in (None, period) else ""


def _basis(code: str, form: Form, data_dir: Path) -> str | None:
    """Return the definition of a code in a form; None for what the store does not keep."""
    if code == "total" or code in catalogue.group("countries", data_dir):
        return "customs"
    if code in HS_CODES.values():
        return "hs"
    return form.items if code in catalogue.group("items_20", data_dir) else None


def _add_sums(
    read_cells: list[tuple[LabelledNumber, Label]], freqs: set[str], form: Form, contents: Contents
) -> None:
    """Add each reported sum with the numbers it should be the sum of."""
    if len({len(cell.hs) for cell, _ in read_cells if not cell.is_sum}) > 1:
        return  # headings and the lines within them would count twice
    finest = next((freq for freq in ("M", "Q-DEC", "Y-DEC") if freq in freqs), None)
    parts: dict[tuple[int, pd.Period | None], list[Decimal]] = {}
    for cell, label in read_cells:
        period = label.period
        if cell.value is not None and not cell.is_sum and period and period.freqstr == finest:
            for key in ((cell.column, period), (cell.column, None)):
                parts.setdefault(key, []).append(cell.value)
    for cell, label in read_cells:
        addends = parts.get((cell.column, label.period))
        checked = label.measure in (None, "value", "volume") and "소계" not in cell.row
        less = form.cut and addends is not None and cell.value and sum(addends) < cell.value
        if cell.is_sum and cell.value is not None and addends and checked and not less:
            contents.sums.append((cell.place, cell.value, len(addends), sum(addends, Decimal(0))))


def _texts(document: Document) -> Iterator[str]:
    """Return the lines of a file and the texts of the first rows of its tables."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (text for row in block.grid[: tables.HEAD_WITHIN] for text in row)


def _above(reading: Reading, form: Form, data_dir: Path) -> Label:
    """Join the labels in the titles and conditions above a table."""
    titles, conditions = parted(reading.lines)
    lines = [*titles, *(f"{key}:{value}" for key, value in conditions if key == "단위")]
    title, units = heading(titles, data_dir), heading(reading.lines, data_dir).units
    kinds = {cell.label.kind for cell in reading.cells if cell.label.kind}
    years = {year for line in titles for year in re.findall(r"((?:19|20)\d\d) ?년(?! ?\d)", line)}
    return confined(conditions, kinds, data_dir, form.by_hs).within(
        Label(
            title.code,
            title.kind,
            title.flow,
            year=int(years.pop()) if len(years) == 1 else None,
            units=units,
            other=next((why for why in map(elsewhere, lines) if why and why != RANKS), ""),
        )
    )


def _query_day(texts: Iterable[str]) -> dt.date | None:
    match = next((match for text in texts if (match := DAY.search(text))), None)
    return parse_date("-".join(match.groups())) if match else None
