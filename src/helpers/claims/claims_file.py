"""A file of claims: what is in it, and reading it with every part checked.

The parts are described in `HEAD` and `CLAIM`. Any fault is a `ClaimError` that names the file, the
line, the value found and what is allowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.claims.grammar import parse
from helpers.claims.kinds import KINDS
from helpers.claims.located import Part, read_located
from helpers.claims.result import read_period
from helpers.errors import ClaimError, DateError, MonthError
from helpers.months import parse_date, parse_month
from helpers.places import find_data_dir

FLOWS = ("exports", "imports", "balance", "none")
BREAKDOWNS = ("total", "item", "region", "energy", "macro", "other")
RESEARCHED = {
    "true": "holds",
    "false": "does not hold",
    "misstated": "misstated",
    "not checkable": "cannot be decided",
    "sources conflict": None,
}
HEAD = {
    "month": "The month the text is about, YYYY-MM.",
    "article": "Of the text: `title` and `url`.",
    "published": "The day of the text, YYYY-MM-DD.",
    "claims": "The list of claims.",
}
NEEDED = {
    "id": "A name of its own.",
    "statement": "What was said, in a sentence.",
    "kind": "One of the kinds of statement.",
    "flow": f"What it is about: {', '.join(FLOWS)}.",
    "breakdown": f"{', '.join(BREAKDOWNS)}.",
    "code": "The code of the series, several with commas, or `-`.",
    "period": "A month, quarter, half or year: `2023-12`, `2023-Q4`, `2023-H2`, `2023`.",
    "check": "An expression that says what the statement literally says: a yes or no. `null` where"
    " trade figures cannot decide.",
}
OPTIONAL = {
    "said": "The number in it: `value` and `unit`.",
    "right": "Expressions for the right reading of a statement that is not literally so.",
    "supports": "Expressions shown beside it, each by itself.",
    "wording": "What is wrong with a word where the figure may hold.",
    "wording_ko": "The same in Korean, for the pages in Korean; left out: these show `wording`.",
    "why": "Why there is no check; needed where `check` is `null`.",
    "why_ko": "The same in Korean, for the pages in Korean; left out: these show `why`.",
    "researched": "The verdict found by reading the sources:"
    f" {', '.join(f'`{each}`' for each in RESEARCHED)}.",
    "source": "Addresses.",
    "note": "What else there is to say.",
    "month": "Where it is about another month than the text.",
    "published": "Where it is of another day than the text.",
}


@dataclass(frozen=True)
class Claim:
    """One statement and how to check it; see `NEEDED` and `OPTIONAL` for the parts.

    `where` names the file, the line and the claim, for messages.
    """

    id: str
    statement: str
    kind: str
    flow: str
    breakdown: str
    code: str
    period: str
    check: str | None
    said: tuple[float | None, str | None]
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
    where: str


@dataclass(frozen=True)
class ClaimsFile:
    """The claims of one text about a month."""

    month: pd.Period
    title: str
    url: str
    published: dt.date
    claims: tuple[Claim, ...]


def claims_path(month: str | pd.Period, data_dir: str | Path | None = None) -> Path:
    """Give where the claims about a month are kept; the file need not exist.

    Examples
    --------
    >>> claims_path("2023-12").name
    '2023-12.yaml'
    """
    return find_data_dir(data_dir) / "claims" / f"{parse_month(month)}.yaml"


def read_claims(path: str | Path) -> ClaimsFile:
    """Read a claims file and check every part of it, the expressions included.

    Raises
    ------
    ClaimError
        Naming the file, the line and the claim, the value found and what is allowed.

    Examples
    --------
    >>> read = read_claims(claims_path("2023-12"))
    >>> len(read.claims), read.published
    (67, datetime.date(2024, 1, 1))
    """
    path = Path(path)
    head = read_located(path)
    head.require_keys(HEAD)
    article = head.part("article")
    article.require_keys(("title", "url"))
    month, published = _month(head), _date(head)
    entries = head.part("claims").entries
    if not entries:
        raise head.error("claims", "a list of claims")
    claims = [_claim(each, month, published) for each in entries]
    _require_distinct(entries, claims)
    title, url = article.text("title"), article.text("url")
    return ClaimsFile(month, title, url, published, tuple(claims))


def _claim(part: Part, month: pd.Period, published: dt.date) -> Claim:
    part.require_keys(NEEDED, OPTIONAL)
    part = part.called(part.text("id"))
    part.require_one_of("kind", KINDS)
    part.require_one_of("flow", FLOWS)
    part.require_one_of("breakdown", BREAKDOWNS)
    if part.get("researched") is not None:
        part.require_one_of("researched", RESEARCHED)
    period = str(part.get("period"))
    try:
        read_period(period)
    except MonthError as error:
        raise part.error("period", error.allowed) from None
    check = part.get("check")
    if check is not None and not isinstance(check, str):
        raise part.error("check", "an expression, or null with a why")
    if check is None and not (part.get("why") or part.get("wording")):
        raise part.error("check", "an expression; null needs a why")
    for key in ("wording", "why"):
        if part.get(f"{key}_ko") and not part.get(key):
            raise part.error(f"{key}_ko", f"nothing where there is no {key}")
    right, supports = part.texts("right"), part.texts("supports")
    for key, expressions in (("check", (check,)), ("right", right), ("supports", supports)):
        for expression in filter(None, expressions):
            _require_expression(part, key, expression)
    return Claim(
        id=part.text("id"),
        statement=part.text("statement"),
        kind=part.text("kind"),
        flow=part.text("flow"),
        breakdown=part.text("breakdown"),
        code=part.text("code"),
        period=period,
        check=check,
        said=_said(part),
        right=right,
        supports=supports,
        wording=part.text("wording", needed=False),
        wording_ko=part.text("wording_ko", needed=False),
        why=part.text("why", needed=False),
        why_ko=part.text("why_ko", needed=False),
        researched=part.get("researched"),
        source=part.texts("source"),
        note=part.text("note", needed=False),
        month=_month(part) if part.get("month") is not None else month,
        published=_date(part) if part.get("published") is not None else published,
        where=part.where(),
    )


def _said(part: Part) -> tuple[float | None, str | None]:
    if part.get("said") is None:
        return None, None
    said = part.part("said")
    said.require_keys(("value", "unit"))
    value, unit = said.get("value"), said.get("unit")
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(unit, str):
        raise part.error("said", "a number as value and a text as unit")
    return float(value), unit


def _require_distinct(entries: Sequence[Part], claims: Sequence[Claim]) -> None:
    lines: dict[str, int] = {}
    for entry, claim in zip(entries, claims, strict=True):
        if claim.id in lines:
            problem = f"the id {claim.id!r} is given in line {lines[claim.id]} already"
            raise ClaimError(entry.where("id"), problem)
        lines[claim.id] = entry.line("id")


def _require_expression(part: Part, key: str, expression: str) -> None:
    try:
        parse(expression)
    except ClaimError as error:
        message = f"{part.where(key)}, {key}: {error.problem}"
        raise ClaimError(error.text, message, error.position, error.suggestion) from None


def _month(part: Part) -> pd.Period:
    try:
        return parse_month(str(part.get("month")))
    except MonthError as error:
        raise part.error("month", error.allowed) from None


def _date(part: Part) -> dt.date:
    try:
        return parse_date(str(part.get("published")))
    except DateError as error:
        raise part.error("published", error.allowed) from None
