"""Tollbook reads news reports of armed attacks and keeps a ledger of who was killed, wounded or taken.

For notebooks: `tollbook.read(text)` reads one article, `tollbook.open(home)` opens a published ledger. Both are loaded
when they are first used, so that `import tollbook` costs nothing. The rest of the library is imported by module.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tollbook.notebook import Article, LedgerNotFoundError, Rows, read
    from tollbook.notebook import open_home as open  # noqa: A004 (said as `tollbook.open`, never imported alone)

__all__ = ["Article", "LedgerNotFoundError", "Rows", "open", "read"]

_NAMES = {name: "open_home" if name == "open" else name for name in __all__}


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'tollbook' has no attribute {name!r}; it has {', '.join(__all__)}")
    from tollbook import notebook  # noqa: PLC0415 (loaded when it is wanted)

    return getattr(notebook, _NAMES[name])


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
