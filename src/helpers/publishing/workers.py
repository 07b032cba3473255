"""Processes for the notebooks: each call gets one of its own, forked from one with all imported."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from helpers import progress
from helpers.scratch import scratch

Answer = TypeVar("Answer")

METHOD = "forkserver" if sys.platform == "linux" else "spawn"
PRELOADED = ["helpers.publishing.preload"]
SLOW = ["seaborn", "statsmodels.tsa.seasonal", "statsmodels.tsa.holtwinters"]  # single pages do
# One thread a process: they share the cores, and a process with threads cannot be forked (Arrow's
# allocator has one). The seed makes the order of sets repeatable; what lies in the working
# directory is not imported in place of a library; a person's own settings have no part in a report.
SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MATPLOTLIBRC": str(Path(__file__).with_name("matplotlibrc")),
    "PYTHONSTARTUP": "",
}
PROGRESS = "progress"


class ProcessDied(BrokenExecutor):
    """A process that ended without an answer, and the files that it left in its folder."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__("the process died")
        self.files = files


class Workers(ThreadPoolExecutor):
    """Executor whose calls run in processes of their own, several at a time.

    The process that they are forked from starts at once and imports the libraries while the caller
    goes on. A call leaves nothing to the next one; one that dies is an error of its own future.
    Processes still running when the context ends with an error are killed, and all of them die with
    this process however it ends.

    Parameters
    ----------
    count : int
        How many calls run at the same time; left out: one a core.
    many : bool
        Many calls are to come: also what only some of them need is imported first.
    """

    def __init__(self, count: int = 0, many: bool = False) -> None:
        super().__init__(count or cores())
        self.context: Any = multiprocessing.get_context(METHOD)
        self.running: dict[Any, tuple[str, Path]] = {}
        self.ended = False  # then what still waits fails at once
        if METHOD == "forkserver":
            from multiprocessing.forkserver import ensure_running

            self.context.set_forkserver_preload(PRELOADED + SLOW * many)
            with _settings():
                ensure_running()

    def submit(  # type: ignore[override]
        self, call: Callable[..., Answer], /, *arguments: Any
    ) -> Future[Answer]:
        """Run a call in a process; arguments and answer are pickled."""
        return super().submit(self._apart, call, arguments)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is not None:
            self.ended = True  # a cancelled future would not wake those who wait for it
            self.shutdown(wait=False)
            while any(thread.is_alive() for thread in self._threads):
                for process in list(self.running):
                    process.kill()  # also those that start only now
                for thread in self._threads:
                    thread.join(0.02)
        super().__exit__(kind, error, trace)

    def what_runs(self) -> str:
        """Return the names of the calls that run, and what each of them counts."""
        names = []
        for name, folder in list(self.running.values()):
            counted = _read(folder / PROGRESS)
            names.append(f"{name} ({counted})" if counted else name)
        return ", ".join(sorted(names))

    def _apart(self, call: Callable[..., Answer], arguments: tuple[Any, ...]) -> Answer:
        if self.ended:
            raise ProcessDied({})
        receiver, sender = self.context.Pipe(duplex=False)
        with scratch() as folder, receiver:
            task = (sender, folder, call, arguments)
            process = self.context.Process(target=_answer, args=task, daemon=True)
            with sender, _settings():
                process.start()
            self.running[process] = (getattr(next(iter(arguments), None), "name", ""), folder)
            try:
                answer, error = receiver.recv()
            except EOFError:
                files = {path.name: _read(path) for path in folder.iterdir() if path.is_file()}
                raise ProcessDied(files) from None
            finally:
                process.join()
                del self.running[process]
        if error is not None:
            raise error
        return cast(Answer, answer)


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def folder_of_call() -> Path:
    """Return the folder that belongs to the call of this process."""
    return Path(os.environ[progress.VARIABLE]).parent


def _answer(sender: Any, folder: Path, call: Callable[..., Any], arguments: Any) -> None:
    """Run a call in the new process and send its answer."""
    threading.Thread(target=_end_with_caller, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that asks
    os.environ[progress.VARIABLE] = str(folder / PROGRESS)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    answer: tuple[Any, Exception | None]
    try:
        answer = call(*arguments), None
    except Exception as error:
        answer = None, error
    with contextlib.suppress(BrokenPipeError):
        sender.send(answer)
    os._exit(0)  # whatever threads a notebook has left


def _end_with_caller() -> None:
    caller = multiprocessing.parent_process()
    assert caller is not None
    caller.join()
    os._exit(1)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""


_changing = threading.Lock()


@contextmanager
def _settings() -> Iterator[None]:
    """Start processes with the environment of a report, and without the caller's main script.

    A new process would run that script again, with all that it does, before anything else.
    """
    with _changing:
        before = {name: os.environ.get(name) for name in SETTINGS}
        os.environ.update(SETTINGS)
        main = vars(sys.modules["__main__"])
        script = main.pop("__file__", None)
        try:
            yield
        finally:
            if script is not None:
                main["__file__"] = script
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
