"""What a run says when it is done: what was read, found and refused, and the incidents."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tollbook.commands.output import aligned, harmless, span_of_counts, table
from tollbook.database import attached

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

MAX_INCIDENTS = 25
MAX_REJECTS = 10

_FOUND = ("claims", "reports", "incidents")
_READ = """
select count(*) as documents,
       count(*) filter (duplicate_of is not null) as copies,
       count(*) filter (language <> 'en') as other_languages,
       count(*) filter (published_on is null) as undated
from documents
"""
_REJECTS = "select source_id, reason, detail from rejects order by all"
_CORRECTIONS = """
select count(*) filter (applied) as applied,
       count(*) filter (applied) + (select count(*) from rejects where stage = 'corrections') as lines
from corrections
"""
_INCIDENTS = """
select i.incident_id, i.date_from, i.date_to, i.place, i.country, i.perpetrator, i.n_documents, i.disagreement,
       list({outcome: e.outcome, party: e.party, low: e.low, best: e.best, high: e.high}
            order by e.party desc, e.outcome) filter (e.outcome is not null) as counts,
       coalesce(max(e.best) filter (e.outcome = 'killed' and e.party = 'victims'), 0) as deaths
from incidents i left join estimates e using (incident_id)
group by all
order by deaths desc, i.date_from, i.incident_id
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a ledger: documents read, rows found by table, rejects and incidents as mappings of their columns.

    `corrections` has the lines of the file, those refused too, and how many of them were applied.
    """

    read: Mapping[str, int]
    found: Mapping[str, int]
    rejects: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    corrections: Mapping[str, int]


def summary_of(ledger: Path) -> Summary:
    """Read the figures of a published ledger. Raises duckdb.Error when it cannot be opened."""
    with attached(ledger) as connection:

        def rows(sql: str) -> list[dict[str, Any]]:
            cursor = connection.execute(sql)
            names = [c[0] for c in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        found = {table: rows(f"select count(*) as n from {table}")[0]["n"] for table in _FOUND}  # noqa: S608 (own names)
        return Summary(rows(_READ)[0], found, rows(_REJECTS), rows(_INCIDENTS), rows(_CORRECTIONS)[0])


def facts(summary: Summary) -> dict[str, Any]:
    """Return a summary as what goes to JSON."""
    return {
        "read": dict(summary.read),
        "found": dict(summary.found),
        "rejects": summary.rejects,
        "corrections": dict(summary.corrections),
        "incidents": summary.incidents,
    }


def as_text(summary: Summary) -> str:
    """Return a summary as lines for a reader."""
    lines = _head(summary)
    if summary.incidents:
        lines += [f"Incidents ({_LEGEND}):"]
        lines += [aligned([_incident(i) for i in summary.incidents[:MAX_INCIDENTS]])]
        lines += _more(len(summary.incidents) - MAX_INCIDENTS, "table incidents")
    return "\n".join(lines)


def drawn(summary: Summary) -> "list[Table | Text]":
    """Return a summary for a terminal: lines, and the incidents as a table, each with the start of its id."""
    from rich.text import Text  # noqa: PLC0415

    parts: list[Table | Text] = [Text(harmless("\n".join(_head(summary))))]
    if summary.incidents:
        names = ("incident", "day", "place", "by", "articles", "counts")
        shown = summary.incidents[:MAX_INCIDENTS]
        rows = [(i["incident_id"][:12], *_incident(i)) for i in shown]
        parts.append(table(f"Incidents ({_LEGEND})", names, rows))
        parts += [Text(line) for line in _more(len(summary.incidents) - MAX_INCIDENTS, "table incidents")]
        parts.append(Text(f"More of one: tollbook explain {rows[0][0]}", style="dim"))
    return parts


_LEGEND = "low/best/high where they differ, * where sources disagree"


def _head(summary: Summary) -> list[str]:
    read, found = summary.read, summary.found
    notes = [f"{name}: {read[k]}" for k, name in _NOTES.items() if read[k]]
    lines = [
        f"Read: {read['documents']} articles" + (f" ({', '.join(notes)})" if notes else ""),
        f"Found: {found['claims']} claims in {found['reports']} reports of {found['incidents']} incidents",
        f"Refused: {len(summary.rejects)}" + (" inputs" if summary.rejects else ""),
    ]
    lines += [f"  {r['source_id']}: {r['detail'] or r['reason']}" for r in summary.rejects[:MAX_REJECTS]]
    lines += _more(len(summary.rejects) - MAX_REJECTS, "table rejects")
    if summary.corrections["lines"]:
        lines.append("Corrections: {applied} of {lines} applied, see table corrections".format(**summary.corrections))
    return lines


_NOTES = {"copies": "copies", "other_languages": "not in English", "undated": "without a day of publication"}


def _more(count: int, where: str) -> list[str]:
    return [f"  ... and {count} more, see {where}"] if count > 0 else []


def _incident(row: Mapping[str, Any]) -> tuple[str, ...]:
    days = str(row["date_from"] or "day unknown")
    if row["date_to"] and row["date_to"] != row["date_from"]:
        days += f"..{row['date_to']:%m-%d}"
    place = ", ".join(p for p in (row["place"], row["country"]) if p) or "place unknown"
    counts = ", ".join(_count(c) for c in row["counts"] or ()) or "no counts"
    articles = f"{row['n_documents']} article{'s' if row['n_documents'] != 1 else ''}"
    mark = "*" if row["disagreement"] else " "
    return (days, place[:40], (row["perpetrator"] or "-")[:30], articles, f"{mark} {counts}")


def _count(count: Mapping[str, Any]) -> str:
    whose = "" if count["party"] == "victims" else " of the attackers"
    return f"{span_of_counts(count)} {count['outcome']}{whose}"
