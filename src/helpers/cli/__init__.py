"""Command-line interface."""

from __future__ import annotations

import os
from pathlib import Path

import click

from helpers.cli.figures import data
from helpers.cli.intake import ingest, update
from helpers.cli.monthly import monthly
from helpers.cli.project import init, lab, new_report, open_report, status
from helpers.cli.reports import backfill, cache, report
from helpers.cli.sharing import draw_card, print_pdf, site
from helpers.cli.statements import claims, findings
from helpers.places import VARIABLE


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="korea-trade-reports")
@click.option(
    "--project", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder with data/ and notebooks/, as KTRADE_PROJECT; else the working directory or one "
    "above it, else what the package brings.",
)  # fmt: skip
def main(project: Path | None) -> None:
    """South Korea's monthly trade: reports and data."""
    if project:
        os.environ[VARIABLE] = str(project.resolve())


COMMANDS = (
    report, open_report, init, new_report, status, lab, backfill, monthly, update, ingest, data,
    cache, claims, findings, site, print_pdf, draw_card,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
