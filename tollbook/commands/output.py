"""How commands print: plain text that keeps its width when it is piped, errors with a hint to standard error."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.table import Table

REFUSED = 2  # exit code: it could not be done as asked


def say(text: str) -> None:
    """Print text to standard output. Control characters of articles are left out."""
    typer.echo(harmless(text))


def say_json(facts: object) -> None:
    """Print facts as JSON: two spaces of indent, days as ISO text. What could drive a terminal is escaped."""
    text = json.dumps(facts, default=str, ensure_ascii=False, indent=2)
    typer.echo("".join(c if harmless(c) else json.dumps(c)[1:-1] for c in text))


def complain(text: str) -> None:
    """Print text to standard error."""
    typer.echo(harmless(text), err=True)


def refuse(message: str, hint: str = "") -> NoReturn:
    """Leave with exit code 2, after a message and what to do about it."""
    complain(message)
    if hint:
        complain(f"Hint: {hint}")
    raise typer.Exit(REFUSED)


def harmless(text: str) -> str:
    """Return text without the characters that could drive a terminal or hide words."""
    return "".join(c for c in text if c in "\n\t" or ((c.isprintable() or c.isspace()) and c not in "\r\x0b\x0c\x85"))


def one_line(value: object) -> str:
    """Return a value as harmless text on one line: nothing for None, yes or no for a truth."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(harmless(str(value)).split())


def aligned(rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Return rows as lines, each column but the last padded to its widest cell."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(indent + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def span_of_counts(counts: Mapping[str, int | None]) -> str:
    """Return low/best/high as text: `13`, or `10-13-16` where they differ, `?` for what is not known."""
    low, best, high = ("?" if counts[k] is None else str(counts[k]) for k in ("low", "best", "high"))
    return best if low == best == high else f"{low}/{best}/{high}"


def on_terminal() -> bool:
    """Whether standard output is a terminal: there tables are drawn, elsewhere lines are plain."""
    return sys.stdout.isatty()


def table(title: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> "Table":
    """Return a table for a terminal. Cells are text as it is: an article may hold what looks like markup."""
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(
        title=Text(title, style="bold") if title else None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for name in names:
        drawn.add_column(Text(name), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(one_line(cell)) for cell in row))
    return drawn


def draw(*things: Any) -> None:
    """Print tables and texts to a terminal; without colours where NO_COLOR is set."""
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    for thing in things:
        console.print(thing)


@contextmanager
def told() -> Iterator[Callable[[str], None]]:
    """Give what says on which part of long work a command is: on a terminal only, on standard error."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status("...") as status:
        yield status.update


@contextmanager
def counted() -> Iterator[Callable[[str, int, int], None]]:
    """Give what moves a bar (name of the part, done, of how many): on a terminal only, on standard error."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, done, of: bar.update(task, description=name, completed=done, total=of)
