"""What several commands share: options, exit codes, what they show on the way."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import click

INTERRUPTED = 130
TERMINATED = 143


def of_reports(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every verb about reports takes."""
    options = [
        click.option("--as-of", default="", metavar="DATE", help="As known on that day."),
        click.option(
            "--lang", default="en", show_default=True, help="Language of the pages, en or ko."
        ),
        click.option("--data-dir", default="", metavar="DIR", help="Data folder instead of data/."),
        click.option("--out", metavar="DIR", help="Folder of the reports instead of reports/."),
        click.option("--notebooks", metavar="DIR", help="Folder of the notebooks."),
        click.option(
            "-p", "--parameter", "extra", nargs=2, multiple=True, metavar="NAME VALUE",
            help="A parameter of the notebooks; may be given several times.",
        ),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


class Current(NamedTuple):
    """A report and whether it is unchanged, without importing anything slow."""

    target: Path
    notebooks: Path
    inputs: dict[str, str]
    unchanged: bool


def find_current(
    month: str,
    as_of: str,
    lang: str,
    data_dir: str,
    out: str | None,
    notebooks: str | None,
    extra: tuple[tuple[str, str], ...],
    inputs: dict[str, str] | None = None,
) -> Current:
    """Find the folder of a report, and whether it was made from what is there now."""
    from helpers import places
    from helpers.publishing import manifest

    folder, data = places.find_notebooks(notebooks), places.find_data_dir(data_dir)
    parameters = {"month": month, "as_of": as_of, "lang": lang, **dict(extra)}
    inputs = inputs or manifest.inputs(parameters, data, folder)
    target = places.find_reports(out, folder) / places.folder_name(month, as_of, lang)
    return Current(target, folder, inputs, manifest.unchanged(target, inputs))


@contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """End with the error's exit code and its message, without a trace."""
    from helpers.errors import ExtraError, KtradeError

    signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    except KtradeError as error:
        notes = getattr(error, "__notes__", [])
        click.echo("\n".join([f"ktrade: {error}", *notes]), err=True)
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        from helpers.extras import extra_of

        extra = extra_of(error.name or "")
        if not extra:
            raise
        click.echo(f"ktrade: {ExtraError('this', str(error.name), extra)}", err=True)
        sys.exit(ExtraError.exit_code)
    except KeyboardInterrupt:
        click.echo("ktrade: interrupted; the last good report is untouched", err=True)
        sys.exit(INTERRUPTED)


def showing_progress(command: Callable[..., None]) -> Callable[..., None]:
    """Add --quiet and --json, which choose the `style` of `helpers.progress.Progress`."""

    @click.option("-q", "--quiet", is_flag=True, help="Write nothing but errors.")
    @click.option(
        "--json", "as_json", is_flag=True,
        help="Write the result as JSON, and on standard error one JSON object a step.",
    )  # fmt: skip
    @wraps(command)
    def call(*args: Any, quiet: bool, as_json: bool, **options: Any) -> None:
        if quiet and as_json:
            raise click.UsageError("give --quiet or --json, not both")
        command(*args, style="quiet" if quiet else "json" if as_json else None, **options)

    return call


def shown(path: Path) -> str:
    """Return a path relative to the working directory, where it is below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _terminated(number: int, frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)  # unwinds, so that processes and temporary folders go
