"""Sentences about markets, and about the USA and China."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from helpers import breakdowns, catalogue, metrics, wording
from helpers.claims import ask_panel as ask
from helpers.facts import of_series, of_whole, subject
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    clauses,
    known,
    level,
    linked,
    listed,
    movement,
    movers,
    not_held,
    number,
    remarkable,
    risen,
    rises,
    say,
    sentence,
    stand_in,
    text,
    usd,
    usd_of,
)
from helpers.translation import tr
from helpers.wording import joined, month_name

PAIR = ("usa", "china")


def partners(trade: Panel, page: str = "") -> Text:
    """Say which markets rose, which moved the total most, and what else is remarkable of them."""
    to = f"{page}#tab-partners"
    rows = breakdowns.markets(trade)
    parts = rows["contribution"].drop([breakdowns.OTHER, breakdowns.TOTAL], errors="ignore")
    month, codes = parts.dropna().sort_values(), parts.dropna().index.tolist()
    if month.empty:
        return text(not_held(tr("Exports by market in {}", month_name(trade.month))))
    told = {f"{flow}.{code}" for flow in ("exports", "balance") for code in PAIR}
    told |= {f"exports.{one} > {other}" for one, other in (PAIR, PAIR[::-1])}
    tables = dict.fromkeys(("exports", "imports", "balance"), to)
    if len(codes) < MANY:
        names = joined([catalogue.inside(code, trade.data_dir) for code in codes])
        few = say("Of the nine main markets growth is known only for {}.", names)
        return text(few, *remarkable(trade, "regions", told, tables))
    count, which = risen(trade, codes, to)
    return text(
        say("Exports to {} of the nine main markets rose{}.", count, which)
        if len(codes) == len(catalogue.group("markets_9", trade.data_dir))
        else say("Exports to {} of {} main markets held rose{}.", count, len(codes), which),
        _going_on(trade, codes, to),
        movers(month[month > 0][::-1][:3], to, trade),
        movers(month[month < 0][:3], to, trade),
        *remarkable(trade, "regions", told, tables),
        stand_in(trade, "exports", *codes),
    )


def usa_china(trade: Panel, page: str = "") -> Text:
    """Say what exports to the USA and to China did, who leads, and since when."""
    to, table = f"{page}#tab-crossings", f"{page}#tab-partners"
    order = [
        of_whole(trade, kind, f"exports.{one} > {other}")
        for kind in ("crossing", "ahead")
        for one, other in (PAIR, PAIR[::-1])
    ]
    return text(
        *_destination(trade, "usa", table),
        *_destination(trade, "china", table),
        next((sentence(each, to) for each in order if each), None),
        *_year(trade, f"{page}#tab-partners-to-date"),
        stand_in(trade, "exports", *[c for c in PAIR if trade.fact("exports", c)]),
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
        without = [code for code in PAIR if trade.fact("exports", code) is None]
        names = joined([catalogue.inside(code, trade.data_dir) for code in without])
        return text(not_held(tr("Exports to {} in {}", names, month_name(trade.month))))
    start = unbroken(both, trade.month)
    return text(
        _monthly_order(usa, china, start, trade.month, to),
        _annual_order(trade, to),
        _printed_order(trade, start, f"{page}#tab-printed-before"),
        _mirror(trade, start, to),
        stand_in(trade, "exports", "usa", "china"),
    )


def _monthly_order(
    usa: pd.Series, china: pd.Series, start: pd.Period, month: pd.Period, to: str
) -> Markup:
    run = pd.period_range(start, month - 1, freq="M")
    above = usa.reindex(run) > china.reindex(run)
    ahead = list(run[above.to_numpy()])
    begin = linked(month_name(start), to)
    if not ahead and breakdowns.at(usa, month) <= breakdowns.at(china, month):
        return say(
            "Monthly figures of both are held without a gap from {} on; in them exports to the USA "
            "have never been above those to China.",
            begin,
        )
    if not ahead:
        return say(
            "Monthly figures of both are held without a gap from {} on; in them exports to the USA "
            "were never above those to China before this month.",
            begin,
        )
    return say(
        "Monthly figures of both are held without a gap from {} on; in them exports to the USA "
        "were last above those to China before this month in {}.",
        begin,
        month_name(ahead[-1]),
    )


def _going_on(trade: Panel, codes: list[str], to: str) -> Markup | None:
    """Say to which of the other markets exports have been rising or falling for months in a row."""
    up: list[Markup] = []
    down: list[Markup] = []
    runs = [(code, of_series(trade, "exports", code).get("run")) for code in codes]
    longest = sorted((-run.periods, code, run) for code, run in runs if run and run.kind == "run")
    for months, code, run in longest:
        if code in PAIR or -months < LONG_RUN:
            continue
        length = wording.months(run.periods)
        length = tr("at least {}", length) if run.at_least else length
        named = say("{} ({})", catalogue.inside(code, trade.data_dir), linked(length, to))
        rising = rises(ask(trade, f"yoy(exports.{code})"))
        (up if rising else down).append(named)
    ups, downs = Markup(joined(up)), Markup(joined(down))
    if up and down:
        return say(
            "Of the other markets, they have risen for months in a row to {}, and fallen to {}.",
            ups,
            downs,
        )
    if up:
        return say("Of the other markets, they have risen for months in a row to {}.", ups)
    return (
        say("Of the other markets, they have fallen for months in a row to {}.", downs)
        if down
        else None
    )


def _destination(trade: Panel, code: str, to: str) -> list[Markup | None]:
    """Say what exports to one market came to, their share, how high that is, how they moved."""
    found = of_series(trade, "exports", code)
    if subject(trade, "exports", code) is None:
        return []
    share = ask(trade, f"share(exports.{code})")
    part = linked(wording.pct(number(share), sign=False), to)
    after = say(" ({} of the total{})", part, listed(clauses(found, to, "share")))
    noun = tr("Exports to {}", catalogue.inside(code, trade.data_dir))
    return [
        level(trade, "exports", code, to, after=after),
        movement(trade, "exports", code, to),
        sentence(of_whole(trade, "path", f"exports.{code}"), to, noun),
    ]


def _year(trade: Panel, to: str) -> list[Markup | None]:
    """Say in December who was ahead in the year, who passed whom, and how the balances closed."""
    if trade.month.month != 12 or not all(subject(trade, "exports", code) for code in PAIR):
        return []
    pairs = [(code, ask(trade, f"yearly(exports.{code})")) for code in PAIR]
    if not all(known(found) for _, found in pairs):
        return []
    pairs.sort(key=lambda pair: -number(pair[1]))
    (first, most), (second, less) = pairs
    shares = [ask(trade, f"share(yearly(exports.{code}))") for code, _ in pairs]
    gap = ask(trade, f"share(yearly(exports.{first})) - share(yearly(exports.{second}))")
    others = [code for code in breakdowns.markets(trade).index if code not in (*PAIR, "other")]
    passed = [
        of_whole(trade, "crossing", f"exports.{one} > {other}") for one in PAIR for other in others
    ]
    return [
        say(
            "In the year {} as a whole {} was ahead of {}, {} ({} of the total) against {} ({}), "
            "a gap of {}.",
            str(trade.month.year),
            catalogue.inside(first, trade.data_dir),
            catalogue.inside(second, trade.data_dir),
            linked(usd(most), to),
            linked(wording.pct(number(shares[0]), sign=False), to),
            linked(usd(less), to),
            linked(wording.pct(number(shares[1]), sign=False), to),
            linked(wording.pp(number(gap), 1).lstrip("+"), to),
        )
        if all(known(each) for each in (*shares, gap))
        else None,
        *(sentence(each, to) for each in passed if each and "yearly" in each.series),
        _heights(trade, to),
        *(level(trade, "balance", code, to, "yearly") for code in PAIR if _closed(trade, code)),
    ]


def _heights(trade: Panel, to: str) -> Markup | None:
    """Say since when the exports of a year to each of the two were not so high or low."""
    said = [
        say("to {} that was {}", catalogue.inside(code, trade.data_dir), told)
        for code in PAIR
        for told in clauses(of_series(trade, "exports", code, "yearly"), to, "height")
    ]
    return say("For exports {}.", Markup("; ").join(said)) if said else None


def _closed(trade: Panel, code: str) -> bool:
    """Tell whether the balance of the year with a market is worth a sentence."""
    found = of_series(trade, "balance", code, "yearly")
    return "height" in found or "run" in found


def _annual_order(trade: Panel, to: str) -> Markup | None:
    usa, china = (trade.series("exports", code, freq="Y") for code in ("usa", "china"))
    years = metrics.crossings(usa, china)
    if not years:
        return None
    last = years[-1]
    order = PAIR if last.above == "a" else PAIR[::-1]
    return say(
        "In annual figures {} has been ahead of {} since {}.",
        *(catalogue.inside(code, trade.data_dir) for code in order),
        linked(month_name(last.period), to),
    )


def _printed_order(trade: Panel, start: pd.Period, to: str) -> Markup | None:
    """Say what single months, printed in releases before the unbroken run, tell of the order."""
    said: list[tuple[pd.Period, Markup]] = []
    for measure in ("share_pct", "value"):
        usa, china = (trade.series("exports", code, measure) for code in ("usa", "china"))
        for month in usa.index.intersection(china.index):
            if month < start:
                write = usd_of if measure == "value" else _of_exports
                pair = (linked(write(float(each[month])), to) for each in (usa, china))
                told = say("{} ({} to the USA, {} to China)", month_name(month), *pair)
                said.append((month, told))
    if not said:
        return None
    ordered = [told for _, told in sorted(said, key=lambda each: each[0])]
    return say("Of single earlier months the printed figures are: {}.", Markup("; ").join(ordered))


def _of_exports(share: float) -> str:
    return tr("{} of exports", wording.pct(share, sign=False))


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


def unbroken(index: pd.Index, end: pd.Period) -> pd.Period:
    """Give the first month of the run without a gap that ends at `end`."""
    held = set(index)
    start = end
    while start - 1 in held:
        start -= 1
    return start


MANY = 5  # markets: of fewer a count says nothing
LONG_RUN = 3  # months
