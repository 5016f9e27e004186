"""The reading cache: an input file that is unchanged, under the same rules and code, is not read again.

What was read stays in files: a shard of the cache holds the documents of some inputs, and is written by the process
that read them. Nothing here holds more than a shard in memory.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.broken import is_of_the_article, unread
from tollbook.ids import content_id, digest
from tollbook.rows.documents import Document, Reject
from tollbook.rows.schema import PUBLIC_TABLES, Table, arrow_schema, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages.at_hand import book_at_hand, remember, rules_digest, rules_of
from tollbook.stages.code import code_version
from tollbook.stages.engine import Engine, LocalEngine
from tollbook.stages.placing import row_digests
from tollbook.stages.sharding import MAX_DOCUMENTS, ShardPlan, plan_shards
from tollbook.stages.store import READING, StageStore
from tollbook.stages.tables import in_order, read_tables
from tollbook.storage.elsewhere import names
from tollbook.storage.files import Manifest, Part, content_digest, describe, read_manifest, write_parquet

STAGE = READING
DIMENSIONS = ("furniture", "publication")  # of whose rules everything matters to what is read
KEY = "input_key"  # column added to the rows in the cache: which input they came from
DIGEST = "row_digest"  # column added to documents: see `placing.row_digests`
READ_DOCUMENTS, READ_REJECTS, _FILES = "read_documents", "read_rejects", "read_files"
_TABLES: Mapping[str, Table] = {READ_DOCUMENTS: PUBLIC_TABLES["documents"], READ_REJECTS: PUBLIC_TABLES["rejects"]}
_ORDERS = {name: (*table.order, KEY) for name, table in _TABLES.items()} | {_FILES: (KEY,)}
_BYTES = 4096  # of input count as one document when inputs are spread over shards


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, or a piece of one. Its name, `digest`, `repeat` and `metadata` decide what its documents are.

    Its name relative to the articles folder, where it lies now, the digest of its content, its row of `metadata.csv`
    and whatever else is known of it, where in the file it begins and ends, its size in bytes; and how many pieces of
    the same content stand before it in the file. A piece that only moved in its file is not read again, so what is read
    of it must not tell where it stands.
    """

    name: str
    path: Path
    digest: str
    metadata: tuple[tuple[str, str | None], ...] = ()
    start: int = 0
    size: int = 0
    end: int = 0
    repeat: int = 0


ReadFunction = Callable[[InputFile, Rulebook], tuple[Sequence[Document], Sequence[Reject]]]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read: how many files now and how many were kept from before, and the rank of each input by its key.

    The documents and rejects are the tables `read_documents` and `read_rejects` of the store; their column `input_key`
    says of which input a row is.
    """

    files_read: int
    files_kept: int
    ranks: Mapping[str, int]


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
    in_part: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    modules: tuple[str, ...] = (),
    packages: tuple[str, ...] = (),
    engine: Engine | None = None,
) -> ReadResult:
    """Read the inputs that are new or changed with `read(file, book)`, take the others from the cache.

    `read` is an importable function that returns documents and rejects of one file; it must not look at other files
    (copies are found afterwards, over all documents). Inputs that are no longer there leave the cache; a shard that a
    killed run finished is not read again. `in_part` names the dimensions of whose rules only a part matters, by the
    digest of that part: a change of the rest of them reads nothing again. `modules` default to the one that `read` is
    in. Raises ValueError for an input that stands twice, and what `read` raises.
    """
    if len({(f.name, f.start) for f in inputs}) != len(inputs):
        raise ValueError("two inputs have the same name")
    remember(book)
    rules = rules_digest(book, DIMENSIONS)
    code = code_version(modules or (read.__module__,), packages)
    keyed = {content_id("in", f.name, f.digest, f.repeat, *f.metadata, rules, code, *in_part): f for f in inputs}
    whole = tuple(dict.fromkeys((*DIMENSIONS, *(d for part in in_part.values() for d in part))))
    with store.locked(STAGE) as folder:
        before = read_manifest(folder)
        held = _held(folder, before)
        plan = plan_shards(held, dict.fromkeys(keyed, ""), MAX_DOCUMENTS, weight=lambda k: 1 + keyed[k].size // _BYTES)
        engine = engine or LocalEngine()
        call = _Call(read, rules_of(book, store.root, distant=engine.distant), whole, rules_digest(book, whole))
        tasks = _tasks(folder, keyed, held, plan, call)
        made = {part.file: part for parts in engine.map(_read, tasks) for part in parts}
        _manifest(folder, plan, before, made).write(folder)
    fresh = {file.name for task in tasks for _, file in task.fresh}
    return ReadResult(len(fresh), len({f.name for f in inputs}) - len(fresh), {key: n for n, key in enumerate(keyed)})


def _manifest(folder: Path, plan: ShardPlan, before: Manifest | None, made: Mapping[str, Part]) -> Manifest:
    tables: dict[str, dict[str, Part]] = {}
    for name in (*_TABLES, _FILES):
        known = before.tables.get(name, {}) if before else {}
        kept = {s: known[s] for s in plan.kept}
        paths = {s: _path(folder, s, name) for s in plan.added}
        tables[name] = kept | {s: made.get(path.name) or describe(path) for s, path in paths.items()}
    return Manifest(STAGE, False, tables, _ORDERS)


def _tasks(
    folder: Path,
    keyed: Mapping[str, InputFile],
    held: Mapping[str, Mapping[str, str]],
    plan: ShardPlan,
    call: _Call,
) -> list[_Task]:
    """What to read for each new shard of the cache, and which shards of before hold the rest of it."""
    home = {key: shard for shard, old in held.items() if shard not in plan.kept for key in old}
    there = names(folder)
    tasks = []
    for shard, items in plan.added.items():
        outputs = {name: _path(folder, shard, name) for name in (*_TABLES, _FILES)}
        if not there.issuperset(path.name for path in outputs.values()):
            fresh = tuple((key, keyed[key]) for key in items if key not in home)
            known = frozenset(key for key in items if key in home)
            needed = sorted({home[key] for key in known})
            cached = {name: tuple(_path(folder, s, name) for s in needed) for name in _TABLES}
            tasks.append(_Task(call, fresh, cached, known, outputs))
    return tasks


def _path(folder: Path, shard: str, table: str) -> Path:
    return folder / f"{shard}-{digest([shard, str(_schema(table))])[:16]}.{table}.parquet"


def _schema(table: str) -> pa.Schema:
    key = pa.field(KEY, pa.string(), nullable=False)
    if table == _FILES:
        return pa.schema([key])
    schema = arrow_schema(_TABLES[table].row).remove_metadata().append(key)
    return schema.append(pa.field(DIGEST, pa.string(), nullable=False)) if table == READ_DOCUMENTS else schema


def _held(folder: Path, manifest: Manifest | None) -> dict[str, dict[str, str]]:
    """Shard -> input keys in the cache; shards of which a file is gone are left out."""
    held: dict[str, dict[str, str]] = {}
    there = names(folder)
    for shard in manifest.tables[_FILES] if manifest else ():
        if there.issuperset(_path(folder, shard, name).name for name in (*_TABLES, _FILES)):
            keys = read_tables([_path(folder, shard, _FILES)], (KEY,)).column(KEY).to_pylist()
            held[shard] = dict.fromkeys(keys, "")
    return held


def _read(task: _Task) -> list[Part]:
    """Write one shard of the cache, the list of its inputs last; returns its parts. Runs in any process."""
    book = book_at_hand(task.call.rules, task.call.dimensions, task.call.rules_digest)
    made: dict[str, list[tuple[str, Sequence[Any]]]] = {name: [] for name in _TABLES}
    for key, file in task.fresh:
        documents, rejects = _read_one(task.call.read, file, book)
        made[READ_DOCUMENTS].append((key, documents))
        made[READ_REJECTS].append((key, rejects))
    parts = []
    for name, table in _TABLES.items():
        new = _with_keys(table, made[name], name)
        old = [_taken(path, task.keys, name) for path in task.cached[name]]
        whole = in_order(pa.concat_tables([new, *old]), (*table.order, KEY))
        parts.append(write_parquet(task.outputs[name], whole))
    keys = sorted({*task.keys, *(key for key, _ in task.fresh)})
    listed = pa.table([pa.array(keys, pa.string())], schema=_schema(_FILES))
    return [*parts, write_parquet(task.outputs[_FILES], listed)]


def _read_one(read: ReadFunction, file: InputFile, book: Rulebook) -> tuple[Sequence[Document], Sequence[Reject]]:
    """Read one file; one that the reader breaks on is refused, and the others go on. Raises OSError, MemoryError."""
    try:
        return read(file, book)
    except Exception as error:
        if is_of_the_article(error):
            return [], [unread(error, file.name)]
        error.add_note(f"in file {file.name}")
        raise


def _with_keys(table: Table, made: list[tuple[str, Sequence[Any]]], name: str) -> pa.Table:
    rows = to_table(table.row, [row for _, rows in made for row in rows])
    keys = pa.array([key for key, rows in made for _ in rows], pa.string())
    keyed = rows.append_column(KEY, keys)
    if name == READ_DOCUMENTS:
        keyed = keyed.append_column(DIGEST, pa.array(row_digests(rows), pa.string()))
    return keyed.cast(_schema(name))


def _taken(path: Path, keys: frozenset[str], name: str) -> pa.Table:
    table = read_tables([path], ())
    return table.filter(pc.is_in(table.column(KEY), pa.array(sorted(keys), pa.string()))).cast(_schema(name))
