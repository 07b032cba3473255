"""What an expression reads, found in its tree without working it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from helpers.claims.functions import FUNCTIONS
from helpers.claims.grammar import Call, Name, Node, Operation, Series
from helpers.errors import nearest
from helpers.loading import Move

# These read the total of the flow unless told another.
OF_TOTAL = ("share", "contribution", "contribution_to_change", "mainly")
WITHOUT_ANSWER = ("group", "each", "word", "period", "printed")


def reads(node: Node, each: Series | None, move: Move | None) -> bool:
    """Tell whether a part of an expression may read the series that is moved; rather once more."""
    assert move is not None
    if isinstance(node, Series):
        return node.code == move.code and node.flow in (move.flow, "balance")
    if isinstance(node, Name):
        return each is not None and reads(each, None, move)
    if isinstance(node, Call):
        function = FUNCTIONS.get(node.name)
        if function is None or "group" in function.takes:
            return True
        if node.name in OF_TOTAL and move.code == "total":
            return True
        return any(reads(part, each, move) for part in node.arguments)
    return isinstance(node, Operation) and any(reads(part, each, move) for part in node.operands)


def series_in(nodes: Iterable[Node]) -> Iterator[Series]:
    """Give the series that stand in parts of an expression; members of groups do not."""
    for node in nodes:
        if isinstance(node, Series):
            yield node
        elif not isinstance(node, Call) or node.name in FUNCTIONS:
            yield from series_in(parts(node))


def parts(node: Node) -> list[Node]:
    """Return the parts of an expression that have an answer of their own.

    A word in quotes, a group and what is asked of each of its members have none.
    """
    if isinstance(node, Operation):
        return list(node.operands)
    if not isinstance(node, Call):
        return []
    function = FUNCTIONS.get(node.name) or FUNCTIONS.get(nearest(node.name, FUNCTIONS) or "")
    kinds = function.takes if function else ()
    return [
        part
        for kind, part in zip(kinds, node.arguments, strict=False)
        if kind.removesuffix("?") not in WITHOUT_ANSWER
    ]
