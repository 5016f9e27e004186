"""The tables of what was measured, in Markdown, and their places in docs/scale.md.

A place is between `<!-- measured: NAME -->` and `<!-- end -->`; what stands there is written, not typed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.machine import ROOT
from benchmarks.whole import exponent

PAGE = ROOT / "docs" / "scale.md"
NOT_YET = "Not measured yet."
_PLACE = re.compile(r"(<!-- measured: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
ENOUGH = 10_000  # articles of a run from which a million are reckoned
MODULES = 20  # shown of those that time goes to
MILLION, BILLION = 1_000_000, 1_000_000_000


def tables(results: Mapping[str, Any]) -> dict[str, str]:
    """Return each table by its name."""
    return {name: make(results) for name, make in _TABLES.items()}


def written(page: str, results: Mapping[str, Any]) -> str:
    """Return a page with the tables in their places. Raises KeyError for a place that has no table."""
    made = tables(results)
    return _PLACE.sub(lambda place: f"{place[1]}{made[place[2]]}\n{place[3]}", page)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, all columns but the first set to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine(results: Mapping[str, Any]) -> str:
    rows = []
    for part, held in sorted(results.items()):
        m = held["machine"]
        cells = (m["day"], m["commit"], f"{m['cores']} x {m['cpu']}", f"{m['memory GB']:.0f} GB", m["python"])
        rows.append([part, *cells, str(m["others"])])
    head = ("part", "day", "commit", "machine", "memory", "Python", "load before")
    return table(head, rows) if rows else NOT_YET


def _stages(results: Mapping[str, Any]) -> str:
    found = results["stages"]["found"] if "stages" in results else []
    if not found:
        return NOT_YET
    head = ["stage"]
    for run in found:
        head += [f"{run['relevant']:.0%} about attacks: ms an article", "articles/s", "MB/s"]
    names = list(found[0]["seconds"])
    rows = [[name, *(c for run in found for c in _speed(run, run["seconds"][name]))] for name in names]
    rows.append(["**all**", *(c for run in found for c in _speed(run, sum(run["seconds"].values())))])
    return table(head, rows)


def _speed(run: Mapping[str, Any], seconds: float) -> list[str]:
    each = seconds / run["articles"]
    return [f"{1000 * each:.2f}", f"{1 / max(each, 1e-9):,.0f}", f"{run['characters'] / max(seconds, 1e-9) / 1e6:.1f}"]


def _where(results: Mapping[str, Any]) -> str:
    found = results["where"]["found"] if "where" in results else []
    if not found:
        return NOT_YET
    names = sorted({n for run in found for n in run["share"]}, key=lambda n: -sum(r["share"].get(n, 0) for r in found))
    rows = [[name, *(f"{run['share'].get(name, 0):.0%}" for run in found)] for name in names[:MODULES]]
    return table(["module", *(f"{run['relevant']:.0%} about attacks" for run in found)], rows)


def _usual(results: Mapping[str, Any]) -> str:
    found = results["usual"]["found"] if "usual" in results else []
    if not found:
        return NOT_YET
    head = ["on one core", *(f"{run['relevant']:.0%} about attacks: articles/s" for run in found)]
    rows = [
        [name, *(f"{run['articles'] / run['seconds'][name]:,.0f}" for run in found)] for name in found[0]["seconds"]
    ]
    both = [run["seconds"]["spaCy"] + run["seconds"]["dateparser"] for run in found]
    rows.append(["spaCy and dateparser", *(f"{r['articles'] / b:,.0f}" for r, b in zip(found, both, strict=True))])
    ratios = [f"{b / r['seconds']['Tollbook']:.2f}" for r, b in zip(found, both, strict=True)]
    alone = [f"{r['seconds']['spaCy'] / r['seconds']['Tollbook']:.2f}" for r in found]
    rows += [["**Tollbook is so many times as fast as both**", *ratios], ["and as spaCy alone", *alone]]
    return table(head, rows)


def _whole(results: Mapping[str, Any]) -> str:
    found = results["whole"]["found"] if "whole" in results else []
    if not found:
        return NOT_YET
    head = [
        "articles",
        "MB of text",
        "wall s",
        "CPU s",
        "CPU ms an article",
        "peak MB of a process",
        "of all",
        "home MB",
    ]
    rows = [
        [f"{r['articles']:,}", f"{r['characters'] / 1e6:,.1f}", f"{r['seconds']:,.1f}", f"{r['cpu']:,.1f}",
         f"{1000 * r['cpu'] / r['articles']:,.1f}", f"{r['peak MB']:,.0f}", f"{r['peak MB, all processes']:,.0f}",
         f"{r['home MB']:,.0f}"]
        for r in found
    ]  # fmt: skip
    growth = exponent(found)
    told = (
        ""
        if growth is None
        else f"\n\nCPU time grows with the number of articles as n^{growth:.2f}, start-up taken off."
    )
    return table(head, rows) + told


_COSTS = {"CPU s": "cpu", "wall s": "seconds", "peak MB": "peak MB"}


def _increments(results: Mapping[str, Any]) -> str:
    found = results["increments"]["found"] if "increments" in results else []
    if not found:
        return NOT_YET
    runs = [name for name, run in found[0].items() if isinstance(run, dict)]
    cut = [", cut" if size["short"] else "" for size in found]
    heads = (
        f"{size['articles']:,} in{short}: {what}" for size, short in zip(found, cut, strict=True) for what in _COSTS
    )
    rows = [[name, *(_cost_of(size.get(name), key) for size in found for key in _COSTS.values())] for name in runs]
    return table(["", *heads], rows)


def _cost_of(run: Mapping[str, Any] | None, key: str) -> str:
    """A cost of a run as words; of an archive of a million not every run is measured."""
    return f"{run[key]:,.1f}" if run else "-"


def _engines(results: Mapping[str, Any]) -> str:
    found = results["engines"]["found"] if "engines" in results else []
    if not found:
        return NOT_YET
    local = found[0]["seconds"]
    rows = [
        [
            f"`{r['engine']}`",
            f"{r['seconds']:,.1f}",
            f"{r['cpu']:,.1f}",
            f"{local / r['seconds']:.2f}",
            f"{r['peak MB']:,.0f}",
        ]
        for r in found
    ]
    return table(
        [f"{found[0]['articles']:,} articles", "wall s", "CPU s", "times as fast", "peak MB of a process"], rows
    )


def _cost(results: Mapping[str, Any]) -> str:
    """What a million and a billion articles cost: from the largest whole run, its start taken off."""
    if "whole" not in results:
        return NOT_YET
    run = max(results["whole"]["found"], key=lambda r: r["articles"])
    if run["articles"] < ENOUGH:
        return NOT_YET
    start = min(results["whole"]["found"], key=lambda r: r["articles"])["cpu"]
    each = (run["cpu"] - start) / run["articles"]
    disk = run["home MB"] / run["articles"]
    rows = [[f"{count:,}", f"{count * each / 3600:,.1f}", f"{count * disk / 1e3:,.0f}"] for count in (MILLION, BILLION)]
    head = [
        "articles",
        "core hours",
        "GB of stages and ledger",
    ]
    return table(head, rows)


_TABLES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "machine": _machine,
    "stages": _stages,
    "where": _where,
    "usual": _usual,
    "whole": _whole,
    "increments": _increments,
    "engines": _engines,
    "cost": _cost,
}
