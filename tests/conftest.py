"""Rendered reports, made once for all tests of a run."""

import re
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

KTRADE = Path(sysconfig.get_path("scripts")) / "ktrade"
MONTH = "2023-12"

Render = Callable[..., Path]


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Render:
    """Make the pages of a month as a reader would; the same arguments are rendered once a run.

    ``render("2023-12", "--as-of", "2024-01-01")`` calls ``ktrade report`` with these arguments
    and gives the folder that holds the pages. All workers of a parallel run share one rendering.
    Do not write into the folder.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def render_once(month: str, *options: str) -> Path:
        out = shared / re.sub(r"[^\w.-]+", "_", "-".join(("rendered", month, *options)))
        log = out.with_suffix(".log")
        with FileLock(out.with_suffix(".lock")):
            if not log.exists():
                run = subprocess.run(
                    [KTRADE, "report", month, *options, "--out", out],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
                log.write_text(f"exit code {run.returncode}\n{run.stdout}", "utf-8")
        said = log.read_text("utf-8")
        if not said.startswith("exit code 0\n"):
            pytest.fail(f"ktrade report {month} {' '.join(options)}: {said[-4000:]}", pytrace=False)
        return next(folder for folder in out.iterdir() if folder.name.startswith(month))

    return render_once


@pytest.fixture(scope="session")
def report_dir(render: Render) -> Path:
    """Folder with the pages of December 2023, with everything known today."""
    return render(MONTH)


@pytest.fixture(scope="session")
def first_release_dir(render: Render) -> Path:
    """Folder with the pages of December 2023, as known on the day of the first release."""
    return render(MONTH, "--as-of", "2024-01-01")
