"""Runs the worked cases that stand in the profiles, through the reconciliation that every ledger goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tollbook.ledger.reconciling.estimates import Reconciliation, estimates
from tollbook.ledger.reconciling.profile_days import incidents_by_profile
from tollbook.ledger.reconciling.profile_rows import CaseRows, rows_of
from tollbook.ledger.reconciling.profiles import Profile, profile_faults, profiles
from tollbook.rows import ProfileIncident
from tollbook.rulebook import Fault, Rulebook, RulebookError
from tollbook.rulebook.profile_cases import Example, ExampleDecision, ExampleResult

_FIGURES = ("low", "best", "high", "disagreement")
_SELECTS = frozenset({"incident", "outcome", "party", "group", "side", "event", "dates", "none", "clause"})
_COLUMNS = {"first": "date_from", "last": "date_to", "precision": "date_precision", "note": "date_note"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: the rows of its ledger that are under its profile."""

    rows: CaseRows
    ledger: Reconciliation
    events: list[ProfileIncident]


def try_profiles(book: Rulebook) -> tuple[list[Fault], int]:
    """Return what is wrong with the profiles of a book and every worked case that does not hold; how many cases ran."""
    faults = profile_faults(book)
    try:
        known = profiles(book) if any(key.startswith("profiles/") for key in book.settings) else {}
    except RulebookError:
        return faults, 0  # these are among the faults
    for name, profile in known.items():
        written = book.settings[f"profiles/{name}"].get("examples") or []
        for example, raw in zip(profile.examples, written, strict=True):
            told = f"example {example.title!r}"
            file, line = f"profiles/{name}.yaml", getattr(raw, "line", 1)
            faults += [Fault(file, line, name, f"{told} {problem}") for problem in problems(example, profile, book)]
    return sorted(faults), sum(len(profile.examples) for profile in known.values())


def run(example: Example, profile: Profile, book: Rulebook) -> Outcome:
    """Reconcile a case under its profile."""
    rows = rows_of(example, book)
    found = estimates(
        rows.reports, rows.tallies, rows.groups, rows.claims, rows.documents, book, rows.totals, profile.name
    )
    events = incidents_by_profile(rows.incidents, rows.reports, found.by_profile, rows.date_mentions, book)
    mine = {
        table: [r for r in getattr(found, table) if r.profile == profile.name]
        for table in ("by_profile", "by_group", "by_side", "summary_events", "decisions")
    }
    ledger = Reconciliation(estimates=found.estimates, **mine)
    return Outcome(rows, ledger, [e for e in events if e.profile == profile.name])


def problems(example: Example, profile: Profile, book: Rulebook) -> list[str]:
    """Return what does not hold in a case; nothing when all does."""
    try:
        outcome = run(example, profile, book)
    except Exception as error:  # whatever a case breaks is a fault of the case
        return [f"fails with {type(error).__name__}: {error}"]
    found = [p for wanted in example.results for p in _differences(wanted, outcome, profile)]
    found += [p for wanted in example.decides for p in _undecided(wanted, outcome)]
    seen = {c.rsplit(".", 1)[-1] for c in _clauses(outcome)}
    return found + [f"shows {c!r}, which decides nothing in it" for c in example.shows if c not in seen]


def _clauses(outcome: Outcome) -> Iterator[str]:
    tables: Sequence[Sequence[Any]] = (
        outcome.ledger.by_profile,
        outcome.ledger.by_group,
        outcome.ledger.by_side,
        outcome.ledger.summary_events,
        outcome.ledger.decisions,
        outcome.events,
    )
    yield from (row.clause for table in tables for row in table)
    yield from (event.date_clause for event in outcome.events)


def _differences(wanted: ExampleResult, outcome: Outcome, profile: Profile) -> Iterator[str]:
    row, what = _row(wanted, outcome, profile)
    if row is None or wanted.none:
        if (row is None) != wanted.none:
            yield f"must {'not ' if wanted.none else ''}have a row for {what}"
        return
    for name in wanted.model_fields_set - _SELECTS:
        has = getattr(row, _COLUMNS.get(name, name))
        shown = has.isoformat() if name in ("first", "last") and has else has
        if shown != getattr(wanted, name):
            yield f"has {name} {shown!r} for {what}, not {getattr(wanted, name)!r}"
    clause = row.date_clause if wanted.dates else row.clause
    if wanted.clause is not None and not _is(wanted.clause, clause):
        yield f"has clause {clause!r} for {what}, not {wanted.clause!r}"


def _is(wanted: str, clause: str) -> bool:
    """Whether a clause is the one that is wanted; a name without a dot may be stated by any profile."""
    return wanted == (clause if "." in wanted else clause.rsplit(".", 1)[-1])


def _row(wanted: ExampleResult, outcome: Outcome, profile: Profile) -> tuple[Any, str]:
    """The row that a result is about, and how to call it."""
    ledger = outcome.ledger
    if wanted.event is not None:
        events = ledger.summary_events
        return events[wanted.event] if wanted.event < len(events) else None, f"summary event {wanted.event}"
    table: Sequence[Any]
    key: dict[str, str]
    if wanted.dates or wanted.counted is not None:
        table, key = outcome.events, {}
    elif wanted.side:
        table, key = ledger.by_side, {"side": wanted.side}
    elif wanted.group:
        table, key = ledger.by_group, {"victim_group": wanted.group, "outcome": wanted.outcome}
    else:
        party = wanted.party or profile.shown[0]
        table, key = ledger.by_profile, {"party": party, "outcome": wanted.outcome}
    key = {"incident_id": wanted.incident, **key}
    found = [row for row in table if all(getattr(row, k) == v for k, v in key.items())]
    return found[0] if found else None, ", ".join(key.values())


def _undecided(wanted: ExampleDecision, outcome: Outcome) -> Iterator[str]:
    total = wanted.of == "total"
    claims = outcome.rows.total_claims if total else outcome.rows.claims_of.get(int(wanted.of), [])[:1]
    found = [d for d in outcome.ledger.decisions if d.claim_id in claims]
    if not found:
        yield f"has no decision on statement {wanted.of}"
    for d in found:
        if d.use != wanted.use or (wanted.clause is not None and not _is(wanted.clause, d.clause)):
            yield f"takes statement {wanted.of} as {d.use} by {d.clause}, not as {wanted.use} by {wanted.clause}"
