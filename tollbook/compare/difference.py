"""All that differs between two ledgers, from their rows. Pure; the same rows in any order give the same difference."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tollbook.compare.claims import ClaimComparison
from tollbook.compare.figures import figures
from tollbook.compare.incidents import Found, IncidentComparison
from tollbook.compare.links import link_differences
from tollbook.compare.match import match
from tollbook.compare.rows import (
    ClaimDifference,
    DecisionDifference,
    Difference,
    DocumentDifference,
    Said,
    Side,
    TableCount,
)
from tollbook.compare.summaries import summary_differences
from tollbook.compare.values import field_differences
from tollbook.compare.why import Evidence

DOCUMENT_FIELDS = ("published_on", "published_from", "published_to", "outlet", "agency", "language", "duplicate_of")


def compare(before: Side, after: Side) -> Difference:
    """Compare two ledgers: incidents matched by id, then by the reports and claims that they share."""
    pairs, evidence = match(before, after), Evidence(before, after)
    comparison = ClaimComparison(before, after, pairs, evidence)
    claims = tuple(comparison.differences())
    other_default = before.profile != after.profile
    found = Found(
        (figures(before, with_default=other_default), figures(after, with_default=other_default)),
        _by_incident(claims, [c.before for c in claims]),
        _by_incident(claims, [c.after for c in claims]),
        _grouped(comparison.decisions(before, after)),
    )
    return Difference(
        profile_before=before.profile,
        profile_after=after.profile,
        version_before=before.version,
        version_after=after.version,
        incidents_before=len(before.incidents),
        incidents_after=len(after.incidents),
        rules=evidence.rules,
        documents=tuple(_documents(before, after)),
        incidents=tuple(IncidentComparison(before, after, pairs, evidence, found).differences()),
        links=tuple(link_differences(before, after, pairs, evidence)),
        claims=tuple(c for c in claims if not any(s and s.incident_id for s in (c.before, c.after))),
        summaries=tuple(summary_differences(before, after, claims, evidence)),
        tables=tuple(_tables(before, after)),
    )


def _by_incident(claims: Sequence[ClaimDifference], sides: Sequence[Said | None]) -> dict[str, list[ClaimDifference]]:
    found: dict[str, list[ClaimDifference]] = defaultdict(list)
    for claim, said in zip(claims, sides, strict=True):
        if said is not None and said.incident_id:
            found[said.incident_id].append(claim)
    return found


def _grouped(decisions: Iterator[tuple[str, DecisionDifference]]) -> dict[str, list[DecisionDifference]]:
    found: dict[str, list[DecisionDifference]] = defaultdict(list)
    for incident, decision in decisions:
        found[incident].append(decision)
    return found


def _documents(before: Side, after: Side) -> Iterator[DocumentDifference]:
    old, new = ({d.doc_id: d for d in side.documents} for side in (before, after))
    found = []
    for name in old.keys() | new.keys():
        a, b = old.get(name), new.get(name)
        if a is None and b is not None:
            found.append((b.source_id, name, DocumentDifference("added", b.source_id)))
        elif a is not None and b is None:
            found.append((a.source_id, name, DocumentDifference("removed", a.source_id)))
        elif a is not None and b is not None and (fields := field_differences(a, b, DOCUMENT_FIELDS)):
            found.append((b.source_id, name, DocumentDifference("changed", b.source_id, fields)))
    return (row for _, _, row in sorted(found, key=lambda f: f[:2]))


def _tables(before: Side, after: Side) -> Iterator[TableCount]:
    for name in sorted(before.counts.keys() & after.counts.keys()):
        if before.counts[name] != after.counts[name]:
            yield TableCount(name, before.counts[name], after.counts[name])
