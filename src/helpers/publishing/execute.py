"""Run the notebooks, two at a time, each in a kernel of this Python; a failure is a result."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import papermill
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from helpers.errors import NotebookError
from helpers.publishing.plan import Report

AT_ONCE = 2
CELL_SECONDS = 300
START_SECONDS = 60
INJECTED = "injected-parameters"
# One thread a kernel: two kernels share the cores. The seed makes the order of sets repeatable.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONSTARTUP": "",  # a person's own start-up file has no part in a report
}
QUIET = [
    "--HistoryManager.enabled=False",
    "--IPCompleter.use_jedi=False",
    "--IPKernelApp.log_level=CRITICAL",  # what a notebook does wrong is told by its run
]


@dataclass(frozen=True)
class Run:
    """What became of one notebook: its outputs, or the error with the trace for the log."""

    report: Report
    notebook: NotebookNode
    seconds: float
    error: NotebookError | None = None
    trace: str = ""


class Kernel(AsyncKernelManager):
    """A kernel of this very Python, on local sockets, whatever a person has set up for theirs.

    Its sockets and its IPython settings stand in a temporary folder of its own.
    """

    running: ClassVar[set[Kernel]] = set()

    def __init__(self, **options: Any) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ktrade-"))
        super().__init__(
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            transport="ipc",
            connection_file=str(self.folder / "kernel.json"),
            **options,
        )

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Start the process, with what `ENVIRONMENT` adds to the environment."""
        environment = {**os.environ, **ENVIRONMENT, "IPYTHONDIR": str(self.folder)}
        await super().start_kernel(**{**options, "env": environment})
        Kernel.running.add(self)

    async def cleanup_resources(  # type: ignore[override]
        self, restart: bool = False
    ) -> None:
        """Remove what the process leaves when it has ended."""
        await super().cleanup_resources(restart=restart)
        Kernel.running.discard(self)
        shutil.rmtree(self.folder, ignore_errors=True)


def execute(
    reports: Iterable[Report], folder: Path, done: Callable[[Run], None] = lambda run: None
) -> list[Run]:
    """Run every report's notebook with its parameters injected, in `folder`.

    Parameters
    ----------
    reports : iterable of Report
        Rows of the plan.
    folder : Path
        Working directory of the kernels.
    done : callable
        Called with each run when it ends, in the thread of the caller.

    Returns
    -------
    list of Run
        In the order of the reports. A cell that raises, a kernel that dies or a cell that takes
        longer than `CELL_SECONDS` is an error of its run; the other notebooks still run, so that
        one log names all that is broken.
    """
    reports = list(reports)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # failures are results
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {pool.submit(run, report, folder): report.name for report in reports}
        try:
            for future in as_completed(futures):
                done(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            _kill_until_done(futures)
            raise
    runs = {name: future.result() for future, name in futures.items()}
    return [runs[report.name] for report in reports]


def run(report: Report, folder: Path) -> Run:
    """Run one notebook in a fresh kernel and say how it went."""
    began = time.monotonic()
    started: list[int] = []
    try:
        executed = papermill.execute_notebook(
            report.notebook,
            output_path=None,
            parameters=dict(report.parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=START_SECONDS,
            execution_timeout=CELL_SECONDS,
            kernel_manager_class=Kernel,
            extra_arguments=list(QUIET),
            shutdown_kernel="immediate",  # a kernel holds nothing worth a farewell
            resources={"metadata": {"path": str(folder)}},
            on_cell_start=lambda cell, cell_index: started.append(cell_index),
        )
    except papermill.PapermillExecutionError as error:
        cause = f"{error.ename}: {error.evalue}".strip().removesuffix(":")
        trace = plain("\n".join(error.traceback))
        failure = _failure(report, error.cell_index, error.source, cause)
        return Run(report, report.notebook, _since(began), failure, trace)
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
        at = max(started, default=0)
        failure = _failure(report, at, _source(report, at), plain(str(error)).strip())
        return Run(report, report.notebook, _since(began), failure)
    return Run(report, executed, _since(began))


def plain(text: str) -> str:
    r"""Take the colours of a terminal out of a text.

    >>> plain("\x1b[0;31mKeyError\x1b[0m: 'x'")
    "KeyError: 'x'"
    """
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _since(began: float) -> float:
    return time.monotonic() - began


def _failure(report: Report, index: int, source: str, cause: str) -> NotebookError:
    """Count cells as the file does, from 1 and without the one papermill adds."""
    after = index > _parameters_index(report)
    return NotebookError(report.name, index + (0 if after else 1), source, cause)


def _source(report: Report, index: int) -> str:
    at = index - (index > _parameters_index(report))
    return str(report.notebook.cells[at].source)


def _parameters_index(report: Report) -> int:
    return next(
        number
        for number, cell in enumerate(report.notebook.cells)
        if "parameters" in cell.metadata.get("tags", [])
    )


def _kill_until_done(futures: Iterable[Future[Run]]) -> None:
    """End the kernels of a run that is broken off, also those that start only now."""
    while not all(future.done() for future in futures):
        for kernel in list(Kernel.running):
            _kill(kernel)
        time.sleep(0.05)


def _kill(kernel: Kernel) -> None:
    group = getattr(kernel.provisioner, "pgid", None)
    if group:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            Kernel.running.discard(kernel)
