"""Sentences that say how a count came about, naming who gave which figure."""

from collections.abc import Sequence

from tollbook.ledger.reconcile_engine import Result, fits
from tollbook.ledger.reconcile_statements import Statement

_MOST_NAMES = 4


def explain(result: Result, tolerance: float) -> str:
    """Return one sentence, e.g. "13 by A and B; 'at least 12' in C agrees; 10 by D is the low"."""
    if not result.considered:
        return _only_words(result)
    parts = [*_best_part(result), *_others(result, tolerance)]
    if result.replaced:
        parts.append(f"{_list(result.replaced)} was replaced by the same source's later figure")
    if result.left_out:
        parts.append(f"{_list(result.left_out)} is left out")
    if result.vague:
        parts.append(f"{_list(result.vague)} bounds nothing")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."


def say(s: Statement) -> str:
    """Write the count of a statement: 13, 'at least 12', 'up to 15', 6 to 8, about 20, 'several'."""
    if not s.numeric:
        return f"'{s.word}'"
    if s.high is None:
        return f"'at least {s.low}'"
    if s.low is None:
        return f"'up to {s.high}'"
    if s.low != s.high:
        return f"{s.low} to {s.high}"
    return f"about {s.low}" if s.about else str(s.low)


def names(statements: Sequence[Statement]) -> str:
    """Write who says so: "A, B and C", at most four names."""
    unique = list(dict.fromkeys(s.name for s in statements))
    if len(unique) > _MOST_NAMES:
        unique = [*unique[: _MOST_NAMES - 1], f"{len(unique) - _MOST_NAMES + 1} others"]
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def deciding(result: Result) -> tuple[Statement, ...]:
    """The statements that give the best count: exact ones where there are any."""
    equal = [s for s in result.considered if s.least == result.best]
    return tuple([s for s in equal if s.exact] or equal)


def _best_part(result: Result) -> list[str]:
    chosen = deciding(result)
    said = dict.fromkeys(say(s) for s in chosen)
    return ["; ".join(f"{text} by {names([s for s in chosen if say(s) == text])}" for text in said)]


def _others(result: Result, tolerance: float) -> list[str]:
    chosen = deciding(result)
    rest = [s for s in result.considered if s not in chosen]
    parts: list[tuple[tuple[int, int], str]] = []
    between: list[Statement] = []
    for text in dict.fromkeys(say(s) for s in rest):
        group = [s for s in rest if say(s) == text]
        phrase = _phrase(text, group, result, tolerance)
        if phrase is None:
            between += group
        else:
            parts.append(phrase)
    phrases = [p for _, p in sorted(parts)]
    if between:
        verb = "lies" if len({s.name for s in between}) == 1 else "lie"
        phrases.append(f"{_list(sorted(between, key=lambda s: (s.least, s.most)))} {verb} between")
    return phrases


def _phrase(
    text: str, group: Sequence[Statement], result: Result, tolerance: float
) -> tuple[tuple[int, int], str] | None:
    """Say what figures that are not the best one do, with a key to sort by; nothing for those that lie between."""
    s, best = group[0], result.best or 0
    is_low = s.least == result.low and s.least < best
    is_high = s.most == result.high and s.most > best
    if fits(s, best, tolerance):
        agrees = "agree" if len({g.name for g in group}) > 1 else "agrees"
        bound = " and is the low" if is_low else " and is the high" if is_high else ""
        return (0, s.least), f"{text} in {names(group)} {agrees}{bound}"
    if is_low or is_high:
        return (1 if is_low else 2, s.least), f"{text} by {names(group)} is the {'low' if is_low else 'high'}"
    return None


def _only_words(result: Result) -> str:
    said = _list(result.vague)
    if result.best is None:
        return f"Only {said}, too vague for a number."
    return f"Only {said}, taken as {result.best}."


def _list(statements: Sequence[Statement]) -> str:
    said = dict.fromkeys(say(s) for s in statements)
    each = [f"{text} by {names([s for s in statements if say(s) == text])}" for text in said]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"
