"""Where results are kept that depend on nothing but rules and code, so that a new home need not pay for them again.

First the environment that Tollbook is installed in (`python -m tollbook.prepare` puts them there once, when it is set
up), then the user's cache folder (where a run puts what it had to make).
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs


def environment_folder() -> Path:
    """Return the folder of the environment; it need not be there."""
    return Path(sys.prefix) / "share" / "tollbook"


def user_folder() -> Path:
    """Return the folder in the user's cache; it need not be there."""
    return Path(platformdirs.user_cache_path("tollbook", appauthor=False))


def kept(name: str) -> Iterator[Path]:
    """Yield the files of this name that are there, that of the environment first."""
    for folder in (environment_folder(), user_folder()):
        with suppress(OSError):
            if (folder / name).is_file():
                yield folder / name


def prune(folder: Path, pattern: str, most: int) -> None:
    """Remove all but the newest few of the files that match a pattern: those of other rules and code."""
    with suppress(OSError):
        files = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[most:]:
            path.unlink(missing_ok=True)
