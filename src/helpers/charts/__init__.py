"""Charts: the facts of a month as figures, one module for each page.

Every chart is a function of the panel that gives a `Chart`, or a `Missing` with a sentence where
the data are not held.
"""

from helpers.charts import exports, imports, outlook, regions
from helpers.charts.theme import Chart, canvas, finish, theme
from helpers.display import Missing

__all__ = [
    "Chart",
    "Missing",
    "canvas",
    "exports",
    "finish",
    "imports",
    "outlook",
    "regions",
    "theme",
]
