"""The rules that tasks work with: those at hand in this process, else read from where the task says.

Workers of a cluster may be on machines with no rules, or with those of their own installation. For them the rules of a
run lie as one file beside its stages, named after their digest.
"""

import io
import tempfile
import zipfile
from pathlib import Path

from tollbook.ids import digest
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.storage.elsewhere import is_here, names
from tollbook.storage.files import write_atomically

_FOLDER = "rules"
_at_hand: list[Rulebook] = []  # the book that this process used last, none or one


def remember(book: Rulebook) -> None:
    """Have tasks in this process use the book that they were planned with, compiled patterns and all."""
    _at_hand[:] = [book]


def book_at_hand(root: Path, dimensions: tuple[str, ...], expected: str) -> Rulebook:
    """The rules of a task: those at hand when their digest is the expected one, else read again from `root`.

    `root` is a folder of rules, or a file that `rules_of` wrote.
    """
    for book in _at_hand:
        if rules_digest(book, dimensions) == expected:
            return book
    load_rulebook.cache_clear()  # a worker lives on while its rule files change
    book = _unpacked(root) if root.name.endswith(".zip") else load_rulebook(root)
    if rules_digest(book, dimensions) != expected:
        raise RuntimeError(f"the rules in {root} changed while the stage ran; run it again")
    remember(book)
    return book


def rules_digest(book: Rulebook, dimensions: tuple[str, ...]) -> str:
    """Return the digest of the rules of these dimensions; of none when there are none."""
    return book.digest(*dimensions) if dimensions else digest([])


def rules_of(book: Rulebook, stages: Path, *, distant: bool) -> Path:
    """Return where tasks read these rules: their folder, or for distant workers a file beside the stages, made here."""
    if not distant:
        return book.root
    folder = stages / _FOLDER
    path: Path = folder / f"{book.digest()}.zip"
    if path.name not in names(folder):
        if is_here(folder):
            folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda private: _pack(book.root, private))
    return path


def _pack(root: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(root.rglob("*.yaml")):
            archive.writestr(zipfile.ZipInfo(file.relative_to(root).as_posix()), file.read_bytes())


def _unpacked(path: Path) -> Rulebook:
    with (
        tempfile.TemporaryDirectory(prefix="tollbook-rules-") as folder,
        zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive,
    ):
        archive.extractall(folder)
        return load_rulebook(Path(folder))
