"""The ministry's monthly release as observations: from its tables and its sentences.

Nothing is found by the number of a page or table. A number counts when its subject, flow, measure,
month and unit are all named in its table or sentence; others are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers import catalogue
from helpers.errors import IngestError, Misread
from helpers.sources import release_text, rules, tables
from helpers.sources.documents import Document
from helpers.sources.labels import Label, heading
from helpers.sources.observation import NO_UNIT, Contents, NewObservation, frame, make
from helpers.sources.result import Read, left_out_frame
from helpers.sources.tables import LabelledNumber, Reading

AGAIN = "reported again, or more finely, elsewhere"


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
        The month expected, and the date that counts instead of the one stated.

    Raises
    ------
    IngestError
        When it is no such release, of another month, or one check fails.
    """
    passages = release_text.passages(document)
    of_month, day = _month_and_day(passages, name, month, published)
    contents = Contents(of_month, day)
    cells = _from_tables(tables.readings(document, data_dir), contents, data_dir)
    sentences = _from_text(passages, of_month, contents.basis, data_dir)
    contents.observations = _settled(
        [*(observation for _, observation in cells), *sentences], contents
    )
    contents.bases = bases(contents.basis, data_dir)
    for _, text in passages:
        contents.growth = contents.growth or release_text.growth_series(text, of_month)
    checks, warnings = rules.check(contents, name, data_dir)
    kept = [f for f in contents.observations if f.period == of_month]
    taken = set(map(id, kept))
    for cell, observation in cells:
        if id(observation) not in taken:
            why = AGAIN if observation.period == of_month else f"a month before {of_month}"
            contents.left_out.append((cell.place, cell.text, why))
    rows = frame(kept, lambda _: "preliminary", str(day), name, contents.bases)
    return Read(
        name, f"release ({document.kind})", str(of_month), str(day), rows, checks, warnings,
        contents.numbers, left_out_frame(contents.left_out),
    )  # fmt: skip


def bases(items: str, data_dir: Path) -> dict[str, str]:
    """Return the basis of each breakdown, and of the codes that differ from theirs.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> definitions = bases("classic", find_data_dir())
    >>> definitions["item"], definitions["region"], definitions["china"]
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
    stated = release_text.release_day(whole, titled)
    if published is not None and not published > titled.end_time.date():
        allowed = f"a date after {titled.end_time.date()}"
        raise IngestError.of(name, "the date of publication", str(published), allowed)
    day = published or stated
    if day is None:
        allowed = f"a date of the weeks after {titled}, or the date given by --published"
        raise IngestError.of(name, "the date of publication", "none", allowed)
    return titled, day


def _from_tables(
    readings: Iterable[Reading], contents: Contents, data_dir: Path
) -> list[tuple[LabelledNumber, NewObservation]]:
    """Return the observations of every table, and note which list of items they follow."""
    cells: list[tuple[LabelledNumber, NewObservation]] = []
    lists: list[set[str]] = []
    announced = False
    for reading in readings:
        if not reading.goes_on:
            lists.append(set())
            announced = announced or "20대" in " ".join(reading.lines).replace(" ", "")
        contents.numbers += sum(cell.value is not None for cell in reading.cells)
        for cell, observation in _of_table(reading, contents, data_dir):
            cells.append((cell, observation))
            if observation.breakdown == "item":
                lists[-1].add(observation.code)
    new, classic = (set(catalogue.group(f"items_{n}", data_dir)) for n in (20, 15))
    blank = {code for flow, code in contents.blank if flow == "exports"}
    whole = any(codes | blank >= new and len(codes) > len(classic) for codes in lists)
    listed = new if whole or announced else classic
    contents.basis = "mti2026" if listed is new else "classic"
    kept = []
    for cell, observation in cells:
        if observation.breakdown != "item" or observation.code in listed:
            kept.append((cell, observation))
        else:
            contents.left_out.append((cell.place, cell.text, f"none of the {len(listed)} items"))
    return kept


def _of_table(
    reading: Reading, contents: Contents, data_dir: Path
) -> Iterator[tuple[LabelledNumber, NewObservation]]:
    """Return the observations of a table; note values reported as missing, and what is left out."""
    above = heading(reading.lines, data_dir)
    dated = any(cell.label.month for cell in reading.cells)
    others = "" if dated else above.other
    if above.year and not above.month and not dated:
        others = others or "another year"
    general = replace(above, year=None, month=None, quarter=None, other=others)
    for cell in reading.cells:
        label = cell.label.within(general)
        if cell.label.code == "total" and above.code:
            label = replace(label, other="a total under the title of a part")
        taken = label.other or _taken(
            cell, label, cell.label if dated else above, contents, data_dir
        )
        if isinstance(taken, NewObservation):
            yield cell, taken
        elif taken == NO_UNIT:
            named = ", ".join(label.units) or "none"
            fault = Misread(f"{reading.table.at}, unit", named, UNITS)
            contents.faults += [fault] if fault not in contents.faults else []
        elif taken and cell.value is not None:
            contents.left_out.append((cell.place, cell.text, taken))


def _taken(
    cell: LabelledNumber, label: Label, when: Label, contents: Contents, data_dir: Path
) -> NewObservation | str:
    """Return a cell as an observation, or why it is none; empty for a dash."""
    month = _period(when, contents.month)
    if month is None or (when is cell.label and not when.month):
        return "a quarter or a year"
    observation = make(label, month, cell.value or Decimal(0), cell.place, data_dir)
    if isinstance(observation, str):
        return "" if cell.value is None else observation
    if observation.breakdown == "item" and observation.flow == "imports":
        return f"{observation.measure} of imports by item is not kept"
    if cell.value is not None:
        return observation
    if observation.measure == "value" and month == contents.month:
        contents.blank.add((observation.flow, observation.code))
    return ""


def _period(label: Label, month: pd.Period | None) -> pd.Period | None:
    """Return the month a label names; one without a year is the nearest not after the release's."""
    assert month is not None  # of a release
    if label.quarter or label.month is None:
        return None if label.quarter else month
    year = label.year or month.year - (label.month > month.month)
    return pd.Period(year=year, month=label.month, freq="M")


def _from_text(
    passages: list[tuple[str, str]], month: pd.Period, basis: str, data_dir: Path
) -> Iterator[NewObservation]:
    items = catalogue.group("items_20" if basis == "mti2026" else "items_15", data_dir)
    for at, text in passages:
        for saying in release_text.sayings(text, at):
            kind = catalogue.breakdown(saying.code, data_dir)
            flow = "imports" if kind == "energy" else saying.flow or "exports"
            elsewhere = flow == "imports" and kind in ("item", "region")  # read of tables alone
            if elsewhere or (kind == "item" and saying.code not in items):
                continue
            measures, unit = frozenset({saying.measure}), saying.unit
            label = Label(saying.code, kind, flow, measures, units=(unit,))
            place = f"{at}, the sentence on {flow} of {saying.code}"
            observation = make(label, month, saying.value, place, data_dir)
            if isinstance(observation, NewObservation):
                yield observation


def _settled(observations: list[NewObservation], contents: Contents) -> list[NewObservation]:
    """Keep the reading with most digits; two that cannot be one value are a fault."""
    kept: dict[tuple[str, str, str, pd.Period], NewObservation] = {}
    for observation in observations:
        first = kept.setdefault(observation.key, observation)
        if not first.meets(observation):
            contents.faults.append(
                Misread(
                    observation.place,
                    " ".join((*observation.key[:3], f"{observation.value:f}")),
                    f"{first.value:f}, as read at {first.place}",
                )
            )
        elif observation.step < first.step:
            kept[observation.key] = observation
    return list(kept.values())


UNITS = "one unit for sums of money, as (단위: 억 달러, %), in the heading or a header"
