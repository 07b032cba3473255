"""Preview of an ingestion: what files hold, what of it is new, and what is left out and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import releases
from helpers.intake.difference import NEW, REVISED, UNCHANGED
from helpers.intake.reading import read_paths, together
from helpers.intake.taking import Considered, consider, take_in
from helpers.places import find_data_dir
from helpers.sources.result import Read

LEFT_OUT = "left out"
REPEATED = "repeated"
FEW = 4  # files that are named one by one
COLUMNS = [
    "period", "flow", "code", "measure", "value", "unit", "basis", "status", "published",
    "change", "before", "revision", "revision_pct", "why", "file", "place",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Preview:
    """What was read of files, compared with the store.

    Attributes
    ----------
    read : list of Read
        The files in their order.
    considered : Considered
        Their rows beside the store, and the objections.
    """

    read: Sequence[Read]
    considered: Considered

    @property
    def frame(self) -> pd.DataFrame:
        """Every number of the files by row: its change, or "left out" and why."""
        left_out = [
            each.left_out.rename(columns={"text": "value"}).assign(file=each.file, change=LEFT_OUT)
            for each in self.read
        ]
        rows = self.considered.difference.rows
        return pd.concat([rows, *left_out], ignore_index=True).reindex(columns=COLUMNS)

    @property
    def files(self) -> pd.DataFrame:
        """One line a file: kind, periods, and how many numbers are new, revised, unchanged.

        `numbers` are the cells with numbers, where the reader counts them; those that state a row
        again, in this file or an earlier one, are `repeated`.
        """
        rows = self.considered.difference.rows
        lines = []
        for each in self.read:
            own = rows[rows["file"].eq(each.file)]
            counts = own["change"].value_counts()
            numbers = each.numbers or len(each.rows) + len(each.left_out)
            periods = sorted(each.rows["period"])
            lines.append(
                {
                    "file": each.file,
                    "kind": each.kind,
                    "periods": "..".join(dict.fromkeys([periods[0], periods[-1]]))
                    if periods
                    else "",
                    "numbers": numbers,
                    **{change: int(counts.get(change, 0)) for change in (NEW, REVISED, UNCHANGED)},
                    REPEATED: numbers - len(own) - len(each.left_out),
                    LEFT_OUT: len(each.left_out),
                }
            )
        return pd.DataFrame(lines)

    @property
    def reasons(self) -> pd.Series:
        """How many numbers are left out, by file and reason."""
        frame = self.frame
        return frame[frame["change"].eq(LEFT_OUT)].groupby(["file", "why"], sort=False).size()


def preview(
    paths: Iterable[str | Path],
    month: str | None = None,
    published: str | None = None,
    data_dir: str | Path | None = None,
    now: str = "",
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

    Raises
    ------
    IngestError
        When a file cannot be read, with every fault.
    """
    return compared(read_paths(paths, month, published, data_dir), data_dir, now)


def compared(read: Sequence[Read], data_dir: str | Path | None = None, now: str = "") -> Preview:
    """Compare what was read with the store."""
    folder = find_data_dir(data_dir)
    return Preview(read, consider(together(read), folder, releases.now(now).date()))


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
        When the numbers became known, YYYY-MM-DD, for exports that do not say it.
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
        When `write` is set and objections stand.

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
    found = preview(paths, month, published, data_dir)
    if write:
        source = source_of(found.read)
        take_in(found.considered, data_dir, source, accept, releases.now())
    frame = found.frame
    frame.attrs = {
        "objections": [str(each) for each in found.considered.objections],
        "files": found.files.to_dict("records"),
    }
    return frame


def source_of(read: Sequence[Read]) -> str:
    """Name files for the log.

    Examples
    --------
    >>> source_of([Read("later.csv", "long table (CSV)", None, "", pd.DataFrame())])
    'later.csv'
    """
    names = [each.file for each in read]
    return ", ".join(names) if len(names) <= FEW else f"{names[0]} and {len(names) - 1} more"
