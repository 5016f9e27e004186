"""Where the time goes: the share of each module in the CPU time of reading articles, by cProfile.

    python -m benchmarks.where --count 300 [--relevant 1.0]

What C code called from a module costs (patterns, Arrow, automata) counts under what was called. cProfile makes calls of
Python functions look dearer than they are: read it as a map, not as a measure.
"""

import argparse
import cProfile
import json
import pstats
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT
from benchmarks.memory_chain import read
from benchmarks.newsroom.stream import articles
from tollbook.rulebook import load_rulebook


def measure(count: int, relevant: float) -> dict[str, Any]:
    """Return the share of each module, or kind of C code, in the time of `count` articles."""
    book = load_rulebook()
    read(list(articles(count, seed=77, relevant=1.0)), book)
    made = list(articles(count, relevant=relevant))
    profile = cProfile.Profile()
    profile.runcall(read, made, book)
    spent: Counter[str] = Counter()
    for (file, _, function), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent[_place(file, function)] += own
    whole = spent.total()
    return {"articles": count, "relevant": relevant, "share": {name: own / whole for name, own in spent.most_common()}}


def _place(file: str, function: str) -> str:
    """The module that a function stands in; for C code, the type that it belongs to."""
    path = Path(file)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    if file == "~":
        return _kind(function)
    parts = path.parts
    return parts[parts.index("site-packages") + 1] if "site-packages" in parts else "Python's library"


def _kind(function: str) -> str:
    kinds = {
        "regex": "regex (patterns)", "re2": "RE2 (patterns)", "Arrow": "pyarrow", "pyarrow": "pyarrow",
        "ahocorasick": "Aho-Corasick (names)", "rensa": "rensa (copies)",
    }  # fmt: skip
    return next((kind for word, kind in kinds.items() if word.lower() in function.lower()), "built-in functions")


def main() -> None:
    """Print the measures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--relevant", type=float, default=0.1)
    given = parser.parse_args()
    print(json.dumps(measure(given.count, given.relevant)))


if __name__ == "__main__":
    main()
