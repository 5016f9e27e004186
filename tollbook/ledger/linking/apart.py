"""Where an article tells two incidents of a day and place, another article's report is one of them at most.

"Two police stations of a town" are two reports in an article that gives each its dead, and one in an article that
adds them up. That an article tells two says that they are two, so the report elsewhere stays with the one that it
agrees with better; where nothing tells them apart, with the one told first. Where its dead are the sum of theirs, the
reasons of its links say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tollbook.ledger.linking.counts import KILLED, number
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import Subject
from tollbook.rows import Link

Pair = tuple[str, str]


def tell_apart(links: Sequence[Link], prepared: Iterable[Subject], settings: LinkSettings) -> list[Link]:
    """Return the links, each report with one match in another article at most, the strongest taken first."""
    by_id = {s.id: s for s in prepared}
    worse = _worse(links, by_id)
    sums = _sums(links, by_id)
    return [_told(found, worse, sums, settings) for found in links]


def _told(found: Link, worse: set[Pair], sums: Mapping[Pair, str], settings: LinkSettings) -> Link:
    pair = found.report_id, found.other_report_id
    link = with_evidence(found, "article.tells_together", sums[pair], settings) if pair in sums else found
    return with_evidence(link, "article.told_apart", "", settings, same=False) if pair in worse else link


def say(name: str, detail: str, weight: float, settings: LinkSettings) -> str:
    """Write one piece of evidence as words, with its weight."""
    return f"{settings.evidence[name].says}{f' ({detail})' if detail else ''} {weight:+g}"


def with_evidence(found: Link, name: str, detail: str, settings: LinkSettings, *, same: bool | None = None) -> Link:
    """Return the link with one piece of evidence more; `same` is left as it was unless told."""
    weight = settings.evidence[name].weight
    reasons = f"{found.reasons}; {say(name, detail, weight, settings)}"
    kept = found.same if same is None else same
    return replace(found, score=round(found.score + weight, 3), reasons=reasons, same=kept)


def _worse(links: Sequence[Link], by_id: Mapping[str, Subject]) -> set[Pair]:
    """The pairs of which a report has a better match in the article of the other."""

    def rank(found: Link) -> tuple[float, int, str, str]:
        told = by_id[found.report_id].report.start_char + by_id[found.other_report_id].report.start_char
        return -found.score, told, found.report_id, found.other_report_id

    taken: set[Pair] = set()  # a report, and an article in which it has its match
    worse: set[Pair] = set()
    for found in sorted((f for f in links if f.same), key=rank):
        a, b = found.report_id, found.other_report_id
        ends = {(a, by_id[b].report.doc_id), (b, by_id[a].report.doc_id)}
        if ends & taken:
            worse.add((a, b))
        else:
            taken |= ends
    return worse


def _sums(links: Sequence[Link], by_id: Mapping[str, Subject]) -> dict[Pair, str]:
    """Pairs in which the dead of one report are those of several of the other's article together, in words."""
    matches: dict[Pair, list[tuple[str, Pair]]] = defaultdict(list)
    for found in links:
        pair = found.report_id, found.other_report_id
        for one, other in (pair, pair[::-1]):
            if KILLED in by_id[one].counts and KILLED in by_id[other].counts:
                matches[one, by_id[other].report.doc_id].append((other, pair))
    sums: dict[Pair, str] = {}
    for (one, _), parts in matches.items():
        dead = [number(by_id[other].counts[KILLED]) for other, _ in parts]
        whole = number(by_id[one].counts[KILLED])
        if len([n for n in dead if n]) > 1 and sum(dead) == whole:
            sums |= dict.fromkeys((pair for _, pair in parts), f"{whole} = {' + '.join(map(str, sorted(dead)))}")
    return sums
