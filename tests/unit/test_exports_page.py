"""The exports and imports pages: sentences, charts and tables have their numbers from one frame."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers import breakdowns, charts, findings, frames, tables
from helpers.breakdowns import cell
from helpers.display import Missing
from helpers.findings import Finding
from helpers.loading import Panel, load
from helpers.translation import speaking

Told = dict[str, Finding]
WORDS = ("status", "published")


@pytest.fixture(scope="module")
def told(trade: Panel) -> Told:
    return {each.kind: each for part in findings.sections(trade).values() for each in part}


def agree(finding: Finding | None, **numbers: object) -> None:
    """The numbers of a finding, where there is one, are those given, to a million dollars."""
    if finding is not None:
        for name, value in numbers.items():
            said = finding.numbers[name]
            assert said is None or said == pytest.approx(
                value, abs=1 if abs(said) > 1000 else None
            ), (finding.kind, name)


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_level_and_growth_are_those_of_the_frame(flow: str, trade: Panel, told: Told) -> None:
    rows = frames.level(trade, flow)
    known = {name: cell(rows, trade.month, name) for name in map(str, rows) if name not in WORDS}
    agree(told.get(f"{flow}.level"), value=known["value"], growth=known["growth"])
    if flow == "exports":
        daily, days = known["daily_average_growth"], known["working_days"]
        agree(told.get("exports.per_day"), growth=daily, days=days)
        agree(told.get("exports.volume"), volume=rows.attrs["weight"])


def test_the_numbers_above_the_brief_are_those_of_its_sentences(trade: Panel, told: Told) -> None:
    rows = frames.totals(trade)
    for name in ("exports", "imports", "balance"):
        agree(told.get(f"{name}.level"), value=cell(rows, trade.month, name))


def test_price_and_volume_are_those_of_the_frame(trade: Panel, told: Told) -> None:
    for kind, rows, name in (
        ("exports.indices", frames.price_volume(trade), "volume"),
        ("products.memory", frames.memory(trade), "weight"),
    ):
        if kind in told:
            at = told[kind].period
            price, volume = (cell(rows, at, f"{each}_growth") for each in ("price", "volume"))
            agree(told[kind], price=price, **{name: volume})


def test_what_moved_exports_is_that_of_the_frame(trade: Panel, told: Told) -> None:
    rows = frames.items(trade)
    if driver := told.get("products.driver"):
        code = driver.numbers["code"]
        agree(driver, share=100 * cell(rows, code, "contribution") / cell(rows, "total", "growth"))
        if code == "semiconductors":
            agree(driver, without=frames.without(trade).at[trade.month, "rest_growth"])
    if movers := told.get("products.movers"):
        for code, points in [*movers.numbers["up"], *movers.numbers["down"]]:
            assert rows.at[code, "contribution"] == pytest.approx(points)


def test_the_waterfall_adds_up(trade: Panel) -> None:
    points = frames.largest(frames.items(trade))["contribution"]
    if len(points):
        assert points.drop("total").sum() == pytest.approx(points["total"])
        assert len(points) == 8
    parts = frames.balance_parts(trade)["value"]
    if len(parts):
        assert parts.drop("total").sum() == pytest.approx(parts["total"])


def test_energy_is_that_of_the_frame(trade: Panel, told: Told) -> None:
    rows = frames.energy(trade)
    if "imports.energy" in told:
        agree(
            told["imports.energy"],
            value=rows.at["energy_total", "value"],
            growth=rows.at["energy_total", "growth"],
            rest=rows.at["non_energy", "growth"],
        )
    fuels = frames.fuels(trade)
    if len(fuels) and len(rows):  # the customs service's fuels against the ministry's energy
        ours, theirs = fuels.at[trade.month, "energy"], rows.at["energy_total", "value"]
        assert ours == pytest.approx(theirs, rel=0.01)


def test_the_balance_and_the_year_are_those_of_the_table(trade: Panel, told: Told) -> None:
    rows = frames.sums(trade)
    agree(told.get("balance.level"), **_balance(rows.loc[str(trade.month)]))
    so_far = f"{trade.month.year}-01..{trade.month}"
    for name, span in (("to_date", so_far), ("year", str(trade.month.year))):
        agree(
            told.get(f"balance.{name}"), **(_balance(rows.loc[span]) if span in rows.index else {})
        )
        for flow in ("exports", "imports"):
            if finding := told.get(f"{flow}.{name}"):
                row = rows.loc[span]
                agree(finding, value=row[flow], growth=row[f"{flow}_growth"])
    if "exports.to_date" in told:
        year = frames.this_year(trade).attrs
        agree(told["exports.to_date"], value=year["value"], growth=year["growth"])


def _balance(row: Any) -> dict[str, float]:
    return {"value": row["balance"], "before": row["balance_before"]}


def test_a_place_that_a_finding_leads_to_is_on_the_page(trade: Panel, told: Told) -> None:
    level = frames.level(trade)
    shown = [
        tables.show(level.tail(13), tables.LEVEL, name="headline_exports"),
        tables.show(frames.level(trade, "imports"), tables.LEVEL, name="headline_imports"),
        tables.show(frames.items(trade), tables.ITEMS, name="items", total="total"),
        tables.show(frames.energy(trade), tables.ENERGY, name="energy", total="total"),
        tables.show(frames.sums(trade), tables.SUMS, name="balance"),
        charts.price_volume(frames.price_volume(trade)),
        charts.price_volume(frames.memory(trade)),
    ]
    page = "".join(each._repr_html_() for each in shown if not isinstance(each, Missing))
    for finding in told.values():
        file, _, place = finding.evidence.partition("#")
        if file in ("exports.html", "imports.html"):
            assert f'id="{place}"' in page, finding.kind


def test_a_table_has_two_decimals_and_its_words_in_both_languages(trade: Panel) -> None:
    rows = frames.level(trade).tail(13)
    for lang, value in (
        ("en", rows["value"].iloc[-1] / 1000),
        ("ko", rows["value"].iloc[-1] / 100),
    ):
        with speaking(lang):
            table = tables.show(rows, tables.LEVEL, name="headline_exports")
            assert isinstance(table, tables.Table)
            assert table.rows[-1].cells[1] == f"{value:,.{2 if lang == 'en' else 1}f}"
            assert (not table.notes[0].isascii()) == (lang == "ko") or "’" in table.notes[0]


def test_numbers_of_later_carry_a_dagger_and_a_note() -> None:
    rows = frames.items(load("2023-12", "2024-01-01"))
    table = tables.show(rows, tables.ITEMS, name="items", total="total")
    assert isinstance(table, tables.Table)
    assert "†" in table.rows[0].cells[0] and table.notes[0].startswith("†")
    now = tables.show(frames.items(load("2023-12")), tables.ITEMS, name="items", total="total")
    assert isinstance(now, tables.Table) and not now.notes and "†" not in now.rows[0].cells[0]


def test_sums_on_the_day_of_the_release_are_those_reported() -> None:
    rows = frames.sums(load("2023-12", "2024-01-01"))
    assert [cell(rows, "2023", each) for each in ("exports", "imports", "balance")] == [
        632690,
        642670,
        -9970,
    ]


def test_a_quarter_with_a_missing_month_keeps_its_place(cut_store: Callable[[str], Path]) -> None:
    """Imports of March 2026 came on 2026-09-01."""
    trade = load("2026-07", None, cut_store("2026-08-20"))
    quarters, rows = frames.balance_quarters(trade), frames.sums(trade)
    assert rows.loc["2026-Q1", ["imports", "balance"]].isna().all()
    assert quarters["value"].isna().tolist() == [False] * (len(quarters) - 2) + [True, False]
    assert isinstance(charts.balance_quarters(quarters), charts.Chart)


def test_what_is_missing_is_said_with_the_months_there_are() -> None:
    chart = charts.items_by_growth(frames.having(frames.items(load("2009-01")), "growth"))
    assert isinstance(chart, Missing)
    assert chart.sentence.startswith("Exports by item: not available for January 2009.")


@pytest.mark.parametrize(
    ("month", "draw", "told"),
    [
        ("2022-06", lambda t: charts.movers(frames.largest(frames.items(t))), "Contributions of"),
        ("2022-06", lambda t: charts.items_by_growth(frames.having(frames.items(t), "growth")),
         "Growth of parts"),
        *(
            (month, lambda t: charts.energy(
                frames.having(frames.energy(t), "contribution", "energy_total")
            ), "Contributions of")
            for month in ("2021-01", "2024-06")  # in the second only crude oil has one
        ),
    ],
)  # fmt: skip
def test_a_part_without_the_year_before_is_said_to_be_missing(month, draw, told) -> None:
    chart = draw(load(month))
    assert isinstance(chart, Missing) and chart.sentence.startswith(told)


@pytest.mark.parametrize("month", ["2022-01", "2023-12", "2024-02", "2026-07"])
def test_parts_and_other_add_up_to_the_total(month: str) -> None:
    trade = load(month)
    for rows in (breakdowns.items(trade), breakdowns.markets(trade)):
        parts = rows.drop("total")
        assert parts["value"].sum() == pytest.approx(rows.at["total", "value"])
        if rows["growth"].notna().all():
            assert parts["contribution"].sum() == pytest.approx(rows.at["total", "growth"])
