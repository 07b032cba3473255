"""Mutated files are read or refused: at once, without a traceback, and nothing wrong is taken."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "reading.py"


def test_mutated_tables_releases_and_texts(capsys):
    """A small part of what `benchmarks/reading.py 100000` does."""
    spec = importlib.util.spec_from_file_location("reading", SCRIPT)
    reading = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reading)
    code = reading.main(400, 1)
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "TRACEBACK" not in printed and "table, read" in printed and "release, read" in printed
