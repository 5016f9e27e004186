"""Tables in Markdown of text that others wrote."""

from collections.abc import Iterable, Sequence

MAX_CELL = 60  # characters; such tables are for looking
_SPECIAL = str.maketrans({c: "\\" + c for c in "\\`*_[]|<>~#$"} | {"\n": " ", "\r": " ", "\t": " "})


def escaped(value: object, most: int = MAX_CELL) -> str:
    """Return a value as the text of one cell of a Markdown table, cut to `most` characters."""
    text = "" if value is None else str(value)
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return cut.translate(_SPECIAL)


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[object]], most: int = MAX_CELL) -> str:
    """Return a Markdown table with a row a line."""
    lines = [names, ["---"] * len(names)]
    body = [[escaped(cell, most) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [*lines, *body])
