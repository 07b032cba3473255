"""Sentences about the figures themselves."""

from __future__ import annotations

from helpers.loading import Panel
from helpers.prose.words import Text, say, text


def about(trade: Panel) -> Text:
    """Say which vintage the page shows, and name its gaps."""
    fact = trade.fact("exports", "total")
    assert fact is not None
    known = f"as known on {trade.as_of}" if trade.as_of else "in their newest vintage"
    return text(
        say("Figures stand {}; total exports are of {} ({}).", known, fact.published, fact.status),
        *(say("{}", gap) for gap in trade.gaps),
    )
