"""Who hurt or took the people that a claim counts: the actor after "by", or the subject of an active verb."""

from tollbook.extraction.claims.reading import PeopleReading
from tollbook.extraction.cues import cue, pattern
from tollbook.extraction.people import People
from tollbook.extraction.symbols import MarkedText
from tollbook.rows import ActorMention
from tollbook.rulebook import Rulebook

_AFTER = 40  # characters after a match in which an actor counts
_NEAR = 2  # characters between a subject and its verb
_BY_NEAR = 30  # between a participle and the one by whom it was done


def agent_of(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> ActorMention | None:
    """Return who did it: the actor named after "by" or as the subject of an active verb; not who was struck."""
    start = max(0, reading.start - 60)
    text = marked.text[start : reading.start]
    before = _actors(marked, start + max(text.rfind(c) for c in ".;:") + 1, reading.end + _reach(marked, reading, book))
    if not before:
        return None
    active = bool(reading.emit.get("active"))
    resumed = pattern("subject_goes_on", book).search(text) is not None
    for position, item in reversed(before):
        lead = marked.text[max(0, position - 40) : position]
        if _is_hit(marked, position, lead, book) or (resumed and pattern("opens_own_clause", book).search(lead)):
            continue
        if (active and position < reading.position) or pattern("by_whom_before", book).search(lead):
            return _leader(marked, before, (position, item), book)
    return None


def _reach(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> int:
    """How far after the match an actor counts: by whom somebody was caught or killed decides what it is."""
    outcome = reading.emit["outcome"]
    by = outcome == "killed" and pattern("by_whom_after", book).match(marked.text, reading.end)
    return _AFTER if by or outcome == "captured" else 0


def _actors(marked: MarkedText, start: int, end: int) -> list[tuple[int, ActorMention]]:
    found = marked.inside(start, end)
    return [(p, i) for p, i in found if isinstance(i, ActorMention) and i.kind != "organisation"]


def _is_hit(marked: MarkedText, position: int, lead: str, book: Rulebook) -> bool:
    """Whether it is who was struck, or what is theirs ("the rebels' camp")."""
    theirs = pattern("of_group_hit", book).match(marked.text, position + 1)
    return theirs is not None or cue("struck_before", book).found(lead)


def _leader(
    marked: MarkedText, before: list[tuple[int, ActorMention]], found: tuple[int, ActorMention], book: Rulebook
) -> ActorMention:
    """The state's force whose allies the found actor is: "the army and a militia", "troops backed by fighters"."""
    for position, item in before:
        beside = item.kind == "state_force" and position < found[0]
        if beside and pattern("beside_force", book).fullmatch(marked.text[position + 1 : found[0]]):
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
