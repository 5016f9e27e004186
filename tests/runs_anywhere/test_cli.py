"""The commands as a user calls them: what they print, where, and their exit codes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from rich.progress import Progress
from support.cli import call
from support.paths import ROOT
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.progress import LiveLine, stage_line
from tollbook.commands.output import aligned, say, span_of_counts
from tollbook.warehouse import ledger_path

TEXT = "At least 12 policemen were killed in Mosul on Sunday, police said."


def one(home: Path, sql: str) -> str:
    with duckdb.connect(str(ledger_path(home)), read_only=True) as db:
        return db.execute(sql).fetchone()[0]


def test_the_script_is_there_and_lists_its_commands() -> None:
    script = Path(sys.executable).with_name("tollbook")
    listed = subprocess.run([script, "--help"], check=True, capture_output=True, text=True).stdout
    for command in ("run", "try", "explain", "rules"):
        assert f" {command} " in listed


def test_try_shows_mentions_claims_and_reports() -> None:
    shown = call("try", TEXT, "--published", "2021-09-05")
    assert shown.exit_code == 0
    assert '12-21  "policemen"' in shown.output
    assert "low=12" in shown.output
    assert "date_from=2021-09-05" in shown.output
    assert "casualties.killed." in shown.output
    assert "report main:" in shown.output
    assert "killed victims: low=12" in shown.output


def test_try_gives_json_and_reads_standard_input() -> None:
    shown = CliRunner().invoke(app, ["try", "-", "--json"], input=TEXT)
    found = json.loads(shown.output)
    (claim,) = found["claims"]
    assert claim["low"] == 12
    assert claim["quote"] == TEXT[claim["start_char"] : claim["end_char"]]
    assert {"sentences", "numbers", "dates", "places", "actors", "events", "sources", "reports", "tallies"} <= set(
        found
    )
    assert all(d["date_from"] is None for d in found["dates"])


def test_try_has_nothing_to_show_for_nothing() -> None:
    for text in ("", "The weather was fine.", "\x00\x1b[31m"):
        shown = call("try", "--", text)
        assert shown.exit_code == 0
        assert "no claims" in shown.output
        assert "\x1b" not in shown.output


def test_try_wants_a_day() -> None:
    refused = call("try", TEXT, "--published", "5 September")
    assert refused.exit_code == 2
    assert "2021-09-05" in refused.output


def test_explain_a_claim(example_home: Path) -> None:
    claim = one(example_home, "select claim_id from decisions where use = 'best' and profile = 'tollbook' order by all")
    shown = call("explain", claim, "--home", str(example_home))
    assert shown.exit_code == 0
    assert f"claim {claim}" in shown.output
    quote = one(example_home, f"select quote from claims where claim_id = '{claim}'")
    assert f"[{' '.join(quote.split())}]" in shown.output
    assert "rules/casualties/" in shown.output
    assert "tollbook" in shown.output
    assert "best" in shown.output
    assert "incident inc_" in shown.output


@pytest.mark.slow
def test_the_script_explains_and_says_nothing_else(example_home: Path) -> None:
    script = Path(sys.executable).with_name("tollbook")
    claim = one(example_home, "select claim_id from claims limit 1")
    command = [script, "explain", claim, "--home", str(example_home)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True)
    assert shown.stdout.startswith(f"claim {claim}: ")
    assert shown.stderr == ""


def test_explain_an_incident_by_the_start_of_its_id(example_home: Path) -> None:
    incident = one(example_home, "select incident_id from incidents order by n_reports desc, incident_id")
    shown = call("explain", incident[:12], "--home", str(example_home))
    assert shown.exit_code == 0
    assert shown.output.startswith(f"incident {incident}")
    assert shown.output.count("claim clm_") >= one(
        example_home, f"select count(*) from claims join reports using (report_id) where incident_id = '{incident}'"
    )
    found = json.loads(call("explain", incident, "--home", str(example_home), "--json").output)
    assert found["incident"]["incident_id"] == incident
    assert found["estimates"]
    assert {"claim", "rule", "tallies", "decisions"} <= set(found["claims"][0])


@pytest.mark.parametrize(("wanted", "message"), [("clm_none", "no claim or incident"), ("clm_", "the start of")])
def test_explain_what_is_not_there(example_home: Path, wanted: str, message: str) -> None:
    shown = call("explain", wanted, "--home", str(example_home))
    assert shown.exit_code == 2
    assert message in shown.output


def test_explain_without_a_ledger(tmp_path: Path) -> None:
    shown = call("explain", "clm_1", "--home", str(tmp_path))
    assert shown.exit_code == 2
    assert "tollbook run" in shown.output


@pytest.mark.slow
def test_every_claim_can_be_explained(example_home: Path) -> None:
    with duckdb.connect(str(ledger_path(example_home)), read_only=True) as db:
        claims = [row[0] for row in db.execute("select claim_id from claims order by all").fetchall()]
    for claim in claims[:40]:
        assert call("explain", claim, "--home", str(example_home)).exit_code == 0, claim


@pytest.mark.slow
def test_run_says_what_was_read_found_and_refused(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("tollbook")
    command = [script, "run", "--articles", ROOT / "examples" / "articles", "--home", tmp_path / "home"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DAGSTER", "TOLLBOOK"))}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Read: ")
    assert lines[1].startswith("Found: ")
    assert lines[2].startswith("Refused: ")
    assert "notes.md" in done.stdout
    assert lines[-2] == f"Ledger: {tmp_path / 'home' / 'tollbook.duckdb'}"
    assert lines[-1] == f"Site: {tmp_path / 'home' / 'site' / 'index.html'}"
    assert (tmp_path / "home" / "site" / "index.html").is_file()
    assert "\x1b" not in done.stdout + done.stderr
    assert "DEBUG" not in done.stderr
    assert [line.split()[0] for line in done.stderr.splitlines()][-1] == "site"
    assert one(tmp_path / "home", "select count(*) from incidents") > 0


def test_run_on_nothing(tmp_path: Path) -> None:
    shown = call("run", "--articles", str(tmp_path / "none"), "--home", str(tmp_path))
    assert shown.exit_code == 2
    assert "There is no" in shown.output


def test_run_under_an_unknown_profile(tmp_path: Path) -> None:
    shown = call("run", "--articles", str(tmp_path), "--home", str(tmp_path), "--profile", "guess")
    assert shown.exit_code == 2
    assert "acled" in shown.output


@pytest.mark.slow
def test_run_on_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    shown = call("run", TOLLBOOK_ARTICLES=str(tmp_path / "articles"), TOLLBOOK_HOME=str(tmp_path / "home"))
    assert shown.exit_code == 0
    assert "Read: 0 articles" in shown.output
    assert ledger_path(tmp_path / "home").is_file()


@pytest.mark.slow
def test_run_says_which_stage_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("assets.load.find_articles", broken)
    shown = call("run", "--articles", str(tmp_path), "--home", str(tmp_path / "home"))
    assert shown.exit_code == 1
    assert "failed: articles: RuntimeError: no such luck" in shown.output
    assert "Traceback" not in shown.output


def test_counts_and_lines_as_text() -> None:
    assert span_of_counts({"low": 13, "best": 13, "high": 13}) == "13"
    assert span_of_counts({"low": 10, "best": 13, "high": None}) == "10/13/?"
    assert aligned([("a", "bb"), ("ccc", "d")]) == "  a    bb\n  ccc  d"
    assert stage_line("claims", {"dagster/row_count": 3, "shards computed": 0, "shards kept": 1}).endswith(
        "(nothing new)"
    )


def test_the_bar_of_a_run_shows_how_far_a_stage_is() -> None:
    with Progress(console=Console(file=io.StringIO()), disable=True) as bar:
        line = LiveLine(bar, bar.add_task("", total=None))
        line.planned(3)
        line.started("claims")
        line.part("claims", 7, 40)
        (task,) = bar.tasks
        assert (task.description, task.completed, task.total) == ("claims 7/40", 0, 3)
        line.done("claims", {})
        line.started("reports")
        line.part("reports", 1, 1)
        assert (task.description, task.completed) == ("reports", 1)


def test_what_is_printed_cannot_drive_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[2Jb\x07\tc\r\u202e")
    assert capsys.readouterr().out == "a[2Jb\tc\n"
