"""`tollbook diff` as a rule author calls it: what it prints and writes, its exit codes, and that it touches nothing."""

import contextlib
import csv
import json
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from support.cli import call
from support.paths import ROOT
from typer.testing import Result

from tollbook.compare import read
from tollbook.compare.scratch import compute_from_rows, linked_store, sources
from tollbook.rulebook import Rulebook, load_rulebook, packaged_rules
from tollbook.stages import StageStore
from tollbook.warehouse import ledger_path, open_ledger

pytestmark = pytest.mark.slow

DOCS = ROOT / "docs" / "what-if.md"
ACTIVE = "casualties.killed.active"


def diff(home: Path, *arguments: object) -> Result:
    return call("diff", "--home", str(home), *map(str, arguments))


def found(home: Path, *arguments: object, code: int = 1) -> dict[str, Any]:
    answered = diff(home, *arguments, "--json")
    assert answered.exit_code == code, answered.output
    return json.loads(answered.output)


def edited(folder: Path, name: str, edit: Callable[[str], str]) -> Path:
    """A folder with one packaged rule file, edited."""
    path = folder / name
    path.parent.mkdir(parents=True)
    text = (packaged_rules() / name).read_text(encoding="utf-8")
    path.write_text(edit(text), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    return folder


def without_active(text: str) -> str:
    return re.sub(rf"(- id: {ACTIVE}\n.*?status: )stable", r"\1deprecated", text, count=1, flags=re.DOTALL)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edited(tmp_path_factory.mktemp("rules") / "mine", "casualties/killed.yaml", without_active)


@pytest.fixture(scope="module")
def change(example_home: Path, rules: Path) -> dict[str, Any]:
    return found(example_home, "--rules", rules)


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(sql).fetchall()


def test_a_changed_rule_leads_from_the_figure_to_the_rule(example_home: Path, change: dict[str, Any]) -> None:
    (rule,) = change["rules"]
    assert (rule["name"], rule["change"], rule["matches_after"]) == (ACTIVE, "changed", 0)
    assert re.fullmatch(r".*/mine/casualties/killed\.yaml:\d+", rule["where"])
    claims = [c for i in change["incidents"] for c in i["claims"]]
    gone = {c["before"]["claim_id"] for c in claims if c["change"] == "vanished"}
    made = ask(ledger_path(example_home), f"select claim_id from claims where rule_id = '{ACTIVE}'")
    assert gone == {name for (name,) in made}
    figures = [f for i in change["incidents"] for f in i["figures"] if f["profile"] == "tollbook" and f["party"]]
    assert figures
    for figure in figures:
        assert figure["before"] != figure["after"]
        assert {"name": ACTIVE, "how": "changed", "evident": True} in figure["rules"]


def test_what_is_said_to_come_is_what_comes(
    example_home: Path, rules: Path, change: dict[str, Any], tmp_path: Path
) -> None:
    """Reused stages or none, the ledger that is compared is the one that these rules give."""
    whole = Path(shutil.copytree(packaged_rules(), tmp_path / "rules"))
    shutil.copytree(rules, whole, dirs_exist_ok=True)
    store = StageStore(tmp_path / "fresh")
    with read.opened(ledger_path(example_home)) as ledger:
        compute_from_rows(store, read.documents(ledger), [], load_rulebook(whole), "tollbook", lambda _: None)
    files = [str(p) for p in sources(store)["estimates"]]
    select = "select incident_id, outcome, party, low, best, high from"
    with duckdb.connect() as db:
        rows = db.execute(
            "select incident_id, outcome, party, low, best, high from read_parquet(?)", [files]
        ).fetchall()
    fresh = {row[:3]: row[3:] for row in rows}
    select = "select incident_id, outcome, party, low, best, high from estimates"
    told = {row[:3]: row[3:] for row in ask(ledger_path(example_home), f"{select} estimates")}
    for i in change["incidents"]:
        for f in i["figures"]:
            if f["profile"] == "tollbook" and f["party"]:
                if f["before"]:
                    told.pop((i["incident_before"], f["outcome"], f["party"]))
                if f["after"]:
                    key = i["incident_after"], f["outcome"], f["party"]
                    told[key] = tuple(f["after"][n] for n in ("low", "best", "high"))
    renamed = {i["incident_before"]: i["incident_after"] for i in change["incidents"] if i["change"] == "renamed"}
    assert {(renamed.get(k[0], k[0]), *k[1:]): v for k, v in told.items()} == fresh


def test_the_text_names_incident_figure_claim_and_rule(example_home: Path, rules: Path) -> None:
    shown = diff(example_home, "--rules", rules, "--limit", 0)
    assert shown.exit_code == 1
    assert shown.output.startswith("Incidents: ")
    for wanted in ("Rules that differ", "Incidents and figures", "Claims behind them", "vanished", "not same"):
        assert wanted in shown.output
    assert f"{ACTIVE} (changed)" in shown.output
    assert "\x1b" not in shown.output
    assert "... and" not in shown.output


def test_nothing_changes(example_home: Path, tmp_path: Path) -> None:
    note = edited(tmp_path / "note", "casualties/killed.yaml", lambda text: f"# a note\n{text}")
    shown = diff(example_home, "--rules", note)
    assert (shown.exit_code, shown.output.splitlines()[0][:15]) == (0, "Nothing changes")
    example = edited(
        tmp_path / "title", "casualties/killed.yaml", lambda text: text.replace('title: "', 'title: "Now: ', 1)
    )
    assert [r["change"] for r in found(example_home, "--rules", example, code=0)["rules"]] == ["changed"]


def test_a_lexicon_is_named_with_the_rules_that_use_it(example_home: Path, tmp_path: Path) -> None:
    lexicons = edited(
        tmp_path, "lexicons/casualties.yaml", lambda text: text.replace("(?:wounded|injured|hurt)", "(?:injured|hurt)")
    )
    change = found(example_home, "--rules", lexicons)
    assert {r["kind"] for r in change["rules"]} == {"lexicon"}
    claims = [c for i in change["incidents"] for c in i["claims"] if c["change"] == "vanished"]
    causes = [cause for c in claims for cause in c["rules"]]
    assert claims
    assert any(c["how"].startswith("through lexicon") and c["name"].startswith("casualties.wounded") for c in causes)
    assert "--articles PATH" in " ".join(change["notes"])


def test_weights_of_linking_are_named_for_links(example_home: Path, tmp_path: Path) -> None:
    apart = edited(tmp_path, "linking/weights.yaml", lambda text: re.sub(r"(\n  threshold: )[\d.]+", r"\g<1>99", text))
    change = found(example_home, "--rules", apart)
    assert change["links"]
    assert all(link["change"] == "not_same" for link in change["links"])
    assert {c["name"] for link in change["links"] for c in link["rules"]} == {"linking/weights"}
    assert {i["change"] for i in change["incidents"]} >= {"split"}


def test_another_profile(example_home: Path) -> None:
    change = found(example_home, "--profile", "gtd")
    ledger = ledger_path(example_home)
    rows = ask(ledger, "select incident_id, outcome, party, best from estimates_by_profile where profile = 'gtd'")
    theirs = {row[:3]: row[3] for row in rows}
    figures = [(i["incident_after"], f) for i in change["incidents"] for f in i["figures"]]
    assert figures
    for incident, figure in figures:
        assert figure["profile"] == "default"
        assert figure["after"]["best"] == theirs[incident, figure["outcome"], figure["party"]]
        assert figure["rules"][0]["name"] == "tollbook -> gtd"
    assert (change["profile_before"], change["profile_after"], change["claims"]) == ("tollbook", "gtd", [])
    found(example_home, "--profile", "tollbook", code=0)


def test_another_ledger(example_home: Path, tmp_path: Path) -> None:
    found(example_home, "--against", ledger_path(example_home), code=0)
    other = Path(shutil.copy(ledger_path(example_home), tmp_path / "other.duckdb"))
    with duckdb.connect(str(other)) as db:
        db.execute("update estimates_by_profile set best = best + 1 where profile = 'tollbook' and outcome = 'wounded'")
    change = found(example_home, "--against", other)
    assert {f["outcome"] for i in change["incidents"] for f in i["figures"]} == {"wounded"}
    assert "No rule, lexicon or setting differs" in change["notes"][0]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("alter table claims drop column rule_id", "claims.rule_id"),
        ("drop table links", "the table links"),
        ("drop table claims; create view claims as from read_csv('/etc/hostname')", "read_csv"),
    ],
)
def test_a_ledger_that_cannot_be_compared(example_home: Path, tmp_path: Path, sql: str, message: str) -> None:
    other = Path(shutil.copy(ledger_path(example_home), tmp_path / "other.duckdb"))
    with duckdb.connect(str(other)) as db:
        db.execute(sql)
    refused = diff(example_home, "--against", other)
    assert refused.exit_code == 2
    assert message in refused.output or "disabled" in refused.output
    assert "Traceback" not in refused.output


def test_a_ledger_without_digests_of_lexicons_says_so(example_home: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(ledger_path(example_home), tmp_path / "other.duckdb"))
    with duckdb.connect(str(other)) as db:
        db.execute("delete from ledger_info where key like 'lexicon.%' or key like 'settings.%'")
    assert "older version" in " ".join(found(example_home, "--against", other, code=0)["notes"])


def test_new_articles_explain_what_they_bring(example_home: Path, tmp_path: Path) -> None:
    articles = Path(shutil.copytree(ROOT / "examples" / "articles", tmp_path / "articles"))
    found(example_home, "--articles", articles, code=0)
    (articles / "new.txt").write_text("BOGOTA, 3 May 2018 - Gunmen killed seven farmers near Bogota on Wednesday.\n")
    change = found(example_home, "--articles", articles)
    assert [(d["change"], d["source_id"]) for d in change["documents"]] == [("added", "new.txt")]
    (incident,) = change["incidents"]
    assert incident["change"] == "new"
    assert {c["name"] for c in incident["rules"]} == {"new.txt"}


def test_corrections_explain_what_they_change(example_home: Path, tmp_path: Path) -> None:
    articles = Path(shutil.copytree(ROOT / "examples" / "articles", tmp_path / "articles"))
    select = "select claim_id, incident_id from decisions where use = 'best' and profile = 'tollbook'"
    claim, incident = ask(ledger_path(example_home), f"{select} and outcome = 'wounded' order by all")[0]
    head = "target_id,action,value,author,date,reason\n"
    line = f"{claim},change,77,an analyst,2023-01-09,a misprint\n"
    (articles / "corrections.csv").write_text(head + line, encoding="utf-8")
    change = found(example_home, "--articles", articles)
    assert [(r["kind"], r["name"], r["change"]) for r in change["rules"]] == [
        ("correction", "corrections.csv line 2", "added")
    ]
    (row,) = change["incidents"]
    assert row["incident_after"] == incident
    figures = [f for f in row["figures"] if f["profile"] == "tollbook" and f["party"]]
    assert 77 in {f["after"]["high"] for f in figures}
    assert {c["name"] for f in figures for c in f["rules"]} == {"corrections.csv line 2"}


def test_whole_rules_leave_out_what_the_folder_lacks(example_home: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(packaged_rules(), tmp_path / "rules"))
    found(example_home, "--rules", whole, "--whole", code=0)
    (whole / "casualties" / "wounded.yaml").unlink()
    found(example_home, "--rules", whole, code=0)
    change = found(example_home, "--rules", whole, "--whole")
    assert {r["change"] for r in change["rules"]} == {"removed"}
    gone = (packaged_rules() / "casualties" / "wounded.yaml").read_text(encoding="utf-8")
    assert all(re.search(rf"(?:- id|name): {re.escape(r['name'])}$", gone, re.MULTILINE) for r in change["rules"])


def test_what_is_written(example_home: Path, rules: Path, change: dict[str, Any], tmp_path: Path) -> None:
    assert diff(example_home, "--rules", rules, "--out", tmp_path / "out.json").exit_code == 1
    assert json.loads((tmp_path / "out.json").read_text()) == change
    for name in ("out.csv", "out.md"):
        assert diff(example_home, "--profile", "gtd", "--out", tmp_path / name).exit_code == 1
    with (tmp_path / "out.csv").open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {"incident", "figure", "decision"} == {line["kind"] for line in lines}
    assert all(line["because_of"] for line in lines if line["kind"] == "figure")
    assert "### Incidents and figures" in (tmp_path / "out.md").read_text()
    assert {p.name for p in tmp_path.iterdir()} == {"out.json", "out.csv", "out.md"}


def bad_rules(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "casualties").mkdir()
    (folder / "casualties" / "mine.yaml").write_text(text)
    return folder


PATTERN = """schema: 1
dimension: casualties
rules:
  - {id: casualties.mine, title: t, status: test, description: d, pattern: '{nothing} killed', emits: {outcome: killed}}
"""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--rules DIR"),
        (("--against", "x.duckdb", "--profile", "gtd"), "alone"),
        (("--whole", "--profile", "gtd"), "--rules DIR"),
        (("--against", "none.duckdb"), "There is no ledger at none.duckdb"),
        (("--against", str(ROOT / "README.md")), "cannot be opened"),
        (("--profile", "guess"), "acled"),
        (("--rules", "none"), "There is no folder none"),
        (("--rules", str(ROOT / "examples")), "holds no rule files"),
        (("--articles", "none"), "none"),
        (("--profile", "gtd", "--out", "x.txt"), ".json"),
        (("--profile", "gtd", "--out", "none/x.json"), "no folder"),
        (("--profile", "gtd", "--limit", "-1"), "--limit"),
    ],
)
def test_bad_use(example_home: Path, arguments: tuple[str, ...], message: str) -> None:
    refused = diff(example_home, *arguments)
    assert refused.exit_code == 2
    assert message in refused.output


def test_bad_rules_are_told_with_file_and_line(example_home: Path, tmp_path: Path) -> None:
    refused = diff(example_home, "--rules", bad_rules(tmp_path / "yaml", "schema: 1\nschema: 1\n"))
    assert refused.exit_code == 2
    assert "casualties/mine.yaml:2" in refused.output
    refused = diff(example_home, "--rules", bad_rules(tmp_path / "pattern", PATTERN))
    assert refused.exit_code == 2
    assert "casualties/mine.yaml:4 casualties.mine: unknown placeholder {nothing}" in refused.output


def test_a_home_without_a_ledger_or_an_out_file_in_it(own_home: Path, tmp_path: Path) -> None:
    refused = diff(tmp_path, "--profile", "gtd")
    assert (refused.exit_code, "tollbook run" in refused.output) == (2, True)
    refused = diff(own_home, "--profile", "gtd", "--out", own_home / ".tollbook.json")
    assert (refused.exit_code, "outside of the home" in refused.output) == (2, True)


def test_a_stage_that_fails_is_no_difference(example_home: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("tollbook.every_stage.run_stage", broken)
    refused = diff(example_home, "--rules", rules)
    assert refused.exit_code == 2
    assert "RuntimeError: no such luck" in refused.output


def test_a_run_that_takes_files_away_meanwhile_costs_time_only(
    example_home: Path, rules: Path, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage file may go between the look at it and the reading of it; nothing of the home is then used."""
    stores = []

    def lost(store: StageStore, *rest: Any) -> None:
        stores.append(store)
        if len(stores) == 1:
            raise FileNotFoundError("a file that was there")
        compute_from_rows(store, *rest)

    monkeypatch.setattr("tollbook.compare.whatif.compute_from_rows", lost)
    assert found(example_home, "--rules", rules) == change
    assert stores[0].root != stores[1].root


def state(home: Path) -> dict[str, tuple[int, int, int, int, bytes]]:
    """All that can be seen of each file and folder, but when it was last read."""
    seen = {}
    for path in sorted([home, *home.rglob("*")]):
        s = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(s.st_mode) else b""
        seen[str(path)] = (s.st_ino, s.st_mtime_ns, s.st_ctime_ns, s.st_nlink, content)
    return seen


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("reader", [False, True])
def test_nothing_of_the_home_is_touched(own_home: Path, rules: Path, temporary: Path, reader: bool) -> None:
    before = state(own_home)
    if reader:
        with open_ledger(own_home) as db:
            assert diff(own_home, "--rules", rules).exit_code == 1
            assert db.execute("select count(*) from claims").fetchone()[0] > 0
    else:
        for arguments in (("--rules", rules), ("--profile", "gtd"), ("--against", ledger_path(own_home))):
            assert diff(own_home, *arguments).exit_code in (0, 1)
        assert diff(own_home, "--articles", ROOT / "examples" / "articles" / "kirkuk-convoy.html").exit_code == 1
        assert diff(own_home, "--rules", own_home / "none").exit_code == 2
    assert state(own_home) == before
    assert list(temporary.iterdir()) == []


def test_stages_that_are_the_same_are_not_computed_again(example_home: Path, tmp_path: Path, book: Rulebook) -> None:
    with read.opened(ledger_path(example_home)) as ledger:
        documents = read.documents(ledger)
    store = linked_store(example_home, tmp_path)
    assert {
        s.stage: s.computed
        for s in compute_from_rows(store, documents, [], book, "tollbook", lambda _: None)
        if s.computed
    } == {}
    again = compute_from_rows(store, documents, [], book, "gtd", lambda _: None)
    assert {s.stage for s in again if s.computed} == {"estimates"}


def test_a_home_without_stages_or_in_the_middle_of_a_run(own_home: Path, rules: Path, change: dict[str, Any]) -> None:
    """The documents are those of the published ledger, whatever the stages hold by now."""
    store = StageStore(own_home)
    store.put_documents(store.read("documents").slice(0, 3))
    assert found(own_home, "--rules", rules) == change
    shutil.rmtree(own_home / "stages")
    assert found(own_home, "--rules", rules) == change


# The worked example of the docs: its rule file, its command, and what that prints.
_BLOCK = re.compile(r"```(?:yaml|sh|text)\n(.*?)```\n", re.DOTALL)


def worked(home: Path, folder: Path) -> tuple[str, str]:
    """What the docs say that the command prints, and what it prints; both end where decisions begin."""
    rules, command, printed = _BLOCK.findall(DOCS.read_text(encoding="utf-8"))[:3]
    name = re.fullmatch(r"# (\S+\.yaml)\n.*", rules, re.DOTALL)
    assert name is not None
    path = folder / name[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rules, encoding="utf-8")
    arguments = command.split()
    assert arguments[:2] == ["tollbook", "diff"]
    output = call(*arguments[1:], TOLLBOOK_HOME=str(home)).output
    return printed, output.partition("\nDecisions about")[0] + "\n...\n"


def test_the_worked_example_prints_what_the_docs_say(
    example_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed, output = worked(example_home, tmp_path)
    total = re.compile(r"^Incidents: \d+ before, \d+ after")  # moves with whatever is linked otherwise in the examples
    assert total.sub("", output) == total.sub("", printed)


def test_the_docs_name_every_option_and_every_part_of_the_json(change: dict[str, Any]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    for option in re.findall(r"--[a-z]+", call("diff", "--help").output):
        assert option in text or option == "--help", option
    for key in change:
        assert f"`{key}`" in text, key


if __name__ == "__main__":  # `python test_cli_diff.py HOME` writes what the docs say anew
    with tempfile.TemporaryDirectory() as where:
        home = Path(sys.argv[1]).resolve()
        with contextlib.chdir(where):
            old, new = worked(home, Path(where))
    text = DOCS.read_text(encoding="utf-8")
    DOCS.write_text(text.replace(f"```text\n{old}```", f"```text\n{new}```", 1), encoding="utf-8")
