"""One person told again who is the attacker, as "he", by name or as "the man": "A man shot a guard. The man died"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from tollbook.extraction.claims.reading import FORCES
from tollbook.extraction.mentions import Mentions
from tollbook.extraction.people import People, with_people
from tollbook.extraction.symbols import SYMBOLS
from tollbook.matching.patterns import Cue
from tollbook.rows import Claim, Sentence
from tollbook.rulebook import Rulebook

_PRONOUN = regex.compile(r"\b(?:he|she|him|her)\b")
_OBJECT = regex.compile(r"\b(?:him|her)\b")
_SAME_SUBJECT = regex.compile(
    r"(?<! who [^,.;]{0,40})(?:,? (?:and|but|then)|\bbefore) (?:he |she )?$"
)  # "stabbed a guard and was shot"
_WAS = regex.compile(r"(?:he |she )?(?:was|had been)\b")
_DEFINITE = regex.compile(r"\bthe ")
_SHORTLY = 400  # characters between somebody and the pronoun or noun for them
_HURT = ("killed", "wounded")


class Told(NamedTuple):
    """One person told of, and whether that one attacks."""

    person: People
    attacks: bool


def attacker_told_again(
    claims: Sequence[Claim], sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook
) -> list[Claim]:
    """The claims, those of one told again as the attackers' where that one attacked before.

    By a pronoun it is the one person told last, by a name or a noun the one of that name, or called so.
    """
    ones = [c for c in claims if _of_one(c)]
    texts = {s.sentence_id: s for s in sentences}
    goes_on = {c.claim_id for c in ones if _goes_on(c, texts[c.sentence_id])}
    spans = [
        *_names_before(ones, sentences),
        *((c.start_char - _SHORTLY, c.end_char) for c in ones if _again(c) or c.claim_id in goes_on),
    ]
    if not spans:
        return list(claims)
    told = list(_singles(sentences, mentions, book, spans))
    if not any(t.attacks for t in told):
        return list(claims)
    theirs = {*_by_pronoun(ones, claims, told, texts), *_by_name(ones, told), *_by_noun(ones, told)}
    theirs |= {c.claim_id for c in ones if c.claim_id in goes_on and _subject_attacks(c, told, texts[c.sentence_id])}
    return [replace(c, party="perpetrators", victim_group="attackers") if c.claim_id in theirs else c for c in claims]


def _of_one(claim: Claim) -> bool:
    one = claim.low == claim.high == 1 and claim.number_mention_id is None
    return one and claim.party == "victims" and claim.outcome in _HURT


def _again(claim: Claim) -> bool:
    """Whether a claim is of somebody told before, by a pronoun or as "the man"."""
    return _spoken(claim) or _DEFINITE.search(claim.quote.casefold()) is not None


def _spoken(claim: Claim) -> bool:
    nobody = claim.victim_group == "unknown" and not claim.person
    return nobody and _PRONOUN.search(claim.quote.casefold()) is not None


def _goes_on(claim: Claim, sentence: Sentence) -> bool:
    """Whether a claim goes on with the subject of its sentence: "stabbed a guard and was shot"."""
    nobody = claim.victim_group == "unknown" and not claim.person and _WAS.match(claim.quote.casefold())
    return bool(nobody) and _SAME_SUBJECT.search(sentence.text[: claim.start_char - sentence.start_char]) is not None


def _subject_attacks(claim: Claim, told: Sequence[Told], sentence: Sentence) -> bool:
    """Whether the one person who is told to attack in the sentence before a claim is its subject."""
    before = [t for t in told if sentence.start_char <= t.person.start_char < claim.start_char]
    return bool(before) and before[0].attacks and sum(t.attacks for t in before) == 1


def _names_before(claims: Sequence[Claim], sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield where somebody hurt by name is told of before."""
    for claim in claims:
        name = _surname(claim.person)
        told = (s for s in sentences if name and s.end_char <= claim.start_char and name in s.text)
        yield from ((s.start_char, s.end_char) for s in told)


def _surname(name: str | None) -> str:
    return (name or " ").split(" ")[-1].removesuffix("'s")


def _by_name(claims: Sequence[Claim], told: Sequence[Told]) -> Iterator[str]:
    """Yield the claims of somebody by name who attacked before: "Haddad was shot dead"."""
    attackers = {_surname(t.person.name): t.person.end_char for t in told if t.attacks and t.person.name}
    for claim in claims:
        if claim.person and attackers.get(_surname(claim.person), claim.start_char) < claim.start_char:
            yield claim.claim_id


def _by_noun(claims: Sequence[Claim], told: Sequence[Told]) -> Iterator[str]:
    """Yield the claims of somebody called as one who attacked before: "the man was shot dead"."""
    called = {t.person.actor_id for t in told if t.attacks and t.person.definite} - {None}
    yield from (c.claim_id for c in claims if c.actor_mention_id in called)


def _by_pronoun(
    claims: Sequence[Claim], every: Sequence[Claim], told: Sequence[Told], sentences: Mapping[str, Sentence]
) -> Iterator[str]:
    """Yield the claims of somebody by a pronoun who attacked before."""
    spoken = [c for c in claims if _spoken(c)]
    dead = [(c.start_char, c.end_char) for c in every if c not in spoken and c.outcome == "killed"]
    told = [
        t for t in told if t.attacks or not any(s <= t.person.start_char and t.person.end_char <= e for s, e in dead)
    ]
    for claim in spoken:
        near = [t for t in told if claim.start_char - _SHORTLY <= t.person.start_char < claim.start_char]
        others = [t for t in near if not _shoots(t.person, claim, sentences[claim.sentence_id].start_char)]
        if len(others) < len(near):  # whom a force shoots is none of its own
            others = [t for t in others if t.attacks or t.person.victim_group not in FORCES]
        if others and others[-1].attacks:
            yield claim.claim_id


def _shoots(person: People, claim: Claim, opens: int) -> bool:
    """Whether it is who shot the one told by a pronoun: "An officer on patrol shot him dead"."""
    return (
        person.victim_group in FORCES
        and person.kind != "attackers"
        and person.start_char >= opens
        and _OBJECT.search(claim.quote.casefold()) is not None
    )


def _singles(
    sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook, spans: Sequence[tuple[int, int]]
) -> Iterator[Told]:
    """Yield each one person told within these spans, in text order, and whether they attack."""
    does = book.memo("people.who_attacks", lambda b: Cue(b, "{who_attacks}", SYMBOLS))
    commits = book.memo("people.who_commits", lambda b: Cue(b, "{who_commits}", SYMBOLS))
    has_bomb = book.memo("people.has_bomb", lambda b: Cue(b, "{has_bomb}"))
    called: set[str] = set()  # what those who attack are: "the man"
    others: set[str] = set()
    for sentence in sentences:
        if sentence.kind == "furniture" or not any(a < sentence.end_char and sentence.start_char < b for a, b in spans):
            continue
        marked = with_people(sentence, mentions, book)
        for position, item in sorted(marked.items.items()):
            if isinstance(item, People) and item.low == item.high == 1 and not item.partitive:
                deed = commits if item.victim_group in FORCES else does  # a guard who opens fire may defend
                attacks = deed.match(marked.text, position + 1) is not None
                attacks = attacks or item.kind == "attackers" or has_bomb.found(marked.text[:position])
                noun = _last_word(item.noun)
                if noun and not item.definite:
                    (called if attacks else others).add(noun)
                yield Told(item, attacks or (item.definite and noun in called - others))


def _last_word(noun: str | None) -> str:
    return (noun or "").split(" ")[-1]
