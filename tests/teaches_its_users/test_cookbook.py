"""The questions of docs/cookbook.md, asked on the ledger of `make run`.

With `tests` in PYTHONPATH, `python test_cookbook.py HOME` writes the answers anew.
"""

import re
import sys
from pathlib import Path

import duckdb
import pytest
from support.answers import answer
from support.paths import ROOT

PAGE = ROOT / "docs" / "cookbook.md"
_QUESTION = re.compile(
    r"### (?P<title>[^\n]*)\n[^#]*?(```sql\n(?P<sql>.*?)```\n)(?P<answer>\n(?:\|[^\n]*\n)+)?", re.DOTALL
)
QUESTIONS = list(_QUESTION.finditer(PAGE.read_text(encoding="utf-8")))


def test_there_are_more_than_twenty_questions_and_each_is_asked() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(QUESTIONS) > 20
    assert len(QUESTIONS) == page.count("\n### ") == page.count("```sql")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["title"])
def test_the_answer_is_that_of_the_ledger(example_home: Path, question: "re.Match[str]") -> None:
    found = answer(example_home, question["sql"])
    assert found.count("\n") > 2, "no rows"
    assert (question["answer"] or "").strip() == found.strip()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["title"])
def test_the_order_of_an_answer_is_its_own(example_home: Path, question: "re.Match[str]") -> None:
    """Nothing hangs on how many threads work at it, or on which rows come first."""
    with duckdb.connect(str(example_home / "tollbook.duckdb"), read_only=True) as db:
        first = db.execute(question["sql"]).fetchall()
        db.execute("set threads = 1")
        assert db.execute(question["sql"]).fetchall() == first


def rewrite(home: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.compile(r"(```sql\n(.*?)```\n)(\n(?:\|[^\n]*\n)+)?", re.DOTALL)
    PAGE.write_text(blocks.sub(lambda m: f"{m[1]}\n{answer(home, m[2])}", text), encoding="utf-8")


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]))
