"""Short articles with several incidents: which passages tell which, and what each is told to have been."""

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.short_articles import BOOK, Told, at, read, told

from tollbook.extraction.mentions import Mentions
from tollbook.ledger import reports
from tollbook.rulebook import Rulebook


def test_headline_and_lead_tell_the_same_incident() -> None:
    reading = read(
        "Bomb kills nine in Herat\n\n"
        "HERAT - A bomb at a market in Herat killed nine people on Saturday and wounded 20 others, police said.\n\n"
        "The blast hit the market at noon. Nine people were killed, the mayor said."
    )
    (report,) = reading.reports
    assert (report.role, report.place, report.country, report.date_from) == (
        "main",
        "Herat",
        "AF",
        dt.date(2016, 6, 11),
    )
    assert told(reading, report) == {"killed": (9, 9), "wounded": (20, 20)}


def test_headline_and_body_that_differ_make_a_range() -> None:
    reading = read("Bomb kills 12 in Herat\n\nA bomb in Herat killed nine people on Saturday, police said.")
    (report,) = reading.reports
    assert told(reading, report)["killed"] == (9, 12)


def test_a_count_over_all_incidents_told_after_it_is_cumulative() -> None:
    reading = read(
        "Bombings kill 11 in Afghanistan\n\n"
        "KABUL - Bombings killed 11 people in Afghanistan on Saturday, officials said.\n\n"
        "A suicide bomber struck a market in Herat on Saturday, killing seven people, police said.\n\n"
        "In Kunduz, a roadside bomb killed four soldiers on Saturday, the army said."
    )
    assert told(reading, at(reading, "Herat"))["killed"] == (7, 7)
    assert told(reading, at(reading, "Kunduz"))["killed"] == (4, 4)
    assert {c.scope for c in reading.claims if c.low == 11} == {"cumulative"}


def test_a_separate_incident_in_the_same_sentence() -> None:
    reading = read(
        "Gunmen attacked a checkpoint in Kirkuk on Saturday, killing three policemen, while five soldiers were wounded "
        "when a bomb hit a patrol in Mosul."
    )
    assert told(reading, at(reading, "Kirkuk")) == {"killed": (3, 3)}
    assert told(reading, at(reading, "Mosul")) == {"wounded": (5, 5)}


def test_a_separate_incident_in_its_own_sentence() -> None:
    reading = read(
        "A suicide bomber killed eight worshippers at a mosque in Maiduguri on Saturday.\n\n"
        "In a separate attack, gunmen shot dead two teachers in Yola on Friday."
    )
    mosque, teachers = at(reading, "Maiduguri"), at(reading, "Yola")
    assert told(reading, mosque) == {"killed": (8, 8), "killed*": (1, 1)}
    assert told(reading, teachers) == {"killed": (2, 2)}
    assert (mosque.role, teachers.role) == ("main", "other")
    assert teachers.date_from == dt.date(2016, 6, 10)


def test_background_is_older_than_sixty_days() -> None:
    reading = read(
        "A roadside bomb killed four soldiers near Gao on Saturday.\n\n"
        "In January, gunmen killed 30 people at a hotel in Ouagadougou.\n\n"
        "On 2 June, two soldiers were killed by a mine in Kidal."
    )
    hotel, mine = at(reading, "Ouagadougou"), at(reading, "Kidal")
    assert (hotel.role, hotel.country, told(reading, hotel)) == ("background", "BF", {"killed": (30, 30)})
    assert (mine.role, mine.date_from, told(reading, mine)) == ("other", dt.date(2016, 6, 2), {"killed": (2, 2)})
    assert told(reading, at(reading, "Gao")) == {"killed": (4, 4)}


def test_days_earlier_is_another_incident() -> None:
    reading = read(
        "Gunmen killed seven villagers in Diffa on Saturday.\n\nDays earlier, three soldiers died in a raid on Bosso."
    )
    assert told(reading, at(reading, "Diffa")) == {"killed": (7, 7)}
    assert told(reading, at(reading, "Bosso")) == {"killed": (3, 3)}


def test_a_list_of_incidents() -> None:
    reading = read(
        "A wave of attacks hit the north on Saturday:\n\n"
        "\u2022 Two policemen were killed by a bomb in Kirkuk.\n\n"
        "\u2022 Gunmen shot dead a teacher in Mosul.\n\n"
        "\u2022 A mortar shell wounded four children in Tikrit."
    )
    assert told(reading, at(reading, "Kirkuk")) == {"killed": (2, 2)}
    assert told(reading, at(reading, "Mosul")) == {"killed": (1, 1)}
    assert told(reading, at(reading, "Tikrit")) == {"wounded": (4, 4)}


def test_it_killed_four_goes_on_with_the_incident_just_told() -> None:
    reading = read(
        "A blast killed nine people in Herat on Saturday.\n\n"
        "In April, a bomb went off at a bank in Jalalabad. It killed four people."
    )
    assert told(reading, at(reading, "Herat")) == {"killed": (9, 9)}
    assert told(reading, at(reading, "Jalalabad")) == {"killed": (4, 4)}


def test_a_main_incident_without_a_day() -> None:
    reading = read(
        "Gunmen have killed six farmers in Benue.\n\nOn 2 June, gunmen killed 11 people in a village in Benue."
    )
    main, other = reading.reports
    assert (main.role, told(reading, main)) == ("main", {"killed": (6, 6)})
    assert (other.date_from, told(reading, other)) == (dt.date(2016, 6, 2), {"killed": (11, 11)})


def test_an_attack_without_casualties_is_a_report() -> None:
    reading = read("Gunmen attacked a police station in Nairobi on Saturday. There were no casualties.")
    (report,) = reading.reports
    assert (report.place, told(reading, report)) == ("Nairobi", {"killed": (0, 0), "wounded": (0, 0)})


def test_parts_are_no_reports_of_their_own() -> None:
    reading = read(
        "Gunmen stormed a hotel in Kabul on Saturday, killing 20 people, five of them foreigners.\n\n"
        "Among the dead were two Indian engineers."
    )
    (report,) = reading.reports
    assert told(reading, report) == {"killed": (20, 20)}
    twenty, *parts = reading.claims
    assert [(c.scope, c.part_of) for c in parts] == [("part", twenty.claim_id)] * len(parts)
    assert len(parts) == 2


def test_rebels_killed_by_the_army_are_its_victims() -> None:
    reading = read("The army killed eight militants in an air strike near Kunduz on Saturday.")
    (report,) = reading.reports
    assert told(reading, report) == {"killed": (8, 8)}


def test_gunmen_shot_while_they_attack_are_perpetrators() -> None:
    reading = read("Gunmen attacked a post near Kunduz on Saturday. Troops killed three of the gunmen.")
    (report,) = reading.reports
    assert told(reading, report) == {"killed*": (3, 3)}


def test_accidents_and_threats_are_no_incidents() -> None:
    assert not read("A bus crash near Pokhara on Saturday killed nine pilgrims.").reports
    assert not read("The group threatened to kill two hostages.").reports


def test_an_accident_told_by_its_verb_is_no_incident() -> None:
    assert not read("A bus fell into a river near Pokhara on Saturday, killing nine pilgrims.").reports


def test_an_attack_told_after_an_accident_is_an_incident_again() -> None:
    crash = "A bus crash near Pokhara killed nine pilgrims."
    (report,) = read(f"{crash}\n\nIn Herat gunmen opened fire. Two guards were taken to hospital.").reports
    assert report.place == "Herat"


def test_an_article_with_nothing_in_it() -> None:
    reading = read("The market in Herat opened on Saturday.\n\nTraders sold melons.")
    assert (list(reading.reports), list(reading.claims), list(reading.tallies)) == ([], [], [])


def test_numbers_that_no_rule_used_are_listed() -> None:
    reading = read("The blast in Herat killed nine people. Some 14 were said to have gone under in the wounded ship.")
    assert [u.quote for u in reading.unmatched_numbers] == ["Some 14"]


PIECES = [
    "Gunmen killed",
    "A bomb wounded",
    "nine people",
    "three policemen",
    "in Herat",
    "in Kirkuk",
    "near Gao",
    "on Monday",
    "in April",
    "on 2 June",
    "Days earlier,",
    "In a separate attack,",
    ", while",
    "; ",
    ". ",
    "\n\n",
    "including",
    "two children",
    "were killed",
    "The attack",
    "It killed four.",
    "Boko Haram claimed responsibility.",
    "police said",
    "\u2022 ",
    "of them",
    "over the past three days",
    "No one was hurt.",
    "a suicide bomber",
    "\x00",
    "died",
    "Maria Lopez was abducted.",
]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))


@settings(max_examples=150)
@given(texts)
def test_every_claim_comes_back_once(text: str) -> None:
    reading = read(text)
    bare = [replace(c, report_id=None, part_of=None) for c in reading.claims]
    built, final, *_ = reports.build(reading.document, reading.sentences, reading.mentions, bare, BOOK)
    assert [c.claim_id for c in final] == [c.claim_id for c in bare]
    known = {r.report_id for r in built}
    assert {c.report_id for c in final} <= known | {None}
    assert all(c.report_id is None for c in final if c.scope == "cumulative")


@settings(max_examples=150)
@given(texts)
def test_reports_stand_in_the_text_and_in_order(text: str) -> None:
    reading = read(text)
    assert len({r.report_id for r in reading.reports}) == len(reading.reports)
    assert [r.start_char for r in reading.reports] == sorted(r.start_char for r in reading.reports)
    mentioned = {m.mention_id for kind in (reading.mentions.dates, reading.mentions.places) for m in kind}
    for report in reading.reports:
        assert 0 <= report.start_char < report.end_char <= len(text)
        assert {report.date_mention_id, report.place_mention_id} - {None} <= mentioned
        assert report.date_from is None or report.date_to is None or report.date_from <= report.date_to


@settings(max_examples=150)
@given(texts)
def test_tallies_come_from_claims_of_their_report(text: str) -> None:
    reading = read(text)
    claims = {c.claim_id: c for c in reading.claims}
    for one in (*reading.tallies, *reading.tallies_by_group):
        assert one.claim_ids
        assert {claims[i].report_id for i in one.claim_ids} == {one.report_id}


@settings(max_examples=60)
@given(texts, st.randoms(use_true_random=False))
def test_order_of_mentions_does_not_matter(text: str, random: Random) -> None:
    reading = read(text)
    m = reading.mentions
    lists = [list(x) for x in (m.numbers, m.dates, m.places, m.actors, m.events, m.sources)]
    built = reports.build(reading.document, reading.sentences, Mentions(*lists), reading.claims, BOOK)
    for mentions in lists:
        random.shuffle(mentions)
    assert reports.build(reading.document, reading.sentences, Mentions(*lists), reading.claims, BOOK) == built


@pytest.mark.slow
def test_a_long_article_in_one_line(book: Rulebook) -> None:
    text = "Gunmen killed nine people in Herat on Monday, while a bomb wounded two soldiers in Kirkuk, " * 550
    assert len(text) > 50_000
    reading = read(text)
    assert reading.reports
    assert all(c.quote == text[c.start_char : c.end_char] for c in reading.claims)


def test_a_street_tells_the_town_it_is_in() -> None:
    (report,) = read("A bomb killed two men on Boyaca Avenue in western Bogota on Saturday.").reports
    assert (report.place, report.country) == ("Bogotá", "CO")
    assert report.place_text == "Boyaca Avenue in western Bogota"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BELFAST, Northern Ireland - A bomb killed two policemen on Sunday.", "Belfast"),
        ("QUETTA: A bomb killed two policemen here on Sunday. Police in Karachi were on alert.", "Quetta"),
        ("LIMA - A bomb killed two guards of the Grand Hotel on Sunday.", "Lima"),
    ],
)
def test_an_incident_is_where_the_article_was_written_if_it_names_no_other_town(text: str, place: str) -> None:
    reading = read(text)
    assert [r.place for r in reading.reports] == [place]


def test_an_incident_is_not_where_talks_are_held_or_the_wounded_are_taken() -> None:
    reading = read(
        "Gunmen killed six soldiers in Tibu in Colombia on Saturday. The attack came days before talks with the"
        " guerrillas in Caracas. Four wounded soldiers were taken to a hospital in the city of Cucuta."
    )
    assert {(r.place, r.country) for r in reading.reports} == {("Tibu", "CO")}


def test_an_incident_without_a_place_is_in_the_country_of_the_article() -> None:
    reading = read(
        "MADRID, June 12 (Reuters) - Shining Path rebels killed nine Peruvian policemen on Saturday, police said.\n\n"
        "Peru has seen many such attacks."
    )
    assert [(r.place, r.country) for r in reading.reports] == [(None, "PE")]


def test_a_war_summed_up_is_no_incident() -> None:
    reading = read(
        "A roadside bomb killed four soldiers near Gao on Saturday.\n\n"
        '"The war has killed 70,000 people," said the bishop.\n\n'
        "In the last offensive 300 people died in the fighting."
    )
    assert len(reading.reports) == 1


ACCOUNT = (
    "03/09/2014: A grenade was hurled at a trader in Zulbari, Osteria, Peru. {} "
    "No group claimed responsibility for the incident."
)


@pytest.mark.parametrize(
    ("told_then", "counts"),
    [
        ("He died of his wounds eleven days later.", {"killed": (1, 1)}),
        ("His body was found two days later in Cusco.", {"killed": (1, 1)}),
        ("Two bystanders were hurt on March 10, 2014.", {"wounded": (2, 2)}),
        ("Three bystanders were bruised in a car crash and four were injured.", {"wounded": (4, 4)}),
    ],
)
def test_an_account_that_opens_with_its_day_tells_one_incident(told_then: str, counts: Told) -> None:
    reading = read(ACCOUNT.format(told_then), published=None)
    (report,) = reading.reports
    assert (report.date_from, report.place, report.country) == (dt.date(2014, 3, 9), "Zulbari", "PE")
    assert {k: v for k, v in told(reading, report).items() if v != (0, 0)} == counts


def test_the_driver_of_a_vehicle_that_was_the_weapon_is_an_attacker() -> None:
    text = (
        "A man drove a truck into a crowd in Nice, France, on Sunday. In all, 87 people, the driver among them, died."
    )
    reading = read(text)
    assert told(reading, reading.reports[0]) == {"killed": (86, 86), "killed*": (1, 1)}


@pytest.mark.parametrize(
    "then",
    [
        "In a separate attack, militants stormed another police station in Herat on Saturday, killing four policemen.",
        "Later on Saturday gunmen overran a second police station in the city and four policemen were killed.",
    ],
)
def test_two_things_of_a_kind_in_one_town_on_one_day_are_two_incidents(then: str) -> None:
    first = "Gunmen attacked a police station in Herat on Saturday and killed three policemen, police said."
    reading = read(f"HERAT - {first}\n\n{then}")
    assert sorted(told(reading, r)["killed"] for r in reading.reports) == [(3, 3), (4, 4)]
    again = read(f"HERAT - {first}\n\nThe attack on the police station in Herat on Saturday killed three policemen.")
    assert len(again.reports) == 1


def test_an_earlier_attack_told_beside_as_one_of_a_kind_is_background() -> None:
    reading = read(
        "HERAT - A bomb killed at least 10 people at a market in Herat on Saturday, police said.\n\n"
        "It was the third market bombing there this year. One in March, a car bomb in Kandahar, killed four people."
    )
    background = at(reading, "Kandahar")
    assert (background.role, background.date_from, told(reading, background)) == (
        "background",
        dt.date(2016, 3, 1),
        {"killed": (4, 4)},
    )
