"""YAML read strictly: what stands there is what comes out, and every node knows its line.

Refused: duplicate keys, aliases and anchors, tags, very deep or large files. `no` is the string "no"; only
`true`/`false` are booleans, only `null`/empty is null, dates stay strings (the YAML 1.2 core schema).
"""

import re
from pathlib import Path
from typing import Any

import yaml

from tollbook.rulebook.forms import forms

MAX_BYTES = 4_000_000
MAX_DEPTH = 24

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:^|[\s\ufeff\[{,:])[&*!]", re.MULTILINE)  # where an alias, an anchor or a tag may stand
_PLAIN = "plain"  # a tag of our own: what a scalar means is decided here, not by the resolver of PyYAML


class _Untyped(_Loader):  # type: ignore[misc]
    """Composes nodes without guessing types, which would cost half the time of loading."""

    def resolve(self, *_: Any) -> str:
        return _PLAIN

    def descend_resolver(self, *_: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


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
    raw = path.read_bytes()
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
        line = (error.problem_mark.line if error.problem_mark else 0) + 1
        raise StrictYamlError(line, f"not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise StrictYamlError(1, f"not YAML: {error}") from error
    return None if node is None else _value(node, 0)


def _refuse_properties(text: str) -> None:
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise StrictYamlError(token.start_mark.line + 1, "aliases and anchors are not allowed; write it out")
        if isinstance(token, yaml.TagToken):
            raise StrictYamlError(token.start_mark.line + 1, "tags are not allowed")


def _value(node: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise StrictYamlError(node.start_mark.line + 1, f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, depth)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, depth + 1) for child in node.value]
    return _scalar(node)


def _mapping(node: Any, depth: int) -> LineDict:
    out = LineDict()
    out.line = node.start_mark.line + 1
    out.lines = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise StrictYamlError(line, "a key must be plain text")
        key = str(key_node.value)
        if key in out:
            raise StrictYamlError(line, f"the key {key!r} stands twice in one mapping")
        out.lines[key] = line
        out[key] = _value(value_node, depth + 1)
    return out


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text
