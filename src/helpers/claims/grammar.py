"""The grammar of the claims language, and the tree an expression becomes.

An expression is read with an LALR grammar into small frozen nodes. Nothing is ever handed to
Python's own `eval`. Only `ClaimError` escapes: texts that are too long, nested too deeply or
written in a way the grammar does not know are refused with the position of the fault.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any, NoReturn

import lark

from helpers.errors import ClaimError

LONGEST = 600  # characters of one expression
DEEPEST = 30  # levels of nesting

GRAMMAR = r"""
start: _or

_or: either | _and
either: _and ("or" _and)+
_and: both | _not
both: _not ("and" _not)+
_not: negation | _comparison
negation: "not" _not
_comparison: comparison | _sum
comparison: _sum COMPARE _sum
_sum: sum | _product
sum: _product (PLUS_MINUS _product)+
_product: product | _unary
product: _unary (TIMES_BY _unary)+
_unary: minus | _atom
minus: PLUS_MINUS _unary
_atom: number | period | text | series | name | call | "(" _or ")"

call: NAME "(" [_or ("," _or)*] ")"
series: NAME "." NAME ["@" NAME]
name: NAME
number: NUMBER
period: PERIOD
text: TEXT

COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">"
PLUS_MINUS: "+" | "-"
TIMES_BY: "*" | "/"
PERIOD.3: /[12][0-9]{3}-(Q[1-4]|H[12]|[0-9]{2}(-D[12]0|\.\.[12][0-9]{3}-[0-9]{2})?)(?![0-9])/
NUMBER.2: /[0-9]{1,12}(\.[0-9]{1,6})?/
NAME: /[a-z][a-z0-9_]*/
TEXT: /"[^"\n]{0,60}"/

%ignore /[ \t\r\n]+/
"""


@dataclass(frozen=True)
class Node:
    """A part of an expression; `position` says where it starts and does not make it another."""

    position: int = field(compare=False)


@dataclass(frozen=True)
class Number(Node):
    """A number as written: `text` keeps the printed decimals."""

    text: str


@dataclass(frozen=True)
class TextNode(Node):
    """A word or period in quotes, or a period written bare."""

    text: str


@dataclass(frozen=True)
class Name(Node):
    """A bare name: a group such as `items_15`, `working_days`, or a function inside `count`."""

    name: str


@dataclass(frozen=True)
class Series(Node):
    """A series: flow, code and, where one is named, the basis."""

    flow: str
    code: str
    basis: str | None

    def __str__(self) -> str:
        return f"{self.flow}.{self.code}" + (f"@{self.basis}" if self.basis else "")


@dataclass(frozen=True)
class Call(Node):
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Operation(Node):
    """Operands joined by operators: `and`, `or`, `not`, a comparison or arithmetic."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


def parse(text: str) -> Node:
    """Read an expression into its tree.

    Parameters
    ----------
    text : str
        An expression of the claims language, at most 600 characters long and 30 levels deep.

    Returns
    -------
    Node
        The root of the tree; equal trees are equal at any place of a text.

    Raises
    ------
    ClaimError
        When the text is no expression; the message marks the place.

    Examples
    --------
    >>> parse("streak(yoy(exports.total) > 0) == 3").operators
    ('==',)
    >>> parse("1 +")
    Traceback (most recent call last):
        ...
    helpers.errors.ClaimError: claim '1 +': the expression ends too early
      1 +
         ^
    """
    if not isinstance(text, str):
        raise ClaimError(repr(text)[:80], "an expression is a text")
    if len(text) > LONGEST:
        raise ClaimError(
            text[:40], f"is {len(text)} characters long; at most {LONGEST} are allowed"
        )
    return _parse(text)


@functools.lru_cache(maxsize=2048)
def _parse(text: str) -> Node:
    try:
        built: Any = _parser().parse(text)
    except lark.exceptions.UnexpectedInput as error:
        _refuse(text, error)
    except ClaimError as error:
        raise ClaimError(text, error.problem, error.position) from None
    root: Node = built[0]
    return root


@functools.cache
def _parser() -> lark.Lark:
    return lark.Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Build())


def _refuse(text: str, error: lark.exceptions.UnexpectedInput) -> NoReturn:
    if isinstance(error, lark.exceptions.UnexpectedCharacters):
        position = int(error.pos_in_stream or 0)
        problem = f"cannot read {text[position]!r}"
    else:
        token = getattr(error, "token", None)
        if token is None or token.type == "$END":
            position, problem = len(text.rstrip()), "the expression ends too early"
        else:
            position, problem = token.start_pos, f"did not expect {str(token)!r}"
    raise ClaimError(text, problem, position) from None


Built = tuple[Node, int]  # a node and the depth of the tree below it


class _Build(lark.Transformer[Any, Any]):
    """Build nodes from the leaves up while the text is read, and measure their depth."""

    def start(self, children: list[Built]) -> Built:
        return children[0]

    def number(self, children: list[lark.Token]) -> Built:
        return Number(_at(children[0]), str(children[0])), 1

    def period(self, children: list[lark.Token]) -> Built:
        return TextNode(_at(children[0]), str(children[0])), 1

    def text(self, children: list[lark.Token]) -> Built:
        return TextNode(_at(children[0]), str(children[0])[1:-1]), 1

    def name(self, children: list[lark.Token]) -> Built:
        return Name(_at(children[0]), str(children[0])), 1

    def series(self, children: list[lark.Token | None]) -> Built:
        flow, code, basis = children
        assert flow is not None
        return Series(_at(flow), str(flow), str(code), None if basis is None else str(basis)), 1

    def call(self, children: list[Any]) -> Built:
        head, *rest = children
        arguments = [child for child in rest if child is not None]
        nodes = tuple(node for node, _ in arguments)
        return Call(_at(head), str(head), nodes), _deeper(arguments, _at(head))

    def either(self, children: list[Built]) -> Built:
        return _operation(("or",), children)

    def both(self, children: list[Built]) -> Built:
        return _operation(("and",), children)

    def negation(self, children: list[Built]) -> Built:
        return _operation(("not",), children)

    def comparison(self, children: list[Any]) -> Built:
        return _operation((str(children[1]),), [children[0], children[2]])

    def sum(self, children: list[Any]) -> Built:
        return _operation(tuple(str(token) for token in children[1::2]), children[::2])

    def product(self, children: list[Any]) -> Built:
        return self.sum(children)

    def minus(self, children: list[Any]) -> Built:
        sign = "neg" if str(children[0]) == "-" else "pos"
        return _operation((sign,), [children[1]])


def _operation(operators: tuple[str, ...], children: list[Built]) -> Built:
    position = children[0][0].position
    nodes = tuple(node for node, _ in children)
    return Operation(position, operators, nodes), _deeper(children, position)


def _deeper(children: list[Built], position: int) -> int:
    depth = 1 + max((depth for _, depth in children), default=0)
    if depth > DEEPEST:
        raise ClaimError("", f"is nested more than {DEEPEST} levels deep", position)
    return depth


def _at(token: lark.Token) -> int:
    return int(token.start_pos or 0)
