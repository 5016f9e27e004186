"""Cuts a text into blocks: a paragraph, a headline, a list item or a line of page furniture each.

Most pages have a paragraph a line. Some texts are wrapped at 60 to 100 columns; their lines are joined again.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

Span = tuple[int, int]
_BULLET = regex.compile(r"(?:[•·▪◦●‣*►■-]|\(?[a-z0-9]{1,2}[.)])\s", regex.I)
_BULLETS = frozenset("•·▪◦●‣*►■-")
_TERMINAL = ".!?…:;\"”’')]"
_MAX_WRAP = 110  # columns; longer lines are paragraphs of their own
_SHORT = 30  # a shorter line is a title, a name or a button, not a wrapped line


@dataclass(frozen=True, slots=True)
class _Layout:
    wrapped: bool
    width: int
    capitals: bool


@lru_cache(2)  # the day of publication and the sentences of an article are looked for in the same blocks
def blocks(text: str) -> tuple[Span, ...]:
    """Return (start, end) of each block of `text`, stripped, in order; all that is not white space is in one."""
    groups = _groups(text)
    layout = _layout(text, groups)
    out: list[Span] = []
    for group in groups:
        start, end = group[0]
        widest = max(end - start for start, end in group) if len(group) > 2 else layout.width
        for line in group[1:]:
            if _joins(text, (start, end), line, layout, widest):
                end = line[1]
            else:
                out.append((start, end))
                start, end = line
        out.append((start, end))
    return tuple(out)


def _groups(text: str) -> list[list[Span]]:
    """Runs of lines without a blank line in between, each line stripped."""
    out: list[list[Span]] = []
    current: list[Span] = []
    position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = position + len(line) - len(line.lstrip())
            current.append((start, start + len(stripped)))
        elif current:
            out.append(current)
            current = []
        position += len(line) + 1
    return [*out, current] if current else out


def _layout(text: str, groups: list[list[Span]]) -> _Layout:
    pairs = [(a, b) for group in groups for a, b in pairwise(group)]
    if not pairs:
        return _Layout(wrapped=False, width=0, capitals=False)
    width = max(end - start for group in groups for start, end in group)
    open_ended = sum(a[1] - a[0] >= _SHORT and text[a[1] - 1] not in _TERMINAL for a, _ in pairs)
    wrapped = width <= _MAX_WRAP and open_ended >= 2 and 2 * open_ended >= len(pairs)
    sample = text[:2000]
    return _Layout(wrapped, width, capitals=sample.upper() == sample and sample.lower() != sample)


def _joins(text: str, before: Span, line: Span, layout: _Layout, widest: int) -> bool:
    """Whether `line` goes on with the block that ends with `before`."""
    last_start = max(before[0], text.rfind("\n", before[0], before[1]) + 1)
    length = before[1] - last_start
    first, ends_open = text[line[0]], text[before[1] - 1] not in _TERMINAL
    if is_item(text, line):
        return False
    if first.islower() and length >= _SHORT and (ends_open or layout.wrapped):
        return True
    if not layout.wrapped:
        return False
    space = text.find(" ", line[0], line[1])
    word = (space if space > 0 else line[1]) - line[0]
    share = 0.6 if layout.capitals else 0.75
    return length >= _SHORT and length + 1 + word > share * widest


def is_item(text: str, line: Span) -> bool:
    """Whether a line opens with a bullet, a number or a letter of a list."""
    head = text[line[0] : line[0] + 4]
    return (head[0] in _BULLETS or "." in head or ")" in head) and _BULLET.match(text, *line) is not None
