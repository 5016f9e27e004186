"""What killed processes leave half done is removed by the next, and processes that they started end."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from tollbook.export import Request, export
from tollbook.remedies import remedy
from tollbook.site.files import SiteFiles
from tollbook.site.write import write_site
from tollbook.stages import StageStore, remove_leftovers
from tollbook.storage.files import WriteError, write_atomically


def test_private_files_of_a_killed_run_are_removed(own_home: Path) -> None:
    stages = own_home / "stages"
    left = [stages / "checks" / ".claims.own.json.1.tmp", stages / "claims" / ".s_0-0.parquet.1.tmp"]
    for path in left:
        path.write_bytes(b"half")
    there = {path for path in own_home.rglob("*") if path.is_file()} - set(left)
    remove_leftovers(own_home)
    assert {path for path in own_home.rglob("*") if path.is_file()} == there
    assert StageStore(own_home).count("claims")


def test_what_a_killed_export_left_is_removed_and_one_at_work_is_not(own_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("dead", "alive"):
        (out / f".tollbook-export-{name}").mkdir(parents=True)
    with FileLock(out / ".tollbook-export-alive" / "lock"):
        export(own_home, out, Request())
        names = sorted(path.name for path in out.iterdir())
    assert names == [".tollbook-export-alive", "datapackage.json", "incidents_with_counts.csv"]


def test_the_overview_leads_to_old_pages_until_it_is_new(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that was killed before it removed pages: whatever the overview leads to is there."""
    page = next((own_home / "site" / "incidents").glob("*/*.html"))
    gone = page.parent.parent / "00" / "inc_0000000000000000.html"
    gone.parent.mkdir()
    page.rename(gone)
    monkeypatch.setattr(SiteFiles, "write", _killed_at("index.html", SiteFiles.write))
    with pytest.raises(KeyboardInterrupt):
        write_site(own_home)
    assert gone.exists()
    assert page.exists()
    monkeypatch.undo()
    (gone.parent.parent / "ff").mkdir(exist_ok=True)  # as one that was killed between the page and its folder
    write_site(own_home)
    assert page.exists()
    assert not gone.parent.exists()
    assert all(list(folder.iterdir()) for folder in gone.parent.parent.iterdir())
    assert not list((own_home / "site").rglob(".new*"))


def _killed_at(last: str, write: object) -> object:
    def written(self: SiteFiles, name: str, content: str) -> None:
        if name == last:
            raise KeyboardInterrupt
        write(self, name, content)  # type: ignore[operator]

    return written


def test_a_file_that_cannot_be_written_is_named_and_says_what_to_do(tmp_path: Path) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "no matter what the library says")

    path = tmp_path / "claims.parquet"
    path.write_text("old")
    with pytest.raises(WriteError) as caught:
        write_atomically(path, full)
    assert str(caught.value) == f"{path} cannot be written: No space left on device"
    assert remedy(f"claims: {caught.value}").startswith("Make room")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["claims.parquet"]


def test_records_that_dagster_cannot_write_have_a_remedy() -> None:
    assert "DAGSTER_HOME" in remedy("OperationalError: (sqlite3.OperationalError) disk I/O error")


def test_there_is_nothing_to_say_about_other_failures() -> None:
    assert not remedy("ValueError: table claims lacks the columns ['rule_id']")


WORK = """
import os, time
from tollbook.stages.engine import EngineChoice

if __name__ == "__main__":
    with EngineChoice("processes", 2).open() as engine:
        print(*engine.map(str, [os.getpid()] * 2), flush=True)
        time.sleep(120)
"""


@pytest.mark.slow
def test_workers_end_with_the_process_that_they_work_for(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(WORK, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline()
        run.kill()
        run.wait()
        try:
            assert _ended(run.pid)
        finally:
            if not _ended(run.pid, 0):
                os.killpg(run.pid, signal.SIGKILL)


def _ended(group: int, patience: float = 60) -> bool:
    """Whether all processes of a group end before long."""
    until = time.monotonic() + patience
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.05)
