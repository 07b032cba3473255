"""The notebooks: these six, thin, clean, and with one cell of parameters."""

import ast
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.translation import FOLDER

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = [
    *("about.ipynb", "brief.ipynb", "exports.ipynb"),
    *("imports.ipynb", "outlook.ipynb", "regions.ipynb"),
]
PARAMETERS = {"month": "2023-12", "as_of": "", "lang": "en", "data_dir": ""}
ASSUMED = {"chip_price": -30.0, "won": 10.0, "oil": 100.0, "working_days_change": 1.0}
OWN = {"outlook.ipynb": ASSUMED}
MOST_CODE_LINES = 120
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
FORBIDDEN_NAMES = {
    "exec",
    "eval",
    "filterwarnings",
    "open",
    "read_csv",
    "read_excel",
    "read_json",
    "read_parquet",
    "simplefilter",
}


def count_code_lines(notebook: NotebookNode) -> int:
    """Lines of code that are neither empty nor a comment alone."""
    lines = [
        line.strip()
        for cell in notebook.cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
    ]
    return sum(bool(line) and not line.startswith("#") for line in lines)


def find_code_faults(source: str) -> list[str]:
    """Definitions, and calls that belong into the package."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        name = getattr(node, "attr", None) or getattr(node, "id", None)
        if isinstance(node, DEFINITIONS):
            faults.append(f"defines on line {node.lineno}")
        elif name in FORBIDDEN_NAMES:
            faults.append(f"uses {name} on line {node.lineno}")
    return faults


def read_literals(source: str) -> dict[str, object]:
    """Names and values of a cell that holds nothing but typed literals."""
    values = {}
    for statement in ast.parse(source).body:
        assert isinstance(statement, ast.AnnAssign), ast.unparse(statement)
        assert isinstance(statement.target, ast.Name) and statement.value, ast.unparse(statement)
        values[statement.target.id] = ast.literal_eval(statement.value)
    return values


def find_faults(notebook: NotebookNode) -> list[str]:
    """Every way in which a notebook breaks the rules, as sentences."""
    faults = []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            faults += [f"cell {number} {fault}" for fault in find_code_faults(cell.source)]
            if cell.outputs or cell.execution_count is not None:
                faults.append(f"cell {number} holds outputs or an execution count")
        if not cell.source.strip():
            faults.append(f"cell {number} is empty")
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1 or tagged != code[:1]:
        faults.append(f"{len(tagged)} cells are tagged parameters: one, the first, has to be")
    if (lines := count_code_lines(notebook)) > MOST_CODE_LINES:
        faults.append(f"{lines} lines of code: at most {MOST_CODE_LINES}")
    return faults


def test_notebooks_are_these_six() -> None:
    assert sorted(p.name for p in NOTEBOOKS.iterdir() if not p.name.startswith(".")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_notebook_keeps_the_rules(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    nbformat.validate(notebook)
    assert find_faults(notebook) == []


@pytest.mark.parametrize("name", NAMES)
def test_parameters_have_their_names_and_defaults(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    cell = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    assert read_literals(cell.source) == PARAMETERS | OWN.get(name, {})


@pytest.mark.parametrize("name", NAMES)
def test_notebook_runs_on_the_kernel_every_installation_has(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "papermill" not in notebook.metadata


def make_notebook(*sources: str) -> NotebookNode:
    """A notebook of a parameters cell, a heading and code cells."""
    parameters = new_code_cell('month: str = "2023-12"', metadata={"tags": ["parameters"]})
    cells = [new_code_cell(source) for source in sources]
    return new_notebook(cells=[parameters, new_markdown_cell("# Exports"), *cells])


def test_a_thin_notebook_has_no_faults() -> None:
    assert find_faults(make_notebook("trade = load(month)", "charts.exports(trade)")) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("def f():\n    pass", "defines"),
        ("class A:\n    pass", "defines"),
        ("f = lambda x: x", "defines"),
        ('frame = pd.read_csv("x.csv")', "read_csv"),
        ('warnings.filterwarnings("ignore")', "filterwarnings"),
        ('text = open("x").read()', "open"),
        ("\n".join(f"x = {n}" for n in range(MOST_CODE_LINES)), "lines of code"),
    ],
)
def test_a_fault_in_a_notebook_is_found(source: str, fault: str) -> None:
    assert any(fault in found for found in find_faults(make_notebook(source)))


def test_outputs_and_a_second_parameters_cell_are_found() -> None:
    notebook = make_notebook("1")
    notebook.cells[2].outputs = [new_output("stream", text="1")]
    notebook.cells[2].metadata["tags"] = ["parameters"]
    faults = " ".join(find_faults(notebook))
    assert "holds outputs" in faults and "2 cells are tagged" in faults


def test_every_text_of_a_notebook_has_its_korean_and_none_is_left_over() -> None:
    korean = yaml.safe_load((FOLDER / "ko" / "cells.yaml").read_text("utf-8"))
    english = {
        name.removesuffix(".ipynb"): [
            cell.id
            for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells
            if cell.cell_type == "markdown"
        ]
        for name in NAMES
    }
    assert {name: sorted(cells) for name, cells in korean.items()} == {
        name: sorted(cells) for name, cells in english.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_written_as_jupyter_saves_it(name: str) -> None:
    text = (NOTEBOOKS / name).read_text("utf-8")
    assert text.rstrip() == nbformat.writes(nbformat.reads(text, as_version=4)).rstrip()
