"""The commands that make a site and prints of the reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from helpers.cli.common import errors_as_exit_codes, shown


@click.command()
@click.option("--out", default="site", show_default=True, metavar="DIR", help="Folder of the site.")
@click.option("--reports", metavar="DIR", help="Folder of the reports instead of reports/.")
@click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/.")
@click.option("--base-url", default="", metavar="URL", help="Where the site will stand.")
def site(out: str, reports: str | None, data_dir: str, base_url: str) -> None:
    """Build the static site of every month.

    It works from any folder and any host, without scripts. Reports that were made become part of
    it. With --base-url it has a sitemap, and the feed holds whole addresses.

    Exit codes: 0 built, 2 bad input, 5 the place cannot be written or holds something else.
    """
    with errors_as_exit_codes():
        from helpers import places
        from helpers.site import build

        data = places.find_data_dir(data_dir)
        folder = places.find_reports(reports, places.find_notebooks())
        built = build(data, folder, Path(out), base_url)
        click.echo(f"{built.files} files, {built.size / 1e6:.1f} MB")
        click.echo(shown(built.folder / "index.html"))


def of_made_report(command: Callable[..., None]) -> Callable[..., None]:
    """Add the month and the options that name a report that was made."""
    for option in (
        click.option("--out", metavar="DIR", help="Folder of the reports instead of reports/."),
        click.option(
            "--lang", default="en", show_default=True, help="Language of the pages, en or ko."
        ),
        click.argument("month"),
    ):
        command = option(command)
    return command


@click.command("pdf")
@of_made_report
def print_pdf(month: str, lang: str, out: str | None) -> None:
    """Print the pages of MONTH (YYYY-MM or YYYY-MM@DATE) as PDF, on A4, beside them.

    This needs Chromium or Chrome. A report that is made anew drops its older prints.

    Exit codes: 0 printed, 2 bad input, 5 no report, no browser, or the place cannot be written.
    """
    _print(month, lang, out, "print_pages")


@click.command("card")
@of_made_report
def draw_card(month: str, lang: str, out: str | None) -> None:
    """Draw the main chart of each page of MONTH (YYYY-MM or YYYY-MM@DATE) as a picture, PNG.

    The site names these pictures where somebody links to a page. This needs Chromium or Chrome.

    Exit codes: 0 drawn, 2 bad input, 5 no report, no browser, or the place cannot be written.
    """
    _print(month, lang, out, "draw_cards")


def _print(month: str, lang: str, out: str | None, name: str) -> None:
    with errors_as_exit_codes():
        from helpers import places
        from helpers.errors import ParameterError
        from helpers.publishing import prints
        from helpers.translation import LANGUAGES

        if lang not in LANGUAGES:
            raise ParameterError("lang", LANGUAGES, lang)
        reports = places.find_reports(out, places.find_notebooks())
        for file in getattr(prints, name)(reports / places.folder_name(month, "", lang)):
            click.echo(shown(file))
