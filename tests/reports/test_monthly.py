"""A month end to end: the release comes, then the revision; and what may go wrong on the way.

The store is the real one as it was before a day. The release served is the rows that the store
holds of that day; a row that was changed for a test is made up and says so in its source.
"""

import datetime as dt
import errno
import json
import os
import shutil
import signal
from concurrent.futures import Executor, Future
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_output

from helpers import intake, observations
from helpers.errors import GateError, ParameterError, PublishError
from helpers.loading import load
from helpers.observations import COLUMNS
from helpers.places import read_folder_name
from helpers.publishing import monthly as scheduler
from helpers.publishing import swap
from helpers.publishing.engine import NotebookRun as Run
from helpers.publishing.manifest import NAME as MANIFEST
from helpers.publishing.manifest import stale
from helpers.publishing.page import render
from helpers.publishing.plan import Page, make_plan
from helpers.publishing.publish import publish
from helpers.releases import SEOUL
from helpers.updating import from_file

RELEASE, CONFIRMED = "2024-01-01", "2024-01-15"
TEN = "2024-01-01T10:00:00+09:00"
MADE_UP = "made up for a test"
OPEN = Path.open
SHOWS = """\
from helpers.loading import load

load(month, as_of, data_dir).series("{flow}", "{code}").tail(3).sum()
"""
SHOWN = {
    "exports": ("exports", "total"),
    "imports": ("imports", "total"),
    "regions": ("exports", "usa"),
}


def recent(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep totals, the USA and China from 2022 on: enough for these pages, and quick to check."""
    few = rows["code"].isin(["total", "usa", "china"]) & rows["breakdown"].isin(["total", "region"])
    return rows[few & rows["period"].ge("2022")]


@pytest.fixture(scope="session")
def small(cut_store, tmp_path_factory) -> Path:
    """The recent rows of the store as it was before December 2023 came out; to be copied."""
    data = cut_store(RELEASE, tmp_path_factory.mktemp("small") / "data")
    for path in (data / "observations").glob("*.csv"):
        recent(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)
    shutil.rmtree(data / "cache")
    observations.read(data)  # once checked, copies need not be checked again
    return data


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
    """Bytes of every file below a folder but logs, locks, results and what is kept for speed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not {"cache", ".cache", "logs"} & set(path.parts)
        and path.suffix != ".lock"
        and path.name != scheduler.RESULT
    }


# the command, as a scheduler calls it


def test_a_month_end_to_end(small, cut_store, tmp_path, ktrade, write_notebook) -> None:
    data, out = Path(shutil.copytree(small, tmp_path / "data")), tmp_path / "out"
    for name, (flow, code) in SHOWN.items():
        notebooks = write_notebook(name, SHOWS.format(flow=flow, code=code))
    release = saved(recent(cut_store.of_day(RELEASE)), tmp_path / "release.csv")
    places = ("--notebooks", notebooks, "--data-dir", data, "--out", out)

    def monthly(now: str, file: Path, *more: str):
        return ktrade("monthly", "--now", now, "--from", file, *places, *more)

    assert ktrade("report", "2023-11", *places[:4], out=out).returncode == 0
    november, store = held(out / "2023-11"), held(data)

    run = monthly(TEN, release)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(
        "2023-12 (preliminary): published; reports of 2023-12, 2023-11; 28 new, 2 revised, "
    )
    result = json.loads((out / scheduler.RESULT).read_text("utf-8"))
    assert (result["outcome"], result["exit_code"]) == ("published", 0)
    assert (result["month"], result["published"]) == ("2023-12", ["2023-12", "2023-11"])
    assert result["intake"] == "2024-01-01-release.csv"
    changed = {name for name, text in held(out / "2023-11").items() if text != november[name]}
    assert changed <= {"about.html", "exports.html", "imports.html", "regions.html", MANIFEST}
    assert {name: held(data)[name] for name in store} == store
    assert set(held(out / "2023-12")) == set(november)

    first, store = held(out), held(data)
    again = monthly("2024-01-01T10:40:00+09:00", release)
    assert again.returncode == 10, again.stderr
    assert again.stdout.startswith("2023-12 (preliminary): nothing new; 0 new, 0 revised, ")
    assert (held(out), held(data)) == (first, store)

    revised = saved(confirmed("imports", "53175"), tmp_path / "confirmed.csv")
    run = monthly("2024-01-15T10:00:00+09:00", revised)
    assert run.returncode == 0, run.stderr
    assert run.stdout == (
        "2023-12 (confirmed): published; reports of 2023-12; 0 new, 1 revised, 0 unchanged\n"
    )
    second = held(out)
    changed = {name for name in first if second[name] != first[name]}
    names = ("about.html", "imports.html", "manifest.json")
    assert changed == {f"2023-12/{name}" for name in names}


# the same run in this process: a page is made without its notebook, all else is real


class Here(Executor):
    """Make here what a process would: read the numbers of a report and show their sum."""

    def submit(self, call, report, plan, code):
        given, notebook = report.parameters, nbformat.reads(report.notebook.text, as_version=4)
        trade = load(given["month"], given["as_of"], given["data_dir"])
        flow, item = SHOWN.get(report.name, ("exports", "total"))
        total = trade.series(flow, item).tail(3).sum()
        output = new_output("execute_result", {"text/plain": f"{total:.1f}"}, execution_count=1)
        notebook.cells[-1].outputs = [output]
        future = Future()
        future.set_result(Page(render(plan, Run(report, notebook, 0.0), code)))
        return future


@pytest.fixture
def place(small, tmp_path, write_notebook) -> Path:
    """A folder with data, notebooks and the report of November that stands."""
    shutil.copytree(small, tmp_path / "data")
    for name, (flow, code) in SHOWN.items():
        write_notebook(name, SHOWS.format(flow=flow, code=code))
    job_of(tmp_path, tmp_path / "none.csv").make("2023-11")
    return tmp_path


@pytest.fixture
def release(cut_store, tmp_path) -> Path:
    return saved(recent(cut_store.of_day(RELEASE)), tmp_path / "release.csv")


def job_of(place: Path, file: Path, now: str = TEN, **more) -> scheduler.Job:
    data, out, notebooks = place / "data", place / "out", place / "notebooks"

    def make(name: str) -> None:
        month, _, lang = read_folder_name(name)
        publish(make_plan(month, "", lang, data, out, notebooks), Here())

    return scheduler.Job(
        moment=dt.datetime.fromisoformat(now),
        data_dir=data,
        out=out,
        ask=from_file(file),
        stale=lambda folder, names: stale(names, folder, notebooks, out),
        make=make,
        **more,
    )


def state(place: Path) -> dict[str, bytes]:
    return held(place / "data") | {f"out/{k}": v for k, v in held(place / "out").items()}


def test_a_month_is_made_in_the_languages_asked_and_renewed_in_its_own(place, release):
    made = scheduler.run(job_of(place, release, langs=("ko", "en", "ko")))
    assert (made.outcome, made.published) == (
        "published",
        ["2023-12.ko", "2023-12", "2023-11"],
    )
    page = (place / "out" / "2023-12.ko" / "exports.html").read_text("utf-8")
    assert '<html lang="ko">' in page and "2023년 12월" in page
    revision = saved(confirmed("exports", "57661"), place / "confirmed.csv")
    renewed = scheduler.run(job_of(place, revision, "2024-01-15T10:00:00+09:00"))
    assert renewed.published == ["2023-12", "2023-12.ko"]
    with pytest.raises(ParameterError, match="allowed are en, ko"):
        scheduler.run(job_of(place, release, langs=("fr",)))


def test_before_the_release_and_in_a_dry_run_nothing_is_written(place, release):
    before = state(place)
    december = pd.Period("2023-12", "M")
    early = scheduler.run(job_of(place, release, "2024-01-01T08:59:00+09:00", month=december))
    assert (early.outcome, early.exit_code, early.stage) == ("not released yet", 11, "not due")
    assert early.notes == ["2023-12 comes out on 2024-01-01 at 09:00 in Korea"]
    late = saved(pd.DataFrame(columns=COLUMNS), place / "none.csv")
    waiting = scheduler.run(job_of(place, late))
    assert (waiting.outcome, waiting.exit_code) == ("not released yet", 11)
    looked = scheduler.run(job_of(place, release, dry_run=True))
    assert (looked.outcome, looked.intake) == ("published", "")
    assert looked.published == ["2023-12", "2023-11"]
    assert str(looked).startswith("2023-12 (preliminary): would be published; ")
    assert state(place) == before


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2023-12-31T23:59:59+09:00", "2023-11"),
        ("2024-01-01T09:00:00+09:00", "2023-12"),
        ("2023-12-31T16:00:00-08:00", "2023-12"),
    ],
)
def test_the_month_is_resolved_once_in_korean_time(place, release, now, month):
    result = scheduler.run(job_of(place, release, now, dry_run=True))
    assert result.month == month
    assert result.time == str(dt.datetime.fromisoformat(now).astimezone(SEOUL)).replace(" ", "T")


def test_a_revision_of_an_older_month_makes_its_pages_again(place, release):
    scheduler.run(job_of(place, release))
    before = state(place)
    older = confirmed("imports", "52012").assign(period="2023-11")
    file = saved(older, place / "older.csv")
    result = scheduler.run(job_of(place, file, "2024-01-15T10:00:00+09:00"))
    assert result.published == ["2023-12", "2023-11"], result
    after = state(place)
    assert {name for name in before if after[name] != before[name]} == {
        "intakes.csv",
        *(
            f"out/{month}/{file}"
            for month in result.published
            for file in ("about.html", "imports.html", "manifest.json")
        ),
    }


def test_the_file_of_last_month_and_faulty_figures_change_nothing(place, release, cut_store):
    scheduler.run(job_of(place, release))
    before = state(place)
    november = saved(recent(cut_store.of_day("2023-12-01")), place / "november.csv")
    assert scheduler.run(job_of(place, november)).outcome == "nothing new"
    for value, said in (("-53180", "-53180"), ("53180000", "53180000"), ("99000", "larger than")):
        file = saved(confirmed("imports", value), place / "wrong.csv")
        result = scheduler.run(job_of(place, file, "2024-01-15T10:00:00+09:00"))
        assert (result.outcome, result.exit_code) == ("refused", 3)
        assert said in result.error
    page = place / "page.csv"
    page.write_text("<!DOCTYPE html><title>error</title>")
    result = scheduler.run(job_of(place, page))
    assert (result.outcome, result.exit_code) == ("failed", 2) and "<!DOCTYPE" in result.error
    assert state(place) == before


def test_a_report_that_is_refused_leaves_the_others_alone(place, release):
    job = job_of(place, release)

    def refusing(month: str) -> None:
        if month == "2023-12":
            raise GateError(["a check that fails for a test"])
        job.make(month)

    page = place / "out" / "2023-11" / "index.html"
    good = page.read_bytes()
    page.write_text("changed by hand")
    result = scheduler.run(scheduler.Job(**vars(job) | {"make": refusing}))
    assert (result.outcome, result.exit_code) == ("refused", 3)
    assert result.published == ["2023-11"] and result.intake
    assert page.read_bytes() == good
    again = scheduler.run(job)
    assert (again.outcome, again.published) == ("published", ["2023-12"])


def test_a_second_run_is_turned_away(place, release):
    before = state(place)
    with scheduler._alone(place / "out"), pytest.raises(PublishError, match="another monthly run"):
        scheduler.run(job_of(place, release))
    assert state(place) == before


def test_an_error_nobody_expected_is_recorded_and_raised(place, release):
    def broken(*asked):
        raise RuntimeError("broken for a test")

    with pytest.raises(RuntimeError):
        scheduler.run(scheduler.Job(**vars(job_of(place, release)) | {"ask": broken}))
    result = json.loads((place / "out" / scheduler.RESULT).read_text("utf-8"))
    assert (result["outcome"], result["error"]) == ("failed", "RuntimeError: broken for a test")


def test_a_place_that_cannot_be_written_is_named(place, release, monkeypatch):
    before = state(place)

    def read_only(self, mode="r", *arguments, real=Path.open, **options):
        if set(mode) & set("wax"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))
        return real(self, mode, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", read_only)
        with pytest.raises(PublishError, match=r"out.*read-only file system"):
            scheduler.run(job_of(place, release))
    data = str(place / "data")
    with monkeypatch.context() as patched:
        patched.setattr(
            Path,
            "open",
            lambda self, *a, **o: (read_only if str(self).startswith(data) else OPEN)(
                self, *a, **o
            ),
        )
        result = scheduler.run(job_of(place, release))
    assert (result.outcome, result.exit_code) == ("failed", 5)
    assert "read-only file system" in result.error and "the store is as it was" in result.error
    assert state(place) == before


def at_step(number: int, act, patch) -> list[str]:
    """Act before the step of that number: a file or folder that is named, exchanged or flushed."""
    steps: list[str] = []

    def counting(real, name):
        def call(*arguments, **options):
            steps.append(name)
            if len(steps) == number:
                act()
            return real(*arguments, **options)

        return call

    for owner, name in ((os, "replace"), (os, "rename"), (os, "fsync"), (swap, "_exchange")):
        patch(owner, name, counting(getattr(owner, name), name))
    return steps


def disk_full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def copy_of(place: Path, target: Path) -> Path:
    shutil.copytree(place, target, ignore=shutil.ignore_patterns("done", "tried"))
    return target


def kill_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_killed(place: Path, release: Path, number: int) -> bool:
    """Run in a process that is killed at a step; tell whether it came that far."""
    child = os.fork()
    if child == 0:
        at_step(number, kill_here, setattr)
        try:
            scheduler.run(job_of(place, release))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def whole(place: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Hold a state against those before and after the run: each report is the one or the other."""
    found = state(place)
    for report in ("out/2023-11/", "out/2023-12/"):
        part = {name: said for name, said in found.items() if name.startswith(report)}
        assert part in (
            {name: said for name, said in before.items() if name.startswith(report)},
            {name: said for name, said in after.items() if name.startswith(report)},
        )
    assert {name: found[name] for name in before if name.startswith("observations/")} == {
        name: said for name, said in before.items() if name.startswith("observations/")
    }
    observations.read(place / "data")


@pytest.mark.parametrize("fault", ["killed", "full"])
def test_a_fault_at_any_step_leaves_all_whole_and_the_next_run_goes_on(
    place, release, monkeypatch, fault
):
    before = state(place)
    done = copy_of(place, place / "done")
    assert scheduler.run(job_of(done, release)).exit_code == 0
    after = state(done)
    for number in range(1, 100):
        tried = copy_of(place, place / "tried")
        shutil.rmtree(tried / "data" / "cache")  # what is known of the stores to come saves time
        (tried / "data" / "cache").symlink_to(done / "data" / "cache")
        if fault == "killed":
            struck = run_killed(tried, release, number)
        else:
            with monkeypatch.context() as patched:
                steps = at_step(number, disk_full, patched.setattr)
                try:
                    result = scheduler.run(job_of(tried, release))
                    assert result.exit_code in (0, 5), result  # 0: only what is kept for speed
                except PublishError as error:
                    assert error.exit_code == 5
            struck = len(steps) >= number
        if not struck:
            break
        whole(tried, before, after)
        assert scheduler.run(job_of(tried, release)).exit_code in (0, 10)
        assert state(tried) == after, f"step {number}"
        assert intake.sealed(tried / "data") == []
        shutil.rmtree(tried)
    assert number > 9, "every step was tried"
