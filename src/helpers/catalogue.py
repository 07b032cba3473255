"""The catalogue: codes, names, definitions and groups; no other module spells a name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers.errors import DataError, Problem
from helpers.places import find_data_dir
from helpers.translation import spoken

FILES = {
    "codes": ("order", "code", "breakdown", "name_en", "name_ko", "groups", "role", "definition"),
    "bases": ("basis", "name_en", "name_ko", "definition", "breakdown", "rank", "from", "to"),
    "measures": ("breakdown", "flow", "measure", "unit", "low", "high", "sums"),
    "revision_widths": ("flow", "breakdown", "kind", "start", "end", "width", "n", "until"),
    "definition_widths": (
        "flow",
        "code",
        "wanted",
        "used",
        "low",
        "high",
        "growth",
        "n",
        "until",
    ),
    "histories": ("flow", "code", "start", "note"),
    "contractions": ("peak", "trough", "published", "source"),
}

# Sums of countries used where a group of the ministry is not available.
PROXIES = {"latin_america": "latin_america_33", "middle_east": "middle_east_incl_turkiye"}

WITH_ARTICLE = {"usa", "eu", "cis", "middle_east", "middle_east_incl_turkiye"}


def table(name: str, data_dir: str | Path | None = None) -> pd.DataFrame:
    """Read one table of the catalogue, see `FILES`, every cell a text.

    Raises
    ------
    DataError
        When the file is missing or its columns are others.

    Examples
    --------
    >>> list(table("measures").columns)
    ['breakdown', 'flow', 'measure', 'unit', 'low', 'high', 'sums']
    """
    return _table(name, find_data_dir(data_dir))


def name(code: str, lang: str = "", data_dir: str | Path | None = None) -> str:
    """Return the name of a code in English or Korean, left out in the language spoken.

    Raises
    ------
    KeyError
        When the catalogue does not hold the code.

    Examples
    --------
    >>> name("semiconductors"), name("semiconductors", "ko")
    ('Semiconductors', '반도체')
    """
    return _by_code(find_data_dir(data_dir))[code][f"name_{lang or spoken()}"]


def definition(code: str, data_dir: str | Path | None = None) -> str:
    """Return what a code covers; empty where its name says it all.

    Examples
    --------
    >>> definition("energy_total")
    'Crude oil, gas and coal'
    """
    return _by_code(find_data_dir(data_dir))[code]["definition"]


def role(code: str, data_dir: str | Path | None = None) -> str:
    """Return the colour role of a code (export, import, highlight or context).

    Examples
    --------
    >>> role("usa")
    'highlight'
    """
    return _by_code(find_data_dir(data_dir))[code]["role"]


def breakdown(code: str, data_dir: str | Path | None = None) -> str:
    """Return what kind of code it is: total, item, region, energy, other or macro.

    Examples
    --------
    >>> breakdown("china")
    'region'
    """
    return _by_code(find_data_dir(data_dir))[code]["breakdown"]


def codes(data_dir: str | Path | None = None) -> list[str]:
    """List every code, in the order of the catalogue.

    Examples
    --------
    >>> codes()[:2]
    ['total', 'semiconductors']
    """
    return list(_by_code(find_data_dir(data_dir)))


def inside(code: str, data_dir: str | Path | None = None) -> str:
    """Write the name of a code as inside a sentence: markets keep their capitals, items do not.

    Examples
    --------
    >>> inside("usa"), inside("china"), inside("semiconductors")
    ('the USA', 'China', 'semiconductors')
    """
    shown = name(code, data_dir=data_dir)
    if spoken() == "ko":
        return shown
    if breakdown(code, data_dir) == "region":
        return f"the {shown}" if code in WITH_ARTICLE else shown
    return shown if shown.split()[0].isupper() else shown[0].lower() + shown[1:]


def group(group_name: str, data_dir: str | Path | None = None) -> list[str]:
    """List the codes of a group in the order of the catalogue.

    The groups are `items_15` and `items_20` (the ministry's main items), `markets_9` (its nine
    markets), `proxies`, `countries`, `energy` and `fuels`.

    Raises
    ------
    KeyError
        When there is no such group.

    Examples
    --------
    >>> group("fuels")
    ['crude_oil', 'gas', 'coal']
    >>> len(group("items_15")), len(group("items_20")), len(group("markets_9"))
    (15, 20, 9)
    """
    groups = _groups(find_data_dir(data_dir))
    return list(groups[group_name])


def groups(data_dir: str | Path | None = None) -> list[str]:
    """List the names of the groups.

    Examples
    --------
    >>> groups()
    ['countries', 'energy', 'fuels', 'items_15', 'items_20', 'markets_9', 'proxies']
    """
    return sorted(_groups(find_data_dir(data_dir)))


def basis_name(basis: str, lang: str = "", data_dir: str | Path | None = None) -> str:
    """Return the name of a basis, the definition that a series follows.

    Examples
    --------
    >>> basis_name("classic")
    'Ministry release, classic items'
    """
    return _by_basis(find_data_dir(data_dir))[basis][f"name_{lang or spoken()}"]


def bases(data_dir: str | Path | None = None) -> list[str]:
    """List the bases, the definitions that series follow.

    Examples
    --------
    >>> "classic" in bases()
    True
    """
    return list(_by_basis(find_data_dir(data_dir)))


def ranked_bases(code: str, month: pd.Period, data_dir: str | Path | None = None) -> list[str]:
    """List the definitions of a code in the order in which a statement about a month takes them.

    The first is the one that the ministry's release of that month uses, see `rank`, `from` and
    `to` in `bases.csv`. Empty for codes with one definition only.

    Examples
    --------
    >>> ranked_bases("steel", pd.Period("2023-12", "M"))
    ['classic', 'mti2026_panel']
    >>> ranked_bases("steel", pd.Period("2026-03", "M"))
    ['mti2026', 'mti2026_panel']
    """
    folder = find_data_dir(data_dir)
    kind = breakdown(code, folder)
    rows = [
        row
        for row in _by_basis(folder).values()
        if row["breakdown"] == kind and row["rank"]
        and (row["from"] or "0") <= str(month) <= (row["to"] or "9")
    ]  # fmt: skip
    return [row["basis"] for row in sorted(rows, key=lambda row: int(row["rank"]))]


def history_start(flow: str, code: str, data_dir: str | Path | None = None) -> pd.Period:
    """Return the month from which a series must be available for a record of all time.

    Declared in `histories.csv`; the row without flow and code counts for all that are not listed.

    Examples
    --------
    >>> history_start("exports", "china"), history_start("exports", "ships")
    (Period('1988-01', 'M'), Period('1985-01', 'M'))
    """
    starts = _starts(find_data_dir(data_dir))
    return starts.get((flow, code), starts["", ""])


def contractions(
    as_of: object = None, data_dir: str | Path | None = None
) -> list[tuple[pd.Period, pd.Period]]:
    """List the contractions of the Korean economy: the month after each peak, and the trough.

    Statistics Korea dates peaks and troughs years later; a contraction is listed once both are
    published. The table begins with the peak of January 2008: earlier ones are not listed.

    Parameters
    ----------
    as_of : date, optional
        Leave out what was published after this day.
    data_dir : str or Path, optional
        Folder of the data.

    Examples
    --------
    >>> contractions(as_of="2016-12-31")[-1]
    (Period('2011-09', 'M'), Period('2013-03', 'M'))
    """
    rows = table("contractions", data_dir).to_dict("records")
    return [
        (pd.Period(row["peak"], "M") + 1, pd.Period(row["trough"], "M"))
        for row in rows
        if as_of is None or row["published"] <= str(as_of)
    ]


@lru_cache(maxsize=16)
def _starts(folder: Path) -> dict[tuple[str, str], pd.Period]:
    rows = _table("histories", folder).to_dict("records")
    return {(row["flow"], row["code"]): pd.Period(row["start"], "M") for row in rows}


@lru_cache(maxsize=16)
def _table(name: str, folder: Path) -> pd.DataFrame:
    path = folder / "catalogue" / f"{name}.csv"
    label = f"catalogue/{name}.csv"
    try:
        read = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataError([Problem(label, None, None, str(error), "a CSV in UTF-8")]) from error
    if tuple(read.columns) != FILES[name]:
        raise DataError([Problem(label, 1, None, ",".join(read.columns), ",".join(FILES[name]))])
    return read


@lru_cache(maxsize=16)
def _by_code(folder: Path) -> dict[str, dict[str, str]]:
    read = _table("codes", folder)
    repeated = read.index[read["code"].duplicated()]
    if len(repeated):
        raise DataError(
            [
                Problem(
                    "catalogue/codes.csv", int(i) + 2, "code", read.at[i, "code"], "each code once"
                )
                for i in repeated
            ]
        )
    return _rows(read, "code")


@lru_cache(maxsize=16)
def _by_basis(folder: Path) -> dict[str, dict[str, str]]:
    return _rows(_table("bases", folder), "basis")


@lru_cache(maxsize=16)
def _groups(folder: Path) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for code, row in _by_code(folder).items():
        for name in row["groups"].split():
            members.setdefault(name, []).append(code)
    return members


def _rows(read: pd.DataFrame, key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in read.to_dict("records")}  # type: ignore[misc]
