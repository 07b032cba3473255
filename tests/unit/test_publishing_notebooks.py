"""Parameters of notebooks: read without running, refused when misspelt or of another type."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.errors import NotebookError, ParameterError
from helpers.publishing.notebooks import Parameter, converted, declared


def make_notebook(*sources: str) -> NotebookNode:
    """A notebook whose code cells are all tagged parameters."""
    tagged = [new_code_cell(source, metadata={"tags": ["parameters"]}) for source in sources]
    return new_notebook(cells=[new_markdown_cell("# Exports"), *tagged])


def test_names_types_and_defaults_are_read() -> None:
    source = 'month: str = "2023-12"\nhorizon: int = 12\nshare: float = 0.5\nlong: bool = False'
    assert list(declared(make_notebook(source), "exports")[1].values()) == [
        Parameter("month", str, "2023-12"),
        Parameter("horizon", int, 12),
        Parameter("share", float, 0.5),
        Parameter("long", bool, False),
    ]


@pytest.mark.parametrize(
    "source",
    [
        'month = "2023-12"',
        "month: str = open('x').read()",
        "horizon: int = 1.5",
        "horizon: int = True",
        "today: date = None",
        "import os",
        "month: str =",
    ],
)
def test_anything_but_typed_literals_is_refused_with_the_cell(source: str) -> None:
    with pytest.raises(NotebookError) as raised:
        declared(make_notebook(source), "exports")
    assert (raised.value.notebook, raised.value.cell) == ("exports", 2)
    assert source in str(raised.value)


@pytest.mark.parametrize("sources", [(), ('a: str = ""', 'b: str = ""')])
def test_there_is_exactly_one_parameters_cell(sources: tuple[str, ...]) -> None:
    with pytest.raises(NotebookError, match=f"{len(sources)} code cells are tagged"):
        declared(make_notebook(*sources), "exports")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [(str, "x", "x"), (int, "6", 6), (float, "1e3", 1000.0), (bool, "True", True)],
)
def test_text_takes_the_type_of_the_parameter(kind: type, text: str, value: object) -> None:
    assert converted(Parameter("p", kind, kind()), text) == value


@pytest.mark.parametrize(
    ("kind", "text"), [(int, "6.5"), (int, ""), (float, "much"), (bool, "yes")]
)
def test_text_of_another_type_is_refused(kind: type, text: str) -> None:
    with pytest.raises(ParameterError, match="p = "):
        converted(Parameter("p", kind, kind()), text)
