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
    parser.add_argument("--count", type=int, default=200, help="trials, over all scenarios (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="where the faults fall (default: 1)")
    parser.add_argument("--only", nargs="+", choices=scenarios, default=scenarios, metavar="SCENARIO")
    parser.add_argument("--jobs", type=int, default=1, help="trials at the same time (default: 1)")
    parser.add_argument("--scratch", type=Path, help="folder for homes")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser


def main(command: str, parser: ArgumentParser, arguments: list[str], fault_at: FaultAt, judge: Judge) -> int:
    """Do trials and print what became of them. Returns 1 when a promise was broken, 2 where there can be none."""
    given = parser.parse_args(arguments)
    try:
        shim.load_or_restart("reliability", [command, *arguments])
    except shim.ShimError as error:
        print(f"No trials here: {error}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix=f"tollbook-{command}-", dir=given.scratch) as scratch:
        settings, outcomes = _done(given, Path(scratch), fault_at, judge)
    figures = {"seed": given.seed, "scenarios": _summary(settings, outcomes), "broken": _broken(outcomes)}
    print(_table(figures["scenarios"]))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if figures["broken"] else 0


def _done(given: Namespace, folder: Path, fault_at: FaultAt, judge: Judge) -> tuple[list[Setting], list[Outcome]]:
    begun = time.monotonic()
    bench = Bench(folder)
    child.warm(bench.articles, folder)
    settings = [bench.setting(SCENARIOS[name]) for name in given.only]
    todo = list(trials(settings, given.count, random.Random(given.seed), fault_at))  # noqa: S311 (no secret)
    print(f"{len(todo)} trials, prepared in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    outcomes = []
    with ProcessPoolExecutor(given.jobs, multiprocessing.get_context("fork")) as pool:
        for done, outcome in enumerate(pool.map(_one, todo, [folder] * len(todo), [judge] * len(todo)), 1):
            outcomes.append(outcome)
            if outcome.faults:
                print(_told(outcome), flush=True)
            if done % 10 == 0:
                print(f"{done} of {len(todo)}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return settings, outcomes


def trials(
    settings: Sequence[Setting], count: int, chance: random.Random, fault_at: FaultAt
) -> Iterator[tuple[Setting, Fault]]:
    """Spread so many faults over scenarios by their shares, and evenly over the steps of each.

    A step is what is done to one file before something else is done: a hundred writes to a file are one step.
    """
    shares = sum(setting.scenario.share for setting in settings)
    for setting in settings:
        steps = _steps(setting.expected.changes)
        own = min(len(steps), max(1, round(count * setting.scenario.share / shares)))
        for number in range(own):
            step = steps[int((number + chance.random()) * len(steps) / own)]
            yield setting, fault_at(setting, chance.choice(step), chance)


def _steps(changes: Sequence[tuple[str, str]]) -> list[range]:
    """The numbers of the changes of each step, counted from 1."""
    found: list[range] = []
    for at, change in enumerate(changes, 1):
        if found and changes[at - 2] == change:
            found[-1] = range(found[-1].start, at + 1)
        else:
            found.append(range(at, at + 1))
    return found


def _one(trial: tuple[Setting, Fault], folder: Path, judge: Judge) -> Outcome:
    setting, fault = trial
    outcome = disturbed(setting, fault, folder / f"trial-{os.getpid()}")
    outcome.faults.extend(judge(setting, outcome))
    return outcome


def _told(outcome: Outcome) -> str:
    what = f"{outcome.scenario}, change {outcome.fault.at} ({' '.join(outcome.change)}), {outcome.fault}"
    return "\n".join([what, *(f"  {fault}" for fault in outcome.faults), *(f"  | {x}" for x in outcome.tail)])


def _summary(settings: Sequence[Setting], outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    found = {}
    for setting in settings:
        own = [o for o in outcomes if o.scenario == setting.scenario.name]
        kinds = Counter(o.change[0] for o in own)
        found[setting.scenario.name] = {
            "about": setting.scenario.about,
            "changes": len(setting.expected.changes),
            "steps": len(_steps(setting.expected.changes)),
            "trials": len(own),
            "old ledger": sum(o.ledger == "old" for o in own),
            "new ledger": sum(o.ledger == "new" for o in own),
            "exit codes": dict(sorted(Counter(str(o.code) for o in own).items())),
            "at": dict(sorted(kinds.items())),
            "broken": sum(bool(o.faults) for o in own),
        }
    return found


def _broken(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {"scenario": o.scenario, "at": o.fault.at, "change": o.change, "faults": o.faults} for o in outcomes if o.faults
    ]


def _table(scenarios: dict[str, dict[str, Any]]) -> str:
    columns = ("changes", "steps", "trials", "old ledger", "new ledger", "broken")
    lines = [f"{'scenario':12}" + "".join(f"{name:>12}" for name in columns)]
    for name, found in scenarios.items():
        lines.append(f"{name:12}" + "".join(f"{found[column]:>12}" for column in columns))
    sums = {column: sum(found[column] for found in scenarios.values()) for column in columns}
    return "\n".join([*lines, f"{'all':12}" + "".join(f"{sums[column]:>12}" for column in columns)])
