"""Kills commands with SIGKILL at their changes of the file system; the next run must make up for it.

Every change is a point: any open for writing, write, fsync, truncation, rename, removal, new folder, made by Python,
Arrow, DuckDB or the SQLite of Dagster. Half of the kills at a write come when half of it is done. After each kill the
ledger must be the old or the new one, the site usable, exports whole. The next run in the same home is killed too,
and the one after it is let be: it must leave what an undisturbed one does, every row, every file, and nothing besides.
"""

import random
from collections.abc import Iterator

from reliability.crash import many
from reliability.crash.shim import KILL, TEAR, VICTIMS, Fault
from reliability.crash.trial import Outcome, Setting


def main(arguments: list[str]) -> int:
    """Kill, look, tell."""
    return many.main("kills", many.options("kills", __doc__), arguments, fault_at, judged)


def fault_at(setting: Setting, at: int, chance: random.Random) -> Fault:
    torn = chance.random() < 0.5
    victim = chance.choice(VICTIMS) if setting.scenario.name == "processes" else "self"
    return Fault(TEAR if torn else KILL, at, victim=victim)


def judged(setting: Setting, outcome: Outcome) -> Iterator[str]:
    """A command that was killed ends with the signal; one whose worker was killed says so, or needed it no more."""
    if outcome.fault.victim == "self" and setting.scenario.name == "processes":
        if outcome.code not in (-9, 0, 1) or "Traceback" in outcome.said:
            yield f"a worker was killed, and the run ends with {outcome.code}"
    elif outcome.code not in (-9, 0):  # 0: threads change files in no fixed order; the last changes may be fewer
        yield f"it was killed, and ends with {outcome.code}"
