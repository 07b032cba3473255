"""Many months in one go: failures, going on, breaking off, and months with little data."""

import html
import re
import signal
import time
from pathlib import Path

import pytest

FAILS_IN_NOVEMBER = 'assert month != "2023-11", "no November"'
WAITS_IN_OCTOBER = """\
import os, pathlib, time

if month == "2023-10":
    pathlib.Path("started").write_text(str(os.getpid()))
    time.sleep(600)
"""


def published(out: Path) -> set[str]:
    return {path.parent.name for path in out.glob("*/index.html")}


def left_over(out: Path) -> set[str]:
    return {path.name for path in out.iterdir() if path.name.endswith((".making", ".last"))}


def test_a_month_that_fails_is_named_and_the_others_are_made(
    ktrade, tmp_path, write_notebook
) -> None:
    notebooks = write_notebook("regions", FAILS_IN_NOVEMBER)
    out = tmp_path / "out"
    call = ("backfill", "2023-11..2023-12", "--notebooks", notebooks, "--out", out)
    run = ktrade(*call)
    assert (run.returncode, run.stdout) == (1, "1 failed, 1 made\n")
    assert "2023-11: notebook regions, cell 4 failed" in run.stderr
    assert "no November" in run.stderr and "Traceback" not in run.stderr
    assert published(out) == {"2023-12"} and not left_over(out)
    before = {path: path.stat().st_ino for path in out.glob("*/*.html")}
    again = ktrade(*call)
    assert (again.returncode, again.stdout) == (1, "1 failed, 1 unchanged\n")
    assert {path: path.stat().st_ino for path in out.glob("*/*.html")} == before
    forced = ktrade(*call, "--force")
    assert forced.stdout == "1 failed, 1 made\n"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["interrupt", "end"]
)
def test_it_can_be_broken_off_and_goes_on(
    ktrade, tmp_path, write_notebook, start_ktrade, number, code
) -> None:
    notebooks = write_notebook("regions", WAITS_IN_OCTOBER)
    call = ("backfill", "2023-10..2023-12", "--notebooks", notebooks)
    filling = start_ktrade(*call, "--workers", "2")
    kernel = wait_for(notebooks / "started")
    filling.send_signal(number)
    said = filling.communicate(timeout=120)[1]
    assert filling.returncode == code, said
    assert "Traceback" not in said
    wait_until_gone(kernel)
    out = tmp_path / "out"
    assert "2023-10" not in published(out) and not left_over(out)
    for folder in published(out):
        assert len(list((out / folder).iterdir())) == 7
    write_notebook("regions", "month")
    rest = ktrade(*call, "--out", out)
    assert rest.returncode == 0, rest.stderr
    assert published(out) == {"2023-10", "2023-11", "2023-12"}


@pytest.mark.parametrize("months", ["2023-12..2023-10", "2023..2024", "..", "2023-13"])
def test_bad_ranges_are_refused(ktrade, tmp_path, months) -> None:
    run = ktrade("backfill", months, "--out", tmp_path / "out")
    assert run.returncode == 2
    assert run.stderr.startswith("ktrade: month ") and "Traceback" not in run.stderr


# Of what the brief must say that it is missing.
MISSING = {
    "1985-01": ["exports by market", "energy"],
    "2022-07": [],  # all values, but no growth of the items
    "2024-06": [],  # energy, but not that of the year before
    "2026-09": ["ASEAN", "CIS"],
}


@pytest.mark.slow
@pytest.mark.parametrize("month", MISSING)
def test_a_month_with_little_data_passes_the_gate_and_names_its_gaps(render, month) -> None:
    folder = render(month)
    text = html.unescape((folder / "index.html").read_text("utf-8"))
    told = re.search(r"Not available for [^.]*\.", re.sub("<[^>]*>", "", text))
    assert bool(told) == bool(MISSING[month])
    for name in MISSING[month]:
        assert name in told[0]
    for page in folder.glob("*.html"):
        charts = re.findall(r"<svg.*?</svg>", page.read_text("utf-8"), re.DOTALL)
        assert all("<path" in chart or "<use" in chart for chart in charts)


def wait_for(path: Path) -> int:
    """Give the process number a cell has written, once it has."""
    for _ in range(4800):
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    pytest.fail(f"{path.name} was not written")


def wait_until_gone(process: int) -> None:
    """Wait for a process to end of itself."""
    for _ in range(1200):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("a kernel is still running")
