"""The language of what a reader meets, and its phrases and labels by key.

A phrase has a key by its meaning, never by its English: `phrase("first_in_count", count="3 months",
period="2023-09")`. Its text in a language is in `texts/en/phrases.yaml` or `texts/ko/phrases.yaml`,
names and labels are in `labels.yaml` beside it; both languages have the same keys and fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers.errors import ParameterError

LANGUAGES = ("en", "ko")
FOLDER = Path(__file__).with_name("texts")

_spoken: ContextVar[str] = ContextVar("spoken", default="en")


def speak(lang: str) -> None:
    """Choose the language of all texts from here on.

    Raises
    ------
    ParameterError
        Naming the languages there are.

    Examples
    --------
    >>> speak("en")
    >>> speak("fr")
    Traceback (most recent call last):
    helpers.errors.ParameterError: parameter lang = 'fr': allowed are en, ko
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", LANGUAGES, lang)
    _spoken.set(lang)


def spoken() -> str:
    """Return the language chosen, English unless told otherwise.

    Examples
    --------
    >>> spoken()
    'en'
    """
    return _spoken.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Choose the language of all texts for a while.

    Examples
    --------
    >>> with speaking("ko"):
    ...     labels("flows")["exports"]
    '수출'
    """
    before = spoken()
    speak(lang)
    try:
        yield
    finally:
        speak(before)


def phrase(key: str, **fields: object) -> str:
    """Write a phrase in the language spoken.

    Parameters
    ----------
    key : str
        Its key in `phrases.yaml`.
    **fields : Any
        What its fields are filled with; Korean particles follow the sound before them.

    Raises
    ------
    KeyError
        When there is no such phrase, or it has a field that is not among `fields`.

    Examples
    --------
    >>> phrase("first_in_count", count="3 months", period="2023-09")
    'first in 3 months: last in 2023-09'
    >>> with speaking("ko"):
    ...     phrase("other_number", value="5.1%", quoted="5.3")
    '5.1%(보도된 5.3과 다름)'
    """
    return with_particles(texts(spoken(), "phrases")[key].format(**fields))


def labels(group: str) -> dict[str, str]:
    """Return the labels of a group in the language spoken, by key.

    Examples
    --------
    >>> labels("short")["semiconductors"]
    'chips'
    """
    by_key: dict[str, str] = texts(spoken(), "labels")[group]
    return by_key


@lru_cache
def texts(lang: str, name: str) -> dict[str, Any]:
    """Read a file of texts of a language.

    Examples
    --------
    >>> texts("ko", "labels")["flows"]["exports"]
    '수출'
    """
    import yaml

    text = (FOLDER / lang / f"{name}.yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return read


def with_particles(text: str) -> str:
    """Choose between the two forms of each particle by the sound before it; marks are passed over.

    Written in the templates as 은(는), 이(가), 을(를), 과(와) and (으)로. After a digit it is the
    sound of its Sino-Korean name, after a Latin letter that of the letter's name.

    Examples
    --------
    >>> with_particles("수출은(는) 늘고 <a>반도체</a>이(가) 줄어 5.1%(으)로")
    '수출은 늘고 <a>반도체</a>가 줄어 5.1%로'
    """
    return PARTICLE.sub(_chosen, text) if "(" in text else text


def _chosen(match: re.Match[str]) -> str:
    closed, open_, with_l = FORMS[match["form"]]
    last = match["last"]
    code = ord(last)
    if 0xAC00 <= code <= 0xD7A3:
        sound = (code - 0xAC00) % 28
        ends = "" if sound == 0 else "l" if sound == 8 else "c"
    else:
        ends = ENDS.get(last.upper(), "")
    particle = {"": open_, "l": with_l, "c": closed}[ends]
    return f"{last}{match['between']}{particle}"


# After a closed syllable, an open one, and one that ends in ㄹ.
FORMS = {
    "은(는)": ("은", "는", "은"),
    "이(가)": ("이", "가", "이"),
    "을(를)": ("을", "를", "을"),
    "과(와)": ("과", "와", "과"),
    "(으)로": ("으로", "로", "로"),
}
FORM = "|".join(map(re.escape, FORMS))
PARTICLE = re.compile(rf"(?P<last>[^\s<>()])(?P<between>(?:\)|<[^>]*>)*)(?P<form>{FORM})")
# How names of digits and letters end: 영 일 삼 육 칠 팔; 엘 엠 엔 알.
ENDS = {"0": "c", "1": "l", "3": "c", "6": "c", "7": "l", "8": "l", "L": "l", "M": "c", "N": "c",
        "R": "l"}  # fmt: skip
