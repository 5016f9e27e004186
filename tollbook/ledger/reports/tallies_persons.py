"""People of one report who are told twice: by name, or first as hurt or taken and then as dead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from tollbook.extraction.cues import pattern
from tollbook.rows import Claim
from tollbook.rulebook import Rulebook

Bounds = tuple[int | None, int | None]  # low, high; null = open
_BEFORE = ("wounded", "abducted", "captured")
_HELD = ("abducted", "captured")
_OF_WHOM = ("wounded", "abducted")  # of these some die, and the others are counted on
_THIRD = 3
_AT_ONCE = "casualties.killed.at_once"
_FEW = 3  # small numbers are the same by chance
_NEAR = 600  # characters between what happened first and the death


def size(claim: Claim) -> int:
    """The bound that counts for comparing."""
    return claim.low if claim.low is not None else claim.high or 0


def together(bounds: Iterable[Bounds]) -> Bounds:
    """Add up: open above where one count is ("three soldiers and several civilians"), else below where one is."""
    every = list(bounds)
    known = [b for b in every if b != (None, None)]
    if not known:
        return None, None
    if any(high is None for _, high in every):
        return sum(low if low is not None else high or 0 for low, high in known), None
    lows = [low for low, _ in known if low is not None]
    return sum(lows) if len(lows) == len(known) else None, sum(high or 0 for _, high in known)


def without_moved(claims: Sequence[Claim], book: Rulebook) -> tuple[list[Claim], dict[str, list[Claim]]]:
    """Return the claims without people hurt or taken who died later, and for totals of wounded the dead in them.

    Abducted and later killed is killed; of four wounded, one of whom died, three are wounded. Captives killed later are
    dead beside those who died when they were taken. A death that raised a toll (told by a rule that is
    `whole`) is of one wounded before.
    """
    whole = book.flagged("casualties", "whole")
    gone: set[str] = set()
    beside: set[str] = set()
    minus: dict[str, list[Claim]] = defaultdict(list)
    for index, claim in enumerate(claims):
        if claim.outcome != "killed":
            continue
        raised, known = _raised(claim, claims[index + 1 :], whole, book), _known_by_name(claim, claims[:index])
        if raised or claim.moved or known:
            before = [c for c in claims[:index] if c.outcome in _BEFORE and c.claim_id not in gone and _near(c, claim)]
            before = [c for c in before if c.party == claim.party and _alike(c, claim)]
            captives = _of_captives(claim, book) and [c for c in before if c.outcome in _HELD]
            before = captives or before
            before = [c for c in before if c.scope == "total"] if raised else before
            whole_of = _whole_of(before[-1], claims) if known and before else None
            if whole_of is not None and size(whole_of) > size(claim):
                minus[whole_of.claim_id].append(claim)
            elif before and size(before[-1]) <= size(claim):
                gone.update(c.claim_id for c in before if _told_as_one(c, before[-1], claim))
            elif before and _captives(before[-1], claim, claims[index - 1], book):
                beside.add(claim.claim_id)
                minus[before[-1].claim_id].append(claim)
            elif (
                before
                and before[-1].outcome in _OF_WHOM
                and (raised or known or _of_these(before[-1], claim, claims[:index], book))
            ):
                minus[before[-1].claim_id].append(claim)
    kept = (c for c in claims if c.claim_id not in gone)
    return [replace(c, scope="total", additional=True) if c.claim_id in beside else c for c in kept], minus


def _known_by_name(death: Claim, before: Sequence[Claim]) -> bool:
    """Whether the dead was named as hurt or taken before: "wounded Ada Obi, a judge. Obi died of her wounds"."""
    if not death.person or death.additional:
        return False
    name = death.person.casefold().split()[-1]
    return any(c.outcome in _BEFORE and name in c.quote.casefold() for c in before)


def _whole_of(part: Claim, claims: Sequence[Claim]) -> Claim | None:
    """The number that a person named as hurt is one of: "four people, including a judge, were hurt"."""
    if part.scope != "part":
        return None
    return next((c for c in claims if c.statement_id == part.statement_id and c.scope == "total"), None)


def _told_as_one(hurt: Claim, last: Claim, death: Claim) -> bool:
    """Whether it is the last one told as hurt, or those who are told again by it ("a doctor, Ada Obi, was wounded")."""
    if hurt == last:
        return True
    same = (hurt.statement_id, hurt.outcome) == (last.statement_id, last.outcome)
    by_name = bool(hurt.person and last.person) and size(death) > 1
    return same and (last.scope == "part" or by_name) and size(hurt) <= size(death)


def _captives(taken: Claim, death: Claim, last: Claim, book: Rulebook) -> bool:
    """Whether the dead are some of those taken: "30 were abducted. One of the hostages was killed later"."""
    if taken.outcome not in _HELD or death.number_mention_id is None:
        return False
    named = death.victim_group == "prisoners" or _of_captives(death, book)
    by_group = taken.outcome == "abducted"
    return named or (by_group and last == taken and death.scope == "part" and death.sentence_id == taken.sentence_id)


def _of_captives(death: Claim, book: Rulebook) -> bool:
    """Whether its words say that the dead were taken before."""
    return pattern("as_captives", book).search(death.quote.casefold()) is not None


def _told_with(wounded: Claim, death: Claim, before: Sequence[Claim]) -> bool:
    """Whether the dead told with the wounded hold this death already.

    "It killed 19 and wounded 43. Seventeen had died by nightfall, and two of the injured later": 43 are wounded.
    """
    dead = [c for c in before if c.outcome == "killed" and c.scope == "total"]
    first = [size(c) for c in dead if c.sentence_id == wounded.sentence_id]
    of_them = size(death) in first and death.scope == "total"  # "one was killed and 11 hurt": she is the one
    return of_them or any(size(c) + size(death) in first for c in dead if c.sentence_id == death.sentence_id)


def _alike(before: Claim, death: Claim) -> bool:
    groups = {before.victim_group, death.victim_group}
    return len(groups) == 1 or "unknown" in groups or death.number_mention_id is not None


def _near(before: Claim, death: Claim) -> bool:
    return death.start_char - before.end_char < _NEAR and before.scope in ("total", "part") and bool(size(before))


def _of_these(hurt: Claim, death: Claim, before: Sequence[Claim], book: Rulebook) -> bool:
    """Whether the dead are some of those hurt or taken, and not of those told as killed before."""
    if (hurt.start_char, hurt.rule_id) == (death.start_char, death.rule_id):
        return True  # "wounded two guards, one of whom died"
    if death.number_mention_id is None and not pattern("those_told", book).match(death.quote.casefold()):
        return False
    last = before[-1] == hurt and hurt.sentence_id == death.sentence_id  # "three wounded, but one of them died"
    known = not last and death.scope != "total" and any(c.outcome == "killed" and size(c) > size(death) for c in before)
    return not known and not _told_with(hurt, death, before)


def _raised(death: Claim, after: Sequence[Claim], whole: Set[str], book: Rulebook) -> bool:
    """Whether a toll follows in its sentence that grew by it: "a nurse died, bringing the total to nine"."""
    if death.additional or not pattern("died_then", book).search(death.quote.casefold()):
        return False  # "a body was found, bringing the total to nine": nobody who was hurt before
    return any(c.rule_id in whole and c.sentence_id == death.sentence_id for c in after)


def nth_of_total(claims: Sequence[Claim], book: Rulebook) -> list[Claim]:
    """The claims, "a fourth" as a part where at least four are told before, and not three in its own sentence."""
    out: list[Claim] = []
    for claim in claims:
        one = claim.low == claim.high == 1 and claim.scope == "total"
        nth = pattern("the_nth", book).search(claim.quote.casefold()) if one else None
        place = int(book.mapping("num_ordinal")[nth[1]]) if nth else 0
        kind = (claim.outcome, claim.party, "total")
        told = [c for c in out if (c.outcome, c.party, c.scope) == kind]
        rest = any(size(c) == place - 1 and c.sentence_id == claim.sentence_id for c in told)
        held = place >= _THIRD and not rest and any(size(c) >= place for c in told)
        out.append(replace(claim, scope="part", additional=False) if held else claim)
    return out


def persons_once(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, every person told by name as a part where a number holds all who are named in its sentence.

    Beside "three people were killed", "X and Y were killed" tells two of them.
    """
    changed: dict[str, Claim] = {}
    for own in _by_kind(claims):
        changed.update((c.claim_id, c) for c in _held(own))
    return [changed.get(c.claim_id, c) for c in claims]


def completed(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, one as a part that with those told one by one makes up a total told before.

    "Four guards were killed. ... Three were killed on the spot, and one of the injured died": the four.
    """
    out: list[Claim] = []
    for claim in claims:
        of_kind = [c for c in out if (c.outcome, c.party) == (claim.outcome, claim.party)]
        whole = next((c for c in reversed(of_kind) if c.scope == "total" and size(c) > size(claim)), None)
        told = sum(map(size, _one_by_one(of_kind, whole))) if whole else 0
        full = claim.scope == "total" and whole and told and told + size(claim) == size(whole)
        out.append(replace(claim, scope="part", additional=False) if full else claim)
    return out


def _one_by_one(claims: Sequence[Claim], whole: Claim) -> list[Claim]:
    """Those told after a number, in other sentences, as persons or by where they died ("killed on the spot")."""
    after = (c for c in claims if c.start_char > whole.start_char and c.sentence_id != whole.sentence_id)
    return [c for c in after if c.scope == "part" and (c.person or c.rule_id == _AT_ONCE)]


def _by_kind(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.scope == "total":
            found[claim.outcome, claim.party].append(claim)
    yield from found.values()


def _held(claims: Sequence[Claim]) -> Iterator[Claim]:
    statements: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        statements[claim.statement_id].append(claim)
    named = [own for own in statements.values() if all(c.person for c in own)]
    others = [own for own in statements.values() if own not in named and not all(c.additional for c in own)]
    for own in named:
        if any(sum(size(c) for c in other) >= len(own) for other in others):
            yield from (replace(c, scope="part") for c in own)


def with_their_side(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, a number of nobody's told after as many attackers as theirs ("220 rebels died. The 220 dead ...")."""
    out: list[Claim] = []
    for claim in claims:
        of_nobody = claim.victim_group == "unknown" and claim.scope == "total" and size(claim) > _FEW
        same = (c for c in out if (c.outcome, c.scope, size(c)) == (claim.outcome, "total", size(claim)))
        told = [c for c in same if c.sentence_id != claim.sentence_id and c.victim_group != "unknown"]
        theirs = of_nobody and {c.victim_group for c in told} == {"attackers"}
        out.append(replace(claim, party=told[0].party, victim_group="attackers") if theirs else claim)
    return out


def as_corrected(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims without first counts where the article has the later one ("first said ten, then eight")."""
    now = {(c.outcome, c.party) for c in claims if not c.corrected and c.scope == "total" and size(c)}
    return [c for c in claims if not c.corrected or c.scope != "total" or (c.outcome, c.party) not in now]


def without_fallback(claims: Sequence[Claim], fallback: frozenset[str]) -> list[Claim]:
    """Return the claims without fallbacks, where their party has others."""
    given = {
        (c.outcome, c.party)
        for c in claims
        if c.rule_id not in fallback and c.scope != "cumulative" and not c.additional
    }
    return [c for c in claims if c.rule_id not in fallback or (c.outcome, c.party) not in given]
