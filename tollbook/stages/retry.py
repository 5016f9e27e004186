"""Errors that may pass: of a network, of storage elsewhere, of a worker that died. Everything else fails again."""

import errno
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor

RETRIES = 3
WAIT_SECONDS = 5.0  # before the first; twice as long before each that follows

_PASSING = {
    getattr(errno, name)
    for name in (
        "EAGAIN", "EBUSY", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETDOWN", "ENETRESET",
        "ENETUNREACH", "EPIPE", "ESTALE", "ETIMEDOUT",
    )
    if hasattr(errno, name)
}  # fmt: skip
# Of packages that need not be installed: botocore (all that a connection or an answer can do), aiohttp, Dask.
_NAMED = {"HTTPClientError", "ClientConnectionError", "CommClosedError"}


def may_pass(error: BaseException) -> bool:
    """Return whether the same work may succeed when it is done again: an error, or what caused it, comes from outside.

    A worker that died is among them: its machine may have been taken away. Errors of Dask's own that say that a task
    took several workers with it are not: Dask has done it again already.
    """
    return any(_passing(e) for e in _chain(error))


def lost_workers(error: BaseException) -> bool:
    """Return whether the processes of an engine are gone, so that it must be started again."""
    return any(isinstance(e, BrokenExecutor) for e in _chain(error))


def wait_before(retry: int) -> float:
    """Return the seconds to wait before a retry; the first is 0."""
    return WAIT_SECONDS * 2.0**retry


def _passing(error: BaseException) -> bool:
    if isinstance(error, ConnectionError | BrokenExecutor):
        return True
    if isinstance(error, OSError) and error.errno in _PASSING:
        return True
    return any(cls.__name__ in _NAMED for cls in type(error).__mro__)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
