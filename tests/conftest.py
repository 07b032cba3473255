"""Rendered reports, made once for all tests of a run."""

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from helpers import observations
from helpers.places import find_data_dir

KTRADE = Path(sysconfig.get_path("scripts")) / "ktrade"
MONTH = "2023-12"

Render = Callable[..., Path]
DATA = find_data_dir()


class CutStore:
    """Real rows by the day on which they were published."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {
            path.name: pd.read_csv(path, dtype=str, keep_default_na=False)
            for path in sorted((DATA / "observations").glob("*.csv"))
        }

    def __call__(self, before: str, target: Path | None = None) -> Path:
        kept = self.folder / before / "data"
        if not kept.exists():
            shutil.copytree(DATA / "catalogue", kept / "catalogue")
            shutil.copy(DATA / "exceptions.csv", kept)
            (kept / "observations").mkdir()
            for name, rows in self.files.items():
                early = rows[rows["published"].lt(before)]
                early.to_csv(kept / "observations" / name, index=False)
            observations.read(kept)  # once checked, copies need not be checked again
        return Path(shutil.copytree(kept, target)) if target else kept

    def of_day(self, day: str) -> pd.DataFrame:
        rows = pd.concat(self.files.values(), ignore_index=True)
        return rows[rows["published"].eq(day)].reset_index(drop=True)


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


@pytest.fixture(scope="session")
def cut_store(tmp_path_factory: pytest.TempPathFactory) -> CutStore:
    """Give the store as it was before a day: `cut_store("2024-01-01")` is a data folder to copy.

    It holds the real rows published before that day, and catalogue and known differences as they
    are. `cut_store.of_day("2024-01-01")` gives the rows of a day, as text.
    """
    return CutStore(tmp_path_factory.mktemp("cut"))


@pytest.fixture(scope="session")
def few_rows(cut_store: CutStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder to copy: the totals of 2023 as known before 2024, quick to check."""
    data = cut_store("2024-01-01", tmp_path_factory.mktemp("few") / "data")
    shutil.rmtree(data / "cache")
    for path in (data / "observations").glob("*.csv"):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows = rows[rows["code"].eq("total") & rows["period"].str.fullmatch(r"2023-\d\d")]
        rows.to_csv(path, index=False)
    return data
