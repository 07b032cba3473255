"""The verb a scheduler calls."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes, without_iri_grammar
from helpers.cli.intake import asked_of, asking


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
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def monthly(
    month: str | None,
    langs: tuple[str, ...],
    out: str | None,
    notebooks: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Fetch what is new, and publish every report that it changes: for a scheduler.

    Which month is due follows from the release calendar in Korean time. Figures are taken in whole
    or not at all; the reports of the month, and of older months that a revision touches, are made
    again, these in the language in which they stand, and replaced when every check has passed.
    Calling it again does no harm.

    One line says what became of it; the result as JSON goes to monthly.json among the reports,
    with --json to the output too. Examples for cron, systemd and a hosted workflow stand in
    examples/.

    Exit codes: 0 published, 10 nothing new, 11 not released yet, 3 figures or a report refused,
    2 bad input, 4 a notebook failed, 5 a place cannot be written or another run is at work,
    6 a source failed, 130 interrupted.
    """
    with errors_as_exit_codes():
        without_iri_grammar()
        from helpers import places, releases
        from helpers.months import parse_month
        from helpers.publishing.monthly import Job, run
        from helpers.publishing.monthly import as_json as written
        from helpers.publishing.stale import stale

        folder = places.find_notebooks(notebooks)
        data = places.find_data_dir(options["data_dir"])
        target = places.find_reports(out, folder)
        if not options["dry_run"]:
            places.require_own(data)
        with _maker(data, folder, target) as make:
            job = Job(
                moment=releases.now(options["now"]),
                data_dir=data,
                out=target,
                ask=asked_of(options["sources"], options["file"], data),
                stale=lambda held, names: stale(names, held, folder, target),
                make=make,
                month=parse_month(month) if month else None,
                reason=options["reason"],
                dry_run=options["dry_run"],
                langs=langs,
                tell=partial(click.echo, err=True),
            )
            result = run(job)
        for text in (*result.notes, result.error):
            if text:
                click.echo(text, err=True)
        click.echo(written(result).rstrip() if as_json else str(result))
    sys.exit(result.exit_code)


@contextmanager
def _maker(data_dir: Path, notebooks: Path, out: Path) -> Iterator[Callable[[str], None]]:
    """Give what makes the report of a month; the process that imports for it starts when needed."""
    with ExitStack() as stack:
        started: list[Any] = []

        def make(name: str) -> None:
            from helpers.places import read_folder_name
            from helpers.publishing.execute import run_here
            from helpers.publishing.plan import make_plan
            from helpers.publishing.publish import publish
            from helpers.publishing.warm import cores, warm

            if not started:
                started.append(stack.enter_context(warm(notebooks)))
            month, _, lang = read_folder_name(name) or (name, "", "en")
            plan = make_plan(month, "", lang, data_dir, out, notebooks)
            run = partial(run_here, folder=plan.notebooks, warm=started[0])
            publish(plan, run, cores(), partial(click.echo, err=True))

        yield make
