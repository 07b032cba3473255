"""Printing says what is missing; the picture of a page is that of its first chart."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.cli import main
from helpers.errors import PublishError
from helpers.publishing.prints import card, draw_cards, print_pages

PAGE = """<!DOCTYPE html><html lang="ko"><head><title>수출 · 2023년 12월</title>
<style>.title { margin: 0 }</style></head><body><p>Before</p>
<figure class="table">None</figure>
<figure class="chart" id="fig-a"><figcaption>First</figcaption><svg id="a"></svg>
<p class="note">A note</p><p class="source">Source: a. <a>Data</a></p></figure>
<figure class="chart" id="fig-b">Second</figure></body></html>"""
BROWSER = """#!/bin/sh
for word; do case $word in --screenshot=*) echo drawn > "${word#*=}";; esac; done
"""


def test_the_picture_is_of_the_first_chart_under_the_title_of_the_page() -> None:
    made = card(PAGE)
    assert made.startswith('<!DOCTYPE html><html lang="ko">')
    assert "수출 · 2023년 12월</p>" in made and ".title { margin: 0 }" in made
    assert "First" in made and '<svg id="a">' in made
    assert not any(text in made for text in ("Second", "Before", "A note", "Source"))


def test_a_page_without_a_chart_gets_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exports.html").write_text(PAGE, "utf-8")
    (tmp_path / "index.html").write_text("<html><title>Brief</title></html>")
    browser = tmp_path / "chromium"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert draw_cards(tmp_path) == [tmp_path / "exports.png"]
    assert (tmp_path / "exports.png").read_text() == "drawn\n"


@pytest.mark.parametrize("command", ["pdf", "card"])
def test_the_commands_name_what_is_missing(command: str, tmp_path: Path) -> None:
    words = [command, "2023-12", "--out", str(tmp_path)]
    run = CliRunner().invoke(main, words)
    assert run.exit_code == 5 and "make one by ktrade report" in run.stderr
    run = CliRunner().invoke(main, [*words, "--lang", "fr"])
    assert run.exit_code == 2 and "allowed are en, ko" in run.stderr


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
