"""The kinds of statement that texts about monthly trade make, and what decides each.

One table: `KINDS`, from `reference.yaml`. A claims file names the kind of each claim.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.claims.reference import described


@dataclass(frozen=True)
class Kind:
    """One kind of statement.

    Attributes
    ----------
    number : int
        Its place in the list of the sixteen kinds; context and forecast share the last one.
    functions : list of str
        The functions of the language that decide it; none where trade data cannot.
    meaning : str
        How it is decided, in a sentence or two.
    example, answer : str
        A yes or no about December 2023, and what is read from it as known on 2024-01-01 ("..."
        is the rest).
    holds : bool or None
        Whether the example holds.
    """

    number: int
    functions: list[str]
    meaning: str
    example: str
    answer: str
    holds: bool | None = True


KINDS = {name: Kind(**kind) for name, kind in described("kinds").items()}
