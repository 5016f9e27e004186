"""What the words around a name say of it: that it did the deed, that it is blamed, or something else.

The patterns stand in rules/lexicons/perpetrators.yaml. Words for attacks and for claims of responsibility are mentions
already; what counts is which of them the name belongs to, so the patterns only read what stands between.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import regex

from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.responsibility import of_a_town, of_others, said_here
from tollbook.matching.patterns import Cue
from tollbook.rows import ActorMention, Claim, EventMention
from tollbook.rulebook import Rulebook

_REACH = 110  # characters between a name and the word that it belongs to
_LEAD = 70  # characters before a name that can tell its role
_TAIL = 220  # characters after it: a clause may stand between a name and its verb
_DEED = 160  # characters before "by" in which the deed stands
_AROUND = ("speaks_before", "speaks_after", "other_before", "other_after")
_MASK = "\x05"
_APPOSITION = regex.compile(  # "X, a group that wants a state of its own, claimed"
    r"^(?: \([^)]{2,20}\)| (?:troop(?:er)?s|soldiers|fighters|forces|men|members|militants|rebels))?, "
    r"(?:an?|the|which|who|whose|one of) [^,;.]{3,90}, "
)
_OF_OTHERS = regex.compile(r"\b(?:the|an?|this|these|two|three|four|five|several|some|other) $")
_OWN_DEED = regex.compile(r"\bsa(?:id|ys?)\b.*\b(?:it|they|he|she|group|fighters|men|members|forces|militants)\b")
_SOURCE = "according to "
_NAMES = ("armed_group", "state_force", "party")  # a label is a word that may lead up to a name
AGENT, WEAK, OTHER = "agent", "weak", "other"


class Role(NamedTuple):
    """A role, and the kinds of responsibility that tie the name to the deed."""

    role: str
    said: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Cues:
    """The compiled patterns."""

    gap: Cue
    hit: Cue
    does: Cue
    be: Cue
    source: Cue
    not_by: Cue
    struck: Cue
    of_attackers: Cue
    speaks: tuple[Cue, Cue]  # before the name, after it
    before: Cue
    after: Cue
    parent: tuple[Cue, Cue, Cue]  # before the name, after it
    accuses: tuple[str, ...]


def role_of(passage: Passage, actor: ActorMention, book: Rulebook) -> Role:
    """Return the role of a named actor in a passage."""
    cues = book.memo("roles.cues", _compile)
    at = actor.start_char - passage.start
    if cues.source.found(passage.text[max(0, at - _LEAD) : at]):
        return Role(OTHER)
    tied, accuser = set(_tied(passage, actor, cues, of_others(passage, book))), _accuses(passage, actor, cues)
    said = frozenset(tied) - {""}
    if is_parent(passage, actor, book):
        return Role(OTHER)
    blamed = said or (tied and not accuser)  # "blamed on X, which denied it" is still blamed
    if blamed or _among_attackers(passage, actor):
        return Role(AGENT, said)
    claimed = "claimed" in said_here(passage, book)
    if claimed and not accuser and _around(passage, actor, *cues.speaks):
        return Role(AGENT, frozenset({"claimed"}))
    if accuser or _around(passage, actor, cues.before, cues.after):
        return Role(OTHER)
    return Role(WEAK)


def _compile(book: Rulebook) -> _Cues:
    names = (
        "who_gap",
        "is_hit",
        "who_does",
        "who_is",
        "source_before",
        "not_by",
        "struck_before",
        "of_attackers",
        *_AROUND,
        "parent_before",
        "parent_after",
        "parent_of_known",
    )
    gap, hit, does, be, source, not_by, struck, of_attackers, *around = (Cue(book, "{" + name + "}") for name in names)
    return _Cues(
        gap,
        hit,
        does,
        be,
        source,
        not_by,
        struck,
        of_attackers,
        (around[0], around[1]),
        around[2],
        around[3],
        (around[4], around[5], around[6]),
        tuple(book.words("accuses")),
    )


def is_parent(passage: Passage, actor: ActorMention, book: Rulebook) -> bool:
    """Whether a name only says to whom another group belongs: "X, an alliance linked to Y, claimed it"."""
    before, after, group = book.memo("roles.cues", _compile).parent
    lead = _between(passage, max(passage.start, actor.start_char - 2 * _REACH), actor.start_char)
    if before.found(lead):
        return True
    rest = _between(passage, actor.end_char, min(passage.end, actor.end_char + _REACH))
    if after.match(rest):
        return True
    known = passage.group_before is not None and passage.group_before.actor_id != actor.actor_id
    lead = passage.text[max(0, actor.start_char - passage.start - 4) : actor.start_char - passage.start]
    return known and lead.lower() == "the " and group.match(rest) is not None


def told_by_force(passage: Passage, book: Rulebook) -> bool:
    """Whether a state's force says that it did what is counted here: "the army said it had killed six militants"."""
    forces = [a for a in passage.actors if a.kind == "state_force"] if passage.own_claims else []
    return any("claimed" in role_of(passage, a, book).said for a in forces)


def _tied(passage: Passage, actor: ActorMention, cues: _Cues, others: Set[str]) -> Iterator[str]:
    """Yield "" for each deed, and the kind for each word of responsibility, that the name belongs to."""
    acts = any(c.agent and actor.quote in c.agent and c.scope != "cumulative" for c in passage.claims)
    if acts and not cues.hit.found(passage.before(actor.start_char, _LEAD)):
        yield ""
    if _follows_by(passage, actor, cues) or _hurts(passage, actor, cues):
        yield ""
    if cues.of_attackers.found(passage.before(actor.start_char, _LEAD)):
        yield "attributed"
    for event in passage.events:
        if event.mention_id in passage.hypothetical or event.mention_id in others or of_a_town(passage, event):
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


def _does(passage: Passage, actor: ActorMention, event: EventMention | Claim, cues: _Cues) -> str | None:
    """What stands between the name and a word after it, where that lets the name be the subject."""
    if not 0 <= event.start_char - actor.end_char <= _REACH:
        return None
    gap = _between(passage, actor.end_char, event.start_char)
    if isinstance(event, EventMention) and event.kind == "responsibility":
        gap = _APPOSITION.sub(" ", gap)
    return gap if cues.does.fullmatch(gap) else None


def _commits(passage: Passage, actor: ActorMention, event: EventMention, cues: _Cues) -> bool:
    """Whether the name is the subject of an attack word, not its object ("X agents were shot", "it hit X, killing")."""
    between = _does(passage, actor, event, cues)
    if between is None or _is_struck(passage, actor, cues):
        return False
    return event.quote.lower().endswith("ing") or not cues.be.found(between)


def _hurts(passage: Passage, actor: ActorMention, cues: _Cues) -> bool:
    """Whether people hurt are told with an active verb after the name: "X militants have abducted two nurses"."""
    claims = (c for c in passage.claims if c.agent and c.party == "victims" and c.scope != "cumulative")
    return not _is_struck(passage, actor, cues) and any(
        gap is not None and not cues.be.found(gap) for gap in (_does(passage, actor, c, cues) for c in claims)
    )


def _is_struck(passage: Passage, actor: ActorMention, cues: _Cues) -> bool:
    """Whether the name is the object of an attack ("it hit X, killing two")."""
    return cues.struck.found(passage.before(actor.start_char, _LEAD))


def _belongs(passage: Passage, actor: ActorMention, event: EventMention, cues: _Cues) -> bool:
    """Whether a word of responsibility is about the name: "blamed on X", "X claimed responsibility", "X was blamed"."""
    if 0 <= actor.start_char - event.end_char <= _REACH:
        if event.value == "claimed" and _OWN_DEED.search(event.quote):
            return False  # "said it had struck X": X is what was hit
        between = _between(passage, event.end_char, actor.start_char)
        if event.quote.lower().endswith(" for") and not cues.be.found(between):
            return False  # "responsible for the FARC's finances"
        return cues.gap.fullmatch(between) is not None
    if _inside(actor, event):
        return True
    between = _does(passage, actor, event, cues) or ""
    if not between or _is_struck(passage, actor, cues) or _OF_OTHERS.search(between):
        return False  # "attacks on X were blamed on"; "police identified the alleged shooter"
    return not event.quote.lower().startswith(cues.accuses) or cues.be.found(between)


def _inside(actor: ActorMention, event: EventMention) -> bool:
    """Whether the words of responsibility stand around the name: "held X responsible"."""
    around = event.start_char < actor.start_char and actor.end_char < event.end_char
    return around and event.quote.lower().startswith(("held ", "hold"))


def _accuses(passage: Passage, actor: ActorMention, cues: _Cues) -> bool:
    """Whether the name is the one who blames others or denies: "X accused the army"."""
    for event in passage.events:
        if event.kind == "responsibility" and event.quote.lower().startswith(cues.accuses):
            between = _does(passage, actor, event, cues)
            if between is not None and not cues.be.found(between):
                return True
    return False


def _follows_by(passage: Passage, actor: ActorMention, cues: _Cues) -> bool:
    """Whether "by" stands before the name and a deed before that: "killed in an ambush by members of X"."""
    at = actor.start_char - passage.start
    by = passage.text.rfind(" by ", max(0, at - _REACH), at)
    gap = _between(passage, passage.start + by + 3, actor.start_char)
    if by < 0 or not cues.gap.fullmatch(gap):
        return False
    if cues.not_by.found(passage.text[max(0, by - 14) : by]):
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


def kills(passage: Passage, group: ActorMention) -> bool:
    """Return whether people killed or taken are told right after a group: "the group killed five people"."""
    if passage.before(group.start_char, len(_SOURCE)) == _SOURCE:
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
    pattern = book.memo("fields.enemy", lambda b: Cue(b, "{enemy_cue}"))
    lead = passage.text[max(0, actor.start_char - passage.start - 40) : actor.start_char - passage.start]
    return pattern.found(lead)
