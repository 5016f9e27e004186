"""Publishing: what is checked, what stays, and that a reader is never in the way."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from support.paths import ROOT
from support.warehouse_rows import HOME, NOON, RULES, Rows, put_out, sample_rows

from tollbook.database import connect, lock
from tollbook.rows import documents
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import load_rulebook
from tollbook.stages import MissingStageError, StageStore
from tollbook.warehouse import (
    LedgerNotFoundError,
    PublishError,
    dump,
    ledger_path,
    open_ledger,
    publish_store,
)
from tollbook.warehouse.docs import schema_markdown
from tollbook.warehouse.versions import VERSION
from tollbook.warehouse.views import views_digest

pytestmark = pytest.mark.slow


@pytest.fixture
def rows() -> Rows:
    return sample_rows()


def test_a_ledger_has_every_table_with_comments_rows_and_matches(tmp_path: Path, rows: Rows) -> None:
    result = put_out(tmp_path, rows)
    assert result.changed
    assert all(check.passed for check in result.checks)
    with open_ledger(tmp_path) as db:
        tables = db.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        assert sorted(name for name, _ in tables) == sorted(PUBLIC_TABLES)
        assert all(comment for _, comment in tables)
        assert db.execute(
            "SELECT count(*) FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        ).fetchall() == [(0,)]
        assert db.execute("SELECT rule_id, n_matches FROM rules").fetchall() == [
            ("casualties.killed.active", 2),
            ("numbers.digits", 2),
        ]
        assert db.execute("SELECT source_id FROM documents").fetchall() == [("a",), ("b",)]
        assert dict(db.execute("FROM ledger_info").fetchall()) == {
            "articles_kept": "2",
            "articles_read": "3",
            "articles_rejected": "1",
            "content_digest": result.content_digest,
            "profile": "x",
            "published_at": "2020-01-01T12:00:00",
            "schema_version": str(VERSION),
            "views_digest": views_digest(),
        }
    assert sorted(p.name for p in tmp_path.iterdir()) == HOME


def test_equal_content_leaves_the_file_untouched(tmp_path: Path, rows: Rows) -> None:
    put_out(tmp_path, rows)
    before = ledger_path(tmp_path).stat()
    again = put_out(tmp_path, {name: list(reversed(held)) for name, held in rows.items()}, NOON + dt.timedelta(days=1))
    assert not again.changed
    after = ledger_path(tmp_path).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    with duckdb.connect(str(ledger_path(tmp_path))) as db:
        db.execute("CREATE TABLE notes (note VARCHAR)")
    assert put_out(tmp_path, rows).changed, "a ledger that someone wrote into is made again"
    with open_ledger(tmp_path) as db:
        assert db.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(len(PUBLIC_TABLES),)]
    rows["rejects"] = []
    assert put_out(tmp_path, rows, read=2).changed


def test_equal_ledgers_have_equal_dumps(tmp_path: Path, rows: Rows) -> None:
    put_out(tmp_path / "one", rows)
    put_out(
        tmp_path / "two [x] it's", {name: list(reversed(held)) for name, held in rows.items()}, NOON.replace(year=2021)
    )
    assert dump(tmp_path / "one", rows=True) == dump(tmp_path / "two [x] it's", rows=True)
    assert "2020-01-01" not in dump(tmp_path / "one", rows=True)
    rows["reports"] = [replace(rows["reports"][0], place="Kirkuk")]
    put_out(tmp_path / "one", rows)
    one, two = (dump(tmp_path / name).splitlines() for name in ("one", "two [x] it's"))
    assert [a.split()[0] for a, b in zip(one, two, strict=True) if a != b] == ["reports"]


def test_a_ledger_that_cannot_be_read_is_replaced(tmp_path: Path, rows: Rows) -> None:
    ledger_path(tmp_path).write_bytes(b"no database")
    (tmp_path / "tollbook.duckdb.wal").write_bytes(b"of another")
    (tmp_path / ".tollbook-999.duckdb").write_bytes(b"of a killed run")
    (tmp_path / ".tollbook-999.scratch").mkdir()
    assert put_out(tmp_path, rows).changed
    assert dump(tmp_path).startswith("documents 2 ")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*HOME, "ledgers"])


def test_no_ledger_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LedgerNotFoundError, match="tollbook run --articles"):
        open_ledger(tmp_path)


def test_a_ledger_that_fails_its_checks_is_not_published(tmp_path: Path, rows: Rows) -> None:
    put_out(tmp_path, rows)
    before = dump(tmp_path)
    rows["reports"] = []
    with pytest.raises(PublishError, match="1 values of report_id are not in reports") as caught:
        put_out(tmp_path, rows)
    assert {check.name for check in caught.value.failed} >= {"references.claims", "references.tallies"}
    assert dump(tmp_path) == before
    del rows["reports"]
    with pytest.raises(KeyError, match="reports"):
        put_out(tmp_path, rows)


def test_nothing_outside_the_home_can_be_read_while_building(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with connect([tmp_path / "inside"]) as db:
        lock(db)
        for statement in (f"FROM '{tmp_path}/secret.csv'", "INSTALL httpfs", "SET enable_external_access = true"):
            with pytest.raises(duckdb.Error):
                db.execute(statement)


def test_the_stages_are_published(tmp_path: Path, rows: Rows) -> None:
    (tmp_path / "rules" / "numbers").mkdir(parents=True)
    entries = "".join(f"  - {{id: {r.rule_id}, title: t, status: test, description: d, pattern: x}}\n" for r in RULES)
    (tmp_path / "rules" / "numbers" / "a.yaml").write_text(f"schema: 1\ndimension: numbers\nrules:\n{entries}")
    book, store = load_rulebook(tmp_path / "rules"), StageStore(tmp_path / "home")
    store.put_documents(to_table(documents.Document, rows["documents"]))
    with pytest.raises(MissingStageError, match="'sentences'"):
        publish_store(store, book, read=3, profile="tollbook", published_at=NOON)
    for name, held in rows.items():
        if name != "documents":
            store.put(PUBLIC_TABLES[name], to_table(PUBLIC_TABLES[name].row, held))
    assert publish_store(store, book, read=3, profile="tollbook", published_at=NOON).changed
    with open_ledger(store.home) as db:
        known = dict(db.execute("FROM ledger_info").fetchall())
        assert known["rules_digest"] == book.digest()
        assert known["rules_digest.numbers"] == book.digest("numbers")


def test_the_documentation_is_current() -> None:
    page = ROOT / "docs" / "schema.md"
    assert page.read_text(encoding="utf-8") == schema_markdown(), (
        "run python -m tollbook.warehouse.docs > docs/schema.md"
    )
