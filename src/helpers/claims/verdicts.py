"""What others wrote, held against the data: a file of claims becomes a table of verdicts.

A claims file (`data/claims/YYYY-MM.yaml`) has a head and a list of claims.

head
    `month`; `article` with `title` and `url`; `published`, the day of the text; `claims`.
a claim, always
    `id`; `statement`, what was said, in a sentence; `kind` (one of `KINDS`); `flow`, `breakdown`,
    `code` and `period`, what it is about; `check`, an expression of the claims language for what
    the statement literally says, or null where trade figures cannot decide.
a claim, where it applies
    `said` (`value` and `unit`) the number in it; `right`, expressions for the right reading of a
    statement that is not literally so; `supports`, expressions shown beside it, each by itself;
    `wording`, a wrong word where the figure may hold; `why`, needed where `check` is null;
    `researched`, the verdict found by reading the sources (see `RESEARCHED`); `source`, addresses;
    `note`; `month` and `published`, for a text about another month or of another day.

The verdicts are computed:

holds
    the check is true and no wrong word is declared
misstated
    it is false, but a right reading is true, or the number is off by a slip that shows (a factor
    of ten, a sign); or the word is wrong where the figure holds
does not hold
    it is false and there is no right reading
cannot be decided
    it is unknown, with the reason, or there is no check

Each claim is judged as known on the day of the text and as known to the panel handed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helpers.claims.finding import Finding, distinct, read_period
from helpers.claims.grammar import parse
from helpers.claims.kinds import KINDS
from helpers.claims.language import ask
from helpers.claims.robustness import Robustness, robustness
from helpers.errors import ClaimError, DateError, MonthError, nearest
from helpers.loading import Fact, Panel, load
from helpers.months import parse_date, parse_month
from helpers.places import find_data_dir

VERDICTS = ("holds", "does not hold", "misstated", "cannot be decided")
RESEARCHED = {
    "true": "holds",
    "false": "does not hold",
    "misstated": "misstated",
    "not checkable": "cannot be decided",
    "sources conflict": None,
}
FLOWS = ("exports", "imports", "balance", "none")
HEAD = ("month", "article", "published", "claims")
NEEDED = ("id", "statement", "kind", "flow", "breakdown", "code", "period", "check")
OPTIONAL = ("said", "right", "supports", "wording", "why", "researched", "source", "note", "month",
            "published")  # fmt: skip
LATER = "Rests on figures that became known only after that day."


@dataclass(frozen=True)
class Claim:
    """One statement and how to check it; see the module's docstring for the parts."""

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
    why: str
    researched: str | None
    source: tuple[str, ...]
    note: str
    month: pd.Period
    published: dt.date


@dataclass(frozen=True)
class ClaimsFile:
    """The claims of one text about a month."""

    month: pd.Period
    title: str
    url: str
    published: dt.date
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Verdict:
    """What the data say to a claim on one date.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`.
    reading : str
        What the data say, the right reading, or why there is none.
    supports : tuple of str
        What stands beside it, each piece by itself.
    evidence : tuple of Fact
        The published figures that decide.
    stand_in : bool
        It was decided on figures known only after the date.
    decided_by : str
        "data", "wording", "data and wording", or "nothing".
    robustness : Robustness
        Whether the answer to the check would survive an ordinary revision of the month's figures.
    """

    verdict: str
    reading: str
    supports: tuple[str, ...]
    evidence: tuple[Fact, ...]
    stand_in: bool
    decided_by: str
    robustness: Robustness


def decide(claim: Claim, trade: Panel) -> Verdict:
    """Give the verdict of a panel on one claim.

    Raises
    ------
    ClaimError
        When an expression of the claim names what does not exist, or is no yes or no.
    """
    said = None if claim.check is None else _answer(claim, claim.check, trade)
    rights = [_answer(claim, each, trade) for each in claim.right]
    supports = [ask(trade, each) for each in claim.supports]
    right = bool(rights) and all(each.value is True for each in rights)
    verdict, decided_by = _verdict(claim, said, right)
    shown = [] if said is None else [said]
    shown += rights if verdict != "does not hold" else []
    reading = _reading(claim, verdict, said, rights if right else [])
    stand_in = decided_by.startswith("data") and any(each.stand_in for each in shown)
    return Verdict(
        verdict=verdict,
        reading=f"{reading} {LATER}" if stand_in else reading,
        supports=tuple(f"{each.subject}: {each.text}".removeprefix(": ") for each in supports),
        evidence=distinct(fact for each in [*shown, *supports] for fact in each.evidence),
        stand_in=stand_in,
        decided_by=decided_by,
        robustness=Robustness(None) if said is None else robustness(trade, str(claim.check)),
    )


def judge(claims: ClaimsFile | str | Path, trade: Panel) -> pd.DataFrame:
    """Judge every claim of a file, as known on the day of the text and as known to the panel.

    Parameters
    ----------
    claims : ClaimsFile, str or Path
        The claims, or the file that holds them.
    trade : Panel
        The panel of the month the claims are about.

    Returns
    -------
    pandas.DataFrame
        One row a claim: id, statement, kind, said, check; verdict, reading, supports (tuple of
        texts), evidence (tuple of Fact), stand_in, decided_by and robust (with revision, the size
        in per cent that would turn it) as known on `as_of`, the day of the text; now, reading_now,
        evidence_now, robust_now and revision_now, the same as known to the panel; revised
        (whether the two verdicts differ), researched, source and note.

    Raises
    ------
    ClaimError
        When the file cannot be read, an expression fails, or the claims are about another month.

    Examples
    --------
    >>> trade = load("2023-12")
    >>> table = judge(claims_path("2023-12"), trade).set_index("id")
    >>> table.loc["2023-12-A-40", ["verdict", "reading"]].tolist()
    ['misstated', 'USD 4.48 billion: 44.8 is too large by a factor of ten.']
    """
    read = claims if isinstance(claims, ClaimsFile) else read_claims(claims)
    if read.month != trade.month:
        raise ClaimError(str(read.month), f"the claims are about another month than {trade.month}")

    @cache
    def known(month: pd.Period, day: dt.date | None) -> Panel:
        if (month, day) == (trade.month, trade.as_of):
            return trade
        return load(month, day, trade.data_dir)

    rows = []
    for claim in read.claims:
        then = decide(claim, known(claim.month, claim.published))
        now = decide(claim, known(claim.month, trade.as_of))
        rows.append(
            {
                "id": claim.id,
                "statement": claim.statement,
                "kind": claim.kind,
                "said": claim.said,
                "check": claim.check,
                "as_of": claim.published,
                "verdict": then.verdict,
                "reading": then.reading,
                "supports": then.supports,
                "evidence": then.evidence,
                "stand_in": then.stand_in,
                "decided_by": then.decided_by,
                "robust": then.robustness.robust,
                "revision": then.robustness.percent,
                "then": then.verdict,
                "now": now.verdict,
                "reading_now": now.reading,
                "evidence_now": now.evidence,
                "robust_now": now.robustness.robust,
                "revision_now": now.robustness.percent,
                "revised": then.verdict != now.verdict,
                "researched": claim.researched,
                "source": claim.source,
                "note": claim.note,
            }
        )
    return pd.DataFrame(rows)


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
        Naming the file, the claim and its line, the value found and what is allowed.

    Examples
    --------
    >>> read = read_claims(claims_path("2023-12"))
    >>> len(read.claims), read.published
    (67, datetime.date(2024, 1, 1))
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        head = yaml.load(text, Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise ClaimError(path.name, f"the file cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ClaimError(path.name, f"is no YAML: {error}") from error
    where = _Place(path.name)
    _require_keys(head, where, HEAD, ())
    article = head["article"]
    _require_keys(article, _Place(f"{path.name}, article"), ("title", "url"), ())
    month = _month(head["month"], where)
    published = _date(head["published"], where)
    if not isinstance(head["claims"], list) or not head["claims"]:
        raise where.error("claims", head["claims"], "a list of claims")
    claims = [_claim(each, path.name, month, published) for each in head["claims"]]
    ids = [claim.id for claim in claims]
    twice = {each for each in ids if ids.count(each) > 1}
    if twice:
        raise where.error("id", ", ".join(sorted(twice)), "each id once")
    return ClaimsFile(month, str(article["title"]), str(article["url"]), published, tuple(claims))


# ---------------------------------------------------------------- the verdict


def _verdict(claim: Claim, said: Finding | None, right: bool) -> tuple[str, str]:
    if said is None:
        return ("misstated", "wording") if claim.wording else ("cannot be decided", "nothing")
    if said.value is True:
        return ("misstated", "data and wording") if claim.wording else ("holds", "data")
    if said.value is False:
        if right and claim.wording:
            return "misstated", "data and wording"
        return ("misstated" if right or said.slip else "does not hold"), "data"
    if claim.wording and right:
        return "misstated", "data and wording"
    return "cannot be decided", "nothing"


def _reading(claim: Claim, verdict: str, said: Finding | None, rights: list[Finding]) -> str:
    sentences = [claim.why if said is None else said.text]
    new = [each for each in rights if said is None or not said.text.startswith(each.text)]
    if new and verdict != "holds":
        sentences.append(f"Right: {'; '.join(dict.fromkeys(map(_with_subject, new)))}")
    if claim.wording:
        sentences.append(claim.wording)
    return " ".join(each if each.endswith(".") else f"{each}." for each in sentences if each)


def _with_subject(found: Finding) -> str:
    return f"{found.subject}: {found.text}" if found.subject else found.text


def _answer(claim: Claim, expression: str, trade: Panel) -> Finding:
    try:
        found = ask(trade, expression)
    except ClaimError as error:
        raise ClaimError(
            error.text, f"{claim.id}: {error.problem}", error.position, error.suggestion
        ) from None
    if found.value is not None and not isinstance(found.value, bool):
        raise ClaimError(expression, f"{claim.id}: gives {found.text}, not a yes or no")
    return found


# ---------------------------------------------------------------- reading the file


@dataclass(frozen=True)
class _Place:
    """Where in a file something stands, for the messages."""

    text: str

    def error(self, key: str, found: object, allowed: str, hint: str | None = None) -> ClaimError:
        return ClaimError(self.text, f"{key}: found {found!r}, allowed: {allowed}", None, hint)


class _Loader(yaml.SafeLoader):
    """Reads plain values, remembers the line of each mapping and refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is given twice", node.start_mark
                )
        made = super().construct_mapping(node, deep=True)
        return {**made, LINE: node.start_mark.line + 1}


LINE = "__line__"


def _claim(raw: object, file: str, month: pd.Period, published: dt.date) -> Claim:
    where = _Place(file)
    if isinstance(raw, Mapping):
        where = _Place(f"{file}, line {raw.get(LINE)}, {raw.get('id', 'a claim without id')}")
    _require_keys(raw, where, NEEDED, OPTIONAL)
    assert isinstance(raw, Mapping)
    for key in ("id", "statement", "breakdown", "code"):
        if not isinstance(raw[key], str) or not raw[key].strip():
            raise where.error(key, raw[key], "a text")
    for key, allowed in (
        ("kind", tuple(KINDS)),
        ("flow", FLOWS),
        ("researched", tuple(RESEARCHED)),
    ):
        value = raw.get(key)
        if value not in allowed and (key != "researched" or value is not None):
            raise where.error(key, value, ", ".join(allowed), nearest(str(value), allowed))
    try:
        read_period(str(raw["period"]))
    except MonthError as error:
        raise where.error("period", raw["period"], error.allowed) from None
    check = raw["check"]
    if check is not None and not isinstance(check, str):
        raise where.error("check", check, "an expression, or null with a why")
    if check is None and not (raw.get("why") or raw.get("wording")):
        raise where.error("why", None, "a text, because check is null")
    right, supports = (_texts(raw, key, where) for key in ("right", "supports"))
    for expression in filter(None, (check, *right, *supports)):
        _require_expression(expression, where)
    return Claim(
        id=raw["id"],
        statement=raw["statement"],
        kind=raw["kind"],
        flow=raw["flow"],
        breakdown=raw["breakdown"],
        code=raw["code"],
        period=str(raw["period"]),
        check=check,
        said=_said(raw.get("said"), where),
        right=right,
        supports=supports,
        wording=str(raw.get("wording") or ""),
        why=str(raw.get("why") or ""),
        researched=raw.get("researched"),
        source=_texts(raw, "source", where),
        note=str(raw.get("note") or ""),
        month=_month(raw["month"], where) if "month" in raw else month,
        published=_date(raw["published"], where) if "published" in raw else published,
    )


def _require_keys(
    raw: object, where: _Place, needed: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    if not isinstance(raw, Mapping):
        raise where.error("entry", raw, f"a mapping with {', '.join(needed)}")
    for key in needed:
        if key not in raw:
            raise ClaimError(where.text, f"{key} is missing")
    for key in raw:
        if key != LINE and key not in needed + optional:
            allowed = needed + optional
            raise where.error("key", key, ", ".join(allowed), nearest(str(key), allowed))


def _require_expression(expression: str, where: _Place) -> None:
    try:
        parse(expression)
    except ClaimError as error:
        message = f"{where.text}: {error.problem}"
        raise ClaimError(error.text, message, error.position, error.suggestion) from None


def _texts(raw: Mapping[str, Any], key: str, where: _Place) -> tuple[str, ...]:
    value = raw.get(key)
    if value is None:
        return ()
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in listed):
        raise where.error(key, value, "a text or a list of texts")
    return tuple(listed)


def _said(raw: object, where: _Place) -> tuple[float | None, str | None]:
    if raw is None:
        return None, None
    _require_keys(raw, where, ("value", "unit"), ())
    assert isinstance(raw, Mapping)
    value, unit = raw["value"], raw["unit"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(unit, str):
        raise where.error("said", (value, unit), "a number and a unit")
    return float(value), unit


def _month(value: object, where: _Place) -> pd.Period:
    try:
        return parse_month(str(value))
    except MonthError as error:
        raise where.error("month", value, error.allowed) from None


def _date(value: object, where: _Place) -> dt.date:
    try:
        return parse_date(str(value))
    except DateError as error:
        raise where.error("published", value, error.allowed) from None
