"""Who hurt or took the people that a claim counts: the actor after "by", or the subject of an active verb."""

import regex

from tollbook.extraction.claims.reading import PeopleReading
from tollbook.extraction.people import People
from tollbook.extraction.symbols import MarkedText
from tollbook.matching.patterns import Cue
from tollbook.rows import ActorMention
from tollbook.rulebook import Rulebook

_BY = regex.compile(r" by (?:the |an? )?[^,.;]{0,30}$")  # an actor follows: the one who did it
_BESIDE = regex.compile(
    r"(?: and (?:the )?(?:[^\s,.;:]{1,15} ){0,2}"
    r"|,? (?:backed|supported|aided|assisted|helped|accompanied) by (?:the |an? )?(?:[^\s,.;:]{1,15} ){0,2})"
)  # between a force and its allies
_OWNS = regex.compile(
    r"(?:'s?)? (?:[a-z-]{3,12} )?"
    r"(?:\ue00a|camps?|hideouts?|bases?|positions?|strongholds?|compounds?|targets?|trenches|convoys?|vehicles?)(?!\w)"
)  # what is a group's own, and was hit, after its name
_NEAR = 2  # characters between a subject and its verb
_BY_NEAR = 30  # between a participle and the one by whom it was done
_AND = regex.compile(r", (?:and|but) $")  # goes on with the subject of the main clause
_AFTER = regex.compile(r"\b(?:after|when|as|in which|because) (?:[^\s,.;:]{1,14} )?$")  # opens a clause of its own


def agent_of(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> ActorMention | None:
    """Return who did it: the actor named after "by" or as the subject of an active verb; not who was struck."""
    struck = book.memo("claims.struck", lambda b: Cue(b, "{struck_before}"))
    text = marked.text[max(0, reading.start - 60) : reading.start]
    followed = reading.emit["outcome"] in ("captured", "killed") and marked.text.startswith(" by ", reading.end)
    reach = 40 if followed or reading.emit["outcome"] == "captured" else 0  # by whom decides what it is
    stops = max(text.rfind(c) for c in ".;:")
    before = [
        (p, i)
        for p, i in marked.inside(max(0, reading.start - 60) + stops + 1, reading.end + reach)
        if isinstance(i, ActorMention) and i.kind != "organisation"
    ]
    active = bool(reading.emit.get("active"))
    resumed = _AND.search(text) is not None  # "hunted them after rebels killed six, and arrested two"
    for position, item in reversed(before):
        lead = marked.text[max(0, position - 40) : position]
        if _OWNS.match(marked.text, position + 1) or struck.found(lead) or (resumed and _AFTER.search(lead)):
            continue
        if (active and position < reading.position) or _BY.search(lead):
            return _leader(marked, before, (position, item))
    return None


def _leader(
    marked: MarkedText, before: list[tuple[int, ActorMention]], found: tuple[int, ActorMention]
) -> ActorMention:
    """The state's force whose allies the found actor is: "the army and a militia", "troops backed by fighters"."""
    for position, item in before:
        beside = position < found[0] and _BESIDE.fullmatch(marked.text[position + 1 : found[0]])
        if beside and item.kind == "state_force":
            return item
    return found[1]


def fell_to_others(marked: MarkedText, reading: PeopleReading, agent: ActorMention | None) -> bool:
    """Whether those who attack elsewhere were attacked here: "gunmen shot dead a rebel commander", "shot by rivals".

    Not where they are told beside others of whom some were their victims ("gunmen killed nine clerks and two raiders").
    """
    if agent is None or side_of(agent) != "non_state" or "party" in reading.emit:
        return False
    people = [i for _, i in marked.inside(reading.start, reading.end) if isinstance(i, People)]
    if any(i.kind != "attackers" for i in people):
        return False
    start, end = marked.starts[reading.start], marked.ends[reading.end - 1]
    right_before = bool(reading.emit.get("active")) and 0 < start - agent.end_char <= _NEAR
    return right_before or (not reading.emit.get("active") and 0 < agent.start_char - end <= _BY_NEAR)


def side_of(actor: ActorMention) -> str | None:
    """Return whether an actor stands for a state or fights one: `state`, `non_state`, or nothing."""
    if actor.kind in ("armed_group", "label", "attackers"):
        return "non_state"
    return "state" if actor.side == "state" else None
