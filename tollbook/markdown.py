"""Tables in Markdown of text that others wrote."""

from collections.abc import Iterable, Sequence

MAX_CELL = 60  # characters; such tables are for looking
BAR = 12  # characters of the longest bar
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SPECIAL = str.maketrans({c: "\\" + c for c in "\\`*_[]|<>~#$&@"} | {"\n": " ", "\r": " ", "\t": " "})
_LINKS = (("://", "\\://"), ("www.", "www\\."))  # what GitHub's Markdown makes a link of by itself


def escaped(value: object, most: int = MAX_CELL) -> str:
    """Return a value as the text of one cell of a Markdown table, cut to `most` characters.

    Nothing in it becomes a link, an image, markup or an entity; characters that are not to be seen are left out.
    """
    text = "" if value is None else str(value)
    cut = text if len(text) <= most else text[: most - 1] + "…"
    plain = "".join(c for c in cut.translate(_SPECIAL) if c.isprintable())
    for found, harmless in _LINKS:
        plain = plain.replace(found, harmless)
    return plain


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[object]], most: int = MAX_CELL) -> str:
    """Return a Markdown table with a row a line."""
    lines = [names, ["---"] * len(names)]
    body = [[escaped(cell, most) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [*lines, *body])


def bar(count: int, most: int, width: int = BAR) -> str:
    """Return a bar of block characters: `width` of them for `most`, in steps of an eighth; none for nothing."""
    eighths = round(8 * width * count / most) if most > 0 and count > 0 else 0
    whole, rest = divmod(max(eighths, int(count > 0)), 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")
