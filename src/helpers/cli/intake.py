"""Commands that bring new observations in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes

NOTHING_NEW = 10


def taking(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every verb takes that may add observations."""
    options = [
        click.option(
            "--accept", multiple=True, metavar="NAME",
            help="Set an objection aside by its name, NAME:SERIES for one series, NAME=REASON for"
            " the log; may be given several times.",
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
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--month", metavar="MONTH", help="The month expected (YYYY-MM).")
@click.option("--published", metavar="DATE", help="When the numbers became known (YYYY-MM-DD).")
@click.option("--yes", is_flag=True, help="Add them without asking.")
@taking
def ingest(
    files: tuple[Path, ...], month: str | None, published: str | None, yes: bool, **options: Any
) -> None:
    """Ingest FILES: releases as PDF or HWPX, exports as xlsx, xls or csv, tables, and folders.

    A table shows for each file how many numbers are new, revised, unchanged or left out and why,
    another what changes; then one question. When a file cannot be read, nothing is ingested.

    Exit codes: 0 added, 10 nothing new, 1 not confirmed, 2 a file cannot be read or does not hold
    together, 3 there are objections, 5 the store cannot be written.
    """
    with errors_as_exit_codes():
        from helpers import intake

        data_dir = options["data_dir"]
        preview = intake.preview(files, month, published, data_dir, options["now"])
        code = settle(preview, yes, **options)
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


def settle(preview: Any, yes: bool, accept: tuple[str, ...], data_dir: str, now: str) -> int:
    """Show a preview, let a person confirm, and add what is new."""
    from helpers import intake, places, releases

    moment, folder = releases.now(now), places.find_data_dir(data_dir)
    _recover(folder)
    click.echo(intake.files_as_text(preview.files, preview.reasons))
    for read in preview.read:
        click.echo("".join(f"{read.file}: {line}\n" for line in _checks_of(read)), nl=False)
    click.echo(intake.difference_as_text(preview.difference))
    intake.require(preview.objections, accept)
    for objection in preview.objections:
        click.echo(f"accepted: {objection}", err=True)
    if not preview.difference.added.empty and not yes:
        click.confirm("Add these to the store?", abort=True)
    return _take(preview, folder, preview.source, moment, accept)


def _take(
    considered: Any,
    folder: Path,
    source: str,
    moment: Any,
    accept: tuple[str, ...] = (),
    dry_run: bool = False,
    **others: Any,
) -> int:
    from helpers import intake

    if dry_run:
        intake.require(considered.objections, accept)
        line = None
    else:
        line = intake.take_in(considered, folder, source, accept, moment)
    if considered.difference.added.empty:
        click.echo("nothing new: the store has all of it")
        return NOTHING_NEW
    click.echo(f"added as observations/{line.file}" if line else "nothing is written: a dry run")
    return 0


def _recover(folder: Path) -> None:
    from helpers import intake, places

    places.require_own(folder)
    for said in intake.recover(folder):
        click.echo(said, err=True)


def _checks_of(read: Any) -> list[str]:
    """Return the checks of a file that hold, and what is unusual in it."""
    holds = [f"{c.name} ({c.detail})" for c in read.checks if c.outcome == "holds"]
    rest = len(read.checks) - len(holds)
    open_ = f"; {rest} other checks lack what they need" if rest else ""
    checked = [f"holds: {'; '.join(holds)}{open_}"] if read.checks else []
    return [*checked, *(f"note: {warning}" for warning in read.warnings)]


def asked_of(sources: tuple[str, ...], file: Path | None, data_dir: Path) -> Any:
    """Return what fetches observations: from a file, from the sources named, or from all."""
    from helpers import updating

    return updating.from_file(file) if file else updating.from_sources(sources, data_dir)
