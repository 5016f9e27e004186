"""Makes up articles for measuring, as many as wanted, and writes them to files.

    python -m benchmarks.articles --count 100000 --out /tmp/archive [--relevant 1.0] [--format parquet] [--truth FILE]

Nine in ten are about other things, as in real life, and some of these speak of attacks on goal, shots, strikes and
deaths; the others tell attacks that never happened: several outlets each, tolls that grow or disagree, wire copies, a
second incident, a memory of an earlier one. The same options give the same bytes; a longer archive begins with the
shorter one, so `--skip 100000 --count 100010` writes the ten that came since. With `--short` each is cut after its
first sentences: no measure of speed, but of what a run pays for articles that are in.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.newsroom.stream import Made, articles

PER_FILE = 10_000
SHORT = 300  # characters, about, of an article that is cut
_SENTENCE = re.compile(r"[.!?][\"\u201d]?\s")
COLUMNS = ("id", "title", "published_on", "outlet", "text")


def shortened(made: Iterable[Made]) -> Iterator[Made]:
    """Yield articles cut after the sentence in which their first 300 characters end."""
    for article in made:
        end = _SENTENCE.search(article.text, SHORT)
        yield replace(article, text=article.text[: end.end()].rstrip()) if end else article


def write(
    made: Iterable[Made], folder: Path, per_file: int = PER_FILE, kind: str = "jsonl", first: int = 0
) -> Iterator[Made]:
    """Write the articles to files of `per_file` articles in `folder`, and yield each when it is on its way.

    `kind` is jsonl or parquet. `first` is the number of the first article, for the names of files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stream = iter(made)
    while batch := list(islice(stream, per_file)):
        path = folder / f"articles-{first:08d}.{kind}"
        first += len(batch)
        if kind == "parquet":
            schema = pa.schema([pa.field(c, pa.string()) for c in COLUMNS])
            pq.write_table(pa.Table.from_pylist([a.record for a in batch], schema=schema), path, compression="zstd")
        else:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{json.dumps(a.record, ensure_ascii=False)}\n" for a in batch)
        yield from batch


def main() -> None:
    """Write what the options say, and print what was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="number of articles")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--relevant", type=float, default=0.1, help="share of articles about attacks")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-day", type=int, default=500, help="articles a day")
    parser.add_argument("--per-file", type=int, default=PER_FILE, help="articles a file")
    parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--skip", type=int, default=0, help="leave out the first so many")
    parser.add_argument("--short", action="store_true", help="cut each article after its first sentences")
    parser.add_argument("--truth", type=Path, help="file for what each article was made from, JSON Lines")
    given = parser.parse_args()
    stream = articles(given.count, seed=given.seed, relevant=given.relevant, per_day=given.per_day)
    stream = shortened(stream) if given.short else stream
    made = write(islice(stream, given.skip, None), given.out, given.per_file, given.format, given.skip)
    count = chars = told = 0
    truths = []
    for article in made:
        count, chars, told = count + 1, chars + len(article.text), told + bool(article.incidents)
        if given.truth:
            truths.append(json.dumps(article.truth))
    if given.truth:
        given.truth.write_text("".join(f"{line}\n" for line in truths), encoding="utf-8")
    print(f"{count:,} articles, {chars / max(1, count):,.0f} characters each, {told:,} about attacks: {given.out}")


if __name__ == "__main__":
    main()
