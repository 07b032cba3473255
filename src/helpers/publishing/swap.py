"""Put a finished folder in the place of an older one, so that a reader always meets a whole one.

Linux exchanges two folders in one step (renameat2). Where the file system or the system cannot,
two renames do it: between them the older folder has its parking name for a moment, and
the next run puts it back if nothing came after.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.errors import PublishError

AT_FDCWD = -100
RENAME_EXCHANGE = 2
UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextmanager
def workspace(target: Path) -> Iterator[Path]:
    """Open a temporary folder beside the target, with the target locked against other runs.

    Entering it clears what killed runs of the same target left behind and shows that the place can
    be written. Leaving it removes the folder, if it was not put in place by then.

    Parameters
    ----------
    target : Path
        The path of the finished folder; the folders above it are made.

    Raises
    ------
    PublishError
        When the place cannot be written, or another run is making the same target.
    """
    with _as_publish_error(target):
        for folder in (target.parent, target):
            if folder.exists() and not folder.is_dir():
                raise PublishError(str(folder), "a file is where a folder is needed")
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = (target.parent / f".{target.name}.lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishError(str(target), "another run is making the same report") from error
        with _as_publish_error(target):
            _recover(target)
            _recover_others(target)
            folder = _making(target)
            folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, target: Path) -> None:
    """Replace the target by a finished folder beside it; the older one is removed.

    Raises
    ------
    PublishError
        When the file system refuses; the older folder then stays in place.
    """
    with _as_publish_error(target):
        if not target.exists():
            folder.rename(target)
        elif not _exchange(folder, target):
            target.rename(_parked(target))
            folder.rename(target)
            shutil.rmtree(_parked(target))


def write(folder: Path, files: dict[str, str]) -> None:
    """Write texts into a folder.

    Raises
    ------
    PublishError
        When one cannot be written whole, for example on a full disk.
    """
    with _as_publish_error(folder):
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8", newline="\n")


def _recover(target: Path) -> None:
    """Clear up after a killed run: put a parked report back if none came after it."""
    parked = _parked(target)
    if parked.is_dir() and not target.exists():
        parked.rename(target)
    for left in (parked, _making(target)):
        if left.is_dir():
            shutil.rmtree(left)


def _recover_others(target: Path) -> None:
    """Clear up after killed runs of other reports in the same folder, not after live ones."""
    for path in target.parent.glob(".*.lock"):
        other = target.with_name(path.name[1 : -len(".lock")])
        if other == target or not (_making(other).exists() or _parked(other).exists()):
            continue
        with path.open("w") as lock, contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _recover(other)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether the system can."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if rename(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _making(target: Path) -> Path:
    return target.with_name(f".{target.name}.making")


def _parked(target: Path) -> Path:
    return target.with_name(f".{target.name}.last")


@contextmanager
def _as_publish_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PublishError(str(path), (error.strerror or str(error)).lower()) from error
