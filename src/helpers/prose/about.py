"""Sentences about the figures themselves."""

from __future__ import annotations

from markupsafe import Markup

from helpers.loading import Panel
from helpers.prose.words import Text, say, text


def about(trade: Panel) -> Text:
    """Say which vintage the page shows, and name its gaps."""
    fact = trade.fact("exports", "total")
    assert fact is not None
    known = f"as known on {trade.as_of}" if trade.as_of else "in their newest vintage"
    return text(
        say("Figures stand {}; total exports are of {} ({}).", known, fact.published, fact.status),
        *(_weak(trade, flow) for flow in ("exports", "imports")),
        *(say("{}", gap) for gap in trade.gaps),
    )


def _weak(trade: Panel, flow: str) -> Markup | None:
    """Say that a headline figure is second-hand or of unknown date, as its source notes it."""
    fact = trade.fact(flow, "total")
    if fact is None or not ("second-hand" in fact.note or fact.status == "unknown"):
        return None
    return say("Total {} are a weak figure ({}).", flow, fact.note or "of unknown date")
