"""Whole sentences in two languages: templates that choose and place what findings hold.

`en/` and `ko/` have the same files and the same macros: a file is a section, a macro the text of a
kind of finding, so that `exports.j2` holds the macro `run` for findings of kind "exports.run". A
number in a text comes from a finding, by a filter of `filters`.
"""

from helpers.texts.around import Words, later, missing, source, words
from helpers.texts.text import Headline, Text, headline, paragraph, sentence, small_print
from helpers.translation import labels

__all__ = [
    "Headline",
    "Text",
    "Words",
    "headline",
    "labels",
    "later",
    "missing",
    "paragraph",
    "sentence",
    "small_print",
    "source",
    "words",
]
