"""How fast each stage is on one core: articles and MB a second, in one process, stage files and all.

    python -m benchmarks.stages --count 2000 [--relevant 1.0] [--warm 500]

The stages are those of a run, from reading to the tallies of each article (before linking), on made-up articles. Others
about attacks are read first, so that patterns are compiled and names looked up when the clock starts. Times are CPU
time.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.articles import write
from benchmarks.newsroom.stream import articles
from tollbook.chain import STAGES
from tollbook.intake.loading import find_articles, put_rulebook, read_articles
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import StageStore, run_stage

CHAIN = tuple(stage for stage in STAGES if stage.sharded)
WARM_SEED = 77


def measure(count: int, relevant: float, warm: int) -> dict[str, Any]:
    """Return CPU seconds by stage for `count` articles, with what they are."""
    begun = time.process_time()
    book = load_rulebook()
    with tempfile.TemporaryDirectory(prefix="tollbook-bench-") as folder:
        root = Path(folder)
        size = {"articles": 0, "characters": 0}
        for name, number, seed, share in (("warm", warm, WARM_SEED, 1.0), ("measured", count, 1, relevant)):
            made = list(write(articles(number, seed=seed, relevant=share), root / name))
            size = {"articles": len(made), "characters": sum(len(a.text) for a in made)}
        del made
        first = time.process_time()
        one_pass(StageStore(root / "warm-home"), root / "warm", book)
        start = time.process_time() - first
        seconds = one_pass(StageStore(root / "home"), root / "measured", book)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = {"warm-up": start, "all": time.process_time() - begun}
    return {**size, "relevant": relevant, "seconds": seconds, "peak MB": peak, "process": whole}


def one_pass(store: StageStore, folder: Path, book: Rulebook) -> dict[str, float]:
    """Run everything before linking; return CPU seconds by stage, and the rows that came out by table."""
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> None:
        begun = time.process_time()
        work()
        seconds[name] = time.process_time() - begun

    put_rulebook(store, book)
    timed("articles", lambda: find_articles(store, folder))
    timed("documents", lambda: read_articles(store, folder, book))
    for stage in CHAIN:
        timed(stage.name, lambda: run_stage(store, stage, book))  # noqa: B023 (called at once)
    return seconds


def main() -> None:
    """Print the measures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--relevant", type=float, default=0.1)
    parser.add_argument("--warm", type=int, default=500)
    given = parser.parse_args()
    print(json.dumps(measure(given.count, given.relevant, given.warm)))


if __name__ == "__main__":
    main()
