"""The numbers of the sentences and of the headline strips are those of the tables they link to.

Each number is looked for in the table behind its link, as shown or in the file handed out. What a
table does not show is worked out again from the series it is of (sums and shares of quarters and
years, counts of rows, the length of a span). Statements about the past that neither says are of one
of the few kinds in `KINDS`; they are counted.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import combinations, pairwise
from pathlib import Path

import lxml.html
import pandas as pd
import pytest

from helpers import catalogue
from helpers.forecasters import INFLATION_TARGET
from helpers.loading import Panel, load
from helpers.wording import month_name

from .test_numbers import BILLION, EXACT, NUMBER, PAGES, file_of, rounds_to

Element = lxml.html.HtmlElement
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
PERIOD = rf"(?:{MONTH} \d{{4}}|Q\d \d{{4}}|\d{{4}})"
RANK = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))"
SPAN = re.compile(rf"([\d,]+) (month|quarter|year)s?, since ({PERIOD})")
FIRST = re.compile(rf"({PERIOD}) being the first such \w+ in $")
MISS = rf"{MONTH} \d{{4}} \([\d.]+% (?:below|above) the forecast\)"
# Of the past of a series, and neither in a table nor worked out here. No value and no rate is.
KINDS = {
    "how often in a row": re.compile(RANK),
    "how long": re.compile(r"(?:at least )?[\d,]+ (?:month|quarter|year)s?"),
    "start of what is held": re.compile(rf"from {PERIOD} on"),
    "a period": re.compile(PERIOD),
    "no change": re.compile("were unchanged"),
    "a round figure passed": re.compile(r"(?:USD [\d.]+ billion|\d+%) or more"),
    "misses of the past": re.compile(rf"{MISS}(?:(?:, | and ){MISS})*"),
}
DOWN, UP = re.compile(r"\b(?:fell|down|took) ?$"), re.compile(r"\b(?:rose|up|added) ?$")
FREQUENCY = {"month": "M", "quarter": "Q-DEC", "year": "Y-DEC"}
# Figures drawn beside a table that the same sentences speak of.
BESIDE = {"tab-imf": "fig-outlook-inflation", "tab-nowcast": "tab-nowcast-errors"}
SHOWN = ("tab-headline-exports", "tab-headline-imports", "tab-nowcast")  # last column as shown
# A row is named before its number.
OF_SERIES = ("tab-items", "tab-items-classic", "tab-partners", "tab-partners-to-date")
COLUMNS = {
    "amount": r"value|before|(?:printed|panel|year)_value|exports|imports|balance|balance_before"
    r"|usa|china|forecast|nowcast|flash|actual|(?:low|high)\d\d",
    "plain": r"(?:low|high)\d\d",
    "%": r"usa|china|(?:printed_|panel_|year_|exports_|imports_)?growth|share|mape|value",
    "pp": r"contribution",
}
END_OF_YEAR = "imf_kr_cpi_inflation_forecast_end_of_year"
FLOWS = {
    "tab-headline-exports": ("exports",),
    "tab-headline-imports": ("imports",),
    "tab-balance": ("exports", "imports", "balance"),
}


class Report:
    """The pages of a folder, and the panel they were made from."""

    def __init__(self, folder: Path) -> None:
        texts = {name: (folder / f"{name}.html").read_text("utf-8") for name in PAGES}
        self.pages: dict[str, Element] = {
            name: lxml.html.fromstring(text) for name, text in texts.items()
        }
        asked = json.loads((folder / "manifest.json").read_text("utf-8"))["parameters"]
        self.trade = load(asked["month"], asked["as_of"] or None)
        self.homes: dict[str, Home] = {}

    def home(self, name: str, slug: str) -> "Home":
        """What may be said of a table of a page."""
        if slug not in self.homes:
            figures = [
                figure
                for each in (slug, BESIDE.get(slug))
                for figure in self.pages[name].xpath("//figure[@id=$id]", id=each or "")
            ]
            self.homes[slug] = Home(slug, figures, self.trade)
        return self.homes[slug]


class Home:
    """The numbers of a table: those shown, those of its file, those that follow from its series."""

    def __init__(self, slug: str, figures: list[Element], trade: Panel) -> None:
        self.slug, self.trade = slug, trade
        self.files = [file_of(figure) for figure in figures]
        self.whole_files = self.files
        cells = [row[-1] for each in figures for row in each.findall(".//tbody/tr")]
        self.shown = [
            number.replace(",", "").replace("−", "-").replace("+", "")
            for cell in (cells if slug in SHOWN else [])
            for number in NUMBER.findall(cell.text_content())
        ]
        self.parts: dict[tuple[str, ...], Home] = {}

    def about(self, led_by: str) -> "Home":
        """The same with only the rows that the words before a number name: the last two."""
        if self.slug == "tab-imf":
            years = re.findall(r"[Ff]or (\d{4}) ", led_by)
            return self._of("period", tuple(years) or (str(self.trade.month),))
        if self.slug not in OF_SERIES:
            return self
        places = {c: led_by.lower().rfind(catalogue.name(c).lower()) for c in self.codes}
        last = sorted((place, code) for code, place in places.items() if place >= 0)[-2:]
        return self._of("code", tuple(code for _, code in last)) if last else self

    def _of(self, column: str, kept: tuple[str, ...]) -> "Home":
        if kept not in self.parts:
            part = Home(self.slug, [], self.trade)
            part.whole_files = self.files
            part.files = [file[file[column].isin(kept)] for file in self.files]
            self.parts[kept] = part
        return self.parts[kept]

    def column(self, kind: str) -> list[str]:
        """The numbers of the file that are amounts, rates or contributions."""
        fitting = re.compile(COLUMNS[kind])
        found = [
            value
            for file in self.files
            for name in file
            if fitting.fullmatch(name)
            for value in (file[file["horizon"].eq("1")] if "horizon" in file else file)[name]
            if EXACT.fullmatch(value)
        ]
        if self.slug == "tab-imf":  # the table shows averages of years, a sentence the year's end
            found += self.trade.macro(END_OF_YEAR)["value"].map(str).tolist()
            found.append(str(INFLATION_TARGET))
        return found

    @cached_property
    def codes(self) -> list[str]:
        """The series the table is of."""
        if self.slug.startswith("tab-headline") or self.slug == "tab-balance":
            return ["total"]
        return [c for c in self.files[0]["code"] if c not in ("other", "total")]

    @cached_property
    def amounts(self) -> list[str]:
        """USD million: sums of quarters, halves and years, and what was printed of years."""
        found = [v for series in self.wholes for v in series.to_numpy()]
        if self.slug == "tab-ahead":
            year = self.trade.month.year
            for flow, rows in self.files[0].query("model == 'combined'").groupby("flow"):
                ahead = rows["forecast"].astype(float)
                held = self.trade.series(str(flow), "total")
                in_year = rows["period"].str.startswith(str(year))
                found += [ahead.sum(), held[held.index.year == year].sum() + ahead[in_year].sum()]
        return [f"{v:.10f}" for v in found if pd.notna(v)]

    @cached_property
    def rates(self) -> list[str]:
        """Per cent: growth and shares of those sums, and parts of the change of the total."""
        found = []
        for series in self.wholes:
            found += [100 * (now / before - 1) for now, before in pairwise(series)]
        found += [*self.printed_rates, *self.off]
        if self.slug == "tab-partners":
            bought = self.whole_files[0].set_index("code")["imports"]
            bought = pd.to_numeric(bought, errors="coerce")
            found += (100 * bought[self.codes] / bought["total"]).tolist()
        if self.files and "contribution" in self.files[0]:
            rows = self.whole_files[0].set_index("code")["contribution"]
            parts = pd.to_numeric(rows, errors="coerce")
            found += (100 * parts[self.codes] / parts.get("total", float("nan"))).tolist()
        return [f"{v:.10f}" for v in found if pd.notna(v)]

    @cached_property
    def gaps(self) -> list[str]:
        """Percentage points between two shares of one span."""
        return [f"{abs(a - b):.10f}" for a, b in combinations(self.shares, 2)]

    @cached_property
    def wholes(self) -> list[pd.Series]:
        """By flow and code: quarter, halves and year, each followed by that of a year before."""
        return [
            series
            for flow in FLOWS.get(self.slug, ())
            for code in self.codes
            for series in spans(self.trade, flow, code)
        ]

    @cached_property
    def shares(self) -> list[float]:
        """Per cent: the shares that the rows show."""
        held = [pd.to_numeric(file["share"]) for file in self.files if "share" in file]
        return pd.concat(held).dropna().tolist() if held else []

    @cached_property
    def off(self) -> list[float]:
        """How far the nowcasts of the month were off, in per cent of its outcome."""
        if self.slug != "tab-nowcast":
            return []
        rows = self.files[0].query("period == @month", local_dict={"month": str(self.trade.month)})
        actual, nowcast = (pd.to_numeric(rows[name]) for name in ("actual", "nowcast"))
        return (100 * (nowcast / actual - 1)).tolist()

    @cached_property
    def printed_rates(self) -> list[float]:
        year = self.trade.month.asfreq("Y")
        held = [
            self.trade.series(flow, code, "yoy_pct", freq="Y", basis=basis).get(year)
            for flow in FLOWS.get(self.slug, ())
            for code in self.codes
            for basis in ("classic", "mti2026", "customs")
        ]
        return [v for v in held if v is not None]

    @cached_property
    def counts(self) -> set[int]:
        """How many rows there are, how many rise and fall, how many differ by more than chance."""
        found: set[int] = set()
        for file in self.whole_files:
            found |= {len(file), *file.groupby("flow").size()} if "flow" in file else {len(file)}
            if "growth" in file:
                rows = pd.to_numeric(file.set_index("code")["growth"], errors="coerce")
                rows = rows.drop(["total", "other"], errors="ignore").dropna()
                for some in (rows, rows[rows.index.isin(catalogue.group("items_15"))]):
                    found |= {len(some), int(some.ge(0.05).sum()), int(some.le(-0.05).sum())}
            if "p" in file:
                sure = pd.to_numeric(file["p"], errors="coerce").lt(0.05)
                ratio = pd.to_numeric(file["ratio"], errors="coerce")
                found |= {int((sure & ratio.lt(1)).sum()), int(sure.sum()), len(file)}
            if "promised" in file:
                held = pd.to_numeric(file["inside"]) / pd.to_numeric(file["n"])
                near = (held - pd.to_numeric(file["promised"])).abs().le(0.05 + 1e-9)
                found |= set(near.groupby(file["flow"]).sum())
            if "n" in file:
                found |= set(pd.to_numeric(file["n"]).astype(int))
        return found

    @cached_property
    def lead(self) -> list[str]:
        """By how much the USA and China differ in the month."""
        usa, china = (self.trade.fact("exports", code) for code in ("usa", "china"))
        return [f"{abs(usa.value - china.value):.10f}"] if usa and china else []


def spans(trade: Panel, flow: str, code: str) -> list[pd.Series]:
    """Sums up to the month: of the quarter, the half, the one before, the year; year on year."""
    values = trade.series(flow, code)
    last = trade.month

    def total(end: pd.Period, length: int) -> float:
        months = pd.period_range(end=end, periods=length, freq="M")
        return values.reindex(months).sum(min_count=length)

    made = [
        pd.Series([total(last, 3), total(last - 12, 3)]),
        pd.Series([total(last, 6), total(last - 12, 6)]),
        pd.Series([total(last - 6, 6), total(last - 18, 6)]),
        pd.Series([total(last, last.month), total(last - 12, last.month)]),
    ]
    for basis in (None, "classic", "mti2026"):
        years = trade.series(flow, code, freq="Y", basis=basis)
        made.append(years.reindex([last.asfreq("Y"), last.asfreq("Y") - 1]))
    return made


def numbers_of(report: Report) -> Iterator[tuple[str, Element, "Home"]]:
    """Every linked number: where it stands, itself, and the table it links to."""
    for name, page in report.pages.items():
        for link in page.xpath("//a[@class='n']"):
            file, slug = link.get("href").split("#")
            yield name, link, report.home(file.removesuffix(".html") or name, slug)


def before(link: Element) -> str:
    """The text of the paragraph up to a link."""
    (paragraph,) = link.xpath("ancestor::p[1]")
    texts = []
    for part in paragraph.xpath(".//text()"):
        if link in (part.getparent(), part.getparent().getparent()) and not part.is_tail:
            break
        texts.append(str(part))
    return "".join(texts)


def judge(text: str, led_by: str, home: Home, trade: Panel) -> str:
    """Say how a number is borne out: the table, a derivation or a kind; "" when it is not."""
    if span := SPAN.fullmatch(text):
        first = FIRST.search(led_by)
        return "span" if is_span(span, first[1] if first else month_name(trade.month)) else ""
    for kind, pattern in KINDS.items():
        if pattern.fullmatch(text):
            return kind
    if not home.files:
        return ""
    if text.isdigit():
        return "count" if int(text) in home.counts else ""
    (number, *others) = NUMBER.findall(text)
    if others:
        return ""
    home = home.about(led_by)
    kind = "amount" if "USD" in text else next((k for k in ("pp", "%") if k in text), "plain")
    down = DOWN.search(led_by) or DOWN.search(text[: text.index(number)])
    up = UP.search(led_by) or UP.search(text[: text.index(number)])
    bare = number.lstrip("+−")
    wanted = f"−{bare}" if down else number if up or number != bare else ""

    def fits(values: list[str], unit: Decimal | int) -> bool:
        if wanted:
            return any(rounds_to(wanted, v, unit) for v in values)
        return any(rounds_to(bare, v.lstrip("-"), unit) for v in values)

    money = kind in ("amount", "plain")
    unit = BILLION if money else 1
    if fits(home.column(kind), unit) or fits(home.shown, 1):
        return "table"
    if home.slug == "tab-crossings":
        return "worked out" if money and fits(home.lead, BILLION) else ""
    derived = home.amounts if money else home.gaps if kind == "pp" else home.rates
    if fits(derived, unit):
        return "worked out"
    return ""


def is_span(span: re.Match[str], until: str) -> bool:
    """Whether so many months, quarters or years lie between two periods."""
    count, unit, since = span.groups()
    first, last = (period_of(each).asfreq(FREQUENCY[unit]) for each in (since, until))
    return last.ordinal - first.ordinal == int(count.replace(",", ""))


def period_of(name: str) -> pd.Period:
    """The period of a name, as "July 2022", "Q3 2022" or "2022"."""
    if quarter := re.fullmatch(r"(Q\d) (\d{4})", name):
        return pd.Period(f"{quarter[2]}{quarter[1]}")
    return pd.Period(name, "Y" if name.isdigit() else "M")


def check(report: Report) -> tuple[list[str], Counter[str]]:
    """Hold every linked number against its table: those not borne out, and the count by reason."""
    faults, counted = [], Counter[str]()
    for name, link, home in numbers_of(report):
        text, led_by = link.text_content(), before(link)
        why = judge(text, led_by, home, report.trade)
        counted[why] += 1
        if not why:
            faults.append(f"{name}, {home.slug}: {led_by[-60:]}[{text}]")
    return faults, counted


def check_strip(report: Report) -> tuple[list[str], int]:
    """Hold the headline figures above each page against the tables of exports and imports."""
    shown: dict[str, str] = {}
    for flow in ("exports", "imports"):
        for row in report.pages[flow].xpath(f"//figure[@id='tab-headline-{flow}']//tbody/tr"):
            shown[f"{flow}, {row[0].text_content()}"] = row[-1].text_content()
    balance = report.pages["imports"].xpath("//figure[@id='tab-balance']//tbody/tr[1]")
    if balance:
        shown["balance"], shown["a year before"] = (c.text_content() for c in balance[0][-2:])
    faults, count = [], 0
    for name, page in report.pages.items():
        for cell in page.xpath("//dl[@class='strip']/div"):
            title, value = cell.findtext("dt"), cell.findtext("dd/strong")
            for key, said in zip(STRIP[title], (value, cell.findtext("dd/span")), strict=True):
                if "not held" in said:
                    continue
                count += 1
                if NUMBER.findall(said) != NUMBER.findall(shown.get(key, "")):
                    faults.append(f"{name}, {title}: {said} but {shown.get(key)}")
    return faults, count


STRIP = {
    "Exports": ("exports, Value", "exports, Growth on the year"),
    "Per working day": ("exports, Daily average", "exports, Growth of the daily average"),
    "Imports": ("imports, Value", "imports, Growth on the year"),
    "Balance": ("balance", "a year before"),
}


def altered(text: str) -> list[str]:
    """A text whose first number differs by one in its last digit, up and down."""
    found = NUMBER.search(text)
    assert found
    last = found[0][-1]
    return [
        f"{text[: found.end() - 1]}{(int(last) + by) % 10}{text[found.end() :]}" for by in (-1, 1)
    ]


@pytest.mark.parametrize("which", ["report_dir", "first_release_dir"])
def test_numbers_of_sentences_are_those_of_tables(
    which: str, request: pytest.FixtureRequest
) -> None:
    report = Report(request.getfixturevalue(which))
    faults, counted = check(report)
    assert not faults
    assert counted.total() > 250 and counted["table"] > 100, counted
    assert sum(counted[kind] for kind in KINDS) < counted.total() / 3, counted
    faults, count = check_strip(report)
    assert not faults
    assert count == 8 * len(PAGES)


def test_an_altered_number_is_seen(report_dir: Path) -> None:
    report = Report(report_dir)
    page = report.pages["exports"]
    link = page.xpath("//a[@class='n'][.='USD 57.57 billion']")[0]
    link.text = "USD 57.58 billion"
    strong = page.xpath("//dl[@class='strip']//strong")[0]
    strong.text = "57.58"
    assert [fault[-19:] for fault in check(report)[0]] == ["[USD 57.58 billion]"]
    assert check_strip(report)[0] == ["exports, Exports: 57.58 but 57.57"]


def test_hardly_any_number_can_be_altered_by_a_digit_unseen(report_dir: Path) -> None:
    report, seen = Report(report_dir), []
    for name, link, home in numbers_of(report):
        text, led_by = link.text_content(), before(link)
        looked_up = judge(text, led_by, home, report.trade) not in KINDS
        if name != "index" and looked_up and not text.isdigit():
            seen += [not judge(each, led_by, home, report.trade) for each in altered(text)]
    assert len(seen) > 200
    assert sum(seen) / len(seen) > LEAST_SEEN


LEAST_SEEN = 0.9  # the others are by chance another number of the same table


@pytest.mark.skipif("KTRADE_REPORTS" not in os.environ, reason="KTRADE_REPORTS names no folder")
def test_numbers_of_sentences_of_many_reports() -> None:
    folders = sorted(
        path.parent for path in Path(os.environ["KTRADE_REPORTS"]).glob("*/index.html")
    )
    found: dict[str, list[str]] = {}
    total: Counter[str] = Counter()
    for folder in folders:
        report = Report(folder)
        faults, counted = check(report)
        found[folder.name] = faults + check_strip(report)[0]
        total += counted
    print(len(folders), total)
    assert not {name: faults for name, faults in found.items() if faults}
