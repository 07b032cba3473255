"""Charts of the forecasts: the months ahead, past errors, and what the intervals held."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.breakdowns import at
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.marks import end_labels, months_axis, panel_title
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, SMALL, canvas, theme
from helpers.display import Missing, source_line
from helpers.forecasting import (
    BASELINE,
    COMBINED,
    NEAR,
    SHOWN,
    TOO_FEW,
    flow_name,
    model_name,
    no_forecast,
    outlook,
    skilful_months,
    steps_ahead,
)
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import (
    in_unit,
    is_missing,
    joined,
    month_name,
    pct,
    unit,
    usd,
    usd_billion,
)
from helpers.wording import months as months_of

BOUNDS = ("forecast", "low80", "high80", "low95", "high95")
ROLES = {
    COMBINED: ("highlight", "-"),
    "last_growth_carried": ("import", (0, (5, 1.5))),
    BASELINE: ("context", (0, (2, 1.2))),
    "drift": ("surplus", (0, (6, 1.5, 1, 1.5))),
}


@theme()
def forecast(trade: Panel, flow: str = "exports") -> Chart | Missing:
    """Draw three years of a flow and its forecast with intervals, beside the year before.

    As far ahead as the forecasts beat the average of recent years, at most `NEAR` months.

    Parameters
    ----------
    trade : Panel
        The month from which is forecast.
    flow : str
        exports or imports.
    """
    ahead = outlook(trade, flow)
    if ahead.missing:
        return Missing(f"fig-outlook-forecast-{flow}", no_forecast(trade, flow))
    facts = trade.facts(flow, "total")
    facts = facts[~facts["stand_in"]]
    history = facts["value"][facts.index > trade.month - 36]
    shown = in_unit(history)
    months = pd.period_range(history.index[0], trade.month, freq="M")
    fig, (axis,) = canvas(right=1.35, top=0.3)
    role = COLOURS["export" if flow == "exports" else "import"]
    axis.plot([p.ordinal for p in months], shown.reindex(months).to_numpy(), color=role)
    ends = []
    reach = min(NEAR, skilful_months(trade, flow) or NEAR)
    near = ahead.forecasts[ahead.forecasts["horizon"].le(reach)]
    ours = near[near["model"].eq(COMBINED)]
    for model in (COMBINED, BASELINE):
        path = near[near["model"].eq(model)]
        x = [p.ordinal for p in path["period"]]
        colour, dash = _style(model)
        if model == COMBINED:
            for level, opacity in (("95", 0.13), ("80", 0.25)):
                axis.fill_between(
                    x,
                    in_unit(path[f"low{level}"]).to_numpy(dtype=float),
                    in_unit(path[f"high{level}"]).to_numpy(dtype=float),
                    color=colour,
                    alpha=opacity,
                    linewidth=0,
                    zorder=1,
                )
        axis.plot(
            [trade.month.ordinal, *x],
            [at(shown, trade.month), *in_unit(path["forecast"])],
            color=colour,
            linestyle=dash,
            linewidth=1.8,
        )
        ends.append((x[-1], in_unit(float(path["forecast"].iloc[-1])), colour, model_name(model)))
    first, last = ours.iloc[0], ours.iloc[-1]
    seen = ours.set_index("period")[["forecast", "low80", "high80"]]
    seen.columns = [tr("forecast"), tr("80 in 100 from"), tr("to")]
    months_axis(axis, months[0], last["period"], room=1)
    end_labels(axis, ends)
    low, high = (usd_billion(first[bound], 1) for bound in ("low80", "high80"))
    bounds = "" if is_missing(first["low80"]) else tr(", 80 in 100 between {} and {}", low, high)
    finding = tr(
        "Forecast for {month}: {flow} of {amount}",
        month=month_name(first["period"]),
        flow=flow_name(flow),
        amount=usd(first["forecast"], 1),
    )
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Monthly {} and forecasts to {}; shaded, where 80 and 95 in 100 outcomes should lie",
            flow_name(flow),
            month_name(last["period"]),
        ),
        unit=unit(),
        source=tr("{}; forecasts computed from these", source_line(facts)),
        alt=tr(
            "Line of {flow} with the forecast. {finding}{bounds}; {month} {value}.",
            flow=flow_name(flow),
            finding=finding,
            bounds=bounds,
            month=month_name(last["period"]),
            value=usd_billion(last["forecast"], 1),
        ),
        slug=f"outlook-forecast-{flow}",
        data=_held_and_ahead(history, near),
        spots=[
            *hover.by_period(axis, history, usd_billion),
            *hover.by_period(axis, seen, usd_billion),
        ],
    )


@theme()
def errors_by_horizon(trade: Panel, flow: str = "exports") -> Chart | Missing:
    """Draw how far the combination and the baselines were off, by months ahead."""
    ahead = outlook(trade, flow)
    scores = ahead.scores if len(ahead.evaluation) else pd.DataFrame()
    if scores.empty:
        return Missing(f"fig-outlook-errors-{flow}", no_forecast(trade, flow) or tr(TOO_FEW))
    table = scores["mape"].unstack("model")[list(ROLES)].dropna(how="all")
    fig, (axis,) = canvas(right=1.75, bottom=0.6)
    ends = []
    for model in table.columns:
        colour, dash = _style(str(model))
        line = table[model].dropna()
        axis.plot(line.index, line, color=colour, linestyle=dash)
        ends.append((float(line.index[-1]), float(line.iloc[-1]), colour, model_name(str(model))))
    axis.set_ylim(bottom=0)
    axis.set_xlim(0.7, float(table.index.max()) + 0.3)
    axis.set_xticks([h for h in table.index if h == 1 or h % 3 == 0])
    axis.set_xlabel(tr("Months ahead"), fontsize=SMALL)
    end_labels(axis, ends)
    first = table.iloc[0]
    cases = int(scores["n"].max())
    return finish(
        fig,
        title=tr("One month ahead the combination was off by {}", pct(first[COMBINED], sign=False)),
        subtitle=tr(
            "Mean absolute error of past forecasts of {} by months ahead, up to {} each",
            flow_name(flow),
            cases,
        ),
        unit=tr("per cent"),
        source=tr("computed from {}", source_line(trade.facts(flow, "total"))),
        alt=tr(
            "Lines of the mean error by months ahead. One month ahead: {}.", joined(_each(first))
        ),
        slug=f"outlook-errors-{flow}",
        data=scores["mape"].unstack("model").rename_axis("months_ahead"),
        spots=hover.by_column(
            axis,
            table.index.to_list(),
            [
                f"{steps_ahead(int(str(step)))}: {', '.join(_each(row))}"
                for step, row in table.iterrows()
            ],
        ),
    )


@theme()
def calibration(trade: Panel) -> Chart | Missing:
    """Draw the share of outcomes inside the intervals by the share promised, for both flows."""
    flows = [flow for flow in ("exports", "imports") if len(outlook(trade, flow).evaluation)]
    tables = {flow: outlook(trade, flow).calibration for flow in flows}
    tables = {flow: table for flow, table in tables.items() if len(table)}
    if not tables:
        return Missing("fig-outlook-calibration", no_forecast(trade, "exports") or tr(TOO_FEW))
    fig, axes = canvas(height=3.0, panels=len(tables), right=1.0, top=0.35, bottom=0.55, gap=1.3)
    colours = dict(zip(SHOWN, ("highlight", "import", "surplus", "context"), strict=True))
    dashes = dict(
        zip(SHOWN, ("-", (0, (5, 1.5)), (0, (2, 1.2)), (0, (6, 1.5, 1, 1.5))), strict=True)
    )
    said = []
    for axis, (flow, table) in zip(axes, tables.items(), strict=True):
        axis.plot([45, 96], [45, 96], color=INK, linewidth=0.8, linestyle=(0, (1, 2)))
        ends = []
        for step, rows in table.groupby("horizon"):
            place = int(str(step))
            colour, dash = COLOURS[colours[place]], dashes[place]
            y = 100 * rows["reached"]
            axis.plot(100 * rows["promised"], y, color=colour, linestyle=dash, linewidth=1.6)
            months = months_of(place)
            ends.append((95.0, float(y.iloc[-1]), colour, months))
            eighty = rows.loc[rows["promised"].eq(0.8), "reached"]
            said.append(
                tr(
                    "{flow}, {months}, {share} of 80",
                    flow=flow_name(flow),
                    months=months,
                    share=pct(100 * float(eighty.iloc[0]), 0, sign=False),
                )
            )
        axis.set_xlim(45, 96)
        axis.set_xticks([50, 60, 70, 80, 90])
        axis.set_ylim(min(45.0, 100 * float(table["reached"].min()) - 3), 102)
        axis.set_xlabel(tr("Promised"), fontsize=SMALL)
        panel_title(axis, flow_name(flow, first=True))
        end_labels(axis, ends)
    return finish(
        fig,
        title=tr("What the intervals promised, and what they held"),
        subtitle=tr(
            "Share of outcomes inside the intervals drawn at the time, by the share promised; on"
            " the dotted line both are equal"
        ),
        unit=tr("per cent"),
        source=tr("computed from {}", source_line(trade.facts("exports", "total"))),
        alt=tr("Lines of the share held by the share promised. {}.", "; ".join(said)),
        slug="outlook-calibration",
        data=pd.concat([table.assign(flow=flow) for flow, table in tables.items()]),
    )


def _held_and_ahead(history: pd.Series, forecasts: pd.DataFrame) -> pd.DataFrame:
    """Give the months held, as those of no model, and below them what each model forecasts."""
    held = pd.DataFrame({"model": "held", "period": history.index, "value": history.to_numpy()})
    ahead = forecasts.round(dict.fromkeys(BOUNDS, 1)).rename(columns={"forecast": "value"})
    return pd.concat([held.assign(horizon=0), ahead])[list(ahead.columns)].reset_index(drop=True)


def _each(errors: pd.Series) -> list[str]:
    """Name each model with its error."""
    return [f"{model_name(str(m))} {pct(float(v), sign=False)}" for m, v in errors.items()]


def _style(model: str) -> tuple[str, Any]:
    """Give a model the same colour and dash in every chart."""
    role, dash = ROLES[model]
    return COLOURS[role], dash
