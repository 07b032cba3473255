"""The panel as a researcher asks it: plain pandas objects, and errors that name the right name."""

from pathlib import Path

import pandas as pd
import pytest
import seaborn as sns

from helpers import load
from helpers.errors import UnknownNameError
from helpers.loading import Panel


@pytest.fixture(scope="module")
def trade() -> Panel:
    return load("2023-12", as_of="2024-01-01")


def test_without_a_month_the_newest_is_loaded() -> None:
    newest = load()
    assert newest.month == newest.coverage("exports.total", basis="customs")[-1]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("export", "total"), "unknown flow 'export'; did you mean 'exports'?"),
        (("exports", "semi"), "unknown code 'semi'; did you mean 'semiconductors'?"),
        (("exports", "usa", "valu"), "unknown measure 'valu'; did you mean 'value'?"),
        (
            ("exports", "usa", "value", "custom"),
            "unknown definition 'custom'; did you mean 'customs'?",
        ),
    ],
)
def test_a_wrong_name_is_an_error_that_names_the_nearest_right_one(trade, asked, message) -> None:
    with pytest.raises(UnknownNameError) as caught:
        trade.series(*asked)
    assert str(caught.value) == message


def test_a_series_without_observations_is_empty_and_no_error(trade: Panel) -> None:
    assert trade.series("exports", "usa", "unit_value").empty


def test_a_tidy_frame_says_what_it_is_and_agrees_with_the_series(trade: Panel) -> None:
    rows = trade.frame("exports", by="items")
    assert rows.attrs["unit"] == "usd_million" and rows.attrs["as_of"] == "2024-01-01"
    assert rows["later"].any(), "the items of 2023-12 were published later in this form"
    one = rows[rows["code"].eq("ships")].set_index("period")["value"]
    pd.testing.assert_series_equal(one, trade.series("exports", "ships"), check_names=False)
    assert set(rows.loc[rows["code"].eq("ships"), "name"]) == {"Ships"}


def test_a_tidy_frame_goes_into_seaborn_and_shows_years(trade: Panel) -> None:
    axis = sns.lineplot(trade.frame("exports", by="markets"), x="date", y="value", hue="name")
    first, last = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=x) for x in axis.get_xlim())
    assert first.year < 2001 and last.year >= 2023
    axis.figure.clear()


def test_a_wide_frame_has_every_month_and_gaps_as_nan(trade: Panel) -> None:
    table = trade.wide("imports", by="energy")
    assert table.index.equals(
        pd.period_range(table.index[0], table.index[-1], freq="M", name="period")
    )
    covered = trade.series("imports", "energy_total")
    assert table["energy_total"].dropna().equals(covered.rename("energy_total"))
    assert table["energy_total"].isna().sum() == len(table) - len(covered)


def test_revisions_are_latest_less_first(trade: Panel) -> None:
    rows = load("2023-12").revisions("exports", "total")
    first = trade.first_releases("exports", "total")
    month = pd.Period("2023-12", "M")
    assert rows.at[month, "first"] == first[month] == 57660.0
    assert rows.at[month, "revision"] == pytest.approx(57573.193 - 57660.0)


def test_coverage_says_which_months_are_missing(trade: Panel) -> None:
    table = trade.coverage_table().set_index(["flow", "code", "measure", "basis"])
    assert table.loc[("exports", "total", "value", "customs"), "missing"] == 0
    months = len(trade.series("imports", "energy_total", basis="ministry"))
    assert table.loc[("imports", "energy_total", "value", "ministry"), "months"] == months


def test_search_knows_both_languages_and_near_misses(trade: Panel) -> None:
    assert "wireless" in trade.search("wireless").index[0]
    assert trade.search("반도체").index[0] == "semiconductors"
    assert trade.search("semiconducters").index.tolist() == ["semiconductors"]
    assert trade.search("qqqq").empty


def test_a_workbook_has_the_numbers(trade: Panel, tmp_path: Path) -> None:
    path = trade.to_excel(tmp_path / "trade.xlsx")
    totals = pd.read_excel(path, "totals", index_col=0)
    assert totals.at["2023-12", "exports"] == 57660.0
    items = pd.read_excel(path, "exports by items", index_col=0)
    assert items.at["2023-12", "ships"] == trade.series("exports", "ships")["2023-12"]


def test_a_parquet_file_has_every_vintage_known(trade: Panel, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    rows = pd.read_parquet(trade.to_parquet(tmp_path / "trade.parquet"))
    assert len(rows) == len(trade.known()) and rows["published"].max() <= "2024-01-01"


def test_the_tab_key_completes_names_of_series(trade: Panel) -> None:
    names = trade._ipython_key_completions_()
    assert {"exports.total", "exports.semiconductors", "imports.crude_oil"} <= set(names)
    assert trade["exports.total"].equals(trade.series("exports", "total"))
