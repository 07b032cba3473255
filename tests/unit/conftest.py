"""Unit tests reach the tools of the tests; those of pages share their months."""

import sys
from pathlib import Path

import pytest

from helpers.loading import Panel, load

sys.path.insert(0, str(Path(__file__).parents[1]))

# Boom and slump, first and last months of a year, every stage of what is available, a look back.
MONTHS = (
    "1990-06", "1993-02", "1995-01", "1997-12", "1999-08", "2001-03", "2003-07", "2005-11",
    "2007-04", "2009-01", "2012-06", "2014-10", "2016-02", "2018-09", "2019-06", "2020-04",
    "2022-09", "2022-12", "2023-01", "2023-12", "2023-12@2024-01-01", "2024-06", "2025-06",
    "2026-07", "2026-09",
)  # fmt: skip


@pytest.fixture(scope="module", params=MONTHS)
def trade(request: pytest.FixtureRequest) -> Panel:
    month, _, as_of = request.param.partition("@")
    return load(month, as_of)
