"""Jobs, schedule, sensor, checks that block, and runs that wait for each other."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from filelock import FileLock
from support.paths import ROOT
from support.silent import Silent

from pipelines import checks
from pipelines.build import build_defs
from pipelines.jobs import LEDGER, PUBLISH
from pipelines.resources import WAITING, Articles, Home, default_resources
from pipelines.run import run_ledger
from pipelines.schedules import nightly
from pipelines.sensors import new_articles
from tollbook.stages import StageStore
from tollbook.warehouse import dump, ledger_path, open_ledger
from tollbook.warehouse.checks import CheckResult

pytestmark = pytest.mark.slow

ARTICLE = """Gunmen killed four policemen at a checkpoint near Kirkuk on Sunday, a police officer said.

At least two other people were wounded in the attack, he added.
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test(overrides={"telemetry": {"enabled": False}}) as made:
        yield made


def definitions(articles: Path, home: Path) -> dg.Definitions:
    return build_defs({"articles": Articles(path=str(articles)), "home": Home(path=str(home), profile="tollbook")})


def test_the_schedule_launches_the_ledger_when_it_is_switched_on() -> None:
    assert nightly.default_status is dg.DefaultScheduleStatus.STOPPED
    assert nightly.job_name == LEDGER
    tick = nightly.evaluate_tick(dg.build_schedule_context())
    assert len(tick.run_requests) == 1


def look(
    articles: Path, home: Path, instance: dg.DagsterInstance, cursor: str | None
) -> dg.SensorResult | dg.SkipReason:
    sensor = definitions(articles, home).resolve_sensor_def("new_articles")
    context = dg.build_sensor_context(
        instance=instance, cursor=cursor, resources={"articles": Articles(path=str(articles))}
    )
    return sensor(context)


def test_the_sensor_launches_once_for_each_state_of_the_folder(
    articles: Path, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    assert new_articles.default_status is dg.DefaultSensorStatus.STOPPED
    first = look(articles, tmp_path / "home", instance, None)
    assert [r.run_key for r in first.run_requests] == [first.cursor]
    assert isinstance(look(articles, tmp_path / "home", instance, first.cursor), dg.SkipReason)
    (articles / "two.txt").write_text(ARTICLE.replace("Kirkuk", "Tikrit"), encoding="utf-8")
    second = look(articles, tmp_path / "home", instance, first.cursor)
    assert second.cursor != first.cursor
    os.utime(articles / "one.txt", (1, 1))
    assert look(articles, tmp_path / "home", instance, second.cursor).run_requests


def test_the_sensor_waits_for_a_folder_that_is_not_there(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    skipped = look(tmp_path / "none", tmp_path / "home", instance, None)
    assert isinstance(skipped, dg.SkipReason)
    assert "none" in str(skipped.skip_message)


def test_a_run_that_the_sensor_asks_for_makes_the_ledger(
    articles: Path, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    home = tmp_path / "home"
    asked = look(articles, home, instance, None).run_requests[0]
    job = definitions(articles, home).resolve_job_def(LEDGER)
    result = job.execute_in_process(instance=instance, tags={**asked.tags, "dagster/run_key": asked.run_key})
    assert result.success
    assert instance.get_run_by_id(result.run_id).status is dg.DagsterRunStatus.SUCCESS
    with duckdb.connect(str(ledger_path(home)), read_only=True) as db:
        assert db.execute("select count(*) from documents").fetchone() == (1,)


def test_a_second_run_changes_nothing(own_home: Path) -> None:
    before, stamp = dump(own_home, rows=True), ledger_path(own_home).stat().st_mtime_ns
    watcher = Silent()
    assert run_ledger(ROOT / "examples" / "articles", own_home, "tollbook", watcher).success
    assert dump(own_home, rows=True) == before
    assert ledger_path(own_home).stat().st_mtime_ns == stamp
    computed = {k: m["shards computed"] for k, m in watcher.materialised.items() if "shards computed" in m}
    assert set(computed.values()) == {0}
    assert watcher.materialised["documents"]["files read"] == 0


def test_an_id_that_is_repeated_is_refused_each_time_and_the_run_goes_on(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    rows = [{"id": "a", "text": f"Nobody was hurt in attack {n}."} for n in range(3)]
    feed.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert run_ledger(feed, tmp_path / "home", "tollbook", Silent()).success
    with open_ledger(tmp_path / "home") as db:
        assert db.sql("select count(*) from documents").fetchall() == [(1,)]
        told = db.sql("select source_id, reason from rejects order by source_id").fetchall()
        assert told == [("feed.jsonl:2", "repeated_id"), ("feed.jsonl:3", "repeated_id")]


def test_a_new_article_costs_one_article_and_the_same_rows_come_out(own_home: Path, tmp_path: Path) -> None:
    articles = Path(shutil.copytree(ROOT / "examples" / "articles", tmp_path / "articles"))
    (articles / "one.txt").write_text(ARTICLE, encoding="utf-8")
    watcher = Silent()
    assert run_ledger(articles, own_home, "tollbook", watcher).success
    assert watcher.materialised["documents"]["files read"] == 1
    assert run_ledger(articles, tmp_path / "fresh", "tollbook", Silent()).success
    assert dump(own_home, rows=True) == dump(tmp_path / "fresh", rows=True)


def test_the_job_publish_makes_the_ledger_of_the_stages_as_they_are(own_home: Path) -> None:
    before = dump(own_home)
    ledger_path(own_home).unlink()
    job = definitions(ROOT / "examples" / "articles", own_home).resolve_job_def(PUBLISH)
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
    assert dump(own_home) == before


def test_a_check_that_fails_keeps_the_ledger_as_it_was(
    own_home: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(own_home)
    wrong = [CheckResult("quotes.found_claims", False, "found_claims: a quote is not the text")]
    monkeypatch.setattr(checks, "table_checks", lambda *_: wrong)
    watcher = Silent()
    result = run_ledger(articles, own_home, "tollbook", watcher)
    assert not result.success
    assert any("a quote is not the text" in f.message or "schema" in f.message for f in result.failures)
    assert "warehouse" not in watcher.materialised
    assert dump(own_home) == before


def test_a_stage_that_fails_is_named(articles: Path, tmp_path: Path) -> None:
    missing = run_ledger(articles / "none", tmp_path / "home", "tollbook", Silent())
    assert [f.stage for f in missing.failures] == ["articles"]
    assert "none" in missing.failures[0].message
    assert not ledger_path(tmp_path / "home").exists()


def test_a_run_waits_for_the_other(articles: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    watcher = Silent()
    results = []
    with FileLock(home / "run.lock"):
        thread = threading.Thread(target=lambda: results.append(run_ledger(articles, home, "tollbook", watcher)))
        thread.start()
        while not watcher.messages and thread.is_alive():
            thread.join(0.05)
        assert not (home / "stages").exists()
    thread.join()
    assert watcher.messages == [f"{WAITING}: {home}"]
    assert results[0].success


def test_resources_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOLLBOOK_ARTICLES", str(tmp_path / "a"))
    monkeypatch.setenv("TOLLBOOK_HOME", str(tmp_path / "h"))
    monkeypatch.setenv("TOLLBOOK_PROFILE", "acled")
    found = default_resources()
    assert found["articles"].folder == tmp_path / "a"
    assert found["home"].folder == tmp_path / "h"
    assert found["home"].profile == "acled"
    assert StageStore(tmp_path / "h").home == found["home"].store.home


def test_dagster_telemetry_is_off(tmp_path: Path) -> None:
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.get_settings("telemetry") == {"enabled": False}
