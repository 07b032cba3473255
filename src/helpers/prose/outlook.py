"""Sentences about what was expected."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers import catalogue, wording
from helpers.claims import ask_panel as ask
from helpers.forecasters import INFLATION_TARGET, annual_exports, report_name
from helpers.loading import Panel
from helpers.metrics import rounded
from helpers.months import release_date
from helpers.prose.words import SUMS, Text, known, linked, not_held, say, text, usd, usd_of
from helpers.translation import tr
from helpers.wording import month_name


def inflation(trade: Panel, page: str = "") -> Text:
    """Say where inflation stood against the target of 2 %, and what the IMF expected when."""
    to = f"{page}#tab-imf"
    year = _year_ahead(trade)
    said = [_inflation_now(trade, to), _imf_path(trade, year, to), _imf_end(trade, year, to)]
    return text(*said) if any(said) else text(not_held(tr("Inflation and its forecasts")))


def institutions(trade: Panel, page: str = "") -> Text:
    """Say what institutions expected of exports in the year ahead on the day of the release."""
    to = f"{page}#tab-institutions"
    year, day = _year_ahead(trade), str(trade.as_of or release_date(trade.month))
    rows = annual_exports(trade)
    rows = rows[rows["period"].eq(year) & rows["published"].le(day)]
    said = [
        say(
            "{} ({}, {})",
            linked(usd_of(float(row["value"])), to),
            catalogue.name(row["code"], data_dir=trade.data_dir).split(":")[0],
            row["published"],
        )
        for row in rows.drop_duplicates("code", keep="last").to_dict("records")
    ]
    if not said:
        return text(not_held(tr("Institutions' forecasts of exports in {}", year)))
    expected = say("Expected for exports of {}: {}.", year, Markup("; ").join(said))
    return text(expected, _so_far(trade))


def _so_far(trade: Panel) -> Markup | None:
    """Say what exports of the year came to by the month, beside what was expected of it."""
    if trade.month.month == 12:
        return None
    came = ask(trade, "ytd(exports.total)")
    if not known(came):
        return None
    amount = linked(usd(came), SUMS)
    return say("By {} they had come to {}.", month_name(trade.month), amount)


def _inflation_now(trade: Panel, to: str) -> Markup | None:
    """Say how far prices rose in the month, or in the last one held of the year before it."""
    held = trade.macro("kr_cpi_yoy").sort_values(["period", "published"])
    held = held[held["period"].between(str(trade.month - 12), str(trade.month))]
    if held.empty:
        return None
    last, rate = pd.Period(held["period"].iloc[-1], "M"), float(held["value"].iloc[-1])
    moved, month = linked(_moved(rate), to), month_name(last)
    if last < trade.month:
        month = tr("{month}, the last month held", month=month)
    target = linked(wording.pct(INFLATION_TARGET, 0, sign=False), to)
    if rate == INFLATION_TARGET:
        return say(
            "Consumer prices {} on the year in {}, at the Bank of Korea's target of {}.",
            moved,
            month,
            target,
        )
    told = (moved, month, wording.number(abs(rate - INFLATION_TARGET), 1), target)
    if rate > INFLATION_TARGET:
        return say(
            "Consumer prices {} on the year in {}, {} percentage points above the Bank of Korea's"
            " target of {}.",
            *told,
        )
    return say(
        "Consumer prices {} on the year in {}, {} percentage points below the Bank of Korea's"
        " target of {}.",
        *told,
    )


def _moved(rate: float) -> str:
    """Write how prices moved, by the rate as printed."""
    size = wording.pct(abs(rate), sign=False)
    printed = rounded(rate)
    if not printed:
        return tr("were unchanged")
    return tr("rose {size}", size=size) if printed > 0 else tr("fell {size}", size=size)


def _imf_path(trade: Panel, year: str, to: str) -> Markup | None:
    path = _of(trade, "imf_kr_cpi_inflation_forecast", year)
    if not path:
        return None
    steps = [say("{} ({})", linked(_rate(each), to), _report(each)) for each in path]
    then = tr(", then ")
    return say("For {} the IMF expected {}.", year, Markup(then).join(steps))


def _imf_end(trade: Panel, year: str, to: str) -> Markup | None:
    end = _of(trade, "imf_kr_cpi_inflation_forecast_end_of_year", year)
    if not end:
        return None
    return say(
        "It expected {} about the end of {} ({}).",
        linked(_rate(end[-1]), to),
        year,
        _report(end[-1]),
    )


def _of(trade: Panel, code: str, period: str) -> list[dict[str, Any]]:
    """Give every vintage of a statistic for one period, oldest first."""
    held = trade.macro(code)
    return list(held[held["period"].eq(period)].to_dict("records"))  # type: ignore[arg-type]


def _rate(row: dict[str, Any]) -> str:
    return wording.pct(float(row["value"]), sign=False)


def _year_ahead(trade: Panel) -> str:
    """Give the year that is expected: the running one, in December the next."""
    return str(trade.month.year + (trade.month.month == 12))


def _report(row: dict[str, Any]) -> str:
    return f"{report_name(str(row['vintage']))}, {row['published']}"
