"""Running the examples that stand in the rules, the whole check, its command, and the schema for editors."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.paths import ROOT
from typer.testing import CliRunner

from tollbook.authoring.recheck import State, recheck
from tollbook.commands.rules import app
from tollbook.rows import Document
from tollbook.rule_examples import example_faults
from tollbook.rule_trials import conventions, trials
from tollbook.rulebook import LocatedRule, Rulebook, load_rulebook, packaged_rules
from tollbook.rulebook.examples import Found, run_examples
from tollbook.rulebook.lint import lint
from tollbook.rulebook.load import read_rules
from tollbook.rulebook.schema import json_schema, schema_text, shipped_schema_path


def capitals(rule: LocatedRule, document: Document, book: Rulebook) -> Iterator[Found]:
    """A trial that finds words in capitals, and two rows for each word of eight letters or more."""
    for found in re.finditer(r"\b[A-Z]{2,}\b", document.text):
        size = len(found.group())
        yield Found(*found.span(), {"size": size, "day": document.published_on})
        if size >= 8:
            yield Found(*found.span(), {"size": -size})


def faults(tmp_path: Path, status: str = "test", **examples: object) -> list[str]:
    rule = {"id": "numbers.a", "title": "t", "status": status, "description": "d", "pattern": "x", "examples": examples}
    content = {"schema": 1, "dimension": "numbers", "rules": [rule]}
    (tmp_path / "numbers.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    book, unread = read_rules(tmp_path)
    assert not unread
    return [f.message for f in run_examples(book, {"numbers": capitals})]


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ({"text": "See ROME now.", "span": "ROME", "values": {"size": 4}}, None),
        ({"text": "See ROME now.", "span": "ROME"}, None),
        ({"text": "See rome now.", "span": "rome"}, "does not match"),
        ({"text": "See ROME now.", "span": "See ROME"}, "must match once, 'See ROME'; matches 'ROME'"),
        ({"text": "See ROME or OSLO.", "span": "ROME"}, "must match once, 'ROME'; matches 'ROME', 'OSLO'"),
        ({"text": "See ROME now.", "span": "ROME", "values": {"size": 5}}, "has size 4, not 5"),
        ({"text": "See ROME.", "span": "ROME", "values": {"big": True}}, "has big 'nothing of that name', not True"),
        ({"text": "On BROADWAY.", "span": "BROADWAY", "values": [{"size": -8}, {"size": 8}]}, None),
        ({"text": "On BROADWAY.", "span": "BROADWAY", "values": {"size": 8}}, "must give 1 rows, gives 2"),
        ({"text": "On BROADWAY.", "span": "BROADWAY", "values": [{"size": 8}, {"size": 8}]}, "has size -8, not 8"),
        ({"text": "See ROME now.", "span": "ROME", "before": "In OSLO."}, None),
        ({"text": "See ROME.", "span": "ROME", "published": "2021-09-05", "values": {"day": "2021-09-05"}}, None),
        (
            {"text": "See ROME.", "span": "ROME", "published": "soon"},
            "fails with ValueError: Invalid isoformat string: 'soon'",
        ),
    ],
)
def test_match_examples_are_strict(tmp_path: Path, example: dict[str, object], problem: str | None) -> None:
    found = faults(tmp_path, match=[example])
    assert found == ([] if problem is None else [f"example {example['text']!r} {problem}"])


def test_no_match_examples_give_nothing(tmp_path: Path) -> None:
    found = faults(tmp_path, no_match=[{"text": "See rome.", "why": "w"}, {"text": "See ROME.", "why": "a town"}])
    assert found == ["example 'See ROME.' must not match (a town), matches 'ROME'"]


def test_a_todo_that_passes_is_to_be_promoted(tmp_path: Path) -> None:
    open_one = {"text": "See rome.", "why": "w", "span": "rome"}
    wrong_value = {"text": "See OSLO.", "why": "w", "span": "OSLO", "values": {"size": 9}}
    passes = {"text": "See ROME.", "why": "w", "span": "ROME", "values": {"size": 4}}
    anything = {"text": "See BERN.", "why": "w"}
    assert faults(tmp_path, todo=[open_one, wrong_value, passes, anything]) == [
        "example 'See BERN.' is a todo and passes; promote it to match",
        "example 'See ROME.' is a todo and passes; promote it to match",
    ]


def test_deprecated_rules_are_not_tried(tmp_path: Path) -> None:
    assert faults(tmp_path, status="deprecated", match=[{"text": "x", "span": "x"}]) == []


def test_a_dimension_without_a_trial_is_a_fault(tmp_path: Path) -> None:
    faults(tmp_path, match=[{"text": "See ROME.", "span": "ROME"}])
    book, _ = read_rules(tmp_path)
    assert [f.message for f in run_examples(book, {})] == ["no way to run examples of dimension 'numbers'"]


def test_examples_become_articles(tmp_path: Path) -> None:
    seen: list[Document] = []

    def look(rule: LocatedRule, document: Document, book: Rulebook) -> list[Found]:
        seen.append(document)
        return []

    faults(tmp_path, no_match=[{"text": "b", "why": "w", "before": "a", "published": "2021-09-05"}])
    assert not run_examples(read_rules(tmp_path)[0], {"numbers": look})
    (document,) = seen
    day = dt.date(2021, 9, 5)
    assert document.text == "a\n\nb"
    assert document.published_on == document.published_from == document.published_to == day


@pytest.mark.slow
def test_the_packaged_rules_are_sound() -> None:
    """What a run asks before it makes a ledger: examples run where rules or code are not those of the last time."""
    book, unread = read_rules()
    assert [str(f) for f in (*unread, *lint(book, conventions(book)), *example_faults(book))] == []


@pytest.mark.slow
def test_the_rules_that_the_guide_works_out_are_sound(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    worked = re.findall(r"```yaml\n(schema: 1\ndimension: (\w+)\n.*?)```", guide, re.DOTALL)
    listed = [
        "numbers",
        "events",
        "casualties",
        "casualties",
        "people",
        "actors",
        "places",
        "dates",
        "scope",
        "profiles",
        "publication",
    ]
    assert [dimension for _, dimension in worked] == listed
    rules = shutil.copytree(packaged_rules(), tmp_path / "rules")
    for text, dimension in worked:
        file = rules / dimension / "worked.yaml"
        (file.with_name("also_worked.yaml") if file.exists() else file).write_text(text, encoding="utf-8")
    checked = recheck(State(load_rulebook(), ()), rules)
    assert [str(f) for f in checked.state.faults] == []
    assert {rule.id for rule in checked.state.book.rules if rule.file.endswith("worked.yaml")} <= set(checked.rules)


def test_every_dimension_with_rules_can_be_tried() -> None:
    book, _ = read_rules()
    assert {r.dimension for r in book.rules} <= set(trials())


def write(tmp_path: Path, pattern: str, examples: str = "{}") -> Path:
    text = (
        "schema: 1\ndimension: furniture\nrules:\n  - id: furniture.a\n    title: t\n    status: test\n"
        f"    description: d\n    pattern: '{pattern}'\n    emits: {{kind: furniture}}\n    examples: {examples}\n"
    )
    (tmp_path / "furniture.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_check_prints_faults_and_totals(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--whole", "--rules", str(write(tmp_path, "(x"))])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "furniture.yaml:4 furniture.a: not a regex: missing ) at position 2",
        "1 rules, no examples run: 1 faults",
    ]


def test_check_of_a_folder_that_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--rules", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "is no folder" in result.output


def test_the_shipped_schema_is_current() -> None:
    assert shipped_schema_path().read_text(encoding="utf-8") == schema_text(), (
        "run: tollbook rules schema > tollbook/rulebook/rule-file.schema.json"
    )


def test_schema_command_prints_it() -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert json.loads(result.output) == json_schema()


@pytest.mark.slow
def test_the_schema_takes_rule_files_and_refuses_others() -> None:
    import jsonschema  # noqa: PLC0415 (takes seconds to import)

    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    path = packaged_rules() / "numbers" / "counts.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [e.message for e in validator.iter_errors(content)] == []
    content["rules"][0]["stauts"] = "test"
    assert [e.message for e in validator.iter_errors(content)] == [
        "Additional properties are not allowed ('stauts' was unexpected)"
    ]
