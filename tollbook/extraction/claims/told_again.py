"""One person told again who is the attacker, as "he", by name or as "the man": "A man shot a guard. The man died"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tollbook.extraction.cues import pattern
from tollbook.extraction.mentions import Mentions
from tollbook.extraction.people import People, with_people
from tollbook.rows import Claim, Sentence
from tollbook.rulebook import Rulebook

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
    alone = {c.statement_id for c in claims if c.scope == "total" and c.low == c.high == 1}
    ones = [c for c in claims if _of_one(c) and not (c.scope == "part" and c.statement_id in alone)]
    texts = {s.sentence_id: s for s in sentences}
    goes_on = {c.claim_id for c in ones if _goes_on(c, texts[c.sentence_id], book)}
    spans = [
        *_names_before(ones, sentences),
        *((c.start_char - _SHORTLY, c.end_char) for c in ones if _again(c, book) or c.claim_id in goes_on),
    ]
    if not spans:
        return list(claims)
    told = list(_singles(sentences, mentions, book, spans))
    if not any(t.attacks for t in told):
        return list(claims)
    theirs = {*_by_pronoun(ones, claims, told, texts, book), *_by_name(ones, told), *_by_noun(ones, told)}
    theirs |= {c.claim_id for c in ones if c.claim_id in goes_on and _subject_attacks(c, told, texts[c.sentence_id])}
    return [replace(c, party="perpetrators", victim_group="attackers") if c.claim_id in theirs else c for c in claims]


def _of_one(claim: Claim) -> bool:
    one = claim.low == claim.high == 1 and claim.number_mention_id is None
    return one and claim.party == "victims" and claim.outcome in _HURT


def _again(claim: Claim, book: Rulebook) -> bool:
    """Whether a claim is of somebody told before, by a pronoun or as "the man"."""
    return _spoken(claim, book) or pattern("with_the", book).search(claim.quote.casefold()) is not None


def _spoken(claim: Claim, book: Rulebook) -> bool:
    nobody = claim.victim_group == "unknown" and not claim.person
    return nobody and pattern("him_or_her", book).search(claim.quote.casefold()) is not None


def _goes_on(claim: Claim, sentence: Sentence, book: Rulebook) -> bool:
    """Whether a claim goes on with the subject of its sentence: "stabbed a guard and was shot"."""
    if claim.victim_group != "unknown" or claim.person:
        return False
    before = sentence.text[: claim.start_char - sentence.start_char]
    was = pattern("was_done", book).match(claim.quote.casefold())
    return was is not None and pattern("same_subject", book).search(before) is not None


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
    claims: Sequence[Claim],
    every: Sequence[Claim],
    told: Sequence[Told],
    sentences: Mapping[str, Sentence],
    book: Rulebook,
) -> Iterator[str]:
    """Yield the claims of somebody by a pronoun who attacked before."""
    spoken = [c for c in claims if _spoken(c, book)]
    dead = [(c.start_char, c.end_char) for c in every if c not in spoken and c.outcome == "killed"]
    told = [
        t for t in told if t.attacks or not any(s <= t.person.start_char and t.person.end_char <= e for s, e in dead)
    ]
    for claim in spoken:
        near = [t for t in told if claim.start_char - _SHORTLY <= t.person.start_char < claim.start_char]
        others = [t for t in near if not _shoots(t.person, claim, sentences[claim.sentence_id].start_char, book)]
        if len(others) < len(near):  # whom a force shoots is none of its own
            others = [t for t in others if t.attacks or t.person.victim_group not in book.words("group_of_state")]
        if others and others[-1].attacks:
            yield claim.claim_id


def _shoots(person: People, claim: Claim, opens: int, book: Rulebook) -> bool:
    """Whether it is who shot the one told by a pronoun: "An officer on patrol shot him dead"."""
    return (
        person.victim_group in book.words("group_of_state")
        and person.kind != "attackers"
        and person.start_char >= opens
        and pattern("him_or_her_object", book).search(claim.quote.casefold()) is not None
    )


def _singles(
    sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook, spans: Sequence[tuple[int, int]]
) -> Iterator[Told]:
    """Yield each one person told within these spans, in text order, and whether they attack."""
    does, commits, has_bomb = (pattern(n, book) for n in ("who_attacks", "who_commits", "has_bomb"))
    forces = book.words("group_of_state")
    called: set[str] = set()  # what those who attack are: "the man"
    others: set[str] = set()
    for sentence in sentences:
        if sentence.kind == "furniture" or not any(a < sentence.end_char and sentence.start_char < b for a, b in spans):
            continue
        marked = with_people(sentence, mentions, book)
        for position, item in sorted(marked.items.items()):
            if isinstance(item, People) and item.low == item.high == 1 and not item.partitive:
                deed = commits if item.victim_group in forces else does  # a guard who opens fire may defend
                attacks = deed.match(marked.text, position + 1) is not None
                attacks = attacks or item.kind == "attackers" or has_bomb.search(marked.text, 0, position) is not None
                noun = _last_word(item.noun)
                if noun and not item.definite:
                    (called if attacks else others).add(noun)
                yield Told(item, attacks or (item.definite and noun in called - others))


def _last_word(noun: str | None) -> str:
    return (noun or "").split(" ")[-1]
