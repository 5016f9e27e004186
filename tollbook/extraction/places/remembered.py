"""A bounded memory of what was looked up by name."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_MOST = 200_000  # names and their beginnings that are kept


class Remembered(dict[str, T]):
    """What was looked up before, by name; subscripting is the cheapest way in Python to ask for it."""

    def __init__(self, look_up: Callable[[str], T]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, name: str) -> T:
        if len(self) > _MOST:
            self.clear()
        found = self[name] = self._look_up(name)
        return found
