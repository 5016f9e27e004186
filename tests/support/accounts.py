"""One incident as several articles tell it."""

import datetime as dt
from dataclasses import replace

from support.ledger_rows import DAY, article, claim_of, report

from tollbook.ledger.reconciling.estimates import estimates
from tollbook.rows import Tally


class Case:
    """One incident told by several articles."""

    def __init__(self):
        self.documents, self.reports, self.tallies, self.claims, self.groups = [], [], [], [], []

    def tell(self, name, *counts, published=DAY, role="main", doc=None, **values):
        """Add an article that gives these (low, high) counts of killed victims."""
        self.documents.append(article(name, published, **(doc or {})))
        row = replace(report(name, role=role), incident_id="inc_1")
        self.reports.append(row)
        own = [claim_of(row, low, high, n, **values) for n, (low, high) in enumerate(counts)]
        self.claims += own
        lows = [c.low for c in own if c.low is not None]
        highs = [c.high for c in own if c.high is not None]
        tally = Tally(
            row.report_id, "killed", own[0].party, min(lows, default=None), max(highs, default=None), own[0].word,
            tuple(c.claim_id for c in own),
        )  # fmt: skip
        self.tallies.append(tally)
        return self

    def run(self, book, cumulative=()):
        return estimates(self.reports, self.tallies, self.groups, self.claims, self.documents, book, cumulative)

    def default(self, book):
        (row,) = self.run(book).estimates
        return row

    def uses(self, book, profile="tollbook"):
        return {d.claim_id.removeprefix("clm_rep_"): d.use for d in self.run(book).decisions if d.profile == profile}


def day(n):
    return DAY + dt.timedelta(days=n)
