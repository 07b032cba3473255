"""Manifest of a report: what its pages were made from, and so whether they are up to date.

It lies beside the pages as JSON: no clock, no path, sorted keys. One fingerprint a page decides
whether `ktrade report` makes it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import places
from helpers.publishing.notebooks import read_notebook
from helpers.publishing.workers import SETTINGS

if TYPE_CHECKING:  # they import pandas, which an unchanged report does not wait for
    from helpers.checks import Check
    from helpers.publishing.plan import Plan

Inputs = dict[str, str]

NAME = "manifest.json"
PRINTS = (".pdf", ".png")
LIBRARIES = (
    "korea-trade-reports", "pandas", "numpy", "matplotlib", "seaborn", "papermill",
    "ipython", "nbconvert", "mistune", "holidays", "lark",
)  # fmt: skip
# Environment variables that can change a page: Python and its start, the linker, threads and
# arithmetic, locale and time zone, fonts and settings of libraries.
COUNTS = (
    "ARROW", "BLIS", "FC_", "FONTCONFIG", "FREETYPE", "GOTO", "HOLIDAYS", "IPYTHON", "JE_",
    "JUPYTER", "KMP", "LANG", "LC_", "LD_", "MALLOC", "MATPLOTLIB", "MKL", "MPL", "NPY", "NUMBA",
    "NUMEXPR", "NUMPY", "OMP", "OPENBLAS", "PANDAS", "PYARROW", "PYTHON", "SOURCE_DATE_EPOCH", "TZ",
    "VECLIB", "XDG_CONFIG",
)  # fmt: skip
HARMLESS = (
    "PYARROW_IGNORE_TIMEZONE",  # pandera sets it when it checks a store that is new
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED",
)
OBSERVATIONS = "observations"
STORE = "store"
NOTEBOOK = "notebook "  # with the name of the report


@dataclass(frozen=True)
class Manifest:
    """What is known of a report that was made: its inputs, and its pages by file name."""

    inputs: Inputs
    pages: dict[str, dict[str, Any]]
    gate: dict[str, list[dict[str, Any]]]


def inputs(parameters: Mapping[str, object], data_dir: Path, notebooks: Path) -> Inputs:
    """Hash everything that a report is made from, each part under a name for people.

    The store counts as a whole here, which needs no pandas; what a page can read of it is the
    fingerprint of the panel.

    Parameters
    ----------
    parameters : mapping
        With the month; without the folder of the data, whose contents count and not its name.
    data_dir, notebooks : Path
        The folders of the data and of the notebooks.
    """
    tables = [*sorted((data_dir / "catalogue").glob("*.csv")), data_dir / "exceptions.csv"]
    files = {
        STORE: sorted((data_dir / "observations").glob("*.csv")),
        "catalogue": filter(Path.is_file, tables),
    }
    pages = places.pages(notebooks)
    notebook = {NOTEBOOK + name: [notebooks / f"{name}.ipynb"] for name in pages}
    titles = {name: read_notebook(notebooks, name).heading for name in pages}
    return {
        **{part: places.hash_of(paths, data_dir) for part, paths in files.items()},
        **{part: places.hash_of(paths, notebooks) for part, paths in notebook.items()},
        **_of_month(parameters, data_dir),
        "navigation": json.dumps(titles),
        "package": places.hash_of(places.package_files(), places.PACKAGE),
        "Python": f"{sys.version} {sys.platform}",
        "libraries": _hash(_libraries()),
        "environment": _hash(_environment()),
        "code from elsewhere": _hash(_code_from_elsewhere(notebooks)),
    }


def for_month(every: Inputs, month: str, data_dir: Path, **others: str) -> Inputs:
    """Return the same inputs for another month, and other parameters where they are named."""
    return every | _of_month(json.loads(every["parameters"]) | {"month": month} | others, data_dir)


def fingerprint(every: Inputs, report: str, observations: str) -> str:
    """Return the hash that decides whether the page of a report is up to date.

    Parameters
    ----------
    every : dict
        From `inputs`. Of the notebooks only the report's own counts; the page about the numbers
        shows the code of all.
    report : str
        Name of the report.
    observations : str
        `Panel.fingerprint`.
    """
    return _hash(f"{part}\0{text}" for part, text in _of_page(every, report, observations).items())


def code_hash(every: Inputs) -> str:
    """Return the hash of the code of a report: the package and the notebooks."""
    return _hash(text for part, text in every.items() if part.startswith((NOTEBOOK, "package")))


def read(target: Path) -> Manifest | None:
    """Read the manifest of a report; None where there is none that can be read."""
    try:
        kept = json.loads((target / NAME).read_text("utf-8"))
        return Manifest(kept["inputs"], kept["pages"], kept["gate"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(
    plan: Plan, every: Inputs, html: Mapping[str, str], gate: Mapping[str, Iterable[Check]]
) -> str:
    """Return the text of a manifest; the same report made with the same versions gives the same.

    Parameters
    ----------
    plan : Plan
        What was asked for.
    every : dict
        From `inputs`.
    html : mapping of str
        The pages by file name.
    gate : mapping
        Checks by page.
    """
    pages = {
        report.page: {
            "sha256": hashlib.sha256(html[report.page].encode()).hexdigest(),
            "bytes": len(html[report.page].encode()),
            "report": report.name,
            "fingerprint": fingerprint(every, report.name, plan.observations),
        }
        for report in plan.reports
    }
    kept = {
        "parameters": dict(plan.shown),
        "title": plan.status,
        "inputs": every | {OBSERVATIONS: plan.observations},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "pages": pages,
        "gate": {group: [asdict(check) for check in checks] for group, checks in gate.items()},
    }
    return json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def unchanged(target: Path, every: Inputs) -> bool:
    """Return whether a report is whole and was made from these very inputs: a cheap check.

    It is False for a report that is up to date while the store changed elsewhere.
    """
    manifest = read(target)
    if manifest is None or {k: v for k, v in manifest.inputs.items() if k != OBSERVATIONS} != every:
        return False
    files = {path.name for path in target.iterdir() if path.suffix not in PRINTS}
    pages = manifest.pages.items()
    return files == {*manifest.pages, NAME} and all(
        _file_hash(target / name) == page["sha256"] for name, page in pages
    )


def reasons(target: Path, every: Inputs, observations: str) -> dict[str, str]:
    """Return for each page why it has to be made again, empty for one that is up to date."""
    manifest = read(target)
    reports = [part.removeprefix(NOTEBOOK) for part in every if part.startswith(NOTEBOOK)]
    pages = places.named_pages(reports)
    if manifest is None:
        return dict.fromkeys(pages.values(), "it was not made before")
    return {
        page: _reason(target / page, report, manifest, every, observations)
        for report, page in pages.items()
    }


def stale(names: Iterable[str], data_dir: Path, notebooks: Path, out: Path) -> list[str]:
    """Return the reports with a page that is missing or out of date.

    Parameters
    ----------
    names : iterable of str
        Folders of reports as known now, see `helpers.places.folder_name`.
    data_dir, notebooks, out : Path
        The folders of the data, the notebooks and the reports.
    """
    every = inputs({"month": "", "as_of": "", "lang": "en"}, data_dir, notebooks)
    return [name for name in names if _is_stale(name, every, data_dir, out / name)]


def _is_stale(name: str, every: Inputs, data_dir: Path, target: Path) -> bool:
    from helpers.errors import KtradeError
    from helpers.loading import load

    month, _, lang = places.read_folder_name(name) or (name, "", "en")
    wanted = for_month(every, month, data_dir, lang=lang)
    if unchanged(target, wanted):
        return False
    try:
        observations = load(month, None, data_dir).fingerprint
    except KtradeError:
        return True
    return any(reasons(target, wanted, observations).values())


def _reason(file: Path, report: str, manifest: Manifest, every: Inputs, observations: str) -> str:
    page = manifest.pages.get(file.name)
    if page is None:
        return "it was not made before"
    if page["fingerprint"] != fingerprint(every, report, observations):
        now = _of_page(every, report, observations)
        before = _of_page(manifest.inputs, report, manifest.inputs.get(OBSERVATIONS, ""))
        return f"changed: {', '.join(different(now, before)) or 'its inputs'}"
    if page["sha256"] != _file_hash(file):
        return "the page was changed or removed"
    return ""


def different(now: Inputs, before: Inputs) -> list[str]:
    """Return the names of the inputs that differ."""
    return [part for part in {**now, **before} if now.get(part) != before.get(part)]


def _of_page(every: Inputs, report: str, observations: str) -> Inputs:
    others = {part for part in every if part.startswith(NOTEBOOK)} - {NOTEBOOK + report}
    left_out = {STORE, *(others if report != places.ABOUT else ())}
    kept = {part: text for part, text in sorted(every.items()) if part not in left_out}
    return kept | {OBSERVATIONS: observations}


def _of_month(parameters: Mapping[str, object], data_dir: Path) -> Inputs:
    texts = {name: str(value) for name, value in parameters.items()}
    return {
        "parameters": json.dumps(texts, sort_keys=True),
        "claims": _file_hash(data_dir / "claims" / f"{texts.get('month', '')}.yaml"),
    }


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _libraries() -> Iterator[str]:
    """Yield every installed distribution with its version, in the order of the search path."""
    for folder in filter(Path.is_dir, map(Path, sys.path)):
        for name in sorted(path.name for path in folder.iterdir()):
            if name.endswith((".dist-info", ".egg-info")):
                yield name
            elif name.endswith(".pth") or name in ("sitecustomize.py", "usercustomize.py"):
                yield f"{name} {_file_hash(folder / name)}"


def _environment() -> Iterator[str]:
    for name, value in sorted(os.environ.items()):
        if name.startswith(COUNTS) and name not in HARMLESS and name not in SETTINGS:
            yield f"{name}={value}"


def _code_from_elsewhere(notebooks: Path) -> Iterator[str]:
    """Hash what Python finds before the installed libraries."""
    before = [Path(f) for f in os.environ.get("PYTHONPATH", "").split(os.pathsep) if f]
    for folder in (notebooks, *before):
        for path in sorted([*folder.rglob("*.py"), *folder.glob("matplotlibrc")]):
            yield f"{path.relative_to(folder)} {_file_hash(path)}"


def _hash(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()
