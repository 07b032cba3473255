"""Observations for an update: from live sources, or from a file of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from helpers import places
from helpers.errors import (
    KtradeError,
    NoSourceKeyError,
    ParameterError,
    StoreError,
)
from helpers.intake import Preview, consider
from helpers.intake.long_table import read_rows
from helpers.observations import COLUMNS
from helpers.progress import QUIET, Progress

Ask = Callable[[Sequence[pd.Period], dt.datetime], "FetchedRows"]


@dataclass(frozen=True, eq=False)
class FetchedRows:
    """What sources answered.

    Attributes
    ----------
    rows : pandas.DataFrame
        The columns of `observations.COLUMNS` as text, and `place`.
    source : str
        Where they come from, in a word or a few.
    missing : tuple of str
        What was asked for and did not come, in sentences.
    failures : dict
        The error of each source that could not be asked; the others count all the same.
    """

    rows: pd.DataFrame
    source: str
    missing: tuple[str, ...] = ()
    failures: dict[str, KtradeError] = field(default_factory=dict)


def from_file(path: Path) -> Ask:
    """Read the rows of a CSV with the store's own columns, each row with its line as place.

    Raises
    ------
    DataError
        When the answer is asked for: the file cannot be read, or its columns are others.
    """

    def ask(months: Sequence[pd.Period], moment: dt.datetime) -> FetchedRows:
        return FetchedRows(read_rows(path), path.stem)

    return ask


def from_sources(sources: tuple[str, ...], data_dir: Path, progress: Progress = QUIET) -> Ask:
    """Ask live sources: those named, or all there are.

    A source that fails leaves the others alone. One that was not named and has no key is not set
    up: that is missing, not a failure, as long as another one answers.

    Parameters
    ----------
    sources : tuple of str
        Names of `helpers.sources.SOURCES`; empty: every one.
    data_dir : Path
        Its cache keeps quotas and unfinished answers between calls.
    progress : Progress, optional
        Shows which source is asked.

    Raises
    ------
    ParameterError
        When there is no such source.

    Examples
    --------
    >>> from_sources(("ksc",), Path("data"))
    Traceback (most recent call last):
        ...
    helpers.errors.ParameterError: parameter source = 'ksc': allowed are ...
    """
    from helpers.sources import SOURCES

    for name in sources:
        if name not in SOURCES:
            raise ParameterError("source", SOURCES, name)
    named = tuple(dict.fromkeys(sources)) or SOURCES
    state_dir = places.cache_dir(data_dir) / "sources"

    def ask(months: Sequence[pd.Period], moment: dt.datetime) -> FetchedRows:
        progress.total = len(named)
        parts, answered, missing = [], [], []
        failures: dict[str, KtradeError] = {}
        for name in named:
            try:
                with progress.step(f"asking {name}"):
                    rows, gaps = _fetched(name, months, moment, state_dir)
            except KtradeError as error:
                failures[name] = error
                continue
            parts.append(rows)
            answered.append(name)
            missing += [f"{name}: {sentence}" for sentence in gaps]
        if answered and not sources:
            without = [
                name for name, error in failures.items() if isinstance(error, NoSourceKeyError)
            ]
            missing += [str(failures.pop(name)) for name in without]
        rows = pd.concat(parts, ignore_index=True) if parts else NO_ROWS
        return FetchedRows(rows, " ".join(answered), tuple(missing), failures)

    return ask


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
) -> tuple[FetchedRows, Preview]:
    """Ask for months and compare the answer with the store; nothing is written.

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
    rows = of_months(fetched.rows, months)
    left_out = sorted(set(fetched.rows["period"]) - set(rows["period"]))
    if left_out:
        head = f"rows of other periods are left out ({len(fetched.rows) - len(rows)})"
        more = f" and {len(left_out) - NAMED} more" if len(left_out) > NAMED else ""
        sentence = f"{head}: {', '.join(left_out[:NAMED])}{more}"
        fetched = replace(fetched, missing=(*fetched.missing, sentence))
    return fetched, consider(rows, data_dir, moment.date())


def _fetched(
    name: str, months: Sequence[pd.Period], moment: dt.datetime, state_dir: Path
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    from helpers.sources import fetch

    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        fetched = fetch(name, months, now=moment, state_dir=state_dir)
    except OSError as error:
        raise StoreError(str(state_dir), (error.strerror or str(error)).lower()) from error
    return fetched.rows, fetched.missing


NAMED = 6  # periods left out that are named
NO_ROWS = pd.DataFrame(columns=[*COLUMNS, "place"], dtype=str)
