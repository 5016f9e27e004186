"""Every mention, claim and report that the rules find in a text or an article given on the command line."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from tollbook.article import Reading
from tollbook.commands.output import aligned, one_line
from tollbook.documents.making import read_input
from tollbook.ids import content_id
from tollbook.matching.patterns import finds
from tollbook.matching.text import fold
from tollbook.reading.inputs import KINDS, inventory
from tollbook.rows import Document, NumberMention
from tollbook.rulebook import Rulebook

SOURCE = "the given text"
GATE = "casualty_word"  # the lexicon without which no claim rule looks at a sentence
_HIDDEN = frozenset({"start_char", "end_char", "quote", "rule_id", "part_of"})  # shown elsewhere in the line, or ids


class TryError(ValueError):
    """A file that is no single article. `hint` says what to do instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def given(text: str, published: dt.date | None) -> Document:
    """Return a text as an English article published on that day."""
    clean = text.encode("utf-8", "replace").decode("utf-8").strip()
    return Document(
        doc_id=content_id("doc", SOURCE, clean),
        source_id=SOURCE,
        published_on=published,
        published_basis="metadata" if published else None,
        published_from=published,
        published_to=published,
        text=clean,
        chars=len(clean),
        sha256=hashlib.sha256(clean.encode()).hexdigest(),
    )


def article(path: Path, published: dt.date | None, book: Rulebook) -> Document:
    """Return the article in a file, cleaned and dated as a run would. Raises TryError for what is no single article."""
    found = inventory(path)
    source = next(iter(found.inputs), None)
    documents, rejects = read_input(source, {}, book) if source else ([], [])
    refused = [*found.rejects, *rejects]
    if not documents:
        detail = refused[0].detail if refused else "nothing can be read in it"
        raise TryError(f"{path} cannot be read: {detail}.", f"An article is one of {' '.join(KINDS)}.")
    if len(documents) > 1:
        raise TryError(f"{path} holds {len(documents)} articles.", f"All of them: tollbook run --articles {path}")
    document = documents[0]
    if published is not None:
        document = replace(
            document,
            published_on=published,
            published_basis="metadata",
            published_from=published,
            published_to=published,
        )
    return document


def as_json_text(reading: Reading) -> str:
    """Return what was found as JSON: the rows of each kind."""
    return json.dumps(as_rows(reading), default=str, ensure_ascii=False, indent=2)


def as_rows(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each kind as mappings of their columns."""
    rows = {name: [asdict(row) for row in rows] for name, rows in kinds(reading).items()}
    return {**rows, "numbers_in_no_claim": [asdict(n) for n in unread(reading)]}


def kinds(reading: Reading) -> dict[str, Sequence[Any]]:
    """Return the rows that were found, by kind."""
    mentions = reading.mentions
    return {
        "sentences": reading.sentences,
        "numbers": mentions.numbers,
        "dates": mentions.dates,
        "places": mentions.places,
        "actors": mentions.actors,
        "events": mentions.events,
        "sources": mentions.sources,
        "claims": reading.claims,
        "reports": reading.reports,
        "tallies": reading.tallies,
    }


def unread(reading: Reading) -> list[NumberMention]:
    """Return the numbers that can count people and are in no claim."""
    used = {c.number_mention_id for c in reading.claims}
    spans = [(c.start_char, c.end_char) for c in reading.claims]
    return [
        n
        for n in reading.mentions.numbers
        if n.unit == "count"
        and n.mention_id not in used
        and not any(start <= n.start_char and n.end_char <= end for start, end in spans)
    ]


def why_unread(number: NumberMention, reading: Reading, book: Rulebook) -> str:
    """Return why a number is in no claim, as far as can be told."""
    sentence = next((s for s in reading.sentences if s.sentence_id == number.sentence_id), None)
    if sentence is not None and GATE in book.lexicons and not finds(GATE, fold(sentence.text), book):
        return "no casualty word in its sentence, so no claim rule looks at it"
    return "no claim rule takes it"


def as_lines(reading: Reading, book: Rulebook) -> str:
    """Return what was found as lines."""
    return "\n".join(_lines(reading, book))


def _lines(reading: Reading, book: Rulebook) -> Iterator[str]:
    for sentence in reading.sentences:
        yield f"[{sentence.start_char}-{sentence.end_char}] {sentence.kind}: {one_line(sentence.text)}"
        here = [row for _, row in mentions_of(reading, sentence.sentence_id)]
        if here:
            yield aligned(here)
    yield from report_lines(reading)
    yield from unread_lines(reading, book)
    if not reading.claims:
        yield "no claims"


def mentions_of(reading: Reading, sentence_id: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield kind and cells (kind, offsets, quote, rule, values) of what was found in a sentence."""
    for name, rows in kinds(reading).items():
        kind = name.removesuffix("s").replace("tallie", "tally")
        for row in rows:
            if name != "sentences" and getattr(row, "sentence_id", None) == sentence_id:
                yield kind, _mention(kind, row)


def report_lines(reading: Reading) -> Iterator[str]:
    """Yield the reports and their tallies as lines."""
    for report in reading.reports:
        yield f"report {report.role}: {_values(report, ('role',))}"
        yield from (
            f"  {t.outcome} {t.party}: {_values(t, ('outcome', 'party'))}"
            for t in reading.tallies
            if t.report_id == report.report_id
        )


def unread_lines(reading: Reading, book: Rulebook) -> Iterator[str]:
    """Yield the numbers that are in no claim as lines, each with why."""
    rows = [
        (f"{n.start_char}-{n.end_char}", f'"{one_line(n.quote)}"', why_unread(n, reading, book))
        for n in unread(reading)
    ]
    if rows:
        yield "numbers in no claim:"
        yield aligned(rows)


def _mention(kind: str, row: Any) -> tuple[str, ...]:
    return kind, f"{row.start_char}-{row.end_char}", f'"{one_line(row.quote)}"', row.rule_id, _values(row)


def _values(row: Any, without: Iterable[str] = ()) -> str:
    """The columns of a row that say something, as `name=value`."""
    hidden = {*_HIDDEN, *without}
    names = [f.name for f in fields(row) if f.name not in hidden and not f.name.endswith(("_id", "_ids"))]
    return " ".join(f"{name}={getattr(row, name)}" for name in names if getattr(row, name) not in (None, "", (), False))
