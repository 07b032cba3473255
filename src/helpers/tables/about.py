"""Columns of the tables on the page about the numbers."""

from helpers.tables.show import Column

VINTAGES = (
    Column("series", "series"),
    Column("definition", "definition"),
    Column("definition", "organisation", "organisation"),
    Column("status", "status"),
    Column("published"),
    Column("first", "month", "first_month"),
    Column("months", "count"),
)
THEN_AND_NOW = (
    Column("series", "series"),
    Column("first", "usd", "first_release"),
    Column("now", "usd"),
    Column("change", "signed_usd"),
    Column("growth_first", "rate"),
    Column("growth_now", "points"),
    Column("published", head="published_now"),
)
SIZES = (
    Column("series", "series"),
    Column("months", "count"),
    Column("mean", "points"),
    Column("mean_absolute", "number"),
    Column("recent", "number"),
    Column("largest", "points"),
    Column("largest_in", "month"),
    Column("growth", "number", "growth_revision"),
    Column("turned", "count"),
)
TURNED = (Column("then", "finding"), Column("now", "finding", "holds_now"))
CHECKS = (Column("check", "check"), Column("result", "badge"), Column("detail", "detail"))
DIFFERENCES = (
    Column("series", "series"),
    Column("period"),
    Column("rule", "rule", "compared_by"),
    Column("reported", "number"),
    Column("computed", "number"),
    Column("published"),
    Column("cause", "cause", "why"),
)
GAPS = (
    Column("group", "group"),
    Column("available", "count"),
    Column("of", "count"),
    Column("absent", "names"),
    Column("late", "names"),
)
