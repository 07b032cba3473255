"""Claims compared with the data: a verdict for each, with its reading and evidence.

The verdicts are computed:

holds
    the check is true and no wrong word is declared; "holds since YYYY-MM" where it is a record of
    all time but the data reach back only so far
misstated
    it is false, but a right reading is true, or the number is off by a slip that shows (a factor
    of ten, a sign); or the word is wrong where the number holds
does not hold
    it is false and there is no right reading
cannot be decided
    it is unknown or open, with the reason and the observation that would decide it, or there is no
    check

Each claim is decided as known on the day of the text and as known to the panel handed in.
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
from helpers.loading import Observation, Panel, load
from helpers.translation import phrase, speaking, spoken

VERDICTS = ("holds", "does not hold", "misstated", "cannot be decided")
OF_CLAIM = ("id", "statement", "kind", "said", "check", "researched", "source", "note")


@dataclass(frozen=True)
class Verdict:
    """Verdict of the data on a claim, as known on one date.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`, or "holds since YYYY-MM".
    reading : str
        What the data say, the right reading, or why there is none.
    supports : tuple of str
        Further results asked for beside it.
    evidence : tuple of Observation
        The observations that decide.
    later : bool
        It was decided on vintages known only after the date.
    decided_by : str
        "data", "wording", "data and wording", or "nothing".
    robustness : Robustness
        Whether the answer to the check would survive an ordinary revision of the month.
    """

    verdict: str
    reading: str
    supports: tuple[str, ...]
    evidence: tuple[Observation, ...]
    later: bool
    decided_by: str
    robustness: Robustness


def decide(claim: Claim, trade: Panel) -> Verdict:
    """Return the verdict of a panel on one claim.

    Raises
    ------
    ClaimError
        When an expression of the claim names what does not exist, or is no yes or no.
    """
    answer = None if claim.check is None else _answer(claim, claim.check, trade)
    rights = [_answer(claim, expression, trade) for expression in claim.right]
    supports = [_asked(claim, expression, trade) for expression in claim.supports]
    right = bool(rights) and all(result.value is True for result in rights)
    verdict, decided_by = _verdict(claim, answer, right)
    shown = [] if answer is None else [answer]
    shown += rights if verdict != "does not hold" else []
    reading = _reading(claim, verdict, answer, rights if right else [])
    later = decided_by.startswith("data") and any(result.later for result in shown)
    return Verdict(
        verdict=verdict,
        reading=f"{reading} {phrase('known_later')}" if later else reading,
        supports=tuple(map(_with_subject, supports)),
        evidence=distinct(
            observation for result in [*shown, *supports] for observation in result.evidence
        ),
        later=later,
        decided_by=decided_by,
        robustness=Robustness(None) if answer is None else robustness(trade, str(claim.check)),
    )


def judge(claims: ClaimsFile | str | Path, trade: Panel) -> pd.DataFrame:
    """Judge every claim of a file, as known on the day of the text and as known to the panel.

    Parameters
    ----------
    claims : ClaimsFile, str or Path
        The claims, or their file.
    trade : Panel
        The panel of the month the claims are about.

    Returns
    -------
    pandas.DataFrame
        One row a claim: id, statement, kind, said, check; verdict, reading, told (the reading in
        the language spoken, all else is English), supports (tuple of texts, spoken too), evidence
        (tuple of Observation), later, decided_by and robust (with revision, the size in per cent
        that would turn it) as known on `as_of`, the day of the text; now, reading_now,
        evidence_now, robust_now and revision_now, the same as known to the panel; revised (whether
        the two verdicts differ), researched, source and note.

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
    table, faults = verdicts_and_faults(read, trade)
    if faults:
        raise ClaimsFileError(faults)
    return table


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
    def load_panel(month: pd.Period, day: dt.date | None) -> Panel:
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
                panels.append(load_panel(claim.month, day))
            with speaking("en"):
                then, now = (decide(claim, panel) for panel in panels)
            shown = then if spoken() == "en" else decide(claim, panels[0])
        except ClaimError as error:
            with speaking("en"):
                lists = (expression_faults(claim.expressions, panel) for panel in panels)
                faults += next(filter(None, lists), [claim.expressions[0].place.fault(error)])
            continue
        except KtradeError as error:
            key = "published" if isinstance(error, AsOfError) and not panels else "month"
            faults.append(Fault(*claim.places[key], str(error)))
            continue
        rows.append(
            {name: getattr(claim, name) for name in OF_CLAIM}
            | {"as_of": claim.published, "told": shown.reading, "supports": shown.supports}
            | {"later": then.later, "decided_by": then.decided_by, "then": then.verdict}
            | {"verdict": then.verdict, **_judged(then, "")}
            | {"now": now.verdict, **_judged(now, "_now")}
            | {"revised": then.verdict != now.verdict}
        )
    return pd.DataFrame(rows), sorted(dict.fromkeys(faults), key=lambda fault: fault.line or 0)


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


def _verdict(claim: Claim, answer: Result | None, right: bool) -> tuple[str, str]:
    if answer is None:
        return ("misstated", "wording") if claim.wording else ("cannot be decided", "nothing")
    if answer.value is True:
        since = "" if answer.since is None else f" since {named(answer.since)}"
        return ("misstated", "data and wording") if claim.wording else (f"holds{since}", "data")
    if answer.value is False:
        if right and claim.wording:
            return "misstated", "data and wording"
        return ("misstated" if right or answer.slip else "does not hold"), "data"
    if claim.wording and right:
        return "misstated", "data and wording"
    return "cannot be decided", "nothing"


def _reading(claim: Claim, verdict: str, answer: Result | None, rights: list[Result]) -> str:
    korean = spoken() == "ko"
    why = claim.why_ko if korean and claim.why_ko else claim.why
    wording = claim.wording_ko if korean and claim.wording_ko else claim.wording
    sentences = [why if answer is None else answer.text]
    if answer is not None and answer.value is None and answer.reason not in answer.text:
        known, reason = answer.text, answer.reason
        sentences = [reason if known in reason else f"{known}; {reason}"]
    new = [right for right in rights if answer is None or not answer.text.startswith(right.text)]
    if new and not verdict.startswith("holds"):
        sentences.append(phrase("right", text="; ".join(dict.fromkeys(map(_with_subject, new)))))
    if wording:
        sentences.append(wording)
    return " ".join(text if text.endswith(".") else f"{text}." for text in sentences if text)


def _with_subject(result: Result) -> str:
    return f"{result.subject}: {result.text}" if result.subject else result.text


def _asked(claim: Claim, expression: str, trade: Panel) -> Result:
    try:
        return ask(trade, expression)
    except ClaimError as error:
        place = f"{claim.where}: {error.problem}"
        raise ClaimError(error.text, place, error.position, error.suggestion) from None


def _answer(claim: Claim, expression: str, trade: Panel) -> Result:
    answer = _asked(claim, expression, trade)
    if answer.value is not None and not isinstance(answer.value, bool):
        raise ClaimError(expression, f"{claim.where}: gives {answer.text}, not a yes or no")
    return answer
