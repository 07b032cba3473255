"""What docs/claims.md says of the language, as `reference.yaml` has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _reference() -> dict[str, Any]:
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return read


def described(part: str) -> dict[str, Any]:
    """Return one table of the reference: functions, kinds, file or json.

    Examples
    --------
    >>> described("functions")["yoy"]["meaning"]
    'Growth on the year, per cent.'
    """
    table: dict[str, Any] = _reference()[part]
    return table
