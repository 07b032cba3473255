"""Long tables: one row a number, in the columns of the store or with the vintage beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import catalogue
from helpers.errors import DataError, DateError, IngestError, Misread, Problem
from helpers.months import (
    annual_closing,
    confirmed_date,
    parse_date,
    parse_month,
)
from helpers.observations import COLUMNS, DATE, PERIOD
from helpers.sources.result import LEFT_OUT, Read

HEADER = (
    "period", "flow", "breakdown", "code", "measure", "value", "unit", "vintage", "source", "note",
)  # fmt: skip
FLOWS = {"export": "exports", "import": "imports"}
VINTAGE = re.compile(rf"(?P<kind>final|prelim|unknown)(?:-(?P<day>{DATE}))?")
CUSTOMS_ITEM = "_kcs"  # ends the code of an item as the customs service counts it
NOTED = re.compile(r"(?:^|; )def=(\w+)")  # the definition that a note names
UNDATED = "2026-10-31"  # rule 5 of the codebook


class Dated(NamedTuple):
    """Status and date of publication of one observation."""

    status: str
    published: str


def is_long_table(head: str) -> bool:
    """Return whether the first line of a file is the header of a long table.

    Examples
    --------
    >>> is_long_table("period,flow,breakdown,code,measure,value,unit,vintage,source,note")
    True
    """
    return tuple(cell.strip() for cell in head.split(",")) == HEADER


def read_rows(path: Path) -> pd.DataFrame:
    """Read a CSV with the columns of `observations.COLUMNS`; `place` is file and line.

    Raises
    ------
    DataError
        When it cannot be read, or its columns are others.
    """
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataError([Problem(path.name, None, None, str(error), "a CSV in UTF-8")]) from error
    if tuple(rows.columns) != COLUMNS:
        header = ",".join(rows.columns)[:200]
        raise DataError([Problem(path.name, 1, "columns", header, ",".join(COLUMNS))])
    return rows.assign(place=[f"{path.name} line {n}" for n in range(2, len(rows) + 2)])


def read_long_table(content: bytes, name: str, data_dir: Path) -> Read:
    """Read a CSV with the columns of `HEADER`.

    Vintages become status and date of publication by the rules of data/README.md; the definition
    follows from the breakdown, the code and the note.

    Raises
    ------
    IngestError
        With every row whose period or vintage cannot be read.
    """
    try:
        given = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    except ValueError as error:
        raise IngestError.of(name, "the file", str(error), "a CSV in UTF-8") from error
    given["place"] = [f"line {line}" for line in range(2, len(given) + 2)]
    faults = list(_faults(given))
    if faults:
        raise IngestError(name, faults)
    given["flow"] = given["flow"].replace(FLOWS)
    given["basis"] = _basis(given, data_dir)
    given["code"] = given["code"].str.removesuffix(CUSTOMS_ITEM)
    given["why"] = _reasons(given, data_dir)
    kept = given[given["why"].eq("")]
    dated = [
        date_vintage(period, vintage)
        for period, vintage in zip(kept["period"], kept["vintage"], strict=True)
    ]
    rows = kept.assign(
        status=[date.status for date in dated], published=[date.published for date in dated]
    )
    left_out = given[given["why"].ne("")].rename(columns={"value": "text"})
    return Read(
        name,
        "long table (CSV)",
        None,
        max(rows["published"], default=""),
        rows[[*COLUMNS, "place"]].reset_index(drop=True),
        numbers=len(given),
        left_out=left_out[list(LEFT_OUT)].reset_index(drop=True),
    )


def date_vintage(period: str, vintage: str) -> Dated:
    """Return the status and date of publication of a number by its vintage.

    Examples
    --------
    >>> date_vintage("2026-09", "prelim-2026-10-01")
    Dated(status='preliminary', published='2026-10-01')
    >>> date_vintage("2023-12", "final"), date_vintage("2026-08", "final-2026-10-02")
    (Dated(status='final', published='2024-02-01'), Dated(status='confirmed', ...'2026-10-02'))
    >>> date_vintage("2026-09-D10", "prelim"), date_vintage("2026-09", "final-2026-10-06")
    (Dated(status='flash', published='2026-09-11'), Dated(status='preliminary', ...'2026-10-06'))
    """
    match = VINTAGE.fullmatch(vintage)
    assert match, "checked before"
    window = re.search(r"-D([12]0)$", period)
    first = "flash" if window else "preliminary"
    year, month = int(period[:4]), period[:7]
    day = match["day"]
    if match["kind"] == "unknown":
        return Dated("unknown", day or UNDATED)
    if match["kind"] == "final" and not day:
        return Dated("final", str(annual_closing(year)))
    if match["kind"] == "prelim":
        if day:
            return Dated(first, day)
        if window:
            return Dated(first, f"{month}-{int(window[1]) + 1}")
        return Dated("unknown", UNDATED)
    published = parse_date(day)
    if published >= annual_closing(year):
        return Dated("final", day)
    is_month = len(period) > 6 and period[5] != "Q"
    if is_month and published < confirmed_date(parse_month(month)):
        return Dated("preliminary", day)  # of the first days of a month: no longer the first print
    return Dated("confirmed", day)


def _faults(given: pd.DataFrame) -> Iterator[Misread]:
    for place, period, vintage in zip(
        given["place"], given["period"], given["vintage"], strict=True
    ):
        if not re.fullmatch(PERIOD, period):
            yield Misread(place, f"period {period[:40]!r}", "YYYY, YYYY-Qn, YYYY-MM or YYYY-MM-D10")
        match = VINTAGE.fullmatch(vintage)
        if not match:
            yield Misread(place, f"vintage {vintage[:40]!r}", "final, prelim or unknown, and -DATE")
        elif match["day"]:
            try:
                parse_date(match["day"])
            except DateError as error:
                yield Misread(place, f"vintage {vintage!r}", str(error))


def _basis(given: pd.DataFrame, data_dir: Path) -> pd.Series:
    """Return the definition of each row, see data/README.md; empty where there is none.

    An item follows the list that its note names or is one of the customs service, a single country
    follows customs, a group of countries that of the customs service where source or note name
    it, else the ministry's.
    """
    note, item = given["note"], given["breakdown"].eq("item")
    by_customs = (given["source"] + note).str.contains("customs", case=False)
    country = given["code"].isin(catalogue.group("countries", data_dir))
    region, energy = given["breakdown"].eq("region"), given["breakdown"].eq("energy")
    rules = {
        "flash": given["period"].str.contains("-D") & given["breakdown"].ne("other"),
        "customs": given["breakdown"].eq("total") | (region & country),
        "customs_group": region & by_customs,
        "ministry_group": region,
        "customs_item": (item & given["code"].str.endswith(CUSTOMS_ITEM))
        | (energy & note.str.contains("customs service's own")),
        "ministry": energy,
    }
    listed = note.str.extract(NOTED)[0].where(item).fillna("")
    chosen = np.select(list(rules.values()), list(rules), "")
    return pd.Series(chosen, given.index).mask(lambda basis: basis.eq(""), listed)


def _reasons(given: pd.DataFrame, data_dir: Path) -> pd.Series:
    """Return why each row is left out; empty where it is not."""
    codes = set(catalogue.table("codes", data_dir)["code"])
    measures = set(catalogue.table("measures", data_dir)["measure"])
    reasons = pd.Series("", given.index)
    for is_so, why in (
        (given["basis"].eq(""), "no definition of the catalogue"),
        (~given["measure"].isin(measures), "measure not in the catalogue: " + given["measure"]),
        (~given["code"].isin(codes), "code not in the catalogue: " + given["code"]),
        (given["note"].str.contains("derived"), "derived from other rows"),
    ):
        reasons = reasons.mask(is_so & reasons.eq(""), why)
    return reasons
