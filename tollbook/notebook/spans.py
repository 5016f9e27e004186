"""A text with the spans that rules matched in colour, as HTML that stands alone: styles inline, no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

# Background of each kind; the words on it are near black, at least 7:1 (WCAG AAA) on every one of them.
COLOURS = {
    "claim": "#fff3bf",
    "number": "#ffc9c9",
    "date": "#d0ebff",
    "place": "#c3fae8",
    "actor": "#e5dbff",
    "event": "#ffd8a8",
    "source": "#e9ecef",
}
_INK = "#1b1b1b"
_CLAIM_LINE = "border-bottom:2px solid #c92a2a;"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the text, what kind of thing they are, by which rule, and what it was read as."""

    start: int
    end: int
    kind: str
    rule_id: str
    meaning: str


def highlighted(text: str, spans: Sequence[Span], summary: Sequence[str]) -> str:
    """Return the text with its spans coloured by kind, a legend above and `summary` below, one line each.

    Where spans overlap, the shortest gives the colour, a claim keeps its underline, and the tooltip names them all.
    """
    kinds = [kind for kind in COLOURS if any(span.kind == kind for span in spans)]
    legend = " ".join(f'<span style="{_style([kind])}">{kind}</span>' for kind in kinds)
    body = "".join(_pieces(text, spans))
    lines = escape("\n".join(summary))
    return (
        f'<div style="line-height:1.8">{legend}<div style="white-space:pre-wrap">{body}</div></div>'
        f'<pre style="white-space:pre-wrap">{lines}</pre>'
    )


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[str]:
    """The text in pieces, cut wherever a span begins or ends."""
    inside = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    edges = sorted({0, len(text), *(s.start for s in inside), *(s.end for s in inside)})
    for start, end in pairwise(edges):
        here = [s for s in inside if s.start <= start and end <= s.end]
        words = escape(text[start:end])
        if not here:
            yield words
            continue
        nearest = sorted(here, key=lambda s: (s.end - s.start, s.kind == "claim", s.kind, s.rule_id))
        told = "\n".join(f"{s.kind}: {s.meaning} [{s.rule_id}]" for s in nearest)
        yield f'<mark style="{_style([s.kind for s in nearest])}" title="{escape(told)}">{words}</mark>'


def _style(kinds: Sequence[str]) -> str:
    line = _CLAIM_LINE if "claim" in kinds else ""
    return f"background:{COLOURS[kinds[0]]};color:{_INK};{line}"
