"""How commands print: plain text that keeps its width when it is piped, errors to standard error."""

from collections.abc import Mapping, Sequence

import typer


def say(text: str) -> None:
    """Print text to standard output. Control characters of articles are left out."""
    typer.echo(harmless(text))


def complain(text: str) -> None:
    """Print text to standard error."""
    typer.echo(harmless(text), err=True)


def harmless(text: str) -> str:
    """Return text without the characters that could drive a terminal or hide words."""
    return "".join(c for c in text if c in "\n\t" or ((c.isprintable() or c.isspace()) and c not in "\r\x0b\x0c\x85"))


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
