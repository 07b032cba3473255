"""Temporary folders: gone with their process, or cleared by the next one, none that is alive."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from helpers import scratch as module
from helpers.scratch import scratch, write_whole

HOLDS = """\
import sys, time
from helpers.scratch import scratch
with scratch() as folder:
    (folder / "half").write_text("made")
    print(folder, flush=True)
    time.sleep(100)
"""


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    module._clear.cache_clear()
    return folder


def start() -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_it_goes_with_its_context(own_temporary_folder: Path) -> None:
    with scratch() as folder:
        assert folder.parent == own_temporary_folder
    assert list(own_temporary_folder.iterdir()) == []


def test_the_next_process_clears_what_a_killed_one_left_and_no_live_one() -> None:
    (killed, left), (living, kept) = start(), start()
    try:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.is_dir()
        with scratch():
            assert not left.exists() and (kept / "half").is_file()
    finally:
        living.kill()
        living.wait()


def test_folders_of_somebody_else_and_of_other_names_stay(own_temporary_folder: Path) -> None:
    for name in ("ktrade-run", "ktrade-mine", "run-ktrade-run-12345678"):
        (own_temporary_folder / name).mkdir()
    (own_temporary_folder / "elsewhere").mkdir()
    link = own_temporary_folder / "ktrade-run-abcdefgh"
    link.symlink_to(own_temporary_folder / "elsewhere")
    with scratch():
        pass
    assert {path.name for path in own_temporary_folder.iterdir()} == {
        "ktrade-run", "ktrade-mine", "run-ktrade-run-12345678", "elsewhere", link.name,
    }  # fmt: skip


def test_a_file_is_written_whole_and_halves_of_killed_processes_go(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "record.json"
    write_whole(file, b"old")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (file.parent / f".record.json.{ended.pid}").write_bytes(b"ha")
    (file.parent / f".other.json.{os.getppid()}").write_bytes(b"of a live one")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert {path.name for path in file.parent.iterdir()} == {
        "record.json", f".other.json.{os.getppid()}",
    }  # fmt: skip


def test_what_cannot_be_written_leaves_the_older_file(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    write_whole(file, b"old")
    with pytest.raises(TypeError):
        write_whole(file, "text")  # type: ignore[arg-type]
    assert [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()] == [b"old"]
