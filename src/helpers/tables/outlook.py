"""Columns of the tables of the outlook; their frames are in `helpers.frames.outlook`."""

from helpers.tables.show import Column

AHEAD = (
    Column("period", "month"),
    Column("exports", "usd_tenths", "exports_usd"),
    Column("exports_low80", "usd_tenths", "range80", to="exports_high80"),
    Column("imports", "usd_tenths", "imports_usd"),
    Column("imports_low80", "usd_tenths", "range80", to="imports_high80"),
    Column("balance", "usd_tenths", "balance_usd"),
    Column("balance_low80", "usd_tenths", "range80", to="balance_high80"),
)
LATER = (
    *AHEAD[:3],
    Column("exports_low95", "usd_tenths", "range95", to="exports_high95"),
    *AHEAD[3:5],
    Column("imports_low95", "usd_tenths", "range95", to="imports_high95"),
    Column("balance", "usd_tenths", "balance_usd"),
)
CHANCES = (
    Column("period", "month"),
    Column("expected", "usd_tenths"),
    Column("low80", "usd_tenths", "range80", to="high80"),
    Column("record", "usd_tenths"),
    Column("record_in", "month"),
    Column("chance_record", "chance"),
    Column("round_number", "usd_tenths"),
    Column("chance_round", "chance"),
)
NOWCAST = (
    Column("flow", "code"),
    Column("period", "month"),
    Column("known", head="known"),
    Column("flash", "usd", "flash"),
    Column("nowcast", "usd_tenths"),
    Column("low80", "usd_tenths", "range80", to="high80"),
    Column("forecast", "usd_tenths", "month_before"),
    Column("actual", "usd_tenths", "outcome"),
    Column("off", "rate", "miss"),
)
ACCURACY = (
    Column("flow", "code"),
    Column("rule", "code"),
    Column("n", "count"),
    Column("error", "number"),
    Column("simple", "number"),
    Column("lately", "number"),
    Column("bias", "signed"),
    Column("inside", "count"),
)
ERRORS = (
    Column("horizon", "count"),
    Column("model", "code"),
    Column("n", "count"),
    Column("mape", "number"),
    Column("mase", "number"),
    Column("ratio", "number"),
    Column("p", "number"),
)
COVERAGE = (
    Column("flow", "code"),
    Column("horizon", "steps"),
    Column("promised", "count"),
    Column("inside", "count", "reached"),
    Column("n", "count"),
    Column("low", "count", "binomial", to="high"),
    Column("score", "number"),
)
SECOND = (
    Column("period", "month"),
    Column("first", "usd"),
    Column("forecast", "usd", "in_two"),
    Column("chips", "usd"),
    Column("apart", "rate"),
    Column("half", "rate"),
)
PARTS = (
    Column("code", "code"),
    Column("forecast", "usd", "next_month"),
    Column("low80", "usd", "range80", to="high80"),
    Column("sum", "usd_tenths"),
    Column("growth", "rate", "on_last_twelve"),
    Column("error", "share", "mean_error"),
)
SCENARIOS = (
    Column("assumption", "code"),
    Column("flow", "code"),
    Column("before", "plain", "last_known"),
    Column("assumed", "plain"),
    Column("effect", "signed_usd"),
    Column("effect_error", "usd"),
    Column("elasticity", "number"),
    Column("first", "month", "estimated", to="last"),
    Column("clear", "yes"),
)
ADJUSTMENT = (
    Column("flow", "code"),
    Column("method", "code"),
    Column("adjusted", "usd"),
    Column("change", "points", "month_change"),
    Column("season", "number"),
    Column("stability", "number"),
    Column("calendar", "number"),
    Column("level_revised", "number"),
    Column("change_revised", "number"),
)
INSTITUTIONS = (
    Column("year", "month", "year"),
    Column("code", "code", "institution"),
    Column("published"),
    Column("value", "usd_tenths", "forecast"),
    Column("outcome", "usd_tenths"),
    Column("off", "rate", "miss"),
    Column("ours", "usd_tenths"),
    Column("ours_off", "rate", "miss"),
)
IMF = (
    Column("series", "code"),
    Column("year", head="year"),
    Column("published"),
    Column("value", "share", "forecast_pct"),
    Column("change", "signed", "change_points"),
    Column("outcome", "share", "outcome_pct"),
)
