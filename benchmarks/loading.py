"""Measure how long a month takes to load, at today's rows and at ten times as many.

    python benchmarks/loading.py

The rows added are made up: as if nine more sources had printed every figure. Printed are medians of
processor seconds of five processes: cold (the first `load` of each) and warm (the next nine),
beside what one would type otherwise: `pandas.read_csv` of every file of observations.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from helpers import observations, places

TIMES, ROUNDS = 10, 5
MEASURE = """\
import sys, time
from pathlib import Path
import pandas as pd
from helpers.loading import load
for _ in range(10):
    began = time.process_time()
    load("2023-12", "2024-01-01", sys.argv[1])
    print(time.process_time() - began)
began = time.process_time()
pd.concat([pd.read_csv(path) for path in Path(sys.argv[1], "observations").glob("*.csv")])
print(time.process_time() - began)
"""


def enlarged(data: Path, folder: Path, times: int) -> Path:
    """Copy a data folder and repeat every figure, as if more sources had printed it (made up)."""
    for part in ("observations", "catalogue", "claims"):
        shutil.copytree(data / part, folder / part)
    for path in sorted((folder / "observations").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.with_name(f"made_up_{path.name}").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            for number in range(1, times):
                said = f"made up {number}, after "
                writer.writerows(row | {"source": said + row["source"]} for row in rows)
    observations.read(folder)  # checked and kept once
    return folder


def measured(data: Path) -> tuple[float, float, float]:
    """Give the median seconds of a cold load, a warm load, and reading the files with pandas."""
    runs = []
    for _ in range(ROUNDS):
        call = [sys.executable, "-c", MEASURE, str(data)]
        runs.append([float(line) for line in subprocess.check_output(call, text=True).split()])
    cold, plain = median(run[0] for run in runs), median(run[-1] for run in runs)
    return cold, median(second for run in runs for second in run[1:-1]), plain


def main() -> None:
    """Print a line for each size."""
    data = places.find_data_dir()
    with tempfile.TemporaryDirectory() as folder:
        for name, place in (("today", data), ("x10", enlarged(data, Path(folder, "data"), TIMES))):
            cold, warm, plain = measured(place)
            rows = len(observations.read(place))
            print(
                f"{name:6} {rows:8,} rows: cold {cold:.3f} s, warm {warm:.3f} s,"
                f" pandas.read_csv {plain:.3f} s ({plain / warm:.0f} times as long as warm)"
            )


if __name__ == "__main__":
    main()
