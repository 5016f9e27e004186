"""Claims that appeared, vanished, changed or moved, and decisions about claims that differ."""

from collections.abc import Iterator, Mapping

from tollbook.compare.match import Matching
from tollbook.compare.rows import DEFAULT, ClaimDifference, DecisionDifference, FieldDifference, Said, Side
from tollbook.compare.values import field_differences, of, stated
from tollbook.compare.why import Evidence
from tollbook.rows import Claim, Decision

FIELDS = (
    "outcome",
    "party",
    "victim_group",
    "low",
    "high",
    "qualifier",
    "word",
    "scope",
    "source_text",
    "source_kind",
    "quote",
    "rule_id",
)
_Key = tuple[str, str, str, str, str]  # profile, incident after, outcome, party, claim after


class ClaimComparison:
    """The claims of two ledgers beside each other."""

    def __init__(self, before: Side, after: Side, pairs: Matching, evidence: Evidence) -> None:
        self._pairs, self._evidence = pairs, evidence
        self._before, self._after = _Claims(before), _Claims(after)

    def differences(self) -> Iterator[ClaimDifference]:
        """Yield every claim that differs, in the order of the articles, then of the words in them."""
        old, new = self._before.claims, self._after.claims
        back = {b: a for a, b in self._pairs.claims.items()}
        couples: list[tuple[Claim | None, Claim | None]]
        couples = [(a, new.get(self._pairs.claims.get(name, ""))) for name, a in old.items()]
        couples += [(None, b) for name, b in new.items() if name not in back]
        for a, b in sorted(couples, key=self._place):
            found = self._difference(a, b)
            if found:
                yield found

    def _place(self, couple: tuple[Claim | None, Claim | None]) -> tuple[object, ...]:
        source, claim = self._shown(*couple)
        return source, claim.start_char, claim.end_char, claim.claim_id

    def _shown(self, a: Claim | None, b: Claim | None) -> tuple[str, Claim]:
        """The article of a claim, and the claim as it is after, or was before."""
        if b is not None:
            return self._after.source(b), b
        if a is not None:
            return self._before.source(a), a
        raise ValueError("a claim must be on one side at least")

    def _difference(self, a: Claim | None, b: Claim | None) -> ClaimDifference | None:
        before, after = self._before.said(a), self._after.said(b)
        fields = field_differences(a, b, FIELDS) if a and b else ()
        moved = self._moved(before.incident_id, after.incident_id) if before and after else ()
        if before and after and not fields and not moved:
            return None
        source_id, shown = self._shown(a, b)
        change = "moved" if moved and not fields else "changed"
        return ClaimDifference(
            change="appeared" if a is None else "vanished" if b is None else change,
            source_id=source_id,
            quote=shown.quote,
            before=before,
            after=after,
            fields=(*fields, *moved),
            rules=self._evidence.of_claim(a, b),
        )

    def _moved(self, before: str | None, after: str | None) -> tuple[FieldDifference, ...]:
        paired = before is not None and after is not None and self._pairs.incidents.get(before) == after
        if paired or before is after is None:
            return ()
        return (FieldDifference("incident", before, after),)

    def decisions(self, before: Side, after: Side) -> Iterator[tuple[str, DecisionDifference]]:
        """Yield (incident after, decision) for claims that both sides have, where use or clause differ.

        Under every profile; where the default profile is another, also what the default makes of each claim: then
        clauses are named otherwise in any case, so only the use counts.
        """
        couples = [("", "")] if before.profile == after.profile else [("", ""), (before.profile, after.profile)]
        for ours, theirs in couples:
            old, new = self._decided(before, ours, back=False), self._decided(after, theirs, back=True)
            names = ("use",) if ours else ("use", "clause")
            for key in sorted(old.keys() | new.keys()):
                a, b = old.get(key), new.get(key)
                if [of(a, name) for name in names] != [of(b, name) for name in names]:
                    yield key[1], self._decision(key, a, b)

    def _decided(self, side: Side, profile: str, *, back: bool) -> Mapping[_Key, Decision]:
        """Decisions by a key that is the same on both sides; those about what has no counterpart are left out."""
        incidents, claims = self._pairs.incidents, self._pairs.claims
        if back:
            incidents, claims = ({b: b for b in pairs.values()} for pairs in (incidents, claims))
        return {
            (DEFAULT if profile else d.profile, incidents[d.incident_id], d.outcome, d.party, claims[d.claim_id]): d
            for d in side.decisions
            if d.incident_id in incidents and d.claim_id in claims and profile in ("", d.profile)
        }

    def _decision(self, key: _Key, a: Decision | None, b: Decision | None) -> DecisionDifference:
        profile, _, outcome, party, claim_id = key
        claim = self._after.claims[claim_id]
        return DecisionDifference(
            profile=profile,
            outcome=outcome,
            party=party,
            claim_id=claim_id,
            source_id=self._after.source(claim),
            quote=claim.quote,
            use_before=of(a, "use"),
            use_after=of(b, "use"),
            clause_before=of(a, "clause"),
            clause_after=of(b, "clause"),
            reason_before=of(a, "reason"),
            reason_after=of(b, "reason"),
        )


class _Claims:
    """The claims of one side, with what is known of each."""

    def __init__(self, side: Side) -> None:
        self.claims = {c.claim_id: c for c in side.claims}
        self._incident_of = {r.report_id: r.incident_id for r in side.reports}
        self._source_of = {d.doc_id: d.source_id for d in side.documents}
        used = sorted((d.claim_id, d.use) for d in side.decisions if d.profile == side.profile)
        self._used = dict(reversed(used))  # a total over several incidents has several; the first is as good

    def source(self, claim: Claim) -> str:
        return self._source_of.get(claim.doc_id, claim.doc_id)

    def said(self, claim: Claim | None) -> Said | None:
        if claim is None:
            return None
        return Said(
            claim_id=claim.claim_id,
            incident_id=self._incident_of.get(claim.report_id or ""),
            outcome=claim.outcome,
            party=claim.party,
            victim_group=claim.victim_group,
            says=stated(claim),
            use=self._used.get(claim.claim_id),
            rule_id=claim.rule_id,
        )
