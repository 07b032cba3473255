"""The panel: every figure of Korean trade up to one month, as it was known on one date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from helpers import catalogue, gaps, places, reads
from helpers.errors import AsOfError, CoverageError, KtradeError
from helpers.months import parse_date, parse_month, release_date
from helpers.store import Figures, Key, Mask, Rows, Store, as_frame, read
from helpers.translation import later, speaking, tr
from helpers.wording import absent, month_name, number

# Where several definitions of a series are held, the first of these is taken unless one is named.
PREFERRED = (
    "customs", "mti2026_panel", "country_sum", "ministry", "classic", "mti2026", "ministry_group",
    "proxy", "hs", "customs_item", "bok", "us_customs", "flash",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One published figure, with where it stands and since when it is known."""

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
    stand_in: bool

    @property
    def series(self) -> str:
        """Name of the series, for example `exports.usa`."""
        return f"{self.flow}.{self.code}"


@dataclass(frozen=True)
class Move:
    """How far the month's figures of one series are moved, in per cent."""

    flow: str
    code: str
    percent: float


@dataclass(frozen=True, eq=False)
class Panel:
    """All that is held up to `month`, each figure in the vintage in force on `as_of`.

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
    origin, move : Panel, Move, or None
        For a copy in which one series is moved: where it comes from, and what is moved.
    """

    month: pd.Period
    as_of: dt.date | None
    data_dir: Path
    _store: Store = field(repr=False)
    _up_to: Mask = field(repr=False)  # the rows of the store that end with the month
    _in_force: Mask = field(repr=False)  # of these, one of each figure
    _stand_in: Mask = field(repr=False)
    _made: dict[tuple[object, ...], Figures] = field(default_factory=dict, repr=False)
    worked_out: dict[Any, Any] = field(default_factory=dict, repr=False)
    origin: Panel | None = field(default=None, repr=False)
    move: Move | None = None

    def facts(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.DataFrame:
        """Give one series with everything known of each figure.

        Parameters
        ----------
        flow : str
            exports, imports, balance or none. A balance is computed, exports minus imports, where
            both are held; the balances as printed are found under basis "printed".
        code : str
            A code of the catalogue.
        measure : str
            value (USD million), yoy_pct (as printed), volume, working_days and so on.
        basis : str, optional
            The definition; series of different basis are never joined. Left out: the first of
            `PREFERRED` that is held.
        freq : str
            M, Q or Y; D10 and D20 for the first 10 and 20 days of a month.

        Returns
        -------
        pandas.DataFrame
            Indexed by period, ascending, without gaps filled; columns value, unit, basis, status,
            published, source, note, precision (the unit of the last digit printed) and stand_in
            (True where the figure became known only after `as_of`, so that the earliest later one
            stands in). Empty when nothing is held.
        """
        return self.figures(flow, code, measure, basis, freq).frame

    def figures(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> Figures:
        """Give one series as plain arrays: what `facts` gives, in less time.

        Examples
        --------
        >>> held = load("2023-12", as_of="2024-01-01").figures("exports", "total")
        >>> held.columns["value"][-1], held.last("status")
        (np.float64(57660.0), 'preliminary')
        """
        self._note_facts(flow, code, measure, basis, freq)
        return self._held(flow, code, measure, basis, freq)

    def series(
        self,
        flow: str,
        code: str,
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.Series:
        """Give one series: floats by period, missing periods absent; see `facts`.

        Examples
        --------
        >>> load("2023-12", as_of="2024-01-01").series("exports", "total").tail(1).tolist()
        [57660.0]
        """
        held = self.figures(flow, code, measure, basis, freq)
        values = held.column("value").rename(f"{flow}.{code}")
        values.attrs = {
            "unit": held.last("unit"),
            "basis": held.last("basis", basis or ""),
            "flow": flow,
            "code": code,
            "measure": measure,
        }
        return values

    def frame(
        self,
        flow: str,
        codes: list[str],
        measure: str = "value",
        basis: str | None = None,
        freq: str = "M",
    ) -> pd.DataFrame:
        """Give several series side by side: period by code, missing figures NaN.

        Examples
        --------
        >>> load("2023-12").frame("exports", ["usa", "china"]).loc["2023-12"].round(1).to_dict()
        {'usa': 11281.0, 'china': 10864.3}
        """
        held = {code: self.series(flow, code, measure, basis, freq) for code in codes}
        empty = pd.PeriodIndex([], freq=_pandas_freq(freq))
        return pd.DataFrame(held, columns=codes, index=None if held else empty).sort_index()

    def fact(
        self,
        flow: str,
        code: str,
        period: pd.Period | None = None,
        measure: str = "value",
        basis: str | None = None,
    ) -> Fact | None:
        """Give one figure, by default of the month; None when it is not held.

        Examples
        --------
        >>> load("2023-12", as_of="2024-01-01").fact("imports", "total").published
        '2024-01-01'
        """
        at = self.month if period is None else period
        freq = {"M": "M", "Q-DEC": "Q", "Y-DEC": "Y", "D": "D"}[at.freqstr]
        self._note_facts(flow, code, measure, basis, freq, at)
        row = self._held(flow, code, measure, basis, freq).rows.get(at.ordinal)
        return None if row is None else Fact(flow, code, measure, at, *row)

    def vintages(
        self,
        flow: str,
        code: str,
        period: pd.Period | None = None,
        measure: str = "value",
        basis: str | None = None,
    ) -> pd.DataFrame:
        """Give every vintage of one figure known on `as_of`, oldest first.

        Examples
        --------
        >>> load("2023-12").vintages("exports", "total")["value"].tolist()
        [57660.0, 57614.0, 57573.193]
        """
        at = self.month if period is None else period
        rows = self.all_vintages(flow, code, measure, basis)
        rows = rows[rows["period"] == at]
        return rows.drop(columns=["period", "newer"]).reset_index(drop=True)

    def all_vintages(
        self, flow: str, code: str, measure: str = "value", basis: str | None = None
    ) -> pd.DataFrame:
        """Give every vintage of every month of a series known on `as_of`, as it was published.

        Returns
        -------
        pandas.DataFrame
            By period (a month), then by date; the columns of `facts` without stand_in, and newer
            (False where a figure only repeats an earlier one in coarser digits).

        Examples
        --------
        >>> load("2023-12").all_vintages("exports", "total").tail(3)["status"].tolist()
        ['preliminary', 'confirmed', 'final']
        """
        known = self.vintage_figures(flow, code, measure, basis)
        return as_frame(known.columns).assign(period=known.index)

    def vintage_figures(
        self, flow: str, code: str, measure: str = "value", basis: str | None = None
    ) -> Figures:
        """Give what `all_vintages` gives as plain arrays, in less time; periods recur.

        Examples
        --------
        >>> load("2023-12").vintage_figures("exports", "total").columns["status"][-3:].tolist()
        ['preliminary', 'confirmed', 'final']
        """
        chosen = basis or self._basis(flow, code, measure, "M") or ""
        store = self._store
        at = self._published((flow, code, measure, chosen, "M"))
        self._note("vintages", flow, code, measure, basis or "", rows=store.digests[at])
        return Figures(store.ordinals[at], "M", store.shown(at) | {"newer": store.newer[at]})

    def flash(
        self, flow: str, days: int, measure: str = "value", code: str = "total"
    ) -> pd.DataFrame:
        """Give the figures of the first days of months known on `as_of`, the month after included.

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
        held = self._store.frame.take(self._store.rows((flow, code, measure, "flash", f"D{days}")))
        rows = held[held["ordinal"] <= self.month.ordinal + 1]
        rows = rows if self.as_of is None else rows[rows["published"].le(str(self.as_of))]
        self._note("flash", flow, str(days), measure, code, rows=rows["digest"])
        exact = rows.sort_values(["ordinal", "precision"], kind="stable")
        exact = exact.drop_duplicates("ordinal")
        months: Any = pd.PeriodIndex.from_ordinals(exact["ordinal"], freq="M")  # type: ignore[attr-defined]
        return exact[["value", "published"]].set_axis(months, axis=0)

    def since(self, first: pd.Period) -> pd.DataFrame:
        """Give every vintage of every figure of trade from a month on, known on `as_of`.

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
        ['2023-12', '2023', '2023-12-D10', '2023-12-D20', '2023-Q4']
        """
        store = self._store
        recent = store.ends >= first.start_time.to_period("D").ordinal
        rows = store.frame[self._up_to & recent & ~store.forecasts]
        rows = rows[rows["breakdown"].ne("macro")]
        if self.as_of is not None:
            rows = rows[rows["published"].le(str(self.as_of))]
        self._note("since", str(first), rows=rows["digest"])
        return rows

    def macro(self, code: str) -> pd.DataFrame:
        """Give every vintage of another statistic or forecast known on `as_of`.

        Returns
        -------
        pandas.DataFrame
            Columns period (text: a month, quarter, year or day), value, unit, vintage (its label),
            status, published, source and note; by period, then by date. Outturns end with the
            month; forecasts reach beyond it.
        """
        rows = self._store.frame.take(self._published(*self._store.by_code.get(code, [])))
        rows = rows[rows["breakdown"].eq("macro")]
        self._note("macro", code, rows=rows["digest"])
        label = rows["note"].str.extract(r"^vintage=([^;]*)(?:; )?(.*)$")
        return rows.assign(vintage=label[0], note=label[1])[
            ["period", "value", "unit", "vintage", "status", "published", "source", "note"]
        ].sort_values(["period", "published"], kind="stable", ignore_index=True)

    def moved(self, flow: str, code: str, percent: float) -> Panel:
        """Give a copy in which the month's figures of one series are a little larger or smaller.

        The month's value moves by `percent` on every basis, and with it what was printed of it:
        daily average and share as the value does, growth rates as the growth of the value does. A
        quarter that ends with the month moves by a third of it, a year by a twelfth. Balances are
        computed, so they follow; a total does not follow its parts, nor a part its total.

        Examples
        --------
        >>> trade = load("2023-12", as_of="2024-01-01")
        >>> trade.moved("exports", "total", 1.0).series("balance", "total").round(1)["2023-12"]
        np.float64(5056.6)
        """
        apart = {
            key: made
            for key, made in self._made.items()
            if key[1] != code or key[0] not in (flow, "balance")
        }
        move = Move(flow, code, percent)
        return replace(self, _made=apart, worked_out={}, origin=self, move=move)

    def coverage(self, *series: str, basis: str | None = None) -> pd.PeriodIndex:
        """Give every month for which a value of one of the series is held, later ones included.

        Parameters
        ----------
        *series : str
            As "exports.usa".
        basis : str, optional
            Their definition; any by default.

        Examples
        --------
        >>> load("2009-01").coverage("imports.energy_total").min()
        Period('2021-01', 'M')
        """
        keys = [
            key
            for flow, code in (name.split(".", 1) for name in series)
            for key in self._store.by_code.get(code, [])
            if (key[0], key[2], key[4]) == (flow, "value", "M") and basis in (None, key[3])
        ]
        held = np.unique(self._store.ordinals[self._store.rows(*keys)])
        self._note("coverage", *series, basis or "", rows=held)
        index: pd.PeriodIndex = pd.PeriodIndex.from_ordinals(held, freq="M")  # type: ignore[attr-defined]
        return index

    def first_release(self) -> Panel:
        """Give the panel as it was known on the day of the month's first release.

        Examples
        --------
        >>> load("2023-12").first_release().as_of
        datetime.date(2024, 1, 1)
        """
        if "first release" not in self.worked_out:
            day = release_date(self.month)
            self.worked_out["first release"] = load(self.month, day, self.data_dir)
        panel: Panel = self.worked_out["first release"]
        return panel

    @property
    def status_label(self) -> str:
        """Name the month, the date and the status of its data.

        Examples
        --------
        >>> load("2023-12", as_of="2024-01-01").status_label
        'December 2023 · as published 2024-01-01 · preliminary'
        """
        fact = cast("Fact", self.fact("exports", "total"))
        parts = {
            "month": month_name(self.month),
            "date": fact.published,
            "status": tr(fact.status),
        }
        if fact.stand_in:
            return tr("{month} · as published {date} · {status} (later figures stand in)", **parts)
        return tr("{month} · as published {date} · {status}", **parts)

    @property
    def gaps(self) -> list[str]:
        """Name in sentences what of the month is not held, or only as a stand-in.

        Examples
        --------
        >>> load("2009-01").gaps[-1]
        'Energy imports are not held for January 2009.'
        """
        with reads.apart():
            said = self._gaps()
            with speaking("en"):  # what is noted is the same in every language
                noted = self._gaps()
        self._note("gaps", rows=np.frombuffer("\n".join(noted).encode(), dtype=np.uint8))
        return said

    def _gaps(self) -> list[str]:
        held = {
            flow: pd.PeriodIndex(self.facts(flow, "total").index) for flow in ("exports", "imports")
        }
        return gaps.named(self.month, self.fact, held, self.data_dir)

    def _repr_html_(self) -> str:
        """Show in a notebook what is held of the month, as of when, and what is missing."""
        with reads.apart():
            known = tr("now") if self.as_of is None else tr("on {date}", date=self.as_of)
            rows = [(tr("Known"), known), *self._counts()]
            missing = self._gaps()
        lines = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
        gaps = "".join(f"<li>{escape(each)}</li>" for each in missing)
        head, complete = tr("Not held:"), tr("Nothing is missing.")
        return f"<p><strong>{escape(self.status_label)}</strong></p><table>{lines}</table>" + (
            f"<p>{head}</p><ul>{gaps}</ul>" if gaps else f"<p>{complete}</p>"
        )

    def _counts(self) -> list[tuple[str, str]]:
        """Count what is held of the main groups."""
        told = []
        for words, flow in ((tr("Exports"), "exports"), (tr("Imports"), "imports")):
            fact = self.fact(flow, "total")
            told.append((words, tr("USD {} million", number(fact.value, 0)) if fact else absent()))
        for words, flow, group in (
            (tr("Main items exported"), "exports", "items_20"),
            (tr("Markets exported to"), "exports", "markets_9"),
            (tr("Markets imported from"), "imports", "markets_9"),
            (tr("Fuels imported"), "imports", "fuels"),
        ):
            codes = catalogue.group(group, self.data_dir)
            held = sum(self.fact(flow, code) is not None for code in codes)
            told.append((words, tr("{some} of {all}", some=held, all=len(codes))))
        return told

    def _held(self, flow: str, code: str, measure: str, basis: str | None, freq: str) -> Figures:
        """Give what `figures` gives, without noting that it was asked for."""
        key = (flow, code, measure, basis, freq)
        if key not in self._made:
            if self.origin is None or _is_computed(flow, measure, basis):
                self._made[key] = self._figures(flow, code, measure, basis, freq)
            else:
                self._made[key] = self._moved(self.origin._held(*key), flow, code, measure, freq)
        return self._made[key]

    def _at(self, flow: str, code: str, measure: str, basis: str | None, freq: str) -> Any:
        chosen = None if basis == "printed" else basis
        chosen = chosen or self._basis(flow, code, measure, freq)
        rows = self._store.rows((flow, code, measure, chosen or "", freq))
        return rows[self._in_force[rows]]

    def _published(self, *keys: Key) -> Rows:
        """Give the rows of every vintage of some series known on `as_of`, up to the month."""
        rows = self._store.rows(*keys)
        rows = rows[self._up_to[rows]]
        return rows if self.as_of is None else rows[self._store.known(self.as_of)[rows]]

    def _figures(self, flow: str, code: str, measure: str, basis: str | None, freq: str) -> Figures:
        if _is_computed(flow, measure, basis):
            return self._balance(code, basis, freq)
        at = self._at(flow, code, measure, basis, freq)
        columns = self._store.shown(at) | {"stand_in": self._stand_in[at]}
        return Figures(self._store.ordinals[at], _pandas_freq(freq), columns)

    def _note_facts(
        self,
        flow: str,
        code: str,
        measure: str,
        basis: str | None,
        freq: str,
        period: pd.Period | None = None,
    ) -> None:
        """Note that a series was handed out, or one figure of it."""
        if _is_computed(flow, measure, basis):
            for side in ("exports", "imports"):
                self._note_facts(side, code, "value", basis, freq, period)
            return
        kind, last = ("facts", freq) if period is None else ("fact", str(period))
        said = (kind, flow, code, measure, basis or "", last)
        if reads.is_noted(self._question(*said)):
            return
        at = self._at(flow, code, measure, basis, freq)
        if period is not None:
            at = at[self._store.ordinals[at] == period.ordinal]
        self._note(*said, rows=self._store.digests[at] ^ self._stand_in[at])

    def _note(self, *question: str, rows: Any) -> None:
        """Note which rows are handed out to answer a question."""
        reads.note(self._question(*question), np.asarray(rows).tobytes())

    def _question(self, kind: str, *arguments: str) -> reads.Question:
        return kind, *self._known, *arguments

    @cached_property
    def _known(self) -> tuple[str, str]:
        """The month and the date of knowledge as texts."""
        return str(self.month), "" if self.as_of is None else str(self.as_of)

    def _moved(self, held: Figures, flow: str, code: str, measure: str, freq: str) -> Figures:
        """Move the figure of the period that ends with the month, if it is of the series moved."""
        assert self.move is not None
        if (flow, code) != (self.move.flow, self.move.code):
            return held
        if freq not in MONTHS_IN or measure not in LEVELS | RATES:
            return held
        end = held.ordinals == self.month.asfreq(_pandas_freq(freq)).ordinal
        factor = 1 + self.move.percent / 100 / MONTHS_IN[freq]
        values = held.columns["value"]
        moved = values * factor if measure in LEVELS else (100 + values) * factor - 100
        return replace(held, columns=held.columns | {"value": np.where(end, moved, values)})

    def _balance(self, code: str, basis: str | None, freq: str) -> Figures:
        """Subtract imports from exports; dated by the later of the two, as firm as the weaker."""
        bought = self._held("imports", code, "value", basis, freq)
        sold = self._held("exports", code, "value", basis, freq)
        ordinals, *at = np.intersect1d(sold.ordinals, bought.ordinals, True, return_indices=True)
        x, m = (
            {name: column[rows] for name, column in side.columns.items()}
            for side, rows in zip((sold, bought), at, strict=True)
        )
        pairs = zip(x["status"], m["status"], strict=True)
        computed = x | {
            "value": x["value"] - m["value"],
            "status": np.array([min(pair, key=FIRMNESS.__getitem__) for pair in pairs], object),
            "published": np.maximum(x["published"], m["published"]),
            "note": np.full(len(ordinals), "computed: exports minus imports", dtype=object),
            "precision": x["precision"] + m["precision"],
            "stand_in": x["stand_in"] | m["stand_in"],
        }
        same = np.equal(x["basis"], m["basis"]).astype(bool)
        columns = {name: column[same] for name, column in computed.items()}
        return Figures(ordinals[same], sold.freq, columns)

    def _basis(self, flow: str, code: str, measure: str, freq: str) -> str | None:
        for basis in PREFERRED:
            rows = self._store.by_series.get((flow, code, measure, basis, freq))
            if rows is not None and self._in_force[rows].any():
                return basis
        others = [
            key[3]
            for key in self._store.by_code.get(code, [])
            if (*key[:3], key[4]) == (flow, code, measure, freq)
            and self._in_force[self._store.by_series[key]].any()
        ]
        return min(others, default=None)


def load(
    month: str | pd.Period, as_of: str | dt.date | None = None, data_dir: str | Path | None = None
) -> Panel:
    """Load everything up to a month, as it was known on a date.

    Of the vintages of a figure the newest published on or before `as_of` is in force; where none
    is held, the earliest later one stands in and is marked so. A figure of unknown date never
    displaces a dated one.

    Parameters
    ----------
    month : str or pandas.Period
        YYYY-MM, a month whose exports are held.
    as_of : str or datetime.date, optional
        YYYY-MM-DD, not before the month's first release; empty or None for what is known now.
    data_dir : str or Path, optional
        The data folder; empty or None for the project's own.

    Raises
    ------
    MonthError, DateError
        When the texts are no month or date.
    CoverageError
        When no exports of the month are held.
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
    period = parse_month(month)
    day = parse_date(as_of) if as_of else None
    question = ("load", str(period), str(day or ""))
    try:
        panel = _load(period, day, folder)
    except KtradeError as error:
        reads.note(question, str(error).encode())
        raise
    reads.note(question, b"held")
    return panel


def _load(period: pd.Period, day: dt.date | None, folder: Path) -> Panel:
    store = read(folder)
    _require_coverage(store, period)
    if day is not None and day < release_date(period):
        raise AsOfError(day, period, release_date(period))
    up_to = store.up_to(period)
    return Panel(period, day, folder, store, up_to, *store.in_force(up_to, day))


def _require_coverage(store: Store, month: pd.Period) -> None:
    held = store.ordinals[store.rows(("exports", "total", "value", "customs", "M"))]
    if month.ordinal not in set(held):
        first, last = (pd.Period(ordinal=int(o), freq="M") for o in (held.min(), held.max()))
        raise CoverageError(month, first, last)


def _is_computed(flow: str, measure: str, basis: str | None) -> bool:
    return flow == "balance" and measure == "value" and basis != "printed"


def _pandas_freq(freq: str) -> str:
    return {"Q": "Q-DEC", "Y": "Y-DEC", "D": "D"}.get(freq, "M")


# What moves with the value of a month, in the same proportion or as growth, and how far.
LEVELS = {"value", "daily_avg", "share_pct"}
RATES = {"yoy_pct", "daily_avg_yoy_pct"}
MONTHS_IN = {"M": 1, "Q": 3, "Y": 12}
FIRMNESS = {
    later("unknown"): 0,
    later("forecast"): 0,
    later("flash"): 1,
    later("preliminary"): 2,
    later("confirmed"): 3,
    later("final"): 4,
}
