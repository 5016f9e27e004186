"""Pairs of reports that became the same incident, or are no longer."""

from collections.abc import Iterator, Mapping

from tollbook.compare.match import Matching
from tollbook.compare.rows import LinkDifference, Side
from tollbook.compare.values import of
from tollbook.compare.why import Evidence
from tollbook.rows import Link, Report

_Pair = tuple[str, str]


def link_differences(before: Side, after: Side, pairs: Matching, evidence: Evidence) -> Iterator[LinkDifference]:
    """Yield links whose `same` differs; two reports that a side did not compare are not the same there.

    In the order of the articles' names.
    """
    now = pairs.reports
    ends = {(now.get(k.report_id, k.report_id), now.get(k.other_report_id, k.other_report_id)): k for k in before.links}
    old = {_pair(*pair): link for pair, link in ends.items()}
    new = {_pair(k.report_id, k.other_report_id): k for k in after.links}
    known = _Reports(before), _Reports(after)
    found = []
    for pair in old.keys() | new.keys():
        a, b = old.get(pair), new.get(pair)
        if bool(of(a, "same")) != bool(of(b, "same")):
            found.append(_difference(a, b, *known, evidence))
    yield from sorted(found, key=lambda d: (d.source_id, d.other_source_id, d.report_id, d.other_report_id))


def _pair(one: str, other: str) -> _Pair:
    return (one, other) if one < other else (other, one)


def _difference(
    a: Link | None, b: Link | None, before: "_Reports", after: "_Reports", evidence: Evidence
) -> LinkDifference:
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
        score_before=of(a, "score"),
        score_after=of(b, "score"),
        reasons_before=of(a, "reasons"),
        reasons_after=of(b, "reasons"),
        rules=evidence.of_link([*before.rows(a), *after.rows(b)]),
    )


class _Reports:
    """The reports of one side: their articles and incidents."""

    def __init__(self, side: Side) -> None:
        source_of = {d.doc_id: d.source_id for d in side.documents}
        self._by_id = {r.report_id: r for r in side.reports}
        self.sources: Mapping[str, str] = {r.report_id: source_of.get(r.doc_id, r.doc_id) for r in side.reports}

    def incidents_of(self, link: Link | None) -> tuple[str, ...]:
        return tuple(sorted({r.incident_id for r in self.rows(link) if r.incident_id}))

    def rows(self, link: Link | None) -> list[Report]:
        ends = (link.report_id, link.other_report_id) if link else ()
        return [self._by_id[end] for end in ends if end in self._by_id]
