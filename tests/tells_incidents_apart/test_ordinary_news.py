"""Ordinary news in words of attack: no incident, and real attacks beside it stay."""

import datetime as dt

import pytest

from tollbook.article import Reading, analyse
from tollbook.documents.making import make_document
from tollbook.reading.articles import Article
from tollbook.rulebook import load_rulebook

BOOK = load_rulebook()
DAY = dt.date(2019, 5, 7)

ORDINARY = {
    "sport": (
        "Oran Stars were beaten by Bari Rovers 3-1 in Bari on Sunday after Leo Ruiz shot wide in the 9th minute. "
        "The defender was injured in the first half and will miss two weeks. The visitors' bowling attack looked tired."
    ),
    "golf": "Ana Ruiz shot a 74 in Lagos on Sunday to lose the lead, where six players are within two strokes.",
    "film": (
        "The director's new film, shot in Nairobi in 30 days, opened on Monday. "
        '"We shot the battle scenes with 90 extras," she said. The band kidnapped listeners with a loud organ.'
    ),
    "markets": (
        "A shot in the arm for hotels came from a loan in Mombasa on Monday. "
        "A broker said buyers had been wounded by three profit warnings, and the tax killed demand."
    ),
    "politics": (
        "A senator launched a thinly veiled attack on the finance minister over rents in a speech in Quito on Monday. "
        "This bill was shot down in 2003 and it will be shot down again. A court struck the party off the ballot."
    ),
    "strike": "Drivers at a dairy in Lima went on a strike on Sunday over pay, hitting nine lines.",
    "weather": (
        "An earthquake of magnitude 5.8 struck 40 km north of Quito on Friday. "
        "In 2004 a similar storm killed 90 people in Manabi province and destroyed 400 houses. "
        "Hail shot through greenhouse roofs near Ambato."
    ),
    "accidents": (
        "Boiler blast in Oran kills four\n\nA gas explosion tore through a bakery in Oran on Monday, killing four "
        "people and injuring nine, firefighters said. Six people were injured when a pylon fell."
    ),
    "those hurt in an accident": (
        "Nine people died when a bus plunged into a canal near Suez on Friday.\n\n"
        "The driver, Hani Nabil, 41, survived and was taken to hospital with burns."
    ),
    "what gave way or caught fire": (
        "Nine pilgrims died when a footbridge over the Rapti in Nepal gave way on Sunday. "
        "Police held two men over the fire that killed six guests in Bari. Three sisters died when a flat caught fire. "
        "A chemical plant exploded near Lyon, killing two, and an explosion in a coal mine in Shanxi killed 19."
    ),
    "charges": "Prosecutors dropped nine charges against Rui Dias, a former customs officer in Beira, on Monday.",
    "health": (
        "Bacteria that resist five drugs killed 20 patients in nine clinics in Lagos. The immune system attacks the "
        "virus within hours. A patient of 60 died 12 days after receiving a kidney from a pig."
    ),
    "animals": (
        "A team in Kenya shot with darts 80 wolves, of which nine died. Officials destroyed 3,000 hens near Nakuru "
        "on Monday to halt the flu."
    ),
}


def read(text: str) -> Reading:
    return analyse(make_document(Article("a.txt", text, None, None, None, DAY), BOOK), BOOK)


@pytest.mark.parametrize("topic", ORDINARY)
def test_ordinary_news_tells_no_incident(topic: str) -> None:
    reading = read(ORDINARY[topic])
    assert (list(reading.reports), list(reading.tallies)) == ([], [])


@pytest.mark.parametrize("topic", ORDINARY)
def test_an_attack_beside_ordinary_news_stays(topic: str) -> None:
    attack = "Gunmen opened fire on a market in Kano on Sunday, killing seven traders and wounding three, police said."
    reading = read(f"{attack}\n\n{ORDINARY[topic]}")
    told = {(t.outcome, t.low) for t in reading.tallies}
    assert [r.place for r in reading.reports] == ["Kano"]
    assert told == {("killed", 7), ("wounded", 3)}


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Gunmen shot nine miners dead in a gold mine near Kano on Sunday.", 9),
        ("An air strike hit striking workers in Aden on Monday, killing four people.", 4),
        ("After the flood rebels attacked a camp near Goma on Saturday and killed six people.", 6),
        ("A bomb destroyed a stadium in Mogadishu on Monday, killing five players.", 5),
        ("Militants shot 12 villagers dead near Mubi on Sunday and burned crops.", 12),
    ],
)
def test_attacks_in_words_of_ordinary_news(text: str, killed: int) -> None:
    reading = read(text)
    assert [(t.outcome, t.low) for t in reading.tallies] == [("killed", killed)]
