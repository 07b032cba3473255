"""Findings as sentences: every number is asked of the data and links to the table that shows it.

A sentence is said only when the claims language can answer the questions it needs; what the data
cannot answer is left out here and named under the gaps. Sentences never type a figure.
"""

from helpers.prose.about import about
from helpers.prose.exports import exports, item, items
from helpers.prose.forecasts import accuracy, coming, expected, nowcasts, then
from helpers.prose.imports import balance, energy, imports
from helpers.prose.lead import lead
from helpers.prose.outlook import inflation, institutions
from helpers.prose.regions import long_view, partners, usa_china
from helpers.prose.remarks import remarks
from helpers.prose.words import Text, titled

__all__ = [
    "Text",
    "about",
    "accuracy",
    "balance",
    "coming",
    "energy",
    "expected",
    "exports",
    "imports",
    "inflation",
    "institutions",
    "item",
    "items",
    "lead",
    "long_view",
    "nowcasts",
    "partners",
    "remarks",
    "then",
    "titled",
    "usa_china",
]
