"""Build the site into a folder: all pages or none, the same bytes from the same data."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import pandas as pd

from helpers import places, sparkline, wording
from helpers.errors import ParameterError, PublishError
from helpers.publishing.swap import put_in_place, workspace
from helpers.site import figures, listing, method, verdicts, words
from helpers.site.links import dead_links
from helpers.translation import labels, speaking

MARK = "site.json"  # shows that a folder is a site and may be replaced
TREND = 25  # months of a small trend line
CARD, PICTURE = "card.png", "index.png"  # of the site; of the brief of a month, where drawn


@dataclass(frozen=True)
class Built:
    """What was built: where, how many files and how many bytes."""

    folder: Path
    files: int
    size: int


def build(data_dir: Path, reports: Path, out: Path, base_url: str = "") -> Built:
    """Build the whole site and put it in the place of an older one.

    Parameters
    ----------
    data_dir : Path
        The data folder.
    reports : Path
        Where `ktrade report` has put its folders; what is there becomes part of the site. A folder
        of a look back (MONTH@DATE) in the older site stays as it is, so that what somebody
        has cited does not change.
    out : Path
        The folder of the site. An existing one must be empty or a site.
    base_url : str
        Address of the site. Without it there is no sitemap, and the feed links relatively.

    Raises
    ------
    ParameterError
        When the address is not one of the web.
    PublishError
        When the folder holds something else, cannot be written, or a link would lead nowhere.
    """
    base = _address(base_url)
    _require_own(out)
    with workspace(out) as folder, speaking("en"):
        _copy_reports(reports, out, folder, base)
        for name, text in _pages(data_dir, folder, base).items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="\n")
        if dead := dead_links(folder):
            raise PublishError(str(out), "links that lead nowhere: " + ", ".join(dead[:5]))
        sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
        put_in_place(folder, out)
    return Built(out, len(sizes), sum(sizes))


def _pages(data_dir: Path, folder: Path, base: str) -> dict[str, str]:
    headlines = figures.headlines(data_dir)
    dates = figures.vintages(data_dir)
    observations = figures.observations(data_dir)
    reports = sorted(path.name for path in folder.iterdir() if path.is_dir())
    common = {
        "base": base, "units": figures.UNITS, "first": headlines.index[0],
        "editions": _editions(reports), "languages": LANGUAGES,
        "reports": listing.names(folder, reports),
        "pictures": [r for r in reports if (folder / r / PICTURE).is_file()],
    }  # fmt: skip
    card(headlines, folder / CARD)
    every = [_month(headlines, at) for at in range(len(headlines))]
    pages: dict[str, str] = {}
    for lang in LANGUAGES:
        with speaking(lang):
            pages |= _in_language(lang, headlines, dates, every, folder, common)
    english = common | _of_language("en")
    pages |= {
        "charts.html": _page("charts", "charts.html", english, charts=_charts(headlines)),
        "claims.html": _page("claims", "claims.html", english, files=verdicts.files(data_dir)),
        "method.html": _page("method", "method.html", english, entries=method.entries()),
        "codebook.html": _page(
            "codebook", "codebook.html", english,
            html=method.codebook(data_dir), tables=method.tables(data_dir),
        ),
        "data.html": _page(
            "data", "data.html", english, months=[str(m) for m in headlines.index[::-1]]
        ),
        "404.html": _page("404", "404.html", english, root=base, home=base),
    }  # fmt: skip
    pages |= _vintages(data_dir, dates, english)
    pages |= _observations(observations, headlines)
    addresses = sorted(name for name in pages if name.endswith(".html") and name != "404.html")
    addresses += sorted(f"{r}/{p.name}" for r in reports for p in (folder / r).glob("*.html"))
    if base:
        listed = [(page, _alternates(page, addresses, common["editions"])) for page in addresses]
        pages["sitemap.xml"] = _template("sitemap.xml").render(base=base, pages=listed)
        pages["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n"
    pages[MARK] = json.dumps({"site": english["site"], "base_url": base}, ensure_ascii=False) + "\n"
    return pages


def _in_language(
    lang: str,
    headlines: pd.DataFrame,
    dates: pd.DataFrame,
    every: list[dict[str, Any]],
    folder: Path,
    common: dict[str, Any],
) -> dict[str, str]:
    """Make the pages that there are in each language: archive, years, months, and the feed."""
    spoken = common | _of_language(lang)
    listed = listing.rows(
        every, folder, common["editions"], lang, words.headline, common["reports"]
    )
    index = {"latest": every[-1], "years": _years(headlines)}
    pages = {
        "index.html": _page("index", "index.html", spoken, **index),
        "months.html": _page(
            "months", "months.html", spoken, rows=listed, texts=listing.as_script(listed),
            script=listing.SCRIPT, hashed=listing.hash_of(listing.SCRIPT),
            titles=_titles(common["reports"]),
        ),
        **_years_of_months(headlines, every, spoken),
        **_months(headlines, dates, every, spoken),
        "feed.xml": _template("feed.xml").render(**spoken, rows=listed[:24]),
    }  # fmt: skip
    return {spoken["prefix"] + path: text for path, text in pages.items()}


def _titles(names: list[str]) -> dict[str, str]:
    """Return what the reports are called, by name."""
    labelled = labels("reports")
    return {name: labelled.get(name, name.replace("-", " ").capitalize()) for name in names}


def _of_language(lang: str) -> dict[str, Any]:
    """Return the labels and formats that a template needs in the language spoken."""
    return {
        "lang": lang, "prefix": "" if lang == "en" else f"{lang}/", "site": labels("page")["site"],
        "t": labels("site"), "heads": labels("heads"), "statuses": labels("statuses"),
        "shown": _shown(), "amount": words.amount, "month_name": wording.month_name,
    }  # fmt: skip


def _shown() -> dict[str, str]:
    """Return what the main numbers of a month are called."""
    every = labels("heads") | labels("site")
    return {name: every[name] for name in SHOWN}


def _month(headlines: pd.DataFrame, at: int) -> dict[str, Any]:
    """Return what the pages show of one month: numbers, small trends, the words around them."""
    end = at % len(headlines)
    row, past = headlines.iloc[end], headlines.iloc[max(0, end - TREND + 1) : end + 1]
    index = pd.period_range(past.index[0], past.index[-1], freq="M")
    return {
        "month": headlines.index[end],
        "row": row,
        "lines": {
            name: sparkline.line(past[name].reindex(index), f"{label}, {index[0]} to {index[-1]}")
            for name, label in _shown().items()
        },
    }


def _years(headlines: pd.DataFrame) -> list[dict[str, Any]]:
    years = []
    for year, rows in headlines.groupby(pd.PeriodIndex(headlines.index).year):
        whole = len(rows) == 12
        sums = rows[["exports", "imports", "balance"]].sum(min_count=12) if whole else None
        drawn = sparkline.line(rows["exports"], f"Exports by month of {year}")
        years.append({"year": year, "sums": sums, "months": len(rows), "line": drawn})
    return years[::-1]


def _years_of_months(
    headlines: pd.DataFrame, every: list[dict[str, Any]], common: dict[str, Any]
) -> dict[str, str]:
    years = [int(year) for year in pd.PeriodIndex(headlines.index).year.unique()]
    return {
        f"year/{year}.html": _page(
            "year", f"year/{year}.html", common, year=year, years=years[::-1],
            months=[shown for shown in every if shown["month"].year == year][::-1],
        )
        for year in years
    }  # fmt: skip


def _editions(reports: list[str]) -> dict[str, dict[str, str]]:
    """Group the folders of reports: by what they show (MONTH or MONTH@DATE), one a language."""
    editions: dict[str, dict[str, str]] = {}
    for folder in reports:
        if named := places.read_folder_name(folder):
            month, as_of, lang = named
            editions.setdefault(places.folder_name(month, as_of), {})[lang] = folder
    return editions


def _alternates(
    page: str, addresses: list[str], editions: dict[str, dict[str, str]]
) -> list[tuple[str, str]]:
    """List a page in every language, where there is more than one."""
    own = page.removeprefix("ko/")
    if own in addresses and f"ko/{own}" in addresses:
        return [("en", own), ("ko", f"ko/{own}")]
    folder, _, file = page.partition("/")
    for folders in editions.values():
        if folder in folders.values():
            every = [(lang, f"{name}/{file}") for lang, name in folders.items()]
            there = [address for address in every if address[1] in addresses]
            return there if len(there) > 1 else []
    return []


def _months(
    headlines: pd.DataFrame,
    dates: pd.DataFrame,
    every: list[dict[str, Any]],
    common: dict[str, Any],
) -> dict[str, str]:
    known = dates.groupby("month")["published"].apply(list).to_dict()
    pages = {}
    for at, period in enumerate(headlines.index):
        month = str(period)
        near = {
            "older": headlines.index[at - 1] if at else None,
            "newer": headlines.index[at + 1] if at + 1 < len(headlines) else None,
        }
        own = {name: folders for name, folders in common["editions"].items() if name[:7] == month}
        pages[f"month/{month}.html"] = _page(
            "month", f"month/{month}.html", common, **every[at], **near, reports=own, as_of="",
            vintages=known.get(month, []),
            card=f"{month}/{PICTURE}" if month in common["pictures"] else CARD,
        )  # fmt: skip
    return pages


def _vintages(data_dir: Path, dates: pd.DataFrame, common: dict[str, Any]) -> dict[str, str]:
    """Make the page of every month as it was known on each date that changed a total of it."""
    pages = {}
    for published, rows in dates.groupby("published"):
        headlines = figures.headlines(data_dir, dt.date.fromisoformat(str(published)))
        for month in rows["month"]:
            if (period := pd.Period(month, "M")) not in headlines.index:
                continue  # only its imports were known
            shown = _month(headlines, list(headlines.index).index(period))
            pages[f"month/{month}@{published}.html"] = _page(
                "month", f"month/{month}@{published}.html", common, **shown, as_of=published,
                reports={}, vintages=[], older=None, newer=None,
            )  # fmt: skip
    return pages


def _observations(observations: pd.DataFrame, headlines: pd.DataFrame) -> dict[str, str]:
    pages = {"observations/all.csv": observations.to_csv(index=False, lineterminator="\n")}
    pages["observations/all.json"] = (
        observations.to_json(orient="records", force_ascii=False) + "\n"
    )
    by_month = dict(iter(observations.groupby("period")))
    for month in map(str, headlines.index):
        rows = by_month.get(month, observations.iloc[:0])
        pages[f"observations/{month}.csv"] = rows.to_csv(index=False, lineterminator="\n")
        pages[f"observations/{month}.json"] = (
            rows.to_json(orient="records", force_ascii=False) + "\n"
        )
    table = headlines.reset_index().assign(month=lambda t: t["month"].astype(str))
    pages["observations/headlines.csv"] = table.to_csv(
        index=False, float_format="%.10g", lineterminator="\n"
    )
    return pages


def _charts(headlines: pd.DataFrame) -> list[dict[str, str]]:
    index = pd.period_range(headlines.index[0], headlines.index[-1], freq="M")
    return [
        {
            "title": label,
            "unit": figures.UNITS[name],
            "low": f"{headlines[name].min():,.1f} in {headlines[name].idxmin()}",
            "high": f"{headlines[name].max():,.1f} in {headlines[name].idxmax()}",
            "svg": sparkline.line(
                headlines[name].reindex(index), f"{label}, {index[0]}–{index[-1]}", 720, 200
            ),
        }
        for name, label in _shown().items()
        if headlines[name].notna().any()
    ]


def card(headlines: pd.DataFrame, file: Path) -> None:
    """Draw the picture that is shown where somebody links to the site: exports and imports."""
    from matplotlib.figure import Figure

    fig = Figure(figsize=(12, 6.3), dpi=100, facecolor="white")
    axes = fig.subplots()
    index = pd.period_range(headlines.index[0], headlines.index[-1], freq="M")
    for name, colour in (("exports", "#0b5c7a"), ("imports", "#b06a1f")):
        values = headlines[name].reindex(index) / 1000
        axes.plot(index.to_timestamp(), values, color=colour, linewidth=2)
        axes.annotate(
            _shown()[name], (index[-1].to_timestamp(), values.iloc[-1]), xytext=(6, 0),
            textcoords="offset points", color=colour, fontsize=14, va="center",
        )  # fmt: skip
    axes.set_title(
        f"South Korea’s trade to {index[-1]}, USD billion a month", loc="left", fontsize=20
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.0)
    axes.set_ylim(bottom=0)
    fig.subplots_adjust(left=0.06, right=0.9, top=0.88, bottom=0.08)
    fig.savefig(file, format="png", metadata={"Software": None})


def _copy_reports(reports: Path, out: Path, folder: Path, base: str) -> None:
    """Copy the reports; a look back in the older site stays as it is.

    A page with a picture beside it names the picture's address, for previews of links.
    """
    folders = {path.name: path for path in places.report_folders(reports)}
    folders |= {path.name: path for path in places.report_folders(out) if "@" in path.name}
    for name, path in sorted(folders.items()):
        (folder / name).mkdir()
        for file in sorted(path.iterdir()):
            if file.suffix in (".html", ".json", ".pdf", ".png") and file.is_file():
                shutil.copyfile(file, folder / name / file.name)
            if file.suffix == ".html" and file.with_suffix(".png").is_file() and base:
                _name_picture(folder / name / file.name, f"{base}{name}/{file.stem}.png")


def _name_picture(page: Path, address: str) -> None:
    text = page.read_text("utf-8")
    if 'property="og:image"' not in text:
        named = _template("picture.html").render(address=address)
        page.write_text(text.replace("<style>", f"{named}\n<style>", 1), "utf-8", newline="\n")


def _require_own(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise PublishError(
            str(out), f"the folder holds something else than a site (no {MARK}); name an empty one"
        )


def _address(given: str) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query):
        raise ParameterError("base-url", ["an address like https://example.org/trade/"], given)
    return f"{given.rstrip('/')}/" if given else ""


def _page(name: str, path: str, common: dict[str, Any], **context: Any) -> str:
    """Fill a template; `path` is the place of the page among those of its language."""
    home = "../" * path.count("/")
    root = home if common["lang"] == "en" else f"../{home}"
    both = "@" not in path and path not in ENGLISH
    addresses = {"path": path, "home": home, "root": root, "both": both} | common
    return _template(f"{name}.html").render(addresses | context).strip() + "\n"


@lru_cache(maxsize=32)
def _template(name: str) -> jinja2.Template:
    return _environment().get_template(f"{name}.j2")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    from helpers.publishing.page import css

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["signed"] = words.signed
    environment.globals |= {"css": css(), "labels": labels, "card": CARD}
    return environment


ENGLISH = (
    "charts.html", "claims.html", "method.html", "codebook.html", "data.html", "404.html",
)  # fmt: skip
LANGUAGES = {"en": "English", "ko": "한국어"}  # as they name themselves
SHOWN = ("exports", "exports_yoy", "imports", "imports_yoy", "balance")
