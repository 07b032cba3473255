"""A YAML file as plain values that know their lines: texts, numbers, lists and mappings.

Dates stay texts; tags, aliases and a key given twice are faults. Faults are collected with the file
and the line, so that one does not hide the next. Where the YAML itself is broken, the entries of
the list are read one by one, and the others are still there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import ClaimsFileError, Fault, nearest

LARGEST = 1_000_000  # bytes of a file
DEEPEST = 8  # levels of lists and mappings
TAG = "tag:yaml.org,2002:"
# That of libyaml where PyYAML comes with it: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNPRINTABLE = re.compile(f"{yaml.reader.Reader.NON_PRINTABLE.pattern}|\ufeff")
SCALARS = ("null", "bool", "int", "float", "str", "timestamp", "merge", "value")
TOP_KEY = re.compile(r"[A-Za-z_]\w*\s*:")
ENTRY = re.compile(r"(\s*)-(\s|$)")
NAME = re.compile(r"^\W*id:\s*(\w[\w.-]*)\s*$", re.MULTILINE)
PLAIN_YAML = "`key: value`; a text with `: ` or ` #` in it in quotes; no tabs before a key"


@dataclass(frozen=True)
class Source:
    """A file while it is read: its name, and its faults so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)  # nodes met, for aliases

    def add(
        self, line: int | None, problem: str, allowed: str = "", name: str = "", key: str = ""
    ) -> None:
        """Add a fault."""
        self.faults.append(Fault(self.file, line, name, key, problem, allowed))


@dataclass(frozen=True)
class Part:
    """A part of a file, for reading values from it; what does not fit becomes a fault."""

    source: Source
    node: yaml.Node
    above: int = 0  # lines of the file above the text that the node was read from
    name: str = ""

    @cached_property
    def value(self) -> Any:
        """The plain value."""
        return _plain(self.node)

    @property
    def is_mapping(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def keys(self) -> list[str]:
        """The keys of a mapping."""
        return [name.value for name, _ in self.node.value] if self.is_mapping else []

    def get(self, key: str) -> Any:
        """Return the value of a key; None where there is no such key."""
        return self.part(key).value if self.has(key) else None

    def has(self, key: str) -> bool:
        """Return whether a key is there."""
        return key in self.keys

    def part(self, key: str) -> Part:
        """Return the part under a key."""
        return Part(self.source, self._pair(key)[1], self.above, self.name)

    @property
    def entries(self) -> list[Part]:
        """The entries of a list; none where it is no list."""
        if not isinstance(self.node, yaml.SequenceNode):
            return []
        return [Part(self.source, node, self.above, self.name) for node in self.node.value]

    def called(self, name: str) -> Part:
        """Return the same part with a name for the messages."""
        return Part(self.source, self.node, self.above, name)

    def label(self, key: str) -> str:
        """Return a single value as it is written, for messages; else an empty text."""
        node = self._pair(key)[1]
        return str(node.value) if self.has(key) and isinstance(node, yaml.ScalarNode) else ""

    def line(self, key: str = "") -> int:
        """Return the line of a key, or the first one of the whole."""
        return self.above + int(self._pair(key)[0].start_mark.line) + 1

    def _pair(self, key: str) -> tuple[yaml.Node, yaml.Node]:
        if isinstance(self.node, yaml.MappingNode):
            for name, node in self.node.value:
                if name.value == key:
                    return name, node
        return self.node, self.node

    # ------------------------------------------------------------ faults

    def fault(self, key: str, problem: str, allowed: str = "", hint: str | None = None) -> None:
        """Add a fault under a key."""
        place = (self.source.file, self.line(key), self.name, key)
        self.source.faults.append(Fault(*place, problem, allowed, hint))

    def refuse(self, key: str, allowed: str, hint: str | None = None) -> None:
        """Add the fault that the value of a key is not allowed."""
        value = self.get(key) if self.is_mapping else self.value
        shown = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:76]}..."
        self.fault(key, f"found {shown}", allowed, hint)

    def is_plain(self, but: str = "") -> bool:
        """Return whether there are only plain values, `but` under one key; others are faults."""
        before = len(self.source.faults)
        self._require_plain(self.node, but)
        return len(self.source.faults) == before

    def _require_plain(self, node: yaml.Node, but: str = "", field: str = "") -> None:
        def add(node: yaml.Node, problem: str, allowed: str, field: str = field) -> None:
            line = self.above + node.start_mark.line + 1
            self.source.add(line, problem, allowed, self.name, field)

        if id(node) in self.source.seen:
            add(node, "found an alias", "the value written out")
            return
        self.source.seen.add(id(node))
        scalar = isinstance(node, yaml.ScalarNode)
        if node.tag.removeprefix(TAG) not in (SCALARS if scalar else ("map", "seq")):
            add(node, f"found the tag {node.tag!r}", "plain values")
            return
        if not isinstance(node, yaml.MappingNode):
            for child in [] if scalar else node.value:
                self._require_plain(child, field=field)
            return
        keys: set[str] = set()
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                add(key, "found a list or mapping as a key", "a word")
                continue
            if key.value in keys:
                add(key, f"{key.value!r} is given twice", "every key once", field or key.value)
            keys.add(key.value)
            if key.value != but:
                self._require_plain(child, field=field or key.value)

    # ------------------------------------------------------------ values

    def require_keys(self, needed: Mapping[str, str], optional: Iterable[str] = ()) -> None:
        """Add faults for other and missing keys; a misspelt one is not also missing."""
        allowed = [*needed, *optional]
        if not self.is_mapping:
            self.refuse("", f"a mapping with {', '.join(needed)}")
            return
        meant = set()
        for key in self.keys:
            if key not in allowed:
                free = [other for other in allowed if not self.has(other)]
                hint = nearest(key, free) or nearest(key, allowed)
                meant.add(hint)
                self.fault(key, f"unknown key {key!r}", ", ".join(allowed), hint)
        for key in needed:
            if not self.has(key) and key not in meant:
                self.source.add(self.line(), "is missing", needed[key], self.name, key)

    def require_one_of(self, key: str, allowed: Sequence[str]) -> None:
        """Add a fault where the value is not one of those allowed."""
        value = self.get(key)
        if self.has(key) and not (isinstance(value, str) and value in allowed):
            self.refuse(key, ", ".join(allowed), nearest(str(value), allowed))

    def text(self, key: str, needed: bool = True) -> str:
        """Return a text; empty where there is none or it may be left out, else a fault."""
        value = self.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if self.has(key) and (needed or value is not None):
            self.refuse(key, "a text")
        return ""

    def texts(self, key: str) -> list[tuple[str, int]]:
        """Return one text or a list of them, each with its line."""
        value = self.get(key)
        if value is None:
            return []
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in listed):
            self.refuse(key, "a text or a list of texts")
            return []
        if isinstance(value, str):
            return [(value, self.line(key))]
        lines = [entry.line() for entry in self.part(key).entries]
        return list(zip(listed, lines, strict=True))


def read_list(path: Path, key: str) -> tuple[Part | None, list[Part]]:
    """Read a file whose head has a list under a key.

    Returns
    -------
    tuple
        The head (None where it is no YAML) and the entries of the list that can be read. The faults
        are in their `source`.

    Raises
    ------
    ClaimsFileError
        When nothing of the file can be read.
    """
    source = Source(path.name)
    text = _text(path, source)
    root = _compose(text, 0, source)
    if root is not None:
        head = Part(source, root)
        entries = head.part(key).entries if head.has(key) else []
        if head.has(key) and not entries:
            head.refuse(key, f"a list of {key}")
        return head, entries
    head_text, chunks = _split(text, key)
    if not chunks:
        raise ClaimsFileError(source.faults)
    broken = source.faults.copy()
    source.faults.clear()
    root = _compose(head_text, 0, source)
    entries = []
    for above, chunk in chunks:
        before = len(source.faults)
        node = _compose(chunk, above, source)
        if node is not None:
            entries += Part(source, node, above).entries
        if match := NAME.search(chunk):
            source.faults[before:] = [
                fault._replace(claim=match[1]) for fault in source.faults[before:]
            ]
    if not source.faults:  # all parts are good, but not the whole
        source.faults.extend(broken)
    if root is None and not entries:
        raise ClaimsFileError(source.faults)
    head_part = None if root is None else Part(source, root)
    return head_part, entries


def _split(text: str, key: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the text without the entries of a list, and each entry with the lines above it."""
    head: list[str] = []
    chunks: list[tuple[int, list[str]]] = []
    margin: str | None = None
    within = False
    for number, line in enumerate(text.splitlines(keepends=True)):
        if TOP_KEY.match(line):
            within = line.partition(":")[0].strip() == key
            head.append(line)
            continue
        entry = ENTRY.match(line) if within else None
        if entry and margin in (None, entry[1]):
            margin = entry[1]
            chunks.append((number, [line]))
        elif within and chunks:
            chunks[-1][1].append(line)
        else:
            head.append(line)
            continue
        head.append("\n")
    return "".join(head), [(above, "".join(lines)) for above, lines in chunks]


def _text(path: Path, source: Source) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        source.add(None, f"the file cannot be read: {(error.strerror or 'unknown').lower()}")
        raise ClaimsFileError(source.faults) from None
    try:
        if len(raw) > LARGEST:
            source.add(None, f"is larger than {LARGEST:,} bytes", f"at most {LARGEST:,}")
        else:
            return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        source.add(line, "is no text in UTF-8", "a text file in UTF-8")
    raise ClaimsFileError(source.faults)


def _compose(text: str, above: int, source: Source) -> yaml.Node | None:
    """Read a text as one YAML document; None, and a fault, where it is none."""
    if odd := UNPRINTABLE.search(text):
        line = above + text[: odd.start()].count("\n") + 1
        source.add(line, "is no YAML: special characters are in it", "letters, digits and marks")
        return None
    try:
        deep = _too_deep(text)  # the composer calls itself at every level
        if deep is not None:
            source.add(above + deep, f"is nested more than {DEEPEST} levels deep", "fewer levels")
            return None
        root: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        marks: list[Any] = [error.problem_mark, error.context_mark]
        if "end of stream" in str(error.problem):  # the place of the quote that is not closed
            marks.reverse()
        mark = next(filter(None, marks), None)
        place = None if mark is None else above + mark.line + 1
        source.add(place, f"is no YAML: {error.problem or error.context}", PLAIN_YAML)
        return None
    if root is None:
        source.add(None, "is empty", "a mapping")
    return root


def _too_deep(text: str) -> int | None:
    """Return the line where lists and mappings are nested too deeply."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return int(event.start_mark.line) + 1
    return None


def _plain(node: yaml.Node) -> Any:
    """Return a node as text, number, yes or no, nothing, list or mapping; dates stay texts."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(child) for key, child in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child) for child in node.value]
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
