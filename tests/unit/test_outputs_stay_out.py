"""What Run All writes into a notebook does not get into a commit."""

import json
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output

from helpers.working_copy import leave_outputs_out

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_a_notebook_that_was_run_is_unchanged_for_git(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    path = tmp_path / "exports.ipynb"
    notebook = nbformat.read(ROOT / "notebooks/exports.ipynb", as_version=4)
    nbformat.write(notebook, path)
    git(tmp_path, "init", "-q")
    leave_outputs_out(tmp_path)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        cell.execution_count = number
        cell.outputs = [new_output("stream", text="57,660\n")]
    notebook.metadata.language_info |= {"version": "3.11.7", "pygments_lexer": "ipython3"}
    nbformat.write(notebook, path)
    assert git(tmp_path, "diff") == ""
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, path)
    git(tmp_path, "add", ".")
    committed = json.loads(git(tmp_path, "show", ":exports.ipynb"))
    assert "".join(committed["cells"][0]["source"]) == "# Another title"
    assert [cell["id"] for cell in committed["cells"]] == [cell.id for cell in notebook.cells]
    assert not any(cell.get("outputs") for cell in committed["cells"])


def test_outside_a_repository_nothing_happens(tmp_path: Path) -> None:
    leave_outputs_out(tmp_path)
    assert list(tmp_path.iterdir()) == []
