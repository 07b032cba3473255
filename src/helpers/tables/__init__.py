"""Tables: the facts of a month in rows, each figure with its unit, sign and source.

Every table is a function of the panel that gives a `Table`, or a `Missing` with a sentence where
the data are not held.
"""

from helpers.display import Missing
from helpers.tables.about import about, checks, reconciled
from helpers.tables.claims import Claims, claims, judged_claims
from helpers.tables.exports import ITEMS, headline, items_classic
from helpers.tables.forecasts import ahead, coverage, errors, nowcast_errors, nowcasts, tests
from helpers.tables.imports import balance, energy, import_items
from helpers.tables.outlook import imf, imf_growth, institutions
from helpers.tables.parts import parts, scenario
from helpers.tables.regions import CROSSINGS, PARTNERS
from helpers.tables.remarks import remarks, second
from helpers.tables.revised import revised, revision_sizes, revisions, turned
from helpers.tables.show import Column, show
from helpers.tables.table import Html, Row, Table, badge, tabulate
from helpers.tables.trend import adjustment

__all__ = [
    "CROSSINGS",
    "ITEMS",
    "PARTNERS",
    "Claims",
    "Column",
    "Html",
    "Missing",
    "Row",
    "Table",
    "about",
    "adjustment",
    "ahead",
    "badge",
    "balance",
    "checks",
    "claims",
    "coverage",
    "energy",
    "errors",
    "headline",
    "imf",
    "imf_growth",
    "import_items",
    "institutions",
    "items_classic",
    "judged_claims",
    "nowcast_errors",
    "nowcasts",
    "parts",
    "reconciled",
    "remarks",
    "revised",
    "revision_sizes",
    "revisions",
    "scenario",
    "second",
    "show",
    "tabulate",
    "tests",
    "turned",
]
