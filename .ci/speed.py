"""Holds how much work an article costs: `speed.py` compares with speed.json, `speed.py --record` writes it.

What is compared is counted, not timed: calls of Python functions and of patterns while made-up articles go through the
stages before linking, the same in every run. A ratio stands beside them, for work inside of patterns that no count
sees: CPU time over that of a fixed computation in the same process, best of three, with wide bounds.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import regex  # noqa: E402

from benchmarks.memory_chain import read  # noqa: E402
from benchmarks.newsroom.stream import Made, articles  # noqa: E402
from tollbook.rulebook import load_rulebook  # noqa: E402

NOTED = ROOT / ".ci" / "speed.json"
ARTICLES = 60
SHARE = 0.5  # about attacks: both kinds of articles weigh
MORE_CALLS = 1.03  # times what is noted; rules that are added cost something
MORE_TIME = 1.6
_PATTERNS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "find_matches_as_indexes", "Match")
_REFERENCE = regex.compile(r"\b(?:[a-z]+ing|[A-Z]\w+(?: [A-Z]\w+)*|\d[\d,.]*)\b")


def main() -> int:
    """Print each measure; 1 when one is above its bound."""
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets decides which calls are made
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606
    found = measures()
    if "--record" in sys.argv:
        NOTED.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    noted = json.loads(NOTED.read_text(encoding="utf-8"))
    above = 0
    for name in sorted(found):
        most = noted[name] * (MORE_TIME if name == "ratio" else MORE_CALLS)
        above += found[name] > most
        told = "  ABOVE; if that is meant: .ci/speed.py --record" if found[name] > most else ""
        print(f"{name}: {found[name]:,.1f} (noted {noted[name]:,.1f}, at most {most:,.1f}){told}")  # noqa: T201
    return int(above > 0)


def measures() -> dict[str, float]:
    """Return calls an article by stage, calls of patterns, and the ratio of times."""
    book = load_rulebook()
    read(list(articles(ARTICLES, seed=77, relevant=SHARE)), book)
    made = list(articles(ARTICLES, relevant=SHARE))
    ratio = min(_seconds(lambda: read(made, book)) / _seconds(lambda: _reference(made)) for _ in range(3))
    counts: Counter[str] = Counter()

    @contextmanager
    def counted(stage: str) -> Iterator[None]:
        def see(_: FrameType, event: str, argument: Any) -> None:
            if event == "call":
                counts[f"calls: {stage}"] += 1
            elif event == "c_call" and argument.__name__ in _PATTERNS:
                counts["patterns"] += 1

        sys.setprofile(see)
        try:
            yield
        finally:
            sys.setprofile(None)

    read(made, book, counted)
    each = {name: round(count / ARTICLES, 1) for name, count in counts.items()}
    return {
        **each,
        "calls": round(sum(v for k, v in each.items() if k.startswith("calls: ")), 1),
        "ratio": round(ratio, 1),
    }


def _seconds(work: Any) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _reference(made: list[Made]) -> None:
    """A computation that does not change: words, names and numbers of the articles, four times over."""
    for _ in range(4):
        words: Counter[str] = Counter()
        for article in made:
            words.update(_REFERENCE.findall(article.text))


if __name__ == "__main__":
    sys.exit(main())
