"""How each dimension finds things and what its patterns may use: for the examples and the lint of its rules.

A dimension whose module has `find(document, sentences, book)` needs one line in `_FINDERS`; one that needs the
whole article reads it through `analyse`; one without rows (publication, furniture) has a trial of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tollbook.documents.trial import try_rule
from tollbook.extraction import actors, dates, events, numbers, places
from tollbook.extraction.mentions import mark_sentence
from tollbook.extraction.numbers.symbols import SYMBOLS as NUMBER_SYMBOLS
from tollbook.extraction.people import People, mark_people
from tollbook.extraction.symbols import CODES, SYMBOLS, MarkedText
from tollbook.matching.patterns import PatternSet
from tollbook.rows import Document, Sentence
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.examples import Found, Trial
from tollbook.rulebook.lint import Conventions
from tollbook.sentences.splitting import split

if TYPE_CHECKING:
    from tollbook.article import Reading

Finder = Callable[[Document, Sequence[Sentence], Rulebook], Sequence[Any]]
Rows = Callable[["Reading"], Sequence[Any]]


def trials() -> Mapping[str, Trial]:
    """Return for each dimension how one rule of it is tried on a document."""
    return {
        **{name: _found_by(find) for name, find in _FINDERS.items()},
        **{name: _read_by(rows) for name, rows in _READ.items()},
        "people": _people,
        "scope": _scope,
        "furniture": _as_read,
        "publication": _as_read,
    }


def conventions(book: Rulebook) -> Conventions:
    """Return what patterns of each dimension may use and which captures its code reads."""
    people = dict(SYMBOLS)
    if "people_list" in book.lexicons:
        people |= {"people": book.expand("{people_list}", SYMBOLS), "single": SYMBOLS["people"]}
    symbols = {
        "numbers": NUMBER_SYMBOLS,
        "people": SYMBOLS,
        "casualties": people,
        "scope": people,
        "attribution": SYMBOLS,
        "places": {"place": CODES["place"]},
    }
    return Conventions(symbols, _CAPTURES)


_FINDERS: Mapping[str, Finder] = {
    "numbers": numbers.find,
    "dates": dates.find,
    "places": places.find,
    "actors": actors.find,
    "events": events.find,
}
_READ: Mapping[str, Rows] = {
    "casualties": lambda reading: reading.claims,
    "attribution": lambda reading: reading.mentions.sources,
}
_CAPTURES: Mapping[str, frozenset[str]] = {
    "numbers": frozenset({"low", "high", "word"}),
    "people": frozenset({"number", "noun", "of", "more", "the", "kin", "less", "over"}),
    "casualties": frozenset({"people", "number", "noun"}),  # and what `emits: {who: ...}` names
    "scope": frozenset(),
    "actors": frozenset({"name"}),
    "events": frozenset(),
    "places": frozenset({"feature", "word", "article"}),
}


def _found_by(find: Finder) -> Trial:
    def trial(rule: LocatedRule, document: Document, book: Rulebook) -> Iterator[Found]:
        return _of_rule(rule, find(document, split(document, book), book))

    return trial


def _reading(document: Document, book: Rulebook) -> "Reading":
    from tollbook.article import analyse  # noqa: PLC0415 - it needs all of extraction, the lint none

    return analyse(document, book)


def _read_by(rows: Rows) -> Trial:
    def trial(rule: LocatedRule, document: Document, book: Rulebook) -> Iterator[Found]:
        return _of_rule(rule, rows(_reading(document, book)))

    return trial


def _of_rule(rule: LocatedRule, rows: Sequence[Any]) -> Iterator[Found]:
    return (Found(row.start_char, row.end_char, row) for row in rows if row.rule_id == rule.id)


def _marked(document: Document, book: Rulebook) -> Iterator[MarkedText]:
    reading = _reading(document, book)
    for sentence in reading.sentences:
        if sentence.kind != "furniture":
            marked = mark_sentence(sentence, reading.mentions.of(sentence.sentence_id), book)
            yield mark_people(marked, book)


def _people(rule: LocatedRule, document: Document, book: Rulebook) -> Iterator[Found]:
    for marked in _marked(document, book):
        yield from _of_rule(rule, [item for item in marked.items.values() if isinstance(item, People)])


def _scope(rule: LocatedRule, document: Document, book: Rulebook) -> Iterator[Found]:
    patterns = PatternSet(book, [rule], conventions(book).symbols[rule.dimension])
    for marked in _marked(document, book):
        for hit in patterns.best_hits(marked.text):
            yield Found(*marked.span(hit.start, hit.end), rule.rule.emits)


def _as_read(rule: LocatedRule, document: Document, book: Rulebook) -> Iterator[Found]:
    for span, values in try_rule(rule, document.text, book):
        start = document.text.find(span)
        yield Found(start, start + len(span), values)
