"""The texts that are translated, gathered from code, template and data into korean.po.

`make messages` runs it. A text that is new stands in the file without a translation until somebody
writes one; one that is no longer used goes.
"""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from helpers.translation import MESSAGES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "helpers"
KEYWORDS = {"tr": None, "later": None, "say": None, "phrase": None, "titled": None}


def gathered() -> dict[str, list[tuple[str, int]]]:
    """List every text a reader may meet, with the files that hold it."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]):
        method = "python" if path.suffix == ".py" else "jinja2"
        with path.open("rb") as file:
            for _, text, _, _ in extract(method, file, keywords=KEYWORDS):
                assert isinstance(text, str)
                found.setdefault(text, []).append((path.relative_to(ROOT).as_posix(), 0))
    with (ROOT / "data" / "exceptions.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["why"], []).append(("data/exceptions.csv", 0))
    return {text: list(dict.fromkeys(places)) for text, places in found.items()}


def held() -> dict[str, str]:
    """Give what korean.po holds."""
    with MESSAGES.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


def written(texts: dict[str, list[tuple[str, int]]], korean: dict[str, str]) -> bytes:
    """Write the file anew, every text in the order of the code."""
    catalogue = Catalog(locale="ko", header_comment=HEADER, fuzzy=False)
    for text, places in texts.items():
        catalogue.add(text, korean.get(text, ""), locations=places)
    file = BytesIO()
    write_po(file, catalogue, width=100, omit_header=False, include_lineno=False)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(each for each in lines if not each.startswith(CLOCK)).encode()


HEADER = "# Korean texts of the reports, by the English ones. See tests/messages.py."
CLOCK = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team',
         '"Project-Id-Version', '"Report-Msgid-Bugs-To', '"Generated-By')  # fmt: skip

if __name__ == "__main__":
    before = held() if MESSAGES.exists() else {}
    texts = gathered()
    MESSAGES.write_bytes(written(texts, before))
    open_ = [text for text in texts if not before.get(text)]
    print(f"{len(texts)} texts, {len(open_)} without a translation")
