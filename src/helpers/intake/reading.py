"""Reading: files and folders as observations, with every number accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from helpers.errors import DataError, IngestError, Misread
from helpers.intake.long_table import is_long_table, read_long_table, read_rows
from helpers.observations import COLUMNS
from helpers.places import find_data_dir
from helpers.progress import QUIET, Progress
from helpers.sources.result import Read

SUFFIXES = (".csv", ".hwpx", ".pdf", ".xls", ".xlsx")  # of the files that a folder is searched for
HEAD = 400  # bytes in which the header of a CSV ends


def read_paths(
    paths: Iterable[str | Path],
    month: str | None = None,
    published: str | None = None,
    data_dir: str | Path | None = None,
    progress: Progress = QUIET,
) -> list[Read]:
    """Read files and folders of files; nothing is written.

    A folder means the files in it and below whose names end with one of `SUFFIXES`; hidden
    ones are skipped. What a file is follows from its content.

    Parameters
    ----------
    paths : iterable of str or Path
        Files and folders.
    month, published : str, optional
        As in `sources.files.read_file`, for every file that needs them.
    data_dir : str or Path, optional
        The data folder.
    progress : Progress, optional
        Shows each file that is read.

    Raises
    ------
    IngestError
        With the faults of every file that cannot be read, or when there is no file.
    """
    files = _files(paths)
    progress.total = len(files) + 1  # and the comparison with the store
    read, faults = [], []
    for path in files:
        try:
            with progress.step(f"reading {path.name}"):
                read.append(read_one(path, month, published, data_dir))
        except IngestError as error:
            faults.append(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        every = [
            Misread(f"{error.file}, {fault.place}", fault.value, fault.allowed)
            for error in faults
            for fault in error.faults
        ]
        raise IngestError(f"{len(faults)} of {len(files)} files", every)
    return read


def read_one(
    path: Path,
    month: str | None = None,
    published: str | None = None,
    data_dir: str | Path | None = None,
) -> Read:
    """Read one file: a table with the columns of the store, a long table, a release or an export.

    Raises
    ------
    IngestError
        When it cannot be read, with every fault.
    """
    from helpers.sources import documents  # with what reads workbooks and PDF

    content = documents.read_bytes(path)
    head = content[:HEAD].decode("utf-8-sig", "ignore").partition("\n")[0].strip()
    if head == ",".join(COLUMNS):
        try:
            rows = read_rows(path)
        except DataError as error:
            faults = [Misread(f"row {p.row}", p.value, p.allowed) for p in error.problems]
            raise IngestError(path.name, faults) from error
        dates = sorted(set(rows["published"])) or [""]
        return Read(path.name, "observations", None, dates[-1], rows, numbers=len(rows))
    if is_long_table(head):
        return read_long_table(content, path.name, find_data_dir(data_dir))
    from helpers.sources.files import read_file

    return read_file(path, month, published, data_dir)


def together(read: Sequence[Read]) -> pd.DataFrame:
    """Return the rows of several files as one table; a row that several files repeat is kept once.

    The column `file` names the file, `place` the place in it.
    """
    rows = pd.concat(
        [file.rows.assign(file=file.file) for file in read] or [pd.DataFrame(columns=[*COLUMNS])],
        ignore_index=True,
    )
    return rows.drop_duplicates([*COLUMNS[:-1]], ignore_index=True)


def _files(paths: Iterable[str | Path]) -> list[Path]:
    """List the files of the paths, each once, in order."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if _is_wanted(file, path)]
            if not inside:
                allowed = f"at least one file that ends with {', '.join(SUFFIXES)}"
                raise IngestError.of(path.name, "the folder", "none", allowed)
            files += inside
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _is_wanted(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return path.is_file() and path.suffix.lower() in SUFFIXES and not hidden
