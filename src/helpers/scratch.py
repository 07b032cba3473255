"""Temporary folders and half-written files; what a killed process leaves, the next one clears."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

PREFIX = "ktrade-run-"


@contextmanager
def scratch() -> Iterator[Path]:
    """Open a temporary folder, which is removed in the end.

    A lock means that its process is alive: the first call in a process removes the folders of the
    same user whose lock nobody holds.
    """
    _clear()
    folder, lock = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that others may read meanwhile: they see the older one or the new one, whole.

    Raises
    ------
    OSError
        When it cannot be written; the older file then stays.

    Examples
    --------
    >>> with scratch() as folder:
    ...     write_whole(folder / "a.json", b"{}")
    ...     [path.name for path in folder.iterdir()]
    ['a.json']
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    for left in file.parent.glob(".*.*"):
        number = re.fullmatch(r"\..+\.(\d+)", left.name)
        if number and not _is_alive(int(number[1])):
            left.unlink(missing_ok=True)


def _made() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():  # else another process has just cleared it, before it was locked
            return folder, lock
        os.close(lock)


@lru_cache(maxsize=1)
def _clear() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}????????"):
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(lock).st_uid == os.geteuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
