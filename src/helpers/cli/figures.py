"""The verbs that look after the figures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from helpers.cli.common import errors_as_exit_codes
from helpers.cli.intake import settle, taking


@click.group()
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
    with errors_as_exit_codes():
        from helpers.checks import audit, audit_as_json, audit_as_text

        found = audit(data_dir)
        click.echo(audit_as_json(found) if as_json else audit_as_text(found))
    sys.exit(0 if found.sound else 3)


@data.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--template", metavar="MONTH", help="Print a form for that month, to be filled in.")
@click.option("--interactive", metavar="MONTH", help="Ask for the figures of that month in turn.")
@click.option("--published", metavar="DATE", help="When they became known, for --interactive.")
@click.option("--yes", is_flag=True, help="Take the figures in without asking.")
@taking
def add(
    file: Path | None,
    template: str | None,
    interactive: str | None,
    published: str | None,
    yes: bool,
    **options: Any,
) -> None:
    """Take in figures that a person types: FILE is a form that was filled in.

    `--template 2023-12 > form.csv` gives the form. FILE may also be a CSV with the columns of the
    store itself. With --interactive every figure is asked for beside that of the year before; what
    contradicts the others is asked again, an empty answer leaves a figure out, "<" goes back.

    Exit codes: 0 taken in, 10 nothing new, 1 not confirmed, 2 bad input, 3 there are objections,
    5 the store cannot be written.
    """
    with errors_as_exit_codes():
        if sum(each is not None for each in (file, template, interactive)) != 1:
            raise click.UsageError("give FILE, --template MONTH or --interactive MONTH")
        from helpers.sources import byhand

        folder = options["data_dir"] or None
        if template:
            click.echo(byhand.template(template, folder), nl=False)
            return
        if interactive:
            given = list(byhand.ask(interactive, _prompt, folder))
            rows = byhand.answered(given, interactive, published, folder).rows
        else:
            rows = _typed(file, folder)
        code = settle(rows, "by-hand", yes, **options)
    sys.exit(code)


def _prompt(question: str) -> str:
    answer: str = click.prompt(question.rstrip(": "), default="", show_default=False)
    return answer


def _typed(file: Any, folder: str | None) -> Any:
    """Read a form, or rows in the store's own columns."""
    from helpers.observations import COLUMNS
    from helpers.sources import byhand, documents
    from helpers.updating import read_rows

    content = documents.read_bytes(file)
    if content.removeprefix(b"\xef\xbb\xbf").startswith(",".join(COLUMNS).encode()):
        return read_rows(file)
    return byhand.read_template(file, folder).rows
