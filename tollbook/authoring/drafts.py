"""A draft of a rule from a sentence and the words in it that the rule should read.

Things that are recognised already become placeholders (`{people}`, `{place}`), the other words stand as they are. The
example's values are what the draft reads in its own sentence, for its author to look at.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from tollbook.article import Reading, analyse
from tollbook.extraction.mentions import mark_sentence
from tollbook.extraction.people import mark_people
from tollbook.extraction.symbols import CODES, SYMBOLS, MarkedText
from tollbook.matching.patterns import finds
from tollbook.matching.text import fold
from tollbook.rows import Document
from tollbook.rule_trials import trials
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.examples import Found, example_document
from tollbook.rulebook.models import Entry, MatchExample, Rule
from tollbook.vocabulary import OUTCOMES

PATTERNS = ("casualties", "people", "scope", "numbers")
LISTS = ("actors", "places", "events")
DIMENSIONS = (*PATTERNS, *LISTS)
GATE = "casualty_word"  # the lexicon without which no claim rule looks at a sentence
_WHOLE = ("casualties", "scope")  # their patterns see people phrases as one symbol
_CAPTURES = (("number", "number"), ("victim", "noun"), ("attacker", "noun"))  # what a rule of `people` must capture
_NAMES = ("people", "place", "date", "target", "measure", "victim", "attacker", "bomber")  # the widest that fits
_EMITS: Mapping[str, Mapping[str, Any]] = {
    "actors": {"kind": "armed_group", "side": "non_state"},
    "places": {"precision": "settlement"},
    "events": {"kind": "attack", "value": "attack"},
    "numbers": {"bounds": "exact"},
}
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "casualties": ("outcome", "party", "low", "high", "word", "victim_group"),
    "people": ("low", "high", "kind", "victim_group"),
    "actors": ("name", "kind", "victim_group"),
    "places": ("name", "country", "precision"),
    "events": ("kind", "value"),
    "numbers": ("low", "high", "qualifier"),
}
_DULL = {"party": "victims", "victim_group": "unknown", "word": None}  # values that go without saying


class DraftError(ValueError):
    """A draft that cannot be made. `hint` says what to do instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a new rule."""

    rule_id: str
    text: str
    span: str
    title: str = ""
    description: str = ""
    pattern: str | None = None
    emits: Mapping[str, Any] = field(default_factory=dict)
    published: dt.date | None = None
    no_match: Sequence[tuple[str, str]] = ()  # text, why

    @property
    def dimension(self) -> str:
        """What the id begins with."""
        return self.rule_id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted rule: its parts, what it reads in its sentence (none: it does not), and words that open the sentence.

    `gate` holds the words to add to `casualty_word`, without which no claim rule looks at the sentence; `notes` are
    sentences for the author.
    """

    wanted: Wanted
    pattern: str | None
    names: Sequence[str]
    emits: Mapping[str, Any]
    values: Sequence[Mapping[str, Any]]
    span: str
    gate: str | None
    notes: Sequence[str]


def draft(wanted: Wanted, book: Rulebook) -> Draft:
    """Return the draft of a rule. Raises DraftError for what cannot be drafted, with a hint."""
    _check(wanted, book)
    document = _document(wanted)
    span, pattern = wanted.span, wanted.pattern
    names: Sequence[str] = ()
    if wanted.dimension in LISTS and pattern is None:
        names = (span,)
    elif pattern is None:
        span, pattern = _pattern(wanted, document, book)
    gate = _gate(wanted, pattern, book)
    made = Draft(wanted, pattern, names, _emits(wanted), (), span, gate, ())
    found = _found(made, document, book)
    values = [_values(wanted.dimension, f) for f in found if document.text[f.start : f.end] == span]
    return replace(made, values=values, notes=tuple(_notes(made, values, found, document, book)))


def _check(wanted: Wanted, book: Rulebook) -> None:
    if wanted.dimension not in DIMENSIONS:
        raise DraftError(
            f"No rule of {wanted.dimension!r} can be drafted.",
            f"An id begins with one of {', '.join(DIMENSIONS)}. For others, start from a worked case in docs/rules.md.",
        )
    if not regex.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", wanted.rule_id):
        raise DraftError(
            f"{wanted.rule_id!r} is no id.",
            "Small letters, digits and _, parts with dots between: casualties.killed.gunfire",
        )
    known = next((r for r in book.rules if r.id == wanted.rule_id), None)
    if known is not None:
        raise DraftError(
            f"The rule {wanted.rule_id} is there already: {known.file}:{known.line}.", "Give the new rule another id."
        )
    if not wanted.span or wanted.span not in wanted.text:
        raise DraftError(
            f"The words {wanted.span!r} are not in the sentence.", "Copy them from it, capitals and all: --span"
        )


def _document(wanted: Wanted) -> Document:
    published = wanted.published.isoformat() if wanted.published else None
    return example_document(MatchExample(text=wanted.text, span=wanted.span, published=published))[0]


def _pattern(wanted: Wanted, document: Document, book: Rulebook) -> tuple[str, str]:
    """The words of the pattern, and the same with what is recognised as placeholders."""
    start = document.text.index(wanted.span)
    end = start + len(wanted.span)
    reading = analyse(document, book)
    if wanted.dimension == "numbers":
        return wanted.span, _counted(start, end, document, reading)
    sentence = next((s for s in reading.sentences if s.start_char <= start and end <= s.end_char), None)
    if sentence is None:
        raise DraftError("The words lie in two sentences.", "Choose words of one sentence: --span")
    marked = mark_sentence(sentence, reading.mentions.of(sentence.sentence_id), book)
    if wanted.dimension in _WHOLE:
        marked = mark_people(marked, book)
    inside = [i for i in range(len(marked.text)) if marked.starts[i] < end and marked.ends[i] > start]
    first, last = marked.starts[inside[0]], marked.ends[inside[-1]]
    pattern = "".join(_piece(marked, i, wanted.dimension) for i in inside)
    for name, label in _CAPTURES if wanted.dimension == "people" else ():
        pattern = pattern.replace(f"{{{name}}}", f"{{{name}:{label}}}", 1)
    if wanted.dimension == "casualties" and "{people}" not in pattern and "{number}" not in pattern:
        raise DraftError(
            f"Nobody is counted in {document.text[first:last]!r}.",
            "Let the words take in how many of whom: --span 'Nine soldiers fell to gunfire'",
        )
    return document.text[first:last], pattern


def _piece(marked: MarkedText, at: int, dimension: str) -> str:
    char = marked.text[at]
    names = [name for name in _NAMES if regex.fullmatch(SYMBOLS[name], char)]
    names += [name for name, code in CODES.items() if code == char]
    names = [n for n in names if n in SYMBOLS and (n != "people" or dimension in _WHOLE)]
    return f"{{{names[0]}}}" if names else _escaped(char)


def _counted(start: int, end: int, document: Document, reading: Reading) -> str:
    """The words of a rule of `numbers`, the first number in them as a capture."""
    inside = [
        (n.start_char, n.end_char) for n in reading.mentions.numbers if start <= n.start_char and n.end_char <= end
    ]
    figure = regex.search(r"\d[\d,.]*(?<=\d)", document.text, pos=start, endpos=end)
    first = next((span for span in inside if span != (start, end)), figure.span() if figure else None)
    if first is None:
        return _escaped(fold(document.text[start:end]))
    before, after = document.text[start : first[0]], document.text[first[1] : end]
    return f"{_escaped(fold(before))}{{num:low}}{_escaped(fold(after))}"


def _escaped(text: str) -> str:
    return str(regex.escape(text, special_only=True, literal_spaces=True)).replace("\\-", "-")


def _gate(wanted: Wanted, pattern: str | None, book: Rulebook) -> str | None:
    """Words of the pattern that no claim rule would look for, where the sentence has no other casualty word."""
    if wanted.dimension != "casualties" or GATE not in book.lexicons or finds(GATE, fold(wanted.text), book):
        return None
    runs = regex.split(r"\{\w+\}", pattern or "")
    words = max((w.strip() for w in runs), key=len, default="")
    plain = regex.sub(r"\\(.)", r"\1", words)
    return plain if regex.fullmatch(r"[\w' -]+", plain) else None


def _emits(wanted: Wanted) -> dict[str, Any]:
    emits = dict(_EMITS.get(wanted.dimension, {}))
    if wanted.dimension == "casualties":
        outcome = next((part for part in wanted.rule_id.split(".") if part in OUTCOMES), None)
        emits |= {"outcome": outcome} if outcome else {}
    emits |= wanted.emits
    if wanted.dimension == "casualties" and "outcome" not in emits:
        raise DraftError(
            "What happened to them?", f"Give --emit outcome=..., one of {', '.join(OUTCOMES)}; or say it in the id."
        )
    if wanted.dimension == "places" and "country" not in emits:
        raise DraftError("In which country is the place?", "Give --emit country=.. with its ISO code of two letters.")
    return emits


def with_draft(book: Rulebook, made: Draft) -> tuple[Rulebook, LocatedRule]:
    """Return a book with the drafted rule in it, and that rule."""
    rule = Rule(
        id=made.wanted.rule_id,
        title=made.wanted.title or made.span,
        status="experimental",
        description=made.wanted.description or made.span,
        pattern=[made.pattern] if made.pattern is not None else [],
        entries=[Entry(name=n) for n in made.names] or None,
        emits=dict(made.emits),
    )
    located = LocatedRule(rule, made.wanted.dimension, f"{made.wanted.dimension}/draft.yaml", 1, "draft")
    lexicons = dict(book.lexicons)
    if made.gate is not None:
        held = lexicons[GATE]
        lexicons[GATE] = held.model_copy(update={"forms": [*held.forms, rf"\b{_escaped(made.gate)}\b"]})
    rules = tuple(sorted((*book.rules, located), key=lambda r: r.id))
    return replace(book, rules=rules, lexicons=lexicons, memos={}), located


def _found(made: Draft, document: Document, book: Rulebook) -> list[Found]:
    own, rule = with_draft(book, made)
    try:
        return list(trials()[made.wanted.dimension](rule, document, own))
    except (KeyError, ValueError, TypeError, regex.error) as error:
        raise DraftError(
            f"The draft cannot be used: {error}.", "Correct --pattern or --emit; see docs/rules.md."
        ) from error


def _values(dimension: str, found: Found) -> dict[str, Any]:
    given = found.values
    out = {}
    for name in _SHOWN.get(dimension, ()):
        value = given.get(name) if isinstance(given, Mapping) else getattr(given, name, None)
        if name in _DULL and value == _DULL[name]:
            continue
        out[name] = value.isoformat() if isinstance(value, dt.date) else value
    return out


def _notes(made: Draft, values: Sequence[Any], found: Sequence[Found], document: Document, book: Rulebook) -> list[str]:
    notes = []
    if made.span != made.wanted.span:
        notes.append(f"The words were widened to {made.span!r}: what is recognised in them is one thing.")
    if made.gate is not None:
        notes.append(
            f"No claim rule looked at such a sentence; {made.gate!r} is added to the words that make them look."
        )
    if values:
        return notes
    if found:
        notes.append("The draft reads other words than these; its example stands under todo.")
    else:
        notes.append("The draft does not read its own sentence yet; its example stands under todo.")
    before = _readers(made, document, book)
    if before:
        notes.append(f"These words are read already by {', '.join(before)}, which beats it.")
    return notes


def _readers(made: Draft, document: Document, book: Rulebook) -> list[str]:
    """The rules of the draft's dimension that read some of its words already."""
    reading = analyse(document, book)
    rows: Mapping[str, Sequence[Any]] = {
        "casualties": reading.claims,
        "numbers": reading.mentions.numbers,
        "places": reading.mentions.places,
        "actors": reading.mentions.actors,
        "events": reading.mentions.events,
    }
    start = document.text.index(made.span)
    end = start + len(made.span)
    found = [r.rule_id for r in rows.get(made.wanted.dimension, ()) if r.start_char < end and start < r.end_char]
    return list(dict.fromkeys(found))
