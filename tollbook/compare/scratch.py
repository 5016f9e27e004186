"""A ledger computed anew in a folder of its own, from what a home holds; the home is only read.

Stages of the home are linked into the folder, so that a shard whose fingerprint is the same is not computed again. The
store writes files beside and renames them, which replaces a link and never what it points to. Documents and corrections
are those of the published ledger: what a run that works in the home meanwhile is about to change is not mixed in.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from tollbook.every_stage import Progress, compute
from tollbook.intake.loading import CORRECTION_LINES, CORRECTION_REJECTS, INPUT_REJECTS
from tollbook.rows import CorrectionLine, Reject
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages import StageStore, StageSummary
from tollbook.storage.elsewhere import MANIFEST, manifests_of, stages_at
from tollbook.storage.files import read_manifest
from tollbook.warehouse.build import MADE_HERE
from tollbook.warehouse.duck import Sources


def linked_store(home: Path, folder: Path) -> StageStore:
    """Return a store in `folder` that holds what the store of `home` holds, as links; without stages it is empty."""
    store, given = StageStore(folder), StageStore(home)
    for stage in stages_at(given.root):
        manifest = read_manifest(given.root / stage)
        if manifest is not None:
            own = store.folder(stage)
            (own / MANIFEST).write_bytes(manifests_of(given.root / stage)[-1].read_bytes())
            files = sorted(manifest.files - {MANIFEST})
            for name, path in zip(files, given.on_this_machine(manifest, files), strict=True):
                (own / name).symlink_to(path.resolve())
    return store


def compute_from_rows(
    store: StageStore,
    documents: pa.Table,
    corrections: Sequence[CorrectionLine],
    book: Rulebook,
    profile: str,
    progress: Progress,
) -> list[StageSummary]:
    """Bring every stage of a store up to date with these inputs; says what each had to do."""
    store.put_documents(documents)
    store.put(CORRECTION_LINES, to_table(CorrectionLine, corrections))
    there = store.tables()
    for table in (INPUT_REJECTS, CORRECTION_REJECTS):  # what was refused is not compared
        if table.name not in there:
            store.put(table, to_table(Reject, []))
    return compute(store, book, profile, progress)


def sources(store: StageStore) -> Sources:
    """Return the files of each public table of a store that has been computed, links followed."""
    there = set(store.tables())
    names = [n for n in PUBLIC_TABLES if n in there and n not in MADE_HERE]
    return {name: [path.resolve() for path in store.paths(name)] for name in names}
