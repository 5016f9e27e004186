"""The loaded rulebook: rules by dimension, lexicons, settings, digests, pattern expansion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import regex

from tollbook.ids import digest
from tollbook.memory import collection_paused
from tollbook.rulebook.forms import forms
from tollbook.rulebook.models import Lexicon, Rule
from tollbook.rulebook.needles import Needles, needles, needles_of_words
from tollbook.rulebook.relaxed import NotRelaxableError, Relaxed, relaxed, relaxed_words
from tollbook.rulebook.unmarked import unmarked, unmarked_words

T = TypeVar("T")
_PLACEHOLDER = regex.compile(r"\{([a-z][a-z_]*)(?::([a-z][a-z_]*))?\}")
_STANDS_FOR = 0xF0000  # private code points for the placeholders of a pattern while its needles are read


class RulebookError(ValueError):
    """Rules that cannot be used. `faults` holds every fault found, each printing `file:line rule-id: message`."""

    def __init__(self, faults: "list[Fault]") -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type, tuple[list["Fault"]]]:
        """Come whole out of another process."""
        return type(self), (self.faults,)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a rule file, and where."""

    file: str
    line: int
    rule_id: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.rule_id or '-'}: {self.message}"


@dataclass(frozen=True, slots=True)
class LocatedRule:
    """A rule with its dimension, digest and the file and line that it stands on (for messages only)."""

    rule: Rule
    dimension: str
    file: str
    line: int
    digest: str

    @property
    def id(self) -> str:
        """The rule's stable id."""
        return self.rule.id


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All rules of a folder. Compare books by `digest()`; `memo` caches what modules compile from it."""

    root: Path
    rules: tuple[LocatedRule, ...]
    lexicons: Mapping[str, Lexicon]
    settings: Mapping[str, Mapping[str, Any]]  # "<dimension>/<file stem>" -> settings
    file_digests: Mapping[str, tuple[str, ...]]  # dimension -> digests of its files' content
    lexicon_places: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # lexicon name -> file and line
    memos: dict[str, Any] = field(default_factory=dict, repr=False)  # what `memo` made, by name

    def of(self, *dimensions: str) -> tuple[LocatedRule, ...]:
        """Rules of these dimensions that run (deprecated ones do not), sorted by id."""
        return tuple(r for r in self.rules if r.dimension in dimensions and r.rule.status != "deprecated")

    def flagged(self, dimension: str, flag: str) -> frozenset[str]:
        """Ids of the rules of a dimension whose `emits` has a flag set."""

        def ids(book: "Rulebook") -> frozenset[str]:
            emits = ((r.id, r.rule.emits) for r in book.of(dimension))
            return frozenset(rule_id for rule_id, given in emits if isinstance(given, dict) and given.get(flag))

        return self.memo(f"flagged.{dimension}.{flag}", ids)

    def digest(self, *dimensions: str) -> str:
        """Content hash of the rules of these dimensions (all when none given). Lexicons always count."""
        wanted = sorted({*dimensions, "lexicons"}) if dimensions else sorted(self.file_digests)
        return digest([d + ":" + h for d in wanted for h in self.file_digests.get(d, ())])

    def memo(self, name: str, build: "Callable[[Rulebook], T]") -> T:
        """Return what `build` makes of this book, made once."""
        if name not in self.memos:
            with collection_paused():
                self.memos[name] = build(self)
        value: T = self.memos[name]
        return value

    def expand(self, pattern: str, symbols: Mapping[str, str] | None = None) -> str:
        """Replace `{name}` by a symbol or lexicon, `{name:label}` by the same as a group called `label`.

        `symbols` maps symbol names to regex text. Raises KeyError with the unknown name.
        """
        known = symbols or {}

        def one(match: "regex.Match[str]") -> str:
            name, label = match.group(1), match.group(2)
            if name in known:
                inner = known[name]
            elif name in self.lexicons:
                inner = self._lexicon(name, known)
            else:
                raise KeyError(name)
            return f"(?P<{label}>{inner})" if label else f"(?:{inner})"

        return _PLACEHOLDER.sub(one, pattern)

    def needles(self, pattern: str, symbols: Mapping[str, str] | None = None) -> Needles:
        """Return the strings of every text that `expand(pattern, symbols)` matches. Raises KeyError as that does.

        Words that most texts have (lexicon `common_word`) are taken where nothing else is certain.
        """
        known = symbols or {}
        depends = (pattern, self.expand(pattern, known), repr(sorted(known.items())), repr(sorted(self._common)))
        return forms().of("needles", depends, lambda: self._read_needles(pattern, known))

    @property
    def _common(self) -> frozenset[str]:
        return self.memo("common", lambda b: frozenset(b.words("common_word") if "common_word" in b.lexicons else ()))

    def _read_needles(self, pattern: str, known: Mapping[str, str]) -> Needles:
        read: dict[str, Needles] = {}

        def one(match: "regex.Match[str]") -> str:
            char = chr(_STANDS_FOR + len(read))
            read[char] = self._needles_of(match.group(1), known)
            return f"(?:{char})"

        return needles(_PLACEHOLDER.sub(one, pattern), read, self._common)

    def _needles_of(self, name: str, known: Mapping[str, str]) -> Needles:
        if name in known:
            return needles(known[name], None, self._common)
        lexicon = self.lexicons[name]
        if lexicon.pattern is None:
            return needles_of_words(self.words(name), self._common)
        key = f"needles:{name}:{sorted(known.items())}"  # a lexicon may use symbols
        if key not in self.memos:
            self.memos[key] = self._read_needles(lexicon.pattern, known)
        found: Needles = self.memos[key]
        return found

    def relaxed(
        self, pattern: str, symbols: Mapping[str, str] | None = None, *, marked: bool = True, around: bool = True
    ) -> Relaxed:
        """Return `expand(pattern, symbols)` as RE2 can look for it. Raises KeyError and NotRelaxableError.

        Not `marked`: in texts before symbols are set in them (see `tollbook.rulebook.unmarked`). With what it looks at
        `around` a match, which where it is tried at one place may stand outside of what RE2 is shown.
        """
        known = symbols or {}
        depends = (pattern, self.expand(pattern, known), repr(sorted(known.items())), str(marked), str(around))
        found = forms().of("relaxed", depends, lambda: self._read_relaxed(pattern, known, marked=marked, around=around))
        if found is None:
            raise NotRelaxableError(pattern)
        return found

    def _read_relaxed(self, pattern: str, known: Mapping[str, str], *, marked: bool, around: bool) -> Relaxed | None:
        try:
            return self._relax(pattern, known, marked=marked, whole=around)
        except NotRelaxableError:
            return None

    def _relax(self, pattern: str, known: Mapping[str, str], *, marked: bool, whole: bool = False) -> Relaxed:
        read: dict[str, Relaxed] = {}

        def one(match: "regex.Match[str]") -> str:
            char = chr(_STANDS_FOR + len(read))
            read[char] = self._relaxed_part(match.group(1), known, marked=marked)
            return f"(?:{char})"

        text = _PLACEHOLDER.sub(one, pattern)
        return (relaxed if marked else unmarked)(text, read, whole=whole)

    def _relaxed_part(self, name: str, known: Mapping[str, str], *, marked: bool) -> Relaxed:
        form, of_words = (relaxed, relaxed_words) if marked else (unmarked, unmarked_words)
        if name in known:
            return self.memo(f"{form.__name__}:{known[name]}", lambda _: form(known[name]))
        lexicon = self.lexicons[name]
        if lexicon.pattern is None:
            return self.memo(f"{form.__name__}:{name}", lambda book: of_words(book.words(name)))
        text, symbols = lexicon.pattern, sorted(known.items())  # a lexicon may use symbols
        return self.memo(f"{form.__name__}:{name}:{symbols}", lambda book: book._relax(text, known, marked=marked))

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a lexicon given as a list or a map."""
        lexicon = self.lexicons[name]
        return tuple(lexicon.words or lexicon.map or ())

    def mapping(self, name: str) -> Mapping[str, str | int | float]:
        """The words of a lexicon given as a map, and what each means."""
        return self.lexicons[name].map or {}

    def _lexicon(self, name: str, known: Mapping[str, str]) -> str:
        lexicon = self.lexicons[name]
        if lexicon.pattern is not None:
            return self.expand(lexicon.pattern, known)
        return self.memo(f"lexicon:{name}", lambda book: _any_of(book.words(name)))


def _any_of(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return r"\b(?:" + "|".join(regex.escape(w, literal_spaces=True) for w in longest_first) + r")\b"
