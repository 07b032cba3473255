"""Papermill engine that runs the cells in this process, in an IPython shell without settings.

Papermill injects the parameters and reports failures; the shell keeps what a cell shows as a kernel
would send it. There is no kernel, no socket and no configuration of a person or a machine.
"""

from __future__ import annotations

import base64
import io
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import nbformat
import papermill
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

from helpers.errors import NotebookError
from helpers.publishing.plan import Report

NAME = "in-process"
CELL_SECONDS = 300
CELL = "cell"  # the file of a run's folder that names the cell that runs
CONFIG = Config(
    {
        "HistoryManager": {"enabled": False},
        "InteractiveShell": {"colors": "nocolor"},
    }
)


@dataclass(frozen=True)
class NotebookRun:
    """Result of one notebook run: its outputs, or the error with its trace."""

    report: Report
    notebook: NotebookNode
    seconds: float
    error: NotebookError | None = None
    trace: str = ""


def run(report: Report, notebooks: Path, folder: Path) -> NotebookRun:
    """Run one notebook with its parameters injected; use it in a process of its own.

    Parameters
    ----------
    report : Report
        A row of the plan.
    notebooks : Path
        Working directory of the cells.
    folder : Path
        Where IPython may write.

    Returns
    -------
    NotebookRun
        A cell that raises or takes longer than `CELL_SECONDS` is an error of the run.
    """
    began = time.monotonic()
    notebook = nbformat.reads(report.notebook.text, as_version=4)
    os.environ["IPYTHONDIR"] = str(folder)
    papermill_engines.register(NAME, InProcess)
    try:
        executed = papermill.execute_notebook(
            notebook,
            None,
            dict(report.parameters),
            engine_name=NAME,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=notebooks,
            folder=folder,
        )
    except papermill.PapermillExecutionError as error:
        cause = f"{error.ename}: {error.evalue}".strip().removesuffix(":")
        cell = report.as_filed(error.cell_index)
        failure = NotebookError(report.name, cell, error.source, cause)
        return NotebookRun(
            report, notebook, time.monotonic() - began, failure, "\n".join(error.traceback)
        )
    return NotebookRun(report, executed, time.monotonic() - began)


class InProcess(Engine):  # type: ignore[misc]  # papermill has no types
    """Run every cell in one shell, until one fails."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, folder: Path, **options: Any
    ) -> None:
        """Run the cells of a notebook and put their outputs into it."""
        Shell.clear_instance()
        shell = Shell.instance(config=CONFIG, ipython_dir=str(folder))
        _draw_inline(shell)
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            (folder / CELL).write_text(str(index))
            nb_man.cell_start(cell, index)
            shell.cell = cell
            with _limited(CELL_SECONDS), redirect_stdout(shell.out), redirect_stderr(shell.err):
                result = shell.run_cell(  # type: ignore[no-untyped-call]
                    cell.source, store_history=True
                )
            cell.execution_count = result.execution_count
            if not result.success:
                nb_man.cell_exception(cell, cell_index=index)
            nb_man.cell_complete(cell, cell_index=index)
            if not result.success:
                break


class Results(DisplayHook):
    """Put the value of a cell's last expression among its outputs."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Write none."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the value in the forms that the shell has made of it."""
        count = self.prompt_count
        self.shell.keep("execute_result", format_dict, md_dict, execution_count=count)

    def finish_displayhook(self) -> None:
        """Write no empty line."""
        self._is_active = False


class Outputs(DisplayPublisher):
    """Put what a cell displays among its outputs."""

    def publish(  # type: ignore[override]  # further options come by name
        self, data: Any, metadata: Any = None, **options: Any
    ) -> None:
        """Keep one output, or replace the one of the same display id."""
        named = (options.get("transient") or {}).get("display_id")
        self.shell.keep("display_data", data, metadata, named, update=options.get("update", False))

    def clear_output(self, wait: bool = False) -> None:
        """Remove what the cell has shown so far."""
        self.shell.cell.outputs = []


class Stream(io.TextIOBase):
    """Text output of a cell, under the name of a stream."""

    def __init__(self, shell: Shell, name: str) -> None:
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        """Keep a text, with the one before where nothing else came between."""
        outputs = self.shell.cell.outputs
        if outputs and outputs[-1].get("name") == self.name:
            outputs[-1].text += text
        elif text:
            outputs.append(new_output("stream", name=self.name, text=text))
        return len(text)


class Shell(InteractiveShell):
    """IPython shell that keeps outputs as nbformat does."""

    displayhook_class: Any = Results
    display_pub_class: Any = Outputs

    def __init__(self, **options: Any) -> None:
        self.cell: Any = None
        self.out, self.err = Stream(self, "stdout"), Stream(self, "stderr")
        self.named: dict[str, Any] = {}
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def keep(
        self,
        kind: str,
        data: dict[str, Any],
        metadata: Any,
        named: str | None = None,
        update: bool = False,
        **more: Any,
    ) -> None:
        """Keep one output of the cell that runs."""
        texts = {k: _text(value) for k, value in data.items()}
        if update and named in self.named:
            self.named[named].update(data=texts, metadata=metadata or {})
            return
        output = new_output(kind, texts, metadata=metadata or {}, **more)
        self.cell.outputs.append(output)
        if named:
            self.named[named] = output

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        """Keep an error as an output."""
        self.cell.outputs.append(
            new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))
        )


def _text(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _draw_inline(shell: Shell) -> None:
    """Show figures from the first cell on, as a kernel does once pyplot is imported."""
    if os.environ.get("MPLBACKEND", "").endswith("inline"):
        import matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        configure_inline_support(shell, matplotlib.get_backend())


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise in a cell that takes too long."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"the cell ran longer than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
