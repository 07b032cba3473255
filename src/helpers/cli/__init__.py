"""The verbs a person types."""

from __future__ import annotations

import click

from helpers.cli.figures import data
from helpers.cli.intake import ingest, update
from helpers.cli.monthly import monthly
from helpers.cli.reports import backfill, cache, report
from helpers.cli.sharing import render, site
from helpers.cli.statements import claims, facts


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="korea-trade-reports")
def main() -> None:
    """South Korea's monthly trade: reports and data."""


for verb in (
    report, backfill, monthly, update, ingest, data, cache, claims, facts, site, render,
):  # fmt: skip
    main.add_command(verb)
