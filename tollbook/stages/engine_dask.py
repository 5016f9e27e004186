"""The engine `dask`: shards are computed by the workers of a Dask cluster that sees the same stage folders.

A task that is lost with its worker is given to another one by the scheduler (`distributed.scheduler.allowed-failures`
says how often). Every task writes its own files, whole or not at all, so one that runs twice does no harm.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from distributed import Client, LocalCluster

from tollbook.stages.code import installed_version
from tollbook.stages.engine import in_turn

T = TypeVar("T")
U = TypeVar("U")
WAIT_SECONDS = 30  # for a scheduler that does not answer, and for the first worker


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """Works on a cluster; at most two items a thread of the cluster are under way."""

    distant: ClassVar[bool] = True

    client: Client

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item, in the order of the items."""
        threads = sum(self.client.nthreads().values()) or 1
        yield from in_turn(self._submit, function, items, 2 * threads)

    def _submit(self, function: Callable[[T], U], item: T) -> Any:
        # not pure: the files of an equal task may have gone since
        return self.client.submit(_matching, function, item, installed_version(), pure=False)


def _matching(function: Callable[[T], U], item: T, version: str) -> U:
    """Return `function(item)`. Runs on a worker; RuntimeError when it has another Tollbook than who asks."""
    if installed_version() != version:
        raise RuntimeError(
            f"the worker on {socket.gethostname()} has another version of Tollbook, or of what it reads with: install "
            "the same wheel and requirements there"
        )
    return function(item)


@contextmanager
def connected(workers: int, scheduler: str) -> Iterator[DaskEngine]:
    """Give an engine on the cluster at `scheduler`, or on `workers` processes of one started here.

    Raises OSError when the scheduler does not answer, TimeoutError when it has no worker.
    """
    if scheduler:
        with Client(scheduler, timeout=WAIT_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=WAIT_SECONDS)
            yield DaskEngine(client)
        return
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield DaskEngine(client)
