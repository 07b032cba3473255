"""Claims held against the data: each becomes a verdict with its reading and evidence.

The verdicts are computed:

holds
    the check is true and no wrong word is declared; "holds since YYYY-MM" where it is a record of
    all time but the data reach back only so far
misstated
    it is false, but a right reading is true, or the number is off by a slip that shows (a factor
    of ten, a sign); or the word is wrong where the figure holds
does not hold
    it is false and there is no right reading
cannot be decided
    it is unknown or open, with the reason and the observation that would decide it, or there is no
    check

Each claim is judged as known on the day of the text and as known to the panel handed in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from helpers.claims.claims_file import Claim, ClaimsFile, read_claims
from helpers.claims.faults import expression_faults
from helpers.claims.language import ask
from helpers.claims.result import Result, distinct, named
from helpers.claims.robustness import Robustness, robustness
from helpers.errors import AsOfError, ClaimError, ClaimsFileError, Fault, KtradeError
from helpers.loading import Fact, Panel, load
from helpers.translation import phrase, speaking, spoken

VERDICTS = ("holds", "does not hold", "misstated", "cannot be decided")
OF_CLAIM = ("id", "statement", "kind", "said", "check", "researched", "source", "note")


@dataclass(frozen=True)
class Verdict:
    """What the data say to a claim on one date.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`, or "holds since YYYY-MM".
    reading : str
        What the data say, the right reading, or why there is none.
    supports : tuple of str
        What stands beside it, each piece by itself.
    evidence : tuple of Fact
        The observations that decide.
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
    """Return the verdict of a panel on one claim.

    Raises
    ------
    ClaimError
        When an expression of the claim names what does not exist, or is no yes or no.
    """
    said = None if claim.check is None else _answer(claim, claim.check, trade)
    rights = [_answer(claim, each, trade) for each in claim.right]
    supports = [_asked(claim, each, trade) for each in claim.supports]
    right = bool(rights) and all(each.value is True for each in rights)
    verdict, decided_by = _verdict(claim, said, right)
    shown = [] if said is None else [said]
    shown += rights if verdict != "does not hold" else []
    reading = _reading(claim, verdict, said, rights if right else [])
    stand_in = decided_by.startswith("data") and any(each.stand_in for each in shown)
    return Verdict(
        verdict=verdict,
        reading=f"{reading} {phrase('known_later')}" if stand_in else reading,
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
        One row a claim: id, statement, kind, said, check; verdict, reading, told (the reading in
        the language spoken, all else is English), supports (tuple of texts, spoken too), evidence
        (tuple of Fact), stand_in, decided_by and robust (with revision, the size in per cent that
        would turn it) as known on `as_of`, the day of the text; now, reading_now, evidence_now,
        robust_now and revision_now, the same as known to the panel; revised (whether the two
        verdicts differ), researched, source and note.

    Raises
    ------
    ClaimsFileError
        When a claim or the head of the file is faulty, with all faults; `judge_file` judges the
        good claims all the same.
    ClaimError
        When the claims are about another month.

    Examples
    --------
    >>> from helpers.claims import claims_path
    >>> trade = load("2023-12")
    >>> table = judge(claims_path("2023-12"), trade).set_index("id")
    >>> table.loc["2023-12-A-40", ["verdict", "reading"]].tolist()
    ['misstated', 'USD 4.48 billion: 44.8 is too large by a factor of ten.']
    """
    read = claims if isinstance(claims, ClaimsFile) else read_claims(claims)
    judged, faults = verdicts_and_faults(read, trade)
    if faults:
        raise ClaimsFileError(faults)
    return judged


def verdicts_and_faults(read: ClaimsFile, trade: Panel) -> tuple[pd.DataFrame, list[Fault]]:
    """Judge the good claims of a file, and list the faults of the others.

    Returns
    -------
    tuple
        A table as `judge` returns it, and every fault in the order of the file.
    """
    if read.month != trade.month:
        raise ClaimError(str(read.month), f"the claims are about another month than {trade.month}")

    @cache
    def panel(month: pd.Period, day: dt.date | None) -> Panel:
        if (month, day) == (trade.month, trade.as_of):
            return trade
        return load(month, day, trade.data_dir)

    rows = []
    with speaking("en"):
        faults = [*read.faults, *expression_faults(read.unused, trade)]
    for claim in read.claims:
        panels: list[Panel] = []
        try:
            for day in (claim.published, trade.as_of):
                panels.append(panel(claim.month, day))
            with speaking("en"):
                then, now = (decide(claim, each) for each in panels)
            told = then if spoken() == "en" else decide(claim, panels[0])
        except ClaimError as error:
            with speaking("en"):
                found = (expression_faults(claim.expressions, each) for each in panels)
                faults += next(filter(None, found), [claim.expressions[0].place.fault(error)])
            continue
        except KtradeError as error:
            key = "published" if isinstance(error, AsOfError) and not panels else "month"
            faults.append(Fault(*claim.places[key], str(error)))
            continue
        rows.append(
            {name: getattr(claim, name) for name in OF_CLAIM}
            | {"as_of": claim.published, "told": told.reading, "supports": told.supports}
            | {"stand_in": then.stand_in, "decided_by": then.decided_by, "then": then.verdict}
            | {"verdict": then.verdict, **_judged(then, "")}
            | {"now": now.verdict, **_judged(now, "_now")}
            | {"revised": then.verdict != now.verdict}
        )
    return pd.DataFrame(rows), sorted(dict.fromkeys(faults), key=lambda each: each.line or 0)


def _judged(verdict: Verdict, when: str) -> dict[str, object]:
    """Return the columns that a table has of each of the two days."""
    return {
        f"reading{when}": verdict.reading,
        f"evidence{when}": verdict.evidence,
        f"robust{when}": verdict.robustness.robust,
        f"revision{when}": verdict.robustness.percent,
    }


def plain_verdict(verdict: str) -> str:
    """Return one of `VERDICTS`: "holds" for "holds since YYYY-MM".

    Examples
    --------
    >>> plain_verdict("holds since 2022-01"), plain_verdict("misstated")
    ('holds', 'misstated')
    """
    return verdict.partition(" since ")[0]


def _verdict(claim: Claim, said: Result | None, right: bool) -> tuple[str, str]:
    if said is None:
        return ("misstated", "wording") if claim.wording else ("cannot be decided", "nothing")
    if said.value is True:
        since = "" if said.since is None else f" since {named(said.since)}"
        return ("misstated", "data and wording") if claim.wording else (f"holds{since}", "data")
    if said.value is False:
        if right and claim.wording:
            return "misstated", "data and wording"
        return ("misstated" if right or said.slip else "does not hold"), "data"
    if claim.wording and right:
        return "misstated", "data and wording"
    return "cannot be decided", "nothing"


def _reading(claim: Claim, verdict: str, said: Result | None, rights: list[Result]) -> str:
    korean = spoken() == "ko"
    why = claim.why_ko if korean and claim.why_ko else claim.why
    wording = claim.wording_ko if korean and claim.wording_ko else claim.wording
    sentences = [why if said is None else said.text]
    if said is not None and said.value is None and said.reason not in said.text:
        sentences = [said.reason if said.text in said.reason else f"{said.text}; {said.reason}"]
    new = [each for each in rights if said is None or not said.text.startswith(each.text)]
    if new and not verdict.startswith("holds"):
        sentences.append(phrase("right", text="; ".join(dict.fromkeys(map(_with_subject, new)))))
    if wording:
        sentences.append(wording)
    return " ".join(each if each.endswith(".") else f"{each}." for each in sentences if each)


def _with_subject(found: Result) -> str:
    return f"{found.subject}: {found.text}" if found.subject else found.text


def _asked(claim: Claim, expression: str, trade: Panel) -> Result:
    try:
        return ask(trade, expression)
    except ClaimError as error:
        place = f"{claim.where}: {error.problem}"
        raise ClaimError(error.text, place, error.position, error.suggestion) from None


def _answer(claim: Claim, expression: str, trade: Panel) -> Result:
    found = _asked(claim, expression, trade)
    if found.value is not None and not isinstance(found.value, bool):
        raise ClaimError(expression, f"{claim.where}: gives {found.text}, not a yes or no")
    return found
