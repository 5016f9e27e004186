"""Databases reach the ledger and nothing else, whatever SQL is run on them."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest
from support.warehouse_rows import RULES, sample_rows, stored

import tollbook
from tollbook.warehouse import ledger_path, open_ledger
from tollbook.warehouse.duck import over_parquet
from tollbook.warehouse.open import open_file
from tollbook.warehouse.publish import publish

REACHING_OUT = [
    "SELECT * FROM read_csv('{other}')",
    "SELECT * FROM '{other}'",
    "SELECT * FROM read_text('{other}')",
    "SELECT * FROM read_blob('{home}/../other.csv')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv('https://example.org/a.csv')",
    "SELECT * FROM read_csv('{home}/../../etc/passwd')",
    "ATTACH '{folder}/new.duckdb'",
    "COPY documents TO '{folder}/out.csv'",
    "COPY documents TO '{home}/out.csv'",
    "COPY documents TO '{ledger}'",
    "EXPORT DATABASE '{folder}/all'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{folder}/evil.duckdb_extension'",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "CREATE TABLE notes (note VARCHAR)",
    "DELETE FROM documents",
    "DROP TABLE documents",
    "DETACH ledger",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small ledger with a file beside its home that is nobody's business."""
    folder = tmp_path_factory.mktemp("reach")
    (folder / "other.csv").write_text("secret\n1\n", encoding="utf-8")
    home, noon = folder / "home", dt.datetime(2020, 1, 1, 12)
    publish(home, stored(home / "stages", sample_rows()), RULES, {"profile": "x"}, read=3, published_at=noon)
    return home


def attempts(home: Path) -> list[str]:
    names = {"home": home, "folder": home.parent, "other": home.parent / "other.csv", "ledger": ledger_path(home)}
    return [sql.format(**names) for sql in REACHING_OUT]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["tollbook.open", "open_ledger", "open_file"])
def test_a_reader_reaches_the_ledger_alone(home: Path, way: str) -> None:
    before = {path.name: path.read_bytes() for path in home.parent.rglob("*") if path.is_file()}
    ways = {
        "tollbook.open": lambda: tollbook.open(home),
        "open_ledger": lambda: open_ledger(home),
        "open_file": lambda: open_file(ledger_path(home)),
    }
    with ways[way]() as db:
        assert db.execute("SELECT count(*) FROM documents").fetchall() != []
        for sql in attempts(home):
            with pytest.raises(duckdb.Error):
                db.execute(sql).fetchall()
    assert {path.name: path.read_bytes() for path in home.parent.rglob("*") if path.is_file()} == before


def test_queries_over_stages_reach_their_folder_alone(home: Path) -> None:
    files = sorted((home / "stages").rglob("*.parquet"))
    with over_parquet({"held": files[:1]}) as db:
        assert db.execute("SELECT count(*) FROM held").fetchall()
        for sql in attempts(home):
            if not any(word in sql for word in ("documents", "ledger", "notes")):  # of the ledger, or in memory
                with pytest.raises(duckdb.Error):
                    db.execute(sql).fetchall()


def test_a_reader_can_use_what_it_is_given(home: Path) -> None:
    """Frames that are registered, temporary tables, and answers that are larger than memory's share."""
    import pandas as pd  # noqa: PLC0415

    with tollbook.open(home) as db:
        db.register("mine", pd.DataFrame({"source_id": ["a.txt"]}))
        assert db.sql("SELECT count(*) FROM mine LEFT JOIN documents USING (source_id)").fetchall() == [(1,)]
        db.execute("CREATE TEMP TABLE held AS SELECT doc_id FROM documents").fetchall()
        assert db.sql("SELECT count(*) FROM held").fetchall() == db.sql("SELECT count(*) FROM documents").fetchall()
        assert db.execute("SELECT current_setting('enable_external_access')").fetchall() == [(False,)]
