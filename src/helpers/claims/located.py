"""A YAML file as plain values that know their lines: texts, numbers, lists and mappings.

Dates stay texts, tags and aliases are refused, and so is a key that is given twice. Every fault is
a `ClaimError` that names the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import ClaimError, nearest

LARGEST = 1_000_000  # bytes of a file
DEEPEST = 8  # levels of lists and mappings
TAG = "tag:yaml.org,2002:"
# That of libyaml where PyYAML comes with it: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNPRINTABLE = re.compile(f"{yaml.reader.Reader.NON_PRINTABLE.pattern}|\ufeff")
SCALARS = ("null", "bool", "int", "float", "str", "timestamp", "merge", "value")


def read_located(path: Path) -> Part:
    """Read a file as one document.

    Raises
    ------
    ClaimError
        When it cannot be read, is too large, or is no YAML of plain values.
    """
    return Part(path.name, _document(path))


@dataclass(frozen=True)
class Part:
    """A part of the file, for reading values from it with their lines."""

    file: str
    node: yaml.Node
    name: str = ""

    @cached_property
    def value(self) -> Any:
        """The plain value."""
        return _plain(self.node)

    def get(self, key: str) -> Any:
        """Give the value of a key of a mapping; None where it is not there."""
        return self.value.get(key)

    def part(self, key: str) -> Part:
        """Give the part under a key."""
        return Part(self.file, self._pair(key)[1], self.name)

    @property
    def entries(self) -> list[Part]:
        """The entries of a list; none where it is no list."""
        if not isinstance(self.node, yaml.SequenceNode):
            return []
        return [Part(self.file, node, self.name) for node in self.node.value]

    def called(self, name: str) -> Part:
        """Give the same part with a name for the messages."""
        return Part(self.file, self.node, name)

    def line(self, key: str = "") -> int:
        """Give the line of a key, or the first one of the whole."""
        return int(self._pair(key)[0].start_mark.line) + 1

    def _pair(self, key: str) -> tuple[yaml.Node, yaml.Node]:
        if isinstance(self.node, yaml.MappingNode):
            for name, node in self.node.value:
                if name.value == key:
                    return name, node
        return self.node, self.node

    def where(self, key: str = "") -> str:
        """Name the file, the line and what it is, for messages."""
        return f"{self.file}, line {self.line(key)}" + (f", {self.name}" if self.name else "")

    def error(self, key: str, allowed: str, hint: str | None = None) -> ClaimError:
        """Say what was found under a key and what is allowed."""
        found = self.get(key) if isinstance(self.value, dict) else self.value
        shown = repr(found) if len(repr(found)) <= 80 else f"{repr(found)[:76]}..."
        return ClaimError(self.where(key), f"{key}: found {shown}, allowed: {allowed}", None, hint)

    def require_keys(self, needed: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse a mapping with other keys, or without a needed one."""
        allowed = [*needed, *optional]
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("entry", f"a mapping with {', '.join(needed)}")
        for key in self.value:
            if key not in allowed:
                raise ClaimError(
                    self.where(key),
                    f"key: found {key!r}, allowed: {', '.join(allowed)}",
                    None,
                    nearest(key, allowed),
                )
        for key in needed:
            if key not in self.value:
                raise ClaimError(self.where(), f"{key} is missing")

    def require_one_of(self, key: str, allowed: Iterable[str]) -> None:
        """Refuse a value that is not one of those allowed."""
        value = self.get(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.error(key, ", ".join(allowed), nearest(str(value), allowed))

    def text(self, key: str, needed: bool = True) -> str:
        """Give a text; empty where it may be left out and is."""
        value = self.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Give one text or a list of them."""
        value = self.get(key)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in listed):
            raise self.error(key, "a text or a list of texts")
        return tuple(listed)


def _document(path: Path) -> yaml.Node:
    """Read a file as one YAML document of plain values."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        problem = (error.strerror or "unknown").lower()
        raise ClaimError(path.name, f"the file cannot be read: {problem}") from None
    if len(raw) > LARGEST:
        raise ClaimError(path.name, f"is larger than {LARGEST:,} bytes, the most that is read")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ClaimError(f"{path.name}, line {line}", "is no text in UTF-8") from None
    if odd := UNPRINTABLE.search(text):
        line = text[: odd.start()].count("\n") + 1
        raise ClaimError(f"{path.name}, line {line}", "is no YAML: special characters are in it")
    try:
        _require_shallow(path.name, text)  # the composer calls itself at every level
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = path.name if mark is None else f"{path.name}, line {mark.line + 1}"
        raise ClaimError(where, f"is no YAML: {error.problem or error.context}") from None
    if root is None:
        raise ClaimError(path.name, "is empty")
    _require_plain(path.name, root, set())
    return root


def _require_shallow(file: str, text: str) -> None:
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            where = f"{file}, line {event.start_mark.line + 1}"
            raise ClaimError(where, f"is nested more than {DEEPEST} levels deep")


def _require_plain(file: str, node: yaml.Node, seen: set[int]) -> None:
    """Refuse what a list of plain statements has no use for: aliases, tags, keys that recur."""
    where = f"{file}, line {node.start_mark.line + 1}"
    if id(node) in seen:
        raise ClaimError(where, "anchors and aliases are not allowed: write it out")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if node.tag.removeprefix(TAG) not in SCALARS:
            raise ClaimError(where, f"the tag {node.tag!r} is not allowed: plain values are")
        return
    if node.tag.removeprefix(TAG) not in ("map", "seq"):
        raise ClaimError(where, f"the tag {node.tag!r} is not allowed: lists and mappings are")
    keys: set[str] = set()
    for each in node.value:
        if isinstance(node, yaml.MappingNode):
            key, each = each
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise ClaimError(f"{file}, line {line}", "a key is a word")
            if key.value in keys:
                raise ClaimError(f"{file}, line {line}", f"{key.value!r} is given twice")
            keys.add(key.value)
        _require_plain(file, each, seen)


def _plain(node: yaml.Node) -> Any:
    """Give a node as text, number, yes or no, nothing, list or mapping; dates stay texts."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(each) for key, each in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    kind = node.tag.removeprefix(TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in ("yes", "true", "on")
    for number, make in (("int", int), ("float", float)):
        if kind == number:
            try:
                return make(node.value)
            except ValueError:
                return node.value
    return node.value
