"""Tallies from claims: which numbers of a report are of the same people, which add up, and which bound its count.

A claim is written as (count, group, what else it says); the next one stands in the next sentence.
"""

from typing import Any

import pytest

from tollbook.ledger.reports.tallies import tally
from tollbook.rows import Claim, Tally
from tollbook.rulebook import Rulebook

ALSO: dict[str, Any] = {"additional": True}
PART: dict[str, Any] = {"scope": "part"}
COUNTED = {"number_mention_id": "n"}  # "one guard", not "a guard"
BOMBER: dict[str, Any] = {"party": "perpetrators"}
TOLL = {"rule_id": "casualties.killed.toll"}
OF_THE_DEAD: dict[str, Any] = {**PART, "rule_id": "casualties.killed.of_the_dead"}
FALLBACK: dict[str, Any] = {**BOMBER, "rule_id": "casualties.bombers.exploded"}
Said = tuple[int | None, str, dict[str, Any]]


def said(count: int | None, group: str = "unknown", *more: dict[str, Any], **rest: Any) -> Said:
    return count, group, {k: v for values in (*more, rest) for k, v in values.items()}


def together(*parts: Said, **rest: Any) -> list[Said]:
    """What one match tells ("six guards and two farmers")."""
    return [(n, group, {**more, "joined": True, **rest}) for n, group, more in parts]


def claims_of(*told: Said | list[Said]) -> list[Claim]:
    found = []
    for n, claims in enumerate(told):
        for k, (count, group, more) in enumerate([claims] if isinstance(claims, tuple) else claims):
            start = n * 100 + k * 10
            known: dict[str, Any] = {
                "low": count, "high": count, "victim_group": group, "start_char": start, "end_char": start + 5,
                "sentence_id": f"s{n}", "statement_id": f"m{n}",
            }  # fmt: skip
            joined = more.get("joined", isinstance(claims, tuple))
            own = {} if joined else {"statement_id": f"m{n}_{k}"}
            rest = {key: value for key, value in more.items() if key != "joined"}
            found.append(Claim(f"c{n}{'abc'[k] if k else ''}", "d", **{**known, **own, **rest}))
    return found


def killed(book: Rulebook, *told: Said | list[Said], party: str = "victims") -> Tally | None:
    found, _, _ = tally("r", claims_of(*told), book)
    return next((t for t in found if (t.outcome, t.party) == ("killed", party)), None)


NAMED = together(said(1, "civilians", person="X"), said(1, "civilians", person="Y"))
PAIR = together(said(1), said(1))  # "a guard and his wife"
BOUNDS: dict[str, tuple[list[Said | list[Said]], tuple[int | None, int | None]]] = {
    # other people by group add up
    "policemen and soldiers": ([said(5, "police"), said(2, "soldiers")], (7, 7)),
    "as many policemen and soldiers": ([said(3, "police"), said(3, "soldiers")], (6, 6)),
    "as many soldiers besides": ([said(3, "police"), said(3, "soldiers", ALSO)], (6, 6)),
    "forces and farmers": ([said(5, "security_forces"), said(2, "farmers")], (7, 7)),
    "farmers and forces": ([said(2, "farmers"), said(5, "security_forces")], (7, 7)),
    "teachers and priests": ([said(2, "teachers"), said(2, "priests")], (4, 4)),
    "civilians and soldiers": ([said(2, "civilians"), said(2, "soldiers")], (4, 4)),
    "one civilian and a teacher": ([said(1, "civilians", COUNTED), said(1, "teachers")], (2, 2)),
    "a policeman and two by name": ([said(1, "police"), NAMED], (3, 3)),
    "two by name and a policeman": ([NAMED, said(1, "police")], (3, 3)),
    # people of no group do not
    "policemen and people": ([said(5, "police"), said(3)], (3, 5)),
    "people among policemen": ([together(said(3), said(2, "police")), said(2, "teachers")], (5, 5)),
    # others add up, once
    "two others": ([said(2, "police"), said(2, "unknown", ALSO)], (4, 4)),
    "others and others": ([said(7, "soldiers"), said(2, "unknown", ALSO), said(3, "unknown", ALSO)], (12, 12)),
    "others of others": ([said(3, "unknown", ALSO), said(2, "unknown", ALSO)], (2, 3)),
    "others beside the last count": ([said(12), said(9), said(2, "unknown", ALSO)], (11, 12)),
    "the same others": ([said(5, "police"), said(5, "police", ALSO)], (5, 5)),
    "the others are those told first": ([said(5), said(3, "police"), said(5, "soldiers", ALSO)], (5, 5)),
    "policemen besides are some of the people": ([said(12), said(2, "police", ALSO)], (12, 12)),
    "farmers beside soldiers told twice": ([said(7, "soldiers"), said(7, "soldiers"), said(2, "farmers")], (9, 9)),
    # a toll holds others that are told after it, and whoever has a trade
    "others after a toll": ([said(7, "unknown", TOLL), said(2, "unknown", ALSO)], (7, 7)),
    "a toll that grew": (
        [said(9), said(11), [said(2, "unknown", PART), said(13, "unknown", TOLL)]], (9, 13)
    ),
    "a toll and what it has grown by": ([said(3), said(10), said(13, "unknown", TOLL)], (3, 13)),
    "a total with children in it": ([said(11), [said(2, "children", PART), said(13)]], (11, 13)),
    "a toll with children in it": ([said(11), said(13, "unknown", TOLL), said(2, "children", PART)], (11, 13)),
    # some of a total told again
    "two farmers of eight": ([said(2, "farmers"), together(said(6, "guards"), said(2, "farmers"))], (8, 8)),
    "one guard and three": ([said(1, "police", COUNTED), together(said(1, "police"), said(2, "farmers"))], (1, 3)),
    "two people and eight": ([said(2), together(said(6, "guards"), said(2))], (2, 8)),
    "civilians of more": ([said(141), said(9, "civilians")], (141, 141)),
    "at least four policemen of five": (
        [together(said(3), said(2, "police")), said(4, "police", high=None)], (4, 5)
    ),
    # which numbers count
    "one and three": ([said(1, "unknown", COUNTED), said(3)], (1, 3)),
    "a policeman and nine": ([said(1, "police"), said(9)], (9, 9)),
    "a policeman, and nine as the attackers say": ([said(1, "police"), said(9, source_kind="perpetrator")], (1, 9)),
    "a pair in a crowd": ([said(100), PAIR], (100, 100)),
    "a pair beside masses": ([said(101), PAIR], (101, 101)),
    # a first count
    "ten at first, then several": ([said(10, corrected=True), said(None, word="several")], (10, 10)),
    # told by name
    "three by name and two": ([said(2), together(*(said(1, "unknown", person=n) for n in "XYZ"))], (2, 3)),
}  # fmt: skip


@pytest.mark.parametrize("what", BOUNDS)
def test_bounds(what: str, book: Rulebook) -> None:
    told, bounds = BOUNDS[what]
    found = killed(book, *told)
    assert found is not None
    assert (found.low, found.high) == bounds


ATTACKERS: dict[str, tuple[list[Said | list[Said]], tuple[int, int]]] = {
    "two and the two others": (
        [said(2, "attackers", BOMBER), said(2, "attackers", BOMBER, ALSO, quote="two other gunmen were shot")], (2, 2)
    ),
    "another beside the last": (
        [*(said(n, "attackers", BOMBER) for n in (4, 1)), said(1, "attackers", BOMBER, ALSO, quote="another died")],
        (4, 4),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ATTACKERS)
def test_bounds_of_attackers(what: str, book: Rulebook) -> None:
    told, bounds = ATTACKERS[what]
    found = killed(book, *told, party="perpetrators")
    assert found is not None
    assert (found.low, found.high) == bounds


def test_the_claims_behind_a_tally(book: Rulebook) -> None:
    def behind(*told: Said | list[Said]) -> tuple[str, ...]:
        found = killed(book, *told)
        return found.claim_ids if found else ()

    assert behind(said(None, word="dozens"), said(None, word="several")) == ("c0",)
    assert behind(said(2), PAIR) == ("c0", "c1", "c1b")


def test_a_total_told_again_holds_the_same_attackers(book: Rulebook) -> None:
    told = [[said(27), said(2, "attackers", PART, BOMBER)], said(27)]
    assert [(t.low, t.high) for t in (killed(book, *told), killed(book, *told, party="perpetrators")) if t] == [
        (25, 25), (2, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "victims", "attackers"),
    [
        ([said(220, "attackers", BOMBER), said(220)], None, 220),
        ([said(220), said(220, "attackers", BOMBER), said(220)], 220, 220),
        ([said(3, "attackers", BOMBER), said(3)], 3, 3),
        ([said(9, "attackers", BOMBER), said(9, "police")], 9, 9),
        ([said(9, "attackers", BOMBER), said(9, "police"), said(9)], 9, 9),
        ([[said(9, "attackers", BOMBER), said(9)]], 9, 9),
    ],
)
def test_as_many_as_the_attackers_are_those(
    told: list[Said | list[Said]], victims: int | None, attackers: int, book: Rulebook
) -> None:
    found, groups, _ = tally("r", claims_of(*told), book)
    assert {t.party: t.low for t in found} == {
        "perpetrators": attackers, **({"victims": victims} if victims else {})
    }  # fmt: skip
    of_nobody = [g for g in groups if g.victim_group == "unknown"]
    assert bool(of_nobody) == bool(
        victims and ("unknown" in {c[1] for c in told if isinstance(c, tuple)} or len(told) == 1)
    )


def test_a_number_of_the_attackers_is_theirs_whatever_was_told_before(book: Rulebook) -> None:
    _, _, final = tally("r", claims_of(said(220), said(220, "attackers", BOMBER), said(220)), book)
    assert [c.party for c in final] == ["victims", "perpetrators", "perpetrators"]


def parts(book: Rulebook, *told: Said | list[Said], held: frozenset[str] = frozenset()) -> dict[str, str | None]:
    """What a tally makes of each claim: the total that it is a part of, or its scope."""
    _, _, final = tally("r", claims_of(*told), book, held)
    return {c.claim_id: c.part_of or c.scope for c in final}


def test_who_is_named_is_one_of_a_number_that_holds_all_who_are(book: Rulebook) -> None:
    assert parts(book, said(3), NAMED) == {"c0": "total", "c1": "c0", "c1b": "c0"}
    assert parts(book, said(2), NAMED) == {"c0": "total", "c1": "c0", "c1b": "c0"}
    assert parts(book, said(3, "unknown", ALSO), NAMED) == {"c0": "total", "c1": "total", "c1b": "total"}


def test_a_part_is_of_the_total_of_its_own_party(book: Rulebook) -> None:
    told = [said(27), said(5, "attackers", BOMBER), said(2, "attackers", BOMBER, PART)]
    assert parts(book, told) == {"c0": "total", "c0b": "total", "c0c": "c0b"}


def test_a_part_of_what_its_own_match_adds_up_is_of_the_first(book: Rulebook) -> None:
    both = together(said(1, "boys"), said(1, "girls"), said(2, "pupils", PART))
    assert parts(book, both) == {"c0": "total", "c0b": "total", "c0c": "c0"}


def test_attackers_are_among_civilians_of_their_own_match(book: Rulebook) -> None:
    two = [said(9, "civilians"), said(2, "attackers", BOMBER, PART)]
    assert parts(book, together(*two)) == {"c0": "total", "c0b": "c0"}
    assert parts(book, two) == {"c0": "total", "c0b": "total"}


TAKEN = said(30, "civilians", outcome="abducted")
LATER = {"moved": True, **COUNTED}


@pytest.mark.parametrize(
    ("told", "taken", "dead"),
    [
        # captives killed later are dead beside those who died when they were taken, and no longer held
        ([said(9), TAKEN, said(1, "unknown", PART, LATER, quote="one of the hostages was killed")], 29, 10),
        ([said(9, "guards"), TAKEN, said(1, "prisoners", PART, LATER)], 29, 10),
        ([said(9), [TAKEN, said(2, "unknown", PART, LATER, quote="of whom two were killed")]], 28, 11),
        # others of a total are in it
        ([said(9), TAKEN, said(2, "civilians", PART, LATER, quote="two of them died")], 30, 9),
        ([said(9), TAKEN, said(1, "unknown", PART, moved=True, quote="a hostage was killed")], 30, 9),
    ],
)
def test_captives_killed_later(told: list[Said | list[Said]], taken: int, dead: int, book: Rulebook) -> None:
    found, _, _ = tally("r", claims_of(*told), book)
    assert {t.outcome: t.low for t in found} == {"abducted": taken, "killed": dead}


def test_attackers_that_a_rule_says_are_included_are_among_whoever_is_told_before(book: Rulebook) -> None:
    bomber = said(1, "attackers", BOMBER, PART, rule_id="casualties.killed.including")
    assert parts(book, [said(6, "civilians"), bomber]) == {"c0": "total", "c0b": "c0"}
    assert parts(book, [bomber, said(6, "civilians")]) == {"c0": "total", "c0b": "total"}


def test_what_cannot_be_a_total_stays_a_part(book: Rulebook) -> None:
    assert parts(book, said(5, "police", OF_THE_DEAD)) == {"c0": "part"}
    assert parts(book, said(5, "police", PART), held=frozenset({"c0"})) == {"c0": "part"}
    assert parts(book, said(5, "police", PART)) == {"c0": "total"}


def test_what_no_tally_counts_is_a_part(book: Rulebook) -> None:
    """A bomber that went off is counted only where nothing else tells how many attackers died."""
    bomber = said(1, "attackers", FALLBACK)
    assert parts(book, bomber, said(3, "attackers", BOMBER)) == {"c0": "part", "c1": "total"}
    assert parts(book, bomber, said(60, "attackers", BOMBER, scope="cumulative"))["c0"] == "total"
    assert parts(book, bomber, said(3, "attackers", BOMBER, ALSO))["c0"] == "total"


POLICE = "police"
BY_GROUP = [
    # a part of the dead is all of its group that is told
    ([said(5, POLICE, OF_THE_DEAD)], (5, 5, None, ("c0",))),
    ([said(None, POLICE, OF_THE_DEAD, word="several")], (None, None, "several", ("c0",))),
    ([said(2, POLICE), said(3, POLICE, OF_THE_DEAD)], (2, 3, None, ("c0", "c1"))),
    # unless a total of the group holds it
    ([said(13, POLICE), said(3, POLICE, OF_THE_DEAD)], (13, 13, None, ("c0",))),
    ([said(5, POLICE), said(5, POLICE, OF_THE_DEAD)], (5, 5, None, ("c0",))),
    ([said(1, POLICE), said(1, POLICE, OF_THE_DEAD)], (1, 1, None, ("c0",))),
]


@pytest.mark.parametrize(("told", "group"), BY_GROUP)
def test_a_part_of_the_dead_by_group(told: list[Said | list[Said]], group: tuple[Any, ...], book: Rulebook) -> None:
    _, groups, _ = tally("r", claims_of(*told), book, frozenset({"c1"}))
    assert [(g.low, g.high, g.word, g.claim_ids) for g in groups if g.victim_group == POLICE] == [group]
