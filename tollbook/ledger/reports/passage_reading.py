"""Fills a passage with what was found in its words, and with what its cues say of it.

The cues are lexicons in rules/lexicons/reports.yaml.
"""

from collections.abc import Iterator, Sequence

import regex

from tollbook.extraction.cues import cue
from tollbook.extraction.mentions import Mention
from tollbook.ledger.reports.passage_days import NONE, SPEECH, days_before_deed, role_of_day
from tollbook.ledger.reports.passages import CUES, Passage
from tollbook.ledger.reports.place_cues import DATELINE, place_cues
from tollbook.matching.patterns import Cues, finds
from tollbook.matching.text import fold
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

_BELONGING = "places.belonging"  # "the mayor of Samarra"
_NAME = regex.compile(r"(?<=[a-z,] )[A-Z][\w-]{3,}|^[A-Z][\w-]{3,}(?=[, ])")
_TOLD_BY_GROUP = (
    "soldiers",
    "police",
    "militia",
    "peacekeepers",
    "students",
    "journalists",
)  # "the troops": five soldiers
_SUBJECT = regex.compile(r"\b(\p{Lu}[\p{L}'-]{3,})(?: \([^)]{1,20}\)|,[^,.;]{1,40},)? $")
_BEFORE_CLAIM = 70  # characters in which it stands before a claim
_SURNAME = 5  # letters of a surname that is no other word
_OPENING = 40  # characters of the places that a passage opens with


def read_passage(
    document: Document,
    sentence: Sentence,
    span: tuple[int, int],
    found: Sequence[Mention],
    claims: Sequence[Claim],
    book: Rulebook,
) -> Passage:
    """Return the words of `sentence` in `span` with the mentions and claims that begin in them."""
    start, end = span
    text = fold(document.text[start:end])
    passage = Passage(sentence, start, end, text, book.memo("passages.cues", lambda b: Cues(b, CUES)).over(text))
    passage.claims = [c for c in claims if start <= c.start_char < end]
    for mention in found:
        if start <= mention.start_char < end:
            _add(passage, mention, found, book)
    if passage.opens_account:
        _take_back(passage)
    if _only_aftermath(passage, book):
        passage.speech_dates += passage.dates  # when somebody died of it is not when it happened
        passage.dates = []
    passage.inherited = days_before_deed(passage, book) or passage.inherited
    passage.dates = [d for d in passage.dates if d not in passage.inherited]
    passage.in_general = _in_general(passage, book)
    passage.names_attackers = _says(passage.actors, "attacker_noun", book)
    passage.of_war = _of_war(passage, book)
    passage.opens_with = _opens_with(passage, book)
    passage.separate = passage.said["separate_cue"]
    passage.definite = _definite(passage, book)
    passage.goes_on = _goes_on(passage)
    passage.other_things = _other_things(passage, book)
    passage.named_attacks = _named_attacks(passage, book)
    passage.subject, passage.subject_group = _subject(passage, book)
    attackers = cue("the_attackers", book).search(passage.text)
    passage.the_attackers = attackers[1] if attackers else None
    passage.hypothetical = _hypothetical(passage, book)
    passage.names = _names(document, passage, found) | _surnames(passage)
    return passage


def _take_back(passage: Passage) -> None:
    """Take the places told with people as where it happened: an account opens with its place ("an official in X")."""
    told = [p for p in passage.aside if p.rule_id != _BELONGING]
    passage.aside = [p for p in passage.aside if p.rule_id == _BELONGING]
    passage.places = sorted([*passage.places, *told], key=lambda p: p.start_char)


def _of_war(passage: Passage, book: Rulebook) -> bool:
    """Whether its attack words are of wars and campaigns, and it names none of them: a bombing with its day."""
    wars = [e.mention_id for e in passage.attacks if finds("war_word", e.quote.lower(), book)]
    one = any(e.value not in ("attack", "clash", "raid") and e.mention_id not in wars for e in passage.single_attacks)
    of_days = any(d.kind == "weekday" for d in passage.dates)
    named = passage.said["one_of_many"] or (one and of_days)
    return bool(wars) and not (named and any(c.low for c in passage.own_claims))


def _only_aftermath(passage: Passage, book: Rulebook) -> bool:
    """Whether it tells nothing but that people hurt or taken before died, or when they did ("died nine days later")."""
    claims = [c for c in passage.claims if c.outcome == "killed"]
    if not claims or passage.attacks:
        return False
    later = all(d.date_from is None and finds("some_time_later", d.quote.casefold(), book) for d in passage.dates)
    return (later and finds("died_of_it", passage.text, book)) or all(c.moved for c in passage.claims)


def _says(actors: Sequence[ActorMention], lexicon: str, book: Rulebook) -> bool:
    return any(a.kind == "attackers" and finds(lexicon, a.name, book) for a in actors)


def _in_general(passage: Passage, book: Rulebook) -> frozenset[str]:
    """Attacks in the plural, but not a number of them told together ("two suicide bombings")."""
    return frozenset(
        e.mention_id
        for e in passage.attacks
        if finds("attacks_in_general", e.quote.lower(), book)
        and not finds("attacks_together", passage.before(e.start_char, 40), book)
    )


def _other_things(passage: Passage, book: Rulebook) -> frozenset[str]:
    """Kinds of things hit of which it says that they are other ones ("another police station")."""
    things = (e for e in passage.events if e.kind == "target")
    return frozenset(e.value for e in things if finds("another_such", passage.before(e.start_char, 40), book))


def _opens_with(passage: Passage, book: Rulebook) -> PlaceMention | None:
    """The finest place of the words that a passage opens with ("In Baghdad's Dora district, ...")."""
    if not passage.places:
        return None
    pattern = cue("opening_place", book)
    opening = pattern.match(passage.text)
    if opening is None:
        return None
    at = passage.start + opening.end()
    found = [p for p in passage.places if at <= p.start_char <= at + _OPENING]
    return found[-1] if found and found[0].start_char <= at + 2 else None


def _goes_on(passage: Passage) -> bool:
    """Whether its people are told as beside others ("two more were hurt"), with no day or place of their own."""
    claims = passage.own_claims
    return bool(claims) and all(c.additional for c in claims) and not passage.dates and not passage.places


def _definite(passage: Passage, book: Rulebook) -> bool:
    """Whether it speaks of people told of before, and not just of those that it has told of itself."""
    pattern = cue("definite_people", book)
    match = pattern.search(passage.text)
    if match is None:
        return False
    noun = match.group().split()[-1].rstrip("s")
    return noun not in passage.text[: match.start()]


def _named_attacks(passage: Passage, book: Rulebook) -> frozenset[str]:
    families = book.settings["linking/article"]["attack_families"]
    pattern = cue("the_attack_lead", book)
    known = (e for e in (*passage.attacks, *passage.events) if e.value in families)
    named = (e for e in known if passage.text[e.end_char - passage.start :][:1] != "-")  # "the bullet-riddled bodies"
    return frozenset(families[e.value or ""] for e in named if pattern.found(passage.before(e.start_char, 40)))


def _subject(passage: Passage, book: Rulebook) -> tuple[str | None, str | None]:
    """The noun of people or a thing that a passage opens with as known ("The loggers were ..."), and their group."""
    opening = cue("known_subject", book)
    nouns = [(a.start_char, a.quote, a.victim_group) for a in passage.actors if a.kind == "victims"]
    nouns += [(e.start_char, e.quote, "unknown") for e in passage.events if e.kind == "target"]
    for at, quote, group in sorted(nouns):
        before = passage.text[: at - passage.start]
        if len(before) > _OPENING or not opening.found(before):
            return None, None
        return quote.lower().split()[-1].rstrip("s"), group if group in _TOLD_BY_GROUP else None
    return None, None


def _hypothetical(passage: Passage, book: Rulebook) -> frozenset[str]:
    pattern = cue("hypothetical_cue", book)
    return frozenset(
        e.mention_id for e in passage.attacks if pattern.found(passage.text[: max(0, e.start_char - passage.start)])
    )


def _names(document: Document, passage: Passage, found: Sequence[Mention]) -> frozenset[str]:
    """Words of the claims that look like names of persons: capitalised, and no place, group, day or number."""
    if document.text[passage.start : passage.end].isupper():
        return frozenset()  # capitals show nothing there ("EMPLOYEE OF THE BANK WAS KILLED")
    known = [(m.start_char, m.end_char) for m in found]
    return frozenset(
        document.text[a:b]
        for claim in passage.claims
        if claim.low == 1 or claim.person  # "five Kela herders" are no persons
        for a, b in _spelled_like_names(document, passage, claim)
        if not any(start <= a < end for start, end in known)
    )


def _spelled_like_names(document: Document, passage: Passage, claim: Claim) -> Iterator[tuple[int, int]]:
    """Yield where they stand: in its words, or the one right before them ("Mbeki, 61, was gunned down")."""
    yield from ((claim.start_char + m.start(), claim.start_char + m.end()) for m in _NAME.finditer(claim.quote))
    subject = _SUBJECT.search(document.text, max(passage.start, claim.start_char - _BEFORE_CLAIM), claim.start_char)
    if subject is not None:
        yield subject.span(1)


def _surnames(passage: Passage) -> frozenset[str]:
    """The surnames of the persons hurt that are told by name, which capitals do not show in a text of capitals."""
    named = (claim.person.split() for claim in passage.claims if claim.person)
    return frozenset(w for words in named for w in (words[-2:] if len(words) > 2 else words[-1:]) if len(w) >= _SURNAME)


def _add(passage: Passage, mention: Mention, found: Sequence[Mention], book: Rulebook) -> None:
    if isinstance(mention, DateMention):
        role = role_of_day(passage, mention, found, book)
        # The weekday of a caption is that of the picture, often the day after.
        pictured = passage.sentence.kind == "caption" and mention.kind == "weekday"
        if role != NONE:
            told = passage.inherited if pictured else passage.dates
            (passage.speech_dates if role == SPEECH else told).append(mention)
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
    if place.rule_id == _BELONGING or _come_from(passage, place, book):
        return True
    speaks = cue("aside_cue", book)
    at = place.start_char - passage.start
    if at == 0 and passage.sentence.kind == "body" and DATELINE.match(passage.text, place.end_char - passage.start):
        return True
    after = cue("aside_after", book)
    if after.match(passage.text, place.end_char - passage.start):
        return True
    before = passage.before(place.start_char, 90)
    behind = passage.text[place.end_char - passage.start :]
    if place_cues(book).speaks_there(before, behind):
        return True
    if place_cues(book).police.found(before) and place_cues(book).police_act.match(behind):
        return False  # "police in Lae found three bodies"
    return speaks.found(before) or (bool(passage.aside) and _joined(passage, place, book))


def _come_from(passage: Passage, place: PlaceMention, book: Rulebook) -> bool:
    """Whether somebody comes from it: "nine peacekeepers from Niger", "including Arif Khan from Bihar"."""
    if finds("place_person_from", passage.before(place.start_char, 90), book):
        return True
    return place.precision == "country" and finds("place_people_from", passage.before(place.start_char, 60), book)


def _joined(passage: Passage, place: PlaceMention, book: Rulebook) -> bool:
    """Whether it is told together with a place aside ("treated in Asadabad and Jalalabad")."""
    last = passage.aside[-1].end_char - passage.start
    between = passage.text[last : place.start_char - passage.start]
    return cue("place_joined", book).match(between) is not None
