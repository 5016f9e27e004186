"""Groups of victims: whom a protocol takes off a count, and which side the dead belong to."""

from dataclasses import replace

import pytest
from support.accounts import Case
from support.ledger_rows import ledger_book

from tollbook.ledger.reconciling.profiles import profiles
from tollbook.rows import GroupTally


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def told(count, *groups, **values):
    """An article with a count of people killed, and some of them by group, as (group, low, high)."""
    case = Case().tell("a", count, **values)
    case.groups = [GroupTally("rep_a_0", "killed", *group) for group in groups]
    return case


@pytest.mark.parametrize(
    ("count", "soldiers", "left"),
    [
        ((12, 12), (7, 7), (5, 5, 5)),
        ((20, 30), (5, 7), (15, 15, 23)),
        ((20, 20), (7, None), (13, 13, 13)),  # at least seven soldiers
        ((20, 20), (None, 7), (13, 13, 13)),
        ((9, None), (7, 7), (2, 2, 2)),  # at least nine people
        ((7, 9), (7, 7), (0, 0, 2)),
        ((9, 9), (None, None), (9, 9, 9)),  # several soldiers: nobody knows how many to take off
    ],
)
def test_soldiers_are_taken_off_a_count_of_people(book, count, soldiers, left):
    case = told(count, ("soldiers", *soldiers))
    (row,) = [r for r in case.run(book).by_profile if r.profile == "ibc"]
    assert (row.low, row.best, row.high) == left


def test_several_of_another_group_take_nobody_else_off(book):
    case = told((20, 30), ("soldiers", 7, 7), ("militia", None, None))
    (row,) = [r for r in case.run(book).by_profile if r.profile == "ibc"]
    assert (row.low, row.best, row.high) == (13, 13, 23)


def test_people_of_all_the_groups_left_out_are_left_out(book):
    groups = profiles(book)["ibc"].without_groups
    case = Case()
    for name in groups:
        case.tell(name, (2, 2), victim_group=name)
    assert [r for r in case.run(book).by_profile if r.profile == "ibc"] == []
    case = Case().tell("a", *[(n, n) for n in range(2, 2 + len(groups))])
    case.claims = [replace(c, victim_group=g) for c, g in zip(case.claims, groups, strict=True)]
    case.tallies = [replace(case.tallies[0], low=9, high=9)]  # added up
    assert [r for r in case.run(book).by_profile if r.profile == "ibc"] == []


def sides(case, book):
    rows = [s for s in case.run(book).by_side if s.profile == "ucdp"]
    assert {s.outcome for s in rows} == {"killed"}
    return {s.side: s.best for s in rows if s.best}


def test_deaths_of_both_parties_add_up_on_a_side(book):
    case = told((6, 6), ("attackers", 4, None), ("teachers", None, None)).tell("b", (2, 2), party="perpetrators")
    assert sides(case, book) == {"b": 6, "unknown": 2}


def test_where_only_attackers_died_no_groups_are_told(book):
    case = Case().tell("a", (2, 2), party="perpetrators")
    rows = [s for s in case.run(book).by_side if (s.profile, s.side) == ("ucdp", "b")]
    assert [r.explanation for r in rows] == [f"2 of 2: {profiles(book)['ucdp'].sides.says}."]
    assert {(r.party, r.best) for r in case.run(book).by_profile if r.profile == "gtd"} == {
        ("perpetrators", 2), ("all", 2)
    }  # fmt: skip


def test_attackers_of_the_state_s_forces_are_on_its_side(book):
    case = Case().tell("a", (9, 9), party="perpetrators")
    own = tuple(c.claim_id for c in case.claims)
    for group in profiles(book)["ucdp"].sides.state:
        case.groups.append(GroupTally("rep_a_0", "killed", group, 2, 2, None, own))
    assert sides(case, book) == {"a": 9}
    case.groups.append(GroupTally("rep_a_0", "killed", "attackers", 1, 1, None, own))
    assert sides(case, book) == {"b": 9}


def test_each_group_of_each_outcome_is_counted_and_explained(book):
    case = told((9, 9), ("soldiers", 7, 7), ("teachers", None, None), ("unknown", 9, 9))
    case.groups.append(GroupTally("rep_a_0", "wounded", "police", 3, 3))
    rows = {p: [r for r in case.run(book).by_group if r.profile == p] for p in ("tollbook", "ibc")}
    assert {(r.outcome, r.victim_group, r.best, r.explanation) for r in rows["tollbook"]} == {
        ("killed", "soldiers", 7, "7 in a."), ("killed", "unknown", 9, "9 in a."), ("wounded", "police", 3, "3 in a.")
    }  # fmt: skip
    assert {(r.victim_group, r.best) for r in rows["ibc"]} == {("unknown", 9), ("police", 3)}


def test_a_word_for_a_group_means_in_a_war_what_it_means_there(book):
    case = told((10, 10), ("soldiers", None, None, "several"))
    case.reports = [replace(r, attack_type="clash") for r in case.reports]
    assert [r.best for r in case.run(book).by_group if r.profile == "acled"] == [10]
