"""A text with spans over it, cut into pieces that a page can mark: spans may overlap, elements of HTML may not."""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_BREAK = re.compile(r"\n\s*\n\s*")  # a blank line parts paragraphs; other line ends stay in the pieces


@dataclass(frozen=True, slots=True)
class Span:
    """Characters from `start` to `end` that mean something: its kind, the note about it, an anchor for claims."""

    start: int
    end: int
    kind: str
    note: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters over which the same spans lie. `kind` is that of the shortest mention, `claims` are anchors.

    `notes` and `claims` are words with blanks between, as attributes take them: a template that joins them for each of
    hundreds of pieces takes most of the time of a page. `begins` has the anchors of claims that begin here, `first`
    says whether any span does, `quiet` whether the words are page furniture that no rule read.
    """

    text: str
    kind: str = ""
    notes: str = ""
    claims: str = ""
    begins: tuple[str, ...] = ()
    first: bool = False
    quiet: bool = False


def paragraphs(text: str, spans: Sequence[Span], quiet: Sequence[tuple[int, int]] = ()) -> list[list[Piece]]:
    """Return the paragraphs of a text as pieces. All pieces in order are the text without what parts paragraphs.

    Offsets outside of the text and empty spans are left out.
    """
    good = [t for s in spans if 0 <= s.start < s.end <= len(text) and (t := _trimmed(text, s)) is not None]
    found, at = [], 0
    for gap in [*_BREAK.finditer(text), None]:
        start, at = at, gap.end() if gap else len(text)
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            found.append((start, end))
    cuts = _cuts(good, quiet, found)
    good.sort(key=lambda s: s.start)
    return list(_paragraphs(text, found, cuts, good, sorted(quiet)))


def _trimmed(text: str, span: Span) -> Span | None:
    """A span without blanks at its ends, so that it begins in a paragraph; None for one of blanks only."""
    words = text[span.start : span.end]
    kept = words.strip()
    if len(kept) == len(words):
        return span
    start = span.start + len(words) - len(words.lstrip())
    return replace(span, start=start, end=start + len(kept)) if kept else None


def _cuts(spans: Sequence[Span], quiet: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]) -> list[int]:
    edges = {edge for s in spans for edge in (s.start, s.end)}
    return sorted(edges.union(*quiet, *parts))


def _paragraphs(
    text: str,
    parts: Sequence[tuple[int, int]],
    cuts: Sequence[int],
    spans: Sequence[Span],
    quiet: Sequence[tuple[int, int]],
) -> Iterator[list[Piece]]:
    """Yield the pieces of each part. Spans and quiet words are in the order of their beginnings: each is met once."""
    coming, hushing = deque(spans), deque(quiet)
    active: list[Span] = []
    hushed_until = 0
    for start, end in parts:
        pieces = []
        for a, b in pairwise(cuts[bisect_left(cuts, start) : bisect_right(cuts, end)]):
            active = [s for s in active if s.end > a]
            new = list(_begun(coming, a))
            active += new
            while hushing and hushing[0][0] <= a:
                hushed_until = max(hushed_until, hushing.popleft()[1])
            pieces.append(_piece(text[a:b], active, new, quiet=b <= hushed_until))
        yield pieces


def _begun(coming: deque[Span], at: int) -> Iterator[Span]:
    """Take the spans that begin at an offset; all ends of spans are cuts, so none begins between two of them."""
    while coming and coming[0].start <= at:
        yield coming.popleft()


def _piece(text: str, active: Sequence[Span], new: Sequence[Span], *, quiet: bool) -> Piece:
    mentions = sorted((s for s in active if s.anchor is None), key=lambda s: s.end - s.start)
    claims = [s for s in active if s.anchor is not None]
    return Piece(
        text,
        mentions[0].kind if mentions else "",
        " ".join(dict.fromkeys(s.note for s in (*claims, *mentions))),
        " ".join(s.anchor for s in claims if s.anchor),
        tuple(s.anchor for s in new if s.anchor),
        bool(new),
        quiet,
    )
