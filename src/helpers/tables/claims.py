"""The table of published statements: each with its verdict, what the data say, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from helpers.claims import claims_path, could_turn, judge, plain_verdict
from helpers.display import Missing
from helpers.loading import Observation, Panel
from helpers.tables.show import Column, show
from helpers.tables.table import Table, address, badge
from helpers.texts.filters import series_name
from helpers.texts.text import module
from helpers.translation import labels, spoken
from helpers.wording import number

KINDS = {"holds": "yes", "does not hold": "no", "misstated": "partly", "cannot be decided": "open"}
COLUMNS = (Column("quoted", "html"), Column("badge", "html", "verdict"), Column("says", "html"))
DOWNLOAD = [
    *("id", "statement", "kind", "check", "verdict", "reading", "robust"),
    *("now", "reading_now", "robust_now"),
]
SHOWN_EVIDENCE = 3


@dataclass(frozen=True)
class Claims:
    """The claims about a month: those that do not hold open, those that hold folded."""

    wrong: Table | Missing | None
    right: Table | Missing | None

    def _repr_html_(self) -> str:
        if self.wrong is None and self.right is None:
            return ""
        words = labels("page")
        wrong = "" if self.wrong is None else self.wrong._repr_html_()
        right = ""
        if self.right is not None:
            right = (
                f'<details class="folded"><summary>{escape(words["claims_hold"])}</summary>'
                f"{self.right._repr_html_()}</details>"
            )
        return f'<h2 id="claims">{escape(words["claims"])}</h2>{wrong}{right}'


def judged_claims(trade: Panel) -> Claims:
    """Return the claims about the month that a file holds, each with its verdict.

    Examples
    --------
    >>> from helpers.loading import load
    >>> judged_claims(load("2009-01"))
    Claims(wrong=None, right=None)
    """
    path = claims_path(trade.month, trade.data_dir)
    if not path.exists():
        return Claims(None, None)
    statements = judge(path, trade)
    holds = statements["verdict"].map(plain_verdict).eq("holds")
    return Claims(
        claims(statements[~holds]) if not holds.all() else None,
        claims(statements[holds], "claims_that_hold") if holds.any() else None,
    )


def claims(judged: pd.DataFrame, name: str = "claims") -> Table | Missing:
    """Show each published statement, its verdict, what the data say and the evidence.

    The statements are quotations and stay in their language.

    Parameters
    ----------
    judged : pandas.DataFrame
        As `helpers.claims.judge` returns it.
    name : str
        claims or claims_that_hold.
    """
    frame = judged[[column for column in DOWNLOAD if column in judged]].copy()
    counts = judged["verdict"].map(plain_verdict).value_counts()
    frame.attrs = {"counts": [(verdict, counts[verdict]) for verdict in KINDS if verdict in counts]}
    rows = judged.to_dict("records")
    frame["quoted"] = [_quoted(str(row["statement"])) for row in rows]
    frame["badge"] = [_verdicts(row) for row in rows]
    frame["says"] = [_says(row) for row in rows]
    if frame.empty:
        frame.attrs = {"nothing": "claims"}
    return show(frame, COLUMNS, name=name)


def _verdicts(claim: Mapping[Any, Any]) -> Markup:
    """Return the verdict, and that on revised numbers where it differs."""
    verdict, now = str(claim["verdict"]), str(claim.get("now", claim["verdict"]))
    if now == verdict:
        return _badge(verdict)
    return _badge(verdict) + Markup("<br>") + _written("revised", verdict=_badge(now))


def _badge(verdict: str) -> Markup:
    kind = plain_verdict(verdict)
    _, since, start = verdict.partition(" since ")
    text = _written("since", month=start) if since else labels("verdicts")[kind]
    return Markup(badge(text, KINDS.get(kind, "open")))


def _quoted(statement: str) -> Markup:
    """Return a statement, on a page in another language marked as English for a screen reader."""
    quoted = escape(statement)
    return quoted if spoken() == "en" else Markup('<span lang="en">{}</span>').format(quoted)


def _says(claim: Mapping[Any, Any]) -> Markup:
    lines = [claim.get("told", claim["reading"])]
    if claim.get("robust") is False:
        lines.append(could_turn(float(claim["revision"])))
    text = Markup("<br>").join([*lines, *(claim.get("supports") or ())])
    return text + _evidence(claim.get("evidence") or ())


def _evidence(observations: Sequence[Observation]) -> Markup:
    """List, folded, the numbers that decide, each linked to where it was found."""
    if not observations:
        return Markup("")
    lines = [_cited(observation) for observation in observations[:SHOWN_EVIDENCE]]
    if more := len(observations) - len(lines):
        lines.append(_written("more", count=more))
    listed = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    head = _written("evidence", count=len(observations))
    return Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(head, listed)


def _cited(observation: Observation) -> Markup:
    name, href = f"{_name(observation)} {observation.period}", address(observation.source)
    linked = Markup('<a href="{}" rel="noopener">{}</a>').format(href, name) if href else name
    value = number(observation.value, 0 if float(observation.value).is_integer() else 1)
    amount = labels("measured").get(observation.unit, f"{{}} {observation.unit}").format(value)
    return _written("cited", number=linked, amount=amount, published=observation.published)


def _name(observation: Observation) -> str:
    if observation.measure == "working_days":
        return labels("rows")["working_days"]
    return series_name(observation.series)


def _written(key: str, **fields: Any) -> Markup:
    return Markup(getattr(module("claims"), key)(fields))
