"""A report whose day nothing settles, that is as near to incidents of several days, is linked to none of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tollbook.ledger.linking.apart import with_evidence
from tollbook.ledger.linking.evidence import gap
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import Subject
from tollbook.rows import Link


def tell_rivals(links: Sequence[Link], prepared: Iterable[Subject], settings: LinkSettings) -> list[Link]:
    """Return the links, without those of a report without a day to incidents of which it could be either."""
    by_id = {s.id: s for s in prepared}
    dated: dict[str, list[tuple[float, Subject]]] = defaultdict(list)
    for found in links:
        for one, other in ((found.report_id, found.other_report_id), (found.other_report_id, found.report_id)):
            if by_id[one].is_of_no_day and by_id[other].kind == "day":
                dated[one].append((found.score, by_id[other]))
    undecided = {one for one, others in dated.items() if _undecided(others, settings)}
    return [_told(found, undecided, by_id, settings) for found in links]


def _undecided(others: Sequence[tuple[float, Subject]], settings: LinkSettings) -> bool:
    score, nearest = max(others, key=lambda other: (other[0], other[1].id))
    return any(
        gap(nearest, rival) > settings.max_gap_days and score - near < settings.rival_margin for near, rival in others
    )


def _told(found: Link, undecided: set[str], by_id: dict[str, Subject], settings: LinkSettings) -> Link:
    for one, other in ((found.report_id, found.other_report_id), (found.other_report_id, found.report_id)):
        if found.same and one in undecided and by_id[other].kind == "day":
            return with_evidence(found, "day.rivals", "", settings, same=False)
    return found
