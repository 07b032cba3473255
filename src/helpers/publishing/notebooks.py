"""Notebooks of the reports: which there are, their titles and the parameters they declare."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import places
from helpers.errors import NotebookError, ParameterError, ProjectError, PublishError

Literal = str | int | float | bool
TYPES: Mapping[str, type[Literal]] = {"str": str, "int": int, "float": float, "bool": bool}
TRUTH = {"true": True, "false": False}
TAG = "parameters"
INJECTED = "injected-parameters"  # the tag of the cell that papermill adds
TEMPLATE = Path(__file__).parent / "template" / "notebook.ipynb"


@dataclass(frozen=True)
class Parameter:
    """One declared parameter."""

    name: str
    type: type[Literal]
    default: Literal


@dataclass(frozen=True)
class Notebook:
    """A notebook as stored in its file.

    Attributes
    ----------
    text : str
        The JSON.
    heading, heading_cell : str
        The heading of level 1, and the id of its cell.
    cells : tuple of str
        Sources of all cells.
    code : str
        Sources of the code cells.
    parameters : dict
        The declared parameters by name.
    parameters_cell : int
        The place of their cell.
    """

    name: str
    text: str
    heading: str
    heading_cell: str
    parameters: Mapping[str, Parameter]
    parameters_cell: int
    cells: tuple[str, ...]
    code: str


def read_notebook(folder: Path, name: str) -> Notebook:
    """Read a notebook of a folder, without running it.

    Raises
    ------
    PublishError
        When the file is not a notebook of format 4.
    NotebookError
        When it does not declare its parameters.
    """
    file = folder / f"{name}.ipynb"
    text = file.read_text("utf-8")
    try:
        content = json.loads(text)
        cells = [(cell["cell_type"], _source(cell), cell) for cell in content["cells"]]
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(file.name, "the file is not valid JSON of notebook format 4") from error
    place, parameters = declared(content, name)
    kind, title, first = cells[0]
    heading = title.strip().splitlines()[0] if kind == "markdown" and title.strip() else ""
    code = "\n\n".join(source for kind, source, _ in cells if kind == "code")
    heading = heading.removeprefix("# ") if heading.startswith("# ") else name
    sources = tuple(source for _, source, _ in cells)
    identity = first.get("id", "")
    return Notebook(name, text, heading, identity, parameters, place, sources, code)


def declared(notebook: Mapping[str, Any], name: str) -> tuple[int, dict[str, Parameter]]:
    """Return the parameters of a notebook, and the place of the cell tagged `parameters`.

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
    >>> declared(new_notebook(cells=[cell]), "outlook")[1]["horizon"]
    Parameter(name='horizon', type=<class 'int'>, default=12)
    """
    tagged = [
        (place, _source(cell))
        for place, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])
    ]
    if len(tagged) != 1:
        raise NotebookError(name, tagged[1][0] + 1 if tagged else 1, "", ONE.format(len(tagged)))
    place, source = tagged[0]
    try:
        parameters = [_parameter(statement) for statement in ast.parse(source).body]
    except (SyntaxError, ValueError) as error:
        raise NotebookError(name, place + 1, source, f"{error}: {ALLOWED}") from error
    return place, {parameter.name: parameter for parameter in parameters}


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
    kind = parameter.type
    try:
        return TRUTH[text.lower()] if kind is bool else kind(text)
    except (KeyError, ValueError) as error:
        allowed = list(TRUTH) if kind is bool else [f"values of type {kind.__name__}"]
        raise ParameterError(parameter.name, allowed, text) from error


def new_notebook(name: str, folder: Path) -> Path:
    """Write a small notebook that is a report, to be filled.

    Parameters
    ----------
    name : str
        Of the report: lower-case letters, digits, - and _.
    folder : Path
        Of the notebooks.

    Raises
    ------
    ParameterError
        For another name.
    ProjectError
        When the notebook exists, or the folder is that of the package.
    """
    if not places.REPORT_NAME.fullmatch(name) or name == "index":
        raise ParameterError("name", ["lower-case letters, digits, - and _"], name)
    file = folder / f"{name}.ipynb"
    if file.exists() or places.SHIPPED in file.parents:
        problem = "exists already" if file.exists() else "comes with the package; ktrade init DIR"
        raise ProjectError(str(file), problem)
    title = name.replace("-", " ").capitalize()
    file.write_text(TEMPLATE.read_text("utf-8").replace("{title}", title), "utf-8")
    return file


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def _parameter(statement: ast.stmt) -> Parameter:
    match statement:
        case ast.AnnAssign(ast.Name(name), ast.Name(kind), ast.expr() as value) if kind in TYPES:
            default = ast.literal_eval(value)
            if type(default) is TYPES[kind]:
                return Parameter(name, TYPES[kind], default)
            raise ValueError(f"line {statement.lineno}: {default!r} is not of type {kind}")
    raise ValueError(f"line {statement.lineno} declares no parameter")


ONE = (
    "{} code cells are tagged 'parameters': exactly one is needed, with month, as_of, lang and "
    "data_dir; a notebook that is no report has a name that begins with _"
)
ALLOWED = f'each line declares one literal of type {", ".join(TYPES)}, as in month: str = "2023-12"'
