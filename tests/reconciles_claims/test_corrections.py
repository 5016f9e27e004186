"""Corrections on made-up reports: what they do, that they hold from run to run, and that they come last."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ledger_rows import DAY, PLACES, article, claim_of, ledger_book, report
from support.reconcile_all import Ledger, reconcile_all

from tollbook.ledger.archive import Archive
from tollbook.ledger.linking.grouping import incident_id, named_after
from tollbook.ledger.linking.links import link
from tollbook.ledger.reconciling.profiles import profiles
from tollbook.ledger.reports.tallies import tally
from tollbook.rows import Claim, CorrectionLine, DateMention, PlaceMention

WHEN = dt.date(2020, 6, 1)


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def day(n):
    return DAY + dt.timedelta(days=n)


def said(target, action, value="", line=2, when=WHEN, reason="misread"):
    return CorrectionLine(line, target, action, value, "Ann Lee", when, reason)


def archive(*told, book=None):
    """What articles tell: (article, place, counts of killed, day of publication, more of the report)."""
    documents, reports, tallies, groups, claims = {}, [], [], [], []
    for name, place, counts, published, more in told:
        documents[name] = article(name, published)
        row = report(name, place=place, n=sum(r.doc_id == f"doc_{name}" for r in reports), **more)
        own = [
            claim_of(row, low, high, n, statement_id=f"s{n}", number_mention_id=f"n{n}", victim_group="police")
            for n, (low, high) in enumerate(counts)
        ]
        found, by_group, own = tally(row.report_id, own, book or ledger_book())
        reports.append(row)
        tallies += found
        groups += by_group
        claims += own
    return Archive(list(documents.values()), reports, tallies, claims, groups)


def told(name, *counts, place="Alpha", published=DAY, **more):
    return name, place, counts, published, more


def three():
    """Two articles of one incident and one of another."""
    return archive(told("a", (13, 13)), told("b", (16, None), published=day(1)), told("c", (4, 4), place="Gamma"))


def run(book, what, *lines) -> Ledger:
    return reconcile_all(what, book, corrections=lines)


def incident_of(ledger, name):
    return next(r.incident_id for r in ledger.reports if r.report_id == f"rep_{name}")


def killed(ledger, name):
    incident = incident_of(ledger, name)
    row = next(
        (e for e in ledger.reconciliation.estimates if e.incident_id == incident and e.outcome == "killed"), None
    )
    return (row.low, row.best, row.high) if row else None


def explanation(ledger, name):
    incident = incident_of(ledger, name)
    return next(e.explanation for e in ledger.reconciliation.estimates if e.incident_id == incident)


def decision(ledger, claim, profile="tollbook"):
    return next(d for d in ledger.reconciliation.decisions if d.claim_id == claim and d.profile == profile)


A, B, C = (f"clm_rep_{n}_0_killed_victims_0" for n in "abc")


def test_without_corrections_everything_is_as_linking_and_reading_left_it(book):
    plain = run(book, three())
    assert plain.links == link(three().reports, three().tallies, three().documents, book)
    assert (plain.corrections, plain.rejects) == ([], [])
    assert killed(plain, "a_0") == (13, 16, 16)


def test_a_rejected_claim_counts_nowhere_and_everything_says_so(book):
    ledger = run(book, three(), said(B, "reject"))
    assert killed(ledger, "a_0") == (13, 13, 13)
    for profile in profiles(book):
        found = decision(ledger, B, profile)
        assert (found.use, found.clause) == ("excluded", "correction.reject")
        assert found.reason == "rejected by Ann Lee on 2020-06-01: misread"
    assert explanation(ledger, "a_0") == (
        "13 in a; after a correction by Ann Lee on 2020-06-01, 'at least 16' killed, as b has it, does not count "
        "(misread)."
    )
    assert {e.best for e in ledger.reconciliation.by_profile if e.incident_id == incident_of(ledger, "a_0")} == {13}
    assert {e.best for e in ledger.reconciliation.by_group if e.incident_id == incident_of(ledger, "a_0")} == {13}
    assert [h.best for h in ledger.toll_history if h.incident_id == incident_of(ledger, "a_0")][-1] == 13
    assert not any(i.disagreement for i in ledger.incidents)
    (row,) = ledger.corrections
    assert (row.applied, row.claim_id, row.incident_ids) == (True, B, (incident_of(ledger, "a_0"),))
    assert [d.use for d in ledger.reconciliation.decisions if d.claim_id == C] == ["best"] * 5


def test_when_every_claim_is_rejected_there_is_no_estimate_but_decisions(book):
    ledger = run(book, three(), said(C, "reject"))
    assert killed(ledger, "c_0") is None
    assert incident_of(ledger, "c_0") in {i.incident_id for i in ledger.incidents}
    assert decision(ledger, C).use == "excluded"


def test_a_changed_claim_counts_as_it_was_changed(book):
    ledger = run(book, three(), said(B, "change", "at least 12"))
    assert killed(ledger, "a_0") == (12, 13, 13)
    found = decision(ledger, B)
    assert (found.use, found.clause) == ("low", "correction.change")
    assert found.reason.startswith("changed by Ann Lee on 2020-06-01: misread; read as 'at least 16' killed; ")
    assert "'at least 16' killed, as b has it, counts as 'at least 12' killed (misread)" in explanation(ledger, "a_0")


def test_another_outcome_and_party(book):
    ledger = run(book, three(), said(B, "change", "wounded=5"), said(C, "change", "party=perpetrators", line=3))
    found = {(e.outcome, e.party, e.best) for e in ledger.reconciliation.estimates}
    assert found == {("killed", "victims", 13), ("wounded", "victims", 5), ("killed", "perpetrators", 4)}
    assert decision(ledger, B).outcome == "wounded"
    for row in ledger.reconciliation.estimates:
        assert "after a correction" in row.explanation


def test_a_part_a_total_over_several_and_another_group(book):
    what = archive(told("a", (13, 13), (7, 7)), told("b", (13, 13)))
    part = A.replace("victims_0", "victims_1")
    assert killed(run(book, what), "a_0") == (7, 13, 13)
    ledger = run(book, what, said(part, "change", "scope=part; group=civilians"))
    assert killed(ledger, "a_0") == (13, 13, 13)
    assert decision(ledger, part).use == "part"
    assert ("civilians", 7) in {(e.victim_group, e.best) for e in ledger.reconciliation.by_group}
    cumulative = run(book, what, said(part, "change", "scope=cumulative"))
    assert killed(cumulative, "a_0") == (13, 13, 13)
    assert [t.claim_id for t in cumulative.cumulative_totals] == [part]
    assert decision(cumulative, part).use == "cumulative"


def test_parts_of_a_rejected_total_do_not_become_totals(book):
    what = archive(told("a", (16, 16), (3, 3)), told("b", (13, 13)))
    part = A.replace("victims_0", "victims_1")
    claims = [replace(c, scope="part", part_of=A) if c.claim_id == part else c for c in what.claims]
    tallies = [replace(t, low=16, claim_ids=(A,)) if t.report_id == "rep_a_0" else t for t in what.tallies]
    what = replace(what, claims=claims, tallies=tallies)
    assert killed(run(book, what), "a_0") == (13, 13, 16)
    assert killed(run(book, what, said(A, "reject")), "a_0") == (13, 13, 13)


def test_a_rejected_total_over_several_incidents_is_kept_out_and_decided_where_it_would_be_told(book):
    what = three()
    total = Claim("clm_sum", "doc_a", "sum", None, low=60, high=60, scope="cumulative")
    days = DateMention("d", "doc_a", "sum", 0, 1, "x", "r", day(-3), day(0), "range", "duration")
    area = PlaceMention("p", "doc_a", "sum", 0, 1, "XA", "r", None, "XA", None, "XA", precision="country")
    what = replace(what, claims=[*what.claims, total], date_mentions=[days], place_mentions=[area])
    (covering,) = run(book, what).cumulative_totals
    assert len(covering.incident_ids) == 2
    ledger = run(book, what, said("clm_sum", "reject"))
    assert ledger.cumulative_totals == []
    found = [d for d in ledger.reconciliation.decisions if d.claim_id == "clm_sum"]
    assert sorted((d.incident_id, d.profile) for d in found) == sorted(
        (i, p) for i in covering.incident_ids for p in profiles(book)
    )
    assert {(d.use, d.clause) for d in found} == {("excluded", "correction.reject")}
    alone = run(book, what, said("clm_sum", "change", "scope=total"))
    assert alone.cumulative_totals == []
    assert alone.corrections[0].outcome.endswith("it belongs to no incident, so it counts in none")
    changed = run(book, what, said("clm_sum", "change", "40"))
    assert [(t.low, t.high) for t in changed.cumulative_totals] == [(40, 40)]
    events = changed.reconciliation.summary_events
    assert events
    assert all("60 killed, as a has it, counts as 40 killed (misread)" in e.explanation for e in events)


def test_merged_incidents_are_one_and_the_links_say_why(book):
    plain = run(book, three())
    one, other = incident_of(plain, "a_0"), incident_of(plain, "c_0")
    ledger = run(book, three(), said(one, "merge", other, reason="one attack"))
    assert {r.incident_id for r in ledger.reports} == {incident_of(ledger, "a_0")}
    (made,) = [f for f in ledger.links if f.reasons == "merged by Ann Lee on 2020-06-01: one attack"]
    assert made.same
    assert killed(ledger, "a_0") == (4, 16, 16)
    assert "two incidents are taken as one, although they have places too far apart" in explanation(ledger, "a_0")
    assert "its report was merged by Ann Lee on 2020-06-01: one attack" in decision(ledger, C).reason
    change = next(c for c in ledger.incident_changes if c.change == "merged")
    assert {change.incident_id, change.other_incident_id} == {one, other}
    assert (change.as_of, change.reason) == (WHEN, "merged by Ann Lee on 2020-06-01: one attack")


@pytest.mark.parametrize(
    ("what", "although"),
    [
        (archive(told("a", (3, 3)), told("b", (4, 4), place="Gamma", country="XB")), "different countries"),
        (archive(told("a", (3, 3)), told("a", (4, 4), place="Gamma")), "one article tells them as two incidents"),
        (archive(told("a", (3, 3)), told("b", (4, 4), day=day(40))), "days too far apart"),
    ],
)
def test_the_analyst_wins_and_it_is_said(book, what, although):
    first, second = (named_after(r.report_id) for r in what.reports)
    ledger = run(book, what, said(first, "merge", second))
    assert len(ledger.incidents) == 1
    assert although in ledger.corrections[0].outcome
    assert although in explanation(ledger, "a_0")


def test_a_correction_goes_on_to_hold_under_the_ids_that_it_brings_about(book):
    plain = run(book, three())
    merge = said(incident_of(plain, "c_0"), "merge", incident_of(plain, "a_0"))
    first = run(book, three(), merge)
    gone = {incident_of(plain, "a_0"), incident_of(plain, "c_0")} - {r.incident_id for r in first.reports}
    assert gone  # one of the two ids is published no more, and yet:
    assert run(book, three(), merge) == first
    # and by the id that is published now, more can be said of the incident
    back = said(incident_of(first, "c_0"), "split", "rep_c_0", line=3)
    assert run(book, three(), merge, back).rejects == []
    assert {r.report_id: r.incident_id for r in run(book, three(), merge, back).reports} == {
        r.report_id: r.incident_id for r in plain.reports
    }


def test_a_correction_holds_when_an_earlier_article_comes_and_the_ids_change(book):
    first = [told("a", (13, 13), published=day(2)), told("c", (4, 4), place="Gamma", published=day(2))]
    plain = run(book, archive(*first))
    merge = said(incident_of(plain, "c_0"), "merge", incident_of(plain, "a_0"))
    earlier = [told("z", (13, 13)), told("y", (4, 4), place="Gamma", published=day(1))]
    assert incident_of(run(book, archive(*first, *earlier)), "a_0") == named_after("rep_z_0")
    ledger = run(book, archive(*first, *earlier), merge)
    assert ledger.rejects == []
    assert {r.incident_id for r in ledger.reports} == {named_after("rep_z_0")}


def test_a_split_leaves_later_articles_with_the_part_that_they_tell(book):
    both = [told("a", (13, 13)), told("b", (13, 13))]
    plain = run(book, archive(*both))
    assert incident_of(plain, "a_0") == incident_of(plain, "b_0")
    split = said(incident_of(plain, "a_0"), "split", "rep_b_0", when=day(1))
    alike = {"target": "market", "attack_type": "kidnapping"}
    with_more = archive(
        told("a", (13, 13)), told("b", (13, 13), **alike), told("n", (13, 13), published=day(3), **alike),
        told("m", (13, 13), published=day(3)),
    )  # fmt: skip
    ledger = run(book, with_more, split)
    assert incident_of(ledger, "n_0") == incident_of(ledger, "b_0") != incident_of(ledger, "a_0")
    assert incident_of(ledger, "m_0") == incident_of(ledger, "a_0")


def test_the_earliest_report_can_be_split_off(book):
    plain = run(book, three())
    ledger = run(book, three(), said(incident_of(plain, "a_0"), "split", "rep_a_0"))
    assert incident_of(ledger, "a_0") == incident_of(plain, "a_0")
    assert incident_of(ledger, "b_0") == named_after("rep_b_0")
    (cut,) = [f for f in ledger.links if not f.same and {f.report_id, f.other_report_id} == {"rep_a_0", "rep_b_0"}]
    assert cut.reasons.endswith("; split by Ann Lee on 2020-06-01: misread")
    (change,) = [c for c in ledger.incident_changes if c.change == "split"]
    assert (change.incident_id, change.other_incident_id) == (named_after("rep_b_0"), named_after("rep_a_0"))


def test_a_report_is_moved_to_another_incident_or_to_one_of_its_own(book):
    plain = run(book, three())
    moved = run(book, three(), said("rep_b_0", "move", incident_of(plain, "c_0")))
    assert incident_of(moved, "b_0") == incident_of(moved, "c_0") == incident_of(plain, "c_0")
    assert killed(moved, "a_0") == (13, 13, 13)
    assert "a report is moved to another incident" in explanation(moved, "a_0")
    assert "a report is moved to another incident" in explanation(moved, "c_0")
    assert sorted(c.change for c in moved.incident_changes if c.reason.startswith("moved by")) == ["merged", "split"]
    alone = run(book, three(), said("rep_b_0", "move", "new"))
    assert len(alone.incidents) == 3
    assert run(book, three(), said("rep_c_0", "move", "new")).corrections[0].outcome.startswith("changed nothing")


def test_a_report_that_held_others_together_leaves_them_together(book):
    what = archive(told("a", (9, 9)), told("b", (9, 9)), told("c", (9, 9)))
    plain = run(book, what)
    assert len(plain.incidents) == 1
    ledger = run(book, replace(what), said("rep_a_0", "move", "new"))
    assert incident_of(ledger, "b_0") == incident_of(ledger, "c_0") != incident_of(ledger, "a_0")


def test_fields_of_a_report(book):
    value = "date=2020-03-09; perpetrator=Some Group; basis=claimed; place=gamma"
    ledger = run(book, archive(told("a", (3, 3)), told("c", (4, 4), place="Gamma")), said("rep_a_0", "change", value))
    incident = next(i for i in ledger.incidents if i.incident_id == incident_of(ledger, "a_0"))
    assert (incident.date_from, incident.date_to) == (day(-1), day(-1))
    assert (incident.perpetrator, incident.perpetrator_basis) == ("Some Group", "claimed")
    assert (incident.place, incident.admin1, incident.lat) == ("Gamma", "South", 14.0)
    read = next(r for r in ledger.reports if r.report_id == "rep_a_0")
    assert (read.place, read.date_from) == ("Alpha", DAY)  # what was read stays as read
    assert "after a correction" not in explanation(ledger, "a_0")


def test_the_role_of_a_report_bears_on_its_counts(book):
    ledger = run(book, three(), said("rep_b_0", "change", "role=background"))
    assert killed(ledger, "a_0") == (13, 13, 16)
    assert "the report in b counts with role background (misread)" in explanation(ledger, "a_0")


def outcomes(ledger):
    return {c.line: (c.applied, c.overruled_by, c.outcome) for c in ledger.corrections}


def test_of_two_that_contradict_each_other_the_later_one_holds(book):
    lines = [
        said(B, "change", "14", line=2, when=day(9)),
        said(B, "change", "15", line=3, when=day(8)),
        said(C, "reject", line=4),
        said(C, "change", "5", line=5),
        said(A, "change", "20", line=6),
        said(A, "reject", line=7),
    ]
    ledger = run(book, three(), *lines)
    assert {n: o[1] for n, o in outcomes(ledger).items()} == {2: None, 3: 2, 4: 5, 5: None, 6: 7, 7: None}
    assert outcomes(ledger)[3][2].endswith("; overruled by line 2")
    assert [c.line for c in ledger.corrections] == [3, 2, 4, 5, 6, 7]
    assert killed(ledger, "a_0") == (14, 14, 14)
    assert killed(ledger, "c_0") == (5, 5, 5)
    assert "counts as 15" not in explanation(ledger, "a_0")


def test_changes_of_different_fields_add_up(book):
    lines = [said(B, "change", "14", line=2), said(B, "change", "outcome=wounded", line=3)]
    found = {(e.outcome, e.best) for e in run(book, three(), *lines).reconciliation.estimates}
    assert ("wounded", 14) in found
    assert {c.overruled_by for c in run(book, three(), *lines).corrections} == {None}


@pytest.mark.parametrize(
    ("line", "reason", "words"),
    [
        (said("clm_none", "reject"), "target_gone", "no claim 'clm_none'"),
        (said("inc_none", "merge", named_after("rep_a_0")), "target_gone", "no incident"),
        (said(named_after("rep_a_0"), "merge", "inc_none"), "target_gone", "column value"),
        (said("rep_none", "move", "new"), "target_gone", "no report"),
        (said(named_after("rep_a_0"), "split", "rep_none"), "target_gone", "column value"),
        (said("rep_a_0", "reject"), "wrong_target", "is no claim_id (clm_...)"),
        (said(named_after("rep_a_0"), "change", "12"), "wrong_target", "change takes a claim_id"),
        (said("whatever", "merge", "x"), "wrong_target", "is no incident_id"),
        (said("clm_", "reject"), "ambiguous_target", "the start of 3 ids"),
        (said(A, "change", "many"), "bad_value", "is no count"),
        (said(A, "reject", "12"), "bad_value", "reject takes none"),
        (said("rep_a_0", "change", "role=hero"), "bad_value", "main, other, background"),
        (said(named_after("rep_a_0"), "merge", named_after("rep_a_0")), "bad_value", "the same incident"),
        (said(named_after("rep_a_0"), "split", " ; "), "bad_value", "name the report_ids"),
    ],
)
def test_what_cannot_be_applied_is_refused_with_words_and_the_others_go_on(book, line, reason, words):
    other = said(C, "change", "5", line=9)
    ledger = run(book, three(), line, other)
    (reject,) = ledger.rejects
    assert (reject.source_id, reject.stage, reject.reason) == ("corrections.csv:2", "corrections", reason)
    assert words in reject.detail
    assert {c.line: c.applied for c in ledger.corrections} == {2: False, 9: True}
    assert killed(ledger, "c_0") == (5, 5, 5)
    without = run(book, three(), other)
    assert (ledger.links, ledger.incidents, ledger.reconciliation) == (
        without.links, without.incidents, without.reconciliation
    )  # fmt: skip


def test_the_start_of_an_id_is_enough_where_it_fits_one(book):
    ledger = run(
        book,
        three(),
        said("clm_rep_b", "reject"),
        said(named_after("rep_c_0")[:12], "merge", named_after("rep_a_0"), line=3),
    )
    assert ledger.rejects == []
    assert ledger.corrections[0].claim_id == B


REPORTS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(sorted(PLACES)), st.integers(1, 20), st.integers(0, 4)),
    min_size=2,
    max_size=7,
)
SAID = st.tuples(
    st.sampled_from(["reject", "change", "merge", "split", "move"]), st.integers(0, 9), st.integers(0, 9),
    st.sampled_from(["12", "at least 3", "wounded=2", "party=perpetrators", "scope=part", "scope=cumulative", "x"]),
    st.integers(0, 3),
)  # fmt: skip


def lines_of(what, drawn):
    reports = sorted(r.report_id for r in what.reports)
    claims = sorted(c.claim_id for c in what.claims)
    for n, (action, one, other, value, when) in enumerate(drawn):
        a, b = reports[one % len(reports)], reports[other % len(reports)]
        target, means = {
            "reject": (claims[one % len(claims)], ""),
            "change": (claims[one % len(claims)], value),
            "merge": (named_after(a), named_after(b)),
            "split": (named_after(a), f"{b};{reports[(one + other) % len(reports)]}"),
            "move": (a, "new" if value == "x" else named_after(b)),
        }[action]
        yield said(target, action, means, line=n + 2, when=day(when), reason=f"reason {n}")


def drawn_reading(rows):
    days = {name: day(n) for n, name in enumerate("abcde")}
    return archive(*(told(n, (c, c if k % 2 else None), place=p, published=days[n]) for n, p, c, k in rows))


@pytest.mark.slow
@settings(max_examples=25)
@given(REPORTS, st.lists(SAID, min_size=1, max_size=6))
def test_what_holds_whatever_is_corrected(rows, drawn):
    book = ledger_book()
    what = drawn_reading(rows)
    lines = list(lines_of(what, drawn))
    ledger = run(book, what, *lines)
    assert len(ledger.corrections) == len(lines) == sum(c.applied for c in ledger.corrections) + len(ledger.rejects)
    group = {r.report_id: r.incident_id for r in ledger.reports}
    for found in ledger.links:
        assert found.same == (group[found.report_id] == group[found.other_report_id])
    documents = {d.doc_id: d for d in what.documents}
    for incident in ledger.incidents:
        members = [r for r in ledger.reports if r.incident_id == incident.incident_id]
        assert incident.incident_id == incident_id(members, documents)
    assert {i for c in ledger.corrections for i in c.incident_ids} <= {i.incident_id for i in ledger.incidents}
    for e in [*ledger.reconciliation.by_profile, *ledger.reconciliation.by_group, *ledger.toll_history]:
        known = [n for n in (e.low, e.best, e.high) if n is not None]
        assert known == sorted(known)
    decided = [(d.profile, d.claim_id) for d in ledger.reconciliation.decisions]
    assert sorted(decided) == sorted((p, c.claim_id) for p in profiles(book) for c in what.claims)
    changes = [(c.as_of, c.incident_id, c.change, c.report_id, c.other_incident_id) for c in ledger.incident_changes]
    assert len(changes) == len(set(changes))
    assert set(group.values()) <= {c.incident_id for c in ledger.incident_changes}
    last = {(h.incident_id, h.outcome, h.party): (h.low, h.best, h.high) for h in ledger.toll_history}
    current = {(e.incident_id, e.outcome, e.party): (e.low, e.best, e.high) for e in ledger.reconciliation.estimates}
    assert last == current
    # written anew against the ids that are published now, nothing that is there is missed
    more = [said(i.incident_id, "split", min(group), line=99 + n, when=day(9)) for n, i in enumerate(ledger.incidents)]
    assert run(book, what, *lines, *more).rejects == ledger.rejects


@pytest.mark.slow
@settings(max_examples=15)
@given(REPORTS, st.lists(SAID, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_only_days_and_lines_order_corrections_and_rows_have_no_order(rows, drawn, random):
    book = ledger_book()
    what = drawn_reading(rows)
    lines = list(lines_of(what, drawn))
    ledger = run(book, what, *lines)
    for part in (what.documents, what.reports, what.tallies, what.claims, what.group_tallies):
        random.shuffle(part)
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert run(book, what, *shuffled) == ledger


@pytest.mark.slow
@settings(max_examples=15)
@given(REPORTS, st.lists(SAID, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_lines_of_different_days_may_stand_in_any_order(rows, drawn, random):
    book = ledger_book()
    what = drawn_reading(rows)
    lines = [replace(c, date=day(n)) for n, c in enumerate(lines_of(what, drawn))]
    numbers = [c.line for c in lines]
    random.shuffle(numbers)
    ledger = run(book, what, *lines)
    other = run(book, what, *(replace(c, line=n) for c, n in zip(lines, numbers, strict=True)))
    assert (other.reports, other.links, other.incidents, other.reconciliation, other.toll_history) == (
        ledger.reports, ledger.links, ledger.incidents, ledger.reconciliation, ledger.toll_history
    )  # fmt: skip
