"""Which of the articles read are documents, and which of these are copies, over all files and without their texts.

What is held of each article is a row of short columns. Texts are read again only of articles that may be copies of each
other and were not compared before; they are compared by an engine, and what came out is kept for the next run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tollbook.copies.candidates import read_bands
from tollbook.copies.comparing import UNKNOWN, Codes, Compared, Ids, Stories, compare_ahead, likeness, word_numbers
from tollbook.copies.duplicates import Catalog, Pairs, find_copies
from tollbook.copies.likeness import copy_settings
from tollbook.ids import digest
from tollbook.reading.faults import ReadError
from tollbook.rows import Document, Reject
from tollbook.rulebook import Rulebook
from tollbook.stages import Engine, LocalEngine, StageStore, code_version
from tollbook.stages.at_hand import book_at_hand, rules_digest, rules_of
from tollbook.stages.placing import MARKS, SELECTION, Selection
from tollbook.stages.reading import DIGEST, KEY, READ_DOCUMENTS, ReadResult
from tollbook.stages.tables import integers, read_file
from tollbook.storage.elsewhere import names, stream_of
from tollbook.storage.files import write_atomically, write_parquet

COMPARISONS = "comparisons"  # folder of the store: pairs of articles and their likeness
DIMENSIONS = ("furniture", "publication")
_COLUMNS = ("doc_id", "source_id", "published_on", "agency", "language", "read_on", "story_sha256")
_TEXTS = "texts-"  # begins the names of files of articles that are to be compared
_GROUP = 64  # articles that are read at once to compare one
_PAIRS = 2000  # that one task compares
_FILES_OPEN = 4
_WORDS_AT_HAND = 4096  # articles


@dataclass(frozen=True, slots=True)
class Chosen:
    """The documents of a ledger: where they lie, with their marks; articles that were refused; and counts."""

    selected: Selection
    repeats: list[Reject]
    copies: int
    other_languages: int
    not_read_on: int
    undated: int


def choose(
    store: StageStore, read: ReadResult, inputs: Sequence[str], book: Rulebook, engine: Engine | None = None
) -> Chosen:
    """Return the documents among what was read: the first of each `source_id`, copies marked.

    `inputs` are the names of the files, or pieces of files, in the order in which they count. Of articles with one id
    the first counts, in the order of file names, then of rows.
    """
    paths = tuple(store.paths(READ_DOCUMENTS))
    rows, bands, banded = _rows(paths, read.ranks)
    kept, repeats = _first_of_each(rows, inputs)
    ranked = kept.take(pc.sort_indices(kept, [(c, "ascending") for c in ("published_on", "source_id", "doc_id")]))
    place = integers(ranked.column("place"))
    catalog = _catalog(ranked, bands[place], banded[place])
    marks = _Comparing(store, paths, ranked, book, engine or LocalEngine()).marks(catalog)
    columns = [pa.array(cells, pa.string()) for cells in zip(*marks, strict=True)] or [pa.array([], pa.string())] * 3
    for name, column in zip(MARKS, columns, strict=True):
        ranked = ranked.append_column(name, column)
    selected = ranked.sort_by("place").select(SELECTION.names).cast(SELECTION)
    return Chosen(
        Selection(selected, tuple(store.files(READ_DOCUMENTS))),
        repeats,
        copies=len(columns[0]) - columns[0].null_count,
        other_languages=pc.sum(pc.not_equal(kept.column("language"), "en")).as_py() or 0,
        not_read_on=pc.sum(pc.invert(kept.column("read_on"))).as_py() or 0,
        undated=kept.column("published_on").null_count,
    )


def _rows(paths: tuple[Path, ...], ranks: Mapping[str, int]) -> tuple[pa.Table, NDArray[np.uint32], NDArray[np.bool_]]:
    """A row for each article that was read, and its keys: file by file, `place` is its number."""
    order = pa.array(ranks, pa.string())
    tables, bands, banded, before = [], [], [], 0
    for number, path in enumerate(paths):
        table = read_file(path, [*_COLUMNS, KEY, DIGEST, "story_bands"])
        keys, have = read_bands(table.column("story_bands").to_pylist())
        bands.append(keys)
        banded.append(have)
        count = table.num_rows
        table = table.drop_columns(["story_bands"])
        table = table.append_column("rank", pc.index_in(table.column(KEY), order)).drop_columns([KEY])
        table = table.append_column("file", pa.array(np.full(count, number, np.int32)))
        table = table.append_column("row", pa.array(np.arange(count, dtype=np.int32)))
        tables.append(table.append_column("place", pa.array(np.arange(before, before + count))))
        before += count
    return pa.concat_tables(tables).combine_chunks(), np.concatenate(bands), np.concatenate(banded)


def _first_of_each(rows: pa.Table, inputs: Sequence[str]) -> tuple[pa.Table, list[Reject]]:
    """The first article of each id, and a reject for every other: in which file it is, and where the first one is."""
    ordered = rows.take(pc.sort_indices(rows, [(c, "ascending") for c in ("source_id", "rank", "doc_id")]))
    names = ordered.column("source_id").combine_chunks()
    again = np.zeros(len(names), np.bool_)
    if len(names) > 1:
        again[1:] = integers(pc.equal(names[1:], names[:-1]).cast(pa.uint8()))
    files = [inputs[rank] for rank in ordered.column("rank").to_pylist()]
    repeats, times = [], 1
    for n in np.flatnonzero(again).tolist():
        times = times + 1 if again[n - 1] else 2
        known = f"id {names[n].as_py()[:80]!r} is in {files[n - times + 1]} already (time {times})"
        fault = ReadError("repeated_id", f"{known}; ids must be unique over all files")
        repeats.append(fault.reject(files[n]))
    return ordered.filter(pa.array(~again)), repeats


def _catalog(ranked: pa.Table, bands: NDArray[np.uint32], banded: NDArray[np.bool_]) -> Catalog:
    days = [day.toordinal() if day else None for day in ranked.column("published_on").to_pylist()]
    hashes = "".join(own[2:] for own in ranked.column(DIGEST).to_pylist())
    ids: Ids = np.frombuffer(bytes.fromhex(hashes), dtype=">u8").astype(np.uint64)
    names, agencies, words = (ranked.column(c).to_pylist() for c in ("doc_id", "agency", "story_sha256"))
    return Catalog(names, days, agencies, words, bands, banded, ids)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Articles of one file that are to be compared: their rows there, and the file that gets their texts and words."""

    source: Path
    rows: NDArray[np.int32]
    path: Path


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Pairs to compare: numbers of articles in files of texts, how many come before each file, and known codes."""

    texts: tuple[Path, ...]
    before: NDArray[np.int64]
    later: list[int]
    earlier: list[int]
    codes: Codes
    rules: Path
    rules_digest: str


class _Comparing:
    """Compares what the pairs of an earlier run do not tell. `ranked` says where each article lies."""

    def __init__(
        self, store: StageStore, paths: tuple[Path, ...], ranked: pa.Table, book: Rulebook, engine: Engine
    ) -> None:
        self._folder = store.folder(COMPARISONS)
        self._rules = rules_of(book, store.root, distant=engine.distant)
        self._paths = paths
        self._files_there = tuple(store.files(READ_DOCUMENTS))  # what workers read
        self._files = integers(ranked.column("file"))
        self._rows = integers(ranked.column("row"))
        self._book = book
        self._engine = engine
        self._open = lru_cache(_FILES_OPEN)(_texts_of)

    def marks(self, catalog: Catalog) -> list[tuple[str | None, str | None, str | None]]:
        """Return the marks of each article, and keep for the next run what was compared."""
        code = code_version(("tollbook.copies.comparing",))
        version = digest([code, rules_digest(self._book, DIMENSIONS)])[:16]
        kept = self._folder / f"pairs-{version}.parquet"
        stories = Stories(self._article, self._book)
        marks, compared = find_copies(catalog, stories, copy_settings(self._book), _read_pairs(kept), self._ahead)
        columns = {"earlier": compared.earlier, "later": compared.later, "code": compared.codes}
        write_parquet(kept, pa.table(columns))
        for name in sorted(names(self._folder) - {kept.name}):
            if name.endswith(".parquet"):
                (self._folder / name).unlink(missing_ok=True)
        return marks

    def _article(self, i: int) -> Document:
        return _document(self._open(self._paths[self._files[i]]), int(self._rows[i]))

    def _ahead(self, pairs: Pairs) -> Codes:
        """Compare pairs in the processes of the engine, from a file that holds the texts of just these articles."""
        needed = _needed(pairs)
        if not needed.any():
            return pairs.codes
        # All pairs of an article with one that is needed: those before it may tell that it need not be compared.
        asked = np.isin(pairs.later, pairs.later[needed])
        wanted = np.unique(np.r_[pairs.later[asked], pairs.earlier[asked]])
        wanted = wanted[np.lexsort((self._rows[wanted], self._files[wanted]))]
        place = np.zeros(len(self._files), np.int64)
        place[wanted] = np.arange(len(wanted))
        texts, before = self._cut(wanted)
        codes = pairs.codes.copy()
        chunks = list(_chunks(pairs.later[asked]))
        where = np.flatnonzero(asked)
        tasks = [
            _Chunk(
                texts,
                before,
                place[pairs.later[where[chunk]]].tolist(),
                place[pairs.earlier[where[chunk]]].tolist(),
                codes[where[chunk]],
                self._rules,
                rules_digest(self._book, DIMENSIONS),
            )
            for chunk in chunks
        ]
        for chunk, found in zip(chunks, self._engine.map(_compare, tasks), strict=True):
            codes[where[chunk]] = found
        return codes

    def _cut(self, wanted: NDArray[np.int64]) -> tuple[tuple[Path, ...], NDArray[np.int64]]:
        """Write the texts of articles to files of their own; returns these, and how many articles are before each."""
        numbers, counts = np.unique(self._files[wanted], return_counts=True)
        tasks = [
            _Cut(
                self._files_there[n],
                self._rows[wanted[self._files[wanted] == n]],
                self._folder / f"{_TEXTS}{n}.parquet",
            )
            for n in numbers.tolist()
        ]
        for _ in self._engine.map(_write_texts, tasks):
            pass
        return tuple(task.path for task in tasks), np.cumsum([0, *counts[:-1]])


def _needed(pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs are to be compared: not known, and none before it says that the later article is a copy."""
    copies = np.array([likeness(code).copy for code in range(UNKNOWN)] + [False])[pairs.codes]
    before = np.cumsum(copies) - copies
    begins = np.r_[True, pairs.later[1:] != pairs.later[:-1]][: len(copies)]
    first = np.maximum.accumulate(np.where(begins, np.arange(len(copies)), 0))
    needed: NDArray[np.bool_] = (pairs.codes == UNKNOWN) & (before == before[first])
    return needed


def _write_texts(task: _Cut) -> None:
    """Write the file of some texts. Runs in any process."""
    table = read_file(task.source, ["title", "text"]).take(pa.array(task.rows))
    words = [word_numbers(text) for text in table.column("text").to_pylist()]
    table = table.append_column("words", pa.array(words, pa.list_(pa.uint64())))
    write_atomically(task.path, lambda path: pq.write_table(table, path, compression="zstd", row_group_size=_GROUP))


def _chunks(later: NDArray[np.int64]) -> Iterator[slice]:
    """Cut pairs into pieces where another later article begins."""
    begins = np.flatnonzero(np.r_[True, later[1:] != later[:-1]])
    start = 0
    for at in [*begins[1:].tolist(), len(later)]:
        if at - start >= _PAIRS or at == len(later):
            yield slice(start, at)
            start = at


def _compare(chunk: _Chunk) -> Codes:
    """Compare one piece. Runs in any process."""
    book = book_at_hand(chunk.rules, DIMENSIONS, chunk.rules_digest)
    file = lru_cache(16 * _FILES_OPEN)(lambda n: pq.ParquetFile(stream_of(chunk.texts[n])))
    group = lru_cache(16 * _FILES_OPEN)(lambda n, at: file(n).read_row_group(at))

    def found(number: int) -> tuple[pa.Table, int]:
        n = int(np.searchsorted(chunk.before, number, side="right")) - 1
        at, row = divmod(number - int(chunk.before[n]), _GROUP)
        return group(n, at), row

    def words(number: int) -> Ids:
        table, row = found(number)
        own: Ids = table.column("words")[row].values.to_numpy()
        return own

    stories = Stories(lambda number: _document(*found(number)), book, lru_cache(_WORDS_AT_HAND)(words))
    return compare_ahead(stories, chunk.later, chunk.earlier, chunk.codes)


def _texts_of(path: Path) -> pa.Table:
    return read_file(path, ["title", "text"])


def _document(texts: pa.Table, row: int) -> Document:
    title, text = (texts.column(name)[row].as_py() for name in ("title", "text"))
    return Document("", "", title=title, text=text)


def _read_pairs(path: Path) -> Compared:
    if path.name not in names(path.parent):
        return Compared()
    table = read_file(path)
    return Compared(*(integers(table.column(name)) for name in ("earlier", "later", "code")))
