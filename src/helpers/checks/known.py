"""Known differences: reported numbers that do not follow from the others, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.checks.comparing import DIFFERS, EXPLAINED, Comparison
from helpers.errors import DataError, Problem

FILE = "exceptions.csv"
COLUMNS = ("period", "flow", "code", "measure", "printed", "why", "source")


class Known(NamedTuple):
    """A reported number that differs for a known cause; `row` is its line in the file.

    The cause in Korean, the column why_ko, may be left out.
    """

    period: str
    flow: str
    code: str
    measure: str
    printed: float
    why: str
    source: str
    row: int
    why_ko: str = ""


def read_known(data_dir: Path) -> list[Known]:
    """Read the known differences of a data folder; none where it has no such file.

    Raises
    ------
    DataError
        Naming the row and what is allowed, for columns that are others, a number that is none and a
        cause or source that is empty.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> all(entry.why for entry in read_known(find_data_dir()))
    True
    """
    path = data_dir / FILE
    if not path.exists():
        return []
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataError([Problem(FILE, None, None, str(error), "a CSV in UTF-8")]) from error
    if tuple(column for column in table.columns if column != "why_ko") != COLUMNS:
        columns = ",".join(table.columns)
        raise DataError([Problem(FILE, 1, "columns", columns, ",".join(COLUMNS))])
    rows: list[Any] = table.to_dict("records")
    faults = [
        Problem(FILE, line, column, row[column], allowed)
        for line, row in enumerate(rows, 2)
        for column, allowed in ALLOWED.items()
        if not row[column].strip() or (column == "printed" and not _is_number(row[column]))
    ]
    if faults:
        raise DataError(faults)
    return [
        Known(**row | {"printed": float(row["printed"])}, row=line)
        for line, row in enumerate(rows, 2)
    ]


def explain(comparisons: Iterable[Comparison], known: Iterable[Known]) -> list[Comparison]:
    """Return the cause with the differences that are known.

    Examples
    --------
    >>> rate = Comparison("growth", "total", "2023-01", "imports", "total", "yoy_pct", "customs",
    ...                   "2024-02-15", "a newspaper", -2.8, -2.6, DIFFERS)
    >>> cause = Known("2023-01", "imports", "total", "yoy_pct", -2.8, "a slip", "a newspaper", 2)
    >>> explain([rate], [cause])[0].why
    'a slip'
    """
    causes = {_place(entry): entry for entry in known}
    return [
        replace(row, outcome=EXPLAINED, why=cause.why, why_ko=cause.why_ko)
        if row.outcome == DIFFERS and (cause := causes.get(_key(row)))
        else row
        for row in comparisons
    ]


def no_longer(comparisons: Iterable[Comparison], known: Iterable[Known]) -> list[Known]:
    """Return the known differences that do not occur among what was compared."""
    differ = {_key(row) for row in comparisons if row.outcome in (DIFFERS, EXPLAINED)}
    return [entry for entry in known if _place(entry) not in differ]


def _key(row: Comparison) -> tuple[object, ...]:
    return (row.period, row.flow, row.code, row.measure, row.printed, row.source)


def _place(known: Known) -> tuple[object, ...]:
    return (*known[:5], known.source)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


ALLOWED = {
    "period": "a period as in the observations",
    "flow": "a flow as in the observations",
    "code": "a code of the catalogue",
    "measure": "a measure as in the observations",
    "printed": "the number as reported",
    "why": "the cause that was found",
    "source": "the source of the reported number, as in the observations",
}
