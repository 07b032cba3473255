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
from helpers.publishing.plan import Plan, Report
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
    return len(plan.reports) + 2


def publish(
    plan: Plan,
    run: Callable[[Report], Run],
    at_once: int = 1,
    tell: Callable[[str], None] = lambda line: None,
) -> Published:
    """Make the reports of a plan and put them in place: all of them, or none.

    The pages are made in a hidden folder beside `plan.target` and replace the older report in one
    step when every check has passed. Whatever happens before leaves the older report as it is. A
    log of the run, with the trace of every cell that failed, goes to `log_file(plan)`.

    Parameters
    ----------
    plan : Plan
        From `helpers.publishing.plan.make_plan`.
    run : callable
        Runs the notebook of one report, for example `helpers.publishing.execute.run_here`.
    at_once : int
        How many notebooks run at the same time.
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
        origin = Origin(command(plan), code, data)
        private = gate.private_folders(plan.trade.data_dir, plan.notebooks, plan.target.parent)
        made: dict[str, tuple[str, list[Check]]] = {}

        def page(ran: Run) -> None:  # while the next notebook runs
            log.say(f"{'failed' if ran.error else 'ran'} {ran.report.name} in {ran.seconds:.1f} s")
            if ran.error:
                log.note(f"{ran.error}\n{ran.trace}")
                return
            html = render(plan, ran, origin, [gate.QUIET, *gate.RULES])
            checks = [gate.check_run(ran), *gate.check_page(html, plan.trade.month, private)]
            made[ran.report.page] = html, checks

        for ran in execute(plan.reports, run, page, at_once):
            if ran.error:
                raise ran.error
        pages = {report.page: made[report.page][0] for report in plan.reports}
        checks = {FIGURES: reconcile(plan.trade)} | {name: made[name][1] for name in pages}
        log.note(gate.table(checks))
        if failed := gate.failures(checks):
            raise GateError(failed)
        log.say("every check passed")
        swap.write(folder, {**pages, NAME: manifest(plan, pages, checks, data, code)})
        swap.put_in_place(folder, plan.target)
        log.say(f"published {plan.target}")
    return Published(plan.target, checks)


def log_file(plan: Plan) -> Path:
    """Name the log of the newest run of a plan: `logs/` beside the folders of the reports."""
    return plan.target.parent / "logs" / f"{plan.target.name}.log"


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
