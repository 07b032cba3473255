"""Tables of trade by partner: the month, and the year so far."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue
from helpers.breakdowns import at, cell
from helpers.claims import Result
from helpers.claims import ask_panel as ask
from helpers.display import PROXY, STAND_IN, Missing, not_held, source_line, stand_in_note
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import tr
from helpers.wording import calendar_month, joined, month_name, number, signed, usd_billion


def partners(trade: Panel) -> Table | Missing:
    """Show exports, imports and balance of the nine markets and the rest in the month."""
    sold = breakdowns.markets(trade, "exports")
    codes = _codes(sold)
    if not codes:
        return Missing("tab-partners", not_held(tr("Exports by market"), trade, "exports.china"))
    bought = breakdowns.parts(trade, "imports", codes)
    name = month_name(trade.month)
    title = tr("Trade by partner in {month}", month=name)
    return _table(trade, "partners", title, sold, bought, trade.month - 12, trade.month)


def partners_to_date(trade: Panel) -> Table | Missing:
    """Show the same from January to the month; in January, of the whole year before."""
    end = trade.month - 1 if trade.month.month == 1 else trade.month
    codes = _codes(breakdowns.markets(trade, "exports"))
    sold, bought = (_sums(trade, flow, codes, end) for flow in ("exports", "imports"))
    if sold.loc[codes, "value"].isna().all():
        said = not_held(tr("Exports by market"), trade, "exports.china")
        return Missing("tab-partners-to-date", said)
    since = pd.Period(year=end.year - 1, month=1, freq="M")
    return _table(trade, "partners-to-date", _to_date(end), sold, bought, since, end)


def _sums(trade: Panel, flow: str, codes: list[str], end: pd.Period) -> pd.DataFrame:
    """Set the sums from January to a month beside those of a year before, as `breakdowns.parts`.

    They are those that sentences tell: of a year what was printed, where that is firmer. NaN where
    a month is not held, and with it in other.
    """
    other, total = breakdowns.OTHER, breakdowns.TOTAL
    found = {code: _pair(trade, flow, code, end) for code in (*codes, total)}
    rows = pd.DataFrame.from_dict(found, "index", columns=["value", "before", "stand_in"])
    known = ["value", "before"]
    rest = rows.loc[total, known] - rows.loc[codes, known].sum(skipna=False)
    rows.loc[other] = [*rest, False]
    return breakdowns.measured(rows.loc[[*codes, other, total]])


def _pair(trade: Panel, flow: str, code: str, end: pd.Period) -> tuple[float, float, bool]:
    if trade.series(flow, code).empty:
        return float("nan"), float("nan"), False
    pair = [_sum(trade, f"{flow}.{code}", each) for each in (end, end - 12)]
    now, before = (each.value if isinstance(each.value, float) else float("nan") for each in pair)
    return now, before, any(each.stand_in for each in pair)


def _sum(trade: Panel, series: str, end: pd.Period) -> Result:
    if end.month == 12:
        return ask(trade, f'value({series}, "{end.year}")')
    return ask(trade, f'value(ytd({series}), "{end}")')


def _to_date(end: pd.Period) -> str:
    if end.month == 12:
        return tr("Trade by partner in {month}", month=month_name(end.asfreq("Y")))
    month = calendar_month(end.month)
    return tr("Trade by partner, January to {month} {year}", month=month, year=end.year)


def _codes(rows: pd.DataFrame) -> list[str]:
    return [code for code in rows.index if code not in (breakdowns.OTHER, breakdowns.TOTAL)]


def _table(
    trade: Panel,
    slug: str,
    title: str,
    sold: pd.DataFrame,
    bought: pd.DataFrame,
    since: pd.Period,
    end: pd.Period,
) -> Table:
    """Set exports beside imports and their balance, of figures from one month to another."""
    codes = _codes(sold)
    bought = bought.drop(index=breakdowns.OTHER, errors="ignore").reindex(sold.index)
    rest = bought.loc[breakdowns.TOTAL, ["value", "before"]] - bought.loc[
        codes, ["value", "before"]].sum(skipna=False)  # fmt: skip
    bought.loc[breakdowns.OTHER, ["value", "before"]] = rest
    growth = 100 * (bought["value"] / bought["before"].where(bought["before"] > 0) - 1)
    balance = sold["value"] - bought["value"]
    names = {code: _partner(trade, str(code)) for code in sold.index}
    replaced = bought["stand_in"].eq(True) | sold["stand_in"].eq(True)
    shown = [
        Row(
            (
                f"{names[code]} {STAND_IN}" if replaced[code] else names[code],
                usd_billion(cell(sold, code, "value")),
                signed(cell(sold, code, "growth")),
                number(cell(sold, code, "share"), 1),
                signed(cell(sold, code, "contribution"), 2),
                usd_billion(cell(bought, code, "value")),
                signed(at(growth, code)),
                usd_billion(at(balance, code), sign=True),
            ),
            kind="total" if code == breakdowns.TOTAL else "",
        )
        for code in sold.index
    ]
    facts = [trade.facts(flow, code) for code in codes for flow in ("exports", "imports")]
    missing = [
        catalogue.name(code, data_dir=trade.data_dir)
        for code in catalogue.group("markets_9", trade.data_dir)
        if code not in codes and catalogue.PROXIES.get(code) not in codes
    ]
    proxies = any(code in catalogue.PROXIES.values() for code in codes)
    return tabulate(
        slug,
        title=title,
        subtitle=tr("The nine markets of the ministry and the rest of the world, USD billion"),
        columns=texts(tr("Partner"))
        + numbers(
            *(tr("Exports"), tr("Growth, %"), tr("Share, %"), tr("Contribution, pp")),
            *(tr("Imports"), tr("Growth, %"), tr("Balance")),
        ),
        rows=shown,
        source=source_line(trade.facts("exports", "total"), *facts, at=end),
        data=sold.drop(columns="stand_in").assign(
            imports=bought["value"],
            imports_before=bought["before"],
            imports_growth=growth,
            balance=balance,
            stand_in=replaced,
        ),
        notes=[
            *([tr("{mark} A sum of countries that differs from the group of the ministry; see its"
                  " definition in the codebook.", mark=PROXY)] if proxies else []),
            *([tr("Not held: {}; they are in the other markets.", joined(missing))]
              if missing else []),
            *stand_in_note(trade.as_of, *(f.loc[since:end] for f in facts)),
        ],
        sources=[str(frame["source"].get(end, "")) for frame in facts],
    )  # fmt: skip


def _partner(trade: Panel, code: str) -> str:
    if code in (breakdowns.OTHER, breakdowns.TOTAL):
        return tr("Other markets") if code == breakdowns.OTHER else tr("World")
    name = catalogue.name(code, data_dir=trade.data_dir)
    return f"{name} {PROXY}" if code in catalogue.PROXIES.values() else name
