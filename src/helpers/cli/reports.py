"""The commands that make reports."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import (
    errors_as_exit_codes,
    find_standing,
    of_reports,
    showing_progress,
    shown,
    without_iri_grammar,
)
from helpers.progress import Progress


@click.command()
@click.argument("month")
@of_reports
@click.option("--force", is_flag=True, help="Make every page again, even where nothing changed.")
@click.option("--plain", is_flag=True, help="Start every kernel anew instead of forking it.")
@showing_progress
def report(month: str, force: bool, plain: bool, style: str | None, **options: Any) -> None:
    """Make the brief and the four reports of MONTH (YYYY-MM).

    The pages go to reports/MONTH/, or reports/MONTH@DATE/ with --as-of (YYYY-MM-DD), in Korean to
    reports/MONTH.ko/ or reports/MONTH@DATE.ko/. They replace the older ones together, and only
    when every notebook ran and every check passed. A page whose every input is what it was is
    kept.

    Exit codes: 0 published, 2 bad input, 3 a check refused the report, 4 a notebook failed,
    5 the place cannot be written, 130 interrupted.
    """
    with errors_as_exit_codes():
        standing = find_standing(month, **options)
        if standing.unchanged and not force:
            if style != "quiet":
                click.echo("nothing has changed since the report was made", err=True)
            _show_report(standing.target, style)
            return
        without_iri_grammar()
        from helpers.publishing.warm import cores, warm

        with (
            nullcontext() if plain else warm(standing.notebooks) as parent
        ):  # imports while this process goes on
            from helpers.publishing.plan import make_plan

            plan = make_plan(month, **options | {"extra": dict(options["extra"])})

            from helpers.publishing import gate  # slow to import, and bad input ends before
            from helpers.publishing.execute import run_here
            from helpers.publishing.kernels import what_runs
            from helpers.publishing.publish import log_file, publish, steps

            run = partial(run_here, folder=plan.notebooks, warm=parent)
            hint = _hint(f"log: {shown(log_file(plan))}")
            with hint, Progress(steps(plan), style, what_runs) as tell:
                published = publish(plan, run, cores(), tell, standing.inputs, force)
        if style is None:
            click.echo(gate.table(published.checks))
        _show_report(published.folder, style)


@click.command()
@click.argument("months", metavar="FIRST..LAST")
@of_reports
@click.option("--workers", type=click.IntRange(1), help="Months made at once; else one a core.")
@click.option("--force", is_flag=True, help="Make every page again, even where nothing changed.")
@click.option("--scheduler", metavar="ADDRESS", help="Run the notebooks on a Dask cluster.")
@showing_progress
def backfill(
    months: str,
    workers: int | None,
    force: bool,
    scheduler: str | None,
    style: str | None,
    **options: Any,
) -> None:
    """Make the reports of all months from FIRST to LAST (YYYY-MM..YYYY-MM).

    What stands and is what it would be is left alone, so that a run that was broken off goes on
    where it stopped. A month that fails leaves the others alone and is named at the end.

    With --scheduler tcp://HOST:PORT the notebooks run on the workers of a Dask cluster (optional
    part cluster) that see the same folders and stand on the same code and data.

    Exit codes: 0 all published, 1 some failed, 2 bad input, 130 interrupted.
    """
    with errors_as_exit_codes():
        every = find_standing("", **options).inputs
        without_iri_grammar()
        with _runner(scheduler, every, **options) as (run, at_once, stop):
            from helpers import places
            from helpers.months import parse_months
            from helpers.publishing.backfill import MADE, UNCHANGED
            from helpers.publishing.backfill import backfill as fill
            from helpers.publishing.kernels import what_runs
            from helpers.publishing.manifest import for_month
            from helpers.publishing.plan import make_plan
            from helpers.publishing.publish import publish

            def make(month: str) -> str:
                inputs = for_month(every, month, places.find_data_dir(options["data_dir"]))
                if not force and find_standing(month, inputs=inputs, **options).unchanged:
                    return UNCHANGED
                plan = make_plan(month, **options | {"extra": dict(options["extra"])})
                publish(plan, run, every=inputs, force=force)
                return MADE

            asked = parse_months(months)
            with Progress(len(asked), style, what_runs) as step:

                def tell(outcome: Any, seconds_left: float) -> None:
                    step(f"{outcome.month} {outcome.said} in {outcome.seconds:.1f} s", seconds_left)

                outcomes = fill(asked, make, workers or at_once, tell, stop)
        for outcome in outcomes:
            if outcome.error:
                click.echo(f"{outcome.month}: {outcome.error}", err=True)
        counts = Counter(outcome.said for outcome in outcomes)
        if style == "json":
            click.echo(json.dumps({outcome.month: outcome.said for outcome in outcomes}))
        elif style is None:
            click.echo(", ".join(f"{count} {said}" for said, count in sorted(counts.items())))
    sys.exit(1 if any(outcome.error for outcome in outcomes) else 0)


@click.group()
def cache() -> None:
    """Show what need not be made again."""


@cache.command()
@click.argument("month")
@of_reports
def explain(month: str, **options: Any) -> None:
    """Say for each page of MONTH whether `report` would keep it, and if not, why."""
    with errors_as_exit_codes():
        standing = find_standing(month, **options)
        without_iri_grammar()
        from helpers.publishing.manifest import reasons
        from helpers.publishing.plan import make_plan

        plan = make_plan(month, **options | {"extra": dict(options["extra"])})
        observations = plan.trade.fingerprint
        for page, reason in reasons(plan.target, standing.inputs, observations).items():
            click.echo(f"{page:<13} {f'is made again: {reason}' if reason else 'is kept'}")


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
    from helpers.publishing.warm import cores, warm

    folder = places.find_notebooks(notebooks)
    if scheduler:
        from helpers.publishing.cluster import cluster

        with cluster(scheduler, every, places.find_data_dir(data_dir), folder) as remote:
            for worker, parts in remote.refused.items():
                click.echo(f"{worker} is not used, it differs in {', '.join(parts)}", err=True)
            yield remote.run, remote.threads(), remote.stop
        return
    with warm(folder) as parent:  # imports while this process goes on
        from helpers.publishing.execute import run_here
        from helpers.publishing.kernels import kill_all

        yield partial(run_here, folder=folder, warm=parent), cores(), kill_all


def _show_report(folder: Path, style: str | None) -> None:
    """Write where a report is, as JSON all that its manifest says of it."""
    if style == "json":
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        click.echo(json.dumps({"folder": str(folder), **manifest}, ensure_ascii=False))
    elif style is None:
        click.echo(shown(folder / "index.html"))
