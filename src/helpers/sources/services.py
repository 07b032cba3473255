"""Tables of services.yaml: what the live sources call countries, columns, series and errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from helpers.errors import (
    SourceAnswerError,
    SourceError,
    SourceKeyError,
    SourceQueryError,
    SourceQuotaError,
)

TABLES: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
KINDS: dict[str, type[SourceError]] = {
    "answer": SourceAnswerError,
    "key": SourceKeyError,
    "query": SourceQueryError,
    "quota": SourceQuotaError,
}
# code of the store: ISO 3166 alpha-2, alpha-3, number in Comtrade
COUNTRIES: dict[str, tuple[str, str, int]] = {
    code: tuple(names) for code, names in TABLES["countries"].items()
}
# code of the store: basis, members, note
GROUPS: dict[str, tuple[str, str, str]] = {
    code: (group["basis"], group["members"], group["note"])
    for code, group in TABLES["groups"].items()
}


def errors_of(source: str) -> dict[str, tuple[type[SourceError], str]]:
    """Return the codes with which a source refuses for good: the kind of error, what to do.

    Examples
    --------
    >>> errors_of("ecos")["INFO-100"]
    (<class 'helpers.errors.SourceKeyError'>, 'check the key in KTRADE_ECOS_KEY')
    """
    codes = TABLES[f"{source}_errors"].items()
    return {code: (KINDS[kind], remedy) for code, (kind, remedy) in codes}
