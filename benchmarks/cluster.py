"""Measure a back-fill on a Dask cluster of this machine, a worker killed on the way.

    python benchmarks/cluster.py 2022-01..2023-12                 # the local engine, then 1, 2, 4
    python benchmarks/cluster.py 2023-10..2023-12 --workers 2

Workers on one machine share its cores: what this shows is that the work is spread, that a lost
worker costs its notebook alone, and that the bytes are those of the local engine. Every way makes
all pages with the evaluations of forecasts kept, which a first run makes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from distributed import Client

KTRADE = Path(sys.executable).parent / "ktrade"
ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def started(name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a scheduler or a worker, and end it with the context."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{name}", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def fill(months: str, folder: Path, *options: str) -> float:
    """Make the reports of the months in a fresh folder, and count the seconds."""
    began = time.perf_counter()
    command = [KTRADE, "backfill", months, "--out", folder, *options]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        raise click.ClickException(f"ended with {run.returncode}:\n{run.stderr[-2000:]}")
    return time.perf_counter() - began


def digest(folder: Path) -> str:
    """Give the fingerprint of all pages of a folder."""
    made = hashlib.sha256()
    for page in sorted(folder.glob("*/*.html")):
        made.update(str(page.relative_to(folder)).encode() + page.read_bytes())
    return made.hexdigest()[:16]


def on_cluster(months: str, folder: Path, count: int, kill_after: float) -> float:
    """Make the reports on so many workers; of more than one, one is killed after a while."""
    with ExitStack() as stack:
        port = 20000 + os.getpid() % 20000 + count
        address = f"tcp://127.0.0.1:{port}"
        local = ("--host", "127.0.0.1")
        stack.enter_context(
            started("dask_scheduler", "--port", str(port), "--no-dashboard", *local)
        )
        spill = ("--local-directory", stack.enter_context(tempfile.TemporaryDirectory()))
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", *local, *spill)
        workers = [
            stack.enter_context(started("dask_worker", address, *options)) for _ in range(count)
        ]
        client = stack.enter_context(Client(address, timeout=60, set_as_default=False))
        client.wait_for_workers(count, timeout=120)
        if count > 1:
            killer = threading.Timer(kill_after, workers[0].kill)
            killer.start()
            stack.callback(killer.cancel)
        seconds = fill(months, folder, "--scheduler", address)
        lost = sum(worker.poll() is not None for worker in workers)
        click.echo(f"{count} workers, {lost} of them killed", err=True)
        return seconds


@click.command()
@click.argument("months", metavar="FIRST..LAST")
@click.option("--workers", multiple=True, type=click.IntRange(1), default=(1, 2, 4))
@click.option("--kill-after", default=20.0, show_default=True, help="Seconds.")
def main(months: str, workers: tuple[int, ...], kill_after: float) -> None:
    """Print the seconds of each way and whether its pages are those of the local engine."""
    with tempfile.TemporaryDirectory() as base:
        fill(months, Path(base) / "first")  # so that every evaluation is kept
        local = fill(months, Path(base) / "local")
        expected = digest(Path(base) / "local")
        click.echo(f"{'local engine':<14}{local:8.1f} s")
        for count in workers:
            folder = Path(base) / str(count)
            seconds = on_cluster(months, folder, count, kill_after)
            same = "the same bytes" if digest(folder) == expected else "OTHER BYTES"
            click.echo(f"{f'{count} workers':<14}{seconds:8.1f} s   {same}")


if __name__ == "__main__":
    main()
