"""Benchmarks are run by hand: what they import must be there."""

import runpy
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_benchmark_loads(script) -> None:
    assert callable(runpy.run_path(str(script), run_name="loaded")["main"])
