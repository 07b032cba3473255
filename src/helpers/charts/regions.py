"""Charts of the regions page: markets, the USA against China, and shares."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.marks import carried, end_labels, months_axis, ranked_bars, years_axis
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, canvas, theme
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import (
    in_unit,
    is_missing,
    joined,
    month_name,
    pct,
    signed,
    unit,
    usd,
    usd_billion,
)

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
            not_held(tr("Exports by market with those of a year before"), trade, "exports.china"),
        )
    parts = shown.drop(["total", "other"]).sort_values(ascending=False)
    ordered = pd.concat([parts, shown[["other", "total"]]])
    names = {code: _name(trade, rows, code) for code in parts.index}
    names |= {"other": tr("All other markets"), "total": tr("Total exports")}
    fig = ranked_bars(ordered.rename(index=names), bold=[names["total"]], left=2.2)
    top = str(parts.index[0] if total >= 0 else parts.index[-1])
    name = _the(trade, top)
    finding = carried(name[0].upper() + name[1:], float(parts[top]), total)
    facts = [trade.facts("exports", str(code)) for code in parts.index]
    proxies = [c for c in parts.index if c in catalogue.PROXIES.values()]
    differs = tr("§ A sum of countries that differs from the group of the ministry.")
    said = [f"{names[c]} {signed(cell(rows, c, 'contribution'), 2)}" for c in parts.index]
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Contribution of each market to the growth of exports, {} on a year before",
            month_name(trade.month),
        ),
        unit=tr("percentage points; total in per cent"),
        source=source_line(trade.facts("exports", "total"), *facts, at=trade.month),
        alt=tr(
            "Horizontal bars by market. {finding}. Points: {values}.",
            finding=finding,
            values=joined(said),
        ),
        slug="regions-contributions",
        data=rows.drop(columns="stand_in"),
        notes=[
            *([differs] if proxies else []),
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
            not_held(tr("Monthly exports to the USA and China"), trade, "exports.usa"),
        )
    start = max(trade.month - EIGHT_YEARS + 1, usa.index[usa.index > trade.month - EIGHT_YEARS][0])
    months = pd.period_range(start, trade.month, freq="M")
    shown = pd.DataFrame({"usa": usa.reindex(months), "china": china.reindex(months)})
    fig, (axis,) = canvas(right=1.1)
    x = [p.ordinal for p in months]
    axis.plot(x, in_unit(shown["china"]), color=COLOURS["context"], linewidth=1.8)
    axis.plot(x, in_unit(shown["usa"]), color=COLOURS["highlight"])
    months_axis(axis, months[0], months[-1], room=1)
    axis.set_ylim(bottom=0)
    now = {code: cell(shown, trade.month, code) for code in ("usa", "china")}
    said = {code: f"{_partner(trade, code)} {usd_billion(value)}" for code, value in now.items()}
    colours = {"usa": COLOURS["highlight"], "china": COLOURS["context"]}
    end_labels(axis, [(x[-1], in_unit(now[c]), colours[c], said[c]) for c in now])
    finding = _lead_finding(usa, china, trade.month)
    return finish(
        fig,
        title=finding,
        subtitle=tr("Monthly exports to the USA and to China, {}", span(months)),
        unit=unit(),
        source=source_line(*facts.values()),
        alt=tr(
            "Two lines. {finding}. {month}: {values} USD billion.",
            finding=finding,
            month=month_name(trade.month),
            values=", ".join(said.values()),
        ),
        slug="regions-usa-china",
        data=shown.rename_axis("period"),
        notes=stand_in_note(
            trade.as_of, *(f[f.index >= start] for f in facts.values()), marked=False
        ),
        spots=hover.by_period(axis, _named(trade, shown), usd_billion),
    )


@theme()
def usa_china_long(trade: Panel) -> Chart | Missing:
    """Draw annual exports to the USA and to China over forty years."""
    years = {code: breakdowns.annual(trade, "exports", code) for code in ("usa", "china")}
    frame = pd.DataFrame(years).dropna()
    frame = frame[frame.index > trade.month.asfreq("Y") - FORTY_YEARS]
    if len(frame) < 5:
        return Missing(
            "fig-regions-usa-china-long",
            not_held(tr("Five years of exports to the USA and China"), trade),
        )
    fig, (axis,) = canvas(right=1.0)
    x = [int(p.year) for p in pd.PeriodIndex(frame.index)]
    axis.plot(x, in_unit(frame["china"]), color=COLOURS["context"], linewidth=1.8)
    axis.plot(x, in_unit(frame["usa"]), color=COLOURS["highlight"])
    years_axis(axis, x)
    axis.set_ylim(bottom=0)
    last = {code: cell(frame, frame.index[-1], code) for code in ("usa", "china")}
    said = {
        code: f"{_partner(trade, code)} {usd_billion(value, 1)}" for code, value in last.items()
    }
    colours = {"usa": COLOURS["highlight"], "china": COLOURS["context"]}
    end_labels(axis, [(x[-1], in_unit(last[c]), colours[c], said[c]) for c in last])
    crossed = metrics.crossings(frame["usa"], frame["china"])
    since = crossed[-1].period if crossed else frame.index[0]
    passed = bool(crossed) and since == frame.index[-1]
    finding = _long_finding(last["usa"] > last["china"], passed, since.year)
    for crossing in crossed:
        axis.axvline(crossing.period.year, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
    facts = [trade.facts("exports", code, freq=f) for code in ("usa", "china") for f in ("Y", "M")]
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Annual exports to the USA and to China, {first} to {last}; crossings dotted",
            first=x[0],
            last=x[-1],
        ),
        unit=unit(),
        source=source_line(*facts),
        alt=tr(
            "Two lines of annual exports. {finding}. {year}: {values} USD billion. Crossings:"
            " {crossings}.",
            finding=finding,
            year=x[-1],
            values=", ".join(said.values()),
            crossings=joined([str(c.period) for c in crossed]) or tr("none"),
        ),
        slug="regions-usa-china-long",
        data=frame.rename_axis("year"),
        notes=[tr("Complete years: as published, else the sum of twelve months held.")],
        spots=hover.by_column(axis, x, hover.said(_named(trade, frame), usd_billion)),
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
                tr("Twelve months of exports by market"), trade,
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
    labels = {code: f"{_partner(trade, code)} {pct(now[code], sign=False)}" for code in held}
    end_labels(axis, [(x[-1], now[c], COLOURS[SHARES[c]], labels[c]) for c in held])
    ranked = sorted(held, key=lambda code: -now[code])
    said = [f"{_the(trade, c)} {pct(now[c], sign=False)}" for c in ranked]
    finding = tr("Share of exports over twelve months: {}", joined(said[:2]))
    facts = [trade.facts("exports", code) for code in held]
    return finish(
        fig,
        title=finding,
        subtitle=tr("Share in exports, sums of twelve months, {}", span(months)),
        unit=tr("per cent"),
        source=source_line(*facts),
        alt=tr(
            "Lines of shares in exports. Twelve months to {month}: {values}.",
            month=month_name(trade.month),
            values=joined(said),
        ),
        slug="regions-shares",
        data=frame.rename_axis("period"),
        notes=stand_in_note(
            trade.as_of, *(f[f.index > trade.month - 12] for f in facts), marked=False
        ),
        spots=hover.by_period(axis, _named(trade, frame), lambda share: pct(share, sign=False)),
    )


def _name(trade: Panel, rows: pd.DataFrame, code: str) -> str:
    name = _partner(trade, code)
    proxy = " §" if code in catalogue.PROXIES.values() else ""
    return f"{name}{proxy}{' †' if rows.at[code, 'stand_in'] else ''}"


def _named(trade: Panel, frame: pd.DataFrame) -> pd.DataFrame:
    """Head the columns of a table with the names of the partners."""
    return frame.rename(columns=lambda code: _partner(trade, str(code)))


def _partner(trade: Panel, code: str) -> str:
    return catalogue.name(code, data_dir=trade.data_dir)


def _the(trade: Panel, code: str) -> str:
    name = _partner(trade, code)
    return (
        tr("the {partner}", partner=name) if code in ("usa", "eu", "cis", "middle_east") else name
    )


def _lead_finding(usa: pd.Series, china: pd.Series, month: pd.Period) -> str:
    """Say who leads, since when, and whether the month brought a crossing."""
    gap = at(usa, month) - at(china, month)
    both = (usa - china).dropna()
    without_gap = metrics.streak(both.notna().astype("boolean"), month)
    both = both[both.index >= without_gap.since]
    same = both[both * gap > 0]
    if metrics.streak((both * gap > 0).astype("boolean"), month).length > 1 or len(both) < 2:
        lead = usd(abs(gap), 1)
        return (
            tr("Exports to the USA lead those to China by {}", lead)
            if gap > 0
            else tr("Exports to China lead those to the USA by {}", lead)
        )
    if len(same) > 1:
        since = month_name(same.index[-2])
        return (
            tr("Exports to the USA above those to China, a first since {}", since)
            if gap > 0
            else tr("Exports to China above those to the USA, a first since {}", since)
        )
    year = both.index[0].year
    return (
        tr("Exports to the USA above those to China, a first in monthly data from {}", year)
        if gap > 0
        else tr("Exports to China above those to the USA, a first in monthly data from {}", year)
    )


def _long_finding(usa_leads: bool, passed: bool, year: int) -> str:
    if passed:
        return (
            tr("In {} exports to the USA passed those to China", year)
            if usa_leads
            else tr("In {} exports to China passed those to the USA", year)
        )
    return (
        tr("Annual exports to the USA lead since {}", year)
        if usa_leads
        else tr("Annual exports to China lead since {}", year)
    )
