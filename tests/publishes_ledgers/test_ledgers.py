"""Ledgers of before: the last few are kept, listed, compared and put back; the published one is always whole."""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from support.warehouse_rows import HOME, RULES, Rows, sample_rows, stored
from typer.testing import CliRunner

import tollbook
from pipelines.cli import app
from tollbook.warehouse import dump, ledger_path, open_ledger
from tollbook.warehouse.kept import NoSuchLedgerError, find_kept, keep_published, kept_ledgers
from tollbook.warehouse.publish import publish, published_digest

pytestmark = pytest.mark.slow


def publish_as(home: Path, place: str, keep: int = 3, rows: Rows | None = None) -> Any:
    """Publish a ledger whose only report is at a place."""
    rows = rows or sample_rows()
    rows["incidents"] = [type(i)(**{**_fields(i), "place": place}) for i in rows["incidents"]]
    info = {"profile": "tollbook", "rules_digest": "0" * 32, "version": "0"}
    at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    return publish(home, stored(home / "stages", rows), RULES, info, read=3, published_at=at, keep=keep)


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def place_of(path: Path) -> str:
    with tollbook.open(path) as db:
        return db.execute("select distinct place from incidents").fetchall()[0][0]


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["ledgers", *arguments], env={"COLUMNS": "200"})
    return result.exit_code, result.output


def test_the_last_ones_are_kept_and_older_ones_go(tmp_path: Path) -> None:
    for n in range(5):
        publish_as(tmp_path, f"place {n}", keep=2)
    assert place_of(ledger_path(tmp_path)) == "place 4"
    assert [place_of(one.path) for one in kept_ledgers(tmp_path)] == ["place 3", "place 2"]
    assert not publish_as(tmp_path, "place 4", keep=2).changed
    assert len(kept_ledgers(tmp_path)) == 2, "what is published anew with the same content pushes nothing out"
    publish_as(tmp_path, "place 5", keep=0)
    assert kept_ledgers(tmp_path) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*HOME, "ledgers"])


def test_a_reader_of_a_ledger_that_goes_keeps_it(tmp_path: Path) -> None:
    publish_as(tmp_path, "old", keep=1)
    publish_as(tmp_path, "new", keep=1)
    with tollbook.open(kept_ledgers(tmp_path)[0].path) as reader:
        publish_as(tmp_path, "newer", keep=1)
        assert reader.execute("select distinct place from incidents").fetchall() == [("old",)]


def test_a_run_that_ends_after_keeping_and_before_publishing_does_no_harm(tmp_path: Path) -> None:
    publish_as(tmp_path, "old")
    keep_published(tmp_path, published_digest(tmp_path))
    assert kept_ledgers(tmp_path) == [], "the published one is not one of before"
    publish_as(tmp_path, "new")
    assert [place_of(one.path) for one in kept_ledgers(tmp_path)] == ["old"]


def test_a_file_system_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    publish_as(tmp_path, "old")
    publish_as(tmp_path, "new")
    assert [place_of(one.path) for one in kept_ledgers(tmp_path)] == ["old"]
    assert call("restore", "1", "--home", str(tmp_path))[0] == 0
    assert place_of(ledger_path(tmp_path)) == "old"


def test_restore_puts_one_back_and_keeps_the_other(tmp_path: Path) -> None:
    publish_as(tmp_path, "right")
    before = dump(tmp_path, rows=True)
    publish_as(tmp_path, "wrong")
    code, shown = call("restore", "1", "--home", str(tmp_path))
    assert code == 0
    assert "tollbook site" in shown
    assert dump(tmp_path, rows=True) == before
    assert [place_of(one.path) for one in kept_ledgers(tmp_path)] == ["wrong"]
    with open_ledger(tmp_path) as db:
        noted = db.execute("select value from ledger_info where key = 'content_digest'").fetchall()
    assert published_digest(tmp_path) == noted[0][0]
    assert publish_as(tmp_path, "wrong").changed, "a run publishes what articles and rules give"
    assert [place_of(one.path) for one in kept_ledgers(tmp_path)] == ["wrong", "right"]


def test_nothing_is_put_back_while_a_run_works(tmp_path: Path) -> None:
    publish_as(tmp_path, "old")
    publish_as(tmp_path, "new")
    with FileLock(tmp_path / "run.lock"):
        code, shown = call("restore", "1", "--home", str(tmp_path))
    assert code == 2
    assert "A run is working" in shown
    assert place_of(ledger_path(tmp_path)) == "new"


def test_list_show_and_diff(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        publish_as(tmp_path, name)
    code, shown = call("list", "--home", str(tmp_path))
    assert code == 0
    lines = shown.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["now", "1", "2"]
    assert "2020-01-01 00:00" in lines[1]
    facts = json.loads(call("list", "--home", str(tmp_path), "--json")[1])
    assert facts["published"]["articles"] == 2
    digest = facts["kept"][1]["content_digest"]
    assert place_of(Path(json.loads(call("show", digest[:8], "--home", str(tmp_path), "--json")[1])["path"])) == "one"
    code, shown = call("diff", "2", "--home", str(tmp_path))
    assert code == 1
    assert "one" in shown
    assert "three" in shown
    code, shown = call("diff", "2", "1", "--home", str(tmp_path))
    assert (code, "two" in shown, "three" in shown) == (1, True, False)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert call("list", "--home", str(tmp_path / "none"))[0] == 2
    assert "There is no ledger" in call("list", "--home", str(tmp_path))[1]
    publish_as(tmp_path, "one")
    code, shown = call("show", "1", "--home", str(tmp_path))
    assert (code, "No ledger of before is kept." in shown) == (2, True)
    publish_as(tmp_path, "two")
    publish_as(tmp_path, "three")
    for wanted in ("9", "", "20", "zz"):
        with pytest.raises(NoSuchLedgerError, match="There are: 1 "):
            find_kept(tmp_path, wanted)
    (tmp_path / "ledgers" / "20190101T000000.000000Z-abcdefabcdef.duckdb").write_bytes(b"no database")
    code, shown = call("list", "--home", str(tmp_path))
    assert (code, "cannot be read" in shown) == (0, True)
    assert call("restore", "abcdef", "--home", str(tmp_path))[0] == 2
    assert place_of(ledger_path(tmp_path)) == "three"
