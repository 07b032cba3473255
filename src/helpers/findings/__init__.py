"""What can be said about a month, as values: kind, series, numbers, evidence and rarity; no words.

`story` picks and orders findings for the brief; the rules that yield them are functions of a panel
in `totals`, `parts` and `ahead`, each of which returns a `Finding` or None.
"""

from helpers.findings.about import notes
from helpers.findings.finding import Extreme, Finding, Run, thinned
from helpers.findings.story import SECTIONS, Story, every, headline, sections, story
from helpers.findings.turned import turned

__all__ = [
    "SECTIONS",
    "Extreme",
    "Finding",
    "Run",
    "Story",
    "every",
    "headline",
    "notes",
    "sections",
    "story",
    "thinned",
    "turned",
]
