"""Runs killed at any moment: no good page is lost, and the next run leaves no temporary folder."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

from helpers.scratch import PREFIX

TIMES = int(os.environ.get("KTRADE_KILLS", "6"))  # more than that takes minutes


def test_killed_runs(ktrade, start_ktrade, write_notebook, tmp_path, monkeypatch) -> None:
    own = tmp_path / "t"
    own.mkdir()
    monkeypatch.setenv("TMPDIR", str(own))
    notebooks = write_notebook("exports", "'good'")
    out = tmp_path / "out"
    began = time.monotonic()
    good = {month: ktrade("report", month, "--notebooks", notebooks) for month in MONTHS}
    lasts = (time.monotonic() - began) / len(MONTHS)
    assert all(run.returncode == 0 for run in good.values()), good
    pages = {month: read_all(out / month) for month in MONTHS}
    rng, killed, half = random.Random(24), 0, 0
    for number in range(TIMES):
        month = MONTHS[number % 2]
        run = start_ktrade("report", month, "--notebooks", notebooks, "--force")
        try:
            run.wait(rng.uniform(lasts / 4, 0.8 * lasts))
        except subprocess.TimeoutExpired:
            killed += 1
        run.send_signal(signal.SIGKILL)
        run.communicate()
        half += bool(left_over(own, out))
        for month in MONTHS:
            assert read_all(out / month) == pages[month], (number, month)
    assert killed and half
    assert ktrade("report", MONTHS[0], "--notebooks", notebooks, "--force").returncode == 0
    assert left_over(own, out) == []


def left_over(own: Path, out: Path) -> list[Path]:
    made = [path for path in out.iterdir() if path.name.endswith((".making", ".last"))]
    return [*own.glob(f"{PREFIX}*"), *made]


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


MONTHS = ("2023-12", "2023-11")
