"""A drafted rule as a rule file."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten
from typing import Any

import regex

from tollbook.authoring.drafts import GATE, Draft, DraftError
from tollbook.rulebook import packaged_rules
from tollbook.rulebook.lint_reading import LONGEST_TITLE
from tollbook.rulebook.schema import SCHEMA_FILE, schema_text, shipped_schema_path
from tollbook.storage.files import write_atomically


def path_of(made: Draft, folder: Path) -> Path:
    """Return the file that a drafted rule goes to: <dimension>/<the rest of its id>.yaml."""
    dimension, *rest = made.wanted.rule_id.split(".")
    return folder / dimension / f"{'_'.join(rest)}.yaml"


def write(made: Draft, folder: Path) -> Path:
    """Write a drafted rule into a folder of rules; returns its file. Raises DraftError where that file exists."""
    path = path_of(made, folder)
    if path.exists():
        raise DraftError(f"{path} is there already.", "Add the rule to it by hand, or give it another id.")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = file_text(made, _schema_for(path, folder))
    write_atomically(path, lambda private: _put(private, text))
    return path


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _schema_for(path: Path, folder: Path) -> str:
    """The JSON Schema as a rule file names it: that of the repository, or a copy beside rules of one's own."""
    schema = shipped_schema_path()
    if folder.resolve() != packaged_rules().resolve():
        schema = folder / SCHEMA_FILE
        _put(schema, schema_text())
    return Path(os.path.relpath(schema.resolve(), path.parent.resolve())).as_posix()


def file_text(made: Draft, schema: str) -> str:
    """Return the text of the rule file."""
    wanted = made.wanted
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "schema: 1",
        f"dimension: {wanted.dimension}",
        "rules:",
        f"  - id: {wanted.rule_id}",
        f"    title: {_text(wanted.title or _title(made))}",
        "    status: experimental   # test or stable once it has proved itself; stable needs 3 match, 2 no_match",
        f"    description: {_text(wanted.description or 'Say why it exists and what it must not catch.')}",
        *_what(made),
        *([f"    emits: {_flow(made.emits)}"] if made.emits else []),
        "    examples:",
        *_examples(made),
        *_gate(made),
    ]
    return "\n".join(lines) + "\n"


def _title(made: Draft) -> str:
    if made.pattern is None:
        return f"<{made.wanted.rule_id.split('.')[-1].replace('_', ' ')}>"
    words = made.pattern.replace("{", "<").replace("}", ">").replace("\\", "")
    return shorten(words, LONGEST_TITLE, placeholder="").rstrip(".") or made.wanted.rule_id


def _what(made: Draft) -> list[str]:
    if made.pattern is not None:
        return [f"    pattern: {_single(made.pattern)}"]
    names = [f"      - {{name: {_text(name)}, aliases: []}}   # other spellings go into aliases" for name in made.names]
    return ["    entries:", *names]


def _examples(made: Draft) -> list[str]:
    wanted = made.wanted
    parts = [f"text: {_text(wanted.text)}", f"span: {_text(made.span)}"]
    if wanted.published:
        parts.append(f'published: "{wanted.published.isoformat()}"')
    if made.values:
        values = [_flow(v) for v in made.values]
        parts.append(f"values: {values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}")
        kind = "match"
    else:
        parts.insert(1, "why: drafted, not read yet")
        kind = "todo"
    lines = [f"      {kind}:", f"        - {parts[0]}", *(f"          {part}" for part in parts[1:])]
    lines.append("      no_match:" if wanted.no_match else "      # What looks like it and is something else:")
    if wanted.no_match:
        lines += [f"        - {{text: {_text(text)}, why: {_text(why)}}}" for text, why in wanted.no_match]
    else:
        lines += ["      # no_match:", '      #   - {text: "...", why: "..."}']
    return lines


def _gate(made: Draft) -> list[str]:
    if made.gate is None:
        return []
    parts = regex.findall("[a-z]+", made.wanted.rule_id.partition(".")[2])
    return [
        "lexicons:   # no claim rule looks at a sentence without a casualty word",
        f"  - id: {made.wanted.rule_id}.word",
        f"    name: {'_'.join(parts)}_word",
        f"    adds_to: {GATE}",
        f"    words: [{_text(made.gate)}]",
    ]


def _flow(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {_value(value)}" for key, value in values.items()) + "}"


def _value(value: Any) -> str:
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return value if isinstance(value, str) and value.isidentifier() and value.isascii() else _text(str(value))


def _text(text: str) -> str:
    """A text between double quotes, which YAML reads as JSON does; what cannot be seen is written as its number."""
    written = json.dumps(" ".join(text.split()), ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)


def _single(pattern: str) -> str:
    """A pattern between single quotes, in which backslashes stand for themselves."""
    return "'" + pattern.replace("'", "''") + "'"
