"""History: incidents replayed by day of publication (tolls: test_toll_history.py)."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ledger_rows import DAY, PLACES, article, killed, ledger_book, report

from tollbook.ledger.incidents.history import incident_changes
from tollbook.ledger.linking.grouping import assign, incident_id, settle
from tollbook.ledger.linking.links import link
from tollbook.ledger.linking.settings import link_settings
from tollbook.rows import Link


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def day(n):
    return DAY + dt.timedelta(days=n)


def changes(book, reports, tallies, documents):
    return incident_changes(reports, documents, link(reports, tallies, documents, book), book)


def test_reports_open_and_join_incidents(book):
    rows = [report("a"), report("b"), report("c", place="Gamma")]
    documents = [article("a", day(0)), article("b", day(1)), article("c", None)]
    found = changes(book, rows, [], documents)
    assert [(c.as_of, c.change, c.report_id) for c in found] == [
        (day(0), "new", "rep_a_0"),
        (day(1), "joined", "rep_b_0"),
        (None, "new", "rep_c_0"),
    ]


def test_a_report_that_agrees_with_both_merges_two_incidents(book):
    rows = [report("a"), report("b", place="Unmapped"), report("c")]
    documents = [article("a", day(0)), article("b", day(1)), article("c", day(2))]
    links = [Link("rep_a_0", "rep_c_0", True, 9.0, ""), Link("rep_b_0", "rep_c_0", True, 8.0, "")]
    found = incident_changes(rows, documents, links, book)
    assert [c.change for c in found] == ["new", "new", "joined", "merged"]
    merged = found[-1]
    assert (merged.incident_id, merged.other_incident_id) == (found[0].incident_id, found[1].incident_id)
    assert merged.report_id == "rep_c_0"


def test_a_stronger_link_splits_what_was_one_incident(book):
    # x and y were one; then article c tells two incidents of which x and y are one each.
    rows = [report("x"), report("y"), report("c"), report("c", n=1)]
    documents = [article("x", day(0)), article("y", day(0)), article("c", day(1))]
    links = [
        Link("rep_x_0", "rep_y_0", True, 5.0, ""),
        Link("rep_c_0", "rep_x_0", True, 9.0, ""),
        Link("rep_c_1", "rep_y_0", True, 9.0, ""),
    ]
    found = incident_changes(rows, documents, links, book)
    assert sorted(c.change for c in found if c.as_of == day(1)) == ["joined", "joined", "split"]


def replayed(changes):
    """Where every report is after the changes, read from their rows alone."""
    where = {}
    for _, of_day in itertools.groupby(changes, key=lambda c: c.as_of):
        rows = list(of_day)
        moves = {c.other_incident_id: c.incident_id for c in rows if c.change == "merged"}
        where = {r: moves.get(i, i) for r, i in where.items()}
        where |= {c.report_id: c.incident_id for c in rows if c.change in ("new", "joined", "split")}
    return where


def test_a_report_that_goes_over_to_another_incident_splits_from_its_own(book):
    # y was with x; article c tells both, and y is what it tells beside x, as the older z is.
    rows = [report("z"), report("x"), report("y"), report("c"), report("c", n=1)]
    documents = [article("z", day(0)), article("x", day(1)), article("y", day(1)), article("c", day(2))]
    links = [
        Link("rep_x_0", "rep_y_0", True, 5.0, ""),
        Link("rep_c_0", "rep_x_0", True, 9.0, ""),
        Link("rep_c_1", "rep_y_0", True, 9.0, ""),
        Link("rep_c_1", "rep_z_0", True, 9.0, ""),
        Link("rep_y_0", "rep_z_0", False, 3.5, ""),
    ]
    found = [c for c in incident_changes(rows, documents, links, book) if c.as_of == day(2)]
    old = incident_id(rows[:1], {d.doc_id: d for d in documents})
    assert [(c.incident_id, c.report_id) for c in found if c.change == "split"] == [(old, "rep_y_0")]
    assert not any(c.change == "merged" for c in found)


def links_between(reports, scores, limits):
    """Links as linking would leave them, of pairs with these scores."""
    pairs = itertools.combinations(sorted(reports, key=lambda r: r.report_id), 2)
    drawn = zip(pairs, itertools.cycle(scores), strict=False)
    links = [Link(a.report_id, b.report_id, s >= limits.threshold, s, "") for (a, b), s in drawn]
    return settle([f for f in links if f.score >= limits.near_miss], reports, limits)


SCORES = st.lists(st.sampled_from([0.0, 2.0, 3.5, 4.5, 6.0, 9.0]), min_size=1, max_size=28)


@settings(max_examples=60)
@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), SCORES, st.sets(st.sampled_from("abcdef")))
def test_the_changes_played_in_order_give_the_incidents_of_the_ledger(book, docs, scores, undated):
    reports = [report(doc, n=n) for n, doc in enumerate(docs)]
    documents = [article(n, None if n in undated else day(i // 2)) for i, n in enumerate("abcdef")]
    links = links_between(reports, scores, link_settings(book))
    assigned = {r.report_id: r.incident_id for r in assign(reports, links, documents)}
    assert replayed(incident_changes(reports, documents, links, book)) == assigned


@settings(max_examples=40)
@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), SCORES)
def test_an_article_that_comes_later_rewrites_no_day_before_it(book, docs, scores):
    reports = [report(doc, n=n) for n, doc in enumerate(docs)]
    documents = [article(n, day(i // 2)) for i, n in enumerate("abcdef")]
    links = links_between(reports, scores, link_settings(book))
    last = max(documents, key=lambda d: d.published_on)
    early = [r for r in reports if r.doc_id != last.doc_id]
    ids = {r.report_id for r in early}
    before = [f for f in links if f.report_id in ids and f.other_report_id in ids]
    old = incident_changes(early, documents, before, book)
    new = incident_changes(reports, documents, links, book)
    assert [c for c in new if c.as_of < last.published_on] == [c for c in old if c.as_of < last.published_on]


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 2), st.sampled_from(sorted(PLACES)), st.integers(0, 20)),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=25)
@given(ROWS, st.sets(st.sampled_from("abcdef"), max_size=2))
def test_every_report_opens_or_joins_an_incident(book, rows, undated):
    reports = [report(doc, day(days), place, n) for n, (doc, days, place, _) in enumerate(rows)]
    tallies = [killed(r, row[3]) for r, row in zip(reports, rows, strict=True)]
    documents = [article(n, None if n in undated else day(i)) for i, n in enumerate("abcdef")]
    links = link(reports, tallies, documents, book)
    reports = assign(reports, links, documents)
    found = incident_changes(reports, documents, links, book)
    assert sorted(c.report_id for c in found if c.change in ("new", "joined")) == sorted(r.report_id for r in reports)
    assert replayed(found) == {r.report_id: r.incident_id for r in reports}
