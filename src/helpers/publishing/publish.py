"""The whole way of a month's reports: run, render, check, and swap them in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpers import observations
from helpers.checks import Check, reconcile
from helpers.errors import GateError, KtradeError, PublishError
from helpers.publishing import gate, swap
from helpers.publishing.execute import Run, execute
from helpers.publishing.manifest import NAME, code_hash, manifest
from helpers.publishing.plan import Plan
from helpers.publishing.render import Origin, command, render

FIGURES = "figures"


@dataclass
class Log:
    """The lines a run says, told as they come and kept for the log."""

    tell: Callable[[str], None]
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Tell a line that a person waits for."""
        self.note(line)
        self.tell(line)

    def note(self, text: str) -> None:
        """Keep a text for the log alone."""
        self.lines.append(text.rstrip())


@dataclass(frozen=True)
class Published:
    """A report in its place, and what the gate said of it."""

    folder: Path
    checks: dict[str, list[Check]]


def steps(plan: Plan) -> int:
    """Count the lines that `publish` tells when all goes well."""
    return len(plan.reports) + 3


def publish(plan: Plan, tell: Callable[[str], None] = lambda line: None) -> Published:
    """Make the reports of a plan and put them in place: all of them, or none.

    The pages are made in a hidden folder beside `plan.target` and replace the older report in one
    step when every check has passed. Whatever happens before leaves the older report as it is. A
    log of the run, with the trace of every cell that failed, goes to `log_file(plan)`.

    Parameters
    ----------
    plan : Plan
        From `helpers.publishing.plan.make_plan`.
    tell : callable
        Called with a line at every step.

    Raises
    ------
    NotebookError
        When a cell of a notebook failed; the log names all of them.
    GateError
        When a check failed.
    PublishError
        When the place cannot be written.
    """
    log = Log(tell)
    with swap.workspace(plan.target) as folder, _kept(log, log_file(plan)):
        data, code = observations.content_hash(plan.trade.data_dir), code_hash(plan.notebooks)
        runs = _execute(plan, log)
        origin = Origin(command(plan), code, data)
        pages = render(plan, runs, origin, [gate.QUIET, *gate.RULES])
        log.say(f"rendered {len(pages)} pages")
        checks = _check(plan, runs, pages, log)
        swap.write(folder, {**pages, NAME: manifest(plan, pages, checks, data, code)})
        swap.put_in_place(folder, plan.target)
        log.say(f"published {plan.target}")
    return Published(plan.target, checks)


def log_file(plan: Plan) -> Path:
    """Name the log of the newest run of a plan: `logs/` beside the folders of the reports."""
    return plan.target.parent / "logs" / f"{plan.target.name}.log"


def _execute(plan: Plan, log: Log) -> list[Run]:
    def told(run: Run) -> None:
        log.say(f"{'failed' if run.error else 'ran'} {run.report.name} in {run.seconds:.1f} s")
        if run.error:
            log.note(f"{run.error}\n{run.trace}")

    runs = execute(plan.reports, plan.notebooks, told)
    for run in runs:
        if run.error:
            raise run.error
    return runs


def _check(plan: Plan, runs: list[Run], pages: dict[str, str], log: Log) -> dict[str, list[Check]]:
    private = gate.private_folders(plan.trade.data_dir, plan.notebooks, plan.target.parent)
    checks = {FIGURES: reconcile(plan.trade)} | {
        run.report.page: [
            gate.check_run(run),
            *gate.check_page(pages[run.report.page], plan.trade.month, private),
        ]
        for run in runs
    }
    log.note(gate.table(checks))
    if failed := gate.failures(checks):
        raise GateError(failed)
    log.say("every check passed")
    return checks


@contextmanager
def _kept(log: Log, path: Path) -> Iterator[None]:
    """Write the log when the run ends, however it ends."""
    try:
        yield
    except BaseException as error:
        log.note(
            str(error) if isinstance(error, KtradeError) else f"{type(error).__name__}: {error}"
        )
        _write_log(log, path)
        raise
    _write_log(log, path)


def _write_log(log: Log, path: Path) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(log.lines) + "\n", "utf-8")
    except OSError as error:
        raise PublishError(str(path), f"the log cannot be written: {error.strerror}") from error
