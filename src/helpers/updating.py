"""Figures for an update: asked of live sources, or read from a file that holds rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers.errors import DataError, KtradeError, Problem
from helpers.intake import Considered, consider
from helpers.observations import COLUMNS

Ask = Callable[[Sequence[pd.Period], dt.datetime], "Fetched"]


@dataclass(frozen=True, eq=False)
class Fetched:
    """What sources answered.

    Attributes
    ----------
    rows : pandas.DataFrame
        The columns of `observations.COLUMNS` as text, and `place`.
    source : str
        Where they come from, in a word or a few.
    failures : dict
        The error of each source that could not be asked; the others are taken all the same.
    """

    rows: pd.DataFrame
    source: str
    failures: dict[str, KtradeError] = field(default_factory=dict)


def from_file(path: Path) -> Ask:
    """Read the rows of a CSV with the store's own columns, each row with its line as place.

    Raises
    ------
    DataError
        When the answer is asked for: the file cannot be read, or its columns are others.
    """

    def ask(months: Sequence[pd.Period], moment: dt.datetime) -> Fetched:
        return Fetched(read_rows(path), path.stem)

    return ask


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
        found = ",".join(rows.columns)[:200]
        raise DataError([Problem(path.name, 1, "columns", found, ",".join(COLUMNS))])
    return rows.assign(place=[f"{path.name} line {n}" for n in range(2, len(rows) + 2)])


def of_months(rows: pd.DataFrame, months: Iterable[pd.Period]) -> pd.DataFrame:
    """Keep the rows of some months, and of the years and quarters that they lie in.

    Examples
    --------
    >>> rows = pd.DataFrame({"period": ["2023-11", "2023-12", "2023-12-D20", "2023", "2023-Q4"]})
    >>> of_months(rows, [pd.Period("2023-12", "M")])["period"].tolist()
    ['2023-12', '2023-12-D20', '2023', '2023-Q4']
    """
    wanted = {f"{m}" for m in months}
    wider = {f"{m.year}" for m in months} | {f"{m.year}-Q{m.quarter}" for m in months}
    period = rows["period"]
    return rows[period.str[:7].isin(wanted) | period.isin(wider)].reset_index(drop=True)


def look(
    ask: Ask,
    months: Sequence[pd.Period],
    moment: dt.datetime,
    data_dir: Path,
) -> tuple[Fetched, Considered]:
    """Ask for months and hold the answer against the store; nothing is written.

    Raises
    ------
    KtradeError
        Of the first source that failed, when none answered.
    IntakeError
        When a row is no observation.
    """
    fetched = ask(months, moment)
    if fetched.rows.empty and fetched.failures:
        raise next(iter(fetched.failures.values()))
    return fetched, consider(of_months(fetched.rows, months), data_dir, moment.date())
