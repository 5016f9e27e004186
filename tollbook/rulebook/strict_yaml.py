"""YAML read strictly: what stands there is what comes out, and every node knows its line.

Refused: duplicate and merge keys, aliases and anchors, tags, very long numbers, very deep or large files. `no` is the
string "no"; only `true`/`false` are booleans, only `null`/empty is null, dates stay strings (the YAML 1.2 core schema).
"""

import re
from pathlib import Path
from typing import Any

import yaml

from tollbook.rulebook.forms import forms

MAX_BYTES = 4_000_000
MAX_DEPTH = 24
MAX_DIGITS = 18  # a longer whole number fits in no column

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:^|[\s\ufeff\[{,:])[&*!]", re.MULTILINE)  # where an alias, an anchor or a tag may stand
_ALLOWED = re.compile(r"[\t\n\r\x85\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").match  # YAML 1.2
_PLAIN = "plain"  # a tag of our own: what a scalar means is decided here, not by the resolver of PyYAML


class _Untyped(_Loader):  # type: ignore[misc]
    """Composes nodes without guessing types, which would cost half the time of loading.

    It counts how deep it is: libyaml composes by calling itself, and a file of brackets would end the whole process.
    """

    depth = 0

    def resolve(self, *_: Any) -> str:
        return _PLAIN

    def descend_resolver(self, parent: Any, _: Any) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise StrictYamlError(parent.start_mark.line + 1, f"nested deeper than {MAX_DEPTH} levels")

    def ascend_resolver(self) -> None:
        self.depth -= 1


class StrictYamlError(ValueError):
    """A YAML file that is not taken, with the 1-based line where it fails."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class LineDict(dict[str, Any]):
    """A mapping that knows the 1-based line it starts on, and the line of each key."""

    line: int = 0
    lines: dict[str, int]


def read_yaml(path: Path) -> Any:
    """Return the content of the file at `path`; mappings are `LineDict`.

    Raises StrictYamlError with the line for anything ambiguous, OSError when it cannot be read.
    """
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)  # no more, whatever it is
    if len(raw) > MAX_BYTES:
        raise StrictYamlError(1, f"larger than {MAX_BYTES} bytes; split the file")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StrictYamlError(raw[: error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8") from error
    return forms().of("yaml", (text,), lambda: parse_yaml(text))


def parse_yaml(text: str) -> Any:
    """Return the content of a YAML text; see `read_yaml`."""
    try:
        if _PROPERTIES.search(text):
            _refuse_properties(text)
        node = yaml.compose(text, Loader=_Untyped)
    except yaml.MarkedYAMLError as error:
        line = min((error.problem_mark.line if error.problem_mark else 0) + 1, max(1, len(text.splitlines())))
        raise StrictYamlError(line, f"not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:  # raised for the first character that YAML does not allow
        at = next((i for i, c in enumerate(text) if not _ALLOWED(c)), 0)
        raise StrictYamlError(text.count("\n", 0, at) + 1, f"not YAML: {error.reason} ({text[at]!r})") from error
    return None if node is None else _value(node)


def _refuse_properties(text: str) -> None:
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise StrictYamlError(token.start_mark.line + 1, "aliases and anchors are not allowed; write it out")
        if isinstance(token, yaml.TagToken):
            raise StrictYamlError(token.start_mark.line + 1, "tags are not allowed")


def _value(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child) for child in node.value]
    return _scalar(node)


def _mapping(node: Any) -> LineDict:
    out = LineDict()
    out.line = node.start_mark.line + 1
    out.lines = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise StrictYamlError(line, "a key must be plain text")
        key = str(key_node.value)
        if key == "<<":
            raise StrictYamlError(line, "merge keys are not allowed; write it out")
        if key in out:
            raise StrictYamlError(line, f"the key {key!r} stands twice in one mapping")
        out.lines[key] = line
        out[key] = _value(value_node)
    return out


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    number = int if _INT.match(text) else float if _FLOAT.match(text) else None
    if number is not None and len(text) > MAX_DIGITS:
        raise StrictYamlError(node.start_mark.line + 1, f"a number of more than {MAX_DIGITS} characters; quote it")
    return number(text) if number else text
