"""A folder in the folder of an export for what is not ready yet."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = ".tollbook-export-"
_LOCK = "lock"  # held as long as its export works; one that is free belongs to an export that was killed


@contextmanager
def private_folder(out: Path) -> Iterator[Path]:
    """Give a folder in `out`, which is made when needed; it is removed in the end, and so are those of killed exports.

    Any number may be at work in one `out`: files are put there whole, so the last one stays.
    """
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    for left in sorted(out.glob(f"{_PREFIX}*")):
        with suppress(Timeout, OSError), FileLock(left / _LOCK, timeout=0):
            shutil.rmtree(left, ignore_errors=True)
    own = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out))
    try:
        with FileLock(own / _LOCK):
            yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        if made:
            with suppress(OSError):  # there are files in it
                out.rmdir()
