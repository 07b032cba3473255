"""Sentences about the months ahead and how far such forecasts can be trusted."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from helpers import wording
from helpers.breakdowns import at
from helpers.forecasting import (
    BASELINES,
    COMBINED,
    HORIZON,
    LEVELS,
    SHOWN,
    TOO_FEW,
    flow_name,
    made_on,
    model_name,
    next_month,
    no_forecast,
    nowcast,
    outlook,
    steps_ahead,
    with_intervals,
    year_with_forecasts,
)
from helpers.loading import Panel
from helpers.months import release_date
from helpers.prose.words import Text, linked, say, text, usd_of
from helpers.translation import later, tr
from helpers.wording import is_missing, joined, month_name

SLACK = 0.05  # off its promise by more, an interval is called too narrow or too wide
CHANCE = 0.05  # a p value below it is called more than chance
FLOWS = ("exports", "imports")


def expected(trade: Panel, page: str = "") -> Text:
    """Say what is expected of the next month, and of the sum of the twelve months ahead."""
    said: list[Markup | None] = []
    for flow in (*FLOWS, "balance"):
        ahead = outlook(trade, flow)
        if ahead.missing:
            said.append(_missing(no_forecast(trade, flow)))
            continue
        first = ahead.path.iloc[0]
        value = float(first["forecast"])
        month, between = month_name(first["period"]), _between(first, page)
        amount = linked(usd_of(abs(value)), f"{page}#tab-ahead")
        said.append(
            _balance(value, month, amount, between)
            if flow == "balance"
            else say("{} should bring {} of {}{}.", month, flow_name(flow), amount, between)
        )
        said.append(_since_then(trade, flow, first["period"], page))
        said += [_year(trade, flow, page), _running_year(trade, flow, page)]
    return text(*said)


def coming(trade: Panel, page: str) -> Text:
    """Say what the next month should bring, in a line: all else about it stands in the outlook."""
    amounts = []
    for flow in FLOWS:
        value = next_month(trade, flow)
        if value is None:
            return text(_missing(no_forecast(trade, flow)))
        amounts.append(linked(usd_of(value), f"{page}#tab-ahead"))
    return text(
        say(
            "{} should bring exports of {} and imports of {}.",
            month_name(trade.month + 1),
            *amounts,
        ),
        say("How far such forecasts were off stands in the outlook."),
    )


def nowcasts(trade: Panel, page: str = "") -> Text:
    """Say what the flash told of the month, or of the month after, on the day it came out."""
    to = f"{page}#tab-nowcast"
    said = []
    for flow in FLOWS:
        rows = nowcast(trade, flow, 20).rows
        for month, row in rows[rows.index >= trade.month].dropna(subset=["nowcast"]).iterrows():
            outcome = (
                ""
                if is_missing(row["actual"])
                else say(
                    "; they came to {}, {} from it",
                    linked(usd_of(float(row["actual"])), to),
                    linked(
                        wording.pct(100 * abs(row["nowcast"] / row["actual"] - 1), sign=False), to
                    ),
                )
            )
            said.append(
                say(
                    "From its first twenty days, {} of {} were put at {} on {}{}.",
                    flow_name(flow),
                    month_name(month),  # type: ignore[arg-type]
                    linked(usd_of(float(row["nowcast"])), to),
                    str(row["known"]),
                    outcome,
                )
            )
    return text(*said) if said else text(_missing(tr(NO_FLASH)))


def accuracy(trade: Panel, flow: str = "exports", page: str = "") -> Text:
    """Say how far the forecasts were off, against which baselines, and what the intervals held."""
    ahead = outlook(trade, flow)
    if ahead.missing or ahead.evaluation.empty:
        return text(_missing(no_forecast(trade, flow) or tr(TOO_FEW)))
    to, scores, tests = f"{page}#tab-errors-{flow}", ahead.scores, ahead.tests
    first = scores["mape"].xs(1, level="horizon")
    best = min(BASELINES, key=lambda name: float(first[name]))
    said = [
        say(
            "One month ahead the forecasts of {} were off by {} on average over the last {} months;"
            " the best baseline, “{}”, by {}.",
            flow_name(flow),
            linked(wording.pct(float(first[COMBINED]), sign=False), to),
            linked(f"{scores['n'].max():.0f}", to),
            model_name(best).lower(),
            linked(wording.pct(float(first[best]), sign=False), to),
        ),
        _against(tests, f"{page}#tab-tests-{flow}"),
        _held(trade, flow, f"{page}#tab-coverage"),
        _surge(trade, flow, to),
    ]
    return text(*said)


def then(trade: Panel, page: str = "") -> Text:
    """Say what the same rule would have forecast a year before, and what came since."""
    said = []
    for flow in FLOWS:
        rows = made_on(trade, flow, trade.month - 12).dropna(subset=["actual"])
        if len(rows) < 12:
            continue
        sums, came = float(rows["forecast"].sum()), float(rows["actual"].sum())
        inside = int(rows["actual"].between(rows["low80"], rows["high80"]).sum())
        drawn = int(rows["low80"].notna().sum())
        told = (
            str(release_date(trade.month - 12)),
            flow_name(flow),
            month_name(trade.month - 12),
            usd_of(sums),
            usd_of(came),
            wording.pct(100 * abs(came / sums - 1), sign=False),
            tr(", with {} of {} months inside their 80 in 100", inside, drawn) if drawn else "",
        )
        said.append(
            say(
                "On {} the rule would have put {} of the twelve months after {} at {}; they came to"
                " {}, {} more{}.",
                *told,
            )
            if came > sums
            else say(
                "On {} the rule would have put {} of the twelve months after {} at {}; they came to"
                " {}, {} less{}.",
                *told,
            )
        )
    return text(*said)


def _year(trade: Panel, flow: str, page: str) -> Markup | None:
    """Say what the twelve months ahead add up to, against the twelve before."""
    path = outlook(trade, flow).path["forecast"]
    if len(path) < 12 or flow == "balance":
        return None
    last = pd.period_range(end=trade.month, periods=12, freq="M")
    held = float(trade.series(flow, "total").reindex(last).sum(skipna=False))
    ahead = float(path.iloc[:12].sum())
    whole = linked(usd_of(ahead), f"{page}#tab-ahead")
    if is_missing(held):
        return say("The twelve months ahead add up to {}; the last twelve are not all held.", whole)
    growth = 100 * (ahead / held - 1)
    size = wording.pct(abs(growth), sign=False)
    if growth > 0:
        return say(
            "The twelve months ahead add up to {}, {} more than the last twelve.", whole, size
        )
    return say("The twelve months ahead add up to {}, {} less than the last twelve.", whole, size)


def _running_year(trade: Panel, flow: str, page: str) -> Markup | None:
    """Say what the year would come to, its months held and those forecast together."""
    whole = year_with_forecasts(trade, flow)
    if whole is None or flow == "balance":
        return None
    amount = linked(usd_of(whole), f"{page}#tab-ahead")
    return say("With the months held, {} would come to {}.", trade.month.year, amount)


def _since_then(trade: Panel, flow: str, month: pd.Period, page: str) -> Markup | None:
    """Say what the first twenty days of the month ahead have made of its forecast."""
    if flow == "balance":
        return None
    rows = nowcast(trade, flow, 20).rows
    put = at(rows["nowcast"], month)
    if is_missing(put):
        return None
    return say(
        "Its first twenty days have since put them at {}.",
        linked(usd_of(put), f"{page}#tab-nowcast"),
    )


def _balance(value: float, month: str, size: Markup, between: Markup) -> Markup:
    if value < 0:
        return say("{} should bring a deficit of {}{}.", month, size, between)
    return say("{} should bring a surplus of {}{}.", month, size, between)


def _between(row: pd.Series, page: str) -> Markup:
    if is_missing(row["low80"]):
        return Markup("")
    low, high = float(row["low80"]), float(row["high80"])
    return say(
        ", with {} of outcomes from {} to {}",
        wording.pct(100 * LEVELS[0], 0, sign=False),
        linked(wording.usd_billion(low, 1), f"{page}#tab-ahead"),
        linked(wording.usd_billion(high, 1), f"{page}#tab-ahead"),
    )


def _missing(why: str) -> Markup:
    return say('<span class="missing">{}</span>', why)


def _against(tests: pd.DataFrame, to: str) -> Markup:
    worse = tests[tests["ratio"] >= 1]
    clear = int((tests["p"].lt(CHANCE) & tests["ratio"].lt(1)).sum())
    but = [
        tr("“{}” {}", model_name(str(name)).lower(), steps_ahead(step))
        for name, step in worse.index
    ]
    won = (
        tr("They beat every baseline at every horizon but {}", joined(but))
        if but
        else tr("They beat every baseline at every horizon")
    )
    return say(
        "{}; in {} of {} comparisons by more than chance (p below {}).",
        won,
        linked(clear, to),
        linked(len(tests), to),
        CHANCE,
    )


def _held(trade: Panel, flow: str, to: str) -> Markup | None:
    ahead = outlook(trade, flow)
    off = []
    judged = 0
    for step in (*SHOWN, None):
        for level in LEVELS:
            reached = ahead.coverage(level, step)
            if not reached.n:
                continue
            judged += 1
            if abs(reached.share - level) > SLACK + 1e-9:
                told = (
                    wording.pct(100 * level, 0, sign=False),
                    tr("all {} horizons", HORIZON) if step is None else steps_ahead(step),
                    wording.pct(100 * reached.share, 0, sign=False),
                )
                off.append(
                    tr("too narrow for {} {} ({} held)", *told)
                    if reached.share < level
                    else tr("too wide for {} {} ({} held)", *told)
                )
    if not judged:
        return None
    if not off:
        return say(
            "Their intervals held what they promised, within five points, in all {} cases looked"
            " at.",
            linked(judged, to),
        )
    return say(
        "Their intervals held what they promised, within five points, in {} of {} cases; they were"
        " {}.",
        linked(judged - len(off), to),
        linked(judged, to),
        joined(off),
    )


def _surge(trade: Panel, flow: str, to: str) -> Markup | None:
    """Name the months of the last year that lay outside their intervals of 95 in 100."""
    rows = outlook(trade, flow).evaluation
    drawn = with_intervals(rows[rows["horizon"].eq(1)], COMBINED)
    drawn = drawn.dropna(subset=["actual", "low95"])
    drawn = drawn[(drawn["period"] > trade.month - 12).to_numpy(dtype=bool)]
    over = drawn[drawn["actual"] > drawn["high95"]]
    under = drawn[drawn["actual"] < drawn["low95"]]
    pieces = []
    for side, missed in ((ABOVE, over), (BELOW, under)):
        for row in missed.to_dict("records"):
            size = wording.pct(100 * abs(row["actual"] / row["forecast"] - 1), sign=False)
            pieces.append(tr(side, month_name(row["period"]), size))
    if not pieces:
        return None
    return say(
        "Of the last twelve months, {} lay outside the {} interval drawn one month before.",
        linked(joined(pieces), to),
        wording.pct(100 * LEVELS[-1], 0, sign=False),
    )


NO_FLASH = later("No flash of the month with enough before it is held, so there is no nowcast.")
ABOVE, BELOW = later("{} ({} above the forecast)"), later("{} ({} below the forecast)")
