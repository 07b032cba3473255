"""The brief of a month: what matters, the numbers, the claims, what is expected, what is held."""

from __future__ import annotations

from helpers import charts, prose, tables
from helpers.checks import reconcile
from helpers.claims import claims_path, judge
from helpers.loading import Panel
from helpers.reads import note_file
from helpers.translation import tr


def sections(trade: Panel) -> list[tuple[str, list[object]]]:
    """Give the brief's sections in order: a heading, and what stands under it.

    The numbers in its sentences link to the tables of the four reports.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.

    Examples
    --------
    >>> from helpers.loading import load
    >>> [heading for heading, _ in sections(load("2016-05"))]
    ['Why it matters', 'Between the numbers', 'What to expect', 'About these numbers']
    """
    return [
        (tr("Why it matters"), _why(trade)),
        (tr("Between the numbers"), _numbers(trade)),
        *_claims(trade),
        (tr("What to expect"), _outlook(trade)),
        (tr("About these numbers"), _about(trade)),
    ]


def _why(trade: Panel) -> list[object]:
    return [prose.lead(trade, EXPORTS, IMPORTS, REGIONS), charts.level(trade)]


def _numbers(trade: Panel) -> list[object]:
    return [
        prose.titled("Exports", prose.exports(trade, EXPORTS)),
        prose.titled(
            "Top products",
            prose.items(trade, EXPORTS),
            prose.item(trade, "semiconductors", EXPORTS),
            prose.item(trade, "automobiles", EXPORTS),
        ),
        prose.titled(
            "Regional dynamics",
            prose.partners(trade, REGIONS),
            prose.usa_china(trade, REGIONS),
        ),
        prose.titled(
            "Imports and balance",
            prose.imports(trade, IMPORTS),
            prose.energy(trade, IMPORTS),
            prose.balance(trade, IMPORTS),
        ),
        charts.balance(trade),
    ]


def _claims(trade: Panel) -> list[tuple[str, list[object]]]:
    path = note_file(claims_path(trade.month, trade.data_dir), trade.data_dir)
    if not path.exists():
        return []
    return [(tr("What the claims say"), [tables.claims(judge(path, trade))])]


def _outlook(trade: Panel) -> list[object]:
    return [
        prose.coming(trade, OUTLOOK),
        prose.inflation(trade, OUTLOOK),
        prose.institutions(trade, OUTLOOK),
    ]


def _about(trade: Panel) -> list[object]:
    return [prose.about(trade), tables.revisions(trade), tables.checks(reconcile(trade))]


EXPORTS, IMPORTS, REGIONS, OUTLOOK = (
    f"{name}.html" for name in ("exports", "imports", "regions", "outlook")
)
