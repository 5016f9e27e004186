"""Fuzzing, guided by coverage: `python -m reliability fuzz text html --minutes 30`; `fuzz` alone lists the targets.

A target is a module of `reliability.targets` with a constant `TARGET`. Its corpus, which the tests replay, lies in
`tests/fuzz_corpus/<name>`; what a session found besides is kept in `build/fuzz/<name>` and used by the next one. An
input that breaks an invariant is written there too: fix what it shows, and move it into the corpus.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "fuzz_corpus"
WORK = ROOT / "build" / "fuzz"
LONGEST = 30  # seconds that one input may take
MEMORY = 2048  # MiB
_BROKE = re.compile(r"(?:crash|timeout|oom|leak)-[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: `one_input` raises when an invariant does not hold for these bytes, and else returns.

    `dictionary` holds words that are worth putting into an input, `longest` is the most bytes of an input. Branches of
    the packages in `guides` guide the fuzzer; the fewer they are, the faster it is.
    """

    one_input: Callable[[bytes], None]
    dictionary: tuple[bytes, ...] = ()
    longest: int = 4096
    guides: tuple[str, ...] = ("tollbook", "yaml")


@dataclass(frozen=True, slots=True)
class Session:
    """What one session did: inputs executed, branches covered, inputs of the corpus, seconds, and what broke."""

    target: str
    seed: int
    executions: int
    coverage: int
    corpus: int
    seconds: int
    finding: str | None
    told: str = ""


def names() -> list[str]:
    """Return the names of the targets."""
    return sorted(path.stem for path in (Path(__file__).parent / "targets").glob("[!_]*.py"))


def target(name: str) -> Target:
    """Return the target of this name."""
    found = import_module(f"reliability.targets.{name}").TARGET
    assert isinstance(found, Target)
    return found


def corpus(name: str) -> Iterator[Path]:
    """Yield the files of the corpus of a target."""
    yield from sorted(path for path in (CORPUS / name).glob("*") if path.is_file())


def fuzz(name: str, minutes: float, seed: int) -> Session:
    """Fuzz one target in a process of its own for so long, or until an input breaks it."""
    work, kept = WORK / name, CORPUS / name
    for folder in (work / "corpus", kept):
        folder.mkdir(parents=True, exist_ok=True)
    words = work / "words.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target(name).dictionary))
    flags = {
        "max_total_time": max(1, round(minutes * 60)),
        "seed": seed,
        "max_len": target(name).longest,
        "timeout": LONGEST,
        "rss_limit_mb": MEMORY,
        "dict": words,
        "artifact_prefix": f"{work}/",
        "print_final_stats": 1,
    }
    guides = ",".join(target(name).guides)
    command = [sys.executable, "-m", "reliability.targets", name, guides, *(f"-{k}={v}" for k, v in flags.items())]
    begun = time.monotonic()
    log = work / "log.txt"
    with log.open("wb") as out:
        done = subprocess.run(
            [*command, str(work / "corpus"), str(kept)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return session_of(name, seed, log.read_text("utf-8", "replace"), done.returncode, round(time.monotonic() - begun))


def session_of(name: str, seed: int, log: str, code: int, seconds: int) -> Session:
    """Return what a session did, by the log and the exit code of its process."""
    statistics = re.findall(r"cov: (\d+) .*?corp: (\d+)", log) or [("0", "0")]
    executed = re.findall(r"number_of_executed_units: (\d+)", log) or re.findall(r"^#(\d+)\s", log, re.M) or ["0"]
    broke = _BROKE.findall(log)
    finding = str((WORK / name / broke[-1]).relative_to(ROOT)) if broke else None
    if code and finding is None:
        finding = f"the process ended with exit code {code}"
    told = log[log.find("Traceback") :] if "Traceback" in log else log
    covered, inputs = map(int, statistics[-1])
    return Session(name, seed, int(executed[-1]), covered, inputs, seconds, finding, told[-2000:] if finding else "")


def _escaped(word: bytes) -> str:
    return "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02X}" for b in word)


def main(arguments: list[str]) -> int:
    """Fuzz the targets one after the other, each for its share of the time; exit code 1 when one broke."""
    parser = argparse.ArgumentParser(prog="python -m reliability fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"all, or some of {', '.join(names())}")
    parser.add_argument("--minutes", type=float, default=30, help="of all targets together (30)")
    parser.add_argument("--seed", type=int, default=1, help="where the fuzzer's chance begins (1)")
    parser.add_argument("--json", type=Path, help="write what was done to this file")
    chosen = parser.parse_args(arguments)
    wanted = names() if chosen.targets == ["all"] else chosen.targets
    if not wanted or not set(wanted) <= set(names()):
        for name in names():
            says = (import_module(f"reliability.targets.{name}").__doc__ or "").partition("\n")[0]
            print(f"  {name:14}{says}")
        return 2 if wanted else 0
    sessions = []
    for name in wanted:
        session = fuzz(name, chosen.minutes / len(wanted), chosen.seed)
        sessions.append(session)
        print(
            f"{name}: {session.executions:,} inputs in {session.seconds:,} s, {session.coverage:,} branches, "
            f"{session.finding or 'nothing found'}",
            flush=True,
        )
        if session.told:
            print(session.told, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(session) for session in sessions], indent=1) + "\n")
    return int(any(session.finding for session in sessions))
