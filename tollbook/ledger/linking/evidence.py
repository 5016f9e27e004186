"""The evidence that two reports are, or are not, the same incident: names of weights, and what they refer to."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from tollbook.ledger.linking.counts import agrees, counts, tells
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import FINE, POINT, Subject, distance_km

_YEAR = 200  # a span of more days than this is a long span
PLACE_AGREES = {
    "place.same_point",
    "place.same",
    "place.told_in",
    "place.near",
    "place.spelling",
    "place.shared_context",
}
_EXACT = {"place.same_point", "place.same", "place.told_in"}
_FRESH = 7  # days: what an article is about is hardly older than the latest day that it names
_TARGET_AGREES = {"target.same", "target.alike"}
_TELLS_APART = {*_TARGET_AGREES, "attack.same", "attack.alike", "place.same_point"}  # beside counts

Found = tuple[str, str]  # name of the evidence, detail in words


def evidence(a: Subject, b: Subject, settings: LinkSettings) -> list[tuple[str, str, float]]:
    """Return (name, detail, weight) of every piece of evidence for or against a pair."""
    place = _place(a, b, settings)
    who = [*_who(a, b, settings), *_speakers(a, b)]
    counted = list(counts(a, b, settings))
    found = [(*_day(a, b, settings, _agreement(place, who, counted)), 1.0), (*place, 1.0)]
    found += [(*w, 1.0) for w in who] + counted + [(*f, 1.0) for f in _articles(a, b)]
    if not ({place[0], *(name for name, _ in who)} & _TELLS_APART or any(agrees(name) for name, _, _ in counted)):
        found.append(("pair.nothing_else", "", 1.0))
    return [(name, detail, round(settings.evidence[name].weight * share, 3)) for name, detail, share in found]


class _Agreement(NamedTuple):
    """What agrees beside the day: place and a count, the target and many killed too, a count that tells."""

    counted: bool
    target: bool
    telling: bool
    exact: bool  # the same place by name, the target not against it, and a count that tells or a speaker
    speaker: bool


def _agreement(place: Found, who: Sequence[Found], counted: Sequence[tuple[str, str, float]]) -> _Agreement:
    names = {name for name, _ in who}
    killed = [name for name, _, share in counted if share == 1.0 and agrees(name)]
    telling = any(tells(name) for name, _, _ in counted)
    fits = place[0] in PLACE_AGREES and "target.other" not in names
    target = fits and bool(names & _TARGET_AGREES) and any(tells(name) for name in killed)
    speaker = "speaker.same" in names
    exact = place[0] in _EXACT and "target.other" not in names and (telling or speaker)
    return _Agreement(fits and (bool(killed) or telling), target, telling, exact, speaker)


def gap(a: Subject, b: Subject) -> int:
    """Days between two dated reports: 0 when they overlap."""
    if a.lo is None or a.hi is None or b.lo is None or b.hi is None:
        return 0
    return max(0, a.lo - b.hi, b.lo - a.hi)


def _day(a: Subject, b: Subject, settings: LinkSettings, agreement: _Agreement) -> Found:
    if a.kind == "undated" or b.kind == "undated":
        return _undated(a, b, agreement), ""
    days = gap(a, b)
    days_told = a.kind == b.kind == "day"  # a month is not a day longer than it says
    if days > 1 or (days == 1 and not days_told):
        close = agreement.target and days <= settings.max_gap_days and days_told
        return ("day.apart" if close else "day.apart_alone"), f"{days} days"
    if days == 1:
        return ("day.adjacent" if agreement.telling else "day.adjacent_alone"), ""
    return _overlapping(a, b, agreement), ""


def _undated(a: Subject, b: Subject, agreement: _Agreement) -> str:
    spans = [s.window or (s.lo, s.hi) for s in (a, b)]
    known = [(lo, hi) for lo, hi in spans if lo is not None and hi is not None]
    if len(known) < 2:
        return _unknown(a, b, agreement)
    if not _meet(*known):
        return "day.another"
    if all(s.kind == "day" or _is_fresh(s) for s in (a, b)):
        return "day.fresh"
    years = any(hi - lo > _YEAR for lo, hi in known)
    return "day.undated" if agreement.counted and (agreement.telling or not years) else "day.undated_alone"


def _unknown(a: Subject, b: Subject, agreement: _Agreement) -> str:
    """What is known of the day where an article has none: a weekday, and days that it cannot be older than."""
    if not agreement.exact or _told_before(a, b) or _told_before(b, a):
        return "day.unknown_alone"
    if (a.weekdays or a.clues.elsewhere) & (b.weekdays or b.clues.elsewhere):
        return "day.same_weekday"
    if a.weekdays and b.weekdays:
        return "day.other_weekday"
    return "day.same_speaker" if agreement.speaker else "day.unknown"


def _told_before(a: Subject, b: Subject) -> bool:
    """Whether the news of one article is younger than the other's day, by the latest day that it tells of."""
    first, last = a.published[0], b.hi if b.window is None else b.window[1]
    return a.report.role == "main" and None not in (first, last) and last < first - _FRESH  # type: ignore[operator]


def _is_fresh(subject: Subject) -> bool:
    exact = subject.published[0] == subject.published[1]
    return subject.kind == "undated" and subject.report.role == "main" and exact


def _meet(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]


def _overlapping(a: Subject, b: Subject, agreement: _Agreement) -> str:
    same = (a.lo, a.hi) == (b.lo, b.hi)
    if a.kind == b.kind == "day":
        return "day.same" if same else "day.overlap"
    longest = max((s.hi or 0) - (s.lo or 0) for s in (a, b))
    if longest > _YEAR:
        return "day.same_year" if same else "day.within_year" if agreement.telling else "day.within_year_alone"
    if same:
        return "day.same_month"
    return "day.within_month" if agreement.counted or agreement.telling else "day.within_month_alone"


def _place(a: Subject, b: Subject, settings: LinkSettings) -> Found:
    if a.key is None or b.key is None:
        return "place.unknown", ""
    km = distance_km(a.report, b.report)
    detail = f"{km:.0f} km" if km is not None and km >= 1 else ""
    far = km is not None and km > settings.region_km
    levels = {a.report.place_precision or "unknown", b.report.place_precision or "unknown"}
    if a.key == b.key or (a.report.place_id is not None and a.report.place_id == b.report.place_id):
        return _same_name(levels, far=far and levels <= POINT), a.report.place or ""
    told = _told(a, b, km)
    if told:
        return ("place.far", detail) if far else (told, _shared_name(a, b))
    if "admin1" in levels:
        return _province(a, b), ""
    if not far and _spelled_alike(a, b, settings):
        return "place.spelling", f"{a.report.place} and {b.report.place}"
    return _apart(a, b, km, settings), detail


def _told(a: Subject, b: Subject, km: float | None) -> str:
    """Whether one names the other's place too. A province is no town of the same name."""
    own, other = ((s.key if (s.report.place_precision or "unknown") in POINT else None) for s in (a, b))
    if own in b.context or other in a.context:
        return "place.told_in"
    return "place.told_beside" if km is None and (own in b.beside or other in a.beside) else ""


def _spelled_alike(a: Subject, b: Subject, settings: LinkSettings) -> bool:
    """Whether two names may be one in two spellings; names with numbers, and two known places, are as they are."""
    if a.report.place_id is not None and b.report.place_id is not None:
        return False
    if a.province is not None and b.province is not None and a.province != b.province:
        return False
    first, second = a.key or "", b.key or ""
    if any(c.isdigit() for c in first + second):
        return False
    return fuzz.ratio(first, second) >= settings.same_spelling


def _same_name(levels: set[str], *, far: bool) -> str:
    if far:
        return "place.namesake"
    if levels <= FINE:
        return "place.same_point"
    return "place.same" if levels <= POINT else "place.within"


def _shared_name(a: Subject, b: Subject) -> str:
    return (a.report.place if a.key in b.context | b.beside else b.report.place) or ""


def _province(a: Subject, b: Subject) -> str:
    if a.province is None or b.province is None:
        return "place.unknown"
    return "place.within" if a.province == b.province else "place.other_province"


def _apart(a: Subject, b: Subject, km: float | None, settings: LinkSettings) -> str:
    if km is not None and km <= settings.near_km:
        return "place.near"
    if a.context & b.context and (km is None or km <= settings.region_km):
        return "place.shared_context"
    if km is not None:
        if km <= settings.around_km:
            return "place.around"
        if km > settings.region_km:
            return "place.far"
    if a.province is None or b.province is None:
        return "place.unknown"
    return "place.same_province" if a.province == b.province else "place.other_province"


def _who(a: Subject, b: Subject, settings: LinkSettings) -> Iterator[Found]:
    first, second = a.report, b.report
    if first.perpetrator and second.perpetrator:
        same = first.perpetrator == second.perpetrator
        yield ("perpetrator.same", first.perpetrator) if same else ("perpetrator.other", "")
    for what, one, other, kinds in (
        ("target", first.target, second.target, settings.target_kinds),
        ("attack", first.attack_type, second.attack_type, settings.attack_kinds),
    ):
        if one and other and not {one, other} & set(settings.vague_kinds):
            yield _kinds(what, one, other, kinds)


def _speakers(a: Subject, b: Subject) -> Iterator[Found]:
    shared = a.clues.speakers & b.clues.speakers
    if shared:
        yield "speaker.same", ", ".join(sorted(shared))


def _kinds(what: str, first: str, second: str, kinds: list[list[str]]) -> Found:
    if first == second:
        return f"{what}.same", first
    alike = any(first in kind and second in kind for kind in kinds)
    return (f"{what}.alike" if alike else f"{what}.other"), " and ".join(sorted((first, second)))


def _articles(a: Subject, b: Subject) -> Iterator[Found]:
    for one, other in ((a, b), (b, a)):
        if one.published[1] is not None and other.lo is not None and one.published[1] < other.lo - 1:
            yield "day.before_it_happened", ""
            return
    if a.report.role == b.report.role == "background":
        yield "article.both_remember", ""
    days = [p for s in (a, b) for p in s.published if p is not None]
    if a.report.role == b.report.role == "main" and len(days) == 4 and max(days) - min(days) <= 2:
        yield "article.same_days", ""
