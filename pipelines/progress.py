"""Progress of a run on the terminal: a live line there, plain lines where output is piped."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from pipelines.run import Watcher
from tollbook.journal import JSON, TEXT, write_to


class PlainLines:
    """Prints a line for each stage that is done."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def planned(self, stages: int) -> None:
        """Nothing to say yet."""

    def started(self, stage: str) -> None:
        """Nothing to say yet."""

    def part(self, stage: str, done: int, of: int) -> None:
        """Nothing to say yet."""

    def done(self, stage: str, metadata: Mapping[str, object]) -> None:
        """Print the stage and its row count."""
        self._console.print(stage_line(stage, metadata), markup=False, highlight=False)

    def said(self, message: str) -> None:
        """Print the message."""
        self._console.print(message, markup=False, highlight=False)


class Silent:
    """Leaves standard error to the journal."""

    def planned(self, stages: int) -> None:
        """Nothing to say."""

    def started(self, stage: str) -> None:
        """Nothing to say."""

    def part(self, stage: str, done: int, of: int) -> None:
        """Nothing to say."""

    def done(self, stage: str, metadata: Mapping[str, object]) -> None:
        """Nothing to say."""

    def said(self, message: str) -> None:
        """Nothing to say."""


class LiveLine:
    """Moves a progress bar over the stages."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task

    def planned(self, stages: int) -> None:
        """Set the length of the bar."""
        self._bar.update(self._task, total=stages)

    def started(self, stage: str) -> None:
        """Show which stage is on."""
        self._bar.update(self._task, description=stage)

    def part(self, stage: str, done: int, of: int) -> None:
        """Show how far the stage is, where there is more than one shard to wait for."""
        if of > 1:
            self._bar.update(self._task, description=f"{stage} {done}/{of}")

    def done(self, stage: str, metadata: Mapping[str, object]) -> None:  # noqa: ARG002 (a Watcher's signature)
        """Move on by one stage."""
        self._bar.advance(self._task)

    def said(self, message: str) -> None:
        """Print the message above the bar."""
        self._bar.console.print(message, markup=False, highlight=False)


def stage_line(stage: str, metadata: Mapping[str, object]) -> str:
    """Return what a stage did in a line: rows, and shards computed where there were any; of the site its pages."""
    written = metadata.get("pages written")
    if isinstance(written, int):
        kept = int(str(metadata.get("pages kept", 0)))
        return f"{stage:<22}{written + kept:>8} pages ({written} new, {kept} kept)"
    rows = metadata.get("dagster/row_count")
    computed, kept = metadata.get("shards computed"), metadata.get("shards kept")
    shards = "" if computed is None else "  (nothing new)" if not computed else f"  ({computed} new, {kept} kept)"
    return f"{stage:<22}{'' if rows is None else f'{rows:>8} rows'}{shards}"


@contextmanager
def progress(log_format: str = TEXT) -> Iterator[Watcher]:
    """Give a watcher that shows the run on standard error; with the format `json` the journal goes there instead.

    It writes to a copy of the descriptor: Dagster redirects standard error into its logs while a stage runs.
    """
    with os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace") as stream:
        if log_format == JSON:
            write_to(stream)
            yield Silent()
            return
        console = Console(file=stream)
        if not console.is_terminal:
            yield PlainLines(console)
            return
        with Progress(*_columns(), console=console, transient=True) as bar:
            yield LiveLine(bar, bar.add_task("", total=None))


def _columns() -> tuple[ProgressColumn, ...]:
    bar = (SpinnerColumn(), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn())
    return (*bar, TextColumn("{task.description}", markup=False))
