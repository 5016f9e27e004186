"""A name in a sentence, as the steps of place extraction pass it on."""

from dataclasses import dataclass, field

from tollbook.extraction.places.place import Place


@dataclass(slots=True)
class Span:
    """A name in a sentence: character and word offsets, what it can be, and what stands around it.

    Later steps fill in feature, quote, relation and rule.
    """

    start: int
    end: int
    first: int
    last: int  # index after the last word
    key: str
    places: tuple[Place, ...] = ()
    in_run: bool = False  # capitalised words of no known name touch it
    feature: str | None = None  # precision that a feature word gives
    quote_start: int = -1
    quote_end: int = -1
    relation: str = "at"
    rule_id: str | None = None
    placed: bool = False  # a preposition or a feature word says that it is a place
    firm: bool = False  # ... even if unknown
    firm_before: bool = False  # ... by what stands before it
    seat_of: str | None = None  # of "the capital": its country, "" where the words do not tell
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the world knows a place of this name."""
        return bool(self.places)
