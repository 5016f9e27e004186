"""One incident as an article tells it."""

from dataclasses import dataclass, field

from tollbook.ledger.reports.passages import Passage
from tollbook.rows import Claim, DateMention, PlaceMention


@dataclass(slots=True)
class Thread:
    """One incident of an article: the passages that tell it, and those that only add to it."""

    passages: list[Passage] = field(default_factory=list)
    context: list[Passage] = field(default_factory=list)

    @property
    def dates(self) -> list[DateMention]:
        """Days of the passage that dates it: the first that gives any."""
        return next((p.dates for p in self.passages if p.dates), [])

    @property
    def in_body(self) -> bool:
        """Whether more than headlines tell it."""
        return any(p.sentence.kind != "headline" for p in self.passages)

    @property
    def places(self) -> list[PlaceMention]:
        """Places told with it; those of a headline only while nothing else tells any."""
        body = [m for p in self.passages if p.sentence.kind != "headline" for m in p.places]
        return body or [m for p in self.passages for m in p.places]

    @property
    def claims(self) -> list[Claim]:
        """Claims of it."""
        return [c for p in self.passages for c in p.own_claims]
