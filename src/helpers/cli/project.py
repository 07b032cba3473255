"""The commands about a project: make one, look at it, open its pages and its notebooks."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from helpers.cli.common import errors_as_exit_codes, shown


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a working copy in DIR: data, notebooks, documentation and a Makefile.

    DIR is new or empty; left out, it is the working directory. Commands called in it or below it
    use its data and notebooks, elsewhere those that KTRADE_PROJECT or --project names.

    Exit codes: 0 made, 5 the folder holds something or cannot be written.
    """
    with errors_as_exit_codes():
        from helpers.working_copy import make_working_copy

        parts = make_working_copy(folder)
        click.echo(f"{shown(folder.resolve())}: {', '.join(parts)}")
        click.echo(f"next: cd {folder} && make report MONTH=2023-12")


@click.command()
@click.option("--out", metavar="DIR", help="Folder of the reports instead of reports/.")
@click.option("--json", "as_json", is_flag=True, help="Write the same as JSON.")
def status(out: str | None, as_json: bool) -> None:
    """Show which data and reports are in use, what is out of date and what is installed.

    Exit codes: 0 shown, 2 no data or a faulty store.
    """
    with errors_as_exit_codes():
        from helpers.status import find_status

        report = find_status(out)
        click.echo(json.dumps(report.as_dict(), indent=1) if as_json else str(report))


@click.command("open")
@click.argument("month", required=False)
@click.option("--as-of", default="", metavar="DATE", help="The report as known on that day.")
@click.option("--lang", default="en", show_default=True, help="Language of the pages, en or ko.")
@click.option("--out", metavar="DIR", help="Folder of the reports instead of reports/.")
def open_report(month: str | None, as_of: str, lang: str, out: str | None) -> None:
    """Open the report of MONTH in the browser; without MONTH, that of the newest month made.

    Exit codes: 0 opened, 5 there is no such report or no browser.
    """
    with errors_as_exit_codes():
        import webbrowser

        from helpers import places
        from helpers.errors import ProjectError

        reports = places.find_reports(out, places.find_notebooks())
        if month:
            folders = [reports / places.folder_name(month, as_of, lang)]
        else:
            ending = "" if lang == "en" else f".{lang}"
            folders = [f for f in places.report_folders(reports) if f.name[7:] == ending]
        page = folders[-1] / "index.html" if folders else reports
        if not page.is_file():
            raise ProjectError(
                shown(page), f"no report there; make one: ktrade report {month or 'MONTH'}"
            )
        try:
            webbrowser.get().open(page.resolve().as_uri())
        except webbrowser.Error as error:
            raise ProjectError(shown(page), "no browser found; open the file yourself") from error
        click.echo(shown(page))


@click.command("new")
@click.argument("name")
@click.option("--notebooks", metavar="DIR", help="Folder of the notebooks.")
def new_report(name: str, notebooks: str | None) -> None:
    """Write a small notebook NAME.ipynb, which is a report from then on.

    Exit codes: 0 written, 2 bad name, 5 it exists or the folder is not one's own.
    """
    with errors_as_exit_codes():
        from helpers import places
        from helpers.publishing.notebooks import new_notebook

        file = new_notebook(name, places.find_notebooks(notebooks))
        click.echo(f"{shown(file)}: open it with ktrade lab, or make its page with the others:")
        click.echo("ktrade report 2023-12")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="[OPTION OF JUPYTERLAB]...")
def lab(words: tuple[str, ...]) -> None:
    """Open the notebooks of the project in JupyterLab.

    Needs the optional part lab, and a project of one's own: the notebooks that the package brings
    are not edited in place. In a Git repository outputs of notebooks are left out of commits.

    Exit codes: those of JupyterLab, 2 it is not installed, 5 there is no project of one's own.
    """
    with errors_as_exit_codes():
        from importlib.util import find_spec

        from helpers import places
        from helpers.errors import ExtraError, ProjectError
        from helpers.status import hidden_by
        from helpers.working_copy import leave_outputs_out

        project = places.find_project()
        if project.folder == places.SHIPPED:
            raise ProjectError(
                str(project.folder), "the notebooks of the package stay as they are; "
                "make a working copy and call ktrade lab in it: ktrade init DIR"
            )  # fmt: skip
        if find_spec("jupyterlab") is None:
            raise ExtraError("ktrade lab", "jupyterlab", "lab")
        command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={project.folder}"]
        command += ["--LabApp.default_url=/lab/tree/docs/start.ipynb"]
        command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        leave_outputs_out(project.folder)
        for file in hidden_by(places.find_notebooks()):
            click.echo(f"warning: {file} hides the package helpers; rename it", err=True)
        os.chdir(project.folder)
        os.execv(sys.executable, [*command, *words])
