"""The whole way of a month's reports: run, render, check, and swap them in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpers.checks import Check, reconcile
from helpers.errors import GateError, KtradeError, PublishError
from helpers.publishing import gate, manifest, swap
from helpers.publishing.execute import Run, execute
from helpers.publishing.plan import Plan, Report
from helpers.publishing.render import Origin, command, render

FIGURES = "figures"
PASSED = "every check passed"


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
    """A report in its place, what the gate said of it, and why each page was made again."""

    folder: Path
    checks: dict[str, list[Check]]
    reasons: dict[str, str]


@dataclass(frozen=True)
class Page:
    """A finished page: its HTML and its checks."""

    html: str
    checks: list[Check]


def publish(
    plan: Plan,
    run: Callable[[Report], Run],
    at_once: int = 1,
    tell: Callable[[str], None] = lambda line: None,
    every: manifest.Inputs | None = None,
    force: bool = False,
) -> Published:
    """Make the reports of a plan and put them in place: all of them, or none.

    A page whose inputs are what they were is not made again. The others are made in a hidden folder
    beside `plan.target`, which replaces the older report in one step when every check has passed.
    Whatever happens before leaves the older report as it is. A log of the run, with the trace of
    every cell that failed, goes to `log_file(plan)`.

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
    every : dict, optional
        What `manifest.inputs` returned when the code was imported; left out: what it returns now.
    force : bool
        Make every page again.

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
    every = every or _inputs(plan)
    with swap.workspace(plan.target) as folder, _kept(log, log_file(plan)):
        observations = plan.trade.fingerprint
        reasons = manifest.reasons(plan.target, every, observations)
        pages = {} if force else _kept_pages(plan, reasons)
        origin = Origin(command(plan), manifest.code_hash(every), observations)

        def finish(ran: Run) -> None:  # while the next notebook runs
            log.say(f"{'failed' if ran.error else 'ran'} {ran.report.name} in {ran.seconds:.1f} s")
            if ran.error:
                log.note(f"{ran.error}\n{ran.trace}")
            else:
                pages[ran.report.page] = _page(plan, ran, origin)

        wanted = [report for report in plan.reports if report.page not in pages]
        if pages:
            log.say(f"kept {len(pages)} of {len(plan.reports)} pages")
        figures = reconcile(plan.trade)  # now, while the process that forks kernels still imports
        for ran in execute(wanted, run, finish, at_once):
            if ran.error:
                raise ran.error
        pages = {report.page: pages[report.page] for report in plan.reports}
        checks = {FIGURES: figures} | {n: page.checks for n, page in pages.items()}
        log.note(gate.table(checks))
        if failed := gate.failures(checks):
            raise GateError(failed)
        log.say(PASSED)
        files = {name: page.html for name, page in pages.items()}
        title = plan.trade.status_label
        files[manifest.NAME] = manifest.write(every, observations, plan.shown, title, files, checks)
        swap.write(folder, files)
        swap.put_in_place(folder, plan.target)
        log.say(f"published {plan.target}")
    return Published(plan.target, checks, reasons)


def _inputs(plan: Plan) -> manifest.Inputs:
    return manifest.inputs(plan.shown, plan.trade.data_dir, plan.notebooks)


def _page(plan: Plan, ran: Run, origin: Origin) -> Page:
    """Render the page of a run and check it."""
    private = gate.private_folders(plan.trade.data_dir, plan.notebooks, plan.target.parent)
    html = render(plan, ran, origin)
    return Page(html, [gate.check_run(ran), *gate.check_page(html, plan.trade.month, private)])


def _kept_pages(plan: Plan, reasons: dict[str, str]) -> dict[str, Page]:
    """Read the pages that are up to date, with the results of their checks."""
    kept = manifest.read(plan.target)
    return {
        page: Page(
            (plan.target / page).read_text("utf-8"),
            [Check(**check) for check in kept.gate[page]],
        )
        for page, reason in reasons.items()
        if kept and not reason
    }


def steps(plan: Plan) -> int:
    """Count the lines that `publish` tells when every page is made and all goes well."""
    return len(plan.reports) + 2


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
