"""What the page of an article says: its text with every mention and claim marked, and what became of each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from tollbook.counts import plain
from tollbook.site import words
from tollbook.site.pages import Facts, Row, address
from tollbook.site.spans import Span, paragraphs

Words = dict[str, Any]
Decided = Mapping[tuple[str, str, str], Row]  # claim, outcome, party -> what became of it
Rules = Mapping[str, Row]  # rule_id -> title, description


def article_page(facts: Facts, rules: Rules) -> Words:
    """Return the context of the template."""
    (document,) = facts["document"]
    notes: dict[tuple[str, ...], Words] = {}
    decided: Decided = {(d["claim_id"], d["outcome"], d["party"]): d for d in facts["decisions"]}
    spans = [*_claims(facts, rules, decided, notes), *_mentions(facts, rules, notes)]
    quiet = [(s["start_char"], s["end_char"]) for s in facts["sentences"]]
    return {
        "document": document,
        "link": words.link(document["url"]),
        "paragraphs": paragraphs(document["text"], spans, quiet),
        "notes": list(notes.values()),
        "kinds": [k for k in words.MENTIONS.values() if any(s.kind == k for s in spans)],
        "reports": _reports(facts),
        "claims": [_claim(c, decided) for c in facts["claims"]],
        "unmatched": facts["unmatched"],
    }


def _note(notes: dict[tuple[str, ...], Words], rules: Rules, what: str, value: str, rule_id: str) -> str:
    """Keep a note once, and return its id in the page."""
    key = (what, value, rule_id)
    if key not in notes:
        rule = rules.get(rule_id, {})
        notes[key] = {
            "id": f"n{len(notes)}",
            "what": what,
            "value": value,
            "rule": rule_id,
            "title": rule.get("title"),
            "description": rule.get("description"),
        }
    return str(notes[key]["id"])


def _mentions(facts: Facts, rules: Rules, notes: dict[tuple[str, ...], Words]) -> Iterator[Span]:
    for table, kind in words.MENTIONS.items():
        for m in facts[table]:
            note = _note(notes, rules, kind, words.mention_value(table, m), m["rule_id"])
            yield Span(m["start_char"], m["end_char"], kind, note)


def _claims(facts: Facts, rules: Rules, decided: Decided, notes: dict[tuple[str, ...], Words]) -> Iterator[Span]:
    for c in facts["claims"]:
        decision = decided.get((c["claim_id"], c["outcome"], c["party"]))
        became = f"; {words.USES.get(decision['use'], decision['use'])} ({decision['reason']})" if decision else ""
        value = f"{words.counted(c)}{_who(c)}{became}"
        yield Span(
            c["start_char"], c["end_char"], "claim", _note(notes, rules, "claim", value, c["rule_id"]), c["claim_id"]
        )


def _who(claim: Row) -> str:
    known = claim["party"] == "victims" and claim["victim_group"] != "unknown"
    return f" ({plain(claim['victim_group'])})" if known else ""


def _claim(claim: Row, decided: Decided) -> Words:
    decision = decided.get((claim["claim_id"], claim["outcome"], claim["party"]))
    return {
        "row": claim,
        "counted": words.counted(claim),
        "group": plain(claim["victim_group"]) if claim["victim_group"] != "unknown" else "",
        "incident": claim["incident_id"] and address("incidents", claim["incident_id"]),
        "use": words.USES.get(decision["use"], decision["use"]) if decision else "",
        "reason": decision["reason"] if decision else "",
    }


def _reports(facts: Facts) -> list[Words]:
    """The incidents that the article tells, each with its counts."""
    counts: dict[str, list[str]] = defaultdict(list)
    for t in sorted(facts["tallies"], key=words.rank):
        counts[t["report_id"]].append(words.counted(t))
    return [
        {
            "row": r,
            "incident": r["incident_id"] and address("incidents", r["incident_id"]),
            "counts": ", ".join(counts[r["report_id"]]),
        }
        for r in facts["reports"]
    ]
