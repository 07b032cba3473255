"""Printing says what is missing."""

from pathlib import Path

import pytest

from helpers.errors import PublishError
from helpers.publishing.pdf import print_pages


def test_no_report_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="no report"):
        print_pages(tmp_path)


def test_no_browser_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text("made up")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishError, match="chromium"):
        print_pages(tmp_path)


def test_a_failing_browser_leaves_the_older_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("made up")
    (tmp_path / "index.pdf").write_bytes(b"older")
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishError, match="no display"):
        print_pages(tmp_path)
    assert (tmp_path / "index.pdf").read_bytes() == b"older"
