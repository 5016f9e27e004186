"""Content-hash ids: the same content gets the same id on every machine, in every order."""

import hashlib
from collections.abc import Iterable

_SEPARATOR = "\x1f"


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 16 hex digits hashed from `parts` (None differs from '')."""
    joined = _SEPARATOR.join(["\x00" if p is None else str(p) for p in parts])
    return f"{prefix}_{hashlib.blake2b(joined.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def digest(parts: Iterable[str]) -> str:
    """Return 32 hex digits hashed from `parts` in the order given."""
    joined = _SEPARATOR.join(parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
