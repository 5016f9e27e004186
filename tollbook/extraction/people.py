"""People phrases: how many of whom, as one symbol ("at least 12 Iraqi policemen", "a policeman", "three of them").

The middle level of the cascade: numbers, nouns and names (symbols already) become phrases; claim patterns then
say what happened to them. Rules: rules/people/*.yaml, over marked text.
"""

from dataclasses import dataclass
from typing import Any

from tollbook.extraction.cues import pattern
from tollbook.extraction.mentions import Mentions, mark_sentence
from tollbook.extraction.symbols import CODES, SYMBOLS, Mark, MarkedText
from tollbook.matching.patterns import Hit, PatternSet
from tollbook.rows import ActorMention, NumberMention, Sentence
from tollbook.rulebook import Rulebook

# Nouns for people of the state or a party that an armed group has too: "a Taliban leader", "two Hamas operatives".
_BODIES_HAVE = ("politicians", "security_forces")
_OF_ANYBODY = ("unknown", *_BODIES_HAVE)


@dataclass(frozen=True, slots=True)
class People:
    """A phrase that counts people. `low`/`high` as in NumberMention; offsets point into `documents.text`."""

    start_char: int
    end_char: int
    rule_id: str
    low: int | None
    high: int | None
    qualifier: str
    word: str | None
    kind: str  # victims, attackers, or unknown (a bare number)
    victim_group: str
    side: str  # of the noun or of what they belong to: state, non_state, civilian, unknown
    partitive: bool = False  # "three of them": a part of a set told elsewhere
    additional: bool = False  # "nine others", "another three": beside a set told elsewhere
    of_set: bool = False  # "the second": of a set of which a part was told
    definite: bool = False  # "the attacker": somebody told of before
    kin: bool = False  # "his wife": somebody's, who may be told before
    times: int | None = None  # so many times those told before: "as many", "twice as many"
    name: str | None = None  # of a person told by name
    noun: str | None = None  # what they are called, in the singular
    number_id: str | None = None
    actor_id: str | None = None


def with_people(sentence: Sentence, mentions: Mentions, book: Rulebook) -> MarkedText:
    """Return the sentence with its mentions and people as symbols; read once for an article."""
    name = sentence.sentence_id
    return mentions.marked(name, lambda: mark_people(mark_sentence(sentence, mentions.of(name), book), book))


def mark_people(marked: MarkedText, book: Rulebook) -> MarkedText:
    """Return the text with every people phrase as the symbol `people`."""
    patterns = book.memo("people.patterns", _patterns)
    marks = []
    for hit in patterns.best_hits(marked.text):
        bombers = any(c in marked.text[hit.start : hit.end] for c in (CODES["bomber_one"], CODES["bomber_many"]))
        emits = hit.rule.rule.emits
        name = emits.get("symbol") if isinstance(emits, dict) else None
        marks.append(
            Mark(hit.start, hit.end, CODES[name or ("bombers" if bombers else "people")], phrase(marked, hit, book))
        )
    return marked.marked(marks)


def _patterns(book: Rulebook) -> PatternSet:
    return PatternSet(book, book.of("people"), SYMBOLS)


def phrase(marked: MarkedText, hit: Hit, book: Rulebook) -> People:
    """Return the people of a match, from what it captured (docs/rules.md, "people", lists what may be)."""
    given = hit.rule.rule.emits
    emits = given if isinstance(given, dict) else {}
    number = _captured(marked, hit, "number")
    noun = _captured(marked, hit, "noun")
    owner = _captured(marked, hit, "of") or _named_owner(marked, hit, noun) or _force_before(marked, hit, noun)
    start, end = marked.span(hit.start, hit.end)
    groups = hit.match.groupdict()
    low, high, qualifier, word = _count(number, emits, _captured(marked, hit, "less"))
    kind, group, side = _who(noun, owner, emits)
    if kind == "attackers" and pattern("no_more_fighting", book).search(marked.text, hit.start, hit.end):
        kind, group, side = "victims", "civilians", "civilian"
    count = low if low == high else None
    return People(
        start,
        end,
        hit.rule.id,
        low,
        high,
        "more_than" if groups.get("over") else qualifier,
        word,
        kind,
        group,
        side,
        partitive=bool(emits.get("partitive")),
        additional=bool(emits.get("additional") or groups.get("more")),
        of_set=bool(emits.get("of_set")),
        definite=bool(groups.get("the")),
        kin=bool(groups.get("kin") or emits.get("kin")),
        times=emits.get("times"),
        name=_name(marked, hit) if count == 1 else None,
        noun=noun.name if isinstance(noun, ActorMention) else None,
        number_id=number.mention_id if isinstance(number, NumberMention) else None,
        actor_id=noun.mention_id if isinstance(noun, ActorMention) else None,
    )


def _name(marked: MarkedText, hit: Hit) -> str | None:
    """The name of the person that the match speaks of."""
    named = (item for position, item in marked.inside(hit.start, hit.end) if marked.text[position] == CODES["person"])
    return next((str(name) for name in named), None)


def _captured(marked: MarkedText, hit: Hit, name: str) -> Any:
    """Return the item of the last symbol that the group `name` captured, or None."""
    if name not in hit.match.re.groupindex or hit.match.start(name) < 0:
        return None
    found = marked.inside(*hit.match.span(name))
    return found[-1][1] if found else None


def _named_owner(marked: MarkedText, hit: Hit, noun: Any) -> Any:
    """The group or force named before a noun that does not say of what: "four Hamas members", "a Hamas leader"."""
    if not isinstance(noun, ActorMention) or noun.victim_group not in _OF_ANYBODY:
        return None
    inside = (i for p, i in marked.inside(hit.start, hit.end) if marked.text[p] in (CODES["group"], CODES["force"]))
    return next((i for i in inside if i.end_char <= noun.start_char), None)


def _force_before(marked: MarkedText, hit: Hit, noun: Any) -> Any:
    """The state's force whose name stands right before a noun for fighters: "six Popular Mobilisation fighters"."""
    if not isinstance(noun, ActorMention) or noun.kind != "attackers":
        return None
    inside = marked.inside(hit.start, hit.end)
    at = next((p for p, i in inside if i is noun), 0)
    forces = (i for p, i in inside if p == at - 2 and marked.text[p] == CODES["force"])
    return next((i for i in forces if isinstance(i, ActorMention) and i.side == "state"), None)


def _count(number: Any, emits: dict[str, Any], less: Any) -> tuple[int | None, int | None, str, str | None]:
    """Bounds, qualifier and vague word of a number, less those taken out of it ("all but two of the 12")."""
    if isinstance(number, NumberMention):
        qualifier = str(emits.get("qualifier", number.qualifier))
        out = less.low or 0 if isinstance(less, NumberMention) else 0
        low = max(number.low - out, 0) if number.low is not None else None
        high = max(number.high - out, 0) if number.high is not None and qualifier != "at_least" else None
        return low, high, qualifier, number.word
    count = emits.get("count")
    word = emits.get("word")
    return count, count, "vague" if word else "exact", word


def _who(noun: Any, owner: Any, emits: dict[str, Any]) -> tuple[str, str, str]:
    """Kind, victim group and side, from the noun and what it belongs to ("members of the security forces")."""
    kind, group, side = "unknown", "unknown", "unknown"
    if isinstance(noun, ActorMention):
        kind = "attackers" if noun.kind in ("attackers", "armed_group") else "victims"
        group, side = noun.victim_group, noun.side
    takes = ("armed_group", "state_force") if group in _BODIES_HAVE else ("state_force",)
    if isinstance(owner, ActorMention) and (group == "unknown" or owner.kind in takes):
        kind = "attackers" if owner.kind in ("attackers", "armed_group") else "victims"
        group = "attackers" if kind == "attackers" else owner.victim_group
        side = owner.side
    return str(emits.get("kind", kind)), str(emits.get("victim_group", group)), side
