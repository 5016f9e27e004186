"""How far the rules reach over a ledger: what each made, which never did, and which numbers none understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import regex

from tollbook.authoring.reread import DIMENSIONS, reread
from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold
from tollbook.rulebook import Rulebook
from tollbook.vocabulary import Progress

_RULES = (
    "SELECT rule_id, dimension, status, n_matches, description FROM rules ORDER BY dimension, n_matches DESC, rule_id"
)
_NUMBERS = """
SELECT u.quote, u.start_char - s.start_char AS start, u.end_char - s.start_char AS stop, u.start_char, u.end_char,
    u.sentence, d.source_id,
    (SELECT count(*) FROM actor_mentions AS a
     WHERE a.sentence_id = s.sentence_id AND a.start_char BETWEEN u.end_char AND u.end_char + 30
       AND a.kind NOT IN ('armed_group', 'state_force')) AS nouns,
    (SELECT count(*) FROM claims AS c WHERE c.sentence_id = s.sentence_id) AS claims
FROM unmatched_numbers AS u
JOIN documents AS d USING (doc_id)
JOIN sentences AS s ON s.doc_id = u.doc_id AND u.start_char >= s.start_char AND u.start_char < s.end_char
ORDER BY d.source_id, u.start_char
"""
_WORDS_BETWEEN = 8  # a count farther from its verb is told by its first words only
_FAR = 99
_AFTER, _NOUN = 3, 2  # words after a number that are shown: without a casualty word, and with one before it
_REST = regex.compile(r"\w*")
_CLAUSE_ENDS = regex.compile(r"[.;:!?]")


@dataclass(frozen=True, slots=True)
class RuleHits:
    """A rule as it ran: rows that it made in this ledger, or matches where its dimension leaves none.

    None where those were not asked for.
    """

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

    `people` says whether a noun for people follows the number, `claims` how many claims its sentences make already,
    `distance` how many words lie between it and the nearest casualty word of its clause (99: there is none).
    """

    words: str
    people: bool
    claims: int
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


def coverage(
    db: duckdb.DuckDBPyConnection, book: Rulebook, *, again: bool = True, progress: Progress = lambda *_: None
) -> Coverage:
    """Return how far the rules reach over an open ledger. `book` says where rules stand and what casualty words are.

    `again`: whether articles are read again to count the rules that leave no rows.
    """
    unseen = reread(db, book, progress) if again else None
    places = {r.id: f"{r.file}:{r.line}" for r in book.rules}
    rules = tuple(
        RuleHits(
            rule,
            dimension,
            status,
            hits if dimension not in DIMENSIONS else None if unseen is None else unseen[rule],
            places.get(rule),
            description,
        )
        for rule, dimension, status, hits, description in db.execute(_RULES).fetchall()
    )
    return Coverage(rules, tuple(_work(_rows(db), book)))


def _rows(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    cursor = db.execute(_NUMBERS)
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _work(rows: Sequence[dict[str, Any]], book: Rulebook) -> Iterator[Work]:
    """Numbers by the words they are told in, what is most worth a rule first.

    That is: counts of people, in sentences that make no claim yet, told by many articles, near a casualty word.
    """
    cue = book.memo("coverage.casualty_word", lambda b: Cue(b, "{casualty_word}"))
    groups: dict[tuple[str, bool, int, int], list[Missed]] = {}
    for row in rows:
        words, distance = _told(row, cue)
        people = row["nouns"] > 0
        missed = Missed(
            row["quote"], " ".join(row["sentence"].split()), row["source_id"], row["start_char"], row["end_char"]
        )
        groups.setdefault((words, people, row["claims"], distance), []).append(missed)
    found = [Work(*key, len({m.source_id for m in group}), tuple(group)) for key, group in groups.items()]
    yield from sorted(found, key=lambda w: (not w.people, w.claims > 0, -w.articles, w.distance, w.words, w.claims))


def _told(row: dict[str, Any], cue: Cue) -> tuple[str, int]:
    """The words from a number to the nearest casualty word of its clause, the number as N; and how many are between."""
    sentence, start, stop = fold(row["sentence"]), row["start"], row["stop"]
    after = sentence[stop:].split()
    found = [(_FAR, f"N {' '.join(after[:_AFTER])}")]
    for match in cue.finditer(sentence):
        end = _word_end(sentence, match.end())
        if match.start() >= stop:
            between, told = sentence[stop : match.start()], f"N{sentence[stop:end]}"
        elif end <= start:
            between, told = sentence[end:start], f"{sentence[match.start() : start]}N {' '.join(after[:_NOUN])}"
        else:
            continue
        words = len(between.split())
        if words <= _WORDS_BETWEEN and not _CLAUSE_ENDS.search(between):
            found.append((words, told))
    distance, told = min(found)
    return " ".join(told.split()).rstrip(".,;:!?"), distance


def _word_end(text: str, at: int) -> int:
    """Where the word that reaches over `at` ends: casualty words are given by their beginnings."""
    found = _REST.match(text, at)
    return found.end() if found else at
