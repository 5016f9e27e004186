"""Has two processes work in one home at the same time: one waits or gives way, and neither spoils what the other makes.

A run in a home whose articles, rules and corrections have changed is joined, some moments later, by another run, by a
run that Dagster keeps records of (as the UI starts it), by `site`, by `export`; or it is killed while another waits for
it; or it finds the lock of one that is long gone. In the end the home must be what one undisturbed run makes of it, and
what was exported must be of one ledger, the old or the new.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reliability.crash import child, shim
from reliability.crash.prepare import Bench
from reliability.crash.scenario import SCENARIOS, Places, Scenario
from reliability.crash.trial import Setting, asked, perform, unlike
from tollbook.warehouse.ledgers import RUN_LOCK

_CHANGED, _EXPORT = SCENARIOS["changed"], SCENARIOS["export"]
_WAITED = "Waiting for another run"
_KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Pair:
    """What joins a run; whether the run is then killed, whether it finds a lock left by another."""

    name: str
    second: Scenario | None
    killed: bool = False
    stale: bool = False


PAIRS = (
    Pair("another run", _CHANGED),
    Pair("a run with Dagster's records", replace(_CHANGED, dagster=True)),
    Pair("site", SCENARIOS["site"]),
    Pair("export", _EXPORT),
    Pair("a run that waits while the first is killed", _CHANGED, killed=True),
    Pair("a lock that was left", None, stale=True),
)


def main(arguments: list[str]) -> int:
    """Let two work, look, tell; 1 when a promise was broken, 2 where there can be no trials."""
    parser = ArgumentParser(prog="python -m reliability together", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair meets (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="when the second comes (default: 1)")
    parser.add_argument("--scratch", type=Path, help="folder for homes")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    if not shim.ready("together", arguments):
        return 2
    with tempfile.TemporaryDirectory(prefix="tollbook-together-", dir=given.scratch) as scratch:
        figures = _figures(Path(scratch), given.rounds, random.Random(given.seed))  # noqa: S311 (no secret)
    print(json.dumps(figures, indent=1))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if any(found["broken"] for found in figures.values()) else 0


def _figures(folder: Path, rounds: int, chance: random.Random) -> dict[str, Any]:
    bench = Bench(folder)
    child.warm(bench.articles, folder)
    settings = bench.setting(_CHANGED), bench.setting(_EXPORT)
    found: dict[str, Any] = {p.name: {"rounds": 0, "waited": 0, "codes": Counter(), "broken": []} for p in PAIRS}
    for _ in range(rounds):
        for pair in PAIRS:
            own = found[pair.name]
            own["rounds"] += 1
            waited, codes, faults = meet(settings, pair, chance.uniform(0, 3), folder / "pair")
            own["waited"] += waited
            own["codes"][codes] += 1
            own["broken"].extend(faults)
            print(f"{pair.name}: {codes}, {'waited' if waited else 'no wait'}", *faults, file=sys.stderr, flush=True)
    return found


def meet(settings: tuple[Setting, Setting], pair: Pair, after: float, scratch: Path) -> tuple[bool, str, list[str]]:
    """Let one pair work on the settings `changed` and `export`: whether one waited, how they ended, what is wrong."""
    setting, exported = settings
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(setting.template, scratch / "root")
    places = Places(scratch / "root", setting.articles)
    said = scratch / "first.txt", scratch / "second.txt"
    if pair.stale:
        (places.home / RUN_LOCK).write_text("4194304\n", encoding="utf-8")
    first = perform(setting.scenario, places, said[0])
    time.sleep(after)
    second = perform(pair.second, places, said[1]) if pair.second else None
    if pair.killed:
        time.sleep(after)
        os.kill(first, signal.SIGKILL)
    codes = [child.ended(first), *([child.ended(second)] if second is not None else [])]
    wanted = [{0, _KILLED} if pair.killed else {0}, {0}]
    faults = [f"{n}. ends with {c}" for n, (c, w) in enumerate(zip(codes, wanted, strict=False), 1) if c not in w]
    told = "".join(path.read_text(encoding="utf-8") for path in said if path.is_file())
    faults.extend(_wrong(asked(places, scratch), setting, exported))
    return _WAITED in told, " ".join(map(str, codes)), faults


def _wrong(found: dict[str, Any], setting: Setting, exported: Setting) -> Iterator[str]:
    files = found.get("files", {})
    yield from unlike(found, setting, {n: content for n, content in files.items() if not n.startswith("out/")})
    out = {name: content for name, content in files.items() if name.startswith("out/")}
    whole = exported.expected.files_before, exported.expected.files
    if out and not any(all(ledger.get(name) == content for name, content in out.items()) for ledger in whole):
        yield "what was exported is not of one ledger"
