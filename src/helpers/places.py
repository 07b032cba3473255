"""Where data, notebooks and reports are, and hashes of their content; imports nothing slow."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.errors import DataError, Problem, ProjectError, PublishError

REPORTS = ("brief", "exports", "imports", "regions", "outlook", "about")  # in reading order
REPORT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
BRIEF, ABOUT = "brief", "about"
DATA, NOTEBOOKS = "data", "notebooks"
NO_DATA = ("cache",)
FOLDER = re.compile(r"(\d{4}-\d{2})(?:@(\d{4}-\d{2}-\d{2}))?(?:\.([a-z]{2}))?")
PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]
SHIPPED = PACKAGE / "project"  # in a wheel: data, notebooks and documentation
VARIABLE = "KTRADE_PROJECT"


class Project(NamedTuple):
    """A folder with `data/` and `notebooks/`, and what named it.

    `origin` is the environment variable, "working directory", "checkout" or "package".
    """

    folder: Path
    origin: str


def find_project() -> Project:
    """Find the project that a command works on.

    The environment variable KTRADE_PROJECT names it; else it is the working directory or the
    nearest folder above it with `data/observations/`; else the checkout that this package is
    imported from, or the data and notebooks that the package brings.

    Raises
    ------
    DataError
        When KTRADE_PROJECT names a folder without data, or there is no data anywhere.

    Examples
    --------
    >>> sorted(path.name for path in find_project().folder.iterdir() if path.name == "data")
    ['data']
    """
    return _find_project(os.environ.get(VARIABLE, ""), Path.cwd())


@cache
def _find_project(named: str, here: Path) -> Project:
    if named:
        folder = here / named
        if not _is_project(folder):
            raise DataError([Problem(f"{VARIABLE}={named}", None, None, "no data", PROJECT)])
        return Project(folder.resolve(), VARIABLE)
    for above in (here, *here.parents):
        if _is_project(above):
            return Project(above, "working directory")
    for folder, origin in ((CHECKOUT, "checkout"), (SHIPPED, "package")):
        if _is_project(folder):
            return Project(folder, origin)
    raise DataError([Problem(DATA, None, None, "no data folder", PROJECT)])


def _is_project(folder: Path) -> bool:
    return (folder / DATA / "observations").is_dir()


def find_data_dir(given: str | Path | None = None) -> Path:
    """Find the folder that holds `observations/` and `catalogue/`.

    Parameters
    ----------
    given : str or Path, optional
        The folder itself. Empty or None: `data/` of the project, see `find_project`.

    Raises
    ------
    DataError
        When the folder does not exist or holds no observations.

    Examples
    --------
    >>> find_data_dir().name
    'data'
    """
    if not given:
        return find_project().folder / DATA
    folder = Path(given)
    return _data_dir(folder, folder if folder.is_absolute() else Path.cwd() / folder)


@cache
def _data_dir(given: Path, folder: Path) -> Path:
    if not ((folder / "observations").is_dir() and (folder / "catalogue").is_dir()):
        raise DataError([Problem(str(given), None, None, "no data", DATA_DIR)])
    return given


def require_own(data_dir: Path) -> None:
    """Refuse to change the data that the package brings.

    Raises
    ------
    ProjectError
        When the folder is that of the installed package.
    """
    if SHIPPED in data_dir.resolve().parents:
        raise ProjectError(str(data_dir), OWN)


def find_notebooks(given: str | Path | None = None) -> Path:
    """Find the folder that holds the notebooks of the reports.

    Parameters
    ----------
    given : str or Path, optional
        The folder itself. Left out: `notebooks/` of the project, see `find_project`; of a project
        without notebooks those that come with this package.

    Raises
    ------
    PublishError
        When there is no notebook.
    """
    usual = [folder / NOTEBOOKS for folder in (find_project().folder, CHECKOUT, SHIPPED)]
    for folder in [Path(given).resolve()] if given else usual:
        if pages(folder):
            return folder
    raise PublishError(str(given or NOTEBOOKS), "no notebook there; ktrade new NAME writes one")


def pages(notebooks: Path) -> dict[str, str]:
    """Return the page of every notebook of a folder, by name of the report in reading order.

    The known reports come first, then any further notebook by name; a name that begins with _ is
    no report. The first page is the one that a reader opens.

    Examples
    --------
    >>> list(pages(find_notebooks()).items())[:2]
    [('brief', 'index.html'), ('exports', 'exports.html')]
    """
    names = [path.stem for path in notebooks.glob("*.ipynb") if path.stem[0] not in "_."]
    return named_pages(names)


def named_pages(names: Iterable[str]) -> dict[str, str]:
    """Return the pages of reports as `pages` does, from their names."""
    order = {name: place for place, name in enumerate(REPORTS)}
    listed = sorted(names, key=lambda name: (order.get(name, len(order)), name))
    return {name: f"{name}.html" if place else "index.html" for place, name in enumerate(listed)}


def find_reports(given: str | Path | None, notebooks: Path) -> Path:
    """Return the folder of the reports: as given, else `reports/` beside the notebooks.

    Reports made by the notebooks that the package brings go to `reports/` of the working
    directory, as the folder of the package belongs to nobody's project and may be read-only.
    """
    if given:
        return Path(given)
    return (Path.cwd() if notebooks.parent == SHIPPED else notebooks.parent) / "reports"


def cache_dir(data_dir: Path) -> Path:
    """Return the folder for kept results: `cache/` of the data folder where that can be written.

    Of the data that the package brings, and of a data folder that is read-only, they go to the
    cache of the user (`~/.cache/ktrade` on Linux).

    Examples
    --------
    >>> cache_dir(SHIPPED / "data").name
    'ktrade'
    """
    own = data_dir / "cache"
    if SHIPPED not in data_dir.resolve().parents and os.access(data_dir, os.W_OK):
        return own
    from platformdirs import user_cache_path

    return user_cache_path("ktrade", appauthor=False)


def folder_name(month: object, as_of: object, lang: str = "en") -> str:
    """Return the folder name of a report; a look back never replaces what is known now.

    Examples
    --------
    >>> folder_name("2023-12", None)
    '2023-12'
    >>> folder_name("2023-12", "2024-01-01"), folder_name("2023-12", "", "ko")
    ('2023-12@2024-01-01', '2023-12.ko')
    """
    date = f"@{as_of}" if as_of else ""
    return f"{month}{date}" if lang == "en" else f"{month}{date}.{lang}"


def page_of(report: str) -> str:
    """Return the file of a report's page.

    Examples
    --------
    >>> page_of("exports"), page_of("brief")
    ('exports.html', 'index.html')
    """
    return "index.html" if report == BRIEF else f"{report}.html"


def read_folder_name(name: str) -> tuple[str, str, str] | None:
    """Return month, date and language of the folder of a report; None where it is no such folder.

    Examples
    --------
    >>> read_folder_name("2023-12"), read_folder_name("2023-12@2024-01-01.ko")
    (('2023-12', '', 'en'), ('2023-12', '2024-01-01', 'ko'))
    >>> read_folder_name("logs")
    """
    match = FOLDER.fullmatch(name)
    return (match[1], match[2] or "", match[3] or "en") if match else None


def report_folders(reports: Path) -> list[Path]:
    """List the folders that hold a report, by name."""
    folders = sorted(reports.iterdir()) if reports.is_dir() else []
    return [
        folder
        for folder in folders
        if read_folder_name(folder.name) and (folder / "index.html").is_file()
    ]


def data_files(data_dir: Path) -> list[Path]:
    """List every table and every file of claims, whatever its use; not what is kept for speed."""
    folders = [data_dir, *(path for path in data_dir.iterdir() if path.name not in NO_DATA)]
    paths = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(path for path in paths if path.suffix in (".csv", ".yaml") and path.is_file())


def package_files(folder: Path = PACKAGE) -> list[Path]:
    """List the files of the package: templates and fonts too, no bytecode, nothing hidden.

    Data and notebooks that a wheel brings count as those of any project do, not as code.
    """
    files = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if not any(p[0] == "." or p in ("__pycache__", SHIPPED.name) for p in parts):
            files += [path] if path.is_file() else []
    return sorted(files)


def hash_of(files: Iterable[Path], folder: Path) -> str:
    """Return the SHA-256 of files with their names below a folder."""
    digest = hashlib.sha256()
    for path in files:
        name = path.relative_to(folder).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


PROJECT = "a folder with data/observations/ in it; ktrade init makes one"
OWN = "these observations come with the package; make a working copy first: ktrade init DIR"
DATA_DIR = "a folder with observations/ and catalogue/ in it"
