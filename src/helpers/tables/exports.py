"""Columns of the tables of the exports page."""

from helpers.tables.show import Column

LEVEL = (
    Column("period", "month"),
    Column("value", "usd"),
    Column("growth", "rate"),
    Column("working_days", "days"),
    Column("daily_average", "usd"),
    Column("daily_average_growth", "rate"),
)
ITEMS = (
    Column("code", "code", "item"),
    Column("value", "usd"),
    Column("growth", "rate"),
    Column("share", "share"),
    Column("contribution", "points"),
)
