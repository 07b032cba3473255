"""A working copy is whole or not there, and takes along what a project needs and no more."""

import multiprocessing
import resource
from pathlib import Path

import pytest

from helpers.errors import ProjectError
from helpers.places import find_data_dir
from helpers.working_copy import make_working_copy


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_holds_data_notebooks_and_documentation(tmp_path: Path) -> None:
    make_working_copy(tmp_path / "new" / "mine")
    made = files(tmp_path / "new" / "mine")
    assert {"Makefile", "README.md", ".gitignore", "data/README.md", "docs/start.ipynb"} <= made
    assert not {name for name in made if name.startswith("data/cache")}
    original = find_data_dir()
    for path in (original / "observations").glob("*.csv"):
        copy = tmp_path / "new/mine/data/observations" / path.name
        assert copy.read_bytes() == path.read_bytes()


def test_an_empty_folder_is_filled_and_one_that_holds_something_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    make_working_copy(tmp_path / "mine")
    before = files(tmp_path / "mine")
    (tmp_path / "mine/notebooks/exports.ipynb").write_text("my work")
    with pytest.raises(ProjectError, match="not empty"):
        make_working_copy(tmp_path / "mine")
    assert files(tmp_path / "mine") == before
    assert (tmp_path / "mine/notebooks/exports.ipynb").read_text() == "my work"


def _on_a_full_disk(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    with pytest.raises(ProjectError, match=r"mine: file too large$"):
        make_working_copy(folder)


def test_a_full_disk_is_named_and_nothing_stays(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_on_a_full_disk, args=(tmp_path / "mine",))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert list(tmp_path.iterdir()) == []
