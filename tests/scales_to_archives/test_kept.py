"""What depends on rules and code alone is made once: when an environment is set up, else by the first run."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tollbook import kept, prepare, rule_examples
from tollbook.rule_examples import ExampleFault, example_faults
from tollbook.rulebook import Rulebook

FAULT = ExampleFault("a.yaml", 1, "some.rule", "does not match")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    made: list[str] = []

    def find(book: Rulebook) -> list[ExampleFault]:
        made.append(book.digest())
        return [FAULT]

    monkeypatch.setattr(rule_examples, "find_faults", find)
    monkeypatch.setattr(prepare, "keep_gazetteer", lambda _: None)
    for module in (kept, rule_examples):
        monkeypatch.setattr(module, "user_folder", lambda: tmp_path / "user")
    monkeypatch.setattr(kept, "environment_folder", lambda: tmp_path / "environment")
    return made


def test_examples_run_once(calls: list[str], book: Rulebook, tmp_path: Path) -> None:
    assert example_faults(book) == [FAULT]
    assert example_faults(book) == [FAULT]
    assert len(calls) == 1
    assert [p.parent.name for p in tmp_path.rglob("examples-*.json")] == ["user"]


def test_what_the_environment_holds_is_used(calls: list[str], book: Rulebook, tmp_path: Path) -> None:
    prepare.prepare(tmp_path / "environment")
    assert example_faults(book) == [FAULT]
    assert len(calls) == 1
    assert not (tmp_path / "user").exists()


def test_a_broken_file_is_made_again(calls: list[str], book: Rulebook, tmp_path: Path) -> None:
    example_faults(book)
    (path,) = (tmp_path / "user").glob("examples-*.json")
    path.write_text("{")
    assert example_faults(book) == [FAULT]
    assert json.loads(path.read_text()) == [asdict(FAULT)]
    assert len(calls) == 2


def test_a_folder_that_cannot_be_written_is_no_fault(calls: list[str], book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "user").write_text("a file where the folder should be")
    assert example_faults(book) == [FAULT]


@pytest.mark.slow
def test_a_start_imports_nothing_that_few_runs_need() -> None:
    script = (
        "import sys; import pipelines.run; print(sorted({'distributed', 'pandas', 'trafilatura'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
