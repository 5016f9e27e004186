"""docs/reconciliation.md: what it shows of the attack at Rashad is what its commands print."""

from pathlib import Path

import pytest
from support.paths import ROOT
from support.silent import Silent
from typer.testing import CliRunner

from tollbook.cli import app
from tollbook.ledger.reconciling.profiles import profiles
from tollbook.rulebook import Rulebook

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "reconciliation.md").read_text(encoding="utf-8")
ARTICLE = "rashad-2021--jpost.retold.txt"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pipelines.run import run_ledger  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("rashad")
    result = run_ledger(ROOT / "examples" / "rashad", folder, "tollbook", Silent())
    assert result.success, result.failures
    return folder


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["profiles", *arguments])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def test_the_tables_are_what_the_commands_print(home: Path) -> None:
    """When other figures are meant, put what the two commands of the guide print between its two marks."""
    assert f"tollbook run --articles examples/rashad --home data/rashad\ntollbook profiles {ARTICLE}" in GUIDE
    shown = GUIDE[GUIDE.index("<!-- tables -->\n") : GUIDE.index("\n<!-- end of tables -->")]
    assert shown.removeprefix("<!-- tables -->\n") == printed(ARTICLE, "--home", str(home))


def test_the_six_accounts_are_one_incident(home: Path) -> None:
    first = printed(ARTICLE, "--home", str(home)).split("\n\n")[1]
    killed = [line.split(" | ")[3] for line in first.splitlines()[2:]]
    assert sorted(killed) == ["10", "13", "13", "14", "at least 12", "at least 16"]
    assert {line.split(" | ")[2] for line in first.splitlines()[2:]} == {
        "2021-09-02", "2021-09-04", "2021-09-05", "2021-09-04 to 2021-09-05"
    }  # fmt: skip


def test_an_article_and_an_incident_that_are_not_there(home: Path, tmp_path: Path) -> None:
    for arguments in (
        ["nothing", "--home", str(home)],
        [ARTICLE, "--home", str(tmp_path)],
        ["inc_", "--home", str(home)],
    ):
        result = CliRunner().invoke(app, ["profiles", *arguments])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr


def test_every_clause_that_a_protocol_states_is_in_the_table_of_questions(book: Rulebook) -> None:
    table = GUIDE[GUIDE.index("| question |") : GUIDE.index("What the text cannot settle")]
    for name, profile in profiles(book).items():
        column = [row.split(" | ") for row in table.splitlines() if row.startswith("| ")]
        at = next((n for n, head in enumerate(column[0]) if f"`{name}`" in head), None)
        if at is None:
            assert name == "tollbook"
            continue
        told = " ".join(row[at] for row in column[1:] if len(row) > at)
        assert [c.clause for c in profile.clauses() if c.stated_by == name and f"`{c.clause}`" not in told] == []
