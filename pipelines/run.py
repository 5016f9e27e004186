"""Materialises the whole graph in this process and reports its progress. No terminal in here, no exit codes."""

import os
import re
import traceback
import uuid  # noqa: TID251 (names a run, in no table)
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import dagster as dg

from pipelines.build import build_defs
from pipelines.jobs import LEDGER
from pipelines.resources import SHARD_DONE, SITE_VARIABLE, WAITING, Articles, Home, Workforce
from tollbook.journal import TEXT
from tollbook.remedies import remedy
from tollbook.stages import EngineChoice
from tollbook.warehouse.kept import KEEP

_SHARD = re.compile(SHARD_DONE.format(r"(\d+)", r"(\d+)"))
_MODULES = re.compile(r"^(?:\w+\.)+(?=\w+: )")
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Watcher(Protocol):
    """What wants to know how a run goes."""

    def planned(self, stages: int) -> None:
        """So many assets will be materialised."""

    def started(self, stage: str) -> None:
        """A stage has begun."""

    def part(self, stage: str, done: int, of: int) -> None:
        """So many of the shards that a stage has to compute are there."""

    def done(self, stage: str, metadata: Mapping[str, object]) -> None:
        """A stage has been materialised."""

    def said(self, message: str) -> None:
        """Something that a user should know (waiting for another run)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run failed: the stage or check, the error in a line, and where it came from."""

    stage: str
    message: str
    trace: str = ""

    @property
    def hint(self) -> str:
        """What to do about it, where that can be said."""
        return remedy(self.message)


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended; no failures means that the ledger was published.

    `warnings` are checks that passed but found something to look at: articles that were set aside.
    """

    failures: tuple[Failure, ...]
    warnings: tuple[str, ...] = ()

    @property
    def success(self) -> bool:
        """Whether everything was materialised and every check passed that must."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """What a run does to its home besides: how many ledgers of before it keeps, how the journal goes to the terminal.

    `stages` is where the home keeps its stages, empty for where they are.
    """

    stages: str = ""
    keep: int = KEEP
    log_format: str = TEXT


def run_ledger(
    articles: Path,
    home: Path,
    profile: str,
    watcher: Watcher,
    engine: EngineChoice | None = None,
    keeping: Housekeeping | None = None,
) -> RunResult:
    """Run the job `ledger` on these articles. Raises nothing for a stage that fails: see the result.

    Runs are recorded in DAGSTER_HOME when it is set, else nowhere.
    """
    chosen, kept = engine or EngineChoice(), keeping or Housekeeping()
    resources = {
        "articles": Articles(path=str(articles)),
        "home": Home(
            path=str(home),
            profile=profile,
            stages=kept.stages,
            site_url=os.environ.get(SITE_VARIABLE, ""),
            keep=kept.keep,
            log_format=kept.log_format,
        ),
        "workforce": Workforce(engine=chosen.name, workers=chosen.workers, scheduler=chosen.scheduler),
    }
    job = build_defs(resources).resolve_job_def(LEDGER)
    watcher.planned(len(job.asset_layer.executable_asset_keys))
    run_id = str(uuid.uuid4())
    result = None
    try:
        with _instance(home) as instance:
            instance.add_event_listener(run_id, lambda event: _tell(watcher, event))
            result = job.execute_in_process(run_config=_QUIET, instance=instance, run_id=run_id, raise_on_error=False)
    except Exception as error:  # of Dagster itself: its records cannot be written, say
        found = tuple(_failures(result)) if result is not None else ()
        told = f"{type(error).__name__}: {error}".partition("\n")[0]
        return RunResult(found or (Failure("run", told, traceback.format_exc()),))
    return RunResult(tuple(_failures(result)), tuple(_warnings(result)))


def _instance(home: Path) -> dg.DagsterInstance:
    if os.environ.get("DAGSTER_HOME"):
        return dg.DagsterInstance.get()
    # Nothing is written to this folder; one of its own in the system's would stay there when this process is killed.
    return dg.DagsterInstance.ephemeral(tempdir=str(home / "dagster"), settings={"telemetry": {"enabled": False}})


def _tell(watcher: Watcher, entry: dg.EventLogEntry) -> None:
    event = entry.dagster_event
    if event is None:
        if entry.user_message.startswith(WAITING):
            watcher.said(entry.user_message)
        elif entry.step_key and (shard := _SHARD.fullmatch(entry.user_message)):
            watcher.part(entry.step_key, int(shard[1]), int(shard[2]))
    elif event.event_type is dg.DagsterEventType.STEP_UP_FOR_RETRY and event.step_key:
        error = _root(event.step_retry_data.error)
        watcher.said(f"{event.step_key} will be tried again: {error.message.strip() if error else 'it failed'}")
    elif event.event_type is dg.DagsterEventType.STEP_START and event.step_key:
        watcher.started(event.step_key)
    elif event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION and event.step_key:
        values = event.step_materialization_data.materialization.metadata
        watcher.done(event.step_key, {name: value.value for name, value in values.items()})


def _failures(result: dg.ExecuteInProcessResult) -> Iterator[Failure]:
    checks = [c for c in result.get_asset_check_evaluations() if not c.passed and c.blocking and not _warns(c)]
    for check in checks:
        yield Failure(check.asset_key.to_user_string(), f"check {check.check_name}: {check.description}")
    steps = [e for e in result.all_events if e.is_step_failure]
    for event in steps:
        error = event.step_failure_data.error
        kind = error.cls_name if error else ""
        if kind == "DagsterExecutionInterruptedError":
            yield Failure(event.step_key or "run", "stopped; the next run goes on from here")
        elif kind != "DagsterAssetCheckFailedError":  # told above, in better words
            root = _root(error)
            yield Failure(event.step_key or "run", _said(root), _trace(root))
    if not (result.success or checks or steps):
        yield _before_the_first(next((e for e in result.all_events if e.is_run_failure), None))


def _warnings(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    return (c.description or c.check_name for c in result.get_asset_check_evaluations() if not c.passed and _warns(c))


def _warns(check: dg.AssetCheckEvaluation) -> bool:
    return check.severity is dg.AssetCheckSeverity.WARN


def _before_the_first(event: dg.DagsterEvent | None) -> Failure:
    """Why a run failed outside its stages: a resource that could not be set up, say."""
    root = _root(event.job_failure_data.error) if event else None
    told = _said(root) if root else event.message if event and event.message else ""
    return Failure("run", told or "the run failed before its first stage", _trace(root))


def _root(error: Any) -> Any:
    """The error that a stage raised, below those that Dagster wraps it in."""
    while error is not None and error.cause is not None and error.cls_name.startswith(("Dagster", "RetryRequested")):
        error = error.cause
    return error


def _said(error: Any) -> str:
    """What an error says, without the modules that its class is in."""
    return _MODULES.sub("", error.message.strip()) if error else ""


def _trace(error: Any) -> str:
    return "".join(error.stack) if error else ""
