"""Broken and hostile files: a clear error, in bounded time and memory, and nothing written."""

import io
import random
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path

import made_exports
import made_releases
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import IngestError, KtradeError
from helpers.sources import documents, workbooks
from helpers.sources.files import read_file

SECONDS = 30
HP = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'
SECTION = "Contents/section0.xml"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    + "]><a>&i;</a>"
)  # fmt: skip
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def archive(members, mimetype=documents.HWPX):
    """Make an HWPX archive, or a plain one where there is no mimetype."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        if mimetype is not None:
            held.writestr("mimetype", mimetype)
        for name, data in members.items():
            held.writestr(name, data)
    return out.getvalue()


def section(inside):
    return f"<hs {HP}>{inside}</hs>"


def replaced(workbook, member, data):
    """Return a workbook with another content of one member."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as held:
        members = {info.filename: held.read(info) for info in held.infolist()}
    return archive(members | {member: data}, mimetype=None)


def error_of(content, name, tmp_path, published="2024-02-01"):
    """Return the message with which a file is refused; nothing may appear beside it."""
    path = tmp_path / name
    path.write_bytes(content)
    start = time.monotonic()
    with pytest.raises(IngestError) as caught:
        read_file(path, published=published)
    assert time.monotonic() - start < SECONDS
    assert [p.name for p in tmp_path.iterdir()] == [name]
    said = str(caught.value)
    assert name in said and "found" in said and "allowed" in said
    return said


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Return one good file of each kind, as bytes."""
    folder = tmp_path_factory.mktemp("good")
    december = pd.Period("2023-12", "M")
    layout = made_releases.build(december, 15)
    months = list(pd.period_range("2022-12", december, freq="M"))
    totals = made_exports.k_stat_totals(months)
    paths = (
        made_releases.to_hwpx(layout, folder / "a.hwpx"),
        made_releases.to_pdf(layout, folder / "a.pdf"),
        made_exports.to_xlsx(totals, folder / "a.xlsx"),
        made_exports.to_xls(totals, folder / "a.xls"),
        made_exports.to_csv(totals, folder / "a.csv", "cp949"),
    )
    return {path.suffix[1:]: path.read_bytes() for path in paths}


# What is not what its name says


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"<!DOCTYPE html><html><body>error</body></html>", "a.xlsx", "a web page"),
        ("<html><table><tr><td>수출".encode("cp949"), "a.xls", "a row of heads"),
        (b"", "a.pdf", "nothing in it"),
        (b"GIF89a\0\0\0", "a.pdf", "a release as PDF or HWPX"),
        (b"%PDF-1.7\n%broken\n", "a.pdf", "a PDF"),
        (b"%PDF-1.7\n" + b"1 0 obj\n<< /Length 99999999 >>\nstream\n", "a.pdf", "a PDF"),
        (b"PK\x03\x04" + b"\0" * 50, "a.hwpx", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "the workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"HWP Document File", "a.hwp", "HWP 5"),
        (b"<?xml version='1.0'?><a/>", "a.hwpx", "a release as PDF or HWPX"),
    ],
)
def test_another_kind_than_the_name_says(content, name, reason, tmp_path):
    assert reason in error_of(content, name, tmp_path)


def test_a_folder_and_a_missing_file_are_no_files(tmp_path):
    for path in (tmp_path, tmp_path / "none.pdf"):
        with pytest.raises(IngestError, match="a file that can be read"):
            read_file(path)


def test_a_file_larger_than_any_release(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "FILE_BYTES", 1000)
    assert "at most 1,000 bytes" in error_of(b"%PDF-1.7\n" * 200, "a.pdf", tmp_path)


@pytest.mark.parametrize("kind", ["hwpx", "pdf", "xlsx", "xls"])
def test_a_truncated_file(kind, good, tmp_path):
    for share in (0.02, 0.3, 0.7, 0.9):
        content = good[kind][: int(len(good[kind]) * share)]
        assert "found" in error_of(content, f"a.{kind}", tmp_path)


# Archives


def test_an_entity_bomb(tmp_path):
    for data in (BOMB, BOMB.encode("utf-16"), BOMB.replace("DOCTYPE", "DOCTYPE\n")):
        said = error_of(archive({SECTION: data}), "a.hwpx", tmp_path)
        assert "without a document type" in said


def test_an_entity_bomb_in_a_workbook(good, tmp_path):
    content = replaced(good["xlsx"], "xl/worksheets/sheet1.xml", BOMB)
    assert "without a document type" in error_of(content, "a.xlsx", tmp_path)
    content = replaced(good["xlsx"], "xl/sharedStrings.xml", BOMB.encode("utf-16"))
    assert "without a document type" in error_of(content, "a.xlsx", tmp_path)


def test_a_zip_bomb(tmp_path):
    bomb = archive({SECTION: b" " * 30_000_000, "BinData/a.bin": b"\0" * 30_000_000})
    assert len(bomb) < 100_000
    assert "at most 200 to one" in error_of(bomb, "a.hwpx", tmp_path)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path):
    content = bytearray(archive({SECTION: b" " * 60_000_000}))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    assert "found" in error_of(bytes(content), "a.hwpx", tmp_path)


def test_more_members_than_any_release(tmp_path):
    many = archive({f"Contents/{n}.bin": b"" for n in range(documents.MEMBERS + 1)})
    assert "at most 2,000" in error_of(many, "a.hwpx", tmp_path)


@pytest.mark.parametrize(
    "member",
    ["../outside.xml", "/outside.xml", "..\\outside.xml", "C:\\outside.xml", "a/../../b"],
)
def test_members_that_point_elsewhere_are_left_out(member, tmp_path):
    content = archive({member: section("<hp:p/>"), "../Contents/section0.xml": "<a/>"})
    assert set(documents.members(content, "a.hwpx")) == {"mimetype"}
    assert "no section" in error_of(content, "a.hwpx", tmp_path)


def test_an_encrypted_member(good, tmp_path):
    content = bytearray(archive({SECTION: section("<hp:p/>")}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(mark) + at] |= 1
    assert "encrypt" in error_of(bytes(content), "a.hwpx", tmp_path)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<hp:p><hp:run><hp:t>수출</hp:t></hp:run></hp:p>", "no such title"),
        ("<hp:p>", "well-formed XML"),
        ("<hp:tbl><hp:tr><hp:tc/></hp:tr></hp:tbl>", "hp:cellAddr"),
        ("<hp:tbl><hp:tr><hp:tc><hp:cellAddr rowAddr='-1' colAddr='0'/></hp:tc></hp:tr></hp:tbl>",
         "a whole number"),
        ("<hp:tbl><hp:tr><hp:tc><hp:cellAddr rowAddr='999999' colAddr='999999'/></hp:tc></hp:tr>"
         "</hp:tbl>", "at most 4,000 rows"),
        ("<hp:tbl><hp:tr><hp:tc><hp:cellAddr rowAddr='0' colAddr='0'/>"
         "<hp:cellSpan rowSpan='99999' colSpan='9999'/></hp:tc></hp:tr></hp:tbl>",
         "at most 4,000 rows"),
        ("<hp:tbl/>" * 2001, "too many tables"),
        ("".join(f"<hp:p a='{n * n % 99991}'/>" for n in range(200_002)), "too much text"),
        ("<hp:p><hp:run>" * 300 + "</hp:run></hp:p>" * 300, "well-formed XML"),
    ],
)  # fmt: skip
def test_sections_out_of_bounds(inside, reason, tmp_path):
    assert reason in error_of(archive({SECTION: section(inside)}), "a.hwpx", tmp_path)


def test_a_section_of_200_000_rows(tmp_path):
    rows = "".join(
        f"<hp:tr><hp:tc><hp:cellAddr rowAddr='{n}' colAddr='0'/></hp:tc></hp:tr>"
        for n in range(200_000)
    )
    said = error_of(archive({SECTION: section(f"<hp:tbl>{rows}</hp:tbl>")}), "a.hwpx", tmp_path)
    assert "at most 4,000 rows" in said


def test_a_section_that_is_too_long(tmp_path):
    noise = random.Random(1).randbytes(9_000_000).hex()
    said = error_of(archive({SECTION: section(f"<hp:p>{noise}</hp:p>")}), "a.hwpx", tmp_path)
    assert "at most 16,000,000 bytes" in said


# Sheets


def test_a_sheet_of_200_000_rows(good, tmp_path):
    head = "<row><c t='inlineStr'><is><t>기간</t></is></c></row>"
    rows = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(200_000))
    content = replaced(
        good["xlsx"],
        "xl/worksheets/sheet1.xml",
        f"{SHEET}<sheetData>{head}{rows}</sheetData></worksheet>",
    )
    assert "at most 60,000 rows" in error_of(content, "a.xlsx", tmp_path)
    (tmp_path / "a.xlsx").unlink()
    lines = "기간,수출 금액(천불)\n" + "2023.12,1\n" * 200_000
    assert "at most 60,000 rows" in error_of(lines.encode("cp949"), "a.csv", tmp_path)


@pytest.mark.parametrize("row", ["<row r='1048576'><c r='A1048576'><v>1</v></c></row>",
                                 "<row r='1'><c r='XFD1'><v>1</v></c></row>"])  # fmt: skip
def test_a_cell_far_away(row, good, tmp_path):
    content = replaced(
        good["xlsx"],
        "xl/worksheets/sheet1.xml",
        f"{SHEET}<sheetData>{row}</sheetData></worksheet>",
    )
    assert "60,000 rows, 300 columns" in error_of(content, "a.xlsx", tmp_path)


def test_a_line_of_many_columns_or_a_field_without_end(tmp_path):
    wide = "기간" + ",수출" * 400 + "\n"
    assert "300 columns" in error_of(wide.encode(), "a.csv", tmp_path)
    endless = '기간,수출 금액\n"' + "1" * 500_000
    assert "well-formed CSV" in error_of(endless.encode(), "a.csv", tmp_path)


def test_an_old_workbook_that_is_too_long(good, tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "XLS_BYTES", 5000)
    assert "at most 5,000 bytes" in error_of(good["xls"], "a.xls", tmp_path)


# PDF


def pdf_of(stream, filters=b""):
    """Make a PDF of one page with a stream of drawing."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    foot = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + head + foot


def test_a_pdf_that_draws_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "PDF_SECONDS", 4)
    strokes = b"".join(b"%d 0 m %d 800 l S " % (n % 600, n % 600) for n in range(400_000))
    content = pdf_of(zlib.compress(strokes), b"/Filter /FlateDecode")
    assert "found" in error_of(content, "a.pdf", tmp_path)


def test_a_pdf_that_unpacks_to_more_than_memory_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "PDF_SECONDS", 10)
    packer = zlib.compressobj(1)
    piece = b" " * 10_000_000
    packed = b"".join(packer.compress(piece) for _ in range(40)) + packer.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = error_of(pdf_of(packed, b"/Filter /FlateDecode"), "a.pdf", tmp_path)
    assert "found" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_a_pdf_of_nothing_but_pages_that_point_at_themselves(tmp_path):
    loop = pdf_of(b"").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    assert "found" in error_of(loop, "a.pdf", tmp_path)


# Whatever else: bytes changed at random never give anything but rows or a clear error


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(min_size=1, max_size=3000), name=st.sampled_from(["a.pdf", "a.xls", "a.csv"])
)
def test_random_bytes(content, name, tmp_path_factory):
    path = tmp_path_factory.mktemp("random") / name
    path.write_bytes(content)
    with pytest.raises(KtradeError):
        read_file(path, published="2024-02-01")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("kind", ["hwpx", "xlsx", "xls", "csv"])
def test_a_good_file_with_changed_bytes(kind, data, good, tmp_path_factory):
    content = bytearray(good[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("changed") / f"a.{kind}"
    path.write_bytes(bytes(content))
    try:
        assert len(read_file(path, published="2024-02-01").rows)
    except KtradeError as error:
        assert str(error)


@pytest.mark.parametrize("seed", range(4))
def test_a_good_pdf_with_changed_bytes(seed, good, tmp_path):
    chance = random.Random(seed)
    content = bytearray(good["pdf"])
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(content))
    try:
        assert len(read_file(path).rows)
    except KtradeError as error:
        assert str(error)


def test_the_script_for_pdf_reads_nothing_of_the_package():
    """It runs alone, so that a hostile file finds nothing but itself."""
    script = Path(documents.PDF_SCRIPT)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script)], input=b"", capture_output=True, check=False
    )
    assert done.returncode == 1 and b"pdfplumber" in done.stderr
