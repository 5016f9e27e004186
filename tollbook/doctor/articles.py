"""A folder of articles: whether it is there, and what analysts wrote beside the articles can be read."""

from collections.abc import Iterator
from pathlib import Path

from tollbook.doctor.finding import Finding, fail, ok, warn
from tollbook.reading import inventory
from tollbook.reading.corrections import read_corrections


def folder(articles: Path) -> Iterator[Finding]:
    """Whether there is anything to read."""
    if not articles.exists():
        yield fail("articles", f"there is no {articles}", "Correct --articles or the variable TOLLBOOK_ARTICLES.")
        return
    found = inventory(articles)
    files = len({piece.source for piece in found.inputs})
    if found.rejects:
        first = found.rejects[0]
        told = f"{files} files to read, {len(found.rejects)} refused, such as {first.source_id}: {first.detail}"
        yield warn("articles", told, "The table rejects lists all of them after a run.")
    elif files:
        yield ok("articles", f"{files} files to read")
    else:
        yield warn("articles", f"{articles} holds no articles", "Read are .txt .html .htm .jsonl .csv .parquet.")


def corrections(articles: Path) -> Iterator[Finding]:
    """Whether corrections.csv can be read."""
    if not articles.is_dir():
        return
    lines, rejects = read_corrections(articles)
    if rejects:
        first = rejects[0]
        told = f"{len(lines)} lines, {len(rejects)} that cannot be read, such as {first.source_id}: {first.detail}"
        yield warn("corrections.csv", told, "Correct these lines; docs/corrections.md says how they are written.")
    else:
        yield ok("corrections.csv", f"{len(lines)} lines" if lines else "none")


CHECKS = (folder, corrections)
