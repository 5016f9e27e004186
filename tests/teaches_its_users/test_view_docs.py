"""docs/views.md and docs/follow-a-figure.md: their queries and answers, and their tables of columns.

With `tests` in PYTHONPATH, `python test_view_docs.py HOME RASHAD_HOME` writes them anew, on ledgers of
examples/articles and examples/rashad.
"""

import re
import sys
from pathlib import Path

import duckdb
import pytest
from support.answers import answer
from support.paths import ROOT
from support.silent import Silent

from tollbook.rows.schema import columns
from tollbook.rows.views import PUBLIC_VIEWS, UNFILLED

pytestmark = pytest.mark.slow

VIEWS = ROOT / "docs" / "views.md"
FOLLOW = ROOT / "docs" / "follow-a-figure.md"
_QUESTION = re.compile(r"(```sql\n(?P<sql>.*?)```\n)(?P<answer>\n(?:\|[^\n]*\n)+)?", re.DOTALL)
_COLUMNS = re.compile(r"(<!-- columns of (?P<view>\w+) -->\n)(?P<table>.*?)(<!-- end -->)", re.DOTALL)
_DIGEST = re.compile(r"\b[0-9a-f]{12,}\b")  # of a rule, which changes with every word of it


@pytest.fixture(scope="session")
def rashad_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pipelines.run import run_ledger  # noqa: PLC0415 (most tests need no Dagster)

    home = tmp_path_factory.mktemp("rashad")
    result = run_ledger(ROOT / "examples" / "rashad", home, "tollbook", Silent())
    assert result.success, result.failures
    return home


def questions(path: Path) -> list[re.Match[str]]:
    return list(_QUESTION.finditer(path.read_text(encoding="utf-8")))


def column_table(name: str) -> str:
    """The columns of a view in Markdown: what each is, and those that are left null, with why."""
    shown = columns(PUBLIC_VIEWS[name].row)
    lines = ["| column | what it is, and from where |", "| --- | --- |"]
    lines += [f"| `{c.name}` | {c.comment} |" for c in shown if not c.comment.startswith(UNFILLED)]
    why: dict[str, list[str]] = {}
    for c in shown:
        if c.comment.startswith(UNFILLED):
            why.setdefault(c.comment.removeprefix(UNFILLED), []).append(f"`{c.name}`")
    if why:
        lines.append(
            "| *left null* | " + "; ".join(f"{', '.join(names)}: {text}" for text, names in why.items()) + " |"
        )
    return "\n" + "\n".join(lines) + "\n\n"


def same(found: str, stated: str) -> bool:
    return _DIGEST.sub("", found).strip() == _DIGEST.sub("", stated).strip()


@pytest.mark.parametrize("number", range(len(questions(VIEWS))))
def test_answers_of_the_views(example_home: Path, number: int) -> None:
    question = questions(VIEWS)[number]
    found = answer(example_home, question["sql"])
    assert found.count("\n") > 2, "no rows"
    assert same(found, question["answer"] or "")


@pytest.mark.parametrize("number", range(len(questions(FOLLOW))))
def test_a_figure_can_be_followed(rashad_home: Path, number: int) -> None:
    question = questions(FOLLOW)[number]
    found = answer(rashad_home, question["sql"])
    assert found.count("\n") > 2, "no rows"
    assert same(found, question["answer"] or "")


def test_there_are_three_questions_and_six_steps() -> None:
    assert len(questions(VIEWS)) == 3
    assert len(questions(FOLLOW)) == 6


def test_tables_of_columns_are_current() -> None:
    tables = {m["view"]: m["table"] for m in _COLUMNS.finditer(VIEWS.read_text(encoding="utf-8"))}
    assert list(tables) == list(PUBLIC_VIEWS)
    for name, table in tables.items():
        assert table == column_table(name)


def test_the_thirteen_of_the_rashad_attack_stand_in_the_articles(rashad_home: Path) -> None:
    """What docs/follow-a-figure.md shows, in one query, against what the articles say."""
    with duckdb.connect(str(rashad_home / "tollbook.duckdb"), read_only=True) as db:
        found = db.execute("""
            SELECT d.source_id, c.quote, c.low, c.high, x.use, length(r.digest) > 0, r.description <> '',
                substr(d.text, c.start_char + 1, c.end_char - c.start_char) = c.quote
            FROM incidents AS i
            JOIN estimates AS e ON e.incident_id = i.incident_id AND e.outcome = 'killed' AND e.best = 13
            JOIN decisions AS x ON x.incident_id = i.incident_id AND x.profile = 'tollbook' AND x.outcome = 'killed'
            JOIN claims AS c USING (claim_id)
            JOIN documents AS d USING (doc_id)
            JOIN rules AS r USING (rule_id)
            WHERE i.n_sources >= 5
        """).fetchall()
    assert found
    assert all(row[5:] == (True, True, True) for row in found)
    totals = {(source.split("--")[1].split(".")[0], low, high) for source, _, low, high, *_ in found if low != 3}
    assert totals >= {
        ("express", 13, 13),
        ("globe-and-mail", 13, 13),
        ("jpost", 10, 10),
        ("kayhan", 16, None),
        ("mint", 12, None),
    }
    best = {quote for _, quote, low, _, use, *_ in found if use == "best" and low == 13}
    assert any("thirteen" in quote.casefold() for quote in best)


def rewrite(path: Path, home: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = _QUESTION.sub(lambda m: m[1] + "\n" + answer(home, m["sql"]), text)
    text = _COLUMNS.sub(lambda m: m[1] + column_table(m["view"]) + m[4], text)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite(VIEWS, Path(sys.argv[1]))
    rewrite(FOLLOW, Path(sys.argv[2]))
