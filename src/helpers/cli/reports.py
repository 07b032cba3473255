"""The commands that make reports."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import (
    errors_as_exit_codes,
    find_current,
    of_reports,
    showing_progress,
    shown,
)
from helpers.progress import Progress


@click.command()
@click.argument("month")
@of_reports
@click.option("--force", is_flag=True, help="Make every page again, even one that is up to date.")
@showing_progress
def report(month: str, force: bool, style: str | None, **options: Any) -> None:
    """Make the reports of MONTH (YYYY-MM): one of each notebook.

    The pages go to reports/MONTH/, or reports/MONTH@DATE/ with --as-of (YYYY-MM-DD), in Korean to
    reports/MONTH.ko/ or reports/MONTH@DATE.ko/. They replace the older ones together, and only
    when every notebook ran and every check passed. Pages that are up to date are reused.

    Exit codes: 0 published, 2 bad input, 3 a check refused the report, 4 a notebook failed,
    5 the place cannot be written, 130 interrupted.
    """
    with errors_as_exit_codes():
        current = find_current(month, **options)
        if current.unchanged and not force:
            if style != "quiet":
                click.echo("nothing has changed since the report was made", err=True)
            _show_report(current.target, style)
            return
        from helpers.publishing.workers import Workers

        with Workers() as workers:  # their libraries are imported while this process goes on
            from helpers.publishing import gate
            from helpers.publishing.plan import make_plan
            from helpers.publishing.publish import log_file, publish, steps

            plan = make_plan(month, **options | {"extra": dict(options["extra"])})
            hint = _hint(f"log: {shown(log_file(plan))}")
            with hint, Progress(steps(plan), style, workers.what_runs) as tell:
                published = publish(plan, workers, tell, current.inputs, force)
        if style is None:
            click.echo(gate.table(published.checks))
        _show_report(published.folder, style)


@click.command()
@click.argument("months", metavar="FIRST..LAST")
@of_reports
@click.option("--workers", type=click.IntRange(1), help="Months made at once; else one a core.")
@click.option("--force", is_flag=True, help="Make every page again, even one that is up to date.")
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

    Months that are up to date are skipped, so that an interrupted run is resumed by the same
    command. A month that fails leaves the others alone and is listed at the end.

    With --scheduler tcp://HOST:PORT the notebooks run on the workers of a Dask cluster (optional
    part cluster) that see the same folders and have the same code and data.

    Exit codes: 0 all published, 1 some failed, 2 bad input, 130 interrupted.
    """
    with errors_as_exit_codes():
        every = find_current("", **options).inputs
        with _executor(scheduler, every, workers, **options) as (executor, at_once):
            from helpers import places
            from helpers.months import parse_months
            from helpers.publishing.backfill import MADE, UNCHANGED
            from helpers.publishing.backfill import backfill as fill
            from helpers.publishing.manifest import for_month
            from helpers.publishing.plan import make_plan
            from helpers.publishing.publish import publish

            data_dir = places.find_data_dir(options["data_dir"])

            def make(month: str) -> str:
                inputs = for_month(every, month, data_dir)
                if not force and find_current(month, inputs=inputs, **options).unchanged:
                    return UNCHANGED
                plan = make_plan(month, **options | {"extra": dict(options["extra"])})
                publish(plan, executor, inputs=inputs, force=force)
                return MADE

            asked = parse_months(months)
            watch = getattr(executor, "what_runs", lambda: "")
            with Progress(len(asked), style, watch) as step:

                def tell(outcome: Any, left: float) -> None:
                    step(f"{outcome.month} {outcome.result} in {outcome.seconds:.1f} s", left)

                outcomes = fill(asked, make, workers or at_once, tell)
        for outcome in outcomes:
            if outcome.error:
                click.echo(f"{outcome.month}: {outcome.error}", err=True)
        counts = Counter(outcome.result for outcome in outcomes)
        if style == "json":
            click.echo(json.dumps({outcome.month: outcome.result for outcome in outcomes}))
        elif style is None:
            click.echo(", ".join(f"{count} {result}" for result, count in sorted(counts.items())))
    sys.exit(1 if any(outcome.error for outcome in outcomes) else 0)


@click.group()
def cache() -> None:
    """Show what is up to date."""


@cache.command()
@click.argument("month")
@of_reports
def explain(month: str, **options: Any) -> None:
    """Show for each page of MONTH whether it is up to date, and if not, what changed."""
    with errors_as_exit_codes():
        current = find_current(month, **options)
        from helpers.publishing.manifest import reasons
        from helpers.publishing.plan import make_plan

        plan = make_plan(month, **options | {"extra": dict(options["extra"])})
        for page, reason in reasons(plan.target, current.inputs, plan.observations).items():
            click.echo(f"{page:<13} {f'is made again: {reason}' if reason else 'is up to date'}")


@contextmanager
def _hint(text: str) -> Iterator[None]:
    """Add the place of the log to the errors that have one."""
    from helpers.errors import GateError, NotebookError

    try:
        yield
    except (GateError, NotebookError) as error:
        error.add_note(text)
        raise


@contextmanager
def _executor(
    scheduler: str | None,
    every: dict[str, str],
    workers: int | None,
    data_dir: str,
    notebooks: str | None,
    **others: object,
) -> Iterator[tuple[Any, int]]:
    """Open what runs the notebooks, here or on a cluster, with the number that run at once."""
    from helpers import places

    if not scheduler:
        from helpers.publishing.workers import Workers, cores

        with Workers(workers or 0, many=True) as here:
            yield here, cores()
        return
    from helpers.publishing.cluster import cluster

    folders = places.find_data_dir(data_dir), places.find_notebooks(notebooks)
    with cluster(scheduler, every, *folders) as remote:
        for worker, parts in remote.refused.items():
            click.echo(f"{worker} is not used, it differs in {', '.join(parts)}", err=True)
        yield remote, remote.threads()


def _show_report(folder: Path, style: str | None) -> None:
    """Write the path of a report, or its whole manifest as JSON."""
    if style == "json":
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        click.echo(json.dumps({"folder": str(folder), **manifest}, ensure_ascii=False))
    elif style is None:
        click.echo(shown(folder / "index.html"))
