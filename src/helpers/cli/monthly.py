"""The command that a scheduler calls."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes, showing_progress
from helpers.cli.intake import asked_of, asking
from helpers.progress import Progress


@click.command()
@click.option("--month", metavar="MONTH", help="YYYY-MM instead of the month that is due.")
@asking
@click.option(
    "--lang",
    "langs",
    multiple=True,
    default=("en",),
    show_default=True,
    help="Language of the month's pages, en or ko; may be given twice.",
)
@click.option("--out", metavar="DIR", help="Folder of the reports instead of reports/.")
@click.option("--notebooks", metavar="DIR", help="Folder of the notebooks.")
@showing_progress
def monthly(
    month: str | None,
    langs: tuple[str, ...],
    out: str | None,
    notebooks: str | None,
    style: str | None,
    **options: Any,
) -> None:
    """Fetch what is new, and publish every report that it changes: for a scheduler.

    Which month is due follows from the release calendar in Korean time. Observations are ingested
    all or none; the reports of the month, and of older months that a revision touches, are made
    again, these in their own language, and replaced when every check has passed. Calling it again
    does no harm.

    One line reports the result; as JSON it goes to monthly.json among the reports, with --json to
    the output too. Examples for cron, systemd and a hosted workflow are in examples/.

    Exit codes: 0 published, 10 nothing new, 11 not released yet, 3 new data or a report refused,
    2 bad input, 4 a notebook failed, 5 a place cannot be written or another run is at work,
    6 a source failed, 130 interrupted.
    """
    with errors_as_exit_codes():
        from helpers import places, releases
        from helpers.months import parse_month
        from helpers.publishing.manifest import stale
        from helpers.publishing.monthly import Job, run
        from helpers.publishing.monthly import as_json as written

        folder = places.find_notebooks(notebooks)
        data = places.find_data_dir(options["data_dir"])
        target = places.find_reports(out, folder)
        if not options["dry_run"]:
            places.require_own(data)
        say = partial(_say, style)
        with _maker(data, folder, target, style) as make:
            job = Job(
                moment=releases.now(options["now"]),
                data_dir=data,
                out=target,
                ask=asked_of(options["sources"], options["file"], data),
                stale=lambda data_dir, names: stale(names, data_dir, folder, target),
                make=make,
                month=parse_month(month) if month else None,
                accept=options["accept"],
                dry_run=options["dry_run"],
                langs=langs,
                tell=say,
            )
            result = run(job)
        for note in result.notes:
            say(note)
        if result.error:
            click.echo(result.error, err=True)
        if style == "json":
            click.echo(written(result).rstrip())
        elif style is None:
            click.echo(str(result))
    sys.exit(result.exit_code)


@contextmanager
def _maker(
    data_dir: Path, notebooks: Path, out: Path, style: str | None
) -> Iterator[Callable[[str], None]]:
    """Yield what makes the report of a month; its processes start when they are needed."""
    with ExitStack() as stack:
        started: list[Any] = []

        def make(name: str) -> None:
            from helpers.places import read_folder_name
            from helpers.publishing.plan import make_plan
            from helpers.publishing.publish import publish, steps
            from helpers.publishing.workers import Workers

            if not started:
                started.append(stack.enter_context(Workers()))
            month, _, lang = read_folder_name(name) or (name, "", "en")
            plan = make_plan(month, "", lang, data_dir, out, notebooks)
            with Progress(steps(plan), style, started[0].what_runs) as tell:
                publish(plan, started[0], tell)

        yield make


def _say(style: str | None, text: str) -> None:
    """Write a line on standard error, for a machine as an object, or not at all."""
    if style == "json":
        click.echo(json.dumps({"step": text}, ensure_ascii=False), err=True)
    elif style is None:
        click.echo(text, err=True)
