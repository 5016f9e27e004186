"""How long it takes to find copies among many articles, and how many are found.

    python benchmarks/copies.py [--articles 10000 100000] [--seed N]

The articles are made from sentences of a shared news corpus where it lies beside the repository, else of
`examples/articles`; each takes 8 to 16 of them and puts numbers of its own into them. A tenth are copies: cut, with
another headline, a byline, other quotes and hyphens, a line of the outlet's own. A twentieth are updates: a copy in
which one number differs. A twentieth are records of one form that differ in place, day and count. Times are CPU time.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from tollbook.copies.duplicates import mark_duplicates
from tollbook.documents.story import story_bands, story_key
from tollbook.rows import Document, Sentence
from tollbook.rulebook import load_rulebook

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "eval" / "muc4" / "dev.jsonl"
RECORD = (
    "{day} March 2014: Gunmen on motorcycles opened fire on a police patrol in the {place} district of the northern "
    "province, killed {n} officers and fled before reinforcements arrived from the provincial capital. No group "
    "claimed responsibility for the attack."
)
NUMBER = regex.compile(r"\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty")
TOLL = regex.compile(r"At\sleast\s(\d+)\speople")


@dataclass
class Made:
    """A text, the story that it tells, and the toll that it gives: those with both equal are copies."""

    text: str
    story: int
    toll: str


def sentences() -> list[str]:
    """Return sentences of news, at least eight words each."""
    if CORPUS.is_file():
        with CORPUS.open(encoding="utf-8") as lines:
            texts = [str(json.loads(line)["text"]).capitalize() for line in lines]
    else:
        texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples" / "articles").glob("*.txt"))]
    cut = (" ".join(s.split()) for t in texts for s in regex.split(r"(?<=[.!?])\s+", t.partition("[text]")[2] or t))
    return sorted({s[0].upper() + s[1:] for s in cut if s.count(" ") >= 7 and s.endswith(".")})


def story(stock: list[str], chance: random.Random) -> str:
    """Return an article of its own."""
    chosen = [NUMBER.sub(lambda _: str(chance.randint(2, 60)), s) for s in chance.sample(stock, chance.randint(8, 16))]
    chosen.insert(
        1, f"At least {chance.randint(2, 60)} people died and {chance.randint(2, 60)} were hurt, police said."
    )
    return "\n\n".join(" ".join(chosen[i : i + 2]) for i in range(0, len(chosen), 2))


def edited(text: str, chance: random.Random) -> str:
    """Return a copy as outlets make them."""
    paragraphs = text.split("\n\n")
    if chance.random() < 0.5:
        paragraphs = paragraphs[: max(2, round(len(paragraphs) * chance.uniform(0.4, 0.9)))]
    if chance.random() < 0.5:
        paragraphs.insert(0, "What is known of the attack so far")
    if chance.random() < 0.5:
        paragraphs.insert(1, "By Staff Reporter")
    if chance.random() < 0.5:
        paragraphs.append("Read our other reports from the region every morning.")
    return "\n\n".join(paragraphs).replace("'", "’").replace("-", "\u2011").replace(" ", "\u00a0", 2)


def updated(text: str, chance: random.Random) -> str:
    """Return the same story with another toll."""
    return text.replace(f"At least {toll(text)} people", f"At least {int(toll(text)) + chance.randint(1, 9)} people")


def made(count: int, seed: int) -> list[Made]:
    """Return `count` articles."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    stock = sentences()
    out: list[Made] = []
    for n in range(count):
        kind = n % 20
        if n > 100 and kind < 3:
            source = out[chance.randrange(n // 20) * 20 + 10]
            text = edited(source.text, chance) if kind < 2 else updated(source.text, chance)
            out.append(Made(text, source.story, toll(text)))
        elif kind == 3:
            place = f"Dara-{n // 20}"
            out.append(Made(RECORD.format(day=chance.randint(1, 28), place=place, n=chance.randint(2, 40)), n, ""))
        else:
            text = story(stock, chance)
            out.append(Made(text, n, toll(text)))
    return out


def toll(text: str) -> str:
    """Return the toll in a text made by `story`."""
    found = TOLL.search(text)
    assert found is not None
    return found.group(1)


def documents(articles: list[Made]) -> Iterator[tuple[Document, float]]:
    """Yield each document as it is read, as far as copies need it, and the seconds that its keys took."""
    for n, article in enumerate(articles):
        document = Document(f"doc_{n:07}", f"{n:07}", text=article.text)
        paragraphs = article.text.split("\n\n")
        parts = [Sentence(f"s{i}", document.doc_id, i, i, 0, 1, text) for i, text in enumerate(paragraphs)]
        start = time.process_time()
        keys = {"story_sha256": story_key(parts), "story_bands": story_bands(parts)}
        yield replace(document, **keys), time.process_time() - start


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    book = load_rulebook()
    print("| articles | keys: s | finding copies: s | µs an article | precision | recall | updates kept apart | MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in options.articles:
        articles = made(count, options.seed)
        rows, seconds = zip(*documents(articles), strict=True)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        marked = mark_duplicates(rows, book)
        took = time.process_time() - start
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        cells = (f"{count:,}", f"{sum(seconds):.1f}", f"{took:.1f}", f"{took / count * 1e6:.0f}")
        print(f"| {' | '.join(cells)} | {quality(articles, marked)} | {grown:.0f} |", flush=True)


def quality(articles: Sequence[Made], marked: Sequence[Document]) -> str:
    """Return the cells for precision, recall and updates kept apart."""
    told: set[tuple[int, str]] = set()
    right = marks = copies = updates = apart = 0
    for n, (article, document) in enumerate(zip(articles, marked, strict=True)):
        first = None if document.duplicate_of is None else articles[int(document.duplicate_of[4:])]
        is_copy = (article.story, article.toll) in told
        told.add((article.story, article.toll))
        marks += first is not None
        copies += is_copy
        right += first is not None and (first.story, first.toll) == (article.story, article.toll)
        updates += article.story != n and not is_copy
        apart += article.story != n and not is_copy and first is None
    return f"{right / max(marks, 1):.2%} | {right / max(copies, 1):.2%} | {apart / max(updates, 1):.2%}"


if __name__ == "__main__":
    main()
