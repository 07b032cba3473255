"""Tables: the observations of a month in rows, each number with its unit, sign and source.

Every table is a function of the panel that gives a `Table`, or a `Missing` with a sentence where
the data are not available.
"""

from helpers.display import Missing
from helpers.tables.about import (
    CHECKS,
    DIFFERENCES,
    GAPS,
    SIZES,
    THEN_AND_NOW,
    TURNED,
    VINTAGES,
)
from helpers.tables.claims import Claims, claims, judged_claims
from helpers.tables.exports import ITEMS, LEVEL
from helpers.tables.imports import ENERGY, GOODS, SUMS
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
from helpers.tables.show import Column, show
from helpers.tables.table import Html, Row, Table, badge

__all__ = [
    "ACCURACY",
    "ADJUSTMENT",
    "AHEAD",
    "CHANCES",
    "CHECKS",
    "COVERAGE",
    "CROSSINGS",
    "DIFFERENCES",
    "ENERGY",
    "ERRORS",
    "GAPS",
    "GOODS",
    "IMF",
    "INSTITUTIONS",
    "ITEMS",
    "LATER",
    "LEVEL",
    "NOWCAST",
    "PARTNERS",
    "PARTS",
    "SCENARIOS",
    "SECOND",
    "SIZES",
    "SUMS",
    "THEN_AND_NOW",
    "TURNED",
    "VINTAGES",
    "Claims",
    "Column",
    "Html",
    "Missing",
    "Row",
    "Table",
    "badge",
    "claims",
    "judged_claims",
    "show",
]
