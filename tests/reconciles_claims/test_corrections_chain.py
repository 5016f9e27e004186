"""corrections.csv from the articles folder to the published ledger: what is computed anew, and what a reader sees."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from support.paths import EXAMPLES
from typer.testing import CliRunner

from pipelines.cli import app
from tollbook.notebook.making import make
from tollbook.reading import inventory_digest
from tollbook.warehouse import dump, ledger_path

pytestmark = pytest.mark.slow

HEADER = "target_id,action,value,author,date,reason\n"
FOLLOWING = {"corrections", "incidents", "estimates"}
# The attack of which three articles of the examples tell, told once more and a day earlier.
EARLIER = (
    "At least two policemen were killed when militants stormed a police station in Samarra on Monday, police said.\n"
)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES, tmp_path / "articles"))


def write(articles: Path, *lines: str) -> None:
    (articles / "corrections.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(ledger_path(home)), read_only=True) as db:
        return db.execute(sql).fetchall()


def best_claim(home: Path) -> tuple[str, str]:
    """The only claim that gives the best count where sources differ, and its incident."""
    sql = """with used as (
                 select * from decisions where profile = 'tollbook' and outcome = 'killed' and party = 'victims')
             select min(claim_id) filter (use = 'best'), incident_id from used join incidents using (incident_id)
             where disagreement group by incident_id
             having count(*) filter (use = 'best') = 1 and count(*) filter (use = 'repeat') = 0 order by all limit 1"""
    return rows(home, sql)[0]


def two_incidents(home: Path) -> tuple[str, str]:
    (one,), (other,) = rows(home, "select incident_id from incidents order by date_from, incident_id limit 2")
    return one, other


def test_a_file_without_lines_changes_nothing(own_home: Path, articles: Path) -> None:
    before = dump(own_home, rows=True)
    write(articles)
    assert make(articles, own_home).computed == ()
    assert dump(own_home, rows=True) == before


def test_an_edit_computes_only_what_follows_and_removing_it_takes_it_back(own_home: Path, articles: Path) -> None:
    before = dump(own_home, rows=True)
    claim, incident = best_claim(own_home)
    best = f"select best from estimates where incident_id = '{incident}' and (outcome, party) = ('killed', 'victims')"
    figure = rows(own_home, best)
    as_read = rows(own_home, "from claims"), rows(own_home, "from tallies"), rows(own_home, "from tallies_by_group")
    write(articles, f"{claim},change,99,Ann Lee,2023-01-09,misread")
    assert set(make(articles, own_home).computed) == FOLLOWING
    changed = dump(own_home, rows=True)
    assert changed != before
    assert make(articles, own_home).computed == ()
    assert (
        rows(own_home, "from claims"), rows(own_home, "from tallies"), rows(own_home, "from tallies_by_group")
    ) == as_read  # fmt: skip
    assert rows(own_home, best) != figure
    assert rows(own_home, "select distinct clause from decisions where claim_id = '" + claim + "'") == [
        ("correction.change",)
    ]
    (articles / "corrections.csv").unlink()
    assert set(make(articles, own_home).computed) == FOLLOWING
    assert dump(own_home, rows=True) == before


def test_a_fresh_home_gives_the_same_ledger(own_home: Path, articles: Path, tmp_path: Path) -> None:
    one, other = two_incidents(own_home)
    write(
        articles,
        f"{one},merge,{other},Ann Lee,2023-01-09,one attack",
        f"{best_claim(own_home)[0]},reject,,B,2023-01-08,x",
    )
    make(articles, own_home)
    make(articles, tmp_path / "fresh")
    assert dump(own_home, rows=True) == dump(tmp_path / "fresh", rows=True)


def test_a_merge_by_published_ids_holds_in_every_run_and_with_later_articles(own_home: Path, articles: Path) -> None:
    one, other = two_incidents(own_home)
    write(articles, f"{other},merge,{one},Ann Lee,2023-01-09,one attack")
    for _ in range(2):
        make(articles, own_home)
        assert rows(own_home, "select applied, outcome from corrections")[0][0]
        assert len(rows(own_home, f"select * from incidents where incident_id in ('{one}', '{other}')")) == 1
        assert rows(own_home, "select * from rejects where stage = 'corrections'") == []
    (kept,) = rows(own_home, f"select incident_id from incidents where incident_id in ('{one}', '{other}')")
    # what is published now can be corrected by its id, and new articles come
    report = rows(own_home, f"select min(report_id) from reports where incident_id = '{kept[0]}'")[0][0]
    write(
        articles,
        f"{other},merge,{one},Ann Lee,2023-01-09,one attack",
        f"{kept[0]},split,{report},Ann Lee,2023-01-10,but not this one",
    )
    (articles / "earlier.txt").write_text(EARLIER, encoding="utf-8")
    make(articles, own_home)
    assert rows(own_home, "select applied from corrections") == [(True,), (True,)]
    assert rows(own_home, "select * from rejects where stage = 'corrections'") == []
    alone = rows(
        own_home, f"select n_reports from reports join incidents using (incident_id) where report_id = '{report}'"
    )
    assert alone == [(1,)]


def test_lines_read_are_lines_applied_and_rejects(own_home: Path, articles: Path) -> None:
    claim, _ = best_claim(own_home)
    lines = [
        f"{claim},reject,,Ann Lee,2023-01-09,misread",
        "clm_gone,reject,,Ann Lee,2023-01-09,misread",
        f"{claim},change,many,Ann Lee,2023-01-09,vague",
        f"{claim},change,12,Ann Lee,2023-01-32,no day",
        f"{claim},enlarge,12,Ann Lee,2023-01-09,what",
    ]
    write(articles, *lines)
    make(articles, own_home)
    applied = rows(own_home, "select line from corrections where applied")
    refused = rows(own_home, "select source_id, reason from rejects where stage = 'corrections' order by all")
    assert applied == [(2,)]
    assert refused == [
        ("corrections.csv:3", "target_gone"),
        ("corrections.csv:4", "bad_value"),
        ("corrections.csv:5", "bad_date"),
        ("corrections.csv:6", "unknown_action"),
    ]
    assert len(applied) + len(refused) == len(lines)
    others = rows(own_home, "select stage from rejects where stage <> 'corrections'")
    assert others  # those of articles are still there


def test_every_link_and_incident_agree_after_corrections(own_home: Path, articles: Path) -> None:
    one, other = two_incidents(own_home)
    moved = rows(own_home, "select min(report_id) from reports join incidents using (incident_id) where n_reports > 2")[
        0
    ][0]
    write(
        articles,
        f"{one},merge,{other},Ann Lee,2023-01-09,one attack",
        f"{moved},move,new,Ann Lee,2023-01-09,another attack",
    )
    make(articles, own_home)
    sql = """select count(*) from links join reports a using (report_id) join reports b
             on b.report_id = other_report_id where same <> (a.incident_id = b.incident_id)"""
    assert rows(own_home, sql) == [(0,)]
    assert rows(own_home, "select count(*) from links where reasons like '%merged by Ann Lee%'")[0][0] >= 1
    assert rows(own_home, "select count(*) from links where not same and reasons like '%moved by Ann Lee%'")[0][0] >= 1


def test_explain_tells_of_corrections(own_home: Path, articles: Path) -> None:
    claim, incident = best_claim(own_home)
    write(articles, f"{claim},reject,,Ann Lee,2023-01-09,misread")
    make(articles, own_home)
    told = "corrected by Ann Lee on 2023-01-09 (corrections.csv:2, reject): "
    for wanted in (claim, incident):
        shown = CliRunner().invoke(app, ["explain", wanted, "--home", str(own_home)], env={"COLUMNS": "200"})
        assert shown.exit_code == 0
        assert told in shown.output
        assert "rejected by Ann Lee on 2023-01-09: misread [correction.reject]" in shown.output
        found = json.loads(CliRunner().invoke(app, ["explain", wanted, "--home", str(own_home), "--json"]).output)
        assert [c["line"] for c in found["corrections"]] == [2]


def test_a_run_says_how_many_were_applied(own_home: Path, articles: Path) -> None:
    claim, _ = best_claim(own_home)
    lines = [
        f"{claim},reject,,Ann Lee,2023-01-09,misread",
        "clm_gone,reject,,Ann Lee,2023-01-09,misread",
        f"{claim},forget,,Ann Lee,2023-01-09,an action that there is not",
    ]
    write(articles, *lines)
    shown = CliRunner().invoke(
        app, ["run", "--articles", str(articles), "--home", str(own_home)], env={"COLUMNS": "200"}
    )
    assert shown.exit_code == 0, shown.output
    assert "Corrections: 1 of 3 applied" in shown.output
    assert "corrections.csv:3: column target_id: the ledger has no claim 'clm_gone'" in shown.output


def version(articles: Path, home: Path) -> str:
    import dagster as dg  # noqa: PLC0415 (takes seconds to import)

    from assets.reconcile import correction_lines  # noqa: PLC0415
    from pipelines.resources import Articles, Home  # noqa: PLC0415

    resources = {"articles": Articles(path=str(articles)), "home": Home(path=str(home), profile="tollbook")}
    result = dg.materialize([correction_lines], resources=resources)
    (made,) = result.asset_materializations_for_node("correction_lines")
    return (made.tags or {})["dagster/data_version"]


def test_dagster_sees_what_the_file_says(articles: Path, tmp_path: Path) -> None:
    seen = {version(articles, tmp_path / "home")}
    folders = {inventory_digest(articles)}
    for line in ("clm_1,reject,,Ann Lee,2023-01-09,misread", "clm_1,reject,,Ann Lee,2023-01-32,misread", "clm_1"):
        write(articles, line)
        seen.add(version(articles, tmp_path / "home"))
        folders.add(inventory_digest(articles))
        assert version(articles, tmp_path / "home") in seen
    assert len(seen) == 4  # a line that is refused counts too
    assert len(folders) == 4  # what the sensor looks at
