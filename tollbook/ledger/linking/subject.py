"""A report prepared for comparing: folded names, days as numbers, counts by outcome."""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tollbook.ledger.linking.clues import NO_CLUES, ClueBook, Clues
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.rows import Document, PlaceMention, Report, Tally

Counts = Mapping[tuple[str, str], tuple[int | None, int | None]]

FINE = {"facility", "neighbourhood"}
POINT = {*FINE, "settlement", "district", "unknown"}
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Subject:
    """A report as linking sees it. Days are proleptic ordinals; `lo` and `hi` are null when undated.

    `kind` is day, span or undated; `window` is where an undated report can lie.
    `key` is the folded name of the place, null for a country or nothing; `context` are other place names it tells,
    `beside` those of them that the map has in another province than its own.
    """

    report: Report
    kind: str
    lo: int | None
    hi: int | None
    window: tuple[int, int] | None
    published: tuple[int | None, int | None]
    key: str | None
    province: str | None
    context: frozenset[str]
    beside: frozenset[str]
    counts: Counts
    clues: Clues = NO_CLUES

    @property
    def weekdays(self) -> frozenset[int]:
        """The weekdays on which it can have been, Monday is 0; none where it says nothing of its day."""
        if self.kind == "day" and self.lo is not None and self.hi is not None:
            return frozenset((day - 1) % 7 for day in range(self.lo, self.hi + 1))
        return self.clues.weekdays

    @property
    def is_of_no_day(self) -> bool:
        """Whether neither its words nor the day of its article say when it was."""
        return self.kind == "undated" and self.window is None

    @property
    def id(self) -> str:
        """The report's id."""
        return self.report.report_id


@lru_cache(maxsize=65_536)  # names of places and outlets come again and again
def fold_name(name: str | None) -> str:
    """Lower case, no accents, letters and digits with single spaces."""
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    kept = "".join(
        c if c.isalnum() else " " for c in plain if not unicodedata.combining(c) and c not in "'\u2019\u2018"
    )
    return " ".join(kept.split())


def place_key(name: str | None, noise: frozenset[str]) -> str | None:
    """Return the name's telling words run together, null when nothing is left."""
    words = fold_name(name).split()
    return "".join(w for w in words if w not in noise) or "".join(words) or None


def distance_km(a: Report, b: Report) -> float | None:
    """Great-circle distance of two reports' places in kilometres, null when one has no coordinates of its own.

    A place that no list knows has those of the place that it is told to be near: "Barranca, 190 km north of Lima".
    """
    if "unknown" in (a.place_precision, b.place_precision):
        return None
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat1, lon1, lat2, lon2 = (math.radians(v) for v in (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def subjects(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    documents: Iterable[Document],
    place_mentions: Iterable[PlaceMention],
    settings: LinkSettings,
    clues: ClueBook | None = None,
) -> list[Subject]:
    """Prepare every report, sorted by report_id."""
    docs = {d.doc_id: d for d in documents}
    counts: dict[str, dict[tuple[str, str], tuple[int | None, int | None]]] = defaultdict(dict)
    for tally in tallies:
        if tally.low is not None or tally.high is not None:
            counts[tally.report_id][tally.outcome, tally.party] = (tally.low, tally.high)
    mentions: dict[str, list[PlaceMention]] = defaultdict(list)
    for mention in place_mentions:
        if mention.precision in POINT and mention.relation != "demonym":
            mentions[mention.doc_id].append(mention)
    noise = frozenset(settings.place_noise)
    ordered = sorted(reports, key=lambda r: r.report_id)
    return [
        replace(
            _subject(r, docs.get(r.doc_id), mentions[r.doc_id], counts[r.report_id], noise, settings),
            clues=clues.of(r) if clues else NO_CLUES,
        )
        for r in ordered
    ]


def _subject(
    report: Report,
    document: Document | None,
    mentions: Sequence[PlaceMention],
    counts: Counts,
    noise: frozenset[str],
    settings: LinkSettings,
) -> Subject:
    published = _published(document)
    lo, hi, kind = _days(report, settings)
    window = _window(report, published, settings) if kind == "undated" else None
    wide = report.place_precision in ("country", "region")
    province = place_key(report.admin1, noise)
    context, beside = _context(report, mentions, province, noise)
    return Subject(
        report=report,
        kind=kind,
        lo=lo,
        hi=hi,
        window=window,
        published=published,
        key=None if wide else place_key(report.place, noise),
        province=province,
        context=context,
        beside=beside,
        counts=counts,
    )


def _published(document: Document | None) -> tuple[int | None, int | None]:
    if document is None:
        return None, None
    first = document.published_on or document.published_from
    last = document.published_on or document.published_to
    return (first.toordinal() if first else None, last.toordinal() if last else None)


def _window(report: Report, published: tuple[int | None, int | None], settings: LinkSettings) -> tuple[int, int] | None:
    """Days in which an undated report can lie, from the role that it has in its article."""
    if published[1] is None:
        return None
    before = {"main": settings.fresh_days, "other": settings.undated_window_days}
    back = before.get(report.role, settings.undated_history_days)
    return max(1, (published[0] or published[1]) - back), published[1]


def _days(report: Report, settings: LinkSettings) -> tuple[int | None, int | None, str]:
    first, last = report.date_from, report.date_to
    if first is None or last is None:  # a last day alone is only that of publication
        return None, None, "undated"
    lo, hi = sorted((first.toordinal(), last.toordinal()))
    return lo, hi, "day" if hi - lo < settings.near_days else "span"


def _context(
    report: Report, mentions: Sequence[PlaceMention], province: str | None, noise: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Names of other places in the sentences of this report: in its province or who knows where, and elsewhere."""
    own = {place_key(report.place_text, noise)} if report.place_text else set()
    beside: set[str | None] = set()
    for mention in mentions:
        if not report.start_char <= mention.start_char < report.end_char:
            continue
        if mention.country and report.country and mention.country != report.country:
            continue
        elsewhere = province and mention.admin1 and place_key(mention.admin1, noise) != province
        (beside if elsewhere else own).add(place_key(mention.name, noise))
    out = {None, "", place_key(report.place, noise)}
    return frozenset(k for k in own if k and k not in out), frozenset(k for k in beside - own if k and k not in out)
