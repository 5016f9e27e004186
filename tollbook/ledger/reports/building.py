"""The incidents that one article tells: reports, their claims, tallies, and the numbers that nothing used."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tollbook.extraction.claims.finding import casualty_word
from tollbook.extraction.cues import cue
from tollbook.extraction.mentions import Mentions
from tollbook.ids import content_id
from tollbook.ledger.reports.drivers import with_drivers
from tollbook.ledger.reports.fields import attack_of, best_date, target_of, weapon_of
from tollbook.ledger.reports.heads import as_in_body, with_old_captions
from tollbook.ledger.reports.leading import in_lead, of_sum
from tollbook.ledger.reports.nations import with_country
from tollbook.ledger.reports.overall import in_headlines, of_a_country, overall
from tollbook.ledger.reports.passage_cuts import cut
from tollbook.ledger.reports.passages import Passage, takes_or_hurts
from tollbook.ledger.reports.perpetrators import perpetrators
from tollbook.ledger.reports.places import Where, scene_of, where
from tollbook.ledger.reports.sections import day_of_all, sums_up_several
from tollbook.ledger.reports.sides import by_state, party_of_state
from tollbook.ledger.reports.suspects import Perpetrator
from tollbook.ledger.reports.tallies import tally
from tollbook.ledger.reports.telling import tells_incident
from tollbook.ledger.reports.thread import Thread
from tollbook.ledger.reports.thread_spread import spread
from tollbook.ledger.reports.threads import assign, may_start
from tollbook.matching.text import fold
from tollbook.rows import (
    Claim,
    DateMention,
    Document,
    GroupTally,
    Report,
    Sentence,
    Tally,
    UnmatchedNumber,
)
from tollbook.rulebook import Rulebook

Built = tuple[list[Report], list[Claim], list[Tally], list[GroupTally], list[UnmatchedNumber]]


def build(
    document: Document, sentences: Sequence[Sentence], mentions: Mentions, claims: Sequence[Claim], book: Rulebook
) -> Built:
    """Return reports, claims (with report_id, part_of, final scope), tallies, tallies by group, unmatched numbers.

    Every claim given comes back once; one that belongs to no incident keeps `report_id` null.
    """
    if not claims and not may_start(mentions):
        return [], [], [], [], _unmatched(document, sentences, mentions, claims, book)
    passages = cut(document, sentences, mentions, claims, book)
    threads = spread([t for t in assign(passages, document.published_on, book) if _worth(t)], book)
    claims = _over_all(threads, claims, book)
    several = sums_up_several(passages)
    told = _incidents(document, threads, day_of_all(passages, book), mentions, book)
    reports: list[Report] = []
    tallies: list[Tally] = []
    groups: list[GroupTally] = []
    final: dict[str, Claim] = {}
    for index, one in enumerate(told):
        listed = told[0].thread.passages[0].item and one.thread.passages[0].item  # nothing is told before the list
        main = index == 0 or listed or in_lead(one.thread, told[0].thread, passages)
        main = main or (several is not None and of_sum(one.thread, one.date, several, told[0].date))
        report = _report(document, one, index, reports, book, main=main)
        thread = one.thread
        own = [replace(c, report_id=report.report_id) for c in _parted(thread.passages, _sided(one, book), book)]
        found, by_group, own = tally(report.report_id, own, book)
        reports.append(report)
        tallies.extend(found)
        groups.extend(by_group)
        final.update((c.claim_id, c) for c in own)
    final_claims = [final.get(c.claim_id, c) for c in claims]
    return reports, final_claims, tallies, groups, _unmatched(document, sentences, mentions, final_claims, book)


def _over_all(threads: Sequence[Thread], claims: Sequence[Claim], book: Rulebook) -> list[Claim]:
    """The claims, those that sum up several of the incidents as cumulative, in the incidents as well."""
    sums = overall(threads, book) | of_a_country(threads, book)
    sums |= in_headlines(threads, [replace(c, scope="cumulative") if c.claim_id in sums else c for c in claims])
    for passage in (p for t in threads for p in t.passages):
        passage.claims = [replace(c, scope="cumulative") if c.claim_id in sums else c for c in passage.claims]
    return [replace(c, scope="cumulative") if c.claim_id in sums else c for c in claims]


def _worth(thread: Thread) -> bool:
    """Whether it is an incident that a ledger wants: people hurt or taken, or an attack with a day or place."""
    if any(takes_or_hurts(c) for c in thread.claims):
        return True
    return bool(thread.dates or thread.places)


class _Incident(NamedTuple):
    """An incident with its day, its place, and who did it."""

    thread: Thread
    date: DateMention | None
    where: Where
    by_state: bool
    who: Perpetrator | None = None


def _incidents(
    document: Document, threads: Sequence[Thread], day: DateMention | None, mentions: Mentions, book: Rulebook
) -> list[_Incident]:
    """Each incident with its day, place and perpetrator, without what is only talk of violence.

    `day` is that of several attacks which the article opens with: that of each for which none is told.
    """
    settings, scene = book.settings["linking/article"], scene_of(document, mentions, book)
    published = document.published_on or document.published_from
    out: list[_Incident] = []
    before: DateMention | None = None
    for index, thread in enumerate(threads):
        date, place = best_date(thread), where(thread, scene)
        listed = _day_of_all(thread, day) if thread.passages[0].item else None
        date = date or listed or _same_day(thread, threads, before) or _day_of_all(thread, day)
        before = before if before and _earlier(thread) else date or before
        if tells_incident(thread, date, place.place, published, settings, first=index == 0):
            out.append(_Incident(thread, date, place, by_state(thread.passages, book)))
        elif out:  # a second mention of it, say: who did it is told after that
            out[-1].thread.context.extend(thread.context)
    told = perpetrators([i.thread for i in out], [i.by_state for i in out], book)
    actors = [who and with_country(who, document, mentions, book) for who in told]
    return [i._replace(who=who) for i, who in zip(out, actors, strict=True)]


def _earlier(thread: Thread) -> bool:
    """Whether it is told as what came before another incident ("had been shot dead on Thursday")."""
    start = thread.passages[0]
    return not thread.places and any(d.offset_days is None for d in start.dates) and " had been " in f" {start.text} "


def _day_of_all(thread: Thread, day: DateMention | None) -> DateMention | None:
    """Return the day that a round-up opens with ("three attacks left nine dead on Tuesday"), for one without a day."""
    told = any(p.dates or p.speech_dates for p in thread.passages)
    return None if told or not thread.in_body else day


def _same_day(thread: Thread, threads: Sequence[Thread], before: DateMention | None) -> DateMention | None:
    """Return the day of the incident told right before, for one that is told with people hurt and without any day.

    In a round-up of a day ("In Baghdad, gunmen killed three") the day is told once.
    """
    index = threads.index(thread)
    if index == 0 or before is None or before.date_from is None or before.date_from != before.date_to:
        return None
    start = thread.passages[0]
    if start.sentence.kind == "headline" or start.on_other_day:
        return None
    if any(p.dates or p.speech_dates for p in thread.passages) or not any(c.low for c in thread.claims):
        return None
    at = start.sentence.position  # "hours after a mine killed two, gunmen ..." tells the news last
    told = (p.sentence.position for p in (*threads[index - 1].passages, *threads[index - 1].context))
    return before if at - max((p for p in told if p <= at), default=0) <= 1 else None


def _report(
    document: Document, incident: _Incident, index: int, before: Sequence[Report], book: Rulebook, *, main: bool
) -> Report:
    thread, date, (place, place_text, country), _, who = incident
    settings = book.settings["linking/article"]
    start, end = thread.passages[0].start, max(p.end for p in thread.passages)
    report = Report(
        report_id=content_id("rep", document.doc_id, start, end, index),
        doc_id=document.doc_id,
        role=_role(document, thread, date.date_to if date else None, book, main=main),
        date_from=date.date_from if date else None,
        date_to=date.date_to if date else document.published_on or document.published_to,
        place=place.name if place else None,
        place_text=place_text,
        place_id=place.place_id if place else None,
        admin1=place.admin1 if place else None,
        country=country,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place_precision=place.precision if place else None,
        perpetrator=who.actor.name if who else None,
        perpetrator_basis=who.basis if who else None,
        target=target_of(thread, settings["target_by_group"], frozenset(settings["vague_targets"])),
        attack_type=attack_of(thread, frozenset(settings["vague_attacks"]), settings["attack_by_weapon"]),
        weapon=weapon_of(thread),
        start_char=start,
        end_char=end,
        date_mention_id=date.mention_id if date else None,
        place_mention_id=place.mention_id if place else None,
        actor_mention_id=who.actor.mention_id if who else None,
    )
    return report if place is not None or not before else _placed_like(report, before[0])


def _placed_like(report: Report, other: Report) -> Report:
    """A report that names no place is where the article is: the place of its main incident."""
    return replace(
        report,
        place=other.place,
        place_text=other.place_text,
        place_id=other.place_id,
        admin1=other.admin1,
        country=report.country or other.country,
        lat=other.lat,
        lon=other.lon,
        place_precision=other.place_precision,
        place_mention_id=other.place_mention_id,
    )


def _role(document: Document, thread: Thread, day: dt.date | None, book: Rulebook, *, main: bool) -> str:
    published = document.published_on or document.published_from
    if day and published and (published - day).days > book.settings["linking/article"]["background_days"]:
        return "background"
    headline = any(p.sentence.kind == "headline" for p in thread.passages)
    return "main" if main or headline else "other"


def _sided(incident: _Incident, book: Rulebook) -> list[Claim]:
    """The claims with the final party: militants killed by a state's strike are its victims."""
    claims = with_old_captions(incident.thread, with_drivers(incident.thread, incident.thread.claims, book))
    claims = as_in_body(incident.thread, claims)
    if not incident.by_state:
        return claims
    return [c if c.outcome == "abducted" else replace(c, party=party_of_state(c, book)) for c in claims]


def _parted(passages: Sequence[Passage], claims: Sequence[Claim], book: Rulebook) -> list[Claim]:
    """The claims, those of a phase or a means ("first", "during which") as parts."""
    part = cue("part_cue", book)
    of_part = {
        c.claim_id
        for p in passages
        for c in p.own_claims
        if not c.additional and part.found(p.text[max(0, c.start_char - p.start - 140) : c.end_char - p.start])
    }
    return [replace(c, scope="part") if c.scope == "total" and c.claim_id in of_part else c for c in claims]


def _unmatched(
    document: Document, sentences: Sequence[Sentence], mentions: Mentions, claims: Sequence[Claim], book: Rulebook
) -> list[UnmatchedNumber]:
    used = {c.number_mention_id for c in claims}
    gate = casualty_word(book)
    left = [n for n in mentions.numbers if n.unit == "count" and n.mention_id not in used]
    holders = {n.sentence_id for n in left}
    read = (s for s in sentences if s.sentence_id in holders and s.kind != "furniture")
    hot = {s.sentence_id: s.text for s in read if gate.found(fold(s.text))}
    dates = [(d.start_char, d.end_char) for d in mentions.dates]
    return [
        UnmatchedNumber(document.doc_id, n.start_char, n.end_char, n.quote, hot[n.sentence_id])
        for n in sorted(left, key=lambda n: n.start_char)
        if n.sentence_id in hot and not any(a < n.end_char and n.start_char < b for a, b in dates)
    ]
