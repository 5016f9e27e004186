"""The rule loader: any text of a rule file makes a rulebook, or faults with file and line, and no exception."""

import tempfile
from pathlib import Path

from reliability.fuzz import Target
from tollbook.rulebook.lint import CHECKS, Conventions, lint
from tollbook.rulebook.lint_patterns import CapturesAreUsed, NoEmptyMatch, NoExplosion, PatternsDiffer
from tollbook.rulebook.load import read_rules

_RUN_PATTERNS = (CapturesAreUsed, NoEmptyMatch, NoExplosion, PatternsDiffer)  # how long is what `NoExplosion` looks for
_CHECKS = [check for check in CHECKS if not isinstance(check, _RUN_PATTERNS)]


def one_input(data: bytes) -> None:
    """Load a folder with one rule file of these bytes, and look for faults."""
    with tempfile.TemporaryDirectory(prefix="tollbook-fuzz-") as name:
        folder = Path(name)
        (folder / "any.yaml").write_bytes(data)
        book, faults = read_rules(folder)
        again, same = read_rules(folder)
    lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + data.count(b"\xe2\x80") + 1
    found = [*faults, *lint(book, Conventions(), _CHECKS)]
    assert all(fault.file == "any.yaml" and 1 <= fault.line <= lines and fault.message for fault in found), found
    assert (faults, book.digest(), book.rules) == (same, again.digest(), again.rules), "twice the same"
    for rule in book.rules:
        assert rule.line >= 1, rule


_WORDS = (
    "schema: 1", "dimension: ", "numbers", "casualties", "rules:\n  - id: ", "title: ", "status: ", "stable", "test",
    "description: ", "pattern: ", "entries: ", "aliases: ", "values: ", "examples: ", "match: ", "no_match: ", "text: ",
    "span: ", "why: ", "emits: ", "priority: ", "lexicons: ", "name: ", "words: ", "map: ", "adds_to: ", "settings: ",
    "{number}", "(?P<x>", "!!python", "&a", "*a", "<<", "|\n", ">-\n", "- ", "? ", "null", "true",
)  # fmt: skip
TARGET = Target(one_input, tuple(word.encode() for word in _WORDS))
