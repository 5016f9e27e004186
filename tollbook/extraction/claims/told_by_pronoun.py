"""One person told by a pronoun who is the attacker: "A man stabbed two shoppers. He died in hospital"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tollbook.extraction.cues import cue, pattern
from tollbook.extraction.mentions import Mentions, mark_sentence
from tollbook.extraction.people import People, mark_people
from tollbook.rows import Claim, Sentence
from tollbook.rulebook import Rulebook

_SHORTLY = 400  # characters between somebody and the pronoun for them
_OF_NO_FORCE = ("unknown", "civilians")  # a guard who opens fire may be one who defends


def attacker_by_pronoun(
    claims: Sequence[Claim], sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook
) -> list[Claim]:
    """The claims, those of one by a pronoun as the attackers' where the one person told last before them attacked."""
    spoken = [c for c in claims if _by_pronoun(c, book)]
    if not spoken:
        return list(claims)
    reach = {c.claim_id: (c.start_char - _SHORTLY, c.start_char) for c in spoken}
    told = list(_singles(sentences, mentions, book, list(reach.values())))
    dead = [(c.start_char, c.end_char) for c in claims if c.claim_id not in reach and c.outcome == "killed"]
    told = [(p, a) for p, a in told if a or not any(s <= p.start_char and p.end_char <= e for s, e in dead)]
    opens = {s.sentence_id: s.start_char for s in sentences}
    theirs: set[str] = set()
    for claim in spoken:
        low, high = reach[claim.claim_id]
        near = [(p, attacked) for p, attacked in told if low <= p.start_char and p.end_char <= high]
        last = [attacked for p, attacked in near if not _shoots(p, claim, opens[claim.sentence_id], book)][-1:]
        theirs.update(claim.claim_id for attacked in last if attacked)
    return [replace(c, party="perpetrators", victim_group="attackers") if c.claim_id in theirs else c for c in claims]


def _by_pronoun(claim: Claim, book: Rulebook) -> bool:
    nobody = claim.victim_group == "unknown" and claim.party == "victims" and not claim.person
    one = claim.low == claim.high == 1 and claim.number_mention_id is None
    killed = nobody and one and claim.outcome == "killed"
    return killed and pattern("him_or_her", book).search(claim.quote.casefold()) is not None


def _shoots(person: People, claim: Claim, opens: int, book: Rulebook) -> bool:
    """Whether it is who killed the one told by a pronoun: "An officer on patrol shot him dead"."""
    return (
        person.victim_group in book.words("group_of_state")
        and person.kind != "attackers"
        and person.start_char >= opens
        and pattern("him_or_her_object", book).search(claim.quote.casefold()) is not None
    )


def _singles(
    sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[People, bool]]:
    """Yield each one person told within these spans, in text order, and whether they attack."""
    does = cue("who_attacks", book)
    called: set[str | None] = set()  # what those who attack are: "the man"
    for sentence in sentences:
        if sentence.kind == "furniture" or not any(a < sentence.end_char and sentence.start_char < b for a, b in spans):
            continue
        marked = mark_people(mark_sentence(sentence, mentions.of(sentence.sentence_id), book), book)
        for position, item in sorted(marked.items.items()):
            if isinstance(item, People) and item.low == item.high == 1 and not item.partitive:
                attacks = item.victim_group in _OF_NO_FORCE and does.match(marked.text, position + 1) is not None
                attacks = attacks or item.kind == "attackers"
                called.update([item.noun] if attacks else [])
                yield item, attacks or (item.definite and item.noun in called)
