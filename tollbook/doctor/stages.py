"""The stages of a home: whether they can be reached, and their files are those that their manifests name."""

from collections.abc import Iterator
from pathlib import Path

from tollbook.doctor.finding import Finding, fail, ok, warn
from tollbook.stages import MissingStageError, StagesError, StageStore
from tollbook.storage.elsewhere import is_here, names, remembered, stages_at
from tollbook.storage.files import Manifest, content_digest, read_manifest
from tollbook.warehouse.build import STAGED

_SHOWN = 3
_NO_STAGES = ("checks", "published", "comparisons", "rules")  # folders beside stages that have no manifest


def stages(home: Path) -> Iterator[Finding]:
    """Whether every manifest can be read, and names files that are there and hold what they held."""
    try:
        store = StageStore(home)
        there = stages_at(store.root)
        if not is_here(store.root):
            names(store.root)
    except Exception as error:  # each storage has errors of its own
        told = f"the stages at {remembered(home) or home / 'stages'} cannot be reached: {error}"
        yield fail("stages", told, "Check the address in stages.txt, the network, and the credentials of the storage.")
        return
    if not there:
        yield ok("stages", "none yet: the next run makes them")
        return
    yield from _each(home, store, [name for name in there if name not in _NO_STAGES])


def _each(home: Path, store: StageStore, there: list[str]) -> Iterator[Finding]:
    unreadable, missing, wrong, files = [], [], [], 0
    for stage in there:
        manifest = read_manifest(store.root / stage)
        if manifest is None:
            unreadable.append(stage)
            continue
        gone, changed = _files(store, manifest)
        missing += gone
        wrong += changed
        files += len(manifest.files)
    if wrong:
        told = f"{_listed(wrong)} do not hold what was written, and would be used"
        yield fail("stages", told, f"Remove them: rm {' '.join(wrong[:_SHOWN])}; the next run makes them again.")
    if unreadable or missing:
        parts = [f"no manifest that can be read: {_listed(unreadable)}"] if unreadable else []
        parts += [f"missing files: {_listed(missing)}"] if missing else []
        yield warn("stages", "; ".join(parts), f"The next run makes them again: tollbook run --home {home}")
    if not (wrong or unreadable or missing):
        where = f" at {store.root}" if not is_here(store.root) else ""
        yield ok("stages", f"{len(there)} stages{where}, {files} files, each as it was written")


def _files(store: StageStore, manifest: Manifest) -> tuple[list[str], list[str]]:
    """Files that a manifest names: those that are missing, and those with another content."""
    folder = store.root / manifest.stage
    present = names(folder)
    parts = [part for held in manifest.tables.values() for part in held.values()]
    missing = [str(folder / part.file) for part in parts if part.file not in present]
    missing += [str(folder / manifest.index)] if manifest.index and manifest.index not in present else []
    wrong = [
        str(folder / part.file)
        for part in parts
        if part.file in present and content_digest(folder / part.file) != part.digest
    ]
    return missing, wrong


def up_to_date(home: Path) -> Iterator[Finding]:
    """Whether a ledger could be published of the stages as they are."""
    try:
        outdated = StageStore(home).outdated(STAGED)
    except MissingStageError:
        yield ok("order of stages", "not all stages have been run; the next run does")
        return
    except StagesError:
        return  # told of above
    if outdated:
        told = f"a run stopped on the way: {outdated[0]}"
        yield warn("order of stages", told, f"The next run goes on from there: tollbook run --home {home}")
    else:
        yield ok("order of stages", "each was made of what the others hold now")


def _listed(found: list[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


CHECKS = (stages, up_to_date)
