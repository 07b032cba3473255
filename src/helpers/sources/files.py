"""One way in: a file, whatever its kind, as checked rows of observations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from helpers import observations
from helpers.errors import IngestError, Misread
from helpers.months import parse_date, parse_month
from helpers.places import find_data_dir
from helpers.sources import documents, exports, release
from helpers.sources.result import FileCheck, Read
from helpers.sources.workbooks import read_sheets

__all__ = ["FileCheck", "Read", "read_file"]


def read_file(
    path: str | Path,
    month: str | pd.Period | None = None,
    published: str | dt.date | None = None,
    data_dir: str | Path | None = None,
) -> Read:
    """Read a file: a release, or an export of K-stat or the customs service.

    The kind is told by the content, never by the name. Nothing is written.

    Parameters
    ----------
    path : str or Path
        A release as PDF or HWPX, an export as .xlsx, .xls, .csv or HTML.
    month : str or pandas.Period, optional
        The month expected; a release of another month is refused, an export is cut down to it.
    published : str or datetime.date, optional
        The date on which its numbers became known. Left out: the date stated in the release; an
        export has none, so it must be given.
    data_dir : str or Path, optional
        The data folder with the catalogue and the observations the file is compared with.

    Returns
    -------
    Read
        Rows that pass `observations.problems`.

    Raises
    ------
    IngestError
        When the file is of no known kind, cannot be read, or one check fails: file, place, what
        was found and what is allowed, for every fault. Nothing of it is ingested then.
    MonthError, DateError
        When `month` or `published` is none.
    """
    folder = find_data_dir(data_dir)
    asked = None if month is None else parse_month(month)
    day = None if published is None else parse_date(published)
    read = _read(Path(path), asked, day, folder)
    rows = read.rows.assign(file=read.file, row=range(1, len(read.rows) + 1))
    faults = [
        Misread(
            read.rows["place"].iloc[problem.row - 1] if problem.row else "the numbers",
            f"{problem.column} {problem.value}",
            problem.allowed,
        )
        for problem in observations.problems(rows, folder)
    ]
    if faults or read.rows.empty:
        nothing = [Misread("the file", "no number of the catalogue", "at least one")]
        raise IngestError(read.file, faults or nothing)
    return read


def _read(path: Path, month: pd.Period | None, day: dt.date | None, folder: Path) -> Read:
    """Find the kind of a file by its content and read it so."""
    content = documents.read_bytes(path)
    kind = documents.kind_of(content, path.name)
    if kind in ("PDF", "HWPX"):
        document = READERS[kind](content, path.name)
        return release.read(document, path.name, month, day, folder)
    return exports.read(read_sheets(content, kind, path.name), path.name, month, day, folder)


READERS = {"PDF": documents.read_pdf, "HWPX": documents.read_hwpx}
