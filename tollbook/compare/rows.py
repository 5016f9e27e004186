"""What is compared (a `Side`) and what comes out (a `Difference`), as plain rows.

Where something is on one side only, the other is None. `rules` of a row are the changes that lead to it, see `Cause`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tollbook.rows import (
    Claim,
    Correction,
    Decision,
    Document,
    Estimate,
    GroupEstimate,
    Incident,
    Link,
    ProfileEstimate,
    ProfileIncident,
    Report,
    RuleRow,
    SideEstimate,
    SummaryEvent,
)

DEFAULT = "default"  # stands for the profile of the table `estimates`, whichever it is


@dataclass(frozen=True, slots=True)
class Mention:
    """A row that a rule made of words: a mention, a claim, a sentence that was marked. `value` is the row as text."""

    table: str
    doc_id: str
    sentence_id: str
    start_char: int
    end_char: int
    rule_id: str
    value: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules that a ledger was made with.

    `words` has digests of lexicons and settings (`lexicon.<name>`, `settings.<file>`), none where a ledger has none;
    `files` says where a rule stands, `uses` which lexicons it uses, both by rule id, where known.
    """

    rules: tuple[RuleRow, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    uses: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two ledgers. Of its rows only the columns in `read.COMPARED` are looked at.

    `mentions` are those of rules that differ between the two; `counts` the rows of each public table.
    """

    profile: str
    version: str = ""
    ruling: Ruling = Ruling()
    documents: tuple[Document, ...] = ()
    reports: tuple[Report, ...] = ()
    claims: tuple[Claim, ...] = ()
    incidents: tuple[Incident, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    by_profile: tuple[ProfileEstimate, ...] = ()
    by_group: tuple[GroupEstimate, ...] = ()
    by_side: tuple[SideEstimate, ...] = ()
    events: tuple[ProfileIncident, ...] = ()
    summaries: tuple[SummaryEvent, ...] = ()
    decisions: tuple[Decision, ...] = ()
    links: tuple[Link, ...] = ()
    corrections: tuple[Correction, ...] = ()
    mentions: tuple[Mention, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """What a difference comes from: a rule, lexicon, settings file, document, correction or the default profile.

    `how` it differs: changed, added, removed, through lexicon <name>. `evident` when rows of it stand behind it.
    """

    name: str
    how: str
    evident: bool = True


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A rule, lexicon, settings file or correction (`kind`) that was added, removed or changed."""

    kind: str
    name: str
    change: str
    where: str | None = None  # file and line, or what the line of corrections.csv says
    matches_before: int | None = None
    matches_after: int | None = None

    @property
    def said(self) -> str:
        """The name, with what it is where the name does not tell."""
        return f"lexicon {self.name}" if self.kind == "lexicon" else self.name


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A column with another value."""

    field: str
    before: str | None
    after: str | None
    rules: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentDifference:
    """An article that is on one side only (added, removed), or is described otherwise (changed)."""

    change: str
    source_id: str
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A reconciled count."""

    low: int | None
    best: int | None
    high: int | None
    disagreement: bool
    clause: str
    explanation: str


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A count that differs: of a `party`, a `victim_group` or a `side`; the two others are None."""

    profile: str
    outcome: str
    party: str | None
    victim_group: str | None
    side: str | None
    before: Figure | None
    after: Figure | None
    rules: tuple[Cause, ...] = ()

    @property
    def whose(self) -> str:
        """The party, group or side in words."""
        side = f"side {self.side}" if self.side else ""
        return self.party or (self.victim_group or "").replace("_", " ") or side


@dataclass(frozen=True, slots=True)
class SummaryDifference:
    """What a profile leaves of a total over several incidents (`summary_events`), where that differs."""

    profile: str
    summary_id: str
    outcome: str
    day: str | None
    place: str | None
    before: Figure | None
    after: Figure | None
    rules: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as one side has it. `says` is its count in words, `use` what the default profile made of it."""

    claim_id: str
    incident_id: str | None
    outcome: str
    party: str
    victim_group: str
    says: str
    use: str | None
    rule_id: str


@dataclass(frozen=True, slots=True)
class ClaimDifference:
    """A claim that appeared, vanished, changed, or moved to another incident."""

    change: str
    source_id: str
    quote: str
    before: Said | None
    after: Said | None
    fields: tuple[FieldDifference, ...] = ()
    rules: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionDifference:
    """What a profile made of a claim that both sides have, where that differs. `profile` may be `DEFAULT`."""

    profile: str
    outcome: str
    party: str
    claim_id: str
    source_id: str
    quote: str
    use_before: str | None
    use_after: str | None
    clause_before: str | None
    clause_after: str | None
    reason_before: str | None
    reason_after: str | None


@dataclass(frozen=True, slots=True)
class LinkDifference:
    """Two reports that became the same incident (`same`), or are no longer (`not_same`).

    Ids are those after, else before. Scores and reasons are None where a side did not compare the two.
    """

    change: str
    report_id: str
    other_report_id: str
    source_id: str
    other_source_id: str
    incidents_before: tuple[str, ...]
    incidents_after: tuple[str, ...]
    score_before: float | None
    score_after: float | None
    reasons_before: str | None
    reasons_after: str | None
    rules: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentDifference:
    """An incident that differs.

    `change` is new, gone, merged (into `others`, which stand after), split (from `others`, which stand before), renamed
    (its earliest report is another, so its id too) or changed. `day` and `place` are those after, else before.
    `joined` and `left` are articles (source_id) with a report on one side only.
    """

    change: str
    incident_before: str | None
    incident_after: str | None
    others: tuple[str, ...]
    day: str | None
    place: str | None
    fields: tuple[FieldDifference, ...] = ()
    figures: tuple[FigureDifference, ...] = ()
    claims: tuple[ClaimDifference, ...] = ()
    decisions: tuple[DecisionDifference, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    rules: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class TableCount:
    """A public table that does not have as many rows."""

    table: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two ledgers. `claims` are those that belong to no incident on either side."""

    profile_before: str
    profile_after: str
    version_before: str
    version_after: str
    incidents_before: int
    incidents_after: int
    rules: tuple[RuleDifference, ...] = ()
    documents: tuple[DocumentDifference, ...] = ()
    incidents: tuple[IncidentDifference, ...] = ()
    links: tuple[LinkDifference, ...] = ()
    claims: tuple[ClaimDifference, ...] = ()
    summaries: tuple[SummaryDifference, ...] = ()
    tables: tuple[TableCount, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the ledger reads otherwise. Rules that differ and make no difference do not count."""
        return bool(self.documents or self.incidents or self.links or self.claims or self.summaries)
