"""Claims: what can be said about a month, and what others said, held against the data."""

from helpers.claims.claims_file import Claim, ClaimsFile, claims_path, read_claims
from helpers.claims.functions import FUNCTIONS
from helpers.claims.judged import Judged, judge_file
from helpers.claims.kinds import KINDS
from helpers.claims.language import ask
from helpers.claims.printout import verdicts_as_json, verdicts_as_text
from helpers.claims.result import Result
from helpers.claims.robustness import could_turn, robust
from helpers.claims.verdicts import Verdict, decide, judge

__all__ = [
    "FUNCTIONS",
    "KINDS",
    "Claim",
    "ClaimsFile",
    "Judged",
    "Result",
    "Verdict",
    "ask",
    "claims_path",
    "could_turn",
    "decide",
    "judge",
    "judge_file",
    "read_claims",
    "robust",
    "verdicts_as_json",
    "verdicts_as_text",
]
