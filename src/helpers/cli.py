"""The verbs a person types."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="korea-trade-reports")
def main() -> None:
    """South Korea's monthly trade: reports and data."""
