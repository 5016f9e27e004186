"""Does many trials, several at a time, and sums up what became of them."""

import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from reliability.crash import child, shim
from reliability.crash.prepare import Bench
from reliability.crash.scenario import SCENARIOS
from reliability.crash.shim import Fault
from reliability.crash.trial import Outcome, Setting, disturbed

FaultAt = Callable[[Setting, int, random.Random], Fault]  # what happens at the n-th change of a scenario
Judge = Callable[[Setting, Outcome], Iterator[str]]  # what is wrong with how the disturbed command ended


def options(command: str, about: str | None, scenarios: Sequence[str] = tuple(SCENARIOS)) -> ArgumentParser:
    """Return the options that commands of trials have."""
    parser = ArgumentParser(
        prog=f"python -m reliability {command}",
        description=about,
        epilog="Scenarios: " + "; ".join(f"{n} ({SCENARIOS[n].about})" for n in scenarios) + ".",
    )
    parser.add_argument("--count", type=int, default=200, help="faults, over all scenarios (default: 200)")
    parser.add_argument(
        "--times", type=int, default=3, help="faults in the same home, one run after the other (default: 3)"
    )
    parser.add_argument("--seed", type=int, default=1, help="where the faults fall (default: 1)")
    parser.add_argument("--only", nargs="+", choices=scenarios, default=scenarios, metavar="SCENARIO")
    parser.add_argument("--jobs", type=int, default=1, help="trials at the same time (default: 1)")
    parser.add_argument("--scratch", type=Path, help="folder for homes")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser


def main(command: str, parser: ArgumentParser, arguments: list[str], fault_at: FaultAt, judge: Judge) -> int:
    """Do trials and print what became of them. Returns 1 when a promise was broken, 2 where there can be none."""
    given = parser.parse_args(arguments)
    if not shim.ready(command, arguments):
        return 2
    figures: dict[str, Any] = {"seed": given.seed, "scenarios": {}, "broken": []}
    with tempfile.TemporaryDirectory(prefix=f"tollbook-{command}-", dir=given.scratch) as scratch:
        for name, found, faults in _done(given, Path(scratch), fault_at, judge):
            figures["scenarios"][name] = found
            figures["broken"].extend(faults)
            if given.json:
                given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(_table(figures["scenarios"]))
    return 1 if figures["broken"] else 0


def _done(
    given: Namespace, folder: Path, fault_at: FaultAt, judge: Judge
) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Do the trials of one scenario after the other; gives the name, the figures, and what was broken."""
    begun = time.monotonic()
    bench = Bench(folder)
    child.warm(bench.articles, folder)
    shares = sum(SCENARIOS[name].share for name in given.only)
    for name in given.only:
        setting = bench.setting(SCENARIOS[name])
        chance = random.Random(f"{given.seed} {name}")  # noqa: S311 (no secret)
        count = max(1, round(given.count * setting.scenario.share / shares))
        todo = list(trials(setting, count, given.times, chance, fault_at))
        outcomes: list[Outcome] = []
        for found in done(todo, folder, judge, given.jobs):
            outcomes.extend(found)
            told = f"{name}: {len(outcomes)} of {count}, {time.monotonic() - begun:.0f} s"
            print(told, file=sys.stderr, flush=True)
        yield name, _summary(setting, outcomes), [broken(o) for o in outcomes if o.faults]


def done(
    todo: Sequence[tuple[Setting, list[Fault]]], folder: Path, judge: Judge, jobs: int = 1
) -> Iterator[list[Outcome]]:
    """Do trials, so many at a time; gives the outcomes of each and prints what was broken."""
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        for found in pool.map(_one, todo, [folder] * len(todo), [judge] * len(todo)):
            print(*(_told(o) for o in found if o.faults), sep="\n", end="", flush=True)
            yield found


def trials(
    setting: Setting, count: int, times: int, chance: random.Random, fault_at: FaultAt
) -> Iterator[tuple[Setting, list[Fault]]]:
    """Spread so many faults evenly over the steps of a scenario, up to `times` in the same home, one after the other.

    A step is what is done to one file before something else is done: a hundred writes to a file are one step. Of a home
    the first fault falls where the spread has it, later ones anywhere in what is left to do then.
    """
    steps, changes = _steps(setting.expected.changes), len(setting.expected.changes)
    homes = min(len(steps), -(-count // times))
    for number in range(homes):
        step = steps[int((number + chance.random()) * len(steps) / homes)]
        at = [chance.choice(step)]
        while len(at) < min(times, count - number * times):
            at.append(chance.randint(1, max(1, changes - at[-1])))
        yield setting, [fault_at(setting, n, chance) for n in at]


def _steps(changes: Sequence[tuple[str, str]]) -> list[range]:
    """The numbers of the changes of each step, counted from 1."""
    found: list[range] = []
    for at, change in enumerate(changes, 1):
        if found and changes[at - 2] == change:
            found[-1] = range(found[-1].start, at + 1)
        else:
            found.append(range(at, at + 1))
    return found


def _one(trial: tuple[Setting, list[Fault]], folder: Path, judge: Judge) -> list[Outcome]:
    setting, faults = trial
    outcomes = disturbed(setting, faults, folder / f"trial-{os.getpid()}")
    for outcome in outcomes:
        outcome.faults.extend(judge(setting, outcome))
    return outcomes


def _told(outcome: Outcome) -> str:
    what = f"{outcome.scenario}, change {outcome.fault.at} ({' '.join(outcome.change)}), {outcome.fault}"
    return "\n".join([what, *(f"  {fault}" for fault in outcome.faults), *(f"  | {x}" for x in outcome.tail), ""])


def _summary(setting: Setting, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    hit = [o for o in outcomes if o.fired]
    return {
        "about": setting.scenario.about,
        "changes": len(setting.expected.changes),
        "steps": len(_steps(setting.expected.changes)),
        "faults": len(hit),
        "old ledger": sum(o.ledger == "old" for o in hit),
        "new ledger": sum(o.ledger == "new" for o in hit),
        "exit codes": dict(sorted(Counter(str(o.code) for o in hit).items())),
        "at": dict(sorted(Counter(o.change[0] for o in hit).items())),
        "broken": sum(bool(o.faults) for o in outcomes),
    }


def broken(outcome: Outcome) -> dict[str, Any]:
    """Return what a broken promise is told of."""
    where = {"scenario": outcome.scenario, "at": outcome.fault.at, "change": outcome.change}
    return {**where, "faults": outcome.faults}


def _table(scenarios: dict[str, dict[str, Any]]) -> str:
    columns = ("changes", "steps", "faults", "old ledger", "new ledger", "broken")
    lines = [f"{'scenario':12}" + "".join(f"{name:>12}" for name in columns)]
    for name, found in scenarios.items():
        lines.append(f"{name:12}" + "".join(f"{found[column]:>12}" for column in columns))
    sums = {column: sum(found[column] for found in scenarios.values()) for column in columns}
    return "\n".join([*lines, f"{'all':12}" + "".join(f"{sums[column]:>12}" for column in columns)])
