"""The tables of the ledger: which row class each holds, its key, its order, and what it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from tollbook.rows.codes import Country, FieldCode
from tollbook.rows.corrections import Correction
from tollbook.rows.documents import Document, Reject, Sentence
from tollbook.rows.incidents import (
    CumulativeTotal,
    Decision,
    Estimate,
    GroupEstimate,
    Incident,
    IncidentChange,
    Link,
    ProfileEstimate,
    ProfileIncident,
    SideEstimate,
    SummaryEvent,
    TollHistory,
)
from tollbook.rows.info import LedgerInfo, RuleRow, UnmatchedNumber
from tollbook.rows.mentions import (
    ActorMention,
    AttributionMention,
    DateMention,
    EventMention,
    NumberMention,
    PlaceMention,
)
from tollbook.rows.reports import Claim, GroupTally, Report, Tally


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values, where not null, stand in another table's column. A list column refers by each element."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: name, row class, the columns that identify a row, the columns it is sorted by.

    `order` defaults to `key`, and always ends in what makes it total: two tables with the same rows have the same
    order. Nulls come last. `unique` is false where equal rows may stand side by side. Raises ValueError for columns
    that the row class does not have.
    """

    name: str
    row: type
    key: tuple[str, ...]
    order: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    unique: bool = True

    def __post_init__(self) -> None:
        known = {f.name for f in fields(self.row)}
        order = self.order or self.key
        object.__setattr__(self, "order", order + tuple(k for k in self.key if k not in order))
        unknown = {*self.key, *self.order, *(r.column for r in self.references)} - known
        if unknown or not self.key:
            raise ValueError(f"table {self.name}: {self.row.__name__} has no columns {sorted(unknown)}")

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(f.name for f in fields(self.row))


def _to(column: str, table: str, target: str | None = None) -> Reference:
    return Reference(column, table, target or column)


_IN_TEXT = ("doc_id", "start_char", "end_char")
_IN_DOCUMENT = _to("doc_id", "documents")
_BY_RULE = _to("rule_id", "rules")
_OF_INCIDENT = _to("incident_id", "incidents")
_OF_REPORT = _to("report_id", "reports")
_OF_CLAIM = _to("claim_id", "claims")
_FROM_CLAIMS = _to("claim_ids", "claims", "claim_id")


def _mentions(name: str, row: type) -> Table:
    references = (_IN_DOCUMENT, _to("sentence_id", "sentences"), _BY_RULE)
    return Table(name, row, ("mention_id",), _IN_TEXT, references)


_TABLES = (
    Table(
        "documents",
        Document,
        ("doc_id",),
        ("source_id",),
        (_to("duplicate_of", "documents", "doc_id"), _to("story_of", "documents", "doc_id")),
    ),
    Table("sentences", Sentence, ("sentence_id",), ("doc_id", "position"), (_IN_DOCUMENT, _BY_RULE)),
    _mentions("number_mentions", NumberMention),
    _mentions("date_mentions", DateMention),
    _mentions("place_mentions", PlaceMention),
    _mentions("actor_mentions", ActorMention),
    _mentions("event_mentions", EventMention),
    _mentions("attribution_mentions", AttributionMention),
    Table(
        "claims",
        Claim,
        ("claim_id",),
        _IN_TEXT,
        (
            _IN_DOCUMENT,
            _to("sentence_id", "sentences"),
            _OF_REPORT,
            _BY_RULE,
            _to("part_of", "claims", "claim_id"),
            _to("number_mention_id", "number_mentions", "mention_id"),
            _to("actor_mention_id", "actor_mentions", "mention_id"),
        ),
    ),
    Table(
        "reports",
        Report,
        ("report_id",),
        _IN_TEXT,
        (
            _IN_DOCUMENT,
            _OF_INCIDENT,
            _to("date_mention_id", "date_mentions", "mention_id"),
            _to("place_mention_id", "place_mentions", "mention_id"),
            _to("actor_mention_id", "actor_mentions", "mention_id"),
        ),
    ),
    Table("tallies", Tally, ("report_id", "outcome", "party"), (), (_OF_REPORT, _FROM_CLAIMS)),
    Table("tallies_by_group", GroupTally, ("report_id", "outcome", "victim_group"), (), (_OF_REPORT, _FROM_CLAIMS)),
    Table(
        "cumulative_totals",
        CumulativeTotal,
        ("claim_id",),
        (),
        (_OF_CLAIM, _to("incident_ids", "incidents", "incident_id")),
    ),
    Table("incidents", Incident, ("incident_id",), ("date_from",)),
    Table("estimates", Estimate, ("incident_id", "outcome", "party"), (), (_OF_INCIDENT,)),
    Table("estimates_by_profile", ProfileEstimate, ("profile", "incident_id", "outcome", "party"), (), (_OF_INCIDENT,)),
    Table(
        "estimates_by_group", GroupEstimate, ("profile", "incident_id", "outcome", "victim_group"), (), (_OF_INCIDENT,)
    ),
    Table("estimates_by_side", SideEstimate, ("profile", "incident_id", "outcome", "side"), (), (_OF_INCIDENT,)),
    Table("incidents_by_profile", ProfileIncident, ("profile", "incident_id"), (), (_OF_INCIDENT,)),
    Table(
        "summary_events",
        SummaryEvent,
        ("summary_id", "profile"),
        ("profile", "date_from", "outcome"),
        (_FROM_CLAIMS, _to("incident_ids", "incidents", "incident_id")),
    ),
    Table(
        "decisions",
        Decision,
        ("profile", "incident_id", "outcome", "party", "claim_id"),
        (),
        (_OF_INCIDENT, _OF_CLAIM),
    ),
    Table(
        "links",
        Link,
        ("report_id", "other_report_id"),
        (),
        (_OF_REPORT, _to("other_report_id", "reports", "report_id")),
    ),
    Table(
        "incident_changes",
        IncidentChange,
        ("as_of", "incident_id", "change", "report_id", "other_incident_id"),
        (),
        (_OF_REPORT,),  # no reference to incidents: one that was merged away is in none
    ),
    Table(
        "corrections",
        Correction,
        ("correction_id",),
        ("date", "line"),
        (
            _OF_CLAIM,
            _to("report_ids", "reports", "report_id"),
            _to("incident_ids", "incidents", "incident_id"),
        ),
    ),
    Table("toll_history", TollHistory, ("incident_id", "as_of", "outcome", "party"), (), (_OF_INCIDENT,)),
    Table("unmatched_numbers", UnmatchedNumber, _IN_TEXT, (), (_IN_DOCUMENT,)),
    Table("rejects", Reject, ("source_id", "stage", "reason", "detail"), unique=False),  # an id may stand three times
    Table("rules", RuleRow, ("rule_id",)),
    Table("countries", Country, ("country",)),
    Table("field_codes", FieldCode, ("dataset", "kind", "word")),
    Table("ledger_info", LedgerInfo, ("key",)),
)

PUBLIC_TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})
"""The tables of `tollbook.duckdb` by name, in the order in which they are made and documented."""
