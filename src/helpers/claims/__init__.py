"""Claims: what can be said about a month, and what others said, held against the data."""

from helpers.claims.finding import Finding
from helpers.claims.functions import FUNCTIONS
from helpers.claims.language import ask

__all__ = ["FUNCTIONS", "Finding", "ask"]
