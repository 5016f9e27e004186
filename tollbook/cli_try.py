"""Every mention, claim and report that the rules find in a text given on the command line."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from typing import Any

from tollbook.article import Reading, analyse
from tollbook.cli_output import aligned
from tollbook.ids import content_id
from tollbook.rows import Document
from tollbook.rulebook import Rulebook, load_rulebook

SOURCE = "the given text"
_HIDDEN = frozenset({"start_char", "end_char", "quote", "rule_id", "part_of"})  # shown elsewhere in the line, or ids


def tried(text: str, published: dt.date | None = None, *, as_json: bool = False, book: Rulebook | None = None) -> str:
    """Return what the rules find in a text, as lines for a reader or as JSON."""
    reading = analyse(given(text, published), book or load_rulebook())
    if as_json:
        return json.dumps(as_rows(reading), default=str, ensure_ascii=False, indent=2)
    return "\n".join(_lines(reading))


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


def as_rows(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each kind as mappings of their columns."""
    return {name: [asdict(row) for row in rows] for name, rows in _found(reading)}


def _found(reading: Reading) -> Iterator[tuple[str, Sequence[Any]]]:
    mentions = reading.mentions
    yield "sentences", reading.sentences
    yield "numbers", mentions.numbers
    yield "dates", mentions.dates
    yield "places", mentions.places
    yield "actors", mentions.actors
    yield "events", mentions.events
    yield "sources", mentions.sources
    yield "claims", reading.claims
    yield "reports", reading.reports
    yield "tallies", reading.tallies


def _lines(reading: Reading) -> Iterator[str]:
    kinds = dict(_found(reading))
    for sentence in kinds.pop("sentences"):
        yield f"[{sentence.start_char}-{sentence.end_char}] {sentence.kind}: {' '.join(sentence.text.split())}"
        here = [
            _mention(name.removesuffix("s").replace("tallie", "tally"), row)
            for name, rows in kinds.items()
            for row in rows
            if getattr(row, "sentence_id", None) == sentence.sentence_id
        ]
        if here:
            yield aligned(here)
    for report in kinds["reports"]:
        yield f"report {report.role}: {_values(report, ('role',))}"
        yield from (
            f"  {t.outcome} {t.party}: {_values(t, ('outcome', 'party'))}"
            for t in kinds["tallies"]
            if t.report_id == report.report_id
        )
    if not kinds["claims"]:
        yield "no claims"


def _mention(kind: str, row: Any) -> tuple[str, ...]:
    quote = " ".join(str(row.quote).split())
    return kind, f"{row.start_char}-{row.end_char}", f'"{quote}"', row.rule_id, _values(row)


def _values(row: Any, without: Iterable[str] = ()) -> str:
    """The columns of a row that say something, as `name=value`."""
    hidden = {*_HIDDEN, *without}
    names = [f.name for f in fields(row) if f.name not in hidden and not f.name.endswith(("_id", "_ids"))]
    return " ".join(f"{name}={getattr(row, name)}" for name in names if getattr(row, name) not in (None, "", ()))
