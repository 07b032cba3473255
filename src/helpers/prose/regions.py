"""Sentences about markets, and about the USA and China."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from helpers import catalogue, metrics, wording
from helpers.claims import ask
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    inside,
    known,
    linked,
    listed,
    movers,
    not_held,
    number,
    run,
    say,
    stand_in,
    text,
    unbroken,
    usd,
    usd_of,
    went,
)
from helpers.wording import month_name


def partners(trade: Panel, page: str = "") -> Text:
    """Say which markets rose, and what the largest did."""
    to = f"{page}#tab-partners"
    risen = ask(trade, "count(markets_9, yoy > 0)")
    total = trade.series("exports", "total")
    codes = [c for c in catalogue.group("markets_9", trade.data_dir) if _fact(trade, c)]
    parts = metrics.contribution(trade.frame("exports", codes), total) if codes else pd.DataFrame()
    if not codes or trade.month not in parts.index:
        return text(not_held(f"Exports by market in {month_name(trade.month)}"))
    month = parts.loc[[trade.month]].iloc[0].dropna().sort_values()
    return text(
        say(
            "Of the nine main markets {} are held and {} rose.",
            linked(str(len(codes)), to),
            linked(str(int(number(risen))), to),
        )
        if known(risen) and len(codes) >= MANY
        else None,
        movers("Most was added by", month[month > 0][::-1][:3], to, trade),
        movers("Most was taken away by", month[month < 0][:3], to, trade),
        stand_in(trade, "exports", *codes),
    )


def usa_china(trade: Panel, page: str = "") -> Text:
    """Say what exports to the USA and to China did, who leads, and since when."""
    to = f"{page}#tab-crossings"
    usa, china = ask(trade, "exports.usa"), ask(trade, "exports.china")
    if not (known(usa) and known(china)):
        return text(
            *(
                _destination(trade, code, f"{page}#tab-partners")
                for code, found in (("usa", usa), ("china", china))
                if known(found)
            )
        )
    return text(
        _destination(trade, "usa", f"{page}#tab-partners"),
        _destination(trade, "china", f"{page}#tab-partners"),
        _crossing(trade, to),
        _threshold(trade, "usa", f"{page}#tab-thresholds"),
        _leader_of_year(trade, to),
        _china_balance(trade, f"{page}#tab-partners"),
        stand_in(trade, "exports", "usa", "china"),
    )


def long_view(trade: Panel, page: str = "") -> Text:
    """Say what each piece of evidence adds to "first since", each kept apart.

    The Korean monthly figures, the annual figures, single printed months and the US side's imports
    are different series; none is joined to another.
    """
    to = f"{page}#tab-crossings"
    usa, china = trade.series("exports", "usa"), trade.series("exports", "china")
    both = usa.index.intersection(china.index)
    if trade.month not in both:
        return text(not_held(f"Exports to both the USA and China in {month_name(trade.month)}"))
    start = unbroken(both, trade.month)
    return text(
        _monthly_order(usa, china, start, trade.month, to),
        _annual_order(trade, to),
        _printed_order(trade, start, to),
        _mirror(trade, start, to),
        stand_in(trade, "exports", "usa", "china"),
    )


def _monthly_order(
    usa: pd.Series, china: pd.Series, start: pd.Period, month: pd.Period, to: str
) -> Markup:
    run = pd.period_range(start, month - 1, freq="M")
    above = usa.reindex(run) > china.reindex(run)
    ahead = list(run[above.to_numpy()])
    told = (
        say("were last above those to China before this month in {}", month_name(ahead[-1]))
        if ahead
        else say("were never above those to China before this month")
    )
    return say(
        "Monthly figures of both are held without a gap from {} on; in them exports to the USA {}.",
        linked(month_name(start), to),
        told,
    )


def _destination(trade: Panel, code: str, to: str) -> Markup | None:
    series = f"exports.{code}"
    value, growth, share = (
        ask(trade, each) for each in (series, f"yoy({series})", f"share({series})")
    )
    if not known(value):
        return None
    return say(
        "Exports to {} were {}{}{}{}.",
        inside(trade, code),
        linked(usd(value), to),
        say(" ({} of the total)", linked(wording.pct(number(share), sign=False), to))
        if known(share)
        else "",
        say(", {} on the year", linked(went(growth), to)) if known(growth) else "",
        listed(run(trade, series, to) + _above(trade, code, to)),
    )


def _above(trade: Panel, code: str, to: str) -> list[Markup]:
    """Say for how many months exports to a market stayed above the round threshold they passed."""
    value = number(ask(trade, f"exports.{code}"))
    level = int(value // 1000)
    if level < 10:
        return []
    run = ask(trade, f"streak(exports.{code} >= {level} * usd_billion)")
    if not known(run) or number(run) < 2:
        return []
    months = wording.months(int(number(run)))
    return [say("above USD {} billion for {}", linked(str(level), to), linked(months, to))]


def _crossing(trade: Panel, to: str) -> Markup | None:
    if ask(trade, "crossed(exports.usa, exports.china)").value is True:
        return say("With that the USA {} China as the larger market of the month.", "passed")
    if ask(trade, "crossed(exports.china, exports.usa)").value is True:
        return say("With that China {} the USA as the larger market of the month.", "passed")
    usa, china = number(ask(trade, "exports.usa")), number(ask(trade, "exports.china"))
    ahead, behind = ("The USA", "China") if usa > china else ("China", "the USA")
    return say("{} stayed ahead of {} by {}.", ahead, behind, linked(usd_of(abs(usa - china)), to))


def _threshold(trade: Panel, code: str, to: str) -> Markup | None:
    value = ask(trade, f"exports.{code}")
    level = int(number(value) // 1000)
    if level < 1:
        return None
    first = ask(trade, f"first_at_least(exports.{code}, {level} * usd_billion)")
    if first.value != trade.month:
        return None
    start = trade.series("exports", code).index
    return say(
        "Exports to {} were at USD {} billion or more for the first time in the monthly data "
        "(without a gap from {}).",
        inside(trade, code),
        linked(str(level), to),
        month_name(unbroken(start, trade.month)),
    )


def _leader_of_year(trade: Panel, to: str) -> Markup | None:
    if trade.month.month != 12:
        return None
    usa, china = ask(trade, "yearly(exports.usa)"), ask(trade, "yearly(exports.china)")
    if not (known(usa) and known(china)):
        return None
    pairs = [("the USA", usa), ("China", china)]
    first, second = sorted(pairs, key=lambda pair: -number(pair[1]))
    return say(
        "In the year {} as a whole {} was ahead, {} against {}.",
        str(trade.month.year),
        first[0],
        linked(usd(first[1]), to),
        linked(usd(second[1]), to),
    )


def _china_balance(trade: Panel, to: str) -> Markup | None:
    if trade.month.month != 12:
        return None
    year = ask(trade, "yearly(balance.china)")
    if not known(year) or number(year) >= 0:
        return None
    last = ask(trade, "last_time(yearly(balance.china) < 0)")
    since = (
        say(", the first since {}", linked(str(last.value), to))
        if isinstance(last.value, pd.Period) and trade.month.year - last.value.year > 1
        else ""
    )
    return say(
        "Trade with China closed the year with a deficit of {}{}.",
        linked(usd(year, size=True), to),
        since,
    )


def _annual_order(trade: Panel, to: str) -> Markup | None:
    usa, china = (trade.series("exports", code, freq="Y") for code in ("usa", "china"))
    years = metrics.crossings(usa, china)
    if not years:
        return None
    last = years[-1]
    ahead, behind = ("the USA", "China") if last.above == "a" else ("China", "the USA")
    return say(
        "In annual figures {} has been ahead of {} since {}.",
        ahead,
        behind,
        linked(str(last.period), to),
    )


def _printed_order(trade: Panel, start: pd.Period, to: str) -> Markup | None:
    """Say what single months, printed in releases before the unbroken run, tell of the order."""
    said = []
    for measure, unit in (("share_pct", " of exports"), ("value", "")):
        usa, china = (trade.series("exports", code, measure) for code in ("usa", "china"))
        for month in usa.index.intersection(china.index):
            if month < start:
                write = usd_of if measure == "value" else lambda x: wording.pct(x, sign=False)
                pair = (linked(f"{write(float(each[month]))}{unit}", to) for each in (usa, china))
                said.append(say("{} ({} to the USA, {} to China)", month_name(month), *pair))
    if not said:
        return None
    return say("Of earlier months are held as printed: {}.", Markup("; ").join(said))


def _mirror(trade: Panel, start: pd.Period, to: str) -> Markup | None:
    usa = trade.series("exports", "usa_mirror_us_imports")
    china = trade.series("exports", "china")
    both = [m for m in usa.index.intersection(china.index) if m < start]
    ahead = [m for m in both if usa[m] > china[m]]
    if not ahead:
        return None
    return say(
        "The US side's imports from Korea, another and higher series, were last above Korea's "
        "exports to China in {}; they speak against another change of places until {}.",
        linked(month_name(max(ahead)), to),
        month_name(start),
    )


def _fact(trade: Panel, code: str) -> bool:
    return trade.fact("exports", code) is not None


MANY = 5  # markets: of fewer a count says nothing
