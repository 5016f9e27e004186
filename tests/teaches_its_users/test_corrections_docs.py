"""The worked example of docs/corrections.md, run on the examples.

With `tests` in PYTHONPATH, `python test_corrections_docs.py HOME` writes its answers anew; HOME holds the ledger of
examples/articles.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from support.answers import answer
from support.paths import ROOT

from tollbook.notebook.making import make

DOCS = ROOT / "docs" / "corrections.md"
_SQL = re.compile(r"(```sql(?P<after> after)?\n(?P<sql>.*?)```\n)(?P<answer>\n(?:\|[^\n]*\n)+)?", re.DOTALL)
_CSV = re.compile(r"```csv\n(?P<csv>.*?)```\n", re.DOTALL)


def ids(home: Path, sql: str, source: str) -> str:
    """The id in the first column, of the last row about an article."""
    rows = [line.strip("| \n").split(" | ") for line in answer(home, sql).splitlines()[2:]]
    return [row[0] for row in rows if row[1].startswith(source)][-1]


def corrections(home: Path, text: str) -> str:
    """What the analyst writes, with the ids that the example's questions find."""
    questions = [q["sql"] for q in _SQL.finditer(text)]
    claim = ids(home, questions[0], "samarra-2017--xinhua")
    report = ids(home, questions[2], "chalal-al-matar-2022--al-jazeera")
    return (
        "target_id,action,value,author,date,reason\n"
        f'{claim},change,at least 2,Ann Lee,2023-01-09,"it repeats the lead, ""at least two"""\n'
        f"{report},move,new,Ann Lee,2023-01-09,told of another day\n"
    )


def corrected(home: Path, lines: str, where: Path) -> Path:
    """A home with the ledger after the corrections."""
    articles = Path(shutil.copytree(ROOT / "examples" / "articles", where / "articles"))
    (articles / "corrections.csv").write_text(lines, encoding="utf-8")
    after = Path(shutil.copytree(home, where / "after"))
    make(articles, after)
    return after


@pytest.fixture(scope="module")
def homes(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    lines = _CSV.search(DOCS.read_text(encoding="utf-8"))["csv"]
    return {False: example_home, True: corrected(example_home, lines, tmp_path_factory.mktemp("docs"))}


def test_the_lines_are_those_that_the_questions_lead_to(example_home: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert _CSV.search(text)["csv"] == corrections(example_home, text)


@pytest.mark.parametrize("number", range(len(list(_SQL.finditer(DOCS.read_text(encoding="utf-8"))))))
def test_the_answers_are_those_of_the_ledger(homes: dict[bool, Path], number: int) -> None:
    question = list(_SQL.finditer(DOCS.read_text(encoding="utf-8")))[number]
    found = answer(homes[bool(question["after"])], question["sql"])
    assert found.count("\n") > 2, "no rows"
    assert (question["answer"] or "").strip() == found.strip()


def rewrite(home: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    text = _CSV.sub(lambda _: f"```csv\n{corrections(home, text)}```\n", text)
    with tempfile.TemporaryDirectory() as folder:
        after = corrected(home, corrections(home, text), Path(folder))
        text = _SQL.sub(lambda m: m[1] + "\n" + answer(after if m["after"] else home, m["sql"]), text)
    DOCS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]))
