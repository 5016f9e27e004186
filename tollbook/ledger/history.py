"""How tolls came to be what they are: each estimate as it stood on every day of reporting."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from tollbook.ledger.grouping import known_on
from tollbook.ledger.profiles import DEFAULT, profiles
from tollbook.ledger.reconcile import OUTCOMES, PARTIES, accounts
from tollbook.ledger.reconcile_engine import reconcile
from tollbook.ledger.reconcile_statements import Statement, statements
from tollbook.rows import Claim, Document, Report, Tally, TollHistory
from tollbook.rulebook import Rulebook


def toll_history(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    claims: Sequence[Claim],
    documents: Iterable[Document],
    book: Rulebook,
    profile: str = DEFAULT,
) -> list[TollHistory]:
    """Return each estimate as it stood at the end of each day on which an article about the incident came out.

    `reports` carry their `incident_id`. An article of unknown day joins on the last known day, so the last row is
    the current estimate. `as_of` is null only when no article of the incident has a day.
    """
    rules = profiles(book)[profile]
    docs = {d.doc_id: d for d in documents}
    by_claim = {c.claim_id: c for c in claims}
    rows: list[TollHistory] = []
    for account in accounts(reports, tallies, (), ()):
        days = sorted({d for r in account.reports if (d := known_on(docs.get(r.doc_id))) is not None})
        keys = [(o, p) for o in OUTCOMES for p in PARTIES if o in rules.outcomes and (o, p) in account.tallies]
        for outcome, party in keys:
            said = statements(account.reports, account.tallies[outcome, party], by_claim, docs)
            for day, known in _by_day(said, days):
                result = reconcile(known, rules)
                if result is not None:
                    row = TollHistory(account.incident_id, day, outcome, party, result.low, result.best, result.high)
                    rows.append(row)
    return sorted(rows, key=_toll_order)


def _toll_order(row: TollHistory) -> tuple[object, ...]:
    return row.incident_id, OUTCOMES.index(row.outcome), row.party, row.as_of or dt.date.max


def _by_day(said: Sequence[Statement], days: Sequence[int]) -> Iterator[tuple[dt.date | None, list[Statement]]]:
    """Yield each day of reporting with what was known at its end; undated statements come with the last."""
    if not days:
        yield None, list(said)
    for day in days:
        last = day == days[-1]
        yield dt.date.fromordinal(day), [s for s in said if (s.day is None and last) or (s.day or day + 1) <= day]
