"""What is told once for two places or two sides: a verb, a day, a toll; and who is dead of those taken."""

import datetime as dt

import pytest
from support.short_articles import at, read, told

TUESDAY, SATURDAY = dt.date(2016, 6, 7), dt.date(2016, 6, 11)


@pytest.mark.parametrize(
    "text",
    [
        "Rockets killed two people in Ashkelon and one in Sderot on Tuesday.",
        "Shells killed two people in Ashkelon and wounded one in Sderot on Tuesday.",
    ],
)
def test_a_day_told_last_is_that_of_both_places(text: str) -> None:
    reading = read(text)
    assert (at(reading, "Ashkelon").date_from, at(reading, "Sderot").date_from) == (TUESDAY, TUESDAY)


def test_a_number_told_again_place_by_place_is_of_several_incidents() -> None:
    reading = read("Ten people were killed in air strikes on Saturday, six in Nyala and four in Kutum, medics said.")
    assert told(reading, at(reading, "Nyala")) == {"killed": (6, 6)}
    assert told(reading, at(reading, "Kutum")) == {"killed": (4, 4)}
    assert {r.date_from for r in reading.reports} == {SATURDAY}


def test_a_place_that_owns_another_tells_only_where_it_is() -> None:
    (report,) = read("Two tailors were shot dead in Kaduna's Zangon Kataf on Saturday.").reports
    assert report.place == "Zangon Kataf"


@pytest.mark.parametrize("opening", ["Srinagar:", "Srinagar, India -", "Srinagar (India) -"])
def test_the_place_that_a_paragraph_opens_with_is_that_of_what_names_no_other(opening: str) -> None:
    (report,) = read(f"{opening} Gunmen killed nine people on Saturday.").reports
    assert report.place == "Srinagar"
    (report,) = read(f"{opening} Gunmen killed nine people in Shopian on Saturday.").reports
    assert report.place == "Shopian"


def test_an_attack_that_somebody_says_they_carried_out_was_where_it_is_told() -> None:
    (report,) = read("The Taliban said they carried out a bombing in Ghazni on Saturday that killed nine.").reports
    assert report.place == "Ghazni"


def test_a_place_before_those_killed_there_is_theirs() -> None:
    reading = read("Rebels beheaded two farmers in Macomia on Saturday and, near Palma, four more.")
    assert told(reading, at(reading, "Macomia")) == {"killed": (2, 2)}
    assert told(reading, at(reading, "Palma")) == {"killed": (4, 4)}


def test_captives_found_dead_are_dead_beside_the_others_and_no_longer_taken() -> None:
    (report,) = (
        reading := read(
            "Gunmen raided Bossangoa on Saturday, killing nine residents and abducting 30 people. "
            "Two of the hostages were killed on Sunday."
        )
    ).reports
    assert told(reading, report) == {"abducted": (28, 28), "killed": (11, 11)}


def test_attackers_who_lose_some_of_their_own() -> None:
    (report,) = (
        reading := read(
            "Bandits killed two officers in Gusau on Saturday and had three of their own shot dead before they fled."
        )
    ).reports
    assert told(reading, report) == {"killed": (2, 2), "killed*": (3, 3)}


def test_the_day_of_a_death_that_raised_the_toll_is_not_that_of_the_attack() -> None:
    (report,) = read(
        "The death of a guard on Saturday raised to five the number killed in Tuesday's raid on a prison in Butembo."
    ).reports
    assert (report.place, report.date_from) == ("Butembo", TUESDAY)


def test_where_people_were_taken_hostage_is_where_it_happened() -> None:
    (report,) = read("Twelve aid workers were taken hostage in Kidal on Saturday and freed on Sunday.").reports
    assert (report.place, report.date_from) == ("Kidal", SATURDAY)


def test_a_dateline_is_the_place_of_the_main_incident_whatever_is_told_later_of_other_places() -> None:
    reading = read(
        "SARAJEVO, Bosnia-Herzegovina - Mortar shells hit a queue for bread on Saturday, leaving 17 dead.\n\n"
        "Elsewhere, three soldiers were hurt when their car ran over a mine at Visoko."
    )
    assert told(reading, at(reading, "Sarajevo")) == {"killed": (17, 17)}
    assert told(reading, at(reading, "Visoko")) == {"wounded": (3, 3)}


def test_a_count_beside_another_in_the_lead_is_of_the_incidents_told_after_it() -> None:
    reading = read(
        "YALA - Separatists killed three soldiers with a bomb and shot dead three civilians in a round of attacks on "
        "Saturday, police said.\n\n"
        "The soldiers died when a mine went off in Rangae on Saturday morning.\n\n"
        "In Yarang on Saturday gunmen killed a village headman and his deputy.\n\n"
        "In Bannang Sata on Saturday a rubber tapper was shot dead."
    )
    assert {c.scope for c in reading.claims if c.victim_group == "civilians" and c.low == 3} == {"cumulative"}
    assert told(reading, at(reading, "Yarang")) == {"killed": (2, 2)}


def test_several_attacks_of_a_sentence_are_told_apart_also_where_one_region_holds_them() -> None:
    reading = read(
        "In two attacks in Borno on Saturday, gunmen killed three herders in Gwoza and a mine wounded five men in Bama."
    )
    assert told(reading, at(reading, "Gwoza")) == {"killed": (3, 3)}
    assert told(reading, at(reading, "Bama")) == {"wounded": (5, 5)}


def test_a_death_that_raises_the_toll_is_of_one_who_was_wounded_and_a_body_found_is_not() -> None:
    start = "Gunmen killed three people and wounded eight in Gao on Friday. "
    died = read(start + "A man who was hit in the chest died on Saturday, bringing the toll to four.")
    found = read(start + "A body was found on Saturday, bringing the toll to four.")
    assert [told(r, r.reports[0])["wounded"] for r in (died, found)] == [(7, 7), (8, 8)]


def test_prisoners_killed_later_are_dead_beside_those_of_the_raid() -> None:
    reading = read("Raiders killed six people in Gao on Friday and kidnapped 12. Two of the prisoners were found dead.")
    assert told(reading, reading.reports[0]) == {"killed": (8, 8), "abducted": (10, 10)}


def test_people_hurt_beside_the_one_attacker_of_a_headline_are_victims() -> None:
    reading = read("Attacker killed, four hurt as blast hits mosque in Lahore on Saturday")
    assert told(reading, reading.reports[0]) == {"killed*": (1, 1), "wounded": (4, 4)}


def test_a_day_without_its_year_is_that_before_the_only_full_day_of_a_text_of_unknown_day() -> None:
    reading = read(
        "A bomb killed nine people in Aden on Monday, June 27, 2016. On May 15, gunmen killed two guards in Taiz.", None
    )
    assert at(reading, "Taiz").date_from == dt.date(2016, 5, 15)


@pytest.mark.parametrize(
    "text",
    [
        "Fighters killed nine bus passengers on Saturday in revenge for police raids on mosques in Mombasa. "
        "The bus was stopped near Wajir in Kenya.",
        "Seven soldiers were killed on Tuesday in what the group called a reprisal for air strikes on Garissa. "
        "They were attacked at a checkpoint near Wajir in Kenya.",
        "Gunmen attacked a hotel on Tuesday and killed ten people to avenge the killing of their leader in Mombasa. "
        "The hotel is in Wajir in Kenya.",
    ],
)
def test_a_place_of_what_an_attack_is_revenge_for_is_not_its_own(text: str) -> None:
    assert [r.place for r in read(text).reports if told(read(text), r)] == ["Wajir"]


def test_a_group_of_so_many_is_no_place() -> None:
    (report,) = read(
        "Around 200 Maoist rebels attacked a police camp in Dantewada district on Tuesday and killed 12 policemen."
    ).reports
    assert report.place == "Dantewada"


def test_two_towns_of_a_dateline_are_where_it_was_written() -> None:
    (report,) = read("Patna/New Delhi: Maoists on Tuesday blew up a jeep in Gaya district, killing six men.").reports
    assert report.place == "Gaya"


@pytest.mark.parametrize(
    "text",
    [
        "Three tailors were killed in a clash with police in Ghazni on Saturday.",
        "Three tailors were killed in crossfire between gunmen and police in Ghazni on Saturday.",
        "Police in Kabul said three tailors were killed in Ghazni on Saturday.",
    ],
)
def test_a_fight_with_police_is_where_the_police_are_and_their_word_from_elsewhere_is_not(text: str) -> None:
    (report,) = read(text).reports
    assert report.place == "Ghazni"


def test_police_find_the_dead_in_their_own_place() -> None:
    text = (
        "Police in Acapulco found the bodies of seven men in a taxi. In Tijuana, four people were shot dead at a bar."
    )
    assert [r.place for r in read(text).reports] == ["Acapulco", "Tijuana"]


def test_where_only_the_place_of_the_police_is_told_it_happened_there() -> None:
    text = "Police in Cleveland are searching for a man who shot dead two people at a garage."
    assert [r.place for r in read(text).reports] == ["Cleveland"]
    text = "Police in Nairobi said three teachers were killed by gunmen at a school in Garissa."
    assert [r.place for r in read(text).reports] == ["Garissa"]


def test_attacks_told_one_by_one_in_a_sentence_are_apart() -> None:
    reading = read(
        "Gunmen shot dead a judge in Mosul, a mine killed two farmers near Baquba and a baker was stabbed to death in "
        "Kirkuk on Saturday."
    )
    assert told(reading, at(reading, "Mosul")) == {"killed": (1, 1)}
    assert told(reading, at(reading, "Baquba")) == {"killed": (2, 2)}
    assert told(reading, at(reading, "Kirkuk")) == {"killed": (1, 1)}
    assert len(read("In a raid near Mosul on Saturday, gunmen killed two guards, a bomb killed a cook.").reports) == 1


def test_an_embassy_that_was_wrecked_is_where_it_happened() -> None:
    (report,) = read("A car bomb wrecked the French embassy in Nairobi on Saturday, killing nine people.").reports
    assert report.place == "Nairobi"
