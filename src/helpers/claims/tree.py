"""What an expression reads, found in its tree without working it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from helpers.claims.functions import FUNCTIONS
from helpers.claims.grammar import Call, Name, Node, Operation, Series
from helpers.loading import Move

# These read the total of the flow unless told another.
OF_TOTAL = ("share", "contribution", "contribution_to_change", "mainly")


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
        elif isinstance(node, Call) and node.name in FUNCTIONS:
            kinds = zip(FUNCTIONS[node.name].takes, node.arguments, strict=False)
            yield from series_in(part for kind, part in kinds if kind not in ("group", "each"))
        elif isinstance(node, Operation):
            yield from series_in(node.operands)
