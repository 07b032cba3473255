"""A file of claims: what is in it, and reading it with every part checked.

The parts are described in `HEAD`, `NEEDED` and `OPTIONAL`. All faults of a file are collected, each
with the file, the line, the text and what is allowed; the good claims are still read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd

from helpers.claims.grammar import parse
from helpers.claims.kinds import KINDS
from helpers.claims.located import Part, read_list
from helpers.claims.reference import described
from helpers.claims.result import read_period
from helpers.claims.said import Said, difference, read_said
from helpers.errors import ClaimError, ClaimsFileError, DateError, Fault, MonthError
from helpers.months import parse_date, parse_month
from helpers.places import find_data_dir

Day = TypeVar("Day", pd.Period, dt.date)

FLOWS = ("exports", "imports", "balance", "none")
BREAKDOWNS = ("total", "item", "region", "energy", "macro", "other")
RESEARCHED = {
    "true": "holds",
    "false": "does not hold",
    "misstated": "misstated",
    "not checkable": "cannot be decided",
    "sources conflict": None,
}
ONE_OF = {
    "kind": tuple(KINDS),
    "flow": FLOWS,
    "breakdown": BREAKDOWNS,
    "researched": tuple(RESEARCHED),
}
REMARKS = ("wording", "wording_ko", "why", "why_ko", "note")
FIELDS = described("file")
HEAD, NEEDED, OPTIONAL = (
    {
        key: text.format(
            flow=", ".join(FLOWS),
            breakdown=", ".join(BREAKDOWNS),
            researched=", ".join(f"`{verdict}`" for verdict in RESEARCHED),
        )
        for key, text in FIELDS[part].items()
    }
    for part in ("head", "needed", "optional")
)


class Place(NamedTuple):
    """Place of a field of a claim; `claim` is empty for a field of the head."""

    file: str
    line: int
    claim: str
    field: str

    def fault(self, error: ClaimError) -> Fault:
        """Return an error in the expression of the field as a fault of the file."""
        return Fault(
            *self, error.problem, error.allowed, error.suggestion, error.text, error.position
        )


class Expression(NamedTuple):
    """An expression of a claim and its place."""

    place: Place
    text: str


@dataclass(frozen=True)
class Claim:
    """One statement and how to check it; see `NEEDED` and `OPTIONAL` for the parts.

    `expressions` has the check and those under `right` and `supports`, each with its place;
    `places` has those of the month and the day, which may be given in the head.
    """

    id: str
    statement: str
    kind: str
    flow: str
    breakdown: str
    code: str
    period: str
    check: str | None
    said: Said
    right: tuple[str, ...]
    supports: tuple[str, ...]
    wording: str
    wording_ko: str
    why: str
    why_ko: str
    researched: str | None
    source: tuple[str, ...]
    note: str
    month: pd.Period
    published: dt.date
    where: str  # the file, the line and the claim, for messages
    places: Mapping[str, Place] = field(repr=False, compare=False)
    expressions: tuple[Expression, ...] = field(repr=False, compare=False)


@dataclass(frozen=True)
class ClaimsFile:
    """The claims of one text about a month.

    `claims` are the good ones; `faults` are those of the others.
    """

    month: pd.Period
    title: str
    url: str
    published: dt.date
    claims: tuple[Claim, ...]
    faults: tuple[Fault, ...]
    unused: tuple[Expression, ...]  # of the claims with faults, which may have more
    places: Mapping[str, Place] = field(repr=False, compare=False)  # of the month and the day


def claims_path(month: str | pd.Period, data_dir: str | Path | None = None) -> Path:
    """Return where the claims about a month are kept; the file need not exist.

    Examples
    --------
    >>> claims_path("2023-12").name
    '2023-12.yaml'
    """
    return find_data_dir(data_dir) / "claims" / f"{parse_month(month)}.yaml"


def read_claims(path: str | Path) -> ClaimsFile:
    """Read a claims file and check every part of it, the expressions included.

    Returns
    -------
    ClaimsFile
        The good claims, and the faults of the others.

    Raises
    ------
    ClaimsFileError
        When the file is none, or its month, day or list of claims cannot be read; with all faults.

    Examples
    --------
    >>> read = read_claims(claims_path("2023-12"))
    >>> len(read.claims), len(read.faults), read.published
    (67, 0, datetime.date(2024, 1, 1))
    """
    head, entries = read_list(Path(path), "claims")
    source = (head or entries[0]).source
    about, title, url = _head(head)
    claims: list[Claim] = []
    unused: list[Expression] = []
    lines: dict[str, int] = {}
    for part in entries:
        claim, expressions = _claim(part, about, lines)
        if claim:
            claims.append(claim)
        else:
            unused += expressions
    faults = sorted(dict.fromkeys(source.faults), key=lambda fault: fault.line or 0)
    if about.month is None or about.published is None or not entries:
        raise ClaimsFileError(faults)
    return ClaimsFile(
        about.month, title, url, about.published, tuple(claims), tuple(faults),
        tuple(unused), about.places,
    )  # fmt: skip


class _About(NamedTuple):
    """Month and day that the head gives for every claim; None where they cannot be read."""

    month: pd.Period | None
    published: dt.date | None
    places: Mapping[str, Place]


def _head(head: Part | None) -> tuple[_About, str, str]:
    if head is None or not head.is_plain(but="claims"):
        return _About(None, None, {}), "", ""
    head.require_keys(HEAD)
    title = url = ""
    if head.has("article"):
        article = head.part("article")
        article.require_keys({"title": "the title of the text", "url": "its address"})
        title, url = article.text("title"), article.text("url")
    month, day = _read(head, "month", parse_month), _read(head, "published", parse_date)
    return _About(month, day, _places(head, "month", "published")), title, url


def _claim(
    part: Part, about: _About, lines: dict[str, int]
) -> tuple[Claim | None, list[Expression]]:
    """Read a claim; None where it has faults, with what could be read of its expressions."""
    faults = part.source.faults
    before = len(faults)
    part = part.called(part.label("id"))
    if not part.is_plain():
        return None, []
    name = _name(part, lines)
    part.require_keys(NEEDED, OPTIONAL)
    for key, allowed in ONE_OF.items():
        if key in NEEDED or part.get(key) is not None:
            part.require_one_of(key, allowed)
    period = _read(part, "period", read_period)
    right, supports = part.texts("right"), part.texts("supports")
    check = _check(part)
    expressions = [] if check is None else [(check, part.line("check"), "check")]
    for key, listed in (("right", right), ("supports", supports)):
        expressions += [(text, line, f"{key} {n}") for n, (text, line) in enumerate(listed, 1)]
    placed = [
        Expression(Place(part.source.file, line, name, key), text)
        for text, line, key in expressions
    ]
    faults += [fault for expression in placed for fault in _unreadable(expression)]
    quote = _said(part)
    if quote.unit and check and period is not None and not _unreadable(placed[0]):
        others = difference(quote, parse(check), period)
        if others:
            part.fault("said", f"found {quote}, which is not in the check", others)
    for key in ("wording", "why"):
        if part.get(f"{key}_ko") and not part.get(key):
            part.refuse(f"{key}_ko", f"nothing where there is no {key}")
    own = [key for key in ("month", "published") if part.get(key) is not None]
    month = _read(part, "month", parse_month) if "month" in own else about.month
    published = _read(part, "published", parse_date) if "published" in own else about.published
    statement, code = part.text("statement"), part.text("code")
    remarks = {key: part.text(key, needed=False) for key in REMARKS}
    source = part.texts("source")
    if len(faults) > before or month is None or published is None:
        return None, placed
    return Claim(
        id=name,
        statement=statement,
        kind=str(part.get("kind")),
        flow=str(part.get("flow")),
        breakdown=str(part.get("breakdown")),
        code=code,
        period=str(part.get("period")),
        check=check,
        said=quote,
        right=tuple(text for text, _ in right),
        supports=tuple(text for text, _ in supports),
        **remarks,
        researched=part.get("researched"),
        source=tuple(text for text, _ in source),
        month=month,
        published=published,
        where=f"{part.source.file}, line {part.line()}, {name}",
        places={**about.places, **_places(part, *own)},
        expressions=tuple(placed),
    ), placed


def _name(part: Part, lines: dict[str, int]) -> str:
    """Return the id of a claim; an empty text, and a fault, where it is none or is taken."""
    name = part.text("id")
    if name in lines:
        part.fault("id", f"the id {name!r} is given in line {lines[name]} already", "another id")
    elif name:
        lines[name] = part.line("id")
    return name


def _check(part: Part) -> str | None:
    check = part.get("check")
    if isinstance(check, str):
        return check
    if check is not None:
        part.refuse("check", "an expression, or null with a why")
    elif part.has("check") and not (part.get("why") or part.get("wording")):
        part.refuse("check", "an expression; null needs a why")
    return None


def _unreadable(expression: Expression) -> list[Fault]:
    try:
        parse(expression.text)
    except ClaimError as error:
        return [expression.place.fault(error)]
    return []


def _said(part: Part) -> Said:
    if part.get("said") is None:
        return Said()
    inner = part.part("said")
    before = len(part.source.faults)
    inner.require_keys({"value": "a number or a period", "unit": "its unit, such as usd_billion"})
    if len(part.source.faults) > before:
        return Said()
    quote = read_said(inner.get("value"), inner.get("unit"))
    if isinstance(quote, str):
        part.refuse("said", quote)
        return Said()
    return quote


def _read(part: Part, key: str, read: Callable[[str], Day]) -> Day | None:
    try:
        return read(str(part.get(key)))
    except (MonthError, DateError) as error:
        if part.has(key):
            part.refuse(key, error.allowed)
        return None


def _places(part: Part, *keys: str) -> dict[str, Place]:
    return {key: Place(part.source.file, part.line(key), part.name, key) for key in keys}
