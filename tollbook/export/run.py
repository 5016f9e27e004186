"""An export from a ledger to a folder: what is asked, in which files, and what was written."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import duckdb

from tollbook.export import datapackage
from tollbook.export.datapackage import Resource
from tollbook.export.datasets import SHAPES, Dataset
from tollbook.export.faults import ExportError
from tollbook.export.formats import FORMATS
from tollbook.export.private import private_folder
from tollbook.export.selection import Selection, select
from tollbook.storage.files import write_atomically
from tollbook.vocabulary import Progress
from tollbook.warehouse import open_ledger


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: shapes and formats by name, which incidents, a byte order mark in CSV or none."""

    shapes: Sequence[str] = ("incidents",)
    formats: Sequence[str] = ("csv",)
    selection: Selection = field(default_factory=Selection)
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path
    format: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote; `cut` counts texts that an Excel cell could not hold whole."""

    files: tuple[Written, ...]
    cut: int


def export(home: Path, out: Path, asked: Request, progress: Progress = lambda *_: None) -> Exported:
    """Write what is asked from the ledger of `home` into the folder `out`, made when needed, with its datapackage.json.

    Each file is there whole or not at all. Raises LedgerNotFoundError, ExportError for what cannot be done, OSError for
    a folder that cannot be written.
    """
    datasets = _datasets(asked)
    open_ledger(home).close()  # or say that there is none, before a folder is made
    with private_folder(out) as private, open_ledger(home, [out.resolve()], private.resolve() / "scratch") as db:
        select(db, asked.selection)
        counts = {d.name: _count(db, d) for d in datasets}
        for name in asked.formats:
            for dataset in datasets:
                FORMATS[name].check(dataset, counts[dataset.name])
        work = _Work(db, out, private, counts, progress)
        for name in dict.fromkeys(asked.formats):
            work.write(name, datasets, bom=asked.bom)
        info = {str(k): str(v) for k, v in db.execute("SELECT key, value FROM ledger_info").fetchall()}
        text = datapackage.describe(work.resources, info, _about(asked))
        write_atomically(out / datapackage.FILE, lambda path: _write_text(path, text), private)
    return Exported(tuple(work.files), work.cut)


def export_to(home: Path, stream: BinaryIO, asked: Request) -> None:
    """Write the only file that is asked for to a stream. Raises ExportError where it would be several; as `export`."""
    datasets = _datasets(asked)
    if len(asked.formats) != 1 or (len(datasets) != 1 and not FORMATS[asked.formats[0]].together):
        raise ExportError(
            "Only one file can go to standard output.", "Give one --shape but `tables`, and one --format."
        )
    with TemporaryDirectory(prefix="tollbook-export-") as scratch:
        (written, *_) = export(home, Path(scratch), asked).files
        with written.path.open("rb") as whole:
            shutil.copyfileobj(whole, stream)


class _Work:
    """Writes files one after the other, and keeps what was written."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, out: Path, private: Path, counts: dict[str, int], progress: Progress
    ) -> None:
        self._db, self._out, self._private, self._counts, self._progress = db, out, private, counts, progress
        self.files: list[Written] = []
        self.resources: list[Resource] = []
        self.cut = 0

    def write(self, kind: str, datasets: Sequence[Dataset], *, bom: bool) -> None:
        """Write datasets in one format."""
        wanted = FORMATS[kind]
        if wanted.together:
            self._file(wanted.together, kind, datasets, bom)
            return
        for dataset in datasets:
            if dataset.point or not wanted.points_only:
                self._file(f"{dataset.name}.{kind}", kind, [dataset], bom)

    def _file(self, name: str, kind: str, datasets: Sequence[Dataset], bom: bool) -> None:
        wanted, path, rows = FORMATS[kind], self._out / name, sum(self._counts[d.name] for d in datasets)
        done = 0

        def told(more: int) -> None:
            nonlocal done
            done += more
            self._progress(name, done, rows)

        self._progress(name, 0, rows)

        def fill(new: Path) -> None:
            self.cut += wanted.write(self._db, datasets, new, told, bom)

        write_atomically(path, fill, self._private)
        self._progress(name, rows, rows)
        self.files.append(Written(path, kind, rows, path.stat().st_size))
        self.resources.append(Resource(path, kind, wanted, datasets, bom and wanted.table))


def _datasets(asked: Request) -> list[Dataset]:
    for given, known, option in ((asked.shapes, SHAPES, "--shape"), (asked.formats, FORMATS, "--format")):
        unknown = [name for name in given if name not in known]
        if unknown:
            raise ExportError(f"There is no {option} {unknown[0]!r}.", f"There are: {', '.join(known)}.")
    profile = asked.selection.profile
    fixed = [name for name in asked.shapes if not SHAPES[name].has_profile]
    if profile is not None and len(fixed) == len(asked.shapes):
        raise ExportError(
            f"--profile says nothing of {', '.join(fixed)}: its counts are those of its own profile.",
            "Leave --profile out, or give --shape incidents.",
        )
    datasets = [d for name in dict.fromkeys(asked.shapes) for d in SHAPES[name].datasets(profile)]
    if all(FORMATS[name].points_only for name in asked.formats) and not any(d.point for d in datasets):
        raise ExportError("Nothing of it has a place.", "Give --shape incidents.")
    return datasets


def _count(db: duckdb.DuckDBPyConnection, dataset: Dataset) -> int:
    (row,) = db.execute(f"SELECT count(*) FROM ({dataset.query}) WHERE {dataset.kept}").fetchall()  # noqa: S608
    return int(row[0])


def _about(asked: Request) -> str:
    s = asked.selection
    said = [f"Shapes: {', '.join(asked.shapes)}."]
    if s.countries:
        said.append(f"Countries: {', '.join(s.countries)}.")
    if s.start or s.end:
        said.append(f"Days: {s.start or '...'} to {s.end or '...'}.")
    if s.profile:
        said.append(f"Counts under the profile {s.profile}.")
    if "csv" in asked.formats:
        said.append("In CSV, a text that a spreadsheet could take for a formula begins with an apostrophe.")
    return " ".join(said)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
