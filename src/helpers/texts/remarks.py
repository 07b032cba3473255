"""What a forecaster says beside the number, one sentence a value of `forecasting.remarks`."""

from __future__ import annotations

from markupsafe import Markup, escape

from helpers import catalogue, revisions, wording
from helpers.forecasting import (
    HORIZON,
    cross_check,
    disagreement,
    first_figures,
    flow_name,
    month_range,
    nowcast_change,
    run_of_errors,
    skilful_months,
    year_range,
)
from helpers.loading import Panel
from helpers.texts.text import Text
from helpers.translation import later, tr, with_particles
from helpers.wording import is_missing, joined, month_name, number, usd

FLOWS = ("exports", "imports")
YEARS_OF_REVISIONS = 3
SMALL = 0.05  # per cent, shown as zero
ROUND_YEAR, ROUND_MONTH = 50_000.0, 5_000.0  # steps of round numbers, USD million
LOW = later(
    "The last {count} nowcasts of {flow} were too low, by {mean} on average ({first} to {last})."
)
HIGH = later(
    "The last {count} nowcasts of {flow} were too high, by {mean} on average ({first} to {last})."
)


def remarks(trade: Panel, page: str = "") -> Text:
    """Say how far to trust the forecasts, what changed them, and what may come of the year."""
    to = f"{page}#tab-remarks"
    said: list[Markup | None] = [_first_figures(trade)]
    for flow in FLOWS:
        said += [_run(trade, flow, to), _change(trade, flow, to)]
    said += [_year(trade, to), _month(trade, to), _revised(trade, to)]
    said += [_skill(trade, flow, to) for flow in FLOWS]
    said += [_second(trade, to), _apart(trade, to)]
    return text(*said)


def say(template: str, *parts: object, **named: object) -> Markup:
    """Fill a sentence in the language spoken; what is not marked up already is escaped."""
    return Markup(with_particles(Markup(tr(template)).format(*parts, **named)))


def linked(shown: object, to: str) -> Markup:
    """Link a number to the table that shows it."""
    return Markup('<a class="n" href="{}">{}</a>').format(to, shown) if to else escape(shown)


def text(*sentences: Markup | None) -> Text:
    """Make a paragraph of the sentences there are."""
    return Text(tuple(each for each in sentences if each))


def _percent(value: float, to: str, sign: bool = False) -> Markup:
    return linked(wording.pct(value, sign=sign), to)


def _chance(share: float, to: str) -> Markup:
    """Write a probability, no closer to nothing and to certainty than the past can tell."""
    if 0.01 <= share <= 0.99:
        return linked(wording.pct(100 * share, 0, sign=False), to)
    return Markup(tr("more than 99%") if share > 0.5 else tr("less than 1%"))


def _first_figures(trade: Panel) -> Markup | None:
    flows = first_figures(trade)
    if not flows:
        return None
    names = joined([flow_name(flow) for flow in flows])
    return say(
        "Everything here rests on first figures of {flows} of {month}, which are still revised.",
        flows=names,
        month=month_name(trade.month),
    )


def _run(trade: Panel, flow: str, to: str) -> Markup | None:
    run = run_of_errors(trade, flow)
    if run is None:
        return None
    return say(
        LOW if run.mean > 0 else HIGH,
        count=linked(str(run.count), to),
        flow=flow_name(flow),
        mean=_percent(abs(run.mean), to),
        first=month_name(run.first),
        last=month_name(run.last),
    )


def _change(trade: Panel, flow: str, to: str) -> Markup | None:
    change = nowcast_change(trade, flow)
    if change is None:
        return None
    why = []
    if not is_missing(change.growth):
        why.append(say("growth of {} on the year", _percent(change.growth, to, sign=True)))
    if change.days != change.days_before:
        why.append(
            say(
                "with {} working days after {}",
                linked(f"{change.days:g}", to),
                linked(f"{change.days_before:g}", to),
            )
        )
    if change.item:
        name = catalogue.name(change.item, data_dir=trade.data_dir).lower()
        points = linked(number(change.item_points, 0), to)
        why.append(say("{} about {} points of it", name, points))
    carried = 100 * change.carried / change.forecast
    if abs(carried) >= SMALL:
        why.append(say("{} carried from earlier errors", _percent(carried, to, sign=True)))
    return say(
        "The first twenty days moved the estimate of {flow} of {month} by {percent}, to {amount}:"
        " {why}.",
        flow=flow_name(flow),
        month=month_name(change.month),
        percent=_percent(change.percent, to, sign=True),
        amount=linked(usd(change.nowcast, 1), to),
        why=Markup(", ").join(why),
    )


def _year(trade: Panel, to: str) -> Markup | None:
    year = year_range(trade)
    if year is None:
        return None
    low, high = year.between(0.8)
    near = year.round_number(ROUND_YEAR)
    return say(
        "We expect exports of {amount} in {year} (80% range {low} to {high}); the chance of passing"
        " the record of {record} is {chance}, of passing {round} {chance_round}.",
        amount=linked(usd(year.middle, 1), to),
        year=trade.month.year,
        low=linked(wording.usd_billion(low, 0), to),
        high=linked(wording.usd_billion(high, 0), to),
        record=str(year.record_in),
        chance=_chance(year.chance_above(year.record), to),
        round=usd(near, 0),
        chance_round=_chance(year.chance_above(near), to),
    )


def _month(trade: Panel, to: str) -> Markup | None:
    month = month_range(trade)
    if month is None:
        return None
    near = month.round_number(ROUND_MONTH)
    return say(
        "The chance that exports of {month} pass the record of {record} is {chance}, that they pass"
        " {round} {chance_round}.",
        month=month_name(trade.month + 1),
        record=month_name(month.record_in),
        chance=_chance(month.chance_above(month.record), to),
        round=usd(near, 0),
        chance_round=_chance(month.chance_above(near), to),
    )


def _revised(trade: Panel, to: str) -> Markup | None:
    size = revisions.size(trade, "exports", "total", last=12 * YEARS_OF_REVISIONS)
    if size is None or size.months < revisions.FEW:
        return None
    return say(
        "First releases of exports were revised by {mean} on average over the last {years} years.",
        mean=linked(wording.pct(size.mean, 2), to),
        years=YEARS_OF_REVISIONS,
    )


def _skill(trade: Panel, flow: str, to: str) -> Markup | None:
    months = skilful_months(trade, flow)
    if not 0 < months < HORIZON:
        return None
    return say(
        "Beyond {} months the forecasts of {} are no better than the average of recent years.",
        linked(str(months), to),
        flow_name(flow),
    )


def _second(trade: Panel, to: str) -> Markup | None:
    check = cross_check(trade)
    if check is None:
        return None
    if check.apart:
        return say(
            "Forecast apart, semiconductors and the rest give {second} for {month}, further from"
            " {first} than the 80% range.",
            second=linked(usd(check.second, 1), to),
            month=month_name(check.month),
            first=linked(usd(check.first, 1), to),
        )
    if not check.side:
        return None
    told = {
        "year": check.year,
        "first": linked(usd(check.first_year, 1), to),
        "second": linked(usd(check.second_year, 1), to),
        "consensus": linked(usd(check.consensus, 1), to),
    }
    if check.side > 0:
        return say(
            "Both our forecast of {year} ({first}) and semiconductors and the rest forecast apart"
            " ({second}) are above the mean of the institutions ({consensus}).",
            **told,
        )
    return say(
        "Both our forecast of {year} ({first}) and semiconductors and the rest forecast apart"
        " ({second}) are below the mean of the institutions ({consensus}).",
        **told,
    )


def _apart(trade: Panel, to: str) -> Markup | None:
    widest = disagreement(trade)
    if widest is None or not widest.is_wide:
        return None
    return say(
        "The institutions disagree on {year}: {low_by} expects {low} ({low_on}), {high_by} {high}"
        " ({high_on}).",
        year=widest.year,
        low_by=tr(widest.low_by),
        low=linked(usd(widest.low, 1), to),
        low_on=widest.low_on,
        high_by=tr(widest.high_by),
        high=linked(usd(widest.high, 1), to),
        high_on=widest.high_on,
    )
