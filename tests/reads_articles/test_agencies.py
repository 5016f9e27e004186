"""Which agency an article is credited to, in the forms in which outlets write it."""

import pytest

from tollbook.documents.making import make_document
from tollbook.reading.articles import Article
from tollbook.rulebook import Rulebook

STORY = (
    "Gunmen killed nine soldiers near the town of Beled on Monday, the defence ministry said. Two attackers died in "
    "the fight, which lasted an hour."
)
FOOT = [
    ("(Reuters)", "Reuters"),
    ("- Reuters", "Reuters"),
    ("—AFP", "AFP"),
    ("/AFP/", "AFP"),
    ("(AFP/Reuters)", "AFP"),
    ("AFP contributed", "AFP"),
    ("AFP contributed to this report.", "AFP"),
    ("The Associated Press contributed to this report.", "AP"),
    ("(Reuters and AP contributed to this story)", "Reuters"),
    ("Source: DPA", "DPA"),
    ("SOURCES: AP, Reuters", "AP"),
    ("SOURCE: AFP/Xinhua", "AFP"),
    ("Wire: EFE", "EFE"),
    ("(With inputs from PTI)", "PTI"),
    ("With reporting by Reuters", "Reuters"),
    ("Additional reporting by AFP", "AFP"),
    ("Reporting by A. Writer for Reuters; editing by B. Desk", "Reuters"),
    ("© Thomson Reuters 2019. All rights reserved.", "Reuters"),
    ("Copyright 2019 The Associated Press. All rights reserved.", "AP"),
    ("This story was first published by AFP.", "AFP"),
    ("*This article was produced by AFP*", "AFP"),
    ("Text by AFP", "AFP"),
    ("AA/Kabul", "Anadolu"),
    ("rc/sms (Reuters, AP)", "Reuters"),
    ("Agence France-Presse", "AFP"),
    ("(Agencies)", None),
    ("Photo: AFP", None),
    ("(Photo by A. Name / AFP)", None),
    ("File photo. REUTERS/A. Name", None),
    ("Read more at Reuters", None),
    ("The group said it was behind the attack, Reuters reported.", None),
    ("Reuters could not verify the claim.", None),
    ("According to AFP, five died.", None),
    ("Last week AFP contributed two reporters to the pool.", None),
]
HEAD = [
    ("Raid kills nine\nBy the Associated Press\n", "AP"),
    ("Raid kills nine\n\nBy A. WRITER and B. WRITER, The Associated Press\n\n", "AP"),
    ("Raid kills nine\nReuters | Kabul\n", "Reuters"),
    ("Raid kills nine\nAFP, Kabul\n", "AFP"),
    ("Raid kills nine\nFrom AFP\n", "AFP"),
    ("KABUL: (AFP) ", "AFP"),
    ("KABUL, June 4 (Xinhua) -- ", "Xinhua"),
    ("KABUL, Afghanistan (AP) _ ", "AP"),
    ("Kabul, AFP - ", "AFP"),
    ("KABUL/AFP: ", "AFP"),
    ("(Reuters) - ", "Reuters"),
    ("Raid kills nine\nBy A. Writer\n", None),
    ("A police officer told AFP that nine died. ", None),
]


@pytest.mark.parametrize(("line", "agency"), FOOT, ids=[line for line, _ in FOOT])
def test_credit_at_the_foot(line: str, agency: str | None, book: Rulebook) -> None:
    assert make_document(Article("a", f"{STORY}\n\n{line}"), book).agency == agency


@pytest.mark.parametrize(("start", "agency"), HEAD, ids=[start for start, _ in HEAD])
def test_credit_at_the_head(start: str, agency: str | None, book: Rulebook) -> None:
    assert make_document(Article("a", f"{start}{STORY}"), book).agency == agency


def test_a_credit_can_name_every_agency_and_every_name_of_it(book: Rulebook) -> None:
    entries = [entry for rule in book.of("publication") for entry in rule.rule.entries or ()]
    assert entries
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            assert make_document(Article("a", f"{STORY}\n\n({name})"), book).agency == entry.values["agency"], name
