"""Commands that look after the observations."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes
from helpers.cli.intake import settle, taking


@click.group()
def data() -> None:
    """Check the observations, and type those of a release."""


@data.command()
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def check(data_dir: str, as_json: bool) -> None:
    """Check the whole store.

    Every reported growth rate, daily average, balance, share, price and count of working days is
    compared with what follows from the values of its release; the store's rows, dates, sums and
    fingerprints are checked. Known differences are listed in exceptions.csv with their causes.

    Exit codes: 0 nothing is unexplained, 2 a faulty store, 3 something differs or fails.
    """
    with errors_as_exit_codes():
        from helpers.checks import audit, audit_as_json, audit_as_text

        report = audit(data_dir)
        click.echo(audit_as_json(report) if as_json else audit_as_text(report))
    sys.exit(0 if report.sound else 3)


@data.command()
@click.argument("month")
@click.option("--all", "every", is_flag=True, help="Ask for items, markets and energy too.")
@click.option("--published", metavar="DATE", help="When the numbers became known.")
@click.option("--file", metavar="FILE", help="Where the answers are written.")
@click.option("--yes", is_flag=True, help="Add them without asking.")
@taking
def add(
    month: str, every: bool, published: str | None, file: str | None, yes: bool, **options: Any
) -> None:
    """Type the ten headline numbers of the release of MONTH (YYYY-MM).

    They are asked for in the order of the release, each beside that of the year before or what
    follows from the answers so far. What contradicts them is asked again, an empty answer leaves a
    number out, "<" goes back; several numbers may share one line, with tabs between. The
    answers are written to release-MONTH.csv, which `ktrade ingest` reads again, and then added to
    the store like any other file.

    Exit codes: 0 added, 10 nothing new, 1 not confirmed, 2 bad input, 3 there are objections,
    5 the store cannot be written.
    """
    with errors_as_exit_codes():
        from helpers import intake
        from helpers.errors import IngestError
        from helpers.sources import byhand

        typing = byhand.typing_of(month, options["data_dir"] or None, every)
        path = _unused(Path(file or f"release-{typing.month}.csv"))
        _type(typing, path, published)
        if not typing.answers:
            raise IngestError.of(path.name, "the answers", "none", "at least one")
        preview = intake.preview([path], None, None, options["data_dir"], options["now"])
        code = settle(preview, yes, **options)
    sys.exit(code)


def _type(typing: Any, path: Path, published: str | None) -> None:
    """Ask, and write the answers as rows of the store, also when the questions are broken off."""
    from helpers.intake_log import as_csv

    typing.rows(path.name, published)  # a date that cannot be is refused before the questions
    try:
        typing.ask(_prompt)
    finally:
        if typing.answers:
            path.write_text(as_csv(typing.rows(path.name, published)), "utf-8")
            click.echo(f"written to {path}")


def _unused(path: Path) -> Path:
    """Return the path, or one beside it with a number where the name is taken."""
    names = (path.with_stem(f"{path.stem}-{n}") for n in count(2))
    return path if not path.exists() else next(other for other in names if not other.exists())


def _prompt(question: str) -> str:
    answer: str = click.prompt(question.rstrip(": "), default="", show_default=False)
    return answer
