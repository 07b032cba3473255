"""Codes of the catalogue for the names that releases and exports use."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from helpers import catalogue
from helpers.places import find_data_dir

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
HS_LINES: dict[str, str] = WORDS["hs_lines"]
FOOTNOTES = dict.fromkeys(map(ord, "¹²³⁴⁵⁶⁷⁸⁹⁰*†‡※"))
QUOTES = dict.fromkeys(map(ord, "【】「」『』〈〉《》<>"))
BULLETS = re.compile(r"^(?:[○●◦□■▪▫◆◇◈▶▷∙•·ㆍ‣\-–—➊-➓①-⑳]|\(?\d{1,2}[.)])+")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
DEPTH = 3  # of brackets within brackets that a name may have


@lru_cache(maxsize=4096)  # long exports repeat their texts
def tidy(text: str) -> str:
    """Return a text with one kind of bracket, minus, tilde and space; footnote marks are dropped.

    Examples
    --------
    >>> tidy("（△１５．０％）  1∼20일*")
    '(△15.0%) 1~20일'
    """
    plain = unicodedata.normalize("NFKC", text.translate(FOOTNOTES))
    for mark, signs in (("-", "−–—‐‑"), ("~", "∼〜～˜"), ("’", "‘'`´′"), ("△", "▵")):
        for sign in signs:
            plain = plain.replace(sign, mark)
    return " ".join(plain.replace("\u200b", "").split())


def squeezed(text: str) -> str:
    """Return a tidy text without spaces, brackets' contents and bullets, in capitals.

    Examples
    --------
    >>> squeezed("○ 컴퓨터 (SSD/eSSD)")
    '컴퓨터'
    """
    plain = tidy(text)
    for _ in range(DEPTH):
        plain = BRACKETS.sub("", plain)
    plain = plain.replace(" ", "").upper()
    return BULLETS.sub("", plain.translate(QUOTES)).strip("·ㆍ,:")


def code_of(text: str, data_dir: str | Path | None = None) -> str | None:
    """Return the code of a name; None where the catalogue has no such name.

    Examples
    --------
    >>> code_of("무선 통신기기"), code_of("자동차"), code_of("자동차 부품"), code_of("對중국")
    ('wireless_devices', 'automobiles', 'auto_parts', 'china')
    >>> code_of("대만"), code_of("자동차산업") is None
    ('taiwan', True)
    """
    name = squeezed(text).replace("·", "").replace("ㆍ", "")
    known = _known(find_data_dir(data_dir))
    if name in known:
        return known[name]
    for towards in ("對", "대"):  # "to China"
        if name.startswith(towards) and name[1:] in known:
            return known[name[1:]]
    return None


@lru_cache(maxsize=4)
def _known(folder: Path) -> dict[str, str]:
    known: dict[str, str] = {}
    for code in reversed(catalogue.codes(folder)):  # of two of one name the first in order counts
        if catalogue.breakdown(code, folder) in ("total", "item", "region", "energy"):
            for lang in ("en", "ko"):
                known[squeezed(catalogue.name(code, lang, folder))] = code
    for code, words in WORDS["names"].items():
        known |= dict.fromkeys(words.split(), code)
    for code in ("middle_east_incl_turkiye", "semiconductors_hs", "automobiles_hs"):
        # their names are those of the plain codes once the brackets are gone
        known = {name: other for name, other in known.items() if other != code}
    known["중동"] = "middle_east"
    return known
