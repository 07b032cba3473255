"""Tables about the figures themselves: where they stand, revisions, checks, and claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields

import pandas as pd

from helpers import catalogue, wording
from helpers.checks import Check, Comparison, compared
from helpers.checks.comparing import AGREES, OPEN
from helpers.checks.printout import NAMES
from helpers.claims import could_turn
from helpers.display import Missing, escape, organisation, source_line
from helpers.loading import Fact, Panel
from helpers.tables.table import Html, Row, Table, address, badge, numbers, tabulate, texts
from helpers.wording import absent, in_sentence, month_name, number

VERDICTS = {
    "holds": "yes",
    "does not hold": "no",
    "misstated": "partly",
    "cannot be decided": "open",
}
SHOWN_EVIDENCE = 3
HELD = (
    ("exports", "total"), ("imports", "total"), ("exports", "semiconductors"), ("exports", "usa"),
    ("exports", "china"), ("exports", "asean"), ("imports", "energy_total"),
)  # fmt: skip


def about(trade: Panel) -> Table:
    """Show basis, status, date and coverage of the main series, and what is not held."""
    shown, data, sources = [], [], []
    for flow, code in HELD:
        facts = trade.facts(flow, code)
        fact = trade.fact(flow, code)
        name = catalogue.name(code, data_dir=trade.data_dir)
        label = f"{'Total ' + flow if code == 'total' else flow.capitalize() + ': ' + name}"
        held = ""
        if len(facts):
            held = f"{facts.index.min()} to {facts.index.max()}, {len(facts):,} months"
        shown.append(
            Row(
                (
                    label,
                    catalogue.basis_name(fact.basis, data_dir=trade.data_dir) if fact else absent(),
                    organisation(fact.basis) if fact else absent(),
                    (fact.status + (" (stand-in)" if fact.stand_in else "")) if fact else absent(),
                    fact.published if fact else absent(),
                    held or absent(),
                )
            )
        )
        data.append(
            {
                "series": f"{flow}.{code}",
                "basis": fact.basis if fact else "",
                "status": fact.status if fact else "",
                "published": fact.published if fact else "",
                "stand_in": fact.stand_in if fact else "",
                "first": str(facts.index.min()) if len(facts) else "",
                "last": str(facts.index.max()) if len(facts) else "",
                "months": len(facts),
            }
        )
        sources.append(fact.source if fact else "")
    when = f"as known on {trade.as_of}" if trade.as_of else "in the newest vintages held"
    return tabulate(
        "about",
        title=f"Where the figures of {month_name(trade.month)} stand",
        subtitle=f"Basis, status and date of the main series, {when}",
        columns=texts("Series", "Basis", "Organisation", "Status", "Published", "Months held"),
        rows=shown,
        source=source_line(trade.facts("exports", "total"), trade.facts("imports", "total")),
        data=pd.DataFrame(data),
        sources=sources,
    )


def checks(found: Sequence[Check]) -> Table:
    """Show what was checked before the page was published, and what came out.

    Examples
    --------
    >>> checks([Check("Parts add up", True, "20 items")]).rows[0].cells[1]
    '<span class="badge yes">passed</span>'
    """
    failed = sum(not check.passed for check in found)
    return tabulate(
        "checks",
        title="Checks of the figures",
        subtitle=f"{len(found) - failed} of {len(found)} passed",
        columns=texts("Check", "Result", "Found"),
        rows=[
            Row(
                (
                    check.name,
                    badge("passed", "yes") if check.passed else badge("failed", "no"),
                    check.detail,
                )
            )
            for check in found
        ],
        source="computed from the figures of this page",
        data=pd.DataFrame(
            [(c.name, c.passed, c.detail) for c in found], columns=["check", "passed", "detail"]
        ),
    )


def reconciled(trade: Panel) -> Table | Missing:
    """Show how many printed figures of the month agree with what follows from the others.

    One row for each kind of figure; what differs is listed with its cause, and the data behind the
    table hold every figure compared.
    """
    made = compared(trade)
    can = [each for each in made if each.outcome != OPEN]
    if not can:
        return Missing(
            "tab-reconciled",
            f"Printed figures of {month_name(trade.month)} with the values they follow from are"
            f" not held{f' on {trade.as_of}' if trade.as_of else ''}: nothing is compared.",
        )
    agree = sum(each.outcome == AGREES for each in can)
    gaps = Counter(each.why.split(";")[0] for each in made if each.outcome == OPEN)
    left = [f"{count} because {why}" for why, count in gaps.items()]
    rows = [_reconciled(rule, [each for each in can if each.rule == rule]) for rule in NAMES]
    data = pd.DataFrame(can, columns=[field.name for field in fields(Comparison)])
    return tabulate(
        "reconciled",
        title=f"{agree} of {len(can)} printed figures agree with what follows from the others",
        subtitle=f"Printed for {month_name(trade.month)} and the quarter or year it ends, in every"
        f" vintage {f'known on {trade.as_of}' if trade.as_of else 'held'}",
        columns=[
            *texts("What was printed"),
            *numbers("Compared", "Agree"),
            *texts("What does not, and why"),
        ],
        rows=[row for row in rows if row is not None],
        source="the releases named in the data, computed from the values of the same day",
        data=data.drop(columns=["breakdown", "basis", "source"]),
        notes=[
            "A figure agrees when its printed digits allow what the digits of the others give.",
            *([f"Not compared: {wording.joined(left)}."] if left else []),
        ],
    )


def _reconciled(rule: str, made: Sequence[Comparison]) -> Row | None:
    """Give the row of a rule; None where nothing could be compared."""
    if not made:
        return None
    differ = [
        f"{each.flow}.{each.code} {each.period}: {each.printed:g} printed {each.published},"
        f" {each.computed:.2f} computed. {each.why or 'Cause not known'}"
        for each in made
        if each.outcome != AGREES
    ]
    agree = len(made) - len(differ)
    cells = (NAMES[rule].capitalize(), str(len(made)), str(agree), "; ".join(differ) or "–")
    return Row(cells, kind="partly" if differ else "")


def claims(judged: pd.DataFrame) -> Table | Missing:
    """Show each published statement, what the data say, the verdict and the evidence.

    Parameters
    ----------
    judged : pandas.DataFrame
        As `helpers.claims.judge` gives it.
    """
    if judged.empty:
        return Missing("tab-claims", "No published statements about this month are held.")
    rows = []
    for claim in judged.to_dict("records"):
        verdict, now = str(claim["verdict"]), str(claim.get("now", claim["verdict"]))
        said = badge(verdict, VERDICTS.get(verdict, "open"))
        if now != verdict:
            later = badge(now, VERDICTS.get(now, "open"))
            said = Html(f"{said}<br>on revised data: {later}")
        reading = escape(claim["reading"])
        if claim.get("robust") is False:
            reading += f"<br>{escape(could_turn(float(claim['revision'])))}"
        supports = "".join(f"<br>{escape(text)}" for text in claim.get("supports") or ())
        facts: tuple[Fact, ...] = tuple(claim.get("evidence") or ())
        rows.append(
            Row(
                (
                    str(claim["statement"]),
                    said,
                    Html(f"{reading}{supports}{_evidence(facts)}"),
                ),
                kind=VERDICTS.get(verdict, "open"),
            )
        )
    counts = judged["verdict"].value_counts()
    many = {"holds": "hold", "does not hold": "do not hold"}
    summary = ", ".join(
        f"{counts[v]} {v if counts[v] == 1 else many.get(v, v)}" for v in VERDICTS if v in counts
    )
    columns = [
        *("id", "statement", "kind", "check", "verdict", "reading", "robust"),
        *("now", "reading_now", "robust_now"),
    ]
    return tabulate(
        "claims",
        title=f"{len(judged)} published statements against the data",
        subtitle=summary,
        columns=texts("Statement", "Verdict", "What the data say"),
        rows=rows,
        source="the figures named under evidence, each with its date",
        data=judged[[each for each in columns if each in judged]],
        notes=[
            "Judged on what was known on the day of the text; where revised data say otherwise, the"
            " verdict shows both."
        ],
    )


def _evidence(facts: Sequence[Fact]) -> str:
    """List, folded, the figures that decide, each linked to where it was found."""
    if not facts:
        return ""
    shown = "".join(f"<li>{_cited(fact)}</li>" for fact in facts[:SHOWN_EVIDENCE])
    more = len(facts) - SHOWN_EVIDENCE
    rest = f"<li>and {more} more</li>" if more > 0 else ""
    many = "1 figure" if len(facts) == 1 else f"{len(facts)} figures"
    return f"<details><summary>Evidence: {many}</summary><ul>{shown}{rest}</ul></details>"


def _cited(fact: Fact) -> str:
    if fact.flow == "none":
        name = fact.measure.replace("_", " ").capitalize()
    else:
        of = "" if fact.code == "total" else f" {in_sentence(catalogue.name(fact.code))}"
        name = f"{fact.flow.capitalize()}{of}"
    words, href = escape(f"{name} {fact.period}"), address(fact.source)
    linked = f'<a href="{escape(href)}" rel="noopener">{words}</a>' if href else words
    value = number(fact.value, 0 if float(fact.value).is_integer() else 1)
    unit = {"usd_million": " USD million", "pct": "%"}.get(fact.unit, f" {fact.unit}")
    return f"{linked}: {escape(value + unit)}, published {fact.published}"
