"""What the files of a store hold, each hashed once: a ledger that would be the same need not be built."""

import json
from collections.abc import Mapping
from pathlib import Path

from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.stages.code import code_version
from tollbook.stages.store import StageStore
from tollbook.storage.files import write_atomically
from tollbook.warehouse.build import MADE_HERE, Made
from tollbook.warehouse.content import Content, content_of, contents_of_files
from tollbook.warehouse.duck import over_parquet

_FOLDER, _FILE = "published", "contents.json"


def store_contents(store: StageStore, made: Made) -> dict[str, Content]:
    """Return what each public table will hold: those of stages from their files, `made` from its rows."""
    known = _Known(store.folder(_FOLDER) / _FILE)
    found = {name: known.of(store, name) for name in PUBLIC_TABLES if name not in MADE_HERE}
    known.keep()
    with over_parquet({}, store.readable) as db:
        for name, rows in made.items():
            db.register("given", to_table(PUBLIC_TABLES[name].row, rows))
            found[name] = content_of(db, "given")
            db.unregister("given")
    return {name: found[name] for name in PUBLIC_TABLES}


class _Known:
    """Contents by table and digest of a file; those that were asked for are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version = code_version(("tollbook.warehouse.content",))
        self._before = self._read()
        self._used: dict[str, Content] = {}

    def of(self, store: StageStore, table: str) -> Content:
        """Return what all files of a table hold."""
        keys = [f"{table}:{part.digest}" for part in store.parts(table).values()]
        new = {key: path for key, path in zip(keys, store.paths(table), strict=True) if key not in self._before}
        if new:
            self._before.update(_hashed(new, table, store.readable))
        self._used.update({key: self._before[key] for key in keys})
        return sum((self._before[key] for key in keys), Content())

    def keep(self) -> None:
        """Write down what was asked for."""
        held = {key: [c.rows, c.low, c.high] for key, c in sorted(self._used.items())}
        text = json.dumps({"version": self._version, "contents": held})
        write_atomically(self._path, lambda path: _write(path, text))

    def _read(self) -> dict[str, Content]:
        try:
            noted = json.loads(self._path.read_text(encoding="utf-8"))
            return {k: Content(*c) for k, c in noted["contents"].items()} if noted["version"] == self._version else {}
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return {}


def _hashed(files: Mapping[str, Path], table: str, folder: Path) -> dict[str, Content]:
    with over_parquet({}, folder) as db:
        held = contents_of_files(db, PUBLIC_TABLES[table], list(files.values()))
    return {key: held.get(path, Content()) for key, path in files.items()}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
