"""A reader is never in the way of a publisher, nor a publisher, even a killed one, in the way of a reader."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.warehouse_rows import HOME, RULES, TEXT, Rows, sample_rows, stored

from tollbook.warehouse import dump, ledger_path, open_ledger
from tollbook.warehouse.publish import publish

pytestmark = pytest.mark.slow

NOON = dt.datetime(2020, 1, 1, 12)


@pytest.fixture
def rows() -> Rows:
    return sample_rows()


def put_out(home: Path, rows: Rows, published_at: dt.datetime = NOON, read: int = 3) -> Any:
    return publish(home, stored(home / "stages", rows), RULES, {"profile": "x"}, read=read, published_at=published_at)


READER = """
import duckdb, sys
db = duckdb.connect(sys.argv[1], read_only=True)
print(db.execute("SELECT count(*) FROM rejects").fetchall(), flush=True)
sys.stdin.readline()
print(db.execute("SELECT count(*) FROM rejects").fetchall(), flush=True)
print(db.execute("SELECT min(length(text)) FROM documents").fetchall(), flush=True)
"""


def test_a_reader_keeps_its_snapshot_while_another_is_published(tmp_path: Path, rows: Rows) -> None:
    put_out(tmp_path, rows)
    with subprocess.Popen([sys.executable, "-c", READER, str(ledger_path(tmp_path))], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:  # fmt: skip
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline() == "[(1,)]\n"
        rows["rejects"] = []
        assert put_out(tmp_path, rows, read=2).changed
        with open_ledger(tmp_path) as db:
            assert db.execute("SELECT count(*) FROM rejects").fetchall() == [(0,)]
        out, _ = reader.communicate("go on\n")
    assert out == f"[(1,)]\n[({len(TEXT)},)]\n"


def test_a_writer_on_the_published_file_does_not_stop_publishing(tmp_path: Path, rows: Rows) -> None:
    put_out(tmp_path, rows)
    script = READER.replace("read_only=True", "read_only=False")
    with subprocess.Popen([sys.executable, "-c", script, str(ledger_path(tmp_path))], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:  # fmt: skip
        assert writer.stdout is not None
        writer.stdout.readline()
        rows["rejects"] = []
        assert put_out(tmp_path, rows, read=2).changed
        assert dump(tmp_path).startswith("documents 2 ")
        writer.communicate("go on\n")
    assert dump(tmp_path).startswith("documents 2 ")


KILLED = """
import datetime as dt, os, sys
from pathlib import Path
from tollbook.rows.info import RuleRow
from tollbook.warehouse import publish as module

home, last, *rules = sys.argv[1:]
setattr(module, last, lambda *args: os._exit(9))
rows = [RuleRow(rule, "numbers", "test", "", "0", 0) for rule in rules]
sources = {p.stem: [p] for p in sorted((Path(home) / "stages").glob("*.parquet"))}
module.publish(Path(home), sources, rows, {"profile": "x"}, read=2, published_at=dt.datetime(2020, 1, 1))
"""


# While it is filled, after the checks, before the rename, after it.
@pytest.mark.parametrize("last", ["fill_rules", "sync", "write_atomically", "prune"])
def test_a_killed_publisher_leaves_the_old_ledger_or_the_new(tmp_path: Path, rows: Rows, last: str) -> None:
    put_out(tmp_path, rows)
    before = dump(tmp_path, rows=True)
    rows["rejects"] = []
    stored(tmp_path / "stages", rows)
    command = [sys.executable, "-c", KILLED, str(tmp_path), last, *(rule.rule_id for rule in RULES)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 9, run.stderr
    after = dump(tmp_path, rows=True)
    assert (after == before) == (last != "prune")
    assert put_out(tmp_path, rows, read=2).changed == (last != "prune")
    assert last != "prune" or dump(tmp_path, rows=True) == after
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*HOME, "ledgers"])
