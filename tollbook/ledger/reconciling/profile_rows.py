"""The rows of a worked case of a profile: documents, reports, claims and tallies as reading an article gives them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tollbook.ledger.reports.tallies import tally
from tollbook.rows import Claim, CumulativeTotal, DateMention, Document, GroupTally, Incident, Report, Tally
from tollbook.rulebook import Rulebook
from tollbook.rulebook.profile_cases import Example, ExampleIncident, ExampleStatement, ExampleTotal

_GAP = 100  # characters between two claims of an article


@dataclass(slots=True)
class CaseRows:
    """The rows of a case. `claims_of` are the claims of each statement by its place, `total_claims` of each total."""

    documents: list[Document] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    groups: list[GroupTally] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    totals: list[CumulativeTotal] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    date_mentions: list[DateMention] = field(default_factory=list)
    claims_of: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    total_claims: list[str] = field(default_factory=list)


def rows_of(example: Example, book: Rulebook) -> CaseRows:
    """Return the rows of a case. What one source says of an incident on one day is one report.

    Raises ValueError where a day is no ISO day.
    """
    out = CaseRows()
    names = dict.fromkeys([*example.incidents, *(s.incident for s in example.statements)])
    for total in example.totals:
        names |= dict.fromkeys(total.incidents)
    for name in names:
        _incident(name, example.incidents.get(name, ExampleIncident()), out)
    told: dict[tuple[str, str | None, str | None, str, str], list[int]] = defaultdict(list)
    for n, s in enumerate(example.statements):
        told[s.by, s.day, s.agency, s.incident, s.role].append(n)
    for name in names:
        if not any(s.incident == name for s in example.statements):
            told[f"who tells {name} without a count", None, None, name, "main"] = []
    for (by, day, agency, incident, role), places in told.items():
        document = _document(by, day, agency, out)
        where = example.incidents.get(incident, ExampleIncident())
        report = Report(
            report_id=f"rep_{len(out.reports)}",
            doc_id=document.doc_id,
            incident_id=incident,
            role=role,
            attack_type=where.attack_type,
            country=where.country,
            date_from=_day(where.day),
            date_to=_day(where.last_day or where.day),
            date_mention_id=incident if where.told_as else None,
        )
        out.reports.append(report)
        own = [c for n in places for c in _claims(n, example.statements[n], report, out)]
        tallies, groups, marked = tally(report.report_id, own, book)
        out.tallies += tallies
        out.groups += groups
        out.claims += marked
    for total in example.totals:
        _total(total, out)
    return out


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _document(by: str, day: str | None, agency: str | None, out: CaseRows) -> Document:
    published = _day(day)
    document = Document(
        doc_id=f"doc_{by}_{day}_{agency}",
        source_id=f"{by} of {day}",
        outlet=by,
        agency=agency,
        published_on=published,
        published_from=published,
        published_to=published,
    )
    if document not in out.documents:
        out.documents.append(document)
    return document


def _incident(name: str, known: ExampleIncident, out: CaseRows) -> None:
    first = _day(known.day)
    last = _day(known.last_day) or first
    out.incidents.append(
        Incident(name, first, last, country=known.country, attack_type=known.attack_type, n_documents=1)
    )
    if known.told_as:
        mention = DateMention(
            mention_id=name,
            doc_id="doc",
            sentence_id="sen",
            start_char=0,
            end_char=len(known.told_as),
            quote=known.told_as,
            rule_id="dates.example",
            date_from=first,
            date_to=last,
            kind="month",
        )
        out.date_mentions.append(mention)


def _claims(n: int, s: ExampleStatement, report: Report, out: CaseRows) -> Iterator[Claim]:
    """The claims of a statement: its groups where they add up to it, else itself, with its groups as parts."""
    counted = sum(s.groups.values())
    whole = bool(s.groups) and counted == s.low == s.high
    sizes: list[tuple[str, int | None, int | None, str]] = []
    if not whole:
        sizes.append(("attackers" if s.party == "perpetrators" else "unknown", s.low, s.high, "total"))
    sizes += [(group, count, count, "total" if whole else "part") for group, count in s.groups.items()]
    for group, low, high, scope in sizes:
        place = len(out.claims_of[n])
        claim_id = f"clm_{report.report_id}_{n}_{place}"
        out.claims_of[n].append(claim_id)
        start = n * _GAP + place
        yield Claim(
            claim_id=claim_id,
            doc_id=report.doc_id,
            sentence_id=f"sen_{report.report_id}_{n}",
            report_id=report.report_id,
            outcome=s.outcome,
            party=s.party,
            victim_group=group,
            low=low,
            high=high,
            qualifier=_qualifier(s),
            word=s.word,
            scope="part" if s.part else scope,
            source_kind=s.kind,
            start_char=start,
            end_char=start + 1,
            number_mention_id=f"num_{n}_{place}",
            statement_id=f"{report.report_id}_{n}" if scope == "total" else f"{report.report_id}_{n}_{place}",
        )


def _qualifier(s: ExampleStatement | ExampleTotal) -> str:
    if isinstance(s, ExampleStatement) and s.word:
        return "vague"
    if isinstance(s, ExampleStatement) and s.about:
        return "about"
    if s.high is None:
        return "at_least"
    return "up_to" if s.low is None else "exact" if s.low == s.high else "range"


def _total(total: ExampleTotal, out: CaseRows) -> None:
    document = _document(total.by, total.day, None, out)
    claim_id = f"clm_total_{len(out.totals)}"
    out.total_claims.append(claim_id)
    out.claims.append(
        Claim(
            claim_id,
            document.doc_id,
            "sen_total",
            outcome=total.outcome,
            low=total.low,
            high=total.high,
            qualifier=_qualifier(total),
            scope="cumulative",
        )
    )
    out.totals.append(
        CumulativeTotal(
            claim_id=claim_id,
            outcome=total.outcome,
            low=total.low,
            high=total.high,
            date_from=_day(total.first),
            date_to=_day(total.last),
            incident_ids=tuple(sorted(total.incidents)),
            told_as=total.told_as,
        )
    )
