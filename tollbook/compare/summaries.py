"""What profiles leave of totals over several incidents."""

from collections.abc import Iterable, Iterator

from tollbook.compare.figures import counts
from tollbook.compare.rows import ClaimDifference, Figure, Side, SummaryDifference
from tollbook.compare.values import days
from tollbook.compare.why import Evidence, joined
from tollbook.rows import SummaryEvent


def summary_differences(
    before: Side, after: Side, claims: Iterable[ClaimDifference], evidence: Evidence
) -> Iterator[SummaryDifference]:
    """Yield the rows of `summary_events` whose counts differ, by profile and id; `claims` are those that differ."""
    because = {said.claim_id: c.rules for c in claims for said in (c.before, c.after) if said is not None}
    old, new = ({(s.profile, s.summary_id): s for s in side.summaries} for side in (before, after))
    for key in sorted(old.keys() | new.keys()):
        held = [row for row in (new.get(key), old.get(key)) if row is not None]
        a, b = _figure(old.get(key)), _figure(new.get(key))
        if counts(a) != counts(b):
            shown = held[0]
            about = [because.get(claim, ()) for row in held for claim in row.claim_ids]
            why = joined([*about, evidence.of_profile(shown.profile)]) or evidence.possible()
            yield SummaryDifference(*key, shown.outcome, days(shown), shown.place, a, b, why)


def _figure(row: SummaryEvent | None) -> Figure | None:
    return None if row is None else Figure(row.low, row.best, row.high, False, row.clause, row.explanation)
