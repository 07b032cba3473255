"""What a report was made from, as JSON beside its pages: no clock, no path, sorted keys."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version

from helpers.checks import Check
from helpers.publishing.cache import OF_DATA, Inputs
from helpers.publishing.plan import Plan
from helpers.publishing.render import Origin

NAME = "manifest.json"
LIBRARIES = (
    "korea-trade-reports", "pandas", "numpy", "matplotlib", "seaborn", "papermill",
    "nbclient", "nbconvert", "ipykernel", "mistune", "holidays", "lark",
)  # fmt: skip


def manifest(
    plan: Plan,
    every: Inputs,
    origins: dict[str, Origin],
    pages: dict[str, str],
    checks: dict[str, list[Check]],
) -> str:
    """Describe a report: parameters, hashes, versions, checksums of its pages, the gate's results.

    The same report made with the same versions gives the same text.

    Parameters
    ----------
    plan : Plan
        What was asked for.
    every : dict
        The hashes of all inputs.
    origins : dict of Origin
        What each page was made from: its own code, and the rows that it read.
    pages : dict of str
        HTML by file name.
    checks : dict of list of Check
        What the gate said.
    """
    held = {
        "parameters": dict(plan.shown),
        "title": plan.trade.status_label,
        "data": every[OF_DATA],
        "package": every["package"],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "pages": {
            name: {
                "sha256": hashlib.sha256(page.encode()).hexdigest(),
                "bytes": len(page.encode()),
                "code": origins[name].code_hash,
                "data": origins[name].data_hash,
            }
            for name, page in pages.items()
        },
        "gate": {group: [asdict(check) for check in held] for group, held in checks.items()},
    }
    return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
