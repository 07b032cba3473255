"""Columns of the tables of the imports page."""

from helpers.tables.show import Column

ENERGY = (
    Column("code", "code", "goods"),
    Column("value", "usd"),
    Column("growth", "rate"),
    Column("share", "share"),
    Column("contribution", "points"),
    Column("price", "one", optional=True),
    Column("price_unit", "unit", optional=True),
    Column("price_of", "code", optional=True),
)
GOODS = (
    Column("code", "code", "goods"),
    Column("value", "usd"),
    Column("growth", "rate"),
    Column("share", "share"),
)
SUMS = (
    Column("span", "span"),
    Column("exports", "usd"),
    Column("exports_growth", "rate"),
    Column("imports", "usd"),
    Column("imports_growth", "rate"),
    Column("balance", "signed_usd"),
    Column("balance_before", "signed_usd", "before"),
)
