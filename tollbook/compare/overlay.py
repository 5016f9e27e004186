"""Rules laid over the packaged ones, file by file."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tollbook.rulebook import packaged_rules


class OverlayError(ValueError):
    """A folder that holds no rules; says what to do."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A folder of rules made of two: which files of the upper one took the place of others, and which are new."""

    root: Path
    upper: Path
    replaced: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """The files of the upper folder."""
        return frozenset({*self.replaced, *self.added})

    def folder_of(self, name: str) -> str:
        """Return the folder that a file comes from, as a reader knows it."""
        return self.upper.as_posix() if name in self.names else "rules"


def overlay(folder: Path, into: Path, *, whole: bool = False) -> Overlay:
    """Copy the packaged rules to `into`, then those of `folder` over them; with `whole`, only those of `folder`.

    A file takes the place of the packaged one of the same relative path (`casualties/killed.yaml`). Raises
    OverlayError when there is no rule file in `folder`.
    """
    if not folder.is_dir():
        raise OverlayError(f"There is no folder {folder}: give --rules a folder in the shape of rules/.")
    own = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.yaml") if p.is_file())
    if not own:
        raise OverlayError(f"{folder} holds no rule files: they are called <dimension>/<name>.yaml, as in rules/.")
    packaged = packaged_rules()
    known = {p.relative_to(packaged).as_posix() for p in packaged.rglob("*.yaml")}
    for name in () if whole else sorted(known):
        _copy(packaged / name, into / name)
    for name in own:
        _copy(folder / name, into / name)
    return Overlay(into, folder, tuple(n for n in own if n in known), tuple(n for n in own if n not in known))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
