"""Reconciliation profiles: a protocol's clauses as data, read from `rules/profiles/*.yaml`."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from tollbook.ledger.links_settings import Settings, read_settings
from tollbook.rulebook import Fault, Rulebook, RulebookError

DEFAULT = "tollbook"
Keep = Literal[
    "keep_all",
    "keep_not_perpetrator",
    "keep_exact",
    "keep_main",
    "keep_latest",
    "keep_corroborated",
    "keep_reliable",
]
Take = Literal["take_majority", "take_lower_median", "take_lowest", "raise_to_later_bound"]
WordValues = Annotated[list[int], Field(min_length=3, max_length=3)]


class Clause(Settings):
    """A named clause: how it reads. What it does is a step that the engine knows."""

    clause: str
    says: str


class SpanClause(Clause):
    """A step that says which totals bound low and high."""

    does: Keep | Literal["drop_replaced"]


class BestClause(Clause):
    """A step on the way to the best count."""

    does: Keep | Take


class CumulativeClause(Clause):
    """What becomes of a total over several incidents."""

    does: Literal["note", "distribute", "divide", "net"]


class ExampleStatement(Settings):
    """What one source says in a worked example."""

    by: str
    day: str | None
    low: int | None = None
    high: int | None = None
    word: str | None = None
    qualifier: str = "exact"
    kind: str | None = None
    role: str = "main"


class ExampleResult(Settings):
    """What a profile makes of it."""

    low: int | None
    best: int | None
    high: int | None
    disagreement: bool | None = None
    clause: str | None = None


class Example(Settings):
    """A worked case of a profile; a test runs it."""

    title: str
    statements: list[ExampleStatement]
    gives: ExampleResult


class Profile(Settings):
    """A protocol. `origin` says for each key which profile in the chain of inheritance states it."""

    name: str
    title: str
    inherits: str | None
    reference: str
    outcomes: list[str]
    parties: list[Literal["victims", "perpetrators", "all"]]
    least_killed: int
    without_groups: list[str]
    words: dict[str, WordValues | None]
    about_tolerance: float
    span: list[SpanClause]
    best: Annotated[list[BestClause], Field(min_length=1)]
    reliability: list[list[str | None]]
    cumulative: CumulativeClause
    examples: list[Example]
    origin: dict[str, str]

    @field_validator("words")
    @classmethod
    def _ordered(cls, words: dict[str, list[int] | None]) -> dict[str, list[int] | None]:
        for word, values in words.items():
            if values is not None and values != sorted(values):
                raise ValueError(f"{word}: low, best and high must not fall")
        return words

    def clause_id(self, key: str, clause: str) -> str:
        """Return "<profile that states it>.<clause>"."""
        return f"{self.origin.get(key, self.name)}.{clause}"

    def word_values(self, word: str) -> list[int] | None:
        """Return [low, best, high] for a vague word, null where the protocol leaves it blank."""
        known = self.words
        key = word.casefold()
        return known[key] if key in known else known.get("other")

    def source_class(self, kind: str | None) -> int:
        """Return the class of reliability of a kind of source, 0 the most reliable."""
        classes = self.reliability
        for n, kinds in enumerate(classes):
            if kind in kinds:
                return n
        return next((n for n, kinds in enumerate(classes) if None in kinds), 0)


def profiles(book: Rulebook) -> Mapping[str, Profile]:
    """Return every profile of the book by name, the default first, the others in alphabetical order.

    Raises RulebookError for an unknown parent, a circle of parents, or a key that is missing or wrong.
    """
    return book.memo("ledger.profiles", _load)


def _load(book: Rulebook) -> dict[str, Profile]:
    raw = {key.split("/", 1)[1]: value for key, value in book.settings.items() if key.startswith("profiles/")}
    if DEFAULT not in raw:
        raise RulebookError([Fault(f"profiles/{DEFAULT}.yaml", 1, "", "this file is missing or has no settings")])
    names = [DEFAULT, *sorted(set(raw) - {DEFAULT})]
    return {name: read_settings(book, f"profiles/{name}", Profile, _merged(name, raw)) for name in names}


def _merged(name: str, raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    chain: list[str] = []
    current: Any = name
    while current is not None:
        if current not in raw or current in chain:
            problem = "inherits from itself" if current in chain else f"inherits from {current!r}, which does not exist"
            raise RulebookError([Fault(f"profiles/{name}.yaml", 1, "", problem)])
        chain.append(current)
        current = raw[current].get("inherits")
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for ancestor in reversed(chain):
        for key, value in raw[ancestor].items():
            values[key] = value
            origin[key] = ancestor
    return {**values, "examples": raw[name].get("examples", []), "origin": origin}
