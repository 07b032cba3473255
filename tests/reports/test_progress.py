"""What `ktrade report` and `ktrade backfill` show on a terminal, in a log and to a machine."""

import json
import os
import pty
import re
import subprocess
import sysconfig
from pathlib import Path

KTRADE = Path(sysconfig.get_path("scripts")) / "ktrade"
COUNTS = """\
import time
from helpers.progress import track
for _ in track([1, 2, 3], "past forecasts"):
    time.sleep(0.6)
"""


def on_a_terminal(*words: object) -> str:
    """Run the command on a terminal of its own, and give all that it wrote there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(list(map(str, (KTRADE, *words))), stdout=theirs, stderr=theirs) as run:
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            written += part
    os.close(ours)
    assert run.returncode == 0, written
    return written.decode()


def test_a_terminal_shows_which_notebook_of_how_many(tmp_path, write_notebook) -> None:
    notebooks = write_notebook("outlook", COUNTS)
    call = ("2023-12", "--notebooks", notebooks, "--out", tmp_path / "out")
    said = on_a_terminal("report", *call)
    line, _, result = said.rpartition("\x1b[K")
    assert "\n" not in line
    assert re.search(r"[1-6]/\d ran \w+ in [\d.]+ s · running ", line)
    assert re.search(r"outlook \(past forecasts [0-2] of 3\)", line)
    assert result.splitlines()[-1].endswith("index.html")


def test_a_back_fill_names_months_and_the_time_left(ktrade, tmp_path, write_notebook) -> None:
    call = ("--notebooks", write_notebook("outlook", "1"), "--out", tmp_path / "out")
    run = ktrade("backfill", "2023-11..2023-12", *call)
    assert run.returncode == 0, run.stderr
    first, last = run.stderr.splitlines()[-2:]
    assert re.fullmatch(r"1/2 2023-1[12] made in [\d.]+ s(, \d+ (s|min) left)?", first)
    assert re.fullmatch(r"2/2 2023-1[12] made in [\d.]+ s", last)


def test_quiet_is_silent_and_json_is_for_machines(ktrade, tmp_path, write_notebook) -> None:
    call = ("report", "2023-12", "--notebooks", write_notebook("outlook", "1"))
    quiet = ktrade(*call, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    again = ktrade(*call, "--quiet")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    run = ktrade(*call, "--json", "--force")
    result = json.loads(run.stdout)
    assert result["folder"] == str(tmp_path / "out/2023-12") and "index.html" in result["pages"]
    steps = [json.loads(line) for line in run.stderr.splitlines()]
    assert steps[-1]["done"] == steps[-1]["total"] and "published" in steps[-1]["step"]
    both = ktrade(*call, "--json", "--quiet")
    assert both.returncode == 2 and "not both" in both.stderr
