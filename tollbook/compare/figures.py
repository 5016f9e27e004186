"""Reconciled counts of an incident that differ."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tollbook.compare.rows import DEFAULT, Cause, Figure, FigureDifference, Side

Key = tuple[str, str, str | None, str | None, str | None]  # profile, outcome, party, victim group, side
Figures = Mapping[str, Mapping[Key, Figure]]  # incident -> its figures
Why = Callable[[Key], tuple[Cause, ...]]


def figures(side: Side, *, with_default: bool) -> Figures:
    """Return the figures of each incident under every profile; `with_default` also those of `estimates`.

    They are the same as those of the default profile, so they are needed only where the two sides have another one.
    """
    found: dict[str, dict[Key, Figure]] = defaultdict(dict)
    for row in side.by_profile:
        found[row.incident_id][row.profile, row.outcome, row.party, None, None] = _figure(row)
    for group in side.by_group:
        found[group.incident_id][group.profile, group.outcome, None, group.victim_group, None] = _figure(group)
    for part in side.by_side:
        only = Figure(part.best, part.best, part.best, False, part.clause, part.explanation)
        found[part.incident_id][part.profile, part.outcome, None, None, part.side] = only
    for estimate in side.estimates if with_default else ():
        found[estimate.incident_id][DEFAULT, estimate.outcome, estimate.party, None, None] = _figure(estimate)
    return found


def _figure(row: Any) -> Figure:
    return Figure(row.low, row.best, row.high, row.disagreement, row.clause, row.explanation)


def figure_differences(
    before: Mapping[Key, Figure], after: Mapping[Key, Figure], why: Why
) -> Iterator[FigureDifference]:
    """Yield the figures whose counts, or whether sources disagree, are not the same; parties before groups."""
    for key in sorted(before.keys() | after.keys(), key=_order):
        a, b = before.get(key), after.get(key)
        if counts(a) != counts(b):
            yield FigureDifference(*key, a, b, why(key))


def counts(figure: Figure | None) -> tuple[int | bool | None, ...] | None:
    """Return what makes two figures differ."""
    return None if figure is None else (figure.low, figure.best, figure.high, figure.disagreement)


def _order(key: Key) -> tuple[Any, ...]:
    profile, outcome, party, group, side = key
    first = profile != DEFAULT, party is None, group is None, outcome != "killed", outcome, party != "victims"
    return (*first, party, group, side, profile)
