"""Releases laid out as documented, built from figures the store holds; no original file was seen.

The order of the parts, their headings and their units follow what is known of the ministry's
layout. Arrays of the month are those printed at its first release where they are held; the others
of the classic items and of the markets stand in from later sources, rounded to USD 10 million, so
that the tables are whole. What a test compares is what was laid out.
"""

import copy
import io
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fpdf import FPDF
from hwpx import HwpxDocument

from helpers import catalogue, observations
from helpers.months import release_date
from helpers.sources.documents import Document, Grid, GridCell, Paragraph

STAND_INS = ("mti2026_panel", "country_sum", "customs", "proxy")
PROXIES = {"latin_america": "latin_america_33", "middle_east": "middle_east_incl_turkiye"}


@dataclass
class Layout:
    """A release as lines (text) and tables (rows of cells: text, rows, columns)."""

    month: pd.Period
    parts: list = field(default_factory=list)
    expected: dict = field(default_factory=dict)  # (flow, code, measure) -> text as stored

    def line(self, text):
        self.parts.append(text)

    def table(self, rows):
        self.parts.append(rows)

    def swapped(self, old, new, count=None):
        """Return a copy in which a text is another wherever it stands; it must stand somewhere."""
        made = copy.deepcopy(self)
        seen = 0

        def swap(text):
            nonlocal seen
            if old not in text or (count is not None and seen >= count):
                return text
            seen += 1
            return text.replace(old, new)

        made.parts = [
            swap(p) if isinstance(p, str) else [[(swap(c[0]), *c[1:]) for c in row] for row in p]
            for p in made.parts
        ]
        assert seen, f"{old!r} stands nowhere"
        return made

    def find(self, heading):
        """Return the index of the table under a heading."""
        at = next(i for i, p in enumerate(self.parts) if isinstance(p, str) and heading in p)
        return next(i for i in range(at, len(self.parts)) if not isinstance(self.parts[i], str))


def printed(value):
    """Write a number as the ministry does: △ for a minus, a comma for thousands."""
    text = f"{abs(value):,}"
    return f"△{text}" if value < 0 else text


def figure(flow, code, measure, month, basis=None, now=False):
    """Return the figure printed at the first release, else the newest held; None if neither."""
    store = observations.read()
    rows = store[
        store["flow"].eq(flow) & store["code"].eq(code) & store["measure"].eq(measure)
        & store["period"].eq(str(month)) & store["freq"].eq("M")
    ]  # fmt: skip
    first = rows[rows["published"].eq(str(release_date(month))) & rows["status"].eq("preliminary")]
    if basis:
        first = first[first["basis"].eq(basis)]
    if len(first) and not now:
        finest = first.loc[first["precision"].idxmin()]
        return Decimal(str(finest["value"])), Decimal(str(finest["precision"]))
    rows = rows[rows["basis"].isin(STAND_INS) & rows["newer"]]
    if rows.empty:
        return None
    return Decimal(str(rows.iloc[-1]["value"])), Decimal("0.001")


def hundred_million(value):
    """Return USD million as 억 달러 with one decimal."""
    return (value / 100).quantize(Decimal("0.1"))


def implied(shown, growth):
    """Return the year-before value that a value and its growth imply, as a release revises it."""
    return (shown / (1 + growth / 100)).quantize(Decimal("0.1"))


def build(month, items):
    """Lay out the release of a month with its 15 or 20 items."""
    basis = "mti2026" if items == 20 else "classic"
    made = Layout(month)
    before = month - 12

    def value(flow, code, at=month, **how):
        held = figure(flow, PROXIES.get(code, code) if at != month else code, "value", at, **how)
        held = held or figure(flow, PROXIES.get(code, code), "value", at)
        shown = hundred_million(held[0])
        if at == month:
            made.expected[flow, code, "value"] = format((shown * 100).quantize(Decimal(1)), "f")
        return shown

    def rate(flow, code, shown, **how):
        held = figure(flow, code, "yoy_pct", month, **how)
        if held and held[1] <= Decimal("0.1"):
            growth = held[0].quantize(Decimal("0.1"))
        else:
            old = value(flow, code, before)
            growth = ((shown / old - 1) * 100).quantize(Decimal("0.1"))
        made.expected[flow, code, "yoy_pct"] = format(growth, "f")
        return growth

    sold, bought = value("exports", "total"), value("imports", "total")
    up, down = rate("exports", "total", sold), rate("imports", "total", bought)
    left = hundred_million(figure("balance", "total", "value", month)[0])
    made.expected["balance", "total", "value"] = format((left * 100).quantize(Decimal(1)), "f")
    days = figure("none", "total", "working_days", month)[0]
    daily = figure("exports", "total", "daily_avg", month)[0]
    daily_up = figure("exports", "total", "daily_avg_yoy_pct", month)
    if daily_up is None:  # no first release of the average is held either
        daily = sold * 100 / days
    made.expected["none", "total", "working_days"] = format(days, "f")
    shown = hundred_million(daily)
    made.expected["exports", "total", "daily_avg"] = format((shown * 100).quantize(Decimal(1)), "f")
    if daily_up:
        made.expected["exports", "total", "daily_avg_yoy_pct"] = format(daily_up[0], "f")

    released = release_date(month)
    annual = "연간 및 " if month.month == 12 else ""
    made.line("보도자료")
    made.line(f"배포 일시 {released.year}. {released.month}. {released.day}.(월) 11:00")
    made.line(f"{month.year}년 {annual}{month.month}월 수출입 동향")
    made.line("※ 통관 기준 잠정치로, 연간 확정치 공표(2월) 전까지 일부 수정될 수 있음")
    side = "흑자" if left >= 0 else "적자"
    made.table([[
        (f"◈ （총괄） 수출 {printed(sold)}억 달러（{printed(up)}％）, 수입 {printed(bought)}억 달러"
         f"({printed(down)}%), 무역수지 {printed(abs(left))}억 달러 {side}", 1, 1),
    ]])  # fmt: skip
    rates = []
    for back in range(12, -1, -1):
        at = month - back
        if back:
            this, last = (figure("exports", "total", "value", m, now=True) for m in (at, at - 12))
            growth = ((this[0] / last[0] - 1) * 100).quantize(Decimal("0.1"))
        else:
            growth = up
        label = f"’{at:%y}.{at.month}" if back == 12 or at.month == 1 else str(at.month)
        rates.append(f"({label}){printed(growth)}")
    made.line(f"* 수출 증감률(%) : {'→'.join(rates)}")
    growth = f"(+{daily_up[0]}%)" if daily_up else ""
    made.line(f"ㅇ 조업일수 {days}일, 일평균 수출 {printed(hundred_million(daily))}억 달러{growth}")
    volume = figure("exports", "total", "volume", month)
    if volume:
        growth = figure("exports", "total", "volume_yoy_pct", month)[0]
        made.expected["exports", "total", "volume"] = format(volume[0].quantize(Decimal(1)), "f")
        made.expected["exports", "total", "volume_yoy_pct"] = format(growth, "f")
        made.line(f"ㅇ 수출물량 {printed((volume[0] / 10).quantize(Decimal(1)))}만 톤({growth}%)")

    made.line("참고 1  수출입 총괄")
    made.line("(단위 : 억 달러, %)")
    was, had = implied(sold, up), implied(bought, down)
    y, m = f"’{before:%y}.{before.month}월", f"’{month:%y}.{month.month}월"
    made.table([
        [("구분", 1, 2), (y, 1, 1), (m, 1, 1)],
        [("수출", 2, 1), ("금액", 1, 1), (printed(was), 1, 1), (printed(sold), 1, 1)],
        [("증감률", 1, 1), ("-", 1, 1), (printed(up), 1, 1)],
        [("수입", 2, 1), ("금액", 1, 1), (printed(had), 1, 1), (printed(bought), 1, 1)],
        [("증감률", 1, 1), ("-", 1, 1), (printed(down), 1, 1)],
        [("무역수지", 1, 2), (printed(was - had), 1, 1), (printed(left), 1, 1)],
    ])  # fmt: skip

    made.line(f"참고 2  {items}대 주요 품목별 수출")
    made.line("(단위 : 억 달러, 전년동월비 %)")
    rows = [
        [
            ("품목", 1, 2),
            (f"’{before:%y}.{before.month}", 1, 1),
            (f"’{month:%y}.{month.month}", 1, 1),
        ]
    ]
    for code in catalogue.group(f"items_{items}"):
        shown = value("exports", code, basis=basis)
        growth = rate("exports", code, shown, basis=basis)
        old = implied(shown, growth)
        name = catalogue.name(code, "ko")
        name = {"무선통신기기": "무선 통신기기", "컴퓨터": "컴퓨터(SSD)"}.get(name, name)
        rows += [
            [(name, 2, 1), ("수출액", 1, 1), (printed(old), 1, 1), (printed(shown), 1, 1)],
            [("증감률", 1, 1), ("-", 1, 1), (f"({printed(growth)})", 1, 1)],
        ]
    made.table(rows)

    made.line(f"참고 3  {month.month}월 9대 지역별 수출")
    made.line("(단위 : 억 달러, %)")
    rows = [[("지역", 1, 1), ("수출액", 1, 1), ("증감률", 1, 1)]]
    for code in catalogue.group("markets_9"):
        shown = value("exports", code)
        growth = rate("exports", code, shown)
        name = {"cis": "CIS", "eu": "EU"}.get(code, catalogue.name(code, "ko"))
        rows.append([(name, 1, 1), (printed(shown), 1, 1), (printed(growth), 1, 1)])
    made.table(rows)

    made.line("참고 4  에너지 수입")
    made.line("(단위 : 억 달러, %)")
    rows = [[("구분", 1, 1), ("수입액", 1, 1), ("증감률", 1, 1)]]
    for code in ("crude_oil", "energy_total", "non_energy"):
        held = figure("imports", code, "value", month)
        growth = figure("imports", code, "yoy_pct", month)
        if held and growth:
            shown = hundred_million(held[0])
            worth = (shown * 100).quantize(Decimal(1))
            made.expected["imports", code, "value"] = format(worth, "f")
            made.expected["imports", code, "yoy_pct"] = format(growth[0], "f")
            name = catalogue.name(code, "ko")
            rows.append([(name, 1, 1), (printed(shown), 1, 1), (printed(growth[0]), 1, 1)])
    made.table(rows)
    return made


def placed(rows):
    """Return every cell of a table with its row and column, merged cells counted in."""
    taken = set()
    for r, row in enumerate(rows):
        c = 0
        for text, height, width in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
            yield text, r, c, height, width
            c += width


def to_document(layout):
    """Return a layout as what reading a file of one section gives."""
    blocks, tables = [], 0
    for part in layout.parts:
        if isinstance(part, str):
            blocks.append(Paragraph(part, "section 1"))
        else:
            tables += 1
            cells = [GridCell(*cell) for cell in placed(part)]
            blocks.append(Grid.of(f"section 1, table {tables}", cells))
    return Document("HWPX", tuple(blocks))


def to_hwpx(layout, path):
    """Write a layout as HWPX."""
    document = HwpxDocument.new()
    for part in layout.parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        cells = list(placed(part))
        height = max(r + h for _, r, _, h, _ in cells)
        width = max(c + w for _, _, c, _, w in cells)
        table = document.add_table(height, width)
        for text, r, c, h, w in cells:
            table.set_cell_text(r, c, text)
            if h * w > 1:
                table.merge_cells(r, c, r + h - 1, c + w - 1)
    document.save_to_path(path)
    return path


def boxes(characters):
    """Make a font whose every glyph is a box, so that a PDF can hold text in any script."""
    glyphs = [".notdef", *(f"u{ord(c):04X}" for c in sorted(characters))]
    pen = TTGlyphPen(None)
    for x, y in ((100, 0), (100, 700), (500, 700), (500, 0)):
        (pen.moveTo if (x, y) == (100, 0) else pen.lineTo)((x, y))
    pen.closePath()
    box = pen.glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(glyphs)
    font.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in characters})
    font.setupGlyf(dict.fromkeys(glyphs, box))
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    out = io.BytesIO()
    font.save(out)
    out.seek(0)
    return out


def to_pdf(layout, path):
    """Write a layout as a PDF with a text layer; tables have ruling lines."""
    texts = [p if isinstance(p, str) else "".join(c[0] for r in p for c in r) for p in layout.parts]
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    font = path.with_suffix(".ttf")
    font.write_bytes(boxes(set("".join(texts)) | {" "}).getvalue())
    pdf.add_font("boxes", fname=font)
    pdf.add_page()
    pdf.set_font("boxes", size=8)
    y = 40
    for part in layout.parts:
        if isinstance(part, str):
            need = 16 * (1 + len(part) // 100)
            if y + need + 60 > 800:
                pdf.add_page()
                y = 40
            for start in range(0, len(part), 100):
                pdf.text(40, y + 10, part[start : start + 100])
                y += 16
            continue
        cells = list(placed(part))
        width = max(c + w for _, _, c, _, w in cells)
        step = 500 / width
        top, first = y, 0
        for r in range(max(r + h for _, r, _, h, _ in cells)):
            starts = not any(a < r < a + h for _, a, _, h, _ in cells)
            if starts and top + (r - first + 2) * 16 > 800:  # the table goes on on the next page
                pdf.add_page()
                top, first = 40, r
            for text, row, c, h, w in cells:
                if row == r:
                    at = top + (r - first) * 16
                    pdf.rect(40 + c * step, at, w * step, h * 16)
                    pdf.text(44 + c * step, at + 11, text[:100])
            y = top + (r - first + 1) * 16
        y += 8
    pdf.output(str(path))
    return path
