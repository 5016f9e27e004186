"""Reconciliation: from what sources say to low, best and high, and a decision for every claim."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.accounts import Case, day
from support.ledger_rows import DAY, article, claim_of, killed, ledger_book, report
from support.reconcile_all import Archive, reconcile_all

from tollbook.ledger.incidents.votes import incidents
from tollbook.ledger.linking.grouping import assign
from tollbook.ledger.reconciling.estimates import estimates
from tollbook.ledger.reconciling.profiles import profiles
from tollbook.ledger.reconciling.sources import source_of
from tollbook.ledger.reconciling.statements import statements
from tollbook.rows import CumulativeTotal, DateMention, GroupTally, Link, PlaceMention, Tally

USES = {"best", "low", "high", "agrees", "part", "repeat", "superseded", "cumulative", "excluded"}


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def six_accounts():
    case = Case()
    for name, low, high, when in [
        ("a", 13, 13, 0), ("b", 12, None, 1), ("c", 10, 10, 0), ("d", 16, None, 0), ("e", 13, 13, 0)
    ]:  # fmt: skip
        case.tell(name, (low, high), published=day(when))
    return case.tell("f", (14, 14), published=None)


def test_six_accounts_of_one_attack(book):
    row = six_accounts().default(book)
    assert (row.low, row.best, row.high, row.disagreement) == (10, 13, 16, True)
    assert (row.n_claims, row.n_sources, row.clause) == (6, 6, "tollbook.majority")
    assert row.explanation == (
        "13 in a and e; 'at least 12' in b a day later agrees; 10 in c is the low, 'at least 16' in d the high; "
        "14 in f lies between."
    )


def test_decisions_of_the_six_accounts(book):
    uses = six_accounts().uses(book)
    assert {k[0]: v for k, v in uses.items()} == {
        "a": "best", "b": "agrees", "c": "low", "d": "high", "e": "best", "f": "excluded"
    }  # fmt: skip


def test_lower_bound_agrees_with_a_count_above_it(book):
    row = Case().tell("a", (13, 13)).tell("b", (12, None), published=day(1)).default(book)
    assert (row.low, row.best, row.high, row.disagreement) == (12, 13, 13, False)


def test_later_lower_bound_above_the_count_becomes_best(book):
    row = Case().tell("a", (24, 24)).tell("b", (36, None), published=day(1)).default(book)
    assert (row.low, row.best, row.high, row.disagreement) == (24, 36, 36, True)
    assert row.clause == "tollbook.later_bound"


def test_a_publisher_replaces_its_own_figure_and_a_lower_one_lowers_it(book):
    case = Case().tell("a", (12, 12)).tell("b", (9, 9), published=day(2), doc={"outlet": "a"})
    row = case.default(book)
    assert (row.low, row.best, row.high, row.disagreement, row.n_sources) == (9, 9, 9, False, 1)
    assert sorted(case.uses(book).values()) == ["best", "superseded"]


def test_a_passing_mention_replaces_nothing(book):
    case = Case().tell("a", (12, 12)).tell("b", (9, 9), published=day(90), role="background", doc={"outlet": "a"})
    assert (case.default(book).low, case.default(book).best, case.default(book).high) == (9, 12, 12)


def test_an_agency_replaces_its_own_figure_whoever_prints_it(book):
    case = Case()
    case.tell("a", (12, 12), doc={"agency": "Wire"}).tell("b", (9, 9), published=day(1), doc={"agency": "Wire"})
    row = case.default(book)
    assert (row.low, row.best, row.high, row.n_sources) == (9, 9, 9, 1)
    same_day = (
        Case().tell("a", (12, 12), doc={"agency": "Wire"}).tell("b", (9, 9), doc={"agency": "Wire"}).default(book)
    )
    assert (same_day.low, same_day.high, same_day.n_sources) == (9, 12, 1), "which came last nobody can tell"


def test_wire_copies_do_not_outvote(book):
    case = Case().tell("x", (8, 8)).tell("y", (8, 8))
    for name in "abcd":
        case.tell(name, (11, 11), doc={"agency": "Wire"})
    assert case.default(book).best == 8


def test_perpetrators_figure_is_the_last_resort(book):
    case = Case().tell("a", (4, 4)).tell("b", (30, 30), published=day(1), source_kind="perpetrator")
    assert (case.default(book).best, case.default(book).high) == (4, 30)
    alone = Case().tell("b", (30, 30), source_kind="perpetrator").default(book)
    assert (alone.low, alone.best, alone.high) == (30, 30, 30)


def test_undated_articles_rank_by_the_latest_day_they_can_have(book):
    late = {"published_to": day(9), "published_from": None}
    case = Case().tell("a", (4, 4)).tell("b", (5, 5), published=None, doc=late)
    assert case.default(book).best == 5


def test_several_totals_of_one_article(book):
    case = Case().tell("a", (12, 12), (9, 9), (7, None)).tell("b", (9, 9))
    row = case.default(book)
    assert (row.low, row.best, row.high) == (7, 9, 12)
    uses = case.uses(book)
    assert uses["a_0_killed_victims_2"] == "low"
    assert uses["a_0_killed_victims_0"] == "high"


def test_added_up_parts_are_one_count(book):
    case = Case().tell("a", (7, 7), (2, 2))
    case.tallies = [replace(case.tallies[0], low=9, high=9)]
    row = case.default(book)
    assert (row.low, row.best, row.high) == (9, 9, 9)
    assert set(case.uses(book).values()) == {"best"}, "neither repeats the other"


def test_what_an_article_counts_together_is_one_count(book):
    """A tally that is not one of the totals told is what they come to, by all of them."""
    case = Case().tell("a", (2, 2), (3, 3))
    case.tallies = [replace(case.tallies[0], low=3, high=3)]
    row = case.default(book)
    assert (row.low, row.best, row.high, row.n_claims) == (3, 3, 3, 2)


def test_a_part_stands_behind_no_count_but_its_own(book):
    case = Case().tell("a", (12, 12), (3, 3))
    case.claims[1] = replace(case.claims[1], scope="part")
    case.tallies = [replace(case.tallies[0], low=12, high=12)]
    row = case.default(book)
    assert (row.low, row.best, row.high, row.n_claims) == (12, 12, 12, 1)
    assert case.uses(book) == {"a_0_killed_victims_0": "best", "a_0_killed_victims_1": "part"}


def test_vague_words_bound_nothing_where_a_number_is_known(book):
    case = Case().tell("a", (5, 5)).tell("b", (None, None), word="dozens", qualifier="vague")
    row = case.default(book)
    assert (row.low, row.best, row.high, row.disagreement) == (5, 5, 5, False)
    (ruling,) = [d for d in case.run(book).decisions if (d.profile, d.claim_id[8:9]) == ("tollbook", "b")]
    assert (ruling.use, ruling.clause) == ("excluded", "tollbook.dozens")
    assert ruling.reason == "'dozens' bounds nothing where a number is known"
    alone = Case().tell("b", (None, None), word="several", qualifier="vague").run(book)
    assert {(r.profile, r.low, r.best) for r in alone.by_profile if r.party in ("victims", "all")} == {
        ("tollbook", 2, 3), ("gtd", None, None), ("acled", 3, 3), ("ucdp", 2, 3), ("ibc", 2, 3)
    }  # fmt: skip


def test_each_word_has_its_ruling(book):
    case = Case().tell("a", (None, None), word="several", qualifier="vague")
    case.tell("b", (None, None), word="dozens", qualifier="vague")
    for profile, several, dozens in (
        ("tollbook", ("agrees", "tollbook.several", "may be 12"), ("best", "tollbook.dozens", "counts as 12: ")),
        ("acled", ("agrees", "acled.several", "may be 12"), ("best", "acled.dozens", "counts as 12: ")),
        ("gtd", ("excluded", "gtd.several", "is too vague for a number: "), ("excluded", "gtd.dozens", "is too vague")),
    ):
        found = [d for d in case.run(book).decisions if d.profile == profile]
        assert [(d.use, d.clause) for d in found] == [several[:2], dozens[:2]]
        assert f"'several' {several[2]}" in found[0].reason
        assert f"'dozens' {dozens[2]}" in found[1].reason


def test_a_word_that_no_clause_names_is_ruled_by_the_clause_for_others(book):
    case = Case().tell("a", (None, None), word="umpteen", qualifier="vague")
    rulings = {d.profile: (d.use, d.clause) for d in case.run(book).decisions}
    assert rulings["tollbook"] == ("best", "tollbook.some")
    assert rulings["acled"] == ("best", "acled.several")
    assert rulings["gtd"] == ("excluded", "gtd.several")


def test_in_a_war_a_word_is_ruled_by_the_clause_for_wars(book):
    case = Case().tell("a", (None, None), word="Several", qualifier="vague")
    case.reports[0] = replace(case.reports[0], attack_type="clash")
    case.tallies.append(Tally(case.reports[0].report_id, "wounded", "victims", 10, None))
    case.tell("b", (None, None), word="dozens", qualifier="vague")
    case.tell("c", (None, None), word="umpteen", qualifier="vague")
    rulings = [(d.use, d.clause, d.reason) for d in case.run(book).decisions if d.profile == "acled"]
    assert [r[:2] for r in rulings] == [
        ("agrees", "acled.several_at_war"), ("best", "acled.dozens"), ("agrees", "acled.several_at_war"),
    ]  # fmt: skip
    alone = [d for d in Case().tell("a", (None, None), word="several").run(book).decisions if d.profile == "acled"]
    assert [d.clause for d in alone] == ["acled.several"]


def test_about_a_number_agrees_with_one_near_it(book):
    near = Case().tell("a", (200, 200), qualifier="about").tell("b", (190, 190)).default(book)
    assert (near.best, near.disagreement) == (190, False)
    far = Case().tell("a", (200, 200), qualifier="about").tell("b", (150, 150)).default(book)
    assert far.disagreement


@pytest.mark.parametrize(
    ("counts", "qualifier", "use", "reason"),
    [
        ((200, 200), "about", "high", "about 200 is the largest count and agrees with 190: "),
        ((172, 172), "about", "low", "about 172 is the smallest count: "),
        ((173, 173), "about", "low", "about 173 is the smallest count and agrees with 190: "),
        ((212, 212), "about", "high", "about 212 is the largest count: "),
        ((150, None), "at_least", "low", "'at least 150' is the smallest count and agrees with 190: "),
        ((180, 195), "range", "low", "180 to 195 is the smallest count and agrees with 190: "),
        ((150, 150), "exact", "low", "150 is the smallest count: "),
    ],
)
def test_a_figure_agrees_with_the_best_one_that_lies_within_it(book, counts, qualifier, use, reason):
    case = Case().tell("a", (190, 190)).tell("b", counts, published=day(-1), qualifier=qualifier)
    (ruling,) = [d for d in case.run(book).decisions if (d.profile, d.claim_id[8:9]) == ("tollbook", "b")]
    assert ruling.use == use
    assert ruling.reason.startswith(reason)


def test_a_source_that_repeats_itself_says_nothing_new(book):
    case = Case().tell("a", (13, 13), (13, 13), doc={"agency": "Wire"})
    case.tell("b", (13, 13), published=day(1), doc={"agency": "Wire"})
    rulings = [(d.use, d.clause, d.reason) for d in case.run(book).decisions if d.profile == "tollbook"]
    assert rulings[1:] == [
        ("repeat", "tollbook.repeat", "the article gives 13 more than once"),
        ("repeat", "tollbook.same_source", "the same source gives 13 already"),
    ]
    assert rulings[0][0] == "best"


def test_what_is_left_out_is_left_out_however_often_it_is_said(book):
    case = Case().tell("a", (4, 4)).tell("b", (30, 30), (30, 30), source_kind="perpetrator")
    uses = case.uses(book, "ucdp")
    assert (uses["b_0_killed_victims_0"], uses["b_0_killed_victims_1"]) == ("excluded", "excluded")


def test_a_copy_that_comes_first_hides_no_other_article(book):
    case = Case().tell("a", (13, 13), doc={"duplicate_of": "doc_b"}).tell("b", (13, 13))
    assert (case.default(book).best, case.default(book).explanation) == (13, "13 in b.")


def test_an_upper_bound_is_a_statement_of_its_own(book):
    case = Case().tell("a", (12, 12), (None, 15))
    (ruling,) = [d for d in case.run(book).decisions if (d.profile, d.claim_id[-1:]) == ("tollbook", "1")]
    assert (ruling.use, ruling.reason) == ("high", "'up to 15' is the largest count and agrees with 12: the largest "
                                                   "number of any total")  # fmt: skip


def test_a_copy_s_claims_and_repeats_say_what_they_are(book):
    case = Case().tell("a", (13, 13)).tell("b", (13, 13), doc={"duplicate_of": "doc_a"})
    case.claims.append(claim_of(case.reports[0], 13, 13, 6))
    found = {d.claim_id: d for d in case.run(book).decisions if d.profile == "tollbook"}
    copy, again = found["clm_rep_b_0_killed_victims_0"], found["clm_rep_a_0_killed_victims_6"]
    assert (copy.use, copy.clause) == ("repeat", "tollbook.same_source")
    assert copy.reason == "a copy of an article that is counted already"
    assert (again.use, again.clause) == ("repeat", "tollbook.repeat")
    assert again.reason == "the article gives this count more than once"


def test_parts_and_cumulative_claims_and_repeats_have_decisions(book):
    case = Case().tell("a", (13, 13))
    row = case.reports[0]
    extra = [
        claim_of(row, 3, 3, 5, scope="part"),
        claim_of(row, 13, 13, 6),
        claim_of(row, 60, None, 7, scope="cumulative"),
        claim_of(row, 11, 11, 8),
        claim_of(row, 2, 2, 9, outcome="wounded"),
    ]
    case.claims += extra
    uses = case.uses(book)
    assert [uses[c.claim_id.removeprefix("clm_rep_")] for c in extra] == [
        "part", "repeat", "cumulative", "superseded", "excluded"
    ]  # fmt: skip


def test_soldiers_are_left_out_where_a_protocol_counts_civilians(book):
    case = Case().tell("a", (9, 9)).tell("b", (7, 7))
    case.groups = [
        GroupTally("rep_a_0", "killed", "soldiers", 7, 7),
        GroupTally("rep_a_0", "killed", "civilians", 2, 2),
        GroupTally("rep_b_0", "killed", "soldiers", 7, 7),
    ]
    out = case.run(book)
    (ibc,) = [r for r in out.by_profile if r.profile == "ibc"]
    assert (ibc.low, ibc.best, ibc.high) == (2, 2, 2)
    assert {d.use for d in out.decisions if d.profile == "ibc" and d.claim_id.startswith("clm_rep_b")} == {"excluded"}
    by_group = {(r.victim_group, r.best) for r in out.by_group if r.profile == "tollbook"}
    assert by_group == {("soldiers", 7), ("civilians", 2)}
    assert all(r.victim_group != "soldiers" for r in out.by_group if r.profile == "ibc")


def test_several_soldiers_are_left_out_where_a_protocol_counts_civilians(book):
    case = Case().tell("a", (None, None), word="several", qualifier="vague", victim_group="soldiers")
    out = case.run(book)
    assert {r.profile for r in out.by_profile} == {"tollbook", "gtd", "acled", "ucdp"}
    assert [(d.use, d.clause) for d in out.decisions if d.profile == "ibc"] == [("excluded", "ibc.combatants_out")]


def test_soldiers_are_left_out_of_the_dead_and_of_the_wounded(book):
    case = Case()
    for name, outcome in (("a", "killed"), ("b", "wounded")):
        case.tell(name, (7, 7), outcome=outcome)
        case.tallies[-1] = replace(case.tallies[-1], outcome=outcome)
        case.groups.append(GroupTally(f"rep_{name}_0", outcome, "soldiers", 7, 7))
    out = case.run(book)
    assert "ibc" not in {r.profile for r in out.by_profile}
    assert [(d.outcome, d.use, d.clause) for d in out.decisions if d.profile == "ibc"] == [
        ("killed", "excluded", "ibc.combatants_out"), ("wounded", "excluded", "ibc.combatants_out")
    ]  # fmt: skip


def test_up_to_five_soldiers_are_five_on_their_side(book):
    case = Case().tell("a", (9, 9))
    case.groups = [GroupTally("rep_a_0", "killed", "soldiers", None, 5)]
    sides = {s.side: s.best for s in case.run(book).by_side if s.profile == "ucdp"}
    assert sides == {"a": 5, "b": 0, "civilians": 0, "unknown": 4}


def test_no_soldier_is_taken_off_a_count_of_policemen(book):
    case = Case().tell("a", (3, 3), (3, 3))
    case.claims[0] = replace(case.claims[0], victim_group="police")
    case.groups = [GroupTally("rep_a_0", "killed", "police", 3, 3), GroupTally("rep_a_0", "killed", "soldiers", 1, 1)]
    (ibc,) = [r for r in case.run(book).by_profile if r.profile == "ibc"]
    assert (ibc.low, ibc.best, ibc.high) == (3, 3, 3)


def test_attackers_are_in_the_total_where_a_protocol_counts_them(book):
    case = Case().tell("a", (9, 9))
    row = case.reports[0]
    case.claims.append(claim_of(row, 2, 2, 1, party="perpetrators"))
    case.tallies.append(Tally(row.report_id, "killed", "perpetrators", 2, 2, None, (case.claims[-1].claim_id,)))
    rows = {(r.profile, r.party): r.best for r in case.run(book).by_profile}
    assert rows["gtd", "all"] == rows["acled", "all"] == rows["ucdp", "all"] == 11
    assert rows["gtd", "perpetrators"] == rows["tollbook", "perpetrators"] == 2
    (both,) = [r for r in case.run(book).by_profile if (r.profile, r.party) == ("gtd", "all")]
    assert (both.n_claims, both.n_sources, both.clause) == (2, 1, "gtd.attackers_in")
    assert both.explanation == "Victims: 9 in a. Perpetrators: 2 in a."
    assert ("acled", "victims") not in rows
    assert ("ibc", "perpetrators") not in rows
    assert ("tollbook", "all") not in rows


def test_who_tells_only_of_the_attackers_is_a_source_of_the_total_too(book):
    rows = Case().tell("a", (9, 9)).tell("b", (2, 2), party="perpetrators").run(book).by_profile
    found = {(r.party, r.best, r.n_sources) for r in rows if r.profile == "gtd"}
    assert found == {("victims", 9, 1), ("perpetrators", 2, 1), ("all", 11, 2)}


def test_outcomes_that_a_protocol_does_not_collect(book):
    case = Case().tell("a", (9, 9), outcome="wounded")
    case.tallies = [replace(case.tallies[0], outcome="wounded")]
    out = case.run(book)
    assert {r.profile for r in out.by_profile} == {"tollbook", "gtd", "ibc"}
    verdicts = {d.profile: (d.use, d.clause) for d in out.decisions}
    assert verdicts["acled"] == ("excluded", "acled.deaths_only")
    reasons = {d.profile: d.reason for d in out.decisions}
    assert reasons["acled"] == "Armed Conflict Location and Event Data does not collect the wounded"


def test_what_is_no_event_for_a_protocol_says_so(book):
    (ruling,) = [d for d in Case().tell("a", (0, 0)).run(book).decisions if d.profile == "ucdp"]
    assert (ruling.use, ruling.clause) == ("excluded", "ucdp.one_death")
    assert ruling.reason == "no event for UCDP Georeferenced Event Dataset: an event has at least one death"


def test_cumulative_total_is_noted_distributed_divided_or_kept_apart(book):
    case = Case().tell("a", (27, 27))
    without = [
        replace(report(n), incident_id=f"inc_{n}", date_from=d, date_to=d) for n, d in (("x", day(1)), ("y", day(2)))
    ]
    case.reports += without
    total = claim_of(case.reports[0], 60, None, 3, scope="cumulative")
    case.claims.append(replace(total, report_id=None))
    row = CumulativeTotal(total.claim_id, "killed", 60, None, incident_ids=("inc_1", "inc_x", "inc_y"))
    out = case.run(book, [row])
    rows = {(r.profile, r.incident_id, r.party): r.best for r in out.by_profile}
    assert rows["gtd", "inc_x", "all"] == 17
    assert rows["gtd", "inc_y", "all"] == 16
    assert rows["acled", "inc_x", "all"] == 17
    assert not any(k[0] in ("tollbook", "ucdp", "ibc") and k[1] != "inc_1" for k in rows)
    mine = {(d.profile, d.use, d.clause) for d in out.decisions if d.claim_id == total.claim_id}
    assert ("gtd", "cumulative", "gtd.distributed") in mine
    assert ("ucdp", "cumulative", "ucdp.summary_event") in mine


def test_estimates_under_another_default(book):
    case = Case().tell("a", (8, 8)).tell("b", (11, 11), published=day(1))
    rows = (case.reports, case.tallies, case.groups, case.claims, case.documents, book)
    (acled,) = estimates(*rows, default="acled").estimates
    assert (acled.party, acled.best) == ("all", 8)
    (ibc,) = estimates(*rows, default="ibc").estimates
    assert (ibc.party, ibc.best) == ("victims", 11)
    with pytest.raises(KeyError):
        estimates(*rows, default="nobody")


def test_sources():
    assert source_of(article("a"), "") != source_of(article("b"), "")
    assert source_of(article("a", agency="Wire"), "") == source_of(article("b", agency="WIRE"), "")
    bare = article("a", outlet=None)
    assert source_of(bare, "") == source_of(article("b", outlet=None, duplicate_of="doc_a"), "")
    assert source_of(None, "fallback") == "fallback"


def test_incident_row_is_what_most_reports_say(book):
    documents = [article("a", day(0)), article("b", day(1)), article("c", day(400)), article("d", duplicate_of="doc_a")]
    rows = [
        report("a", perpetrator="G", perpetrator_basis="suspected"),
        report("b", perpetrator="G", perpetrator_basis="claimed", place="Beta"),
        report("c", day=DAY.replace(day=1), last=DAY.replace(day=31), role="background", perpetrator="H"),
    ]
    rows = [replace(r, incident_id="inc_1") for r in rows]
    (row,) = incidents(rows, [killed(rows[0], 3), killed(rows[1], 4)], [], documents, book)
    assert (row.date_from, row.date_to, row.place, row.perpetrator) == (DAY, DAY, "Alpha", "G")
    assert row.perpetrator_basis == "claimed"
    assert (row.n_documents, row.n_reports, row.n_sources) == (4, 3, 3)
    assert (row.first_reported, row.last_reported, row.disagreement) == (day(0), day(400), True)


def test_most_specific_place_that_has_the_support(book):
    rows = [
        replace(report("a", place_precision="facility"), place="Alpha Market", incident_id="inc_1"),
        replace(report("b", place_precision="admin1"), place="North", incident_id="inc_1"),
        replace(report("c", place_precision="settlement"), incident_id="inc_1"),
    ]
    (row,) = incidents(rows, [], [], [article(n) for n in "abc"], book)
    assert (row.place, row.place_precision) == ("Alpha Market", "facility")


def test_everything_together_counts_a_cumulative_total_and_covers_its_incidents(book):
    documents = [article("a"), article("b")]
    rows = [report("a"), report("b")]
    total = claim_of(rows[0], 60, None, 1, scope="cumulative")
    claims = [claim_of(rows[0], 27, 27), claim_of(rows[1], 28, 28), replace(total, report_id=None)]
    tallies = [killed(rows[0], 27), killed(rows[1], 28)]
    span = DateMention("d", "doc_a", "s", 0, 1, "x", "r", day(-3), day(0), "range", "duration")
    where = PlaceMention("p", "doc_a", "s", 0, 1, "North", "r", None, "North", "North", "XA", precision="admin1")
    ledger = reconcile_all(
        Archive(documents, rows, tallies, claims, date_mentions=[span], place_mentions=[where]), book
    )
    (covered,) = ledger.cumulative_totals
    assert covered.incident_ids == tuple(i.incident_id for i in ledger.incidents)
    assert len(ledger.incidents) == 1
    assert [c.change for c in ledger.incident_changes] == ["joined", "new"]
    assert {d.use for d in ledger.reconciliation.decisions if d.claim_id == total.claim_id} == {"cumulative"}


COUNTS = st.one_of(
    st.integers(0, 40).map(lambda n: (n, n)),
    st.integers(1, 40).map(lambda n: (n, None)),
    st.integers(1, 40).map(lambda n: (None, n)),
    st.tuples(st.integers(0, 20), st.integers(20, 40)),
)
TELLING = st.lists(
    st.tuples(
        st.lists(COUNTS, min_size=1, max_size=3),
        st.one_of(st.none(), st.integers(0, 4)),
        st.sampled_from(["main", "other", "background"]),
        st.sampled_from([None, "medic", "perpetrator", "witness"]),
        st.sampled_from([None, "Wire"]),
    ),
    min_size=1,
    max_size=6,
)


def told(rows):
    case = Case()
    for n, (counts, when, role, kind, agency) in enumerate(rows):
        published = None if when is None else day(when)
        case.tell(f"n{n}", *counts, published=published, role=role, source_kind=kind, doc={"agency": agency})
    return case


@settings(max_examples=60)
@given(TELLING, st.randoms())
def test_low_best_high_are_in_order_and_the_order_of_rows_never_matters(book, rows, random):
    case = told(rows)
    out = case.run(book)
    for row in (*out.estimates, *out.by_profile):
        assert row.low <= row.best <= row.high
        assert row.explanation.endswith(".")
    for name in ("reports", "tallies", "claims", "documents"):
        setattr(case, name, random.sample(getattr(case, name), len(getattr(case, name))))
    assert case.run(book) == out


@settings(max_examples=40)
@given(TELLING)
def test_every_claim_has_one_decision_under_every_profile(book, rows):
    case = told(rows)
    found = case.run(book).decisions
    keys = [(d.profile, d.claim_id) for d in found]
    assert len(keys) == len(set(keys)) == len(case.claims) * len(profiles(book))
    assert {d.use for d in found} <= USES
    assert all(d.clause and d.reason for d in found)


@settings(max_examples=40)
@given(TELLING, st.data())
def test_a_copy_of_an_article_changes_nothing_but_its_own_rows(book, rows, data):
    case = told(rows)
    before = case.run(book)
    n = data.draw(st.integers(0, len(rows) - 1))
    original = case.documents[n]
    copy = replace(original, doc_id="doc_copy", source_id="copy", outlet="copy", duplicate_of=original.doc_id)
    again = replace(case.reports[n], report_id="rep_copy", doc_id="doc_copy")
    case.documents.append(copy)
    case.reports.append(again)
    case.tallies.append(replace(case.tallies[n], report_id="rep_copy"))
    assert case.run(book).estimates == before.estimates
    assert case.run(book).by_profile == before.by_profile


@settings(max_examples=40)
@given(TELLING)
def test_an_article_that_gives_the_best_count_never_widens_the_span(book, rows):
    case = told(rows)
    before = case.default(book)
    case.tell("agreeing", (before.best, before.best), published=day(0))
    after = case.default(book)
    assert before.low <= after.low <= after.high <= before.high


@given(st.integers(0, 5000))
@settings(max_examples=20)
def test_one_exact_claim_gives_itself(book, n):
    row = Case().tell("a", (n, n)).default(book)
    assert (row.low, row.best, row.high, row.disagreement, row.n_sources) == (n, n, n, False, 1)
    assert row.clause == "tollbook.one_figure"


def test_hostile_rows_do_not_crash(book):
    lost = replace(report("gone"), incident_id=None)
    assert estimates([lost], [killed(lost, 1)], [], [], [], book).estimates == []
    row = replace(report("a"), incident_id="inc_1")
    empty = Tally(row.report_id, "killed", "victims", None, None, None, ("clm_missing",))
    assert estimates([row], [empty], [], [], [], book).estimates == []
    strange = Tally(row.report_id, "killed", "victims", None, None, "\x00" * 9)
    (found,) = estimates([row], [strange], [], [], [], book).estimates
    assert found.best == 3
    assert statements([row], [killed(row, 3)], {}, {})[0].source == "article:doc_a"
    assert assign([row], [Link("rep_a_0", "rep_nowhere", True, 9.0, "")], [])[0].incident_id != "inc_1"
