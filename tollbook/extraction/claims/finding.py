"""Casualty claims: what the rules of rules/casualties say happened to which people, one row a statement.

Upper level of the cascade: a sentence with a casualty word, its mentions as symbols, its people phrases as symbols;
the patterns then read like English. A match may hold several people phrases ("seven soldiers and two civilians"):
each becomes a claim, and claims of one match and outcome share a `statement_id`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tollbook.extraction.claims.agents import agent_of, fell_to_others, side_of
from tollbook.extraction.claims.asides import outside_brackets
from tollbook.extraction.claims.inherited import inherit
from tollbook.extraction.claims.multiples import by_place, in_multiples
from tollbook.extraction.claims.parts import (
    after_a_toll,
    before_total,
    beside_others,
    counted_before,
    included,
    of_attackers,
    others_of_set,
    partitive,
    parts_from,
)
from tollbook.extraction.claims.possible import possible, symbols_of
from tollbook.extraction.claims.reading import PeopleReading, additional, bounds, moved, number_id, party_of
from tollbook.extraction.claims.refused import corrected, denied, figurative
from tollbook.extraction.claims.relatives import told_of_heads
from tollbook.extraction.claims.sources import with_sources
from tollbook.extraction.claims.told_before import attackers_before
from tollbook.extraction.claims.told_by_pronoun import attacker_by_pronoun
from tollbook.extraction.cues import cue, pattern
from tollbook.extraction.mentions import Mentions, mark_sentence
from tollbook.extraction.people import People, mark_people, phrase
from tollbook.extraction.scope import cumulative_spans
from tollbook.extraction.symbols import CODES, MarkedText
from tollbook.ids import content_id
from tollbook.limits import MAX_CLAIMS, at_most
from tollbook.matching.patterns import Cue, Hit, PatternSet
from tollbook.matching.text import fold
from tollbook.rows import ActorMention, AttributionMention, Claim, Document, NumberMention, Sentence
from tollbook.rulebook import Rulebook

_NOT_TOLD = (-1, -1)  # the span of a capture that a match has not


def find(document: Document, sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook) -> list[Claim]:
    """Return the claims of one article in text order, `report_id` and `part_of` still null.

    Raises ArticleLimitError where there are more than `MAX_CLAIMS`.
    """
    claims: list[Claim] = []
    for sentence, marked in looked_at(looked_for_in(sentences, book), mentions, book):
        found = _in_sentence(document, sentence, marked, book)
        claims.extend(c for c in found if not figurative(c, mentions.of(sentence.sentence_id), book))
        at_most(MAX_CLAIMS, len(claims), "statements of people hurt or taken")
    claims = attackers_before(attacker_by_pronoun(claims, sentences, mentions, book), sentences, mentions, book)
    claims = counted_before(claims, book)
    return with_sources(after_a_toll(claims, book.flagged("casualties", "told")), sentences, book)


def looked_for_in(sentences: Sequence[Sentence], book: Rulebook) -> list[Sentence]:
    """Return the sentences that can make a claim, whatever is mentioned in them; nothing else is looked at."""
    can = possible(book).claims
    read = [s for s in sentences if s.kind != "furniture"]
    return [s for s in read if casualty_word(book).found(fold(s.text)) and can(fold(s.text))]


def casualty_word(book: Rulebook) -> Cue:
    """Return the pattern for words without which nobody is told to be hurt or taken."""
    return cue("casualty_word", book)


def looked_at(
    sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook
) -> Iterator[tuple[Sentence, MarkedText]]:
    """Yield the sentences in which claims are looked for, with their mentions and people as symbols."""
    gate = casualty_word(book)
    for sentence in sentences:
        if sentence.kind != "furniture" and gate.found(fold(sentence.text)):
            yield sentence, mark_people(mark_sentence(sentence, mentions.of(sentence.sentence_id), book), book)


def _in_sentence(document: Document, sentence: Sentence, marked: MarkedText, book: Rulebook) -> Iterator[Claim]:
    patterns = book.memo("claims.patterns", _patterns)
    readings = [r for hit in patterns.all_hits(marked.text) for r in _readings(marked, hit, book)]
    cumulative = cumulative_spans(marked, book) if readings else ()
    told = told_of_heads(marked, _choose(readings), book)
    chosen = [r for r in _within_whole(marked, told, cumulative, book) if not denied(marked, r.start, book)]
    for reading in inherit(marked, by_place(in_multiples(others_of_set(included(marked, chosen, book)))), book):
        yield _claim(document, sentence, marked, reading, cumulative, book)


def _within_whole(
    marked: MarkedText, readings: Sequence[PeopleReading], cumulative: Sequence[tuple[int, int]], book: Rulebook
) -> list[PeopleReading]:
    """The readings, those that a toll beside them holds as parts of it ("a nurse died, bringing the total to nine").

    Not those of whom somebody else has another number ("police said 28 were killed, but hospitals spoke of 40 dead"),
    nor where the toll is one of many attacks ("two died, bringing to 90 the number killed this year").
    """
    wholes = [r for r in readings if r.emit.get("whole") and not r.part and not _within(r.position, cumulative)]
    if not wholes:
        return list(readings)
    return [replace(r, part=r.part or any(_is_held(marked, r, w, book) for w in wholes)) for r in readings]


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= position < b for a, b in spans)


def _is_held(marked: MarkedText, reading: PeopleReading, whole: PeopleReading, book: Rulebook) -> bool:
    if reading.emit["outcome"] != whole.emit["outcome"]:
        return False
    if (reading.start, reading.rule.id) == (whole.start, whole.rule.id):
        return False  # "in all, 36 passengers and nine of the gunmen died"
    if reading.position >= whole.position:  # "rose to nine after a couple died"
        return pattern("raised_by", book).fullmatch(marked.text[whole.end : reading.start]) is not None
    return not pattern("says_another", book).search(marked.text, reading.end, whole.start)


def _patterns(book: Rulebook) -> PatternSet:
    return PatternSet(book, book.of("casualties"), symbols_of(book))


def _readings(marked: MarkedText, hit: Hit, book: Rulebook) -> Iterator[PeopleReading]:
    emits = hit.rule.rule.emits
    for emit in emits if isinstance(emits, list) else [emits]:
        label = emit.get("who", "people")
        span = hit.match.span(label) if label in hit.match.re.groupindex else (hit.start, hit.end)
        if span == _NOT_TOLD:
            continue
        if "count" in emit or "same" in emit:
            yield PeopleReading(hit.rule, emit, hit.start, None, hit.start, hit.end, False)
            continue
        counted = outside_brackets(marked, _counted(marked, hit, span, book), book)
        first_part, total = parts_from(marked, counted, span, book), before_total(marked, counted, book)
        holds = bool(counted) and first_part <= counted[-1][0]  # "three of the guards, including a captain"
        for position, item in counted:
            if position >= first_part and emit.get("scope") == "part":
                break  # "nine people, three of them children, are among the dead": the nine are a part
            if _fits(item, emit) and not corrected(marked, position, book):
                held = position >= first_part
                of_set = partitive(item) and not holds and not beside_others(marked, position, counted)
                part = held or of_set or position < total
                who = of_attackers(item, first_part if held else position, counted) if part else item
                told = _of_part(emit) if part and position > counted[0][0] else emit
                yield PeopleReading(hit.rule, told, position, who, hit.start, hit.end, part)


def _of_part(emit: dict[str, Any]) -> dict[str, Any]:
    """What a rule emits, of attackers told as a part: "three men, two of them brothers, blew themselves up"."""
    attackers = emit.get("party") == "perpetrators"
    return {**emit, "scope": "part"} if attackers and emit.get("scope") == "total" else emit


def _counted(
    marked: MarkedText, hit: Hit, span: tuple[int, int], book: Rulebook
) -> list[tuple[int, People | NumberMention]]:
    """The people of a match; a number by itself counts people only where there are none ("12 policemen in two cars").

    A rule may bring the noun from further on ("three dead soldiers"): it captures `number` and `noun`.
    """
    if "noun" in hit.match.re.groupindex:
        return [(hit.match.start("number"), phrase(marked, hit, book))]
    inside = marked.inside(*span)
    people: list[tuple[int, People | NumberMention]] = [(p, i) for p, i in inside if isinstance(i, People)]
    return people or [(p, i) for p, i in inside if isinstance(i, NumberMention) and marked.text[p] == CODES["number"]]


def _fits(item: People | NumberMention, emit: dict[str, Any]) -> bool:
    """Whether a rule that is for one kind of people, or for parts, is for these."""
    kind, partitive = (item.kind, item.partitive) if isinstance(item, People) else (None, False)
    return emit.get("only", kind) == kind and emit.get("partitive", partitive) == partitive


def _choose(readings: list[PeopleReading]) -> list[PeopleReading]:
    """For each people phrase the rule of highest priority, then the longest match; no phrase is read twice."""
    best: dict[int, PeopleReading] = {}
    for reading in readings:
        held = best.get(reading.position)
        if held is None or _rank(reading) < _rank(held):
            best[reading.position] = reading
    chosen = [r for r in readings if best[r.position].rule.id == r.rule.id and best[r.position].start == r.start]
    taken = [(r.start, r.end) for r in chosen if not r.emit.get("lone")]
    chosen = [r for r in chosen if not r.emit.get("lone") or not any(a < r.end and r.start < b for a, b in taken)]
    unique = {(r.position, r.emit["outcome"]): r for r in reversed(chosen)}
    return sorted(unique.values(), key=lambda r: (r.position, r.emit["outcome"]))


def _rank(reading: PeopleReading) -> tuple[int, int, int, str]:
    return (-reading.rule.rule.priority, reading.end - reading.start, reading.start, reading.rule.id)


def _claim(
    document: Document,
    sentence: Sentence,
    marked: MarkedText,
    reading: PeopleReading,
    cumulative: Sequence[tuple[int, int]],
    book: Rulebook,
) -> Claim:
    start, end = marked.span(reading.start, reading.end)
    low, high, qualifier, word = bounds(reading)
    party, group = party_of(reading)
    source, agent = _source(marked, reading), agent_of(marked, reading, book)
    party = "victims" if party == "perpetrators" and fell_to_others(marked, reading, agent) else party
    outcome = _outcome(reading, group, agent, book)
    scope = (
        "cumulative"
        if _within(reading.position, cumulative)
        else reading.emit.get("scope", "part" if reading.part else "total")
    )
    people = reading.people if isinstance(reading.people, People) else None
    return Claim(
        claim_id=content_id("clm", document.doc_id, start, end, reading.position, reading.rule.id, outcome, party),
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        outcome=outcome,
        party=party,
        victim_group=group,
        low=low,
        high=high,
        qualifier=qualifier,
        word=word,
        scope=scope,
        source_text=source.source_text if source else None,
        source_kind=source.source_kind if source else None,
        start_char=start,
        end_char=end,
        quote=document.text[start:end],
        rule_id=reading.rule.id,
        number_mention_id=number_id(reading),
        actor_mention_id=people.actor_id if people else None,
        statement_id=content_id("stm", document.doc_id, start, end, reading.rule.id, outcome),
        additional=additional(marked, reading, book),
        agent=agent.quote if agent else None,
        agent_side=side_of(agent) if agent else None,
        moved=moved(marked, reading, book),
        person=people.name if people else None,
    )


def _source(marked: MarkedText, reading: PeopleReading) -> AttributionMention | None:
    """The attribution nearest to the claim in its sentence."""
    found = [(p, i) for p, i in marked.items.items() if isinstance(i, AttributionMention)]
    if not found:
        return None
    return min(found, key=lambda f: (min(abs(f[0] - reading.start), abs(f[0] - reading.end)), f[0]))[1]


def _outcome(reading: PeopleReading, group: str, agent: ActorMention | None, book: Rulebook) -> str:
    """What happened: who is captured by those whom no law backs, or in battle, is taken, not arrested."""
    by_enemy = agent is not None and side_of(agent) == "non_state"
    of_forces = reading.emit.get("of_forces") if agent is None else None
    in_battle = of_forces and group in book.words("group_of_state")
    of_enemy = reading.emit.get("of_enemy") if by_enemy else None
    return str(of_forces if in_battle else of_enemy or reading.emit["outcome"])
