"""Whom a bare number counts: "three gunmen were killed and another wounded", "killed six", "the second fled"."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tollbook.extraction.claims.reading import PeopleReading
from tollbook.extraction.cues import pattern
from tollbook.extraction.people import People
from tollbook.extraction.symbols import CODES, MarkedText
from tollbook.rows import ActorMention
from tollbook.rulebook import Rulebook

_IN_HEADLINE = "people.headline_one"
_OF_HIS = "people.of_his"


def inherit(marked: MarkedText, readings: Iterable[PeopleReading], book: Rulebook) -> Iterator[PeopleReading]:
    """Give a bare number the people told before it in the sentence.

    "Three gunmen were killed and another wounded" counts gunmen; "pursued the attackers and killed six of them" too.
    "15 people, including two bombers, were killed and ten wounded" counts people, not bombers; and after a list of
    both sides ("two policemen and a gunman were killed and ten wounded") nobody knows whom.
    """
    last: People | None = None
    some: People | None = None  # the set that a part was told of: "one of the attackers fled, the other was shot"
    active = False  # whether something was done to `last` by others who are named
    match: tuple[int, str] | None = None  # the match that `last` comes from; a list of both sides gives no side on
    arrested = False  # whether `last` were
    for reading in readings:
        people = reading.people
        if reading.emit.get("who") == "toll":
            yield reading  # a toll counts everybody
            continue
        if isinstance(people, People) and people.kind == "unknown" and people.victim_group == "unknown":
            since = marked.text[match[0] : reading.start] if match else ""
            beside = _beside_one(people, last) or _of_others(
                reading, last, since, book, active=active, arrested=arrested
            )
            meant = people.partitive or _where(marked, reading, book)
            like = _meant(marked, reading, book) if meant else None if beside else last
            if people.additional and (like is None or people.of_set):
                like = some or like
            if like is not None:
                people = replace(people, kind=like.kind, victim_group=like.victim_group, side=like.side)
            elif people.partitive and (reading.emit.get("party") == "perpetrators" or _by_forces(marked, reading)):
                people = replace(people, kind="attackers", victim_group="attackers")
                last, active = people, False
            yield replace(reading, people=people)
            continue
        joined = match == (reading.start, reading.rule.id)  # "two raiders and six others were killed"
        more = None if joined else _more_of(marked, reading, last, active=active) or _fellow(reading, last, book)
        if more is not None:
            yield more
            continue
        if isinstance(people, People) and people.partitive and people.kind == "attackers":
            some = people
        held = reading.part or reading.emit.get("scope") == "part"
        if isinstance(people, People) and not held and not {"additional", "fallback"} & reading.emit.keys():
            mixed = last is not None and last.kind != people.kind and match == (reading.start, reading.rule.id)
            last, match = (None if mixed else people), (reading.start, reading.rule.id)
            active, arrested = bool(reading.emit.get("active")), reading.emit.get("outcome") == "captured"
        yield reading


def _where(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> bool:
    """Whether a number counts those who were brought somewhere: "to a hospital where two died"."""
    return pattern("where_before", book).search(marked.text, reading.position - 9, reading.position) is not None


def _of_others(
    reading: PeopleReading, last: People | None, since: str, book: Rulebook, *, active: bool, arrested: bool
) -> bool:
    """Whether a number is not of those told last, for they did it, or an attack did for which they were arrested.

    "Police arrested two men after a raid that killed six"; "soldiers shot three rebels who had wounded four".
    """
    if arrested and pattern("that_or_who", book).search(since):
        return True
    return pattern("who", book).search(since) is not None if active else _does(reading, last)


def _beside_one(people: People, last: People | None) -> bool:
    """Whether they are others than the one attacker told before, without an article: "Attacker killed, four hurt"."""
    one = last is not None and last.kind == "attackers" and last.rule_id == _IN_HEADLINE
    return one and (people.low or 0) > 1


def _more_of(marked: MarkedText, reading: PeopleReading, last: People | None, *, active: bool) -> PeopleReading | None:
    """A reading of more of the attackers told before: "three rebels were killed and five others captured".

    Beside one attacker, or bombers, others are victims: "the gunman was killed and five others wounded".
    """
    others = reading.people
    if not isinstance(others, People) or not others.additional or others.victim_group != "unknown":
        return None
    if last is None or last.kind != "attackers" or last.low == 1 or (_does(reading, last) and not active):
        return None
    if any(i == last and marked.text[p] == CODES["bombers"] for p, i in marked.items.items()):
        return None
    return replace(reading, people=replace(others, kind=last.kind, victim_group=last.victim_group, side=last.side))


def _fellow(reading: PeopleReading, last: People | None, book: Rulebook) -> PeopleReading | None:
    """A reading of who died with an attacker and was of his: "a rebel was killed along with an associate"."""
    who = reading.people
    if not isinstance(who, People) or last is None or last.kind != "attackers" or reading.emit.get("who") != "beside":
        return None
    if who.noun not in book.words("fellow") and (who.rule_id != _OF_HIS or who.side == "civilian"):
        return None
    return replace(reading, people=replace(who, kind=last.kind, victim_group=last.victim_group, side=last.side))


def _does(reading: PeopleReading, last: People | None) -> bool:
    """Whether attackers told before do what the reading tells, and are not those it was done to."""
    return bool(reading.emit.get("active")) and last is not None and last.kind == "attackers"


def _meant(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> People | None:
    """The people that "of them" stands for: the last noun before it, or number that is large enough.

    Not those who did it: "seven labourers were shot by gunmen; six of them died", "soldiers killed six of them".
    """
    least = (reading.people.low or reading.people.high or 1) if reading.people else 1
    named = [(p, i) for p, i in marked.inside(0, reading.position) if _can_be_meant(marked, p, i, least, book)]
    if reading.emit.get("active"):
        named = _objects(marked, named, reading.start, book)
    nouns = [i for _, i in named]
    if not nouns:
        return None
    noun = nouns[-1]
    if isinstance(noun, People):
        return noun if noun.kind != "unknown" else None
    kind = "victims" if noun.kind == "victims" else "attackers"
    return People(noun.start_char, noun.end_char, "", None, None, "exact", None, kind, noun.victim_group, noun.side)


def _by_forces(marked: MarkedText, reading: PeopleReading) -> bool:
    """Whether those who kill some "of them" are a state's forces: "soldiers returned fire and killed six of them"."""
    before = [i for _, i in marked.inside(0, reading.start) if isinstance(i, People | ActorMention)]
    return bool(reading.emit.get("active")) and len(before) == 1 and before[0].side == "state"


def _objects(
    marked: MarkedText, named: list[tuple[int, object]], verb: int, book: Rulebook
) -> list[tuple[int, object]]:
    """Those who are not the subject of an active verb: the noun right before it, or the only one, at the beginning.

    Nobody is where somebody stands after it: "gunmen shot at a bus, killing nine people, two of them girls".
    """
    if any(p > verb for p, _ in named):
        return [(p, i) for p, i in named if p > verb]
    if named and pattern("right_before_verb", book).fullmatch(marked.text[named[-1][0] + 1 : verb]):
        return named[:-1]
    alone = len(named) == 1 and pattern("subject_opens", book).fullmatch(marked.text[: named[0][0]])
    return [] if alone else named


def _can_be_meant(marked: MarkedText, position: int, item: object, least: int, book: Rulebook) -> bool:
    if isinstance(item, People):
        return item.low is None or item.low > least
    if not isinstance(item, ActorMention) or item.kind not in ("victims", "attackers", "armed_group", "label"):
        return False
    before = marked.text[max(0, position - 30) : position]
    return item.kind == "victims" or not pattern("by_those", book).search(before)
