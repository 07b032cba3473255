"""The whole way of a month's reports: run, render, check, and swap them in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from helpers import reads
from helpers.checks import Check, reconcile
from helpers.errors import GateError, KtradeError, PublishError
from helpers.places import report_of
from helpers.publishing import cache, gate, swap
from helpers.publishing.asking import asker
from helpers.publishing.execute import Run, execute
from helpers.publishing.manifest import NAME, manifest
from helpers.publishing.plan import Plan, Report
from helpers.publishing.render import Origin, command, render
from helpers.reads import Reads

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
    """A finished page: its HTML, what it was made from, what it read, and its checks."""

    html: str
    origin: Origin
    reads: Reads
    checks: list[Check]


def publish(
    plan: Plan,
    run: Callable[[Report], Run],
    at_once: int = 1,
    tell: Callable[[str], None] = lambda line: None,
    every: cache.Inputs | None = None,
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
        What `cache.inputs` said when the code was imported; left out: what it says now.
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
        record = None if force else cache.read_record(plan.target)
        ask = asker(plan.trade.data_dir)
        reasons = cache.reasons(plan.target, every, record, ask)
        pages = {
            page: _kept_page(plan, every, page, record.pages[page])
            for page, reason in reasons.items()
            if record and not reason
        }

        def finish(ran: Run) -> None:  # while the next notebook runs
            log.say(f"{'failed' if ran.error else 'ran'} {ran.report.name} in {ran.seconds:.1f} s")
            if ran.error:
                log.note(f"{ran.error}\n{ran.trace}")
            else:
                pages[ran.report.page] = _page(plan, every, ran)

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
        origins = {name: page.origin for name, page in pages.items()}
        files[NAME] = manifest(plan, every, origins, files, checks)
        swap.write(folder, files)
        swap.put_in_place(folder, plan.target)
        log.say(f"published {plan.target}")
        if _inputs(plan) == every:  # nobody changed anything on the way
            cache.write_record(plan.target, _record(every, files, pages))
    return Published(plan.target, checks, reasons)


def _inputs(plan: Plan) -> cache.Inputs:
    return cache.inputs(plan.shown, plan.trade.data_dir, plan.notebooks)


def _page(plan: Plan, every: cache.Inputs, ran: Run) -> Page:
    """Render the page of a run and check it."""
    private = gate.private_folders(plan.trade.data_dir, plan.notebooks, plan.target.parent)
    read = {**plan.frame, **ran.reads}
    origin = _origin(plan, every, ran.report.name, read)
    html = render(plan, ran, origin)
    checks = [gate.check_run(ran), *gate.check_page(html, plan.trade.month, private)]
    return Page(html, origin, read, checks)


def _kept_page(plan: Plan, every: cache.Inputs, page: str, made: cache.Made) -> Page:
    """Take a page that can stay from where it stands."""
    html = (plan.target / page).read_text("utf-8")
    origin = _origin(plan, every, report_of(page), made.reads)
    return Page(html, origin, made.reads, [Check(**check) for check in made.checks])


def _origin(plan: Plan, every: cache.Inputs, name: str, read: Reads) -> Origin:
    return Origin(command(plan), cache.code_hash(every, name), reads.hash_of(read))


def _record(every: cache.Inputs, files: dict[str, str], pages: dict[str, Page]) -> cache.Record:
    hashes = {name: sha256(text.encode()).hexdigest() for name, text in files.items()}
    made = {
        name: cache.Made(
            hashes[name],
            cache.hash_inputs(cache.of_page(every, report_of(name))),
            page.reads,
            [asdict(check) for check in page.checks],
        )
        for name, page in pages.items()
    }
    return cache.Record(every, hashes, made)


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
