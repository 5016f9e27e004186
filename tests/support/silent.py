"""A watcher of runs that keeps what it is told."""

from collections.abc import Mapping


class Silent:
    def __init__(self) -> None:
        self.materialised: dict[str, Mapping[str, object]] = {}
        self.messages: list[str] = []
        self.parts: dict[str, list[tuple[int, int]]] = {}

    def planned(self, stages: int) -> None:
        self.expected = stages

    def started(self, stage: str) -> None:
        pass

    def part(self, stage: str, done: int, of: int) -> None:
        self.parts.setdefault(stage, []).append((done, of))

    def done(self, stage: str, metadata: Mapping[str, object]) -> None:
        self.materialised[stage] = metadata

    def said(self, message: str) -> None:
        self.messages.append(message)
