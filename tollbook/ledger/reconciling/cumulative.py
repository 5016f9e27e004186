"""Totals over several incidents: their days, their area, and the incidents that they cover."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tollbook.ledger.linking.settings import link_settings
from tollbook.ledger.linking.subject import place_key
from tollbook.rows import Claim, CumulativeTotal, DateMention, Incident, PlaceMention, Report
from tollbook.rulebook import Rulebook

_SPANS = ("duration", "since", "month", "year")  # kinds of mentions that tell a stretch of time
T = TypeVar("T", DateMention, PlaceMention)


@dataclass(frozen=True, slots=True)
class _Area:
    """Where a total is over: a named place of some precision, or a country."""

    name: str | None
    precision: str
    country: str | None


def cumulative_totals(
    claims: Iterable[Claim],
    date_mentions: Iterable[DateMention],
    place_mentions: Iterable[PlaceMention],
    reports: Sequence[Report],
    incidents: Sequence[Incident],
    book: Rulebook,
) -> list[CumulativeTotal]:
    """Return a row for every claim of scope `cumulative`, with the days and area of its sentence.

    The area is the place named nearest to the claim, else the country of the article's main report. A total covers
    the incidents of its area whose days lie within its days; one without days covers none. Sorted by claim_id.
    """
    dates, places = _by_sentence(date_mentions), _by_sentence(place_mentions)
    countries = _main_countries(reports)
    noise = frozenset(link_settings(book).place_noise)
    in_country = _in_countries(incidents)
    found = []
    for claim in claims:
        if claim.scope == "cumulative":
            first, last, told_as = _days(dates[claim.sentence_id])
            area = _area(claim, places[claim.sentence_id], countries.get(claim.doc_id))
            within = in_country[area.country] if area.country else _NOWHERE
            covered = (i.incident_id for i in within.between(first, last) if _in_area(area, i, noise))
            found.append(
                CumulativeTotal(
                    claim_id=claim.claim_id,
                    outcome=claim.outcome,
                    low=claim.low,
                    high=claim.high,
                    word=claim.word,
                    date_from=first,
                    date_to=last,
                    place=area.name,
                    country=area.country,
                    incident_ids=tuple(sorted(covered)),
                    told_as=told_as,
                )
            )
    return sorted(found, key=lambda t: t.claim_id)


def _by_sentence(mentions: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for mention in sorted(mentions, key=lambda m: (m.start_char, m.mention_id)):
        found[mention.sentence_id].append(mention)
    return found


def _main_countries(reports: Sequence[Report]) -> dict[str, str | None]:
    ordered = sorted(reports, key=lambda r: (r.role == "main", r.country is not None, -r.start_char, r.report_id))
    return {r.doc_id: r.country for r in ordered}


def _days(mentions: Sequence[DateMention]) -> tuple[dt.date | None, dt.date | None, str | None]:
    """The span of a sentence, and its words: a duration when it names one, else everything it names."""
    known = [m for m in mentions if m.date_from is not None and m.date_to is not None]
    spans = [m for m in known if m.kind in _SPANS] or known
    starts = [m.date_from for m in spans if m.date_from]
    ends = [m.date_to for m in spans if m.date_to]
    words = next((m.quote for m in spans or [m for m in mentions if m.kind in _SPANS]), None)
    return min(starts, default=None), max(ends, default=None), words


def _area(claim: Claim, mentions: Sequence[PlaceMention], country: str | None) -> _Area:
    named = [m for m in mentions if m.relation != "demonym"]
    if not named:
        return _Area(None, "country", country)
    nearest = min(named, key=lambda m: (abs(m.start_char - claim.start_char), m.start_char))
    return _Area(nearest.name, nearest.precision, nearest.country)


@dataclass(frozen=True, slots=True)
class _Dated:
    """Incidents of one country of which the days are known, in the order of their first days."""

    incidents: list[Incident] = field(default_factory=list)
    first_days: list[dt.date] = field(default_factory=list)

    def between(self, first: dt.date | None, last: dt.date | None) -> Iterator[Incident]:
        """Yield those whose days lie within these; none where these are not known."""
        if first is None or last is None:
            return iter(())
        begun = self.incidents[bisect_left(self.first_days, first) : bisect_right(self.first_days, last)]
        return (i for i in begun if i.date_to is not None and i.date_to <= last)


_NOWHERE = _Dated()


def _in_countries(incidents: Iterable[Incident]) -> dict[str, _Dated]:
    found: dict[str, _Dated] = defaultdict(_Dated)
    dated = ((i.date_from, i) for i in incidents if i.date_from and i.date_to and i.country)
    for first, incident in sorted(dated, key=lambda pair: (pair[0], pair[1].incident_id)):
        own = found[str(incident.country)]
        own.incidents.append(incident)
        own.first_days.append(first)
    return found


def _in_area(area: _Area, incident: Incident, noise: frozenset[str]) -> bool:
    if area.name is None or area.precision in ("country", "region"):
        return True
    own = {place_key(incident.place, noise), place_key(incident.admin1, noise)}
    return place_key(area.name, noise) in own
