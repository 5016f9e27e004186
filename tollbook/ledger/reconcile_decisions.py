"""A decision for every claim of an incident: how a profile used it, and why."""

from collections.abc import Iterator, Mapping, Sequence

from tollbook.ledger.explain import deciding, say
from tollbook.ledger.profiles import Profile
from tollbook.ledger.reconcile_engine import Result, fits
from tollbook.ledger.reconcile_statements import Statement
from tollbook.rows import Claim, Decision

Verdict = tuple[str, str, str]  # use, clause, reason
Results = Mapping[tuple[str, str], Result]


def decisions(
    incident_id: str, claims: Sequence[Claim], results: Results, without: Mapping[str, str], profile: Profile
) -> Iterator[Decision]:
    """Yield one decision a claim, in the order of the claims.

    `results` by (outcome, party); `without` are reasons by claim_id why the profile does not count it at all.
    """
    used = {key: _used(result, profile) for key, result in results.items()}
    for claim in claims:
        key = (claim.outcome, claim.party)
        verdict = (
            _not_collected(claim, profile)
            or ((("excluded", "combatants_out", without[claim.claim_id])) if claim.claim_id in without else None)
            or used.get(key, {}).get(claim.claim_id)
            or _unused(claim, results.get(key))
        )
        use, clause, reason = verdict
        named = clause if "." in clause else f"{profile.name}.{clause}"
        yield Decision(incident_id, claim.outcome, claim.party, profile.name, claim.claim_id, use, named, reason)


def _not_collected(claim: Claim, profile: Profile) -> Verdict | None:
    if claim.outcome not in profile.outcomes:
        return "excluded", "not_collected", f"{profile.title} does not collect the {claim.outcome}"
    if claim.party not in profile.parties and "all" not in profile.parties:
        return "excluded", "attackers_out", f"{profile.title} does not count attackers"
    return None


def _used(result: Result, profile: Profile) -> dict[str, Verdict]:
    """Verdicts of the claims behind the statements. The first claim of a count stands for its repeats."""
    verdicts: dict[str, Verdict] = {}
    for s in result.statements:
        verdict = _verdict(s, result, profile)
        for n, claim_id in enumerate(s.claim_ids):
            if n and s.numeric and verdict[0] not in ("superseded", "excluded"):
                verdicts.setdefault(claim_id, ("repeat", "repeat", f"the article gives {say(s)} more than once"))
            else:
                verdicts.setdefault(claim_id, verdict)
    return verdicts


def _verdict(s: Statement, result: Result, profile: Profile) -> Verdict:
    if s in result.replaced:
        return "superseded", profile.clause_id("span", "replaced"), f"{s.name} gives another figure later"
    if s in result.left_out:
        return "excluded", profile.clause_id("span", "unreasonable"), "comes from the perpetrators alone"
    if s in result.repeated:
        return "repeat", "copies", f"the same source gives {say(s)} already"
    if not s.numeric:
        return _verdict_on_word(s, result, profile)
    return _verdict_on_number(s, result, profile)


def _verdict_on_word(s: Statement, result: Result, profile: Profile) -> Verdict:
    clause = profile.clause_id("words", "words")
    if result.considered:
        return "excluded", clause, f"{say(s)} bounds nothing where a number is known"
    if result.best is None:
        return "excluded", clause, f"{say(s)} is too vague for a number"
    values = profile.word_values(s.word or "")
    if values and values[1] == result.best:
        return "best", clause, f"{say(s)} counts as {result.best}"
    return "agrees", clause, f"{say(s)} may be {result.best}"


def _verdict_on_number(s: Statement, result: Result, profile: Profile) -> Verdict:
    best = result.best if result.best is not None else s.least
    if s in deciding(result):
        return "best", result.clause, result.says
    agrees = fits(s, best, profile.about_tolerance)
    also = f" and agrees with {best}" if agrees else ""
    if s.least == result.low and s.least < best:
        return "low", profile.clause_id("span", "low"), f"{say(s)} is the smallest count{also}"
    if s.most == result.high and s.most > best:
        return "high", profile.clause_id("span", "high"), f"{say(s)} is the largest count{also}"
    if agrees:
        return "agrees", profile.clause_id("span", "agrees"), f"{say(s)} agrees with {best}"
    return "excluded", result.clause, f"{say(s)} lies between low and high; {best} was taken: {result.says}"


def _unused(claim: Claim, result: Result | None) -> Verdict:
    """Why a claim stands behind no statement: it is a part, a repeat, or its own article went past it."""
    if claim.scope == "cumulative":
        return "cumulative", "cumulative", "a total over several incidents is added to none of them"
    if claim.scope == "part" or claim.part_of:
        return "part", "part", "a part of a larger count, never added to it"
    own = [s for s in result.statements if s.report_id == claim.report_id] if result else []
    if any((s.low, s.high) == (claim.low, claim.high) for s in own):
        return "repeat", "repeat", "the article gives this count more than once"
    if own:
        return "superseded", "own_article", "the article itself goes on to other figures"
    if result:
        return "repeat", "copies", "a copy of an article that is counted already"
    return "excluded", "no_count", "gives no count of its own"
