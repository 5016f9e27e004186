"""Engines: what maps a function over shards. A stage does not know which one runs it."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Protocol, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Engine(Protocol):
    """Maps an importable function over picklable items (paths and names, never open objects)."""

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item, in the order of the items. The first exception is raised."""
        ...


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Works in this process, one item after the other."""

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item."""
        return map(function, items)


@dataclass(frozen=True, slots=True)
class ProcessEngine:
    """Works in fresh processes on this machine; at most two items a worker are under way, so results do not pile up."""

    workers: int = 2

    def map(self, function: Callable[[T], U], items: Sequence[T]) -> Iterator[U]:
        """Yield `function(item)` for each item, in the order of the items."""
        if len(items) < 2:
            yield from map(function, items)
            return
        with ProcessPoolExecutor(min(self.workers, len(items)), mp_context=get_context("spawn")) as pool:
            waiting: deque[Future[U]] = deque()
            try:
                for item in items:
                    waiting.append(pool.submit(function, item))
                    if len(waiting) >= 2 * self.workers:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
