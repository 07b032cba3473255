"""docs/sources.md: its tables are those of the code."""

import re
from pathlib import Path

from helpers import errors
from helpers.sources import SOURCES, comtrade, ecos, flash, http, imf, kcs, portal, services, state

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
KEYS = {
    "kcs": portal.KEY_VARIABLE,
    "flash": portal.KEY_VARIABLE,
    "ecos": ecos.KEY_VARIABLE,
    "comtrade": comtrade.KEY_VARIABLE,
    "imf": "none",
}
DAILY = {
    "kcs": portal.DAILY,
    "flash": flash.DAILY,
    "ecos": ecos.MANNERS.daily,
    "comtrade": comtrade.MANNERS.daily,
    "imf": imf.MANNERS.daily,
}


def table(head):
    lines = PAGE.split(head)[1].splitlines()[2:]
    rows = [line for line in lines[: lines.index("")] if line]
    return [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]


def test_the_table_of_sources_is_that_of_the_code():
    rows = table("| source | service | brings | key | calls a day |")
    assert tuple(row[0].strip("`") for row in rows) == SOURCES
    for name, _, brings, key, daily in rows:
        name = name.strip("`")
        assert KEYS[name] in key
        limit = DAILY[name]
        assert daily == ("no limit stated" if limit is None else f"{limit:,}")
        if name in ("kcs", "comtrade", "imf"):
            assert f"{len(services.COUNTRIES)} countries" in brings
    assert f"{len(services.GROUPS)} groups" in rows[0][2]
    assert f"{len(kcs.HS_LINES)} lines" in rows[0][2]


def test_the_table_of_errors_is_that_of_the_code():
    named = {row[0].strip("`") for row in table("| error | when |")}
    family = {each.__name__ for each in errors.SourceError.__subclasses__()}
    assert named == family
    assert f"exit code {errors.SourceError.exit_code}" in PAGE


def test_what_is_said_of_manners_and_data_sets_holds():
    waits = [str(2**tried) for tried in range(http.TRIES - 1)]
    assert re.sub(r"\s+", " ", PAGE).count(f"after {waits[0]}, {waits[1]} and {waits[2]} seconds")
    assert "four tries" in PAGE and http.TRIES == 4
    assert f"for {state.KEEP.total_seconds() / 3600:g} hours" in PAGE
    assert all(number in PAGE for number in kcs.DATASETS.values())
    assert "Twelve months a query" in PAGE and kcs.LONGEST == 12
