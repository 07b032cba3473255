"""The ministry's monthly release as figures: from its tables by their headings, and its sentences.

Nothing is found by the number of a page or table. A figure counts when its subject, flow, measure,
month and unit are all said where it stands; what says less is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.sources import figures, release_text, rules, tables
from helpers.sources.documents import Document
from helpers.sources.figures import Figure, Found
from helpers.sources.labels import Label, heading
from helpers.sources.result import Read, left_out_frame
from helpers.sources.tables import Cell, Reading

AGAIN = "printed again, or more finely, elsewhere"
PERCENT = ("yoy_pct", "share_pct", "daily_avg_yoy_pct", "volume_yoy_pct", "unit_value_yoy_pct")


def read(
    document: Document,
    name: str,
    month: pd.Period | None,
    published: dt.date | None,
    data_dir: Path,
) -> Read:
    """Read and check a release.

    Parameters
    ----------
    document : Document
        Its lines and tables.
    name : str
        The name of the file, for messages and as source.
    month, published : optional
        The month expected, and the date that counts instead of the one printed.

    Raises
    ------
    IngestError
        When it is no such release, of another month, or one check fails.
    """
    passages = release_text.passages(document)
    of_month, day = _month_and_day(passages, name, month, published)
    found = Found(of_month, day)
    left_out: list[tuple[str, str, str]] = []
    tables_read = list(tables.readings(document, data_dir))
    printed = _from_tables(tables_read, found, left_out, data_dir)
    told = list(_from_text(passages, of_month, found.basis, data_dir))
    found.figures = _settled([*printed, *told], found)
    found.bases = bases(found.basis, data_dir)
    for _, text in passages:
        found.growth = found.growth or release_text.growth_series(text, of_month)
    checks, warnings = rules.check(found, name, data_dir)
    kept = [f for f in found.figures if f.period == of_month]
    places = {f.place for f in kept}
    left_out += [
        (f.place, f"{f.value:f}", f"a month before {of_month}" if f.period != of_month else AGAIN)
        for f in printed
        if f.place not in places
    ]
    rows = figures.frame(kept, "preliminary", str(day), name, found.bases)
    numbers = sum(cell.value is not None for reading in tables_read for cell in reading.cells)
    return Read(
        name, f"release ({document.kind})", str(of_month), str(day), rows, checks, warnings,
        numbers, left_out_frame(left_out),
    )  # fmt: skip


def bases(items: str, data_dir: Path) -> dict[str, str]:
    """Give the basis of each breakdown, and of the codes that differ from theirs.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> held = bases("classic", find_data_dir())
    >>> held["item"], held["region"], held["china"]
    ('classic', 'ministry_group', 'customs')
    """
    return {
        "total": "customs",
        "energy": "ministry",
        "region": "ministry_group",
        "item": items,
        **dict.fromkeys(catalogue.group("countries", data_dir), "customs"),
    }


def _month_and_day(
    passages: list[tuple[str, str]],
    name: str,
    month: pd.Period | None,
    published: dt.date | None,
) -> tuple[pd.Period, dt.date]:
    whole = " ".join(text for _, text in passages)
    titled = release_text.title_month(whole)
    if titled is None:
        other = release_text.OTHER_RELEASES.search(whole)
        title = f"a release on {other[0]}" if other else "no such title"
        allowed = "the title of the monthly release, as 2023년 12월 수출입 동향"
        raise IngestError.of(name, "the title", title, allowed)
    if month is not None and month != titled:
        raise IngestError.of(name, "the title", f"the month {titled}", f"the month {month}")
    printed = release_text.release_day(whole, titled)
    if published is not None and not published > titled.end_time.date():
        allowed = f"a date after {titled.end_time.date()}"
        raise IngestError.of(name, "the date of publication", str(published), allowed)
    day = published or printed
    if day is None:
        allowed = f"a date of the weeks after {titled}, or the date given along"
        raise IngestError.of(name, "the date of publication", "none", allowed)
    return titled, day


def _from_tables(
    read_tables: list[Reading], found: Found, left_out: list[tuple[str, str, str]], data_dir: Path
) -> list[Figure]:
    """Return the figures of every table, and note the list of items that was found."""
    made: list[tuple[Cell, Figure]] = []
    lists: list[set[str]] = []
    announced = False
    for reading in read_tables:
        if not reading.goes_on:
            lists.append(set())
            announced = announced or "20대" in " ".join(reading.lines).replace(" ", "")
        for cell, figure in _figures(reading, found, left_out, data_dir):
            made.append((cell, figure))
            if figure.breakdown == "item":
                lists[-1].add(figure.code)
    new, classic = (set(catalogue.group(f"items_{n}", data_dir)) for n in (20, 15))
    blank = {code for flow, code in found.blank if flow == "exports"}
    whole = any(codes | blank >= new and len(codes) > len(classic) for codes in lists)
    listed = new if whole or announced else classic
    found.basis = "mti2026" if listed is new else "classic"
    outside = [cell for cell, f in made if f.breakdown == "item" and f.code not in listed]
    left_out += [(c.place, c.text, f"none of the {len(listed)} items") for c in outside]
    return [f for _, f in made if f.breakdown != "item" or f.code in listed]


def _figures(
    reading: Reading, found: Found, left_out: list[tuple[str, str, str]], data_dir: Path
) -> Iterable[tuple[Cell, Figure]]:
    """Give the figures of a table; note the values printed as missing, and what is left out."""
    above = heading(reading.lines, data_dir)
    dated = any(cell.label.month for cell in reading.cells)
    others = not dated and (
        above.other or ("another year" if above.year and not above.month else "")
    )
    for cell in reading.cells:
        taken = others or _taken(cell, above, dated, found, data_dir)
        if isinstance(taken, Figure):
            yield cell, taken
        elif taken and cell.value is not None:
            left_out.append((cell.place, cell.text, taken))


def _taken(cell: Cell, above: Label, dated: bool, found: Found, data_dir: Path) -> Figure | str:
    """Return a cell as a figure, or why it is none; empty for a dash."""
    said = cell.label.within(replace(above, month=None, year=None, quarter=None, other=""))
    month = _period(cell.label if dated else above, found.month)
    code, kind = said.code or "total", said.kind or "total"
    measure = _measure(cell, above)
    flow = _flow(said, kind, measure)
    if said.other or month is None or (dated and not cell.label.month):
        return said.other or "a quarter or a year"
    if flow is None or measure == "unclear":
        return "flow or measure not said"
    if cell.value is None:
        if measure == "value" and month == found.month:
            found.blank.add((flow, code))
        return ""
    allowed = figures.table_units(kind, flow, measure, data_dir)
    if not allowed or (kind == "item" and flow == "imports"):
        return f"{measure} of {flow} by {kind} is not kept"
    unit = _unit(measure, cell, above, allowed)
    if unit is None:
        named = ", ".join(cell.label.units or above.units) or "none"
        fault = Misread(f"{cell.place.split(', row')[0]}, unit", named, UNITS)
        if fault not in found.faults:
            found.faults.append(fault)
        return "no unit"
    figure = _made(flow, kind, code, measure, month, cell.value, unit, allowed, cell.place)
    return figure or "no unit"


def _measure(cell: Cell, above: Label) -> str:
    measure = cell.label.measure
    if measure in (None, "value"):
        return "yoy_pct" if cell.growth or "yoy_pct" in above.measures else "value"
    if cell.growth and measure in ("daily_avg", "volume", "unit_value"):
        return f"{measure}_yoy_pct"
    return str(measure)


def _period(said: Label, month: pd.Period | None) -> pd.Period | None:
    """Return the month a label names; one without a year is the nearest not after the release's."""
    assert month is not None  # of a release
    if said.quarter:
        return None
    if said.month is None:
        return month
    year = said.year or month.year - (said.month > month.month)
    return pd.Period(year=year, month=said.month, freq="M")


def _flow(said: Label, kind: str, measure: str) -> str | None:
    if measure == "working_days":
        return "none"
    if said.flow not in (None, "both"):
        return said.flow
    if measure in ("daily_avg", "daily_avg_yoy_pct"):
        return "exports"
    return "imports" if kind == "energy" else None


def _unit(measure: str, cell: Cell, above: Label, allowed: tuple[str, ...]) -> str | None:
    """Return the printed unit of a number: of its own labels, else of the table; never assumed."""
    if measure in PERCENT:
        return "%"  # a rate of growth or a share is printed in no other
    if measure == "working_days":
        return "일"
    for named in (cell.label.units, above.units):
        if any(figures.convert(Decimal(1), unit, to) for unit in named for to in allowed):
            return next((unit for to in allowed if (unit := figures.fitting(named, to))), None)
    return None


def _made(
    flow: str, breakdown: str, code: str, measure: str, month: pd.Period, value: Decimal,
    unit: str, allowed: tuple[str, ...], place: str,
) -> Figure | None:  # fmt: skip
    for to in allowed:
        converted = figures.convert(value, unit, to)
        if converted is not None:
            return Figure(flow, breakdown, code, measure, month, *converted, to, place)
    return None


def _from_text(
    passages: list[tuple[str, str]], month: pd.Period, basis: str, data_dir: Path
) -> Iterable[Figure]:
    items = catalogue.group("items_20" if basis == "mti2026" else "items_15", data_dir)
    for at, text in passages:
        for said in release_text.sayings(text, at):
            breakdown = catalogue.breakdown(said.code, data_dir)
            flow = said.flow or "exports"
            if breakdown == "energy":
                flow = "imports"
            elif flow == "imports" and breakdown != "total":
                continue  # imports by item and market are read from tables alone
            if breakdown == "item" and said.code not in items:
                continue
            allowed = figures.table_units(breakdown, flow, said.measure, data_dir)
            place = f"{at}, the sentence on {flow} of {said.code}"
            figure = _made(
                flow, breakdown, said.code, said.measure, month, said.value, said.unit,
                allowed, place,
            )  # fmt: skip
            if figure is not None:
                yield figure


def _settled(made: list[Figure], found: Found) -> list[Figure]:
    """Keep of each figure the one with most digits; two that cannot be one value are a fault."""
    kept: dict[tuple[str, str, str, pd.Period], Figure] = {}
    for figure in made:
        held = kept.setdefault(figure.key, figure)
        if not held.meets(figure):
            found.faults.append(
                Misread(
                    figure.place,
                    f"{figure.flow} {figure.code} {figure.measure} {figure.value:f}",
                    f"{held.value:f}, as printed at {held.place}",
                )
            )
        elif figure.step < held.step:
            kept[figure.key] = figure
    return list(kept.values())


UNITS = "one unit for sums of money, as (단위: 억 달러, %), in the heading or a header"
