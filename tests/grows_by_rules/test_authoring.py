"""`tollbook rules new`, `check --watch`, `coverage` and `diff` as a rule author uses them."""

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import call
from support.paths import ROOT

from tollbook.authoring.drafts import DraftError, Wanted, draft
from tollbook.authoring.recheck import State, recheck
from tollbook.authoring.skeleton import file_text
from tollbook.rulebook import Rulebook, load_rulebook, packaged_rules
from tollbook.rulebook.load import read_rules
from tollbook.rulebook.models import RuleFile
from tollbook.rulebook.strict_yaml import read_yaml
from tollbook.warehouse import ledger_path

pytestmark = pytest.mark.slow

ID = "casualties.killed.not_live_to_see"
TEXT = "Nine guards did not live to see the morning."
SPAN = "Nine guards did not live to see the morning"


def new(folder: Path, *arguments: str, rule: str = ID, text: str = TEXT, span: str = SPAN) -> tuple[int, str]:
    done = call("rules", "new", rule, "--text", text, "--span", span, "--rules", str(folder), *arguments)
    return done.exit_code, done.output


# Drafts.


def test_a_draft_reads_its_sentence(tmp_path: Path) -> None:
    code, output = new(tmp_path)
    assert code == 0, output
    assert "low 9, high 9" in output
    path = tmp_path / "casualties" / "killed_not_live_to_see.yaml"
    text = path.read_text(encoding="utf-8")
    assert "'{people} did not live to see the morning'" in text
    assert text.startswith("# yaml-language-server: $schema=../rule-file.schema.json\n")
    schema = json.loads((tmp_path / "rule-file.schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(call("rules", "schema").output)
    tried = json.loads(
        call("try", "Four miners did not live to see the morning.", "--rules", str(tmp_path), "--json").output
    )
    (claim,) = tried["claims"]
    assert (claim["rule_id"], claim["low"]) == (ID, 4)


def test_a_draft_passes_its_check(rules: tuple[Path, State]) -> None:
    folder, state = rules
    code, output = new(folder)
    assert code == 0, output
    checked = recheck(state, folder)
    (folder / "casualties" / "killed_not_live_to_see.yaml").unlink()
    assert checked.rules == (ID,)
    assert [str(f) for f in checked.state.faults if f.rule_id == ID] == []


CASES = {
    "actors.groups.blue_ridge": ("The Blue Ridge Front came.", "Blue Ridge Front", {}),
    "places.andoria.towns": ("A truck burned in Val Ferrena.", "Val Ferrena", {"country": "AD"}),
    "events.weapon.caltrops": ("Caltrops lay on the road.", "Caltrops", {"kind": "weapon", "value": "thrown_object"}),
    "scope.cumulative.dry_season": ("Raiders killed 80 herders this dry season.", "this dry season", {}),
    "people.boatload": ("Pirates abducted a boatload of 14 off Bayelsa.", "a boatload of 14", {}),
    "numbers.count.head": ("They sold 40 head of cattle.", "40 head", {}),
    "casualties.wounded.graves": ("Medics bound the limbs of 14 herders.", "bound the limbs of 14", {}),
    "casualties.killed.graves": ("Villagers dug graves for 14 herders.", "dug graves for 14", {}),
}


@pytest.mark.parametrize("rule", CASES)
def test_drafts_of_each_dimension_are_rule_files_that_hold(book: Rulebook, tmp_path: Path, rule: str) -> None:
    text, span, emits = CASES[rule]
    made = draft(Wanted(rule, text, span, emits=emits), book)
    path = tmp_path / "draft.yaml"
    path.write_text(file_text(made, "schema.json"), encoding="utf-8")
    file = RuleFile.model_validate(read_yaml(path))
    (written,) = file.rules
    assert (written.id, written.status) == (rule, "experimental")
    assert len(written.examples.match) == 1, "the draft reads its own sentence"
    assert written.examples.match[0].span == made.span
    assert span in made.span


def test_a_span_is_widened_to_whole_things_and_that_is_said(book: Rulebook) -> None:
    made = draft(Wanted("casualties.killed.graves", "Villagers dug graves for 14 herders.", "dug graves for 14"), book)
    assert made.pattern == "dug graves for {people}"
    assert any("widened" in note for note in made.notes)


def test_what_a_draft_does_not_read_stands_under_todo_with_who_reads_it(book: Rulebook) -> None:
    made = draft(Wanted("casualties.killed.was", "Nine guards were killed in Aden.", "Nine guards were killed"), book)
    assert not made.values
    assert "todo:" in file_text(made, "s.json")
    assert any("read already by casualties.killed." in note for note in made.notes)


@pytest.mark.parametrize(
    ("rule", "text", "span", "message"),
    [
        ("casualties.killed.active", TEXT, SPAN, "casualties/killed.yaml:"),
        ("weather.rain.heavy", TEXT, SPAN, "casualties, people"),
        ("linking.weights.day", TEXT, SPAN, "docs/rules.md"),
        ("casualties.Killed", TEXT, SPAN, "casualties.killed.gunfire"),
        ("casualties.hurt.morning", TEXT, SPAN, "--emit outcome="),
        ("places.andoria.towns", "A truck burned in Val Ferrena.", "Val Ferrena", "country"),
        (ID, TEXT, "nine guards did", "capitals and all"),
        (ID, TEXT, "did not live to see the morning", "how many of whom"),
    ],
)
def test_what_cannot_be_drafted_is_said_with_a_hint(
    tmp_path: Path, rule: str, text: str, span: str, message: str
) -> None:
    code, output = new(tmp_path / "mine", rule=rule, text=text, span=span)
    assert code == 2
    assert "Hint: " in output
    assert message in output
    assert not (tmp_path / "mine").exists()


def test_a_rule_is_written_once(tmp_path: Path) -> None:
    assert new(tmp_path)[0] == 0
    before = (tmp_path / "casualties" / "killed_not_live_to_see.yaml").read_text(encoding="utf-8")
    code, output = new(tmp_path)
    assert code == 2
    assert "is there already" in output
    (tmp_path / "casualties" / "killed_not_live_to_see.yaml").write_text(
        "schema: 1\ndimension: casualties\n", encoding="utf-8"
    )
    code, output = new(tmp_path)
    assert (code, "is there already" in output) == (2, True)  # the file, with another rule in it
    assert before


def test_what_is_missing_is_asked_for_or_said(tmp_path: Path) -> None:
    done = call("rules", "new", ID, "--rules", str(tmp_path))
    assert done.exit_code == 2
    assert "--text is missing" in done.output
    unpaired = call(
        "rules", "new", ID, "--text", TEXT, "--span", SPAN, "--not", "A sentence.", "--rules", str(tmp_path)
    )
    assert unpaired.exit_code == 2
    assert "--why" in unpaired.output


def test_no_match_examples_and_other_words_are_taken(tmp_path: Path) -> None:
    more = (
        "--not",
        "Nine guards lived to see the morning.",
        "--why",
        "they: survived",
        "--title",
        'a "title"',
        "--json",
    )
    code, output = new(tmp_path, *more)
    assert code == 0, output
    told = json.loads(output)
    (rule,) = RuleFile.model_validate(read_yaml(Path(told["file"]))).rules
    assert rule.title == 'a "title"'
    assert rule.examples.no_match[0].why == "they: survived"
    assert told["next"][0] == f"tollbook rules check --rules {tmp_path}"


@settings(max_examples=10)
@given(st.text(min_size=1, max_size=25).filter(str.strip))
def test_any_words_make_a_rule_file_that_loads(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    words = " ".join(text.replace("\x00", "").split()) or "x"
    book = load_rulebook()
    try:
        made = draft(Wanted("actors.groups.any", f"{words} came.", words), book)
    except DraftError:
        return
    path = tmp_path_factory.mktemp("any") / "draft.yaml"
    path.write_text(file_text(made, "s.json"), encoding="utf-8")
    (rule,) = RuleFile.model_validate(read_yaml(path)).rules
    assert rule.entries is not None
    assert rule.entries[0].name == words


# Words that are added to a lexicon of another file.

MORE = """schema: 1
dimension: casualties
lexicons:
  - {{id: casualties.more.word, name: more_word, adds_to: {to}, {what}}}
"""


def with_more(tmp_path: Path, to: str, what: str) -> tuple[Rulebook, list[str]]:
    base = tmp_path / "lexicons"
    base.mkdir(parents=True)
    (base / "base.yaml").write_text(
        "schema: 1\ndimension: lexicons\nlexicons:\n"
        "  - {id: lexicons.a, name: listed, words: [one]}\n"
        "  - {id: lexicons.b, name: shaped, pattern: 'tw[o0]'}\n"
        "  - {id: lexicons.c, name: mapped, map: {three: 3}}\n",
        encoding="utf-8",
    )
    (tmp_path / "more.yaml").write_text(MORE.format(to=to, what=what), encoding="utf-8")
    found, faults = read_rules(tmp_path)
    return found, [f.message for f in faults]


@pytest.mark.parametrize(
    ("to", "what", "text"),
    [("listed", "words: [uno]", "uno"), ("shaped", "words: [dos]", "dos"), ("shaped", "pattern: 'zw(?:ei|o)'", "zwo")],
)
def test_words_are_added_to_a_lexicon(tmp_path: Path, to: str, what: str, text: str) -> None:
    found, faults = with_more(tmp_path, to, what)
    assert faults == []
    pattern = re.compile(found.expand(f"{{{to}}}"))
    assert pattern.fullmatch(text)
    assert pattern.fullmatch({"listed": "one", "shaped": "two"}[to])
    assert not pattern.fullmatch("other")


def test_what_is_added_changes_what_lexicons_count_for(tmp_path: Path) -> None:
    one, _ = with_more(tmp_path / "a", "listed", "words: [uno]")
    two, _ = with_more(tmp_path / "b", "listed", "words: [un]")
    assert one.digest("numbers") != two.digest("numbers")  # any stage may use the lexicon
    mapped, _ = with_more(tmp_path / "c", "mapped", "map: {tres: 3}")
    assert mapped.mapping("mapped") == {"three": 3, "tres": 3}


@pytest.mark.parametrize(
    ("to", "what"),
    [("nowhere", "words: [x]"), ("more_word", "words: [x]"), ("mapped", "words: [x]"), ("listed", "pattern: x")],
)
def test_what_cannot_be_added_is_a_fault(tmp_path: Path, to: str, what: str) -> None:
    _, faults = with_more(tmp_path, to, what)
    assert len(faults) == 1
    assert faults[0].startswith("adds_to: ")


# Checking again.


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State]:
    """A copy of the rules that can be edited, and its state when all is well, as another test says it is."""
    folder = Path(shutil.copytree(packaged_rules(), tmp_path_factory.mktemp("all") / "rules"))
    return folder, State(read_rules(folder)[0], ())


def edited(folder: Path, name: str, edit: Callable[[str], str]) -> Callable[[], None]:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    path.write_text(edit(before), encoding="utf-8")
    return lambda: path.write_text(before, encoding="utf-8") and None


def test_nothing_is_tried_again_when_nothing_changed(rules: tuple[Path, State]) -> None:
    folder, state = rules
    again = recheck(state, folder)
    assert (again.rules, again.n_examples, again.state.faults) == ((), 0, ())


def test_only_the_rule_that_changed_is_tried_again(rules: tuple[Path, State]) -> None:
    folder, state = rules
    undo = edited(
        folder,
        "casualties/taken.yaml",
        lambda t: t.replace("{outcome: missing, low: 3}", "{outcome: missing, low: 4}", 1),
    )
    again = recheck(state, folder)
    assert again.rules == ("casualties.missing.state",)
    assert again.n_examples > 3
    (fault,) = (f for f in again.state.faults if f.rule_id == "casualties.missing.state")
    assert "has low 3, not 4" in fault.message
    undo()
    healed = recheck(again.state, folder)
    assert fault not in healed.state.faults
    assert healed.rules == ("casualties.missing.state",)


def test_faults_elsewhere_stay_known(rules: tuple[Path, State]) -> None:
    folder, state = rules
    first = edited(folder, "casualties/taken.yaml", lambda t: t.replace("low: 3}", "low: 4}", 1))
    one = recheck(state, folder)
    second = edited(folder, "numbers/counts.yaml", lambda t: t.replace("status: stable", "status: test", 1))
    two = recheck(one.state, folder)
    assert two.state.faults == one.state.faults != ()
    first()
    second()


def test_rules_that_use_a_changed_lexicon_are_tried_again(rules: tuple[Path, State]) -> None:
    folder, state = rules
    undo = edited(
        folder, "lexicons/casualties.yaml", lambda t: t.replace("words: [hospital, ", "words: [lazaret, hospital, ", 1)
    )
    undo_part = edited(
        folder,
        "lexicons/casualties.yaml",
        lambda t: re.sub(
            r"(name: abducted_part\n.*?pattern:\s*(?:- )?')", r"\1(?:carried off)|", t, count=1, flags=re.DOTALL
        ),
    )
    again = recheck(state, folder)
    undo_part()
    undo()
    assert again.elsewhere
    assert "casualties.abducted.passive" in again.rules
    assert not [r for r in again.rules if r.startswith("places.")]


def test_broken_yaml_is_told_and_nothing_is_tried(rules: tuple[Path, State]) -> None:
    folder, state = rules
    undo = edited(folder, "casualties/taken.yaml", lambda t: t + "\n   - : [")
    again = recheck(state, folder)
    undo()
    assert again.n_examples == 0
    assert any(f.file == "casualties/taken.yaml" for f in again.state.faults)


class Lines:
    """The lines that a process prints, as they come."""

    def __init__(self, stream: IO[str]) -> None:
        self.all: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[str]) -> None:
        self.all.extend(iter(stream.readline, ""))

    def wait(self, text: str, seconds: float = 120) -> str:
        """Return everything printed, once a line holds `text`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(text in line for line in self.all):
                return "".join(self.all)
            time.sleep(0.1)
        raise AssertionError(f"no {text!r} in\n{''.join(self.all)}")


def test_watching_tells_what_changed_in_plain_lines(tmp_path: Path) -> None:
    """On a folder of a few rules of its own, so that the first check takes no half a minute."""
    number = packaged_rules() / "numbers" / "counts.yaml"
    for name in ("numbers/counts.yaml", "numbers/measures.yaml", "lexicons/numbers.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((packaged_rules() / name).read_text(encoding="utf-8"), encoding="utf-8")
    command = [
        sys.executable,
        "-u",
        "-m",
        "pipelines.cli",
        "rules",
        "check",
        "--watch",
        "--whole",
        "--rules",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        lines = Lines(process.stdout)
        try:
            lines.wait("Watching")
            text = number.read_text(encoding="utf-8")
            (tmp_path / "numbers" / "counts.yaml").write_text(
                text.replace("values: {low: 12", "values: {low: 13", 1), encoding="utf-8"
            )
            printed = lines.wait("checked again")
            assert "Changed: numbers/counts.yaml" in printed
            assert "\x1b" not in printed
            (tmp_path / "numbers" / "new.yaml").write_text("schema: 2\n", encoding="utf-8")
            lines.wait("Changed: numbers/new.yaml")
            lines.wait("numbers/new.yaml:1")
        finally:
            process.kill()  # a process that inherits an ignored SIGTERM would not end


# Coverage.


def test_coverage_counts_what_the_ledger_holds(example_home: Path) -> None:
    found = json.loads(call("rules", "coverage", "--home", str(example_home), "--json", "--limit", "0").output)
    with duckdb.connect(str(ledger_path(example_home)), read_only=True) as db:
        wanted = dict(db.execute("SELECT rule_id, n_matches FROM rules").fetchall())
        (missed,) = db.execute("SELECT count(*) FROM unmatched_numbers").fetchone()
    hits = {r["rule_id"]: r["hits"] for r in found["rules"]}
    assert hits.keys() == wanted.keys()
    for rule, count in hits.items():
        assert count == wanted[rule] or rule.split(".")[0] in ("people", "publication", "scope")
    assert found["not_counted"] == []
    assert set(found["never_fired"]) == {r for r, n in hits.items() if n == 0}
    assert sum(len(w["missed"]) for w in found["unmatched_numbers"]) == missed > 0
    assert [w["rank"] for w in found["unmatched_numbers"]] == list(range(1, len(found["unmatched_numbers"]) + 1))


def test_rules_that_leave_no_rows_are_counted_by_reading_again(example_home: Path) -> None:
    def hits(*options: str) -> tuple[dict[str, int | None], list[str]]:
        found = json.loads(call("rules", "coverage", "--home", str(example_home), "--json", *options).output)
        return {r["rule_id"]: r["hits"] for r in found["rules"]}, found["not_counted"]

    again, none = hits()
    left, some = hits("--no-again")
    assert (none, some) == ([], ["people", "publication", "scope"])
    assert {rule: n for rule, n in left.items() if n is not None}.items() <= again.items()
    with duckdb.connect(str(ledger_path(example_home)), read_only=True) as db:
        days = "SELECT count(*) FROM documents WHERE language = 'en' AND duplicate_of IS NULL AND read_on"
        (dated,) = db.execute(f"{days} AND published_basis <> 'metadata'").fetchone()
        (claims,) = db.execute("SELECT count(*) FROM claims").fetchone()
    assert sum(n for rule, n in again.items() if rule.startswith("publication.")) == dated > 0
    assert sum(n for rule, n in again.items() if rule.startswith("people.")) >= claims / 2
    assert sum(n for rule, n in again.items() if rule.startswith("scope.")) > 0


def test_the_work_list_puts_counts_of_people_without_a_claim_first(example_home: Path) -> None:
    work = json.loads(call("rules", "coverage", "--home", str(example_home), "--json", "--limit", "0").output)[
        "unmatched_numbers"
    ]
    ranks = [(not w["people"], w["claims"] > 0) for w in work]
    assert ranks == sorted(ranks)
    for entry in work:
        for missed in entry["missed"]:
            assert " ".join(missed["quote"].split()) in missed["sentence"]


def test_coverage_as_lines(example_home: Path) -> None:
    shown = call("rules", "coverage", "--home", str(example_home), "--limit", "2", "--no-again")
    assert shown.exit_code == 0
    assert "not counted" in shown.output
    assert "--limit 0 shows them" in shown.output
    assert "killed or injured at least five people" in shown.output
    one = call("rules", "coverage", "--home", str(example_home), "--dimension", "scope")
    assert "Numbers that no rule" not in one.output
    wrong = call("rules", "coverage", "--home", str(example_home), "--dimension", "weather")
    assert wrong.exit_code == 2
    assert "casualties" in wrong.output


# What-if.


def test_rules_diff_without_options_is_the_rules_as_they_are(example_home: Path) -> None:
    same = call("rules", "diff", "--home", str(example_home))
    assert same.exit_code == 0, same.output
    assert "Nothing changes" in same.output


# Editors.


def test_the_editor_settings_point_to_the_schema_and_to_every_rule_file() -> None:
    settings_file = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    ((schema, patterns),) = settings_file["yaml.schemas"].items()
    shipped = ROOT / schema
    assert json.loads(shipped.read_text(encoding="utf-8")) == json.loads(call("rules", "schema").output)
    matched = {path for pattern in patterns for path in ROOT.glob(pattern)}
    assert matched == set((ROOT / "rules").rglob("*.yaml")) != set()


def test_the_schema_of_a_draft_is_found_from_where_it_lies(book: Rulebook, tmp_path: Path) -> None:
    code, output = new(tmp_path, "--json")
    assert code == 0, output
    path = Path(json.loads(output)["file"])
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert (path.parent / first.partition("$schema=")[2]).is_file()
