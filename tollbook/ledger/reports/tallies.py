"""What one report says of each outcome and party, after parts and repeats are resolved (SCHEMA.md, "Counts").

Claims of one match are added up ("seven soldiers and two civilians"); parts never add; what is told as beside others
("three others") adds to what stands before; everything else is a total, and several totals give the smallest and the
largest stated.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import replace

from tollbook.ledger.reports.tallies_groups import (
    FORCES,
    Held,
    beside_dead,
    of_any_force,
    of_group,
    one_of_several,
    other_wounded,
    replaced,
    the_rest,
    told_again,
    told_anew,
    within,
)
from tollbook.ledger.reports.tallies_persons import (
    as_corrected,
    completed,
    nth_of_total,
    persons_once,
    size,
    with_their_side,
    without_fallback,
    without_moved,
)
from tollbook.ledger.reports.tallies_totals import Total, plus, sum_of
from tollbook.rows import Claim, GroupTally, Tally
from tollbook.rulebook import Rulebook

_UNKNOWN = "unknown"  # "an unknown number" says nothing of how many
_HOLDS_OTHERS = ("unknown", "civilians")  # "27 people including the two bombers", not "four policemen"
_ANYBODY = frozenset({"civilians", "foreigners"})  # hold people of any trade: "two Spaniards", "the two priests"
_MASSES = 100  # more are no crowd in which a report tells a few by name or trade
_BOMBERS = "casualties.bombers."
_IN_ALL = ("casualties.killed.in_all", "casualties.wounded.in_all")
_BY_CHANCE = 2  # numbers as small are often those of others


def tally(
    report_id: str, claims: Sequence[Claim], book: Rulebook, parts: Set[str] = frozenset()
) -> tuple[list[Tally], list[GroupTally], list[Claim]]:
    """Return tallies, tallies by group, and the claims with `part_of` and the scope found here.

    `claims` are those of one report, in text order; those whose ids are among `parts` never become totals, and those
    told as background count for nothing.
    """
    # `fallback`: its count stands only where no other of its party does; `whole`: a toll; `dependent`: never but a part
    fallback = book.flagged("casualties", "fallback")
    news = [c for c in claims if c.scope != "background"]
    kept, moved = without_moved(with_their_side(without_fallback(news, fallback)), book)
    dependent, held = book.flagged("casualties", "dependent"), book.flagged("casualties", "held")
    marked = _resolve_parts(completed(persons_once(nth_of_total(beside_dead(kept), book))), dependent, held, parts)
    by_key: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    by_group: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in as_corrected(marked):
        by_key[claim.outcome, claim.party].append(claim)
        by_group[claim.outcome, claim.victim_group].append(claim)
    tallies = []
    for (outcome, party), own in sorted(by_key.items()):
        low, high, word, used = _bounds(_totals(own, {**moved, **within(marked, outcome, party)}, book), book)
        if used:
            tallies.append(Tally(report_id, outcome, party, low, high, word, tuple(c.claim_id for c in used)))
    groups = []
    for (outcome, group), own in sorted(by_group.items()):
        low, high, word, used = _bounds(_totals(of_group(own), {}, book), book)
        if used:
            groups.append(GroupTally(report_id, outcome, group, low, high, word, tuple(c.claim_id for c in used)))
    known = {c.claim_id for c in kept}
    rest = [c if c.scope == "background" else replace(c, scope="part") for c in claims if c.claim_id not in known]
    return tallies, groups, [*marked, *rest]


def _resolve_parts(claims: Sequence[Claim], dependent: Set[str], held: Set[str], parts: Set[str]) -> list[Claim]:
    """Give each part the total it belongs to; a part with no total around it is a total of its own.

    What rules call `dependent` stays a part ("five of the dead" tells of a total elsewhere), and so do `parts`; what
    they call `held` is in a total before it, whoever that is of ("six children were killed, including the bomber").
    """
    out: list[Claim] = []
    for claim in claims:
        if claim.scope != "part":
            out.append(claim)
            continue
        totals = [
            c
            for c in claims
            if c.scope == "total"
            and c.outcome == claim.outcome
            and c.claim_id != claim.claim_id
            and _holds(c, claim, held)
            if not the_rest(c, claim)
        ]
        best = max(
            totals, key=lambda c: (c.sentence_id == claim.sentence_id, c.party == claim.party, size(c)), default=None
        )
        best = best or told_again(claim, claims)
        if best is not None:
            out.append(replace(claim, part_of=best.claim_id))
        elif claim.rule_id in dependent or claim.claim_id in parts:
            out.append(claim)
        else:
            out.append(replace(claim, scope="total"))
    return out


def _holds(total: Claim, part: Claim, held: Set[str]) -> bool:
    other = total.party != part.party
    told_in = part.rule_id in held and total.start_char < part.start_char
    apart = total.statement_id != part.statement_id and total.victim_group != "unknown" and not told_in
    # "28 villagers died and troops killed eight of the attackers", "... killed eight of the raiders, who had killed 28"
    later = part.start_char < total.start_char and part.rule_id not in held
    apart = apart or (later and total.statement_id != part.statement_id)
    if other and (apart or total.sentence_id != part.sentence_id or total.victim_group not in _HOLDS_OTHERS):
        return False
    return total.word is not None or size(total) >= size(part)


def _totals(claims: Sequence[Claim], held: Held, book: Rulebook) -> list[Total]:
    whole = book.flagged("casualties", "whole")
    by_statement: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        of_others = claim.scope == "part" and claim.part_of and claim.part_of not in {c.claim_id for c in claims}
        if claim.scope == "total" or of_others:
            by_statement[claim.statement_id or claim.claim_id].append(claim)
    totals = [sum_of(own, held) for own in by_statement.values()]
    totals = [replace(t, whole=all(c.rule_id in whole for c in t.claims)) for t in totals]
    grown = replaced(claims, whole)
    totals = [t for t in totals if not any(t.number == n and t.start < at for n, at in grown)]
    return _add_up(sorted(totals, key=lambda t: (t.start, t.claims[0].claim_id)), book)


def _add_up(totals: list[Total], book: Rulebook) -> list[Total]:
    """Add what is told beside an earlier total to it: "two others died later", "a civilian was also killed"."""
    out: list[Total] = []
    for total in totals:
        if out and _adds(out, total, book):
            last = out.pop()
            again = [t for t in out if t.number == last.number and _alike(t, last)]
            out = [*(t for t in out if t not in again), plus(last, total)]
        else:
            out.append(total)
    base = max((t.number for t in out if not t.additional), default=0)
    return [t for t in out if not t.additional or t.number >= base]  # "the other" of a set counted whole elsewhere


def _adds(before: Sequence[Total], total: Total, book: Rulebook) -> bool:
    last = before[-1]
    if last.whole:
        return False
    if total.additional and total.claims[0].sentence_id == last.claims[-1].sentence_id:
        return True
    if other_wounded(last.claims, total.claims):
        return True
    if _told_again(before, total, book):
        return False
    if total.additional:
        apart = {_UNKNOWN, "prisoners"} & total.groups  # captives killed later are not among the dead of the raid
        everybody = last.of_anybody and not apart and last.number >= total.number
        return not everybody and not (last.additional and (len(before) > 1 or last.number > 1))
    return _beside(before, total)


def _told_again(before: Sequence[Total], total: Total, book: Rulebook) -> bool:
    """Whether its number stands before, of the same people."""
    same = (t for t in before if t.number == total.number and _alike(t, total))
    return any(t.additional or not total.one_more(book) for t in same)


def _alike(total: Total, again: Total) -> bool:
    """Whether two equal numbers can be of the same people, told by another noun ("five others": those hurt before)."""
    others = again.groups == {"unknown"} and again.additional and total.number > _BY_CHANCE
    beside_named = again.additional and not again.named  # the mayor shot by name is not "a guard who was killed too"
    groups = total.groups_of_nameless if beside_named else total.groups
    if others or groups & (again.groups | {"unknown"}):
        return True
    if again.presupposed and total.groups | again.groups <= FORCES:
        return True  # "the death of two guards": the two constables
    loose = (total.groups | again.groups) & _ANYBODY
    return bool(loose) and total.counted and total.number > 1 and not (total.groups | again.groups) & FORCES


def _beside(before: Sequence[Total], total: Total) -> bool:
    """Whether these are other people than those told before."""
    if total.whole:
        return False
    if told_anew(before[-1].claims, total.claims):
        return True
    if total.named and any(t.named for t in before):
        return False  # one person's death recalls another's
    if any(of_any_force(t, total) or of_any_force(total, t) for t in before):
        return False  # "15 policemen", "21 members of the security forces"
    return total.groups != {"unknown"} and not any(t.groups & (total.groups | {"unknown"}) for t in before)


def _holds_again(total: Total, again: Total, book: Rulebook) -> bool:
    """Whether a later, smaller count tells some of those in a total, and no other number of the same people.

    "Six guards and two farmers were killed. The farmers ..."; "141 people were killed. ... Nine teachers died";
    "bringing the toll to seven. Two nuns were also hit". Before it too: "the murder of the six guards" of a sum.
    """
    if again.number >= total.number:
        return False
    if one_of_several(again.number, again.groups, total.claims):
        return True
    special = bool(again.groups - {"unknown", "civilians"})
    if again.start < total.start:
        return _all_told(total)
    if all(c.rule_id.startswith(_BOMBERS) for c in again.claims):
        return True  # "four assailants were killed: one was shot and three detonated their vests"
    some = special and _UNKNOWN in total.groups and again.high is not None and not again.additional
    some = some or again.groups < total.groups - {"unknown"} or (total.whole and special)
    return some or again.also(book)


def _all_told(total: Total) -> bool:
    """Whether a number is told as that of all, those told before among them: "in total, 63 were killed"."""
    return all(c.rule_id in _IN_ALL for c in total.claims)


def _dwarfs(total: Total, again: Total) -> bool:
    """Whether a later count is so much smaller that it tells some of those in a total, not another toll."""
    after = total.start < again.start and not total.claimed
    unsaid = total.whole and all(c.source_text is None for c in again.claims)
    return after and total.number > (1 if unsaid else 2) * again.number


def _hold_more(vague: Total, numbered: Sequence[Total], book: Rulebook) -> bool:
    """Whether a word tells more wounded than every number after it, which is of some of them ("dozens", "a nurse")."""
    wounded = vague.low is None and vague.high is None and vague.claims[0].outcome == "wounded"
    least = int(book.mapping("least_of_word").get(vague.word or "", 0))
    return wounded and all(0 < t.number < least and t.start > vague.start for t in numbered)


def _bounds(totals: Sequence[Total], book: Rulebook) -> tuple[int | None, int | None, str | None, list[Claim]]:
    """The smallest and the largest number stated; `high` is null only when every one is open."""
    numbered = [t for t in totals if t.low is not None or t.high is not None]
    numbered = [t for t in numbered if t.number > 0] or numbered  # "no others were hurt" beside people who were
    numbered = [t for t in numbered if not any(_holds_again(other, t, book) for other in numbered)]
    if any(t.counted and not t.claimed for t in numbered):
        numbered = [t for t in numbered if t.counted]  # "a guard was killed" is one of those counted
    most = max((t.number for t in numbered if t.number <= _MASSES and not t.claimed), default=0)
    numbered = [t for t in numbered if not (t.single and t.number < most)] or numbered
    numbered = [t for t in numbered if t.whole or not any(_dwarfs(other, t) for other in numbered)]
    vague = [t for t in totals if t.word and t.word != _UNKNOWN]
    if not numbered or any(_hold_more(t, numbered, book) for t in vague):
        return None, None, vague[0].word if vague else None, [c for t in vague[:1] for c in t.claims]
    lows = [t.low for t in numbered if t.low is not None]
    low = min(lows) if lows else None
    closed = [t.high for t in numbered if t.high is not None]
    high = max([t.high if t.high is not None else t.low or 0 for t in numbered]) if closed else None
    return low, high, None, [c for t in numbered for c in t.claims]
