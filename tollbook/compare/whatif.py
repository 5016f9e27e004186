"""What would change: a published ledger beside the same computed with other rules, or beside another ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tollbook.compare import read
from tollbook.compare.difference import compare
from tollbook.compare.overlay import Overlay, overlay
from tollbook.compare.rows import Difference, Ruling, Side
from tollbook.compare.rulings import touched
from tollbook.compare.scratch import compute_from_rows, linked_store, sources
from tollbook.every_stage import Progress, compute_from_articles
from tollbook.ledger.reconciling.profiles import profiles
from tollbook.rule_trials import conventions
from tollbook.rulebook import Rulebook, RulebookError, load_rulebook
from tollbook.rulebook.digests import lexicons_used, word_digests
from tollbook.rulebook.lint import PatternCompiles, lint
from tollbook.stages import StageStore
from tollbook.warehouse import ledger_path, rule_rows
from tollbook.warehouse.build import rule_matches
from tollbook.warehouse.duck import over_parquet, present

_READING = ("furniture", "publication")  # dimensions of rules that read articles into documents


class ProfileError(ValueError):
    """A profile that the rules do not have; says which they have."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is asked: a folder of rules (`whole` when no packaged ones count besides), a profile, articles to read."""

    rules: Path | None = None
    whole: bool = False
    profile: str | None = None
    articles: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What would change, and what a reader should know of how it was found: sentences."""

    difference: Difference
    notes: tuple[str, ...]


def what_if(home: Path, asked: WhatIf, progress: Progress = lambda _: None) -> Answer:
    """Compare the published ledger of a home with the one that a run would publish as asked. Nothing is published.

    Works in a folder for temporary files, removed afterwards; the home is only read. Raises LedgerError, OverlayError,
    RulebookError, ProfileError, FileNotFoundError for articles that are not there, and what a stage raises.
    """
    with read.opened(ledger_path(home)) as ledger, TemporaryDirectory(prefix="tollbook-diff-") as scratch:
        progress("rules")
        before = read.ruling(ledger)
        laid = overlay(asked.rules, Path(scratch) / "rules", whole=asked.whole) if asked.rules else None
        book = _book(laid, before)
        old_profile, old_version = read.profile_and_version(ledger)
        question = _Question(ledger, before, book, laid, asked.profile or old_profile, asked.articles)
        _check_profile(question.profile, book)
        try:
            new = _computed(question, linked_store(home, Path(scratch) / "home"), progress)
        except (FileNotFoundError, duckdb.IOException):  # a run in the home took files away: use none of them
            new = _computed(question, StageStore(Path(scratch) / "alone"), progress)
        differing = touched(before, new.ruling)
        old = read.side(ledger, before, differing, profile=old_profile, version=old_version)
    difference = compare(old, new)
    return Answer(difference, tuple(_notes(asked, laid, difference, before, new.ruling)))


@dataclass(frozen=True, slots=True)
class _Question:
    """The published ledger with its rules, and what to compute it with."""

    ledger: duckdb.DuckDBPyConnection
    before: Ruling
    book: Rulebook
    laid: Overlay | None
    profile: str
    articles: Path | None


def _computed(question: _Question, store: StageStore, progress: Progress) -> Side:
    """The side after: everything computed in `store`, as far as it is not there."""
    q = question
    if q.articles is not None:
        compute_from_articles(store, q.articles, q.book, q.profile, progress)
    else:
        documents, corrections = read.documents(q.ledger), read.correction_lines(q.ledger)
        compute_from_rows(store, documents, corrections, q.book, q.profile, progress)
    progress("comparison")
    with over_parquet(sources(store)) as db:
        after = _ruling(q.book, q.laid, rule_matches(db, present(db)))
        return read.side(db, after, touched(q.before, after), profile=q.profile, version=version("tollbook"))


def against(home: Path, other: Path) -> Answer:
    """Compare the published ledger of a home with another ledger file. Raises LedgerError."""
    return between(ledger_path(home), other)


def between(before: Path, after: Path) -> Answer:
    """Compare two ledger files. Raises LedgerError."""
    with read.opened(before) as one, read.opened(after) as two:
        rulings = read.ruling(one), read.ruling(two)
        differing = touched(*rulings)
        sides = [
            read.side(db, rules, differing, profile=profile, version=made)
            for db, rules in zip((one, two), rulings, strict=True)
            for profile, made in [read.profile_and_version(db)]
        ]
    difference = compare(*sides)
    return Answer(difference, tuple(_about_rules(difference, *rulings)))


def _book(laid: Overlay | None, before: Ruling) -> Rulebook:
    """The rules as asked for. A pattern that cannot be used is told of here, with its line, not by a stage."""
    if laid is None:
        return load_rulebook()
    book = load_rulebook(laid.root)
    differing = touched(before, _ruling(book, laid, {}))
    others = replace(book, rules=tuple(r for r in book.rules if r.id in differing), memos={})
    faults = lint(others, conventions(book), [PatternCompiles()])
    if faults:
        raise RulebookError(faults)
    return book


def _check_profile(name: str, book: Rulebook) -> None:
    known = profiles(book)
    if name not in known:
        raise ProfileError(f"There is no profile {name!r}. There are: {', '.join(known)}.")


def _ruling(book: Rulebook, laid: Overlay | None, matches: Mapping[str, int]) -> Ruling:
    rows = tuple(replace(row, n_matches=matches.get(row.rule_id, 0)) for row in rule_rows(book))
    files = {r.id: f"{laid.folder_of(r.file) if laid else 'rules'}/{r.file}:{r.line}" for r in book.rules}
    return Ruling(rows, word_digests(book), files, lexicons_used(book))


def _notes(asked: WhatIf, laid: Overlay | None, difference: Difference, before: Ruling, after: Ruling) -> Iterator[str]:
    if laid is not None:
        yield _about_folder(asked, laid)
    yield from _about_rules(difference, before, after)
    if asked.articles is None and _read_otherwise(difference, before):
        yield (
            "Rules that read articles (furniture, publication, lexicons) differ. The documents are those of the "
            "ledger; with --articles PATH they are read anew."
        )


def _about_folder(asked: WhatIf, laid: Overlay) -> str:
    if asked.whole:
        return f"The rules are those of {asked.rules}, and no others ({_files(len(laid.names))})."
    replaced, added = len(laid.replaced), len(laid.added)
    return f"{asked.rules} lies over the packaged rules: {_files(replaced)} replaced, {_files(added)} added."


def _files(count: int) -> str:
    return f"{count} file" + ("" if count == 1 else "s")


def _about_rules(difference: Difference, before: Ruling, after: Ruling) -> Iterator[str]:
    if not (before.words and after.words):
        yield "A ledger of an older version does not say which lexicons and settings it was made with."
    if difference.changes and not difference.rules and difference.profile_before == difference.profile_after:
        yield ("No rule, lexicon or setting differs: what changes comes from articles or from other code.")


def _read_otherwise(difference: Difference, before: Ruling) -> bool:
    dimensions = {r.rule_id: r.dimension for r in before.rules}
    return any(
        d.kind == "lexicon" or dimensions.get(d.name, d.name.partition(".")[0]) in _READING
        for d in difference.rules
        if d.kind != "settings" or d.name.startswith(_READING)
    )
