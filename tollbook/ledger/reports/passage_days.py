"""What a day told in a passage is the day of: the incident, a statement or a later death, or the article itself."""

from collections.abc import Sequence

import regex

from tollbook.extraction.mentions import Mention
from tollbook.ledger.reports.passages import Passage, takes_or_hurts
from tollbook.matching.patterns import begins, finds
from tollbook.rows import ActorMention, AttributionMention, DateMention, EventMention, PlaceMention
from tollbook.rulebook import Rulebook

OWN, SPEECH, NONE = "own", "speech", "none"
_NO_DAY = ("duration", "since", "until")
_REACH = 60  # characters around a day in which its cues stand
_OPENING = 6  # characters before a day with which a passage opens ("On ")
_BESIDE = 20  # characters between a deed and its own day before it ("Tuesday night's brutal raid")
_BRACKET = regex.compile(r" ?\(").match  # "May 12, 2024 (Kano) - Gunmen ..."
_ATTACKERS = ("attackers", "armed_group", "label")
_DATELINE = 70  # characters within which a dateline ends


def role_of_day(passage: Passage, date: DateMention, found: Sequence[Mention], book: Rulebook) -> str:
    """Return `own` for the day of an incident, `speech` for one of words or care after it, `none` for neither."""
    after = passage.text[date.end_char - passage.start :]
    if passage.sentence.kind == "dateline" and (passage.places or passage.aside):
        return SPEECH  # when it was written; a day alone is the heading of what stands below
    if date.kind in _NO_DAY:
        return OWN if date.kind == "since" and begins("since_when", after, book) else NONE
    yearly = date.precision == "year" and date.kind == "relative"
    before = passage.before(date.start_char, _REACH)
    other = finds("nth_such", before, book) or finds("born_on", before, book)
    other = other or finds("planned_on", passage.before(date.start_char, 2 * _REACH), book)
    if yearly or other or begins("day_glued", after, book) or _in_dateline(passage, date, after, found, book):
        return NONE
    if _of_attack(date, after, found, book) or finds("happened_on", before, book):
        return OWN
    return SPEECH if _spoken(passage, date, after, found, book) else OWN


def days_before_deed(passage: Passage, book: Rulebook) -> list[DateMention]:
    """The days of what is told before the deed it came after: "troops hunted on Friday for rebels who killed six".

    So is a day before that of the deed ("a court on Friday remanded two men over the May 2 shooting"). They are the
    deed's only where no other day is told for it.
    """
    if passage.opens_account or not passage.dates:
        return []
    deeds = [c.start_char for c in passage.own_claims if takes_or_hurts(c)]
    deeds += [e.start_char for e in passage.events if e.kind not in ("target", "responsibility")]
    deeds += [a.start_char for a in passage.actors if a.kind in _ATTACKERS and not _is_sought(passage, a, book)]
    first = min(deeds, default=passage.start)
    single = (d for d in passage.dates if d.precision in ("day", "night", "unknown") and d.end_char < first)
    dated = [at for at in deeds if any(0 <= at - d.end_char <= _BESIDE for d in passage.dates)]
    return [
        d
        for d in single
        if finds("leads_to_deed", _between(passage, d, first), book) or any(at - d.end_char > _BESIDE for at in dated)
    ]


def _between(passage: Passage, date: DateMention, first: int) -> str:
    return passage.text[date.end_char - passage.start : first - passage.start]


def _is_sought(passage: Passage, actor: ActorMention, book: Rulebook) -> bool:
    return finds("sought_before", passage.before(actor.start_char, _REACH), book)


def _of_attack(date: DateMention, after: str, found: Sequence[Mention], book: Rulebook) -> bool:
    """Whether it stands with an attack, whatever is said of it: "the 3 May bombing", "Friday's raid"."""
    attacks = [m for m in found if isinstance(m, EventMention) and m.kind == "attack"]
    gaps = [after[: m.start_char - date.end_char] for m in attacks if 0 <= m.start_char - date.end_char <= _REACH]
    if any(len(gap) <= 1 or finds("day_of_this", gap, book) for gap in gaps):
        return True
    return any(0 <= date.start_char - m.end_char <= 4 for m in attacks) and begins("attack_day_after", after, book)


def _spoken(passage: Passage, date: DateMention, after: str, found: Sequence[Mention], book: Rulebook) -> bool:
    """Whether it is the day of words, of care or of a later death."""
    if any(isinstance(m, AttributionMention) and 0 <= date.start_char - m.end_char <= 4 for m in found):
        return True
    if begins("since_when", after, book) and finds("moved_on", passage.before(date.start_char, _REACH), book):
        return False  # "were sent there on Monday when gunmen fired at them"
    if begins("speech_after", after, book) or finds("speech_cue", passage.before(date.start_char, _REACH), book):
        return True
    opens = date.start_char - passage.start <= _OPENING
    if (
        opens
        and date.kind == "relative"
        and finds("lately", date.quote.casefold(), book)
        and any(c.low for c in passage.claims)
    ):
        return False  # "last week the army said it had killed two": so was what it told of
    return (opens and begins("speech_after_opening", after, book)) or _of_later_death(passage, date, after, book)


def _in_dateline(passage: Passage, date: DateMention, after: str, found: Sequence[Mention], book: Rulebook) -> bool:
    """Whether it stands in a dateline: "Ranchi, May 22 (PTI) Five policemen ..."."""
    at = date.start_char - passage.start
    if passage.sentence.kind != "body" or date.kind != "absolute" or at > _DATELINE:
        return False
    before = passage.text[:at].strip(" ,./")
    places = (m for m in found if isinstance(m, PlaceMention))
    opens = any(p.start_char == passage.start for p in places) if before else _BRACKET(after)
    if not opens:
        return False
    return begins("dateline_after", after, book)


def _of_later_death(passage: Passage, date: DateMention, after: str, book: Rulebook) -> bool:
    """Whether somebody hurt before died on that day: "died on Friday of his wounds"."""
    before = passage.before(date.start_char, 2 * _REACH)
    if not finds("died_on", before, book):
        return False
    return begins("later_death_after", after, book) or finds("in_care", before, book)
