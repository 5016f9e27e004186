"""A text with spans over it, cut into pieces that a page can mark: spans may overlap, elements of HTML may not."""

import re
from collections import defaultdict
from collections.abc import Sequence
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

    `begins` has the anchors of claims that begin here, `first` says whether any span does, `quiet` whether the words
    are page furniture that no rule read.
    """

    text: str
    kind: str = ""
    notes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
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
    starts: dict[int, list[Span]] = defaultdict(list)
    for s in good:
        starts[s.start].append(s)
    return [_pieces(text, start, end, cuts, starts, good, quiet) for start, end in found]


def _trimmed(text: str, span: Span) -> Span | None:
    """A span without blanks at its ends, so that it begins in a paragraph; None for one of blanks only."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return replace(span, start=start, end=start + len(words.strip())) if words.strip() else None


def _cuts(spans: Sequence[Span], quiet: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]) -> list[int]:
    edges = {edge for s in spans for edge in (s.start, s.end)}
    return sorted(edges.union(*quiet, *parts))


def _pieces(
    text: str,
    start: int,
    end: int,
    cuts: Sequence[int],
    starts: dict[int, list[Span]],
    spans: Sequence[Span],
    quiet: Sequence[tuple[int, int]],
) -> list[Piece]:
    inside = [c for c in cuts if start <= c <= end]
    active = [s for s in spans if s.start < start < s.end]
    pieces = []
    for a, b in pairwise(inside):
        new = starts.get(a, [])
        active = [s for s in active if s.end > a] + new
        hushed = any(q[0] <= a and b <= q[1] for q in quiet)
        pieces.append(_piece(text[a:b], active, new, quiet=hushed))
    return pieces


def _piece(text: str, active: Sequence[Span], new: Sequence[Span], *, quiet: bool) -> Piece:
    mentions = sorted((s for s in active if s.anchor is None), key=lambda s: s.end - s.start)
    claims = [s for s in active if s.anchor is not None]
    return Piece(
        text,
        mentions[0].kind if mentions else "",
        tuple(dict.fromkeys(s.note for s in (*claims, *mentions))),
        tuple(s.anchor for s in claims if s.anchor),
        tuple(s.anchor for s in new if s.anchor),
        bool(new),
        quiet,
    )
