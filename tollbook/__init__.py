"""Tollbook reads news reports of armed attacks and keeps a ledger of who was killed, wounded or taken.

What stands in `__all__` is the public interface (docs/python.md): `tollbook.read(text)` reads one article,
`tollbook.make(articles, home)` makes a ledger, `tollbook.open(home)` opens it. They need no Dagster, and are loaded
when they are first used, so that `import tollbook` costs nothing. The rest of the library is imported by module, and
may change with any version.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tollbook.notebook.article import Article
    from tollbook.notebook.making import Published, make
    from tollbook.notebook.opening import LedgerNotFoundError
    from tollbook.notebook.opening import open_home as open  # noqa: A004 (said as `tollbook.open`, never imported alone)
    from tollbook.notebook.reading import read
    from tollbook.notebook.rows import Rows

__all__ = ["Article", "LedgerNotFoundError", "Published", "Rows", "make", "open", "read"]

_PLACES = {
    "Article": "article.Article",
    "LedgerNotFoundError": "opening.LedgerNotFoundError",
    "Published": "making.Published",
    "Rows": "rows.Rows",
    "make": "making.make",
    "open": "opening.open_home",
    "read": "reading.read",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'tollbook' has no attribute {name!r}; it has {', '.join(__all__)}")
    module, _, attribute = _PLACES[name].partition(".")
    return getattr(import_module(f"tollbook.notebook.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
