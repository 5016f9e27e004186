"""Whole runs, as a user starts them: wall and CPU time, memory of each process, what a small change costs, engines."""

import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.articles import shortened, write
from benchmarks.machine import ROOT, environment, python, watched
from benchmarks.newsroom.stream import articles

Measured = dict[str, Any]
NEW = 10  # articles that come in overnight
ACTOR_RULES = Path("rules", "actors")


def run(folder: Path, home: Path, *options: str, before: Sequence[Path] = ()) -> Measured:
    """Run the ledger of a folder of articles, in processes of its own."""
    command = python("pipelines.cli", "run", "--articles", str(folder), "--home", str(home), *options)
    return watched(command, environment(*before))


def archive(folder: Path, count: int, relevant: float = 0.1, *, short: bool = False) -> Measured:
    """Make up an archive of `count` articles; return what it is."""
    made = articles(count, relevant=relevant)
    size = sum(len(a.text) for a in write(shortened(made) if short else made, folder))
    return {"articles": count, "characters": size, "relevant": relevant, "short": short}


def sizes(counts: Sequence[int], options: Sequence[str], scratch: Path) -> Iterator[Measured]:
    """Yield a first run at each size; that of a single article is the cost of starting."""
    for count in counts:
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            made = archive(Path(folder, "articles"), count)
            done = run(Path(folder, "articles"), Path(folder, "home"), *options)
            yield {**made, **done, "options": " ".join(options), "home MB": _size(Path(folder, "home"))}


def increments(count: int, options: Sequence[str], scratch: Path, *, short: bool = False) -> Measured:
    """Return what runs cost after a first one of `count` articles: nothing new, ten more, a rule edited, one gone."""
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder, home, rules = Path(name, "articles"), Path(name, "home"), Path(name, "edited")
        found: Measured = {**archive(folder, count, short=short), "first": run(folder, home, *options)}
        found["nothing new"] = run(folder, home, *options)
        more = islice(articles(count + NEW), count, None)
        list(write(shortened(more) if short else more, folder, first=count))
        found["ten articles more"] = run(folder, home, *options)
        _edited_rules(rules)
        found["one actor rule edited"] = run(folder, home, *options, before=[rules])
        found["edited back"] = run(folder, home, *options)
        _remove_one(folder)
        found["one article removed"] = run(folder, home, *options)
    return found


def _edited_rules(folder: Path) -> None:
    """A copy of the rules in which one actor has another alias."""
    shutil.copytree(ROOT / "rules", folder / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    for path in sorted((folder / ACTOR_RULES).rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition("aliases: [")
        if found:
            path.write_text(f"{before}{found}the Army of Nowhere At All, {after}", encoding="utf-8")
            return
    raise LookupError(f"no actor with aliases in {folder}")


def _remove_one(folder: Path) -> None:
    path = sorted(folder.iterdir())[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:5] + lines[6:]), encoding="utf-8")


def engines(names: Sequence[str], count: int, scratch: Path, workers: int) -> Iterator[Measured]:
    """Yield a first run of `count` articles under each engine."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        made = archive(Path(folder, "articles"), count)
        for name in names:
            more = () if name == "local" else ("--workers", str(workers))
            home = Path(folder, name)
            yield {**made, "engine": name, **run(Path(folder, "articles"), home, "--engine", name, *more)}


def exponent(runs: Sequence[Measured]) -> float | None:
    """Return the growth exponent of CPU time over the number of articles, start-up taken off: least squares, logs.

    None for fewer than two sizes beside the run of one article.
    """
    start = next((r["cpu"] for r in runs if r["articles"] == 1), 0.0)
    points = [(math.log(r["articles"]), math.log(r["cpu"] - start)) for r in runs if r["articles"] > 1]
    if len(points) < 2:
        return None
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return float(sum((x - mean_x) * (y - mean_y) for x, y in points) / spread)


def _size(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 2**20


def show(measured: Measured) -> str:
    """Return a line for the terminal."""
    return json.dumps({k: round(v, 1) if isinstance(v, float) else v for k, v in measured.items()})
