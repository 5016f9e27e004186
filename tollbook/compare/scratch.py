"""A ledger computed anew in a folder of its own, from what a home holds; the home is only read.

Stages of the home are linked into the folder, so that a shard whose fingerprint is the same is not computed again. The
store writes files beside and renames them, which replaces a link and never what it points to. Documents and corrections
are those of the published ledger: what a run that works in the home meanwhile is about to change is not mixed in.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa

from tollbook.chain import STAGES, under_profile
from tollbook.intake.loading import (
    CORRECTION_LINES,
    CORRECTION_REJECTS,
    INPUT_REJECTS,
    find_articles,
    find_corrections,
    read_articles,
)
from tollbook.rows import CorrectionLine, Reject
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages import StageStore, StageSummary, run_stage
from tollbook.storage.elsewhere import MANIFEST, manifests_of, stages_at
from tollbook.storage.files import read_manifest
from tollbook.warehouse.build import MADE_HERE
from tollbook.warehouse.duck import Sources

Progress = Callable[[str], None]  # told the stage that begins


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


def compute(
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
    return _run(store, book, profile, progress)


def compute_from_articles(
    store: StageStore, articles: Path, book: Rulebook, profile: str, progress: Progress
) -> list[StageSummary]:
    """The same, with the articles read anew where they, or the rules that read them, are not the same.

    Raises FileNotFoundError when there is nothing at `articles`.
    """
    progress("articles")
    find_articles(store, articles)
    progress("documents")
    read_articles(store, articles, book)
    find_corrections(store, articles)
    return _run(store, book, profile, progress)


def _run(store: StageStore, book: Rulebook, profile: str, progress: Progress) -> list[StageSummary]:
    done = []
    for stage in STAGES:
        progress(stage.name)
        done.append(run_stage(store, under_profile(stage, profile), book, ahead=STAGES))
    return done


def sources(store: StageStore) -> Sources:
    """Return the files of each public table of a store that has been computed, links followed."""
    there = set(store.tables())
    names = [n for n in PUBLIC_TABLES if n in there and n not in MADE_HERE]
    return {name: [path.resolve() for path in store.paths(name)] for name in names}
