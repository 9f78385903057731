"""Reading a YAML document from outside: text, lists and mappings only, each part with its place."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from ntm_analysis.errors import BadInputError

MOST_BYTES = 64 * 1024
DEEPEST = 8
SHOWN = 80


@dataclass(frozen=True)
class Part:
    """One part of a document (a text, a list or a mapping of parts) and where it stands."""

    file: str
    line: int
    keys: tuple[str, ...]
    value: "str | list[Part] | dict[str, Part]"

    @property
    def place(self) -> str:
        return ", ".join([self.file, f"line {self.line}", *([".".join(self.keys)] if self.keys else [])])

    def fault(self, found: str, expected: str, do: str = "correct the file") -> BadInputError:
        """Give the error that names this part."""
        return BadInputError(self.place, found, expected, do)

    def text(self) -> str:
        """Give the text of this part; raises BadInputError when it is a list or a mapping."""
        if not isinstance(self.value, str):
            raise self.fault(_kind(self.value), "text")
        return self.value

    def texts(self) -> "list[Part]":
        """Give the texts of a list, each once; one text alone counts as a list of one."""
        parts = [self] if isinstance(self.value, str) else self.value
        if not isinstance(parts, list) or not parts:
            raise self.fault(_kind(self.value), "a list of texts")
        seen = set()
        for part in parts:
            if part.text() in seen:
                raise part.fault(f"{short(part.text())} twice", "each entry once")
            seen.add(part.text())
        return parts

    def entries(self) -> "list[Part]":
        """Give the parts of a list; raises BadInputError when it is none."""
        if not isinstance(self.value, list):
            raise self.fault(_kind(self.value), "a list")
        return self.value

    def mapping(self, known: Collection[str] = ()) -> "dict[str, Part]":
        """Give the parts of a mapping, whose keys are among the known ones (none given: any)."""
        if self.value == "":
            return {}
        if not isinstance(self.value, dict):
            raise self.fault(_kind(self.value), "names with values, each as 'name: value'")
        for name, part in self.value.items():
            if known and name not in known:
                raise part.fault(f"an unknown key{hint(name, known)}", f"one of {', '.join(known)}", "correct the name")
        return self.value


def short(text: str) -> str:
    """Give a text in quotes, cut where it is long."""
    shown = repr(text)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}… ({len(text)} characters)"


def hint(name: str, known: Collection[str]) -> str:
    """Name the nearest right name, if one is near."""
    near = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def read_document(content: bytes, file: str) -> Part:
    """Read a YAML document of text, lists and mappings; every scalar is text as it stands.

    Raises BadInputError for more than MOST_BYTES, another encoding than UTF-8, broken YAML, several documents, tags,
    anchors, aliases, keys that come twice or are no text, and nesting deeper than DEEPEST.
    """
    if len(content) > MOST_BYTES:
        raise BadInputError(file, f"{len(content)} bytes", f"at most {MOST_BYTES}", "split the matrix")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{content[error.start]:02x} at offset {error.start}"
        raise BadInputError(file, found, "UTF-8 text", "save the file as UTF-8") from None
    try:
        return _Reading(text, file).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}, line {mark.line + 1}" if mark else file
        found = " ".join(str(getattr(error, "problem", None) or error).split())[:200]
        raise BadInputError(place, f"no YAML ({found})", "YAML", "mend the line") from None


class _Reading:
    """The events of a document, taken one by one."""

    def __init__(self, text: str, file: str):
        self.events, self.file = yaml.parse(text, Loader=yaml.BaseLoader), file

    def document(self) -> Part:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Part(self.file, 1, (), "")
        part = self._part(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise BadInputError(self._place(after), "a second document", "one", "leave out what follows '---'")
        return part

    def _part(self, event, keys: tuple[str, ...]) -> Part:
        self._refuse(event, keys)
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return Part(self.file, line, keys, event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return Part(self.file, line, keys, self._list(keys))
        return Part(self.file, line, keys, self._mapping(keys))

    def _list(self, keys: tuple[str, ...]) -> list[Part]:
        parts: list[Part] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            parts.append(self._part(event, (*keys, str(len(parts) + 1))))
        return parts

    def _mapping(self, keys: tuple[str, ...]) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._part(event, keys).text()
            if key in parts:
                raise BadInputError(self._place(event), f"the key {short(key)} twice", "each key once", "keep one")
            parts[key] = self._part(next(self.events), (*keys, key if key.isprintable() else ascii(key)))
        return parts

    def _refuse(self, event, keys: tuple[str, ...]) -> None:
        found, named = "", getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            found = f"an alias (*{named})"
        elif named:
            found = f"an anchor (&{named})"
        elif event.tag:
            found = f"a tag ({event.tag})"
        elif len(keys) > DEEPEST:
            found = f"lists or mappings {len(keys)} deep"
        if found:
            do = "write the values out"
            raise BadInputError(self._place(event), found, "plain text, lists and mappings", do)

    def _place(self, event) -> str:
        return f"{self.file}, line {event.start_mark.line + 1}"


def _kind(value) -> str:
    if isinstance(value, str):
        return short(value) if value else "nothing"
    return ("a list" if isinstance(value, list) else "a mapping") if value else "nothing in it"
