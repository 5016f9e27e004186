"""The commands of docs/operations.md, as they stand there: what is backed up can be restored, also during a run."""

import os
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock
from support.paths import EXAMPLES, ROOT

import tollbook
from tollbook.warehouse import dump

pytestmark = pytest.mark.slow

BLOCKS = re.findall(r"```sh\n(.+?)```", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.DOTALL)


def block(about: str) -> str:
    (found,) = [text for text in BLOCKS if text.startswith(f"# {about}")]
    return found


@pytest.fixture
def desk(run_home: Path, tmp_path: Path) -> Path:
    """A folder with `data` and `articles` as the documentation has them, and `tollbook` on the path."""
    desk = tmp_path / "desk"
    desk.mkdir()
    run_home.rename(desk / "data")
    shutil.copytree(EXAMPLES, desk / "articles")
    script = desk / "bin" / "tollbook"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipelines.cli "$@"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return desk


def start(desk: Path, commands: str) -> subprocess.Popen[str]:
    path = f"{desk / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(["bash", "-euc", commands], cwd=desk, env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip


def done(desk: Path, commands: str) -> str:
    process = start(desk, commands)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def test_the_ledger_is_backed_up_during_a_run_and_restored(desk: Path) -> None:
    before = dump(desk / "data", rows=True)
    with FileLock(desk / "data" / "run.lock"):
        done(desk, block("the articles, and the ledger"))
    shutil.rmtree(desk / "data")
    said = done(desk, block("restore: a new home"))
    assert " FAIL " not in said
    assert "ok   home: ledger: " in said
    assert "ledger file" not in said, "the note came with the ledger"
    assert "ok   home: site: " in said
    assert dump(desk / "data", rows=True) == before
    assert sorted(p.name for p in (desk / "backup" / "articles").iterdir()) == sorted(
        p.name for p in EXAMPLES.iterdir()
    )


@pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock of util-linux")
def test_the_whole_home_waits_for_a_run_and_is_restored_with_its_stages(desk: Path) -> None:
    before = dump(desk / "data", rows=True)
    with FileLock(desk / "data" / "run.lock"):
        copying = start(desk, block("the whole home"))
        time.sleep(1)
        assert copying.poll() is None, "it waits for the run"
        assert not (desk / "backup" / "home").exists()
    said, _ = copying.communicate(timeout=60)
    assert copying.returncode == 0, said
    shutil.rmtree(desk / "data")
    assert "ok   home: stages: " in done(desk, block("restore the whole home"))
    assert tollbook.make(EXAMPLES, desk / "data").computed == ()
    assert dump(desk / "data", rows=True) == before


def test_the_other_commands_of_the_page_work(desk: Path) -> None:
    for commands in BLOCKS:
        if not commands.startswith("# "):
            parts = [line for line in commands.splitlines() if "ledgers diff" not in line and "restore" not in line]
            done(desk, "\n".join(parts))
