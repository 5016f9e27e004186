"""All mentions of one article, by sentence, and the sentence in which they stand as symbols."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from tollbook.extraction.symbols import CODES, Mark, MarkedText
from tollbook.extraction.text import fold, plain
from tollbook.rows import (
    ActorMention,
    AttributionMention,
    DateMention,
    EventMention,
    NumberMention,
    PlaceMention,
    Sentence,
)
from tollbook.rulebook import Rulebook

Mention = NumberMention | DateMention | PlaceMention | ActorMention | EventMention | AttributionMention


def _in_text(mention: Mention) -> tuple[int, int, str]:
    return mention.start_char, mention.end_char, mention.mention_id


@dataclass(frozen=True)
class Mentions:
    """The mentions of one article. In which order the lists come does not matter."""

    numbers: Sequence[NumberMention] = ()
    dates: Sequence[DateMention] = ()
    places: Sequence[PlaceMention] = ()
    actors: Sequence[ActorMention] = ()
    events: Sequence[EventMention] = ()
    sources: Sequence[AttributionMention] = ()
    _by_sentence: dict[str, list[Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[Mention]] = defaultdict(list)
        kinds = (self.sources, self.dates, self.places, self.numbers, self.actors, self.events)
        everything = (m for kind in kinds for m in sorted(kind, key=_in_text))
        for mention in everything:
            grouped[mention.sentence_id].append(mention)
        self._by_sentence.update(grouped)

    def of(self, sentence_id: str) -> Sequence[Mention]:
        """Every mention in this sentence: sources, dates, places, numbers, actors, events."""
        return self._by_sentence.get(sentence_id, ())


def mark_sentence(sentence: Sentence, mentions: Sequence[Mention], book: Rulebook) -> MarkedText:
    """Return the folded sentence with numbers, dates, places, actors, sources and names as symbols."""
    marked = MarkedText.of(fold(sentence.text), sentence.start_char)
    marks = [m for m in (_mark(mention, sentence) for mention in mentions) if m is not None]
    chosen = _without_overlap(marks)
    return marked.marked([*chosen, *_persons(sentence, chosen, book)])


_TAKEN, _TITLE = "\x00", "\x01"  # stand for words of another mention, and of a noun for one person

# What wins where two mentions overlap; within a rank the longer one.
_RANKS: Mapping[str, int] = {"source": 0, "date": 1, "duration": 1, "since": 1, "measure": 1, "number": 3}


def _mark(mention: Mention, sentence: Sentence) -> Mark | None:
    code = _code(mention)
    if code is None:
        return None
    start, end = mention.start_char, mention.end_char
    if (
        isinstance(mention, AttributionMention)
        and mention.source_text
        and mention.quote.startswith(mention.source_text)
    ):
        end = start + len(mention.source_text)  # the verb stays readable: "put the number of dead at seven"
    return Mark(start - sentence.start_char, end - sentence.start_char, code, mention)


def _code(mention: Mention) -> str | None:
    if isinstance(mention, NumberMention):
        return _number_code(mention)
    if isinstance(mention, DateMention):
        return CODES[mention.kind if mention.kind in ("duration", "since") else "date"]
    if isinstance(mention, PlaceMention):
        return CODES["demonym" if mention.relation == "demonym" else "place"]
    if isinstance(mention, AttributionMention):
        return CODES["source"]
    if isinstance(mention, EventMention):
        return CODES["target"] if mention.kind == "target" else None
    return _actor_code(mention)


def _number_code(number: NumberMention) -> str | None:
    if number.unit == "ordinal":
        return None  # "a third officer": patterns read the word
    return CODES["number" if number.unit == "count" else "measure"]


def _actor_code(actor: ActorMention) -> str | None:
    if actor.kind in ("victims", "attackers"):
        size = "one" if actor.number == "singular" else "two" if actor.number == "dual" else "many"
        kind = "victim" if actor.kind == "victims" else "bomber" if "bomber" in actor.name else "attacker"
        return CODES[f"{kind}_{size}"]
    by_kind = {"armed_group": "group", "label": "group", "state_force": "force", "organisation": "target"}
    name = by_kind.get(actor.kind)
    return CODES[name] if name else None


_NAMES = {code: name for name, code in CODES.items()}


def _without_overlap(marks: list[Mark]) -> list[Mark]:
    ranked = sorted(marks, key=lambda m: (_RANKS.get(_NAMES[m.code], 2), m.start - m.end, m.start, m.code))
    kept: list[Mark] = []
    for mark in ranked:
        if mark.end > mark.start and all(mark.end <= k.start or mark.start >= k.end for k in kept):
            kept.append(mark)
    return kept


def _persons(sentence: Sentence, taken: Sequence[Mark], book: Rulebook) -> list[Mark]:
    """Names of persons: capitalised words in a row that nothing else has claimed. Capitals say nothing in ALL CAPS."""
    text = plain(sentence.text)
    if text.isupper() or sentence.kind == "headline":
        return []
    for mark in taken:
        filler = _TITLE if mark.code in (CODES["victim_one"], CODES["attacker_one"]) else _TAKEN
        text = text[: mark.start] + filler * (mark.end - mark.start) + text[mark.end :]
    pattern = book.memo("people.person_name", lambda b: regex.compile(b.expand("{person_name}")))
    return [Mark(*m.span(), CODES["person"], m.group()) for m in pattern.finditer(text, timeout=1.0)]
