"""How `tollbook diff` prints: tables on a terminal, aligned lines when it is piped."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tollbook.commands.output import aligned, harmless
from tollbook.compare.sections import Section, sections, summary
from tollbook.compare.whatif import Answer

MOST = 72  # characters of a cell in lines; the last column may be longer
MOST_LAST = 160
_NARROW = ("change", "incident", "score")
_STYLES = {
    **dict.fromkeys(("new", "added", "appeared", "same", "split"), "green"),
    **dict.fromkeys(("gone", "removed", "vanished", "not same", "merged"), "red"),
    **dict.fromkeys(("changed", "renamed", "moved"), "yellow"),
}


def plain(answer: Answer, limit: int) -> str:
    """Return an answer as lines. At most `limit` rows of each table (0: all), and how many there are besides."""
    lines = [summary(answer.difference), *answer.notes]
    for section in sections(answer.difference):
        rows, more = _shown(section, limit)
        lines += ["", section.title, aligned([section.columns, *([_cut(c) for c in _cells(r)] for r in rows)])]
        lines += more
    return harmless("\n".join(lines))


def draw(answer: Answer, limit: int, console: Console | None = None) -> None:
    """Print an answer as tables."""
    out = console or Console()
    out.print(Text(harmless(summary(answer.difference)), style="bold"))
    for note in answer.notes:
        out.print(Text(harmless(note)))
    for section in sections(answer.difference):
        rows, more = _shown(section, limit)
        out.print(_table(section, rows))
        for line in more:
            out.print(Text(line))


def _table(section: Section, rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=Text(section.title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in section.columns:
        table.add_column(Text(name), overflow="fold", no_wrap=name in _NARROW)
    for row in rows:  # Text, not str: an article may hold what looks like markup
        cells = list(_cells(row))
        table.add_row(Text(cells[0], style=_STYLES.get(cells[0], "")), *map(Text, cells[1:]))
    return table


def _shown(section: Section, limit: int) -> tuple[Sequence[Sequence[str]], list[str]]:
    rows = section.rows[:limit] if limit else section.rows
    more = len(section.rows) - len(rows)
    return rows, [f"  ... and {more} more: --limit 0 shows them, --json and --out have them all"] if more else []


def _cells(row: Sequence[str]) -> Iterator[str]:
    """Cells on one line, without control characters, the last a little longer than the others."""
    for place, cell in enumerate(row, 1):
        yield " ".join(harmless(cell).split())[: MOST_LAST if place == len(row) else None]


def _cut(cell: str) -> str:
    return cell if len(cell) <= MOST or len(cell) == MOST_LAST else cell[: MOST - 1] + "…"
