"""What is refused of a piece of a file, told as of the file: only here do rows of a piece get their numbers there."""

import re
from dataclasses import replace

from tollbook.reading.faults import ReadError
from tollbook.rows import Reject

REPEATED = "repeated_id"
_ADVICE = "give each row an id of its own"
_ROW = re.compile(rf"(?<=is that of row )\d+(?=; {_ADVICE}\Z)")


def repeated_id(source_id: str, row: int) -> ReadError:
    """Return why an article is refused whose id is that of an earlier row."""
    return ReadError(REPEATED, f"id {source_id[:80]!r} is that of row {row}; {_ADVICE}")


def moved(reject: Reject, file: str, before: int) -> Reject:
    """Return what was refused of a piece of `file`, with rows numbered as in the file: so many rows are before it."""
    name, _, number = reject.source_id.rpartition(":")
    if name != file or not number.isdecimal():
        return reject
    detail = reject.detail
    if reject.reason == REPEATED:
        detail = _ROW.sub(lambda row: str(int(row.group()) + before), detail)
    return replace(reject, source_id=f"{name}:{int(number) + before}", detail=detail)
