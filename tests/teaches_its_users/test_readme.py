"""The README's questions, asked on the ledger of `make run`.

With `tests` in PYTHONPATH, `python test_readme.py HOME` writes the answers anew.
"""

import re
import sys
from pathlib import Path

import pytest
from support.answers import answer
from support.paths import ROOT

README = ROOT / "README.md"
_QUESTION = re.compile(r"(```sql\n(?P<sql>.*?)```\n)(?P<answer>\n(?:\|[^\n]*\n)+)?", re.DOTALL)


QUESTIONS = list(_QUESTION.finditer(README.read_text(encoding="utf-8")))


def test_there_are_five_questions() -> None:
    assert len(QUESTIONS) >= 5


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_the_answers_are_those_of_the_ledger(example_home: Path, number: int) -> None:
    question = QUESTIONS[number]
    found = answer(example_home, question["sql"])
    assert found.count("\n") > 2, "no rows"
    assert (question["answer"] or "").strip() == found.strip()


def test_what_the_readme_points_to_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).is_file(), target


def test_the_commands_are_there() -> None:
    text = README.read_text(encoding="utf-8")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake (\w+)", text):
        assert re.search(rf"^{target}:", targets, re.MULTILINE), target


def rewrite(home: Path) -> None:
    text = README.read_text(encoding="utf-8")
    README.write_text(_QUESTION.sub(lambda m: m[1] + "\n" + answer(home, m["sql"]), text), encoding="utf-8")


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]))
