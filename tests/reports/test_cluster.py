"""Back-fill on a real scheduler with worker processes of this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
LOADS = "from helpers.loading import load\ntrade = load(month, as_of, data_dir)\n"
SHOWS = f'{LOADS}print(trade.series("exports", "total").tail(3))'
# The first worker that comes here is held until the test has killed it.
HOLDS_ONE = """\
import os, pathlib, time

if month == "2023-11" and not (held := pathlib.Path("held")).exists():
    held.write_text(str(os.getpid()))
    time.sleep(600)
"""

StartWorker = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """A scheduler on a port of its own."""
    file = tmp_path / "scheduler.json"
    command = ["dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    process = start(tmp_path, *command, "--host", "127.0.0.1")
    address = ""
    for _ in range(1200):
        if file.exists() and '"address": "' in (text := file.read_text()):
            address = text.split('"address": "')[1].split('"')[0]
            break
        time.sleep(0.05)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def start_worker(tmp_path: Path, scheduler: str) -> Iterator[StartWorker]:
    """Start a worker process, with a changed environment if any is given."""
    started = []

    def one(**environment: str) -> subprocess.Popen[bytes]:
        command = ["dask_worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        folder = ["--local-directory", str(tmp_path / "spill"), "--host", "127.0.0.1"]
        started.append(start(tmp_path, *command, *folder, **environment))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


def start(tmp_path: Path, name: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
    with (tmp_path / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *arguments],
            stdout=log,
            stderr=log,
            env={**os.environ, **more},
        )


def wait_for_workers(scheduler: str, count: int) -> None:
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=120)


def pages(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.html"))}


def test_a_cluster_gives_the_same_bytes_and_survives_a_lost_worker(
    ktrade, tmp_path, write_notebook, scheduler, start_worker, start_ktrade
) -> None:
    write_notebook("exports", SHOWS)
    notebooks = write_notebook("imports", HOLDS_ONE)
    workers = [start_worker() for _ in range(2)]
    wait_for_workers(scheduler, 2)
    call = ("backfill", "2023-10..2023-12", "--notebooks", notebooks)
    filling = start_ktrade(*call, "--scheduler", scheduler)
    kernel = wait_for(notebooks / "held")
    holder = next(worker for worker in workers if is_below(kernel, worker.pid))
    os.kill(holder.pid, signal.SIGKILL)
    said, errors = filling.communicate(timeout=300)
    assert (filling.returncode, said) == (0, "3 made\n"), errors
    local = ktrade(*call, "--out", tmp_path / "local")
    assert local.returncode == 0, local.stderr
    assert len(pages(tmp_path / "out")) == 18
    assert pages(tmp_path / "out") == pages(tmp_path / "local")


def test_a_worker_of_other_code_is_refused(
    ktrade, tmp_path, write_notebook, scheduler, start_worker
) -> None:
    notebooks = write_notebook("exports", "month")
    (tmp_path / "other" / "pandas-0.1.dist-info").mkdir(parents=True)
    folders = [str(tmp_path / "other"), os.environ.get("PYTHONPATH", "")]
    start_worker(PYTHONPATH=os.pathsep.join(filter(None, folders)))
    wait_for_workers(scheduler, 1)
    call = ("backfill", "2023-12", "--notebooks", notebooks, "--out", tmp_path / "out")
    run = ktrade(*call, "--scheduler", scheduler)
    assert run.returncode == 5
    assert "no worker has the same code and data" in run.stderr
    assert "libraries" in run.stderr
    assert not (tmp_path / "out").exists()


def test_an_address_that_is_none_is_refused(ktrade, tmp_path, write_notebook) -> None:
    notebooks = write_notebook("exports", "month")
    call = ("backfill", "2023-12", "--notebooks", notebooks, "--out", tmp_path / "out")
    run = ktrade(*call, "--scheduler", "not-an-address")
    assert run.returncode == 2
    assert run.stderr.startswith("ktrade: parameter scheduler = 'not-an-address'")
    assert "Traceback" not in run.stderr


def wait_for(path: Path) -> int:
    """Give the process number a cell has written, once it has."""
    for _ in range(2400):
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    pytest.fail(f"{path.name} was not written")


def is_below(process: int, worker: int) -> bool:
    """Tell whether a kernel comes from a worker, by way of its warm process."""
    return any(process in children(warm) for warm in children(worker))


def children(process: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
