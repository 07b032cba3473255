"""The outlook: sentences, charts and tables share their numbers, in both languages."""

import re

import pandas as pd
import pytest

from helpers import charts, findings, frames, tables, texts
from helpers.display import Missing
from helpers.loading import Panel, load
from helpers.translation import speaking

TABLES = {
    "ahead": (frames.ahead, tables.AHEAD),
    "later": (lambda trade: frames.ahead(trade, later=True), tables.LATER),
    "chances": (frames.chances, tables.CHANCES),
    "nowcast": (frames.nowcasts, tables.NOWCAST),
    "accuracy": (frames.accuracy, tables.ACCURACY),
    "errors": (frames.errors, tables.ERRORS),
    "coverage": (frames.coverage, tables.COVERAGE),
    "second": (frames.second, tables.SECOND),
    "parts": (frames.parts, tables.PARTS),
    "scenario": (frames.scenarios, tables.SCENARIOS),
    "adjustment": (frames.adjustment, tables.ADJUSTMENT),
    "institutions": (frames.institutions, tables.INSTITUTIONS),
    "imf": (frames.imf, tables.IMF),
}

PAGE = ("ahead", "nowcast", "past", "others", "inflation")


def numbers(trade: Panel) -> dict[str, dict[str, object]]:
    """What the findings of the page state, by kind; by kind and flow where both flows have one."""
    told = [each for part in findings.sections(trade, *PAGE).values() for each in part]
    return {f"{each.key} {each.numbers.get('flow', '')}".strip(): each.numbers for each in told}


def test_sentences_state_what_the_frames_hold(trade: Panel) -> None:
    told, ahead = numbers(trade), frames.ahead(trade)
    assert ("next_month" in told) == (len(ahead) > 0)
    if "next_month" in told:
        first, said = ahead.loc[trade.month + 1], told["next_month"]
        assert said["exports"] == pytest.approx(first["exports"])
        assert (said["low"] is None) == pd.isna(first["exports_low80"])
        assert said["low"] is None or said["low"] == pytest.approx(first["exports_low80"])
    accuracy = frames.accuracy(trade)
    assert ("error" in told) == (len(accuracy) > 0)
    if "error" in told:
        row = accuracy.loc["exports"].set_index("rule").loc["ahead_1"]
        assert told["error"]["error"] == pytest.approx(row["error"])
        assert ("coverage" in told) == pd.notna(row["inside"])
        if inside := told.get("coverage"):
            assert 100 * inside["inside"] / inside["of"] == pytest.approx(row["inside"])
    nowcasts = frames.nowcasts(trade)
    if "change exports" in told:
        row = nowcasts.loc[["exports"]].query("days == 20").iloc[-1]
        change = told["change exports"]
        assert change["forecast"] == row["forecast"]
        assert change["percent"] == pytest.approx(100 * (row["nowcast"] / row["forecast"] - 1))
        assert change["growth"] == frames.flash(trade).query("days == 20")["growth"].iloc[-1]
    if "skill exports" in told:
        ratios = frames.errors(trade).query("model == 'drift'")["ratio"]
        months = told["skill exports"]["months"]
        assert (ratios[:months] < 1).all() and ratios[months + 1] >= 1


def test_chances_and_the_chart_are_those_of_the_table(trade: Panel) -> None:
    chances, path = frames.chances(trade), frames.forecast(trade)
    if chances.empty:
        assert "chance" not in numbers(trade)
        return
    first = frames.ahead(trade).loc[trade.month + 1]
    assert chances["expected"].iloc[0] == pytest.approx(first["exports"])
    assert path.loc[trade.month + 1, "forecast"] == first["exports"]
    assert chances[["chance_record", "chance_round"]].stack().between(0, 100).all()
    assert path["forecast"].notna().sum() <= 6 and path["value"].notna().sum() <= 36
    month = trade.month.asfreq("Y")
    if month in chances.index:  # not in December
        ahead = frames.ahead(trade).loc[month]
        assert chances.loc[month, "low80"] == ahead["exports_low80"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_a_cell_for_every_number(name: str, trade: Panel) -> None:
    make, columns = TABLES[name]
    frame = make(trade)
    for lang in ("en", "ko"):
        with speaking(lang):
            table = tables.show(frame, columns, name=name)
        if isinstance(table, Missing):
            assert table.sentence
            continue
        assert len(table.rows) == len(table.data)
        heads = [column.header for column in table.columns]
        assert not any(re.search("_|^[a-z]+$", head) for head in heads if head not in ("p",)), heads
        written = " ".join(cell for row in table.rows for cell in row.cells) + "".join(table.notes)
        assert "nan" not in written and "None" not in written


def test_both_languages_state_the_same_numbers_in_the_same_places(trade: Panel) -> None:
    for part in findings.sections(trade, *PAGE).values():
        with speaking("en"):
            english = texts.paragraph(part)
        with speaking("ko"):
            korean = texts.paragraph(part)
        assert len(english.sentences) == len(korean.sentences)
        assert not re.search("[A-Za-z]{5,}", re.sub("KOTRA", "", korean.plain)), korean.plain


def test_the_flash_is_of_one_calendar_month() -> None:
    frame = frames.flash(load("2026-09"))
    assert set(frame.index.month) == {9} and set(frame["days"]) == {10, 20}
    averages = frame["value"] / frame["working_days"]
    pd.testing.assert_series_equal(averages, frame["daily_average"], check_names=False)
    assert frames.flash(load("2010-01")).empty


def test_december_2023_as_of_the_release_says_what_was_known() -> None:
    then = load("2023-12", as_of="2024-01-01")
    imf = frames.imf(then).loc["inflation"].query("year == '2024'")
    assert imf["value"].tolist() == [2.3, 2.4]  # that of April 2024, 2.5, came later
    assert "first releases of exports and imports of December 2023" in " ".join(
        texts.paragraph(part).plain for part in findings.sections(then, *PAGE).values()
    )
    assert not {"first_release", "revised"} & set(numbers(load("2023-12")))


@pytest.mark.parametrize("as_of", ["", "1986-04-02"])
def test_where_nothing_can_be_forecast_the_page_says_so(as_of: str) -> None:
    trade = load("1986-03", as_of)
    for make in (frames.forecast, frames.trend, frames.past, frames.institutions):
        with speaking("en"):
            missing = charts.forecast(make(trade))
        assert isinstance(missing, Missing) and missing.sentence.endswith(".")
        assert "not available for March 1986" in missing.sentence
