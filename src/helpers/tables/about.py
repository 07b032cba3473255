"""Tables about the figures themselves: where they stand, and what was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields

import pandas as pd

from helpers import catalogue, wording
from helpers.checks import Check, Comparison, compared, told
from helpers.checks.comparing import AGREES, OPEN
from helpers.checks.printout import NAMES
from helpers.display import Missing, between, flow_name, organisation, source_line
from helpers.loading import Fact, Panel
from helpers.tables.table import Row, Table, badge, numbers, tabulate, texts
from helpers.translation import spoken, tr
from helpers.wording import absent, in_sentence, month_name

KINDS = {"passed": "yes", "failed": "no", "not tested": "open"}
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
        label = flow_name(flow, total=True) if code == "total" else f"{flow_name(flow)}: {name}"
        held = ""
        if len(facts):
            held = tr(
                "{span}, {count} months",
                span=between(facts.index.min(), facts.index.max()),
                count=f"{len(facts):,}",
            )
        shown.append(
            Row(
                (
                    label,
                    catalogue.basis_name(fact.basis, data_dir=trade.data_dir) if fact else absent(),
                    organisation(fact.basis) if fact else absent(),
                    _status(fact),
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
    if trade.as_of:
        subtitle = tr("Basis, status and date of the main series, as known on {}", trade.as_of)
    else:
        subtitle = tr("Basis, status and date of the main series, in the newest vintages held")
    return tabulate(
        "about",
        title=tr("Where the figures of {month} stand", month=month_name(trade.month)),
        subtitle=subtitle,
        columns=texts(
            *(tr("Series"), tr("Basis"), tr("Organisation"), tr("Status"), tr("Published")),
            tr("Months held"),
        ),
        rows=shown,
        source=source_line(trade.facts("exports", "total"), trade.facts("imports", "total")),
        data=pd.DataFrame(data),
        sources=sources,
    )


def _status(fact: Fact | None) -> str:
    if fact is None:
        return absent()
    return tr("{status} (stand-in)", status=tr(fact.status)) if fact.stand_in else tr(fact.status)


def checks(found: Sequence[Check]) -> Table:
    """Show what was checked before the page was published, and what came out.

    Examples
    --------
    >>> checks([Check("Parts add up", True, "20 items")]).rows[0].cells[1]
    '<span class="badge yes">passed</span>'
    """
    tested = [check for check in found if check.tested]
    counts = {"some": sum(check.passed for check in tested), "all": len(tested)}
    subtitle = tr("{some} of {all} passed", **counts)
    if rest := len(found) - len(tested):
        subtitle = tr("{some} of {all} passed, {rest} without figures to test", **counts, rest=rest)
    return tabulate(
        "checks",
        title=tr("Checks of the figures"),
        subtitle=subtitle,
        columns=texts(tr("Check"), tr("Result"), tr("Found")),
        rows=[
            Row(
                (
                    tr(check.name),
                    badge(tr(check.result), KINDS[check.result]),
                    told(check.detail),
                )
            )
            for check in found
        ],
        source=tr("computed from the figures of this page"),
        data=pd.DataFrame(
            [(c.name, c.result, c.detail) for c in found], columns=["check", "result", "detail"]
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
        return Missing("tab-reconciled", _nothing_compared(trade))
    agree = sum(each.outcome == AGREES for each in can)
    gaps = Counter(each.why.split(";")[0] for each in made if each.outcome == OPEN)
    left = [tr("{count} because {why}", count=count, why=tr(why)) for why, count in gaps.items()]
    rows = [_reconciled(rule, [each for each in can if each.rule == rule]) for rule in NAMES]
    data = pd.DataFrame(can, columns=[field.name for field in fields(Comparison)])
    return tabulate(
        "reconciled",
        title=tr(
            "{some} of {all} printed figures agree with what follows from the others",
            some=agree,
            all=len(can),
        ),
        subtitle=_vintages(trade),
        columns=[
            *texts(tr("What was printed")),
            *numbers(tr("Compared"), tr("Agree")),
            *texts(tr("What does not, and why")),
        ],
        rows=[row for row in rows if row is not None],
        source=tr("the releases named in the data, computed from the values of the same day"),
        data=data.drop(columns=["breakdown", "basis", "source"]),
        notes=[
            tr("A figure agrees when its printed digits allow what the digits of the others give."),
            *([tr("Not compared: {}.", wording.joined(left))] if left else []),
        ],
    )


def _signed(digits: str) -> str:
    """Write the minus of the language; in English as in the data behind the table."""
    return digits if spoken() == "en" else digits.replace("-", wording.minus())


def _compared(flow: str, code: str) -> str:
    """Name the series of a printed figure, also one of neither flow, such as a price."""
    if flow == "none":
        return catalogue.name(code)
    return flow_name(flow, total=True) if code == "total" else _series(flow, code)


def _nothing_compared(trade: Panel) -> str:
    month = month_name(trade.month)
    if trade.as_of:
        return tr(
            "Printed figures of {month} with the values they follow from are not held on {date}:"
            " nothing is compared.",
            month=month,
            date=trade.as_of,
        )
    return tr(
        "Printed figures of {month} with the values they follow from are not held: nothing is"
        " compared.",
        month=month,
    )


def _vintages(trade: Panel) -> str:
    month = month_name(trade.month)
    if trade.as_of:
        return tr(
            "Printed for {month} and the quarter or year it ends, in every vintage known on {date}",
            month=month,
            date=trade.as_of,
        )
    return tr(
        "Printed for {month} and the quarter or year it ends, in every vintage held", month=month
    )


def _reconciled(rule: str, made: Sequence[Comparison]) -> Row | None:
    """Give the row of a rule; None where nothing could be compared."""
    if not made:
        return None
    differ = [
        tr(
            "{series} {period}: {printed} printed {date}, {computed} computed. {why}",
            series=f"{each.flow}.{each.code}",
            name=_compared(each.flow, each.code),
            period=each.period,
            printed=_signed(f"{each.printed:g}"),
            date=each.published,
            computed=_signed(f"{each.computed:.2f}"),
            why=tr(each.why) if each.why else tr("Cause not known"),
        )
        for each in made
        if each.outcome != AGREES
    ]
    agree = len(made) - len(differ)
    cells = (tr(NAMES[rule]).capitalize(), str(len(made)), str(agree), "; ".join(differ) or "–")
    return Row(cells, kind="partly" if differ else "")


def _series(flow: str, code: str) -> str:
    """Name a part of a flow."""
    flow, name = flow_name(flow), in_sentence(catalogue.name(code))
    if catalogue.breakdown(code) == "region":
        return tr("{flow} {market}", flow=flow, market=name)
    return tr("{flow} {item}", flow=flow, item=name)
