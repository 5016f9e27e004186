"""Whether a sentence can match a pattern of claims, whatever its mentions are: known before any is marked in it.

What is read off the patterns is necessary and not enough: a sentence that is ruled out makes no claim.
"""

from collections.abc import Iterator, Mapping, Sequence, Set

from tollbook.extraction.mentions import is_bomber
from tollbook.extraction.symbols import SYMBOLS
from tollbook.matching.names import NameIndex, spellings
from tollbook.matching.patterns import Gate
from tollbook.rulebook import Rulebook
from tollbook.rulebook.linear import Walk, linear
from tollbook.rulebook.needles import Needles
from tollbook.rulebook.relaxed import encoded

_ANYTHING = r"\w"  # stands for the symbols of patterns: what they are read off is not known yet


class Possible:
    """The patterns of claims as they are looked for in a sentence before it is marked."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._symbols = {**symbols_of(book), "bombers": _bombers(book)}
        self._walks: dict[str, Walk] = {}
        self.needs = list(_needs(book))  # what each pattern needs, and the pattern
        later = book.flagged("casualties", "told")  # those that claim nothing where no other claim was made before
        self.first = list(_needs(book, later))
        self._gate = Gate([needles for needles, _ in self.needs])

    def walks(self, folded: str, patterns: Sequence[str]) -> bool:
        """Whether one of these patterns can match in a folded text."""
        walked = encoded(folded)
        return any(self._walk(pattern)(walked) for pattern in patterns)

    def claims(self, folded: str) -> bool:
        """Whether any pattern can match in a folded text."""
        opened = self._gate.open_for(folded)
        return bool(opened) and self.walks(folded, [self.needs[i][1] for i in opened])

    def read(self) -> Iterator[str]:
        """Yield what the answers depend on."""
        for _, pattern in self.needs:
            yield self._book.expand(pattern, self._symbols)

    def _walk(self, pattern: str) -> Walk:
        walk = self._walks.get(pattern)
        if walk is None:
            walk = self._walks[pattern] = linear(self._book, pattern, self._symbols, marked=False).possible
        return walk


def possible(book: Rulebook) -> Possible:
    """Return what is known of the patterns of a book, read off once."""
    return book.memo("claims.possible", Possible)


def symbols_of(book: Rulebook) -> Mapping[str, str]:
    """Return what the placeholders of patterns of claims stand for."""
    return {**SYMBOLS, "people": book.expand("{people_list}", SYMBOLS), "single": SYMBOLS["people"]}


def _bombers(book: Rulebook, anything: str = SYMBOLS["people"]) -> str:
    """What stands for bombers: a phrase with a word of one of their names, and `anything` around it."""
    rules = [r for r in book.of("actors") if any(is_bomber(entry.name) for entry in r.rule.entries or ())]
    names = NameIndex(rules, spellings(book)).spelled()
    words = sorted({max(text.split(), key=len) for text, own in names if any(is_bomber(n.entry.name) for n in own)})
    return f"(?:{anything})?(?:{'|'.join(words)})(?:{anything})?"


def _needs(book: Rulebook, without: Set[str] = frozenset()) -> Iterator[tuple[Needles, str]]:
    hospital = book.expand("{hospital_word}")
    symbols = {
        **dict.fromkeys((*SYMBOLS, "people", "single"), _ANYTHING),
        "hospital": hospital,
        "bombers": _bombers(book, _ANYTHING),
    }
    for rule in book.of("casualties"):
        if rule.rule.pattern and rule.id not in without:
            yield book.needles(rule.rule.pattern, symbols), rule.rule.pattern
