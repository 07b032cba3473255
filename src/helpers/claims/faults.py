"""Faults of claims that show only on the data: an unknown series, a unit that does not fit."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.claims.claims_file import Expression
from helpers.claims.language import ask, faults_in
from helpers.errors import Fault
from helpers.loading import Panel

YES_OR_NO = "a yes or no, such as yoy(exports.total) > 0"


def expression_faults(expressions: Iterable[Expression], trade: Panel) -> list[Fault]:
    """Return every fault of expressions on a panel, each with its place in the claims file.

    Examples
    --------
    >>> from helpers.claims.claims_file import Place
    >>> from helpers.loading import load
    >>> place = Place("claims.yaml", 14, "one", "check")
    >>> for text in ("yoy(exports.totl) > 0", "yoy(exports.total)"):
    ...     [fault] = expression_faults([Expression(place, text)], load("2023-12"))
    ...     print(fault.problem, fault.suggestion)
    unknown code 'totl' exports.total
    gives +5.0%, which is no yes or no None
    """
    faults = []
    for place, text in expressions:
        errors = faults_in(trade, text)
        faults += [place.fault(error) for error in errors]
        if not errors and not place.field.startswith("supports"):
            answer = ask(trade, text)
            if answer.value is not None and not isinstance(answer.value, bool):
                problem = f"gives {answer.text}, which is no yes or no"
                faults.append(Fault(*place, problem, YES_OR_NO, None, text, 0))
    return faults
