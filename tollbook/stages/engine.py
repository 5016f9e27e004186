"""Engines: what maps a function over shards. A stage does not know which one runs it.

`EngineChoice` gives one by name: `local` works in this process, `processes` in others on this machine, `dask` on a
cluster (`engine_dask`, needs the extra of that name).
"""

import atexit
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import ClassVar, Protocol, TypeVar

from tollbook.vocabulary import Progress

T = TypeVar("T")
U = TypeVar("U")
ENGINES = ("local", "processes", "dask")


class Engine(Protocol):
    """Maps an importable function over picklable items (paths and names, never open objects)."""

    @property
    def distant(self) -> bool:
        """Whether workers may be on other machines, which have their own files."""
        ...

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item, in the order of the items. The first exception is raised."""
        ...


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Works in this process, one item after the other."""

    distant: ClassVar[bool] = False

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item."""
        return map(function, items)


@dataclass(frozen=True, slots=True)
class WatchedEngine:
    """An engine that tells of each item that is done."""

    engine: Engine
    stage: str
    progress: Progress

    @property
    def distant(self) -> bool:
        """As the engine's own."""
        return self.engine.distant

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item, in the order of the items."""
        for done, result in enumerate(self.engine.map(function, items), 1):
            self.progress(self.stage, done, len(items))
            yield result


@dataclass(frozen=True, slots=True)
class ProcessEngine:
    """Works in fresh processes on this machine; at most two items a worker are under way, so results do not pile up.

    With a `pool` its processes are used and left running: they keep their rules from stage to stage.
    """

    distant: ClassVar[bool] = False

    workers: int = 2
    pool: Executor | None = field(default=None, compare=False)

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item, in the order of the items."""
        if len(items) < 2:
            yield from map(function, items)
        elif self.pool is not None:
            yield from in_turn(self.pool.submit, function, items, 2 * self.workers)
        else:
            with _processes(min(self.workers, len(items))) as pool:
                yield from in_turn(pool.submit, function, items, 2 * self.workers)


def in_turn(
    submit: "Callable[[Callable[[T], U], T], Future[U]]",
    function: Callable[[T], U],
    items: Sequence[T],
    under_way: int,
) -> Iterator[U]:
    """Yield the results of `submit(function, item)` in order, with at most so many under way; cancel what is left."""
    waiting: deque[Future[U]] = deque()
    try:
        for item in items:
            waiting.append(submit(function, item))
            if len(waiting) >= under_way:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for left in waiting:
            left.cancel()


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Have a worker end when the process that it works for was killed; it would wait for work for ever.

    One that is told to end ends at once: to free hundreds of megabytes object by object takes seconds.
    """
    atexit.register(_at_once)
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def _at_once() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine works, with how many processes (0: one a core), or at which running Dask scheduler (tcp://...).

    Without a scheduler `dask` starts a cluster on this machine.
    """

    name: str = "local"
    workers: int = 0
    scheduler: str = ""

    def check(self) -> None:
        """Raise ValueError, with what to do, when there can be no such engine."""
        if self.name not in ENGINES:
            raise ValueError(f"there is no engine {self.name!r}; there are: {', '.join(ENGINES)}")
        if self.workers < 0:
            raise ValueError("workers must be 0 (one a core) or more")
        if self.scheduler and self.name != "dask":
            raise ValueError(f"a scheduler is for the engine dask, not for {self.name}")
        if self.workers and self.name == "local":
            raise ValueError("the engine local has no workers; take processes or dask")
        if self.workers and self.scheduler:
            raise ValueError("the workers of a running scheduler are its own; leave workers out")
        if self.name == "dask" and find_spec("distributed") is None:
            raise ValueError("the engine dask needs Dask: pip install 'tollbook[dask]'")

    @contextmanager
    def open(self) -> "Iterator[Engine]":
        """Give the engine, and close what it started. Raises as `check` does."""
        self.check()
        count = self.workers or os.cpu_count() or 1
        if self.name == "processes":
            with _processes(count) as pool:
                yield ProcessEngine(count, pool)
        elif self.name == "dask":
            from tollbook.stages.engine_dask import connected  # noqa: PLC0415 (an extra)

            with connected(count, self.scheduler) as engine:
                yield engine
        else:
            yield LocalEngine()
