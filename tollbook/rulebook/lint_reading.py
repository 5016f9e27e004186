"""Checks that keep rules easy to read: titles of one grammar, short forms, fragments beside what uses them."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import regex

from tollbook.rulebook.book import Fault, LocatedRule, Rulebook
from tollbook.rulebook.digests import lexicons_named
from tollbook.rulebook.lint_base import Conventions, fault_at

LONGEST_FORM = 240  # characters of one form of a pattern; what the rules came down to when fragments got names
LONGEST_TITLE = 70
_SLOTS = """acronym adjective age agency animals attack attackers author bomber building country day direction distance
force group holiday illness month name nationality noun number outlet people person place rank somebody source team
thing time title unit vehicle verb weapon weekday words year"""
SLOTS = frozenset({*_SLOTS.split(), "one of them"})  # what varies in the title of a pattern
_SHARED = "lexicons"  # the dimension of words that several dimensions use
_GATE = "gate_"
_OF_NAMES = frozenset({"furniture", "publication"})  # lines of a page, which differ in little but their names


class TitlesReadAlike:
    """A title is a phrase as news has it, what varies in angles; that of a list says in angles what it holds."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield titles that two rules have, and those of another grammar."""
        used = [rule for rule in book.rules if rule.rule.status != "deprecated"]
        first: dict[str, str] = {}
        for rule in used:
            other = first.setdefault(rule.rule.title, rule.id)
            if other != rule.id:
                yield fault_at(rule, f"has the title of {other}; say what this one reads instead")
            yield from (fault_at(rule, message) for message in _title_faults(rule))


def _title_faults(rule: LocatedRule) -> Iterator[str]:
    title = rule.rule.title
    if len(title) > LONGEST_TITLE:
        yield f"the title has {len(title)} characters, {LONGEST_TITLE} at most: one way of saying it is enough"
    if "..." in title or title.endswith("."):
        yield "the title is no sentence: no full stop, and <words> for what is left out"
    if rule.rule.status != "stable":
        return
    slots = regex.findall(r"<([^<>]*)>", title)
    if rule.rule.entries is not None and (len(slots) != 1 or title != f"<{slots[0]}>"):
        yield "the title of a list says in angles what it holds: <air strike>"
    unknown = sorted(set(slots) - SLOTS) if rule.rule.pattern is not None else []
    if unknown:
        yield f"the title has <{unknown[0]}>; what varies is one of: {', '.join(sorted(SLOTS))}"


class FormsAreShort:
    """A form of a pattern can be read aloud; what is longer is made of named fragments."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield the longest form of each rule and lexicon that has one over the limit."""
        for rule in book.rules:
            for message in _too_long(rule.rule.forms):
                yield fault_at(rule, message)
        for name, lexicon in sorted(book.lexicons.items()):
            file, line = book.lexicon_places.get(name, (_SHARED, 1))
            for message in _too_long(lexicon.forms):
                yield Fault(file, line, lexicon.id, message)


def _too_long(forms: list[str]) -> Iterator[str]:
    longest = max(map(len, forms), default=0)
    if longest > LONGEST_FORM:
        yield (
            f"a form of its pattern has {longest} characters, {LONGEST_FORM} at most: write each way of saying it as "
            "a form of its own (a list under pattern), and give parts a name under lexicons"
        )


class LexiconsStandWithTheirUsers:
    """What stands in a dimension's file only its own patterns use, and some do: its digest counts for no other."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield lexicons that another dimension uses, or nothing, and gates of no rule."""
        users = _users(book)
        last_parts = {rule.id.rsplit(".", 1)[-1] for rule in book.rules}
        for name, lexicon in sorted(book.lexicons.items()):
            file, line = book.lexicon_places.get(name, (_SHARED, 1))
            gates = name.removeprefix(_GATE)
            if gates != name and gates not in last_parts:
                yield Fault(file, line, lexicon.id, f"a gate of no rule: none has {gates!r} last in its id")
            own = _dimension(name, book)
            if own == _SHARED or lexicon.adds_to is not None:
                continue
            for other in sorted(users[name] - {own})[:1]:
                yield Fault(file, line, lexicon.id, f"{other} uses it too; move it to rules/{_SHARED}/")
            if not users[name]:
                yield Fault(file, line, lexicon.id, f"no pattern uses {{{name}}}; take it out")


def _users(book: Rulebook) -> dict[str, set[str]]:
    """The dimensions whose patterns use a lexicon, by its name."""
    users: dict[str, set[str]] = defaultdict(set)
    for rule in book.rules:
        for name in lexicons_named(rule.rule.pattern, book):
            users[name].add(rule.dimension)
    for held in book.lexicons.values():
        for name in lexicons_named(held.pattern, book):
            users[name].add(_dimension(held.name, book))
    return users


def _dimension(name: str, book: Rulebook) -> str:
    """Where a lexicon stands: its folder, or what its id begins with in a folder that has none."""
    file = book.lexicon_places.get(name, (_SHARED, 1))[0]
    return file.split("/")[0] if "/" in file else book.lexicons[name].id.split(".")[0]


class ExamplesTell:
    """Match examples of a rule differ in more than the names and figures in them."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield examples that repeat another with other names."""
        for rule in book.rules:
            if rule.dimension in _OF_NAMES:
                continue
            examples = {(e.text, e.before): _skeleton(e.text) + str(e.before) for e in rule.rule.examples.match}
            shapes = Counter(examples.values())
            again = [text for (text, _), shape in examples.items() if shapes[shape] > 1]
            if again:
                yield fault_at(rule, f"the example {again[-1]!r} differs from another in names or figures alone")


def _skeleton(text: str) -> str:
    """A text without what can be swapped in it: names (words in capitals after the first) and figures."""
    if text.isupper():
        return text
    return regex.sub(r"(?<=\w\W{1,3})\p{Lu}[\w'-]*(?: \p{Lu}[\w'-]*)*|\d+", "_", text)
