"""Totals over several incidents: their days and incidents, and what each profile makes of them."""

import datetime as dt
from dataclasses import replace

import pytest
from support.ledger_rows import DAY, article, claim_of, killed, ledger_book, report

from tollbook.ledger.reconciling.cumulative import cumulative_totals
from tollbook.ledger.reconciling.estimates import estimates
from tollbook.rows import CumulativeTotal, DateMention, Incident, Tally


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def day(n):
    return DAY + dt.timedelta(days=n)


class Days:
    """One incident a day, the first with a count, and totals over all of them."""

    def __init__(self, known=27, days=3):
        self.reports = [
            replace(report(f"r{n}", day=day(n)), incident_id=f"inc_{n}") for n in range(days)
        ]  # fmt: skip
        self.tallies = [killed(self.reports[0], known)]
        self.documents = [article(f"r{n}", day(days)) for n in range(days)]
        self.claims, self.totals = [], []

    def total(self, name, low, high=0, published=None, span=(0, 2), covers=(0, 1, 2)):
        """Add a total that one newspaper gives."""
        high = low if high == 0 else high
        self.documents.append(article(name, published or day(3)))
        claim = replace(claim_of(report(name), low, high, scope="cumulative"), report_id=None)
        self.claims.append(claim)
        first, last = (day(n) for n in span) if span else (None, None)
        ids = tuple(f"inc_{n}" for n in covers)
        self.totals.append(CumulativeTotal(claim.claim_id, "killed", low, high, None, first, last, "North", "XA", ids))
        return self

    def run(self, book):
        return estimates(self.reports, self.tallies, [], self.claims, self.documents, book, self.totals)

    def shares(self, book, profile, party="all"):
        rows = [r for r in self.run(book).by_profile if (r.profile, r.party) == (profile, party)]
        return {r.incident_id: r.best for r in rows}


def test_the_note_of_a_share_is_in_its_row(book):
    rows = Days().total("a", 60).run(book).by_profile
    shares = [r for r in rows if r.clause == "gtd.distributed"]
    assert {(r.incident_id, r.party, r.best) for r in shares} == {
        ("inc_1", "all", 17), ("inc_1", "victims", 17), ("inc_2", "all", 16), ("inc_2", "victims", 16)
    }  # fmt: skip
    assert {r.explanation for r in shares} == {
        "A share of the 60 over 3 incidents, 33 of them not accounted for by known counts: a total over several "
        "incidents is distributed over the linked incidents, with a note."
    }
    assert {(r.n_claims, r.n_sources, r.disagreement) for r in shares} == {(1, 1, False)}


def test_a_total_that_a_report_holds_has_one_decision(book):
    days = Days().total("a", 60)
    days.claims = [replace(days.claims[0], report_id="rep_r0_0")]
    found = [(d.profile, d.incident_id, d.use) for d in days.run(book).decisions]
    assert len(found) == len(set(found)) == 5
    assert {use for _, _, use in found} == {"cumulative"}


def test_nothing_is_shared_when_known_counts_use_it_up(book):
    out = Days(known=60).total("a", 60).run(book)
    assert {r.incident_id for r in out.by_profile} == {"inc_0"}
    assert out.summary_events == []
    assert {d.use for d in out.decisions} == {"cumulative"}


def test_a_summary_event_says_what_it_is(book):
    (event,) = [e for e in Days().total("a", 61, None).run(book).summary_events if e.profile == "ucdp"]
    assert (event.low, event.best, event.high, event.total, event.known, event.clarity) == (34, 34, 34, 61, 27, 2)
    assert (event.date_from, event.date_to, event.place, event.country) == (day(0), day(2), "North", "XA")
    assert event.incident_ids == ("inc_0", "inc_1", "inc_2")
    assert event.explanation.startswith("'at least 61' ")
    assert event.explanation.endswith(
        "; 27 of them in 1 known incident are subtracted; a total over several incidents is kept as a summary event "
        "(clarity 2), identified incidents subtracted from it."
    )


def test_sources_of_one_total_are_reconciled(book):
    days = Days().total("a", 60).total("b", 64, published=day(4)).total("c", 64, published=day(4))
    (event,) = [e for e in days.run(book).summary_events if e.profile == "ucdp"]
    assert (event.low, event.best, event.high, event.n_sources, len(event.claim_ids)) == (33, 37, 37, 3, 3)
    assert sum(days.shares(book, "gtd").values()) == 64


def test_the_latest_of_different_totals_comes_first(book):
    days = Days().total("early", 45, published=day(3), span=(0, 1), covers=(0, 1)).total("late", 90, published=day(5))
    assert days.shares(book, "gtd") == {"inc_0": 27, "inc_1": 32, "inc_2": 31}


def test_a_total_over_a_long_time_is_only_noted(book):
    days = Days().total("a", 5000, span=(-400, 2))
    assert days.shares(book, "gtd") == days.shares(book, "acled") == {"inc_0": 27}
    assert [e.profile for e in days.run(book).summary_events] == ["ucdp"]


def test_days_without_an_incident_are_summary_events_where_a_total_is_divided(book):
    days = Days(days=2).total("a", 47, span=(0, 3), covers=(0, 1))
    assert days.shares(book, "acled") == {"inc_0": 27, "inc_1": 8}
    events = [e for e in days.run(book).summary_events if e.profile == "acled"]
    assert [(e.date_from, e.date_to, e.best, e.clause) for e in events] == [
        (day(2), day(2), 6, "acled.divided"), (day(3), day(3), 6, "acled.divided")
    ]  # fmt: skip
    assert len({e.summary_id for e in events}) == 2


def test_a_share_takes_the_place_of_a_blank(book):
    days = Days().total("a", 60)
    days.tallies.append(Tally(days.reports[1].report_id, "killed", "victims", None, None, "several"))
    assert days.shares(book, "gtd", "victims") == {"inc_0": 27, "inc_1": 17, "inc_2": 16}
    assert days.shares(book, "tollbook", "victims") == {"inc_0": 27, "inc_1": 3}


def test_the_default_profile_may_share_too(book):
    days = Days().total("a", 60)
    rows = (days.reports, days.tallies, [], days.claims, days.documents, book, days.totals)
    assert {(e.incident_id, e.best) for e in estimates(*rows, default="acled").estimates} == {
        ("inc_0", 27), ("inc_1", 17), ("inc_2", 16)
    }  # fmt: skip


def mention(quote, kind, first=None, last=None):
    return DateMention("d" + quote, "doc_a", "s", 0, 1, quote, "r", first, last, "range", kind)


def test_a_total_keeps_the_words_that_tell_its_days(book):
    row = report("a")
    claim = replace(claim_of(row, 60, 60, scope="cumulative"), report_id=None)
    held = Incident("inc_1", DAY, DAY, place="Alpha", country="XA")
    three = mention("the past three days", "duration", day(-2), day(0))
    vague = mention("several weeks", "duration")

    def found(*mentions):
        (total,) = cumulative_totals([claim], mentions, [], [row], [held], book)
        return total.date_from, total.date_to, total.told_as, total.incident_ids

    assert found(mention("Monday", "weekday", day(0), day(0)), three) == (day(-2), day(0), three.quote, ("inc_1",))
    assert found(vague) == (None, None, "several weeks", ())
    assert found() == (None, None, None, ())
