"""The log of intakes: one line for each file ingested after the first ones."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.errors import DataError, Problem
from helpers.observations import COLUMNS

LOG = "intakes.csv"


class Intake(NamedTuple):
    """A line of the log.

    `time` is the moment in Korean time, `file` a name below `observations/`, `months` the first
    and last period added to, `accepted` the objections set aside, with their reasons, and `sha256`
    that of the file.
    """

    time: str
    file: str
    source: str
    months: str
    new: int
    revised: int
    unchanged: int
    accepted: str
    sha256: str


def read_log(data_dir: Path) -> list[Intake]:
    """Read the log; empty where there is none.

    Raises
    ------
    DataError
        When its columns are others, or a count is no number.
    """
    path = data_dir / LOG
    if not path.exists():
        return []
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise DataError([Problem(LOG, None, None, str(error), "a CSV in UTF-8")]) from error
    header, *lines = list(csv.reader(io.StringIO(text))) or [[]]
    if tuple(header) != Intake._fields:
        allowed = ",".join(Intake._fields)
        raise DataError([Problem(LOG, 1, "columns", ",".join(header), allowed)])
    return [_intake(cells, number) for number, cells in enumerate(lines, 2)]


def as_text(intakes: Iterable[Intake]) -> str:
    """Write a log as CSV.

    Examples
    --------
    >>> as_text([]).strip()
    'time,file,source,months,new,revised,unchanged,accepted,sha256'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Intake._fields)
    writer.writerows(intakes)
    return out.getvalue()


def as_csv(rows: pd.DataFrame) -> str:
    """Write rows as a file of observations."""
    text: str = rows[list(COLUMNS)].to_csv(index=False, lineterminator="\n")
    return text


def sealed(data_dir: Path) -> list[str]:
    """Return the files of the log that are missing or have changed; empty when all is well.

    Examples
    --------
    >>> from helpers.places import find_data_dir
    >>> sealed(find_data_dir())
    []
    """
    faults = []
    for intake in read_log(data_dir):
        path = data_dir / "observations" / intake.file
        if not path.is_file():
            faults.append(f"{intake.file} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != intake.sha256:
            faults.append(f"{intake.file} was changed after its intake")
    return faults


def _intake(cells: list[str], number: int) -> Intake:
    if len(cells) != len(Intake._fields):
        allowed = f"{len(Intake._fields)} columns"
        raise DataError([Problem(LOG, number, None, f"{len(cells)} columns", allowed)])
    line = dict(zip(Intake._fields, cells, strict=True))
    for column in ("new", "revised", "unchanged"):
        if not line[column].isdecimal():
            raise DataError([Problem(LOG, number, column, line[column], "a whole number")])
    if Path(line["file"]).name != line["file"]:
        raise DataError([Problem(LOG, number, "file", line["file"], "a name without a folder")])
    counts = {column: int(line[column]) for column in ("new", "revised", "unchanged")}
    return Intake(**{**line, **counts})  # type: ignore[arg-type]
