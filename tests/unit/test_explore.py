"""The start page of JupyterLab, and a month turned by hand."""

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.errors import CoverageError, ExtraError
from helpers.explore import explore
from helpers.loading import Panel

START = Path(__file__).parents[2] / "docs" / "start.ipynb"


@pytest.fixture
def shell() -> Any:
    """An IPython as a notebook has it, so that what is shown is shown."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def label(trade: Panel) -> str:
    return trade.status_label


def test_another_month_and_date_show_another_panel(shell: Any) -> None:
    panel = explore(label, "2023-12")
    month, as_of = panel.children[:2]
    assert month.value == "2023-12" and month.options[0] == "2001-01"
    panel.update()
    assert panel.result.startswith("December 2023 · as published 2024-02-01")
    month.value = "2023-11"
    assert panel.result.startswith("November 2023")
    as_of.value = "2023-12-01"
    assert panel.result.startswith("November 2023 · as published 2023-12-01")


def test_what_is_given_is_shown_at_once(shell: Any) -> None:
    with capture_output() as said:
        explore(label, "2023-12")
    shown = [output.data["text/plain"] for output in said.outputs]
    assert any("December 2023 · as published" in text for text in shown), shown


def test_a_date_that_is_none_is_answered_with_a_sentence(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = explore(label, "2023-12")
    panel.children[1].value = "yesterday"
    assert panel.result is None and "yesterday" in capsys.readouterr().out
    panel.children[1].value = "2023-12-31"  # the month was not released yet
    assert panel.result is None and "2024-01-01" in capsys.readouterr().out


def test_a_month_that_is_not_held_is_refused_at_once() -> None:
    with pytest.raises(CoverageError):
        explore(label, "2027-01")


def test_without_the_widgets_the_package_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ipywidgets", None)
    with pytest.raises(ExtraError, match="widgets"):
        explore(label, "2023-12")


def test_the_start_page_runs_and_its_links_lead_somewhere(shell: Any) -> None:
    notebook = nbformat.read(START, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
            assert not any(isinstance(n, ast.FunctionDef) for n in ast.walk(ast.parse(cell.source)))
            with capture_output() as said:
                result = shell.run_cell(cell.source)
            result.raise_error()
            assert not said.stderr
        else:
            for link in cell.source.split("](")[1:]:
                assert (START.parent / link.split(")")[0]).is_file(), link
