"""Frames of the outlook page: forecasts, how well they did, trend, and what others expect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers import breakdowns, forecasters, forecasting
from helpers.forecasting import (
    BASELINES,
    COMBINED,
    HORIZON,
    LEVELS,
    NEAR,
    ORIGINS,
    SHOWN,
    month_range,
    year_range,
)
from helpers.forecasting.intervals import of_model
from helpers.forecasting.nowcast import DAYS, flash_values
from helpers.frames.frame import described, missing
from helpers.loading import Panel
from helpers.metrics import year_on_year
from helpers.months import working_days_to

FLOWS = ("exports", "imports", "balance")
BOUNDS = ["forecast", "low80", "high80", "low95", "high95"]
LATELY = 12  # outcomes
PARTS = 8  # items or markets shown
TREND = 72  # months


def ahead(trade: Panel, later: bool = False) -> pd.DataFrame:
    """Return the forecasts of exports, imports and balance with their ranges.

    Parameters
    ----------
    trade : Panel
        The month from which is forecast.
    later : bool
        The months after the first `NEAR`; otherwise those, and the sum of the year.

    Returns
    -------
    pandas.DataFrame
        By month, and the year last: exports, imports and balance, and for each of them low80,
        high80, low95 and high95, as exports_low80 (USD million). The year has the range of exports
        and imports by joint errors of the months left; NaN in the others.
    """
    paths = []
    for flow in FLOWS:
        path = forecasting.outlook(trade, flow).path.set_index("period")[BOUNDS]
        names = {name: f"{flow}_{name}".removesuffix("_forecast") for name in BOUNDS}
        paths.append(path.rename(columns=names))
    rows = pd.concat(paths, axis=1).rename_axis("period")
    if rows.empty:
        return missing(list(rows.columns), trade, "forecasts")
    rows = rows.iloc[NEAR:] if later else rows.iloc[:NEAR]
    year = {}
    for flow in FLOWS if not later else ():
        year[flow] = forecasting.year_with_forecasts(trade, flow)
        joint = year_range(trade, flow)
        if joint is not None:
            year[f"{flow}_low80"], year[f"{flow}_high80"] = joint.between(LEVELS[0])
    if year and year["exports"] is not None:
        rows.index = rows.index.astype(object)
        rows.loc[trade.month.asfreq("Y")] = year
    gone = [(flow, months) for flow in FLOWS[:2] if (months := forecasting.bridged(trade, flow))]
    return described(rows, trade, *_totals(trade), bridged=gone)


def forecast(trade: Panel, flow: str = "exports", months: int = 36) -> pd.DataFrame:
    """Return the last months of a flow and its forecasts.

    As far ahead as the forecasts beat the average of recent years, at most `NEAR` months.

    Returns
    -------
    pandas.DataFrame
        By month: value, forecast, low80 and high80 (USD million); NaN before and after the month.
    """
    columns = ["value", *BOUNDS[:3]]
    outlook = forecasting.outlook(trade, flow)
    if outlook.missing:
        return missing(columns, trade, "forecasts")
    observations = trade.observations(flow, "total")
    known = observations.loc[~observations["later"], "value"]
    path = outlook.path.set_index("period").head(min(NEAR, outlook.skilful or NEAR))
    rows = known[known.index > trade.month - months].to_frame().join(path, how="outer")[columns]
    return described(rows.rename_axis("period"), trade, observations, flow=flow)


def chances(trade: Panel) -> pd.DataFrame:
    """Return the chances that exports of the next month and of the year pass what they may pass.

    Returns
    -------
    pandas.DataFrame
        By period: expected, low80, high80, record, round_number (USD million), record_in (a
        period), chance_record and chance_round (per cent).
    """
    rows = {}
    for period, distribution in (
        (trade.month + 1, month_range(trade)),
        (trade.month.asfreq("Y"), year_range(trade)),
    ):
        if distribution is not None:
            low, high = distribution.between(LEVELS[0])
            near = distribution.round_number
            rows[period] = {
                "expected": distribution.middle,
                "low80": low,
                "high80": high,
                "record": distribution.record,
                "record_in": distribution.record_in,
                "chance_record": 100 * distribution.chance_above(distribution.record),
                "round_number": near,
                "chance_round": 100 * distribution.chance_above(near),
            }
    if not rows:
        return missing(["expected"], trade, "forecasts")
    table = pd.DataFrame(list(rows.values()), pd.Index(list(rows), dtype=object, name="period"))
    return described(table, trade, *_totals(trade)[:1])


def flash(trade: Panel, flow: str = "exports", years: int = 10) -> pd.DataFrame:
    """Return the first 10 and 20 days of the month under way beside those of the years before.

    Parameters
    ----------
    trade : Panel
        The month; where the flash of the month after is known, that is the one under way.
    flow : str
        exports or imports.
    years : int
        How many years back.

    Returns
    -------
    pandas.DataFrame
        By period (the same calendar month of each year): days (10 or 20), value and daily_average
        (USD million), working_days, and growth (per cent on the year before, as reported where
        reported). Years without a flash are absent.
    """
    columns = ["days", "value", "working_days", "daily_average", "growth"]
    known = {days: flash_values(trade, flow, days)["value"] for days in DAYS}
    newest = max((series.index.max() for series in known.values() if len(series)), default=None)
    if newest is None or newest < trade.month:
        return missing(columns, trade, "flash")
    months = pd.PeriodIndex([newest - 12 * back for back in range(years, -1, -1)])
    parts = []
    for days, values in known.items():
        shown = pd.DataFrame({"days": days, "value": values.reindex(months)})
        shown["working_days"] = working_days_to(months, days)
        shown["daily_average"] = shown["value"] / shown["working_days"]
        reported = trade.flash(flow, days, "yoy_pct")["value"].reindex(months)
        shown["growth"] = reported.combine_first(year_on_year(values).reindex(months))
        parts.append(shown.dropna(subset=["value"]))
    rows = pd.concat(parts).rename_axis("period")[columns]
    return described(rows, trade, flow=flow, newest=newest, sources=_flashes(trade, flow, newest))


def nowcasts(trade: Panel) -> pd.DataFrame:
    """Return what the first days of the month, and of the month after, made of it.

    Returns
    -------
    pandas.DataFrame
        By flow: period, days, known (the day of the flash), flash, nowcast, low80, high80, forecast
        (of the month before), actual (USD million) and off (nowcast less outcome, per cent).
    """
    columns = ["period", "days", "known", "flash", "nowcast", "low80", "high80", "forecast"]
    parts = []
    for flow in FLOWS[:2]:
        for days in DAYS:
            rows = forecasting.nowcast(trade, flow, days).rename_axis("period")
            rows = rows[rows.index >= trade.month].dropna(subset=["nowcast"])
            parts.append(rows.reset_index().assign(flow=flow, days=days))
    rows = pd.concat([part for part in parts if len(part)] or parts[:1]).set_index("flow")
    if rows.empty:
        return missing([*columns, "actual", "off"], trade, "flash")
    rows["off"] = 100 * (rows["nowcast"].astype(float) / rows["actual"].astype(float) - 1)
    rows = described(rows[[*columns, "actual", "off"]], trade, *_totals(trade))
    rows.attrs["sources"] += tuple(("flash", "flash", day) for day in sorted(set(rows["known"])))
    return rows


def past(trade: Panel, flow: str = "exports", months: int = 36) -> pd.DataFrame:
    """Return the last outcomes beside what was forecast a month before.

    Returns
    -------
    pandas.DataFrame
        By month: value, forecast, low80, high80 and nowcast (on the 21st), USD million.
    """
    evaluation = forecasting.outlook(trade, flow).evaluation
    columns = ["value", "forecast", "low80", "high80", "nowcast"]
    drawn = forecasting.with_intervals(evaluation, COMBINED) if len(evaluation) else evaluation
    rows = drawn[drawn["horizon"].eq(1)] if len(drawn) else drawn
    rows = rows.set_index("period").rename(columns={"actual": "value"})
    if rows.empty or rows["low80"].tail(months).isna().all():
        return missing(columns, trade, "judged")
    rows = rows.join(forecasting.nowcast(trade, flow)["nowcast"].astype(float))
    rows = rows[columns].tail(months)
    return described(rows, trade, *_totals(trade, flow), flow=flow)


def accuracy(trade: Panel) -> pd.DataFrame:
    """Return how far nowcasts and forecasts were off, over 60 outcomes and lately.

    Returns
    -------
    pandas.DataFrame
        By flow: rule (nowcast on the 21st, or months ahead), n, error (mean absolute error), lately
        (of the last `LATELY`), bias (mean of outcome less forecast of these), simple (error of the
        best simple rule) and inside (outcomes within the 80 % range), all per cent.
    """
    rows = []
    for flow in FLOWS[:2]:
        outlook = forecasting.outlook(trade, flow)
        nowcasts = forecasting.nowcast(trade, flow)
        rows.append({"flow": flow, "rule": "nowcast"} | _accuracy(nowcasts, "nowcast", "ratio"))
        ours = of_model(outlook.evaluation, COMBINED)
        drawn = forecasting.with_intervals(ours, COMBINED) if len(ours) else ours
        for step in (1, 3, 6) if len(drawn) else ():
            line = _accuracy(drawn[drawn["horizon"].eq(step)], "forecast")
            simple = outlook.scores["mape"].xs(step, level="horizon").reindex(list(BASELINES)).min()
            rows.append({"flow": flow, "rule": f"ahead_{step}"} | line | {"simple": simple})
    table = pd.DataFrame(rows).set_index("flow")
    table = table[table["n"] >= LATELY]
    if table.empty:
        return missing(list(table.columns), trade, "judged")
    return described(table, trade, *_totals(trade), lately=LATELY, outcomes=ORIGINS)


def _accuracy(rows: pd.DataFrame, name: str, simple: str = "") -> dict[str, float]:
    needed = [name, "actual", *([simple] if simple else [])]
    rows = rows.dropna(subset=needed).tail(ORIGINS) if len(rows) else rows
    if rows.empty:
        return {"n": 0}
    off = 100 * (rows["actual"] / rows[name] - 1).astype(float)
    size = 100 * (rows[name] / rows["actual"] - 1).abs().astype(float)
    drawn = rows.dropna(subset=["low80"])
    inside = drawn["actual"].between(drawn["low80"], drawn["high80"])
    line = {"n": len(rows), "error": size.mean(), "lately": size.tail(LATELY).mean()}
    line |= {"bias": off.tail(LATELY).mean(), "inside": 100 * inside.mean()}
    if simple:
        line["simple"] = 100 * (rows[simple] / rows["actual"] - 1).abs().mean()
    return line


def errors(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Return the errors of every model by months ahead, and whether ours beats it.

    Returns
    -------
    pandas.DataFrame
        By horizon: model, n, mape (per cent), mase, ratio (error of the combination by that of the
        model) and p (of Diebold and Mariano's test); NaN for models that are no simple rule.
    """
    outlook = forecasting.outlook(trade, flow)
    scores = outlook.scores
    if scores.empty:
        return missing(["model", "n", "mape", "mase", "ratio", "p"], trade, "judged", flow=flow)
    tests = outlook.tests[["ratio", "p"]].rename_axis(["model", "horizon"])
    rows = scores.join(tests).reset_index().sort_values(["horizon", "mase"])
    origins = outlook.evaluation.drop_duplicates("origin").tail(ORIGINS)
    whole = int(origins["later"].eq(0).sum())
    rows = rows.set_index("horizon")
    counts: dict[str, Any] = {"whole": whole, "outcomes": len(origins)}
    return described(rows, trade, *_totals(trade, flow), flow=flow, **counts)


def coverage(trade: Panel) -> pd.DataFrame:
    """Return how often outcomes lay within the ranges drawn at the time.

    Returns
    -------
    pandas.DataFrame
        By flow: horizon (months ahead; 0 for all together), promised, inside, low and high
        (Wilson's range of that share; per cent), n, and score (mean interval score, per cent of the
        forecast).
    """
    rows = []
    for flow in FLOWS[:2]:
        outlook = forecasting.outlook(trade, flow)
        for step in (*SHOWN, None):
            for level in LEVELS:
                reached = outlook.coverage(level, step)
                low, high = (100 * bound for bound in reached.wilson)
                line = {"flow": flow, "horizon": step or 0, "promised": 100 * level}
                line |= {"n": reached.n, "inside": 100 * reached.share, "low": low, "high": high}
                rows.append(line | {"score": reached.score})
    table = pd.DataFrame(rows).set_index("flow")
    table = table[table["n"] > 0]
    if table.empty:
        return missing(list(table.columns), trade, "judged")
    return described(table, trade, *_totals(trade))


def second(trade: Panel) -> pd.DataFrame:
    """Return exports as forecast in one, and as chips and the rest forecast apart.

    Returns
    -------
    pandas.DataFrame
        By month: first, forecast and chips (USD million), apart (forecast on first) and half (half
        the width of the 80 % range), per cent.
    """
    opinion = forecasting.second_opinion(trade)
    if opinion is None:
        return missing(["first", "forecast", "chips", "apart", "half"], trade, "second")
    rows = opinion.ahead.head(NEAR).rename_axis("period")
    band = forecasting.outlook(trade, "exports").path.set_index("period")
    rows = rows.assign(apart=100 * (rows["forecast"] / rows["first"] - 1))
    rows["half"] = 100 * (band["high80"] / band["forecast"] - 1)
    errors = {step: opinion.errors(step) for step in SHOWN}
    by_step = [
        (step, float(error["first"]), float(error["forecast"])) for step, error in errors.items()
    ]
    return described(rows, trade, *_totals(trade)[:1], judged=by_step, outcomes=ORIGINS)


def parts(trade: Panel, flow: str = "exports", group: str = "items_20") -> pd.DataFrame:
    """Return the forecasts of the largest items or markets, which add up to that of the total.

    Returns
    -------
    pandas.DataFrame
        By code, "other" and "total" last: forecast, low80 and high80 of the next month, sum of the
        next twelve (USD million), growth of that sum on the last twelve and error (mean absolute
        error one month ahead), per cent; NaN where there are too few errors.
    """
    paths = forecasting.parts(trade, flow, group)
    if paths is None:
        columns = ["forecast", "low80", "high80", "sum", "growth", "error"]
        return missing(columns, trade, f"parts_{flow}_{group}")
    sums = paths.ahead.drop(columns=forecasting.REST).sum().sort_values(ascending=False)
    codes = list(sums.index[:PARTS])
    total = paths.ahead.sum(axis=1)
    rows = paths.ahead[codes].assign(other=total - paths.ahead[codes].sum(axis=1), total=total).T
    first = rows.iloc[:, 0]
    ours = forecasting.outlook(trade, flow).path.iloc[0]
    spreads = paths.spreads.reindex(rows.index)
    spreads["total"] = np.log(ours["high80"] / ours["forecast"])
    before = {code: trade.series(flow, code).tail(HORIZON) for code in (*codes, "total")}
    sums_before = pd.Series({c: v.sum() for c, v in before.items() if len(v) == HORIZON})
    table = pd.DataFrame(
        {
            "forecast": first,
            "low80": first * np.exp(-spreads.astype(float)),
            "high80": first * np.exp(spreads.astype(float)),
            "sum": rows.sum(axis=1),
            "growth": 100 * (rows.sum(axis=1) / sums_before.reindex(rows.index) - 1),
            "error": paths.errors.reindex(rows.index),
        }
    ).rename_axis("code")
    ends: dict[str, Any] = {"first": paths.ahead.index[0], "last": paths.ahead.index[-1]}
    observations = trade.observations(flow, codes[0])
    return described(table, trade, observations, flow=flow, group=group, **ends)


def scenarios(trade: Panel, **assumed: float) -> pd.DataFrame:
    """Return what each assumption would change of the next month; see `forecasting.scenarios`.

    Returns
    -------
    pandas.DataFrame
        By assumption: flow, before, assumed (in the unit of the assumption), change (per cent),
        effect and effect_error (USD million), elasticity, error, first and last (months estimated
        on), n, and clear (whether the effect can be told from zero).
    """
    results = forecasting.scenarios(trade, **assumed)
    if not results:
        return missing(["flow", "effect"], trade, "forecasts")
    rows = pd.DataFrame([vars(result) for result in results]).set_index("assumption")
    rows["change"] = 100 * (rows["assumed"] / rows["before"] - 1)
    rows["effect"] = [result.effect for result in results]
    rows["effect_error"] = [result.effect_error for result in results]
    rows["clear"] = [result.is_clear for result in results]
    return described(rows, trade, *_totals(trade), next=trade.month + 1)


def trend(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Return a flow less its season and calendar, and its trend.

    Returns
    -------
    pandas.DataFrame
        By month, six years: original, adjusted and trend (USD million), and change (of the adjusted
        values on the month before, per cent).
    """
    components = forecasting.adjust(trade, flow)
    if components is None:
        return missing(["original", "adjusted", "trend", "change"], trade, "adjusted", flow=flow)
    rows = pd.DataFrame(vars(components)).rename_axis("period")
    rows["change"] = 100 * rows["adjusted"].pct_change(fill_method=None)
    return described(rows.tail(TREND), trade, *_totals(trade, flow), flow=flow)


def adjustment(trade: Panel) -> pd.DataFrame:
    """Return the month adjusted by each method, and what is left of season and calendar.

    Returns
    -------
    pandas.DataFrame
        By flow: method (stl, and x13 where installed), adjusted (USD million), change (per cent on
        the month before), season, stability and calendar (p of the tests, see
        `forecasting.Residue`), and level_revised and change_revised (mean revision of the first
        adjusted value within a year, per cent, and of its change, percentage points).
    """
    rows = []
    for flow in FLOWS[:2]:
        for method in ("stl", "x13"):
            components = forecasting.adjust(trade, flow, method)
            if components is not None:
                left = forecasting.residue(components.adjusted, forecasting.SATURDAY[flow])
                change = 100 * (components.adjusted.iloc[-1] / components.adjusted.iloc[-2] - 1)
                line = {"flow": flow, "method": method, "adjusted": components.adjusted.iloc[-1]}
                rows.append(line | {"change": change} | vars(left) | _revised(trade, flow, method))
    if not rows:
        return missing(["method", "adjusted", "change"], trade, "adjusted")
    return described(pd.DataFrame(rows).set_index("flow"), trade, *_totals(trade))


def _revised(trade: Panel, flow: str, method: str) -> dict[str, float]:
    if method != "stl":
        return {}
    rows = forecasting.first_adjusted(trade, flow)
    level = 100 * (rows["later"] / rows["first"] - 1).abs().mean()
    change = (rows["later_change"] - rows["first_change"]).abs().mean()
    return {"level_revised": level, "change_revised": change}


def institutions(trade: Panel) -> pd.DataFrame:
    """Return forecasts and targets of annual exports, of this year and the next.

    Returns
    -------
    pandas.DataFrame
        By year (a period): code, published, value, outcome, ours (what the same rule would have
        said that day; USD million), off and ours_off (less outcome, per cent), and source.
    """
    columns = ["code", "published", "value", "outcome", "off", "ours", "ours_off", "source"]
    rows = forecasters.annual_exports(trade)
    rows = rows[rows["period"].astype(int).between(trade.month.year, trade.month.year + 1)]
    if rows.empty:
        return missing(columns, trade, "institutions")
    years = {
        str(year): value for year, value in breakdowns.annual(trade, "exports", "total").items()
    }
    rows = rows.assign(outcome=rows["period"].map(years).astype(float))
    rows["ours"] = [
        forecasting.annual_forecast(trade, int(year), str(day))
        for year, day in zip(rows["period"], rows["published"], strict=True)
    ]
    rows["ours"] = rows["ours"].astype(float)
    rows["off"] = 100 * (rows["value"] / rows["outcome"] - 1)
    rows["ours_off"] = 100 * (rows["ours"] / rows["outcome"] - 1)
    index = pd.PeriodIndex(rows["period"], freq="Y", name="year")
    rows = described(rows.set_index(index)[columns], trade, *_totals(trade)[:1])
    rows.attrs["sources"] += tuple(("macro", "forecast", day) for day in rows["published"])
    return rows


def imf(trade: Panel) -> pd.DataFrame:
    """Return the IMF's successive forecasts of inflation and growth for the year and two more.

    Returns
    -------
    pandas.DataFrame
        By series (inflation or growth): year, published, value (per cent), change (on the
        forecast before, percentage points), outcome (annual inflation; NaN for growth) and source.
    """
    known = trade.macro("kr_cpi_yoy").drop_duplicates("period", keep="last")
    outcomes = known.set_index("period")["value"]
    parts = []
    for series, rows in (
        ("inflation", forecasters.imf_inflation(trade)),
        ("growth", forecasters.imf_growth(trade)),
    ):
        rows = rows.assign(series=series, year=rows["period"])
        rows["change"] = rows.groupby("period")["value"].diff()
        rows["outcome"] = rows["period"].map(outcomes) if series == "inflation" else np.nan
        parts.append(rows)
    columns = ["year", "published", "value", "change", "outcome", "source"]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1]).set_index("series")
    if rows.empty:
        return missing(columns, trade, "imf")
    days = sorted(set(rows["published"]))
    return described(rows[columns], trade, sources=[("imf", "forecast", day) for day in days])


def inflation(trade: Panel, months: int = 60) -> pd.DataFrame:
    """Return consumer price inflation of the last five years.

    Returns
    -------
    pandas.DataFrame
        By month: rate (change on a year before, per cent), in the newest vintage known, and
        published; months not known absent. `.attrs` has the target and the IMF's newest
        forecasts.
    """
    known = trade.macro("kr_cpi_yoy")
    known = known[known["period"].str.len().eq(len("2000-01"))]
    known = known.drop_duplicates("period", keep="last")
    index = pd.PeriodIndex(known["period"], freq="M", name="period")
    rows = pd.DataFrame({"rate": known["value"].to_numpy(dtype=float)}, index)
    rows["published"] = known["published"].to_numpy()
    rows = rows[(rows.index <= trade.month) & (rows.index > trade.month - months)]
    if len(rows) < 2:
        return missing(["rate", "published"], trade, "inflation", "none.kr_cpi_yoy")
    newest = forecasters.imf_inflation(trade).drop_duplicates("period", keep="last")
    expected = dict(zip(newest["period"], newest["value"], strict=True))
    target = forecasters.INFLATION_TARGET
    sources = [
        ("macro", "final", day) for day in (rows["published"].min(), rows["published"].max())
    ]
    return described(rows, trade, unit="pct", target=target, imf=expected, sources=sources)


def _flashes(trade: Panel, flow: str, month: pd.Period) -> list[tuple[str, str, str]]:
    known = (trade.flash(flow, days, "value")["published"].to_dict() for days in DAYS)
    return [("flash", "flash", str(published[month])) for published in known if month in published]


def _totals(trade: Panel, *flows: str) -> list[pd.DataFrame]:
    return [trade.observations(flow, "total") for flow in flows or FLOWS[:2]]
