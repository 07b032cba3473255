"""From rows to the store: compare, object, append; the same way for every kind of figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.errors import DataError, IntakeError
from helpers.intake.appending import append
from helpers.intake.difference import Difference, compare
from helpers.intake.objections import Objection, accepted_name, objections, require
from helpers.intake_log import Intake


@dataclass(frozen=True, eq=False)
class Considered:
    """New rows beside what is held, and what speaks against them."""

    difference: Difference
    objections: list[Objection]


def consider(
    rows: pd.DataFrame, data_dir: str | Path | None = None, today: dt.date | None = None
) -> Considered:
    """Compare rows with the store and find what speaks against them; nothing is written.

    Raises
    ------
    IntakeError
        When a row is no observation; no reason accepts that.

    Examples
    --------
    >>> from helpers import observations
    >>> december = observations.read().query("code == 'total' and period == '2023-12'").tail(1)
    >>> again = december[list(observations.COLUMNS)].astype(str)
    >>> print(consider(again).difference)
    0 new, 0 revised, 1 unchanged
    """
    try:
        difference = compare(rows, data_dir)
    except DataError as error:
        said = [
            f"{p.file}{'' if p.column is None else f', {p.column}'}: found {p.value}, allowed:"
            f" {p.allowed}"
            for p in error.problems
        ]
        raise IntakeError(said) from error
    return Considered(difference, objections(difference, data_dir, today))


def take_in(
    considered: Considered,
    data_dir: str | Path | None,
    source: str,
    accept: Collection[str],
    moment: dt.datetime,
) -> Intake | None:
    """Append what was considered, unless an objection stands; None where nothing is new.

    The names in `accept` that met an objection go to the log, with their reasons.

    Raises
    ------
    IntakeError
        When objections stand, or the store has changed since.
    StoreError
        When the store cannot be written.
    """
    require(considered.objections, accept)
    met = {each.name for each in considered.objections}
    accepted = [each.strip() for each in accept if accepted_name(each).partition(":")[0] in met]
    return append(considered.difference, data_dir, source, "; ".join(accepted), moment)
