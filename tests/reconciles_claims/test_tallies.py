"""Tallies: what one report says of each outcome and party, line by line as the public description of counts has it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.article import analyse
from tollbook.ledger.reports.tallies import tally
from tollbook.rows import Claim, Document, Tally
from tollbook.rulebook import Rulebook, load_rulebook

BOOK = load_rulebook()
Numbers = tuple[int | None, int | None, str | None]


def tallies(text: str, book: Rulebook) -> dict[str, Numbers]:
    """The tallies of the first incident of a text; victims by their outcome, others as 'killed perpetrators'."""
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    first = reading.reports[0].report_id if reading.reports else None
    return {
        t.outcome + (" perpetrators" if t.party == "perpetrators" else ""): (t.low, t.high, t.word)
        for t in reading.tallies
        if t.report_id == first
    }


# A text of one incident and the people killed in it.
KILLED: dict[str, Numbers] = {
    # bounds
    "A blast killed 13 people in Herat.": (13, 13, None),
    "A blast killed at least 12 people in Herat.": (12, None, None),
    "A blast killed more than 60 people in Herat.": (61, None, None),
    "A blast killed up to 15 people in Herat.": (None, 15, None),
    "A blast killed 10 to 15 people in Herat.": (10, 15, None),
    "A blast killed about 20 people in Herat.": (20, 20, None),
    "A blast killed nearly 200 people in Herat.": (200, 200, None),
    "A blast killed thirtythree people in Herat.": (33, 33, None),
    "A blast killed some 40 people in Herat.": (40, 40, None),
    # vague words
    "A blast killed several people in Herat.": (None, None, "several"),
    "A blast killed dozens of people in Herat.": (None, None, "dozens"),
    "A blast killed scores of people in Herat.": (None, None, "scores"),
    "A blast killed many people in Herat.": (None, None, "many"),
    "A blast killed several people in Herat. The blast killed nine people.": (9, 9, None),
    # none
    "A bomb went off in Herat on Monday. There were no casualties.": (0, 0, None),
    # parts never add to a total
    "A raid killed nine people in Herat, three of them children.": (9, 9, None),
    "A raid killed nine people in Herat, including two policemen.": (9, 9, None),
    # some of a total told again, before it or after it
    "The killing of six monks shocked Herat. Six monks and two cooks were killed in the raid.": (8, 8, None),
    "Six monks and two cooks were killed in the raid in Herat. The six monks were killed at dawn.": (8, 8, None),
    "A blast killed 12 people in Herat. A grocer and his wife were killed.": (12, 12, None),
    # as many as the attackers told before are those
    "A raid on Monday killed a guard in Herat. Nine militants were killed. All nine killed were young.": (1, 1, None),
    "A raid killed nine people in Herat. Among the dead were three children.": (9, 9, None),
    "Nine miners were killed in a raid in Herat. Three of them died in hospital.": (9, 9, None),
    # parts without a total do
    "A raid killed seven soldiers and two civilians in Herat.": (9, 9, None),
    "A raid in Herat killed seven soldiers. Two civilians were also killed.": (9, 9, None),
    "A raid killed at least seven soldiers and two civilians in Herat.": (9, None, None),
    # beside others
    "A raid killed a guard in Herat. Five others were killed at the gate.": (6, 6, None),
    "A raid killed four people in Herat. Two more people died later.": (6, 6, None),
    "A raid in Kano killed dozens of people. Several others were killed.": (None, None, "dozens"),
    "A raid in Kano killed a guard. Several others were killed at the gate.": (1, None, None),
    "A raid in Kano killed at least seven soldiers. Two others died later.": (9, None, None),
    "A raid in Kano killed up to seven soldiers. Two others died later.": (None, 9, None),
    "A raid in Kano killed up to seven soldiers and two farmers.": (None, 9, None),
    "A raid in Kano killed seven soldiers and several farmers.": (7, None, None),
    "The killing of three monks shocked Herat. Six monks and two cooks were killed in the raid.": (3, 8, None),
    # other people, or the same by another noun
    "A raid in Kano killed seven soldiers. Two farmers were killed.": (9, 9, None),
    "A raid in Kano killed two policemen. Two soldiers were also killed.": (4, 4, None),
    "Musa Bello was shot in the head in Kano. A policeman was also killed.": (2, 2, None),
    "Musa Bello was shot in the head in Kano. A nun died as well.": (2, 2, None),
    "The murder of Musa Bello shocked us. Bello was killed in Kano with his driver. Two guards were also killed.": (
        4,
        4,
        None,
    ),
    "A raid in Kano killed 15 policemen. 21 members of the security forces were killed, a medic said.": (15, 21, None),
    "A raid in Kano killed two priests. Two Spaniards were killed.": (2, 2, None),
    "A raid in Kano killed seven soldiers. Two nuns were also killed. Two nuns died at the gate.": (9, 9, None),
    "A raid in Kano killed five teachers and wounded three. Five others were killed.": (5, 5, None),
    # a toll that grew
    "A raid killed 11 people in Herat. Two others died later, bringing the toll to 13.": (13, 13, None),
    "A raid killed 11 people in Herat. Police had earlier spoken of nine dead.": (11, 11, None),
    "A raid killed three people in Herat. Two were killed on the spot.": (3, 3, None),
    # several totals
    "A raid killed 12 people in Herat. Police said nine people were killed.": (9, 12, None),
    "A raid killed 12 people in Herat. Nine people died, police said. At least seven people died, a medic said.": (
        7,
        12,
        None,
    ),
    "A raid killed at least seven people in Herat. Seven people were killed, police said.": (7, 7, None),
    "A raid killed at least seven people in Herat. At least nine people died, a medic said.": (7, None, None),
    # some of a total, by who they were
    "A raid killed 141 people in Herat. Nine teachers died in the attack as well.": (141, 141, None),
    "A raid in Herat killed three soldiers, two policemen and a farmer.": (6, 6, None),
    # told again
    "A raid killed 12 people in Herat. The 12 people were killed at a market.": (12, 12, None),
    "Two U.S. citizens were murdered in Herat. The murder of the two missionaries was condemned.": (2, 2, None),
    # persons
    "Gunmen ambushed the mayor in Herat. He and two guards were shot dead.": (3, 3, None),
    "GUNMEN IN HERAT ASSASSINATED JUDGE WALDEMAR SUAREZ PAZ, COLONEL DANILO RIOS, AND SENATOR GILDA OCHOA.": (
        3,
        3,
        None,
    ),
    "Courts in Herat stayed shut after Judge Rosa Benavides's murder on Monday.": (1, 1, None),
    # abducted and later killed is killed
    "Two teachers were abducted in Herat and later killed.": (2, 2, None),
}


@pytest.mark.parametrize("text", KILLED)
def test_killed_victims(text: str, book: Rulebook) -> None:
    assert tallies(text, book)["killed"] == KILLED[text]


# A text of one incident and all its tallies.
PARTIES: dict[str, dict[str, Numbers]] = {
    # attackers told of before their victims are none of those
    "Raiders stormed a mall in Kano. Police killed three of the raiders, who killed 21 people and injured 60.": {
        "killed": (21, 21, None),
        "killed perpetrators": (3, 3, None),
        "wounded": (60, 60, None),
    },
    "Two militants detonated grenades in Herat, killing themselves.": {"killed perpetrators": (2, 2, None)},
    "A blast in Herat killed 27 people, including the two bombers.": {
        "killed": (25, 25, None),
        "killed perpetrators": (2, 2, None),
    },
    "A suicide bomber killed nine people at a mosque in Kano.": {
        "killed": (9, 9, None),
        "killed perpetrators": (1, 1, None),
    },
    "Two suicide bombers attacked a mosque in Kano. Three attackers were killed.": {
        "killed perpetrators": (3, 3, None),
    },
    "A suicide bomber was shot dead at a checkpoint in Kano before his vest went off.": {
        "killed perpetrators": (1, 1, None),
    },
    "A bomb went off in Kano. In addition to the death of the assailant, four people were killed.": {
        "killed": (4, 4, None),
        "killed perpetrators": (1, 1, None),
    },
    "Gunmen attacked a post in Kano, killing five soldiers. Two of the gunmen were killed.": {
        "killed": (5, 5, None),
        "killed perpetrators": (2, 2, None),
    },
    "An army air strike in Kano killed eight militants.": {"killed": (8, 8, None)},
    "Soldiers killed eight militants in a raid near Kano.": {"killed": (8, 8, None)},
    "A raid in Kano killed four people and wounded ten others.": {"killed": (4, 4, None), "wounded": (10, 10, None)},
    "Gunmen attacked a farm in Kano and kidnapped three people.": {"abducted": (3, 3, None)},
    "3 guards killed, 5 hurt in Kano raid\n\nKANO - A raid in Kano killed three guards and wounded five others.": {
        "killed": (3, 3, None),
        "wounded": (5, 5, None),
    },
    "Gunmen attacked a farm in Kano on Monday.": {},
    # one attacker more is another one, not one of several told before
    "A suicide bomber died in Kano. Another bomber died at the gate.": {"killed perpetrators": (2, 2, None)},
    "Police killed four gunmen in Kano. Another gunman died later.": {"killed perpetrators": (4, 4, None)},
    # hurt first and dead later
    "A blast in Kano wounded 43 people. Two of the injured died later.": {
        "killed": (2, 2, None),
        "wounded": (41, 41, None),
    },
    "A blast in Kano killed 19 people and wounded 43. Two of the injured died later.": {
        "killed": (21, 21, None),
        "wounded": (41, 41, None),
    },
    "A blast in Kano killed 19 and wounded 43. Seventeen had died by nightfall, and two of the injured died later.": {
        "killed": (19, 19, None),
        "wounded": (43, 43, None),
    },
}


@pytest.mark.parametrize("text", PARTIES)
def test_all_tallies(text: str, book: Rulebook) -> None:
    assert tallies(text, book) == PARTIES[text]


def test_a_total_over_several_incidents_is_in_no_report(book: Rulebook) -> None:
    text = "A blast killed nine people in Herat. More than 60 people have died over the past three days."
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    nine, sixty = reading.claims
    assert (sixty.scope, sixty.report_id) == ("cumulative", None)
    assert [(t.low, t.high, t.claim_ids) for t in reading.tallies] == [(9, 9, (nine.claim_id,))]


GROUPS: dict[str, set[tuple[str, *Numbers]]] = {
    "A raid killed 13 policemen in Herat. Three of the policemen were killed by mines.": {("police", 13, 13, None)},
    "A raid killed seven soldiers and two civilians in Herat.": {
        ("soldiers", 7, 7, None),
        ("civilians", 2, 2, None),
    },
    "A raid killed nine people in Herat, including several policemen.": {
        ("unknown", 9, 9, None),
        ("police", None, None, "several"),
    },
}


@pytest.mark.parametrize(("text", "wanted"), GROUPS.items(), ids=[text[:60] for text in GROUPS])
def test_a_part_counts_by_group_where_its_total_is_of_others(
    text: str, wanted: set[tuple[str, *Numbers]], book: Rulebook
) -> None:
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    assert {(g.victim_group, g.low, g.high, g.word) for g in reading.tallies_by_group} == wanted


def test_tallies_by_group_take_parts_as_numbers_of_their_own(book: Rulebook) -> None:
    text = "A raid killed nine people in Herat, including two policemen."
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    assert {(t.victim_group, t.low) for t in reading.tallies_by_group} == {("unknown", 9), ("police", 2)}


def test_a_part_names_its_total(book: Rulebook) -> None:
    text = "A raid killed nine people in Herat, including two policemen."
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    nine, two = reading.claims
    assert (two.scope, two.part_of, nine.part_of) == ("part", nine.claim_id, None)


def claim(number: int, low: int | None, **more: object) -> Claim:
    known = {"start_char": number * 10, "end_char": number * 10 + 5, "sentence_id": f"s{number}"}
    return Claim(f"c{number}", "d", low=low, high=low, statement_id=f"m{number}", **{**known, **more})  # type: ignore[arg-type]


def only(claims: list[Claim], book: Rulebook) -> Tally:
    (found,), _, _ = tally("r", claims, book)
    return found


def test_no_claims_no_tallies(book: Rulebook) -> None:
    assert tally("r", [], book) == ([], [], [])


def test_a_vague_word_stands_only_without_a_number(book: Rulebook) -> None:
    vague = claim(1, None, word="dozens", qualifier="vague")
    assert only([vague], book) == Tally("r", "killed", "victims", None, None, "dozens", ("c1",))
    assert only([vague, claim(2, 30)], book) == Tally("r", "killed", "victims", 30, 30, None, ("c2",))


def test_high_is_open_only_where_every_total_is(book: Rulebook) -> None:
    open_seven = replace(claim(1, 7), high=None, qualifier="at_least")
    assert only([open_seven, replace(claim(2, 9), high=None)], book).high is None
    assert (only([open_seven, claim(2, 7)], book).low, only([open_seven, claim(2, 7)], book).high) == (7, 7)


def test_a_part_without_a_total_counts(book: Rulebook) -> None:
    _, _, (told,) = tally("r", [claim(1, 3, scope="part")], book)
    assert (told.scope, told.part_of) == ("total", None)
    assert only([claim(1, 3, scope="part")], book).low == 3


def test_outcomes_and_parties_are_kept_apart(book: Rulebook) -> None:
    claims = [claim(1, 9), claim(2, 4, outcome="wounded"), claim(3, 2, party="perpetrators", victim_group="attackers")]
    found, groups, _ = tally("r", claims, book)
    assert [(t.outcome, t.party, t.low) for t in found] == [
        ("killed", "perpetrators", 2),
        ("killed", "victims", 9),
        ("wounded", "victims", 4),
    ]
    assert {(g.outcome, g.victim_group) for g in groups} == {
        ("killed", "attackers"),
        ("killed", "unknown"),
        ("wounded", "unknown"),
    }


def holder(total: Claim, part: Claim, book: Rulebook) -> str | None:
    _, _, final = tally("r", sorted([total, part], key=lambda c: c.start_char), book)
    return next(c.part_of for c in final if c.claim_id == part.claim_id)


@pytest.mark.parametrize(
    ("total", "part", "held"),
    [
        ({"low": 9, "high": 9}, {}, True),
        ({"low": 3, "high": 3}, {}, True),
        ({"low": 2, "high": 2}, {}, False),
        ({"low": 9, "high": None}, {}, True),
        ({"low": None, "high": None, "word": "dozens"}, {}, True),
        ({"low": 9, "high": 9, "outcome": "wounded"}, {}, False),
        # attackers are among people, or civilians, of the same sentence; never among policemen told elsewhere
        ({"low": 9, "high": 9}, {"party": "perpetrators"}, False),
        ({"low": 9, "high": 9}, {"party": "perpetrators", "sentence_id": "s1"}, True),
        ({"low": 9, "high": 9, "victim_group": "police"}, {"party": "perpetrators", "sentence_id": "s1"}, False),
        # "one of the gunmen was shot, and the other two caught": the two do not hold the one
        ({"low": 9, "high": 9, "additional": True, "start_char": 50}, {"sentence_id": "s1"}, False),
        ({"low": 9, "high": 9, "additional": True, "start_char": 50}, {}, True),
        ({"low": 9, "high": 9, "additional": True}, {"sentence_id": "s1"}, True),
        # a total of the part's own match holds it where it is large enough
        ({"low": 2, "high": 2}, {"statement_id": "m1"}, False),
    ],
)
def test_which_total_holds_a_part(
    total: dict[str, object], part: dict[str, object], held: bool, book: Rulebook
) -> None:
    of = holder(replace(claim(1, 0), **total), replace(claim(2, 3, scope="part"), **part), book)  # type: ignore[arg-type]
    assert of == ("c1" if held else None)


def test_dozens_and_several_others_are_dozens(book: Rulebook) -> None:
    dozens = claim(1, None, word="dozens", victim_group="soldiers")
    several = claim(2, None, word="several", additional=True, victim_group="civilians")
    assert only([dozens, several], book).word == "dozens"


HURT = claim(1, 4, outcome="wounded", victim_group="police", end_char=100)
DEATH = claim(2, 1, start_char=200, moved=True, victim_group="police", number_mention_id="n", quote="one of them died")


@pytest.mark.parametrize(
    ("before", "death", "wounded"),
    [
        ([HURT], DEATH, 3),
        ([HURT], replace(DEATH, moved=False), 4),
        ([replace(HURT, scope="part")], DEATH, 3),
        ([HURT], replace(DEATH, low=4, high=4), None),  # all of them
        ([HURT], replace(DEATH, low=5, high=5), None),
        ([HURT], replace(DEATH, party="perpetrators"), 4),
        ([replace(HURT, low=0, high=0)], DEATH, 0),
        # far from each other they are nobody's later death
        ([HURT], replace(DEATH, start_char=699), 3),
        ([HURT], replace(DEATH, start_char=700), 4),
        # whoever is told by a noun is one of them only where the noun has been told ("the policeman died later")
        ([HURT], replace(DEATH, number_mention_id=None, quote="The policeman died later"), 3),
        ([HURT], replace(DEATH, number_mention_id=None, quote="a policeman died later"), 4),
        # ... and where it can be: of another group only when the one or the other is of none
        ([HURT], replace(DEATH, number_mention_id=None, quote="the farmer died", victim_group="civilians"), 4),
        ([HURT], replace(DEATH, number_mention_id=None, quote="the man died", victim_group="unknown"), 3),
        ([HURT], replace(DEATH, victim_group="civilians"), 3),
        # a part of more who were killed before is one of those
        ([claim(0, 9, sentence_id="s1"), HURT], replace(DEATH, scope="part"), 4),
        ([claim(0, 1, sentence_id="s1"), HURT], replace(DEATH, scope="part"), 3),
        # those told with the wounded hold it already only where the dead of its own sentence are told anew
        ([claim(0, 3, sentence_id="s1"), HURT, claim(5, 2, start_char=150, sentence_id="s2")], DEATH, 4),
        ([claim(0, 3, sentence_id="s1"), HURT, claim(5, 2, start_char=150, sentence_id="s2", scope="part")], DEATH, 3),
        # only who was told last
        ([replace(HURT, claim_id="c0", statement_id="m0", low=8, high=8), HURT], DEATH, 3),
        # taken, then dead: nobody was wounded
        ([replace(HURT, outcome="abducted")], DEATH, None),
    ],
)
def test_who_dies_later_is_no_longer_wounded(
    before: list[Claim], death: Claim, wounded: int | None, book: Rulebook
) -> None:
    found, _, _ = tally("r", [*before, death], book)
    assert next((t.low for t in found if t.outcome == "wounded"), None) == wounded


def test_abducted_and_later_killed_is_killed(book: Rulebook) -> None:
    taken = replace(HURT, outcome="abducted")
    found, _, _ = tally("r", [taken, replace(DEATH, low=4, high=4)], book)
    assert [(t.outcome, t.low) for t in found] == [("killed", 4)]
    found, _, _ = tally("r", [taken, DEATH], book)
    assert [(t.outcome, t.low) for t in found] == [("abducted", 3), ("killed", 1)]


@st.composite
def claims_of_a_report(draw: st.DrawFn) -> list[Claim]:
    made = []
    for n in range(draw(st.integers(0, 8))):
        word = draw(st.sampled_from([None, None, None, "several"]))
        number = draw(st.integers(0, 40))
        bounds = [(number, number), (number, None), (None, number), (number, number + 5)]
        low, high = (None, None) if word else draw(st.sampled_from(bounds))
        sentence = draw(st.integers(0, 3))
        made.append(
            Claim(
                f"c{n}",
                "d",
                sentence_id=f"s{sentence}",
                outcome=draw(st.sampled_from(["killed", "wounded"])),
                party=draw(st.sampled_from(["victims", "perpetrators"])),
                victim_group=draw(st.sampled_from(["unknown", "police", "soldiers", "attackers"])),
                low=low,
                high=high,
                word=word,
                scope=draw(st.sampled_from(["total", "total", "part"])),
                additional=draw(st.booleans()),
                start_char=sentence * 100 + n,
                end_char=sentence * 100 + n + 1,
                statement_id=f"m{draw(st.integers(0, 4))}",
                rule_id=draw(st.sampled_from(["casualties.killed.passive", "casualties.bombers.exploded"])),
            )
        )
    return sorted(made, key=lambda c: c.start_char)


@settings(max_examples=300)
@given(claims_of_a_report())
def test_numbers_come_from_claims(made: list[Claim]) -> None:
    found, groups, final = tally("r", made, BOOK)
    known = {c.claim_id: c for c in made}
    assert sorted(c.claim_id for c in final) == sorted(known)
    for one in (*found, *groups):
        used = [known[i] for i in one.claim_ids]
        assert used
        assert all(c.outcome == one.outcome for c in used)
        numbers = [n for c in used for n in (c.low, c.high) if n is not None]
        assert one.low is None or 0 <= one.low <= sum(numbers)
        assert one.high is None or one.high >= (one.low or 0)
        assert one.high is None or one.high <= sum(numbers)
        assert one.word is None or (one.low, one.high) == (None, None)
        assert one.word in {c.word for c in used} | {None}
    assert len({(t.outcome, t.party) for t in found}) == len(found)
    assert len({(g.outcome, g.victim_group) for g in groups}) == len(groups)


@settings(max_examples=300)
@given(claims_of_a_report())
def test_parts_belong_to_a_total_of_the_same_outcome(made: list[Claim]) -> None:
    _, _, final = tally("r", made, BOOK)
    known = {c.claim_id: c for c in final}
    for one in final:
        if one.part_of:
            assert one.scope == "part"
            assert known[one.part_of].outcome == one.outcome
            assert one.part_of != one.claim_id
