"""A reader meets the older folder or the newer one, whole, whatever happens between."""

import multiprocessing
import resource
from pathlib import Path

import pytest

from helpers.errors import PublishError
from helpers.publishing import swap


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "2023-12"


def publish(target: Path, text: str) -> None:
    with swap.workspace(target) as folder:
        swap.write(folder, {"index.html": text, "manifest.json": text})
        swap.put_in_place(folder, target)


def read(target: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in target.iterdir()}


def left_over(target: Path) -> list[str]:
    return sorted(p.name for p in target.parent.iterdir() if p.name != f".{target.name}.lock")


@pytest.mark.parametrize("exchange", [True, False])
def test_the_newer_folder_takes_the_place_of_the_older(
    target: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    publish(target, "old")
    (target / "stray.html").write_text("no part of the newer report")
    publish(target, "new")
    assert read(target) == {"index.html": "new", "manifest.json": "new"}
    assert left_over(target) == ["2023-12"]


def test_a_run_that_breaks_off_leaves_the_older_folder(target: Path) -> None:
    publish(target, "old")
    with pytest.raises(ZeroDivisionError), swap.workspace(target) as folder:
        swap.write(folder, {"index.html": "new"})
        raise ZeroDivisionError
    assert read(target)["index.html"] == "old"
    assert left_over(target) == ["2023-12"]


def test_what_a_killed_run_left_is_cleared(target: Path) -> None:
    publish(target, "old")
    (target.parent / ".2023-12.making").mkdir()
    (target.parent / ".2023-12.making" / "index.html").write_text("half")
    publish(target, "new")
    assert read(target)["index.html"] == "new"
    assert left_over(target) == ["2023-12"]


def test_a_report_parked_by_a_killed_run_is_put_back(target: Path) -> None:
    publish(target, "old")
    target.rename(target.parent / ".2023-12.last")  # killed between the two renames
    with swap.workspace(target):
        assert read(target)["index.html"] == "old"


def test_two_runs_of_one_report_do_not_meet(target: Path) -> None:
    with swap.workspace(target), pytest.raises(PublishError, match="another run"):
        publish(target, "new")


def test_a_file_in_the_place_of_the_folder_is_named(target: Path) -> None:
    target.parent.parent.mkdir(exist_ok=True)
    target.parent.write_text("no folder")
    with pytest.raises(PublishError, match="a file is where a folder"):
        publish(target, "new")
    target.parent.unlink()
    target.parent.mkdir()
    target.write_text("no folder")
    with pytest.raises(PublishError, match="a file is where a folder"):
        publish(target, "new")


def _exchange_often(one: Path, other: Path) -> None:
    for _ in range(2000):
        swap._exchange(one, other)


def test_the_exchange_never_shows_an_empty_place(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name)
    if not swap._exchange(one, other):
        pytest.skip("this file system cannot exchange folders")
    process = multiprocessing.get_context("fork").Process(target=_exchange_often, args=(one, other))
    process.start()
    seen = set()
    while process.is_alive():
        seen.add((one / "index.html").read_text())
    process.join()
    assert process.exitcode == 0
    assert seen == {"one", "other"}


def _publish_on_a_full_disk(target: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    with pytest.raises(PublishError, match="cannot publish to"):
        publish(target, "new" * 1000)


def test_a_page_that_cannot_be_written_whole_leaves_the_older_report(target: Path) -> None:
    publish(target, "old")
    process = multiprocessing.get_context("fork").Process(
        target=_publish_on_a_full_disk, args=(target,)
    )
    process.start()
    process.join()
    assert process.exitcode == 0
    assert read(target) == {"index.html": "old", "manifest.json": "old"}
    assert left_over(target) == ["2023-12"]
