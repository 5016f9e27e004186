"""The files of the site on the disk: each is there whole or not at all, and pages that are gone are removed."""

import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from tollbook.storage.files import WriteError, sync

_NEW = ".new"  # in the site: files on their way; what a killed process left of them is removed by the next
_FEW = 100  # files that are synced one by one; for more the whole disk is


class SiteFiles:
    """Writes files of a site. Only one may work in a site at a time."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._new = site / _NEW
        self._written: list[Path] = []

    def write(self, name: str, content: str) -> None:
        """Write a file of the site. `name` is its path in it. Raises WriteError."""
        with self.filling(name) as private:
            private.write_text(content, encoding="utf-8", newline="\n")

    @contextmanager
    def filling(self, name: str) -> Iterator[Path]:
        """Give a private file to fill, which then takes the place of a file of the site. Raises WriteError."""
        path = self._site / name
        private = self._new / path.name
        try:
            yield private
            if path.is_file() and filecmp.cmp(path, private, shallow=False):
                return
            try:
                private.replace(path)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                private.replace(path)
        except OSError as error:
            raise WriteError(path, error) from error
        self._written.append(path)

    def assets(self) -> None:
        """Put styles, scripts and the map beside the pages, where they are not there yet."""
        package = files("tollbook.site")
        for source in (*(package / "static").iterdir(), *(package / "vendor").iterdir()):
            if source.name.endswith(".json"):  # a page opened from disk may load scripts, not data
                name, content = "world.js", b"TOLLBOOK.world = " + source.read_bytes().strip() + b";\n"
            else:
                name, content = source.name, source.read_bytes()
            path = self._site / "assets" / name
            if not path.is_file() or path.read_bytes() != content:
                with self.filling(f"assets/{name}") as private:
                    private.write_bytes(content)

    def remove(self, names: Iterable[str]) -> None:
        """Remove pages, and folders of pages that are empty, also those that a killed process emptied."""
        for name in names:
            (self._site / name).unlink(missing_ok=True)
        for folder in self._site.glob("*/??"):
            with suppress(OSError):  # there are pages in it
                folder.rmdir()

    def settle(self) -> None:
        """Have what was written so far on the disk, before something says that it is there."""
        if len(self._written) > _FEW and hasattr(os, "sync"):
            os.sync()
        else:
            for path in {*self._written, *(path.parent for path in self._written)}:
                sync(path)
        self._written.clear()


@contextmanager
def writing(site: Path) -> Iterator[SiteFiles]:
    """Give what writes the files of a site."""
    shutil.rmtree(site / _NEW, ignore_errors=True)
    (site / _NEW).mkdir()
    try:
        yield SiteFiles(site)
    finally:
        shutil.rmtree(site / _NEW, ignore_errors=True)
