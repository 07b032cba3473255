"""The verbs a person types."""

from __future__ import annotations

import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import click

INTERRUPTED = 130
TERMINATED = 143


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="korea-trade-reports")
def main() -> None:
    """South Korea's monthly trade: reports and data."""


def _of_reports(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every verb about reports takes."""
    options = [
        click.option("--as-of", default="", metavar="DATE", help="As known on that day."),
        click.option("--lang", default="en", show_default=True, help="Language of the pages."),
        click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/."),
        click.option("--out", metavar="DIR", help="Folder of the reports instead of reports/."),
        click.option("--notebooks", metavar="DIR", help="Folder of the notebooks."),
        click.option(
            "-p", "--parameter", "extra", nargs=2, multiple=True, metavar="NAME VALUE",
            help="A parameter of the notebooks; may be given several times.",
        ),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("month")
@_of_reports
@click.option("--force", is_flag=True, help="Make every page again, even where nothing changed.")
@click.option("--plain", is_flag=True, help="Start every kernel anew instead of forking it.")
def report(month: str, force: bool, plain: bool, **options: Any) -> None:
    """Make the brief and the four reports of MONTH (YYYY-MM).

    The pages go to reports/MONTH/, or reports/MONTH@DATE/ with --as-of (YYYY-MM-DD). They replace
    the older ones together, and only when every notebook ran and every check passed. A page whose
    every input is what it was is kept.

    Exit codes: 0 published, 2 bad input, 3 a check refused the report, 4 a notebook failed,
    5 the place cannot be written, 130 interrupted.
    """
    with _errors_as_exit_codes():
        standing = _standing(month, **options)
        if standing.unchanged and not force:
            click.echo("nothing has changed since the report was made", err=True)
            click.echo(_shown(standing.target / "index.html"))
            return
        _without_iri_grammar()
        from helpers.publishing.warm import cores, warm

        with (
            nullcontext() if plain else warm(standing.notebooks) as parent
        ):  # imports while this process goes on
            from helpers.publishing.plan import make_plan

            plan = make_plan(month, **options | {"extra": dict(options["extra"])})

            from helpers.publishing import gate  # slow to import, and bad input ends before
            from helpers.publishing.execute import run_here
            from helpers.publishing.publish import log_file, publish, steps

            run = partial(run_here, folder=plan.notebooks, warm=parent)
            with _hint(f"log: {_shown(log_file(plan))}"), _progress(steps(plan)) as tell:
                published = publish(plan, run, cores(), tell, standing.inputs, force)
        click.echo(gate.table(published.checks))
        click.echo(_shown(published.folder / "index.html"))


@main.command()
@click.argument("months", metavar="FIRST..LAST")
@_of_reports
@click.option("--workers", type=click.IntRange(1), help="Months made at once; else one a core.")
@click.option("--force", is_flag=True, help="Make every page again, even where nothing changed.")
@click.option("--scheduler", metavar="ADDRESS", help="Run the notebooks on a Dask cluster.")
def backfill(
    months: str, workers: int | None, force: bool, scheduler: str | None, **options: Any
) -> None:
    """Make the reports of all months from FIRST to LAST (YYYY-MM..YYYY-MM).

    What stands and is what it would be is left alone, so that a run that was broken off goes on
    where it stopped. A month that fails leaves the others alone and is named at the end.

    With --scheduler tcp://HOST:PORT the notebooks run on the workers of a Dask cluster (extra
    dask) that see the same folders and stand on the same code and data.

    Exit codes: 0 all published, 1 some failed, 2 bad input, 130 interrupted.
    """
    with _errors_as_exit_codes():
        every = _standing("", **options).inputs
        _without_iri_grammar()
        with _runner(scheduler, every, **options) as (run, at_once, stop):
            from helpers.publishing.backfill import MADE, UNCHANGED, parse_months
            from helpers.publishing.backfill import backfill as fill
            from helpers.publishing.cache import for_month
            from helpers.publishing.plan import make_plan
            from helpers.publishing.publish import publish

            def make(month: str) -> str:
                inputs = for_month(every, month)
                if not force and _standing(month, inputs=inputs, **options).unchanged:
                    return UNCHANGED
                plan = make_plan(month, **options | {"extra": dict(options["extra"])})
                publish(plan, run, every=inputs, force=force)
                return MADE

            asked = parse_months(months)
            with _outcomes(len(asked)) as tell:
                outcomes = fill(asked, make, workers or at_once, tell, stop)
        for outcome in outcomes:
            if outcome.error:
                click.echo(f"{outcome.month}: {outcome.error}", err=True)
        counts = Counter(outcome.said for outcome in outcomes)
        click.echo(", ".join(f"{count} {said}" for said, count in sorted(counts.items())))
    sys.exit(1 if any(outcome.error for outcome in outcomes) else 0)


@main.group()
def cache() -> None:
    """Show what need not be made again."""


@cache.command()
@click.argument("month")
@_of_reports
def explain(month: str, **options: Any) -> None:
    """Say for each page of MONTH whether `report` would keep it, and if not, why."""
    with _errors_as_exit_codes():
        standing = _standing(month, **options)
        _without_iri_grammar()
        from helpers.publishing.asking import asker
        from helpers.publishing.cache import reasons
        from helpers.publishing.plan import make_plan

        plan = make_plan(month, **options | {"extra": dict(options["extra"])})
        ask = asker(plan.trade.data_dir)
        for page, reason in reasons(plan.target, standing.inputs, standing.record, ask).items():
            click.echo(f"{page:<13} {f'is made again: {reason}' if reason else 'is kept'}")


@main.group()
def data() -> None:
    """Look after the figures themselves."""


@data.command()
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--json", "as_json", is_flag=True, help="Write what was found as JSON.")
def check(data_dir: str, as_json: bool) -> None:
    """Check the whole store.

    Every printed growth rate, daily average, balance, share, price and count of working days is
    compared with what follows from the values of its release; the store's rows, dates, sums and
    fingerprints are checked. Known differences stand in exceptions.csv with their causes.

    Exit codes: 0 nothing is unexplained, 2 a faulty store, 3 something differs or fails.
    """
    with _errors_as_exit_codes():
        from helpers.checks import audit, audit_as_json, audit_as_text

        found = audit(data_dir)
        click.echo(audit_as_json(found) if as_json else audit_as_text(found))
    sys.exit(0 if found.sound else 3)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as-of", default="", metavar="DATE", help="Judge on what was known on that day too."
)
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--json", "as_json", is_flag=True, help="Write the verdicts as JSON.")
def claims(file: Path, as_of: str, data_dir: str, as_json: bool) -> None:
    """Hold the statements of FILE against the data.

    Each is judged as known on the day of its text, and as known now or on --as-of. A statement is
    robust where an ordinary revision of the month's figures would not change the answer. How such
    a file is written stands in docs/claims.md; data/claims/ holds an example.

    Exit codes: 0 every statement holds, 1 some do not, 2 bad input.
    """
    with _errors_as_exit_codes():
        from helpers.claims import judge, read_claims, verdicts_as_json, verdicts_as_text
        from helpers.loading import load

        read = read_claims(file)
        judged = judge(read, load(read.month, as_of, data_dir))
        if as_json:
            click.echo(verdicts_as_json(judged))
        else:
            width = shutil.get_terminal_size((100, 24)).columns
            click.echo(f"{read.title}\n{read.url}, {read.published}\n")
            click.echo(verdicts_as_text(judged, width))
    sys.exit(0 if judged["verdict"].eq("holds").all() else 1)


@main.command()
@click.argument("month")
@click.option("--as-of", default="", metavar="DATE", help="As known on that day (YYYY-MM-DD).")
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option(
    "--top", type=click.IntRange(min=1), metavar="N", help="Only the N most remarkable; else 20."
)
@click.option("--json", "as_json", is_flag=True, help="Write them all, or the top N, as JSON.")
def facts(month: str, as_of: str, data_dir: str, top: int | None, as_json: bool) -> None:
    """Rank what can be said about MONTH (YYYY-MM), the most remarkable first.

    Each statement comes with the months since something like it was last so, and with the
    expression that proves it. How they are ranked is described in helpers.facts.ranking.

    Exit codes: 0 done, 2 bad input.
    """
    with _errors_as_exit_codes():
        from helpers import facts as found
        from helpers.loading import load

        ranked = found.facts(load(month, as_of, data_dir))
        if as_json:
            click.echo(found.facts_as_json(ranked[:top]))
        else:
            click.echo(found.facts_as_text(ranked[: top or 20]))


@main.command()
@click.option("--out", default="site", show_default=True, metavar="DIR", help="Folder of the site.")
@click.option("--reports", metavar="DIR", help="Folder of the reports instead of reports/.")
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--base-url", default="", metavar="URL", help="Where the site will stand.")
def site(out: str, reports: str | None, data_dir: str, base_url: str) -> None:
    """Build the static site of every month.

    It works from any folder and any host, without scripts. Reports that were made become part of
    it. With --base-url it has a sitemap, and the feed holds whole addresses.

    Exit codes: 0 built, 2 bad input, 5 the place cannot be written or holds something else.
    """
    with _errors_as_exit_codes():
        from helpers.places import find_data_dir
        from helpers.site import build

        data = find_data_dir(data_dir)
        built = build(data, Path(reports or data.parent / "reports"), Path(out), base_url)
        click.echo(f"{built.files} files, {built.size / 1e6:.1f} MB")
        click.echo(_shown(built.folder / "index.html"))


@main.command()
@click.argument("month")
@click.option("--pdf", is_flag=True, required=True, help="Print the pages as PDF.")
@click.option("--out", default="reports", show_default=True, metavar="DIR", help="Reports folder.")
def render(month: str, pdf: bool, out: str) -> None:
    """Print the pages of MONTH (YYYY-MM or YYYY-MM@DATE) that were made, beside them, on A4.

    This needs Chromium or Chrome. A report that is made anew drops its older prints.

    Exit codes: 0 printed, 5 no report, no browser, or the place cannot be written.
    """
    with _errors_as_exit_codes():
        from helpers.publishing.pdf import print_pages

        for file in print_pages(Path(out) / month):
            click.echo(_shown(file))


class Standing(NamedTuple):
    """A report as it stands, found out without importing anything that takes time."""

    target: Path
    notebooks: Path
    inputs: dict[str, str]
    record: Any
    unchanged: bool


def _standing(
    month: str,
    as_of: str,
    lang: str,
    data_dir: str,
    out: str | None,
    notebooks: str | None,
    extra: tuple[tuple[str, str], ...],
    inputs: dict[str, str] | None = None,
) -> Standing:
    from helpers import places
    from helpers.publishing import cache

    folder, data = places.find_notebooks(notebooks), places.find_data_dir(data_dir)
    parameters = {"month": month, "as_of": as_of, "lang": lang, **dict(extra)}
    inputs = inputs or cache.inputs(parameters, data, folder)
    target = Path(out or folder.parent / "reports") / places.folder_name(month, as_of, lang)
    record = cache.read_record(target)
    return Standing(target, folder, inputs, record, cache.unchanged(target, inputs, record))


@contextmanager
def _errors_as_exit_codes() -> Iterator[None]:
    """End with the error's exit code and its message, without a trace."""
    from helpers.errors import KtradeError

    signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    except KtradeError as error:
        notes = getattr(error, "__notes__", [])
        click.echo("\n".join([f"ktrade: {error}", *notes]), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("ktrade: interrupted; the last good report is untouched", err=True)
        sys.exit(INTERRUPTED)


def _without_iri_grammar() -> None:
    """Let jsonschema do without an optional check whose grammar takes a second to build.

    nbformat brings jsonschema in, JupyterLab the grammar; the schema of notebooks holds no IRI.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _terminated(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)  # unwinds, so that kernels and temporary folders go


@contextmanager
def _hint(text: str) -> Iterator[None]:
    """Say where the log is, with the errors that have one."""
    from helpers.errors import GateError, NotebookError

    try:
        yield
    except (GateError, NotebookError) as error:
        error.add_note(text)
        raise


@contextmanager
def _runner(
    scheduler: str | None,
    every: dict[str, str],
    data_dir: str,
    notebooks: str | None,
    **others: object,
) -> Iterator[tuple[Callable[[Any], Any], int, Callable[[], None]]]:
    """Give what runs a notebook, how many run at once, and what stops them: here or elsewhere."""
    from helpers import places
    from helpers.errors import PublishError
    from helpers.publishing.warm import cores, warm

    folder = places.find_notebooks(notebooks)
    if scheduler:
        try:
            from helpers.publishing.cluster import cluster
        except ModuleNotFoundError as error:
            raise PublishError(scheduler, "the extra dask is not installed") from error
        with cluster(scheduler, every, places.find_data_dir(data_dir), folder) as remote:
            for worker, parts in remote.refused.items():
                click.echo(f"{worker} is not used, it differs in {', '.join(parts)}", err=True)
            yield remote.run, remote.threads(), remote.stop
        return
    with warm(folder) as parent:  # imports while this process goes on
        from helpers.publishing.execute import run_here
        from helpers.publishing.kernels import kill_all

        yield partial(run_here, folder=folder, warm=parent), cores(), kill_all


@contextmanager
def _outcomes(total: int) -> Iterator[Callable[[Any, float], None]]:
    """Show the outcome of each month, and the time left."""
    done = count(1)

    def tell(outcome: Any, seconds_left: float) -> None:
        left = f", {seconds_left / 60:.0f} min left" if seconds_left else ""
        said = f"{outcome.month} {outcome.said} in {outcome.seconds:.1f} s"
        click.echo(f"{next(done)}/{total} {said}{left}", err=True)

    yield tell


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show steps as a bar on a terminal, else as lines."""
    if not sys.stderr.isatty():
        yield lambda line: click.echo(line, err=True)
        return
    from tqdm import tqdm

    with tqdm(total=steps, bar_format="{l_bar}{bar:20}{r_bar}", leave=False) as bar:

        def step(line: str) -> None:
            bar.set_postfix_str(line)
            bar.update()

        yield step


def _shown(path: Path) -> str:
    """Give a path as seen from here, if it stands below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
