"""What the ids of corrections stand for.

A claim_id and a report_id name rows. An incident_id hashes one report (see `grouping.incident_id`) and names the
incident that this report is in by now: so an id that was published goes on to name its incident when that was merged
with others, by a correction or by new articles, or when an earlier report gave it another id.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from tollbook.ledger.corrections.faults import CorrectionError
from tollbook.ledger.linking.grouping import named_after
from tollbook.rows import Claim, Report

MAX_SHOWN = 3  # ids in a message
_PREFIXES = {"claim": "clm_", "report": "rep_", "incident": "inc_"}
_FROM = {"claim": "claims.claim_id", "report": "reports.report_id", "incident": "incidents.incident_id"}


class Targets:
    """The claims, reports and incidents of a ledger by their ids, or by what ids start with."""

    def __init__(self, claims: Iterable[Claim], reports: Iterable[Report]) -> None:
        self.claims: Mapping[str, Claim] = {c.claim_id: c for c in claims}
        self.reports: Mapping[str, Report] = {r.report_id: r for r in reports}
        self._first = {named_after(report_id): report_id for report_id in self.reports}
        self._sorted: Mapping[str, Sequence[str]] = {
            "claim": sorted(self.claims),
            "report": sorted(self.reports),
            "incident": sorted(self._first),
        }

    def claim(self, wanted: str, column: str = "target_id") -> Claim:
        """Return a claim. Raises CorrectionError when there is none, or several that start so."""
        return self.claims[self._id("claim", wanted, column)]

    def report(self, wanted: str, column: str = "target_id") -> Report:
        """Return a report, as `claim` does."""
        return self.reports[self._id("report", wanted, column)]

    def incident(self, wanted: str, column: str = "target_id") -> str:
        """Return the report that an incident is named after, as `claim` does."""
        return self._first[self._id("incident", wanted, column)]

    def _id(self, kind: str, wanted: str, column: str) -> str:
        if kind_of(wanted) != kind:
            told = (
                f"column {column}: {wanted[:40]!r} is no {kind}_id ({_PREFIXES[kind]}...); take one from {_FROM[kind]}"
            )
            raise CorrectionError("wrong_target", told)
        known = self._sorted[kind]
        at = bisect_left(known, wanted)
        if at < len(known) and known[at] == wanted:
            return wanted
        found = known[at : bisect_left(known, wanted + "\uffff")]
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(found[:MAX_SHOWN])
            told = (
                f"column {column}: {wanted!r} is the start of {len(found)} ids; give more of one of them: {shown} ..."
            )
            raise CorrectionError("ambiguous_target", told)
        told = (
            f"column {column}: the ledger has no {kind} {wanted[:40]!r}: its article, or the words or the rule that it "
        )
        raise CorrectionError("target_gone", told + "was read by, have gone, or the id is misspelt; look it up anew")


def kind_of(wanted: str) -> str | None:
    """Return what an id is of by its start: claim, report, incident; null for what is no id."""
    return next((kind for kind, prefix in _PREFIXES.items() if wanted.startswith(prefix)), None)
