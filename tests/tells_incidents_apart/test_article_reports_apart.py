"""Short articles with several incidents told close together: what keeps them apart, and whose each number is."""

import datetime as dt

import pytest
from support.short_articles import at, read, told

DAY = dt.date(1989, 11, 8)


def test_the_other_of_two_bombers_counts_beside_the_first() -> None:
    reading = read(
        "Two suicide bombers attacked a market in Yola on Saturday. One of the bombers blew himself up, killing four "
        "people, while the second was shot dead by guards."
    )
    assert told(reading, reading.reports[0]) == {"killed": (4, 4), "killed*": (2, 2)}


def test_one_attacker_told_by_two_sentences_is_one() -> None:
    reading = read(
        "A suicide bomber struck a checkpoint in Herat on Saturday, killing four soldiers. "
        "The bomber blew himself up when he was stopped."
    )
    assert told(reading, reading.reports[0])["killed*"] == (1, 1)


def test_the_first_blast_and_what_is_said_of_it_go_back_to_it() -> None:
    reading = read(
        "A car bomb killed seven people in southern Afghanistan on Saturday. Hours later another bomber killed four "
        "policemen in the west of the country.\n\n"
        "The first blast struck the main gate in Musa Qala in Helmand province, the governor said. He said four "
        "civilians and three policemen were killed and 23 people were wounded.\n\n"
        "In Herat province a suicide attacker blew himself up in Guzara district, killing four policemen."
    )
    assert told(reading, at(reading, "Musa Qala")) == {"killed": (7, 7), "wounded": (23, 23)}
    assert told(reading, at(reading, "Guzara"))["killed"] == (4, 4)


def test_a_count_of_the_headline_that_the_lead_sums_up_is_of_no_incident() -> None:
    reading = read(
        "Nine killed in attacks in northern Burkina Faso\n\n"
        "Gunmen killed nine people in two attacks in northern Burkina Faso on Saturday, officials said.\n\n"
        "In the first, gunmen shot seven farmers dead in Djibo.\n\n"
        "Later in the day, two gendarmes died when their car hit a mine near Tougan."
    )
    assert told(reading, at(reading, "Djibo"))["killed"] == (7, 7)
    assert told(reading, at(reading, "Tougan"))["killed"] == (2, 2)


def test_a_day_with_which_a_sentence_opens_begins_another_incident() -> None:
    reading = read(
        "Two farmers were shot dead in Jenin early on Saturday, doctors said.\n\n"
        "Hours later, a man was wounded when shots were fired at his car near Ofra. The gunman fled.\n\n"
        "On Thursday, a motorist rammed a soldier, badly wounding her, near Ariel before he was shot dead by police."
    )
    assert told(reading, at(reading, "Ofra")) == {"wounded": (1, 1)}
    assert told(reading, at(reading, "Ariel")) == {"wounded": (1, 1), "killed*": (1, 1)}


def test_a_number_that_somebody_else_has_is_no_part() -> None:
    reading = read(
        "Police said 28 people were killed in Zahle on Saturday, but hospitals put the number of dead at 40."
    )
    assert told(reading, reading.reports[0])["killed"] == (28, 40)


@pytest.mark.parametrize(
    ("words", "group"),
    [
        (
            "The movement is Al-Shabaab, which is allied with al-Qaida. The same group shelled Kismayo, killing two.",
            True,
        ),
        ("Al-Shabaab has said nothing. The group killed two men in Kismayo.", True),
        ("Al-Shabaab has said nothing. Two men of the group were killed in Kismayo.", False),
    ],
)
def test_the_group_that_kills_is_the_one_named_before(words: str, group: bool) -> None:
    found = at(read(f"Clashes went on in Somalia on Saturday. {words}"), "Kismayo")
    assert (found.perpetrator == "Al-Shabaab") is group


def test_two_groups_that_say_the_bomber_was_theirs_claim_it() -> None:
    reading = read(
        "A suicide bomber killed four people in Yola on Saturday. Boko Haram said in a call that the bomber was theirs."
    )
    assert (reading.reports[0].perpetrator, reading.reports[0].perpetrator_basis) == ("Boko Haram", "claimed")


def test_a_fight_with_a_count_a_day_and_a_place_is_an_incident() -> None:
    reading = read("Three rebels were killed in clashes near Jolo on Friday, the army said.")
    assert [r.place for r in reading.reports] == ["Jolo"]
    assert not read("Fighting went on in the south on Friday, the army said.").reports


def test_a_place_inside_the_place_of_several_bombs_is_no_second_incident() -> None:
    reading = read("Jets dropped two bombs on the village of Pa Zi Gyi in Sagaing on Tuesday, leaving 50 people dead.")
    assert len(reading.reports) == 1


def test_a_second_deed_without_its_verb_is_of_its_own_day_and_place() -> None:
    reading = read("Gunmen killed a farmer in Yaring on Sunday and a teacher in Raman on Monday.")
    assert told(reading, at(reading, "Yaring")) == told(reading, at(reading, "Raman")) == {"killed": (1, 1)}


def test_capitals_name_nobody_who_was_told_of_before() -> None:
    reading = read("A BOMB KILLED TWO GUARDS IN BAGHDAD ON SATURDAY. GUNMEN KILLED A TEACHER IN MOSUL.")
    assert told(reading, at(reading, "Baghdad")) == {"killed": (2, 2)}
    assert told(reading, at(reading, "Mosul")) == {"killed": (1, 1)}


def test_shelling_of_which_nothing_is_said_of_people_is_the_fighting_of_a_war() -> None:
    assert not read("Rebels shelled hills north of Mosul.").reports
    assert read("Rebels shelled a hospital in Mosul on Friday, and two nurses were killed.").reports
    assert read("Rebels shelled a village near Mosul on Friday, but nobody was hurt.").reports


@pytest.mark.parametrize(
    "then",
    [
        "It was also reported that armed men kidnapped a young couple as they left their house in the city.",
        "Guerrillas also blew up two high-tension posts. The blasts were heard all over Huancayo.",
        "On 6 November rebels blew up four pylons on the edge of Huancayo.",
    ],
)
def test_an_attack_that_is_added_is_an_incident_of_its_own(then: str) -> None:
    first = "A banker was murdered by gunmen outside his office in Huancayo on 7 November."
    assert len(read(f"{first} {then}", DAY).reports) == 2


def test_what_they_also_did_is_of_the_attack_just_told() -> None:
    text = "Rebels killed nine farmers in Damboa on 7 November. They also burnt more than 40 houses."
    assert len(read(text, DAY).reports) == 1


def test_other_people_hurt_by_an_attack_with_a_day_of_its_own_are_of_another_incident() -> None:
    reading = read(
        "Gunmen shot dead two teachers in a village near Biu on 7 November. On the same day three teachers were shot "
        "dead by men on a motorcycle.",
        DAY,
    )
    assert [told(reading, r)["killed"] for r in reading.reports] == [(2, 2), (3, 3)]


def test_that_clash_is_the_one_just_told() -> None:
    reading = read(
        "Rebels said 11 guards were ambushed near Biu on 7 November. In that clash, on the night of 6-7 November, "
        "gunmen shot dead six guards.",
        DAY,
    )
    assert len(reading.reports) == 1


def test_who_speaks_of_a_murder_is_not_who_did_it_however_long_the_clause_between() -> None:
    reading = read(
        "The M-19, the organization that signed a peace agreement with the government last year and laid down its "
        "weapons to become a political party, said that it will not go back to war after the murder of Carlos Pizarro "
        "in Bogota on Tuesday.",
        DAY,
    )
    assert [r.perpetrator for r in reading.reports] == [None]


def test_counts_that_add_up_to_that_of_two_attacks_are_one_of_each() -> None:
    reading = read(
        "Eleven people were killed in two attacks in eastern Congo, officials said on Tuesday.\n\n"
        '"Seven villagers died when rebels stormed Mbau on Monday night," a local chief said.\n\n'
        "A teacher said four people were shot dead in the village of Kasongo-Lele, and the attackers stole cattle."
    )
    assert told(reading, at(reading, "Mbau"))["killed"] == (7, 7)
    assert told(reading, at(reading, "Kasongo-Lele"))["killed"] == (4, 4)


def test_those_who_died_later_are_no_other_attack_of_a_sum() -> None:
    reading = read(
        "Twin blasts at a market in Maiduguri killed 12 people on Friday, police said.\n\n"
        "Eight traders died at the gate. Four of the wounded died in hospital."
    )
    assert len(reading.reports) == 1


def test_people_hurt_with_no_day_place_or_attack_of_their_own_are_of_what_was_told() -> None:
    reading = read(
        "Bombs went off near a fairground in Tongi on Friday, killing three people, police said.\n\n"
        "Two constables were killed when grenades were thrown at a checkpoint. "
        "Salma Begum, a nurse, was killed by a stray bullet that went through her window."
    )
    assert len(reading.reports) == 1
    assert told(reading, reading.reports[0])["killed"] == (3, 3)
