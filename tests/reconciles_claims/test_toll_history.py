"""Toll history: each estimate as it stood at the end of each day of reporting."""

import datetime as dt
from dataclasses import replace

import pytest
from support.ledger_rows import DAY, article, claim_of, killed, ledger_book, report

from tollbook.ledger.reconciling.estimates import estimates
from tollbook.ledger.reconciling.toll_history import toll_history
from tollbook.rows import CumulativeTotal, GroupTally, Tally


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def day(n):
    return DAY + dt.timedelta(days=n)


def of_one_incident(*names):
    return [replace(report(n), incident_id="inc_1") for n in names]


def figures(history):
    return [(h.as_of, h.low, h.best, h.high) for h in history]


def test_a_toll_grows_over_the_days_of_reporting(book):
    rows = of_one_incident("a", "b", "c")
    documents = [article("a", day(0)), article("b", day(1)), article("c", day(3))]
    tallies = [killed(rows[0], 10), killed(rows[1], 13), killed(rows[2], 16, None)]
    history = toll_history(rows, tallies, [], [], documents, book)
    assert figures(history) == [(day(0), 10, 10, 10), (day(1), 10, 13, 13), (day(3), 10, 16, 16)]


def test_a_correction_lowers_a_toll(book):
    rows = of_one_incident("a", "b")
    documents = [article("a", day(0)), article("b", day(2), outlet="a")]
    history = toll_history(rows, [killed(rows[0], 12), killed(rows[1], 9)], [], [], documents, book)
    assert figures(history) == [(day(0), 12, 12, 12), (day(2), 9, 9, 9)]


def test_a_day_on_which_nothing_changes_has_its_row(book):
    rows = of_one_incident("a", "b")
    documents = [article("a", day(0)), article("b", day(2))]
    history = toll_history(rows, [killed(rows[0], 12), killed(rows[1], 12)], [], [], documents, book)
    assert figures(history) == [(day(0), 12, 12, 12), (day(2), 12, 12, 12)]


def test_undated_articles_come_with_the_last_day(book):
    rows = of_one_incident("a", "b")
    tallies = [killed(rows[0], 12), killed(rows[1], 9)]
    history = toll_history(rows, tallies, [], [], [article("a", day(0)), article("b", None)], book)
    assert [(h.as_of, h.low, h.high) for h in history] == [(day(0), 9, 12)]
    undated = toll_history(rows, tallies, [], [], [article("a", None), article("b", None)], book)
    assert [(h.as_of, h.low, h.high) for h in undated] == [(None, 9, 12)]


def test_a_profile_that_splits_nobody_has_everybody(book):
    rows = of_one_incident("a", "b")
    documents = [article("a", day(0)), article("b", day(1))]
    tallies = [killed(rows[0], 4), killed(rows[1], 4), Tally(rows[1].report_id, "killed", "perpetrators", 2, 2)]
    history = toll_history(rows, tallies, [], [], documents, book, profile="acled")
    assert [(h.party, h.as_of, h.best) for h in history] == [("all", day(0), 4), ("all", day(1), 6)]


def test_soldiers_are_out_of_the_history_too(book):
    (row,) = of_one_incident("a")
    groups = [GroupTally(row.report_id, "killed", "soldiers", 7, 7)]
    history = toll_history([row], [killed(row, 9)], groups, [], [article("a")], book, profile="ibc")
    assert figures(history) == [(DAY, 2, 2, 2)]


def test_an_event_that_loses_its_last_death_is_left_without_numbers(book):
    rows = of_one_incident("a", "b")
    documents = [article("a", day(0)), article("b", day(1), outlet="a")]
    tallies = [killed(rows[0], 1), killed(rows[1], 0, 0)]
    tallies[1] = replace(tallies[1], low=0, high=0)
    history = toll_history(rows, tallies, [], [], documents, book, profile="ucdp")
    assert figures(history) == [(day(0), 1, 1, 1), (day(1), None, None, None)]


def test_a_share_of_a_total_comes_with_the_total_and_goes_with_what_is_known_better(book):
    known, other = of_one_incident("a", "late")[:1], replace(report("b"), incident_id="inc_2")
    late = replace(report("late"), incident_id="inc_1")
    total = replace(claim_of(known[0], 60, 60, 3, scope="cumulative"), report_id=None, doc_id="doc_total")
    documents = [article("a", day(0)), article("b", day(0)), article("total", day(1)), article("late", day(2))]
    row = CumulativeTotal(total.claim_id, "killed", 60, 60, incident_ids=("inc_1", "inc_2"))
    reports, tallies = [*known, other, late], [killed(known[0], 27), killed(late, 60)]
    rest = ([], [total], documents, book, [row], "gtd")
    history = toll_history(reports, tallies, *rest)
    shared = [h for h in history if h.incident_id == "inc_2"]
    assert figures(shared) == [(day(1), 33, 33, 33), (day(2), None, None, None)]
    assert not [e for e in estimates(reports, tallies, *rest).estimates if e.incident_id == "inc_2"]
    before = [toll_history(reports[:2], tallies[:1], *rest), estimates(reports[:2], tallies[:1], *rest).estimates]
    assert [[r.best for r in rows if r.incident_id == "inc_2"] for rows in before] == [[33], [33]]


def told_total(name, published, low, *covers, **values):
    """An article that gives a total over incidents."""
    claim = replace(claim_of(report(name), low, low, scope="cumulative"), report_id=None)
    return (
        article(name, published),
        claim,
        CumulativeTotal(claim.claim_id, "killed", low, low, incident_ids=covers, **values),
    )


def test_a_total_is_shared_among_the_incidents_that_are_known_of_by_then(book):
    rows = [replace(report(n), incident_id=i) for n, i in (("a", "inc_1"), ("b", "inc_2"))]
    document, claim, total = told_total("total", day(0), 60, "inc_1", "inc_2")
    documents = [article("a", day(0)), article("b", day(2)), document]
    for profile in ("gtd", "acled"):
        history = toll_history(rows, [], [], [claim], documents, book, [total], profile)
        best = [
            (h.incident_id, h.as_of, h.best) for h in history if h.outcome == "killed" and h.party in ("victims", "all")
        ]
        assert set(best) >= {("inc_1", day(0), 60), ("inc_1", day(2), 30), ("inc_2", day(2), 30)}
        assert ("inc_2", day(0)) not in {(i, d) for i, d, _ in best}


def test_totals_over_different_incidents_have_their_own_histories(book):
    rows = [replace(report(n), incident_id=f"inc_{n}") for n in "abc"]
    pair, claim, over_two = told_total("pair", day(1), 40, "inc_a", "inc_b")
    one, other, over_one = told_total("one", day(2), 7, "inc_c")
    documents = [*(article(n, day(0)) for n in "abc"), pair, one]
    history = toll_history(rows, [], [], [claim, other], documents, book, [over_two, over_one], "gtd")
    shares = {(h.incident_id, h.as_of, h.best) for h in history if h.party == "victims"}
    assert shares == {("inc_a", day(1), 20), ("inc_b", day(1), 20), ("inc_c", day(2), 7)}


def test_a_total_that_nobody_shares_out_moves_no_day(book):
    rows = of_one_incident("a", "b")
    document, claim, total = told_total("total", day(5), 60, "inc_1")
    documents = [article("a", day(0)), article("b", None), document]
    tallies = [killed(rows[0], 12), killed(rows[1], 9)]
    assert figures(toll_history(rows, tallies, [], [claim], documents, book, [total])) == [(day(0), 9, 12, 12)]


def test_a_war_counts_from_the_day_on_which_it_is_told(book):
    rows = of_one_incident("a", "b")
    rows[1] = replace(rows[1], attack_type="clash")
    tallies = [
        Tally(rows[0].report_id, "killed", "victims", None, None, "several"),
        Tally(rows[0].report_id, "wounded", "victims", 10, 10),
    ]
    history = toll_history(rows, tallies, [], [], [article("a", day(0)), article("b", day(1))], book, profile="acled")
    assert figures(history) == [(day(0), 3, 3, 3), (day(1), 10, 10, 10)]
