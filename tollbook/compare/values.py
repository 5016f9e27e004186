"""Values of columns, as a reader sees them, and which of them differ."""

from collections.abc import Callable, Iterable
from typing import Any

from tollbook.compare.rows import Cause, FieldDifference
from tollbook.counts import in_words
from tollbook.rows import Claim


def of(row: Any, name: str) -> Any:
    """Return a column of a row, None where there is no row."""
    return None if row is None else getattr(row, name)


def shown(value: Any) -> str | None:
    """Return a value as text; None stays."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def field_differences(
    before: Any, after: Any, names: Iterable[str], why: Callable[[str], tuple[Cause, ...]] = lambda _: ()
) -> tuple[FieldDifference, ...]:
    """Return the columns among `names` in which two rows differ, in that order. `why` says what one comes from."""
    return tuple(
        FieldDifference(name, shown(a), shown(b), why(name))
        for name in names
        if (a := getattr(before, name)) != (b := getattr(after, name))
    )


def days(row: Any) -> str | None:
    """Return `date_from`, and `date_to` where it is another day, of a row that has them; None when unknown."""
    if row is None or row.date_from is None:
        return None
    return f"{row.date_from}" + (f"..{row.date_to}" if row.date_to and row.date_to != row.date_from else "")


def stated(claim: Claim) -> str:
    """Return a claim in words: `at least 12 killed, victims (police)`; parts and totals over several say so."""
    count = in_words(claim.low, claim.high, word=claim.word)
    group = "" if claim.victim_group == "unknown" else f" ({claim.victim_group.replace('_', ' ')})"
    scope = "" if claim.scope == "total" else f", {claim.scope}"
    return f"{count} {claim.outcome}, {claim.party}{group}{scope}"
