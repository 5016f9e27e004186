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


def test_a_sentence_that_opens_with_another_day_tells_another_incident() -> None:
    reading = read(
        "Gunmen shot dead three students at a school in Herat on Saturday night.\n\n"
        "On October 30, two pupils sustained bullet wounds and were rushed to hospital after a patrol was ambushed."
    )
    assert told(reading, reading.reports[0]) == {"killed": (3, 3)}
    months = read(
        "A bomb killed nine people in Herat on Saturday.\n\n"
        "In March, two guards were shot dead in Kunduz. In May, three drivers were wounded by gunfire, also in Kunduz."
    )
    assert [told(months, r) for r in months.reports] == [{"killed": (9, 9)}, {"killed": (2, 2)}, {"wounded": (3, 3)}]


def test_the_name_of_a_group_is_no_person_named_again() -> None:
    reading = read(
        "Two suspected Karuba rebels were killed in Herat on Sunday when their bomb exploded.\n\n"
        "Meanwhile, police said Karuba rebels shot dead a former Karuba member in the town of Kunduz."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed*": (2, 2)}, {"killed": (1, 1)}]


def test_the_night_before_the_day_on_which_it_was_reported_is_that_of_the_news() -> None:
    reading = read(
        "Policeman killed in clash\n\nHERAT, June 13, 2016 -- A policeman was killed in a shoot-out, state radio said "
        "on Sunday. It said three other policemen were wounded after gunmen ambushed a patrol on Saturday night."
    )
    (report,) = reading.reports
    assert told(reading, report) == {"killed": (1, 1), "wounded": (3, 3)}


def test_who_takes_people_shoots_as_well() -> None:
    reading = read(
        "Armed men kidnapped 24 passengers from two coaches near Herat on Friday night.\n\n"
        "The driver of one of the coaches was injured in the firing and brought to a hospital."
    )
    (report,) = reading.reports
    assert told(reading, report) == {"abducted": (24, 24), "wounded": (1, 1)}


def test_what_was_also_done_by_other_means_on_a_day_is_another_incident() -> None:
    reading = read(
        "A car bomb killed 15 people in Herat on Thursday, a monitoring group said. The bomb hit a market.\n\n"
        "The group also reported eight people were killed Thursday when rebels fired mortar rounds into western Herat."
    )
    assert [told(reading, r)["killed"] for r in reading.reports] == [(15, 15), (8, 8)]


def test_people_killed_weeks_before_are_told_apart() -> None:
    reading = read(
        "Two attackers stormed a church in Herat on Tuesday and killed a priest. "
        "The assault puts pressure on officials less than two weeks after 84 people were killed in an attack in Kunduz."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (1, 1)}, {"killed": (84, 84)}]


def test_another_attack_of_the_same_day_and_town_is_told_apart_by_its_numbers() -> None:
    reading = read(
        "Two students were killed in Herat on Thursday when mortar rounds struck a school, and three were wounded.\n\n"
        "In another attack Thursday, at least 11 civilians were wounded when a shell exploded in Herat."
    )
    assert [told(reading, r) for r in reading.reports] == [
        {"killed": (2, 2), "wounded": (3, 3)},
        {"wounded": (11, None)},
    ]


def test_what_happened_last_week_or_last_month_is_not_the_news_of_a_weekday() -> None:
    reading = read(
        "Two policemen were shot dead near Herat on Wednesday, the ministry said.\n\n"
        "Last week, three guards were wounded when they came under fire near Herat. "
        "A gunman killed five Hazara farmers last month in Herat.",
        published=None,
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (2, 2)}, {"wounded": (3, 3)}, {"killed": (5, 5)}]


def test_an_attack_that_came_weeks_before_is_not_of_the_day_of_the_news() -> None:
    bombing = "A bomb killed nine people in Herat on Friday, police said. "
    raid, friday = "a raid on a camp in Kunduz that left 12 soldiers dead.", dt.date(2016, 6, 10)
    for recalled, day in (
        ("The blast came three weeks after " + raid, None),
        ("It came six months after gunmen shot dead 12 soldiers in Kunduz.", None),
        ("The attack came hours after " + raid, friday),
    ):
        reading = read(bombing + recalled)
        assert told(reading, at(reading, "Herat")) == {"killed": (9, 9)}
        kunduz = at(reading, "Kunduz")
        assert (told(reading, kunduz), kunduz.date_from) == ({"killed": (12, 12)}, day)


def test_the_attack_that_another_is_ranked_against_is_its_own_however_many_it_killed() -> None:
    reading = read(
        "A bomb killed nine people in Herat on Friday, police said. "
        "It was the bloodiest attack since a suicide bomber drove into a convoy in Kunduz, killing 92 sailors."
    )
    assert told(reading, at(reading, "Herat")) == {"killed": (9, 9)}
    assert told(reading, at(reading, "Kunduz")) == {"killed": (92, 92), "killed*": (1, 1)}


def test_in_that_clash_is_in_the_one_that_was_just_recalled() -> None:
    reading = read(
        "Gunmen ambushed an army truck near Herat on Thursday, killing nine soldiers and wounding two others.\n\n"
        "The attack happened a day after a clash between troops and rebels in Kunduz on Wednesday.\n\n"
        "A soldier and three rebels were killed while five other soldiers were wounded in that clash. "
        "The soldiers in the truck were on their way to a market."
    )
    assert told(reading, at(reading, "Herat")) == {"killed": (9, 9), "wounded": (2, 2)}
    assert told(reading, at(reading, "Kunduz")) == {"killed": (1, 1), "killed*": (3, 3), "wounded": (5, 5)}


def test_an_attack_recalled_first_in_a_sentence_is_not_the_news() -> None:
    reading = read(
        "Only three days after a grenade killed a trader in Bujumbura, a bomb exploded at a bus station in the city of "
        "Gitega on Sunday, wounding two people. The blast broke windows, police said."
    )
    assert told(reading, reading.reports[0]) == {"wounded": (2, 2)}
    assert reading.reports[0].place == "Gitega"
    assert told(reading, at(reading, "Bujumbura")) == {"killed": (1, 1)}


def test_an_attack_recalled_without_counted_days_has_no_day_of_the_news() -> None:
    news = "rebels killed six farmers in Beni, gunmen attacked a clinic in Butembo on Sunday, killing a guard."
    days = read(f"Days after {news}")
    assert (at(days, "Butembo").date_from, at(days, "Beni").date_from) == (dt.date(2016, 6, 12), None)
    hours = read(f"Hours after {news}")
    assert at(hours, "Butembo").date_from == at(hours, "Beni").date_from == dt.date(2016, 6, 12)


def test_flight_after_an_attack_is_no_second_one() -> None:
    reading = read(
        "Two days after gunmen attacked their village, killing four people, residents of Barsalogho fled to Kaya, "
        "officials said on Tuesday."
    )
    assert len(reading.reports) == 1


def test_the_dead_of_an_attack_of_last_year_are_its_own() -> None:
    reading = read(
        "Gunmen killed at least seven soldiers at a military base near Jowhar on Saturday, an officer said.\n\n"
        "In March last year, militants raided a hotel in Mogadishu. Twenty-two civilians were killed in the attack."
    )
    assert told(reading, at(reading, "Jowhar")) == {"killed": (7, None)}


def test_people_killed_last_month_in_the_same_area_are_another_incident() -> None:
    reading = read(
        "Gunmen killed nine people when they opened fire on a minibus in Kitui County, an official said Friday.\n\n"
        "Last month three nurses were killed in the same district in an attack blamed on the group."
    )
    assert [told(reading, r)["killed"] for r in reading.reports] == [(9, 9), (3, 3)]


def test_somebody_killed_is_killed_once_however_vague_the_first_day() -> None:
    reading = read(
        "Thousands attended the funeral of mayor Lucas Mbeki, who was assassinated last week.\n\n"
        "Mbeki, 61, was gunned down in his car in Durban on Thursday. His bodyguard was wounded."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (1, 1), "wounded": (1, 1)}]
    assert reading.reports[0].place == "Durban"


def test_where_a_court_sits_is_no_place_of_an_attack() -> None:
    reading = read("A judge in Madrid on Friday charged two men with a bombing that killed three guards in Vitoria.")
    assert [r.country for r in reading.reports] == ["ES"]
    assert "Vitoria" in (reading.reports[0].place or "")
    assert read("A judge in Cali was shot dead by gunmen on Friday.").reports[0].place == "Cali"


def test_what_the_army_said_last_week_was_last_week() -> None:
    reading = read(
        "Gunmen killed seven soldiers in an ambush near Jowhar on Saturday, an officer said. "
        "Last week the army said it had killed three militants in the same area."
    )
    assert "killed*" not in told(reading, reading.reports[0])


def test_the_second_attack_is_the_one_told_second() -> None:
    reading = read(
        "At least four people were killed when a bomb went off at a restaurant in Buulobarde, an official said. A "
        "separate ambush killed at least three soldiers near the town of Dinsoor.\n\n"
        "In the second incident, at least three soldiers were killed and two others wounded in an ambush on the "
        "outskirts of Dinsoor, police said."
    )
    assert len(reading.reports) == 2
    assert told(reading, at(reading, "Dinsoor")) == {"killed": (3, None), "wounded": (2, 2)}


def test_attackers_told_again_right_after_go_on_with_their_attack() -> None:
    reading = read(
        "The police said 11 people were killed by bandits in Faskari Local Government Area of Katsina on Tuesday.\n\n"
        "The police spokesman said the bandits invaded Yankara village around 3 a.m. and kidnapped four persons."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (11, 11), "abducted": (4, 4)}]


def test_where_somebody_comes_from_is_no_other_place() -> None:
    reading = read(
        "Six people were killed in a blast in Nalbari on Monday. Four, including Arif Khan from Bihar, were killed on "
        "the spot while two others died on the way to hospital."
    )
    assert len(reading.reports) == 1


def test_people_killed_on_a_day_of_the_calendar_are_not_of_the_news() -> None:
    reading = read(
        "At least six people were killed when a car bomb hit a bus in the Lebanese city of Tripoli, a medic said.\n\n"
        "On 13 August, 18 soldiers and civilians were killed by a roadside bomb near a bus in Tripoli."
    )
    assert [told(reading, r)["killed"] for r in reading.reports] == [(6, None), (18, 18)]


def test_a_toll_of_the_day_is_not_that_of_its_last_attack() -> None:
    reading = read(
        "Two blasts near a market in Ramadi killed at least eight people.\n\nIn a separate incident in Baghdad, a "
        "roadside bomb killed four people, bringing the total number of people killed on Monday to at least 12."
    )
    assert told(reading, at(reading, "Baghdad"))["killed"] == (4, 4)


def test_what_police_and_courts_do_is_not_of_the_day_of_the_attack() -> None:
    for text, day in (
        ("Police on Friday arrested a man over Monday's bombing in Herat that killed nine people.", 6),
        ("A court on Friday remanded two men over the June 2 shooting in Herat in which four traders were killed.", 2),
        ("Soldiers on Friday hunted the gunmen behind Tuesday night's brutal raid on Herat, which left 15 dead.", 7),
    ):
        (report,) = read(text).reports
        assert (report.place, report.date_from) == ("Herat", dt.date(2016, 6, day))


def test_where_a_briefing_or_an_embassy_is() -> None:
    for text, place in (
        ("Gunmen killed nine people in the town of Khost, police said at a press briefing in Herat.", "Khost"),
        ("A bomb killed nine people in the U.S. embassy in Herat.", "Herat"),
    ):
        (report,) = read(text).reports
        assert report.place == place


def test_a_dateline_with_its_day_in_brackets_is_not_when_it_happened() -> None:
    (report,) = read("Kabul (June 8, 2016) - Gunmen killed four people in Herat on Friday.").reports
    assert (report.place, report.date_from) == ("Herat", dt.date(2016, 6, 10))


def test_police_who_name_an_alleged_attacker_are_not_suspected() -> None:
    (report,) = read(
        "A gunman shot dead a woman at a church in Herat on Sunday. Police identified the alleged shooter as a baker."
    ).reports
    assert report.perpetrator is None


def test_a_sentence_goes_on_to_another_attack() -> None:
    reading = read(
        "A mine killed two guards near Herat on Saturday, while another attack on a post there left six soldiers dead."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (2, 2)}, {"killed": (6, 6)}]


def test_what_a_place_has_seen_before_is_another_attack() -> None:
    reading = read(
        "Gunmen killed six traders on Saturday at a market in Herat, where a car bomb killed 30 people last month."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (6, 6)}, {"killed": (30, 30)}]


def test_attackers_told_before_anybody_is_hurt_are_told_again() -> None:
    reading = read(
        "A bomb killed nine people in Herat on Friday.\n\n"
        "Also on Friday, four gunmen opened fire on a patrol in Kunduz.\n\n"
        "The patrol had stopped at a bridge.\n\nHe said the gunmen shot two officers dead."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (9, 9)}, {"killed": (2, 2)}]


def test_what_hit_others_hours_later_is_counted_in_the_next_sentence() -> None:
    reading = read(
        "Gunmen killed six guards in Herat on Friday.\n\n"
        "Hours later, a convoy hit a mine near Kunduz.\n\nThe blast killed two clerks."
    )
    assert [told(reading, r) for r in reading.reports] == [{"killed": (6, 6)}, {"killed": (2, 2)}]
