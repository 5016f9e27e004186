"""Looks for faults that loading does not see: each check is a small class, and all faults are collected at once."""

from collections.abc import Sequence

from tollbook.rulebook.book import Fault, Rulebook
from tollbook.rulebook.lint_base import Check, Conventions
from tollbook.rulebook.lint_content import (
    EntriesAreSound,
    ExamplesAreSound,
    IdsNameDimension,
    LexiconsHaveContent,
    SpellingsAreUnambiguous,
    StableIsProven,
)
from tollbook.rulebook.lint_patterns import CapturesAreUsed, NoEmptyMatch, NoExplosion, PatternCompiles, PatternsDiffer
from tollbook.rulebook.lint_reading import ExamplesTell, FormsAreShort, LexiconsStandWithTheirUsers, TitlesReadAlike

__all__ = ["CHECKS", "Check", "Conventions", "PatternCompiles", "lint"]

CHECKS: tuple[Check, ...] = (
    IdsNameDimension(),
    PatternCompiles(),
    LexiconsHaveContent(),
    NoEmptyMatch(),
    CapturesAreUsed(),
    NoExplosion(),
    StableIsProven(),
    ExamplesAreSound(),
    EntriesAreSound(),
    PatternsDiffer(),
    SpellingsAreUnambiguous(),
    TitlesReadAlike(),
    FormsAreShort(),
    LexiconsStandWithTheirUsers(),
    ExamplesTell(),
)
"""Every check, in the order in which they run."""


def lint(book: Rulebook, known: Conventions, checks: Sequence[Check] = CHECKS) -> list[Fault]:
    """Return all faults, by file and line."""
    return sorted({fault for check in checks for fault in check.faults(book, known)})
