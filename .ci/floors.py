"""Scores a ledger of development data and holds floors: `floors.py articles|summaries|muc LEDGER "killed=90" ...`.

A floor is `measure=percent` (F1) or `measure.precision=percent`.
"""

import json
import subprocess
import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = {
    "articles": "articles/gold.jsonl",
    "summaries": "eval/summaries_dev_gold.jsonl",
    "muc": "eval/muc4/dev_keys.json",
}


def main() -> int:
    """Print each measure that has a floor; 1 when one is below it."""
    kind, ledger, *floors = sys.argv[1:]
    command = [sys.executable, SHARED / "eval/score.py", kind, ledger, SHARED / GOLD[kind], "--json"]
    scores = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603
    low = 0
    for floor in floors:
        name, least = floor.rsplit("=", 1)
        measure, _, figure = name.partition(".")
        value = scores.get(measure, {}).get(figure or "f1", 0.0)
        low += value < float(least)
        print(f"{name}: {value} (at least {least}){'  BELOW' if value < float(least) else ''}")  # noqa: T201
    return int(low > 0)


if __name__ == "__main__":
    sys.exit(main())
