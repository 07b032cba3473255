"""Runs that fail on their way: what is said, what is logged, and what stays as it was."""

import json
import shutil
import signal
import time
from pathlib import Path

import pytest

from helpers import catalogue

DATA = catalogue.find_data_dir()
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WAITS = """\
import os, pathlib, time

pathlib.Path("started").write_text(str(os.getpid()))
time.sleep(100)
"""


def test_a_cell_that_raises_is_named_and_logged(
    ktrade, untouched, write_notebook, last_good
) -> None:
    notebooks = write_notebook("exports", "x = 1", "part = 0\nx / part")
    run = ktrade("report", "2023-12", "--notebooks", notebooks)
    assert (run.returncode, run.stdout) == (4, "")
    message = run.stderr[run.stderr.index("ktrade: ") :]
    assert message.startswith("ktrade: notebook exports, cell 5 failed\n")
    assert "part = 0\nx / part" in message
    assert "ZeroDivisionError: division by zero" in message
    assert "Traceback" not in run.stderr
    log = (last_good.parent / "logs" / "2023-12.log").read_text()
    assert "notebook exports, cell 5 failed" in log and "x / part" in log
    assert "Traceback (most recent call last)" in log
    assert "ran regions" in log, "the other notebooks still run"
    assert untouched()


def test_the_gate_refuses_pages(ktrade, untouched, write_notebook) -> None:
    write_notebook("exports", 'import warnings\nwarnings.warn("careful")')
    write_notebook("imports", '"left at /" "home/kim/data.csv"')
    write_notebook("regions", 'float("nan")')
    html = "HTML('<script>alert(1)</script>')"
    notebooks = write_notebook("outlook", f"from IPython.display import HTML\n{html}")
    run = ktrade("report", "2023-12", "--notebooks", notebooks)
    assert (run.returncode, run.stdout) == (3, "")
    assert "4 check(s) stop the report; the last good one is untouched" in run.stderr
    assert "exports.html: No cell wrote an error or a warning: cell 4: " in run.stderr
    assert "imports.html: No path of the machine" in run.stderr
    assert "regions.html: No number is missing where one is shown: nan" in run.stderr
    assert "outlook.html: No script: <script>" in run.stderr
    assert untouched()


def test_a_process_that_dies_is_a_failed_cell(ktrade, untouched, write_notebook) -> None:
    source = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    run = ktrade("report", "2023-12", "--notebooks", write_notebook("exports", source))
    assert run.returncode == 4
    assert "ran regions" in run.stderr, "the other notebooks still run"
    assert "notebook exports, cell 4 failed" in run.stderr and "the process died" in run.stderr
    assert untouched()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)],
    ids=["killed", "interrupted", "terminated"],
)
def test_a_run_that_is_stopped_leaves_the_last_report_and_no_process(
    ktrade, untouched, write_notebook, last_good, start_ktrade, number, code
) -> None:
    notebooks = write_notebook("exports", WAITS)
    process = start_ktrade("report", "2023-12", "--notebooks", notebooks)
    kernel = wait_for(notebooks / "started")
    process.send_signal(number)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == code
    assert "Traceback" not in said
    wait_until_gone(kernel)
    if number == signal.SIGKILL:
        assert (last_good.parent / ".2023-12.making").is_dir()
        write_notebook("exports", "'again'")
        assert ktrade("report", "2023-12", "--notebooks", notebooks).returncode == 0
        assert "again" in (last_good / "exports.html").read_text()
        left = {path.name for path in last_good.parent.iterdir()}
        assert left == {"2023-12", ".2023-12.lock", "logs"}
    else:
        assert untouched()


def test_a_second_run_of_the_same_report_is_turned_away(
    ktrade, untouched, write_notebook, start_ktrade
) -> None:
    notebooks = write_notebook("exports", WAITS)
    first = start_ktrade("report", "2023-12", "--notebooks", notebooks)
    wait_for(notebooks / "started")
    second = ktrade("report", "2023-12", "--notebooks", notebooks)
    assert second.returncode == 5
    assert "another run is making the same report" in second.stderr
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=120)
    assert untouched()


def test_markup_in_a_name_is_escaped(ktrade, tmp_path, write_notebook) -> None:
    for part in ("observations", "catalogue"):
        shutil.copytree(DATA / part, tmp_path / "data" / part)
    codes = tmp_path / "data" / "catalogue" / "codes.csv"
    name = "Boats <script>alert(1)</script>"
    text = codes.read_text("utf-8")
    codes.write_text(text.replace(",ships,item,Ships,", f",ships,item,{name},"))
    notebooks = write_notebook("exports")
    for report in ("brief", "exports"):
        shutil.copy(NOTEBOOKS / f"{report}.ipynb", notebooks)
    run = ktrade("report", "2023-12", "--data-dir", tmp_path / "data", "--notebooks", notebooks)
    assert run.returncode == 0, run.stderr
    for page in ("index.html", "exports.html"):
        html = (tmp_path / "out" / "2023-12" / page).read_text("utf-8")
        assert "<script" not in html
        assert "boats &lt;script&gt;alert(1)&lt;/script&gt;" in html.lower()
        assert str(tmp_path) not in html


def test_further_parameters_reach_the_notebook_that_declares_them(
    ktrade, tmp_path, write_notebook
) -> None:
    notebooks = write_notebook("outlook", "horizon * 2", parameters="horizon: int = 12")
    run = ktrade("report", "2023-12", "--notebooks", notebooks, "-p", "horizon", "21")
    assert run.returncode == 0, run.stderr
    folder = tmp_path / "out" / "2023-12"
    assert '<pre class="text">42</pre>' in (folder / "outlook.html").read_text()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["parameters"]["horizon"] == 21


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
