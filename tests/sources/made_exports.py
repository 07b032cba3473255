"""Exports laid out as documented, built from customs figures the store holds; no original is seen.

The rows are monthly values of the store in thousand dollars; all else of them is made up.
"""

import csv
import io
import struct
from functools import lru_cache

import openpyxl

from helpers import catalogue, observations


@lru_cache
def newest():
    """Return the newest customs values in USD million by flow, code and month."""
    store = observations.read()
    rows = store[store["measure"].eq("value") & store["basis"].eq("customs") & store["newer"]]
    keys = zip(rows["flow"], rows["code"], rows["period"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def thousands(flow, code, month):
    """Return that value in thousand dollars, a whole number."""
    return round(newest()[flow, code, str(month)] * 1000)


def k_stat_totals(months):
    """Lay out totals as K-stat does: three rows above, newest first, a row of the year, a foot."""
    rows = [
        ["K-stat 무역통계 - 한국무역협회"],
        ["수출입 총괄", "", "", "", "(단위 : 천불, %)"],
        ["년월", "수출", "", "수입", "", "무역수지"],
        ["", "금액", "증감률", "금액", "증감률", "금액"],
    ]
    for month in sorted(months, reverse=True):
        sold, bought = (thousands(flow, "total", month) for flow in ("exports", "imports"))
        before = [thousands(flow, "total", month - 12) for flow in ("exports", "imports")]
        growth = [round((a / b - 1) * 100, 1) for a, b in zip((sold, bought), before, strict=True)]
        label = f"{month.year}년 {month.month}월"
        rows.append([label, sold, growth[0], bought, growth[1], sold - bought])
    year = max(months).year
    rows.insert(4, [f"{year}년", 1, "", 1, "", 0])
    return [*rows, ["※ 자료 : 한국무역협회"]]


def customs_countries(month, codes):
    """Lay out countries as the customs portal does, the row of totals first."""
    head = ["기간", "국가", "수출 중량(톤)", "수출 금액(천불)", "수입 중량(톤)", "수입 금액(천불)",
            "무역수지(천불)"]  # fmt: skip
    rows = []
    for code in codes:
        sold, bought = (thousands(flow, code, month) for flow in ("exports", "imports"))
        name = catalogue.name(code, "ko")
        rows.append([f"{month:%Y.%m}", name, 1, sold, 1, bought, sold - bought])
    sums = ["총계", "", *[sum(row[at] for row in rows) for at in range(2, 7)]]
    return [head, sums, *rows]


def english_countries(months, code):
    """Lay out the portal's export in English: no unit is printed."""
    rows = [["Country", "Date", "Exports", "Imports"]]
    for month in months:
        values = [thousands(flow, code, month) for flow in ("exports", "imports")]
        rows.append([catalogue.name(code), f"{month:%Y.%m}", *values])
    return rows


def mti_items(month, codes, values):
    """Lay out exports by MTI item as K-stat does: name and code in one cell."""
    rows = [
        ["K-stat 무역통계"],
        [f"기간 : {month.year}년 {month.month}월", "단위 : 천불, %"],
        ["순번", "품목명", "수출금액", "수출증감률"],
    ]
    for number, (code, value) in enumerate(zip(codes, values, strict=True), 1):
        rows.append([number, f"{catalogue.name(code, 'ko')} ({830 + number})", value, 1.0])
    return rows


def to_csv(rows, path, encoding="utf-8-sig"):
    """Write rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def to_xlsx(rows, path):
    """Write rows as a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def to_xls(rows, path):
    """Write rows as an old workbook: records of BIFF 8 in a compound file of one stream."""
    stream = _records([(0x809, struct.pack("<6H", 0x600, 5, 0, 0, 0, 0))])
    sheet = b"sheet"
    stream += struct.pack("<HH", 0x85, 8 + len(sheet))
    start = len(stream) + 8 + len(sheet) + 4
    stream += struct.pack("<IBBBB", start, 0, 0, len(sheet), 0) + sheet + _records([(0x0A, b"")])
    cells = [(0x809, struct.pack("<6H", 0x600, 0x10, 0, 0, 0, 0))]
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value:
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells.append((0x204, struct.pack("<HHH", r, c, 0) + text))
            elif value != "":
                cells.append((0x203, struct.pack("<HHHd", r, c, 0, value)))
    stream += _records([*cells, (0x0A, b"")])
    path.write_bytes(_compound(stream))
    return path


def _records(records):
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def _compound(stream):
    """Put one stream into a compound file: header, table of sectors, directory, stream."""
    size = max(4096, -(-len(stream) // 512) * 512)
    sectors = size // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    assert 2 + sectors <= 128  # one sector of table is enough
    table = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    table += [free] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIII4xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, end, 0, end, 0
    )
    header += struct.pack("<109I", 0, *[free] * 108)
    entries = b""
    for name, kind, child, first, length in (
        ("Root Entry", 5, 1, end, 0), ("Workbook", 2, free, 2, size),
    ):  # fmt: skip
        text = name.encode("utf-16-le")
        entries += text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
        entries += struct.pack("<III", free, free, child) + bytes(36)
        entries += struct.pack("<III", first, length, 0)
    table_bytes = struct.pack("<128I", *table)
    return header + table_bytes + entries.ljust(512, b"\0") + stream.ljust(size, b"\0")
