"""What a person meets in the Dagster UI, asked of a real instance: metadata, tags, checks, a launch."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from markdown_it import MarkdownIt
from support.paths import ROOT
from support.silent import Silent

from pipelines.build import build_defs
from pipelines.jobs import LEDGER
from pipelines.resources import PROFILE_TAG, RULES_TAG, Articles, Home
from pipelines.run import run_ledger
from reliability.trial import INSIDE
from tollbook.rulebook import Rulebook
from tollbook.warehouse import ledger_path

pytestmark = pytest.mark.slow

HOSTILE = "![x](http://evil.example/x.png) <img src=x onerror=alert(1)> [click](javascript:alert(1)) | www.evil.example"
ARTICLE = f"""{HOSTILE}

KIRKUK, Iraq, Sept 6, 2021 - Gunmen killed four policemen at a checkpoint near Kirkuk on Sunday, a police officer said.

At least two other people were wounded in the attack, he added.
"""


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "<b>no.pdf").write_text("x", encoding="utf-8")
    (folder / "metadata.csv").write_text(f'file,published_on,outlet,url\none.txt,2021-09-06,"{HOSTILE}",\n', "utf-8")
    return folder


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test(overrides={"telemetry": {"enabled": False}}) as made:
        yield made


def launched(articles: Path, home: Path, instance: dg.DagsterInstance, **settings: str) -> dg.ExecuteInProcessResult:
    """A run of the job as a launch from the launchpad makes it: values come from its configuration."""
    resources = {
        "articles": {"config": {"path": str(articles)}},
        "home": {"config": {"path": str(home), **settings}},
    }
    job = build_defs().resolve_job_def(LEDGER)
    return job.execute_in_process(instance=instance, run_config={"resources": resources}, raise_on_error=False)


@pytest.fixture(scope="module")
def run(
    articles: Path, instance: dg.DagsterInstance, tmp_path_factory: pytest.TempPathFactory
) -> dg.ExecuteInProcessResult:
    site = "https://tolls.example/site/"
    return launched(articles, tmp_path_factory.mktemp("homes") / "home", instance, profile="acled", site_url=site)


def told(instance: dg.DagsterInstance, asset: str) -> dict[str, dg.MetadataValue]:
    event = instance.get_latest_materialization_event(dg.AssetKey(asset))
    assert event is not None
    return dict(event.asset_materialization.metadata)


def test_a_run_is_tagged_with_its_rules_and_profile(
    run: dg.ExecuteInProcessResult, instance: dg.DagsterInstance, book: Rulebook
) -> None:
    assert run.success
    tags = instance.get_run_by_id(run.run_id).tags
    assert tags[RULES_TAG] == book.digest()[:12]
    assert tags[PROFILE_TAG] == "acled"
    assert [r.run_id for r in instance.get_runs(dg.RunsFilter(tags={PROFILE_TAG: "acled"}))] == [run.run_id]
    assert not instance.get_runs(dg.RunsFilter(tags={PROFILE_TAG: "gtd"}))


def test_what_was_launched_with_is_what_ran(run: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> None:
    ledger = Path(told(instance, "warehouse")["ledger"].value)
    with duckdb.connect(str(ledger), read_only=True) as db:
        assert db.execute("select value from ledger_info where key = 'profile'").fetchall() == [("acled",)]
        assert db.execute("select count(*) from documents").fetchall() == [(1,)]


def test_the_metadata_can_be_read_back(run: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> None:
    claims = told(instance, "claims")
    assert claims["in short"].value.startswith("2 claims in 1 article, 1 of them of people killed")
    assert "| killed, victims | 1 |" in claims["claims by outcome"].value
    assert told(instance, "estimates")["site"].value == "https://tolls.example/site/"
    assert isinstance(told(instance, "estimates")["site"], dg.UrlMetadataValue)
    assert told(instance, "estimates")["in short"].value == (
        "4 people killed in all, between 4 and 4, attackers counted in; disputed: 0 of 1 figure"
    )
    assert "no.pdf" in told(instance, "rejects")["which"].value


def test_words_of_articles_stay_words(run: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> None:
    """A Markdown renderer that lets HTML through makes nothing but tables of it."""
    shown = [
        value.value
        for event in run.get_asset_materialization_events()
        for value in event.materialization.metadata.values()
        if isinstance(value, dg.MarkdownMetadataValue)
    ]
    assert len([text for text in shown if "evil" in text]) > 2
    render = MarkdownIt("commonmark", {"html": True}).enable("table").render
    for text in shown:
        tags = set(re.findall(r"<(/?[a-z0-9]+)", render(text)))
        assert {tag.strip("/") for tag in tags} <= {"table", "thead", "tbody", "tr", "th", "td"}, text
        assert not re.search(r"https?://|(?<!\\)www\.", text), text  # what would be made a link without any markup


def test_checks_say_in_a_sentence_what_holds(run: dg.ExecuteInProcessResult) -> None:
    found = {f"{c.asset_key.to_user_string()} {c.check_name}": c for c in run.get_asset_check_evaluations()}
    assert all(check.passed for check in found.values())
    assert found["claims quotes"].description == "found_claims: 2 rows, each is the text at its offsets"
    assert found["claims quotes"].metadata["found_claims: rows"].value == 2
    assert found["documents counts"].description == "1 kept + 1 rejected = 2 read"
    assert found["rulebook examples"].description == "all examples hold"


def test_a_profile_that_is_not_there_is_refused_at_once(
    articles: Path, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    assert not launched(articles, tmp_path / "home", instance, profile="none").success
    result = run_ledger(articles, tmp_path / "home", "none", Silent())
    (failure,) = result.failures
    assert failure.stage == "run"
    assert failure.message.endswith("There is no profile 'none'. There are: acled, gtd, ibc, tollbook, ucdp.")
    assert not (tmp_path / "home").exists()


def test_everything_that_can_be_launched_or_set_is_described() -> None:
    defs = build_defs()
    repository = defs.get_repository_def()
    assert all(defs.resolve_job_def(name).description for name in ("ledger", "publish"))
    assert repository.get_schedule_def("nightly").description
    assert repository.get_sensor_def("new_articles").description
    for resource in (Articles, Home):
        assert all(field.description for field in resource.model_fields.values()), resource


# A real webserver, a real launch.

WITHOUT_DAEMON = """
telemetry: {enabled: false}
run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}
"""
LAUNCH = """
mutation($config: RunConfigData!) {
  launchRun(executionParams: {
    selector: {repositoryLocationName: "tollbook", repositoryName: "__repository__", jobName: "ledger"},
    runConfigData: $config
  }) { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } }
}"""
STATUS = """
query($id: ID!) {
  runOrError(runId: $id) { ... on Run { status tags { key value } } }
}"""
DEFAULTS = """
{ runConfigSchemaOrError(selector: {repositoryLocationName: "tollbook", repositoryName: "__repository__",
  pipelineName: "ledger"}) { ... on RunConfigSchema { rootDefaultYaml } } }
"""


class Server:
    """A webserver on the definitions, as `dagster dev` starts one."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str, **variables: object) -> dict[str, dict[str, object]]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._address, body, kind)  # noqa: S310 (our own server)
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            data: dict[str, dict[str, object]] = json.load(answer)["data"]
            return data

    def is_up(self) -> bool:
        try:
            self.ask("{ version }")
        except OSError:
            return False
        return True


def until(what: object, seconds: float = 300) -> object:
    """What a call gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it took too long")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    state = tmp_path / "dagster"
    state.mkdir()
    (state / "dagster.yaml").write_text(WITHOUT_DAEMON, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        "DAGSTER_HOME": str(state),
        "TOLLBOOK_HOME": str(tmp_path / "default-home"),
        "TOLLBOOK_ARTICLES": str(tmp_path / "default-articles"),
        "PYTHONPATH": os.pathsep.join([str(INSIDE), str(ROOT)]),
        "TRIAL_NETWORK": str(tmp_path / "network"),  # what the server and its runs would ask of others
        "TRIAL_LOOPBACK": "1",
    }
    command = [sys.executable, "-m", "dagster_webserver", "-h", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "-w", str(ROOT / "workspace.yaml")],
            cwd=state,
            env={**os.environ, **variables},
            stdout=log,
            stderr=log,
        )
        try:
            made = Server(port)
            until(made.is_up)
            yield made
        finally:
            process.terminate()
            process.wait(30)
    assert not (tmp_path / "network").exists(), (tmp_path / "network").read_text()


def test_a_run_launched_with_other_values_works(server: Server, articles: Path, tmp_path: Path) -> None:
    filled_in = str(server.ask(DEFAULTS)["runConfigSchemaOrError"]["rootDefaultYaml"])
    assert str(tmp_path / "default-articles") in filled_in
    assert "profile: tollbook" in filled_in
    home = {"path": str(tmp_path / "other"), "profile": "gtd"}
    config = {"resources": {"articles": {"config": {"path": str(articles)}}, "home": {"config": home}}}
    answer = server.ask(LAUNCH, config=config)["launchRun"]
    assert answer["__typename"] == "LaunchRunSuccess", answer
    run_id = answer["run"]["runId"]  # type: ignore[index]

    def ended() -> dict[str, object] | None:
        run = server.ask(STATUS, id=run_id)["runOrError"]
        return run if run["status"] in ("SUCCESS", "FAILURE", "CANCELED") else None

    run = until(ended)
    assert run["status"] == "SUCCESS"  # type: ignore[index]
    assert {"key": PROFILE_TAG, "value": "gtd"} in run["tags"]  # type: ignore[index]
    with duckdb.connect(str(ledger_path(tmp_path / "other")), read_only=True) as db:
        assert db.execute("select value from ledger_info where key = 'profile'").fetchall() == [("gtd",)]
    assert not (tmp_path / "default-home" / "tollbook.duckdb").exists()
