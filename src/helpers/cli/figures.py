"""The verbs that look after the figures."""

from __future__ import annotations

import sys

import click

from helpers.cli.common import errors_as_exit_codes


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
