"""Adding observations to the store: one new file and one line of the log, whole or not at all.

The rows are written under a hidden name and flushed to the disk, the log gets its line in one
rename, the rows their name in another. Whatever ends a run in between leaves at most a hidden
file, with a line or without: `recover` removes them. No file of the store is rewritten.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from helpers.errors import IntakeError, StoreError
from helpers.intake.difference import NEW, REVISED, UNCHANGED, Changes, compare
from helpers.intake_log import LOG, Intake, as_csv, as_text, read_log
from helpers.places import find_data_dir

LOCK = ".intake.lock"


def append(
    difference: Changes,
    data_dir: str | Path | None,
    source: str,
    accepted: str,
    moment: dt.datetime,
) -> Intake | None:
    """Add the new and revised rows of a difference to the store, in one step.

    Parameters
    ----------
    difference : Changes
        From `compare`, with this store, and found free of objections or accepted.
    data_dir : str or Path, optional
        The data folder.
    source : str
        Where the rows come from, in a word: it becomes part of the name of the file.
    accepted : str
        The objections that were set aside, with reasons; empty where there were none.
    moment : datetime.datetime
        The time of the intake, in Korean time.

    Returns
    -------
    Intake or None
        The line of the log; None where there is nothing to add, and nothing is written then.

    Raises
    ------
    StoreError
        When the store cannot be written, or another run is writing to it.
    IntakeError
        When the store changed since the rows were compared.
    """
    rows = difference.added
    if rows.empty:
        return None
    folder = find_data_dir(data_dir)
    with _locked(folder):
        _clear(folder)
        if not compare(difference.rows, folder).rows["change"].equals(difference.rows["change"]):
            raise IntakeError(["the store has changed since they were compared: compare again"])
        path = _free_name(folder, moment, source)
        content = as_csv(rows).encode()
        intake = Intake(
            time=moment.isoformat(timespec="seconds"),
            file=path.name,
            source=source,
            months="..".join(sorted({difference.months[0], difference.months[-1]})),
            new=difference.counts[NEW],
            revised=difference.counts[REVISED],
            unchanged=difference.counts[UNCHANGED],
            accepted=accepted.strip(),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        logged = read_log(folder)
        waiting = _write(path, content)
        try:
            _rename(_write(folder / LOG, as_text([*logged, intake]).encode()), folder / LOG)
            _rename(waiting, path)
        except OSError:
            _clear(folder)
            raise
    return intake


def recover(data_dir: str | Path | None = None) -> list[str]:
    """Remove what an interrupted ingestion left behind, and return what it was.

    Raises
    ------
    StoreError
        When there is something to remove and it cannot be, or another run is writing.
    """
    folder = find_data_dir(data_dir)
    if not _left_behind(folder) and not _hidden(folder):
        return []
    with _locked(folder):
        return _clear(folder)


def _clear(folder: Path) -> list[str]:
    hidden, lines = _hidden(folder), _left_behind(folder)
    if lines:
        kept = [intake for intake in read_log(folder) if intake not in lines]
        _rename(_write(folder / LOG, as_text(kept).encode()), folder / LOG)
    for path in hidden:
        path.unlink(missing_ok=True)
    return [
        *(f"the intake of {line.file} ({line.time}) was not completed: undone" for line in lines),
        *(f"{path.name} was not completed: removed" for path in hidden),
    ]


def _left_behind(folder: Path) -> list[Intake]:
    """List the lines whose file still waits; a file that is gone is a fault, see `sealed`."""
    observations = folder / "observations"
    return [
        line
        for line in read_log(folder)
        if not (observations / line.file).exists() and _waiting(observations / line.file).exists()
    ]


def _hidden(folder: Path) -> list[Path]:
    return sorted([*folder.glob(".*.csv.new"), *(folder / "observations").glob(".*.csv.new")])


def _free_name(folder: Path, moment: dt.datetime, source: str) -> Path:
    """Return the path of a new file: its day and source, with a number where that is taken."""
    word = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:40].strip("-") or "rows"
    stem = f"{moment.date()}-{word}"
    names = (f"{stem}.csv" if n == 1 else f"{stem}-{n}.csv" for n in count(1))
    observations = folder / "observations"
    return next(observations / name for name in names if not (observations / name).exists())


def _write(path: Path, content: bytes) -> Path:
    """Write a file under a hidden name beside its own, down to the disk; nothing of it on error."""
    new = _waiting(path)
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        new.unlink(missing_ok=True)
        raise
    return new


def _waiting(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _rename(new: Path, path: Path) -> None:
    """Rename a written file, durably."""
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other runs from writing to the store, and turn what the system refuses into words."""
    try:
        with (folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(str(folder), "another run is writing to it") from error
            yield
    except OSError as error:
        raise StoreError(str(folder), (error.strerror or str(error)).lower()) from error
