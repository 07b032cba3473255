"""The claims files of the project, judged, for the page of claim checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from helpers.claims import judge, read_claims
from helpers.loading import load


def files(data_dir: Path) -> list[dict[str, Any]]:
    """Judge every claims file on what is known now, the newest month first.

    Returns
    -------
    list of dict
        `read` (the file) and `verdicts` (records of `helpers.claims.judge`).
    """
    rows = []
    for file in sorted((data_dir / "claims").glob("*.yaml"), reverse=True):
        read = read_claims(file)
        verdicts = judge(read, load(read.month, "", data_dir)).to_dict("records")
        rows.append({"read": read, "verdicts": verdicts})
    return rows
