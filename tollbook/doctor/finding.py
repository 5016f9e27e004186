"""What a doctor finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

OK, WARN, FAIL = "ok", "warn", "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at (`installation` or `home`, and what of it), how it is, in words, and what to do, if anything.

    `state` is ok, warn (works, but look at it) or FAIL (does not work, or is not to be trusted).
    """

    area: str
    name: str
    state: str
    message: str
    todo: str = ""


Check = Callable[[], Iterator[Finding]]


def ok(name: str, message: str) -> Finding:
    """Return that something is well; the area is filled in later, as in all three."""
    return Finding("", name, OK, message)


def warn(name: str, message: str, todo: str) -> Finding:
    """Return that something works, and should be looked at."""
    return Finding("", name, WARN, message, todo)


def fail(name: str, message: str, todo: str) -> Finding:
    """Return that something does not work, or is not to be trusted."""
    return Finding("", name, FAIL, message, todo)


def size(count: float) -> str:
    """Return a number of bytes as words."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"
