"""Whether two articles tell one story in the same words, and whether the later one has figures of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from rapidfuzz.distance import Indel

from tollbook.documents.story import DAY, NUMBER, Story
from tollbook.rulebook import Rulebook

Gap = tuple[int, int, int, int]  # words of the earlier, words of the later story between two shared passages


class CopySettings(BaseModel):
    """The settings of `rules/publication/copies.yaml`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    shared: float
    run: int
    vocabulary: float
    short: int
    short_days: int


def copy_settings(book: Rulebook) -> CopySettings:
    """Return the settings of this book, checked once. Raises ValidationError naming what is wrong."""
    return book.memo("reading.copies", lambda b: CopySettings.model_validate(dict(b.settings["publication/copies"])))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether it is one story; whether the later article has numbers that the earlier lacks, and the reverse."""

    same: bool
    adds: bool = False
    lacks: bool = False

    @property
    def copy(self) -> bool:
        """Whether the later article is a copy: all of its figures are in the earlier one."""
        return self.same and not self.adds


_OTHER = Likeness(same=False)


def compare(earlier: Story, later: Story, settings: CopySettings) -> Likeness:
    """Compare two stories word by word. Numbers are compared passage by passage, as values ("nine" is 9)."""
    runs = [
        op
        for op in Indel.opcodes(earlier.words, later.words)
        if op.tag == "equal" and op.src_end - op.src_start >= settings.run
    ]
    length = min(len(earlier.words), len(later.words))
    if not length or sum(op.src_end - op.src_start for op in runs) < settings.shared * length:
        return _OTHER
    spans = [(op.src_start, op.src_end, op.dest_start, op.dest_end) for op in runs]
    gaps = list(_between(spans, len(earlier.words), len(later.words)))
    if length < settings.short and any(_other_names(earlier, later, gap) for gap in gaps):
        return _OTHER
    told = [(earlier.marked(NUMBER, a, b), later.marked(NUMBER, c, d)) for a, b, c, d in gaps]
    days = [(earlier.marked(DAY, a, b), later.marked(DAY, c, d)) for a, b, c, d in gaps]
    told += [(old, new) for old, new in days if old and new]  # another day is another story, a day put in is none
    told.append((list(earlier.rest), list(later.rest)))
    return Likeness(True, any(_more(new, old) for old, new in told), any(_more(old, new) for old, new in told))


def _between(runs: Iterable[Gap], earlier: int, later: int) -> Iterator[Gap]:
    at = there = 0
    for a, b, c, d in [*runs, (earlier, earlier, later, later)]:
        if a > at or c > there:
            yield at, a, there, c
        at, there = b, d


def _other_names(earlier: Story, later: Story, gap: Gap) -> bool:
    """Whether a passage of the one has a name where the other has another."""
    a, b, c, d = gap
    old, new = earlier.words[a:b], later.words[c:d]
    if not old or not new:
        return False
    named = {w for w, name in zip(new, later.names[c:d], strict=True) if name}
    before = {w for w, name in zip(old, earlier.names[a:b], strict=True) if name}
    return bool(named - set(old) or before - set(new))


def _more(some: Iterable[str], others: Iterable[str]) -> bool:
    return bool(Counter(some) - Counter(others))
