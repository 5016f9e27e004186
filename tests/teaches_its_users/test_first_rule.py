"""docs/first-rule.md, word for word: its commands run in a copy of the repository, and print what the page says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.paths import ROOT

PAGE = ROOT / "docs" / "first-rule.md"
RULE = "rules/casualties/killed_not_live_to_see.yaml"
_BLOCK = re.compile(r"^```(sh|text|yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LEFT_OUT = (
    ".venv",
    ".git",
    "data",
    "build",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
)


def blocks() -> Iterator[tuple[str, str]]:
    for match in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield match[1], match[2]


@pytest.fixture
def clone(tmp_path: Path, example_home: Path) -> Path:
    """A copy of the repository under git, after `make run`, whose rules can be edited."""
    clone = Path(shutil.copytree(ROOT, tmp_path / "clone", ignore=shutil.ignore_patterns(*_LEFT_OUT)))
    shutil.copytree(example_home, clone / "data")
    (clone / ".venv" / "bin").mkdir(parents=True)
    script = clone / ".venv" / "bin" / "tollbook"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{clone}" exec "{sys.executable}" -m pipelines.cli "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    (clone / ".venv" / "bin" / "activate").write_text(f'PATH="{script.parent}:$PATH"\n', encoding="utf-8")
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "as cloned")):
        git(clone, *command)
    return clone


def git(clone: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=clone, check=True, capture_output=True, text=True, env=environment())
    return done.stdout


def environment() -> dict[str, str]:
    left_out = ("DAGSTER", "TOLLBOOK", "GIT_", "PYTHONPATH")
    known = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    person = {
        f"GIT_{who}_{what}": "analyst@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return {**known, **person}


@pytest.mark.slow
def test_the_page_leads_from_a_missed_toll_to_a_committed_rule(clone: Path) -> None:
    printed, activate = "", ""
    for kind, text in blocks():
        if kind == "yaml":
            assert (clone / RULE).is_file(), "the draft was written"
            (clone / RULE).write_text(text, encoding="utf-8")
        elif kind == "text":
            for line in text.splitlines():
                assert line.rstrip() in printed, f"the page promises {line!r}; printed was\n{printed}"
        elif "activate" in text:
            activate = text
        else:
            done = subprocess.run(
                ["sh", "-c", activate + text], cwd=clone, check=False, capture_output=True, text=True, env=environment()
            )
            differs = "rules diff" in text  # 1 is its way to say that something changes
            assert done.returncode in ((0, 1) if differs else (0,)), done.stdout + done.stderr
            assert "\x1b" not in done.stdout
            printed = done.stdout
    assert git(clone, "status", "--short") == ""  # everything is committed, and no words of the article are
    assert git(clone, "show", "--stat", "--format=%s", "HEAD").count("|") == 1


def test_the_page_edits_the_file_that_it_drafts() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.count(f"`{RULE}`") >= 1
    assert [kind for kind, _ in blocks()].count("yaml") == 1
