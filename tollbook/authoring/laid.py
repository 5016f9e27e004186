"""The rules that a command is to use: the packaged ones, with a folder of one's own laid over them, or that alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tollbook.compare.overlay import Overlay, overlay
from tollbook.rulebook import Fault, packaged_rules


@dataclass(frozen=True, slots=True)
class Laid:
    """A folder of rules to load (None: the packaged ones), and the folders whose files its author edits."""

    root: Path | None
    edited: Path
    overlay: Overlay | None = None

    def named(self, fault: Fault) -> Fault:
        """Return a fault whose file is named as its author knows it."""
        if self.overlay is None or fault.file not in self.overlay.names:
            return fault
        return replace(fault, file=f"{self.overlay.upper.as_posix()}/{fault.file}")


@contextmanager
def laid_over(rules: Path | None, *, whole: bool = False) -> Iterator[Laid]:
    """Give the rules to use. With `whole`, those of the folder `rules` and no others. Raises OverlayError."""
    if rules is None:
        yield Laid(None, packaged_rules())
        return
    if whole:
        yield Laid(rules, rules)
        return
    with TemporaryDirectory(prefix="tollbook-rules-") as scratch:
        made = overlay(rules, Path(scratch) / "rules")
        yield Laid(made.root, rules, made)
