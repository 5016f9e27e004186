"""Looks at a folder of rules and says when something in it is no longer as it was."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

_LOOK_AGAIN_MS = (
    2000  # also without a message: what changed before the watching began, or on a drive that tells nothing
)

Seen = dict[str, tuple[int, int]]


def changes(folder: Path, stop: Event | None = None, since: Seen | None = None) -> Iterator[list[str]]:
    """Yield the names of rule files that came, changed or went, each time some did; ends when `stop` is set.

    `since` is what `seen` gave before; without it, changes count from now.
    """
    last = seen(folder) if since is None else since
    watcher = watch(
        folder, watch_filter=_is_rules, stop_event=stop, rust_timeout=_LOOK_AGAIN_MS, yield_on_timeout=True,
        raise_interrupt=True,
    )  # fmt: skip
    for _ in watcher:
        now = seen(folder)
        names = sorted(name for name in {*last, *now} if last.get(name) != now.get(name))
        last = now
        if names:
            yield names


def seen(folder: Path) -> Seen:
    """Return the rule files of a folder with size and time of change."""
    out: Seen = {}
    for path in sorted(folder.rglob("*.yaml")):
        try:
            status = path.stat()
        except OSError:  # gone meanwhile
            continue
        out[path.relative_to(folder).as_posix()] = (status.st_size, status.st_mtime_ns)
    return out


def _is_rules(_: Change, path: str) -> bool:
    return path.endswith(".yaml")
