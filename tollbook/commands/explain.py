"""Where a figure of a published ledger comes from: quote, rule, decisions, estimates."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tollbook.commands.output import aligned, span_of_counts
from tollbook.counts import in_words, plain
from tollbook.rulebook import RulebookError, load_rulebook
from tollbook.warehouse.open import open_file

Row = dict[str, Any]
MAX_SHOWN = 10  # ids in a message, when the start of an id fits several

_CLAIM = """
select c.*, d.source_id, d.outlet, d.published_on, s.text as sentence, s.start_char as sentence_start,
       r.incident_id, rules.digest as rule_digest
from claims c join documents d using (doc_id) join sentences s using (sentence_id)
left join reports r using (report_id) left join rules on rules.rule_id = c.rule_id
where c.claim_id = ?
"""
_INCIDENT_CLAIMS = """
select c.claim_id from claims c join reports r using (report_id) join documents d on d.doc_id = c.doc_id
where r.incident_id = ? order by d.published_on, d.source_id, c.start_char, c.claim_id
"""
_TALLIES = "select outcome, party, low, high, word from tallies where list_contains(claim_ids, ?) order by all"
_DECISIONS = """
select profile, use, clause, reason from decisions where claim_id = ?
order by profile <> 'tollbook', profile, use, clause
"""
_ESTIMATES = """
select outcome, party, low, best, high, n_claims, n_sources, disagreement, clause, explanation from estimates
where incident_id = ? order by party desc, outcome
"""
_CORRECTIONS = """
select line, action, author, date, reason, outcome from corrections
where claim_id = $1 or list_contains(incident_ids, $1) order by date, line
"""


class ExplainError(LookupError):
    """Nothing to explain: no ledger, no such id, or the start of several."""


def explained(wanted: str, home: Path, *, as_json: bool = False) -> str:
    """Return the explanation of a claim or an incident of the ledger in `home`.

    `wanted` may be the start of an id. Raises ExplainError with what to do.
    """
    ledger = home / "tollbook.duckdb"
    if not ledger.is_file():
        raise ExplainError(f"There is no {ledger}: run `tollbook run --home {home}` first, or name another home.")
    with open_file(ledger) as connection:
        kind, found = _find(connection, wanted)
        facts = _claim(connection, found) if kind == "claim" else _incident(connection, found)
    if as_json:
        return json.dumps(facts, default=str, ensure_ascii=False, indent=2)
    return _claim_text(facts) if kind == "claim" else _incident_text(facts)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: str) -> list[Row]:
    cursor = connection.execute(sql, list(parameters))
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _find(connection: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str]:
    sql = """select 'claim' as kind, claim_id as id from claims where starts_with(claim_id, $1)
             union all select 'incident', incident_id from incidents where starts_with(incident_id, $1) order by id"""
    found = _rows(connection, sql, wanted)
    exact = [f for f in found if f["id"] == wanted] or found
    if not exact:
        raise ExplainError(f"The ledger has no claim or incident {wanted!r}; ids are in its tables claims, incidents.")
    if len(exact) > 1:
        ids = ", ".join(f["id"] for f in exact[:MAX_SHOWN])
        raise ExplainError(f"{wanted!r} is the start of {len(exact)} ids; give more of one of them: {ids} ...")
    return exact[0]["kind"], exact[0]["id"]


def _claim(connection: duckdb.DuckDBPyConnection, claim_id: str) -> Row:
    (claim,) = _rows(connection, _CLAIM, claim_id)
    incident = claim["incident_id"]
    return {
        "claim": claim,
        "rule": _rule(claim["rule_id"], claim["rule_digest"]),
        "tallies": _rows(connection, _TALLIES, claim_id),
        "decisions": _rows(connection, _DECISIONS, claim_id),
        "corrections": _rows(connection, _CORRECTIONS, claim_id),
        "incident": _header(connection, incident) if incident else None,
        "estimates": _rows(connection, _ESTIMATES, incident) if incident else [],
    }


def _incident(connection: duckdb.DuckDBPyConnection, incident_id: str) -> Row:
    claims = [_claim(connection, row["claim_id"]) for row in _rows(connection, _INCIDENT_CLAIMS, incident_id)]
    kept = ("claim", "rule", "tallies", "decisions", "corrections")
    return {
        "incident": _header(connection, incident_id),
        "estimates": _rows(connection, _ESTIMATES, incident_id),
        "corrections": _rows(connection, _CORRECTIONS, incident_id),
        "claims": [{key: claim[key] for key in kept} for claim in claims],
    }


def _header(connection: duckdb.DuckDBPyConnection, incident_id: str) -> Row:
    return _rows(connection, "select * from incidents where incident_id = ?", incident_id)[0]


def _rule(rule_id: str, digest: str | None) -> Row:
    """What the rulebook of now says of a rule, and whether it is still as it ran."""
    try:
        located = next((r for r in load_rulebook().rules if r.id == rule_id), None)
    except RulebookError:
        located = None
    if located is None:
        return {"id": rule_id, "title": None, "file": None, "line": None, "changed": True}
    changed = digest is not None and digest != located.digest
    place = {"file": f"rules/{located.file}", "line": located.line}
    return {"id": rule_id, "title": located.rule.title, **place, "changed": changed}


def _incident_text(facts: Mapping[str, Any]) -> str:
    lines = _incident_lines(facts["incident"]) + _estimate_lines(facts["estimates"])
    lines += _correction_lines(facts["corrections"])
    for claim in facts["claims"]:
        lines += ["", *_claim_lines(claim)]
    return "\n".join(lines)


def _claim_text(facts: Mapping[str, Any]) -> str:
    lines = _claim_lines(facts)
    if facts["incident"]:
        lines += ["", *_incident_lines(facts["incident"]), *_estimate_lines(facts["estimates"])]
    return "\n".join(lines)


def _incident_lines(incident: Row) -> list[str]:
    day = str(incident["date_from"] or "day unknown")
    if incident["date_to"] != incident["date_from"] and incident["date_to"]:
        day += f" to {incident['date_to']}"
    place = ", ".join(str(incident[k]) for k in ("place", "admin1", "country") if incident[k]) or "place unknown"
    who = f"{incident['perpetrator']} ({incident['perpetrator_basis']})" if incident["perpetrator"] else "nobody named"
    what = ", ".join(plain(incident[k]) for k in ("attack_type", "target", "weapon") if incident[k])
    return [
        f"incident {incident['incident_id']}: {day}, {place}",
        f"  by {who}{': ' + what if what else ''}",
        f"  {incident['n_documents']} articles, {incident['n_sources']} independent sources",
    ]


def _estimate_lines(estimates: Sequence[Row]) -> list[str]:
    return [f"  {e['outcome']} {e['party']}: {span_of_counts(e)}  {e['explanation']}" for e in estimates]


def _claim_lines(facts: Mapping[str, Any]) -> list[str]:
    claim = facts["claim"]
    group = "" if claim["victim_group"] == "unknown" else f" ({claim['victim_group'].replace('_', ' ')})"
    lines = [
        f"claim {claim['claim_id']}: {_stated(claim)} {claim['outcome']}, {claim['party']}{group}, {claim['scope']}",
        f"  {_marked(claim)}",
        f"  in {claim['source_id']}, characters {claim['start_char']} to {claim['end_char']}; "
        + " ".join(str(claim[k]) for k in ("outlet", "published_on") if claim[k]),
    ]
    if claim["source_text"]:
        lines.append(f"  according to: {claim['source_text']} ({claim['source_kind']})")
    lines.append(_rule_line(facts["rule"]))
    lines += [f"  tally of its report: {t['outcome']} {t['party']} {_stated(t)}" for t in facts["tallies"]]
    if not facts["tallies"]:
        lines.append("  in no tally" + ("" if claim["report_id"] else ": it belongs to no incident"))
    uses = [(d["profile"], d["use"], f"{d['reason']} [{d['clause']}]") for d in facts["decisions"]]
    lines += [aligned(uses, "  ")] if uses else []
    return lines + _correction_lines(facts["corrections"])


def _correction_lines(corrections: Sequence[Row]) -> list[str]:
    return [
        f"  corrected by {c['author']} on {c['date']} (corrections.csv:{c['line']}, {c['action']}): {c['outcome']}; "
        f"{c['reason']}"
        for c in corrections
    ]


def _stated(row: Mapping[str, Any]) -> str:
    return in_words(row["low"], row["high"], word=row["word"])


def _marked(claim: Row) -> str:
    """The sentence with the quote in brackets."""
    sentence, start = claim["sentence"], claim["start_char"] - claim["sentence_start"]
    end = start + len(claim["quote"])
    return " ".join(f"{sentence[:start]}[{claim['quote']}]{sentence[end:]}".split())


def _rule_line(rule: Row) -> str:
    if rule["title"] is None:
        return f"  rule {rule['id']}: not in the rules of now"
    changed = ", changed since" if rule["changed"] else ""
    return f"  rule {rule['id']}: {rule['title']} ({rule['file']}:{rule['line']}{changed})"
