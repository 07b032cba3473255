"""Sentences about the figures themselves."""

from __future__ import annotations

from markupsafe import Markup, escape

from helpers.loading import Panel
from helpers.prose.words import Text, say, text
from helpers.translation import tr


def about(trade: Panel) -> Text:
    """Say which vintage the page shows, and name its gaps."""
    fact = trade.fact("exports", "total")
    assert fact is not None
    status = tr(fact.status)
    if trade.as_of:
        known = say(
            "Figures stand as known on {}; total exports are of {} ({}).",
            *(trade.as_of, fact.published, status),
        )
    else:
        known = say(
            "Figures stand in their newest vintage; total exports are of {} ({}).",
            *(fact.published, status),
        )
    return text(
        known,
        *(_weak(trade, flow) for flow in ("exports", "imports")),
        *(escape(gap) for gap in trade.gaps),
    )


def _weak(trade: Panel, flow: str) -> Markup | None:
    """Say that a headline figure is second-hand or of unknown date, as its source notes it."""
    fact = trade.fact(flow, "total")
    if fact is None or not ("second-hand" in fact.note or fact.status == "unknown"):
        return None
    note = fact.note or tr("of unknown date")
    if flow == "exports":
        return say("Total exports are a weak figure ({}).", note)
    return say("Total imports are a weak figure ({}).", note)
