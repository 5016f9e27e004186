"""History: incidents replayed by day of publication (tolls: test_toll_history.py)."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_rows import DAY, PLACES, article, killed, ledger_book, report

from tollbook.ledger.grouping import assign
from tollbook.ledger.history import incident_changes
from tollbook.ledger.links import link
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


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 2), st.sampled_from(sorted(PLACES)), st.integers(0, 20)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.sets(st.sampled_from("abcdef"), max_size=2))
def test_every_report_opens_or_joins_an_incident(book, rows, undated):
    reports = [report(doc, day(days), place, n) for n, (doc, days, place, _) in enumerate(rows)]
    tallies = [killed(r, row[3]) for r, row in zip(reports, rows, strict=True)]
    documents = [article(n, None if n in undated else day(i)) for i, n in enumerate("abcdef")]
    links = link(reports, tallies, documents, book)
    reports = assign(reports, links, documents)
    replayed = incident_changes(reports, documents, links, book)
    assert sorted(c.report_id for c in replayed if c.change in ("new", "joined")) == sorted(
        r.report_id for r in reports
    )
    assert {r.incident_id for r in reports} <= {c.incident_id for c in replayed}
