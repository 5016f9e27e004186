"""What must hold in a ledger, as SQL over its tables: Parquet before publishing, DuckDB after.

Each check takes a connection in which the tables go by their names (`over_parquet`, or an opened ledger) and returns a
`CheckResult`. Most are generated from the table registry. None changes anything.
"""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from tollbook.rows.schema import PUBLIC_TABLES, Reference, Table, columns
from tollbook.sql import quoted
from tollbook.warehouse.duck import one, present

EXAMPLES = 3  # faulty rows that a message names
HOLDS = {  # what a check says of rows when nothing is wrong
    "schema": "columns are as declared",
    "unique": "each has a key of its own",
    "references": "every id that they refer to is there",
    "quotes": "each is the text at its offsets",
    "bounds": "counts are in order",
    "texts": "length and hash are those of the text",
    "numbers": "every number comes from claims of its report",
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Outcome of a check: `message` says what is wrong and where (or what holds), `counts` what was looked at.

    One that `warns` has something to look at even where it passed.
    """

    name: str
    passed: bool
    message: str
    counts: dict[str, int] = field(default_factory=dict)
    warns: bool = False


def check_schema(db: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    """Check that a table has its columns in their order and types, and values where it must."""
    found = [(name, kind) for name, kind, *_ in db.execute(f"DESCRIBE {quoted(table.name)}").fetchall()]
    expected = [(c.name, c.sql) for c in columns(table.row)]
    if found != expected:
        odd = sorted({f"{name} {kind}" for name, kind in set(found) ^ set(expected)}) or ["their order"]
        return _result("schema", table, False, f"columns are not as declared: {', '.join(odd)}")
    required = [c.name for c in columns(table.row) if not c.nullable]
    counts = ", ".join(f"count(*) - count({quoted(name)})" for name in required)
    rows, *nulls = one(db, f"SELECT count(*), {counts} FROM {quoted(table.name)}")
    bad = [f"{name} ({n})" for name, n in zip(required, nulls, strict=True) if n]
    message = f"nulls in {', '.join(bad)}" if bad else "columns are as declared"
    return _result("schema", table, not bad, message, {"rows": rows, "nulls": sum(nulls)})


def check_unique(db: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    """Check that no two rows of a table have the same key."""
    key = ", ".join(map(quoted, table.key))
    sql = f"SELECT {_label(table.key)} AS what FROM {quoted(table.name)} GROUP BY {key} HAVING count(*) > 1"
    key_words = f"keys ({', '.join(table.key)})"
    return _violations(db, "unique", table, sql, f"{key_words} stand more than once")


def check_references(db: duckdb.DuckDBPyConnection, table: Table, held: Collection[str] = ()) -> CheckResult:
    """Check that what a table refers to is there. References to tables that are not in `db` are counted as skipped.

    Those to the tables that are `held` are known to hold.
    """
    known = present(db) - set(held)
    at_hand = [r for r in table.references if r.table in known]
    skipped = {"skipped": len(table.references) - len(at_hand)}
    failed = []
    for reference in at_hand:
        count, examples = one(db, f"SELECT count(*), min(what, {EXAMPLES}) FROM ({_orphans(table, reference)})")
        if count:
            values = f"{count} values of {reference.column}"
            failed.append(f"{values} are not in {reference.table}: {listed(examples, count)}")
    good = HOLDS["references"] if at_hand else "it refers to nothing"
    return _result("references", table, not failed, "; ".join(failed) or good, {"references": len(at_hand), **skipped})


def _orphans(table: Table, reference: Reference) -> str:
    column, target = quoted(reference.column), quoted(reference.target)
    lists = {c.name for c in columns(table.row) if c.sql.endswith("[]")}
    value = f"unnest({column})" if reference.column in lists else column
    return (
        f"SELECT what FROM (SELECT DISTINCT {value} AS what FROM {quoted(table.name)}) AS given "
        f"WHERE what IS NOT NULL AND NOT EXISTS (FROM {quoted(reference.table)} AS other WHERE other.{target} = what)"
    )


def check_quotes(db: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    """Check that a table's spans lie in their documents, and that a quote is the text at its offsets."""
    names = table.columns
    quote = next((name for name in ("quote", "text") if name in names), None)
    wrong = "t.start_char < 0 OR t.start_char > t.end_char OR t.end_char > d.chars OR d.doc_id IS NULL"
    if quote:
        # In characters as Python counts them; DuckDB counts the first as 1.
        wrong += f" OR substring(d.text, t.start_char + 1, t.end_char - t.start_char) <> t.{quote}"
    label = "concat(coalesce(d.source_id, t.doc_id), ', characters ', t.start_char, ' to ', t.end_char)"
    sql = f"SELECT {label} AS what FROM {quoted(table.name)} AS t LEFT JOIN documents AS d USING (doc_id) WHERE {wrong}"
    return _violations(db, "quotes", table, sql, "spans are not in their document or not what they quote")


def check_bounds(db: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    """Check that counts are not negative, and low, best and high in this order where they are known."""
    known = [name for name in ("low", "best", "high") if name in table.columns]
    wrong = [f"{name} < 0" for name in known] + [
        f"{small} > {large}" for i, small in enumerate(known) for large in known[i + 1 :]
    ]
    sql = f"SELECT {_label(table.key)} AS what FROM {quoted(table.name)} WHERE {' OR '.join(wrong)}"
    return _violations(db, "bounds", table, sql, f"rows have a negative count or {', '.join(known)} out of order")


def check_texts(db: duckdb.DuckDBPyConnection) -> CheckResult:
    """Check that length and hash of each document are those of its text."""
    sql = "SELECT source_id AS what FROM documents WHERE chars <> length(text) OR sha256 <> sha256(text)"
    return _violations(
        db, "texts", PUBLIC_TABLES["documents"], sql, "documents have chars or sha256 that are not of their text"
    )


def check_counts(db: duckdb.DuckDBPyConnection, read: int) -> CheckResult:
    """Check that every input that was read is a document or a reject: kept + rejected = read.

    `read` counts inputs: a file that holds one article or cannot be read, or each row of a file of many. Rejected are
    the rows of `rejects` of the stages `articles` and `documents`; those of others tell of parts of what was kept.
    """
    (kept,) = one(db, "SELECT count(*) FROM documents")
    (rejected,) = one(db, "SELECT count(*) FROM rejects WHERE stage IN ('articles', 'documents')")
    passed = kept + rejected == read
    message = f"{kept} kept + {rejected} rejected {'=' if passed else 'is not'} {read} read"
    return CheckResult("counts.documents", passed, message, {"read": read, "kept": kept, "rejected": rejected})


def check_names(table: Table) -> Iterator[str]:
    """Yield the names, without that of the table, of the checks that `table_checks` runs on it."""
    yield "schema"
    if table.unique:
        yield "unique"
    if table.references:
        yield "references"
    if {"doc_id", "start_char", "end_char"} <= set(table.columns):
        yield "quotes"
    if "low" in table.columns:
        yield "bounds"


def table_checks(
    db: duckdb.DuckDBPyConnection, table: Table, known: Mapping[str, CheckResult] | None = None
) -> Iterator[CheckResult]:
    """Yield all checks of one table that the registry and its columns call for; of those `known` by name, these.

    Where it is known that references hold to some tables, those to others are checked still.
    """
    schema = check_schema(db, table)
    yield schema
    if not schema.passed and "columns" in schema.message:
        return  # the other checks would fail on its columns
    for name in list(check_names(table))[1:]:
        done = (known or {}).get(f"{name}.{table.name}")
        if name == "references":
            yield check_references(db, table, done.counts if done else ())
        else:
            yield done or CHECKS[name](db, table)


def _violations(db: duckdb.DuckDBPyConnection, name: str, table: Table, sql: str, bad: str) -> CheckResult:
    all_rows = f"SELECT count(*) FROM {quoted(table.name)}"
    rows, count, examples = one(db, f"SELECT ({all_rows}), count(*), min(what, {EXAMPLES}) FROM ({sql})")
    message = f"{count} of {rows} {bad}: {listed(examples, count)}" if count else f"{rows} rows, {HOLDS[name]}"
    return _result(name, table, not count, message, {"rows": rows, "wrong": count})


def listed(examples: list[str], count: int) -> str:
    """Return the first of `count` faulty things, and how many more there are, as words."""
    shown = "; ".join(str(example) for example in examples)
    return shown if count <= len(examples) else f"{shown}; and {count - len(examples)} more"


def _result(name: str, table: Table, passed: bool, message: str, counts: dict[str, int] | None = None) -> CheckResult:
    return CheckResult(f"{name}.{table.name}", passed, f"{table.name}: {message}", counts or {})


def _label(names: tuple[str, ...], alias: str = "") -> str:
    """SQL for a readable name of a row: its key, separated by blanks."""
    prefix = f"{alias}." if alias else ""
    return "concat_ws(' ', " + ", ".join(prefix + quoted(name) for name in names) + ")"


CHECKS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, Table], CheckResult]] = {
    "unique": check_unique,
    "references": check_references,
    "quotes": check_quotes,
    "bounds": check_bounds,
}
