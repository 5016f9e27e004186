"""The same articles, laid out differently: what must not change a ledger."""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.newsroom.stream import articles

MADE = "made.jsonl"  # made-up articles, a row each
SEED = 7
Arrange = Callable[[Path, Path], None]  # from the articles as they are to a folder that is not there yet


def gather(examples: Path, made: int, target: Path) -> None:
    """Put the articles of a folder into `target`, with made-up ones (half about attacks) beside them."""
    shutil.copytree(examples, target)
    if made:
        records = (article.record for article in articles(made, seed=SEED, relevant=0.5))
        _write(target / MADE, (json.dumps(record) for record in records))


def as_they_are(source: Path, target: Path) -> None:
    """A copy."""
    shutil.copytree(source, target)


def created_in_another_order(source: Path, target: Path) -> None:
    """Files made in an order of chance, with times and permissions of their own."""
    dice = random.Random(SEED)  # noqa: S311 (no secret)
    files = sorted(path for path in source.rglob("*") if path.is_file())
    dice.shuffle(files)
    for path in files:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o600)
        when = dice.randrange(0, 2_000_000_000)
        os.utime(copy, (when, when))


def rows_shuffled(source: Path, target: Path) -> None:
    """Rows of the JSON Lines of made-up articles in an order of chance; their ids are unique."""
    shutil.copytree(source, target)
    if (target / MADE).exists():
        rows = (target / MADE).read_text(encoding="utf-8").splitlines()
        random.Random(SEED).shuffle(rows)  # noqa: S311 (no secret)
        _write(target / MADE, rows)


def a_part(source: Path, target: Path) -> None:
    """Every second file, and the first half of the rows."""
    shutil.copytree(source, target)
    files = sorted(path for path in target.rglob("*") if path.is_file() and path.suffix in (".txt", ".html"))
    for path in files[::2]:
        path.unlink()
    if (target / MADE).exists():
        rows = (target / MADE).read_text(encoding="utf-8").splitlines()
        _write(target / MADE, rows[: len(rows) // 2])


def others_besides(source: Path, target: Path) -> None:
    """All of them, one of them with another text, and some that will go."""
    shutil.copytree(source, target)
    text = min(path for path in target.rglob("*.txt"))
    text.write_text("Gunmen killed 3 soldiers in Kirkuk on Monday.\n", encoding="utf-8")
    extra = (article.record for article in articles(20, seed=SEED + 1, relevant=1.0))
    _write(target / "gone.jsonl", (json.dumps(record) for record in extra))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
