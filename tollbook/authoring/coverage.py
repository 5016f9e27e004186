"""How far the rules reach over a ledger: what each made, which never did, and which numbers none understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import regex

from tollbook.extraction.patterns import Cue
from tollbook.extraction.text import fold
from tollbook.rulebook import Rulebook

UNCOUNTED = ("people", "publication", "scope")  # their rules leave no rows of their own in the ledger
_RULES = (
    "SELECT rule_id, dimension, status, n_matches, description FROM rules ORDER BY dimension, n_matches DESC, rule_id"
)
_NUMBERS = """
SELECT u.quote, u.start_char, u.end_char, u.sentence, d.source_id, d.text,
    (SELECT min(a.start_char) FROM actor_mentions AS a
     WHERE a.doc_id = u.doc_id AND a.start_char BETWEEN u.end_char AND u.end_char + 30
       AND a.kind NOT IN ('armed_group', 'state_force')) AS noun
FROM unmatched_numbers AS u JOIN documents AS d USING (doc_id)
ORDER BY d.source_id, u.start_char
"""
_WORDS_BETWEEN = 8  # a count farther from its verb is told by its first words only
_FAR = 99
_SPAN_BREAK = regex.compile(r"[.;:!?]")


@dataclass(frozen=True, slots=True)
class RuleHits:
    """A rule as it ran: rows that it made in this ledger; None where its dimension leaves none."""

    rule_id: str
    dimension: str
    status: str
    hits: int | None
    file: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A number that no rule understood, where it stands."""

    quote: str
    sentence: str
    source_id: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Work:
    """An entry of the work list: numbers told in the same words.

    `people` says whether a noun for people follows the number, `distance` how many words lie between it and the nearest
    casualty word of its clause (99: there is none).
    """

    words: str
    people: bool
    distance: int
    articles: int
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rules by dimension and hits, and the work list, what is most worth a rule first."""

    rules: tuple[RuleHits, ...]
    work: tuple[Work, ...]

    @property
    def silent(self) -> tuple[RuleHits, ...]:
        """Rules that run, are counted, and made nothing."""
        return tuple(r for r in self.rules if r.hits == 0 and r.status != "deprecated")


def coverage(db: duckdb.DuckDBPyConnection, book: Rulebook) -> Coverage:
    """Return how far the rules reach over an open ledger. `book` says where rules stand and what casualty words are."""
    places = {r.id: f"{r.file}:{r.line}" for r in book.rules}
    rules = tuple(
        RuleHits(rule, dimension, status, None if dimension in UNCOUNTED else hits, places.get(rule), description)
        for rule, dimension, status, hits, description in db.execute(_RULES).fetchall()
    )
    return Coverage(rules, tuple(_work(_rows(db), book)))


def _rows(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    cursor = db.execute(_NUMBERS)
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _work(rows: Sequence[dict[str, Any]], book: Rulebook) -> Iterator[Work]:
    """Numbers by the words they are told in: counts of people first, then what many articles say, then the nearest."""
    cue = book.memo("coverage.casualty_word", lambda b: Cue(b, "{casualty_word}"))
    groups: dict[tuple[str, bool, int], list[Missed]] = {}
    for row in rows:
        words, distance = _told(row, cue)
        people = row["noun"] is not None
        missed = Missed(
            row["quote"], " ".join(row["sentence"].split()), row["source_id"], row["start_char"], row["end_char"]
        )
        groups.setdefault((words, people, distance), []).append(missed)
    found = [Work(w, p, d, len({m.source_id for m in group}), tuple(group)) for (w, p, d), group in groups.items()]
    yield from sorted(found, key=lambda w: (not w.people, -w.articles, w.distance, w.words))


def _told(row: dict[str, Any], cue: Cue) -> tuple[str, int]:
    """The words from a number to the nearest casualty word of its clause, the number as N; and how many are between."""
    sentence = fold(row["sentence"])
    offset = row["text"].find(row["sentence"], max(0, row["start_char"] - len(row["sentence"])))
    start = row["start_char"] - offset if offset >= 0 else sentence.find(fold(row["quote"]))
    end = start + len(row["quote"])
    best = (_FAR, f"N {' '.join(sentence[end:].split()[:3])}".strip())
    for match in cue.finditer(sentence):
        if start < match.end() and match.start() < end:
            continue
        after = match.start() >= end
        stop = _word_end(sentence, match.end())
        between = sentence[end : match.start()] if after else sentence[stop:start]
        if _SPAN_BREAK.search(between):
            continue
        words = between.split()
        told = (
            f"N {' '.join(words)} {sentence[match.start() : stop]}"
            if after
            else (f"{sentence[match.start() : stop]} {' '.join(words)} N {' '.join(sentence[end:].split()[:2])}")
        )
        best = min(best, (len(words), " ".join(told.split())))
    return (best[1], best[0]) if best[0] <= _WORDS_BETWEEN else (f"N {' '.join(sentence[end:].split()[:3])}", _FAR)


def _word_end(text: str, at: int) -> int:
    """Where the word that reaches over `at` ends: casualty words are given by their beginnings."""
    found = regex.compile(r"\w*").match(text, at)
    return found.end() if found else at
