"""Who gives a figure, and when, in the words of an explanation."""

import re
from collections import defaultdict
from collections.abc import Sequence

from tollbook.ledger.reconciling.statements import Statement

_MOST = 3  # sources, and articles, that are named for one figure
_BRACKETS = re.compile(r" ?\(([^()]*)\)")
_DIGITS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS_FROM, _YEARS_FROM = 61, 700  # days from which months, and years, are told
_MONTH, _YEAR = 30.44, 365.25  # days


def listed(items: Sequence[str]) -> str:
    """Write "A", "A and B", "A, B and C"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def names(statements: Sequence[Statement]) -> str:
    """Write the articles that say so: "A, B and C", at most four."""
    return _some(list(dict.fromkeys(s.name for s in statements)), _MOST + 1)


def told(statements: Sequence[Statement]) -> str:
    """Write who gives one figure: "by a police officer and a medic (Post) and in Mint".

    Who is cited comes first, with the articles in brackets; articles that tell the figure as their own follow.
    """
    articles: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for s in statements:
        articles[tuple(c for c in s.cited if c.casefold() != s.name.casefold())].append(s)
    plain = articles.pop((), [])
    cited = [f"{_some(list(who), 2)} ({_inside(_names(own))})" for who, own in articles.items()]
    parts = [f"by {_some(cited, _MOST)}"] if cited else []
    if plain:
        parts.append(f"in {_some(_names(plain), _MOST)}")
    return (" and " if len(cited) < 2 else ", and ").join(parts)


def when(statements: Sequence[Statement], base: int | None) -> str:
    """Write how long before or after `base` (a day's ordinal) all of these were published: "a day earlier", or ""."""
    days = {s.day if s.dated else None for s in statements}
    day = days.pop() if len(days) == 1 else None
    if day is None or base is None or day == base:
        return ""
    return f"{_span(abs(day - base))} {'earlier' if day < base else 'later'}"


def _names(statements: Sequence[Statement]) -> list[str]:
    return list(dict.fromkeys(s.name for s in statements))


def _inside(articles: list[str]) -> str:
    """Name articles in brackets, without brackets inside: "News24, AFP; Post"."""
    flat = [_BRACKETS.sub(r", \1", name) for name in articles]
    if any("," in name for name in flat) and 1 < len(flat) <= _MOST:
        return "; ".join(flat)
    return _some(flat, _MOST)


def _some(items: list[str], most: int) -> str:
    """List items, those beyond `most` as a number of others."""
    if len(items) > most:
        rest = len(items) - most + 1
        items = [*items[: most - 1], f"{_number(rest)} others"]
    return listed(items)


def _span(days: int) -> str:
    if days == 1:
        return "a day"
    if days < _MONTHS_FROM:
        return f"{_number(days)} days"
    if days < _YEARS_FROM:
        return f"{_number(round(days / _MONTH))} months"
    return f"{_number(round(days / _YEAR))} years"


def _number(n: int) -> str:
    return _DIGITS[n] if n < len(_DIGITS) else str(n)
