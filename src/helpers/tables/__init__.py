"""Tables: the facts of a month in rows, each figure with its unit, sign and source.

Every table is a function of the panel that gives a `Table`, or a `Missing` with a sentence where
the data are not held.
"""

from helpers.display import Missing
from helpers.tables.about import about, checks, reconciled
from helpers.tables.claims import Claims, claims, judged_claims
from helpers.tables.exports import ITEMS, headline, items_classic
from helpers.tables.imports import balance, energy, import_items
from helpers.tables.outlook import (
    ACCURACY,
    ADJUSTMENT,
    AHEAD,
    CHANCES,
    COVERAGE,
    ERRORS,
    IMF,
    INSTITUTIONS,
    LATER,
    NOWCAST,
    PARTS,
    SCENARIOS,
    SECOND,
)
from helpers.tables.regions import CROSSINGS, PARTNERS
from helpers.tables.revised import revised, revision_sizes, revisions, turned
from helpers.tables.show import Column, show
from helpers.tables.table import Html, Row, Table, badge, tabulate

__all__ = [
    "ACCURACY",
    "ADJUSTMENT",
    "AHEAD",
    "CHANCES",
    "COVERAGE",
    "CROSSINGS",
    "ERRORS",
    "IMF",
    "INSTITUTIONS",
    "ITEMS",
    "LATER",
    "NOWCAST",
    "PARTNERS",
    "PARTS",
    "SCENARIOS",
    "SECOND",
    "Claims",
    "Column",
    "Html",
    "Missing",
    "Row",
    "Table",
    "about",
    "badge",
    "balance",
    "checks",
    "claims",
    "energy",
    "headline",
    "import_items",
    "items_classic",
    "judged_claims",
    "reconciled",
    "revised",
    "revision_sizes",
    "revisions",
    "show",
    "tabulate",
    "turned",
]
