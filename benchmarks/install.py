"""How long the first report takes from an empty folder, and how large the environment is.

    python benchmarks/install.py HEAD ef938ed --times 3

Each round exports every commit into a folder of its own and calls `make report` twice there, for
two months: the first call installs, evaluates past forecasts and makes the pages, the second only
makes pages; with --one-core a third month follows on one core. Wall clock and CPU (user and
system) are in seconds, the environment in MB; medians of the rounds. Run it once before, so that
the download cache is warm, and on a machine that does nothing else: the load is shown.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]


def measured(words: list[str], folder: Path) -> tuple[float, float]:
    """Run a command; give wall clock and CPU of it and its children."""
    began = time.monotonic()
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(words)} failed")
    return time.monotonic() - began, used.ru_utime + used.ru_stime


def size(folder: Path) -> float:
    """Give the room that a folder takes on the disk, in MB."""
    said = subprocess.run(["du", "-sk", folder], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[0]) / 1024


def once(commit: str, one_core: bool) -> dict[str, float]:
    """Measure a commit from an empty folder."""
    with tempfile.TemporaryDirectory() as name:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True)
        subprocess.run(["tar", "x", "-C", name], input=archive.stdout, check=True)
        folder, rows = Path(name), {}
        calls = {"first": "2023-12", "second": "2023-11"} | (
            {"one core": "2023-10"} if one_core else {}
        )
        for call, month in calls.items():
            pinned = ["taskset", "-c", "0"] if call == "one core" else []
            wall, cpu = measured([*pinned, "make", "report", f"MONTH={month}"], folder)
            rows |= {f"{call}, s": wall, f"{call}, CPU s": cpu}
        return rows | {"environment, MB": size(folder / ".venv"), "load": os.getloadavg()[0]}


def main() -> None:
    """Measure commits in turn and write a table of medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("commits", nargs="+")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--one-core", action="store_true")
    given = parser.parse_args()
    rounds: dict[str, list[dict[str, float]]] = {commit: [] for commit in given.commits}
    for number in range(given.times):
        for commit, rows in rounds.items():
            rows.append(once(commit, given.one_core))
            print(number + 1, commit, {k: round(v, 1) for k, v in rows[-1].items()}, flush=True)
    for commit, rows in rounds.items():
        print(commit, {name: round(median(row[name] for row in rows), 1) for name in rows[0]})


if __name__ == "__main__":
    main()
