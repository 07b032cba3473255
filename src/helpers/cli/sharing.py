"""The verbs that make a site and prints of the reports."""

from __future__ import annotations

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
        from helpers.places import find_data_dir
        from helpers.site import build

        data = find_data_dir(data_dir)
        built = build(data, Path(reports or data.parent / "reports"), Path(out), base_url)
        click.echo(f"{built.files} files, {built.size / 1e6:.1f} MB")
        click.echo(shown(built.folder / "index.html"))


@click.command()
@click.argument("month")
@click.option("--pdf", is_flag=True, help="Print the pages as PDF, on A4.")
@click.option("--card", is_flag=True, help="Draw the main chart of each page as a picture, PNG.")
@click.option("--lang", default="en", show_default=True, help="Language of the pages, en or ko.")
@click.option("--out", default="reports", show_default=True, metavar="DIR", help="Reports folder.")
def render(month: str, pdf: bool, card: bool, lang: str, out: str) -> None:
    """Print the pages of MONTH (YYYY-MM or YYYY-MM@DATE) that were made, beside them.

    As PDF, as pictures that the site names where somebody links to a page, or both. This needs
    Chromium or Chrome. A report that is made anew drops its older prints.

    Exit codes: 0 printed, 2 bad input, 5 no report, no browser, or the place cannot be written.
    """
    with errors_as_exit_codes():
        from helpers.errors import ParameterError
        from helpers.places import folder_name
        from helpers.publishing.prints import draw_cards, print_pages
        from helpers.translation import LANGUAGES

        if lang not in LANGUAGES:
            raise ParameterError("lang", LANGUAGES, lang)
        if not (pdf or card):
            raise ParameterError("render", ["--pdf", "--card", "both"], "neither")
        folder = Path(out) / folder_name(month, "", lang)
        for make in [print_pages] * pdf + [draw_cards] * card:
            for file in make(folder):
                click.echo(shown(file))
