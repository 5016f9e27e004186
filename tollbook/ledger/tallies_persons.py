"""People of one report who are told twice: by name, or first as hurt or taken and then as dead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tollbook.rows import Claim

_BEFORE = ("wounded", "abducted", "captured")
_NEAR = 600  # characters between what happened first and the death


def size(claim: Claim) -> int:
    """The bound that counts for comparing."""
    return claim.low if claim.low is not None else claim.high or 0


def without_moved(claims: Sequence[Claim]) -> tuple[list[Claim], dict[str, list[Claim]]]:
    """Return the claims without those hurt or taken who are told as dead later, and for totals of wounded the dead in them.

    Abducted and later killed is killed; of four wounded, one of whom died, three are wounded.
    """
    gone: set[str] = set()
    minus: dict[str, list[Claim]] = defaultdict(list)
    for index, claim in enumerate(claims):
        if claim.moved and claim.outcome == "killed":
            before = [c for c in claims[:index] if c.outcome in _BEFORE and c.claim_id not in gone and _near(c, claim)]
            if before and size(before[-1]) <= size(claim):
                gone.add(before[-1].claim_id)
            elif before and before[-1].outcome == "wounded" and _of_these(claim, claims[:index]):
                minus[before[-1].claim_id].append(claim)
    return [c for c in claims if c.claim_id not in gone], minus


def _near(before: Claim, death: Claim) -> bool:
    return death.start_char - before.end_char < _NEAR and before.scope in ("total", "part") and bool(size(before))


def _of_these(death: Claim, before: Iterable[Claim]) -> bool:
    """Whether the dead are some of the wounded, and not of those told as killed before."""
    if death.number_mention_id is None:
        return False
    return death.scope == "total" or not any(c.outcome == "killed" and size(c) > size(death) for c in before)


def persons_once(claims: Sequence[Claim]) -> list[Claim]:
    """The claims with every named person counted once, and as a part where a number holds all who are named.

    "X was killed. Y was killed too. The murder of X ..." is two; beside "three people were killed" they are parts.
    """
    changed: dict[str, Claim] = {}
    for own in _by_kind(claims):
        changed.update((c.claim_id, c) for c in _once(own))
    return [changed.get(c.claim_id, c) for c in claims]


def _by_kind(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.scope == "total":
            found[claim.outcome, claim.party].append(claim)
    yield from found.values()


def _once(claims: Sequence[Claim]) -> Iterator[Claim]:
    statements: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        statements[claim.statement_id].append(claim)
    named = [own for own in statements.values() if all(c.person for c in own)]
    if not named or len(statements) == 1:
        return
    persons: list[Claim] = []
    repeated: list[Claim] = []
    for claim in (c for own in named for c in own):
        same = any(_same_person(claim.person or "", p.person or "") for p in persons)
        (repeated if same else persons).append(claim)
    others = [own for own in statements.values() if own not in named and not all(c.additional for c in own)]
    if any(sum(size(c) for c in own) >= len(persons) for own in others):
        yield from (replace(c, scope="part") for c in (*persons, *repeated))
        return
    yield from (replace(c, statement_id=persons[0].statement_id) for c in persons)
    yield from (replace(c, scope="part") for c in repeated)


def _same_person(a: str, b: str) -> bool:
    """Whether one name is the other or a part of it ("Galan", "Luis Carlos Galan")."""
    first, second = set(a.casefold().split()), set(b.casefold().split())
    return first <= second or second <= first
