"""The doctor: a home that is well is told so; each kind of damage is found, with what to do, and nothing is changed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from typer.testing import CliRunner

from pipelines.cli import app
from tollbook.doctor import FAIL, OK, WARN, Finding, installation, ledger, site, stages
from tollbook.doctor import articles as of_articles
from tollbook.doctor import home as of_home
from tollbook.doctor.examine import examine
from tollbook.warehouse import ledger_path

pytestmark = pytest.mark.slow


def found(home: Path) -> list[Finding]:
    return [f for module in (of_home, ledger, stages, site) for check in module.CHECKS for f in check(home)]


def files(home: Path) -> dict[str, bytes]:
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def test_a_home_that_is_well_and_left_as_it_is(run_home: Path) -> None:
    before = files(run_home)
    shown = CliRunner().invoke(app, ["doctor", "--home", str(run_home), "--json"])
    facts = json.loads(shown.stdout)
    assert shown.exit_code == 0, facts
    assert [f for f in facts["findings"] if f["area"] == "home" and f["state"] != OK] == []
    names = {f["name"] for f in facts["findings"]}
    assert {"python", "packages", "rules", "gazetteer", "duckdb", "cache", "encoding"} <= names
    assert {
        "folder",
        "locks",
        "leftovers",
        "disk use",
        "ledger",
        "kept ledgers",
        "stages",
        "site",
        "last run",
    } <= names
    assert all(f["todo"] for f in facts["findings"] if f["state"] != OK)
    assert files(run_home) == before


def cut_ledger(home: Path) -> None:
    path = ledger_path(home)
    path.write_bytes(path.read_bytes()[:5000])


def changed_ledger(home: Path) -> None:
    with duckdb.connect(str(ledger_path(home))) as db:
        db.execute("update estimates set best = best + 1")


def noted_ledger(home: Path) -> None:
    (home / ".tollbook.json").unlink()


def no_ledger(home: Path) -> None:
    ledger_path(home).unlink()


def a_file(home: Path, stage: str = "claims") -> Path:
    return next((home / "stages" / stage).glob("*.parquet"))


def changed_file(home: Path) -> None:
    path = a_file(home)
    path.write_bytes(path.read_bytes()[:-9] + b"damaged..")


def missing_file(home: Path) -> None:
    a_file(home).unlink()


def manifest(home: Path) -> None:
    (home / "stages" / "claims" / "manifest.json").write_text("{", encoding="utf-8")


def unreachable(home: Path) -> None:
    (home / "stages.txt").write_text("nosuch://bucket/folder\n", encoding="utf-8")


def left(home: Path) -> None:
    (home / ".tollbook-999.duckdb").write_bytes(b"half")
    (home / "stages" / "claims" / ".x.parquet.9.tmp").write_bytes(b"half")


def page(home: Path) -> None:
    next((home / "site" / "incidents").rglob("*.html")).unlink()


def kept(home: Path) -> None:
    (home / "ledgers").mkdir()
    (home / "ledgers" / "20200101T000000.000000Z-0123456789ab.duckdb").write_bytes(b"no database")


def failed_run(home: Path) -> None:
    with (home / "logs" / "tollbook.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"event": "run_begin", "time": "t"}\n')
        log.write('{"event": "stage_failed", "level": "error", "stage": "links", "error": "OSError"}\n{"event": "run_')


@pytest.mark.parametrize(
    ("damage", "name", "state", "told", "todo"),
    [
        (cut_ledger, "ledger", FAIL, "cannot be", "tollbook run --articles"),
        (changed_ledger, "ledger", FAIL, "its content is not what was published", "tollbook run --articles"),
        (noted_ledger, "ledger file", WARN, "the run that published it was killed", "tollbook run"),
        (no_ledger, "ledger", WARN, "nothing is published yet", "tollbook run"),
        (changed_file, "stages", FAIL, "do not hold what was written", "rm "),
        (missing_file, "stages", WARN, "missing files: ", "tollbook run"),
        (manifest, "stages", WARN, "no manifest that can be read: claims", "tollbook run"),
        (unreachable, "stages", FAIL, "cannot be reached", "stages.txt"),
        (left, "leftovers", WARN, ".tollbook-999.duckdb, stages/claims/.x.parquet.9.tmp", "tollbook run"),
        (page, "site", WARN, "1 pages", "tollbook site"),
        (kept, "kept ledgers", WARN, "0123456789ab.duckdb cannot be read", "rm "),
        (failed_run, "last run", WARN, "stage_failed links OSError", "run again"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_damage_is_found_with_what_to_do(
    run_home: Path, damage: Callable[[Path], None], name: str, state: str, told: str, todo: str
) -> None:
    damage(run_home)
    before = files(run_home)
    findings = found(run_home)
    (one,) = [f for f in findings if f.name == name and f.state == state]
    assert told in one.message
    assert todo in one.todo
    assert any(f.state == OK for f in findings), "the rest is looked at"
    assert files(run_home) == before


def test_exit_code_and_lines_for_a_failure(run_home: Path) -> None:
    cut_ledger(run_home)
    shown = CliRunner().invoke(app, ["doctor", "--home", str(run_home)])
    assert shown.exit_code == 1
    assert "FAIL home: ledger: " in shown.output
    assert " -> " in shown.output
    assert "1 FAIL" in shown.output


def test_who_holds_a_lock_is_named(run_home: Path) -> None:
    with FileLock(run_home / "run.lock"):
        (locks,) = of_home.locks(run_home)
    assert locks.state == WARN
    assert "run.lock held" in locks.message
    if sys.platform == "linux":
        assert str(os.getpid()) in locks.message
    script = "import sys, os; from filelock import FileLock; FileLock(sys.argv[1]).acquire(); os._exit(9)"
    subprocess.run([sys.executable, "-c", script, str(run_home / "run.lock")], check=False)
    assert [f.state for f in of_home.locks(run_home)] == [OK], "the lock of a dead process is free"


def test_a_full_disk_and_a_folder_that_cannot_be_written(run_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(run_home)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
        (one,) = of_home.folder(run_home)
    assert (one.state, one.message.startswith("1 kB are free")) == (WARN, True)

    def denied(**_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(of_home.tempfile, "TemporaryFile", denied)
    (one,) = of_home.folder(run_home)
    assert one.state == FAIL
    assert "cannot be written: Permission denied" in one.message


def test_packages_that_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [f.state for f in installation.python()] == [OK]
    monkeypatch.setattr(installation, "requires", lambda _: ["duckdb<1", "nosuch>=3", 'other>=1; extra == "dev"'])
    (one,) = installation.packages()
    assert one.state == FAIL
    assert "is not <1; nosuch is missing" in one.message


def test_articles_and_corrections(tmp_path: Path) -> None:
    def states() -> list[tuple[str, str]]:
        return [(f.name, f.state) for check in of_articles.CHECKS for f in check(tmp_path / "a")]

    assert states() == [("articles", FAIL)]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("Nobody was hurt.", encoding="utf-8")
    assert states() == [("articles", OK), ("corrections.csv", OK)]
    (tmp_path / "a" / "corrections.csv").write_text("target_id,action\nx,y\n", encoding="utf-8")
    (tmp_path / "a" / "two.doc").write_text("x", encoding="utf-8")
    assert states() == [("articles", WARN), ("corrections.csv", WARN)]


def test_a_check_that_breaks_is_a_finding_and_the_rest_goes_on(run_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Path) -> object:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(installation, "CHECKS", ())
    monkeypatch.setattr(ledger, "CHECKS", (broken,))
    findings = list(examine(run_home))
    assert [(f.name, f.message) for f in findings if f.state == FAIL] == [
        ("broken", "cannot be looked at: ZeroDivisionError: x")
    ]
    assert findings[-1].name == "last run"
