"""Corrections of which reports are one incident: merge, split, move."""

from collections.abc import Sequence

from tollbook.ledger.corrections.effects import Effect
from tollbook.ledger.corrections.faults import CorrectionError
from tollbook.ledger.corrections.partition import Partition, Why
from tollbook.ledger.corrections.targets import Targets
from tollbook.ledger.corrections.words import by
from tollbook.ledger.linking.grouping import TOLD_AS_TWO, contradiction
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.rows import CorrectionLine

_LOOKED_AT = 100  # reports of an incident, for what speaks against a merge
NEW = "new"  # where a report is moved that is an incident of its own


def merge(line: CorrectionLine, targets: Targets, partition: Partition, settings: LinkSettings) -> Effect:
    """Make two incidents one, whatever speaks against it: the effect says what does."""
    one = targets.incident(line.target_id)
    other = targets.incident(line.value, "value")
    if one == other:
        raise CorrectionError("bad_value", "column value: this is the same incident; name another one")
    if partition.together(one, other):
        return Effect("changed nothing: the two are one incident already")
    although = _although(one, other, partition, settings)
    joined = partition.merge(one, other, _why(line, "merged"))
    return Effect(f"two incidents are taken as one{although}", report_ids=tuple(joined), bears_on=(one,))


def split(line: CorrectionLine, targets: Targets, partition: Partition) -> Effect:
    """Make an incident of its own of some of the reports of one."""
    one = targets.incident(line.target_id)
    named = [targets.report(v, "value").report_id for v in _listed(line.value)]
    if not named:
        told = "column value: it is empty; name the report_ids that leave, with ; between them"
        raise CorrectionError("bad_value", told)
    before = _ids(partition, one)
    leaving = sorted({r for r in named if r in before})
    if not leaving:
        return Effect("changed nothing: these reports are not in that incident")
    if len(leaving) == len(before):
        return Effect("changed nothing: these are all the reports of that incident")
    gone = partition.split(leaving, _why(line, "split"))
    return Effect("one incident is taken as two", report_ids=tuple(gone), bears_on=tuple(before))


def move(line: CorrectionLine, targets: Targets, partition: Partition, settings: LinkSettings) -> Effect:
    """Put a report into another incident, or make it one of its own."""
    report_id = targets.report(line.target_id).report_id
    to = None if line.value.casefold() == NEW else targets.incident(line.value, "value")
    before = _ids(partition, report_id)
    if to in before or (to is None and len(before) == 1):
        return Effect("changed nothing: the report is there already")
    why, gone, although = _why(line, "moved"), before, ""
    if len(before) > 1:
        gone = partition.split([report_id], why)
    if to is not None:
        although = _although(to, report_id, partition, settings)
        partition.merge(to, report_id, why)
    where = "an incident of its own" if to is None else "another incident"
    return Effect(f"a report is moved to {where}{although}", report_ids=tuple(gone), bears_on=tuple(before))


def _ids(partition: Partition, report_id: str) -> list[str]:
    return [r.report_id for r in partition.members(report_id)]


def _although(one: str, other: str, partition: Partition, settings: LinkSettings) -> str:
    """What speaks against one incident: linking would never take it as one, the analyst may."""
    first, second = (partition.members(r)[:_LOOKED_AT] for r in (one, other))
    why = contradiction(first, second, settings)
    if not why:
        return ""
    return f", although {why}" if why == TOLD_AS_TWO else f", although they have {why}"


def _why(line: CorrectionLine, done: str) -> Why:
    return Why(f"{done} by {by(line)}", line.date)


def _listed(value: str) -> Sequence[str]:
    return value.replace(";", " ").replace(",", " ").split()
