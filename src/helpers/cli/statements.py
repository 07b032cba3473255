"""The verbs that say what holds of a month."""

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
    robust where an ordinary revision of the month's figures would not change the answer. The faults
    of FILE are listed all at once, each with its line and what is allowed; the statements without
    one are judged. How such a file is written, and the fields of the JSON, stand in docs/claims.md;
    data/claims/ holds an example.

    Exit codes: 0 every statement holds, 1 some do not, 2 the file has faults or other bad input.
    """
    with errors_as_exit_codes():
        from helpers.claims import judge_file, verdicts_as_json, verdicts_as_text
        from helpers.errors import ClaimsFileError, printable

        judged = judge_file(file, as_of, data_dir)
        if as_json:
            click.echo(verdicts_as_json(judged.verdicts, judged.faults))
        else:
            width = shutil.get_terminal_size((100, 24)).columns
            if judged.read and len(judged.verdicts):
                read = judged.read
                click.echo(printable(f"{read.title}\n{read.url}, {read.published}\n"))
                click.echo(verdicts_as_text(judged.verdicts, width))
            if judged.faults:
                raise ClaimsFileError(judged.faults)
    sys.exit(judged.exit_code)


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

        found = every(load(month, as_of, data_dir))[:top]
        told = [(each, texts.paragraph([each]).plain) for each in found]
        click.echo(findings_as_json(told) if as_json else findings_as_text(told))
