"""The warm process: fit to fork, its kernels apart from each other, and gone with its caller."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.publishing.execute import Run, run_here
from helpers.publishing.plan import Report
from helpers.publishing.warm import LATER, Warm, environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
PARAMETERS = new_code_cell('month: str = "2023-12"', metadata={"tags": ["parameters"]})


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm() as started:
        yield started


def run(source: str, warm: Warm | None, tmp_path: Path) -> Run:
    notebook = new_notebook(cells=[PARAMETERS, new_code_cell(source)])
    return run_here(Report("exports", notebook, {"month": "2024-01"}, "x.html"), tmp_path, warm)


def said(ran: Run) -> str:
    assert ran.error is None, ran.error
    return "".join(output.text for output in ran.notebook.cells[-1].outputs)


def test_it_forks_with_one_thread_one_socket_and_no_open_file(warm: Warm, tmp_path) -> None:
    assert warm.fit()
    last = f"import sys; print({LATER[-1]!r} in sys.modules)"  # imported while nobody asks
    assert any(said(run(last, warm, tmp_path)) == "True\n" for _ in range(60))
    process = Path(f"/proc/{warm.process.pid}")
    assert len(list((process / "task").iterdir())) == 1
    beyond = [f.readlink() for f in (process / "fd").iterdir() if int(f.name) > 2]
    assert len(beyond) == 1 and str(beyond[0]).startswith("socket:")


def test_a_kernel_is_a_process_of_its_own_with_everything_imported(warm, tmp_path) -> None:
    source = (
        "import os, sys; print(month, os.getppid(), os.getcwd(), 'helpers.charts' in sys.modules)"
    )
    assert said(run(source, warm, tmp_path)).split() == [
        "2024-01",
        str(warm.process.pid),
        str(tmp_path),
        "True",
    ]


def test_a_kernel_leaves_nothing_to_the_next(warm, tmp_path) -> None:
    leaves = "import helpers, os; helpers.left = os.environ['LEFT'] = 'yes'; print('left')"
    assert said(run(leaves, warm, tmp_path)) == "left\n"
    looks = "import helpers, os; print(hasattr(helpers, 'left'), 'LEFT' in os.environ)"
    assert said(run(looks, warm, tmp_path)) == "False False\n"


def test_two_kernels_draw_different_random_numbers(warm, tmp_path) -> None:
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    first, second = (said(run(draw, warm, tmp_path)).split() for _ in range(2))
    assert first[0] != second[0] and first[1] != second[1]


def test_a_kernel_sees_what_a_plain_one_sees(warm, tmp_path) -> None:
    source = (
        "import os, sys, signal, threading\n"
        "print(sys.argv[1], sys.path, sys.flags.hash_randomization, hash('a'), __name__)\n"
        "print({k: v for k, v in os.environ.items()"
        " if k not in ('JPY_PARENT_PID', 'IPYTHONDIR', 'KTRADE_READS', 'KTRADE_PROGRESS')})\n"
        "print(signal.getsignal(signal.SIGINT), sorted(t.name for t in threading.enumerate()))\n"
    )
    forked, plain = (said(run(source, parent, tmp_path)) for parent in (warm, None))
    assert forked == plain


def test_a_caller_that_is_killed_takes_the_warm_process_with_it(tmp_path) -> None:
    source = (
        "import os, signal; from helpers.publishing.warm import Warm; warm = Warm(); warm.fit();"
        "kernel = warm.fork(['python', '-f', 'kernel.json'], '.', {});"
        "print(warm.process.pid, kernel.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    command = [sys.executable, "-c", source]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    for process in map(int, ended.stdout.split()):
        assert is_gone(process)


def test_a_thread_beside_it_makes_it_refuse_and_kernels_start_plain(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    waits = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    (folder / "sitecustomize.py").write_text(waits)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    with Warm() as warm:
        assert not warm.fit()
        with pytest.raises(RuntimeError, match="threads run beside"):
            warm.fork(["python"], ".", environment())
        assert said(run("import os; print(os.getppid())", warm, tmp_path)) == f"{os.getpid()}\n"


def test_a_warm_process_that_dies_is_an_error_of_the_run(tmp_path) -> None:
    with Warm() as warm:
        assert warm.fit()
        warm.process.kill()
        warm.process.wait()
        ran = run("1", warm, tmp_path)
    assert ran.error is not None and "is gone" in str(ran.error)


def is_gone(process: int) -> bool:
    for _ in range(100):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
