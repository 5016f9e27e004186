"""The reading cache: an input file that is unchanged, under the same rules and code, is not read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.ids import content_id, digest
from tollbook.rows.documents import Document, Reject
from tollbook.rows.schema import PUBLIC_TABLES, Table, arrow_schema, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages.at_hand import book_at_hand, remember, rules_digest, rules_of
from tollbook.stages.code import code_version
from tollbook.stages.engine import Engine, LocalEngine
from tollbook.stages.files import Manifest, content_digest, describe, read_manifest, write_parquet
from tollbook.stages.sharding import ShardPlan, plan_shards
from tollbook.stages.store import READING, StageStore
from tollbook.stages.tables import in_order, read_tables

STAGE = READING
_KEY = "input_key"  # column added to the rows in the cache: which input they came from
_FILES = "read_files"
_TABLES: Mapping[str, Table] = {"read_documents": PUBLIC_TABLES["documents"], "read_rejects": PUBLIC_TABLES["rejects"]}
_ORDERS = {name: (*table.order, _KEY) for name, table in _TABLES.items()} | {_FILES: (_KEY,)}


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. All but `path` decide what its documents are.

    Its name relative to the articles folder, where it lies now, the digest of its content, its row of `metadata.csv`.
    """

    name: str
    path: Path
    digest: str
    metadata: tuple[tuple[str, str | None], ...] = ()


ReadFunction = Callable[[InputFile, Rulebook], tuple[Sequence[Document], Sequence[Reject]]]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The documents and rejects of all inputs, sorted by key, and how many files were read now or kept from before."""

    documents: pa.Table
    rejects: pa.Table
    files_read: int
    files_kept: int


@dataclass(frozen=True, slots=True)
class _Call:
    read: ReadFunction
    rules: Path
    dimensions: tuple[str, ...]
    rules_digest: str


@dataclass(frozen=True, slots=True)
class _Task:
    call: _Call
    fresh: tuple[tuple[str, InputFile], ...]  # input key and file, to be read
    cached: Mapping[str, tuple[Path, ...]]  # table -> shards of before that hold the others
    keys: frozenset[str]  # input keys of the others
    outputs: Mapping[str, Path]


def file_digest(path: Path) -> str:
    """Return the digest of a file's content. Raises OSError when it cannot be read."""
    return content_digest(path)


def read_inputs(
    store: StageStore,
    inputs: Sequence[InputFile],
    read: ReadFunction,
    book: Rulebook,
    *,
    dimensions: tuple[str, ...] = ("furniture", "publication"),
    modules: tuple[str, ...] = (),
    packages: tuple[str, ...] = (),
    engine: Engine | None = None,
) -> ReadResult:
    """Read the inputs that are new or changed with `read(file, book)`, take the others from the cache.

    `read` is an importable function that returns documents and rejects of one file; it must not look at other files
    (copies are found afterwards, over all documents). Inputs that are no longer there leave the cache. `modules`
    default to the one that `read` is in. Raises ValueError for a name that stands twice, and what `read` raises.
    """
    if len({f.name for f in inputs}) != len(inputs):
        raise ValueError("two inputs have the same name")
    remember(book)
    rules = rules_digest(book, dimensions)
    code = code_version(modules or (read.__module__,), packages)
    keyed = {content_id("in", f.name, f.digest, *f.metadata, rules, code): f for f in inputs}
    with store.locked(STAGE) as folder:
        held = _held(folder)
        plan = plan_shards(held, {key: key for key in keyed})
        engine = engine or LocalEngine()
        call = _Call(read, rules_of(book, store.root, distant=engine.distant), dimensions, rules)
        tasks = [_task(folder, shard, keyed, held, plan, call) for shard in plan.added]
        files_read = sum(engine.map(_read, tasks))
        tables = {n: {s: describe(_path(folder, s, n)) for s in plan.shards} for n in (*_TABLES, _FILES)}
        Manifest(STAGE, False, tables, _ORDERS).write(folder)
        documents, rejects = (
            read_tables([_path(folder, s, n) for s in plan.shards], _ORDERS[n], t.columns) for n, t in _TABLES.items()
        )
    return ReadResult(documents, rejects, files_read, len(keyed) - files_read)


def _task(
    folder: Path,
    shard: str,
    keyed: Mapping[str, InputFile],
    held: Mapping[str, Mapping[str, str]],
    plan: ShardPlan,
    call: _Call,
) -> _Task:
    """What to read for a new shard of the cache, and which shards of before hold the rest of it."""
    items = plan.added[shard]
    known = {key for old in held.values() for key in old}
    fresh = tuple((key, keyed[key]) for key in items if key not in known)
    needed = sorted(s for s, old in held.items() if s not in plan.kept and not old.keys().isdisjoint(items))
    cached = {name: tuple(_path(folder, s, name) for s in needed) for name in _TABLES}
    outputs = {name: _path(folder, shard, name) for name in (*_TABLES, _FILES)}
    return _Task(call, fresh, cached, frozenset(items) & known, outputs)


def _path(folder: Path, shard: str, table: str) -> Path:
    return folder / f"{shard}-{digest([shard, str(_schema(table))])[:16]}.{table}.parquet"


def _schema(table: str) -> pa.Schema:
    key = pa.field(_KEY, pa.string(), nullable=False)
    return pa.schema([key]) if table == _FILES else arrow_schema(_TABLES[table].row).remove_metadata().append(key)


def _held(folder: Path) -> dict[str, dict[str, str]]:
    """Shard -> input keys in the cache; shards of which a file is gone are left out."""
    manifest = read_manifest(folder)
    held: dict[str, dict[str, str]] = {}
    for shard in manifest.tables[_FILES] if manifest else ():
        if all(_path(folder, shard, name).is_file() for name in (*_TABLES, _FILES)):
            keys = read_tables([_path(folder, shard, _FILES)], (_KEY,)).column(_KEY).to_pylist()
            held[shard] = {key: key for key in keys}
    return held


def _read(task: _Task) -> int:
    """Write one shard of the cache; returns how many files were read for it. Runs in any process."""
    book = book_at_hand(task.call.rules, task.call.dimensions, task.call.rules_digest)
    made: dict[str, list[tuple[str, Sequence[Any]]]] = {name: [] for name in _TABLES}
    for key, file in task.fresh:
        documents, rejects = task.call.read(file, book)
        made["read_documents"].append((key, documents))
        made["read_rejects"].append((key, rejects))
    for name, table in _TABLES.items():
        new = _with_keys(table, made[name], name)
        old = [_taken(path, task.keys, name) for path in task.cached[name]]
        write_parquet(task.outputs[name], in_order(pa.concat_tables([new, *old]), (*table.order, _KEY)))
    keys = sorted({*task.keys, *(key for key, _ in task.fresh)})
    write_parquet(task.outputs[_FILES], pa.table([pa.array(keys, pa.string())], schema=_schema(_FILES)))
    return len(task.fresh)


def _with_keys(table: Table, made: list[tuple[str, Sequence[Any]]], name: str) -> pa.Table:
    rows = to_table(table.row, [row for _, rows in made for row in rows])
    keys = pa.array([key for key, rows in made for _ in rows], pa.string())
    return rows.append_column(_KEY, keys).cast(_schema(name))


def _taken(path: Path, keys: frozenset[str], name: str) -> pa.Table:
    table = read_tables([path], ())
    return table.filter(pc.is_in(table.column(_KEY), pa.array(sorted(keys), pa.string()))).cast(_schema(name))
