"""Who did it: named as the one who did, not told of for other deeds, for where it lives or for whom it belongs to."""

import pytest
from support.short_articles import read

FARC = "Revolutionary Armed Forces of Colombia"


def _who(text: str) -> list[str | None]:
    return [r.perpetrator for r in read(text).reports]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The Sri Lankan navy destroyed two rebel boats in a clash off Mullaitivu, killing nine rebels.",
            "Sri Lankan Navy",
        ),
        ("Kenya's navy shelled a village near Kismayo on Saturday, killing four people.", "Kenyan Navy"),
        ("An Israeli helicopter missile attack killed three men in Rafah on Saturday.", "Israel Defense Forces"),
        ("Five people died in an overnight Israeli raid on Tubas on Saturday.", "Israel Defense Forces"),
        ("A mill in Sumy was struck by Russian aircraft on Saturday, killing four people.", "Russian Air Force"),
        ("Six huts near Bor were strafed by army helicopters on Saturday.", "army"),
        ("Nine people were killed when Burma's armed forces launched air strikes at Monywa on Saturday.", "Tatmadaw"),
    ],
)
def test_a_force_is_called_by_its_country(text: str, name: str) -> None:
    assert _who(text) == [name]


def test_the_force_of_an_article_is_that_of_the_country_that_it_names_once() -> None:
    text = "Mali's air force sent jets. On Saturday the air force bombed Tessalit, killing six people."
    assert _who(text)[0] == "Malian Air Force"


def test_a_group_that_others_are_linked_to_did_nothing_where_nobody_is_known() -> None:
    text = (
        "A mine killed six people near Djibo on Saturday. Nobody claimed it. "
        "The army is fighting insurgents linked to al-Qaida in the area."
    )
    assert _who(text) == [None]


def test_who_did_such_things_before_is_suspected_where_nobody_claims() -> None:
    text = (
        "A bomb killed two soldiers in Turbat on Saturday. No group claimed responsibility. "
        "Similar attacks have been blamed on the Balochistan Liberation Army."
    )
    assert _who(text) == ["Baloch Liberation Army"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Abu Sayyaf militants have abducted two nurses in Jolo on Saturday.", "Abu Sayyaf Group"),
        (
            "A bomb killed three people in Turbat on Saturday. The Balochistan Liberation Army, "
            "a group that wants a state of its own, later claimed responsibility.",
            "Baloch Liberation Army",
        ),
        (
            "A bomb killed three people in Bannu on Saturday. A Pakistani Taliban faction, the Gul Marjan group, "
            "claimed responsibility.",
            "Gul Marjan group",
        ),
    ],
)
def test_who_does_or_claims_it_did_it(text: str, name: str) -> None:
    assert _who(text) == [name]


def test_who_attacked_did_what_was_also_attacked() -> None:
    text = (
        "FARC rebels killed two guards at a post in Toribio on Tuesday. A post in Corinto was also attacked on Monday."
    )
    assert _who(text) == [FARC, FARC]


def test_those_blamed_for_attacks_on_a_force_are_not_that_force() -> None:
    text = (
        "A bomb killed two soldiers in Turbat on Saturday. "
        "Such attacks on security forces have been blamed on small separatist groups."
    )
    assert "security forces" not in _who(text)


def _told(text: str) -> list[tuple[str | None, str | None]]:
    return [(r.perpetrator, r.perpetrator_basis) for r in read(text).reports]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Six guards died in Zahedan on Saturday. The raid was carried out by suspected fighters of the Jaish "
            "al-Adl group, which has claimed responsibility for numerous attacks in the region.",
            ("Jaish al-Adl", "suspected"),
        ),
        (
            "Six soldiers died near Gao on Saturday when fighters from JNIM attacked. Last week the army said that it "
            "had killed two militants in the area.",
            ("Jamaat Nusrat al-Islam wal Muslimin", "attributed"),
        ),
        (
            "A bomb killed six soldiers in Aden on Saturday. Sanaa remains in the hands of the Houthi rebels.",
            (None, None),
        ),
        (
            "A bomber killed nine people outside a bank in Herat on Saturday. It took place at 8, the Taliban said. "
            "No group has said it carried out the attack.",
            (None, None),
        ),
        (
            "A mine killed six people near Mannar on Saturday. The LTTE said Sri Lanka Army troopers, who had crossed "
            "the line, were behind the attack.",
            ("Sri Lankan Army", "attributed"),
        ),
        (
            "Six people died when junta fighter jets bombarded a village in Myanmar's Sagaing region on Saturday.",
            ("Tatmadaw", "attributed"),
        ),
        ("Three soldiers were killed in Cauca by Farc rebels on Saturday.", (FARC, "attributed")),
        (
            "Six soldiers died in an ambush in Cauca on Saturday. The gunmen, members of the FARC, threw grenades.",
            (FARC, "attributed"),
        ),
    ],
)
def test_whose_words_tie_a_name_to_this_attack(text: str, expected: tuple[str | None, str | None]) -> None:
    assert _told(text) == [expected]


def test_the_rebels_of_an_article_did_what_they_are_told_to_have_done_elsewhere() -> None:
    text = (
        "Two soldiers were killed when Maoist guerrillas raided a post in Rolpa on Saturday.\n\n"
        "The rebels also set off a bomb in Kathmandu on Friday, wounding three people.\n\n"
        "Earlier this week, they attacked a police post in Dang, killing seven policemen."
    )
    assert _told(text) == [("Maoists", "attributed")] * 3


def test_they_are_not_the_group_of_another_attack() -> None:
    text = (
        "Gunmen stopped a bus near Danli on Saturday. They opened fire and killed eight people.\n\n"
        "On Friday, the Shining Path attacked a bus near Huanta in Peru, killing seven people."
    )
    assert _told(text)[0] == (None, None)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        (
            "Suspected Boko Haram gunmen killed six people in Damboa on Saturday. The army blamed Boko Haram.",
            "attributed",
        ),
        (
            "Boko Haram gunmen killed six people in Damboa on Saturday. The army blamed Boko Haram.",
            "attributed",
        ),
        (
            "Suspected Boko Haram gunmen killed six people in Damboa on Saturday. Boko Haram claimed responsibility.",
            "claimed",
        ),
        (
            "Six people were killed by a mine in Cauca on Saturday. The army said they believe it was laid by the ELN.",
            "suspected",
        ),
    ],
)
def test_the_basis_is_the_strongest_that_is_told(text: str, basis: str) -> None:
    assert [b for _, b in _told(text)] == [basis]


def test_who_was_of_a_group_once_is_a_victim() -> None:
    reading = read("Gunmen shot dead a former LTTE member in Jaffna on Saturday.")
    assert [(c.party, c.low) for c in reading.claims] == [("victims", 1)]


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("A man stabbed two shoppers in Jos. He later died in hospital.", "perpetrators"),
        ("A man set off a belt of explosives in Jos. He and three officers were killed.", "perpetrators"),
        ("A man on a motorcycle shot an officer dead in Jos. Guards fired back, killing him.", "perpetrators"),
        ("A man with a knife stabbed a nun in Jos. The man was shot by police. He died in hospital.", "perpetrators"),
        ("Gunmen shot a clerk in Jos. He died in hospital.", "victims"),
        ("A gunman wounded a clerk in Jos. He died in hospital.", "victims"),
        ("A guard opened fire on raiders in Jos. He died in hospital.", "victims"),
        ("A man was stabbed by robbers in Jos. He died in hospital.", "victims"),
        ("A gunman shot at shoppers in Jos. An officer on patrol shot him dead.", "perpetrators"),
        ("A gunman shot at shoppers in Jos. A lone guard shot and killed him.", "perpetrators"),
    ],
)
def test_somebody_told_by_a_pronoun_is_the_attacker_where_one_attacked(text: str, party: str) -> None:
    spoken = [c for c in read(text).claims if c.outcome == "killed" and c.victim_group in ("unknown", "attackers")]
    assert {c.party for c in spoken} == {party}


def test_those_arrested_after_an_attack_are_not_taken_by_its_attackers() -> None:
    reading = read("Troops launched a manhunt after rebels killed six guards near Herat, and detained nine villagers.")
    assert [(c.outcome, c.low) for c in reading.claims] == [("killed", 6), ("captured", 9)]


@pytest.mark.parametrize(
    ("text", "victims", "attackers"),
    [
        ("Gunmen raided a camp in Kano. Four assailants and six others were killed.", 6, 4),
        ("A raid in Kano killed 40 people and 23 died in hospital. In total, 63 people were killed.", 63, None),
        ("Raiders wounded two guards in Kano, one of whom died.", 1, None),
        ("A bomb hit the truck in Kano. The driver of the truck was killed and a trader was wounded.", 1, None),
        ("A rebel was killed along with an associate in Kano when troops fired at his car.", None, 2),
        ("Four assailants died in Kano. One was shot by guards and three detonated their vests.", None, 4),
        ("Raiders killed three soldiers in Kano. Two more soldiers died and another was wounded there.", 5, None),
        ("In one of the worst raids in Sool this year, gunmen killed nine people in Kano.", 9, None),
        ("Sixteen rebels were killed when they tried to storm a police post in Kano.", None, 16),
        ("Police in Kano shot dead a man who attacked a clerk with an axe.", None, 1),
        ("Gunmen shot dead a guard who opened fire on them at a bank in Kano.", 1, None),
    ],
)
def test_each_side_has_its_own_dead(text: str, victims: int | None, attackers: int | None) -> None:
    (report,) = read(text).reports
    told = {t.party: t.low for t in read(text).tallies if t.outcome == "killed" and t.report_id == report.report_id}
    assert (told.get("victims"), told.get("perpetrators")) == (victims, attackers)


def test_a_group_of_no_list_is_read_from_who_held_it_responsible() -> None:
    text = "Police held the Salt Coast Herons (SCH) responsible for a bomb that killed two clerks in Kano on Saturday."
    assert _who(text) == ["Salt Coast Herons"]
    assert _who("Suspected Sri Lankan Tamil Tiger rebels killed two clerks in Kandy.") == [
        "Liberation Tigers of Tamil Eelam"
    ]


def test_who_attacked_and_was_killed_by_soldiers_is_no_victim_of_theirs() -> None:
    (report,) = read("Israeli troops shot dead a man who opened fire at a bus stop near Hebron on Saturday.").reports
    assert report.perpetrator is None
