"""The evidence that two reports are, or are not, the same incident: names of weights, and what they refer to."""

from collections.abc import Iterator

from rapidfuzz import fuzz

from tollbook.ledger.links_settings import LinkSettings
from tollbook.ledger.links_subject import FINE, POINT, Subject, distance_km

_YEAR = 200  # a span of more days than this is a long span
PLACE_AGREES = {
    "place.same_point",
    "place.same",
    "place.told_in",
    "place.near",
    "place.spelling",
    "place.shared_context",
}
_TARGET_AGREES = {"target.same", "target.alike"}
_COUNT_AGREES = {
    "count.same",
    "count.same_small",
    "count.compatible",
    "count.compatible_small",
    "count.close",
    "count.close_small",
}

Found = tuple[str, str]  # name of the evidence, detail in words


def evidence(a: Subject, b: Subject, settings: LinkSettings) -> list[tuple[str, str, float]]:
    """Return (name, detail, weight) of every piece of evidence for or against a pair."""
    place = _place(a, b, settings)
    who = list(_who(a, b, settings))
    counts = list(_counts(a, b, settings))
    counted = any(name in _COUNT_AGREES and share == 1.0 for name, _, share in counts)
    agrees = place[0] in PLACE_AGREES and counted and not any(name == "target.other" for name, _ in who)
    telling = agrees and any(name in _TARGET_AGREES for name, _ in who) and _telling(a, b, settings)
    found = [(*_day(a, b, settings, agrees=agrees, telling=telling), 1.0), (*place, 1.0)]
    found += [(*w, 1.0) for w in who] + counts + [(*f, 1.0) for f in _articles(a, b)]
    return [(name, detail, round(settings.evidence[name].weight * share, 3)) for name, detail, share in found]


def gap(a: Subject, b: Subject) -> int:
    """Days between two dated reports: 0 when they overlap."""
    if a.lo is None or a.hi is None or b.lo is None or b.hi is None:
        return 0
    return max(0, a.lo - b.hi, b.lo - a.hi)


def _day(a: Subject, b: Subject, settings: LinkSettings, *, agrees: bool, telling: bool) -> Found:
    if a.kind == "undated" or b.kind == "undated":
        return _undated(a, b, agrees=agrees), ""
    days = gap(a, b)
    if days > 1:
        close = telling and days <= settings.max_gap_days and a.kind == b.kind == "day"
        return ("day.apart" if close else "day.apart_alone"), f"{days} days"
    if days == 1:
        return "day.adjacent", ""
    return _overlapping(a, b), ""


def _undated(a: Subject, b: Subject, *, agrees: bool) -> str:
    spans = [s.window or (s.lo, s.hi) for s in (a, b)]
    known = [(lo, hi) for lo, hi in spans if lo is not None and hi is not None]
    short = all(s.kind == "day" or (s.report.role == "main" and s.published[0] == s.published[1]) for s in (a, b))
    if short and len(known) == 2 and max(lo for lo, _ in known) <= min(hi for _, hi in known):
        return "day.fresh"
    return "day.undated" if agrees else "day.undated_alone"


def _overlapping(a: Subject, b: Subject) -> str:
    same = (a.lo, a.hi) == (b.lo, b.hi)
    if a.kind == b.kind == "day":
        return "day.same" if same else "day.overlap"
    longest = max((s.hi or 0) - (s.lo or 0) for s in (a, b))
    if longest > _YEAR:
        return "day.same_year" if same else "day.within_year"
    return "day.same_month" if same else "day.within_month"


def _place(a: Subject, b: Subject, settings: LinkSettings) -> Found:
    if a.key is None or b.key is None:
        return "place.unknown", ""
    km = distance_km(a.report, b.report)
    detail = f"{km:.0f} km" if km is not None and km >= 1 else ""
    far = km is not None and km > settings.region_km
    levels = {a.report.place_precision or "unknown", b.report.place_precision or "unknown"}
    if a.key == b.key or (a.report.place_id is not None and a.report.place_id == b.report.place_id):
        return _same_name(levels, far=far and levels <= POINT), a.report.place or ""
    if a.key in b.context or b.key in a.context:
        return ("place.far", detail) if far else ("place.told_in", _shared_name(a, b))
    if "admin1" in levels:
        return _province(a, b), ""
    if not far and _spelled_alike(a, b, settings):
        return "place.spelling", f"{a.report.place} and {b.report.place}"
    return _apart(a, b, km, settings), detail


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
    return (a.report.place if a.key in b.context else b.report.place) or ""


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


def _kinds(what: str, first: str, second: str, kinds: list[list[str]]) -> Found:
    if first == second:
        return f"{what}.same", first
    alike = any(first in kind and second in kind for kind in kinds)
    return (f"{what}.alike" if alike else f"{what}.other"), " and ".join(sorted((first, second)))


def _counts(a: Subject, b: Subject, settings: LinkSettings) -> Iterator[tuple[str, str, float]]:
    for key in sorted(a.counts.keys() & b.counts.keys()):
        outcome, party = key
        name = compare_counts(a.counts[key], b.counts[key], settings.telling_count)
        share = 1.0 if key == ("killed", "victims") else settings.minor_count
        yield name, f"{party} {outcome} {say_count(a.counts[key])} and {say_count(b.counts[key])}", share


def compare_counts(a: tuple[int | None, int | None], b: tuple[int | None, int | None], telling: int) -> str:
    """Name the evidence that two (low, high) counts give; null is an open bound, not both."""
    if a == b:
        return "count.same_none" if a == (0, 0) else "count.same" if _number(a) >= telling else "count.same_small"
    first, second = sorted((_number(a), _number(b)))
    if first == 0:
        return "count.none_against_some" if second > 2 else "count.none_against_few"
    if second > 3 * first and second - first > 5:
        return "count.differs"
    close = second - first <= max(3, 0.25 * second)
    if _overlap(a, b) and close:
        return "count.compatible" if second >= telling else "count.compatible_small"
    if not close:
        return "count.unlike"
    return "count.close" if second >= telling else "count.close_small"


def say_count(count: tuple[int | None, int | None]) -> str:
    """Write a (low, high) count as words: 13, at least 12, up to 15, 7 to 12."""
    low, high = count
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"


def _number(count: tuple[int | None, int | None]) -> int:
    low, high = count
    return low if low is not None else high or 0


def _overlap(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> bool:
    most = 10**12
    low = max(a[0] or 0, b[0] or 0)
    return low <= min(most if a[1] is None else a[1], most if b[1] is None else b[1])


def _telling(a: Subject, b: Subject, settings: LinkSettings) -> bool:
    killed = ("killed", "victims")
    return min(_number(a.counts[killed]), _number(b.counts[killed])) >= settings.telling_count


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
