"""The regions page: sentences, charts and tables share their numbers, in both languages."""

import pandas as pd
import pytest

from helpers import catalogue, charts, findings, frames, tables
from helpers.display import Missing
from helpers.loading import Panel, load
from helpers.translation import speaking


def test_sentences_state_what_the_frames_hold(trade: Panel) -> None:
    rows, told = frames.partners(trade), findings.sections(trade)["markets"]
    for each in told:
        said = each.numbers
        if each.key == "market":
            row = rows.loc[said["code"]]
            assert said["value"] == pytest.approx(row["exports"])
            if said["growth"] is None:  # not available
                assert pd.isna(row["exports_growth"])
            else:
                assert said["growth"] == pytest.approx(row["exports_growth"])
            assert said["share"] == pytest.approx(row["share"], abs=0.1)  # as reported
        elif each.key == "movers":
            assert rows.loc[[code for code, _ in said["up"]], "contribution"].tolist() == [
                points for _, points in said["up"]
            ]
        elif each.key == "order":
            pair = frames.usa_china(trade)
            assert said["gap"] == pytest.approx(abs(pair["gap"].iloc[-1]))
            assert charts.usa_china(pair).title.startswith(
                "China" if said["ahead"] == "china" else "The United States"
            )


def test_partners_add_up(trade: Panel) -> None:
    for group in ("markets_9", "countries"):
        rows = frames.partners(trade, group)
        if rows.empty:
            continue
        parts = rows.drop("total")
        assert parts["exports"].sum() == pytest.approx(rows.at["total", "exports"])
        assert parts["share"].sum() == pytest.approx(100)
        if rows["imports"].notna().all():
            assert parts["imports"].sum() == pytest.approx(rows.at["total", "imports"])
        if rows["contribution"].notna().all():
            total = rows.at["total", "exports_growth"]
            assert parts["contribution"].sum() == pytest.approx(total)
        known = rows.dropna(subset=["exports", "imports"])
        assert known["balance"].tolist() == (known["exports"] - known["imports"]).tolist()


def test_no_group_is_shown_beside_its_proxy_or_left_unnamed(trade: Panel) -> None:
    rows = frames.partners(trade)
    if rows.empty:
        return
    shown = {code for code in rows.index if code not in ("other", "total")}
    for group, proxy in catalogue.PROXIES.items():
        assert not {group, proxy} <= shown
    stand_for = {group for group, proxy in catalogue.PROXIES.items() if proxy in shown}
    markets = set(catalogue.group("markets_9"))
    assert markets == (shown & markets) | stand_for | set(rows.attrs["absent"])
    table = tables.show(rows, tables.PARTNERS, name="partners", total="total")
    assert not isinstance(table, Missing)
    marks = sum("§" in row.cells[0] for row in table.rows)
    assert marks == len(rows.attrs["proxies"])
    assert sum(note.startswith("§") for note in table.notes) == bool(marks)


def test_contributions_over_time_end_with_those_of_the_month(trade: Panel) -> None:
    rows, month = frames.contributions(trade), frames.partners(trade)
    if rows.empty:
        return
    assert rows[["usa", "china", "rest"]].sum(axis=1).tolist() == pytest.approx(
        rows["growth"].tolist()
    )
    for code in ("usa", "china"):
        assert rows[code].iloc[-1] == pytest.approx(month.at[code, "contribution"])


def test_places_change_where_the_sign_of_the_gap_does(trade: Panel) -> None:
    rows = frames.crossings(trade)
    if rows.empty:
        return
    gaps = frames.usa_china(trade)["gap"] if rows.attrs["start"] else pd.Series(dtype=float)
    for period, row in rows[rows["by"].eq("by_month")].iterrows():
        assert (gaps[period] > 0) == (row["ahead"] == "usa")
        assert gaps[period] * gaps[: period - 1].iloc[-1] < 0
    assert rows[rows["by"].eq("by_year")].index[-1] == pd.Period("2003", "Y")


def test_published_sums_of_2023() -> None:
    """As the ministry's release of January 2024 has them: exports by market and year."""
    trade = load("2023-12", "2024-01-01")
    shares = frames.market_shares(trade)
    assert shares.loc["2023", ["usa", "china"]].round(1).tolist() == [18.3, 19.7]
    assert frames.partner_balances(trade).loc["2023", "usa"] == pytest.approx(44_460)


def test_both_languages_have_the_same_download(trade: Panel) -> None:
    for frame, columns, name in (
        (frames.partners(trade), tables.PARTNERS, "partners"),
        (frames.crossings(trade), tables.CROSSINGS, "crossings"),
    ):
        english = tables.show(frame, columns, name=name)
        with speaking("ko"):
            korean = tables.show(frame, columns, name=name)
        assert type(english) is type(korean)
        if isinstance(english, tables.Table) and isinstance(korean, tables.Table):
            assert english.data.to_csv() == korean.data.to_csv()
            assert english.title != korean.title


def test_a_month_without_markets_says_what_is_missing() -> None:
    trade = load("1985-01")
    assert charts.partners(frames.partners(trade)).sentence == (
        "Exports by market: not available for January 1985."
    )
    nothing = tables.show(frames.crossings(trade), tables.CROSSINGS, name="crossings")
    assert isinstance(nothing, Missing) and not nothing.gap
    assert nothing.slug == "tab-crossings"
