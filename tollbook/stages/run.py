"""Runs a stage: works out which shards are missing, has an engine compute them, and switches the manifest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tollbook.ids import digest
from tollbook.rows.schema import arrow_schema, columns
from tollbook.rulebook import Rulebook
from tollbook.stages.at_hand import book_at_hand, remember, rules_digest, rules_of
from tollbook.stages.code import code_version
from tollbook.stages.engine import Engine, LocalEngine
from tollbook.stages.files import Manifest, Part, describe, read_manifest, write_parquet
from tollbook.stages.stage import Inputs, Stage, StageSummary
from tollbook.stages.storage import names
from tollbook.stages.store import WHOLE, MissingStageError, StageStore, parts_digest, summary
from tollbook.stages.tables import in_order

Progress = Callable[[str, int, int], None]  # stage, shards done, shards to do


@dataclass(frozen=True, slots=True)
class Task:
    """One shard to compute, all as paths and names: what an engine sends to a worker."""

    stage: Stage
    shard: str
    inputs: Inputs
    outputs: tuple[Path, ...]  # in the order of stage.outputs
    rules: Path
    rules_digest: str


def run_stage(
    store: StageStore,
    stage: Stage,
    book: Rulebook,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> StageSummary:
    """Bring a stage up to date: compute the shards that are not there, keep the others, remove what is stale.

    The stage is switched when all shards are done; a run that fails or is killed leaves the tables of before, and the
    shards it finished are used by the next. Raises MissingStageError when an input is not there for the documents of
    now, and whatever the stage's function raises.
    """
    remember(book)
    with store.locked(stage.name) as folder:
        engine = engine or LocalEngine()
        rules = rules_of(book, store.root, distant=engine.distant)
        inputs, tasks = _tasks(store, stage, book, folder, rules)
        there = names(folder)
        missing = [task for task in tasks if not there.issuperset(path.name for path in task.outputs)]
        made: dict[str, Part] = {}
        for done, parts in enumerate(engine.map(compute, missing), 1):
            made.update((part.file, part) for part in parts)
            if progress is not None:
                progress(stage.name, done, len(missing))
        manifest = _manifest(stage, folder, tasks, inputs, made)
        manifest.write(folder)
    return summary(manifest, computed=len(missing))


def compute(task: Task) -> tuple[Part, ...]:
    """Compute one shard and write its files; returns what the manifest says of them. Runs in any process.

    Raises ValueError when a table lacks a column or holds a value that its schema does not allow.
    """
    made = task.stage.function(task.inputs, book_at_hand(task.rules, task.stage.dimensions, task.rules_digest))
    return tuple(
        write_parquet(path, in_order(_checked(made[table.name], table.row, table.name), table.order))
        for table, path in zip(task.stage.outputs, task.outputs, strict=True)
    )


def _checked(made: pa.Table, row: type, name: str) -> pa.Table:
    schema = arrow_schema(row)
    absent = [c.name for c in columns(row) if c.name not in made.column_names]
    if absent:
        raise ValueError(f"table {name} lacks the columns {absent}")
    made = made.select(schema.names).cast(schema)
    nulls = [c.name for c in columns(row) if not c.nullable and made.column(c.name).null_count]
    if nulls:
        raise ValueError(f"table {name} has nulls in {nulls}")
    return made


def _tasks(
    store: StageStore, stage: Stage, book: Rulebook, folder: Path, rules_at: Path
) -> tuple[dict[str, str], list[Task]]:
    """The digest of each input table, and a task for each shard."""
    manifests = {name: store.manifest(name) for name in stage.inputs}
    whole = {name: parts_digest(m.tables[name]) for name, m in manifests.items()}
    rules = rules_digest(book, stage.dimensions)
    fixed = [stage.name, rules, code_version(stage.modules, stage.packages), *(f"{k}={v}" for k, v in stage.settings)]
    fixed += [str(arrow_schema(table.row).remove_metadata()) + repr(table.order) for table in stage.outputs]
    tasks = []
    for shard in store.shards() if stage.sharded else (WHOLE,):
        parts = {name: _parts(m, name, shard, store) for name, m in manifests.items()}
        contents = [f"{n}:{p.digest}" for n, held in sorted(parts.items()) for p in held]
        mark = digest([*fixed, shard, *contents])[:16]
        files = {n: _files(store, manifests[n], n, held, stage) for n, held in parts.items()}
        inputs = Inputs(files, {n: manifests[n].orders[n] for n in files})
        outputs = tuple(folder / _file(stage, shard, mark, table.name) for table in stage.outputs)
        tasks.append(Task(stage, shard, inputs, outputs, rules_at, rules))
    return whole, tasks


def _files(store: StageStore, manifest: Manifest, table: str, parts: list[Part], stage: Stage) -> tuple[Path, ...]:
    """Where a task finds an input; for a stage over everything on this machine, where DuckDB can read it too."""
    if not stage.sharded:
        return tuple(store.paths(table))
    return tuple(store.root / manifest.stage / part.file for part in parts)


def _parts(manifest: Manifest, table: str, shard: str, store: StageStore) -> list[Part]:
    parts = manifest.tables[table]
    wanted = store.shards() if shard == WHOLE else (shard,)
    if not manifest.sharded:
        wanted = (WHOLE,)
    if not parts.keys() >= set(wanted) or (shard == WHOLE and len(parts) != len(wanted)):
        raise MissingStageError(f"stage {manifest.stage!r} has not been run since the documents changed; run it first")
    return [parts[s] for s in wanted]


def _file(stage: Stage, shard: str, mark: str, table: str) -> str:
    return f"{shard}-{mark}.parquet" if table == stage.name else f"{shard}-{mark}.{table}.parquet"


def _manifest(
    stage: Stage, folder: Path, tasks: list[Task], inputs: Mapping[str, str], made: Mapping[str, Part]
) -> Manifest:
    before = read_manifest(folder)
    known = {p.file: p for parts in (before.tables.values() if before else ()) for p in parts.values()} | dict(made)
    tables: dict[str, dict[str, Part]] = {table.name: {} for table in stage.outputs}
    for task in tasks:
        for table, path in zip(stage.outputs, task.outputs, strict=True):
            tables[table.name][task.shard] = known.get(path.name) or describe(path)
    orders = {table.name: table.order for table in stage.outputs}
    return Manifest(stage.name, stage.sharded, tables, orders, dict(inputs))
