"""What holds of the reading of any text at all; hypothesis and the fuzzer ask the same.

Each function raises AssertionError with what does not hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from tollbook.article import Reading, analyse
from tollbook.documents.making import make_document
from tollbook.limits import ArticleLimitError
from tollbook.reading.articles import Article
from tollbook.reading.faults import ReadError
from tollbook.rows import Document
from tollbook.rulebook import Rulebook

ALONE = ("numbers", "dates", "places")  # of which no two overlap


def read_twice(text: str, book: Rulebook, published: Any = None) -> Reading | None:
    """Return the reading of an article with that text, None where it is refused; whatever, twice the same."""
    given = Article("any", text, published_on=published)
    try:
        document = make_document(given, book)
        first = analyse(document, book)
    except (ReadError, ArticleLimitError):
        return None
    assert make_document(given, book) == document
    assert analyse(document, book) == first, "twice the same"
    return first


def holds(reading: Reading) -> None:
    """Assert all invariants of the reading of an article."""
    document = reading.document
    mentions = {f.name: getattr(reading.mentions, f.name) for f in fields(reading.mentions) if f.name[0] != "_"}
    for rows in (reading.sentences, *mentions.values(), reading.claims, reading.unmatched_numbers):
        quotes(document, rows)
    for name in ALONE:
        apart(mentions[name], name)
    for rows in (mentions["numbers"], reading.claims, reading.tallies, reading.tallies_by_group):
        bounded(rows)
    claimed(reading)


def quotes(document: Document, rows: Iterable[Any]) -> None:
    """Offsets lie in the text and give the quote (a sentence's its text)."""
    for row in rows:
        assert 0 <= row.start_char < row.end_char <= document.chars == len(document.text), row
        quote = row.quote if hasattr(row, "quote") else row.text
        assert document.text[row.start_char : row.end_char] == quote, row
        assert row.doc_id == document.doc_id, row


def apart(rows: Sequence[Any], name: str) -> None:
    """No two spans overlap."""
    for a, b in pairwise(sorted(rows, key=lambda row: (row.start_char, row.end_char))):
        assert a.end_char <= b.start_char, f"{name} overlap: {a.quote!r} {b.quote!r}"


def bounded(rows: Iterable[Any]) -> None:
    """Bounds are no less than nothing, and the low one no more than the high one."""
    for row in rows:
        assert row.low is None or row.low >= 0, row
        assert row.low is None or row.high is None or row.low <= row.high, row


def claimed(reading: Reading) -> None:
    """Claims keep to their sentence and to mentions that are there; spans in a claim are apart; tallies have claims."""
    sentences = {s.sentence_id: s for s in reading.sentences}
    numbers = {n.mention_id: n for n in reading.mentions.numbers}
    actors = {a.mention_id: a for a in reading.mentions.actors}
    reports = {r.report_id: r for r in reading.reports}
    ids = {c.claim_id for c in reading.claims}
    assert len(ids) == len(reading.claims), "ids of claims differ"
    assert len(reports) == len(reading.reports), "ids of reports differ"
    for claim in reading.claims:
        sentence = sentences[claim.sentence_id]
        assert sentence.start_char <= claim.start_char <= claim.end_char <= sentence.end_char, claim
        assert claim.report_id is None or claim.report_id in reports, claim
        assert claim.part_of is None or claim.part_of in ids - {claim.claim_id}, claim
        held = [known[i] for known, i in ((numbers, claim.number_mention_id), (actors, claim.actor_mention_id)) if i]
        apart(held, "number and people of a claim")
    for tallies in (reading.tallies, reading.tallies_by_group):
        for tally in tallies:
            told = {(c.report_id, c.outcome) for c in reading.claims}
            assert (tally.report_id, tally.outcome) in told, f"nothing in a tally without a claim: {tally}"
    for report in reading.reports:
        assert 0 <= report.start_char < report.end_char <= reading.document.chars, report
        assert report.date_from is None or report.date_to is None or report.date_from <= report.date_to, report
