"""Fills a new ledger from Parquet files."""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import duckdb

from tollbook.rows.info import LedgerInfo, RuleRow
from tollbook.rows.schema import PUBLIC_TABLES, Table, ddl, to_table
from tollbook.rows.views import PUBLIC_VIEWS
from tollbook.sql import quoted
from tollbook.warehouse.duck import Sources, one, parquet
from tollbook.warehouse.views import view_ddl
from tollbook.warehouse.views.tables import code_rows, country_rows

MADE_HERE = ("rules", "countries", "field_codes", "ledger_info")  # all other tables come from stages
STAGED = tuple(name for name in PUBLIC_TABLES if name not in MADE_HERE)
Made = Mapping[str, Sequence[Any]]  # rows of tables made here


def create_tables(db: duckdb.DuckDBPyConnection) -> None:
    """Create all public tables and views with their comments in the current schema, and fill the tables of codes."""
    db.begin()  # one commit, not one for each comment
    for table in PUBLIC_TABLES.values():
        for statement in ddl(table.row, table.name):
            db.execute(statement)
    for view in PUBLIC_VIEWS.values():
        for statement in view_ddl(view):
            db.execute(statement)
    db.commit()
    for name, rows in tables_of_codes().items():
        _insert_rows(db, PUBLIC_TABLES[name], rows)


def fill_tables(db: duckdb.DuckDBPyConnection, sources: Sources) -> dict[str, int]:
    """Fill the tables from their files, in the order of their keys. Returns the rows of each."""
    rows = {}
    for name, table in PUBLIC_TABLES.items():
        if name not in MADE_HERE:
            _insert(db, table, parquet(sources[name]))
            (rows[name],) = one(db, f"SELECT count(*) FROM {quoted(name)}")
    return rows


def fill_rules(db: duckdb.DuckDBPyConnection, rules: Sequence[RuleRow]) -> None:
    """Fill `rules`, with the number of rows that each rule made in this ledger."""
    _insert_rows(db, PUBLIC_TABLES["rules"], matched(rules, rule_matches(db, STAGED)))


def matched(rules: Iterable[RuleRow], matches: Mapping[str, int]) -> list[RuleRow]:
    """Return rules with the number of rows that each made."""
    return [replace(r, n_matches=matches.get(r.rule_id, 0)) for r in rules]


def tables_of_codes() -> Made:
    """Return the rows of the tables that are the same in every ledger."""
    return {"countries": country_rows(), "field_codes": code_rows()}


def rule_matches(db: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, int]:
    """Return rule id -> rows that it made in those of `tables` that say so."""
    made = " UNION ALL ".join(
        f"SELECT rule_id FROM {quoted(name)}" for name in tables if "rule_id" in PUBLIC_TABLES[name].columns
    )
    counted = db.execute(f"SELECT rule_id, count(*) FROM ({made}) WHERE rule_id IS NOT NULL GROUP BY ALL").fetchall()
    return dict(counted)


def fill_info(db: duckdb.DuckDBPyConnection, info: Mapping[str, str]) -> None:
    """Add keys and values to `ledger_info`."""
    _insert_rows(db, PUBLIC_TABLES["ledger_info"], info_rows(info))


def info_rows(info: Mapping[str, str]) -> list[LedgerInfo]:
    """Return keys and values as rows."""
    return [LedgerInfo(key, value) for key, value in sorted(info.items())]


def _insert_rows(db: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[Any]) -> None:
    db.register("given", to_table(table.row, rows))
    _insert(db, table, "given")
    db.unregister("given")


def _insert(db: duckdb.DuckDBPyConnection, table: Table, source: str) -> None:
    names = ", ".join(map(quoted, table.columns))
    order = ", ".join(f"{quoted(name)} ASC NULLS LAST" for name in table.order)
    db.execute(f"INSERT INTO {quoted(table.name)} ({names}) SELECT {names} FROM {source} ORDER BY {order}")
