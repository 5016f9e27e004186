"""History: tolls and incidents replayed by day of publication."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_rows import DAY, PLACES, article, killed, ledger_book, report

from tollbook.ledger.changes import incident_changes
from tollbook.ledger.grouping import assign
from tollbook.ledger.history import toll_history
from tollbook.ledger.links import link
from tollbook.ledger.reconcile import estimates
from tollbook.rows import Link


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def day(n):
    return DAY + dt.timedelta(days=n)


def of_one_incident(*names):
    return [replace(report(n), incident_id="inc_1") for n in names]


def test_a_toll_grows_over_the_days_of_reporting(book):
    rows = of_one_incident("a", "b", "c")
    documents = [article("a", day(0)), article("b", day(1)), article("c", day(3))]
    tallies = [killed(rows[0], 10), killed(rows[1], 13), killed(rows[2], 16, None)]
    history = toll_history(rows, tallies, [], documents, book)
    assert [(h.as_of, h.low, h.best, h.high) for h in history] == [
        (day(0), 10, 10, 10),
        (day(1), 10, 13, 13),
        (day(3), 10, 16, 16),
    ]


def test_a_correction_lowers_a_toll(book):
    rows = of_one_incident("a", "b")
    documents = [article("a", day(0)), article("b", day(2), outlet="a")]
    history = toll_history(rows, [killed(rows[0], 12), killed(rows[1], 9)], [], documents, book)
    assert [(h.low, h.best, h.high) for h in history] == [(12, 12, 12), (9, 9, 9)]


def test_undated_articles_come_with_the_last_day(book):
    rows = of_one_incident("a", "b")
    tallies = [killed(rows[0], 12), killed(rows[1], 9)]
    history = toll_history(rows, tallies, [], [article("a", day(0)), article("b", None)], book)
    assert [(h.as_of, h.low, h.high) for h in history] == [(day(0), 9, 12)]
    undated = toll_history(rows, tallies, [], [article("a", None), article("b", None)], book)
    assert [(h.as_of, h.low, h.high) for h in undated] == [(None, 9, 12)]


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


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 2), st.sampled_from(sorted(PLACES)), st.integers(0, 20)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.sets(st.sampled_from("abcdef"), max_size=2))
def test_the_last_row_is_the_current_estimate(book, rows, undated):
    reports = [report(doc, day(days), place, n) for n, (doc, days, place, _) in enumerate(rows)]
    tallies = [killed(r, row[3]) for r, row in zip(reports, rows, strict=True)]
    documents = [article(n, None if n in undated else day(i)) for i, n in enumerate("abcdef")]
    links = link(reports, tallies, documents, book)
    reports = assign(reports, links, documents)
    history = toll_history(reports, tallies, [], documents, book)
    current = {
        (e.incident_id, e.outcome, e.party): (e.low, e.best, e.high)
        for e in estimates(reports, tallies, [], [], documents, book).estimates
    }
    last = {(h.incident_id, h.outcome, h.party): (h.low, h.best, h.high) for h in history}
    assert last == current
    replayed = incident_changes(reports, documents, links, book)
    assert sorted(c.report_id for c in replayed if c.change in ("new", "joined")) == sorted(
        r.report_id for r in reports
    )
    assert {r.incident_id for r in reports} <= {c.incident_id for c in replayed}
