"""What the commands say of themselves: help with examples, hints, plain output when piped, docs that are current."""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from support.cli import call
from support.paths import ROOT
from support.site_ledger import DAY, put_out, told
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli_docs import cli_markdown
from tollbook.commands.lessons import LESSONS, commands

pytestmark = pytest.mark.slow

SENTENCE = "At least 12 policemen were killed in Mosul on Sunday, police said."
COMMANDS = list(commands(app))
ESCAPE = "\x1b"


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "COLUMNS")
    }
    command = [sys.executable, "-m", "pipelines.cli", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env={**environment, **more})


def flat(text: str) -> str:
    return " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())


# Help.


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_examples_and_exit_codes(command: str) -> None:
    shown = call(*command.split(), "--help")
    assert shown.exit_code == 0
    assert "Examples" in shown.output
    assert "Exit codes" in shown.output
    lesson = LESSONS[command]
    for example, why in lesson.examples:
        assert example in flat(shown.output) or flat(example) in flat(shown.output)
        assert why in flat(shown.output)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "rules schema"])
def test_every_example_of_a_help_can_be_called(command: str) -> None:
    """Its options and arguments are those of the command: an unknown one would be told before anything is done."""
    for example, _ in LESSONS[command].examples:
        words = shlex.split(re.sub(r" [<>] \S+$", "", example))
        assert words[0] == "tollbook"
        asked = CliRunner().invoke(app, [*words[1:], "--help"])
        assert asked.exit_code == 0, asked.output
        known = {o for p in re.findall(r"(?<![\w-])--?[a-z][\w-]*", asked.output) for o in [p]}
        for word in words[1 + len(command.split()) :]:
            assert not word.startswith("--") or word in known, (example, word)


def test_commands_stand_in_panels_in_the_order_of_work() -> None:
    shown = call("--help").output
    places = [shown.index(name) for name in ("Make the ledger", "Look into it", "Write rules")]
    assert places == sorted(places)
    for name in COMMANDS:
        assert name.split()[0] in shown


def test_options_mean_the_same_everywhere() -> None:
    said: dict[str, set[str]] = {}
    for line in cli_markdown().splitlines():
        found = re.match(r"\| `(--home DIR|--json|--rules DIR|--whole|--limit N)` \| ([^|]*) \|", line)
        if found:
            said.setdefault(found[1], set()).add(found[2])
    assert set(said) == {"--home DIR", "--json", "--rules DIR", "--whole", "--limit N"}
    assert all(len(texts) == 1 for texts in said.values()), said


def test_docs_are_current() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == cli_markdown()


def test_the_version() -> None:
    assert re.fullmatch(r"tollbook \d+\.\d+\.\d+\n", call("--version").output)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_offered(shell: str) -> None:
    words = {"bash": {"COMP_WORDS": "tollbook expo", "COMP_CWORD": "1"}}.get(
        shell, {"_TYPER_COMPLETE_ARGS": "tollbook expo"}
    )
    more = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"} if shell == "fish" else {}
    done = run(_TOLLBOOK_COMPLETE=f"complete_{shell}", **words, **more)
    assert "export" in done.stdout
    assert "explain" not in done.stdout  # only what fits


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("export --shape ", ["acled", "gtd", "incidents", "tables", "ucdp-ged"]),
        ("export --format g", ["geojson"]),
        ("run --engine p", ["processes"]),
        ("run --profile g", ["gtd"]),
        ("diff --profile u", ["ucdp"]),
        ("export --profile i", ["ibc"]),
        ("rules coverage --dimension pl", ["places"]),
        ("export --format none", []),
    ],
)
def test_values_are_completed(typed: str, offered: list[str]) -> None:
    words = typed.split(" ")
    line = {"COMP_WORDS": f"tollbook {typed}", "COMP_CWORD": str(len(words))}
    assert run(_TOLLBOOK_COMPLETE="complete_bash", **line).stdout.split() == offered


# Output.

PIPED = {
    "help": ("--help",),
    "try": ("try", SENTENCE, "--published", "2021-09-05"),
    "wrong option": ("explain", "x", "--hom", "y"),
    "wrong command": ("exlpain",),
    "no ledger": ("explain", "x", "--home", "nowhere"),
}


@pytest.mark.parametrize("arguments", PIPED.values(), ids=PIPED)
def test_piped_output_has_no_escape_codes(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert ESCAPE not in done.stdout + done.stderr
    assert done.stdout or done.stderr


def test_commands_on_a_ledger_are_plain_when_piped(example_home: Path, tmp_path: Path) -> None:
    home = ("--home", str(example_home))
    incident = json.loads(run("export", *home, "--format", "geojson", "--out", "-").stdout)["features"][0]["id"]
    for arguments in (
        ("explain", incident, *home),
        ("profiles", incident, *home),
        ("export", *home, "--out", str(tmp_path)),
        ("rules", "coverage", *home),
    ):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        assert ESCAPE not in done.stdout + done.stderr
        assert "│" not in done.stdout
        assert done.stderr == ""


def on_a_terminal(*arguments: str, **more: str) -> str:
    """What a command prints where its output is a terminal."""
    import pty  # noqa: PLC0415 (not on Windows)

    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **more}
    main, other = pty.openpty()
    command = [sys.executable, "-m", "pipelines.cli", *arguments]
    with subprocess.Popen(command, stdout=other, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment) as process:
        os.close(other)
        out = b""
        try:
            while chunk := os.read(main, 65536):
                out += chunk
        except OSError:  # the other end is closed
            pass
        process.wait()
    os.close(main)
    return out.decode()


COLOURS = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3|4|9|10)[0-7](?:;[\d;]*)?m")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_spans_are_coloured_on_a_terminal_and_not_with_no_color() -> None:
    arguments = ("try", f"{SENTENCE} [bold]Nine[/bold] others fled.", "--published", "2021-09-05")
    shown = on_a_terminal(*arguments, NO_COLOR="")
    assert COLOURS.search(shown)
    for name in ("number", "date", "place", "actor", "event", "source", "claim", "in no claim"):
        assert name in shown.split("\n")[0]
    assert re.search(r"\x1b\[[\d;]*4[\d;]*mAt least", shown), "the claim is underlined"
    assert "[bold]" in shown, "an article's words are no markup"
    assert "Nine" in shown
    plain = on_a_terminal(*arguments, NO_COLOR="1")
    assert not COLOURS.search(plain)
    assert "Mosul" in plain


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_no_clause_of_a_profile_is_cut_in_two_on_a_narrow_terminal(example_home: Path) -> None:
    with duckdb.connect(str(example_home / "tollbook.duckdb"), read_only=True) as db:
        count = "SELECT incident_id FROM decisions GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1"
        ((incident,),) = db.execute(count).fetchall()
        asked = "SELECT DISTINCT clause FROM decisions WHERE profile = 'ucdp' AND incident_id = $1"
        clauses = db.execute(asked, [incident]).fetchall()
    shown = on_a_terminal("profiles", incident, "--home", str(example_home), COLUMNS="100", NO_COLOR="1")
    decisions = shown.split("What each profile does with each claim")[1]
    assert len(clauses) > 3
    assert all(f"({clause})" in decisions for (clause,) in clauses)


# Hints.


def test_a_mistyped_command_or_option_is_guessed() -> None:
    assert "Did you mean 'explain'" in flat(call("exlpain").output)
    assert "--home" in flat(call("explain", "x", "--hom", "y").output)


@pytest.mark.parametrize(
    "command",
    [
        ("explain", "x"),
        ("profiles", "x"),
        ("diff", "--profile", "gtd"),
        ("export",),
        ("site",),
        ("rules", "coverage"),
        ("rules", "diff"),
    ],
)
def test_where_there_is_no_ledger(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "tollbook.duckdb").write_text("x", encoding="utf-8")
    for home, message in (
        (tmp_path / "none", "no folder"),
        (tmp_path / "empty", "no ledger"),
        (tmp_path / "tollbook.duckdb", "is a file"),
    ):
        done = call(*command, "--home", str(home))
        assert done.exit_code == 2
        assert message in flat(done.output)
        assert "Hint: " in done.output
        assert "Traceback" not in done.output


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "tollbook.duckdb").write_text("no database", encoding="utf-8")
    for command in (
        ("explain", "x"),
        ("profiles", "x"),
        ("export", "--out", str(tmp_path / "out")),
        ("site",),
        ("rules", "coverage"),
        ("rules", "diff"),
    ):
        done = call(*command, "--home", str(tmp_path))
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_run_says_what_is_wrong_with_what_it_is_given(tmp_path: Path) -> None:
    none = call("run", "--articles", str(tmp_path / "none"), "--home", str(tmp_path))
    assert (none.exit_code, "Hint: " in none.output) == (2, True)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "is a file" in call("run", "--articles", str(tmp_path), "--home", str(tmp_path / "file")).output
    near = call("run", "--articles", str(tmp_path), "--home", str(tmp_path / "home"), "--profile", "tolbook")
    assert "Did you mean tollbook?" in near.output


# Try.


def test_try_reads_an_article_as_a_run_would(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><article><p>{SENTENCE}</p></article></body></html>", encoding="utf-8")
    for path in (ROOT / "examples" / "articles" / "kirkuk-convoy.html", page):
        found = json.loads(call("try", str(path), "--json", "--published", "2021-09-05").output)
        assert found["claims"]
    assert {d["date_from"] for d in found["dates"]} == {"2021-09-05"}


def test_try_says_why_a_number_is_in_no_claim() -> None:
    shown = call("try", "Nine guards crossed a bridge. Four nurses were wounded as two trucks hit them.").output
    assert 'Nine"' in shown
    assert "no casualty word in its sentence" in shown
    assert '"two"' in shown
    assert "no claim rule takes it" in shown
    assert '"Four"' not in shown.partition("numbers in no claim")[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("none.txt", "There is no file"),
        ("examples", "is a folder"),
        ("examples/articles/wire/feed.jsonl", "articles"),
        ("README.md", "cannot be read"),
    ],
)
def test_what_is_no_article_is_said_with_a_hint(text: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = call("try", text)
    assert done.exit_code == 2
    assert message in done.output
    assert "Hint: " in done.output


# Words of articles.


def test_words_of_articles_stay_cells_of_the_table(tmp_path: Path) -> None:
    put_out(tmp_path, told(words="\n| ![x](http://x.org/y.png) <img src=x> `|` \x1b[2J"))
    shown = call("profiles", "inc_11", "--home", str(tmp_path)).output
    assert "http://x.org" in shown
    assert ESCAPE not in shown
    for block in shown.split("\n\n"):
        rows = [re.findall(r"(?<!\\)(?:\\\\)*\|", line) for line in block.splitlines() if not line.startswith("#")]
        assert len({len(row) for row in rows}) <= 1, block
    assert not re.search(r"(?<!\\)(?:!\[|\]\(|<img|`)", shown)


def test_a_day_that_only_has_an_end_is_said_so(tmp_path: Path) -> None:
    rows = told()
    rows["reports"] = [replace(r, date_from=None) for r in rows["reports"]]
    put_out(tmp_path, rows)
    (said,) = json.loads(call("profiles", "inc_11", "--home", str(tmp_path), "--json").output)["said"]
    assert said["tells it as of"] == f"until {DAY}"


# JSON.


def test_json_where_a_script_might_want_it(example_home: Path) -> None:
    home = ("--home", str(example_home))
    by_article = json.loads(call("profiles", "kirkuk-convoy.html", *home, "--json").output)
    incident = by_article["incident_id"]
    assert json.loads(call("explain", incident, *home, "--json").output)["incident"]["incident_id"] == incident
    assert {r["profile"] for r in by_article["by_profile"]} >= {"tollbook", "gtd"}
    without = [name for name in COMMANDS if "--json" not in call(*name.split(), "--help").output]
    assert without == ["rules schema"], "what it prints is JSON anyway"
