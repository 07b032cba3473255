"""A month end to end: the release comes, then the revision; and what may go wrong on the way.

The store is the real one as it was before a day. The release served is the rows that the store
holds of that day; a row that was changed for a test is made up and says so in its source.
"""

import dataclasses
import datetime as dt
import errno
import fcntl
import json
import os
import shutil
import signal
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_output

from helpers import intake
from helpers.errors import PublishError, StoreError
from helpers.observations import COLUMNS
from helpers.publishing import monthly as scheduler
from helpers.publishing import swap
from helpers.publishing.execute import Run
from helpers.publishing.plan import make_plan
from helpers.publishing.publish import publish
from helpers.publishing.stale import stale
from helpers.reads import collected
from helpers.loading import load
from helpers.releases import SEOUL
from helpers.updating import from_file

RELEASE, CONFIRMED = "2024-01-01", "2024-01-15"
TEN = "2024-01-01T10:00:00+09:00"
MADE_UP = "made up for a test"
SHOWS = """\
from helpers.loading import load

load(month, as_of, data_dir).series("{flow}", "{code}").tail(3).sum()
"""
READS = {"exports": ("exports", "total"), "imports": ("imports", "total"), "regions": ("exports", "usa")}


def saved(rows: pd.DataFrame, path: Path) -> Path:
    rows[list(COLUMNS)].to_csv(path, index=False)
    return path


def confirmed(flow: str, value: str) -> pd.DataFrame:
    """Make up the confirmation of a total of December 2023."""
    cells = {
        "period": "2023-12", "flow": flow, "breakdown": "total", "code": "total",
        "measure": "value", "value": value, "unit": "usd_million", "basis": "customs",
        "status": "confirmed", "published": CONFIRMED, "source": MADE_UP, "note": "",
    }  # fmt: skip
    return pd.DataFrame([cells])


def held(folder: Path) -> dict[str, bytes]:
    """Bytes of every file below a folder, but for logs, locks, results and what is kept for speed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not {"cache", ".cache", "logs"} & set(path.parts)
        and path.suffix != ".lock"
        and path.name != scheduler.RESULT
    }


# the command, as a scheduler calls it


@pytest.mark.usefixtures("short_brief")
def test_a_month_end_to_end(cut_store, tmp_path, ktrade, write_notebook) -> None:
    data, out = cut_store(RELEASE, tmp_path / "data"), tmp_path / "out"
    for name, (flow, code) in READS.items():
        notebooks = write_notebook(name, SHOWS.format(flow=flow, code=code))
    release = saved(cut_store.of_day(RELEASE), tmp_path / "release.csv")
    places = ("--notebooks", notebooks, "--data-dir", data, "--out", out)

    def monthly(now: str, file: Path, *more: str):
        return ktrade("monthly", "--now", now, "--from", file, *places, *more)

    assert ktrade("report", "2023-11", *places[:4], out=out).returncode == 0
    november, store = held(out / "2023-11"), held(data)

    early = monthly("2024-01-01T08:59:00+09:00", release, "--month", "2023-12")
    assert early.returncode == 11, early.stderr
    assert early.stdout == "2023-12 (not due): not released yet\n"
    assert "2023-12 comes out on 2024-01-01 at 09:00 in Korea" in early.stderr
    assert held(data) == store and set(held(out)) == {f"2023-11/{name}" for name in november}

    run = monthly(TEN, release)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("2023-12 (preliminary): published; reports of 2023-12; ")
    result = json.loads((out / scheduler.RESULT).read_text("utf-8"))
    assert (result["outcome"], result["exit_code"]) == ("published", 0)
    assert (result["month"], result["published"]) == ("2023-12", ["2023-12"])
    assert result["intake"] == "2024-01-01-release.csv"
    assert held(out / "2023-11") == november
    assert {name: held(data)[name] for name in store} == store
    assert set(held(out / "2023-12")) == set(november)

    first, store = held(out), held(data)
    again = monthly("2024-01-01T10:40:00+09:00", release)
    assert again.returncode == 10, again.stderr
    assert again.stdout.startswith("2023-12 (preliminary): nothing new; 0 new, 0 revised, ")
    assert (held(out), held(data)) == (first, store)

    revised = saved(confirmed("imports", "53175"), tmp_path / "confirmed.csv")
    looked = monthly("2024-01-15T10:00:00+09:00", revised, "--dry-run", "--json")
    assert looked.returncode == 0, looked.stderr
    said = json.loads(looked.stdout)
    assert (said["dry_run"], said["published"]) == (True, ["2023-12"])
    assert (held(out), held(data)) == (first, store)

    run = monthly("2024-01-15T10:00:00+09:00", revised)
    assert run.returncode == 0, run.stderr
    assert run.stdout == (
        "2023-12 (confirmed): published; reports of 2023-12; 0 new, 1 revised, 0 unchanged\n"
    )
    second = held(out)
    changed = {name for name in first if second[name] != first[name]}
    assert changed == {"2023-12/imports.html", "2023-12/manifest.json"}
