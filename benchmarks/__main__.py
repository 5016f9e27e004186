"""All benchmarks, in one command; what they find is kept as JSON and shown as tables.

    python -m benchmarks                               # everything but a million articles: some twenty minutes
    python -m benchmarks --only whole --sizes 1000000  # one part, other sizes; the rest of the results is kept
    python -m benchmarks --only whole engines --keep   # goes on where it was stopped: what this commit measured stays
    python -m benchmarks --table                       # measures nothing: prints the tables, writes docs/scale.md

Parts: stages (each stage on one core), where (shares of modules), usual (spaCy and dateparser on the same articles),
whole (runs of growing size), increments (what a small change costs), engines.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT, asked, machine
from benchmarks.tables import PAGE, tables, written
from benchmarks.whole import engines, increments, sizes
from tollbook.stages.engine import ENGINES

RESULTS = ROOT / "benchmarks" / "results.json"
PARTS = ("stages", "where", "usual", "whole", "increments", "engines")
SHARES = (0.1, 1.0)
WARM = 500  # articles that the stages read before they are measured


def main() -> None:
    """Measure what was asked for, keep the results, print the tables."""
    given = _options()
    results: dict[str, Any] = json.loads(given.json.read_text(encoding="utf-8")) if given.json.is_file() else {}
    if not given.table:
        with tempfile.TemporaryDirectory(prefix="tollbook-bench-", dir=given.scratch) as scratch:
            for part in given.only:
                print(f"measuring: {part}", flush=True)
                begun, before = machine(), results.get(part, {}).get("found", [])
                for found in _measured(part, given, Path(scratch), before, begun["commit"]):
                    results[part] = {"machine": begun, "found": found}
                    given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    for name, table in tables(results).items():
        print(f"\n{name}\n\n{table}")
    if given.table:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


def _measured(part: str, given: argparse.Namespace, scratch: Path, before: Any, commit: str) -> Iterator[Any]:
    """Yield what is known of a part, after each run that may take long."""
    options = given.options.split()
    if part in ("stages", "where", "usual"):
        count = given.count if part == "stages" else min(given.count, given.usual)
        more = ("--warm", str(min(WARM, count))) if part == "stages" else ()
        yield [asked(f"benchmarks.{part}", "--count", str(count), "--relevant", str(s), *more) for s in SHARES]
    elif part == "increments":
        sizes_now = {(run["articles"], run["short"]): run for run in before if given.keep}
        sizes_now[given.before, given.short] = increments(given.before, options, scratch, short=given.short)
        yield [sizes_now[size] for size in sorted(sizes_now)]
    else:
        key = "articles" if part == "whole" else "engine"
        known = {run[key]: run for run in before if given.keep}
        done = {name for name, run in known.items() if run.get("commit") == commit}
        if part == "whole":
            runs = sizes([count for count in (1, *given.sizes) if count not in done], options, scratch)
        else:
            runs = engines(
                [name for name in ENGINES if name not in done], given.engine_articles, scratch, given.workers
            )
        for run in runs:
            known[run[key]] = {**run, "commit": commit}
            yield [known[name] for name in sorted(known, key=_place)]
        yield [known[name] for name in sorted(known, key=_place)]


def _place(name: int | str) -> int:
    return name if isinstance(name, int) else ENGINES.index(name)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000], help="articles of whole runs")
    parser.add_argument("--keep", action="store_true", help="keep whole runs, increments and engines of before")
    parser.add_argument("--short", action="store_true", help="increments over articles cut after their first sentences")
    parser.add_argument("--count", type=int, default=2000, help="articles for the stages")
    parser.add_argument("--usual", type=int, default=300, help="articles for spaCy and dateparser, and for where")
    parser.add_argument("--before", type=int, default=10_000, help="articles that are in before an increment")
    parser.add_argument("--engine-articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--options", default="", help="of the whole runs and increments, such as '--engine processes'")
    parser.add_argument("--scratch", type=Path, help="folder for archives and homes; needs room")
    parser.add_argument("--json", type=Path, default=RESULTS, help="file for the results")
    parser.add_argument("--table", action="store_true", help="measure nothing, write the tables into docs/scale.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
