"""Python runs this at the start of every process that has this folder on PYTHONPATH, workers too.

What is asked for stands in the environment, so that it reaches the processes that a run starts:
TRIAL_NETWORK (a file: every use of a network is refused and written there), TRIAL_LOOPBACK (the machine itself may be
spoken to), TRIAL_LOCALE (the locale of the environment is taken on in full), TRIAL_LISTING (folders list backwards).
"""

import ipaddress
import json
import locale
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
TALKS = ("socket.connect", "socket.sendto", "socket.sendmsg")
NETWORK = os.environ.get("TRIAL_NETWORK", "")
LOOPBACK = bool(os.environ.get("TRIAL_LOOPBACK"))


def near(host: object) -> bool:
    """Whether a host is this machine, told without asking anyone."""
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def host_of(event: str, arguments: tuple[Any, ...]) -> object | None:
    """Return the host that an audit event of sockets is about; None when it is about none (pipes, Unix sockets)."""
    if event in TALKS:
        address = arguments[1]
        return address[0] if isinstance(address, tuple) and address else None
    if event == "socket.getnameinfo":
        return arguments[0][0] if arguments[0] else ""
    return arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0] or ""


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: note and refuse what reaches out."""
    if event not in TALKS and event not in LOOKUPS:
        return
    host = host_of(event, arguments)
    if host is None or (LOOPBACK and near(host)):
        return
    line = json.dumps({"event": event, "host": str(host), "process": sys.argv[:2]}) + "\n"
    with open(NETWORK, "a", encoding="utf-8") as file:  # noqa: PTH123 (pathlib may not be imported yet)
        file.write(line)
    raise PermissionError(f"{event} {host}: no network in a run")


class Backwards:
    """What os.scandir gives, the last entry first."""

    def __init__(self, entries: Any) -> None:
        with entries:
            self._entries = reversed(list(entries))

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the entries."""
        return self

    def __next__(self) -> Any:
        """Return the next entry."""
        return next(self._entries)

    def __enter__(self) -> "Backwards":
        """Nothing is open any more."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be closed."""

    def close(self) -> None:
        """Nothing is to be closed."""


def backwards(function: Callable[..., Any], wrap: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a function that lists a folder backwards."""
    return lambda *path: wrap(function(*path))


if NETWORK:
    sys.addaudithook(refuse)
if os.environ.get("TRIAL_LOCALE"):
    locale.setlocale(locale.LC_ALL, "")
if os.environ.get("TRIAL_LISTING"):
    os.scandir = backwards(os.scandir, Backwards)
    os.listdir = backwards(os.listdir, lambda names: sorted(names, reverse=True))
