"""What institutions forecast, as known on the date of the panel."""

from __future__ import annotations

import re

import pandas as pd

from helpers.loading import Panel
from helpers.months import release_date
from helpers.tidy import kept
from helpers.translation import labels

INFLATION_TARGET = 2.0  # per cent, of the Bank of Korea since 2016
INSTITUTIONS = (
    *("kita_exports_forecast", "kiet_exports_forecast"),
    *("motie_exports_target", "kotra_exports_forecast"),
)
COLUMNS = ["period", "value", "unit", "vintage", "published", "source", "note"]


def imf_inflation(trade: Panel) -> pd.DataFrame:
    """Return the IMF's forecasts of consumer price inflation, for the year and the two after it.

    Returns
    -------
    pandas.DataFrame
        One row a forecast, by year and date: period (text), value (per cent, annual average),
        unit, vintage, published, source, note. Empty when none was known.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rows = imf_inflation(load("2023-12", as_of="2024-01-01"))
    >>> rows.loc[rows["period"].eq("2024"), "value"].tolist()
    [2.3, 2.4]
    """
    return _imf(trade, "imf_kr_cpi_inflation_forecast")


def imf_growth(trade: Panel) -> pd.DataFrame:
    """Return the IMF's forecasts of growth of real GDP, as `imf_inflation` those of prices.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rows = imf_growth(load("2023-12", as_of="2024-01-01"))
    >>> rows.loc[rows["period"].eq("2024"), "value"].tolist()
    [2.6, 2.4, 2.4, 2.2, 2.2]
    """
    return _imf(trade, "imf_kr_gdp_growth_forecast")


def _imf(trade: Panel, code: str) -> pd.DataFrame:
    rows = trade.macro(code)
    near = rows["period"].astype(int).between(trade.month.year, trade.month.year + 2)
    return rows.loc[near, COLUMNS].sort_values(["period", "published"], ignore_index=True)


@kept
def annual_exports(trade: Panel) -> pd.DataFrame:
    """Return the forecasts and targets of annual exports.

    Returns
    -------
    pandas.DataFrame
        One row a forecast, by year and date: period (text), value (USD million), unit, vintage,
        published, source, note and code. Empty when none was known.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rows = annual_exports(load("2023-12", as_of="2024-01-01"))
    >>> rows[["period", "code"]].iloc[0].tolist()
    ['2022', 'kiet_exports_forecast']
    """
    frames = [trade.macro(code)[COLUMNS].assign(code=code) for code in INSTITUTIONS]
    rows = pd.concat(frames, ignore_index=True)
    rows = rows[rows["period"].str.len().eq(4)]
    return rows.sort_values(["period", "published", "code"], ignore_index=True)


def newest_forecasts(trade: Panel, year: int) -> pd.DataFrame:
    """Return each institution's newest forecast or target of a year's exports, oldest first.

    As published up to the date of the panel, and by the release of its month at the latest: a
    forecast made later knew more of the year. Columns as in `annual_exports`.

    Examples
    --------
    >>> from helpers.loading import load
    >>> newest_forecasts(load("2024-06"), 2024)["code"].tolist()
    ['kiet_exports_forecast', 'motie_exports_target', 'kita_exports_forecast']
    """
    rows = annual_exports(trade)
    day = str(trade.as_of or release_date(trade.month))
    rows = rows[rows["period"].eq(str(year)) & rows["published"].le(day)]
    return rows.drop_duplicates("code", keep="last")


def report_name(label: str) -> str:
    """Return the name of the publication of a vintage.

    Examples
    --------
    >>> report_name("ArticleIV-report-2023-11-17"), report_name("a-new-report-2023-11-17")
    ('Article IV report', 'a new report')
    """
    name = re.sub(r"-\d{4}-\d\d(-\d\d)?$", "", label)
    return labels("publications").get(name, name.replace("-", " "))
