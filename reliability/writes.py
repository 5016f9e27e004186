"""Lets changes of the file system fail: disk full, permission denied, input/output errors; a clear error must follow.

The points are those of `kills`. From one of them on there is no room left, or no permission, or one write or fsync
fails. The command must say which stage failed, at which file and what to do, without a traceback, and end with 1
(`site` and `export`: 2); the ledger must be the old or the new one, whole. Then the fault is gone, the command runs
again and must leave what an undisturbed one does. A failure that harms nothing (of a cache) may pass unmentioned.
"""

import errno
import random
from collections.abc import Iterator

from reliability.crash import many
from reliability.crash.shim import FAIL, Fault
from reliability.crash.trial import Outcome, Setting
from tollbook.remedies import remedy

_FULL = ("open", "write", "truncate", "mkdir")
_DENIED = ("open", "rename", "remove", "mkdir", "mark")
_BROKEN = ("write", "sync", "truncate")
_ERRORS = {
    errno.ENOSPC: Fault(FAIL, error=errno.ENOSPC, kinds=_FULL, lasting=True),
    errno.EACCES: Fault(FAIL, error=errno.EACCES, kinds=_DENIED, lasting=True),
    errno.EIO: Fault(FAIL, error=errno.EIO, kinds=_BROKEN),
}
_SAID = {errno.ENOSPC: "No space left on device", errno.EACCES: "Permission denied", errno.EIO: "Input/output error"}


_SQLITE = "sqlite3.OperationalError"  # of Dagster's records, which Dagster's own log shows with a traceback
_SYNC = "fsync failed"  # says DuckDB, and no more


def main(arguments: list[str]) -> int:
    """Let writes fail, look, tell."""
    return many.main("writes", many.options("writes", __doc__), arguments, fault_at, judged)


def fault_at(setting: Setting, at: int, chance: random.Random) -> Fault:  # noqa: ARG001 (as kills has it)
    chosen = _ERRORS[chance.choice(sorted(_ERRORS))]
    return Fault(chosen.action, at, chosen.error, chosen.kinds, chosen.lasting)


def judged(setting: Setting, outcome: Outcome) -> Iterator[str]:
    refused = 2 if setting.scenario.command[0] in {"site", "export"} else 1
    if outcome.code == 0:
        if outcome.ledger != "new":
            yield "it ends with 0, and the ledger is not the new one"
        return
    why = _SAID[outcome.fault.error]
    why = next((word for word in (_SQLITE, _SYNC) if word in outcome.said), why)
    yield from complaints(outcome.code, outcome.said, why, refused)


def complaints(code: int | None, said: str, why: str, wanted: int) -> Iterator[str]:
    """What is wrong with how a command ended that could not write: its exit code, what it said."""
    if code != wanted:
        yield f"it ends with {code}"
    if "Traceback" in said and why != _SQLITE:
        yield "it shows a traceback"
    lines = [line for line in said.splitlines() if why in line]
    if not lines:
        yield f"it does not say: {why}"
    elif why not in {_SQLITE, _SYNC} and not any("/" in line for line in lines):
        yield "it does not say which file"
    if (remedy(why) if wanted == 1 else "Hint:") not in said:
        yield "it does not say what to do"
