"""Who did it: named as the one who did, not told of for other deeds, for where it lives or for whom it belongs to."""

import pytest
from support.short_articles import read


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


def test_those_blamed_for_attacks_on_a_force_are_not_that_force() -> None:
    text = (
        "A bomb killed two soldiers in Turbat on Saturday. "
        "Such attacks on security forces have been blamed on small separatist groups."
    )
    assert "security forces" not in _who(text)
