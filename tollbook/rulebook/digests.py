"""Digests of what is no rule and yet decides figures: lexicons and settings; and which rules use which lexicons."""

import json
from collections.abc import Mapping

import regex

from tollbook.ids import digest
from tollbook.rulebook.book import Rulebook

_NAME = regex.compile(r"\{([a-z][a-z_]*)(?::[a-z][a-z_]*)?\}")


def word_digests(book: Rulebook) -> dict[str, str]:
    """Return `lexicon.<name>` and `settings.<dimension>/<file>` -> content hash, sorted by key."""
    lexicons = {f"lexicon.{name}": digest([held.model_dump_json()]) for name, held in book.lexicons.items()}
    settings = {
        f"settings.{name}": digest([json.dumps(held, sort_keys=True, default=str)])
        for name, held in book.settings.items()
    }
    return dict(sorted({**lexicons, **settings}.items()))


def lexicons_used(book: Rulebook) -> dict[str, frozenset[str]]:
    """Return rule id -> names of the lexicons in its pattern, and of those in their patterns."""
    direct = {name: lexicons_named(held.pattern, book) for name, held in book.lexicons.items()}
    return {r.id: _reached(lexicons_named(r.rule.pattern, book), direct) for r in book.rules if r.rule.pattern}


def lexicons_named(pattern: str | None, book: Rulebook) -> frozenset[str]:
    """Return the names of the lexicons that stand in a pattern itself."""
    return frozenset(name for name in _NAME.findall(pattern or "") if name in book.lexicons)


def _reached(names: frozenset[str], direct: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found, waiting = set(names), list(names)
    while waiting:
        new = direct[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return frozenset(found)
