"""The page about the numbers: what differs is listed, what is missing named, in two languages."""

import re

import pandas as pd
import pytest

from helpers import catalogue, charts, findings, frames, tables, texts
from helpers.checks import compared, reconcile
from helpers.loading import Panel, load
from helpers.translation import speaking

TABLES = {
    "vintages": (frames.vintages, tables.VINTAGES),
    "then_and_now": (frames.then_and_now, tables.THEN_AND_NOW),
    "turned": (findings.turned, tables.TURNED),
    "revision_sizes": (frames.revision_sizes, tables.SIZES),
    "checks": (frames.checks, tables.CHECKS),
    "differences": (frames.differences, tables.DIFFERENCES),
    "gaps": (frames.gaps, tables.GAPS),
}
LATIN = {"CIS", "EU", "LNG", "CSV"}  # written in Latin letters in Korean as well


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same_in_both_languages(name: str, trade: Panel) -> None:
    make, columns = TABLES[name]
    english = tables.show(make(trade), columns, name=name)
    with speaking("ko"):
        korean = tables.show(make(trade), columns, name=name)
    assert type(english) is type(korean)
    if isinstance(korean, tables.Table) and isinstance(english, tables.Table):
        assert english.data.to_csv() == korean.data.to_csv()
        said = [korean.title, korean.subtitle, *korean.notes, *(c.header for c in korean.columns)]
        said += [re.sub("<[^>]*>", " ", cell) for row in korean.rows for cell in row.cells]
        assert {word for text in said for word in re.findall("[A-Za-z]{2,}", text)} <= LATIN


def test_only_what_differs_is_listed(trade: Panel) -> None:
    frame = frames.differences(trade)
    made = [each for each in compared(trade) if each.outcome != "not compared"]
    differ = [each for each in made if each.outcome != "agrees"]
    assert frame["reported"].tolist() == [each.printed for each in differ]
    if made:
        assert (frame.attrs["agree"], frame.attrs["of"]) == (len(made) - len(differ), len(made))


def test_every_check_is_shown_with_its_result(trade: Panel) -> None:
    frame, made = frames.checks(trade), reconcile(trade)
    assert frame["result"].tolist() == [check.result for check in made]
    (said,) = (each for each in findings.notes(trade) if each.key == "checks")
    assert (said.numbers["passed"], said.numbers["of"]) == (
        frame.attrs["passed"],
        frame.attrs["of"],
    )


def test_what_is_missing_is_what_has_no_number(trade: Panel) -> None:
    for row in frames.gaps(trade).itertuples():
        flow, group = str(row.group).split(".")
        codes = catalogue.group(group)
        assert row.absent == [code for code in codes if trade.observation(flow, code) is None]
        assert row.available == row.of - len(row.absent)


def test_the_two_charts_of_revisions_have_names_of_their_own(trade: Panel) -> None:
    names = {charts.revision(frames.growth_steps(trade, f)).slug for f in ("exports", "imports")}
    assert len(names) == 2


@pytest.mark.parametrize("month", pd.period_range("2025-01", "2026-09", freq="M").astype(str))
def test_a_balance_older_than_its_parts_is_said_to_be(month: str) -> None:
    trade = load(month)
    exports, imports, told = (
        trade.observation(flow, "total") for flow in ("exports", "imports", "balance")
    )
    apart = abs(exports.value - imports.value - told.value) >= 5  # seen at two decimals
    notes = " ".join(map(texts.sentence, findings.notes(trade)))
    assert ("The balance is as published on" in notes) == apart
