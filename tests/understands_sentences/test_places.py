"""Places: chains, homonyms, people and governments that are no places, texts in capitals."""

import pytest

from tollbook.extraction import places
from tollbook.rows import Document, PlaceMention, Sentence
from tollbook.rulebook.load import load_rulebook

BOOK = load_rulebook()
RULES = BOOK.of("places")


def read(*texts: str, hints: bool = True) -> list[PlaceMention]:
    text = "\n".join(texts)
    sentences, at = [], 0
    for n, part in enumerate(texts):
        sentences.append(Sentence(f"s{n}", "d", n, 0, at, at + len(part), part))
        at += len(part) + 1
    document = Document(doc_id="d", source_id="d", text=text)
    found = places.find(document, sentences, BOOK)
    return [m for m in found if hints or m.relation != "demonym"]


def quotes(*texts: str) -> list[str]:
    return [m.quote for m in read(*texts, hints=False)]


def only(*texts: str) -> PlaceMention:
    found = read(*texts, hints=False)
    assert len(found) == 1, found
    return found[0]


def test_chain_gives_every_link_its_country_and_division() -> None:
    found = read("A bomb went off in Gorolo, Soum, Sahel, Burkina Faso.")
    assert [m.name for m in found] == ["Gorolo", "Soum", "Sahel", "Burkina Faso"]
    assert {m.country for m in found} == {"BF"}
    assert found[0].place_id is None
    assert found[0].precision == "unknown"
    assert [m.admin1 for m in found[:3]] == ["Sahel"] * 3


def test_chain_decides_between_homonyms() -> None:
    assert read("Shots were heard in Tripoli, Lebanon.")[0].country == "LB"
    assert read("Shots were heard in Tripoli, Libya.")[0].country == "LY"
    assert read("Shots were heard in Valencia, Carabobo, Venezuela.")[0].country == "VE"


def test_country_of_the_article_decides_between_homonyms() -> None:
    salvador = "Salvadoran troops searched the hills.", "A mine went off near Santa Ana."
    peru = "Peruvian troops searched the hills.", "A mine went off in San Miguel, Ayacucho."
    assert read(*salvador)[-1].country == "SV"
    assert {m.country for m in read(*peru)} == {"PE"}


def test_namesake_elsewhere_is_not_taken_against_the_chain() -> None:
    found = read("Gunmen came to a mosque in Solan, Burkina Faso.")
    assert [(m.name, m.country) for m in found] == [("Solan", "BF"), ("Burkina Faso", "BF")]


def test_list_is_no_chain() -> None:
    found = read("Clashes went on in Usulutan, Morazan, and San Miguel departments of El Salvador.", hints=False)
    assert [m.name for m in found][:3] == ["Usulutan", "Morazan", "San Miguel"]
    assert {m.country for m in found} == {"SV"}


@pytest.mark.parametrize(
    "spelling", ["Salahuddin", "Salah ad-Din", "Salaheddin", "Salah al-Din", "SALAHUDDIN", "Saladin"]
)
def test_spellings_of_a_governorate(spelling: str) -> None:
    found = only(f"A convoy was hit in {spelling} province.")
    assert (found.name, found.country, found.precision) == ("Salahuddin", "IQ", "admin1")


@pytest.mark.parametrize("spelling", ["Tarmiyah", "Tarmiya", "al-Tarmiyah", "At Tarmiyah", "Tarmia"])
def test_spellings_of_a_town(spelling: str) -> None:
    found = only(f"A convoy was hit in {spelling}, an Iraqi town.")
    assert (found.country, found.place_id) == ("IQ", "geonames:98403")
    assert found.lat == pytest.approx(33.67, abs=0.1)


def test_accents_do_not_matter() -> None:
    assert only("A bomb went off in Bogotá.").place_id == only("A BOMB WENT OFF IN BOGOTA.").place_id


def test_facility_beside_its_town() -> None:
    found = read("Men stormed al-Wathba police station in Ramadi.", hints=False)
    assert [(m.name, m.precision, m.country) for m in found] == [
        ("al-Wathba police station", "facility", "IQ"),
        ("Ramadi", "settlement", "IQ"),
    ]
    assert found[0].lat == found[1].lat


def test_town_before_a_common_noun_is_the_town() -> None:
    assert only("A bomb went off in a Peshawar market.").name == "Peshawar"


def test_neighbourhood_before_its_town() -> None:
    found = read("A grenade was thrown in Zorobu, Bujumbura, Burundi.")
    assert [m.precision for m in found] == ["neighbourhood", "settlement", "country"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("They lived in the Nairobi suburb of Tolumba.", ["Nairobi", "suburb of Tolumba"]),
        ("They lived in the Dahiyeh suburb of Beirut.", ["Dahiyeh suburb", "Beirut"]),
        ("They lived in the Borno town of Gwoza.", ["Borno", "town of Gwoza"]),
        ("They lived in Gwoza town of Borno.", ["Gwoza town", "Borno"]),
    ],
)
def test_a_word_between_two_names_is_of_the_smaller_place(text: str, quoted: list[str]) -> None:
    assert quotes(text) == quoted


def test_both_ends_of_a_road() -> None:
    found = read("A bus was stopped between Gao and Ansongo in Mali.", hints=False)
    assert [(m.name, m.relation) for m in found] == [("Gao", "offset"), ("Ansongo", "offset"), ("Mali", "at")]


@pytest.mark.parametrize(
    "text",
    [
        "General Santiago Cordoba spoke to troops.",
        "The talks were led by Saad Maan, and Maan was content.",
        "Washington has said that it will leave.",
        "In March the Islamic State grew stronger.",
        "Baghdad Today website carried it.",
        "It was the work of the Medina Brigade.",
        "MAJOR SANTIAGO LEON SAID NOTHING OF THE PARTY.",
        "The Ministry of Interior and the Supreme Court met on Monday.",
        "Of the men, two were nice. Most came by bus.",
        "AFP and Reuters wrote about it. Subscribe to the Nation.",
    ],
)
def test_no_place(text: str) -> None:
    assert quotes(text) == []


def test_country_in_front_of_a_noun_only_hints() -> None:
    found = read("Iraq's army and Syrian rebels met.")
    assert [(m.country, m.relation) for m in found] == [("IQ", "demonym"), ("SY", "demonym")]


def test_dateline_has_its_own_rule() -> None:
    found = read("BOGOTA, 3 JAN 90 (EFE) -- [TEXT] A BOMB WENT OFF IN CALI.")
    assert (found[0].name, found[0].rule_id) == ("Bogotá", "places.dateline")
    assert found[1].name == "Cali"
    assert found[1].rule_id != "places.dateline"


def test_lost_commas() -> None:
    found = read("Five people died in Mosul Iraq on Sunday.")
    assert [(m.name, m.country) for m in found] == [("Mosul", "IQ"), ("Iraq", "IQ")]


def test_commas_of_people_are_no_chain() -> None:
    found = read("Reporting from Baghdad, Al Jazeera's Omar Saleh was there.", hints=False)
    assert [(m.name, m.country) for m in found] == [("Baghdad", "IQ")]


def test_furniture_is_not_read() -> None:
    sentence = Sentence("s", "d", 0, 0, 0, 16, "Live from Kabul.", kind="furniture")
    assert places.find(Document("d", "d", text="Live from Kabul."), [sentence], BOOK) == []


def test_unknown_name_takes_the_country_of_the_article() -> None:
    found = read("Iraqi police fought gunmen.", "They came from the village of Qarat Jadan.", hints=False)
    assert [(m.name, m.country, m.place_id) for m in found] == [("Qarat Jadan", "IQ", None)]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Gunmen came to the Zaid Istanbul restaurant in Bamako, Mali.", "Zaid Istanbul restaurant", "ML"),
        ("They shelled the Paris Hotel in Kabul.", "Paris Hotel", "AF"),
        ("A car blew up near the Baghdad Hotel in Kabul on Sunday.", "Baghdad Hotel", "AF"),
        ("Kenyan police said that men robbed the Paris Hotel.", "Paris Hotel", "KE"),
        ("A bomb went off on Moscow Street, Erbil, Iraq.", "Moscow Street", "IQ"),
    ],
)
def test_facility_named_after_a_foreign_city(text: str, name: str, country: str) -> None:
    found = next(m for m in read(text) if m.precision == "facility")
    assert (found.name, found.country, found.place_id) == (name, country, None)


@pytest.mark.parametrize(
    "text",
    [
        "Somali police heard a blast in the Madina district.",
        "Somali police heard a blast in the capital's Madina neighbourhood.",
        "Shots were heard in the Madina neighbourhood of Mogadishu, Somalia.",
        "SOMALI POLICE HEARD A BLAST IN THE MADINA DISTRICT.",
    ],
)
def test_local_name_is_no_famous_city_abroad(text: str) -> None:
    found = next(m for m in read(text) if m.name.lower() == "madina")
    assert (found.country, found.place_id) == ("SO", None)


def test_area_with_the_name_of_a_city_abroad() -> None:
    found = read("Afghan officials spoke of a blast in the Toledo area.")[-1]
    assert (found.name, found.country, found.place_id) == ("Toledo", "AF", None)


@pytest.mark.parametrize(
    "text",
    [
        "Two men died in Iraq January 2, 2017.",
        "Two men died in Iraq Monday.",
        "TWO MEN DIED IN IRAQ JANUARY 2, 2017.",
        "TWO MEN DIED IN IRAQ MONDAY.",
    ],
)
def test_date_ends_a_name(text: str) -> None:
    assert only(text).quote.title() == "Iraq"


@pytest.mark.parametrize("word", ["Though", "While", "Once", "Unless", "Despite", "Whereas", "If", "Yet"])
def test_conjunction_begins_no_name(word: str) -> None:
    assert quotes(f"{word} Islamic State raids in Kirkuk province went on, all was calm.") == ["Kirkuk province"]


@pytest.mark.parametrize("word", ["as", "As", "While"])
def test_conjunction_ends_a_name(word: str) -> None:
    assert quotes(f"They came to the city of Samarra {word} Iraqi forces fought.") == ["city of Samarra"]


@pytest.mark.parametrize(
    "text",
    [
        "THE REBELS BURNED A GASOLINE STATION AND A VILLA.",
        "THEY DID IT FOR THE SAKE OF SHOOTING.",
        "THEY FORBADE THE SALE OF ARMS.",
        "THE PARTY IS STRONG IN SUBURBAN AREAS.",
        "AREAS OF CONFLICT AND OF LOW RISK WERE NAMED.",
        "THE NEIGHBORHOODS ARE LOW-INCOME NEIGHBORHOODS.",
        "HE WENT TO AN ELEGANT SUBURB.",
        "ESTER SAID THAT IT WAS A GOOD OPPORTUNITY.",
        "THE COUNTRY'S EASTERN REGION WAS CALM.",
    ],
)
def test_common_words_in_capitals(text: str) -> None:
    assert quotes("SALVADORAN TROOPS FOUGHT.", text) == []


def test_numbered_street_in_capitals() -> None:
    assert quotes("A BOMB WENT OFF ON 68TH STREET.") == ["68TH STREET"]


def test_country_of_the_article_wins_in_capitals() -> None:
    salvador = "SALVADORAN TROOPS AND SALVADORAN POLICE WENT TO USULUTAN.", "CLASHES WENT ON IN BERLIN."
    assert [(m.name, m.country) for m in read(*salvador)][-1] == ("Berlin", "SV")
    spain = "A RADIO IN SPANISH AT 2132 GMT SPOKE OF IT.", "CLASHES WENT ON IN LA PAZ."
    assert [m.country for m in read(*spain)] == ["BO"]


def test_namesake_of_a_capital_needs_its_state() -> None:
    assert read("U.S. officials spoke of it.", "A bomb went off in Lima.")[-1].country == "PE"
    assert read("A bomb went off in Lima, Ohio.")[0].country == "US"


@pytest.mark.parametrize(
    ("text", "quote", "name"),
    [
        ("Iraqi police heard shots in the capital.", "capital", "Baghdad"),
        ("Shots were heard in the Somali capital on Monday.", "Somali capital", "Mogadishu"),
        ("Shots were heard in Iraq's capital.", "capital", "Baghdad"),
        ("Afghan police heard shots in the capital city.", "capital city", "Kabul"),
        ("Afghan police heard shots north of the capital.", "north of the capital", "Kabul"),
        ("Shots were heard in the capital of Mali.", "capital", "Bamako"),
        ("SALVADORAN POLICE HEARD SHOTS SOUTHEAST OF THIS CAPITAL.", "SOUTHEAST OF THIS CAPITAL", "San Salvador"),
    ],
)
def test_the_capital(text: str, quote: str, name: str) -> None:
    assert (quote, name) in [(m.quote, m.name) for m in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Afghan troops came to the provincial capital.",
        "The capital of Helmand is far, Afghan troops said.",
        "Ghana earned more in the capital market.",
        "Iraqi law knows it in capital cases.",
        "Shots were heard in the capital, Baghdad.",
    ],
)
def test_no_capital(text: str) -> None:
    assert not [m for m in read(text) if m.rule_id == "places.capital"]


@pytest.mark.parametrize(
    ("text", "name", "country", "admin1"),
    [
        ("A shell fell on the Rawdah neighbourhood of Taiz.", "Rawdah", "YE", "Taiz"),
        ("A mine went off in Bekle kebele in Metekel zone of Ethiopia.", "Bekle", "ET", None),
        ("Shots were heard in Kolbari Zamfara State.", "Kolbari", "NG", "Zamfara"),
        ("It happened in Morley Alberta Canada.", "Morley", "CA", "Alberta"),
        ("A bomb went off in Eastleigh, Nairobi.", "Eastleigh", "KE", "Nairobi"),
    ],
)
def test_a_name_lies_in_the_place_told_after_it(text: str, name: str, country: str, admin1: str | None) -> None:
    first = read(text)[0]
    assert (first.name.removeprefix("Al-"), first.country) == (name, country)
    assert admin1 is None or first.admin1 == admin1


@pytest.mark.parametrize(
    "text", ["BAQUBA, Iraq _ Two men were shot in Samarra.", "SAMARRA Iraq (AP) - Two men were shot in Baquba."]
)
def test_a_dateline_is_told_by_its_capitals(text: str) -> None:
    assert [m.rule_id.startswith("places.dateline") for m in read(text)] == [True, True, False]


def test_a_capital_beside_an_embassy_is_that_of_the_dateline() -> None:
    found = read("LA PAZ, 3 MAR 89 (EFE) -- A BOMB WENT OFF NEAR THE U.S. EMBASSY IN THIS CAPITAL.")
    assert found[-1].country == "BO"


def test_a_country_whose_forces_are_there_does_not_say_where_a_base_lies() -> None:
    base, *_, country = read("A mine went off near Bagram airbase, the hub of U.S. military operations in Afghanistan.")
    assert (base.country, country.name) == ("AF", "Afghanistan")
