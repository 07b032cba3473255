"""The ministry's monthly release as figures: from its tables by their headings, and its sentences.

Nothing is found by the number of a page or table. A figure counts when its subject, flow, measure,
month and unit are all said where it stands; what says less is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.sources import figures, grids, release_checks, release_text
from helpers.sources.documents import Document
from helpers.sources.figures import Figure
from helpers.sources.result import Read

PERCENT = ("yoy_pct", "share_pct", "daily_avg_yoy_pct", "volume_yoy_pct", "unit_value_yoy_pct")


@dataclass
class Found:
    """What was found in a release, before it is checked."""

    month: pd.Period
    published: dt.date
    basis: str = ""
    figures: list[Figure] = field(default_factory=list)  # every month that its tables print
    blank: set[tuple[str, str]] = field(default_factory=set)  # (flow, code) printed as missing
    growth: dict[pd.Period, Decimal] | None = None
    faults: list[Misread] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


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
    found = Found(*_month_and_day(passages, name, month, published))
    figures_read, found.basis = _from_tables(document, found, data_dir)
    told = list(_from_text(passages, found, data_dir))
    found.figures = _settled([*figures_read, *told], found)
    for _, text in passages:
        found.growth = found.growth or release_text.growth_series(text, found.month)
    checks, warnings = release_checks.check(found, name, data_dir)
    of_month = [f for f in found.figures if f.month == found.month]
    bases = {
        "total": "customs", "energy": "ministry", "region": "ministry_group", "item": found.basis,
        **dict.fromkeys(catalogue.group("countries", data_dir), "customs"),
    }  # fmt: skip
    day = str(found.published)
    rows = figures.frame(of_month, "preliminary", day, name, bases)
    kind = f"release ({document.kind})"
    return Read(name, kind, str(found.month), day, rows, checks, [*warnings, *found.left_out])


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


def _from_tables(document: Document, found: Found, data_dir: Path) -> tuple[list[Figure], str]:
    """Give the figures of every table, and the basis of the list of items that was found."""
    made: list[Figure] = []
    lists: list[set[str]] = []
    announced = False
    for held in grids.headed(document):
        if not held.goes_on:
            lists.append(set())
            announced = announced or "20대" in held.heading.replace(" ", "")
        for figure in _figures(held, found, data_dir):
            made.append(figure)
            if figure.breakdown == "item" and figure.flow == "exports":
                lists[-1].add(figure.code)
    new, classic = (set(catalogue.group(f"items_{n}", data_dir)) for n in (20, 15))
    blank = {code for flow, code in found.blank if flow == "exports"}
    whole = any(codes | blank >= new and len(codes) > len(classic) for codes in lists)
    listed = new if whole or announced else classic
    outside = [f for f in made if f.breakdown == "item" and f.code not in listed]
    for code in sorted({f.code for f in outside}):
        place = next(f.place for f in outside if f.code == code)
        found.left_out.append(f"{place}: {code} is none of the {len(listed)} items")
    kept = [f for f in made if f.breakdown != "item" or f.code in listed]
    return kept, "mti2026" if listed is new else "classic"


def _figures(held: grids.Headed, found: Found, data_dir: Path) -> Iterable[Figure]:
    about = grids.about(held)
    at = held.table.at
    entries = list(grids.entries(held, data_dir))
    dated = any(e.said.month for e in entries)
    if not dated and (about.elsewhere or (about.year and not about.month)):
        return
    for entry in entries:
        said = entry.said
        when = said if dated else about
        if said.elsewhere or (dated and not said.month):
            continue
        month = _period(when, found.month)
        code = said.code or "total"
        breakdown = catalogue.breakdown(code, data_dir)
        measure = said.measure
        if measure in (None, "value"):
            measure = "yoy_pct" if entry.growth or "yoy_pct" in about.measures else "value"
        if entry.growth and measure in ("daily_avg", "volume", "unit_value"):
            measure = f"{measure}_yoy_pct"
        flow = _flow(said, about, breakdown, measure)
        if flow is None or measure == "unclear":
            continue
        if entry.value is None:
            found.blank.add((flow, code))
            continue
        allowed = figures.table_units(breakdown, flow, measure, data_dir)
        if not allowed or (breakdown == "item" and flow == "imports"):
            said_so = f"{at}: {measure} of {flow} by {breakdown} is not kept"
            if said_so not in found.left_out:
                found.left_out.append(said_so)
            continue
        unit = _unit(measure, said, about, allowed)
        if unit is None:
            fault = Misread(f"{at}, unit", ", ".join(said.units or about.units) or "none", UNITS)
            if fault not in found.faults:
                found.faults.append(fault)
            continue
        figure = _made(flow, breakdown, code, measure, month, entry.value, unit, allowed, entry.place)
        if figure is not None:
            yield figure


def _period(said: grids.Said, month: pd.Period) -> pd.Period:
    if said.month is None:
        return month
    if said.year is None:  # the nearest such month that is not after the release's
        year = month.year - (said.month > month.month)
        return pd.Period(year=year, month=said.month, freq="M")
    return pd.Period(year=said.year, month=said.month, freq="M")


def _flow(said: grids.Said, about: grids.Said, breakdown: str, measure: str) -> str | None:
    if measure == "working_days":
        return "none"
    flow = said.flow if said.flow not in (None, "both") else about.flow
    if flow is None and measure in ("daily_avg", "daily_avg_yoy_pct"):
        return "exports"
    if flow is None and breakdown == "energy":
        return "imports"
    return flow


def _unit(
    measure: str, said: grids.Said, about: grids.Said, allowed: list[str]
) -> str | None:
    """Give the printed unit of a figure: of its own headers, else of the table; never assumed."""
    if measure in PERCENT:
        return "%"  # a rate of growth or a share is printed in no other
    if measure == "working_days":
        return "일"
    for named in (said.units, about.units):
        fitting = [
            unit for unit in named
            if any(figures.convert(Decimal(1), unit, to) for to in allowed)
        ]  # fmt: skip
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return None
    return None


def _made(
    flow: str, breakdown: str, code: str, measure: str, month: pd.Period, value: Decimal,
    unit: str, allowed: list[str], place: str,
) -> Figure | None:  # fmt: skip
    for to in allowed:
        converted = figures.convert(value, unit, to)
        if converted is not None:
            return Figure(flow, breakdown, code, measure, month, *converted, to, place)
    return None


def _from_text(
    passages: list[tuple[str, str]], found: Found, data_dir: Path
) -> Iterable[Figure]:
    items = catalogue.group("items_20" if found.basis == "mti2026" else "items_15", data_dir)
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
                flow, breakdown, said.code, said.measure, found.month, said.value, said.unit,
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
                    f"{figure.flow} {figure.code} {figure.measure} {figure.month} {figure.value:f}",
                    f"{held.value:f}, as printed at {held.place}",
                )
            )
        elif figure.step < held.step:
            kept[figure.key] = figure
    return list(kept.values())


UNITS = "one unit for sums of money, as (단위: 억 달러, %), in the heading or a header"
