"""A stage that fails for what may pass is tried again, and Dagster shows what the journal says of it."""

import json
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets import load
from pipelines.resources import Home, default_resources
from tollbook.journal import FILE, FOLDER
from tollbook.stages import retry

pytestmark = pytest.mark.slow


def events(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / FOLDER / FILE).read_text(encoding="ascii").splitlines()]


def materialized(home: Path, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    resources = {**default_resources(), "home": Home(path=str(home), profile="tollbook")}
    return dg.materialize([load.rulebook], resources=resources, instance=instance, raise_on_error=False)


def test_what_may_pass_is_tried_again_and_dagster_shows_what_the_journal_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "WAIT_SECONDS", 0.0)
    put, failures = load.put_rulebook, [ConnectionResetError("gone"), TimeoutError(110, "timed out")]

    def flaky(*arguments: Any) -> Any:
        if failures:
            raise failures.pop()
        return put(*arguments)

    monkeypatch.setattr(load, "put_rulebook", flaky)
    with dg.instance_for_test(overrides={"telemetry": {"enabled": False}}) as instance:
        result = materialized(tmp_path / "home", instance)
        shown = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert result.success
    told = [(e["event"], e.get("retry"), e.get("error")) for e in events(tmp_path / "home") if "stage" in e]
    assert told == [
        ("stage_begin", None, None),
        ("stage_retry", 1, "TimeoutError"),
        ("stage_begin", None, None),
        ("stage_retry", 2, "ConnectionResetError"),
        ("stage_begin", None, None),
        ("stage_end", None, None),
    ]
    assert any(line.startswith("stage_retry stage=rulebook") for line in shown)
    assert any(line.startswith("stage_end stage=rulebook") and " rows=" in line for line in shown)


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (ValueError("x"), 1),
        (OSError(28, "No space left on device"), 1),
        (PermissionError(13, "denied"), 1),
        (ConnectionError("x"), 1 + retry.RETRIES),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_fails_again_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, tries: int
) -> None:
    monkeypatch.setattr(retry, "WAIT_SECONDS", 0.0)
    calls: list[int] = []

    def fails(*_: Any) -> Any:
        calls.append(1)
        raise error

    monkeypatch.setattr(load, "put_rulebook", fails)
    with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        assert not materialized(tmp_path, instance).success
    assert len(calls) == tries
    assert events(tmp_path)[-1].items() >= {"event": "run_end", "failed": True}.items()
    assert events(tmp_path)[-2]["event"] == "stage_failed"


def test_a_worker_that_died_may_be_another_the_next_time() -> None:
    wrapped = RuntimeError("x")
    wrapped.__cause__ = BrokenProcessPool("a child died")
    assert retry.may_pass(wrapped)
    assert retry.lost_workers(wrapped)
    assert not retry.lost_workers(ConnectionError())
