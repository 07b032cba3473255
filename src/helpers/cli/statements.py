"""The commands that check claims and list the findings of a month."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from helpers.cli.common import errors_as_exit_codes


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as-of", default="", metavar="DATE", help="Judge on what was known on that day too."
)
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--json", "as_json", is_flag=True, help="Write the verdicts as JSON.")
def claims(file: Path, as_of: str, data_dir: str, as_json: bool) -> None:
    """Judge the statements of FILE on the data.

    Each is judged as known on the day of its text, and as known now or on --as-of. A statement is
    robust where an ordinary revision of the month's numbers would not change the verdict. The
    faults of FILE are listed all at once, each with its line and what is allowed; the statements
    without one are judged. docs/claims.md describes such a file and the fields of the JSON;
    data/claims/ has an example.

    Exit codes: 0 every statement holds, 1 some do not, 2 the file has faults or other bad input.
    """
    with errors_as_exit_codes():
        from helpers.claims import judge_file, verdicts_as_json, verdicts_as_text
        from helpers.errors import ClaimsFileError, printable

        result = judge_file(file, as_of, data_dir)
        if as_json:
            click.echo(verdicts_as_json(result.verdicts, result.faults))
        else:
            width = shutil.get_terminal_size((100, 24)).columns
            if result.read and len(result.verdicts):
                read = result.read
                click.echo(printable(f"{read.title}\n{read.url}, {read.published}\n"))
                click.echo(verdicts_as_text(result.verdicts, width))
            if result.faults:
                raise ClaimsFileError(result.faults)
    sys.exit(result.exit_code)


@click.command()
@click.argument("month")
@click.option("--as-of", default="", metavar="DATE", help="As known on that day (YYYY-MM-DD).")
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the N most important.")
@click.option("--json", "as_json", is_flag=True, help="Write them all, or the top N, as JSON.")
def findings(month: str, as_of: str, data_dir: str, top: int | None, as_json: bool) -> None:
    """List what is worth saying about MONTH (YYYY-MM), the most important first.

    Each finding comes with the comparable periods that a look back passes before it finds the
    like. How they are ordered is described in docs/findings.md.

    Exit codes: 0 done, 2 bad input.
    """
    with errors_as_exit_codes():
        from helpers import texts
        from helpers.findings import every
        from helpers.findings.printout import findings_as_json, findings_as_text
        from helpers.loading import load

        chosen = every(load(month, as_of, data_dir))[:top]
        with_text = [(finding, texts.paragraph([finding]).plain) for finding in chosen]
        click.echo(findings_as_json(with_text) if as_json else findings_as_text(with_text))
