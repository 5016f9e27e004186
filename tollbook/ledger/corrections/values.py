"""What the column `value` of a change says: counts and fields of a claim, fields of a report."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tollbook.ledger.corrections.faults import CorrectionError
from tollbook.reading.faults import ReadError
from tollbook.reading.metadata import iso_day
from tollbook.vocabulary import OUTCOMES, PARTIES

SCOPES = ("total", "part", "cumulative", "background")
SOURCES = ("official", "security_source", "medic", "witness", "perpetrator", "agency", "media", "monitor")
ROLES = ("main", "other", "background")
BASES = ("claimed", "attributed", "suspected")
COUNTS = "12, at least 12, more than 12, up to 15, about 12, 10-15"
MOST = 100_000_000  # people; nobody was killed more often than that

_N = r"(\d{1,3}(?:,\d{3})+|\d{1,9})"
_FORMS = (
    (re.compile(_N), "exact"),
    (re.compile(rf"at least {_N}"), "at_least"),
    (re.compile(rf"more than {_N}"), "more_than"),
    (re.compile(rf"(?:up to|at most) {_N}"), "up_to"),
    (re.compile(rf"about {_N}"), "about"),
    (re.compile(rf"{_N} ?(?:-|–|to) ?{_N}"), "range"),
)
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a change sets: its name in the value, and the columns of the row with what they become."""

    name: str
    columns: Mapping[str, object]


Reader = Callable[[str], Mapping[str, object]]


def claim_fields(value: str) -> tuple[Field, ...]:
    """Return what the value of a change of a claim sets, e.g. "12", "outcome=wounded; party=perpetrators".

    Raises CorrectionError, saying what it may be.
    """
    return tuple(_fields(value, _CLAIM, "count"))


def report_fields(value: str) -> tuple[Field, ...]:
    """Return what the value of a change of a report sets, e.g. "date=2021-09-04; place=Rashad"."""
    return tuple(_fields(value, _REPORT, None))


def count(text: str) -> dict[str, object]:
    """Return `low`, `high`, `qualifier` and `word` of a count as SCHEMA.md counts: "more than 60" is 61, null."""
    words = " ".join(text.casefold().split())
    for form, qualifier in _FORMS:
        found = form.fullmatch(words)
        if found:
            numbers = [int(n.replace(",", "")) for n in found.groups()]
            return {**_bounds(numbers, qualifier), "qualifier": qualifier, "word": None}
    raise CorrectionError("bad_value", f"column value: {text[:40]!r} is no count; write one as {COUNTS}")


def _bounds(numbers: list[int], qualifier: str) -> dict[str, object]:
    low, high = numbers[0], numbers[-1]
    if high > MOST:
        raise CorrectionError("bad_value", f"column value: {high:,} is more than {MOST:,} people")
    if low > high:
        raise CorrectionError("bad_value", f"column value: {low} to {high}: the smaller number comes first")
    if qualifier == "up_to":
        return {"low": None, "high": high}
    return {"low": low + (qualifier == "more_than"), "high": None if qualifier in ("at_least", "more_than") else high}


def _fields(value: str, known: Mapping[str, Reader], bare: str | None) -> Iterator[Field]:
    seen: set[str] = set()
    for part in (p.strip() for p in value.split(";") if p.strip()):
        name, equals, text = (s.strip() for s in part.partition("="))
        if not equals and bare:
            name, text = bare, part
        name = name.casefold()
        if name not in known:
            told = f"column value: {part[:40]!r} sets nothing that can be changed; write "
            raise CorrectionError("bad_value", told + _ways(known, bare))
        for set_by in _sets(name):
            if set_by in seen:
                raise CorrectionError("bad_value", f"column value: it says {set_by} more than once")
            seen.add(set_by)
        yield from _one(name, known[name](text))
    if not seen:
        raise CorrectionError("bad_value", f"column value: it is empty; write {_ways(known, bare)}")


def _ways(known: Mapping[str, Reader], bare: str | None) -> str:
    names = ", ".join(f"{name}=..." for name in known if name not in OUTCOMES)
    return f"a count ({COUNTS}), {OUTCOMES[0]}=12, {names}" if bare else names


def _sets(name: str) -> tuple[str, ...]:
    return ("outcome", "count") if name in OUTCOMES else (name,)


def _one(name: str, columns: Mapping[str, object]) -> Iterator[Field]:
    if name not in OUTCOMES:
        yield Field(name, columns)
        return
    yield Field("outcome", {"outcome": name})
    yield Field("count", columns)


def _one_of(column: str, allowed: tuple[str, ...]) -> Reader:
    def read(text: str) -> dict[str, object]:
        word = text.casefold()
        if word not in allowed:
            raise CorrectionError("bad_value", f"column value: {text[:40]!r} is none of {', '.join(allowed)}")
        return {column: word}

    return read


def _word(column: str) -> Reader:
    def read(text: str) -> dict[str, object]:
        word = text.casefold().replace(" ", "_")
        if not _WORD.fullmatch(word):
            raise CorrectionError("bad_value", f"column value: {text[:40]!r} is no word for {column}")
        return {column: word}

    return read


def _text(column: str) -> Reader:
    return lambda text: {column: text or None}


def _country(text: str) -> dict[str, object]:
    if not re.fullmatch("[A-Za-z]{2}", text):
        raise CorrectionError("bad_value", f"column value: {text[:40]!r} is no country code of two letters")
    return {"country": text.upper()}


def _degrees(column: str, most: int) -> Reader:
    def read(text: str) -> dict[str, object]:
        if not re.fullmatch(r"-?\d{1,3}(?:\.\d{1,9})?", text) or abs(float(text)) > most:
            raise CorrectionError("bad_value", f"column value: {text[:40]!r} is no {column} in degrees")
        return {column: float(text)}

    return read


def _days(text: str) -> dict[str, object]:
    first, several, last = (s.strip() for s in text.partition(".."))
    try:
        days: list[dt.date | None] = [iso_day(first), iso_day(last if several else first)]
    except ReadError as error:
        raise CorrectionError("bad_value", f"column value: {error.detail}") from error
    if days[0] is None or days[1] is None or days[1] < days[0]:
        told = f"column value: {text[:40]!r} is no day; write 2021-09-04, or 2021-09-04..2021-09-05"
        raise CorrectionError("bad_value", told)
    return {"date_from": days[0], "date_to": days[1], "date_mention_id": None}


def _place(text: str) -> dict[str, object]:
    """A place by name: what was known of the other one goes, unless the change says it too."""
    of_the_other = ("place_text", "place_id", "admin1", "lat", "lon", "place_precision", "place_mention_id")
    return {"place": text or None, **dict.fromkeys(of_the_other)}


def _perpetrator(text: str) -> dict[str, object]:
    return {"perpetrator": text or None, "actor_mention_id": None}


_CLAIM: Mapping[str, Reader] = {
    **dict.fromkeys(OUTCOMES, count),
    "count": count,
    "outcome": _one_of("outcome", OUTCOMES),
    "party": _one_of("party", PARTIES),
    "group": _word("victim_group"),
    "scope": _one_of("scope", SCOPES),
    "source": _one_of("source_kind", SOURCES),
}
_REPORT: Mapping[str, Reader] = {
    "date": _days,
    "place": _place,
    "admin1": _text("admin1"),
    "country": _country,
    "lat": _degrees("lat", 90),
    "lon": _degrees("lon", 180),
    "perpetrator": _perpetrator,
    "basis": _one_of("perpetrator_basis", BASES),
    "target": _word("target"),
    "attack_type": _word("attack_type"),
    "weapon": _word("weapon"),
    "role": _one_of("role", ROLES),
}
