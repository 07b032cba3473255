"""Progress: one line on a terminal, plain lines in a log, JSON for machines, or nothing."""

import io
import json
import os
import time
from pathlib import Path

import pytest

from helpers import progress
from helpers.progress import Progress, track


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO) -> list[str]:
    """What stood on the one line of a terminal, one after the other."""
    return [text for text in stream.getvalue().split("\r\x1b[K") if text]


def test_a_terminal_has_one_line_and_none_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", {"terminal": 0.01})
    monkeypatch.setenv("COLUMNS", "60")
    running, stream = ["exports (past forecasts 3 of 9), " * 3], Terminal()
    with Progress(2, watch=lambda: running[0], stream=stream) as step:
        time.sleep(0.05)
        running[0] = "imports"
        step("ran exports in 6.2 s", left=130)
    assert "\n" not in stream.getvalue()
    assert shown(stream)[0].startswith("0/2 ") and shown(stream)[0].endswith("…")
    assert all(len(line) < 60 for line in shown(stream))
    assert shown(stream)[-1].startswith("1/2 ran exports in 6.2 s, 2 min left · running imports · ")
    assert stream.getvalue().endswith("\r\x1b[K"), "the line is removed"


def test_a_log_has_a_line_a_step_and_names_what_runs_long(monkeypatch) -> None:
    monkeypatch.setattr(progress, "EVERY", {"lines": 0.01})
    stream = io.StringIO()
    with Progress(0, watch=lambda: "outlook (past forecasts 3 of 9)", stream=stream) as step:
        time.sleep(0.1)
        step("ran outlook in 6.2 s")
    lines = stream.getvalue().splitlines()
    assert lines == ["running outlook (past forecasts 3 of 9), 0 s", "ran outlook in 6.2 s"]


def test_machines_get_an_object_a_step() -> None:
    stream = io.StringIO()
    with Progress(2, "json", stream=stream) as step:
        step("ran exports", left=12.4)
    (said,) = map(json.loads, stream.getvalue().splitlines())
    assert said.pop("seconds") >= 0
    assert said == {"done": 1, "total": 2, "step": "ran exports", "seconds_left": 12}


def test_a_step_is_shown_while_it_runs_and_quick_ones_leave_no_line_in_a_log(monkeypatch) -> None:
    monkeypatch.setattr(progress, "EVERY", {"terminal": 0.01, "lines": 60.0})
    stream = Terminal()
    with Progress(2, stream=stream) as shows, shows.step("reading a.xls"):
        time.sleep(0.05)
    assert any("0/2 · running reading a.xls" in text for text in shown(stream))
    assert any("1/2 reading a.xls took 0.1 s" in text for text in shown(stream))
    log = io.StringIO()
    with Progress(2, stream=log) as shows:
        with shows.step("reading a.xls"):
            pass
        shows.began -= 3
        with shows.step("reading b.xls"):
            pass
    assert log.getvalue() == "2/2 reading b.xls took 0.0 s\n"


def test_quiet_writes_nothing() -> None:
    stream = Terminal()
    with Progress(2, "quiet", stream=stream) as step:
        step("ran exports")
    assert stream.getvalue() == ""


def test_items_are_counted_for_who_watches_the_process(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "progress"
    assert list(track("ab", "past forecasts")) == ["a", "b"]
    monkeypatch.setenv(progress.VARIABLE, os.fspath(file))
    said = [file.read_text() for _ in track("ab", "past forecasts")]
    assert said == ["past forecasts 0 of 2", "past forecasts 1 of 2"]
    assert file.read_text() == ""
