"""What a stage is: a function from tables to tables, and all that its result depends on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.broken import Broken, as_metadata, broken, from_metadata, is_of_the_article
from tollbook.memory import collection_paused
from tollbook.rows.documents import Document
from tollbook.rows.schema import PUBLIC_TABLES, Table, from_table, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages.held import ByDocument, Held, by_document
from tollbook.stages.tables import read_tables
from tollbook.stages.taken import Older, take

DOCUMENTS = PUBLIC_TABLES["documents"]


@dataclass(frozen=True)
class Inputs(Mapping[str, pa.Table]):
    """The input tables of one shard (or of everything), read when asked for, in the order of their keys.

    `files` says where each table lies, for a function that rather queries them (`read_parquet(...)` in DuckDB).
    What is `held` of the shard already is not read again. `before` has the stage's own tables as the last run left
    them, of a stage over everything and where rules and code are the same: for what need not be computed again.
    """

    files: Mapping[str, tuple[Path, ...]]
    orders: Mapping[str, tuple[str, ...]]
    held: Held | None = None
    before: Mapping[str, Path] = field(default_factory=dict)
    older: Older | None = None  # where a stage of documents has rows of some of them already

    def __getitem__(self, name: str) -> pa.Table:
        """Return a whole table; KeyError when it is not among the inputs of the stage."""
        return read_tables(self.files[name], self.orders[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def columns(self, name: str, columns: tuple[str, ...]) -> pa.Table:
        """Return some columns of a table (documents without their text, say)."""
        return read_tables(self.files[name], self.orders[name], columns)

    def rows(self, table: Table) -> list[Any]:
        """Return a table as rows of its class."""
        rows = self.held.rows_of(table) if self.held else None
        if rows is not None:
            return list(rows)
        made = self[table.name]
        rows = from_table(table.row, made)
        if self.held:
            self.held.rows[table.name] = (table.row, rows)
            self.held.broken[table.name] = from_metadata(made.schema.metadata)
        return list(rows)

    def by_document(self, table: Table) -> ByDocument:
        """Return the rows of a table by the document that they are of, in the order of the table."""
        if self.held is None:
            return by_document(self.rows(table))
        if table.name not in self.held.grouped:
            self.held.grouped[table.name] = by_document(self.rows(table))
        return self.held.grouped[table.name]

    def broken(self, table: Table) -> tuple[Broken, ...]:
        """Return the articles that were set aside on the way to a table whose rows were read here."""
        return self.held.broken.get(table.name, ()) if self.held else ()

    def documents_to_read(self) -> list[Document]:
        """Return the documents of the shard that are extracted; see `to_read`."""
        if self.held is None:
            return from_table(Document, to_read(self[DOCUMENTS.name]))
        if self.held.documents is None:
            self.held.documents = from_table(Document, to_read(self[DOCUMENTS.name]))
        return self.held.documents


StageFunction = Callable[[Inputs, Rulebook], Mapping[str, pa.Table]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage. `function` must be importable or picklable: it may run in another process.

    `dimensions` are those of the rules it reads (lexicons always count), `modules` those that hold its code (what they
    import from Tollbook counts too), `packages` the distributions whose version matters, `settings` anything else that
    its result depends on. `sharded` is false for a stage that needs all documents at once. Raises ValueError when it
    has no output or no modules.
    """

    name: str
    function: StageFunction
    inputs: tuple[str, ...]
    outputs: tuple[Table, ...]
    dimensions: tuple[str, ...]
    modules: tuple[str, ...]
    packages: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    sharded: bool = True

    def __post_init__(self) -> None:
        if not self.outputs or not self.modules:
            raise ValueError(f"stage {self.name} needs outputs and modules")


@dataclass(frozen=True, slots=True)
class StageSummary:
    """What a run of a stage did: shards computed and kept, rows per table, rows per rule, and a digest of the result.

    The digest is a data version: it changes when a shard of the result changes, not when code or rules change that
    made no difference.
    """

    stage: str
    computed: int
    kept: int
    rows: Mapping[str, int]
    hits: Mapping[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of a shard: the rows of each output, and the articles that are not in them.

    Those are the ones that it broke on, and the ones that a stage before it did.
    """

    rows: list[list[Any]]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class PerDocument:
    """A stage function that calls `function(document, rows of each input..., book)` for each document.

    Documents in another language, copies of another document, and those in which the gate of articles found nothing to
    read on for, are left out. `function` returns a list of rows, or with several `outputs` a tuple of such lists in
    their order. A document on which it raises is set aside: it has no rows here, nor in any stage that reads these.
    """

    function: Callable[..., Any]
    inputs: tuple[Table, ...]
    outputs: tuple[Table, ...]
    stage: str

    def __call__(self, inputs: Inputs, book: Rulebook) -> dict[str, pa.Table]:
        """Return the output tables of a shard; the metadata of the first names the articles that were set aside."""
        with collection_paused():  # nearly all that is made here stays until the end, or is gone without it
            made = self.made_of(inputs, book)
            tables = [to_table(table.row, rows) for table, rows in zip(self.outputs, made.rows, strict=True)]
            tables[0] = noted(tables[0], made.broken)
            return {table.name: rows for table, rows in zip(self.outputs, tables, strict=True)}

    def made_of(self, inputs: Inputs, book: Rulebook) -> Made:
        """Return the rows of each output as they were made.

        Raises what is no fault of an article: OSError, MemoryError.
        """
        with collection_paused():
            grouped = [inputs.by_document(table) for table in self.inputs]
            older = take(inputs.older or Older({}, {}), self.outputs)
            before = (article for table in self.inputs for article in inputs.broken(table))
            aside = {article.doc_id: article for article in (*before, *older.broken)}
            made = older.rows
            for document in inputs.documents_to_read():
                if document.doc_id in aside or document.doc_id in older.documents:
                    continue
                result = self._one(document, grouped, book)
                if isinstance(result, Broken):
                    aside[document.doc_id] = result
                    continue
                for rows, new in zip(made, result, strict=True):
                    rows.extend(new)
            return Made(made, tuple(sorted(aside.values())))

    def _one(self, document: Document, grouped: list[ByDocument], book: Rulebook) -> Any:
        try:
            result = self._called(document, grouped, book)
        except Exception as error:
            if is_of_the_article(error):
                return broken(error, self.stage, document)
            error.add_note(f"in document {document.doc_id} ({document.source_id})")
            raise
        return (result,) if len(self.outputs) == 1 else result

    def _called(self, document: Document, grouped: list[ByDocument], book: Rulebook) -> Any:
        """Call the function; once more when a pattern ran out of time, which a machine that stood still does too."""
        try:
            return self.function(document, *(list(g.get(document.doc_id, ())) for g in grouped), book)
        except TimeoutError:
            return self.function(document, *(list(g.get(document.doc_id, ())) for g in grouped), book)


def noted(table: pa.Table, articles: tuple[Broken, ...]) -> pa.Table:
    """Return a table whose metadata names articles that are not in it; the table itself when there are none."""
    return table.replace_schema_metadata(as_metadata(articles)) if articles else table


def to_read(documents: pa.Table) -> pa.Table:
    """Return the documents that are extracted: in English, no copy, let in by the gate of articles."""
    english = pc.equal(documents.column("language"), "en")
    own = pc.is_null(documents.column("duplicate_of"))
    return documents.filter(pc.and_(pc.and_(english, own), documents.column("read_on")))


@dataclass(frozen=True, slots=True)
class AllRows:
    """A stage function that calls `function(all rows of each input..., book)` once; returns as `PerDocument` does.

    With `rows` only those that it gives of an input.
    """

    function: Callable[..., Any]
    inputs: tuple[Table, ...]
    outputs: tuple[Table, ...]
    rows: Callable[[Inputs, Table], list[Any]] = Inputs.rows

    def __call__(self, inputs: Inputs, book: Rulebook) -> dict[str, pa.Table]:
        """Return the output tables."""
        result = self.function(*(self.rows(inputs, table) for table in self.inputs), book)
        made = (result,) if len(self.outputs) == 1 else result
        return {table.name: to_table(table.row, rows) for table, rows in zip(self.outputs, made, strict=True)}


def per_document(
    name: str,
    function: Callable[..., Any],
    *,
    outputs: tuple[Table, ...],
    inputs: tuple[Table, ...] = (),
    dimensions: tuple[str, ...] = (),
    modules: tuple[str, ...] = (),
    packages: tuple[str, ...] = (),
) -> Stage:
    """Return a stage over shards of `function(document, the document's rows of each input..., book) -> rows`.

    `documents` need not be named among the inputs. `modules` default to the one that `function` is in.
    """
    names = (DOCUMENTS.name, *(table.name for table in inputs))
    called = PerDocument(function, inputs, outputs, name)
    return Stage(name, called, names, outputs, dimensions, modules or (function.__module__,), packages)


def over_all(
    name: str,
    function: Callable[..., Any],
    *,
    outputs: tuple[Table, ...],
    inputs: tuple[Table, ...],
    dimensions: tuple[str, ...] = (),
    modules: tuple[str, ...] = (),
    settings: tuple[tuple[str, str], ...] = (),
    rows: Callable[[Inputs, Table], list[Any]] = Inputs.rows,
) -> Stage:
    """Return a stage over everything of `function(all rows of each input..., book) -> rows`; see `AllRows`."""
    names = tuple(table.name for table in inputs)
    called = AllRows(function, inputs, outputs, rows)
    own = modules or (function.__module__,)
    return Stage(name, called, names, outputs, dimensions, own, settings=settings, sharded=False)
