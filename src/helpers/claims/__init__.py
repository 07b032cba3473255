"""Claims: statements about a month, and their verdicts on the data."""

from helpers.claims.claims_file import Claim, ClaimsFile, claims_path, read_claims
from helpers.claims.functions import FUNCTIONS
from helpers.claims.judged import Judged, judge_file
from helpers.claims.kinds import KINDS
from helpers.claims.language import ask, ask_panel, values
from helpers.claims.printout import verdicts_as_json, verdicts_as_text
from helpers.claims.result import Result
from helpers.claims.robustness import could_turn, robust
from helpers.claims.verdicts import Verdict, decide, judge, plain_verdict

__all__ = [
    "FUNCTIONS",
    "KINDS",
    "Claim",
    "ClaimsFile",
    "Judged",
    "Result",
    "Verdict",
    "ask",
    "ask_panel",
    "claims_path",
    "could_turn",
    "decide",
    "judge",
    "judge_file",
    "plain_verdict",
    "read_claims",
    "robust",
    "values",
    "verdicts_as_json",
    "verdicts_as_text",
]
