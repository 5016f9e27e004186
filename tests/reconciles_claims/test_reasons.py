"""Why each claim was used as it was: the words of a decision, and the figures around the best one."""

from dataclasses import replace

import pytest
from support.accounts import Case, day
from support.ledger_rows import ledger_book
from support.rulings import ruling


@pytest.fixture(scope="module")
def book():
    return ledger_book()


SOLDIERS = {"source_kind": None, "victim_group": "soldiers"}
MEDIC, REBELS = {"source_kind": "medic"}, {"source_kind": "perpetrator"}
# Two articles, a profile, and its decision on the second article's claim.
RULINGS = {
    "replaced": (
        ((12, 12), {}), ((9, 9), {"published": day(-1), "doc": {"outlet": "a"}}), "tollbook",
        ("superseded", "tollbook.replaced", "the same source gives another figure than 9 later"),
    ),
    "set aside": (
        ((4, 4), {}), ((30, 30), REBELS), "ucdp",
        ("excluded", "ucdp.unreasonable", "30 comes from the perpetrators alone: unreasonable claims are excluded: the "
         "perpetrators' own, above what any other source gives"),
    ),
    "as many as others say is not unreasonable": (
        ((4, 4), MEDIC), ((4, 4), REBELS), "ucdp", ("best", "tollbook.one_figure", "4: every source gives this figure")
    ),
    "at least as many agree": (
        ((13, 13), {}), ((13, None), {}), "tollbook", ("agrees", "tollbook.agrees", "'at least 13' agrees with 13")
    ),
    "up to as many agree": (
        ((13, 13), {}), ((None, 13), {}), "tollbook", ("agrees", "tollbook.agrees", "'up to 13' agrees with 13")
    ),
    "nobody is up to five": (
        ((0, 0), {}), ((None, 5), {}), "tollbook",
        ("high", "tollbook.high", "'up to 5' is the largest count and agrees with 0: the largest number of any total"),
    ),
    "a handful": (
        ((None, None), {"word": "several"}), ((None, None), {"word": "handful"}), "tollbook",
        ("best", "tollbook.handful", "'handful' counts as 3: a handful is three to five, counted as three"),
    ),
    "attackers are not counted": (
        ((9, 9), {}), ((2, 2), {"party": "perpetrators"}), "ibc",
        ("excluded", "ibc.attackers_out", "Iraq Body Count does not count attackers"),
    ),
    "a group is not counted": (
        ((9, 9), {}), ((7, 7), SOLDIERS), "ibc",
        ("excluded", "ibc.combatants_out", "Iraq Body Count leaves out soldiers, militia, attackers"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULINGS)
def test_a_decision_says_why(book, name):
    (first, more), (second, other), profile, wanted = RULINGS[name]
    case = Case().tell("a", first, **more).tell("b", second, **other)
    assert ruling(case, book, profile, "b") == wanted


def test_each_of_two_articles_about_soldiers_alone_is_left_out(book):
    case = Case().tell("a", (7, 7), **SOLDIERS).tell("b", (8, 8), **SOLDIERS).tell("c", (9, 9))
    reason = "Iraq Body Count leaves out soldiers, militia, attackers"
    assert {ruling(case, book, "ibc", name) for name in "ab"} == {("excluded", "ibc.combatants_out", reason)}


def test_what_is_replaced_is_replaced_however_often_it_is_said(book):
    case = Case().tell("a", (12, 12), (12, 12)).tell("b", (9, 9), published=day(1), doc={"outlet": "a"})
    assert sorted(case.uses(book).values()) == ["best", "superseded", "superseded"]


def test_the_wounded_of_an_incident_without_dead_are_not_collected_or_no_event(book):
    """Under a protocol of deaths: what is not collected is told first, then that there is no event."""
    case = Case().tell("a", (9, 9), outcome="wounded")
    case.tallies = [replace(case.tallies[0], outcome="wounded")]
    case.claims.append(replace(case.claims[0], claim_id="clm_rep_dead", outcome="killed", low=None, high=None))
    found = {d.claim_id.removeprefix("clm_rep_"): d.clause for d in case.run(book).decisions if d.profile == "ucdp"}
    assert found == {"a_0_wounded_victims_0": "ucdp.deaths_only", "dead": "ucdp.one_death"}


def test_at_least_as_many_later_raise_nothing(book):
    case = Case().tell("a", (24, 24)).tell("b", (24, 24)).tell("c", (20, 20)).tell("d", (24, None), published=day(1))
    assert (case.default(book).best, case.default(book).clause) == (24, "tollbook.majority")


def test_perpetrators_raise_nothing(book):
    row = Case().tell("a", (4, 4)).tell("b", (30, None), published=day(1), **REBELS).default(book)
    assert (row.low, row.best, row.high) == (4, 4, 30)


def test_only_articles_of_known_day_are_earlier_or_later(book):
    case = Case().tell("a", (12, 12), published=day(0))
    case.tell("b", (10, 10), published=None, doc={"published_from": day(-5), "published_to": day(-3)})
    assert case.default(book).explanation == "12 in a; 10 in b is the low."


def test_a_profile_counts_nobody_where_words_are_too_vague_for_it(book):
    """And a word beside a number adds nothing to the total of all."""
    case = Case().tell("a", (None, None), word="several").tell("b", (None, None), word="several", party="perpetrators")
    (both,) = [r for r in case.run(book).by_profile if (r.profile, r.party) == ("gtd", "all")]
    assert (both.low, both.best, both.high) == (None, None, None)
    case.tell("c", (9, 9))
    (both,) = [r for r in case.run(book).by_profile if (r.profile, r.party) == ("gtd", "all")]
    assert (both.low, both.best, both.high) == (9, 9, 9)


def test_sources_that_disagree_about_the_attackers_disagree_about_all(book):
    case = Case().tell("a", (9, 9)).tell("b", (2, 2), party="perpetrators").tell("c", (3, 3), party="perpetrators")
    rows = {r.party: r.disagreement for r in case.run(book).by_profile if r.profile == "gtd"}
    assert rows == {"victims": False, "perpetrators": True, "all": True}


def at_war(case):
    case.reports[0] = replace(case.reports[0], attack_type="clash")
    return case


def test_ten_killed_make_a_clash_a_war(book):
    case = at_war(Case().tell("a", (None, None), word="several", outcome="wounded").tell("b", (10, 10)))
    case.claims[0] = replace(case.claims[0], party="perpetrators", outcome="killed")
    case.tallies[0] = replace(case.tallies[0], party="perpetrators")
    (row,) = [r for r in case.run(book).by_profile if r.profile == "acled"]
    assert row.best == 20


def test_a_clash_in_which_nobody_else_was_hurt_is_no_war(book):
    case = at_war(Case().tell("a", (None, None), word="several", party="perpetrators"))
    rows = {r.party: r.best for r in case.run(book).by_profile if r.profile == "acled"}
    assert rows == {"all": 3}
