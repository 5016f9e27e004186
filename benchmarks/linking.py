"""What linking and reconciliation cost as the ledger grows: time and memory of every step, for two sizes.

    python benchmarks/linking.py [--sizes 10000 100000] [--years 10] [--skip-estimates]

With `--years 10` both sizes are spread over ten years, so that ten times as many reports crowd the same days; with
`--years 10 100` the ledger grows longer instead. With `--crowd 30` all reports tell 30 incidents of one town and day.
Reports are made up (`generated.py`). Each size runs in a process of its own, so that its peak of memory is its own.
Times are CPU time. `same incident` compares the groups with the incidents that the reports were made from.
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from generated import Generated, crowd, generate

from tollbook.ledger.incidents.history import incident_changes
from tollbook.ledger.incidents.votes import incidents
from tollbook.ledger.linking.apart import tell_apart
from tollbook.ledger.linking.blocking import candidates
from tollbook.ledger.linking.grouping import assign, settle
from tollbook.ledger.linking.links import compare
from tollbook.ledger.linking.settings import link_settings
from tollbook.ledger.linking.subject import subjects
from tollbook.ledger.reconciling.cumulative import cumulative_totals
from tollbook.ledger.reconciling.estimates import estimates
from tollbook.ledger.reconciling.toll_history import toll_history
from tollbook.memory import collection_paused
from tollbook.rulebook import load_rulebook

LINKING = ("subjects", "candidates", "compare", "tell_apart", "settle", "assign", "incident_changes")


def measure(rows: Generated, *, reconcile: bool) -> dict[str, Any]:
    """Run every step on these reports; return seconds by step, peaks of memory, and what came out."""
    book = load_rulebook()
    settings = link_settings(book)
    seconds: dict[str, float] = {}
    memory = {"rows": _peak()}

    def timed(step: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        before = time.process_time()
        with collection_paused() if step in LINKING else nullcontext():  # as `link` and its like do
            found = work()
        seconds[step] = time.process_time() - before
        return found

    told = timed(
        "subjects", lambda: subjects(rows.reports, rows.tallies, rows.documents, rows.place_mentions, settings)
    )
    among = timed("candidates", lambda: candidates(told, settings))
    near = timed("compare", lambda: compare(told, among.pairs, settings, among.crowds))
    apart = timed("tell_apart", lambda: tell_apart(near, told, settings))
    links = timed("settle", lambda: settle(apart, rows.reports, settings))
    reports = timed("assign", lambda: assign(rows.reports, links, rows.documents))
    changes = timed("incident_changes", lambda: incident_changes(reports, rows.documents, links, book))
    memory["linking"] = _peak()
    if reconcile:
        _reconcile(timed, replace(rows, reports=reports), book)
        memory["all"] = _peak()
    found = {"reports": len(reports), "pairs": len(among.pairs), "links": len(links), "changes": len(changes)}
    return {"seconds": seconds, "memory": memory, "found": found, **_score(rows, reports)}


def _reconcile(timed: Callable[[str, Callable[[], Any]], Any], rows: Generated, book: Any) -> None:
    told, counts, claims, documents = rows.reports, rows.tallies, rows.claims, rows.documents
    groups = timed("incidents", lambda: incidents(told, counts, claims, documents, book))
    totals = timed("cumulative", lambda: cumulative_totals(claims, [], rows.place_mentions, told, groups, book))
    timed("estimates", lambda: estimates(told, counts, [], claims, documents, book, totals))
    timed("toll_history", lambda: toll_history(told, counts, [], claims, documents, book, totals))


def _score(rows: Generated, reports: Any) -> dict[str, float]:
    def pairs(labels: Any) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    both = pairs((rows.truth[r.report_id], r.incident_id) for r in reports)
    true, found = pairs(rows.truth.values()), pairs(r.incident_id for r in reports)
    return {"precision": 100 * both / max(1, found), "recall": 100 * both / max(1, true), "true pairs": true}


def _peak() -> float:
    """Peak of memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(runs: list[dict[str, Any]]) -> None:
    """Print a Markdown table of the runs, with how many times more the last one cost than the first."""
    first, last = runs[0], runs[-1]
    print("| step | " + " | ".join(f"{r['found']['reports']:,} reports: s" for r in runs) + " | times |")
    print("| --- |" + " ---: |" * (len(runs) + 1))
    for run in runs:
        run["seconds"]["linking, all"] = sum(run["seconds"][step] for step in LINKING)
    for step in first["seconds"]:
        cost = [run["seconds"][step] for run in runs]
        print(f"| {step} | " + " | ".join(f"{c:.2f}" for c in cost) + f" | {cost[-1] / max(cost[0], 0.001):.1f} |")
    print("\n| | " + " | ".join(f"{r['found']['reports']:,} reports" for r in runs) + " | times |")
    print("| --- |" + " ---: |" * (len(runs) + 1))
    for name, values in (("found", first["found"]), ("memory", first["memory"])):
        for key in values:
            cost = [run[name][key] for run in runs]
            label = f"peak MB: {key}" if name == "memory" else key
            print(f"| {label} | " + " | ".join(f"{c:,.0f}" for c in cost) + f" | {cost[-1] / max(cost[0], 1):.1f} |")
    for key in ("precision", "recall"):
        print(f"| same incident, {key} | " + " | ".join(f"{run[key]:.1f}" for run in runs) + " | |")
    print(f"\nlast: {json.dumps(last['found'])}")


def main() -> None:
    """Measure each size in a process of its own and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--years", type=int, nargs="+", default=[10], help="years that the incidents are spread over")
    parser.add_argument("--crowd", type=int, default=0, help="incidents of one town and day that all reports tell")
    parser.add_argument("--skip-estimates", action="store_true", help="linking only")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        rows = crowd(given.one, given.crowd) if given.crowd else generate(given.one, given.years[0])
        print(json.dumps(measure(rows, reconcile=not given.skip_estimates)))
        return
    options = ["--skip-estimates"] if given.skip_estimates else []
    runs = []
    for size, years in zip(given.sizes, cycle(given.years), strict=False):
        command = [sys.executable, __file__, "--one", str(size), "--years", str(years), "--crowd", str(given.crowd)]
        runs.append(json.loads(subprocess.run([*command, *options], check=True, capture_output=True, text=True).stdout))  # noqa: S603
    report(runs)


if __name__ == "__main__":
    main()
