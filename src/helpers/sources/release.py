"""The ministry's monthly release as figures: from its tables by their headings, and its sentences.

Nothing is found by the number of a page or table. A figure counts when its subject, flow, measure,
month and unit are all said where it stands; what says less is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.sources import figures, grids, release_checks, release_text
from helpers.sources.documents import Document
from helpers.sources.figures import Figure, Found
from helpers.sources.result import Read

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
    found = Found(*_month_and_day(passages, name, month, published))
    figures_read, found.basis = _from_tables(document, found, data_dir)
    told = list(_from_text(passages, found, data_dir))
    found.figures = _settled([*figures_read, *told], found)
    for _, text in passages:
        found.growth = found.growth or release_text.growth_series(text, found.month)
    checks, warnings = release_checks.check(found, name, data_dir)
    of_month = [f for f in found.figures if f.month == found.month]
    day = str(found.published)
    rows = figures.frame(of_month, "preliminary", day, name, bases(found.basis, data_dir))
    kind = f"release ({document.kind})"
    return Read(name, kind, str(found.month), day, rows, checks, [*warnings, *found.left_out])


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
    """Give the figures of a table whose month is said; note those printed as missing."""
    about = grids.about(held)
    entries = list(grids.entries(held, data_dir))
    dated = any(e.said.month for e in entries)
    if not dated and (about.elsewhere or (about.year and not about.month)):
        return
    for entry in entries:
        said = entry.said
        if said.elsewhere or (dated and not said.month):
            continue
        month = _period(said if dated else about, found.month)
        code = said.code or "total"
        measure = _measure(entry, about)
        flow = _flow(said, about, catalogue.breakdown(code, data_dir), measure)
        if flow is None or measure == "unclear":
            continue
        if entry.value is not None:
            yield from _kept(
                entry, entry.value, about, (flow, code, measure, month), held.table.at, found,
                data_dir,
            )  # fmt: skip
        elif measure == "value" and month == found.month:
            found.blank.add((flow, code))


def _measure(entry: grids.Entry, about: grids.Said) -> str:
    measure = entry.said.measure
    if measure in (None, "value"):
        return "yoy_pct" if entry.growth or "yoy_pct" in about.measures else "value"
    if entry.growth and measure in ("daily_avg", "volume", "unit_value"):
        return f"{measure}_yoy_pct"
    return str(measure)


def _kept(
    entry: grids.Entry, value: Decimal, about: grids.Said, key: tuple[str, str, str, pd.Period],
    at: str, found: Found, data_dir: Path,
) -> Iterable[Figure]:  # fmt: skip
    """Give a number as a figure if the store keeps its kind and its unit is said."""
    flow, code, measure, month = key
    breakdown = catalogue.breakdown(code, data_dir)
    allowed = figures.table_units(breakdown, flow, measure, data_dir)
    if not allowed or (breakdown == "item" and flow == "imports"):
        said_so = f"{at}: {measure} of {flow} by {breakdown} is not kept"
        if said_so not in found.left_out:
            found.left_out.append(said_so)
        return
    unit = _unit(measure, entry.said, about, allowed)
    if unit is None:
        named = ", ".join(entry.said.units or about.units) or "none"
        fault = Misread(f"{at}, unit", named, UNITS)
        if fault not in found.faults:
            found.faults.append(fault)
        return
    figure = _made(flow, breakdown, code, measure, month, value, unit, allowed, entry.place)
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
    measure: str, said: grids.Said, about: grids.Said, allowed: tuple[str, ...]
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
    unit: str, allowed: tuple[str, ...], place: str,
) -> Figure | None:  # fmt: skip
    for to in allowed:
        converted = figures.convert(value, unit, to)
        if converted is not None:
            return Figure(flow, breakdown, code, measure, month, *converted, to, place)
    return None


def _from_text(passages: list[tuple[str, str]], found: Found, data_dir: Path) -> Iterable[Figure]:
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
