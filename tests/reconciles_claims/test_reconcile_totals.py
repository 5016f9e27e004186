"""Totals over several incidents: their days and incidents, and what each profile makes of them."""

import datetime as dt
from dataclasses import replace

import pytest
from support.ledger_rows import DAY, article, claim_of, killed, ledger_book, report

from tollbook.ledger.reconciling.cumulative import cumulative_totals
from tollbook.ledger.reconciling.estimates import estimates
from tollbook.rows import CumulativeTotal, DateMention, Incident, PlaceMention, Tally


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

    def total(self, name, low, high=0, published=3, span=(0, 2), covers=(0, 1, 2), **values):
        """Add a total that one newspaper gives."""
        high = low if high == 0 else high
        self.documents.append(article(name, None if published is None else day(published)))
        own = {key: values.pop(key) for key in ("party", "qualifier") if key in values}
        said = {"outcome": values.get("outcome", "killed"), "word": values.get("word"), **own}
        claim = replace(claim_of(report(name), low, high, scope="cumulative", **said), report_id=None)
        self.claims.append(claim)
        first, last = (day(n) for n in span) if span else (None, None)
        ids = tuple(f"inc_{n}" for n in covers)
        total = CumulativeTotal(claim.claim_id, "killed", low, high, None, first, last, "North", "XA", ids)
        self.totals.append(replace(total, **values))
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


def test_a_summary_event_says_how_many_are_known(book):
    def explanation(days):
        (event,) = [e for e in days.run(book).summary_events if e.profile == "ucdp"]
        return event.explanation

    assert explanation(Days().total("a", 61, covers=(1, 2))).startswith("61 in a; a total over several incidents is ")
    two = Days().total("a", 61)
    two.tallies.append(killed(two.reports[1], 4))
    assert "; 31 of them in 2 known incidents are subtracted; " in explanation(two)


def test_nobody_killed_is_a_known_count(book):
    days = Days(known=0).total("a", 60)
    days.tallies[0] = Tally(days.reports[0].report_id, "killed", "victims", 0, 0)
    assert days.shares(book, "gtd") == {"inc_0": 0, "inc_1": 30, "inc_2": 30}


def test_a_day_of_an_incident_is_the_one_that_most_of_its_reports_tell(book):
    days = Days(days=1).total("a", 47, span=(0, 2), covers=(0,))
    days.reports += [replace(report(f"x{n}", day=day(1)), incident_id="inc_0") for n in range(2)]
    events = [e for e in days.run(book).summary_events if e.profile == "acled"]
    assert [(e.date_from, e.best) for e in events] == [(day(0), 10), (day(2), 10)]


def test_sources_of_one_total_are_reconciled(book):
    days = Days().total("a", 60).total("b", 64, published=4).total("c", 64, published=4)
    (event,) = [e for e in days.run(book).summary_events if e.profile == "ucdp"]
    assert (event.low, event.best, event.high, event.n_sources, len(event.claim_ids)) == (33, 37, 37, 3, 3)
    assert sum(days.shares(book, "gtd").values()) == 64


def of_ucdp(days, book):
    return [e for e in days.run(book).summary_events if e.profile == "ucdp"]


def test_totals_told_in_other_words_are_not_one_total(book):
    """Where nobody knows the days, they are about the same only if they are told of in the same words."""
    days = Days().total("a", 60, span=None, covers=(), told_as="in recent weeks")
    days.total("b", 64, span=None, covers=(), told_as="this year").total(
        "c", 62, span=None, covers=(), told_as="this year"
    )
    assert sorted((e.best, len(e.claim_ids)) for e in of_ucdp(days, book)) == [(60, 1), (62, 2)]


def test_a_total_in_a_word_is_what_the_word_means(book):
    (event,) = of_ucdp(Days().total("a", None, None, covers=(), word="dozens"), book)
    assert (event.total, event.low, event.best, event.high) == (12, 12, 12, 12)


def test_a_total_of_unknown_day_is_a_total(book):
    (event,) = of_ucdp(Days().total("a", 60, published=None), book)
    assert (event.best, event.date_from, event.date_to) == (33, day(0), day(2))


def test_no_summary_event_tells_of_an_outcome_that_is_not_collected(book):
    days = Days().total("a", 60, outcome="wounded")
    assert days.run(book).summary_events == []
    found = {(d.use, d.clause) for d in days.run(book).decisions if d.profile == "ucdp"}
    assert found == {("excluded", "ucdp.deaths_only")}


def test_nobody_killed_is_no_summary_event(book):
    assert of_ucdp(Days().total("a", 0, None, covers=()).total("b", 0, 0, covers=(), span=(0, 1)), book) == []


def test_a_summary_event_may_have_no_least(book):
    (event,) = of_ucdp(Days().total("a", 0, 40, covers=()).total("b", 30, covers=()), book)
    assert (event.low, event.best, event.high) == (0, 30, 40)


def test_known_counts_are_of_victims_where_a_profile_counts_only_them(book):
    counts = {"clause": "c", "says": "victims only", "reference": "p. 1", "parties": ["victims"]}
    settings = {"name": "mine", "title": "Mine", "inherits": "gtd", "reference": "ours", "counts": counts}
    own = replace(book, settings={**book.settings, "profiles/mine": settings}, memos={})
    assert Days().total("a", 60).shares(own, "mine", "victims") == {"inc_0": 27, "inc_1": 17, "inc_2": 16}


def test_the_latest_of_different_totals_comes_first(book):
    days = Days().total("early", 45, published=3, span=(0, 1), covers=(0, 1)).total("late", 90, published=5)
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


def test_shares_of_days_without_an_incident_say_what_they_are(book):
    days = Days(known=4, days=1).total("a", 60, 60, span=(0, 4), covers=(0,)).total("b", 50, span=(0, 2), covers=())
    events = [e for e in days.run(book).summary_events if e.profile == "acled"]
    none_known = "A share of the 50, 50 of them not accounted for by known counts: "
    some_known = "A share of the 60 over 1 incidents, 56 of them not accounted for by known counts: "
    found = [(e.date_from, e.date_to, e.low, e.best, e.high, e.known) for e in events]
    counts = [(0, 18, 0), (1, 16, 0), (2, 16, 0), (1, 14, 4), (2, 14, 4), (3, 14, 4), (4, 14, 4)]
    assert set(found) == {(day(n), day(n), count, count, count, known) for n, count, known in counts}
    assert [e.date_from for e in events] == sorted(e.date_from for e in events)
    assert {e.explanation.split(": ")[0] + ": " for e in events} == {none_known, some_known}
    assert len({e.summary_id for e in events}) == len(events) == len(counts)
    assert all(e.summary_id.startswith("sum_") for e in events)


def test_days_get_no_share_of_nobody(book):
    days = Days(days=1).total("a", 29, span=(0, 3), covers=(0,))
    assert [(e.date_from, e.best) for e in days.run(book).summary_events if e.profile == "acled"] == [(day(1), 2)]


@pytest.mark.parametrize(("count", "shares"), [(0, {}), (27, {}), (28, {"inc_1": 1, "inc_2": 0})])
def test_what_is_left_is_shared_to_the_last(book, count, shares):
    known = {"inc_0": 27} if count else {}
    days = Days().total("a", count)
    if not count:
        days.tallies = []
    assert days.shares(book, "gtd") == {**known, **shares}


def test_the_odd_remainder_goes_to_the_earliest_incident(book):
    days = Days(days=4).total("a", 37, covers=(0, 1, 2, 3))
    days.reports[1:] = [
        replace(days.reports[1], date_from=None, date_to=None),
        replace(days.reports[2], date_from=day(3), date_to=day(3)),
        replace(days.reports[3], date_from=day(2), date_to=day(2)),
    ]
    assert days.shares(book, "gtd") == {"inc_0": 27, "inc_1": 3, "inc_2": 3, "inc_3": 4}


def test_totals_of_one_stretch_are_one_in_whatever_words_but_not_of_both_parties(book):
    days = Days().total("a", 60, told_as="in three days").total("b", 64, told_as="since Monday")
    assert [(e.best, e.n_sources) for e in of_ucdp(days, book)] == [(33, 2)]
    days = Days().total("a", 60).total("b", 50, party="perpetrators")
    assert sorted(e.total for e in of_ucdp(days, book)) == [50, 60]


def test_a_total_is_as_its_claim_has_it(book):
    (event,) = of_ucdp(Days().total("a", 60, qualifier="about"), book)
    assert event.explanation.startswith("About 60 in a; ")


def test_a_total_in_a_word_is_no_war_s(book):
    days = Days(known=1).total("a", None, None, word="several")
    assert days.shares(book, "acled") == {"inc_0": 1, "inc_1": 1, "inc_2": 1}


def test_a_share_takes_the_place_of_a_blank(book):
    days = Days().total("a", 60)
    days.tallies.append(Tally(days.reports[1].report_id, "killed", "victims", None, None, "several"))
    assert days.shares(book, "gtd", "victims") == {"inc_0": 27, "inc_1": 17, "inc_2": 16}
    assert days.shares(book, "tollbook", "victims") == {"inc_0": 27, "inc_1": 3}
    apart = replace(report("r9", day=day(9)), incident_id="inc_9")
    days.reports.append(apart)
    days.tallies.append(Tally(apart.report_id, "killed", "victims", None, None, "several"))
    assert days.shares(book, "gtd", "victims") == {"inc_0": 27, "inc_1": 17, "inc_2": 16, "inc_9": None}


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


THREE = mention("the past three days", "duration", day(-2), day(0))


def place(name, start=0, precision="settlement", country="XA", **values):
    return PlaceMention(f"p{start}", "doc_a", "s", start, start + 1, name, "r", None, name, "North", country,
                        precision=precision, **values)  # fmt: skip


def totals_over(book, incidents, places=(), dates=(THREE,), reports=(), at=0):
    claim = replace(claim_of(report("a"), 60, 70, scope="cumulative"), report_id=None, start_char=at, word="dozens")
    (total,) = cumulative_totals([claim], dates, places, reports or [report("a")], incidents, book)
    return total


def test_a_total_says_what_its_claim_and_its_sentence_say(book):
    total = totals_over(book, [], [place("Beta", 10), place("Alpha", 60)], at=50)
    assert (total.low, total.high, total.word) == (60, 70, "dozens")
    assert (total.date_from, total.date_to, total.place, total.country) == (day(-2), day(0), "Alpha", "XA")


@pytest.mark.parametrize(
    ("places", "covered"),
    [
        ([], ["alpha", "beta", "gamma"]),  # the country of the article
        ([place("Xian", relation="demonym", country="XB")], ["alpha", "beta", "gamma"]),  # "the Xians" are no place
        ([place("Alpha")], ["alpha"]),
        ([place("North", precision="admin1")], ["alpha", "beta"]),
        ([place("Xa", precision="country")], ["alpha", "beta", "gamma"]),
        ([place("the Upper Valley", precision="region")], ["alpha", "beta", "gamma"]),
        ([place("Alpha", country="XB")], []),
        ([place("Alpha", country=None)], []),
    ],
)
def test_a_total_covers_the_incidents_of_its_area(book, places, covered):
    there = {"alpha": ("Alpha", "North"), "beta": ("Beta", "North"), "gamma": ("Gamma", "South")}
    incidents = [Incident(i, DAY, DAY, place=p, admin1=a, country="XA") for i, (p, a) in there.items()]
    assert totals_over(book, incidents, places).incident_ids == tuple(covered)


@pytest.mark.parametrize(
    ("first", "last", "covered"), [(-2, -2, True), (0, 0, True), (-2, 0, True), (-3, 0, False), (-2, 1, False)]
)
def test_a_total_covers_the_incidents_that_lie_within_its_days(book, first, last, covered):
    incident = Incident("inc_1", day(first), day(last), country="XA")
    assert bool(totals_over(book, [incident]).incident_ids) == covered


def test_a_total_without_both_its_days_covers_nothing(book):
    since = mention("since Monday", "since", day(-2), None)
    total = totals_over(book, [Incident("inc_1", DAY, DAY, country="XA")], dates=[since])
    assert (total.date_from, total.date_to, total.told_as, total.incident_ids) == (None, None, "since Monday", ())
    both = totals_over(book, [], dates=[since, mention("Tuesday", "weekday", day(-1), day(-1))])
    assert (both.date_from, both.date_to, both.told_as) == (day(-1), day(-1), "Tuesday")


def test_an_article_is_about_the_country_of_its_first_main_report_that_has_one(book):
    reports = [
        report("a", n=0, role="background", country="XB"),
        report("a", n=1, role="main", country=None),
        report("a", n=2, role="main", country="XA"),
        report("a", n=3, role="main", country="XC"),
    ]
    assert totals_over(book, [], reports=reports).country == "XA"
    assert totals_over(book, [], reports=reports[::-1]).country == "XA"
