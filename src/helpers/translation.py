"""The language of what a reader sees: one at a time, and the texts of the other one by the English.

Every text a reader meets is written in English where it is made, as a template whose fields are
filled afterwards: `tr("{} of the {} main items rose.", 11, 20)`. `korean.po` holds the same
template in Korean, with the fields where Korean wants them; it may leave some out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from helpers.errors import ParameterError

LANGUAGES = ("en", "ko")
MESSAGES = Path(__file__).with_name("korean.po")
EMPTY = "∅"  # a text that Korean has no word for; an empty one would mean that it is not translated

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
    ...     tr("Exports")
    '수출'
    """
    before = spoken()
    speak(lang)
    try:
        yield
    finally:
        speak(before)


def tr(text: str, *parts: object, **named: object) -> str:
    """Return a text in the language chosen, its fields filled.

    A text that is not translated stays English; a test finds those that stand in the code.

    Parameters
    ----------
    text : str
        The English text, a template of `str.format` where parts are given.
    *parts, **named : object
        What its fields are filled with.

    Examples
    --------
    >>> tr("Exports by main item in {}", "December 2023")
    'Exports by main item in December 2023'
    """
    if spoken() != "en":
        text = _korean().get(text, text).replace(EMPTY, "")
        return with_particles(text.format(*parts, **named)) if parts or named else text
    return text.format(*parts, **named) if parts or named else text


def later(text: str) -> str:
    """Mark a text that stands in a table of the code and is translated where it is shown.

    Examples
    --------
    >>> later("highest in N")
    'highest in N'
    """
    return text


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


def _chosen(found: re.Match[str]) -> str:
    closed, open_, with_l = FORMS[found["form"]]
    last = found["last"]
    code = ord(last)
    if 0xAC00 <= code <= 0xD7A3:
        sound = (code - 0xAC00) % 28
        ends = "" if sound == 0 else "l" if sound == 8 else "c"
    else:
        ends = ENDS.get(last.upper(), "")
    said = {"": open_, "l": with_l, "c": closed}[ends]
    return f"{last}{found['between']}{said}"


@lru_cache(maxsize=1)
def _korean() -> dict[str, str]:
    import polib

    return {each.msgid: each.msgstr for each in polib.pofile(str(MESSAGES)) if each.msgstr}


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
