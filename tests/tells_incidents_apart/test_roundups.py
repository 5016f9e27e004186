"""Round-ups, lists and talk of violence in general: which incidents an article tells, with which days and places."""

import datetime as dt
from collections.abc import Sequence

import pytest
from support.short_articles import at, read, told

DAY = dt.date(2016, 6, 11)  # the Saturday before the Sunday on which the articles appear


def places(text: str) -> Sequence[str | None]:
    return [r.place for r in read(text).reports]


def test_headings_of_days_give_them_to_what_stands_below() -> None:
    reading = read(
        "The week in the south\n\n"
        "Friday 10 June 2016:\n\nTwo policemen were killed by a mine in Kandahar.\n\n"
        "Saturday 11 June 2016:\n\nGunmen killed three traders in Lashkar Gah."
    )
    assert [(r.place, r.date_from) for r in reading.reports] == [
        ("Kandahar", dt.date(2016, 6, 10)),
        ("Lashkar Gah", DAY),
    ]
    assert {r.role for r in reading.reports} == {"main"}


def test_headings_of_places_begin_an_incident_each() -> None:
    reading = read(
        "Violence on Saturday\n\nAt a glance:\n\nKirkuk\n\nA bomb killed two soldiers on Saturday.\n\n"
        "Mosul\n\nGunmen killed five traders on Saturday."
    )
    assert told(reading, at(reading, "Kirkuk")) == {"killed": (2, 2)}
    assert told(reading, at(reading, "Mosul")) == {"killed": (5, 5)}


def test_items_with_datelines_begin_an_incident_each() -> None:
    reading = read(
        "Developments in Iraq on Saturday\n\n"
        "* KIRKUK - A roadside bomb killed two policemen on Saturday.\n\n"
        "* MOSUL - Gunmen killed a shopkeeper on Saturday.\n\n"
        "* BAQUBA - Two bodies with bullet wounds were found on Saturday."
    )
    assert [told(reading, r)["killed"] for r in reading.reports] == [(2, 2), (1, 1), (2, 2)]
    assert [r.date_from for r in reading.reports] == [DAY] * 3


def test_bullets_about_one_attack_are_one_incident() -> None:
    reading = read(
        "Gunmen kill four at Kirkuk market\n\nWhat we know so far:\n- Gunmen attacked a market in Kirkuk on Saturday\n"
        "- Four people were killed and six wounded\n- No group has claimed responsibility\n\n"
        "The gunmen came at noon, police said. Four people died and six were wounded."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (4, 4), "wounded": (6, 6)}]


def test_a_picture_above_the_story_tells_an_attack_of_its_own() -> None:
    reading = read(
        "Gunmen kill four at Kirkuk market\n\n"
        "FILE - In this March 3, 2015 file photo, men carry a body after a bomb that killed 18 people in Mosul, "
        "Iraq.\n\n"
        "Gunmen opened fire on a market in Kirkuk on Saturday, killing four people and wounding six, police said."
    )
    assert told(reading, at(reading, "Kirkuk")) == {"killed": (4, 4), "wounded": (6, 6)}
    assert told(reading, at(reading, "Mosul")) == {"killed": (18, 18)}


def test_attacks_of_the_same_round_up_share_its_day() -> None:
    reading = read(
        "Bombings around the capital killed 17 people on Saturday, police said.\n\n"
        "A car bomb in Baqubah killed nine people.\n\n"
        "In Kirkuk, gunmen killed eight guards."
    )
    found = {r.place: (r.role, r.date_from) for r in reading.reports}
    assert found["Baquba"] == found["Kirkuk"] == ("main", DAY)


def test_a_clause_turns_to_another_incident() -> None:
    reading = read(
        "Gunmen killed two judges in Kirkuk on Saturday, a day after a car bomb killed nine people in Mosul."
    )
    assert {(r.place, r.date_from) for r in reading.reports} == {("Kirkuk", DAY), ("Mosul", dt.date(2016, 6, 10))}
    assert told(reading, at(reading, "Mosul")) == {"killed": (9, 9)}


@pytest.mark.parametrize(
    "text",
    [
        "The minister condemned terrorism and asked all parties to stop the killings.",
        "Violence has plagued the province for years, residents say.",
        "A court in Kirkuk sentenced three men to death for a murder.",
        "The guerrillas threatened to attack the port unless they were paid.",
        "Two people died in a bus crash near Kirkuk on Saturday.",
        "The army held an exercise with live grenades near Kirkuk on Saturday.",
    ],
)
def test_talk_of_violence_is_no_incident(text: str) -> None:
    assert places(f"News of the day\n\n{text}") == []


def test_a_day_that_nobody_tells_is_open_up_to_publication() -> None:
    (report,) = read("Three guards were killed by gunmen in Kirkuk, police said.").reports
    assert (report.date_from, report.date_to) == (None, dt.date(2016, 6, 12))
    (report,) = read("Three guards were killed by gunmen in Kirkuk, police said.", None).reports
    assert (report.date_from, report.date_to) == (None, None)


def test_a_day_counted_from_the_incident_told_before() -> None:
    reading = read(
        "A bomb killed four farmers in Herat on 5 June 2016.\n\nTwo days later, gunmen killed six guards in Kandahar."
    )
    assert at(reading, "Kandahar").date_from == dt.date(2016, 6, 7)


def test_the_day_of_the_opening_is_that_of_each_attack() -> None:
    reading = read(
        "Three attacks shake the south\n\n"
        "Three separate attacks left nine people dead on Saturday, officials said.\n\n"
        "Gunmen killed six soldiers in Kandahar.\n\nIn Lashkar Gah, a bomb killed three traders."
    )
    assert {r.date_from for r in reading.reports} == {DAY}


def test_a_later_death_is_no_second_attack() -> None:
    reading = read(
        "A bomb killed two soldiers in Kandahar on Friday.\n\n"
        "A third soldier died on Saturday of his wounds in hospital, raising the toll to three."
    )
    assert [r.date_from for r in reading.reports] == [dt.date(2016, 6, 10)]


def test_items_below_a_colon_are_all_the_matter_of_the_article_and_of_its_day() -> None:
    reading = read(
        "A look at violence\n\nAttacks and other violence reported Saturday in Iraq:\n\n"
        "- A bomb killed two soldiers in Kirkuk, police said.\n\n- Gunmen kidnapped a doctor in Mosul.\n\n"
        "- A roadside mine wounded four drivers in Tikrit."
    )
    assert [(r.role, r.date_from) for r in reading.reports] == [("main", DAY)] * 3


def test_a_list_below_an_incident_tells_others() -> None:
    reading = read(
        "Gunmen kill nine in Kirkuk\n\nGunmen killed nine traders in Kirkuk on Saturday.\n\nOther attacks then:\n\n"
        "- A bomb killed two soldiers in Mosul on Saturday.\n\n- A mine wounded four drivers in Tikrit on Friday."
    )
    assert [r.role for r in reading.reports] == ["main", "other", "other"]


def test_each_new_place_below_a_sum_is_an_incident() -> None:
    reading = read(
        "Five killed in Nairobi violence\n\nAt least five people were killed in separate incidents on Saturday.\n\n"
        "Two brothers were gunned down near a shop in Kibera.\n\nTwo traders were shot dead by men on a motorcycle in "
        "Eastleigh.\n\nA guard was stabbed to death outside a bank in Westlands."
    )
    assert [told(reading, r)["killed"] for r in reading.reports] == [(2, 2), (2, 2), (1, 1)]
    assert {r.role for r in reading.reports} == {"main"}


def test_what_follows_a_lead_goes_on_with_what_it_told_first() -> None:
    reading = read(
        "Raid on Gao kills five\n\nRebels killed five people in Gao on Saturday, hours after a mine killed two men "
        "in Kidal.\n\nThe attackers came at dawn and wounded 14 others."
    )
    assert told(reading, at(reading, "Gao")) == {"killed": (5, 5), "wounded": (14, 14)}
    assert told(reading, at(reading, "Kidal")) == {"killed": (2, 2)}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "Six guards died in a blast in Gao while four soldiers were killed when rebels ambushed a bus near "
            "Kidal.\n\nThe blast took place at noon.\n\nThe bus was on its way to Kidal. Four soldiers died there.",
            ["main", "main"],
        ),
        (
            "Nine guards were wounded in two attacks in Mali.\n\nIn Gao, a mine wounded three guards.\n\n"
            "In Kidal, gunmen shot and wounded six guards at a shop.",
            ["main", "main"],
        ),
        (
            "Six guards were killed by a mine in Gao.\n\nOn Friday, two people were killed by a bomb in Kidal.",
            ["main", "other"],
        ),
    ],
)
def test_what_the_first_sentence_tells_or_sums_up_is_what_the_article_is_about(text: str, roles: list[str]) -> None:
    assert [r.role for r in read(text).reports] == roles


def test_a_sum_before_the_worst_of_the_attacks_is_of_all_of_them() -> None:
    reading = read(
        "Six people were killed and nine wounded in attacks in Iraq on Saturday, officials said.\n\n"
        "In the deadliest, gunmen shot three tailors dead in Mosul. A mine killed a clerk in Kirkuk."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (3, 3)}, {"killed": (1, 1)}]
