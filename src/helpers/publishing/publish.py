"""Make the pages of a month and swap them in at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    as_completed,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpers.checks import Check, reconcile
from helpers.errors import GateError, KtradeError, NotebookError, PublishError
from helpers.loading import load
from helpers.publishing import gate, manifest, swap
from helpers.publishing.plan import Page, Plan, Report
from helpers.publishing.workers import ProcessDied

FIGURES = "figures"
PASSED = "every check passed"
# The outlook takes longest, and the brief uses the forecasts it keeps.
ORDER = ("outlook", "regions", "exports", "about", "imports", "brief")


@dataclass
class Log:
    """The lines of a run, told as they come and kept for the log."""

    tell: Callable[[str], None]
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Show a line that a person waits for, and keep it."""
        self.note(line)
        self.tell(line)

    def note(self, text: str) -> None:
        """Keep a text for the log alone."""
        self.lines.append(text.rstrip())


@dataclass(frozen=True)
class Published:
    """A report in its place, and the results of the gate."""

    folder: Path
    checks: dict[str, list[Check]]


def publish(
    plan: Plan,
    executor: Executor,
    tell: Callable[[str], None] = lambda line: None,
    inputs: manifest.Inputs | None = None,
    force: bool = False,
) -> Published:
    """Make the pages of a plan that are not up to date and put the report in place.

    The pages are made in a hidden folder beside `plan.target`, which replaces the older report in
    one step when every check has passed. Whatever happens before leaves the older report as it is.
    A log of the run, with the trace of every cell that failed, goes to `log_file(plan)`.

    Parameters
    ----------
    plan : Plan
        From `helpers.publishing.plan.make_plan`.
    executor : concurrent.futures.Executor
        Runs the notebooks, for example `helpers.publishing.workers.Workers`.
    tell : callable
        Called with a line at every step.
    inputs : dict, optional
        From `manifest.inputs`, read when the code was imported; left out: those of now.
    force : bool
        Make every page again.

    Raises
    ------
    NotebookError
        When a cell of a notebook failed; the log names all of them.
    GateError
        When a check failed.
    PublishError
        When the place cannot be written, or a process was lost on the way.
    """
    log = Log(tell)
    inputs = inputs or manifest.inputs(plan.shown, plan.data_dir, plan.notebooks)
    with swap.workspace(plan.target) as folder, _kept(log, log_file(plan)):
        pages = {} if force else _up_to_date(plan, inputs)
        if pages:
            log.say(f"kept {len(pages)} of {len(plan.reports)} pages")
        wanted = [report for report in plan.reports if report.page not in pages]
        checks = {FIGURES: reconcile(load(plan.month, plan.as_of, plan.data_dir))}
        pages |= _make(plan, wanted, executor, manifest.code_hash(inputs), log)
        html = {report.page: pages[report.page].html for report in plan.reports}
        checks |= {page: list(pages[page].checks) for page in html}
        log.note(gate.table(checks))
        if failed := gate.failures(checks):
            raise GateError(failed)
        log.say(PASSED)
        text = manifest.write(plan, inputs, html, checks)
        swap.write(folder, html | {manifest.NAME: text})
        swap.put_in_place(folder, plan.target)
        log.say(f"published {plan.target}")
    return Published(plan.target, checks)


def _up_to_date(plan: Plan, inputs: manifest.Inputs) -> dict[str, Page]:
    """Read the pages that are up to date, with the results of their checks."""
    kept = manifest.read(plan.target)
    pages = {}
    for page, reason in manifest.reasons(plan.target, inputs, plan.observations).items():
        if kept and not reason:
            checks = tuple(Check(**check) for check in kept.gate[page])
            pages[page] = Page((plan.target / page).read_text("utf-8"), checks)
    return pages


def _make(
    plan: Plan, reports: list[Report], executor: Executor, code: str, log: Log
) -> dict[str, Page]:
    """Make pages, several at a time; one that fails leaves the others alone."""
    order = {name: place for place, name in enumerate(ORDER)}
    in_order = sorted(reports, key=lambda report: order.get(report.name, 1))
    futures = {executor.submit(make_page, report, plan, code): report for report in in_order}
    pages: dict[str, Page] = {}
    for future in as_completed(futures):
        report = futures[future]
        pages[report.page] = page = _result(report, future)
        log.say(f"{'failed' if page.error else 'ran'} {report.name} in {page.seconds:.1f} s")
        if page.error:
            log.note(f"{page.error}\n{page.trace}")
    for report in reports:
        if error := pages[report.page].error:
            raise error
    return pages


def make_page(report: Report, plan: Plan, code: str) -> Page:
    """Make a page, see `helpers.publishing.page`; only the process that does it imports that."""
    from helpers.publishing import page

    return page.make_page(report, plan, code)


def _result(report: Report, future: Future[Page]) -> Page:
    """Return the page of a future; a process that died is the failure of a cell."""
    try:
        return future.result()
    except ProcessDied as error:
        text, place = report.notebook.cells, int(error.files.get("cell", 0))
        cell = report.as_filed(place)
        return Page(error=NotebookError(report.name, cell, text[cell - 1], "the process died"))
    except (BrokenExecutor, CancelledError, OSError, RuntimeError) as error:
        return Page(error=PublishError(report.name, f"the notebook was not run: {error}"))


def steps(plan: Plan) -> int:
    """Return the number of progress lines of `publish` when every page is made."""
    return len(plan.reports) + 2


def log_file(plan: Plan) -> Path:
    """Return the log of the newest run of a plan: `logs/` beside the folders of the reports."""
    return plan.target.parent / "logs" / f"{plan.target.name}.log"


@contextmanager
def _kept(log: Log, path: Path) -> Iterator[None]:
    """Write the log when the run ends, however it ends."""
    try:
        yield
    except BaseException as error:
        text = str(error) if isinstance(error, KtradeError) else f"{type(error).__name__}: {error}"
        log.note(text)
        raise
    finally:
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_text("\n".join(log.lines) + "\n", "utf-8")
        except OSError as error:
            problem = f"the log cannot be written: {error.strerror}"
            raise PublishError(str(path), problem) from error
