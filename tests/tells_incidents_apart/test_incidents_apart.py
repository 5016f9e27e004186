"""Attacks told in one breath, at one place or on one day, that are incidents of their own, and those that are not."""

import datetime as dt
from collections.abc import Sequence

import pytest
from support.short_articles import at, read, told


def places(text: str) -> Sequence[str | None]:
    return [r.place for r in read(text).reports]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "On Saturday three bombs went off in Tegucigalpa, one at the main park, another at a university and "
            "another at a training school.",
            3,
        ),
        ("On Saturday guerrillas attacked police posts in Mejicanos, Apopa and Soyapango.", 3),
        (
            "The kidnapping of five students and the murder of a banker in Guatemala City on Friday shook the country.",
            2,
        ),
        (
            "A bomb damaged a bank in La Paz on Saturday. In addition, unknown men burned a bus in Oruro.",
            2,
        ),
        (
            "A bomb exploded at a bank in Medellin on Saturday. Another bomb exploded at a party office in Medellin.",
            2,
        ),
        (
            "A bomb hurt a guard at a newspaper in Bogota on Saturday. On 2 June a car bomb exploded at the "
            "newspaper's main offices.",
            2,
        ),
        ("Judge Pedro Ruiz was shot dead on Saturday in Cali. Juan Torres was murdered on Friday.", 2),
    ],
)
def test_attacks_told_together_are_incidents_of_their_own(text: str, count: int) -> None:
    assert len(read(text).reports) == count


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen stormed a hotel in Kabul on Saturday and killed five people. A second attacker blew himself up there.",
        "A bomb killed two people at a market in Kano on Saturday. In addition, five people were wounded.",
        "06/11/2016: Bombs went off in Kirkuk, Mosul and Baquba. Four people were killed in the attacks.",
        "Pedro Ruiz, a judge, was shot dead in Cali on Saturday. The murder of Ruiz was condemned by the bar.",
        "Gunmen kidnapped a mayor in Cali on Saturday while killing two of his guards.",
    ],
)
def test_one_incident_told_in_several_ways_stays_one(text: str) -> None:
    assert len(read(text).reports) == 1


def test_each_place_of_a_list_is_told_once_and_keeps_the_day() -> None:
    reading = read("On Saturday bombs exploded in Kirkuk, Mosul and Baquba.\n\nThe bomb in Mosul killed four people.")
    assert sorted(r.place or "" for r in reading.reports) == ["Baquba", "Kirkuk", "Mosul"]
    assert {r.date_from for r in reading.reports} == {dt.date(2016, 6, 11)}


def test_a_murder_and_a_kidnapping_of_one_sentence_have_their_own_people() -> None:
    reading = read("The kidnapping of five students and the murder of a banker in Cali on Friday shook the country.")
    assert [told(reading, r) for r in reading.reports] == [{"abducted": (5, 5)}, {"killed": (1, 1)}]


def test_provinces_of_like_names_are_two() -> None:
    text = "Gunmen killed two traders in Santander on Saturday. A bomb killed four guards in Norte de Santander."
    assert places(text) == ["Santander", "Norte de Santander"]


def test_the_capital_is_what_news_calls_so() -> None:
    assert places("Bolivian police said a bomb went off on Saturday at a bank in this capital.") == ["La Paz"]


def test_a_unit_is_no_place() -> None:
    reading = read("Soldiers of the Cali Battalion said that gunmen killed three traders in Tulua on Saturday.")
    assert [r.place for r in reading.reports] == ["Tulua"]
    assert told(reading, at(reading, "Tulua")) == {"killed": (3, 3)}


def test_whose_delegate_speaks_is_not_where_it_was() -> None:
    text = "The Argentine delegate condemned the murder of a Colombian senator on Friday, a Colombian paper said."
    assert [r.country for r in read(text).reports] == ["CO"]


@pytest.mark.parametrize(
    "speech",
    [
        "Police spokesman Omar Nunes confirmed the attack in Maputo and spoke of seven dead.",
        "In a statement faxed to news agencies in London the rebels said that they had killed seven villagers.",
        "The Red Cross said it had taken seven dead people to morgues in Pemba.",
    ],
)
def test_where_somebody_speaks_is_no_place_of_another_attack(speech: str) -> None:
    text = f"Gunmen killed six villagers on Saturday in an attack on Mueda. {speech}"
    reading = read(text)
    assert [r.place for r in reading.reports] == ["Mueda"]
    assert told(reading, reading.reports[0])["killed"] == (6, 7)


def test_a_force_that_allies_help_is_the_one_who_killed() -> None:
    reading = read(
        "Somali forces backed by local fighters killed 18 militants in an operation in Baidoa on Saturday. "
        "Four soldiers were wounded."
    )
    assert told(reading, reading.reports[0]) == {"killed": (18, 18), "wounded*": (4, 4)}


def test_another_part_of_the_country_is_another_attack() -> None:
    text = (
        "A car bomb killed three people and wounded 14 in Zahle on Saturday. "
        "In the north, two people were killed and 14 wounded in Tripoli on Saturday."
    )
    assert [r.place for r in read(text).reports] == ["Zahle", "Tripoli"]
