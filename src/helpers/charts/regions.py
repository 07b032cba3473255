"""Charts of the regions page: markets, the USA against China, and shares."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.charts import hover
from helpers.charts.marks import end_labels, months_axis, ranked_bars, years_axis
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, Chart, canvas, finish, theme
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.wording import is_missing, joined, month_name, moved, number, pct, signed, usd_billion

EIGHT_YEARS, FORTY_YEARS = 96, 40
SHARES = {"china": "context", "usa": "highlight", "asean": "export", "eu": "import"}
DASHES = {"china": "-", "usa": "-", "asean": (0, (5, 1.5)), "eu": (0, (2, 1.2))}


@theme()
def partners(trade: Panel) -> Chart | Missing:
    """Draw what each market and the rest of the world added to the growth of exports."""
    rows = breakdowns.markets(trade)
    shown = rows["contribution"].dropna()
    total = cell(rows, "total", "growth")
    if len(shown) < 3 or is_missing(total):
        return Missing(
            "fig-regions-contributions",
            not_held("Exports by market with those of a year before", trade, "exports.china"),
        )
    parts = shown.drop(["total", "other"]).sort_values(ascending=False)
    ordered = pd.concat([parts, shown[["other", "total"]]])
    names = {code: _name(trade, rows, code) for code in parts.index}
    names |= {"other": "All other markets", "total": "Total exports"}
    fig = ranked_bars(ordered.rename(index=names), bold=["Total exports"], left=2.2)
    top = parts.index[0] if total >= 0 else parts.index[-1]
    verb, where = ("added", "to") if parts[top] >= 0 else ("took", "off")
    finding = (
        f"{_the(trade, str(top)).capitalize() if top != 'usa' else 'The USA'} {verb}"
        f" {abs(parts[top]):.2f} points {where} exports,"
        f" which {moved(total)} {pct(abs(total), sign=False)}"
    )
    facts = [trade.facts("exports", str(code)) for code in parts.index]
    proxies = [c for c in parts.index if c in breakdowns.PROXIES.values()]
    notes = ["§ A sum of countries that differs from the group of the ministry."] if proxies else []
    said = [f"{names[c]} {signed(cell(rows, c, 'contribution'), 2)}" for c in parts.index]
    return finish(
        fig,
        title=finding,
        subtitle=(
            "Contribution of each market to the growth of exports,"
            f" {month_name(trade.month)} on a year before"
        ),
        unit="percentage points; total in per cent",
        source=source_line(trade.facts("exports", "total"), *facts, at=trade.month),
        alt=f"Horizontal bars by market. {finding}. Points: {joined(said)}.",
        slug="regions-contributions",
        data=rows.drop(columns="stand_in"),
        notes=[
            *notes,
            *stand_in_note(trade.as_of, *(f[f.index >= trade.month - 12] for f in facts)),
        ],
    )


@theme()
def usa_china(trade: Panel) -> Chart | Missing:
    """Draw monthly exports to the USA and to China, so that their crossings show."""
    facts = {code: trade.facts("exports", code) for code in ("usa", "china")}
    usa, china = (frame["value"] for frame in facts.values())
    if trade.month not in usa.index or trade.month not in china.index:
        return Missing(
            "fig-regions-usa-china",
            not_held("Monthly exports to the USA and China", trade, "exports.usa"),
        )
    start = max(trade.month - EIGHT_YEARS + 1, usa.index[usa.index > trade.month - EIGHT_YEARS][0])
    months = pd.period_range(start, trade.month, freq="M")
    shown = pd.DataFrame({"usa": usa.reindex(months), "china": china.reindex(months)})
    fig, (axis,) = canvas(right=1.1)
    x = [p.ordinal for p in months]
    axis.plot(x, shown["china"] / 1000, color=COLOURS["context"], linewidth=1.8)
    axis.plot(x, shown["usa"] / 1000, color=COLOURS["highlight"])
    months_axis(axis, months[0], months[-1], room=1)
    axis.set_ylim(bottom=0)
    now = {code: cell(shown, trade.month, code) for code in ("usa", "china")}
    ends = [
        (x[-1], now["usa"] / 1000, COLOURS["highlight"], f"USA {usd_billion(now['usa'])}"),
        (x[-1], now["china"] / 1000, COLOURS["context"], f"China {usd_billion(now['china'])}"),
    ]
    end_labels(axis, ends)
    finding = _lead_finding(usa, china, trade.month)
    return finish(
        fig,
        title=finding,
        subtitle=f"Monthly exports to the USA and to China, {span(months)}",
        unit="USD billion",
        source=source_line(*facts.values()),
        alt=(
            f"Two lines. {finding}. {month_name(trade.month)}: USA"
            f" {usd_billion(at(usa, trade.month))}, China {usd_billion(at(china, trade.month))}"
            " USD billion."
        ),
        slug="regions-usa-china",
        data=shown.rename_axis("period"),
        notes=stand_in_note(
            trade.as_of, *(f[f.index >= start] for f in facts.values()), marked=False
        ),
        spots=hover.by_period(axis, _named(trade, shown / 1000), number),
    )


@theme()
def usa_china_long(trade: Panel) -> Chart | Missing:
    """Draw annual exports to the USA and to China over forty years."""
    years = {code: breakdowns.annual(trade, "exports", code) for code in ("usa", "china")}
    frame = pd.DataFrame(years).dropna()
    frame = frame[frame.index > trade.month.asfreq("Y") - FORTY_YEARS] / 1000
    if len(frame) < 5:
        return Missing(
            "fig-regions-usa-china-long",
            not_held("Five years of exports to the USA and China", trade),
        )
    fig, (axis,) = canvas(right=1.0)
    x = [int(p.year) for p in pd.PeriodIndex(frame.index)]
    axis.plot(x, frame["china"], color=COLOURS["context"], linewidth=1.8)
    axis.plot(x, frame["usa"], color=COLOURS["highlight"])
    years_axis(axis, x)
    axis.set_ylim(bottom=0)
    last = frame.iloc[-1]
    end_labels(
        axis,
        [
            (x[-1], last["usa"], COLOURS["highlight"], f"USA {last['usa']:.1f}"),
            (x[-1], last["china"], COLOURS["context"], f"China {last['china']:.1f}"),
        ],
    )
    crossed = metrics.crossings(frame["usa"], frame["china"])
    leader = "the USA" if last["usa"] > last["china"] else "China"
    since = crossed[-1].period if crossed else frame.index[0]
    words = "passed" if crossed and since == frame.index[-1] else "have led"
    if crossed and since == frame.index[-1]:
        other = "China" if leader == "the USA" else "the USA"
        finding = f"In {since} exports to {leader} {words} those to {other}"
    else:
        finding = f"Annual exports to {leader} lead since {since}"
    for crossing in crossed:
        axis.axvline(crossing.period.year, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
    facts = [trade.facts("exports", code, freq=f) for code in ("usa", "china") for f in ("Y", "M")]
    return finish(
        fig,
        title=finding,
        subtitle=f"Annual exports to the USA and to China, {x[0]} to {x[-1]}; crossings dotted",
        unit="USD billion",
        source=source_line(*facts),
        alt=(
            f"Two lines of annual exports. {finding}. {x[-1]}: USA {last['usa']:.1f}, China"
            f" {last['china']:.1f} USD billion. Crossings:"
            f" {joined([str(c.period) for c in crossed]) or 'none'}."
        ),
        slug="regions-usa-china-long",
        data=(1000 * frame).rename_axis("year"),
        notes=["Complete years: as published, else the sum of twelve months held."],
        spots=hover.by_column(axis, x, hover.said(_named(trade, frame), number)),
    )


@theme()
def shares(trade: Panel) -> Chart | Missing:
    """Draw the shares of four markets in exports over twelve months."""
    total = metrics.moving_sum(trade.series("exports", "total"), 12)
    held = {}
    for code in SHARES:
        share = metrics.share(metrics.moving_sum(trade.series("exports", code), 12), total).dropna()
        share = share[share.index > trade.month - EIGHT_YEARS]
        if trade.month in share.index:
            held[code] = share
    if not held:
        return Missing(
            "fig-regions-shares",
            not_held(
                "Twelve months of exports by market", trade,
                *(f"exports.{code}" for code in SHARES),
            ),
        )  # fmt: skip
    first = min(share.index[0] for share in held.values())
    months = pd.period_range(first, trade.month, freq="M")
    frame = pd.DataFrame(held).reindex(months)
    fig, (axis,) = canvas(right=1.15)
    x = [p.ordinal for p in months]
    for code in held:
        axis.plot(x, frame[code], color=COLOURS[SHARES[code]], linestyle=DASHES[code])
    if len(months) == 1:
        axis.set_xlim(x[0] - 1, x[0] + 1)
    months_axis(axis, months[0], months[-1], room=1)
    axis.set_ylim(bottom=0)
    now = {code: at(share, trade.month) for code, share in held.items()}
    labels = {
        code: f"{catalogue.name(code, data_dir=trade.data_dir)} {pct(now[code], sign=False)}"
        for code in held
    }
    end_labels(axis, [(x[-1], now[c], COLOURS[SHARES[c]], labels[c]) for c in held])
    ranked = sorted(held, key=lambda code: -now[code])
    said = [f"{_the(trade, c)} {pct(now[c], sign=False)}" for c in ranked]
    finding = f"Share of exports over twelve months: {joined(said[:2])}"
    facts = [trade.facts("exports", code) for code in held]
    return finish(
        fig,
        title=finding,
        subtitle=f"Share in exports, sums of twelve months, {span(months)}",
        unit="per cent",
        source=source_line(*facts),
        alt=f"Lines of shares in exports. Twelve months to {month_name(trade.month)}:"
        f" {joined(said)}.",
        slug="regions-shares",
        data=frame.rename_axis("period"),
        notes=stand_in_note(
            trade.as_of, *(f[f.index > trade.month - 12] for f in facts), marked=False
        ),
        spots=hover.by_period(axis, _named(trade, frame), lambda share: pct(share, sign=False)),
    )


def _name(trade: Panel, rows: pd.DataFrame, code: str) -> str:
    name = catalogue.name(code, data_dir=trade.data_dir)
    proxy = " §" if code in breakdowns.PROXIES.values() else ""
    return f"{name}{proxy}{' †' if rows.at[code, 'stand_in'] else ''}"


def _named(trade: Panel, frame: pd.DataFrame) -> pd.DataFrame:
    """Head the columns of a table with the names of the partners."""
    return frame.rename(columns=lambda code: catalogue.name(str(code), data_dir=trade.data_dir))


def _the(trade: Panel, code: str) -> str:
    name = catalogue.name(code, data_dir=trade.data_dir)
    return f"the {name}" if code in ("usa", "eu", "cis", "middle_east") else name


def _lead_finding(usa: pd.Series, china: pd.Series, month: pd.Period) -> str:
    """Say who leads, since when, and whether the month brought a crossing."""
    gap = at(usa, month) - at(china, month)
    ahead, behind = ("the USA", "China") if gap > 0 else ("China", "the USA")
    both = (usa - china).dropna()
    without_gap = metrics.streak(both.notna().astype("boolean"), month)
    both = both[both.index >= without_gap.since]
    same = both[both * gap > 0]
    if metrics.streak((both * gap > 0).astype("boolean"), month).length == 1 and len(both) > 1:
        since = "" if len(same) == 1 else f" since {month_name(same.index[-2])}"
        scope = f" in monthly data from {both.index[0].year}" if len(same) == 1 else ""
        return f"Exports to {ahead} above those to {behind}, a first{since}{scope}"
    return f"Exports to {ahead} lead those to {behind} by USD {usd_billion(abs(gap), 1)} billion"
