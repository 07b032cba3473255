"""Cells run in this process show what a kernel would show; processes are apart from each other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.publishing.notebooks import read_notebook
from helpers.publishing.plan import Report
from helpers.publishing.workers import ProcessDied, Workers

PARAMETERS = new_code_cell('month: str = "2023-12"', metadata={"tags": ["parameters"]})
SHOWS = [
    "1 + 1",
    "1;",
    "print('one'); print('two')\nimport sys; print('three', file=sys.stderr)",
    "from IPython.display import HTML, Markdown, clear_output, display\ndisplay(HTML('<b>x</b>'))",
    "print('before'); display(Markdown('# y'), metadata={'alt': 'z'}); 'last'",
    "handle = display('first', display_id='d')",
    "handle.update('second'); month",
    "print('gone'); clear_output(); print('stays')",
    "import pandas as pd; pd.DataFrame({'a': [1.5, None]})",
    "class Drawn:\n    def _repr_svg_(self): return '<svg/>'\n"
    "    def _repr_png_(self): return b'png'\n    def __repr__(self): return 'drawn'\nDrawn()",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(1, 1))",
    "await __import__('asyncio').sleep(0, 'awaited')",
    "%env HOME",
    "_, __, In[2], Out[3]",
    "__name__, get_ipython().execution_count",
]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as opened:
        yield opened


def run_cells(workers: Workers, folder: Path, *sources: str):
    """NotebookRun a notebook as a report does."""
    cells = [PARAMETERS, *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells), folder / "exports.ipynb")
    notebook = read_notebook(folder, "exports")
    return workers.submit(run_here, Report("x.html", notebook, {"month": "2024-01"}), folder)


def run_here(report: Report, folder: Path):
    from helpers.publishing.engine import run
    from helpers.publishing.workers import folder_of_call

    return run(report, folder, folder_of_call())


def text(future) -> str:
    ran = future.result()
    assert ran.error is None, ran.error
    return "".join(output.text for output in ran.notebook.cells[-1].outputs)


def test_outputs_are_those_of_a_kernel(workers, tmp_path, monkeypatch) -> None:
    for name in ("IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    here = run_cells(workers, tmp_path, *SHOWS).result()
    assert here.error is None, here.trace
    stock = papermill.execute_notebook(
        tmp_path / "exports.ipynb", None, {"month": "2024-01"}, cwd=tmp_path, progress_bar=False,
        kernel_name="python3", language="python",
    )  # fmt: skip
    for ours, theirs in zip(here.notebook.cells, stock.cells, strict=True):
        assert ours.source == theirs.source
        assert ours.outputs == theirs.outputs, ours.source
        assert ours.execution_count == theirs.execution_count


def test_a_failure_has_cell_source_and_trace(workers, tmp_path) -> None:
    ran = run_cells(workers, tmp_path, "x = 1", "x / 0", "print('never')").result()
    assert (ran.error.cell, ran.error.source) == (3, "x / 0")
    assert ran.error.cause == "ZeroDivisionError: division by zero"
    assert "x / 0" in ran.trace and "\x1b" not in ran.trace
    ran = run_cells(workers, tmp_path, "x = = 1").result()
    assert ran.error.cause.startswith("SyntaxError") and ran.error.cell == 2


def test_a_cell_that_takes_too_long_fails(workers, tmp_path) -> None:
    source = "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.1)\ntime.sleep(9)"
    ran = run_cells(workers, tmp_path, source).result()
    assert "TimeoutError: the cell ran longer than 300 seconds" in ran.error.cause


def test_a_process_has_everything_imported_and_leaves_nothing_to_the_next(
    workers, tmp_path
) -> None:
    leaves = (
        "import helpers, os, sys; helpers.left = os.environ['LEFT'] = 'yes'\n"
        "print(month, os.getcwd(), 'helpers.charts' in sys.modules, hash('a'))"
    )
    looks = "import helpers, os; print(hasattr(helpers, 'left'), 'LEFT' in os.environ, hash('a'))"
    first, second = (text(run_cells(workers, tmp_path, s)).split() for s in (leaves, looks))
    assert first[:3] == ["2024-01", str(tmp_path), "True"]
    assert second == ["False", "False", first[3]]


def test_two_processes_draw_different_random_numbers(workers, tmp_path) -> None:
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    first, second = (text(run_cells(workers, tmp_path, draw)).split() for _ in range(2))
    assert first[0] != second[0] and first[1] != second[1]


def test_what_lies_in_the_working_directory_hides_no_library(tmp_path, monkeypatch) -> None:
    (tmp_path / "pandas.py").write_text("raise ImportError('hidden')")
    monkeypatch.chdir(tmp_path)
    with Workers(1) as opened:
        assert text(run_cells(opened, tmp_path, "import pandas; print(1)")) == "1\n"


def test_an_error_of_a_call_is_raised_and_a_process_that_dies_is_named(workers) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        workers.submit(int, "x").result()
    with pytest.raises(ProcessDied):
        workers.submit(die).result()
    assert workers.submit(int, "1").result() == 1


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_caller_that_is_killed_takes_its_processes_with_it(tmp_path) -> None:
    source = (
        "import os, signal, time\n"
        "from helpers.publishing.workers import Workers\n"
        "workers = Workers(1); future = workers.submit(time.sleep, 600)\n"
        "while not workers.running: time.sleep(0.01)\n"
        "process, = workers.running; time.sleep(0.5)\n"
        "from multiprocessing.forkserver import _forkserver as server\n"
        "print(process.pid, server._forkserver_pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    command = [sys.executable, "-c", source]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    for process in map(int, ended.stdout.split()):
        assert is_gone(process)


def is_gone(process: int) -> bool:
    for _ in range(100):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
