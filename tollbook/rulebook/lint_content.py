"""Checks of what stands in rules beside patterns: ids, examples, entries, lexicons."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from tollbook.rulebook.book import Fault, LocatedRule, Rulebook
from tollbook.rulebook.lint_base import Conventions, fault_at
from tollbook.rulebook.models import Entry, MatchExample, NoMatchExample, TodoExample

_STABLE_MATCH, _STABLE_NO_MATCH = 3, 2
_TELLS_APART = ("context", "country", "admin1", "lat")  # values by which code chooses between names of one spelling


class IdsNameDimension:
    """An id begins with its dimension, so that a row's rule_id says where to look."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield rules of which the id begins otherwise."""
        for rule in book.rules:
            if rule.id.split(".")[0] != rule.dimension:
                yield fault_at(rule, f"the id must begin with the dimension: {rule.dimension}.…")


class LexiconsHaveContent:
    """A lexicon has exactly one of words, map and pattern, and none of its words is blank or there twice."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield lexicons that have none or several, or bad words."""
        for name, lexicon in sorted(book.lexicons.items()):
            file, line = book.lexicon_places.get(name, ("lexicons", 1))
            given = [k for k in ("words", "map", "pattern") if getattr(lexicon, k) is not None]
            if len(given) != 1:
                yield Fault(
                    file, line, lexicon.id, "needs one of words, map and pattern, has " + (", ".join(given) or "none")
                )
            for word, times in Counter(book.words(name)).items():
                if not word.strip() or times > 1:
                    yield Fault(file, line, lexicon.id, f"the word {word!r} is blank or stands twice")


class StableIsProven:
    """Stable rules show what they match and what they leave alone."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield stable rules with too few examples."""
        for rule in book.rules:
            n_match, n_no = len(rule.rule.examples.match), len(rule.rule.examples.no_match)
            if rule.rule.status == "stable" and (n_match < _STABLE_MATCH or n_no < _STABLE_NO_MATCH):
                need = f"{_STABLE_MATCH} match and {_STABLE_NO_MATCH} no_match examples"
                yield fault_at(rule, f"is stable and needs {need}, has {n_match} and {n_no}")


class ExamplesAreSound:
    """Examples are there once, spans stand in their text, days are days."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield examples that cannot be right."""
        for rule in book.rules:
            examples = rule.rule.examples
            everything: list[MatchExample | NoMatchExample | TodoExample] = [
                *examples.match, *examples.no_match, *examples.todo
            ]  # fmt: skip
            for (text, _, _), times in Counter((e.text, e.before, e.published) for e in everything).items():
                if times > 1:
                    yield fault_at(rule, f"the example {text!r} stands {times} times")
            for example in everything:
                span = getattr(example, "span", None)
                if span is not None and (not span or span not in example.text):
                    yield fault_at(rule, f"the span {span!r} is not in its text {example.text!r}")
                if example.published is not None and not _is_day(example.published):
                    yield fault_at(rule, f"{example.published!r} is no day; write it as 2021-09-05")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class EntriesAreSound:
    """Entries have names, and no spelling twice."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield blank names and spellings that one entry has twice."""
        for rule in book.rules:
            if rule.rule.entries == []:
                yield fault_at(rule, "has an empty list of entries")
            for entry in rule.rule.entries or ():
                if not all(text.strip() for text in (entry.name, *entry.aliases)):
                    yield fault_at(rule, f"an entry has no name or a blank alias: {entry.name!r}")
                for text, times in Counter((entry.name, *entry.aliases)).items():
                    if times > 1:
                        yield fault_at(rule, f"{entry.name!r} has the spelling {text!r} {times} times")


class SpellingsAreUnambiguous:
    """A spelling means one thing in a dimension, unless the entries say what tells them apart."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:  # noqa: ARG002
        """Yield spellings of two entries with different names and values (singular and plural nouns may share one)."""
        owners: dict[tuple[str, str], list[tuple[LocatedRule, Entry]]] = defaultdict(list)
        for rule in book.rules:
            for entry in (rule.rule.entries or ()) if rule.rule.status != "deprecated" else ():
                for text in dict.fromkeys((entry.name, *entry.aliases)):
                    owners[rule.dimension, text].append((rule, entry))
        for (_, text), found in sorted(owners.items(), key=lambda o: o[0]):
            names = list(dict.fromkeys(entry.name for _, entry in found))
            told_apart = any(key in entry.values for _, entry in found for key in _TELLS_APART)
            meanings = {(rule.id, json.dumps(entry.values, sort_keys=True)) for rule, entry in found}
            if len(names) > 1 and len(meanings) > 1 and not told_apart:
                others = ", ".join(repr(n) for n in names[1:])
                yield fault_at(found[-1][0], f"the spelling {text!r} stands for {names[0]!r} and for {others}")
