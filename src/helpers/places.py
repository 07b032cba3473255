"""Where data and notebooks stand, and hashes of what they hold; imports nothing that takes time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from helpers.errors import DataError, Problem, PublishError

REPORTS = ("exports", "imports", "regions", "outlook")
NOTEBOOKS = "notebooks"
NO_DATA = ("cache", "micro")
FOLDER = re.compile(r"(\d{4}-\d{2})(?:@(\d{4}-\d{2}-\d{2}))?(?:\.([a-z]{2}))?")
PACKAGE = Path(__file__).resolve().parent


def find_data_dir(given: str | Path | None = None) -> Path:
    """Find the folder that holds `observations/` and `catalogue/`.

    Parameters
    ----------
    given : str or Path, optional
        The folder itself. Empty or None: `data/` of the working directory or of one of the folders
        above it, else `data/` of the checkout that this package stands in.

    Raises
    ------
    DataError
        When the folder does not exist or holds no observations.

    Examples
    --------
    >>> find_data_dir().name
    'data'
    """
    if isinstance(given, Path) and given.is_absolute():  # then nothing depends on where this runs
        return _find_data_dir(given, given)
    return _find_data_dir(Path(given) if given else None, Path.cwd())


@cache
def _find_data_dir(given: Path | None, here: Path) -> Path:
    if given is not None:
        folder = given
        if (folder / "observations").is_dir() and (folder / "catalogue").is_dir():
            return folder
        raise DataError([Problem(str(folder), None, None, "no data", DATA_DIR)])
    for above in (here, *here.parents, PACKAGE.parents[1]):
        if (above / "data" / "observations").is_dir():
            return above / "data"
    raise DataError([Problem("data", None, None, "no data folder", DATA_DIR)])


def find_notebooks(given: str | Path | None = None) -> Path:
    """Find the folder that holds the four notebooks.

    Parameters
    ----------
    given : str or Path, optional
        The folder itself. Left out: `notebooks/` of the working directory or of one of the folders
        above it, else of the checkout that this package stands in.

    Raises
    ------
    PublishError
        When a folder does not hold all four.
    """
    here = Path.cwd()
    usual = [above / NOTEBOOKS for above in (here, *here.parents, PACKAGE.parents[1])]
    for folder in [Path(given).resolve()] if given else usual:
        if all((folder / f"{name}.ipynb").is_file() for name in REPORTS):
            return folder
    names = ", ".join(f"{name}.ipynb" for name in REPORTS)
    raise PublishError(str(given or NOTEBOOKS), f"the notebooks {names} are not all there")


def folder_name(month: object, as_of: object, lang: str = "en") -> str:
    """Name the folder of a report, so that a look back never replaces what is known now.

    Examples
    --------
    >>> folder_name("2023-12", None)
    '2023-12'
    >>> folder_name("2023-12", "2024-01-01"), folder_name("2023-12", "", "ko")
    ('2023-12@2024-01-01', '2023-12.ko')
    """
    date = f"@{as_of}" if as_of else ""
    return f"{month}{date}" if lang == "en" else f"{month}{date}.{lang}"


def read_folder_name(name: str) -> tuple[str, str, str] | None:
    """Give month, date and language of the folder of a report; None where it is no such folder.

    Examples
    --------
    >>> read_folder_name("2023-12"), read_folder_name("2023-12@2024-01-01.ko")
    (('2023-12', '', 'en'), ('2023-12', '2024-01-01', 'ko'))
    >>> read_folder_name("logs")
    """
    found = FOLDER.fullmatch(name)
    return (found[1], found[2] or "", found[3] or "en") if found else None


def data_files(data_dir: Path) -> list[Path]:
    """List every table and every file of claims, whatever its use; not what is kept for speed."""
    folders = [data_dir, *(path for path in data_dir.iterdir() if path.name not in NO_DATA)]
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(path for path in found if path.suffix in (".csv", ".yaml") and path.is_file())


def package_files(folder: Path = PACKAGE) -> list[Path]:
    """List the files of the package: template and fonts too, no bytecode, nothing hidden."""
    held = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if "__pycache__" not in parts and not any(p[0] == "." for p in parts) and path.is_file():
            held.append(path)
    return sorted(held)


def hash_of(files: Iterable[Path], folder: Path) -> str:
    """Give the SHA-256 of files with their names below a folder."""
    digest = hashlib.sha256()
    for path in files:
        name = path.relative_to(folder).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


DATA_DIR = "a folder with observations/ and catalogue/ in it"
