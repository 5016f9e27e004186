"""Who did it: what the words around a name say of it, from one short text each."""

import datetime as dt

import pytest

from tollbook.article import analyse
from tollbook.rows import Document
from tollbook.rulebook import load_rulebook

BOOK = load_rulebook()
SUNDAY = dt.date(2016, 6, 12)
BOMB = "A car bomb killed nine people in Quetta on Saturday. "

Who = list[tuple[str | None, str | None]]


def who(text: str) -> Who:
    document = Document(
        "d",
        "d",
        published_on=SUNDAY,
        published_basis="metadata",
        published_from=SUNDAY,
        published_to=SUNDAY,
        text=text,
        chars=len(text),
    )
    return [(r.perpetrator, r.perpetrator_basis) for r in analyse(document, BOOK).reports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A spokesman for the Baloch Liberation Army claimed responsibility.", ("Baloch Liberation Army", "claimed")),
        ("The Baloch Liberation Army said in a statement that its men had done it and claimed responsibility.",
         ("Baloch Liberation Army", "claimed")),
        ("Police believe the attack was the work of Lashkar-e-Jhangvi.", ("Lashkar-e-Jhangvi", "suspected")),
        ("It bore the hallmarks of Lashkar-e-Jhangvi.", ("Lashkar-e-Jhangvi", "suspected")),
        ("The attack was blamed on Lashkar-e-Jhangvi, which denied involvement.", ("Lashkar-e-Jhangvi", "attributed")),
        ("Nobody has claimed it but Lashkar-e-Jhangvi is active in the area.", ("Lashkar-e-Jhangvi", "suspected")),
        ("Lashkar-e-Jhangvi condemned the attack.", (None, None)),
        ("Lashkar-e-Jhangvi denied responsibility for the attack.", (None, None)),
        ("No group claimed responsibility for the attack.", (None, None)),
        ("According to Lashkar-e-Jhangvi, the army was responsible for the attack.", ("army", "attributed")),
        ('A group calling itself "Salt Wind" claimed responsibility.', ("Salt Wind", "claimed")),
        ("The Blue Hills Liberation Front claimed responsibility.", ("Blue Hills Liberation Front", "claimed")),
        ("Police blamed supporters of the Awami National Party.", ("Awami National Party", "attributed")),
        ("Leaders of the Awami National Party called for calm.", (None, None)),
        ("Eight army officers were charged with the killing of the nine.", ("army", "attributed")),
        ("Two army officers condemned the killing of the nine.", (None, None)),
        ("The attackers painted the wall with the initials of Lashkar-e-Jhangvi.", ("Lashkar-e-Jhangvi", "attributed")),
        ("It was a cowardly act by Lashkar-e-Jhangvi, the mayor said.", ("Lashkar-e-Jhangvi", "attributed")),
        ("In a statement released by Lashkar-e-Jhangvi, it condemned the killing.", (None, None)),
        ("Lashkar-e-Jhangvi also condemned an alleged second bombing.", (None, None)),
    ],
)  # fmt: skip
def test_after_a_bomb(text: str, expected: tuple[str | None, str | None]) -> None:
    assert who(BOMB + text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Israeli air strikes killed six people in Gaza on Saturday.", ("Israel Defense Forces", "attributed")),
        ("A US drone strike killed six Taliban fighters in Kunar on Saturday.", ("US military", "attributed")),
        ("Unions accused the army of killing 11 peasants in Huehuetenango on Saturday.", ("army", "attributed")),
        ("ELN GUERRILLAS KILLED TWO POLICEMEN IN ARAUCA ON SATURDAY.",
         ("National Liberation Army of Colombia", "attributed")),
        ("Two leaders of the M-19 were killed in Cali on Saturday.", (None, None)),
        ("Security forces killed a bomber in Kolofata on Saturday. Sources attributed the attack to Boko Haram.",
         ("Boko Haram", "attributed")),
    ],
)  # fmt: skip
def test_forces_and_groups(text: str, expected: tuple[str | None, str | None]) -> None:
    assert who(text) == [expected]


def test_a_claim_after_a_follow_up_is_of_the_attack_before_it() -> None:
    text = (
        "Gunmen kidnapped two doctors in Darak on 6 June 2016. Their bodies were found on 11 June 2016. "
        "Boko Haram claimed responsibility for the incident."
    )
    assert who(text)[0] == ("Boko Haram", "claimed")


def test_members_of_a_party_are_victims() -> None:
    text = "Five activists of the Awami League were killed in Sylhet on Saturday."
    assert who(text) == [(None, None)]


def test_the_rebels_are_the_only_group_that_an_article_names() -> None:
    text = (
        "The guerrillas killed four policemen in Suchitoto on Saturday.\n\n"
        "A mayor was shot in La Palma on Friday.\n\n"
        "The government had met the Farabundo Marti National Liberation Front."
    )
    assert who(text)[0] == ("Farabundo Marti National Liberation Front", "attributed")


def test_the_rebels_may_be_of_any_group_where_two_are_named() -> None:
    text = (
        "The guerrillas killed four policemen in Cali on Saturday.\n\n"
        "Talks were held with the Revolutionary Armed Forces of Colombia and the Popular Liberation Army."
    )
    assert who(text)[0] == (None, None)
