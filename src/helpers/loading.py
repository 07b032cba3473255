"""The panel: every observation of Korean trade up to a month, as it was known on one date."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from helpers import catalogue, intervals, places, revisions, tidy
from helpers.errors import AsOfError, CoverageError
from helpers.metrics.ordinals import numbers
from helpers.months import parse_date, parse_month, release_date
from helpers.store import EPOCH, Arrays, Key, Mask, Rows, Store, as_frame, read
from helpers.translation import labels, phrase
from helpers.wording import month_name

# Where a series is available by several definitions and none is asked for, the first of these that
# has the month of the panel is taken, else the first that is available.
PREFERRED = (
    "customs", "mti2026", "mti2026_panel", "country_sum", "ministry", "classic", "ministry_group",
    "customs_group", "proxy", "hs", "customs_item", "bok", "us_customs", "flash",
)  # fmt: skip
# The panel sums customs lines by the ministry's list of 2026, within 0.4 % of the ministry's own
# values (petrochemicals 1.4 %): where both are there the ministry's go first, elsewhere the panel.
ONE_LIST = ("mti2026", "mti2026_panel")
# Crude oil, gas and coal of the customs service add up to the ministry's energy within 0.4 %.
ENERGY = ("imports", "energy_total", "value", "M")
FUELS = ("crude_oil", "gas", "coal")
COMPUTED = "computed: exports minus imports"  # note of a balance
UNDATED = ["unknown", "forecast"]


@dataclass(frozen=True)
class Observation:
    """One published number, with its place in the store and the day from which it is known."""

    flow: str
    code: str
    measure: str
    period: pd.Period
    value: float
    unit: str
    basis: str
    status: str
    published: str
    source: str
    note: str
    precision: float  # the unit of the last digit printed: 10 for 57,660, 0.001 for 57573.193
    later: bool
    doubt: float = 0.0  # what an ordinary revision adds where the vintage asked is not available

    @property
    def series(self) -> str:
        """The series, for example `exports.usa`."""
        return f"{self.flow}.{self.code}"


@dataclass(frozen=True, eq=False)
class Panel:
    """All series up to a month, each observation in the vintage current on `as_of`.

    Attributes
    ----------
    month : pandas.Period
        The month the panel is about, its last one.
    as_of : datetime.date or None
        The date of knowledge; None for the newest vintages.
    data_dir : Path
        The data the panel was made from.
    worked_out : dict
        What was worked out on the panel and is worth keeping; gone with it.
    origin, revision : Panel, callable, or None
        For a copy in which the month may still be revised: where it comes from, and by how much
        per cent a series (flow and code) may be; None for one that may not.
    """

    month: pd.Period
    as_of: dt.date | None
    data_dir: Path
    _store: Store = field(repr=False)
    _up_to: Mask = field(repr=False)  # the rows of the store that end with the month
    _in_force: Mask = field(repr=False)  # of these, one of each observation
    _later: Mask = field(repr=False)
    _cache: dict[tuple[object, ...], Arrays] = field(default_factory=dict, repr=False)
    _paired: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)
    worked_out: dict[Any, Any] = field(default_factory=dict, repr=False)
    origin: Panel | None = field(default=None, repr=False)
    revision: Callable[[str, str], float | None] | None = None

    def observations(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.DataFrame:
        """Return one series with everything known of each observation.

        Parameters
        ----------
        flow : str
            exports, imports, balance or none. A balance is computed, exports minus imports of the
            same vintage where possible, or as a release states it where neither is newer;
            the balances as printed are found under basis "printed".
        code : str
            A code of the catalogue.
        measure : str
            value (USD million), yoy_pct (as printed), volume, working_days and so on.
        basis : str, optional
            The definition; series of different definitions are never joined. Left out: the first
            of `PREFERRED` that has the month. An item of the ministry's list of 2026 is its own
            value where available, else that of the panel of the same list.
        freq : str
            M, Q or Y; D10 and D20 for the first 10 and 20 days of a month.

        Returns
        -------
        pandas.DataFrame
            Indexed by period, ascending, without gaps filled; columns value, unit, basis, status,
            published, source, note, precision (the unit of the last digit printed), later
            (True where the earliest vintage is of after `as_of`: then that one is used) and doubt
            (half the width that an ordinary revision adds where the vintage
            current on `as_of` is not available, see `intervals`; in the unit of the value). Empty
            when nothing is available.
        """
        return self.arrays(flow, code, measure, basis, freq).frame

    def arrays(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> Arrays:
        """Return one series as plain arrays: what `observations` gives, in less time.

        Examples
        --------
        >>> arrays = load("2023-12", as_of="2024-01-01").arrays("exports", "total")
        >>> arrays.columns["value"][-1], arrays.last("status")
        (np.float64(57660.0), 'preliminary')
        """
        return self._arrays(flow, code, measure, basis, freq)

    def series(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.Series:
        """Return one series: floats by period, missing periods absent; see `observations`.

        Examples
        --------
        >>> trade = load("2023-12", as_of="2024-01-01")
        >>> trade.series("exports", "total").tail(1).tolist()
        [57660.0]
        >>> trade.series("exports", "semi")
        Traceback (most recent call last):
        helpers.errors.UnknownNameError: unknown code 'semi'; did you mean 'semiconductors'?
        """
        if code not in self._store.by_code:
            tidy.checked(self, flow, code, measure, basis)
        arrays = self.arrays(flow, code, measure, basis, freq)
        if not len(arrays.ordinals):
            tidy.checked(self, flow, code, measure, basis)
        values = arrays.column("value").rename(f"{flow}.{code}")
        values.attrs = {
            "unit": arrays.last("unit"),
            "basis": arrays.last("basis", basis or ""),
            "flow": flow,
            "code": code,
            "measure": measure,
        }
        return values

    def __getitem__(self, name: str) -> pd.Series:
        """Return the monthly values of a series by its name, which the tab key completes.

        Examples
        --------
        >>> load("2023-12")["exports.usa"].tail(1).round(1).tolist()
        [11281.0]
        """
        flow, _, code = name.partition(".")
        return self.series(flow, code)

    def _ipython_key_completions_(self) -> list[str]:
        """Offer the names of all monthly series of values."""
        keys = (key for keys in self._store.by_code.values() for key in keys)
        return sorted({f"{key[0]}.{key[1]}" for key in keys if (key[2], key[4]) == ("value", "M")})

    def frame(
        self,
        flow: str,
        by: str | Sequence[str] = "total",
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.DataFrame:
        """Return several series as one tidy frame, for seaborn, statsmodels or a file.

        Parameters
        ----------
        flow : str
            exports, imports or balance.
        by : str or sequence of str
            A group (items, items_15, markets, countries, energy, fuels), one code, or several.
        measure, basis, freq : str
            As for `observations`.

        Returns
        -------
        pandas.DataFrame
            A row for each period and code: period, date (its first day, as a timestamp, so that
            seaborn draws it right away), flow, code, name, value, unit, basis (the definition),
            status, published, and later (first published after the date asked for). Missing periods
            have no row. `.attrs` has month, as_of, measure, unit and basis (by code).

        Raises
        ------
        UnknownNameError
            For a flow, group, code, measure or definition that does not exist.

        Examples
        --------
        >>> rows = load("2023-12").frame("exports", by=["usa", "china"])
        >>> rows.loc[rows["period"].eq("2023-12"), ["name", "value"]].round(1).values.tolist()
        [['USA', 11281.0], ['China', 10864.3]]
        """
        return tidy.frame(self, flow, by, measure, basis, freq)

    def wide(
        self,
        flow: str,
        by: str | Sequence[str] = "total",
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.DataFrame:
        """Return several series side by side: every period from first to last, by code.

        Missing numbers are NaN, so that a line drawn by `.plot()` has a gap there. See `frame`.

        Examples
        --------
        >>> table = load("2023-12").wide("exports", by=["usa", "china"])
        >>> table.loc["2023-12"].round(1).to_dict()
        {'usa': 11281.0, 'china': 10864.3}
        """
        return tidy.wide(self.frame(flow, by, measure, basis, freq))

    def first_releases(self, flow: str, code: str, measure: str = "value") -> pd.Series:
        """Return the numbers as the ministry's release of each month stated them, by month.

        Examples
        --------
        >>> load("2023-12").first_releases("exports", "total").tail(2).tolist()
        [55800.0, 57660.0]
        """
        tidy.checked(self, flow, code, measure, None)
        return revisions.first_releases(self, flow, code, measure)["value"].rename(f"{flow}.{code}")

    def revisions(self, flow: str, code: str, measure: str = "value") -> pd.DataFrame:
        """Return first release and latest vintage of each month, and the revision between them.

        Returns
        -------
        pandas.DataFrame
            By month: first, latest (in the unit of the measure), revision (latest less first) and
            revision_pct (per cent of the first), with first_published and latest_published. Only
            months of which both are available.

        Examples
        --------
        >>> load("2023-12").revisions("exports", "total").loc["2023-12", "revision"].round(1)
        np.float64(-86.8)
        """
        tidy.checked(self, flow, code, measure, None)
        both = revisions.first_and_latest(self, flow, code, measure)
        revision = both["latest"] - both["first"]
        return both.assign(revision=revision, revision_pct=100 * revision / both["first"].abs())

    def search(self, text: str) -> pd.DataFrame:
        """Return the codes whose name, in English or Korean, or definition has a text in it.

        Where none has, the nearest one; case does not matter.

        Examples
        --------
        >>> load("2023-12").search("자동차").index.tolist()
        ['automobiles', 'auto_parts', 'automobiles_to_usa', 'automobiles_volume_index_ecos']
        >>> load("2023-12").search("wireless")["name_en"].tolist()
        ['Wireless devices', 'Wireless devices to the USA']
        """
        return tidy.search(self, text)

    def known(self) -> pd.DataFrame:
        """Return every vintage of every observation known on the date asked, up to the month.

        Returns
        -------
        pandas.DataFrame
            Rows and columns as in the files of the store, see data/README.md.
        """
        rows = self._up_to if self.as_of is None else self._up_to & self._store.known(self.as_of)
        return self._store.frame[rows]

    def available(self) -> pd.DataFrame:
        """Return the observations that the panel uses: one vintage of each.

        Returns
        -------
        pandas.DataFrame
            Rows and columns as in the files of the store, and later (first published after the
            date asked for).
        """
        rows = self._store.frame[self._in_force]
        return rows.assign(later=self._later[self._in_force])

    def to_excel(self, path: str | Path) -> Path:
        """Write totals, items, countries, energy and coverage as sheets of a workbook.

        Raises
        ------
        ExtraError
            When openpyxl is not installed.
        """
        return tidy.to_excel(self, path)

    def to_parquet(self, path: str | Path) -> Path:
        """Write every observation known, all vintages, as a Parquet file.

        Raises
        ------
        ExtraError
            When pyarrow is not installed.
        """
        return tidy.to_parquet(self, path)

    def observation(
        self,
        flow: str,
        code: str,
        period: pd.Period | None = None,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "",
    ) -> Observation | None:
        """Return one observation, by default of the month; None when it is not available.

        `freq` is that of the period when left out; D10 or D20 for the first days of a month.

        Examples
        --------
        >>> load("2023-12", as_of="2024-01-01").observation("imports", "total").published
        '2024-01-01'
        """
        at = self.month if period is None else period
        freq = freq or FREQUENCIES[at.freqstr]
        row = self._arrays(flow, code, measure, basis, freq).row(at.ordinal)
        return None if row is None else Observation(flow, code, measure, at, *row)

    def vintages(
        self,
        flow: str,
        code: str,
        period: pd.Period | None = None,
        measure: str = "value",
        basis: str | None = None,
    ) -> pd.DataFrame:
        """Return every vintage of one observation known on `as_of`, oldest first.

        Examples
        --------
        >>> load("2023-12").vintages("exports", "total")["value"].tolist()
        [57660.0, 57614.0, 57573.193]
        """
        at = self.month if period is None else period
        rows = self.all_vintages(flow, code, measure, basis, FREQUENCIES[at.freqstr])
        rows = rows[rows["period"] == at]
        return rows.drop(columns=["period", "newer"]).reset_index(drop=True)

    def all_vintages(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.DataFrame:
        """Return every vintage of every period of a series known on `as_of`, as it was published.

        Returns
        -------
        pandas.DataFrame
            By period, then by date; the columns of `observations` without later, and newer
            (False where a vintage only repeats an earlier one in coarser digits).

        Examples
        --------
        >>> load("2023-12").all_vintages("exports", "total").tail(3)["status"].tolist()
        ['preliminary', 'confirmed', 'final']
        """
        known = self.vintage_arrays(flow, code, measure, basis, freq)
        return as_frame(known.columns).assign(period=known.index)

    def vintage_arrays(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> Arrays:
        """Return what `all_vintages` gives as plain arrays, in less time; periods recur.

        Examples
        --------
        >>> load("2023-12").vintage_arrays("exports", "total").columns["status"][-3:].tolist()
        ['preliminary', 'confirmed', 'final']
        """
        chosen = None if basis == "printed" else basis
        chosen = chosen or self._basis(flow, code, measure, freq) or ""
        store = self._store
        at = self._published((flow, code, measure, chosen, freq))
        return Arrays(
            store.ordinals[at], _pandas_freq(freq), store.shown(at) | {"newer": store.newer[at]}
        )

    def flash(
        self, flow: str, days: int, measure: str = "value", code: str = "total"
    ) -> pd.DataFrame:
        """Return the flash of the first days of months known on `as_of`, the month after included.

        These are the first prints, and those that a release states as its base of comparison; the
        closed values of the same days are among `observations` (basis "flash", freq D10 or D20).

        Parameters
        ----------
        flow : str
            exports or imports.
        days : int
            10 or 20.
        measure : str
            value (USD million) or yoy_pct.
        code : str
            total, or an item or a partner.

        Returns
        -------
        pandas.DataFrame
            By month: value, in the most exact print, and published.

        Examples
        --------
        >>> load("2023-12", as_of="2024-01-01").flash("exports", 20)["value"].tail(1).tolist()
        [37872.0]
        """
        store = self._store
        at = store.rows((flow, code, measure, "flash", f"D{days}"))
        at = at[(store.ordinals[at] <= self.month.ordinal + 1) & store.flashes[at]]
        at = at if self.as_of is None else at[store.known(self.as_of)[at]]
        at = at[np.lexsort((store.columns["precision"][at], store.ordinals[at]))]
        ordinals, first = np.unique(store.ordinals[at], return_index=True)
        months: Any = pd.PeriodIndex.from_ordinals(ordinals, freq="M")  # type: ignore[attr-defined]
        columns = {name: store.columns[name][at[first]] for name in ("value", "published")}
        return as_frame(columns, months)

    def since(self, first: pd.Period) -> pd.DataFrame:
        """Return every vintage of every observation of trade from a month on, known on `as_of`.

        Parameters
        ----------
        first : pandas.Period
            A month; its quarter and its year count too.

        Returns
        -------
        pandas.DataFrame
            Rows of the store in its order and with its columns, see `observations.read`.

        Examples
        --------
        >>> load("2023-12").since(pd.Period("2023-12", "M"))["period"].unique().tolist()
        ['2023-12', '2023', '2023-Q4', '2023-12-D10', '2023-12-D20']
        """
        store = self._store
        recent = store.ends >= first.start_time.to_period("D").ordinal
        rows = store.frame[self._up_to & recent & ~store.forecasts]
        rows = rows[rows["breakdown"].ne("macro")]
        return rows if self.as_of is None else rows[rows["published"].le(str(self.as_of))]

    def macro(self, code: str) -> pd.DataFrame:
        """Return every vintage of another statistic or forecast known on `as_of`.

        Returns
        -------
        pandas.DataFrame
            Columns period (text: a month, quarter, year or day), value, unit, vintage (its label),
            status, published, source and note; by period, then by date. Outturns end with the
            month; forecasts reach beyond it.
        """
        rows = self._store.frame.take(self._published(*self._store.by_code.get(code, [])))
        rows = rows[rows["breakdown"].eq("macro")]
        label = rows["note"].str.extract(r"^vintage=([^;]*)(?:; )?(.*)$")
        return rows.assign(vintage=label[0], note=label[1])[
            ["period", "value", "unit", "vintage", "status", "published", "source", "note"]
        ].sort_values(["period", "published"], kind="stable", ignore_index=True)

    def revisable(self, revision: Callable[[str, str], float | None]) -> Panel:
        """Return a copy in which the month's observations may be off by an ordinary revision.

        The doubt of each observation of the month (or of a period that ends with it) that is not
        final grows to the size given; a rate's in proportion. Whatever the copy still decides
        withstands such a revision.

        Parameters
        ----------
        revision : callable
            From flow and code to a size in per cent; None for what is not revised.

        Examples
        --------
        >>> trade = load("2023-12", as_of="2024-01-01").revisable(lambda flow, code: 1.0)
        >>> round(trade.observation("exports", "total").doubt, 1)
        576.6
        """
        return replace(self, _cache={}, _paired={}, worked_out={}, origin=self, revision=revision)

    def spread(
        self, flow: str, code: str, measure: str, basis: str | None, freq: str
    ) -> tuple[Any, Any]:
        """Return the lowest and the highest vintage known of each observation not final yet.

        Returns
        -------
        pair of arrays
            In the order of `arrays`; the value itself where it is final.
        """
        arrays = self._arrays(flow, code, measure, basis, freq)
        values, status = arrays.columns["value"], arrays.columns["status"]
        if _is_computed(flow, measure, basis) or not len(values):
            return values, values
        key = (flow, code, measure, str(arrays.last("basis")), freq)
        rows = self._published(key)
        rows = rows[self._store.newer[rows] & (self._store.columns["status"][rows] != "unknown")]
        low, high = values.copy(), values.copy()
        at = np.searchsorted(arrays.ordinals, self._store.ordinals[rows])
        known = (at < len(values)) & np.isin(self._store.ordinals[rows], arrays.ordinals)
        known[known] &= status[at[known]] != "final"
        vintages = self._store.columns["value"][rows[known]]
        np.minimum.at(low, at[known], vintages)
        np.maximum.at(high, at[known], vintages)
        return low, high

    def coverage_table(self) -> pd.DataFrame:
        """Return what is available of each monthly series.

        Returns
        -------
        pandas.DataFrame
            A row for each flow, code, measure and basis (definition): first and last month, months
            (how many are available), later (how many of them only as published after the date
            asked for) and missing (how many between first and last are not available).

        Examples
        --------
        >>> table = load("2023-12").coverage_table().set_index(["flow", "code", "measure", "basis"])
        >>> table.loc[("exports", "total", "value", "customs"), "missing"]
        np.int64(0)
        """
        return tidy.coverage(self)

    def coverage(self, *series: str, basis: str | None = None) -> pd.PeriodIndex:
        """Return every month up to the panel's for which a value of one of the series is known.

        Parameters
        ----------
        *series : str
            As "exports.usa".
        basis : str, optional
            Their definition; any by default.

        Examples
        --------
        >>> load("2023-12").coverage("imports.energy_total").min()
        Period('2021-01', 'M')
        """
        keys = [
            key
            for flow, code in (name.split(".", 1) for name in series)
            for key in self._store.by_code.get(code, [])
            if (key[0], key[2], key[4]) == (flow, "value", "M") and basis in (None, key[3])
        ]
        months = np.unique(self._store.ordinals[self._published(*keys)])
        index: pd.PeriodIndex = pd.PeriodIndex.from_ordinals(months, freq="M")  # type: ignore[attr-defined]
        return index

    @cached_property
    def fingerprint(self) -> str:
        """Hash of every observation that the panel can answer from.

        It stays the same while no observation up to the month that was known on `as_of` changes,
        whatever else the store takes in. Use it to decide whether something made from the panel is
        up to date.

        Examples
        --------
        >>> load("2023-12").fingerprint == load("2023-12", as_of="2024-01-01").fingerprint
        False
        """
        store = self._store
        after = (store.ordinals == self.month.ordinal + 1) & store.flashes
        rows = self._up_to | after
        rows = rows if self.as_of is None else rows & store.known(self.as_of)
        rows = rows | self._in_force
        digests = store.digests[rows] ^ self._later[rows]
        return hashlib.blake2b(digests.tobytes(), digest_size=16).hexdigest()

    @tidy.kept
    def first_release(self) -> Panel:
        """Return the panel as it was known on the day of the month's first release.

        Examples
        --------
        >>> load("2023-12").first_release().as_of
        datetime.date(2024, 1, 1)
        """
        return load(self.month, release_date(self.month), self.data_dir)

    @property
    def status_label(self) -> str:
        """The month, the date and the status of its data, as text.

        Examples
        --------
        >>> load("2023-12", as_of="2024-01-01").status_label
        'December 2023 · as published 2024-01-01 · preliminary'
        """
        observation = cast("Observation", self.observation("exports", "total"))
        return phrase(
            "status_later" if observation.later else "status",
            month=month_name(self.month),
            date=observation.published,
            status=labels("statuses")[observation.status],
        )

    @property
    def gaps(self) -> pd.DataFrame:
        """Which parts of the month are available, and which are not.

        Returns
        -------
        pandas.DataFrame
            A row for each group: group (as "exports.items_20"), available and of (counts), absent
            (the codes not available) and late (the codes first published after the date asked for).

        Examples
        --------
        >>> load("2009-01").gaps.set_index("group").loc["imports.fuels", "absent"]
        ['crude_oil', 'gas', 'coal']
        """
        return tidy.gaps(self)

    def _repr_html_(self) -> str:
        """Show in a notebook what is available of the month, and what is missing."""
        return tidy.summary(self)

    def _arrays(self, flow: str, code: str, measure: str, basis: str | None, freq: str) -> Arrays:
        """Return what `arrays` returns."""
        key = (flow, code, measure, basis, freq)
        if key not in self._cache:
            if self.origin is None or _is_computed(flow, measure, basis):
                self._cache[key] = self._figures(flow, code, measure, basis, freq)
            else:
                self._cache[key] = self._revisable(self.origin._arrays(*key), key)
        return self._cache[key]

    def _at(self, flow: str, code: str, measure: str, basis: str | None, freq: str) -> Any:
        chosen = None if basis == "printed" else basis
        chosen = chosen or self._basis(flow, code, measure, freq)
        bases = ONE_LIST if basis is None and chosen in ONE_LIST else (chosen or "",)
        parts = [self._store.rows((flow, code, measure, definition, freq)) for definition in bases]
        rows = np.concatenate([part[self._in_force[part]] for part in parts])
        if len(bases) == 1:
            return rows
        _, first = np.unique(self._store.ordinals[rows], return_index=True)
        return rows[first]

    def _published(self, *keys: Key) -> Rows:
        """Return the rows of every vintage of some series known on `as_of`, up to the month."""
        rows = self._store.rows(*keys)
        rows = rows[self._up_to[rows]]
        return rows if self.as_of is None else rows[self._store.known(self.as_of)[rows]]

    def _figures(self, flow: str, code: str, measure: str, basis: str | None, freq: str) -> Arrays:
        if _is_computed(flow, measure, basis):
            return self._balance(code, basis, freq)
        if self._is_sum_of_fuels(flow, code, measure, basis, freq):
            fuels = [self._arrays("imports", fuel, "value", "customs_item", "M") for fuel in FUELS]
            return _sum_of(fuels, "computed: crude oil, gas and coal")
        at = self._at(flow, code, measure, basis, freq)
        columns = self._store.shown(at) | {"later": self._later[at]}
        days = (self._store.ends[at], self._store.dates[at], np.array(self._day))
        columns["doubt"] = intervals.doubts(
            columns["value"], (flow, code, measure), days, self.data_dir
        )
        return Arrays(self._store.ordinals[at], _pandas_freq(freq), columns)

    @cached_property
    def _day(self) -> int:
        """The day of knowledge as days since 1970; of the newest publication where none is set."""
        return self._store.newest if self.as_of is None else (self.as_of - EPOCH).days

    def _revisable(self, arrays: Arrays, key: tuple[str, str, str, str | None, str]) -> Arrays:
        """Widen the observation of the period that ends with the month, where it may be revised."""
        flow, code, measure, _, freq = key
        if flow == "balance" and measure == "value":
            return self._with_doubt_of_sides(arrays, code, freq)
        if self.revision is None or freq not in MONTHS_IN or measure not in LEVELS | RATES:
            return arrays
        end = arrays.ordinals == self.month.asfreq(_pandas_freq(freq)).ordinal
        end &= arrays.columns["status"] != "final"
        size = self.revision(flow, code) if end.any() else None
        if size is None:
            return arrays
        share = size / 100 / MONTHS_IN[freq]
        values = arrays.columns["value"]
        by = np.abs(values) * share if measure in LEVELS else (100 + values) * share
        doubt = np.maximum(arrays.columns["doubt"], np.where(end, by, 0.0))
        return replace(arrays, columns=arrays.columns | {"doubt": doubt})

    def _with_doubt_of_sides(self, arrays: Arrays, code: str, freq: str) -> Arrays:
        """Let a balance that a release states be as doubtful as exports and imports are."""
        sold, bought = self._sides(code, None, freq)
        doubts = sold.columns["doubt"] + bought.columns["doubt"]
        _, at, of = np.intersect1d(arrays.ordinals, sold.ordinals, True, return_indices=True)
        doubt = arrays.columns["doubt"].copy()
        open_ = arrays.columns["status"][at] != "final"
        doubt[at[open_]] = np.maximum(doubt[at], doubts[of])[open_]
        return replace(arrays, columns=arrays.columns | {"doubt": doubt})

    def sides(
        self, code: str, period: pd.Period, basis: str | None = None
    ) -> tuple[Observation, ...]:
        """Return the observations that a balance is computed from: of exports and of imports.

        Of vintages of two days the newest day that both have counts, see `arrays`; where a release
        states the balance and neither is newer, that one is returned alone. Empty when nothing is
        available.

        Examples
        --------
        >>> trade = load("2023-12", as_of="2024-01-01")
        >>> [observation.value for observation in trade.sides("total", pd.Period("2023-09", "M"))]
        [54660.0, 50960.0]
        >>> [side.value for side in trade.sides("total", trade.month)]  # stated by the release
        [4480.0]
        """
        balance = self.observation("balance", code, period, "value", basis)
        if balance is None or balance.note != COMPUTED:
            return () if balance is None else (balance,)
        return tuple(
            Observation(flow, code, "value", period, *row)
            for flow, side in zip(
                ("exports", "imports"),
                self._sides(code, basis, FREQUENCIES[period.freqstr]),
                strict=True,
            )
            if (row := side.row(period.ordinal)) is not None
        )

    def _sides(self, code: str, basis: str | None, freq: str) -> tuple[Arrays, Arrays]:
        """Return exports and imports of the periods both have, of one vintage where possible."""
        key = ("sides", code, basis, freq)
        if key not in self._paired:
            flows = ("exports", "imports")
            both = [self._arrays(flow, code, "value", basis, freq) for flow in flows]
            ordinals, *at = np.intersect1d(
                both[0].ordinals, both[1].ordinals, True, return_indices=True
            )
            x, m = (
                {name: column[rows] for name, column in side.columns.items()}
                for side, rows in zip(both, at, strict=True)
            )
            same = np.equal(x["basis"], m["basis"]).astype(bool)
            x, m = ({name: column[same] for name, column in side.items()} for side in (x, m))
            ordinals = ordinals[same]
            apart = (x["published"] != m["published"]) & ~x["later"] & ~m["later"]
            by_day = [self._by_day(flow, code, str(x["basis"][0]), freq) if apart.any() else {}
                      for flow in flows]  # fmt: skip
            for i in np.flatnonzero(apart):
                known = [days.get(int(ordinals[i]), {}) for days in by_day]
                common = known[0].keys() & known[1].keys()
                for flow, side, days in zip(flows, (x, m), known, strict=True):
                    if common:
                        self._put_vintage(side, int(i), days[max(common)], flow, code)
            self._paired[key] = tuple(Arrays(ordinals, both[0].freq, side) for side in (x, m))
        sold, bought = self._paired[key]
        return sold, bought

    def _by_day(self, flow: str, code: str, basis: str, freq: str) -> dict[int, dict[str, int]]:
        """Return the rows of a series known by period and by day of publication."""
        rows = self._published((flow, code, "value", basis, freq))
        by_period: dict[int, dict[str, int]] = {}
        for row in rows[self._store.columns["status"][rows] != "unknown"]:
            day = str(self._store.columns["published"][row])
            by_period.setdefault(int(self._store.ordinals[row]), {})[day] = int(row)
        return by_period

    def _put_vintage(
        self, columns: dict[str, Any], place: int, row: int, flow: str, code: str
    ) -> None:
        """Put one vintage of the store in the place of another."""
        for name, column in self._store.columns.items():
            columns[name][place] = column[row]
        at = np.array([row])
        days = (self._store.ends[at], self._store.dates[at], np.array(self._day))
        columns["doubt"][place] = intervals.doubts(
            columns["value"][[place]], (flow, code, "value"), days, self.data_dir
        )[0]

    def _balance(self, code: str, basis: str | None, freq: str) -> Arrays:
        """Subtract imports from exports; dated by the later of the two, as firm as the weaker.

        A balance that a release states counts instead where both are no newer and it is printed as
        exactly, and where one of them is a later vintage.
        """
        sold, bought = self._sides(code, basis, freq)
        x, m = sold.columns, bought.columns
        pairs = zip(x["status"], m["status"], strict=True)
        columns = x | {
            "value": x["value"] - m["value"],
            "status": np.array([min(pair, key=FIRMNESS.__getitem__) for pair in pairs], object),
            "published": np.maximum(x["published"], m["published"]),
            "note": np.full(len(sold.ordinals), COMPUTED, dtype=object),
            "precision": x["precision"] + m["precision"],
            "later": x["later"] | m["later"],
            "doubt": self._doubt_of_balance(code, sold, bought),
        }
        stated = self._arrays("balance", code, "value", "printed", freq)
        _, at, of = np.intersect1d(sold.ordinals, stated.ordinals, True, return_indices=True)
        reported, computed = (
            {name: column[rows] for name, column in side.items()}
            for side, rows in ((stated.columns, of), (columns, at))
        )
        newer = reported["published"] > computed["published"]
        as_exact = reported["precision"] <= computed["precision"]
        counts = ~np.isin(reported["status"], UNDATED) & ~reported["later"]
        counts &= (
            computed["later"]
            | newer
            | ((reported["published"] == computed["published"]) & as_exact)
        ).astype(bool)
        for name in columns:
            columns[name][at[counts]] = reported[name][counts]
        return Arrays(sold.ordinals, sold.freq, columns)

    def _doubt_of_balance(self, code: str, sold: Arrays, bought: Arrays) -> Any:
        """Return what ordinary revisions add to a balance: less than to both sides together."""
        x, m = sold.columns, bought.columns
        both, mean = x["doubt"] + m["doubt"], (x["value"] + m["value"]) / 2
        ends, doubts = sold.index.asfreq("D", "END"), np.zeros(len(mean))
        for side in (x, m):
            days = side["published"].astype("datetime64[D]").astype(np.int64)
            known = (numbers(ends), days, np.array(self._day))
            wide = intervals.doubts(mean, ("balance", code, "value"), known, self.data_dir)
            doubts = np.maximum(doubts, np.where(side["doubt"] > 0, wide, 0.0))
        doubts = np.where(doubts > 0, np.minimum(both, doubts), both)
        if self.origin is None:
            return doubts
        return np.where(ends.asfreq("M") == self.month, both, doubts)

    def _basis(self, flow: str, code: str, measure: str, freq: str) -> str | None:
        """Return the definition of a series for which none is asked; None where there is none."""
        available = {
            key[3]: self._store.ordinals[self._in_force_of(key)]
            for key in self._store.by_code.get(code, [])
            if (*key[:3], key[4]) == (flow, code, measure, freq)
        }
        if flow == "exports" and code in catalogue.group("items_20", self.data_dir):
            available.pop("customs_item", None)  # another item of the same name, never its level
        if (flow, code, measure, freq) == ENERGY:
            keys = [("imports", fuel, "value", "customs_item", "M") for fuel in FUELS]
            fuels = [self._store.ordinals[self._in_force_of(key)] for key in keys]
            available["customs_item"] = reduce(np.intersect1d, fuels)
        at = self.month.asfreq(_pandas_freq(freq)).ordinal
        order = {basis: place for place, basis in enumerate(PREFERRED)}
        return min(
            (basis for basis, ordinals in available.items() if len(ordinals)),
            key=lambda basis: (
                at not in available[basis],
                order.get(basis, len(order)),
                basis,
            ),
            default=None,
        )

    def _is_sum_of_fuels(
        self, flow: str, code: str, measure: str, basis: str | None, freq: str
    ) -> bool:
        """Return whether a series is energy as the sum of the customs service's fuels."""
        if (flow, code, measure, freq) != ENERGY:
            return False
        return (basis or self._basis(flow, code, measure, freq)) == "customs_item"

    def _in_force_of(self, key: Key) -> Rows:
        rows = self._store.rows(key)
        return rows[self._in_force[rows]]


def load(
    month: str | pd.Period = "",
    as_of: str | dt.date | None = None,
    data_dir: str | Path | None = None,
) -> Panel:
    """Load everything up to a month, as it was known on a date.

    Of the vintages of an observation the newest published on or before `as_of` counts; where there
    is none, the earliest later one is used and marked so. One of unknown date never displaces a
    dated one.

    Parameters
    ----------
    month : str or pandas.Period
        YYYY-MM, a month whose exports are available; the newest one where left out.
    as_of : str or datetime.date, optional
        YYYY-MM-DD, not before the month's first release; empty or None for what is known now.
    data_dir : str or Path, optional
        The data folder; empty or None for the project's own.

    Raises
    ------
    MonthError, DateError
        When the texts are no month or date.
    CoverageError
        When no exports of the month are available.
    AsOfError
        When the month was not released yet on that date.
    DataError
        When the store is faulty.

    Examples
    --------
    >>> load("2023-12").series("balance", "total").round(0).tail(2).tolist()
    [3563.0, 4450.0]
    """
    folder = places.find_data_dir(data_dir)
    period = read(folder).last_month if month == "" else parse_month(month)
    day = parse_date(as_of) if as_of else None
    store = read(folder)
    _require_coverage(store, period)
    if day is not None and day < release_date(period):
        raise AsOfError(day, period, release_date(period))
    up_to = store.up_to(period)
    return Panel(period, day, folder, store, up_to, *store.in_force(up_to, day))


def _require_coverage(store: Store, month: pd.Period) -> None:
    known = store.ordinals[store.rows(("exports", "total", "value", "customs", "M"))]
    if month.ordinal not in set(known):
        first, last = (pd.Period(ordinal=int(o), freq="M") for o in (known.min(), known.max()))
        raise CoverageError(month, first, last)


def _sum_of(parts: Sequence[Arrays], note: str) -> Arrays:
    """Add series of one definition where all have the period.

    The result is dated by the latest part and as firm as the weakest.
    """
    first = parts[0]
    ordinals = reduce(np.intersect1d, [part.ordinals for part in parts])
    columns = [
        {name: column[np.isin(part.ordinals, ordinals)] for name, column in part.columns.items()}
        for part in parts
    ]
    same = np.all([np.equal(table["basis"], columns[0]["basis"]) for table in columns], axis=0)
    statuses = zip(*(table["status"] for table in columns), strict=True)
    combined = columns[0] | {
        "value": sum(table["value"] for table in columns),
        "status": np.array([min(every, key=FIRMNESS.__getitem__) for every in statuses], object),
        "published": np.maximum.reduce([table["published"] for table in columns]),
        "note": np.full(len(ordinals), note, dtype=object),
        "precision": sum(table["precision"] for table in columns),
        "doubt": sum(table["doubt"] for table in columns),
        "later": np.any([table["later"] for table in columns], axis=0),
    }
    keep = same.astype(bool)
    return Arrays(
        ordinals[keep], first.freq, {name: np.asarray(c)[keep] for name, c in combined.items()}
    )


def _is_computed(flow: str, measure: str, basis: str | None) -> bool:
    return flow == "balance" and measure == "value" and basis != "printed"


def _pandas_freq(freq: str) -> str:
    return {"Q": "Q-DEC", "Y": "Y-DEC", "D": "D"}.get(freq, "M")


# What moves with the value of a month, in the same proportion or as growth, and how far.
LEVELS = {"value", "daily_avg", "share_pct"}
RATES = {"yoy_pct", "daily_avg_yoy_pct"}
FREQUENCIES = {"M": "M", "Q-DEC": "Q", "Y-DEC": "Y", "D": "D"}
MONTHS_IN = {"M": 1, "Q": 3, "Y": 12}
FIRMNESS = {"unknown": 0, "forecast": 0, "flash": 1, "preliminary": 2, "confirmed": 3, "final": 4}
