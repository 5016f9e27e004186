"""A decision for every claim of an incident: how a profile used it, and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tollbook.ledger.reconciling.engine import Result, fits
from tollbook.ledger.reconciling.explain import deciding, say
from tollbook.ledger.reconciling.profiles import Clause, Profile
from tollbook.ledger.reconciling.results import Verdict
from tollbook.ledger.reconciling.statements import Statement
from tollbook.rows import Claim, Decision

Ruling = tuple[str, str, str]  # use, clause id, reason
_PLACES = ("deciding", "repeated", "left_out", "replaced")  # in a result; of two the later one counts


def decisions(incident_id: str, claims: Sequence[Claim], verdict: Verdict, profile: Profile) -> Iterator[Decision]:
    """Yield one decision a claim, in the order of the claims."""
    by_id = {c.claim_id: c for c in claims}
    used = {key: _used(result, profile, by_id) for key, result in verdict.results.items()}
    said = {key: _by_report(result) for key, result in verdict.results.items()}
    for claim in claims:
        key = (claim.outcome, claim.party)
        use, clause, reason = (
            _not_counted(claim, verdict, profile)
            or used.get(key, {}).get(claim.claim_id)
            or _unused(claim, said.get(key), profile)
        )
        yield Decision(incident_id, claim.outcome, claim.party, profile.name, claim.claim_id, use, clause, reason)


def _ruling(use: str, clause: Clause, reason: str | None = None) -> Ruling:
    return use, clause.id, reason or clause.says


def _not_counted(claim: Claim, verdict: Verdict, profile: Profile) -> Ruling | None:
    """What a protocol does not count whatever the figures are."""
    if claim.outcome not in profile.outcomes:
        return _ruling("excluded", profile.collects, f"{profile.title} does not collect the {claim.outcome}")
    if claim.party not in profile.parties and "all" not in profile.parties:
        return _ruling("excluded", profile.counts, f"{profile.title} does not count attackers")
    if claim.claim_id in verdict.without:
        return _ruling("excluded", profile.leaves_out, verdict.without[claim.claim_id])
    if not verdict.event:
        return _ruling("excluded", profile.least, f"no event for {profile.title}: {profile.least.says}")
    return None


def _used(result: Result, profile: Profile, claims: Mapping[str, Claim]) -> dict[str, Ruling]:
    """Rulings on the claims behind the statements. The first claim of a count stands for its repeats."""
    rulings: dict[str, Ruling] = {}
    places = {s: place for place in _PLACES for s in _in_place(result, place)}
    for s in result.statements:
        ruling = _on_statement(s, places.get(s, ""), result, profile)
        again = _ruling("repeat", profile.step("repeat"), f"the article gives {say(s)} more than once")
        may_repeat = s.numeric and ruling[0] not in ("superseded", "excluded")
        before: list[Claim] = []
        for claim in (claims[c] for c in s.claim_ids if c in claims):
            repeats = may_repeat and any(_says_again(claim, earlier) for earlier in before)
            rulings.setdefault(claim.claim_id, again if repeats else ruling)
            before.append(claim)
    return rulings


def _says_again(claim: Claim, earlier: Claim) -> bool:
    """Whether a claim gives a count again; claims of one match ("two soldiers and two civilians") are added up."""
    one_match = claim.statement_id != "" and claim.statement_id == earlier.statement_id
    same = (claim.low, claim.high, claim.word) == (earlier.low, earlier.high, earlier.word)
    return same and not one_match and not claim.additional


def _in_place(result: Result, place: str) -> Sequence[Statement]:
    return deciding(result) if place == "deciding" else getattr(result, place)


def _by_report(result: Result) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for s in result.statements:
        found[s.report_id].append(s)
    return found


def _on_statement(s: Statement, place: str, result: Result, profile: Profile) -> Ruling:
    if place == "replaced":
        return _ruling(
            "superseded", profile.step("drop_replaced"), f"the same source gives another figure than {say(s)} later"
        )
    if place == "left_out":
        clause = result.left_out[s]
        return _ruling("excluded", clause, f"{say(s)} comes from the perpetrators alone: {clause.says}")
    if place == "repeated":
        return _ruling("repeat", profile.step("same_source"), f"the same source gives {say(s)} already")
    if place == "deciding":
        return "best", result.clause, f"{say(s)}: {result.says}"
    return _on_number(s, result, profile) if s.numeric else _on_word(s, result, profile)


def _on_word(s: Statement, result: Result, profile: Profile) -> Ruling:
    clause = profile.words_clause(s.word or "", result.at_war)
    if result.considered:
        return _ruling("excluded", clause, f"{say(s)} bounds nothing where a number is known")
    if clause.means is None:
        return _ruling("excluded", clause, f"{say(s)} is too vague for a number: {clause.says}")
    if clause.means[1] == result.best:
        return _ruling("best", clause, f"{say(s)} counts as {result.best}: {clause.says}")
    return _ruling("agrees", clause, f"{say(s)} may be {result.best}")


def _on_number(s: Statement, result: Result, profile: Profile) -> Ruling:
    best = result.best if result.best is not None else s.least
    agrees = fits(s, best, profile.about_tolerance)
    also = f" and agrees with {best}" if agrees else ""
    if s.least == result.low and s.least < best:
        return _ruling("low", profile.low, f"{say(s)} is the smallest count{also}: {profile.low.says}")
    if s.most == result.high and s.most > best:
        return _ruling("high", profile.high, f"{say(s)} is the largest count{also}: {profile.high.says}")
    if agrees:
        return _ruling("agrees", profile.agrees, f"{say(s)} agrees with {best}")
    return "excluded", result.clause, f"{say(s)} lies between low and high; {best} was taken: {result.says}"


def _unused(claim: Claim, said: Mapping[str, Sequence[Statement]] | None, profile: Profile) -> Ruling:
    """Why a claim stands behind no statement: it is a part, a repeat, or its own article went past it."""
    if claim.scope == "cumulative":
        return _ruling("cumulative", profile.cumulative)
    if claim.scope == "part" or claim.part_of:
        return _ruling("part", profile.step("part"))
    own = said.get(claim.report_id or "", ()) if said else ()
    if any((s.low, s.high) == (claim.low, claim.high) for s in own):
        return _ruling("repeat", profile.step("repeat"), "the article gives this count more than once")
    if own:
        return _ruling("superseded", profile.step("gone_past"))
    if said is not None:
        return _ruling("repeat", profile.step("same_source"), "a copy of an article that is counted already")
    return _ruling("excluded", profile.step("no_count"))
