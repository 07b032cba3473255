"""A researcher opens a report's notebook in JupyterLab and runs all of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.reader import NotJSONError
from playwright.sync_api import Browser

from helpers.working_copy import make_working_copy

pytest.importorskip("jupyterlab")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 240.0  # seconds


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab") / "project"
    make_working_copy(folder)
    return folder


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    """The address of a JupyterLab that serves the working copy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.token=",
        f"--ServerApp.port={port}", f"--ServerApp.root_dir={project}",
        "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    settings = {"JUPYTER_CONFIG_DIR": str(project / ".config"), "JUPYTER_DATA_DIR": str(project)}
    with subprocess.Popen(
        command, cwd=project, env=os.environ | settings,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def waited(condition, what: str):
    """Return what a condition gives once it is true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(0.5)
    pytest.fail(f"waited {PATIENCE:.0f} s for {what}")


def answers(address: str) -> bool:
    host, port = address.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


@pytest.mark.parametrize("name", ["exports"])
def test_run_all_runs_the_notebook_without_an_error(
    browser: Browser, project: Path, address: str, name: str
) -> None:
    waited(lambda: answers(address), "JupyterLab")
    path = project / "notebooks" / f"{name}.ipynb"
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/lab/tree/notebooks/{name}.ipynb", timeout=1000 * PATIENCE)
    page.get_by_text("| Idle").wait_for(timeout=1000 * PATIENCE)  # the kernel is there
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()

    def saved() -> list[nbformat.NotebookNode] | None:
        page.keyboard.press("Control+s")
        try:
            cells = nbformat.read(path, as_version=4).cells
        except NotJSONError:  # half written
            return None
        code = [cell for cell in cells if cell.cell_type == "code"]
        faults = [out for cell in code for out in cell.outputs if out.output_type == "error"]
        return code if faults or all(cell.execution_count for cell in code) else None

    code = waited(saved, "the notebook to be run and saved")
    page.close()
    outputs = [out for cell in code for out in cell.outputs]
    assert [out for out in outputs if out.output_type == "error"] == []
    assert [out for out in outputs if out.get("name") == "stderr"] == []
    shown = "".join(out.data.get("text/html", "") for out in outputs if "data" in out)
    assert shown.count("<svg") >= 3 and "<table" in shown
    shutil.rmtree(project / ".config", ignore_errors=True)
