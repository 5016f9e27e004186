"""Lexicons that the code asks for by name, compiled once a rulebook: words stand in YAML, no module has its own."""

from tollbook.extraction.symbols import SYMBOLS
from tollbook.matching.patterns import Cue
from tollbook.rulebook import Rulebook
from tollbook.rulebook.timed import Timed


def cue(lexicon: str, book: Rulebook) -> Cue:
    """Return a lexicon as it is looked for in whole passages and sentences without symbols, RE2 first."""
    name = f"cue.{lexicon}"
    made: Cue = book.memos.get(name) or book.memo(name, lambda b: Cue(b, "{" + lexicon + "}"))
    return made


def pattern(lexicon: str, book: Rulebook) -> Timed:
    """Return a lexicon as it is looked for in a few words, or at a place of a text, which may have symbols."""
    name = f"pattern.{lexicon}"
    made: Timed = book.memos.get(name) or book.memo(name, lambda b: Timed(b.expand("{" + lexicon + "}", SYMBOLS), name))
    return made
