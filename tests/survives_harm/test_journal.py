"""The journal: every stage of every run as a line of JSON, bounded, without a word of an article."""

import json
import logging
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.silent import Silent
from typer.testing import CliRunner

from pipelines.cli import app
from tollbook import journal as module
from tollbook.chain import STAGES
from tollbook.journal import FILE, FOLDER, Journal, as_words, failure, journal_of
from tollbook.rulebook import load_rulebook

ARTICLE = "Gunmen killed four policemen at a checkpoint near Kirkuk on Sunday, a police officer said.\n"


def events(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / FOLDER / FILE).read_text(encoding="ascii").splitlines()]


@pytest.mark.slow
def test_every_stage_begins_and_ends_with_its_counts(example_run: tuple[Path, Silent]) -> None:
    home, watcher = example_run
    told = events(home)
    assert (told[0]["event"], told[-1]["event"], told[-1]["failed"]) == ("run_begin", "run_end", False)
    assert len({e["run_id"] for e in told}) == 1
    assert {(e["profile"], e["rules"]) for e in told} == {("tollbook", load_rulebook().digest())}
    ended = {e["stage"]: e for e in told if e["event"] == "stage_end"}
    assert {e["stage"] for e in told if e["event"] == "stage_begin"} == ended.keys() == watcher.materialised.keys()
    assert ended.keys() >= {stage.name for stage in STAGES} | {"articles", "documents", "rulebook", "warehouse", "site"}
    for name, event in ended.items():
        metadata = watcher.materialised[name]
        assert event["seconds"] >= 0
        assert event.get("rows") == metadata.get("dagster/row_count"), name
        assert event.get("shards_computed") == metadata.get("shards computed"), name
    assert ended["claims"]["engine"] == "local"
    assert ended["documents"]["rows_rejects"] == ended["rejects"]["rows"] == 2


@pytest.mark.slow
def test_no_word_of_an_article_is_in_it(example_run: tuple[Path, Silent]) -> None:
    text = (example_run[0] / FOLDER / FILE).read_text(encoding="ascii")
    for word in ("killed", "policemen", "Baghdad", "said"):
        assert word not in text


@pytest.mark.slow
def test_json_on_standard_error_is_the_journal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text(ARTICLE, encoding="utf-8")
    arguments = ["run", "--articles", str(tmp_path / "a"), "--home", str(tmp_path / "home"), "--log-format", "json"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    shown = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert shown == events(tmp_path / "home")
    assert CliRunner().invoke(app, [*arguments[:-1], "xml"]).exit_code == 2


def test_it_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2000)
    monkeypatch.setattr(module, "OLD_FILES", 2)
    journal = journal_of(tmp_path, run_id="r")
    for n in range(200):
        journal.tell("stage_end", rows=n)
    journal.close()
    kept = sorted((tmp_path / FOLDER).iterdir())
    assert [p.name for p in kept] == [FILE, f"{FILE}.1", f"{FILE}.2"]
    assert sum(p.stat().st_size for p in kept) <= 6000
    assert events(tmp_path)[-1]["rows"] == 199


def test_a_line_cut_off_by_a_killed_run_spoils_no_other(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from tollbook.journal import journal_of\n"
        "journal_of(Path(sys.argv[1])).tell('run_begin')\n"
        "print('{\"event\": \"stage_e', end='', flush=True, file=open(sys.argv[2], 'a')); os.kill(os.getpid(), 9)"
    )
    path = tmp_path / FOLDER / FILE
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path), str(path)], check=False).returncode
    assert ended == -signal.SIGKILL
    journal = journal_of(tmp_path)
    journal.tell("run_begin")
    journal.close()
    whole = [line for line in path.read_text(encoding="ascii").splitlines() if line.endswith("}")]
    assert [json.loads(line)["event"] for line in whole] == ["run_begin", "run_begin"]


def test_what_cannot_be_written_harms_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FOLDER).write_text("a file, where the folder should be", encoding="utf-8")
    journal = journal_of(tmp_path)
    journal.tell("run_begin")
    journal.close()
    assert capsys.readouterr().err == ""


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@given(st.text())
@settings(max_examples=200)
def test_names_of_files_drive_no_terminal(name: str) -> None:
    sink = Lines()
    words = Journal(sink).tell("article_set_aside", "warning", source_id=name)
    for line in (*sink.lines, words, as_words("x", {"a": name})):
        assert line.isascii()
        assert line.isprintable()
    assert json.loads(sink.lines[0])["source_id"] == name


def test_an_error_is_told_without_its_message_when_that_may_quote_an_article() -> None:
    for error, told in (
        (ValueError("Gunmen killed"), None),
        (OSError(28, "No space left"), "[Errno 28] No space left"),
    ):
        try:
            raise error
        except Exception as caught:
            caught.add_note("in stage claims, shard s_1")
            facts = failure(caught)
        assert (facts["error"], facts["message"]) == (type(error).__name__, told)
        assert facts["in"] == ["in stage claims, shard s_1"]
        assert "test_journal.py" in facts["where"]
