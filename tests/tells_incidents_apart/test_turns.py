"""Where an article turns to another incident, and which day and toll a sentence without words of its own goes with."""

import datetime as dt

from support.short_articles import at, read, told


def test_who_came_where_on_a_day_starts_an_incident_before_anybody_is_hurt() -> None:
    reading = read(
        "On 6 June gunmen attacked the village of Kasanzi in Congo and killed nine people. Two people were wounded.\n\n"
        "On 9 June militiamen of CODECO entered the village of Mandro near Bunia. A first count mentioned seven dead. "
        "The definitive figure, after the burials, is 13."
    )
    assert told(reading, at(reading, "Kasanzi")) == {"killed": (9, 9), "wounded": (2, 2)}
    mandro = at(reading, "Mandro")
    assert mandro.date_from == dt.date(2016, 6, 9)
    assert told(reading, mandro) == {"killed": (13, 13)}


def test_a_numbered_title_without_news_gives_its_place_to_no_incident() -> None:
    reading = read(
        "1. Herat\nOn 9 June a bomb killed nine people in Herat.\n\n"
        "2. Kandahar\nNo incident was brought to our attention.\n\n"
        "3. Kunduz\nOn 10 June a mine killed two people in Kunduz."
    )
    assert [r.place for r in reading.reports] == ["Herat", "Kunduz"]


def test_a_number_by_itself_is_a_toll_only_where_one_is_told() -> None:
    reading = read("A bomb in Herat killed nine people on Saturday, police said. The army speaks of 15.")
    (report,) = reading.reports
    assert told(reading, report) == {"killed": (9, 15)}
    assert not read("The army speaks of 15. It rained in Herat on Saturday.").claims


def test_a_day_earlier_counts_from_the_day_on_which_it_was_said() -> None:
    (report,) = read("Police said on Saturday that gunmen had killed eight people in Herat a day earlier.").reports
    assert report.date_from == dt.date(2016, 6, 10)


def test_soldiers_captured_by_an_enemy_are_taken_and_suspects_arrested() -> None:
    taken = read("Militants captured 12 soldiers when they overran a base near Herat on Saturday.")
    assert {(c.outcome, c.low) for c in taken.claims} == {("abducted", 12)}
    arrested = read("The army captured two attackers near Herat on Saturday.")
    assert {(c.outcome, c.low) for c in arrested.claims} == {("captured", 2)}


def test_the_year_of_a_birth_is_no_day_of_the_news() -> None:
    reading = read(
        "Four officers were shot dead in Herat on Friday. A passer-by, a woman born in 1971, has been hospitalized."
    )
    (report,) = reading.reports
    assert told(reading, report) == {"killed": (4, 4), "wounded": (1, 1)}
