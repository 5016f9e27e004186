"""A difference as tables for a reader: sections with a head and rows of text. How they are drawn is `formats`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tollbook.compare.rows import (
    DEFAULT,
    Cause,
    ClaimDifference,
    DecisionDifference,
    Difference,
    Figure,
    FigureDifference,
    IncidentDifference,
    LinkDifference,
    Said,
    SummaryDifference,
)

ID = 12  # characters of an id that are shown; `tollbook explain` takes the start of one
MOST_NAMES = 3
_SHOWN_ELSEWHERE = ("n_documents", "n_reports", "n_sources", "disagreement", "lat", "lon")  # in other rows


@dataclass(frozen=True, slots=True)
class Section:
    """A table: its title, the names of its columns, its rows. The first column says how a row differs."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(difference: Difference) -> list[Section]:
    """Return the tables of a difference that have rows, in the order in which they are read."""
    found = [
        Section("Rules that differ", ("change", "what", "where", "rows"), tuple(_rules(difference))),
        Section("Articles", ("change", "article", "column", "before", "after"), tuple(_documents(difference))),
        Section(
            "Incidents and figures (low/best/high where they differ, * where sources disagree)",
            ("change", "incident", "day", "place", "what", "before", "after", "under", "because of"),
            tuple(row for i in difference.incidents for row in _incident(i, difference)),
        ),
        Section(
            "Claims behind them",
            ("change", "incident", "quote", "article", "before", "after", "because of"),
            tuple(_claim(c, i) for i in difference.incidents for c in i.claims),
        ),
        Section(
            "Decisions about claims that stay",
            ("under", "incident", "quote", "article", "before", "after", "reason"),
            tuple(_decision(d, i) for i in difference.incidents for d in _ranked(i.decisions, difference)),
        ),
        Section(
            "Links between reports",
            ("change", "article", "other article", "score", "because of", "reasons"),
            tuple(map(_link, difference.links)),
        ),
        Section(
            "Claims of no incident",
            ("change", "", "quote", "article", "before", "after", "because of"),
            tuple(_claim(c, None) for c in difference.claims),
        ),
        Section(
            "Totals over several incidents",
            ("under", "what", "day", "place", "before", "after", "because of"),
            tuple(map(_summary, difference.summaries)),
        ),
        Section("Rows of tables", ("table", "before", "after"), tuple(_tables(difference))),
    ]
    return [section for section in found if section.rows]


def summary(difference: Difference) -> str:
    """Return in one sentence how much differs."""
    if not difference.changes:
        return f"Nothing changes: {difference.incidents_after} incidents, the same figures and links."
    counts: dict[str, int] = defaultdict(int)
    for incident in difference.incidents:
        counts[incident.change] += 1
    how = ", ".join(f"{counts[change]} {change}" for change in sorted(counts))
    figures = [is_default(f.profile, difference) for i in difference.incidents for f in i.figures if f.party]
    elsewhere = f" and {figures.count(False)} under other profiles" if not all(figures) else ""
    claims = {c for i in difference.incidents for c in i.claims}
    same = sum(link.change == "same" for link in difference.links)
    return (
        f"Incidents: {difference.incidents_before} before, {difference.incidents_after} after; "
        f"{len(difference.incidents)} differ{f' ({how})' if how else ''}. "
        f"Figures: {figures.count(True)}{elsewhere}. Claims: {len(claims) + len(difference.claims)}. "
        f"Links: {same} more, {len(difference.links) - same} fewer. Articles: {len(difference.documents)}."
    )


def is_default(profile: str, difference: Difference) -> bool:
    """Whether a profile is what the table `estimates` shows."""
    if difference.profile_before != difference.profile_after:
        return profile == DEFAULT
    return profile == difference.profile_after


def _rules(difference: Difference) -> Iterator[tuple[str, ...]]:
    for d in difference.rules:
        yield d.change, d.said, d.where or "", _arrow(d.matches_before, d.matches_after)


def _documents(difference: Difference) -> Iterator[tuple[str, ...]]:
    for d in difference.documents:
        if not d.fields:
            yield d.change, d.source_id, "", "", ""
        for f in d.fields:
            yield d.change, d.source_id, f.field, f.before or "-", f.after or "-"


def _incident(i: IncidentDifference, difference: Difference) -> Iterator[tuple[str, ...]]:
    lead = i.change, _short(i.incident_after or i.incident_before), i.day or "day unknown", i.place or "place unknown"
    body = list(_incident_body(i, difference)) or [("no figure: see below", "", "", "", because(i.rules))]
    for row in body:
        yield (*lead, *row)
        lead = "", "", "", ""


def _incident_body(i: IncidentDifference, difference: Difference) -> Iterator[tuple[str, ...]]:
    others = ", ".join(map(_short, i.others))
    if i.change == "renamed":
        yield "id", _short(i.incident_before), _short(i.incident_after), "", "another report is its earliest"
    elif i.change == "merged":
        yield "merged into", "", others, "", because(i.rules)
    elif i.change == "split":
        yield "split from", others, "", "", because(i.rules)
    yield from _figures(i.figures, difference)
    for f in i.fields:
        if f.field not in _SHOWN_ELSEWHERE:
            yield f.field, f.before or "-", f.after or "-", "", because(f.rules)
    if i.joined:
        yield f"told by {_some(i.joined)}", "no", "yes", "", because(i.rules)
    if i.left:
        yield f"told by {_some(i.left)}", "yes", "no", "", because(i.rules)


def _figures(figures: Sequence[FigureDifference], difference: Difference) -> Iterator[tuple[str, ...]]:
    """A row for each change of a count; profiles under which it changes alike share one, the default named first.

    Counts by victim group and by side are shown where no count of a party differs.
    """
    parties = [f for f in figures if f.party is not None]
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for f in parties or figures:
        alike[f"{f.outcome} {f.whose}", _count(f.before), _count(f.after), because(f.rules)].append(f.profile)
    for (what, before, after, why), profiles in alike.items():
        under = sorted(profiles, key=lambda p: (not is_default(p, difference), p))
        yield what, before, after, ", ".join(under), why


def _count(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    low, best, high = ("?" if n is None else str(n) for n in (figure.low, figure.best, figure.high))
    return ("*" if figure.disagreement else "") + (best if low == best == high else f"{low}/{best}/{high}")


def _claim(claim: ClaimDifference, incident: IncidentDifference | None) -> tuple[str, ...]:
    owner = _short(incident.incident_after or incident.incident_before) if incident else ""
    before, after = _said(claim.before), _said(claim.after)
    moved = [f for f in claim.fields if f.field not in ("quote", "rule_id")]
    if claim.before and claim.after and claim.before.says == claim.after.says:
        before = "; ".join(f"{f.field} {f.before or '-'}" for f in moved) or claim.before.rule_id
        after = "; ".join(f"{f.field} {f.after or '-'}" for f in moved) or claim.after.rule_id
    return claim.change, owner, claim.quote, claim.source_id, before, after, because(claim.rules)


def _said(said: Said | None) -> str:
    if said is None:
        return "-"
    return said.says + (f": {said.use}" if said.use else "")


def _decision(d: DecisionDifference, incident: IncidentDifference) -> tuple[str, ...]:
    before, after = (
        f"{use} [{clause}]" if use else "-"
        for use, clause in ((d.use_before, d.clause_before), (d.use_after, d.clause_after))
    )
    owner = _short(incident.incident_after or incident.incident_before)
    return d.profile, owner, d.quote, d.source_id, before, after, d.reason_after or ""


def _ranked(decisions: Iterable[DecisionDifference], difference: Difference) -> list[DecisionDifference]:
    return sorted(decisions, key=lambda d: not is_default(d.profile, difference))


def _link(link: LinkDifference) -> tuple[str, ...]:
    change = "same" if link.change == "same" else "not same"
    reasons = " | ".join(r for r in (link.reasons_before, link.reasons_after) if r)
    score = _arrow(link.score_before, link.score_after)
    return change, link.source_id, link.other_source_id, score, because(link.rules), reasons


def _summary(s: SummaryDifference) -> tuple[str, ...]:
    where = s.day or "day unknown", s.place or "place unknown"
    return s.profile, s.outcome, *where, _count(s.before), _count(s.after), because(s.rules)


def _tables(difference: Difference) -> Iterator[tuple[str, ...]]:
    return ((t.table, str(t.before), str(t.after)) for t in difference.tables)


def because(causes: Sequence[Cause]) -> str:
    """Return causes as text: `casualties.killed.active (changed)`; those that are not evident after `perhaps`."""
    return _some([f"{'' if c.evident else 'perhaps '}{c.name} ({c.how})" for c in causes])


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _arrow(before: object, after: object) -> str:
    shown = ["-" if v is None else f"{v:g}" if isinstance(v, float) else str(v) for v in (before, after)]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]} -> {shown[1]}"


def _short(name: str | None) -> str:
    return (name or "")[:ID]
