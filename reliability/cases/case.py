"""One case of bad input, and what is used to make them."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

Refused = tuple[str, str, str]  # stage, source_id, reason

STORY = "KANO (AFP) - A bomb killed nine guards at a depot in Kano on Monday, police said. Three others were wounded.\n"


def nothing(_folder: Path) -> AbstractContextManager[None]:
    """Nothing happens while the articles are read."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Case:
    """What is put into a folder, and what must come of it.

    `make` writes the files. `kept` are the `source_id`s of the documents, `refused` the rejects. `inputs` counts the
    articles as a person would: each is kept or refused; by default those that are. `reading` is entered when
    everything was found and nothing read yet, `finding` before anything is found.
    """

    name: str
    group: str
    what: str
    make: Callable[[Path], None]
    kept: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    inputs: int | None = None
    finding: Callable[[Path], AbstractContextManager[None]] = field(default=nothing)
    reading: Callable[[Path], AbstractContextManager[None]] = field(default=nothing)
    note: str = ""


def writes(name: str, data: bytes | str) -> Callable[[Path], None]:
    """Return what writes one file of the folder."""

    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))

    return make


def one(
    name: str, group: str, what: str, file: str, data: bytes | str, reason: str = "", stage: str = "documents"
) -> Case:
    """Return the case of one file: refused for `reason`, or kept where that is empty."""
    refused = ((stage, file, reason),) if reason else ()
    return Case(name, group, what, writes(file, data), () if reason else (file,), refused)
