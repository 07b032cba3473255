"""The record of what is read of the data: a report can be kept while all of that stays the same.

Every way to the figures notes a question and the hash of its answer. A kernel writes them to the
file that `VARIABLE` names, another process collects them with `collected`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TextIO

VARIABLE = "KTRADE_READS"

Question = tuple[str, ...]
Reads = dict[Question, str]

_apart: ContextVar[bool] = ContextVar("apart", default=False)
_collected: ContextVar[Reads | None] = ContextVar("collected", default=None)
_written: set[Question] = set()


def note(question: Question, answer: bytes) -> None:
    """Note what was asked and the hash of what was answered.

    Examples
    --------
    >>> with collected() as reads:
    ...     note(("facts", "2023-12", "", "exports", "total"), b"rows")
    >>> list(reads)
    [('facts', '2023-12', '', 'exports', 'total')]
    """
    reads = _collected.get()
    file = os.environ.get(VARIABLE)
    if _apart.get() or (reads is None and not file):
        return
    said = hashlib.blake2b(answer, digest_size=16).hexdigest()
    if reads is not None:
        reads[question] = said
    if file and question not in _written:
        _written.add(question)
        _opened(file).write(json.dumps([*question, said]) + "\n")


@cache
def _opened(file: str) -> TextIO:
    """Open a file for the life of the process; every line is written at once."""
    return Path(file).open("a", encoding="utf-8", buffering=1)


def is_noted(question: Question) -> bool:
    """Tell whether a question need not be noted: nobody keeps it, or it stands there already.

    Examples
    --------
    >>> with collected():
    ...     before = is_noted(("facts",))
    ...     note(("facts",), b"rows")
    ...     before, is_noted(("facts",))
    (False, True)
    """
    reads = _collected.get()
    missing = reads is not None and question not in reads
    missing = missing or (VARIABLE in os.environ and question not in _written)
    return _apart.get() or not missing


def note_file(path: Path, data_dir: Path) -> Path:
    """Note what a file of the data folder holds, or that it is absent, and give its path back."""
    name = path.resolve().relative_to(data_dir.resolve()).as_posix()
    note(("file", name), path.read_bytes() if path.is_file() else b"absent")
    return path


@contextmanager
def apart() -> Iterator[None]:
    """Note nothing for a while: for a reckoning whose result is noted in the place of its rows.

    Examples
    --------
    >>> with collected() as reads, apart():
    ...     note(("facts",), b"rows")
    >>> reads
    {}
    """
    token = _apart.set(True)
    try:
        yield
    finally:
        _apart.reset(token)


@contextmanager
def collected() -> Iterator[Reads]:
    """Collect what is noted in this thread."""
    reads: Reads = {}
    token = _collected.set(reads)
    try:
        yield reads
    finally:
        _collected.reset(token)


def read_file(path: Path) -> Reads:
    """Read what a kernel has written."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return {tuple(line[:-1]): line[-1] for line in map(json.loads, lines)}


def hash_of(reads: Reads) -> str:
    """Give one hash for all that was read.

    Examples
    --------
    >>> hash_of({("a",): "1", ("b",): "2"}) == hash_of({("b",): "2", ("a",): "1"})
    True
    """
    text = json.dumps(sorted([*question, said] for question, said in reads.items()))
    return hashlib.sha256(text.encode()).hexdigest()
