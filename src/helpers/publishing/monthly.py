"""The scheduler's run: what is due, what is new, and the reports of every month it changes.

One run at a time. The month is resolved once, from the release calendar and a moment in Korean
time. Observations are ingested all or none, then each stale report is made again and replaced in
one step. Whatever ends a run, the next one finds the store and the reports whole and goes on.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from helpers import intake, places, releases
from helpers.errors import (
    CoverageError,
    GateError,
    IngestError,
    IntakeError,
    KtradeError,
    ParameterError,
    PublishError,
)
from helpers.loading import load
from helpers.scratch import write_whole
from helpers.translation import LANGUAGES
from helpers.updating import Ask, look

RESULT = "monthly.json"
LOCK = ".monthly.lock"
PUBLISHED, NOTHING, NOT_RELEASED = "published", "nothing new", "not released yet"
REFUSED, FAILED = "refused", "failed"
NOT_DUE = "not due"
CODES = {PUBLISHED: 0, NOTHING: 10, NOT_RELEASED: 11, REFUSED: 3}  # a failure has its error's


@dataclass(frozen=True)
class Job:
    """What a run is asked to do, and with what.

    Attributes
    ----------
    moment : datetime.datetime
        The time of the run, with a time zone.
    data_dir, out : Path
        The data folder, and that of the reports.
    ask : callable
        Fetches observations, see `helpers.updating`.
    stale : callable
        Returns the stale ones of some reports on a data folder. A report is
        named by its folder: 2023-12, in Korean 2023-12.ko.
    make : callable
        Makes and publishes a report so named, or raises.
    month : pandas.Period, optional
        Instead of the month that is due.
    accept : tuple of str
        Names of objections that are set aside.
    dry_run : bool
        Fetch and compare, and write nothing.
    langs : tuple of str
        The languages in which the month is made; existing reports are renewed in their own.
    """

    moment: dt.datetime
    data_dir: Path
    out: Path
    ask: Ask
    stale: Callable[[Path, list[str]], list[str]]
    make: Callable[[str], None]
    month: pd.Period | None = None
    accept: tuple[str, ...] = ()
    dry_run: bool = False
    langs: tuple[str, ...] = ("en",)
    tell: Callable[[str], None] = lambda line: None


@dataclass
class MonthlyResult:
    """Result of a run, filled on the way.

    `outcome` is one of published, nothing new, not released yet, refused and failed. `published`
    names the months whose reports were replaced (in a dry run: would be), `figures` counts the
    rows by change, `intake` is the file that holds the new ones.
    """

    time: str
    outcome: str
    exit_code: int
    month: str
    stage: str
    published: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    intake: str = ""
    notes: list[str] = field(default_factory=list)
    error: str = ""
    dry_run: bool = False

    def __str__(self) -> str:
        parts = [f"{'would be ' if self.dry_run else ''}{self.outcome}"]
        parts += [f"reports of {', '.join(self.published)}"] if self.published else []
        parts += [", ".join(f"{n} {change}" for change, n in self.figures.items())]
        parts += self.error.splitlines()[:1]
        return f"{self.month} ({self.stage}): {'; '.join(filter(None, parts))}"


def run(job: Job) -> MonthlyResult:
    """Do the month's work.

    Errors a person can act on end in the result, which is written to `monthly.json` beside the
    reports as well. Any other error is recorded there and raised.

    Raises
    ------
    ClockError
        When the moment has no time zone.
    ParameterError
        When a language is not offered.
    PublishError
        When another run is at work, or the result cannot be written.
    """
    moment = releases.in_seoul(job.moment)
    for lang in job.langs:
        if lang not in LANGUAGES:
            raise ParameterError("lang", LANGUAGES, lang)
    month, stage = _due(job, moment)
    time = moment.isoformat(timespec="seconds")
    result = MonthlyResult(time, FAILED, 1, str(month), stage, dry_run=job.dry_run)
    with nullcontext() if job.dry_run else _alone(job.out):
        try:
            result.outcome = _work(job, moment, month, result)
            result.exit_code = CODES[result.outcome]
        except KtradeError as error:
            refused = isinstance(error, GateError | IntakeError | IngestError)
            result.outcome = REFUSED if refused else FAILED
            result.exit_code = CODES[REFUSED] if refused else error.exit_code
            result.error = str(error)
        except BaseException as error:
            result.error = f"{type(error).__name__}: {error}"
            raise
        finally:
            if not job.dry_run:
                _write(job.out, result)
    return result


def _due(job: Job, moment: dt.datetime) -> tuple[pd.Period, str]:
    """Return the month of the run and how far it should be by now; the stage may be none."""
    if job.month is None:
        due = releases.due(moment)
        return due.month, due.stage
    stages = [s for s in releases.STAGES if releases.released(job.month, s) <= moment]
    return job.month, stages[-1] if stages else NOT_DUE


def _work(job: Job, moment: dt.datetime, month: pd.Period, result: MonthlyResult) -> str:
    """Ingest what is new and make what it changes; a dry run looks at a copy."""
    if result.stage == NOT_DUE:
        day = releases.released(month, "preliminary")
        result.notes.append(f"{month} comes out on {day:%Y-%m-%d at %H:%M} in Korea")
        return NOT_RELEASED
    if not job.dry_run:
        result.notes += intake.recover(job.data_dir)
    months = releases.due(moment).months() if job.month is None else [job.month]
    fetched, considered = look(job.ask, months, moment, job.data_dir)
    result.notes += fetched.missing
    result.notes += [f"{name} failed: {error}" for name, error in fetched.failures.items()]
    result.figures = considered.difference.counts
    job.tell(intake.difference_as_text(considered.difference))
    if job.dry_run:
        intake.require(considered.objections, job.accept)
        with intake.candidate(considered.difference.added, job.data_dir) as folder:
            available = _available(month, folder)
            result.published = job.stale(folder, _wanted(job, month, available))
    else:
        line = intake.take_in(considered, job.data_dir, fetched.source, job.accept, moment)
        if line:
            result.intake = line.file
            job.tell(f"ingested as {line.file}")
        available = _available(month, job.data_dir)
        _make(job, job.stale(job.data_dir, _wanted(job, month, available)), result)
    if result.published:
        return PUBLISHED
    if fetched.failures:  # then it is not known whether anything is new
        raise next(iter(fetched.failures.values()))
    return NOTHING if available else NOT_RELEASED


def _wanted(job: Job, month: pd.Period, available: bool) -> list[str]:
    """List the reports to bring up to date: those of the month due first, then existing ones.

    A look back is not among them: what it shows does not change.
    """
    folders = sorted(job.out.iterdir(), reverse=True) if job.out.is_dir() else []
    due = [places.folder_name(month, "", lang) for lang in dict.fromkeys(job.langs)] * available
    return due + [path.name for path in folders if _current(path) and path.name not in due]


def _current(folder: Path) -> bool:
    """Return whether a folder holds a report as known now, in a language that is offered."""
    named = places.read_folder_name(folder.name)
    return named is not None and not named[1] and named[2] in LANGUAGES and folder.is_dir()


def _make(job: Job, names: list[str], result: MonthlyResult) -> None:
    """Make every report that is stale; one that fails leaves the others alone."""
    errors = []
    for name in names:
        job.tell(f"making the reports of {name}")
        try:
            job.make(name)
        except KtradeError as error:
            result.notes.append(f"{name}: {error}")
            errors.append(error)
        else:
            result.published.append(name)
    if errors:
        raise errors[0]


def _available(month: pd.Period, folder: Path) -> bool:
    """Return whether the exports of a month are available."""
    try:
        load(month, None, folder)
    except CoverageError:
        return False
    return True


def as_json(result: MonthlyResult) -> str:
    """Write a result as JSON.

    Examples
    --------
    >>> made = MonthlyResult("2024-01-01T10:00:00+09:00", NOTHING, 10, "2023-12", "preliminary")
    >>> json.loads(as_json(made))["outcome"]
    'nothing new'
    """
    return json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n"


def _write(out: Path, result: MonthlyResult) -> None:
    try:
        write_whole(out / RESULT, as_json(result).encode())
    except OSError as error:
        raise PublishError(str(out / RESULT), (error.strerror or str(error)).lower()) from error


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep a second run out; the lock goes with the process, however that ends."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / LOCK).open("w")
    except OSError as error:
        raise PublishError(str(out), (error.strerror or str(error)).lower()) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishError(str(out), "another monthly run is at work") from error
        yield
