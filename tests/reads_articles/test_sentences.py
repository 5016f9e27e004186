"""Sentences: every piece of the text once, true offsets, the right kinds, on real shapes of news text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import EXAMPLES

from tollbook.rows import Document, Sentence
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.sentences.boundaries import MAX_SENTENCE
from tollbook.sentences.splitting import split


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def cut(text: str, book: Rulebook, title: str | None = None) -> list[Sentence]:
    return split(Document(doc_id="doc_1", source_id="a.txt", text=text, title=title), book)


def texts(text: str, book: Rulebook) -> list[str]:
    return [s.text for s in cut(text, book)]


def check_whole(text: str, sentences: list[Sentence]) -> None:
    last = 0
    for position, sentence in enumerate(sentences):
        assert sentence.position == position
        assert sentence.text == text[sentence.start_char : sentence.end_char]
        assert sentence.text == sentence.text.strip() != ""
        assert sentence.start_char >= last
        assert not text[last : sentence.start_char].strip()
        assert all(line.strip() for line in sentence.text.split("\n"))
        assert len(sentence.text) <= MAX_SENTENCE or sentence.kind == "furniture"
        last = sentence.end_char
    assert not text[last:].strip()
    assert len({s.sentence_id for s in sentences}) == len(sentences)


PIECES = "Gen. Two died. U.S. “Three fled.” 7.62 • [AFP] (Reuters) - SEPTEMBER 5, ADVERTISEMENT a.m. ! ? ... J. the ;"
NEWS = st.lists(st.sampled_from([*PIECES.split(), '"', "'", "\n", "\n\n", "No. 4", "Read More"]), max_size=40).map(
    " ".join
)


@given(st.one_of(st.text(max_size=300), NEWS))
@settings(max_examples=150)
def test_every_piece_is_in_one_sentence(text: str) -> None:
    check_whole(text, cut(text, load_rulebook()))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.txt")), ids=lambda p: p.name)
def test_examples_are_cut_whole(path: Path, book: Rulebook) -> None:
    text = path.read_text(encoding="utf-8")
    check_whole(text, cut(text, book))


@pytest.mark.parametrize(
    "parts",
    [
        ["Gen. Ahmed said at 9 a.m. on Sunday that two men died.", "He left."],
        ["It went off at 9 p.m.", "Police came."],
        ["The U.S. Army said two died.", "In the U.S.", "The army said so."],
        ["Two men (Lt. Col. J. R. Smith and Sgt. Ali) died.", "Three others fled."],
        ['"Two were killed," he said.', '"Others fled."', "Then he left."],
        ["“Thirteen were killed.”", "“Three fled.”", "Nobody knew."],
        ["A 7.62 mm round hit him.", "No. 4 battalion fled."],
        ["On September 2. 2021 two died.", "It ended in 2019.", "12 people died."],
        ["Fighters attacked.", "al-Shabaab said so.", "He met Mr. al-Abadi on Aug. 26 and left."],
        ["TWO DIED.", "GEN. BUSTILLO SAID SO.", "THE U.S. ARMY LEFT."],
        ["Two were killed![1]", "Three others fled.", "Who did it?!", "Nobody knows."],
        ["Five people, e.g. farmers, were killed."],
        ["05/25/2016: Assailants detonated a bomb.", "No one was hurt."],
    ],
    ids=lambda parts: parts[0][:30],
)
def test_boundaries(parts: list[str], book: Rulebook) -> None:
    assert texts(" ".join(parts), book) == parts


def test_missing_spaces(book: Rulebook) -> None:
    assert texts("Two men died.Three others fled in 2017.The town fell.", book) == [
        "Two men died.",
        "Three others fled in 2017.",
        "The town fell.",
    ]
    assert texts("He wrote to Node.js and St.Petersburg about U.S-backed men.", book) == [
        "He wrote to Node.js and St.Petersburg about U.S-backed men."
    ]


def test_wrapped_lines_are_joined(book: Rulebook) -> None:
    text = (
        "Two bombers struck a crowded market in the\ncentral part of the capital on Saturday. The attack\n"
        "ended a calm spell in the city and cast a shadow\nover the feast. A colonel put the toll at 27\ndead or more."
    )
    assert [s.text.replace("\n", " ") for s in cut(text, book)] == [
        "Two bombers struck a crowded market in the central part of the capital on Saturday.",
        "The attack ended a calm spell in the city and cast a shadow over the feast.",
        "A colonel put the toll at 27 dead or more.",
    ]
    capitals = (
        "LIMA, 4 JAN 90 (EFE) -- [TEXT] TWO POLICEMEN WERE KILLED AND SIX\nPEOPLE WERE WOUNDED BY A BOMB IN THE NORTH "
        "OF THE\nCITY TODAY, THE PRESS SAID.  GEN.\nROJAS BLAMED SHINING PATH FOR THE ATTACK ON THE\nPOLICE STATION."
    )
    found = cut(capitals, book)
    assert [s.kind for s in found] == ["dateline", "body", "body"]
    assert found[2].text.replace("\n", " ") == "GEN. ROJAS BLAMED SHINING PATH FOR THE ATTACK ON THE POLICE STATION."


def test_paragraph_lines_are_not_joined(book: Rulebook) -> None:
    text = "Blast kills nine guards\nThree more critical after convoy is hit\nA bomb killed nine guards on Sunday."
    assert [(s.kind, s.paragraph) for s in cut(text, book)] == [("headline", 0), ("headline", 1), ("body", 2)]


def test_kinds(book: Rulebook) -> None:
    text = (
        "Home > World > Blast kills nine guards\nBy Staff Reporter\n2 min read\n02 March, 2015\n"
        "(Photo: men carry away the dead after the blast)\n\n"
        "KABUL (Reuters) - A bomb killed nine guards on Sunday. (AFP)\n\n"
        "JUST IN: Minister resigns\n\nSubscribe to our newsletter\n[tweet, @desk: toll now 18]\n"
        "Soldiers stand guard [AFP]\n\n- two in the north\n\nMore from the wire\nFlood kills forty\nCup final moved\n"
    )
    assert [(s.kind, s.text[:18]) for s in cut(text, book)] == [
        ("furniture", "Home > World >"),
        ("headline", "Blast kills nine g"),
        ("furniture", "By Staff Reporter"),
        ("furniture", "2 min read"),
        ("furniture", "02 March, 2015"),
        ("caption", "(Photo: men carry "),
        ("dateline", "KABUL (Reuters) -"),
        ("body", "A bomb killed nine"),
        ("furniture", "(AFP)"),
        ("furniture", "JUST IN: Minister "),
        ("furniture", "Subscribe to our n"),
        ("caption", "[tweet, @desk: tol"),
        ("caption", "Soldiers stand gua"),
        ("body", "- two in the north"),
        ("furniture", "More from the wire"),
        ("furniture", "Flood kills forty"),
        ("furniture", "Cup final moved"),
    ]
    assert all((s.rule_id is not None) == (s.kind in ("furniture", "caption", "dateline")) for s in cut(text, book))


@pytest.mark.parametrize(
    ("text", "others"),
    [
        (
            "Raid on a post\n\nTwo died.\n\nRecommended Stories\nlist of 2 items\nlist 1 of 2\nRaiders kill nine\n"
            "list 2 of 2\nWho are the raiders?\nend of list\n\nPolice came.",
            ["Raiders kill nine", "Who are the raiders?"],
        ),
        (
            "Raid on a post\n\nTwo died.\n\nYou may also like:\n\nRaiders kill nine\n\nRead More\n\n"
            "Cup final moved\n\nPolice came.\n\nThe hunt goes on",  # a line of the story
            ["Raiders kill nine", "Cup final moved"],
        ),
        ("Top News\n- Raiders kill nine\n- Cup final moved\n\nRaid on a post\n\nTwo died.", ["Raiders kill nine"]),
        ("Top News\n\nRaid on a post\n\nTwo died.", []),  # the title
        ("Raid on a post\n\nTwo died.\n\nMost read\n\nNine farmers died.\nThe hunt goes on", []),
        (
            "Raid on a post\n\nTwo died.\n\nRaiders kill nine farmers\n\nShare\n\nCup final moved to Friday",
            ["Raiders kill nine farmers", "Cup final moved to Friday"],
        ),
        ("Raid on a post\n\nTwo died.\n\nThe hunt for the men goes on", []),
        ("Raid on a post\n\nIt lists them:\n\n- Goma: raiders kill nine men\n- Beni: two guards shot dead", []),
    ],
)
def test_titles_of_other_stories(text: str, others: list[str], book: Rulebook) -> None:
    kinds = {s.text.removeprefix("- "): s.kind for s in cut(text, book)}
    told = ("Raid on a post", "Two died.", "Police came.", "Nine farmers died.")
    assert all(kinds[line] == "furniture" for line in others)
    assert all(kinds.get(line, "body") in ("headline", "body") for line in told)
    assert not any(k == "furniture" for line, k in kinds.items() if line.startswith(("The hunt", "Goma", "Beni")))


def test_given_title_is_headline(book: Rulebook) -> None:
    text = "Nine guards were killed.\n\nA bomb killed nine guards."
    assert [s.kind for s in cut(text, book, title="Nine guards were killed.")] == ["headline", "body"]


@pytest.mark.parametrize("unit", ["a", "word ", "Killed. ", '"', "U.S. ", "• x ", "(AFP) - "])
def test_very_long_line(unit: str, book: Rulebook) -> None:
    text = unit * (100_000 // len(unit))
    check_whole(text, cut(text, book))


def test_empty(book: Rulebook) -> None:
    assert cut("", book) == cut(" \n\n ", book) == []
