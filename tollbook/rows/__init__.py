"""The rows that travel between stages and make up the public tables.

One frozen dataclass a table. The field annotations carry type and comment, so the Arrow schema, the DuckDB
columns and their comments, and the docs all come from here (see `tollbook.rows.schema`). Nothing else belongs here.
"""

from tollbook.rows.codes import Country, FieldCode
from tollbook.rows.corrections import Correction, CorrectionLine
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

__all__ = [
    "ActorMention",
    "AttributionMention",
    "Claim",
    "Correction",
    "CorrectionLine",
    "Country",
    "CumulativeTotal",
    "DateMention",
    "Decision",
    "Document",
    "Estimate",
    "EventMention",
    "FieldCode",
    "GroupEstimate",
    "GroupTally",
    "Incident",
    "IncidentChange",
    "LedgerInfo",
    "Link",
    "NumberMention",
    "PlaceMention",
    "ProfileEstimate",
    "ProfileIncident",
    "Reject",
    "Report",
    "RuleRow",
    "Sentence",
    "SideEstimate",
    "SummaryEvent",
    "Tally",
    "TollHistory",
    "UnmatchedNumber",
]
