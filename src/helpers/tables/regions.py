"""Columns of the tables of the regions page."""

from helpers.tables.show import Column

PARTNERS = (
    Column("code", "code", "partner"),
    Column("exports", "usd"),
    Column("exports_growth", "rate", "growth"),
    Column("share", "share"),
    Column("contribution", "points"),
    Column("imports", "usd"),
    Column("imports_growth", "rate", "growth"),
    Column("balance", "signed_usd"),
)
CROSSINGS = (
    Column("period", "month", "when"),
    Column("by", "code", "compared"),
    Column("ahead", "code"),
    Column("usa", "usd"),
    Column("china", "usd"),
    Column("gap", "usd"),
)
