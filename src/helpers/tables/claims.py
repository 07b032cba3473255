"""The table of published statements: each with its verdict, what the data say, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import catalogue
from helpers.claims import claims_path, could_turn, judge, plain_verdict
from helpers.claims.result import UNITS
from helpers.display import Missing, escape, flow_name
from helpers.loading import Fact, Panel
from helpers.tables.table import Html, Row, Table, address, badge, tabulate, texts
from helpers.texts.filters import labels
from helpers.translation import later, spoken, tr
from helpers.wording import in_sentence, number

# How a verdict looks, and how one and several of it are counted.
VERDICTS = {
    "holds": ("yes", later("{} holds"), later("{} hold")),
    "does not hold": ("no", later("{} does not hold"), later("{} do not hold")),
    "misstated": ("partly", later("{} misstated"), later("{} misstated")),
    "cannot be decided": ("open", later("{} cannot be decided"), later("{} cannot be decided")),
}
PRINTED_UNITS = {
    "usd_million": later("{} USD million"),
    "pct": later("{}%"),
    "kilotonne": later("{} kilotonne"),
    "days": later("{} days"),
}
SHOWN_EVIDENCE = 3


@dataclass(frozen=True)
class Claims:
    """The claims about a month: those that do not hold open, those that hold folded."""

    wrong: Table | Missing | None
    right: Table | Missing | None

    def _repr_html_(self) -> str:
        if self.wrong is None and self.right is None:
            return ""
        wrong = "" if self.wrong is None else self.wrong._repr_html_()
        right = ""
        if self.right is not None:
            summary = escape(labels("page")["claims_hold"])
            table = self.right._repr_html_()
            right = f'<details class="folded"><summary>{summary}</summary>{table}</details>'
        return f'<h2 id="claims">{escape(labels("page")["claims"])}</h2>{wrong}{right}'


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
    judged = judge(path, trade)
    holds = judged["verdict"].map(plain_verdict).eq("holds")
    return Claims(
        claims(judged[~holds]) if not holds.all() else None,
        claims(judged[holds], "claims-that-hold") if holds.any() else None,
    )


def claims(judged: pd.DataFrame, slug: str = "claims") -> Table | Missing:
    """Show each published statement, what the data say, the verdict and the evidence.

    The statements are quotations and stay in their language.

    Parameters
    ----------
    judged : pandas.DataFrame
        As `helpers.claims.judge` gives it.
    slug : str
        Name of the table.
    """
    if judged.empty:
        return Missing("tab-claims", tr("No published statements about this month are held."))
    rows = [_row(claim) for claim in judged.to_dict("records")]
    counts = judged["verdict"].map(plain_verdict).value_counts()
    summary = ", ".join(
        tr(one if counts[verdict] == 1 else many, counts[verdict])
        for verdict, (_, one, many) in VERDICTS.items()
        if verdict in counts
    )
    columns = [
        *("id", "statement", "kind", "check", "verdict", "reading", "robust"),
        *("now", "reading_now", "robust_now"),
    ]
    return tabulate(
        slug,
        title=tr("{} published statements against the data", len(judged)),
        subtitle=summary,
        columns=texts(tr("Statement"), tr("Verdict"), tr("What the data say")),
        rows=rows,
        source=tr("the figures named under evidence, each with its date"),
        data=judged[[each for each in columns if each in judged]],
        notes=[
            tr(
                "Judged on what was known on the day of the text; where revised data say otherwise,"
                " the verdict shows both."
            )
        ],
    )


def _row(claim: Mapping[Any, Any]) -> Row:
    verdict = str(claim["verdict"])
    now = str(claim.get("now", verdict))
    said = _badge(verdict)
    if now != verdict:
        revised = tr("on revised data: {}", _badge(now))
        said = Html(f"{said}<br>{revised}")
    told = escape(claim.get("told", claim["reading"]))
    if claim.get("robust") is False:
        told += f"<br>{escape(could_turn(float(claim['revision'])))}"
    told += "".join(f"<br>{escape(text)}" for text in claim.get("supports") or ())
    facts: Sequence[Fact] = claim.get("evidence") or ()
    cells = (_quoted(str(claim["statement"])), said, Html(f"{told}{_evidence(facts)}"))
    return Row(cells, kind=_kind(verdict))


def _kind(verdict: str) -> str:
    return VERDICTS.get(plain_verdict(verdict), ("open",))[0]


def _badge(verdict: str) -> Html:
    _, since, start = verdict.partition(" since ")
    text = tr("holds since {month}", month=start) if since else tr(verdict)
    return badge(text, _kind(verdict))


def _quoted(statement: str) -> str:
    """Give a statement, on a page in another language marked as English for a screen reader."""
    if spoken() == "en":
        return statement
    return Html(f'<span lang="en">{escape(statement)}</span>')


def _evidence(facts: Sequence[Fact]) -> str:
    """List, folded, the figures that decide, each linked to where it was found."""
    if not facts:
        return ""
    shown = "".join(f"<li>{_cited(fact)}</li>" for fact in facts[:SHOWN_EVIDENCE])
    more = len(facts) - SHOWN_EVIDENCE
    others = tr("and {} more", more)
    rest = f"<li>{others}</li>" if more > 0 else ""
    many = len(facts)
    head = tr("Evidence: 1 figure") if many == 1 else tr("Evidence: {} figures", many)
    return f"<details><summary>{head}</summary><ul>{shown}{rest}</ul></details>"


def _cited(fact: Fact) -> str:
    if fact.measure == "working_days":
        name = tr("Working days")
    elif fact.flow == "none":
        measure = fact.measure.replace("_", " ").capitalize()
        name = tr("{measure}", measure=measure, name=catalogue.name(fact.code))
    elif fact.code == "total":
        name = flow_name(fact.flow)
    else:
        code = in_sentence(catalogue.name(fact.code))
        name = tr("{flow} {name}", flow=flow_name(fact.flow), name=code)
    words, href = escape(f"{name} {fact.period}"), address(fact.source)
    linked = f'<a href="{escape(href)}" rel="noopener">{words}</a>' if href else words
    value = number(fact.value, 0 if float(fact.value).is_integer() else 1)
    unit = PRINTED_UNITS.get(fact.unit) or UNITS.get(fact.unit)
    amount = tr(unit, value) if unit else f"{value} {fact.unit}"
    return tr("{figure}: {amount}, published {day}", figure=linked, amount=escape(amount),
              day=fact.published)  # fmt: skip
