"""Who is in a text: armed groups and forces by name, nouns for attackers and for victims.

List rules hold the names and nouns; compounds that are no people ("police station") are mentions of kind
`organisation`, so that the noun inside them is none. A group that the text introduces ("the Front for X (FX)",
"the Y Brigades claimed responsibility") is known by that name for the rest of the article.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tollbook.ids import content_id
from tollbook.matching.names import Name, NameHit, NameIndex, emits_of, flat, gate_of, spellings
from tollbook.matching.patterns import Cue, Gate
from tollbook.matching.text import plain
from tollbook.rows import ActorMention, Document, Sentence
from tollbook.rulebook import LocatedRule, Rulebook

_NAMED = ("armed_group", "state_force", "label", "party")  # kinds that have an actor_id
_NOUNS = ("victims", "attackers")
_ACRONYMED = ("armed_group", "party")  # kinds whose names take in the acronym in brackets
_AGAINST = ("armed_group", "label")  # kinds whose members are attackers, unless a rule says more
_MOST_INTRODUCED = 50  # names that one text can introduce
_UNLISTED = "actors.unlisted."  # rules that read names which no list has
_UNIT_KINDS = {"victims": "state_force"}  # "police unit" is a force, "rebel unit" stays attackers
_ACRONYM = re.compile(r"""\s{0,2}[(\[] ?['"]?([A-Z][A-Za-z0-9/&.-]{1,11})['"]? ?[)\]]""")
_BRACKETS = re.compile(r" {1,2}\(\)| {1,2}\[\]")
_AVERSE = re.compile(r"(?i)\b(?:anti|pro|counter|non)[- ]\Z")
_WINDOW = 40  # characters around an acronym that show whether the text is all in capitals


@dataclass(frozen=True, slots=True)
class _Found:
    """A span and what it is, before it becomes a row."""

    start: int
    end: int
    rule: LocatedRule
    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class _Rules:
    """What `find` needs of a book, compiled."""

    index: NameIndex
    compound: tuple[LocatedRule, Cue]  # "police station"
    unit: tuple[LocatedRule, Cue]  # "police unit"
    group_tail: Cue
    patterns: tuple[tuple[LocatedRule, Cue], ...]
    gate: Gate  # for each of the patterns
    words: frozenset[str]
    settings: Mapping[str, Any]  # of the lexicons of actors


def find(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> list[ActorMention]:
    """Return the actors of a document in text order; no two overlap, the longest wins.

    Sentences of kind `furniture` are not read. Names get `actor_id`, nouns `victim_group` and `number`.
    """
    rules = book.memo("actors.rules", _compile)
    reading = _Reading(document, sentences, rules)
    return [_row(document, sentence, found) for sentence, found in reading.mentions()]


@lru_cache(maxsize=4096)
def slug(name: str) -> str:
    """Return the `actor_id` of a canonical name: lower case, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", flat(name).replace("'", "")))


def _compile(book: Rulebook) -> _Rules:
    rules = book.of("actors")
    settings = book.settings.get("lexicons/actors", {})
    compiled = {r.id: (r, Cue(book, r.rule.pattern)) for r in rules if r.rule.pattern}
    patterns = tuple(
        p for rule_id, p in compiled.items() if rule_id not in ("actors.mask.compound", "actors.mask.unit")
    )
    return _Rules(
        NameIndex(rules, spellings(book)),
        compiled["actors.mask.compound"],
        compiled["actors.mask.unit"],
        Cue(book, "{group_tail}"),
        patterns,
        Gate([gate_of(rule, book) for rule, _ in patterns]),
        frozenset(book.words("acronym_words")),
        settings,
    )


class _Reading:
    """One document while its actors are found."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], rules: _Rules) -> None:
        self._rules = rules
        read = (s for s in sentences if s.kind != "furniture")
        self._sentences = sorted(read, key=lambda s: s.start_char)
        self._flat = flat(document.text)
        self._plain = plain(document.text)
        self._context: dict[str, bool] = {}
        self._introduced: dict[str, _Found] = {}
        self._listed_ends: set[int] = set()

    def mentions(self) -> Iterator[tuple[Sentence, _Found]]:
        """Yield every mention with its sentence, in text order."""
        found = [f for f in map(self._resolve, self._rules.index.hits(self._flat, self._plain)) if f is not None]
        self._listed_ends = {f.end for f in found if _is_listed(f)}
        found = self._joined(_longest([*found, *self._patterned(), *self._compounds(found)]))
        again = list(self._again())
        if again:
            found = _longest([*found, *again])
        yield from _in_sentences(found, self._sentences)

    def _resolve(self, hit: NameHit) -> _Found | None:
        """Choose which of its names a hit is, by what else the text speaks of; None when it is none of them."""
        name = self._choose(hit.names)
        if name is None or (name.case == "acronym" and not self._is_acronym(hit, name)):
            return None
        kind = name.values.get("kind", "")
        if kind in _NOUNS and self._modifies(hit):
            return None
        if kind == "armed_group" and _AVERSE.search(self._plain, max(0, hit.start - 8), hit.start):
            return None
        return _Found(hit.start, hit.end, name.rule, name.entry.name, name.values)

    def _choose(self, names: tuple[Name, ...]) -> Name | None:
        default = None
        for name in names:
            context = name.entry.values.get("context")
            if not context:
                default = default or name
            elif self._speaks_of(str(context)):
                return name
        return default

    def _speaks_of(self, context: str) -> bool:
        if context not in self._context:
            self._context[context] = any(w.replace("_", " ") in self._flat for w in context.split())
        return self._context[context]

    def _is_acronym(self, hit: NameHit, name: Name) -> bool:
        """Refuse short acronyms and those that are words where capitals say nothing."""
        before = self._plain[max(0, hit.start - _WINDOW) : hit.start]
        after = self._plain[hit.end : hit.end + _WINDOW]
        around = before + after
        if any(c.islower() for c in around) or not any(c.isupper() for c in around):
            return True
        letters = [c for c in name.text if c.isalnum()]
        return len(letters) > 2 and name.text.lower() not in self._rules.words

    def _modifies(self, hit: NameHit) -> bool:
        """True for a noun that a hyphen makes the first half of an adjective ("police-led")."""
        after = self._plain[hit.end : hit.end + 2]
        return len(after) == 2 and after[0] == "-" and after[1].isalpha()

    def _compounds(self, found: Iterable[_Found]) -> Iterator[_Found]:
        """Yield nouns and forces with the thing that they only describe ("police station"), or their unit."""
        (rule, pattern), (unit_rule, unit_pattern) = self._rules.compound, self._rules.unit
        for noun in found:
            kind = noun.values.get("kind")
            if self._flat[noun.end : noun.end + 1] != " " or not (
                kind == "state_force" or (kind in _NOUNS and noun.values.get("number") != "plural")
            ):
                continue
            match = pattern.match(self._flat, noun.end)
            if match:
                yield _Found(noun.start, match.end(), rule, self._flat[noun.start : match.end()], emits_of(rule))
            elif noun.values.get("side") in ("state", "non_state"):
                match = unit_pattern.match(self._flat, noun.end)
                if match:
                    values = {**noun.values, "kind": _UNIT_KINDS.get(str(kind), kind), **emits_of(unit_rule)}
                    yield _Found(noun.start, match.end(), unit_rule, noun.name, values)

    def _patterned(self) -> Iterator[_Found]:
        """Yield what the pattern rules find, as groups that no list knows; most need capitals that mean something."""
        spans = [(s.start_char, s.end_char) for s in self._sentences]
        for sentence, opened in zip(self._sentences, self._rules.gate.open_in(self._flat, spans), strict=True):
            capitals = bool(opened) and sentence.text.isupper()
            for index in opened:
                rule, pattern = self._rules.patterns[index]
                if not capitals or emits_of(rule).get("any_case"):
                    yield from self._patterned_in(sentence, rule, pattern)

    def _patterned_in(self, sentence: Sentence, rule: LocatedRule, pattern: Cue) -> Iterator[_Found]:
        text = self._plain[sentence.start_char : sentence.end_char]
        values = emits_of(rule)
        for match in pattern.finditer(text):
            start, end = (sentence.start_char + at for at in match.span("name"))
            if end in self._listed_ends and rule.id.startswith(_UNLISTED):
                continue  # "Islamist al Shabaab": a listed name with words before it
            name = " ".join(self._plain[start:end].split())
            if "newcomer" in values and name in self._plain[:start]:
                continue  # a person, told of before
            if "named_by" in values:
                name = self._rules.settings[values["named_by"]].get(name.lower(), name)
            found = _Found(start, end, rule, name, values)
            if values.get("kind") == "armed_group":
                self._introduced.setdefault(found.name, found)
            yield found

    def _joined(self, found: list[_Found]) -> list[_Found]:
        """Take a name, its "group", and its acronym in brackets as one mention; remember the acronym."""
        out: list[_Found] = []
        for item in found:
            if out and item.start < out[-1].end:
                continue  # inside the brackets of the one before
            if out and self._explains(out[-1], item):
                out[-1] = replace(out[-1], end=item.end + 1)
            else:
                out.append(self._extended(item) if item.values.get("kind") in _ACRONYMED else item)
        return out

    def _explains(self, first: _Found, second: _Found) -> bool:
        """True when the second is the name of the first again, in brackets."""
        same = first.name == second.name and first.values.get("kind") in _ACRONYMED
        return same and bool(
            _BRACKETS.fullmatch(self._plain[first.end : second.start] + self._plain[second.end : second.end + 1])
        )

    def _extended(self, item: _Found) -> _Found:
        end = item.end
        tail = self._rules.group_tail.match(self._flat, end)
        if tail:
            end = tail.end()
        match = _ACRONYM.match(self._plain, end)
        if match and match.group(1)[1:] != match.group(1)[1:].lower():
            end = match.end()
            self._introduced.setdefault(match.group(1), item)
        return replace(item, end=end)

    def _again(self) -> Iterator[_Found]:
        """Yield later uses of what the text introduced."""
        for text, first in list(self._introduced.items())[:_MOST_INTRODUCED]:
            if text.lower() in self._rules.words and self._plain.isupper():
                continue
            for match in re.finditer(rf"(?<![\w-]){re.escape(text)}(?!\w)", self._plain):
                yield _Found(match.start(), match.end(), first.rule, first.name, first.values)


def _longest(found: Iterable[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end, not _is_listed(f), -f.rule.rule.priority, f.rule.id)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _is_listed(found: _Found) -> bool:
    """Whether it is a group of a list, which knows its other names too; patterns know only how a text writes it."""
    return bool(found.rule.rule.entries) and found.values.get("kind") == "armed_group"


def _in_sentences(found: Sequence[_Found], sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, _Found]]:
    at = 0
    for sentence in sentences:
        while at < len(found) and found[at].start < sentence.start_char:
            at += 1
        while at < len(found) and found[at].end <= sentence.end_char:
            yield sentence, found[at]
            at += 1


def _row(document: Document, sentence: Sentence, found: _Found) -> ActorMention:
    kind = str(found.values.get("kind", "victims"))
    return ActorMention(
        mention_id=content_id("act", document.doc_id, found.start, found.end, found.rule.id),
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        start_char=found.start,
        end_char=found.end,
        quote=document.text[found.start : found.end],
        rule_id=found.rule.id,
        actor_id=slug(found.name) if kind in _NAMED else None,
        name=found.name,
        kind=kind,
        side=str(found.values.get("side", "unknown")),
        victim_group=str(found.values.get("victim_group", "attackers" if kind in _AGAINST else "unknown")),
        number="plural" if kind in _AGAINST else str(found.values.get("number", "plural")),
    )
