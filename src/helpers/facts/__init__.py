"""Facts: every statement worth making about a month, the most remarkable first."""

from helpers.facts.gathering import facts, of_series, of_whole
from helpers.facts.kinds import KINDS
from helpers.facts.printout import facts_as_json, facts_as_text
from helpers.facts.ranking import score, worth
from helpers.facts.revised import Turned, turned
from helpers.facts.statement import Figure, Statement, Words
from helpers.facts.subjects import subject

__all__ = [
    "KINDS",
    "Figure",
    "Statement",
    "Turned",
    "Words",
    "facts",
    "facts_as_json",
    "facts_as_text",
    "of_series",
    "of_whole",
    "score",
    "subject",
    "turned",
    "worth",
]
