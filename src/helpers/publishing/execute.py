"""Run the notebooks, several at a time, each in a kernel of its own; a failure is a result."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from helpers.errors import NotebookError
from helpers.publishing.kernels import QUIET, kernel_class, kill_all
from helpers.publishing.plan import Report
from helpers.publishing.warm import Warm
from helpers.scratch import scratch

CELL_SECONDS = 300
START_SECONDS = 60
# The outlook takes longest, and the brief uses the forecasts it keeps.
ORDER = ("outlook", "regions", "exports", "about", "imports", "brief")
INJECTED = "injected-parameters"


@dataclass(frozen=True)
class Run:
    """What became of one notebook: its outputs, or the error with its trace."""

    report: Report
    notebook: NotebookNode
    seconds: float
    error: NotebookError | None = None
    trace: str = ""


def execute(
    reports: Iterable[Report],
    run: Callable[[Report], Run],
    done: Callable[[Run], None],
    at_once: int,
) -> list[Run]:
    """Run the reports' notebooks, several at a time.

    Parameters
    ----------
    reports : iterable of Report
        Rows of the plan.
    run : callable
        Runs one report, for example `run_here`.
    done : callable
        Called with each run when it ends, in the thread of the caller.
    at_once : int
        How many run at the same time; more than there are cores makes all of them slower.

    Returns
    -------
    list of Run
        In the order of the reports. A failure is an error of its run; the other notebooks still
        run, so that one log names all that is broken.
    """
    reports = list(reports)
    in_order = sorted(reports, key=lambda report: ORDER.index(report.name))
    with ThreadPoolExecutor(at_once) as pool:
        futures = {pool.submit(run, report): report.name for report in in_order}
        try:
            for future in as_completed(futures):
                done(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(future.done() for future in futures):
                kill_all()  # also those that start only now
                time.sleep(0.05)
            raise
    runs = {name: future.result() for future, name in futures.items()}
    return [runs[report.name] for report in reports]


def run_here(report: Report, folder: Path, warm: Warm | None = None) -> Run:
    """Run one notebook with its parameters injected in a kernel of its own and say how it went.

    Parameters
    ----------
    report : Report
        A row of the plan.
    folder : Path
        Working directory of the kernel.
    warm : Warm, optional
        The process to fork the kernel from; left out: the kernel is started plain.

    Returns
    -------
    Run
        A cell that raises, a kernel that dies or a cell that takes longer than `CELL_SECONDS` is
        an error of the run.
    """
    began = time.monotonic()
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # failures are results
    started: list[int] = []
    try:
        with scratch() as own:
            executed = papermill.execute_notebook(
                report.notebook,
                output_path=None,
                parameters=dict(report.parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                kernel_manager_class=kernel_class(report.name, own, warm),
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
