"""Checks of tables that are stored in shards: each shard once, when it is new, and not again in every run.

A shard is checked together with the shards of the other tables that hold the same documents. What holds in every shard
holds in the table, but for ids that stand in two shards and references between documents: `check_ledger` looks for the
first before a ledger is published, the second is checked over all documents.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from tollbook.ids import digest
from tollbook.rows.schema import PUBLIC_TABLES, Table
from tollbook.stages.code import code_version
from tollbook.stages.store import StageStore
from tollbook.storage.files import write_atomically
from tollbook.warehouse.checks import (
    CHECKS,
    HOLDS,
    CheckResult,
    check_names,
    check_references,
    check_schema,
    check_texts,
)
from tollbook.warehouse.duck import over_parquet
from tollbook.warehouse.tally_checks import check_tallies

TALLIES = ("tallies", "tallies_by_group")
REFERENCES = "references"
_DOCUMENTS = PUBLIC_TABLES["documents"]
_FOLDER = "checks"
_AT_ONCE = 32  # shards
_OF_ONE_SHARD = ("quotes", "bounds", "texts", "numbers")  # no other shard bears on them


def check_public(store: StageStore, names: Iterable[str]) -> list[CheckResult]:
    """Return the outcome of checks of those public tables that are sharded, as far as no other shard bears on them.

    Of references only where they hold; `counts` then names the tables that are referred to within a shard.
    """
    sharded = [PUBLIC_TABLES[name] for name in names if store.manifest(name).sharded]
    found = [check for table in sharded for check in _own(store, table)]
    found = [check for check in found if check.name.split(".")[0] in _OF_ONE_SHARD]
    known = [table.name for table in sharded]
    for table in sharded:
        if table.references and table.name != _DOCUMENTS.name:
            held = dict.fromkeys(_referred(store, table, known), 1)
            found += [replace(check, counts=held) for check in _references(store, table, known) if check.passed]
    return found


def check_tables(store: StageStore, tables: Sequence[Table], known: Collection[str]) -> Iterator[CheckResult]:
    """Yield the outcome of the checks of sharded tables. `known` are the tables that may be referred to.

    Only shards that have not passed before are looked into.
    """
    for table in tables:
        yield from _own(store, table)
        if table.references and table.name == _DOCUMENTS.name:
            with over_parquet({table.name: store.paths(table.name)}, store.readable) as db:
                yield check_references(db, table)
        elif table.references:
            yield from _references(store, table, known)


def _references(store: StageStore, table: Table, known: Collection[str]) -> Iterator[CheckResult]:
    """Whether what a table refers to in sharded tables is there: rows of a document are all in one shard."""
    there = _referred(store, table, known)
    return _Checking(store, table, [table.name, *sorted(there - {table.name})], REFERENCES).outcomes()


def _referred(store: StageStore, table: Table, known: Collection[str]) -> set[str]:
    return {r.table for r in table.references if r.table in known and store.manifest(r.table).sharded}


def _own(store: StageStore, table: Table) -> list[CheckResult]:
    """What is checked of a table without those that it refers to."""
    beside = {table.name, *([_DOCUMENTS.name] if "quotes" in check_names(table) else [])}
    beside |= {"claims"} if table.name in TALLIES else set()
    return list(_Checking(store, table, sorted(beside), "own").outcomes())


class _Checking:
    """The checks of one kind of a table, together with tables `beside` it. Remembers which shards passed."""

    def __init__(self, store: StageStore, table: Table, beside: Sequence[str], kind: str) -> None:
        self._store, self._table, self._beside, self._kind = store, table, beside, kind
        self._path = store.folder(_FOLDER) / f"{table.name}.{kind}.json"
        version = code_version((__name__,))
        parts = {name: store.parts(name) for name in beside}
        self._keys = {
            shard: digest([version, *(f"{name}:{held[shard].digest}" for name, held in parts.items())])
            for shard in parts[table.name]
        }

    def outcomes(self) -> Iterator[CheckResult]:
        """Yield one outcome for each check: what is wrong in any shard, or that it holds in all."""
        passed = self._passed()
        names = [shard for shard, key in self._keys.items() if passed.get(shard) != key]
        batches = [names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE)]
        wrong: dict[str, list[str]] = {}
        for check in (check for batch in batches for check in self._checked(batch) if not check.passed):
            wrong.setdefault(check.name, []).append(check.message)
        self._keep({s: k for s, k in self._keys.items() if not wrong or passed.get(s) == k}, passed)
        rows = self._store.count(self._table.name)
        for name in self._names():
            holds = f"{self._table.name}: {rows} rows, {HOLDS[name.split('.')[0]]}"
            told = "; ".join(wrong.get(name, [])) or holds
            yield CheckResult(name, name not in wrong, told, {"rows": rows})

    def _names(self) -> Iterator[str]:
        kinds = [kind for kind in check_names(self._table) if (kind == REFERENCES) == (self._kind == REFERENCES)]
        if self._kind != REFERENCES:
            kinds += ["numbers"] * (self._table.name in TALLIES) + ["texts"] * (self._table.name == _DOCUMENTS.name)
        return (f"{kind}.{self._table.name}" for kind in kinds)

    def _checked(self, shards: Collection[str]) -> Iterator[CheckResult]:
        with over_parquet({n: list(self._files(n, shards)) for n in self._beside}, self._store.readable) as db:
            if self._kind == REFERENCES:
                yield check_references(db, self._table)
                return
            schema = check_schema(db, self._table)
            yield schema
            if schema.passed or "columns" not in schema.message:
                yield from self._contents(db)

    def _contents(self, db: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
        for kind in check_names(self._table):
            if kind not in ("schema", REFERENCES):
                yield CHECKS[kind](db, self._table)
        if self._table.name in TALLIES:
            yield check_tallies(db, self._table)
        if self._table.name == _DOCUMENTS.name:
            yield check_texts(db)

    def _files(self, table: str, shards: Collection[str]) -> Iterator[Path]:
        for shard, path in zip(self._store.parts(table), self._store.paths(table), strict=True):
            if shard in shards:
                yield path

    def _passed(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return {}

    def _keep(self, passed: Mapping[str, str], before: Mapping[str, str]) -> None:
        if passed != before:
            text = json.dumps(passed, sort_keys=True)
            write_atomically(self._path, lambda path: _write(path, text))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
