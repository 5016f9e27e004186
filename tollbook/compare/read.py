"""Reads a side of a comparison: a published ledger, or tables in Parquet files."""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb

from tollbook.compare.incidents import EVENT_FIELDS, FIELDS
from tollbook.compare.rows import Mention, Ruling, Side
from tollbook.rows import CorrectionLine
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.sql import quoted
from tollbook.warehouse.duck import present
from tollbook.warehouse.open import open_file
from tollbook.warehouse.versions import LedgerVersionError

_COUNTS = ("low", "best", "high", "disagreement", "clause", "explanation")
COMPARED: Mapping[str, tuple[str, ...]] = {
    "documents": ("doc_id", "source_id", "outlet", "agency", "published_on", "published_from", "published_to",
                  "language", "duplicate_of"),
    "reports": ("report_id", "doc_id", "incident_id", "start_char", "end_char"),
    "claims": ("claim_id", "doc_id", "sentence_id", "report_id", "outcome", "party", "victim_group", "low", "high",
               "qualifier", "word", "scope", "source_text", "source_kind", "start_char", "end_char", "quote",
               "rule_id"),
    "incidents": ("incident_id", *FIELDS),
    "estimates": ("incident_id", "outcome", "party", *_COUNTS),
    "estimates_by_profile": ("profile", "incident_id", "outcome", "party", *_COUNTS),
    "estimates_by_group": ("profile", "incident_id", "outcome", "victim_group", *_COUNTS),
    "estimates_by_side": ("profile", "incident_id", "outcome", "side", "best", "clause", "explanation"),
    "incidents_by_profile": ("profile", "incident_id", "clause", "reason", *EVENT_FIELDS),
    "summary_events": (
        "summary_id",
        "profile",
        "outcome",
        "date_from",
        "date_to",
        "place",
        "low",
        "best",
        "high",
        "clause",
        "explanation",
        "claim_ids",
    ),
    "decisions": ("incident_id", "outcome", "party", "profile", "claim_id", "use", "clause", "reason"),
    "links": ("report_id", "other_report_id", "same", "score", "reasons"),
    "corrections": (
        *(f.name for f in fields(CorrectionLine)),
        "correction_id",
        "applied",
        "outcome",
        "claim_id",
        "report_ids",
        "incident_ids",
    ),
    "rules": ("rule_id", "dimension", "status", "description", "digest", "n_matches"),
    "ledger_info": ("key", "value"),
}  # fmt: skip
"""The columns that a comparison needs of each table."""

MENTIONS = (*(t for t in PUBLIC_TABLES if t.endswith("_mentions")), "claims", "sentences")
_OF_CLAIM = ("claim_id", "victim_group", "low", "high", "word")
_WHERE = ("doc_id", "sentence_id", "start_char", "end_char", "rule_id")
_WORDS = ("lexicon.", "settings.")
_NOT_COUNTED = ("ledger_info", "rules", "rejects")  # what was refused is not computed anew


class LedgerError(ValueError):
    """A file that is no ledger, or one that lacks what a comparison needs; says what to do."""


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published ledger read-only and shut off from everything else.

    Raises LedgerError for a file that is no ledger of this version.
    """
    if not path.is_file():
        raise LedgerError(f"There is no ledger at {path}; make one with: tollbook run --articles PATH --home DIR")
    try:
        connection = open_file(path)
    except duckdb.Error as error:
        raise LedgerError(f"{path} cannot be opened as a ledger: {str(error).splitlines()[0]}") from error
    except LedgerVersionError as error:
        raise LedgerError(str(error)) from error
    with connection as db:
        _check(db, path)
        yield db


def _check(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    lacking = [f"the table {name}" for name in COMPARED if name not in present(db)]
    for name in () if lacking else COMPARED:
        there = {c[0] for c in db.execute(f"SELECT * FROM {quoted(name)} LIMIT 0").description}
        lacking += [f"{name}.{column}" for column in COMPARED[name] if column not in there]
    if lacking:
        version = "" if "the table ledger_info" in lacking else _info(db).get("version", "")
        by = f" by Tollbook {version}" if version else ""
        shown = ", ".join(lacking[:5]) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
        raise LedgerError(
            f"{path} cannot be compared: made{by} of another version of the tables, it lacks {shown}. "
            "Publish it again with this version (tollbook run), then compare."
        )


def ruling(db: duckdb.DuckDBPyConnection) -> Ruling:
    """Return what a ledger says of the rules that it was made with."""
    words = {k: v for k, v in _info(db).items() if k.startswith(_WORDS)}
    return Ruling(tuple(_rows(db, "rules")), words)


def profile_and_version(db: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """Return the default profile of a ledger, and the version of Tollbook that made it ("" when it does not say)."""
    info = _info(db)
    return info.get("profile", "tollbook"), info.get("version", "")


def documents(db: duckdb.DuckDBPyConnection) -> Any:
    """Return all documents of a ledger as an Arrow table, to compute it anew."""
    names = ", ".join(map(quoted, PUBLIC_TABLES["documents"].columns))
    try:
        return db.sql(f"SELECT {names} FROM documents").to_arrow_table()
    except duckdb.BinderException as error:
        raise LedgerError(
            "The documents of this ledger are of another version of Tollbook; publish it again (tollbook run)."
        ) from error


def correction_lines(db: duckdb.DuckDBPyConnection) -> list[CorrectionLine]:
    """Return the lines of corrections.csv that a ledger was made with."""
    names = [f.name for f in fields(CorrectionLine)]
    return [CorrectionLine(**{name: getattr(row, name) for name in names}) for row in _rows(db, "corrections")]


def side(
    db: duckdb.DuckDBPyConnection, rules: Ruling, differing: Collection[str], *, profile: str, version: str
) -> Side:
    """Read a side. `differing` are the ids of rules that are not the same on both sides: their mentions are read."""
    at_hand = present(db)

    def rows(name: str) -> tuple[Any, ...]:
        return tuple(_rows(db, name))

    return Side(
        profile=profile,
        version=version,
        ruling=rules,
        documents=rows("documents"),
        reports=rows("reports"),
        claims=rows("claims"),
        incidents=rows("incidents"),
        estimates=rows("estimates"),
        by_profile=rows("estimates_by_profile"),
        by_group=rows("estimates_by_group"),
        by_side=rows("estimates_by_side"),
        events=rows("incidents_by_profile"),
        summaries=rows("summary_events"),
        decisions=rows("decisions"),
        links=rows("links"),
        corrections=rows("corrections"),
        mentions=tuple(_mentions(db, [t for t in MENTIONS if t in at_hand], differing)),
        counts={t: _count(db, t) for t in PUBLIC_TABLES if t in at_hand and t not in _NOT_COUNTED},
    )


def _rows(db: duckdb.DuckDBPyConnection, name: str) -> Iterator[Any]:
    table, names = PUBLIC_TABLES[name], COMPARED[name]
    make: Callable[..., Any] = table.row
    key = ", ".join(map(quoted, table.key))
    found = db.execute(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(name)} ORDER BY {key}")
    return (make(**dict(zip(names, row, strict=True))) for row in found.fetchall())


def _mentions(db: duckdb.DuckDBPyConnection, tables: list[str], rules: Collection[str]) -> Iterator[Mention]:
    names = ", ".join(map(quoted, _WHERE))
    for table in tables:
        # Of a claim, not what later stages add to it: it would differ where only those do.
        value = f"concat_ws(' ', {', '.join(map(quoted, _OF_CLAIM))})" if table == "claims" else "to_json(t)::VARCHAR"
        found = db.execute(
            f"SELECT {names}, {value} FROM {quoted(table)} AS t WHERE list_contains(?, rule_id)", [sorted(rules)]
        )
        yield from (Mention(table, *row) for row in found.fetchall())


def _count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    row = db.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    return int(row[0]) if row else 0


def _info(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(db.execute("SELECT key, value FROM ledger_info").fetchall())
