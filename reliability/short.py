"""The short form of kills, writes, together and readers, as the tests run it: one bench, a minute."""

import json
import random
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from reliability import kills, readers, together, writes
from reliability.crash import child, many, shim
from reliability.crash.prepare import Bench
from reliability.crash.scenario import SCENARIOS

_COUNT, _TIMES = 4, 2


def main(arguments: list[str]) -> int:
    """Try a little of everything and print figures; 1 when a promise was broken, 2 where there can be no trials."""
    parser = ArgumentParser(prog="python -m reliability short", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if not shim.ready("short", arguments):
        return 2
    with tempfile.TemporaryDirectory(prefix="tollbook-short-") as scratch:
        found = _figures(Path(scratch), random.Random(given.seed))  # noqa: S311 (no secret)
    print(json.dumps(found))
    return 1 if found["broken"] else 0


def _figures(folder: Path, chance: random.Random) -> dict[str, Any]:
    bench = Bench(folder)
    child.warm(bench.articles, folder)
    setting = bench.setting(SCENARIOS["changed"])
    found: dict[str, Any] = {"broken": []}
    for command in (kills, writes):
        todo = list(many.trials(setting, _COUNT, _TIMES, chance, command.fault_at))
        outcomes = [o for each in many.done(todo, folder, command.judged) for o in each]
        found[command.__name__.rpartition(".")[2]] = sum(o.fired > 0 for o in outcomes)
        found["broken"].extend(many.broken(o) for o in outcomes if o.faults)
    _, _, faults = together.meet((setting, setting), together.PAIRS[0], chance.uniform(0, 1), folder / "pair")
    homes = [setting.template / "home", folder / "undisturbed" / "changed" / "root" / "home"]
    read = readers.beside(folder, homes, publishes=4, readers=3)
    found["broken"].extend([*faults, *read.pop("failed")])
    return {**found, **read}
