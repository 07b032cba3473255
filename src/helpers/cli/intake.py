"""Commands that bring new observations in."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes, showing_progress

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
    """Add the options for the source of new observations."""
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
@click.option(
    "--yes", is_flag=True, help="Add them without asking; needed with --quiet and --json."
)
@taking
@showing_progress
def ingest(
    files: tuple[Path, ...],
    month: str | None,
    published: str | None,
    yes: bool,
    style: str | None,
    **options: Any,
) -> None:
    """Ingest FILES: releases as PDF or HWPX, exports as xlsx, xls or csv, tables, and folders.

    A table shows for each file how many numbers are new, revised, unchanged or left out and why,
    another what changes; then one question. When a file cannot be read, nothing is ingested.

    Exit codes: 0 added, 10 nothing new, 1 not confirmed, 2 a file cannot be read or does not hold
    together, 3 there are objections, 5 the store cannot be written.
    """
    if style and not yes:
        raise click.UsageError("--quiet and --json ask no question: give --yes")
    with errors_as_exit_codes():
        from helpers import intake
        from helpers.progress import Progress

        data_dir, now = options["data_dir"], options["now"]
        with Progress(style=style) as progress:
            preview = intake.preview(files, month, published, data_dir, now, progress)
        code = settle(preview, yes, style=style, **options)
    sys.exit(code)


@click.command()
@click.option("--month", metavar="MONTH", help="YYYY-MM instead of the months that are due.")
@asking
@showing_progress
def update(month: str | None, style: str | None, **options: Any) -> None:
    """Fetch new observations, show what they change, and add them to the store in one step.

    Without --month, the month that is due in Korea, the two before it, and in February the year
    that was closed. What is in the store is not added again.

    Exit codes: 0 added, 10 nothing new, 2 bad input, 3 there are objections, 5 the store cannot be
    written, 6 a source failed.
    """
    with errors_as_exit_codes():
        from helpers import places, releases
        from helpers.months import parse_month
        from helpers.progress import Progress
        from helpers.updating import look

        moment = releases.now(options["now"])
        folder = places.find_data_dir(options["data_dir"])
        asked = [parse_month(month)] if month else releases.due(moment).months()
        if not options["dry_run"]:
            _recover(folder)
        with Progress(style=style) as progress:
            ask = asked_of(options["sources"], options["file"], folder, progress)
            fetched, considered = look(ask, asked, moment, folder)
        for sentence in fetched.missing if style != "quiet" else ():
            click.echo(sentence, err=True)
        for name, error in fetched.failures.items():
            click.echo(f"{name} failed: {error}", err=True)
        code = _take(considered, folder, fetched.source, moment, style=style, **options)
        if fetched.failures:
            code = next(iter(fetched.failures.values())).exit_code
    sys.exit(code)


def settle(
    preview: Any,
    yes: bool,
    accept: tuple[str, ...],
    data_dir: str,
    now: str,
    style: str | None = None,
) -> int:
    """Show a preview, let a person confirm, and add what is new."""
    from helpers import intake, places, releases

    moment, folder = releases.now(now), places.find_data_dir(data_dir)
    _recover(folder)
    if style is None:
        click.echo(intake.files_as_text(preview.files, preview.reasons))
        for read in preview.read:
            click.echo("".join(f"{read.file}: {line}\n" for line in _checks_of(read)), nl=False)
    return _take(preview, folder, preview.source, moment, accept, style=style, yes=yes)


def _take(
    preview: Any,
    folder: Path,
    source: str,
    moment: Any,
    accept: tuple[str, ...] = (),
    dry_run: bool = False,
    style: str | None = None,
    yes: bool = True,
    **others: Any,
) -> int:
    """Show what changes and add it, unless there are objections or a person declines."""
    from helpers import intake

    if style is None:
        click.echo(intake.difference_as_text(preview.difference))
    intake.require(preview.objections, accept)
    for objection in preview.objections:
        click.echo(f"accepted: {objection}", err=True)
    nothing = preview.difference.added.empty
    if not (nothing or yes):
        click.confirm("Add these to the store?", abort=True)
    line = None if dry_run else intake.take_in(preview, folder, source, accept, moment)
    if style == "json":
        result = {"files": preview.files.to_dict("records"), "changes": preview.difference.counts}
        added = f"observations/{line.file}" if line else None
        click.echo(json.dumps({**result, "added": added}, ensure_ascii=False))
    elif style is None and nothing:
        click.echo("nothing new: the store has all of it")
    elif style is None:
        click.echo(
            f"added as observations/{line.file}" if line else "nothing is written: a dry run"
        )
    return NOTHING_NEW if nothing else 0


def _recover(folder: Path) -> None:
    from helpers import intake, places

    places.require_own(folder)
    for message in intake.recover(folder):
        click.echo(message, err=True)


def _checks_of(read: Any) -> list[str]:
    """Return the checks that a file passed, and what is unusual in it."""
    holds = [f"{c.name} ({c.detail})" for c in read.checks if c.outcome == "holds"]
    rest = len(read.checks) - len(holds)
    open_ = f"; {rest} other checks lack what they need" if rest else ""
    checked = [f"holds: {'; '.join(holds)}{open_}"] if read.checks else []
    return [*checked, *(f"note: {warning}" for warning in read.warnings)]


def asked_of(
    sources: tuple[str, ...], file: Path | None, data_dir: Path, progress: Any = None
) -> Any:
    """Return what fetches observations: from a file, from the sources named, or from all."""
    from helpers import updating
    from helpers.progress import QUIET

    if file:
        return updating.from_file(file)
    return updating.from_sources(sources, data_dir, progress or QUIET)
