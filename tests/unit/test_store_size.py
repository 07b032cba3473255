"""A store of several times as many rows says the same; the rows added are made up."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from helpers import observations, places
from helpers.loading import load
from helpers.store import read

DATA = places.find_data_dir()
TIMES = 3


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data with made-up rows, as if two more sources had printed every figure."""
    benchmark = runpy.run_path(str(DATA.parent / "benchmarks" / "loading.py"))
    large: Path = benchmark["enlarged"](DATA, tmp_path_factory.mktemp("large") / "data", TIMES)
    return large


@pytest.mark.slow
def test_sources_that_say_the_same_change_no_figure(large: Path) -> None:
    assert len(observations.read(large)) == TIMES * len(observations.read())
    for day in (None, "2024-01-01"):
        many, few = load("2023-12", day, large), load("2023-12", day)
        for flow, code in (("exports", "total"), ("imports", "total"), ("exports", "usa")):
            assert many.series(flow, code).equals(few.series(flow, code))


def test_rows_of_a_figure_stand_together_and_end_with_their_period() -> None:
    store = read(DATA)
    frame = store.frame
    assert (frame["figure"].diff().dropna().isin([0, 1])).all()
    ends = frame.groupby("freq").first()[["period", "ends"]]
    days = {freq: str(np.datetime64(int(end), "D")) for freq, end in ends["ends"].items()}
    for freq, period in ends["period"].items():
        last = {"Y": f"{period}-12-31", "D10": f"{period[:7]}-10", "D20": f"{period[:7]}-20"}
        if freq in last:
            assert days[freq] == last[freq]
        elif freq == "D":
            assert days[freq] == period
