"""What every asset does besides its work: it writes into the journal and Dagster's log, and asks for a retry."""

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import dagster as dg

from pipelines.resources import Home, Workforce
from tollbook.journal import failure
from tollbook.stages.retry import RETRIES, lost_workers, may_pass, wait_before

Body = Callable[..., dg.MaterializeResult]
ROWS = "dagster/row_count"


def logged(body: Body) -> Body:
    """Return the body of an asset with an event before and after it, in the journal of its home and in Dagster's log.

    An error that may pass (network, storage, a worker that died) becomes a request for a retry; others are raised.
    """

    @wraps(body)
    def run(*args: Any, **given: Any) -> dg.MaterializeResult:
        step = _Step(dg.AssetExecutionContext.get(), given["home"], given.get("workforce"))
        step.begin()
        try:
            result = body(*args, **given)
        except Exception as error:
            step.failed(error)
            raise
        step.end(result.metadata or {})
        return result

    return run


class _Step:
    """One asset at work."""

    def __init__(self, context: dg.AssetExecutionContext, home: Home, workforce: Workforce | None) -> None:
        self._context, self._home, self._workforce = context, home, workforce
        self._begun = time.monotonic()
        self._facts: dict[str, Any] = {"stage": context.asset_key.to_user_string()}
        if workforce is not None:
            self._facts["engine"] = workforce.engine

    def begin(self) -> None:
        self._context.log.debug(self._home.journal.tell("stage_begin", **self._facts))

    def end(self, metadata: Mapping[str, Any]) -> None:
        self._context.log.info(self._home.journal.tell("stage_end", **self._timed(), **counts(metadata)))

    def failed(self, error: Exception) -> None:
        """Tell of an error; raises dg.RetryRequested for one that may pass."""
        journal, tried = self._home.journal, self._context.retry_number
        if may_pass(error) and tried < RETRIES:
            wait = wait_before(tried)
            told = journal.tell("stage_retry", "warning", **self._timed(), retry=tried + 1, wait=wait, **failure(error))
            self._context.log.warning(told)
            if self._workforce is not None and lost_workers(error):
                self._workforce.start_again()
            raise dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=wait) from error
        self._context.log.error(journal.tell("stage_failed", "error", **self._timed(), **failure(error)))

    def _timed(self) -> dict[str, Any]:
        return {**self._facts, "seconds": round(time.monotonic() - self._begun, 3)}


def counts(metadata: Mapping[str, Any]) -> dict[str, int]:
    """Return the counts among an asset's metadata, `rows: rejects` as `rows_rejects`."""
    found = {name: value.value if isinstance(value, dg.MetadataValue) else value for name, value in metadata.items()}
    named = {("rows" if name == ROWS else name): value for name, value in found.items() if type(value) in (int, bool)}
    return {"_".join(name.replace(":", " ").split()): value for name, value in named.items()}
