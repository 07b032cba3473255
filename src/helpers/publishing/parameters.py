"""The parameters a notebook declares: names, types and defaults of its tagged cell."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from helpers.errors import NotebookError, ParameterError

Literal = str | int | float | bool
TYPES: Mapping[str, type[Literal]] = {"str": str, "int": int, "float": float, "bool": bool}
TRUTH = {"true": True, "false": False}
TAG = "parameters"


@dataclass(frozen=True)
class Parameter:
    """One declared parameter."""

    name: str
    type: type[Literal]
    default: Literal


def declared(notebook: NotebookNode, name: str) -> dict[str, Parameter]:
    """Read the parameters of a notebook from its cell tagged `parameters`.

    The cell holds nothing but literals with their type, such as `month: str = "2023-12"`; it is
    parsed and never run.

    Raises
    ------
    NotebookError
        When there is not exactly one such cell, or it holds anything else.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cell = new_code_cell('horizon: int = 12', metadata={"tags": ["parameters"]})
    >>> declared(new_notebook(cells=[cell]), "outlook")["horizon"]
    Parameter(name='horizon', type=<class 'int'>, default=12)
    """
    tagged = [
        (number, cell)
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and TAG in cell.metadata.get("tags", [])
    ]
    if len(tagged) != 1:
        said = f"{len(tagged)} code cells are tagged {TAG!r}: exactly one is needed"
        raise NotebookError(name, tagged[1][0] if tagged else 1, "", said)
    number, cell = tagged[0]
    try:
        parameters = [_parameter(statement) for statement in ast.parse(cell.source).body]
    except (SyntaxError, ValueError) as error:
        raise NotebookError(name, number, cell.source, f"{error}: {ALLOWED}") from error
    return {parameter.name: parameter for parameter in parameters}


def converted(parameter: Parameter, text: str) -> Literal:
    """Turn the text of a parameter into a value of its type.

    Raises
    ------
    ParameterError
        When the text is not of that type.

    Examples
    --------
    >>> converted(Parameter("horizon", int, 12), "6")
    6
    >>> converted(Parameter("horizon", int, 12), "six")
    Traceback (most recent call last):
    helpers.errors.ParameterError: parameter horizon = 'six': allowed are values of type int
    """
    try:
        return TRUTH[text.lower()] if parameter.type is bool else parameter.type(text)
    except (KeyError, ValueError) as error:
        allowed = list(TRUTH) if parameter.type is bool else [f"values of type {_kind(parameter)}"]
        raise ParameterError(parameter.name, allowed, text) from error


def _parameter(statement: ast.stmt) -> Parameter:
    match statement:
        case ast.AnnAssign(ast.Name(name), ast.Name(kind), ast.expr() as value) if kind in TYPES:
            default = ast.literal_eval(value)
            if type(default) is TYPES[kind]:
                return Parameter(name, TYPES[kind], default)
            raise ValueError(f"line {statement.lineno}: {default!r} is not of type {kind}")
    raise ValueError(f"line {statement.lineno} declares no parameter")


def _kind(parameter: Parameter) -> str:
    return parameter.type.__name__


ALLOWED = f'each line declares one literal of type {", ".join(TYPES)}, as in month: str = "2023-12"'
