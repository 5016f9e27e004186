"""The day of an incident: that of the deed, not of a search, a funeral or a statement after it."""

import datetime as dt

import pytest
from support.short_articles import read

FRIDAY = dt.date(2016, 6, 10)


@pytest.mark.parametrize(
    "text",
    [
        "Troops were on Saturday hunting for gunmen who shot dead three farmers near Jos on Friday.",
        "Shops in Jos were closed on Saturday after a bomb killed two guards there on Friday.",
        "Police on Saturday sealed off a market in Jos after a blast that killed six. The bomb went off on Friday.",
        "A search was under way Saturday for raiders who killed a herder in Jos. The man was shot at a well on Friday.",
        "Gunmen raided Jos and shot dead nine herders on Friday, said Ali Bello, the mayor.",
        "Rescuers pulled bodies from a house in Jos on Saturday, raising the toll of Friday's bombing to nine dead.",
        "Shops in Jos stayed shut on Saturday as people mourned three women hacked to death the day before.",
        "A court on Saturday jailed three men accused of killing six herders in Jos on 10 June 2016.",
        "Police on Saturday searched a bus in Jos where a bomb killed nine people the previous day.",
    ],
)
def test_the_day_of_what_was_done_about_it_is_not_its_day(text: str) -> None:
    assert [r.date_from for r in read(text).reports] == [FRIDAY]


@pytest.mark.parametrize(
    "text",
    [
        "Shops in Jos were closed on Friday after a bomb killed two guards there.",
        "Three people died in Jos on Friday after gunmen who wore masks fired at a bus.",
        "Rebels on Friday left Jos after they killed nine herders.",
    ],
)
def test_it_is_where_no_other_day_is_told(text: str) -> None:
    assert [r.date_from for r in read(text).reports] == [FRIDAY]


def test_the_day_of_the_page_glued_to_the_story_is_not_its_day() -> None:
    text = "Herders killed\nJune 11, 2016Gunmen shot dead nine herders near Jos late on Friday, police said."
    assert [r.date_from for r in read(text).reports] == [FRIDAY]


def test_what_is_recalled_without_a_place_was_where_people_are_now() -> None:
    reading = read("Troops patrolled the streets of Jos on Sunday, two days after gunmen shot dead 12 worshippers.")
    assert [(r.place, r.date_from) for r in reading.reports] == [("Jos", FRIDAY)]


def test_the_day_of_a_statement_gives_way_to_that_of_those_known_as_attackers() -> None:
    (report,) = read(
        "A suicide bomber attacked a convoy near Herat, killing four soldiers, the army said on Saturday.\n\n"
        "Police said the bomber rammed a rickshaw into it late on Friday in the district, which often sees violence."
    ).reports
    assert report.date_from == dt.date(2016, 6, 10)


def test_what_is_recalled_gives_no_day_to_what_follows() -> None:
    reading = read(
        "Gunmen shot two guards dead in Herat on Saturday. It came two days after a mine killed nine people there.\n\n"
        "In another incident, gunmen killed a trader in Kunduz."
    )
    assert [str(r.date_from) for r in reading.reports] == ["2016-06-11", "2016-06-09", "2016-06-11"]
