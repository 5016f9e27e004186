"""A passage of an article: a sentence, or a clause of one, with the claims, attacks, days and places of its words.

`passage_cuts` cuts an article into passages, `passage_reading` fills them, and `threads` decides which incident each
tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tollbook.matching.patterns import Said
from tollbook.rows import (
    ActorMention,
    AttributionMention,
    Claim,
    DateMention,
    EventMention,
    PlaceMention,
    Sentence,
)

_FOILED = ("non_attack", "foiled")  # an attack that was tried is an incident, a threat is none
_LONG_DAYS = 10
CUES = (
    "separate_cue",
    "refers_back",
    "similar_cue",
    "that_one",
    "in_that_attack",
    "past_cue",
    "happened",
    "all_attacks",
    "the_first_one",
    "new_attack",
    "adds_cue",
    "they_also",
    "another_one",
    "stands_out_there",
    "in_that_town",
    "lately",
    "in_same_area",
    "one_of_many",
    "the_second_one",
    "the_third_one",
    "the_other_one",
)  # lexicons of what the words of a passage say of its place in the article
_SINGLE_DAYS = ("dates.day.", "dates.relative.same_day", "dates.relative.next_day")
_ACCOUNT = "dates.day.opening"
_DAYS_TOLD = frozenset(f"dates.day.{d}" for d in ("today", "yesterday", "before_yesterday", "last_night", "overnight"))
_ABSTRACT = ("attack", "raid", "clash")  # said of wars and campaigns as well


@dataclass(slots=True)
class Passage:
    """Words that tell one thing: offsets, and what was found in them."""

    sentence: Sentence
    start: int
    end: int
    text: str  # folded
    said: Said  # which of the cues in CUES it has
    claims: list[Claim] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    speech_dates: list[DateMention] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    aside: list[PlaceMention] = field(default_factory=list)  # where somebody speaks or writes from
    demonyms: list[PlaceMention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    events: list[EventMention] = field(default_factory=list)
    sources: list[AttributionMention] = field(default_factory=list)
    separate: bool = False
    goes_on: bool = False  # its people are told as beside others, without day or place of their own
    definite: bool = False  # people told of before
    hypothetical: frozenset[str] = frozenset()  # mention_ids of attacks that are plans, threats, possibilities
    in_general: frozenset[str] = frozenset()  # mention_ids of attacks in the plural, that are no number told together
    names_attackers: bool = False  # a noun that says there was an attack: "a bomber"
    of_war: bool = False  # an attack word of wars and campaigns: "the battle", "an offensive"
    opens_with: PlaceMention | None = None  # the place that it opens with: "In Mosul, ..."
    the_attackers: str | None = None  # the noun for attackers told before, who do something: "the bandits invaded"
    names: frozenset[str] = frozenset()  # capitalised words in the claims
    group_before: ActorMention | None = None  # the armed group named last before it
    clause: bool = False  # a later part of a sentence that turned to another incident
    recalls: bool = False  # ... that came before what the sentence tells first: "a week after gunmen killed six"
    on_other_day: bool = False  # ... and not "hours after"
    inherited: list[DateMention] = field(default_factory=list)  # days of the part before it
    group_of_list: ActorMention | None = None  # the armed group whose attacks are listed here
    of_sum: int = 0  # which one it tells of the attacks of which the article opens with the sum
    item: bool = False  # begins an item of a list or a part under a heading
    subject: str | None = None  # people or a thing told before, with which it opens: "The van was ..."
    subject_group: str | None = None  # the victim group of that noun, where another noun may tell the same people
    other_things: frozenset[str] = frozenset()  # what it says was hit too: "another police station"
    named_attacks: frozenset[str] = frozenset()  # families of the attacks that it speaks of as known ("the blast")
    _attacks: tuple[Sequence[EventMention], int, Sequence[EventMention]] = ((), -1, ())
    _own_claims: tuple[Sequence[Claim], int, Sequence[Claim]] = ((), -1, ())

    @property
    def refers_back(self) -> bool:
        """Whether it speaks of an attack as known: "the blast"."""
        return self.said["refers_back"]

    @property
    def that_one(self) -> bool:
        """Whether it tells of the incident told just before: "on that occasion", "it killed"."""
        return self.goes_on or self.said["that_one"]

    @property
    def similar(self) -> bool:
        """Whether it tells of attacks like this one, at other times."""
        return self.said["similar_cue"]

    @property
    def habitual(self) -> bool:
        """Whether it tells what happens often, or used to."""
        return self.said["past_cue"]

    @property
    def hurt(self) -> bool:
        """Whether it has a word for people hurt, with or without a count."""
        return self.said["happened"]

    @property
    def the_first(self) -> bool:
        """Whether it speaks of the first of several: "the first blast"."""
        return self.said["the_first_one"]

    @property
    def new_attack(self) -> bool:
        """Whether it opens with an attack as something new: "A roadside bomb struck ..."."""
        return self.said["new_attack"]

    @property
    def all_attacks(self) -> bool:
        """Whether it speaks of all incidents told so far: "both attacks"."""
        return self.said["all_attacks"]

    @property
    def adds(self) -> bool:
        """Whether what it tells comes on top of what was told: "in addition, ..."."""
        return self.said["adds_cue"]

    @property
    def adds_attack(self) -> bool:
        """Whether it tells one more attack and on what ("the rebels also blew up a bridge"), not what "they" did."""
        told = self.adds and self.concrete and not self.said["they_also"] and not self.refers_back
        return told and bool(self.single_attacks) and any(e.kind == "target" for e in self.events)

    @property
    def another(self) -> bool:
        """Whether it tells of one more: "a second bomb", "the other explosion"."""
        return self.said["another_one"]

    def before(self, offset: int, reach: int) -> str:
        """Return up to `reach` characters of its text that stand before an offset of the document."""
        at = max(0, offset - self.start)
        return self.text[max(0, at - reach) : at]

    @property
    def attacks(self) -> Sequence[EventMention]:
        """Words for an attack; a weapon is one where somebody claims it ("behind a car bomb")."""
        events, size, found = self._attacks  # asked for at every turn, so kept as long as the events are the same
        if events is not self.events or size != len(events):
            found = _attacks(self.events)
            self._attacks = self.events, len(self.events), found
        return found

    @property
    def single_attacks(self) -> list[EventMention]:
        """Words for one attack; "attacks" in general tell none, unless a day goes with them."""
        own = [d for d in self.dates if d.offset_days is None and d.precision in ("day", "night")]
        dated = any(d.date_from is not None for d in own)
        told = [e for e in self.attacks if e.mention_id not in self.hypothetical]
        return [e for e in told if dated or e.mention_id not in self.in_general]

    @property
    def new_day(self) -> bool:
        """Whether it tells something done to a thing on a day of its own ("on Sunday a bomb destroyed a bank")."""
        days = [d for d in self.dates if d.date_from is not None and d.precision in ("day", "night")]
        done = self.concrete or any(e.kind == "weapon" for e in self.events)
        return bool(days) and done and any(e.kind == "target" for e in self.events)

    @property
    def opens_account(self) -> bool:
        """Whether it opens with the day of the one incident that the whole text is about ("03/05/2016: ...")."""
        return any(map(opens_account, self.dates))

    @property
    def introduces(self) -> bool:
        """Whether it puts attackers at a day and place, or opens an account of an incident, without an attack word."""
        return self.opens_account or (self.names_attackers and bool(self.dates) and bool(self.places))

    @property
    def history(self) -> bool:
        """Whether its days are months or years and its attack or place is vague: the history of a conflict."""
        if self.separate or not self.dates or not all(_is_long(d) for d in self.dates):
            return False
        fine = any(p.precision not in ("country", "region") for p in self.places)
        return not (fine and self.concrete)

    @property
    def sums_up(self) -> bool:
        """Whether its people were hurt over months or years, in a war or in nothing that is named."""
        if not self.history or any(e.kind == "weapon" for e in self.events) or self.concrete or self.that_one:
            return False
        if self.recalls or (self.said["lately"] and self._one_deed):
            return False  # "last month three nurses were killed in an attack"
        fine = any(p.precision not in ("country", "region") for p in self.places)
        return not fine or self.of_war

    @property
    def _one_deed(self) -> bool:
        """Whether one attack, or somebody who attacks, is told with those hurt, not a war or attacks in general."""
        one = any(e.mention_id not in self.in_general for e in self.attacks)
        return not self.of_war and (one or (not self.attacks and any(a.kind == "attackers" for a in self.actors)))

    @property
    def concrete(self) -> bool:
        """Whether it tells of a bombing, a shooting or the like, not just of an attack."""
        return any(e.value not in _ABSTRACT for e in self.attacks)

    @property
    def own_claims(self) -> Sequence[Claim]:
        """Claims that can belong to one incident."""
        claims, size, found = self._own_claims
        if claims is not self.claims or size != len(claims):
            found = [c for c in self.claims if c.scope != "cumulative"]
            self._own_claims = self.claims, len(self.claims), found
        return found

    @property
    def says_other(self) -> bool:
        """Whether its words are of an accident, a threat, a court or the like, not of an attack."""
        kinds = {e.kind for e in self.events}  # most passages have nothing of the kind
        return "non_attack" in kinds and "weapon" not in kinds and not self.attacks

    @property
    def armed(self) -> bool:
        """Whether it has a word for an attack or a weapon, or for people or groups that attack."""
        told = bool(self.attacks) or any(e.kind == "weapon" for e in self.events)
        return told or any(a.kind in ("armed_group", "attackers") for a in self.actors)


def _attacks(events: Sequence[EventMention]) -> list[EventMention]:
    claimed = any(e.kind == "responsibility" for e in events)
    return [e for e in events if e.kind == "attack" or (claimed and e.kind == "weapon") or is_foiled(e)]


def is_foiled(event: EventMention) -> bool:
    """Whether it is an attack that was tried, which is an incident."""
    return (event.kind, event.value) == _FOILED


def opens_account(date: DateMention) -> bool:
    """Whether it is the day with which an account of one incident opens."""
    return date.rule_id == _ACCOUNT


def _is_long(date: DateMention) -> bool:
    """Whether it is a stretch of time rather than a day, known or not."""
    if date.offset_days is not None or date.kind == "weekday" or date.rule_id in _DAYS_TOLD:
        return False
    if date.date_from is None and date.rule_id.startswith(_SINGLE_DAYS):
        return False  # "last night", "Jan. 16", of an article whose day is unknown
    return date.date_from is None or date.date_to is None or (date.date_to - date.date_from).days > _LONG_DAYS


def takes_or_hurts(claim: Claim) -> bool:
    """Whether a claim makes an incident: people hurt or taken, but not those whom a state arrests."""
    return claim.outcome != "captured" or claim.agent_side == "non_state"


def families_of(passage: Passage, families: Mapping[str, str]) -> frozenset[str]:
    """Return the families of the attacks and weapons that a passage tells of."""
    found = (e.value for e in passage.events if e.kind in ("attack", "weapon"))
    return frozenset(families[value] for value in found if value in families)
