"""The verbs that take new figures in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes

NOTHING_NEW = 10


def taking(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every verb takes that may add figures."""
    options = [
        click.option(
            "--accept", "reason", default="", metavar="REASON",
            help="Take figures in that there are objections to; the reason goes to the log.",
        ),
        click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/."),
        click.option("--now", default="", hidden=True, metavar="MOMENT"),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where new figures come from."""
    options = [
        click.option(
            "--source", "sources", multiple=True, metavar="NAME",
            help="Ask only this source; may be given several times.",
        ),
        click.option(
            "--from", "file", type=click.Path(path_type=Path), metavar="FILE",
            help="Take rows from a CSV with the columns of the store, instead of asking.",
        ),
        click.option("--dry-run", is_flag=True, help="Fetch and compare, and write nothing."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return taking(command)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--month", metavar="MONTH", help="The month expected (YYYY-MM).")
@click.option("--published", metavar="DATE", help="When the figures became known (YYYY-MM-DD).")
@click.option("--yes", is_flag=True, help="Take the figures in without asking.")
@taking
def ingest(file: Path, month: str | None, published: str | None, yes: bool, **options: Any) -> None:
    """Take in the figures of FILE: a release as PDF or HWPX, or an export as xlsx, xls or csv.

    Every value is shown with the place it came from and what it changes, then a person confirms.
    When one check of the file fails, nothing of it is taken.

    Exit codes: 0 taken in, 10 nothing new, 1 not confirmed, 2 the file cannot be read or does not
    hold together, 3 there are objections, 5 the store cannot be written.
    """
    with errors_as_exit_codes():
        from helpers.sources.files import read_file

        read = read_file(file, month, published, options["data_dir"])
        code = settle(read.rows, read.kind, yes, notes=_said_of(read), **options)
    sys.exit(code)


@click.command()
@click.option("--month", metavar="MONTH", help="YYYY-MM instead of the months that are due.")
@asking
def update(month: str | None, **options: Any) -> None:
    """Fetch new figures, show what they change, and add them to the store in one step.

    Without --month, the month that is due in Korea, the two before it, and in February the year
    that was closed. What is held already is not added again.

    Exit codes: 0 added, 10 nothing new, 2 bad input, 3 there are objections, 5 the store cannot be
    written, 6 a source failed.
    """
    with errors_as_exit_codes():
        from helpers import intake, places, releases
        from helpers.months import parse_month
        from helpers.updating import look

        moment = releases.now(options["now"])
        folder = places.find_data_dir(options["data_dir"])
        asked = [parse_month(month)] if month else releases.due(moment).months()
        ask = asked_of(options["sources"], options["file"], folder)
        if not options["dry_run"]:
            _recover(folder)
        fetched, considered = look(ask, asked, moment, folder)
        for sentence in fetched.missing:
            click.echo(sentence, err=True)
        for name, error in fetched.failures.items():
            click.echo(f"{name} failed: {error}", err=True)
        click.echo(intake.difference_as_text(considered.difference))
        code = _take(considered, folder, fetched.source, moment, **options)
        if fetched.failures:
            code = next(iter(fetched.failures.values())).exit_code
    sys.exit(code)


def settle(
    rows: Any,
    source: str,
    yes: bool,
    reason: str,
    data_dir: str,
    now: str,
    notes: list[str] | None = None,
) -> int:
    """Show rows with their places and changes, let a person confirm, take them in."""
    from helpers import intake, places, releases

    moment, folder = releases.now(now), places.find_data_dir(data_dir)
    _recover(folder)
    considered = intake.consider(rows, folder, moment.date())
    click.echo(intake.rows_as_text(considered.difference))
    click.echo("\n".join(["", *(notes or []), str(considered.difference)]))
    intake.require(considered.objections, reason)
    for objection in considered.objections:
        click.echo(f"accepted: {objection}", err=True)
    if not considered.difference.added.empty and not yes:
        click.confirm("Take these figures in?", abort=True)
    return _take(considered, folder, source, moment, reason=reason)


def _take(
    considered: Any,
    folder: Path,
    source: str,
    moment: Any,
    reason: str = "",
    dry_run: bool = False,
    **others: Any,
) -> int:
    from helpers import intake

    if dry_run:
        intake.require(considered.objections, reason)
        line = None
    else:
        line = intake.take_in(considered, folder, source, reason, moment)
    if considered.difference.added.empty:
        click.echo("nothing new: the store holds these figures already")
        return NOTHING_NEW
    click.echo(f"taken in as observations/{line.file}" if line else "nothing is written: a dry run")
    return 0


def _recover(folder: Path) -> None:
    from helpers import intake, places

    places.require_own(folder)
    for said in intake.recover(folder):
        click.echo(said, err=True)


def _said_of(read: Any) -> list[str]:
    checks = [f"{check.name}: {check.outcome} {check.detail}".rstrip() for check in read.checks]
    return [*checks, *(f"note: {warning}" for warning in read.warnings)]


def asked_of(sources: tuple[str, ...], file: Path | None, data_dir: Path) -> Any:
    """Give what fetches figures: from a file, or of the sources named, or of all."""
    from helpers import updating

    return updating.from_file(file) if file else updating.from_sources(sources, data_dir)
