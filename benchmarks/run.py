"""Measure how long reports take, against what people would otherwise use on the same notebooks.

    python benchmarks/run.py                     # five rounds, one month: minutes
    python benchmarks/run.py --rounds 1 --ways ktrade --ways nbclient
    python benchmarks/run.py --backfill 24       # and that many months in one go

Every round runs each way once, in an order of its own, so that what else the machine does falls on
all of them alike. Printed are medians, and ratios to the slowest way with the smallest and the
largest of the rounds. The results go to `benchmarks/results/`, with machine and versions.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median

import click

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
REPORTS = ("brief", "exports", "imports", "regions", "outlook", "about")
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
STOCK = "stock command lines"
LIBRARIES = (
    "pandas",
    "matplotlib",
    "papermill",
    "nbclient",
    "nbconvert",
    "ipython",
    "ipykernel",
)

PAPERMILL_API = """\
import sys
import papermill
from nbconvert import HTMLExporter
exporter = HTMLExporter()
month, folder, *paths = sys.argv[1:]
for path in paths:
    done = papermill.execute_notebook(
        path, None, {"month": month}, progress_bar=False, cwd=folder, kernel_name="python3"
    )
    exporter.from_notebook_node(done)
"""
NBCLIENT = """\
import sys
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
exporter = HTMLExporter()
month, folder, *paths = sys.argv[1:]
for path in paths:
    notebook = parameterize_notebook(
        load_notebook_node(path), {"month": month}, kernel_name="python3", language="python"
    )
    NotebookClient(notebook, resources={"metadata": {"path": folder}}).execute()
    exporter.from_notebook_node(notebook)
"""
# What the cells cost when everything is imported: no kernels, no messages, no pages.
PLAIN_SCRIPT = """\
import json, sys, time
import helpers.charts, helpers.findings, helpers.forecasting, helpers.tables, helpers.texts, seaborn
month, folder, *paths = sys.argv[1:]
began = time.perf_counter()
for path in paths:
    names = {}
    for cell in json.load(open(path))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if "parameters" in cell["metadata"].get("tags", []):
            source += f"\\nmonth = {month!r}"
        *before, last = source.strip().splitlines()
        names["show"] = lambda x: getattr(x, "_repr_html_", lambda: repr(x))()
        if last.startswith(("charts.", "tables.", "texts.")):
            last = f"show({last})"
        exec("\\n".join([*before, last]), names)
print(time.perf_counter() - began)
"""


def stock(month: str, folder: Path, notebooks: list[Path]) -> float:
    """Call `papermill` and `jupyter nbconvert` once a notebook."""
    began = time.perf_counter()
    for path in notebooks:
        done = folder / path.name
        call([BIN / "papermill", path, done, "-p", "month", month, "--no-progress-bar"])
        call([BIN / "jupyter", "nbconvert", "--to", "html", done])
    return time.perf_counter() - began


def script(source: str) -> Callable[[str, Path, list[Path]], float]:
    """Make a way of a Python script."""

    def way(month: str, folder: Path, notebooks: list[Path]) -> float:
        began = time.perf_counter()
        call([sys.executable, "-c", source, month, ROOT / "notebooks", *notebooks])
        return time.perf_counter() - began

    return way


def plain_script(month: str, folder: Path, notebooks: list[Path]) -> float:
    """Run the cells in one warm script, and count them alone."""
    said = call([sys.executable, "-c", PLAIN_SCRIPT, month, ROOT / "notebooks", *notebooks])
    return float(said.splitlines()[-1])


def ktrade(month: str, folder: Path, notebooks: list[Path]) -> float:
    """Make the report with nothing kept, the gate included."""
    began = time.perf_counter()
    call([BIN / "ktrade", "report", month, "--out", folder])
    return time.perf_counter() - began


def ktrade_again(month: str, folder: Path, notebooks: list[Path]) -> float:
    """Make the report again where nothing has changed."""
    if not (folder / month).exists():
        ktrade(month, folder, notebooks)
    return ktrade(month, folder, notebooks)


WAYS: dict[str, Callable[[str, Path, list[Path]], float]] = {
    STOCK: stock,
    "papermill API": script(PAPERMILL_API),
    "nbclient": script(NBCLIENT),
    "plain script": plain_script,
    "ktrade": ktrade,
    "ktrade again": ktrade_again,
}


def call(command: list[object]) -> str:
    """Run a command in the project's folder; what goes wrong ends the benchmark."""
    run = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise click.ClickException(
            f"{command[0]} ended with {run.returncode}:\n{run.stderr[-2000:]}"
        )
    return run.stdout


def measure(ways: tuple[str, ...], month: str, rounds: int) -> dict[str, list[float]]:
    """Run every way in every round, each in a fresh folder."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as base:
        notebooks = [ROOT / "notebooks" / f"{name}.ipynb" for name in REPORTS]
        for number in range(rounds):
            for way in random.Random(number).sample(ways, len(ways)):
                folder = Path(base) / f"{number}-{way}".replace(" ", "-")
                folder.mkdir()
                seconds[way].append(WAYS[way](month, folder, notebooks))
                click.echo(f"round {number + 1}: {way} {seconds[way][-1]:.2f} s", err=True)
                shutil.rmtree(folder)
    return seconds


def table(seconds: dict[str, list[float]]) -> str:
    """Print medians, and ratios round by round, as what slows a round slows all of it."""
    base = STOCK if STOCK in seconds else max(seconds, key=lambda way: median(seconds[way]))
    lines = [f"{'':<22}{'median':>9}   times faster than {base} (least, most)"]
    for way, taken in sorted(seconds.items(), key=lambda item: -median(item[1])):
        ratios = [b / t for b, t in zip(seconds[base], taken, strict=True)]
        spread = f"{median(ratios):.1f} ({min(ratios):.1f}, {max(ratios):.1f})"
        lines.append(f"{way:<22}{median(taken):>7.2f} s   {spread}")
    return "\n".join(lines)


def fill(months: int) -> dict[str, float]:
    """Back-fill the last months before 2024: as it stands, with nothing changed, and by force.

    By force every page is made again while the evaluations of the forecasts are kept, as they are
    for the other ways.
    """
    span = f"{2024 - -(-months // 12)}-{(-months % 12) + 1:02}..2023-12"
    with tempfile.TemporaryDirectory() as folder:
        command = [BIN / "ktrade", "backfill", span, "--out", folder]
        first, _ = watched(command)
        again, _ = watched(command)
        forced, sizes = watched([*command, "--force"])
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000  # of one process
    quarter = len(sizes) // 4
    return {
        "months": months,
        "seconds": first,
        "again": again,
        "forced": forced,
        "peak_mb": largest,
        "growth_mb": max(sizes[-quarter:]) - max(sizes[:quarter]) if quarter else float("nan"),
    }


def watched(command: list[object]) -> tuple[float, list[float]]:
    """Run a command; give its seconds, and the memory of its own process in MB every second."""
    began, sizes = time.perf_counter(), []
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    status = Path(f"/proc/{process.pid}/statm")
    while process.poll() is None:
        if status.exists() and (read := status.read_text().split()):
            sizes.append(int(read[1]) * resource.getpagesize() / 1e6)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
    if process.returncode:
        raise click.ClickException(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - began, sizes


def surroundings() -> dict[str, object]:
    """Name machine, load and versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {cores} cores",
        "load": os.getloadavg(),
        "bytecode": not sys.dont_write_bytecode,
        "commit": call(["git", "rev-parse", "--short", "HEAD"]).strip(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


@click.command()
@click.option("--month", default="2023-12", show_default=True)
@click.option("--rounds", default=5, show_default=True)
@click.option("--ways", multiple=True, type=click.Choice(list(WAYS)), default=list(WAYS))
@click.option("--backfill", "months", default=0, help="Also fill this many months.")
@click.option("--out", type=click.Path(path_type=Path), help="File of results.")
def main(month: str, rounds: int, ways: tuple[str, ...], months: int, out: Path | None) -> None:
    """Measure every way and write the results."""
    before = surroundings()
    seconds = measure(ways, month, rounds)
    results = {"month": month, **before, "seconds": seconds}
    click.echo(table(seconds))
    if months:
        results["backfill"] = filled = fill(months)
        click.echo(
            f"back-fill of {months} months: {filled['seconds'] / months:.2f} s each, by force"
            f" {filled['forced'] / months:.2f} s each, nothing changed {filled['again']:.2f} s;"
            f" largest process {filled['peak_mb']:.0f} MB, growth of the one that asks"
            f" {filled['growth_mb']:+.0f} MB"
        )
        if STOCK in seconds:
            faster = median(seconds[STOCK]) * months / filled["forced"]
            click.echo(f"a month by force {faster:.1f} times faster than {STOCK}")
    file = out or ROOT / "benchmarks" / "results" / f"{time.strftime('%Y-%m-%d')}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    click.echo(f"written to {file}")


if __name__ == "__main__":
    main()
