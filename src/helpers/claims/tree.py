"""The series and periods that an expression reads, from its tree alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from helpers.claims.functions import FUNCTIONS
from helpers.claims.grammar import Call, Name, Node, Number, Operation, Series, TextNode
from helpers.errors import ClaimError, nearest

WITHOUT_ANSWER = ("group", "each", "word", "period", "printed")


def series_in(nodes: Iterable[Node]) -> Iterator[Series]:
    """Return the series in parts of an expression, without the members of groups."""
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


def over_period(node: Call, takes: tuple[str, ...]) -> Call:
    """Let a call about a longer or shorter period than a month take its series over that period.

    `value(yoy(exports.total), "2023-Q4")` is read as
    `value(yoy(quarterly(exports.total)), "2023-Q4")`; the first days of a month (`2026-05-D20`)
    become `first_days`, and January to a month (`2025-01..2025-11`) becomes `ytd`, both asked at
    the month. A series that is summed already stays as it is.
    """
    kinds = [kind.removesuffix("?") for kind in takes]
    given = list(zip(kinds, node.arguments, strict=False))
    times = [
        part for kind, part in given if kind == "period" and isinstance(part, TextNode | Number)
    ]
    spans = {_span(time.text) for time in times}
    if len(spans) != 1 or (span := spans.pop()) is None or _is_summed(node):
        return node
    plain = span in SUMS and all(_is_leaf(part) for kind, part in given if kind != "period")
    if plain and node.name in ("value", "rising", "falling"):
        return node  # these sum a series themselves
    arguments = tuple(
        replace(part, text=_month(part.text))
        if kind == "period" and isinstance(part, TextNode)
        else part
        if kind in ("period", "word", "number")
        else _over(part, span)
        for kind, part in given
    )
    return replace(node, arguments=arguments)


def _span(text: str) -> str | None:
    """Return the function that takes a series over such a period; None for a month."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return None
    if "-D" in text:
        return f"first_days {text[-2:]}"
    if ".." in text:
        return "ytd"
    return SUMS[0] if "Q" in text else SUMS[1] if "H" in text else SUMS[2]


def _month(text: str) -> str:
    """Return the month at which first days or sums from January on are asked."""
    first, dots, last = text.partition("..")
    if dots:
        if first[4:] != "-01" or first[:4] != last[:4]:
            raise ClaimError(text, f"{text} is no period: write January to a month of one year")
        return last
    return text.partition("-D")[0]


def _is_summed(node: Node) -> bool:
    if isinstance(node, Call) and node.name in (*SUMS, "ytd", "first_days", "moving_sum"):
        return True
    nodes = node.arguments if isinstance(node, Call) else getattr(node, "operands", ())
    return any(_is_summed(part) for part in nodes)


def _is_leaf(node: Node) -> bool:
    """Return whether a part is a series of the store: what is summed over a period."""
    if isinstance(node, Call):
        return node.name in ("volume", "printed")
    return isinstance(node, Series) or (isinstance(node, Name) and node.name == "working_days")


def _over(node: Node, span: str) -> Node:
    """Take every series of an expression over a period."""
    if _is_leaf(node):
        name, _, days = span.partition(" ")
        more = (Number(node.position, days),) if days else ()
        return Call(node.position, name, (node, *more))
    if isinstance(node, Call):
        return replace(node, arguments=tuple(_over(part, span) for part in node.arguments))
    if isinstance(node, Operation):
        return replace(node, operands=tuple(_over(part, span) for part in node.operands))
    return node


def other_periods(node: Node) -> dict[str, Node]:
    """Return an expression over other periods: those that a text may have taken for its own.

    Returns
    -------
    dict of str to Node
        "month", "year" and "year to date", without the one that the expression is about.
    """
    month = _of_month(node)
    spans = {"month": month, "year": _over(month, "yearly"), "year to date": _over(month, "ytd")}
    return {span: other for span, other in spans.items() if other != node}


def _of_month(node: Node) -> Node:
    """Take every series of an expression by month, and the value of the last one."""
    if isinstance(node, Call) and node.name in (*SUMS, "ytd", "value"):
        return _of_month(node.arguments[0])
    if isinstance(node, Call):
        return replace(node, arguments=tuple(map(_of_month, node.arguments)))
    if isinstance(node, Operation):
        return replace(node, operands=tuple(map(_of_month, node.operands)))
    return node


SUMS = ("quarterly", "half_yearly", "yearly")
