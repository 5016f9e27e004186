"""The stage store of a home folder: which files hold which table, and the shards of the documents."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pyarrow as pa
from filelock import FileLock

from tollbook.ids import digest
from tollbook.rows.schema import Table, arrow_schema, from_table
from tollbook.stages.engine import Engine
from tollbook.stages.placing import Selection, everything, origins, place
from tollbook.stages.sharding import MAX_DOCUMENTS
from tollbook.stages.stage import DOCUMENTS, Stage, StageSummary
from tollbook.stages.tables import in_order, read_tables
from tollbook.storage.elsewhere import copies_of, fetched, is_here, manifests_of, names, root_of, stages_at
from tollbook.storage.files import Manifest, Part, makers_of, read_manifest, remove_private, write_named_parquet

READING = "reading"  # the stage that caches what was read
WHOLE = "all"  # the one shard of a stage over everything


class MissingStageError(LookupError):
    """A table that was asked for is not there, or not for the documents of now; says which stage to run."""


class StageStore:
    """The stages of a home folder. Holds no state of its own: any number may be open on the same folder.

    They lie in the home, or where `storage.settle` had them lie.
    """

    def __init__(self, home: Path) -> None:
        self.home = Path(home)
        self.root = root_of(self.home)
        self.readable = self.root if is_here(self.root) else copies_of(self.home)  # the folder that `paths` lie in

    def folder(self, stage: str) -> Path:
        """Return the folder of a stage, made when it is not there. Object storage has none to make."""
        folder = self.root / stage
        if is_here(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def locked(self, stage: str) -> Iterator[Path]:
        """Keep other runs from writing this stage meanwhile; gives its folder."""
        folder = self.folder(stage)
        locks = folder if is_here(folder) else self.home / "locks" / stage
        locks.mkdir(parents=True, exist_ok=True)
        with FileLock(locks / "lock"):
            yield folder

    def manifest(self, table: str) -> Manifest:
        """Return the manifest of the stage that makes a table.

        Raises MissingStageError when none does, ValueError when two do.
        """
        makers = makers_of(self.root)
        own = read_manifest(self.root / makers.get(table, table))
        if own is not None and table in own.tables:
            return own
        found = [m for m in self._manifests() if table in m.tables]
        if not found:
            raise MissingStageError(f"{self.root} has no table {table!r}; run the stage that makes it")
        if len(found) > 1:
            raise ValueError(f"table {table!r} is made by {' and '.join(m.stage for m in found)}; prune the old stage")
        makers[table] = found[0].stage
        return found[0]

    def _manifests(self) -> list[Manifest]:
        found = (read_manifest(self.root / name) for name in stages_at(self.root))
        return [manifest for manifest in found if manifest is not None]

    def tables(self) -> tuple[str, ...]:
        """Return the names of all tables that are there, sorted."""
        return tuple(sorted(name for manifest in self._manifests() for name in manifest.tables))

    def parts(self, table: str) -> Mapping[str, Part]:
        """Return the current shards of a table, sorted by shard id."""
        return dict(sorted(self.manifest(table).tables[table].items()))

    def paths(self, table: str) -> list[Path]:
        """Return the current files of a table on this machine, for DuckDB's `read_parquet`. Raises MissingStageError.

        Where stages lie elsewhere, these are copies in the home; what is not there yet is fetched.
        """
        manifest = self.manifest(table)
        return self.on_this_machine(manifest, [p.file for _, p in sorted(manifest.tables[table].items())])

    def files(self, table: str) -> list[Path]:
        """Return the current files of a table where they lie, in the order of `paths`: what workers read."""
        manifest = self.manifest(table)
        return [self.root / manifest.stage / part.file for _, part in sorted(manifest.tables[table].items())]

    def on_this_machine(self, manifest: Manifest, files: Sequence[str]) -> list[Path]:
        """Return these current files of a stage where this machine can read them, fetched into the home if need be."""
        folder = self.root / manifest.stage
        if is_here(folder):
            return [folder / name for name in files]
        return fetched(folder, files, self.home, manifest.files)

    def read(self, table: str, columns: tuple[str, ...] | None = None) -> pa.Table:
        """Return a table, all current shards, sorted by its key; with `columns` only these. In memory, whole."""
        return read_tables(self.paths(table), self.manifest(table).orders[table], columns)

    def rows(self, table: Table) -> list[Any]:
        """Return a table as rows of its class, sorted by its key."""
        return from_table(table.row, self.read(table.name))

    def count(self, table: str) -> int:
        """Return the number of rows of a table. Raises MissingStageError."""
        return sum(part.rows for part in self.parts(table).values())

    def hits(self, tables: Iterable[str]) -> dict[str, int]:
        """Return rule id -> rows of these tables that it made."""
        found: Counter[str] = Counter()
        for part in (part for table in tables for part in self.parts(table).values()):
            found.update(part.hits)
        return dict(sorted(found.items()))

    def digest(self, table: str) -> str:
        """Return a digest of what a table holds now, shard by shard."""
        return parts_digest(self.parts(table))

    def shards(self) -> tuple[str, ...]:
        """Return the ids of the documents' shards, sorted."""
        return tuple(self.parts(DOCUMENTS.name))

    def came_from(self) -> dict[str, dict[str, str]]:
        """Return, for each shard, the documents that were in another one before, and in which; see `placing`."""
        manifest = self.manifest(DOCUMENTS.name)
        return origins(self.root / manifest.stage / manifest.index) if manifest.index else {}

    def outdated(self, tables: Iterable[str]) -> tuple[str, ...]:
        """Return the stages on the way to `tables` that were made from other inputs than are there now, as sentences.

        In the order in which they must be run. Raises MissingStageError for a table that is not there.
        """
        manifests = {name: self.manifest(name) for name in tables}
        waiting = sorted(manifests)
        while waiting:
            inputs = [name for name in manifests[waiting.pop()].inputs if name not in manifests]
            manifests.update({name: self.manifest(name) for name in inputs})
            waiting.extend(inputs)
        stages = {manifest.stage: manifest for manifest in manifests.values()}
        before = {stage: {manifests[name].stage for name in m.inputs} for stage, m in stages.items()}
        return tuple(
            found for stage in TopologicalSorter(before).static_order() for found in self._changes(stages[stage])
        )

    def _changes(self, manifest: Manifest) -> Iterator[str]:
        changed = [name for name, known in sorted(manifest.inputs.items()) if self.digest(name) != known]
        if changed:
            yield f"{manifest.stage} was made from another state of {', '.join(changed)}"

    def put(self, table: Table, rows: pa.Table) -> StageSummary:
        """Store a table that no stage computes (rejects, say) as a stage of its name."""
        with self.locked(table.name) as folder:
            ordered = in_order(rows.select(table.columns).cast(arrow_schema(table.row)), table.order)
            part = write_named_parquet(folder, WHOLE, ordered)
            manifest = Manifest(table.name, False, {table.name: {WHOLE: part}}, {table.name: table.order})
            before = read_manifest(folder)
            manifest.write(folder)
        return summary(manifest, computed=int(before is None or before.tables != manifest.tables))

    def put_documents(self, documents: pa.Table, max_documents: int = MAX_DOCUMENTS) -> StageSummary:
        """Store the documents, all that are in the ledger now; see `place_documents`. For tables that fit in memory."""
        return self._placed(lambda folder: everything(documents, folder / "incoming.parquet"), max_documents, None)

    def place_documents(self, selected: Selection, engine: Engine | None = None) -> StageSummary:
        """Store the documents, all that are in the ledger now, spread over shards that change as little as possible.

        A shard is kept while all its documents are there unchanged. Raises ValueError for a doc_id that stands twice.
        """
        return self._placed(lambda _: selected, MAX_DOCUMENTS, engine)

    def _placed(self, selected: Callable[[Path], Selection], max_documents: int, engine: Engine | None) -> StageSummary:
        with self.locked(DOCUMENTS.name) as folder:
            manifest, computed = place(folder, selected(folder), max_documents, engine)
        return summary(manifest, computed)

    def prune(self, stages: "tuple[Stage, ...]", keep: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Remove the manifests of stages that are neither among `stages` nor named in `keep`; returns their names.

        For a newer version of a pipeline, whose stages have other names. Their files are removed with them.
        """
        wanted = {DOCUMENTS.name, READING, *keep, *(s.name for s in stages)}
        gone = tuple(m.stage for m in self._manifests() if m.stage not in wanted)
        for name in gone:
            with self.locked(name) as folder:
                for path in manifests_of(folder):
                    path.unlink(missing_ok=True)
                for file in sorted(names(folder)):
                    if file.endswith(".parquet"):
                        (folder / file).unlink(missing_ok=True)
        return gone


def remove_leftovers(home: Path) -> None:
    """Remove what killed runs left half written in a home. For who holds the home's lock."""
    store = StageStore(home)
    here = sorted(names(store.root)) if is_here(store.root) else ()
    for stage in here:
        folder = store.root / stage
        if (folder / "lock").exists():
            with store.locked(stage):
                remove_private(folder)
        elif folder.is_dir():
            remove_private(folder)
    for name in names(copies_of(home)):
        remove_private(copies_of(home) / name)
    for half in home.glob(".manifests-*"):
        shutil.rmtree(half, ignore_errors=True)


def parts_digest(parts: Mapping[str, Part]) -> str:
    """Return a digest over the content of shards."""
    return digest([f"{shard}:{part.digest}" for shard, part in sorted(parts.items())])


def summary(manifest: Manifest, computed: int) -> StageSummary:
    """Return what a manifest says of its stage, after a run that computed so many shards."""
    shards = max((len(parts) for parts in manifest.tables.values()), default=0)
    rows = {t: sum(p.rows for p in parts.values()) for t, parts in sorted(manifest.tables.items())}
    hits: dict[str, int] = {}
    for part in (p for parts in manifest.tables.values() for p in parts.values()):
        for rule, count in part.hits.items():
            hits[rule] = hits.get(rule, 0) + count
    content = digest([f"{t}:{parts_digest(parts)}" for t, parts in sorted(manifest.tables.items())])
    return StageSummary(manifest.stage, computed, shards - computed, rows, dict(sorted(hits.items())), content)
