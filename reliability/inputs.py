"""Bad input: makes each case of the catalogue and tells what came of it; --table writes docs/bad-input.md."""

import argparse
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reliability.cases import CASES, Case
from tollbook.intake.loading import CORRECTION_REJECTS, INPUT_REJECTS, find_articles, find_corrections, read_articles
from tollbook.rows import Reject
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import StageStore

PAGE = Path(__file__).parent.parent / "docs" / "bad-input.md"
BEGINS = "<!-- the cases: python -m reliability inputs --table -->"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: `source_id`s of the documents, and the rejects."""

    kept: tuple[str, ...]
    rejects: tuple[Reject, ...]

    @property
    def refused(self) -> set[tuple[str, str, str]]:
        """Stage, source_id and reason of each reject."""
        return {(r.stage, r.source_id, r.reason) for r in self.rejects}

    @property
    def inputs(self) -> int:
        """Articles that were kept or refused."""
        return len(self.kept) + sum(r.stage in ("articles", "documents") for r in self.rejects)


def read(case: Case, work: Path, book: Rulebook) -> Outcome:
    """Make a case in `work`, an empty folder, and read it."""
    articles = work / "articles"
    articles.mkdir()
    case.make(articles)
    return read_again(case, work, book)


def read_again(case: Case | None, work: Path, book: Rulebook) -> Outcome:
    """Read the articles in `work` into its home, with what happens in the case meanwhile, if one is given."""
    articles, store = work / "articles", StageStore(work / "home")
    if case is None:
        find_articles(store, articles)
        read_articles(store, articles, book)
    else:
        with case.finding(articles):
            find_articles(store, articles)
        with case.reading(articles):
            read_articles(store, articles, book)
    find_corrections(store, articles)
    kept = tuple(sorted(store.read("documents", ("source_id",)).column("source_id").to_pylist()))
    return Outcome(kept, (*store.rows(INPUT_REJECTS), *store.rows(CORRECTION_REJECTS)))


def faults(case: Case, outcome: Outcome) -> list[str]:
    """Return what came otherwise than the case says."""
    found = []
    if outcome.kept != tuple(sorted(case.kept)):
        found.append(f"kept {outcome.kept}, not {tuple(sorted(case.kept))}")
    if outcome.refused != set(case.refused):
        found.append(f"refused {sorted(outcome.refused)}, not {sorted(case.refused)}")
    wanted = case.inputs if case.inputs is not None else len(case.kept) + len(case.refused)
    if outcome.inputs != wanted:
        found.append(f"{outcome.inputs} kept and rejected of {wanted} read")
    return found


def row(case: Case) -> str:
    """Return the beginning of a row of the documentation: what lies there, what is kept, and reasons of rejects."""
    lost = any(stage in ("articles", "documents") for stage, _, _ in case.refused)
    kept = ("the rest" if lost else "all") if case.kept else "nothing"
    reasons = ", ".join(dict.fromkeys(f"`{reason}`" for _, _, reason in case.refused))
    return f"| {case.what} | {kept} | {reasons} |"


def page(outcomes: Sequence[tuple[Case, Outcome]]) -> str:
    """Return the page of the documentation, with a table a group of cases and the words of first rejects."""
    tables = []
    for group, members in groupby(outcomes, key=lambda pair: pair[0].group):
        tables += [f"\n## {group}", "", "| what lies there | what is kept | `reason` | `source_id`: `detail` |"]
        tables += ["| --- | --- | --- | --- |"]
        for case, outcome in members:
            told = "".join(f"{_cell(r.source_id)}: {_cell(r.detail)} " for r in outcome.rejects[:1])
            tables += [f"{row(case)} {told}|"]
    text = PAGE.read_text(encoding="utf-8")
    return text.split(BEGINS)[0] + BEGINS + "\n" + "\n".join(tables) + "\n"


def _cell(words: str) -> str:
    """Words in a cell of a table, as they are."""
    return re.sub(r"([\\`*_\[\]|{}#])", r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;"))


def main(arguments: list[str]) -> int:
    """Read every case, or those named; exit code 1 when one came otherwise than it says."""
    parser = argparse.ArgumentParser(prog="python -m reliability inputs", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--table", action="store_true", help="write the tables of docs/bad-input.md anew")
    chosen = parser.parse_args(arguments)
    book, outcomes, wrong = load_rulebook(), [], 0
    for case in CASES:
        if chosen.cases and case.name not in chosen.cases:
            continue
        with tempfile.TemporaryDirectory() as work:
            begun = time.monotonic()
            outcome = read(case, Path(work), book)
            seconds = time.monotonic() - begun
        outcomes.append((case, outcome))
        found = faults(case, outcome)
        wrong += bool(found)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{'WRONG' if found else 'ok':6}{case.group}: {case.name}: {seconds:.1f} s, at most {memory} MiB so far")
        print("".join(f"      {line}\n" for line in found), end="")
    if chosen.table and not wrong:
        PAGE.write_text(page(outcomes), encoding="utf-8")
    print(f"{len(outcomes)} cases, {wrong} came otherwise than they say")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
