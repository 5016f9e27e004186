"""Pairs of reports that became the same incident, or are no longer."""

from collections.abc import Iterator, Mapping

from tollbook.compare.match import Matching
from tollbook.compare.rows import LinkDifference, Side
from tollbook.rows import Link

_Pair = tuple[str, str]


def link_differences(before: Side, after: Side, pairs: Matching) -> Iterator[LinkDifference]:
    """Yield links whose `same` differs; two reports that a side did not compare are not the same there.

    In the order of the articles' names.
    """
    theirs = {**pairs.reports}
    old = {_pair(theirs.get(k.report_id, k.report_id), theirs.get(k.other_report_id, k.other_report_id)): k for k in before.links}
    new = {_pair(k.report_id, k.other_report_id): k for k in after.links}
    known = _Reports(before), _Reports(after)
    found = []
    for pair in old.keys() | new.keys():
        a, b = old.get(pair), new.get(pair)
        if bool(a and a.same) != bool(b and b.same):
            found.append(_difference(a, b, *known))
    yield from sorted(found, key=lambda d: (d.source_id, d.other_source_id, d.report_id, d.other_report_id))


def _pair(one: str, other: str) -> _Pair:
    return (one, other) if one < other else (other, one)


def _difference(a: Link | None, b: Link | None, before: "_Reports", after: "_Reports") -> LinkDifference:
    side, link = (after, b) if b is not None else (before, a)
    if link is None:
        raise ValueError("a link must be on one side at least")
    ends = sorted((side.sources.get(r, r), r) for r in (link.report_id, link.other_report_id))
    return LinkDifference(
        change="same" if b and b.same else "not_same",
        report_id=ends[0][1],
        other_report_id=ends[1][1],
        source_id=ends[0][0],
        other_source_id=ends[1][0],
        incidents_before=before.incidents_of(a),
        incidents_after=after.incidents_of(b),
        score_before=a and a.score,
        score_after=b and b.score,
        reasons_before=a and a.reasons,
        reasons_after=b and b.reasons,
    )


class _Reports:
    """The reports of one side: their articles and incidents."""

    def __init__(self, side: Side) -> None:
        source_of = {d.doc_id: d.source_id for d in side.documents}
        self.sources: Mapping[str, str] = {r.report_id: source_of.get(r.doc_id, r.doc_id) for r in side.reports}
        self._incident_of = {r.report_id: r.incident_id for r in side.reports}

    def incidents_of(self, link: Link | None) -> tuple[str, ...]:
        if link is None:
            return ()
        found = {self._incident_of.get(r) for r in (link.report_id, link.other_report_id)}
        return tuple(sorted(i for i in found if i))
