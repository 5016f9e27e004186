"""Forms of rules that are dear to make: files read, patterns compiled or for RE2. Made once and kept on disk.

Each is a function of a text, so a file of them holds for any rules: an edited rule has its own patterns made anew, no
others. The file is named after the code and the libraries that make them. What it says is read when it is asked for.
"""

import hashlib
import io
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import regex

from tollbook.ids import digest
from tollbook.kept import kept, prune, user_folder
from tollbook.storage.files import write_atomically

T = TypeVar("T")
_NAME = "patterns-{}.bin"
_MOST = 4  # files that are kept: of other code
_MOST_BYTES = 64_000_000  # of a file; beyond, only what this process asked for stays
_CODE = ("around", "book", "needles", "relaxed", "strict_yaml", "unmarked", "ways")
_ALLOWED = {  # all that a file may name: it is data, whoever wrote it
    ("builtins", "frozenset"),
    ("regex._regex", "compile"),
    ("tollbook.rulebook.relaxed", "Relaxed"),
    ("tollbook.rulebook.strict_yaml", "LineDict"),
    ("tollbook.rulebook.ways", "Way"),
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no form of a rule")
        return super().find_class(module, name)


class Forms:
    """The forms that a process asked for, and those that were there before."""

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._stored: dict[bytes, bytes] = {}
        self._asked: dict[bytes, bytes] = {}
        self.made = 0
        for path in files:
            with suppress(Exception):  # of another format, cut short: as if it were not there
                self._stored |= _read(path.read_bytes())

    def of(self, kind: str, parts: Iterable[str], build: Callable[[], T]) -> T:
        """Return what `build` makes of `parts`, which say all that it depends on."""
        key = hashlib.blake2b("\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        held = self._asked.get(key) or self._stored.get(key)
        if held is not None:
            with suppress(Exception):
                found: T = _read(held)
                self._asked[key] = held
                return found
        found = build()
        self._asked[key] = pickle.dumps(found, protocol=5)
        self.made += 1
        return found

    def write(self, path: Path) -> None:
        """Write all of them to a file. Raises OSError when it cannot be written."""
        whole = {**self._stored, **self._asked}
        if sum(map(len, whole.values())) > _MOST_BYTES:
            whole = self._asked
        data = pickle.dumps(dict(sorted(whole.items())), protocol=5)

        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda private: _write(private, data))
        self.made = 0


def _read(data: bytes) -> Any:
    return _Reader(io.BytesIO(data)).load()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@lru_cache(maxsize=1)
def forms() -> Forms:
    """Return the forms of this process, with what is kept from others."""
    return Forms(reversed(list(kept(_name()))))


def compiled(pattern: str, flags: int = regex.VERSION0) -> "regex.Pattern[str]":
    """Return `regex.compile(pattern, flags)`."""
    return forms().of("compiled", (str(int(flags)), pattern), lambda: regex.compile(pattern, flags))


def keep_forms(folder: Path | None = None) -> None:
    """Keep what was made since in a folder, by default that of the user. Raises OSError when it cannot be written."""
    if forms().made or folder:
        where = folder or user_folder()
        forms().write(where / _name())
        prune(where, _NAME.format("*"), _MOST)


@lru_cache(maxsize=1)
def _name() -> str:
    """The name of the file: what the forms depend on besides their texts."""
    here = Path(__file__).parent
    code = (path.read_text(encoding="utf-8") for path in sorted(here.glob("*.py")) if path.stem in _CODE)
    return _NAME.format(digest([*code, regex.__version__, sys.version]))
