"""What a whole pattern looks at beside its match, made part of it, for a matcher that knows no look-around."""

from collections.abc import Callable, Sequence
from typing import Any

Part = tuple[Any, Any]  # of a pattern that was taken apart: what it is, and its value


def with_around(parts: Sequence[Part]) -> Sequence[Part]:
    """Return a whole pattern with what it looks at: "(?<=A)B(?=C)" is found nowhere but where "ABC" is."""
    return _with_ahead(_with_behind(parts))


def _with_behind(parts: Sequence[Part]) -> Sequence[Part]:
    if not parts:
        return parts
    (op, value), rest = parts[0], parts[1:]
    if str(op) == "ASSERT" and value[0] < 0:
        return [*value[1], *rest]
    inner = _inside(op, value, _with_behind)
    return parts if inner is None else [(op, inner), *rest]


def _with_ahead(parts: Sequence[Part]) -> Sequence[Part]:
    last = len(parts)
    while last and str(parts[last - 1][0]) == "ASSERT_NOT":
        last -= 1
    if not last:
        return parts
    before, (op, value) = parts[: last - 1], parts[last - 1]
    if str(op) == "ASSERT" and value[0] > 0:
        return [*before, *value[1]]
    inner = _inside(op, value, _with_ahead)
    return parts if inner is None else [*before, (op, inner), *parts[last:]]


def _inside(op: Any, value: Any, change: Callable[[Sequence[Part]], Sequence[Part]]) -> Any:
    """The value of a group or a choice, what is in it changed; None for other parts."""
    if str(op) == "SUBPATTERN":
        return (*value[:3], change(value[3]))
    return (value[0], [change(branch) for branch in value[1]]) if str(op) == "BRANCH" else None
