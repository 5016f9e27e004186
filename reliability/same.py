"""Other machines, users, engines, orders, Pythons: the same ledger, row for row, and no use of a network.

python -m reliability same --json FILE: runs the ledger once as it is, then under every setting that this machine can
make, and compares all rows of all tables but for `published_at`, and the files of the site. A setting that cannot be
made here is told, with what is missing.
"""

import argparse
import hashlib
import json
import platform
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from reliability.arrangements import gather
from reliability.settings import settings
from reliability.trial import ROOT, Setting, Trial, attempt, held
from reliability.wheels import build, copied, install
from tollbook.warehouse import dump

_SHOWN = 3  # differing lines


def main(arguments: list[str]) -> int:
    """Try all settings, print a line for each; 1 when one gave another ledger, failed, or used a network."""
    asked = _options().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tollbook-same-") as folder:
        work = Path(folder)
        gather(asked.articles, asked.made, work / "given")
        (work / "things").mkdir()
        wheel = install(build(copied(work / "source"), work / "dist"), work / "wheel")
        wanted = settings(work / "things", asked.python, wheel)
        chosen = [setting for setting in wanted if re.search(asked.only, setting.name)]
        found = compared(chosen, work / "given", work, _print)
    same, tried = sum(told["same"] for told in found["settings"]), len(found["settings"])
    print(f"{same} of {tried} runs gave the same {found['rows']} rows; {len(found['left_out'])} left out")
    if asked.json:
        result = {"python": platform.python_version(), "made": asked.made, **found}
        asked.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return int(same < tried)


def compared(
    chosen: Iterable[Setting], articles: Path, work: Path, tell: Callable[[dict[str, Any]], None] = lambda _: None
) -> dict[str, Any]:
    """Return what the ledger of `articles` holds, how each setting compares with it, and what was left out.

    `tell` hears of each setting when it was tried. Raises RuntimeError when the run as it is fails.
    """
    base = attempt(Setting("as it is"), articles, work / "base")
    if base.failure:
        raise RuntimeError(base.failure)
    expected = held(base.home)
    told, left = [verdict(base, expected)], []
    for n, setting in enumerate(chosen):
        if setting.lacking:
            left.append({"setting": setting.name, "why": setting.lacking})
        else:
            told.append(verdict(attempt(setting, articles, work / f"trial-{n}"), expected))
        tell(left[-1] if setting.lacking else told[-1])
    rows = sum(int(line.split()[1]) for line in dump(base.home).splitlines())
    return {"rows": rows, "digest": _digest(expected), "settings": told, "left_out": left}


def verdict(trial: Trial, expected: list[str]) -> dict[str, Any]:
    """Return a trial's name, whether it gave the same and used no network, its seconds, and what differs."""
    differing = [trial.failure] if trial.failure else list(_differences(expected, held(trial.home)))
    return {
        "setting": trial.setting.name,
        "same": not differing and not trial.network,
        "seconds": trial.seconds,
        "network": list(trial.network),
        "differing": differing,
    }


def _differences(expected: list[str], found: list[str]) -> Iterator[str]:
    if expected == found:
        return
    missing, more = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    yield f"{len(missing)} lines missing, {len(more)} others" if missing or more else "the same lines in another order"
    yield from (f"missing: {line[:400]}" for line in missing[:_SHOWN])
    yield from (f"instead: {line[:400]}" for line in more[:_SHOWN])


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _print(told: dict[str, Any]) -> None:
    if "why" in told:
        print(f"left out        {told['setting']}: {told['why']}", flush=True)
        return
    print(f"{'same ' if told['same'] else 'OTHER'} {told['seconds']:6.1f} s  {told['setting']}")
    print("".join(f"      {line}\n" for line in [*told["network"], *told["differing"]]), end="", flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reliability same", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=Path, default=ROOT / "examples" / "articles", help="a folder of articles")
    parser.add_argument("--made", type=int, default=300, help="made-up articles beside them (300)")
    parser.add_argument("--python", type=Path, action="append", default=[], help="another Python to run with, repeated")
    parser.add_argument("--only", default="", help="settings whose names hold this regular expression")
    parser.add_argument("--json", type=Path, help="a file for the result")
    return parser
