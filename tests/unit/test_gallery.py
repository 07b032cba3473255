"""docs/gallery.md: its examples run and answer as printed."""

import doctest
from pathlib import Path

import matplotlib

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"


def test_the_examples_answer_as_printed() -> None:
    matplotlib.use("agg")
    text = PAGE.read_text("utf-8")
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted >= 20
    assert not result.failed, "".join(said)
