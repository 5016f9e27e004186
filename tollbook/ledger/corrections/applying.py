"""Applies corrections, by their date and then by line, to what reading and linking left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tollbook.ledger.archive import Archive
from tollbook.ledger.corrections.counting import Recounted, recount
from tollbook.ledger.corrections.effects import Effect, correction
from tollbook.ledger.corrections.faults import CorrectionError
from tollbook.ledger.corrections.partition import Partition
from tollbook.ledger.corrections.settings import Settings
from tollbook.ledger.corrections.structure import merge, move, split
from tollbook.ledger.corrections.targets import Targets
from tollbook.ledger.linking.settings import link_settings
from tollbook.reading.corrections import where
from tollbook.reading.faults import STAGE_CORRECTIONS
from tollbook.rows import Claim, Correction, CorrectionLine, GroupTally, IncidentChange, Link, Reject, Report, Tally
from tollbook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections did: a row for each line, those that could not be applied, links and changes, what counts."""

    corrections: list[Correction] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    changes: list[IncidentChange] = field(default_factory=list)
    recounted: Recounted = field(default_factory=Recounted)


def apply(lines: Sequence[CorrectionLine], archive: Archive, links: Sequence[Link], book: Rulebook) -> Corrected:
    """Apply corrections to what was read, and to `links` as linking left them.

    What a line is about must be there, and its value make sense: else it is among the rejects, and the others are
    applied all the same. The order of the lines matters only among corrections of one day. Rows of corrections are
    sorted by date and line.
    """
    if not lines:
        return Corrected(links=list(links))
    docs = {d.doc_id: d for d in archive.documents}
    targets, partition = Targets(archive.claims, archive.reports), Partition(archive.reports, links, docs)
    settings = Settings(targets, docs)
    limits = link_settings(book)
    how: dict[str, Callable[[CorrectionLine], Effect]] = {
        "reject": settings.reject,
        "change": settings.change,
        "merge": partial(merge, targets=targets, partition=partition, settings=limits),
        "split": partial(split, targets=targets, partition=partition),
        "move": partial(move, targets=targets, partition=partition, settings=limits),
    }
    effects: dict[CorrectionLine, Effect | CorrectionError] = {}
    for line in sorted(lines, key=lambda c: (c.date, c.line)):
        try:
            effects[line] = how[line.action](line)
        except CorrectionError as error:
            effects[line] = error
    recounted = recount(archive, settings.changes, settings.rejected, book)
    return Corrected(
        [_row(line, effect, partition, settings.overruled) for line, effect in effects.items()],
        [_reject(line, effect) for line, effect in effects.items() if isinstance(effect, CorrectionError)],
        partition.links,
        partition.changes,
        replace(recounted, reports=settings.reports()),
    )


def read_back(
    corrections: list[Correction],
    claims: list[Claim],
    tallies: list[Tally],
    groups: list[GroupTally],
    reports: list[Report],
) -> Corrected:
    """Return what corrections did as its tables have it; links and changes are for who needs them to add."""
    return Corrected(corrections=corrections, recounted=Recounted(claims, tallies, groups, reports))


def _row(
    line: CorrectionLine, effect: Effect | CorrectionError, partition: Partition, overruled: dict[int, int]
) -> Correction:
    """The row of a line, with the incidents as they are in the end."""
    if isinstance(effect, CorrectionError):
        return correction(line, Effect(f"not applied: {effect.detail}"), applied=False)
    row = correction(line, effect)
    if line.line in overruled:
        later = overruled[line.line]
        return replace(row, outcome=f"{row.outcome}; overruled by line {later}", overruled_by=later)
    return replace(row, incident_ids=tuple(sorted({partition.incident_id(r) for r in effect.bears_on})))


def _reject(line: CorrectionLine, error: CorrectionError) -> Reject:
    return Reject(where(line.line), STAGE_CORRECTIONS, error.reason, error.detail)
