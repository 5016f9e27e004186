"""A difference as JSON, CSV and Markdown."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from tollbook.compare.rows import ClaimDifference, Difference, FieldDifference, Figure, IncidentDifference
from tollbook.compare.sections import because, sections, summary
from tollbook.compare.whatif import Answer
from tollbook.markdown import escaped, markdown_table

FORMATS = (".json", ".csv", ".md")
COLUMNS = (
    "kind",
    "change",
    "incident_before",
    "incident_after",
    "day",
    "place",
    "profile",
    "what",
    "before",
    "after",
    "source_id",
    "quote",
    "because_of",
)
# What a spreadsheet would calculate.
_FORMULA = re.compile(
    r"'*[\s\u200b\u2060\ufeff]*[=+\-@\t\r\n＝＋－＠](?![\d.]+$)"
)  # what a spreadsheet would calculate, but for a number
_MOST = 200  # characters of a cell in Markdown


def as_json(answer: Answer) -> str:
    """Return everything, as JSON: `changes`, `notes`, and the columns of `Difference`."""
    content = {"changes": answer.difference.changes, "notes": list(answer.notes), **asdict(answer.difference)}
    written = json.dumps(content, ensure_ascii=False, indent=2)
    return "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in written)


def as_csv(answer: Answer) -> str:
    """Return everything as one table, a row for each value that differs. Cells that look like formulas get a quote."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in _lines(answer.difference):
        writer.writerow({k: _cell(v) for k, v in row.items()})
    return out.getvalue()


def as_markdown(answer: Answer, limit: int) -> str:
    """Return the tables that a terminal shows, for a comment on a change of rules."""
    parts = [f"**{escaped(summary(answer.difference), _MOST * 5)}**", *(escaped(n, _MOST * 5) for n in answer.notes)]
    for section in sections(answer.difference):
        shown = section.rows[:limit] if limit else section.rows
        parts += [f"### {escaped(section.title, _MOST)}", markdown_table(section.columns, shown, _MOST)]
        if len(shown) < len(section.rows):
            parts.append(f"... and {len(section.rows) - len(shown)} more")
    return "\n\n".join(parts) + "\n"


def _cell(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if _FORMULA.match(text) else text


def _lines(d: Difference) -> Iterator[dict[str, str | None]]:
    for rule in d.rules:
        yield {"kind": rule.kind, "change": rule.change, "what": rule.name, "source_id": rule.where}
    for document in d.documents:
        lead = {"kind": "article", "change": document.change, "source_id": document.source_id}
        yield from ({**lead, **_field(f)} for f in document.fields or (None,))
    for incident in d.incidents:
        yield from _incident(incident)
    for link in d.links:
        yield {
            "kind": "link",
            "change": link.change,
            "incident_before": " ".join(link.incidents_before),
            "incident_after": " ".join(link.incidents_after),
            "what": f"{link.source_id} and {link.other_source_id}",
            "before": link.reasons_before,
            "after": link.reasons_after,
            "because_of": because(link.rules),
        }
    yield from _claims(d.claims, {})
    for total in d.summaries:
        yield {
            "kind": "summary_event",
            "day": total.day,
            "place": total.place,
            "profile": total.profile,
            "what": f"{total.outcome} {total.summary_id}",
            "before": _count(total.before),
            "after": _count(total.after),
            "because_of": because(total.rules),
        }


def _incident(i: IncidentDifference) -> Iterator[dict[str, str | None]]:
    lead = {
        "incident_before": i.incident_before,
        "incident_after": i.incident_after,
        "day": i.day,
        "place": i.place,
    }
    others = " ".join(i.others)
    yield {"kind": "incident", "change": i.change, **lead, "what": others, "because_of": because(i.rules)}
    for f in i.figures:
        what = f"{f.outcome} {f.whose}"
        counts = {"before": _count(f.before), "after": _count(f.after)}
        kind = "figure" if f.party else "figure_by_group" if f.victim_group else "figure_by_side"
        yield {"kind": kind, **lead, "profile": f.profile, "what": what, **counts, "because_of": because(f.rules)}
    for field in i.fields:
        yield {"kind": "column", **lead, **_field(field)}
    yield from _claims(i.claims, lead)
    for decision in i.decisions:
        yield {
            "kind": "decision",
            **lead,
            "profile": decision.profile,
            "what": decision.claim_id,
            "before": _decided(decision.use_before, decision.clause_before),
            "after": _decided(decision.use_after, decision.clause_after),
            "source_id": decision.source_id,
            "quote": decision.quote,
        }
    for change, articles in (("joined", i.joined), ("left", i.left)):
        yield from ({"kind": "article", "change": change, **lead, "source_id": name} for name in articles)


def _claims(claims: Iterable[ClaimDifference], lead: dict[str, str | None]) -> Iterator[dict[str, str | None]]:
    for claim in claims:
        either = claim.after or claim.before
        about = {
            "kind": "claim",
            "change": claim.change,
            **lead,
            "what": either.claim_id if either else "",
            "source_id": claim.source_id,
            "quote": claim.quote,
            "because_of": because(claim.rules),
        }
        before, after = (said.says if said else None for said in (claim.before, claim.after))
        yield {**about, "before": before, "after": after}


def _field(field: FieldDifference | None) -> dict[str, str | None]:
    if field is None:
        return {}
    return {"what": field.field, "before": field.before, "after": field.after, "because_of": because(field.rules)}


def _count(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return "/".join("?" if n is None else str(n) for n in (figure.low, figure.best, figure.high))


def _decided(use: str | None, clause: str | None) -> str:
    return f"{use} [{clause}]" if use else ""
