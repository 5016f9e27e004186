"""Runs the examples that stand in the rules.

A match example is exactly one match of its rule, with that span and those values; a no_match is none; a todo must
fail, and is to be promoted once it passes. How a dimension finds things is not known here: the caller gives a
`Trial` for each dimension.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tollbook.ids import content_id
from tollbook.rows import Document
from tollbook.rulebook.book import Fault, LocatedRule, Rulebook
from tollbook.rulebook.models import MatchExample, NoMatchExample, TodoExample

_BREAK = "\n\n"  # between `before` and the text of an example
_SHOWN = 90  # characters of an example that a fault repeats

Example = MatchExample | NoMatchExample | TodoExample


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found in an example: offsets into the document's text, and an object or mapping with the values."""

    start: int
    end: int
    values: Any


Trial = Callable[[LocatedRule, Document, Rulebook], Iterable[Found]]
"""Returns what one rule finds in a document."""


def example_document(example: Example) -> tuple[Document, int]:
    """Return the document of an example and the offset at which its text begins.

    Raises ValueError when `published` is no ISO day.
    """
    published = dt.date.fromisoformat(example.published) if example.published else None
    before = example.before + _BREAK if example.before else ""
    text = before + example.text
    document = Document(
        doc_id=content_id("doc", "example", text, published),
        source_id="example",
        published_on=published,
        published_basis="metadata" if published else None,
        published_from=published,
        published_to=published,
        text=text,
        chars=len(text),
    )
    return document, len(before)


def run_examples(book: Rulebook, trials: Mapping[str, Trial]) -> list[Fault]:
    """Return every example that does not hold, in the order of files and lines. Deprecated rules are not tried."""
    faults: list[Fault] = []
    for rule in book.rules:
        if rule.rule.status == "deprecated":
            continue
        if rule.dimension in trials:
            faults.extend(_faults(rule, book, trials[rule.dimension]))
        elif _all(rule):
            faults.append(_fault(rule, f"no way to run examples of dimension {rule.dimension!r}"))
    return sorted(faults)


def count_examples(book: Rulebook) -> int:
    """How many examples the rules have that run."""
    return sum(len(_all(r)) for r in book.rules if r.rule.status != "deprecated")


def _all(rule: LocatedRule) -> list[Example]:
    examples = rule.rule.examples
    return [*examples.match, *examples.no_match, *examples.todo]


def _faults(rule: LocatedRule, book: Rulebook, trial: Trial) -> Iterator[Fault]:
    for example in _all(rule):
        try:
            document, offset = example_document(example)
            found = [f for f in trial(rule, document, book) if f.start >= offset]
        except Exception as error:  # whatever a rule breaks is a fault of the rule
            yield _fault(rule, f"{_shown(example)} fails with {type(error).__name__}: {error}")
            continue
        problem = _problem(example, document, found)
        if problem:
            yield _fault(rule, f"{_shown(example)} {problem}")


def _problem(example: Example, document: Document, found: Sequence[Found]) -> str | None:
    """What is wrong with an example, given what its rule found; None when it holds."""
    if isinstance(example, MatchExample):
        return _mismatch(example.span, example.values, document, found)
    if isinstance(example, NoMatchExample):
        spans = ", ".join(repr(document.text[f.start : f.end]) for f in found)
        return f"must not match ({example.why}), matches {spans}" if found else None
    span = example.span
    passes = bool(found) if span is None else _mismatch(span, example.values, document, found) is None
    return "is a todo and passes; promote it to match" if passes else None


def _mismatch(
    span: str, values: dict[str, Any] | list[dict[str, Any]], document: Document, found: Sequence[Found]
) -> str | None:
    if not found:
        return "does not match"
    by_span: dict[tuple[int, int], list[Found]] = defaultdict(list)
    for item in found:
        by_span[item.start, item.end].append(item)
    texts = [document.text[start:end] for start, end in sorted(by_span)]
    if texts != [span]:
        return f"must match once, {span!r}; matches " + ", ".join(map(repr, texts))
    wanted = values if isinstance(values, list) else [values]
    if len(wanted) != len(found):
        return f"must give {len(wanted)} rows, gives {len(found)}"
    return _different(wanted, list(found))


def _different(wanted: Sequence[Mapping[str, Any]], found: list[Found]) -> str | None:
    """Which of the wanted values no row has; each row serves once."""
    for values in wanted:
        fitting = next((f for f in found if not _differences(values, f)), None)
        if fitting is None:
            return "; ".join(_differences(values, found[0]) or ["has fewer rows than it should"])
        found.remove(fitting)
    return None


def _differences(values: Mapping[str, Any], found: Found) -> list[str]:
    out = []
    for name, wanted in values.items():
        has = _value(found.values, name)
        if has != wanted:
            out.append(f"has {name} {has!r}, not {wanted!r}")
    return out


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        value = row.get(name, "nothing of that name")
    else:
        value = getattr(row, name, "nothing of that name")
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _shown(example: Example) -> str:
    text = example.text if len(example.text) <= _SHOWN else example.text[: _SHOWN - 1] + "…"
    return f"example {text!r}"


def _fault(rule: LocatedRule, message: str) -> Fault:
    return Fault(rule.file, rule.line, rule.id, message)
