"""All mentions of one article, by sentence, and the sentence in which they stand as symbols."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

import regex

from tollbook.extraction.cues import cue, pattern
from tollbook.extraction.symbols import CODES, Mark, MarkedText
from tollbook.matching.text import fold, plain
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


_in_text: Callable[[Mention], Any] = attrgetter("start_char", "end_char", "mention_id")


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
    _marked: dict[str, MarkedText] = field(default_factory=dict, repr=False, compare=False)

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

    def marked(self, sentence_id: str, make: Callable[[], MarkedText]) -> MarkedText:
        """Return what `make` makes of a sentence, made once for the article."""
        held = self._marked.get(sentence_id)
        if held is None:
            held = self._marked[sentence_id] = make()
        return held


def mark_sentence(sentence: Sentence, mentions: Sequence[Mention], book: Rulebook) -> MarkedText:
    """Return the folded sentence with numbers, dates, places, actors, sources and names as symbols."""
    marked = MarkedText.of(fold(sentence.text), sentence.start_char)
    marks = [m for m in (_mark(mention, sentence) for mention in mentions) if m is not None]
    marks = _without_states(marks, marked.text, book)
    chosen = [_refined(mark, marked, book) for mark in _without_overlap(_after_people(marks, marked.text, book))]
    return marked.marked([*chosen, *_persons(sentence, chosen, book)])


_TAKEN, _TITLE, _COUNT = "\x00", "\x01", "\x02"  # stand for words of a mention, of a noun for one person, of a number

# What wins where two mentions overlap; within a rank the longer one.
_RANKS: Mapping[str, int] = {
    "source": 0,
    "date": 1,
    "period": 1,
    "duration": 1,
    "since": 1,
    "measure": 2,
    "number": 4,
    "target": 5,
}
_OTHERS = 3
_FILLERS: Mapping[str, str] = {
    CODES["victim_one"]: _TITLE,
    CODES["attacker_one"]: _TITLE,
    CODES["number"]: _COUNT,
}
# Names of persons in capitals that only what stands around them tells, and what must stand there.
_BY_PLACE = (
    ("titled_in_capitals", regex.compile("\x01 ")),  # a noun for one person stands before it
    ("owner_in_capitals", regex.compile("'s? [a-z]")),
)
_NEXT_WORDS = regex.compile(r" (?:([a-z-]+ )){1,2}")

# Marks that become another when a lexicon is in their words.
_KINDS = (
    ((CODES["place"], CODES["target"]), "hospital_word", "hospital"),
    ((CODES["measure"],), "long_time", "stretch"),
    ((CODES["duration"],), "short_time", "date"),  # "in a day of fighting" is one stretch of it
)


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


def _after_people(marks: Sequence[Mark], text: str, book: Rulebook) -> list[Mark]:
    """Let a source begin after the people that a number before it counts: "killing 11 people witnesses said"."""
    sources = {m.start for m in marks if m.code == CODES["source"]}
    if not sources:
        return list(marks)
    nouns = {m.start: m for m in marks if isinstance(m.item, ActorMention)}
    harmed = pattern("harms_those_who_follow", book)
    counted: list[tuple[int, int]] = []  # where a count begins, where its noun ends
    for number in (m for m in marks if m.code == CODES["number"]):
        noun = next((nouns[at] for at in _after_words(text, number.end) if at in nouns), None)
        if noun is not None:
            before = text[max(0, number.start - 40) : number.start]
            taken_in = number.start in sources and harmed.search(before)  # "killing three nurses doctors said"
            counted.append((number.start if taken_in else noun.start, noun.end))
    return [replace(m, start=_behind(m, counted)) if m.code == CODES["source"] else m for m in marks]


def _without_states(marks: list[Mark], text: str, book: Rulebook) -> list[Mark]:
    """Leave out what those become who are taken: "took five hostage", "taking three others captive"."""
    state = cue("taken_state", book)
    ones = (m for m in marks if m.code == CODES["victim_one"])
    told = [m for m in ones if state.found(text[m.start : m.end])]
    if not told:
        return marks
    many = {m.end for m in marks if isinstance(m.item, NumberMention) and (m.item.low or 0) > 1}
    others = pattern("others_before", book)
    gone = [m for m in told if m.start - 1 in many or others.search(text, 0, m.start)]
    return [m for m in marks if m not in gone]


def _behind(source: Mark, counted: Sequence[tuple[int, int]]) -> int:
    """Where a source begins that took in the end of a count before it."""
    ends = (end + 1 for start, end in counted if start <= source.start < end and end + 1 < source.end)
    return max(ends, default=source.start)


def _after_words(text: str, at: int) -> list[int]:
    """The positions after a number at which its noun can begin: at once, or after a word or two."""
    found = _NEXT_WORDS.match(text, at)
    return [at + 1, *(found.ends(1) if found else [])]


def _refined(mark: Mark, marked: MarkedText, book: Rulebook) -> Mark:
    """Some places and measures are of a kind of their own: people brought to a hospital are wounded."""
    for codes, lexicon, name in _KINDS:
        if mark.code in codes and cue(lexicon, book).found(marked.text[mark.start : mark.end]):
            return replace(mark, code=CODES[name])
    return mark


def _code(mention: Mention) -> str | None:
    if isinstance(mention, EventMention):  # many, and most have no symbol
        return CODES["target"] if mention.kind == "target" else None
    if isinstance(mention, ActorMention):
        return _actor_code(mention)
    if isinstance(mention, NumberMention):
        return _number_code(mention)
    if isinstance(mention, DateMention):
        return CODES[mention.kind if mention.kind in ("duration", "since") else _date_name(mention)]
    if isinstance(mention, PlaceMention):
        return CODES["demonym" if mention.relation == "demonym" else "place"]
    return CODES["source"]


def _date_name(date: DateMention) -> str:
    return "period" if date.precision in ("month", "year") or date.kind in ("month", "year") else "date"


def _number_code(number: NumberMention) -> str | None:
    if number.unit == "ordinal":
        return None  # "a third officer": patterns read the word
    return CODES["number" if number.unit == "count" else "measure"]


def _actor_code(actor: ActorMention) -> str | None:
    if actor.kind in ("victims", "attackers"):
        size = "one" if actor.number == "singular" else "two" if actor.number == "dual" else "many"
        kind = "victim" if actor.kind == "victims" else "bomber" if is_bomber(actor.name) else "attacker"
        return CODES[f"{kind}_{size}"]
    by_kind = {"armed_group": "group", "label": "group", "state_force": "force", "organisation": "target"}
    name = by_kind.get(actor.kind)
    return CODES[name] if name else None


def is_bomber(name: str) -> bool:
    """Whether attackers of this name die by their own bomb."""
    return "bomber" in name


_NAMES = {code: name for name, code in CODES.items()}


def _without_overlap(marks: list[Mark]) -> list[Mark]:
    ranked = sorted(marks, key=lambda m: (_RANKS.get(_NAMES[m.code], _OTHERS), m.start - m.end, m.start, m.code))
    kept: list[Mark] = []
    for mark in ranked:
        if mark.end > mark.start and all(mark.end <= k.start or mark.start >= k.end for k in kept):
            kept.append(mark)
    return kept


def _persons(sentence: Sentence, taken: Sequence[Mark], book: Rulebook) -> list[Mark]:
    """Names of persons: capitalised words in a row that nothing else has claimed; in ALL CAPS known given names."""
    text = plain(sentence.text)
    capitals = text.isupper()
    if sentence.kind == "headline" and not capitals:
        return []
    for mark in taken:
        filler = _FILLERS.get(mark.code, _TAKEN)
        text = text[: mark.start] + filler * (mark.end - mark.start) + text[mark.end :]
    if capitals:
        return _in_capitals(fold(text), book)
    found, body = cue("person_name", book).finditer(text), cue("institution", book)
    return [Mark(*m.span(), CODES["person"], m.group()) for m in found if not body.found(m.group())]


def _in_capitals(folded: str, book: Rulebook) -> list[Mark]:
    found = [m.span() for m in cue("name_in_capitals", book).finditer(folded)]
    for lexicon, sign in _BY_PLACE:
        if sign.search(folded):
            spans = (m.span() for m in cue(lexicon, book).finditer(folded))
            found += [s for s in spans if all(s[1] <= a or b <= s[0] for a, b in found)]
    return [Mark(a, b, CODES["person"], folded[a:b].removesuffix("'s")) for a, b in sorted(found)]
