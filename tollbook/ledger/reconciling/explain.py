"""Sentences that say how a count came about: who gave which figure, and when.

"13 by a security official (Globe); 'at least 12' in Mint a day later agrees; 10 by police sources (Post) is the low,
'at least 16' in Kayhan the high."
"""

from collections.abc import Callable, Sequence

from tollbook.counts import quoted
from tollbook.ledger.reconciling.engine import Result, fits
from tollbook.ledger.reconciling.explain_voices import listed, names, told, when
from tollbook.ledger.reconciling.statements import Statement

__all__ = ["deciding", "explain", "names", "say"]


def explain(result: Result, tolerance: float) -> str:
    """Return one sentence that names who gave which figure; `tolerance` is the profile's for "about"."""
    if not result.considered:
        return _only_words(result)
    parts = [_figures(deciding(result), result), *_others(result, tolerance)]
    if result.replaced:
        own = "that source's own later figure" if len(result.replaced) == 1 else "the same sources' own later figures"
        parts.append(f"{_figures(result.replaced, result)} {_be(result.replaced, 'was', 'were')} replaced by {own}")
    if result.left_out:
        left_out = tuple(result.left_out)
        parts.append(f"{_figures(left_out, result)} {_be(left_out, 'is', 'are')} left out")
    if result.vague:
        parts.append(f"{_figures(result.vague, result)} {_be(result.vague, 'gives', 'give')} no number")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."


def say(s: Statement) -> str:
    """Write the count of a statement: 13, 'at least 12', 'up to 15', 6 to 8, about 20, 'several'."""
    return quoted(s.low, s.high, word=s.word, about=s.about)


def deciding(result: Result) -> tuple[Statement, ...]:
    """The statements that give the best count: exact ones where there are any."""
    equal = [s for s in result.considered if s.least == result.best]
    return tuple([s for s in equal if s.exact] or equal)


def _others(result: Result, tolerance: float) -> list[str]:
    """What the figures beside the best one do: agree with it, are the low and the high, lie between."""
    best = result.best or 0
    chosen = set(deciding(result))
    rest = [s for s in result.considered if s not in chosen]

    def is_low(s: Statement) -> bool:
        return s.least == result.low and s.least < best

    def is_high(s: Statement) -> bool:
        return s.most == result.high and s.most > best

    def agrees(s: Statement) -> bool:
        return fits(s, best, tolerance)

    lows, highs = [s for s in rest if is_low(s)], [s for s in rest if is_high(s) and not is_low(s)]
    again = {(s.report_id, s.least) for s in chosen}
    told = {*lows, *highs}
    inner = [s for s in rest if s not in told and (s.report_id, s.least) not in again]
    parts = [_clause([s for s in inner if agrees(s)], result, "agrees", "agree")]
    bounds = [(lows, "low"), (highs, "high")]
    if lows and highs and not any(map(agrees, (*lows, *highs))):
        first, second = (_figures(group, result) for group, _ in bounds)
        parts.append(f"{first} {_be(lows, 'is', 'are')} the low, {second} the high")
    else:
        parts += [_bound(group, name, result, agrees) for group, name in bounds]
    parts.append(_clause([s for s in inner if not agrees(s)], result, "lies between", "lie between"))
    return [p for p in parts if p]


def _bound(group: Sequence[Statement], name: str, result: Result, agrees: Callable[[Statement], bool]) -> str:
    """Say that figures are the low or the high, and that they agree with the best one where all of them do."""
    also = ("agrees and is", "agree and are") if all(map(agrees, group)) else ("is", "are")
    return _clause(group, result, f"{also[0]} the {name}", f"{also[1]} the {name}")


def _clause(group: Sequence[Statement], result: Result, one: str, several: str) -> str:
    return f"{_figures(group, result)} {_be(group, one, several)}" if group else ""


def _be(group: Sequence[Statement], one: str, several: str) -> str:
    """The verb for one figure or for several."""
    return one if len({say(s) for s in _once(group)}) == 1 else several


def _figures(group: Sequence[Statement], result: Result) -> str:
    """Each figure with who gives it: "10 by police (Post) and 11 in Mint a day later"."""
    ordered = sorted(_once(group), key=lambda s: (s.least, s.most, not s.exact))
    base = max((s.day for s in deciding(result) if s.day is not None and s.dated), default=None)
    each = []
    for figure in dict.fromkeys(say(s) for s in ordered):
        own = [s for s in ordered if say(s) == figure]
        each.append((f"{figure} {told(own)}", when(own, base)))
    days = {day for _, day in each}
    if len(each) > 1 and len(days) == 1 and all(days):
        return f"{listed([text for text, _ in each])}, each {days.pop()},"
    return listed([f"{text} {day}" if day else text for text, day in each])


def _once(group: Sequence[Statement]) -> list[Statement]:
    """Leave out what an article says again in other words: "10" in its headline, "at least 10" by an official."""
    best: dict[tuple[str, int], Statement] = {}
    for s in group:
        key = (s.report_id, s.least)
        if key not in best or (bool(s.cited), s.exact) > (bool(best[key].cited), best[key].exact):
            best[key] = s
    kept = set(map(id, best.values()))
    return [s for s in group if id(s) in kept or not s.numeric]


def _only_words(result: Result) -> str:
    said = _figures(result.vague, result)
    if result.best is None:
        return f"Only {said}, too vague for a number."
    return f"Only {said}, taken as {result.best}."
