"""Assigns the passages of an article to the incidents that it tells.

Each passage with a claim or an attack is weighed against every incident told so far; the evidence and its weights
stand in rules/linking/article.yaml. The best incident takes it, or it starts a new one. Passages without either
(who claimed it, where it lies) go with the incident told before them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tollbook.extraction.cues import pattern
from tollbook.extraction.mentions import Mentions
from tollbook.ledger.reports.heads import pictures_last
from tollbook.ledger.reports.passages import Passage, is_foiled, opens_account, takes_or_hurts
from tollbook.ledger.reports.thread import Thread
from tollbook.ledger.reports.thread_again import just_recalled
from tollbook.ledger.reports.thread_counts import count_evidence
from tollbook.ledger.reports.thread_evidence import Weights, evidence, opens_with_day
from tollbook.limits import IN_MIND, MAX_TELLING, at_most
from tollbook.rows import DateMention, EventMention
from tollbook.rulebook import Rulebook

_LEAD = 4  # position of the last sentence that can be a lead
_NEWS = 4  # days for which an attack is news


def assign(passages: Sequence[Passage], published: dt.date | None, book: Rulebook) -> list[Thread]:
    """Return the incidents of an article in the order in which they are first told.

    `published` bounds the day of a main incident that is told without one: news is of the day or the day before.
    Raises ArticleLimitError where more than `MAX_TELLING` passages are to be weighed.
    """
    telling = sum(bool(p.claims or p.events or p.dates or p.places) for p in passages)
    at_most(MAX_TELLING, telling, "passages with people hurt, an attack, a day or a place")
    weights: Weights = book.settings["linking/article"]
    threads: list[Thread] = []
    current: Thread | None = None
    day: DateMention | None = None  # the last single day told, from which "a day earlier" counts
    opened: Passage | None = None  # a sentence that opened elsewhere without an attack ("In Gaza, tanks drove ...")
    for passage in _of_attacks(pictures_last(passages)):
        day = _count_days(passage, day)
        if _of_all(passage):
            _add_to_all(passage, threads)
            continue
        if not (_tells(passage) or _goes_on(passage, threads)) and (threads or not passage.introduces):
            opened = passage if _old_attack(passage) else None
            if opened is None and _may_turn(passage):
                best, score = _best(passage, threads, current, published, weights, book)
                current = best or current
                opened = _opened(passage, score, weights)
            if current is not None:
                current.context.append(passage)
            continue
        if opened and _follows(passage, opened, threads):
            current = Thread([opened, passage])
            threads.append(current)
            continue
        best, score = _best(passage, threads, current, published, weights, book)
        if best is not None and _joins(best, score, current, threads, weights):
            current = best
            current.passages.append(passage)
        elif _starts(passage, bool(threads)):
            current = Thread([passage])
            threads.append(current)
        elif current is not None:
            current.context.append(passage)
        current = _back_from_recall(passage, threads) or current
    return threads


def _count_days(passage: Passage, day: DateMention | None) -> DateMention | None:
    """Give its days counted from others the day that they then are; return the last single day told, if any."""
    # "said on Saturday that ... a day earlier"; "searched a bus on Sunday where a bomb killed nine the day before"
    said = next((d for d in (*passage.speech_dates, *passage.inherited) if _is_day(d)), None)
    passage.dates = [_counted(d, said or day) for d in passage.dates]
    return next((d for d in passage.dates if d.offset_days is None and _is_day(d)), day)


def _of_all(passage: Passage) -> bool:
    """Whether it says who did all that was told so far ("the group claimed both attacks")."""
    return any(e.kind == "responsibility" for e in passage.events) and not passage.own_claims and passage.all_attacks


def _of_attacks(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Yield passages without those that tell people hurt in an accident, and what follows there until it is armed.

    "The driver was taken to hospital with burns" tells no attack after a crash. An account of one incident is whole.
    """
    accident = account = False
    for passage in passages:
        account = account or passage.opens_account
        accident = _accident(passage) or (accident and not passage.armed)
        if account or not accident:
            yield passage


def _accident(passage: Passage) -> bool:
    other = passage.says_other and any(e.value == "accident" for e in passage.events)
    return other and any(takes_or_hurts(c) for c in passage.own_claims)


def _add_to_all(passage: Passage, threads: Sequence[Thread]) -> None:
    for thread in threads:
        thread.context.append(passage)


def _may_turn(passage: Passage) -> bool:
    """Whether it tells a day or a place that what follows may go on with."""
    return bool(passage.dates or passage.places) and not passage.history


def _opened(passage: Passage, score: float, weights: Weights) -> Passage | None:
    """The passage, where it opens with a place, or tells who came where on a day, that no incident told so far has."""
    came = passage.places and passage.dates and any(a.kind in ("armed_group", "attackers") for a in passage.actors)
    return passage if (passage.opens_with or came) and score <= float(weights["opens_elsewhere"]) else None


def _old_attack(passage: Passage) -> bool:
    """Whether it tells one attack of some month or year ("In March last year rebels raided a hotel")."""
    new = passage.history and not (passage.refers_back or passage.habitual or passage.of_war or passage.similar)
    return new and bool(passage.single_attacks) and (bool(passage.places) or any(map(_is_hit, passage.events)))


def _is_hit(event: EventMention) -> bool:
    return event.kind == "target"


def _follows(passage: Passage, opened: Passage, threads: Sequence[Thread]) -> bool:
    """Whether it is the sentence right after and tells people hurt, with no place, day or incident of its own."""
    near = passage.sentence.position == opened.sentence.position + 1
    own = passage.places or passage.dates or passage.definite or passage.all_attacks
    if opened.history:
        own = own or any(count_evidence(passage.own_claims, t.claims) == "same_count" for t in threads[:1])
    else:
        own = own or passage.that_one
    return near and not own and any(takes_or_hurts(c) and c.low for c in passage.own_claims)


def _joins(best: Thread, score: float, current: Thread | None, threads: Sequence[Thread], weights: Weights) -> bool:
    """Whether the evidence is enough; to go back to an incident told earlier there must be some."""
    if best is not current and best is not threads[0] and not best.in_body and score <= 0:
        return False
    return score >= float(weights["threshold"])


def _back_from_recall(passage: Passage, threads: Sequence[Thread]) -> Thread | None:
    """The incident that a sentence told beside the earlier one that it recalled; what follows goes on with it."""
    if not passage.recalls:
        return None
    lead = passage.sentence.position <= _LEAD
    beside = (t for t in threads if any(_in_sentence(p, passage, lead=lead) for p in (*t.passages, *t.context)))
    return next(beside, None)


def _in_sentence(part: Passage, passage: Passage, *, lead: bool) -> bool:
    """Whether another part of its sentence tells the news: one after it ("Days after ..., "), or any in a lead."""
    same = part.sentence is passage.sentence and part is not passage
    return same and (lead or part.start > passage.start)


def _is_day(date: DateMention) -> bool:
    return date.date_from is not None and date.date_from == date.date_to


def _counted(date: DateMention, day: DateMention | None) -> DateMention:
    """A day counted from another one, with the day that it then is."""
    if date.offset_days is None or date.date_from is not None or day is None or day.date_from is None:
        return date
    found = day.date_from + dt.timedelta(days=date.offset_days)
    return replace(date, date_from=found, date_to=found, precision="day")


def _tells(passage: Passage) -> bool:
    """Whether a passage tells an incident: people hurt or taken, or an attack that is no habit, threat or history."""
    if passage.opens_account:
        return True
    if any(takes_or_hurts(c) for c in passage.own_claims):
        return not (passage.says_other or passage.sums_up)
    if passage.claims or passage.says_other or passage.habitual or passage.history:
        return False
    return bool(passage.single_attacks) or (passage.hurt and bool(passage.dates or passage.places))


def _goes_on(passage: Passage, threads: Sequence[Thread]) -> bool:
    """Whether it tells people hurt or taken in an account of one incident, however it dates or words it."""
    account = bool(threads) and threads[0].passages[0].opens_account
    return account and not passage.separate and any(takes_or_hurts(c) for c in passage.own_claims)


def _starts(passage: Passage, any_before: bool) -> bool:
    """Whether a passage may start an incident: with people hurt, or with a day and place, or first of all."""
    if any(takes_or_hurts(c) for c in passage.own_claims):
        return True
    if not any_before and passage.introduces:
        return True
    if not passage.single_attacks:
        return False
    if any_before and passage.sentence.kind == "headline" and not passage.places:
        return False  # a further line of the head, without people hurt or a place
    if not any_before:
        return passage.sentence.kind == "headline" or bool(passage.dates or passage.speech_dates or passage.places)
    told = bool(passage.dates) or passage.clause or passage.concrete
    return passage.adds_attack or (told and (bool(passage.places) or passage.separate or passage.new_day))


def may_start(mentions: Mentions) -> bool:
    """Whether some passage with these mentions may start an incident without people hurt; no other needs be cut."""
    kinds = {e.kind for e in mentions.events}
    attacks = "attack" in kinds or {"weapon", "responsibility"} <= kinds or any(map(is_foiled, mentions.events))
    return attacks or any(a.kind == "attackers" for a in mentions.actors) or any(map(opens_account, mentions.dates))


def _best(
    passage: Passage,
    threads: Sequence[Thread],
    current: Thread | None,
    published: dt.date | None,
    weights: Weights,
    book: Rulebook,
) -> tuple[Thread | None, float]:
    best: Thread | None = None
    best_score = float("-inf")
    current = just_recalled(passage, threads) or current
    for index, thread in _in_mind(threads):
        found = evidence(passage, thread, weights, book)
        score = sum(found.values())
        score += weights["current"] * (thread is current) + weights["main"] * (index == 0)
        that_one = passage.that_one and "not_that_attack" not in found
        score += weights["that_one"] * (thread is current and that_one)
        score += weights["the_first"] * (index == 0 and passage.the_first)
        score += weights["the_other"] * (index > 0 and index == _numbered(passage, len(threads)))
        score += weights["account"] * (not passage.separate and thread.passages[0].opens_account)
        if index > 0 and not thread.dates and thread.in_body and opens_with_day(passage):
            score += weights["opens_day"]
        told_of = "same_subject" in found or _of_known_attack(passage)
        if index == 0 and not thread.dates and not told_of:
            score += weights[_not_news(passage, thread, published, book)]
        if len(threads) == 1 and passage.sentence.kind != "headline" and _only_headlines(thread):
            score += weights["lead"]
        if score > best_score:
            best, best_score = thread, score
    return best, best_score


def _numbered(passage: Passage, told: int) -> int | None:
    """Which of the incidents told it says it goes on with: "in the second attack", "in the other incident"."""
    number = (("the_second_one", 1), ("the_third_one", 2), ("the_other_one", told - 1))
    return next((index for name, index in number if passage.said[name]), None)


def _of_known_attack(passage: Passage) -> bool:
    """Whether it tells the weekday of an attack told before, and nobody hurt: "it began the attack on Monday"."""
    return passage.refers_back and not passage.claims and any(d.kind == "weekday" for d in passage.dates)


def _in_mind(threads: Sequence[Thread]) -> Sequence[tuple[int, Thread]]:
    """The incidents that a passage may go on with, by number: the main one and those told last."""
    numbered = list(enumerate(threads))
    return numbered if len(numbered) <= IN_MIND else [numbered[0], *numbered[-IN_MIND + 1 :]]


def _known_on(thread: Thread, published: dt.date | None) -> dt.date | None:
    """The day on which an incident was told of: the first on which somebody speaks of it, else that of the article."""
    spoken = (d.date_from for p in (*thread.passages, *thread.context) for d in p.speech_dates if _is_day(d))
    return min((d for d in (*spoken, published) if d is not None), default=None)


def _long_before(passage: Passage, published: dt.date | None, book: Rulebook) -> bool:
    """Whether its day is two days or more before the news was known, and it opens with nothing told ("The raid")."""
    days = [d.date_to for d in passage.dates if d.date_to is not None]
    again = passage.refers_back and pattern("opens_with_known", book).match(passage.text)
    nothing_new = not (passage.own_claims or passage.places)
    if nothing_new and published is not None and all((published - day).days <= _NEWS for day in days):
        return False  # "they were ambushed on Friday", in an article of Sunday
    return not again and bool(days) and published is not None and all((published - day).days >= 2 for day in days)


def _not_news(passage: Passage, thread: Thread, published: dt.date | None, book: Rulebook) -> str:
    """The name of the evidence that it is not of the day of the news, which has none."""
    if thread.in_body and _weeks_before(passage):
        return "weeks_before"
    return "not_news" if _long_before(passage, _known_on(thread, published), book) else "of_any_day"


def _weeks_before(passage: Passage) -> bool:
    """Whether it tells people hurt in a week or month that has passed ("Last month three nurses were killed").

    Or opens with a day or month of the calendar ("On 3 June, nine soldiers ..."), beside news without one.
    """
    known = passage.refers_back or passage.definite
    counted = any(c.low and c.scope == "total" for c in passage.own_claims)
    kinds = {d.kind for d in passage.dates}
    lately = passage.said["lately"] and "relative" in kinds
    in_calendar = opens_with_day(passage) and bool(kinds & {"month", "absolute"}) and "weekday" not in kinds
    return counted and not known and (lately or in_calendar)


def _only_headlines(thread: Thread) -> bool:
    return all(p.sentence.kind == "headline" for p in thread.passages)
