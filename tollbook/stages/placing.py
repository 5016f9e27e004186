"""The documents of a ledger as shards: which document is where, and the writing of the shards that are new.

Texts go from the files that they were read into to the files of shards, in whatever process an engine works in: what
plans the shards knows documents by id and digest.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.ids import content_id, digest
from tollbook.rows.schema import PUBLIC_TABLES, arrow_schema
from tollbook.stages.engine import Engine, LocalEngine
from tollbook.stages.sharding import MAX_DOCUMENTS, ShardPlan, plan_shards
from tollbook.stages.tables import in_order, read_file, read_tables
from tollbook.storage.elsewhere import names
from tollbook.storage.files import Manifest, Part, describe, read_manifest, write_parquet

DOCUMENTS = PUBLIC_TABLES["documents"]
MARKS = ("duplicate_of", "story_of", "story_agency")  # what is known only when all documents are there
_OWN = tuple(c for c in DOCUMENTS.columns if c not in (*MARKS, "text"))  # doc_id and sha256 hash the text
_INDEX = ("shard", "doc_id", "digest", "came_from")
SELECTION = pa.schema(
    [("doc_id", pa.string()), ("row_digest", pa.string()), ("file", pa.int32()), ("row", pa.int32())]
    + [(name, pa.string()) for name in MARKS]
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Documents to store: where each lies, the digest of its row, its marks (columns of `SELECTION`).

    `file` counts in `files`, `row` in the file. Neighbours should lie in one file: their shard is then quickly written.
    """

    rows: pa.Table
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """One shard to write: files, and from each the rows to take with their marks."""

    taken: tuple[tuple[Path, pa.Table], ...]
    path: Path


def row_digests(documents: pa.Table) -> list[str]:
    """Return a digest of each document as it was read, its marks left out."""
    return [content_id("d", *row) for row in zip(*(documents.column(c).to_pylist() for c in _OWN), strict=True)]


def everything(documents: pa.Table, path: Path) -> Selection:
    """Return the selection of all documents of a table, which is written to `path`."""
    documents = documents.select(DOCUMENTS.columns).cast(arrow_schema(DOCUMENTS.row))
    write_parquet(path, documents)
    count = documents.num_rows
    place = [pa.array([0] * count, pa.int32()), pa.array(range(count), pa.int32())]
    marks = [documents.column(name) for name in MARKS]
    rows = [documents.column("doc_id"), pa.array(row_digests(documents), pa.string()), *place, *marks]
    return Selection(pa.Table.from_arrays(rows, schema=SELECTION), (path,))


def place(
    folder: Path, selected: Selection, max_documents: int = MAX_DOCUMENTS, engine: Engine | None = None
) -> tuple[Manifest, int]:
    """Write the shards of documents that are not in `folder` yet, and make them current; returns how many.

    Raises ValueError for a doc_id that stands twice.
    """
    items = _items(selected.rows)
    before = read_manifest(folder)
    held = _held(folder, before)
    plan = plan_shards(held, items, max_documents)
    known = before.tables[DOCUMENTS.name] if before else {}
    parts = {shard: known[shard] for shard in plan.kept}
    paths = {shard: folder / f"{shard}-{digest([shard, str(_schema())])[:16]}.parquet" for shard in plan.added}
    there = names(folder)
    tasks = [task for task in _tasks(plan, selected, paths) if task.path.name not in there]
    made = {part.file: part for part in (engine or LocalEngine()).map(_write, tasks)}
    parts |= {shard: made.get(path.name) or describe(path) for shard, path in paths.items()}
    orders = {DOCUMENTS.name: DOCUMENTS.order}
    manifest = Manifest(DOCUMENTS.name, True, {DOCUMENTS.name: parts}, orders, {}, _index(folder, plan, held))
    manifest.write(folder)
    return manifest, len(plan.added)


def _schema() -> pa.Schema:
    return arrow_schema(DOCUMENTS.row)


def _items(rows: pa.Table) -> dict[str, str]:
    """doc_id -> digest of its row, marks and all."""
    marked = zip(*(rows.column(name).to_pylist() for name in ("doc_id", "row_digest", *MARKS)), strict=True)
    items = {doc_id: content_id("d", own, *marks) if any(marks) else own for doc_id, own, *marks in marked}
    if len(items) != rows.num_rows:
        raise ValueError(f"{rows.num_rows - len(items)} documents have a doc_id that another has too")
    return items


def _held(folder: Path, manifest: Manifest | None) -> dict[str, dict[str, str]]:
    """Shard -> doc_id -> digest of its row, as of the last run; shards whose file is gone are left out."""
    files = names(folder)
    if manifest is None or manifest.index is None or manifest.index not in files:
        return {}
    parts = manifest.tables[DOCUMENTS.name]
    there = {shard for shard, part in parts.items() if part.file in files}
    held: dict[str, dict[str, str]] = {}
    index = read_tables([folder / manifest.index], ())
    for shard, doc_id, content in zip(*(index.column(c).to_pylist() for c in _INDEX[:3]), strict=True):
        if shard in there:
            held.setdefault(shard, {})[doc_id] = content
    return held


def _tasks(plan: ShardPlan, selected: Selection, paths: Mapping[str, Path]) -> Iterator[_Task]:
    if not plan.added:
        return
    position = {doc_id: n for n, doc_id in enumerate(selected.rows.column("doc_id").to_pylist())}
    files = selected.rows.column("file").to_pylist()
    for shard, held in plan.added.items():
        by_file: dict[int, list[int]] = defaultdict(list)
        for doc_id in held:
            by_file[files[position[doc_id]]].append(position[doc_id])
        taken = (
            (selected.files[file], selected.rows.take(pa.array(own, pa.int64())).select(["row", *MARKS]))
            for file, own in sorted(by_file.items())
        )
        yield _Task(tuple(taken), paths[shard])


def _write(task: _Task) -> Part:
    """Write one shard; returns what the manifest says of it. Runs in any process."""
    tables = [_taken(path, rows) for path, rows in task.taken]
    table = pa.concat_tables(tables) if tables else _schema().empty_table()
    return write_parquet(task.path, in_order(table, DOCUMENTS.order))


def _taken(path: Path, rows: pa.Table) -> pa.Table:
    table = read_file(path, DOCUMENTS.columns).take(rows.column("row"))
    for name in MARKS:
        table = table.set_column(table.column_names.index(name), name, rows.column(name).cast(pa.string()))
    return table.select(DOCUMENTS.columns).cast(_schema())


def origins(index: Path) -> dict[str, dict[str, str]]:
    """Return, for each shard that was made anew, the documents that came to it unchanged, and from which shard each."""
    found: dict[str, dict[str, str]] = {}
    table = read_tables([index], (), ("shard", "doc_id", "came_from"))
    table = table.filter(pc.is_valid(table.column("came_from")))
    for shard, doc_id, before in zip(*(table.column(c).to_pylist() for c in table.column_names), strict=True):
        found.setdefault(shard, {})[doc_id] = before
    return found


def _index(folder: Path, plan: ShardPlan, before: Mapping[str, Mapping[str, str]]) -> str:
    """Write which shard holds what, under a name of its content; the manifest then points to it."""
    name = f"index-{digest([*plan.shards, *_INDEX])[:16]}.parquet"  # the name of a shard hashes what it holds
    if name not in names(folder):
        gone = {pair: shard for shard, held in before.items() if shard not in plan.kept for pair in held.items()}
        rows = [
            (shard, doc_id, content, gone.get((doc_id, content)) if shard in plan.added else None)
            for shard, held in plan.shards.items()
            for doc_id, content in sorted(held.items())
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(_INDEX)
        named = zip(_INDEX, columns, strict=True)
        write_parquet(folder / name, pa.table({n: pa.array(c, pa.string()) for n, c in named}))
    return name
