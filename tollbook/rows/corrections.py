"""What analysts correct, line by line of corrections.csv, and what became of each line."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A line of corrections.csv as it was read, before anyone looked for what it is about."""

    line: Annotated[int, "line of the file, the first is 1"]
    target_id: Annotated[str, "claim_id, report_id or incident_id, or the start of one"]
    action: Annotated[str, "reject, change, merge, split, move"]
    value: Annotated[str, "what to change it to, which others it is about; may be empty"]
    author: Annotated[str, "who says so"]
    date: Annotated[dt.date, "when it was said; of two that contradict each other the later one holds"]
    reason: Annotated[str, "why"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What an analyst corrected, and what became of it: a line of corrections.csv that could be read.

    A line that is not `applied` is in `rejects` too; so are lines that could not be read.
    """

    correction_id: Annotated[str, "content hash of what the line says"]
    line: Annotated[int, "line of corrections.csv, the first is 1"]
    target_id: Annotated[str, "what it is about, as written"]
    action: Annotated[str, "reject, change, merge, split, move"]
    value: Annotated[str, "what it says, as written"]
    author: Annotated[str, "who says so"]
    date: Annotated[dt.date, "when it was said; corrections are applied in this order, then by line"]
    reason: Annotated[str, "why"]
    applied: Annotated[bool, "whether it was applied; false = its target is gone or its value makes no sense"]
    outcome: Annotated[str, "what it did, or why it could not be applied, in words"]
    overruled_by: Annotated[int | None, "line of a later correction that took its place"] = None
    claim_id: Annotated[str | None, "claim that it rejects or changes"] = None
    report_ids: Annotated[tuple[str, ...], "reports that it put elsewhere or changed"] = ()
    incident_ids: Annotated[
        tuple[str, ...],
        "incidents, as they are now, that it bears on; none where it changed nothing, or is about a total over several",
    ] = ()
