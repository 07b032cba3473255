"""Progress of work that takes seconds: one line on a terminal, plain lines in a log, or JSON.

A command shows a `Progress`; whatever takes long somewhere below counts its items with `track`,
also in the process of a kernel, which writes the count to the file that `VARIABLE` names.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

Item = TypeVar("Item")

VARIABLE = "KTRADE_PROGRESS"
STYLES = ("terminal", "lines", "json", "quiet")
QUICK = 2.0  # seconds
EVERY = {"terminal": 0.2, "lines": 10.0, "json": 10.0}  # seconds between looks at what runs


def track(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Yield items, and count them for whoever watches this process.

    Examples
    --------
    >>> list(track([1, 2], "past forecasts"))
    [1, 2]
    """
    file = os.environ.get(VARIABLE)
    for number, item in enumerate(items):
        if file:
            Path(file).write_text(f"{what} {number} of {len(items)}", "utf-8")
        yield item
    if file:
        Path(file).write_text("", "utf-8")


class Progress:
    """The steps of a command as they are made, and what runs meanwhile.

    Use it as a context and call it with a text after each step. On a terminal one line is
    rewritten and removed at the end; elsewhere each step is a line, and so is every ten seconds
    what runs.

    Parameters
    ----------
    total : int
        Steps expected; 0 where nobody knows.
    style : str, optional
        One of `STYLES`; left out: "terminal" where standard error is one, else "lines".
    watch : callable, optional
        Returns what runs now, in a few words; left out: what `step` was given.
    stream : text file, optional
        Instead of standard error.

    Examples
    --------
    >>> with Progress(2, "lines", stream=sys.stdout) as step:
    ...     step("ran exports in 6.2 s")
    ...     step("ran imports in 4.0 s", left=60)
    1/2 ran exports in 6.2 s
    2/2 ran imports in 4.0 s, 1 min left
    """

    def __init__(
        self,
        total: int = 0,
        style: str | None = None,
        watch: Callable[[], str] | None = None,
        stream: TextIO | None = None,
    ) -> None:
        self.stream = stream or sys.stderr
        self.style = style or ("terminal" if self.stream.isatty() else "lines")
        self.total, self.running = total, ""
        self.watch = watch or (lambda: self.running)
        self.done, self.last, self.shown = 0, "", ""
        self.began = time.monotonic()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Progress:
        if self.style != "quiet":
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        if self.style == "terminal":
            self._write("\r\x1b[K")

    def __call__(self, text: str, left: float = 0) -> None:
        """Show a step that is made, and the seconds left where they are known."""
        with self._lock:
            self.done += 1
            self.last = f"{text}, {_duration(left)} left" if left else text
            if self.style == "lines":
                self._write(f"{self._count()}{self.last}\n")
            elif self.style == "json":
                self._event(step=text, **({"seconds_left": round(left)} if left else {}))
            elif self.style == "terminal":
                self._draw()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show what runs within the context, and count it as a step with its seconds after it.

        A log has no line of it in the first two seconds: what is quick needs no progress.
        """
        began, self.running = time.monotonic(), text
        yield
        self.running = ""
        if self.style == "lines" and time.monotonic() - self.began < QUICK:
            self.done += 1
        else:
            self(f"{text} took {time.monotonic() - began:.1f} s")

    def _look(self) -> None:
        while not self._ended.wait(EVERY[self.style]):
            with self._lock:
                if self.style == "terminal":
                    self._draw()
                elif (runs := self.watch()) and runs != self.shown:
                    self.shown = runs
                    if self.style == "json":
                        self._event(running=runs)
                    else:
                        self._write(f"{self._count()}running {runs}, {self._passed()}\n")

    def _draw(self) -> None:
        runs = self.watch()
        parts = [
            (self._count() + self.last).strip(),
            f"running {runs}" if runs else "",
            self._passed(),
        ]
        text = " · ".join(part for part in parts if part.strip())
        width = shutil.get_terminal_size().columns - 1
        self._write(f"\r\x1b[K{text if len(text) <= width else text[: width - 1] + '…'}")

    def _count(self) -> str:
        return f"{self.done}/{self.total} " if self.total else ""

    def _passed(self) -> str:
        return _duration(time.monotonic() - self.began)

    def _event(self, **fields: object) -> None:
        at = {"done": self.done, "total": self.total}
        seconds = round(time.monotonic() - self.began, 1)
        self._write(json.dumps({**at, **fields, "seconds": seconds}, ensure_ascii=False) + "\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


QUIET = Progress(style="quiet")


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 59.5 else f"{seconds:.0f} s"
