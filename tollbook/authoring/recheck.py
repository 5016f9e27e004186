"""Checks only what changed since the rules were checked last: in a second or two, not in half a minute."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tollbook.ledger.reconciling.profile_examples import try_profiles
from tollbook.rule_trials import conventions, trials
from tollbook.rulebook import Fault, Rulebook
from tollbook.rulebook.check import Checked, check_rules
from tollbook.rulebook.digests import lexicons_used, word_digests
from tollbook.rulebook.examples import count_examples, run_examples
from tollbook.rulebook.lint import CHECKS, PatternCompiles, lint
from tollbook.rulebook.lint_patterns import NoEmptyMatch, NoExplosion
from tollbook.rulebook.load import read_rules

_SLOW = (PatternCompiles, NoEmptyMatch, NoExplosion)  # look at one pattern at a time: only at those that changed


@dataclass(frozen=True, slots=True)
class State:
    """What was checked, with every fault that is known of it."""

    book: Rulebook
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Rechecked:
    """The state after a change, the rules that were tried again, and how many examples ran."""

    state: State
    rules: tuple[str, ...]
    n_examples: int
    elsewhere: bool  # something changed that code reads, so that examples of other rules may fail too


def check_all(root: Path | None) -> tuple[State, Checked]:
    """Check everything under `root` (None: the packaged rules)."""
    checked = check_rules(root, conventions, trials(), try_profiles)
    return State(read_rules(root)[0], checked.faults), checked


def recheck(before: State, root: Path | None) -> Rechecked:
    """Check what is not as it was: rules, those that use a lexicon that changed, profiles.

    Faults of rules that did not change stay known.
    """
    book, unloaded = read_rules(root)
    changed = _changed(before.book, book)
    part = replace(book, rules=tuple(r for r in book.rules if r.id in changed), memos={})
    known = conventions(book)
    faults = set(unloaded)
    faults |= {*lint(book, known, [c for c in CHECKS if not isinstance(c, _SLOW)])}
    faults |= {*lint(part, known, [c for c in CHECKS if isinstance(c, _SLOW)])}
    n_examples = 0
    if not unloaded and not lint(part, known, [PatternCompiles()]):
        faults |= {*_examples(book, changed), *try_profiles(book)[0]}
        n_examples = count_examples(part)
    there = {r.id for r in book.rules}
    faults |= {f for f in before.faults if f.rule_id in there and f.rule_id not in changed}
    elsewhere = _words(before.book) != _words(book)
    return Rechecked(State(book, tuple(sorted(faults))), tuple(sorted(changed)), n_examples, elsewhere)


def _examples(book: Rulebook, changed: frozenset[str]) -> Sequence[Fault]:
    """Faults of the examples of some rules, which run beside all others."""
    rules = tuple(r for r in book.rules if r.id in changed)
    tried = {
        name: (lambda rule, document, _, trial=trial: trial(rule, document, book)) for name, trial in trials().items()
    }
    return run_examples(replace(book, rules=rules, memos={}), tried)


def _changed(before: Rulebook, after: Rulebook) -> frozenset[str]:
    old = {r.id: (r.digest, r.file) for r in before.rules}
    words_before, words_after = word_digests(before), word_digests(after)
    names = {k.removeprefix("lexicon.") for k in words_after if words_before.get(k) != words_after[k]}
    by_words = {rule for rule, used in lexicons_used(after).items() if used & names}
    return frozenset({r.id for r in after.rules if old.get(r.id) != (r.digest, r.file)} | by_words)


def _words(book: Rulebook) -> dict[str, str]:
    return {k: v for k, v in word_digests(book).items() if not k.startswith("settings.profiles/")}
