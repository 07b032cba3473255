"""The state of a project: which data, which reports are out of date, what is installed."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from helpers import observations, places
from helpers.extras import DISTRIBUTION, extras, install_command
from helpers.publishing.manifest import LIBRARIES, stale


@dataclass(frozen=True)
class Status:
    """What `ktrade status` shows.

    Attributes
    ----------
    project, origin : str
        The folder in use, and what named it, see `helpers.places.find_project`.
    newest : str
        The last month with total exports.
    observations : int
        Rows of the store.
    reports, stale : list of str
        Folders of the reports that were made, and those of them that are out of date.
    versions : dict
        Of Python, this suite and the libraries that shape a page.
    extras : dict
        By optional part: empty when it is installed, else the command that installs it.
    hidden_by : list of str
        Files that Python imports in place of this package.
    """

    project: str
    origin: str
    newest: str
    observations: int
    reports: list[str]
    stale: list[str]
    versions: dict[str, str]
    extras: dict[str, str]
    hidden_by: list[str]

    def __str__(self) -> str:
        lines = [
            f"project    {self.project} ({self.origin})",
            f"data       {self.observations:,} observations, newest month {self.newest}",
            f"reports    {len(self.reports)} made, {len(self.stale)} out of date",
            *(f"           stale: {name}" for name in self.stale),
            "versions   " + ", ".join(f"{name} {text}" for name, text in self.versions.items()),
        ]
        for extra in extras():
            state = f"not installed: {self.extras[extra.name]}" if extra.missing else "installed"
            lines.append(f"optional   {extra.name}: {extra.adds}; {state}")
        lines += [
            f"WARNING    {file} hides the package helpers; rename it" for file in self.hidden_by
        ]
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the same for JSON."""
        return asdict(self)


def find_status(out: str | None = None) -> Status:
    """Look at the project of the working directory, and at what is installed.

    Parameters
    ----------
    out : str, optional
        Folder of the reports; left out: see `helpers.places.find_reports`.
    """
    project = places.find_project()
    data_dir, notebooks = places.find_data_dir(), places.find_notebooks()
    reports = places.find_reports(out, notebooks)
    rows = observations.read(data_dir)
    exports = rows[
        rows["flow"].eq("exports") & rows["code"].eq("total") & rows["measure"].eq("value")
        & rows["freq"].eq("M") & ~rows["forecast"]
    ]  # fmt: skip
    folders = sorted(path.name for path in places.report_folders(reports))
    current = [name for name in folders if "@" not in name]
    return Status(
        str(project.folder),
        project.origin,
        exports["period"].max(),
        len(rows),
        folders,
        stale(current, data_dir, notebooks, reports),
        {"Python": platform.python_version()}
        | {name: metadata.version(name) for name in LIBRARIES},
        {e.name: install_command(e.name) if e.missing else "" for e in extras()},
        [str(path) for path in hidden_by(notebooks)],
    )


def hidden_by(notebooks: Path) -> list[Path]:
    """List the files that a notebook would import as `helpers` in place of this package."""
    path = [Path(part) for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    folders = dict.fromkeys([notebooks, Path.cwd(), *path])
    candidates = [f / name for f in folders for name in ("helpers.py", "helpers/__init__.py")]
    modules = [c for c in candidates if c.is_file() and c.resolve().parent != places.PACKAGE]
    others = set(metadata.packages_distributions().get("helpers", [])) - {DISTRIBUTION}
    return modules + [Path(f"the installed package {name}") for name in sorted(others)]
