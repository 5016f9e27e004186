"""People of a match who are parts of those before ("nine people, including two children"), or the same as those."""

from collections.abc import Sequence, Set
from dataclasses import replace

import regex

from tollbook.extraction.claims.reading import PAIR, PeopleReading
from tollbook.extraction.cues import pattern
from tollbook.extraction.people import People
from tollbook.extraction.symbols import CODES, SYMBOLS, MarkedText
from tollbook.matching.patterns import Cue
from tollbook.rows import Claim, NumberMention
from tollbook.rulebook import Rulebook

Counted = Sequence[tuple[int, People | NumberMention]]  # position in the marked text, and who stands there

_STARTS = ("including", "among_them")  # lexicons after which the parts begin
_OPENS = regex.compile(r"[,:(-] ?$|-- ?$")  # what stands before a list that tells who a number were
TWO = 2
_NATIONAL, _NATIONALS = "people.national", "people.nationals"
# Groups that hold people of others: "two aid workers, a doctor and a nurse" are two.
_WIDE_GROUPS = frozenset(
    {"unknown", "civilians", "foreigners", "aid_workers", "security_forces", "prisoners", "peacekeepers", "activists"}
)
_OF_ANY_KIND = _WIDE_GROUPS - {"civilians"}  # a soldier can be a foreigner, no civilian
_SHORTLY = 500  # characters between a toll and another one of the same dead that names no dead
_BEFORE_DEATH = ("abducted", "captured", "wounded")


def parts_from(marked: MarkedText, counted: Counted, span: tuple[int, int], book: Rulebook) -> int:
    """Position from which the people of a match are parts of those before; the end of the text when none is."""
    cues = book.memo("claims.parts", lambda b: [Cue(b, "{" + n + "}", SYMBOLS) for n in _STARTS])
    told = {p for p, _ in counted}
    ends = [m.end() for cue in cues for m in cue.finditer(marked.text) if m.start() >= span[0] and m.end() <= span[1]]
    found = [
        end
        for end in ends
        if _starts_here(marked, end, told) and not pattern("ends_among_them", book).search(marked.text, 0, end)
    ]
    return min([*found, _breakdown(marked, counted, book)])


def _starts_here(marked: MarkedText, start: int, told: Set[int]) -> bool:
    """Whether the people after such a word are counted here, and no aside on those before."""
    following = next((p for p, i in marked.inside(start, len(marked.text)) if isinstance(i, People)), None)
    return following is None or following in told


def before_total(marked: MarkedText, counted: Counted, book: Rulebook) -> int:
    """Position of a total told last, of which those before it are parts ("two couples, six people in all"), else 0."""
    last = counted[-1][0] if len(counted) > 1 else 0
    return last if last and pattern("in_all", book).match(marked.text, last + 1) else 0


def partitive(item: People | NumberMention | None) -> bool:
    """Whether it is a part of a set: "three of the policemen"."""
    return isinstance(item, People) and item.partitive


def included(marked: MarkedText, readings: Sequence[PeopleReading], book: Rulebook) -> list[PeopleReading]:
    """The readings, attackers told after "including" as a part: "nine died, including two raiders who were shot"."""
    out: list[PeopleReading] = []
    for reading in readings:
        who = reading.people
        attackers = isinstance(who, People) and who.kind == "attackers"
        same = any(r.emit["outcome"] == reading.emit["outcome"] for r in out)
        held = attackers and same and opens_parts(marked, reading.position, book)
        out.append(replace(reading, part=True) if held else reading)
    return out


def opens_parts(marked: MarkedText, position: int, book: Rulebook) -> bool:
    """Whether a word stands before a position after which parts are told: ", including", ", among them a"."""
    return pattern("including_before", book).search(marked.text, 0, position) is not None


def others_of_set(readings: Sequence[PeopleReading]) -> list[PeopleReading]:
    """The readings, "another" after a part as one more part: "one of them died at once and another in hospital"."""
    out: list[PeopleReading] = []
    for reading in readings:
        last = out[-1] if out else None
        of_set = last is not None and last.part and partitive(last.people) and _more(reading, last)
        out.append(_as_part(reading) if of_set else reading)
    return out


def _more(reading: PeopleReading, last: PeopleReading) -> bool:
    who = reading.people
    more = isinstance(who, People) and who.additional and who.victim_group == "unknown"
    return more and last.emit["outcome"] == reading.emit["outcome"]


def _as_part(reading: PeopleReading) -> PeopleReading:
    who = reading.people
    return replace(reading, part=True, people=replace(who, partitive=True) if isinstance(who, People) else who)


def of_attackers(item: People | NumberMention, first_part: int, counted: Counted) -> People | NumberMention:
    """A part of attackers is of them, whatever they are called: "17 fighters, including two district chiefs"."""
    before = [i for p, i in counted if p < first_part and isinstance(i, People) and not _of_them(i)]
    wholes = [i for i in before if i.low]
    if not isinstance(item, People) or not wholes or wholes[-1].kind != "attackers":
        return item
    return replace(item, kind="attackers", victim_group="attackers")


def _of_them(item: People) -> bool:
    """Whether it is a part of those told before it, and no set of its own ("16 of the attackers, among them ...")."""
    return item.partitive and item.kind != "attackers"


def beside_others(marked: MarkedText, position: int, counted: Counted) -> bool:
    """Whether the people here are of the other side than others of the match: "a guard and two of the gunmen"."""
    kinds = {i.kind for _, i in counted if isinstance(i, People)} - {"unknown"}
    return len(kinds) > 1 and marked.text[position] != CODES["parts"]


def _breakdown(marked: MarkedText, counted: Counted, book: Rulebook) -> int:
    """Where a number is told again as: "six people, five men and a woman"; "a boy and a girl, both ..."."""
    closed = marked.text.startswith(",", counted[-1][0] + 1)
    for index, (position, item) in enumerate(counted[1:], start=1):
        bare = marked.text[counted[index - 1][0] + 1 : position] == " "  # where commas were lost
        if not bare and not _OPENS.search(marked.text, counted[index - 1][0], position):
            continue
        if not bare and _says_who(marked, counted[index - 1], counted[index]):
            return position
        if not bare and index == len(counted) - 1 and _apposed(marked, counted[index - 1], counted[index], book):
            return position
        before, rest = counted[:index], [i for _, i in counted[index:]]
        told = exact([i for _, i in before[-1:]]) if len(rest) > 1 else None
        again = isinstance(item, People) and item.rule_id == PAIR and exact([i for _, i in before]) == item.low
        if again or (
            told is not None and told == exact(rest) and not _others(before[-1][1], rest, book, closed=closed)
        ):
            return position
    return len(marked.text)


def _says_who(marked: MarkedText, before: tuple[int, People | NumberMention], last: tuple[int, object]) -> bool:
    """Whether people told as a part of others are told again by who they are: "one of the victims, a girl"."""
    first, second = before[1], last[1]
    if not isinstance(first, People) or not isinstance(second, People) or not first.partitive:
        return False
    return first.low == second.low and marked.text[before[0] + 1 : last[0]].strip() == ","


def _others(whole: People | NumberMention, rest: Sequence[object], book: Rulebook, *, closed: bool) -> bool:
    """Whether others than those before them are among these.

    Attackers, where those were victims of a kind ("11 civilians, ..."), or people of another kind ("three soldiers,
    two policemen and a farmer" are six; "two soldiers, one civilian and a contractor" are four). A comma that closes
    the list makes civilians members of what they are told after ("two policemen, a cook and a clerk, were shot").
    """
    people = [i for i in rest if isinstance(i, People)]
    apart = book.settings["people/phrases"]["not_among"]
    if isinstance(whole, People) and any(i.noun in apart.get(whole.noun, ()) for i in people):
        return True
    if not isinstance(whole, People) or whole.kind != "victims" or whole.victim_group == "unknown":
        return False
    if any(i.kind == "attackers" for i in people):
        return True
    if whole.rule_id == _NATIONALS and any(i.rule_id in (_NATIONALS, _NATIONAL) for i in people):
        return True  # "two Nigerians, a Swede and a Dane"
    kinds = {i.victim_group for i in people} - (_WIDE_GROUPS if closed else _OF_ANY_KIND) - {whole.victim_group}
    return bool(kinds) and whole.victim_group not in _WIDE_GROUPS


def _apposed(
    marked: MarkedText, before: tuple[int, People | NumberMention], last: tuple[int, object], book: Rulebook
) -> bool:
    """Whether the last of a list says who the one before is: no "and" joins them ("Pablo Gil, a vendor, ...")."""
    first, second = before[1], last[1]
    if not isinstance(first, People) or not isinstance(second, People) or (first.low, first.high) != (1, 1):
        return False
    alone = (second.number_id is None or second.definite) and not pattern("besides_before", book).search(
        marked.text, 0, before[0]
    )
    return alone and marked.text[before[0] + 1 : last[0]].strip() == ","


def exact(items: Sequence[People | NumberMention]) -> int | None:
    """The sum of exact numbers, None where one of them is open or vague."""
    total = 0
    for item in items:
        if item.low is None or item.low != item.high:
            return None
        total += item.low
    return total


def counted_before(claims: Sequence[Claim], book: Rulebook) -> list[Claim]:
    """The claims, those by rules of `same` with the count of the people last told as hurt or taken, or left out.

    Those by rules of `known` too have the count of people of that noun told before as killed in several attacks.
    """
    same, known = book.flagged("casualties", "same"), book.flagged("casualties", "known")
    if not any(c.rule_id in same for c in claims):
        return list(claims)
    out: list[Claim] = []
    for claim in claims:
        if claim.rule_id not in same:
            out.append(claim)
            continue
        if claim.rule_id in known and not pattern("those_hurt_or_taken", book).match(claim.quote.casefold()):
            out += [_like(claim, c, 0) for c in out if c.scope == "cumulative" and c.low and _of_noun(claim, c)][-1:]
            continue
        captives = pattern("those_taken", book).match(claim.quote.casefold())
        outcomes = _BEFORE_DEATH[:2] if captives else _BEFORE_DEATH
        before = [c for c in out if c.outcome in outcomes and c.low and c.scope == "total"]
        told = [c for c in before if c.statement_id == before[-1].statement_id]
        if told and any(c.outcome == "killed" for c in out[out.index(told[-1]) :]):
            continue  # told already
        out += [_like(claim, c, n) for n, c in enumerate(told)]
    return out


def after_a_toll(claims: Sequence[Claim], told: Set[str]) -> list[Claim]:
    """The claims, those by the rules `told` only where one of people killed stands shortly before them.

    "The army speaks of 15" gives another number of those told before, and says nothing by itself.
    """
    dead = [c for c in claims if c.outcome == "killed" and c.scope == "total" and c.rule_id not in told]
    return [c for c in claims if c.rule_id not in told or any(0 <= c.start_char - d.end_char < _SHORTLY for d in dead)]


def _of_noun(claim: Claim, before: Claim) -> bool:
    """Whether the noun of "the conscripts were killed" is that of people counted before ("six conscripts")."""
    return claim.outcome == before.outcome and claim.quote.casefold().split()[1] in before.quote.casefold().split()


def _like(claim: Claim, of: Claim, index: int) -> Claim:
    return replace(
        claim,
        claim_id=f"{claim.claim_id}{index or ''}",
        party=of.party,
        victim_group=of.victim_group,
        low=of.low,
        high=of.high,
        qualifier=of.qualifier,
        number_mention_id=of.number_mention_id,
        actor_mention_id=of.actor_mention_id,
    )
