"""From rules and an articles folder to the tables `rulebook`, `articles`, `documents` and `correction_lines`.

`find_articles` lists what is there; `read_articles` reads what is new or changed, marks copies, and stores the
documents; `find_corrections` reads corrections.csv. What they refuse ends in `rejects`. How a file is read is
`tollbook.reading`, what is kept between runs is `tollbook.stages`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import pyarrow.compute as pc

from tollbook.documents.making import read_input
from tollbook.extraction.gate import DIMENSIONS as GATE_DIMENSIONS
from tollbook.extraction.gate import gate
from tollbook.ids import digest
from tollbook.intake.copies import choose
from tollbook.intake.pieces import PIECES, InputPiece, by_file, input_pieces, known_pieces, now, repeats
from tollbook.memory import collection_paused
from tollbook.reading.corrections import read_corrections
from tollbook.reading.faults import PASSING, STAGE_ARTICLES, STAGE_DOCUMENTS
from tollbook.reading.inputs import Input, inventory
from tollbook.reading.metadata import Meta, iso_day
from tollbook.reading.pieces import Piece
from tollbook.reading.repeated import moved
from tollbook.rows import CorrectionLine, Document, Reject, RuleRow
from tollbook.rows.schema import PUBLIC_TABLES, Table, from_table, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages import (
    Engine,
    InputFile,
    LocalEngine,
    StageStore,
    StageSummary,
    WatchedEngine,
    read_inputs,
)
from tollbook.stages.reading import KEY, READ_DOCUMENTS, READ_REJECTS, STAGE, ReadResult
from tollbook.vocabulary import Progress
from tollbook.warehouse import rule_rows


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that was found, and what metadata.csv says of it."""

    name: Annotated[str, "file name relative to the articles folder"]
    kind: Annotated[str, "text, html, jsonl, csv, parquet"]
    size: Annotated[int, "bytes"]
    digest: Annotated[str, "content hash of the file"]
    published_on: Annotated[str | None, "day of publication in metadata.csv"] = None
    outlet: Annotated[str | None, "outlet in metadata.csv"] = None
    url: Annotated[str | None, "address in metadata.csv"] = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What reading did: the summary of `documents`, files read now and kept from before, and counts of documents."""

    summary: StageSummary
    files_read: int
    files_kept: int
    rejected: int
    copies: int
    other_languages: int
    not_read_on: int
    undated: int


RULEBOOK = Table("rulebook", RuleRow, ("rule_id",))
ARTICLES = Table("articles", ArticleFile, ("name",))
UNREAD = Table("unread_rejects", Reject, ("source_id", "stage", "reason", "detail"))  # refused before reading
DOCUMENTS = PUBLIC_TABLES["documents"]
INPUT_REJECTS = Table("input_rejects", Reject, PUBLIC_TABLES["rejects"].key, unique=False)
CORRECTION_LINES = Table("correction_lines", CorrectionLine, ("line",))
CORRECTION_REJECTS = Table("correction_rejects", Reject, PUBLIC_TABLES["rejects"].key, unique=False)
PARQUET_ROW = 4096  # bytes that a row of Parquet is taken for when it is spread over shards
PACKAGES = ("charset-normalizer", "py3langid", "rensa", "trafilatura")


def put_rulebook(store: StageStore, book: Rulebook) -> StageSummary:
    """Store the rules as they were loaded; the ledger's `rules` counts their matches besides."""
    return store.put(RULEBOOK, to_table(RuleRow, rule_rows(book)))


def find_articles(store: StageStore, path: Path) -> StageSummary:
    """List the articles at `path` (a folder or a file) and what is refused unread.

    A file is read again only when it has changed: size, times and number are other than they were. Raises
    FileNotFoundError when there is nothing.
    """
    begun = now()
    found = inventory(path, known_pieces(store.rows(PIECES) if PIECES.name in store.tables() else []))
    files = [_article_file(pieces, found.metadata.get(n, Meta())) for n, pieces in by_file(found.inputs).items()]
    store.put(UNREAD, to_table(Reject, sorted(set(found.rejects), key=_key)))
    store.put(PIECES, to_table(InputPiece, input_pieces(found, begun)))
    return store.put(ARTICLES, to_table(ArticleFile, files))


def read_articles(
    store: StageStore, path: Path, book: Rulebook, engine: Engine | None = None, progress: Progress | None = None
) -> Intake:
    """Read the files listed by `find_articles` that are new or changed, and store `documents` and `input_rejects`.

    `progress` hears of the shards that are read: the stage, how many are done, how many there are to do.
    Raises MissingStageError when nothing was listed before.
    """
    root = path.resolve()
    folder = root if root.is_dir() else root.parent
    files = {file.name: file for file in store.rows(ARTICLES)}
    again = _to_read_again(store, folder)
    rows = store.rows(PIECES)
    pieces = [
        _input_file(files[p.name], p, n, folder, again.get(p.name)) for p, n in zip(rows, repeats(rows), strict=True)
    ]
    read = read_inputs(
        store,
        pieces,
        read_file,
        book,
        in_part={gate(book).digest: GATE_DIMENSIONS},
        modules=("tollbook.documents.making",),
        packages=PACKAGES,
        engine=engine if progress is None else WatchedEngine(engine or LocalEngine(), STAGE, progress),
    )
    chosen = choose(store, read, [piece.name for piece in pieces], book, engine)
    rejects = {*store.rows(UNREAD), *_refused(store, read, rows), *chosen.repeats}
    store.put(INPUT_REJECTS, to_table(Reject, sorted(rejects, key=_key)))
    return Intake(
        store.place_documents(chosen.selected, engine),
        read.files_read,
        read.files_kept,
        rejected=len(rejects),
        copies=chosen.copies,
        other_languages=chosen.other_languages,
        not_read_on=chosen.not_read_on,
        undated=chosen.undated,
    )


def find_corrections(store: StageStore, path: Path) -> StageSummary:
    """Read corrections.csv in the articles folder `path`, and store its lines and what is refused of it.

    The digest of the summary changes with both. No lines where there is no such file, or `path` is one article.
    """
    lines, rejects = read_corrections(path)
    refused = store.put(CORRECTION_REJECTS, to_table(Reject, rejects))
    read = store.put(CORRECTION_LINES, to_table(CorrectionLine, lines))
    rows = {**read.rows, **refused.rows}
    return replace(
        read, rows=rows, computed=max(read.computed, refused.computed), digest=digest([read.digest, refused.digest])
    )


def read_file(file: InputFile, book: Rulebook) -> tuple[list[Document], list[Reject]]:
    """Read one file, or a piece of one, as the stage store gives it; rows are numbered from the first of the piece."""
    facts = dict(file.metadata)
    meta = Meta(iso_day(facts["published_on"]), facts["outlet"], facts["url"])
    piece = Piece(file.start, file.end, 0, int(facts["head"] or 0), file.digest, whole=facts["whole"] is not None)
    with collection_paused():
        return read_input(Input(file.name, str(facts["kind"]), 0, str(file.path), piece), {file.name: meta}, book)


def inputs_read(store: StageStore) -> int:
    """Return how many inputs the last run met: files refused unread, and each article or row that was read."""
    read = store.count(READ_DOCUMENTS)
    for table, stage in ((READ_REJECTS, STAGE_DOCUMENTS), (UNREAD.name, STAGE_ARTICLES)):
        stages = store.read(table, ("stage",)).column("stage")
        read += pc.sum(pc.equal(stages, stage)).as_py() or 0
    return read


def _article_file(pieces: Sequence[Input], meta: Meta) -> ArticleFile:
    found = pieces[0]
    day = meta.published_on.isoformat() if meta.published_on else None
    content = found.digest if found.piece.whole else digest([piece.digest for piece in pieces])
    return ArticleFile(found.source, found.kind, found.size, content, day, meta.outlet, meta.url)


def _to_read_again(store: StageStore, folder: Path) -> dict[str, str]:
    """Files that could not be read in the last run, though nothing may have changed since: what is kept is no answer.

    The values are of this moment alone, so that the reading cache cannot hold them.
    """
    if READ_REJECTS not in store.tables():
        return {}
    passed = [r.source_id for r in from_table(Reject, store.read(READ_REJECTS)) if r.reason in PASSING]
    names = {name for name in passed if (folder / name).exists()} | {name.rpartition(":")[0] for name in passed}
    return dict.fromkeys(names, str(now()))


def _refused(store: StageStore, read: ReadResult, pieces: Sequence[InputPiece]) -> Iterator[Reject]:
    """What was refused of files that were read; rows numbered as in their file."""
    table = store.read(READ_REJECTS)
    for reject, key in zip(from_table(Reject, table), table.column(KEY).to_pylist(), strict=True):
        piece = pieces[read.ranks[key]]
        yield reject if piece.whole else moved(reject, piece.name, piece.first)


def _input_file(file: ArticleFile, piece: InputPiece, repeat: int, folder: Path, again: str | None) -> InputFile:
    facts = {"kind": file.kind, "published_on": file.published_on, "outlet": file.outlet, "url": file.url}
    facts |= {"again": again} if again else {}
    known = tuple({**facts, "head": str(piece.head), "whole": "yes" if piece.whole else None}.items())
    rows = file.kind == "parquet" and not piece.whole
    size = (piece.end - piece.start) * (PARQUET_ROW if rows else 1)
    return InputFile(file.name, folder / file.name, piece.digest, known, piece.start, size, piece.end, repeat)


def _key(reject: Reject) -> tuple[str, ...]:
    return reject.source_id, reject.stage, reject.reason, reject.detail
