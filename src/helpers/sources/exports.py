"""Exports of K-stat and of the customs service as observations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.months import parse_date
from helpers.sources import figures, rules, tables
from helpers.sources.documents import Document, Paragraph
from helpers.sources.entries import status_on
from helpers.sources.figures import Figure, Found
from helpers.sources.forms import HS_CODES, WHOLE, Form, confined, form_of, parted
from helpers.sources.labels import Label, heading, summed
from helpers.sources.result import Read, left_out_frame
from helpers.sources.tables import Cell, Reading

PERCENT = ("yoy_pct", "daily_avg_yoy_pct", "volume_yoy_pct", "unit_value_yoy_pct", "share_pct")
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
        When the observations became known; needed unless the file prints the day of the query.

    Raises
    ------
    IngestError
        When no heads are found, a number, period or unit cannot be read, the file is confined to
        what the store does not keep, or a check fails.
    """
    read_tables = list(tables.readings(document, data_dir))
    held = [reading for reading in read_tables if any(reading.heads) and reading.cells]
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    texts += [line for reading in read_tables for line in reading.lines]
    if not held:
        said = "; ".join(dict.fromkeys(texts))[:200] or "no table"
        raise IngestError.of(name, "the tables", said, HEADS)
    form = form_of([*texts, *(head for reading in held for head in reading.heads)])
    day = published or _printed_day(texts)
    if day is None:
        allowed = "the date of the export, given along: the file prints none"
        raise IngestError.of(name, "the date of publication", "none", allowed)
    found = Found(None, day, form.items)
    gathered = [_Table(reading, form, found, month, data_dir) for reading in held]
    left_out = [entry for table in gathered for entry in table.left_out]
    if not found.figures and not found.faults:
        why = pd.Series([reason for _, _, reason in left_out]).value_counts()
        said = "; ".join(f"{count} {reason}" for reason, count in why.items())
        found.faults.append(Misread("the tables", said or "no number", "a series of the catalogue"))
    checks, warnings = rules.check(found, name, data_dir)
    label = f"{form.name} ({document.kind})"
    numbers = sum(table.numbers for table in gathered)
    return Read(
        name, label, None, str(day), _rows(found, name, data_dir), checks, warnings, numbers,
        left_out_frame(left_out),
    )  # fmt: skip


class _Table:
    """The numbers of one table, taken as figures or left out for a reason."""

    def __init__(
        self, reading: Reading, form: Form, found: Found, month: pd.Period | None, data_dir: Path
    ) -> None:
        self.reading, self.form, self.found, self.data_dir = reading, form, found, data_dir
        self.above = _above(reading, data_dir)
        self.whole = bool(WHOLE.search(" ".join(reading.lines).upper()))
        self.left_out: list[tuple[str, str, str]] = []
        labels = [self._label(cell) for cell in reading.cells]
        freqs = {p.freqstr for label in labels if not label.other and (p := label.period)}
        self.numbers = sum(cell.value is not None for cell in reading.cells)
        self._faults(labels)
        for cell, label in zip(reading.cells, labels, strict=True):
            if cell.value is not None:
                why = self._take(cell, label, cell.value, freqs, month)
                if why:
                    self.left_out.append((cell.place, cell.text, why))
        rows = [(cell, label) for cell, label in zip(reading.cells, labels, strict=True)]
        self._add_sums(rows, freqs)

    def _label(self, cell: Cell) -> Label:
        label = cell.label
        if cell.hs and not label.other:
            code = HS_CODES.get(cell.hs)
            subject = Label(code, "item") if code else Label(other="a line of the HS not kept")
            label = subject.within(label)
        return label.within(self.above)

    def _faults(self, labels: Sequence[Label]) -> None:
        """Note what cannot be read: one fault for all periods, one for each odd cell."""
        odd = self.reading.odd_periods
        heads = ", ".join(dict.fromkeys(head for head in self.reading.heads if head))
        if odd:
            place, text = odd[0]
            said = f"{text}" if len(odd) == 1 else f"{text}, the first of {len(odd)} rows like it"
            self.found.faults.append(Misread(f"{place}, period", said, PERIODS))
        elif not any(label.period for label in labels) and not all(label.other for label in labels):
            self.found.faults.append(Misread("the heads", heads[:300], PERIODS))
        for place, text in self.reading.odd_texts:
            self.found.faults.append(Misread(place, text, "a number, or nothing"))

    def _take(
        self, cell: Cell, label: Label, value: Decimal, freqs: set[str], month: pd.Period | None
    ) -> str:
        """Add a number to the figures, or return why it is left out."""
        period, measure = label.period, label.measure or "value"
        if measure == "value" and label.measure is None and "%" in cell.text:
            measure = "yoy_pct"
        flow = "none" if measure == "working_days" else label.flow
        if cell.is_sum:
            return "in a row of totals"
        if label.other:
            return label.other
        if flow in (None, "both") or measure == "unclear":
            return "flow or measure not said"
        if period is None:
            return "no period"
        if any(finer in freqs for finer in FINER.get(period.freqstr, ())):
            return "a year or quarter beside its months"
        if period.freqstr != "M" and period.end_time.date() >= self.found.published:
            return f"not over on {self.found.published}"
        if month is not None and period != month:
            return f"another month than {month}"
        code = label.code or "total"
        basis = self._basis(code)
        if basis is None:
            return "a group or item of the exporter's own"
        kind = catalogue.breakdown(code, self.data_dir)
        allowed = figures.table_units(kind, str(flow), measure, self.data_dir)
        if not allowed:
            return f"{measure} of {flow} by {kind} is not kept"
        for to in allowed:
            unit = self._unit(label, measure, to)
            converted = figures.convert(value, unit, to) if unit else None
            if converted is not None:
                self.found.bases[code] = basis
                if label.code is None and not self.whole:
                    self.found.unnamed.append(cell.place)
                self.found.figures.append(
                    Figure(str(flow), kind, code, measure, period, *converted, to, cell.place)
                )
                return ""
        return f"{measure} without a unit"

    def _basis(self, code: str) -> str | None:
        if code == "total" or code in catalogue.group("countries", self.data_dir):
            return "customs"
        if code in HS_CODES.values():
            return "hs"
        return self.form.items if code in catalogue.group("items_20", self.data_dir) else None

    def _unit(self, label: Label, measure: str, to: str) -> str | None:
        if measure in PERCENT:
            return "%"
        if measure == "working_days":
            return "일"
        unit = figures.fitting(label.units, to)
        if unit is None and to == "usd_million" and not figures.named_money(label.units):
            self.found.unit_said = False
            return self.form.unit
        return unit

    def _add_sums(self, rows: list[tuple[Cell, Label]], freqs: set[str]) -> None:
        """Add each printed sum with the numbers it should be the sum of."""
        if len({len(cell.hs) for cell, _ in rows if not cell.is_sum}) > 1:
            return  # headings and the lines within them would count twice
        finest = next((freq for freq in ("M", "Q-DEC", "Y-DEC") if freq in freqs), None)
        parts: dict[tuple[int, pd.Period | None], list[Decimal]] = {}
        for cell, label in rows:
            period = label.period
            if cell.value is None or cell.is_sum or not period or period.freqstr != finest:
                continue
            for key in ((cell.column, period), (cell.column, None)):
                parts.setdefault(key, []).append(cell.value)
        for cell, label in rows:
            held = parts.get((cell.column, label.period))
            checked = label.measure in (None, "value", "volume") and "소계" not in cell.row
            if cell.is_sum and cell.value is not None and held and checked:
                self.found.sums.append((cell.place, cell.value, len(held), sum(held, Decimal(0))))


def _above(reading: Reading, data_dir: Path) -> Label:
    """Join what titles and conditions above a table say of all of it."""
    titles, conditions = parted(reading.lines)
    title, units = heading(titles, data_dir), heading(reading.lines, data_dir).units
    kinds = {cell.label.kind for cell in reading.cells if cell.label.kind}
    years = {year for line in titles for year in re.findall(r"((?:19|20)\d\d) ?년(?! ?\d)", line)}
    return confined(conditions, kinds, data_dir).within(
        Label(
            title.code,
            title.kind,
            title.flow,
            year=int(years.pop()) if len(years) == 1 else None,
            units=units,
            other=next((why for why in map(summed, titles) if why), ""),
        )
    )


def _rows(found: Found, name: str, data_dir: Path) -> pd.DataFrame:
    def frame(status: str) -> pd.DataFrame:
        of_status: Iterable[Figure] = (
            f
            for f in found.figures
            if status_on(f.period.asfreq("M", "end"), found.published) == status
        )
        return figures.frame(of_status, status, str(found.published), name, found.bases)

    return pd.concat(map(frame, ("preliminary", "confirmed", "final")), ignore_index=True)


def _printed_day(texts: Iterable[str]) -> dt.date | None:
    found = next((found for text in texts if (found := DAY.search(text))), None)
    return parse_date("-".join(found.groups())) if found else None
