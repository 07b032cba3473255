"""What a report was made from, as JSON beside its pages: no clock, no path, sorted keys."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import helpers
from helpers.checks import Check
from helpers.places import REPORTS
from helpers.publishing.plan import Plan

NAME = "manifest.json"
PACKAGE = Path(helpers.__file__).parent
LIBRARIES = (
    "korea-trade-reports", "pandas", "numpy", "pyarrow", "matplotlib", "seaborn", "papermill",
    "nbclient", "nbconvert", "ipykernel", "mistune", "holidays", "lark",
)  # fmt: skip


def manifest(
    plan: Plan,
    pages: dict[str, str],
    checks: dict[str, list[Check]],
    data_hash: str,
    code_hash: str,
) -> str:
    """Describe a report: parameters, hashes, versions, checksums of its pages, the gate's results.

    The same report made with the same versions gives the same text.
    """
    held = {
        "parameters": dict(plan.shown),
        "title": plan.trade.status_label,
        "data": data_hash,
        "code": code_hash,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "pages": {
            name: {"sha256": hashlib.sha256(page.encode()).hexdigest(), "bytes": len(page.encode())}
            for name, page in pages.items()
        },
        "gate": {group: [asdict(check) for check in held] for group, held in checks.items()},
    }
    return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def code_hash(notebooks: Path) -> str:
    """Give the SHA-256 of the package with its template, and of the four notebooks."""
    digest = hashlib.sha256(_package_hash().encode())
    for path in (notebooks / f"{name}.ipynb" for name in REPORTS):
        _add(digest, path.name, path)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _package_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources(PACKAGE)):
        _add(digest, path.relative_to(PACKAGE).as_posix(), path)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterable[Path]:
    """List the files of a package: no bytecode, nothing hidden."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and "__pycache__" not in parts and not any(p[0] == "." for p in parts):
            yield path


def _add(digest: hashlib._Hash, name: str, path: Path) -> None:
    digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
