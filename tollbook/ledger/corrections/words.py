"""How corrections read in explanations, decisions and links."""

from collections.abc import Mapping, Sequence

from tollbook.counts import quoted
from tollbook.ledger.corrections.values import Field
from tollbook.ledger.reconciling.statements import name_of
from tollbook.rows import Claim, Correction, CorrectionLine, Document, Report


def by(line: Correction | CorrectionLine) -> str:
    """Return who says so, when and why: "Ann Lee on 2021-09-10: the sentence is about another attack"."""
    return f"{line.author} on {line.date}: {line.reason}"


def counted(claim: Claim) -> str:
    """Write what a claim says: 13 killed, 'at least 12' wounded, up to 15 killed (perpetrators)."""
    whose = "" if claim.party == "victims" else f" ({claim.party})"
    return f"{_number(claim)} {claim.outcome}{whose}"


def of_claim(claim: Claim, documents: Mapping[str, Document], now: Claim | None = None) -> str:
    """Say what became of a claim: "13 killed, as Xinhua has it, does not count", "... counts as 12 killed"."""
    said = f"{counted(claim)}, as {name_of(documents.get(claim.doc_id), claim.doc_id)} has it,"
    if now is None:
        return f"{said} does not count"
    others = [
        f"{column.replace('_', ' ')} {getattr(now, column)}"
        for column in ("victim_group", "scope", "source_kind")
        if getattr(now, column) != getattr(claim, column)
    ]
    same = counted(now) == counted(claim)
    if same and not others:
        return f"{said} counts as it was read"
    return f"{said} counts " + ", ".join([*([] if same else [f"as {counted(now)}"]), *(f"with {o}" for o in others)])


def of_report(report: Report, fields: Sequence[Field], documents: Mapping[str, Document]) -> str:
    """Say what a report counts with: "the report in Xinhua counts with date 2021-09-04"."""
    name = name_of(documents.get(report.doc_id), report.doc_id)
    told = ", ".join(f"{f.name.replace('_', ' ')} {_value(f)}" for f in fields)
    return f"the report in {name} counts with {told}"


def _value(field: Field) -> str:
    values = [str(v) for v in field.columns.values() if v is not None]
    if field.name == "date":
        return " to ".join(dict.fromkeys(values))
    return values[0] if values else "unknown"


def _number(claim: Claim) -> str:
    return quoted(claim.low, claim.high, word=claim.word, about=claim.qualifier == "about")
