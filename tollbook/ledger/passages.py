"""Cuts an article into passages: a sentence, or a clause of one where it turns to another incident.

A passage holds the claims, attacks, days, places and actors of its words; `tollbook.ledger.threads` decides which
incident it tells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from tollbook.extraction.mentions import Mention, Mentions
from tollbook.extraction.patterns import Cue, Cues
from tollbook.extraction.text import fold
from tollbook.rows import (
    ActorMention,
    AttributionMention,
    Claim,
    DateMention,
    Document,
    EventMention,
    PlaceMention,
    Sentence,
)
from tollbook.rulebook import Rulebook

_ATTACKER = regex.compile(r"bomber|assailant|attacker|gunm[ae]n|kidnapper")  # nouns that say there was an attack
_BELONGING = "places.belonging"  # "the mayor of Samarra"
_DATELINE = regex.compile(r": | ?- ?")  # "Baghdad: Officers said"
_BULLET = regex.compile(r"\s*[•*·▪‣-] ")
_NAME = regex.compile(r"(?<=[a-z,] )[A-Z][\w-]{3,}|^[A-Z][\w-]{3,}(?=[, ])")
_CUES = ("separate_cue", "refers_back", "similar_cue", "that_one", "past_cue", "happened", "all_attacks")
_FOILED = ("non_attack", "foiled")  # an attack that was tried is an incident, a threat is none
_LONG_DAYS = 10
_NO_DAY = ("duration", "since", "until")
_PLURAL = regex.compile(r"(?:attacks|assaults|bombings|raids|ambushes|strikes|killings|kidnappings|operations)$")
_TOGETHER = regex.compile(r"\b(?:two|twin|double|three|four|pair of|coordinated|simultaneous) (?:[a-z-]+ ){0,2}$")
_WAR = regex.compile(r"battle|offensive|violence|fighting|bloodshed|clashes|insurgency|campaign|attacks$")
_ABSTRACT = ("attack", "raid", "clash", "armed_assault")  # said of wars and campaigns as well


@dataclass(slots=True)
class Passage:
    """Words that tell one thing: offsets, and what was found in them."""

    sentence: Sentence
    start: int
    end: int
    text: str  # folded
    claims: list[Claim] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    speech_dates: list[DateMention] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    aside: list[PlaceMention] = field(default_factory=list)  # where somebody speaks or writes from
    demonyms: list[PlaceMention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    events: list[EventMention] = field(default_factory=list)
    sources: list[AttributionMention] = field(default_factory=list)
    separate: bool = False
    refers_back: bool = False
    that_one: bool = False  # "on that occasion", "it killed": the incident told just before
    similar: bool = False  # of attacks like this one, at other times
    definite: bool = False  # people told of before
    hypothetical: frozenset[str] = frozenset()  # mention_ids of attacks that are plans, threats, possibilities
    names: frozenset[str] = frozenset()  # capitalised words in the claims
    habitual: bool = False
    group_before: ActorMention | None = None  # the armed group named last before it
    clause: bool = False  # a later part of a sentence that turned to another incident
    inherited: list[DateMention] = field(default_factory=list)  # days of the part before it
    group_of_list: ActorMention | None = None  # the armed group whose attacks are listed here
    hurt: bool = False  # a word for people hurt, with or without a count
    all_attacks: bool = False  # of all incidents told so far: "both attacks"
    named_attacks: frozenset[str] = frozenset()  # families of the attacks that it speaks of as known ("the blast")

    @property
    def attacks(self) -> list[EventMention]:
        """Words for an attack; a weapon is one where somebody claims it ("behind a car bomb")."""
        claimed = any(e.kind == "responsibility" for e in self.events)
        return [
            e
            for e in self.events
            if e.kind == "attack" or (claimed and e.kind == "weapon") or (e.kind, e.value) == _FOILED
        ]

    @property
    def single_attacks(self) -> list[EventMention]:
        """Words for one attack; "attacks" in general tell none, unless a day goes with them."""
        own = [d for d in self.dates if d.offset_days is None and d.precision in ("day", "night")]
        dated = any(d.date_from is not None for d in own)
        told = [e for e in self.attacks if e.mention_id not in self.hypothetical]
        return [e for e in told if dated or not _PLURAL.search(e.quote.lower()) or self._counted(e)]

    def _counted(self, event: EventMention) -> bool:
        """Whether it is a number of attacks told together: "two suicide bombings"."""
        at = event.start_char - self.start
        return _TOGETHER.search(self.text[max(0, at - 40) : at]) is not None

    @property
    def introduces(self) -> bool:
        """Whether it puts attackers at a day and place, without a word for an attack."""
        told = any(a.kind == "attackers" and _ATTACKER.search(a.name) for a in self.actors)
        return told and bool(self.dates) and bool(self.places)

    @property
    def history(self) -> bool:
        """Whether its days are months or years and its attack or place is vague: the history of a conflict."""
        if self.separate or not self.dates or not all(_is_long(d) for d in self.dates):
            return False
        fine = any(p.precision not in ("country", "region") for p in self.places)
        return not (fine and self.concrete)

    @property
    def sums_up(self) -> bool:
        """Whether its people were hurt over months or years, in a war or in nothing that is named."""
        if not self.history or any(e.kind == "weapon" for e in self.events) or self.concrete:
            return False
        fine = any(p.precision not in ("country", "region") for p in self.places)
        return not fine or any(_WAR.search(e.quote.lower()) for e in self.attacks)

    @property
    def concrete(self) -> bool:
        """Whether it tells of a bombing, a shooting or the like, not just of an attack."""
        return any(e.value not in _ABSTRACT for e in self.attacks)

    @property
    def own_claims(self) -> list[Claim]:
        """Claims that can belong to one incident."""
        return [c for c in self.claims if c.scope != "cumulative"]

    @property
    def says_other(self) -> bool:
        """Whether its words are of an accident, a threat, a court or the like, not of an attack."""
        armed = self.attacks or any(e.kind == "weapon" for e in self.events)
        return any(e.kind == "non_attack" for e in self.events) and not armed


def _is_long(date: DateMention) -> bool:
    """Whether it is a stretch of time rather than a day, known or not."""
    if date.offset_days is not None or date.kind == "weekday":
        return False
    return date.date_from is None or date.date_to is None or (date.date_to - date.date_from).days > _LONG_DAYS


def takes_or_hurts(claim: Claim) -> bool:
    """Whether a claim makes an incident: people hurt or taken, but not those whom a state arrests."""
    return claim.outcome != "captured" or claim.agent_side == "non_state"


def cut(
    document: Document, sentences: Sequence[Sentence], mentions: Mentions, claims: Sequence[Claim], book: Rulebook
) -> list[Passage]:
    """Return the passages of an article in text order; furniture is left out."""
    by_sentence: dict[str, list[Claim]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence_id, []).append(claim)
    out: list[Passage] = []
    for sentence in sentences:
        if sentence.kind != "furniture":
            found, own = mentions.of(sentence.sentence_id), by_sentence.get(sentence.sentence_id, [])
            parts = [
                _passage(document, sentence, span, found, own, book) for span in _spans(sentence, found, own, book)
            ]
            for before, part in pairwise(parts):
                part.clause, part.inherited = True, before.dates or before.inherited
            out.extend(parts)
    _recall_groups(out)
    return out


def _recall_groups(passages: Sequence[Passage]) -> None:
    last: ActorMention | None = None
    header: ActorMention | None = None
    for passage in passages:
        passage.group_before = last
        passage.group_of_list = header if _BULLET.match(passage.text) else None
        if passage.text.rstrip().endswith(":"):
            header = next((a for a in passage.actors if a.kind == "armed_group"), None)
        last = next((a for a in reversed(passage.actors) if a.kind == "armed_group"), last)


def _passage(
    document: Document,
    sentence: Sentence,
    span: tuple[int, int],
    found: Sequence[Mention],
    claims: Sequence[Claim],
    book: Rulebook,
) -> Passage:
    start, end = span
    passage = Passage(sentence, start, end, fold(document.text[start:end]))
    for mention in found:
        if start <= mention.start_char < end:
            _add(passage, mention, found, book)
    passage.claims = [c for c in claims if start <= c.start_char < end]
    told = book.memo("passages.cues", lambda b: Cues(b, _CUES)).found(passage.text)
    passage.separate = "separate_cue" in told
    passage.refers_back = "refers_back" in told
    passage.similar = "similar_cue" in told
    passage.definite = _definite(passage, book)
    passage.that_one = "that_one" in told or _goes_on(passage)
    passage.all_attacks = "all_attacks" in told
    passage.named_attacks = _named_attacks(passage, book)
    passage.hypothetical = _hypothetical(passage, book)
    passage.names = _names(document, passage, found)
    passage.habitual = "past_cue" in told
    passage.hurt = "happened" in told
    return passage


def _goes_on(passage: Passage) -> bool:
    """Whether its people are told as beside others ("two more were hurt"), with no day or place of their own."""
    claims = passage.own_claims
    return bool(claims) and all(c.additional for c in claims) and not passage.dates and not passage.places


def _definite(passage: Passage, book: Rulebook) -> bool:
    """Whether it speaks of people told of before, and not just of those that it has told of itself."""
    pattern = book.memo("passages.definite", lambda b: regex.compile(b.expand("{definite_people}")))
    match = pattern.search(passage.text, timeout=1.0)
    if match is None:
        return False
    noun = match.group().split()[-1].rstrip("s")
    return noun not in passage.text[: match.start()]


def _named_attacks(passage: Passage, book: Rulebook) -> frozenset[str]:
    families = book.settings["linking/article"]["attack_families"]
    pattern = book.memo("passages.the", lambda b: regex.compile(b.expand("{the_attack_lead}")))
    named = (e for e in (*passage.attacks, *passage.events) if e.value in families)
    return frozenset(
        families[e.value or ""]
        for e in named
        if pattern.search(passage.text[max(0, e.start_char - passage.start - 40) : e.start_char - passage.start])
    )


def families_of(passage: Passage, families: Mapping[str, str]) -> frozenset[str]:
    """Return the families of the attacks and weapons that a passage tells of."""
    found = (e.value for e in passage.events if e.kind in ("attack", "weapon"))
    return frozenset(families[value] for value in found if value in families)


def _hypothetical(passage: Passage, book: Rulebook) -> frozenset[str]:
    pattern = book.memo("passages.hypothetical", lambda b: regex.compile(b.expand("{hypothetical_cue}")))
    return frozenset(
        e.mention_id
        for e in passage.attacks
        if pattern.search(passage.text[: max(0, e.start_char - passage.start)], timeout=1.0)
    )


def _names(document: Document, passage: Passage, found: Sequence[Mention]) -> frozenset[str]:
    """Words of the claims that look like names of persons: capitalised, and no place, group, day or number."""
    known = [(m.start_char, m.end_char) for m in found]
    return frozenset(
        document.text[a:b]
        for claim in passage.claims
        for a, b in ((claim.start_char + m.start(), claim.start_char + m.end()) for m in _NAME.finditer(claim.quote))
        if not any(start <= a < end for start, end in known)
    )


def _add(passage: Passage, mention: Mention, found: Sequence[Mention], book: Rulebook) -> None:
    if isinstance(mention, DateMention):
        if mention.kind not in _NO_DAY and not (mention.precision == "year" and mention.kind == "relative"):
            (passage.speech_dates if _of_speech(passage, mention, found, book) else passage.dates).append(mention)
    elif isinstance(mention, PlaceMention):
        if mention.relation == "demonym" and mention.rule_id != _BELONGING:
            passage.demonyms.append(mention)
        else:
            (passage.aside if _aside(passage, mention, book) else passage.places).append(mention)
    elif isinstance(mention, ActorMention):
        passage.actors.append(mention)
    elif isinstance(mention, EventMention):
        passage.events.append(mention)
    elif isinstance(mention, AttributionMention):
        passage.sources.append(mention)


def _aside(passage: Passage, place: PlaceMention, book: Rulebook) -> bool:
    """Whether it is where somebody speaks or writes from, not where something happened."""
    if place.rule_id == _BELONGING:
        return True
    cue = book.memo("passages.aside", lambda b: Cue(b, "{aside_cue}"))
    at = place.start_char - passage.start
    if at == 0 and passage.sentence.kind == "body" and _DATELINE.match(passage.text, place.end_char - passage.start):
        return True
    after = book.memo("passages.aside_after", lambda b: regex.compile(b.expand("{aside_after}")))
    if after.match(passage.text, place.end_char - passage.start, timeout=1.0):
        return True
    return cue.search(passage.text[max(0, at - 60) : at]) is not None


def _of_speech(passage: Passage, date: DateMention, found: Sequence[Mention], book: Rulebook) -> bool:
    """Whether the day is that of the statement ("police said on Sunday"), not of the attack."""
    if any(isinstance(m, AttributionMention) and 0 <= date.start_char - m.end_char <= 4 for m in found):
        return True
    after = book.memo("passages.speech_after", lambda b: regex.compile(b.expand("{speech_after}")))
    if after.match(passage.text, date.end_char - passage.start, timeout=1.0):
        return True
    cue = book.memo("passages.speech", lambda b: Cue(b, "{speech_cue}"))
    at = date.start_char - passage.start
    return cue.search(passage.text[max(0, at - 60) : at]) is not None


def _spans(
    sentence: Sentence, found: Sequence[Mention], claims: Sequence[Claim], book: Rulebook
) -> Iterator[tuple[int, int]]:
    """The sentence whole, or cut where both sides have an attack or claim and places that differ."""
    anchors = sorted([c.start_char for c in claims] + [m.start_char for m in found if _is_attack(m)])
    whole = iter([(sentence.start_char, sentence.end_char)])
    if len(anchors) < 2:
        return whole
    places = sorted((m for m in found if isinstance(m, PlaceMention) and _is_place(m)), key=lambda m: m.start_char)
    days = [m for m in found if isinstance(m, DateMention) and m.precision in ("day", "night", "month")]
    inside = [(c.start_char, c.end_char) for c in claims]
    for name, soon in (("turn_break", 120), ("clause_break", 400), ("weak_break", 40)):
        pattern = book.memo(f"passages.{name}", _breaks(name))
        breaks = [sentence.start_char + m.end() for m in pattern.finditer(fold(sentence.text), timeout=1.0)]
        breaks = [at for at in breaks if not any(a < at < b for a, b in inside)]
        turn = _Turn(name, soon, anchors, places, days)
        found_cuts = _cuts(sentence, breaks, turn)
        if len(found_cuts) > 1:
            return iter(found_cuts)
    return whole


@dataclass(frozen=True, slots=True)
class _Turn:
    """What decides whether a sentence turns to another incident at a break of the kind `name`."""

    name: str
    soon: int  # characters within which the words after it must come to an attack or to people hurt
    anchors: Sequence[int]  # where attacks and people hurt are told
    places: Sequence[PlaceMention]
    days: Sequence[DateMention]

    def at(self, start: int, at: int, end: int) -> bool:
        """Whether the words from `at` to `end` tell another incident than those from `start`."""
        if not (any(start <= a < at for a in self.anchors) and any(at <= a < at + self.soon for a in self.anchors)):
            return False
        if self.name == "turn_break":
            return True
        return self._other_day(start, at, end) or self._other_place(start, at, end)

    def _other_day(self, start: int, at: int, end: int) -> bool:
        before = [d for d in self.days if start <= d.start_char < at]
        after = [d for d in self.days if at <= d.start_char < min(end, at + self.soon)]
        if self.name != "clause_break" or not (before and after):
            return False
        return before[-1].date_from != after[0].date_from

    def _other_place(self, start: int, at: int, end: int) -> bool:
        first = at if self.name == "clause_break" else min(a for a in self.anchors if at <= a)
        before = [p for p in self.places if start <= p.start_char < at]
        after = [p for p in self.places if first <= p.start_char < end]
        return bool(before and after) and not any(_overlap(b, a) for b in before for a in after)


def _breaks(name: str) -> Callable[[Rulebook], "regex.Pattern[str]"]:
    return lambda book: regex.compile(book.expand("{" + name + "}"))


def _cuts(sentence: Sentence, breaks: Sequence[int], turn: _Turn) -> list[tuple[int, int]]:
    start, out = sentence.start_char, []
    for at in breaks:
        if turn.at(start, at, sentence.end_char):
            out.append((start, at))
            start = at
    return [*out, (start, sentence.end_char)]


def _is_attack(mention: Mention) -> bool:
    return isinstance(mention, EventMention) and mention.kind == "attack"


def _is_place(mention: PlaceMention) -> bool:
    return mention.relation != "demonym" and mention.precision != "country"


def _overlap(one: PlaceMention, other: PlaceMention) -> bool:
    if (one.place_id is None) != (other.place_id is None):
        return False
    if one.place_id and one.place_id == other.place_id:
        return True
    names = (one.name, one.admin1), (other.name, other.admin1)
    return one.name == other.name or names[0][0] == names[1][1] or names[1][0] == names[0][1]
