"""A home as a folder: whether it can be written, who works in it, what was left behind, what takes up room."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from tollbook.doctor.finding import Finding, fail, ok, size, warn
from tollbook.warehouse.ledgers import RUN_LOCK
from tollbook.warehouse.open import ledger_path

_LEAST = 100_000_000  # bytes of room besides twice the ledger: one is built beside the one that is read
_LEFT = (".tollbook-*.duckdb*", ".tollbook-*.scratch", "**/.*.tmp", "**/.scratch", ".manifests-*")
_SHOWN = 3
_PROC_LOCKS = Path("/proc/locks")


def absent(home: Path) -> Iterator[Finding]:
    """Say that there is no such folder."""
    if home.exists():
        yield fail("folder", f"{home} is no folder", f"Try --home {home.parent}")
    else:
        make = f"tollbook run --articles PATH --home {home} makes it."
        yield warn("folder", f"there is no {home}", f"{make} If it lies elsewhere, name it with --home.")


def folder(home: Path) -> Iterator[Finding]:
    """Whether runs can write, and have room."""
    for place in (home, *(p for p in (home / "stages", home / "site") if p.is_dir())):
        try:
            tempfile.TemporaryFile(dir=place).close()
        except OSError as error:
            todo = f"Give the user who runs Tollbook the right to write there: chown -R USER {home}"
            yield fail("folder", f"{place} cannot be written: {error.strerror}", todo)
            return
    free = shutil.disk_usage(home).free
    ledger = ledger_path(home)
    needed = _LEAST + 2 * (ledger.stat().st_size if ledger.is_file() else 0)
    if free < needed:
        todo = "Make room; tollbook run --keep 0 keeps no ledgers of before, and stages/ can be removed and made again."
        yield warn("folder", f"{size(free)} are free, a run may need {size(needed)}", todo)
    else:
        yield ok("folder", f"{home} can be written; {size(free)} are free")


def locks(home: Path) -> Iterator[Finding]:
    """Who works in the home. The lock of a process that is dead is free: the system sees to that."""
    held = [path for path in _locks(home) if not _is_free(path)]
    if not held:
        yield ok("locks", "no run is working here; lock files that lie here are free, and harmless")
        return
    who = sorted({str(pid) for path in held for pid in _holders(path)})
    by = f" by process {', '.join(who)}" if who else ""
    told = f"{', '.join(path.relative_to(home).as_posix() for path in held[:_SHOWN])} held{by}"
    todo = "A run is working here: wait until it is done, and look again. What follows may be of two states."
    if who:
        todo += f" To see which: ps -fp {','.join(who)}"
    yield warn("locks", told, todo)


def _locks(home: Path) -> list[Path]:
    names = (RUN_LOCK, ".tollbook-lock", "site/.lock", "stages/*/lock", "locks/*/lock")
    return sorted(path for name in names for path in home.glob(name))


def _is_free(path: Path) -> bool:
    try:
        FileLock(path, timeout=0).acquire().lock.release()
    except Timeout:
        return False
    except OSError:  # it cannot be opened for writing, which `folder` tells of
        return True
    return True


def _holders(path: Path) -> Iterator[int]:
    """The processes that hold a lock, where the system tells (Linux)."""
    if not _PROC_LOCKS.is_file():
        return
    number = str(path.stat().st_ino)
    for line in _PROC_LOCKS.read_text(encoding="ascii", errors="replace").splitlines():
        cells = line.split()
        if len(cells) > 5 and cells[5].rpartition(":")[2] == number and cells[4].isdecimal():
            yield int(cells[4])


def leftovers(home: Path) -> Iterator[Finding]:
    """What runs that were killed have left."""
    left = sorted({path for pattern in _LEFT for path in home.glob(pattern) if not path.name.endswith("lock")})
    if not left:
        yield ok("leftovers", "nothing lies here that a killed run left")
        return
    shown = ", ".join(path.relative_to(home).as_posix() for path in left[:_SHOWN])
    more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
    yield warn("leftovers", f"{shown}{more}", "Harmless: the next run removes them (tollbook run).")


def disk_use(home: Path) -> Iterator[Finding]:
    """What takes up room."""
    parts: dict[str, int] = {}
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink():
            part = path.relative_to(home).parts[0]
            parts[part] = parts.get(part, 0) + path.stat().st_size
    largest = sorted(parts.items(), key=lambda item: -item[1])[:6]
    shown = ", ".join(f"{name} {size(count)}" for name, count in largest)
    yield ok("disk use", f"{size(sum(parts.values()))}: {shown}" if parts else "empty")


CHECKS = (folder, locks, leftovers, disk_use)
