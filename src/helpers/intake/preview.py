"""Preview of an ingestion: what new observations change, what is left out, and why to stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import releases
from helpers.errors import DataError, IntakeError
from helpers.intake.appending import append
from helpers.intake.difference import NEW, REVISED, UNCHANGED, Changes, compare
from helpers.intake.objections import Objection, accepted_name, objections, require
from helpers.intake.reading import read_paths, together
from helpers.intake_log import Intake
from helpers.places import find_data_dir
from helpers.progress import QUIET, Progress
from helpers.sources.result import Read

LEFT_OUT = "left out"
FEW = 4  # files that are named one by one
COLUMNS = [
    "period", "flow", "code", "measure", "value", "unit", "basis", "status", "published",
    "change", "before", "revision", "revision_pct", "why", "file", "place",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Preview:
    """New observations compared with the store.

    Attributes
    ----------
    difference : Changes
        The rows beside those of the store.
    objections : list of Objection
        The reasons to stop.
    read : list of Read
        The files that the rows were read from, in their order.
    """

    difference: Changes
    objections: list[Objection]
    read: Sequence[Read] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """Every number of the files by row: its change, or "left out" and why."""
        left_out = [
            file.left_out.rename(columns={"text": "value"}).assign(file=file.file, change=LEFT_OUT)
            for file in self.read
        ]
        rows = pd.concat([self.difference.rows, *left_out], ignore_index=True)
        return rows.reindex(columns=COLUMNS)

    @property
    def files(self) -> pd.DataFrame:
        """One line a file: kind, periods, and how many numbers are new, revised, unchanged.

        `numbers` are the cells with numbers, where the reader counts them; those that state a row
        again, in this file or an earlier one, are `repeated`.
        """
        lines = []
        for file in self.read:
            changes = self.difference.rows.query("file == @file.file")["change"]
            numbers = file.numbers or len(file.rows) + len(file.left_out)
            periods = sorted(file.rows["period"])
            lines.append(
                {
                    "file": file.file,
                    "kind": file.kind,
                    "periods": "..".join(dict.fromkeys([*periods[:1], *periods[-1:]])),
                    "numbers": numbers,
                    **{kind: int(changes.eq(kind).sum()) for kind in (NEW, REVISED, UNCHANGED)},
                    "repeated": numbers - len(changes) - len(file.left_out),
                    LEFT_OUT: len(file.left_out),
                }
            )
        return pd.DataFrame(lines)

    @property
    def reasons(self) -> pd.Series:
        """How many numbers are left out, by file and reason."""
        frame = self.frame
        return frame[frame["change"].eq(LEFT_OUT)].groupby(["file", "why"], sort=False).size()

    @property
    def source(self) -> str:
        """The names of the files, for the log."""
        names = [file.file for file in self.read]
        return ", ".join(names) if len(names) <= FEW else f"{names[0]} and {len(names) - 1} more"


def preview(
    paths: Iterable[str | Path],
    month: str | None = None,
    published: str | None = None,
    data_dir: str | Path | None = None,
    now: str = "",
    progress: Progress = QUIET,
) -> Preview:
    """Read files and folders and compare them with the store; nothing is written.

    Parameters
    ----------
    paths : iterable of str or Path
        Files and folders, see `read_paths`.
    month, published : str, optional
        As in `read_paths`.
    data_dir : str or Path, optional
        The data folder.
    now : str, optional
        The moment; left out: the clock's.
    progress : Progress, optional
        Shows what is read and compared.

    Raises
    ------
    IngestError
        When a file cannot be read, with every fault.
    """
    read = read_paths(paths, month, published, data_dir, progress)
    with progress.step("comparing with the store"):
        return consider(together(read), data_dir, releases.now(now).date(), read)


def consider(
    rows: pd.DataFrame,
    data_dir: str | Path | None = None,
    today: dt.date | None = None,
    read: Sequence[Read] = (),
) -> Preview:
    """Compare rows with the store and collect the objections; nothing is written.

    Raises
    ------
    IntakeError
        When a row is no observation; that cannot be accepted.

    Examples
    --------
    >>> from helpers import observations
    >>> december = observations.read().query("code == 'total' and period == '2023-12'").tail(1)
    >>> again = december[list(observations.COLUMNS)].astype(str)
    >>> print(consider(again).difference)
    0 new, 0 revised, 1 unchanged
    """
    folder = find_data_dir(data_dir)
    try:
        difference = compare(rows, folder)
    except DataError as error:
        faults = [
            f"{p.file}{f', {p.column}' if p.column else ''}: found {p.value}, allowed: {p.allowed}"
            for p in error.problems
        ]
        raise IntakeError(faults) from error
    return Preview(difference, objections(difference, folder, today), read)


def take_in(
    considered: Preview,
    data_dir: str | Path | None,
    source: str,
    accept: Collection[str],
    moment: dt.datetime,
) -> Intake | None:
    """Append the new and revised rows, unless there is an objection; None where nothing is new.

    The names in `accept` that set an objection aside go to the log, with their reasons.

    Raises
    ------
    IntakeError
        When there are objections, or the store has changed since.
    StoreError
        When the store cannot be written.
    """
    require(considered.objections, accept)
    met = {objection.name for objection in considered.objections}
    accepted = [name.strip() for name in accept if accepted_name(name).partition(":")[0] in met]
    return append(considered.difference, data_dir, source, "; ".join(accepted), moment)


def ingest(
    *paths: str | Path,
    month: str | None = None,
    published: str | None = None,
    write: bool = False,
    accept: Collection[str] = (),
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Preview files of numbers as a frame, and add them to the store if asked to.

    For a notebook: drop a file into JupyterLab, look at the frame, call again with `write=True`.

    Parameters
    ----------
    *paths : str or Path
        Files and folders: releases as PDF or HWPX, exports as xlsx, xls or csv, tables.
    month : str, optional
        The month expected, YYYY-MM.
    published : str, optional
        When the numbers became known, YYYY-MM-DD, for exports that do not state it.
    write : bool
        Add what is new or revised to the store.
    accept : collection of str
        Names of objections to set aside, see `objections.require`.
    data_dir : str or Path, optional
        The data folder.

    Returns
    -------
    pandas.DataFrame
        One row a number: its observation, `change` (new, revised, unchanged or left out), `before`
        and `revision` where one was available, `why` it is left out, `file` and `place`.
        `attrs["objections"]` lists the reasons to stop, `attrs["files"]` the counts by file.

    Raises
    ------
    IngestError
        When a file cannot be read, with every fault.
    IntakeError
        When `write` is set and there are objections.

    Examples
    --------
    >>> import tempfile
    >>> from helpers import observations
    >>> row = observations.read().tail(1)[list(observations.COLUMNS)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     row.to_csv(f"{folder}/rows.csv", index=False)
    ...     ingest(folder)["change"].tolist()
    ['unchanged']
    """
    considered = preview(paths, month, published, data_dir)
    if write:
        take_in(considered, data_dir, considered.source, accept, releases.now())
    frame = considered.frame
    frame.attrs = {
        "objections": list(map(str, considered.objections)),
        "files": considered.files.to_dict("records"),
    }
    return frame
