"""Made-up documents of two months, laid out once for all tests."""

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the builders of made-up files stand beside

import made_releases


@pytest.fixture(scope="session")
def december():
    """Return the layout of December 2023, of 15 items."""
    return made_releases.build(pd.Period("2023-12", "M"), 15)


@pytest.fixture(scope="session")
def july():
    """Return the layout of July 2026, of 20 items."""
    return made_releases.build(pd.Period("2026-07", "M"), 20)
