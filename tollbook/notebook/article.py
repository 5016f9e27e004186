"""What was found in one article, for people: rows by kind, as text, as highlighted HTML, as data frames."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from tollbook.article import Reading
from tollbook.counts import in_words
from tollbook.notebook.rows import Rows
from tollbook.notebook.spans import Span, highlighted
from tollbook.rows import (
    ActorMention,
    AttributionMention,
    Claim,
    DateMention,
    Document,
    EventMention,
    GroupTally,
    NumberMention,
    PlaceMention,
    Report,
    Sentence,
    Tally,
    UnmatchedNumber,
)


@dataclass(frozen=True, slots=True, repr=False)
class Mentions:
    """The spans that rules matched, by kind."""

    numbers: Rows[NumberMention]
    dates: Rows[DateMention]
    places: Rows[PlaceMention]
    actors: Rows[ActorMention]
    events: Rows[EventMention]
    sources: Rows[AttributionMention]

    def __repr__(self) -> str:
        return "Mentions: " + ", ".join(f"{len(getattr(self, f.name))} {f.name}" for f in fields(self))


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """An article as the rules read it. Offsets in all rows point into `text`, the cleaned text."""

    document: Document
    sentences: Rows[Sentence]
    mentions: Mentions
    claims: Rows[Claim]
    reports: Rows[Report]
    tallies: Rows[Tally]
    tallies_by_group: Rows[GroupTally]
    unmatched_numbers: Rows[UnmatchedNumber]

    @classmethod
    def of(cls, reading: Reading) -> "Article":
        """Wrap what `tollbook.article.analyse` found."""
        found = reading.mentions
        return cls(
            reading.document,
            Rows(Sentence, reading.sentences),
            Mentions(
                Rows(NumberMention, found.numbers),
                Rows(DateMention, found.dates),
                Rows(PlaceMention, found.places),
                Rows(ActorMention, found.actors),
                Rows(EventMention, found.events),
                Rows(AttributionMention, found.sources),
            ),
            Rows(Claim, reading.claims),
            Rows(Report, reading.reports),
            Rows(Tally, reading.tallies),
            Rows(GroupTally, reading.tallies_by_group),
            Rows(UnmatchedNumber, reading.unmatched_numbers),
        )

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.document.text

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return highlighted(self.text, list(self._spans()), list(self._lines()))

    def _lines(self) -> Iterator[str]:
        day = self.document.published_on
        of = f"published {day} (by its {self.document.published_basis})" if day else "day of publication unknown"
        yield f"Article of {self.document.chars:,} characters, {of}: {self.mentions!r}"
        for report in self.reports:
            yield f"{report.role} report: {_told(report)}"
            for tally in (t for t in self.tallies if t.report_id == report.report_id):
                count = in_words(tally.low, tally.high, word=tally.word)
                yield f"  {tally.outcome}, {tally.party}: {count}"
        yield f"Claims: {len(self.claims) or 'none'}"
        for claim in self.claims:
            yield f"  {_claimed(claim)} [{claim.rule_id}]: {' '.join(claim.quote.split())!r}"

    def _spans(self) -> Iterator[Span]:
        """All mentions and claims; claims come first, the others may lie in them."""
        for claim in self.claims:
            yield Span(claim.start_char, claim.end_char, "claim", claim.rule_id, _claimed(claim))
        for kind in fields(self.mentions):
            for row in getattr(self.mentions, kind.name):
                yield Span(row.start_char, row.end_char, kind.name.removesuffix("s"), row.rule_id, _meaning(row))


def _told(report: Report) -> str:
    days = {str(day) for day in (report.date_from, report.date_to) if day}
    where = ", ".join(name for name in (report.place, report.country) if name)
    words = (" to ".join(sorted(days)) or "day unknown", where or "place unknown", report.perpetrator or "nobody named")
    return " · ".join(words)


def _claimed(claim: Claim) -> str:
    count = in_words(claim.low, claim.high, word=claim.word, about=claim.qualifier == "about")
    group = "" if claim.victim_group == "unknown" else f" ({claim.victim_group})"
    scope = "" if claim.scope == "total" else f", {claim.scope}"
    return f"{claim.outcome}, {claim.party}{group}: {count}{scope}"


def _meaning(
    row: NumberMention | DateMention | PlaceMention | ActorMention | EventMention | AttributionMention,
) -> str:
    """What a mention was read as."""
    match row:
        case NumberMention():
            return in_words(row.low, row.high, word=row.word) + ("" if row.unit == "count" else f" ({row.unit})")
        case DateMention():
            days = {str(day) for day in (row.date_from, row.date_to) if day}
            return " to ".join(sorted(days)) or "not settled"
        case PlaceMention():
            return ", ".join(name for name in (row.name, row.admin1, row.country) if name)
        case ActorMention():
            return f"{row.name} ({row.kind})"
        case EventMention():
            return f"{row.kind}: {row.value}"
        case AttributionMention():
            return f"{row.source_text} ({row.source_kind})"
