"""Runs a stage: works out which shards are missing, has an engine compute them, and switches the manifest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from tollbook.ids import digest
from tollbook.rows.schema import arrow_schema
from tollbook.rulebook import Rulebook
from tollbook.stages.at_hand import remember, rules_digest, rules_of
from tollbook.stages.code import code_version
from tollbook.stages.computing import Ahead, Task, compute, files_of, mark_of
from tollbook.stages.engine import Engine, LocalEngine
from tollbook.stages.stage import Inputs, PerDocument, Stage, StageSummary
from tollbook.stages.store import WHOLE, MissingStageError, StageStore, parts_digest, summary
from tollbook.stages.taken import Older
from tollbook.storage.elsewhere import MANIFEST, names
from tollbook.storage.files import Manifest, Part, describe, read_manifest
from tollbook.vocabulary import Progress

_done_ahead: dict[str, dict[str, Part]] = {}  # by folder of a stage: files that were made before its turn


def run_stage(
    store: StageStore,
    stage: Stage,
    book: Rulebook,
    engine: Engine | None = None,
    progress: Progress | None = None,
    ahead: Sequence[Stage] = (),
) -> StageSummary:
    """Bring a stage up to date: compute the shards that are not there, keep the others, remove what is stale.

    The stage is switched when all shards are done; a run that fails or is killed leaves the tables of before, and the
    shards it finished are used by the next. Of `ahead`, stages that will be run too, in the order of a chain, those
    whose inputs are then at hand are computed for the same shards: their files are there when it is their turn.
    Raises MissingStageError when an input is not there for the documents of now, and whatever the stage's function
    raises.
    """
    remember(book)
    later = _later(stage, ahead)
    with _locked(store, (stage, *later)) as folder:
        engine = engine or LocalEngine()
        rules = rules_of(book, store.root, distant=engine.distant)
        inputs, tasks = _tasks(store, stage, book, folder, rules)
        there = names(folder)
        missing = [task for task in tasks if not there.issuperset(path.name for path in task.outputs)]
        made = _done_ahead.pop(str(folder), {})
        before = sum(_is_new(task, made, there) for task in tasks)
        new = before + len(missing)
        tell = progress or (lambda *_: None)
        for done in range(1, before + 1):
            tell(stage.name, done, new)
        for done, found in enumerate(engine.map(compute, _to_do(store, missing, later, book)), before + 1):
            made.update((part.file, part) for part in found[stage.name])
            for name in found.keys() - {stage.name}:
                noted = _done_ahead.setdefault(str(store.root / name), {})
                noted.update((part.file, part) for part in found[name])
            tell(stage.name, done, new)
        manifest = replace(_manifest(stage, folder, tasks, inputs, made), made_by=_made_by(store, stage, book))
        manifest.write(folder)
    return summary(manifest, computed=new)


def _tasks(
    store: StageStore, stage: Stage, book: Rulebook, folder: Path, rules_at: Path
) -> tuple[dict[str, str], list[Task]]:
    """The digest of each input table, and a task for each shard."""
    manifests = {name: store.manifest(name) for name in stage.inputs}
    whole = {name: parts_digest(m.tables[name]) for name, m in manifests.items()}
    fixed, rules = _fixed(stage, book), rules_digest(book, stage.dimensions)
    before = {} if stage.sharded else _before(store, folder, _made_by(store, stage, book))
    tasks = []
    for shard in store.shards() if stage.sharded else (WHOLE,):
        parts = {name: _parts(m, name, shard, store) for name, m in manifests.items()}
        contents = [(n, p.digest) for n, held in sorted(parts.items()) for p in held]
        mark = mark_of(fixed, shard, contents)
        files = {n: _files(store, manifests[n], n, held, stage) for n, held in parts.items()}
        inputs = Inputs(files, {n: manifests[n].orders[n] for n in files}, before=before)
        outputs = tuple(folder / name for name in files_of(stage, shard, mark))
        tasks.append(Task(stage, shard, inputs, outputs, rules_at, rules, dict(contents) if stage.sharded else {}))
    return whole, tasks


def _before(store: StageStore, folder: Path, made_by: str) -> dict[str, Path]:
    """The files of a stage over everything as the last run left them, where it worked by the same rules and code."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.made_by != made_by or not manifest.files <= names(folder) | {MANIFEST}:
        return {}
    files = [parts[WHOLE].file for parts in manifest.tables.values()]
    return dict(zip(manifest.tables, store.on_this_machine(manifest, files), strict=True))


def _fixed(stage: Stage, book: Rulebook) -> tuple[str, ...]:
    """What the fingerprints of all shards of a stage have in common."""
    rules, code = rules_digest(book, stage.dimensions), code_version(stage.modules, stage.packages)
    shapes = (str(arrow_schema(table.row).remove_metadata()) + repr(table.order) for table in stage.outputs)
    return (stage.name, rules, code, *(f"{k}={v}" for k, v in stage.settings), *shapes)


def _later(stage: Stage, ahead: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return those that can be done for a shard that this stage is computed for."""
    if not stage.sharded or not isinstance(stage.function, PerDocument):
        return ()
    return tuple(s for s in ahead if s.sharded and isinstance(s.function, PerDocument) and s.name != stage.name)


@contextmanager
def _locked(store: StageStore, stages: Sequence[Stage]) -> Iterator[Path]:
    """Keep other runs from writing these stages, all in the same order; gives the folder of the first."""
    with ExitStack() as stack:
        folders = {name: stack.enter_context(store.locked(name)) for name in sorted(s.name for s in stages)}
        yield folders[stages[0].name]


def _made_by(store: StageStore, stage: Stage, book: Rulebook, before: Mapping[str, str] = MappingProxyType({})) -> str:
    """A digest of the rules and code of a stage, and where it goes by document of those before it.

    `before` are those of tables that stages make which are done ahead.
    """
    known = (before.get(name) or store.manifest(name).made_by for name in stage.inputs) if stage.sharded else ()
    return digest([*_fixed(stage, book), *known])


def _to_do(store: StageStore, tasks: list[Task], later: Sequence[Stage], book: Rulebook) -> list[Task]:
    """Return tasks that take over rows of documents that were in another shard, and go on with these stages."""
    if not tasks or not isinstance(tasks[0].stage.function, PerDocument):
        return tasks
    stage, came_from = tasks[0].stage, store.came_from()
    lines = {table.name: _made_by(store, stage, book) for table in stage.outputs}
    own = _Plan(store, stage, book, lines[stage.outputs[0].name], came_from)
    plans = []
    for one in later:
        at_hand = all(name in lines or name in store.tables() for name in one.inputs)
        line = _made_by(store, one, book, lines) if at_hand else ""
        lines |= {table.name: line for table in one.outputs if line}
        plans.append(_Plan(store, one, book, line, came_from))
    return [
        replace(
            task,
            inputs=replace(task.inputs, older=own.of(task.shard).older),
            ahead=tuple(plan.of(task.shard) for plan in plans),
        )
        for task in tasks
    ]


class _Plan:
    """A stage that is done for shards: its files that are there, and older ones with rows of documents of now."""

    def __init__(
        self, store: StageStore, stage: Stage, book: Rulebook, made_by: str, came_from: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._whole = Ahead(stage, store.folder(stage.name), _fixed(stage, book), rules_digest(book, stage.dimensions))
        self._came_from = came_from
        manifest = read_manifest(self._whole.folder)
        known, there = _known(manifest), names(self._whole.folder)
        self._there: dict[str, dict[str, Part | None]] = {}
        for name in sorted(there):
            self._there.setdefault(name.split("-", 1)[0], {})[name] = known.get(name)
        self._older: dict[str, tuple[Path, ...]] = {}
        if manifest is not None and manifest.made_by == made_by:
            for shard in {shard for held in came_from.values() for shard in held.values()}:
                files = [manifest.tables[t.name][shard].file for t in stage.outputs if shard in manifest.tables[t.name]]
                if files and there.issuperset(files):
                    self._older[shard] = tuple(self._whole.folder / name for name in files)

    def of(self, shard: str) -> Ahead:
        held = self._came_from.get(shard, {})
        files = {before: self._older[before] for before in sorted(set(held.values())) if before in self._older}
        return replace(self._whole, there=self._there.get(shard, {}), older=Older(held, files) if files else None)


def _is_new(task: Task, ahead: Mapping[str, Part], there: Collection[str]) -> bool:
    """Whether a shard was made ahead and is still there."""
    files = {path.name for path in task.outputs}
    return files <= set(there) and not files.isdisjoint(ahead)


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


def _manifest(
    stage: Stage, folder: Path, tasks: list[Task], inputs: Mapping[str, str], made: Mapping[str, Part]
) -> Manifest:
    known = _known(read_manifest(folder)) | dict(made)
    tables: dict[str, dict[str, Part]] = {table.name: {} for table in stage.outputs}
    for task in tasks:
        for table, path in zip(stage.outputs, task.outputs, strict=True):
            tables[table.name][task.shard] = known.get(path.name) or describe(path)
    orders = {table.name: table.order for table in stage.outputs}
    return Manifest(stage.name, stage.sharded, tables, orders, dict(inputs))


def _known(manifest: Manifest | None) -> dict[str, Part]:
    return {part.file: part for parts in (manifest.tables.values() if manifest else ()) for part in parts.values()}
