"""What the trials of reliability/ rest on: every change of the file system is seen, whoever makes it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reliability.crash import shim
from reliability.crash.shim import FAIL, KILL, TEAR, Control, Fault

CHANGES = """
import shutil, sqlite3, sys, tempfile
from pathlib import Path
import duckdb, pyarrow as pa, pyarrow.parquet as pq

root = Path(sys.argv[1])
(root / "a" / "b").mkdir(parents=True)
(root / "text").write_text("one")
(root / "text").rename(root / "other")
pq.write_table(pa.table({"x": list(range(5000))}), root / "table.parquet")
with duckdb.connect(str(root / "db.duckdb")) as db:
    db.execute("create table t as select range as x from range(50000)")
    db.execute("checkpoint")
    db.execute(f"copy t to '{root / 'rows.csv'}'")
with sqlite3.connect(root / "lite.db") as lite:
    lite.execute("pragma journal_mode=wal")
    lite.execute("create table t (x)")
    lite.execute("insert into t values (1)")
lite.close()
with tempfile.NamedTemporaryFile(dir=root) as file:
    file.write(b"x")
shutil.rmtree(root / "a")
"""
CALLS = "openat,write,pwrite64,writev,fsync,fdatasync,ftruncate,fallocate,rename,unlink,unlinkat,mkdir,rmdir"


@pytest.fixture(scope="module")
def library() -> Path:
    try:
        return shim.build()
    except shim.ShimError as error:
        pytest.skip(str(error))


def changed(root: Path, library: Path, control: Control, *before: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LD_PRELOAD": str(library), shim.VARIABLE: str(control.path)}
    command = [*before, sys.executable, "-c", CHANGES, str(root)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_no_change_goes_unseen(tmp_path: Path, library: Path) -> None:
    """The kernel's own account of Python, Arrow, DuckDB and SQLite at work, against what was seen of them."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    root, trace = tmp_path / "root", tmp_path / "trace"
    root.mkdir()
    control = Control(tmp_path / "control", root, tmp_path / "log")
    control.arm(Fault())
    done = changed(root, library, control, "strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={CALLS}")
    if "ptrace" in done.stderr.lower():
        pytest.skip("processes may not be traced here")
    assert done.returncode == 0, done.stderr
    lines = [line for line in trace.read_text().splitlines() if str(root) in line and " resumed>" not in line]
    made = [line for line in lines if "openat(" not in line or re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", line)]
    assert len(made) > 60  # it did write
    assert control.count == len(made)


def test_a_process_is_killed_at_the_change_that_was_named(tmp_path: Path, library: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    control = Control(tmp_path / "control", root)
    control.arm(Fault(KILL, 4))  # a/b cannot be made, a, a/b, then the file
    assert changed(root, library, control).returncode == -9
    assert [p.name for p in root.rglob("*")] == ["a", "b"]
    assert control.fired == 1


def test_a_write_is_torn(tmp_path: Path, library: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    control = Control(tmp_path / "control", root)
    control.arm(Fault(TEAR, 5))
    assert changed(root, library, control).returncode == -9
    assert (root / "text").read_text() == "o"


def test_a_change_fails_as_it_would_on_a_full_disk(tmp_path: Path, library: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    control = Control(tmp_path / "control", root)
    control.arm(Fault(FAIL, 2, 28, ("write",), lasting=True))
    done = changed(root, library, control)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "OSError: [Errno 28] No space left on device")
    assert not (root / "text").read_bytes()
