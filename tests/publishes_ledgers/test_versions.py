"""Ledgers of other versions: refused with what to do, and brought up to date where nothing else can be done."""

import json
from pathlib import Path

import duckdb
import pytest
from support.warehouse_rows import put_out, sample_rows
from typer.testing import CliRunner

import tollbook
from pipelines.cli import app
from tollbook.compare import LedgerError, against
from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.warehouse import LedgerVersionError, check_ledger, ledger_path, open_ledger
from tollbook.warehouse.versions import HISTORY, SHAPE, VERSION, shape

pytestmark = pytest.mark.slow


def test_another_shape_of_the_tables_is_another_version() -> None:
    assert shape() == SHAPE, (
        "tables or columns were added: add a version to HISTORY in tollbook/warehouse/versions.py that says which, "
        f"unless the newest one is in no release yet; SHAPE is then {shape()!r}"
    )
    assert list(HISTORY) == list(range(1, VERSION + 1))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put_out(tmp_path, sample_rows())
    return tmp_path


def test_what_opens_a_ledger_leaves_nothing_to_fetch_on_it(home: Path) -> None:
    with tollbook.open(home) as db:
        assert db.sql("select count(*) from documents").fetchall() == [(2,)]
        assert db.sql("select count(*) from rejects").fetchall() == [(1,)]


def make_older(home: Path) -> None:
    """Make the ledger of a home as an older Tollbook would have: without the version, some columns, a table, a view."""
    with duckdb.connect(str(ledger_path(home))) as db:
        db.execute("delete from ledger_info where key = 'schema_version'")
        for view in [
            row[0] for row in db.execute("select view_name from duckdb_views() where not internal").fetchall()
        ]:
            db.execute(f'drop view "{view}"')
        db.execute("drop table summary_events")
        for column in ("url", "read_on", "story_bands"):
            db.execute(f"alter table documents drop column {column}")


def make_newer(home: Path) -> None:
    with duckdb.connect(str(ledger_path(home))) as db:
        db.execute("update ledger_info set value = ? where key = 'schema_version'", [str(VERSION + 1)])


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("make", "said"),
    [(make_older, "tollbook ledgers migrate"), (make_newer, "Install the newer Tollbook")],
    ids=["older", "newer"],
)
def test_every_reader_says_what_to_do(home: Path, tmp_path: Path, make: object, said: str) -> None:
    make(home)
    with pytest.raises(LedgerVersionError, match=said):
        tollbook.open(home)
    with pytest.raises(LedgerVersionError, match=said):
        tollbook.open(ledger_path(home))
    with pytest.raises(LedgerError, match=said):
        against(home, ledger_path(home))
    commands = (
        ("explain", "inc_1"), ("profiles", "inc_1"), ("site",), ("export", "--out", str(tmp_path / "out")),
        ("diff", "--profile", "gtd"), ("diff", "--against", str(ledger_path(home))),
        ("rules", "coverage", "--no-again"),
    )  # fmt: skip
    for command in commands:
        code, shown = call(*command, "--home", str(home))
        assert code == 2, (command, shown)
        assert said in " ".join(shown.split()), command


def test_a_file_that_is_no_ledger_is_refused(home: Path) -> None:
    ledger_path(home).unlink()
    with duckdb.connect(str(ledger_path(home))) as db:
        db.execute("create table x (i int)")
    with pytest.raises(LedgerVersionError, match="is no ledger of Tollbook"):
        tollbook.open(home)
    assert call("ledgers", "migrate", "--home", str(home))[0] == 2


def test_an_older_ledger_is_brought_up_to_date_and_kept_as_it_was(home: Path, tmp_path: Path) -> None:
    with open_ledger(home) as db:
        names = [name for name in PUBLIC_TABLES if name not in ("documents", "ledger_info", "summary_events")]
        before = {name: db.execute(f'from "{name}"').fetchall() for name in names}
        texts = db.execute("select doc_id, text, sha256 from documents").fetchall()
        published = db.execute("select value from ledger_info where key = 'published_at'").fetchall()
    make_older(home)
    code, shown = call("ledgers", "migrate", "--home", str(home))
    assert code == 0, shown
    assert f"from version 1 to {VERSION}" in shown
    with open_ledger(home) as db:
        assert {name: db.execute(f'from "{name}"').fetchall() for name in names} == before
        assert db.execute("select doc_id, text, sha256 from documents").fetchall() == texts
        assert set(db.execute("select url, read_on, story_bands from documents").fetchall()) == {(None, True, "")}
        assert db.execute("select count(*) from summary_events").fetchall() == [(0,)]
        assert db.execute("select count(*) from v_ucdp_ged").fetchone() is not None
        assert db.execute("select value from ledger_info where key = 'published_at'").fetchall() == published
        assert db.execute("select value from ledger_info where key = 'migrated_from'").fetchall() == [("1",)]
        assert [check.message for check in check_ledger(db) if not check.passed] == []
    assert call("ledgers", "migrate", "--home", str(home))[1].strip().endswith("nothing to do.")
    (kept,) = json.loads(call("ledgers", "list", "--home", str(home), "--json")[1])["kept"]
    assert kept["version"] == 1
    assert call("export", "--home", str(home), "--out", str(tmp_path / "out"))[0] == 0


def test_a_kept_ledger_is_brought_up_to_date_where_it_is(home: Path) -> None:
    make_older(home)
    rows = sample_rows()
    rows["rejects"] = []
    put_out(home, rows, read=2)
    code, shown = call("ledgers", "restore", "1", "--home", str(home))
    assert code == 2
    assert "tollbook ledgers migrate 1" in shown
    assert call("ledgers", "migrate", "1", "--home", str(home))[0] == 0
    assert call("ledgers", "restore", "1", "--home", str(home))[0] == 0
    with open_ledger(home) as db:
        assert db.execute("select count(*) from rejects").fetchall() == [(1,)]
