"""What the words around a name say of it: that it did the deed, that it is blamed, or something else.

The patterns stand in rules/lexicons/perpetrators.yaml. Words for attacks and for claims of responsibility are mentions
already; what counts is which of them the name belongs to, so the patterns only read what stands between.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tollbook.extraction.cues import cue, pattern
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.responsibility import of_a_town, of_others, said_here
from tollbook.matching.patterns import Cue
from tollbook.rows import ActorMention, Claim, EventMention
from tollbook.rulebook import Rulebook

_REACH = 110  # characters between a name and the word that it belongs to
_LEAD = 70  # characters before a name that can tell its role
_TAIL = 220  # characters after it: a clause may stand between a name and its verb
_DEED = 160  # characters before "by" in which the deed stands
_LEXICONS = (
    "who_gap", "is_hit", "who_does", "who_is", "source_before", "not_by", "struck_before", "of_attackers", "accuses",
    "speaks_before", "speaks_after", "other_before", "other_after", "parent_before", "parent_after", "parent_of_known",
    "of_other_people", "own_deed", "held_open", "clause_on_group", "according_to",
    "the_before", "told_as_for", "participle",
)  # fmt: skip
_MASK = "\x05"
_NAMES = ("armed_group", "state_force", "party")  # a label is a word that may lead up to a name
AGENT, WEAK, OTHER = "agent", "weak", "other"


class Role(NamedTuple):
    """A role, and the kinds of responsibility that tie the name to the deed."""

    role: str
    said: frozenset[str] = frozenset()


def role_of(passage: Passage, actor: ActorMention, book: Rulebook) -> Role:
    """Return the role of a named actor in a passage."""
    cues = _cues(book)
    at = actor.start_char - passage.start
    if cues["source_before"].found(passage.text[max(0, at - _LEAD) : at]):
        return Role(OTHER)
    tied, accuser = set(_tied(passage, actor, cues, book)), _accuses(passage, actor, cues)
    said = frozenset(tied) - {""}
    if is_parent(passage, actor, book):
        return Role(OTHER)
    blamed = said or (tied and not accuser)  # "blamed on X, which denied it" is still blamed
    if blamed or _among_attackers(passage, actor):
        return Role(AGENT, said)
    claimed = "claimed" in said_here(passage, book)
    if claimed and not accuser and _around(passage, actor, cues["speaks_before"], cues["speaks_after"]):
        return Role(AGENT, frozenset({"claimed"}))
    if accuser or _around(passage, actor, cues["other_before"], cues["other_after"]):
        return Role(OTHER)
    return Role(WEAK)


def _cues(book: Rulebook) -> Mapping[str, Cue]:
    return book.memo("roles.cues", lambda b: {name: Cue(b, "{" + name + "}") for name in _LEXICONS})


def is_parent(passage: Passage, actor: ActorMention, book: Rulebook) -> bool:
    """Whether a name only says to whom another group belongs: "X, an alliance linked to Y, claimed it"."""
    cues = _cues(book)
    lead = _between(passage, max(passage.start, actor.start_char - 2 * _REACH), actor.start_char)
    if cues["parent_before"].found(lead):
        return True
    rest = _between(passage, actor.end_char, min(passage.end, actor.end_char + _REACH))
    if cues["parent_after"].match(rest):
        return True
    known = passage.group_before is not None and passage.group_before.actor_id != actor.actor_id
    lead = passage.text[max(0, actor.start_char - passage.start - 4) : actor.start_char - passage.start]
    return known and cues["the_before"].found(lead) and cues["parent_of_known"].match(rest) is not None


def told_by_force(passage: Passage, book: Rulebook) -> bool:
    """Whether a state's force says that it did what is counted here: "the army said it had killed six militants"."""
    forces = [a for a in passage.actors if a.kind == "state_force"] if passage.own_claims else []
    return any("claimed" in role_of(passage, a, book).said for a in forces)


def _tied(passage: Passage, actor: ActorMention, cues: Mapping[str, Cue], book: Rulebook) -> Iterator[str]:
    """Yield "" for each deed, and the kind for each word of responsibility, that the name belongs to."""
    others = of_others(passage, book)
    acts = any(c.agent and actor.quote in c.agent and c.scope != "cumulative" for c in passage.claims)
    if acts and not cues["is_hit"].found(passage.before(actor.start_char, _LEAD)):
        yield ""
    if _follows_by(passage, actor, cues, book) or _hurts(passage, actor, cues):
        yield ""
    if cues["of_attackers"].found(passage.before(actor.start_char, _LEAD)):
        yield "attributed"
    for event in passage.events:
        if event.mention_id in passage.hypothetical or event.mention_id in others or of_a_town(passage, event, book):
            continue
        if event.kind == "attack":
            if _commits(passage, actor, event, cues):
                yield ""
        elif event.kind == "responsibility" and _belongs(passage, actor, event, cues):
            yield event.value


def _among_attackers(passage: Passage, actor: ActorMention) -> bool:
    """Whether it is of attackers who died: "16 of the attackers, among them a leader of X, were killed"."""
    hurt = [
        c for c in passage.claims if c.victim_group == "attackers" and c.start_char <= actor.start_char < c.end_char
    ]
    return len(hurt) > 1 and len({c.statement_id for c in hurt}) < len(hurt)


def _between(passage: Passage, start: int, end: int) -> str:
    """The words between two offsets, other names as U+0005."""
    text, at = "", start
    for other in passage.actors:
        if other.kind in _NAMES and at <= other.start_char and other.end_char <= end:
            text += passage.text[at - passage.start : other.start_char - passage.start] + _MASK
            at = other.end_char
    return text + passage.text[at - passage.start : end - passage.start]


def _does(passage: Passage, actor: ActorMention, event: EventMention | Claim, cues: Mapping[str, Cue]) -> str | None:
    """What stands between the name and a word after it, where that lets the name be the subject."""
    if not 0 <= event.start_char - actor.end_char <= _REACH:
        return None
    gap = _between(passage, actor.end_char, event.start_char)
    if isinstance(event, EventMention) and event.kind == "responsibility":
        aside = cues["clause_on_group"].timed.match(gap)
        gap = " " + gap[aside.end() :] if aside else gap
    return gap if cues["who_does"].fullmatch(gap) else None


def _commits(passage: Passage, actor: ActorMention, event: EventMention, cues: Mapping[str, Cue]) -> bool:
    """Whether the name is the subject of an attack word, not its object ("X agents were shot", "it hit X, killing")."""
    between = _does(passage, actor, event, cues)
    if between is None or _is_struck(passage, actor, cues):
        return False
    return cues["participle"].found(event.quote.lower()) or not cues["who_is"].found(between)


def _hurts(passage: Passage, actor: ActorMention, cues: Mapping[str, Cue]) -> bool:
    """Whether people hurt are told with an active verb after the name: "X militants have abducted two nurses"."""
    claims = (c for c in passage.claims if c.agent and c.party == "victims" and c.scope != "cumulative")
    return not _is_struck(passage, actor, cues) and any(
        gap is not None and not cues["who_is"].found(gap) for gap in (_does(passage, actor, c, cues) for c in claims)
    )


def _is_struck(passage: Passage, actor: ActorMention, cues: Mapping[str, Cue]) -> bool:
    """Whether the name is the object of an attack ("it hit X, killing two")."""
    return cues["struck_before"].found(passage.before(actor.start_char, _LEAD))


def _belongs(passage: Passage, actor: ActorMention, event: EventMention, cues: Mapping[str, Cue]) -> bool:
    """Whether a word of responsibility is about the name: "blamed on X", "X claimed responsibility", "X was blamed"."""
    if 0 <= actor.start_char - event.end_char <= _REACH:
        if event.value == "claimed" and cues["own_deed"].found(event.quote):
            return False  # "said it had struck X": X is what was hit
        between = _between(passage, event.end_char, actor.start_char)
        if cues["told_as_for"].found(event.quote.lower()) and not cues["who_is"].found(between):
            return False  # "responsible for the FARC's finances"
        return cues["who_gap"].fullmatch(between) is not None
    if _inside(actor, event, cues):
        return True
    between = _does(passage, actor, event, cues) or ""
    if not between or _is_struck(passage, actor, cues) or cues["of_other_people"].found(between):
        return False  # "attacks on X were blamed on"; "police identified the alleged shooter"
    return not cues["accuses"].timed.match(event.quote.lower()) or cues["who_is"].found(between)


def _inside(actor: ActorMention, event: EventMention, cues: Mapping[str, Cue]) -> bool:
    """Whether the words of responsibility stand around the name: "held X responsible"."""
    around = event.start_char < actor.start_char and actor.end_char < event.end_char
    return around and cues["held_open"].timed.match(event.quote.lower()) is not None


def _accuses(passage: Passage, actor: ActorMention, cues: Mapping[str, Cue]) -> bool:
    """Whether the name is the one who blames others or denies: "X accused the army"."""
    for event in passage.events:
        if event.kind == "responsibility" and cues["accuses"].timed.match(event.quote.lower()):
            between = _does(passage, actor, event, cues)
            if between is not None and not cues["who_is"].found(between):
                return True
    return False


def _follows_by(passage: Passage, actor: ActorMention, cues: Mapping[str, Cue], book: Rulebook) -> bool:
    """Whether "by" stands before the name and a deed before that: "killed in an ambush by members of X"."""
    at = actor.start_char - passage.start
    last = pattern("by_last", book).search(passage.text, max(0, at - _REACH), at)
    by = last.start() if last else 0
    if last is None or not cues["who_gap"].fullmatch(_between(passage, passage.start + last.end(), actor.start_char)):
        return False
    if cues["not_by"].found(passage.text[max(0, by - 14) : by]):
        return any(c.agent and actor.quote in c.agent for c in passage.claims)
    low, high = passage.start + by - _DEED, passage.start + by
    deeds = [e.end_char for e in passage.attacks] + [c.end_char for c in passage.claims]
    return any(low <= end <= high + 1 for end in deeds)


def _around(passage: Passage, actor: ActorMention, before: Cue, after: Cue) -> bool:
    at, end = actor.start_char - passage.start, actor.end_char - passage.start
    if before.found(passage.text[max(0, at - _LEAD) : at]):
        return True
    return after.match(passage.text[end : end + _TAIL]) is not None


def by_no_state(passages: Sequence[Passage], book: Rulebook) -> bool:
    """Return whether attackers are told or an attack that no state carries out ("a motorist rammed a soldier")."""
    never = frozenset(book.settings["linking/article"]["never_by_states"])
    return any(e.value in never for p in passages for e in p.attacks) or any(
        p.names_attackers for p in passages if p.own_claims
    )


def kills(passage: Passage, group: ActorMention, book: Rulebook) -> bool:
    """Return whether people killed or taken are told right after a group: "the group killed five people"."""
    if _cues(book)["according_to"].found(passage.before(group.start_char, _LEAD)):
        return False
    after = ((c, passage.text[group.end_char - passage.start : c.start_char - passage.start]) for c in passage.claims)
    return any(c.start_char > group.end_char and not words.strip(" ,") for c, words in after)


def is_victim(passage: Passage, actor: ActorMention) -> bool:
    """Return whether the name is among the people hurt ("killed four Islamic State men"), or what was attacked."""
    hurt = [c for c in passage.claims if c.party == "victims" or c.agent_side == "state" or c.outcome == "captured"]
    if any(c.start_char <= actor.start_char < c.end_char for c in hurt):
        return True
    attacks = [e.start_char for e in passage.attacks]
    return any(
        other.kind == "attackers" and any(other.end_char <= start < actor.start_char for start in attacks)
        for other in passage.actors
        if actor.start_char - other.end_char > 2
    )


def is_enemy(passage: Passage, actor: ActorMention, book: Rulebook) -> bool:
    """Return whether the name is what others fight ("the coalition against ISIS")."""
    lead = passage.text[max(0, actor.start_char - passage.start - 40) : actor.start_char - passage.start]
    return cue("enemy_cue", book).found(lead)
