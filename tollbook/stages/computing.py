"""What a worker does with one shard: computes a stage, and goes on with the stages after it while its rows are at hand.

A stage done ahead has its own fingerprint and its own files, as if it had been run in its turn; there it finds them.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from tollbook.ids import digest
from tollbook.rows.schema import Table, arrow_schema, columns, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages.at_hand import book_at_hand
from tollbook.stages.held import Held
from tollbook.stages.stage import Inputs, PerDocument, Stage, noted
from tollbook.stages.tables import in_order
from tollbook.stages.taken import Older
from tollbook.storage.files import Part, describe, write_parquet

Made = Mapping[str, tuple[Part, ...]]  # by stage, in the order of its outputs


@dataclass(frozen=True, slots=True)
class Ahead:
    """A later stage of the same documents, done for a shard when its inputs are at hand and its files are not there.

    `fixed` is all of its fingerprint but shard and inputs, `there` what its folder holds of the shard, where known
    with what its manifest says of it.
    """

    stage: Stage
    folder: Path
    fixed: tuple[str, ...]
    rules_digest: str
    there: Mapping[str, Part | None] = field(default_factory=dict)
    older: Older | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One shard to compute, all as paths and names: what an engine sends to a worker."""

    stage: Stage
    shard: str
    inputs: Inputs
    outputs: tuple[Path, ...]  # in the order of stage.outputs
    rules: Path
    rules_digest: str
    digests: Mapping[str, str] = field(default_factory=dict)  # of the inputs, for what is done ahead
    ahead: tuple[Ahead, ...] = ()  # in the order in which they need each other


def mark_of(fixed: Sequence[str], shard: str, contents: Sequence[tuple[str, str]]) -> str:
    """Return the fingerprint of a shard, of what is fixed for its stage and each input's name and digest."""
    return digest([*fixed, shard, *(f"{name}:{content}" for name, content in sorted(contents))])[:16]


def files_of(stage: Stage, shard: str, mark: str) -> tuple[str, ...]:
    """Return the names of a shard's files, in the order of the stage's outputs."""
    own = f"{shard}-{mark}"
    return tuple(f"{own}.parquet" if t.name == stage.name else f"{own}.{t.name}.parquet" for t in stage.outputs)


def compute(task: Task) -> Made:
    """Compute one shard and write its files; returns what manifests say of all that was made. Runs in any process.

    Raises ValueError when a table lacks a column or holds a value that its schema does not allow. A stage ahead that
    fails does so in its own turn.
    """
    book = book_at_hand(task.rules, task.stage.dimensions, task.rules_digest)
    shard = _Shard(task)
    try:
        made = {task.stage.name: shard.done(task.stage, task.outputs, book, task.inputs.older)}
    except Exception as error:
        error.add_note(f"in stage {task.stage.name}, shard {task.shard}")
        raise
    with suppress(Exception):
        for ahead in task.ahead:
            made.update(shard.go_on(ahead))
    return made


class _Shard:
    """Where the tables of one shard lie, their digests, and their rows as far as they are in memory."""

    def __init__(self, task: Task) -> None:
        self._shard, self._rules, self._held = task.shard, task.rules, Held()
        self._files, self._orders = dict(task.inputs.files), dict(task.inputs.orders)
        self._digests = dict(task.digests)
        self._before = task.inputs.before

    def done(
        self, stage: Stage, outputs: Sequence[Path], book: Rulebook, older: Older | None = None
    ) -> tuple[Part, ...]:
        """Compute a stage; its tables are at hand from then on."""
        parts = _written(stage, self._inputs(stage, older), outputs, book)
        self._know(stage, outputs, parts)
        return parts

    def go_on(self, ahead: Ahead) -> Made:
        """Compute a stage when its inputs are at hand and it is not there; returns what was made."""
        stage = ahead.stage
        if not self._digests.keys() >= set(stage.inputs):
            return {}
        mark = mark_of(ahead.fixed, self._shard, [(name, self._digests[name]) for name in set(stage.inputs)])
        names = files_of(stage, self._shard, mark)
        outputs = [ahead.folder / name for name in names]
        if ahead.there.keys() >= set(names):
            self._know(stage, outputs, [ahead.there[path.name] or describe(path) for path in outputs])
            return {}
        book = book_at_hand(self._rules, stage.dimensions, ahead.rules_digest)
        return {stage.name: self.done(stage, outputs, book, ahead.older)}

    def _inputs(self, stage: Stage, older: Older | None) -> Inputs:
        files = {n: self._files[n] for n in stage.inputs}
        return Inputs(files, {n: self._orders[n] for n in stage.inputs}, self._held, self._before, older)

    def _know(self, stage: Stage, outputs: Sequence[Path], parts: Sequence[Part]) -> None:
        for table, path, part in zip(stage.outputs, outputs, parts, strict=True):
            self._files[table.name], self._orders[table.name] = (path,), table.order
            self._digests[table.name] = part.digest


def _written(stage: Stage, inputs: Inputs, outputs: Sequence[Path], book: Rulebook) -> tuple[Part, ...]:
    made = _ordered(stage, inputs, book)
    return tuple(write_parquet(path, table) for path, table in zip(outputs, made, strict=True))


def _ordered(stage: Stage, inputs: Inputs, book: Rulebook) -> list[pa.Table]:
    if not isinstance(stage.function, PerDocument):
        made = stage.function(replace(inputs, held=None), book)
        return [in_order(_checked(made[table.name], table), table.order) for table in stage.outputs]
    held = inputs.held or Held()
    found = stage.function.made_of(replace(inputs, held=held), book)
    tables = [
        held.keep(table, own, _checked(to_table(table.row, own), table))
        for table, own in zip(stage.outputs, found.rows, strict=True)
    ]
    held.broken[stage.outputs[0].name] = found.broken
    return [noted(tables[0], found.broken), *tables[1:]]


def _checked(made: pa.Table, table: Table) -> pa.Table:
    schema, name = arrow_schema(table.row), table.name
    absent = [c.name for c in columns(table.row) if c.name not in made.column_names]
    if absent:
        raise ValueError(f"table {name} lacks the columns {absent}")
    made = made.select(schema.names).cast(schema)
    nulls = [c.name for c in columns(table.row) if not c.nullable and made.column(c.name).null_count]
    if nulls:
        raise ValueError(f"table {name} has nulls in {nulls}")
    return made
