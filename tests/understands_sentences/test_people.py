"""People phrases: how many of whom, as one symbol of a marked sentence."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.article import analyse
from tollbook.extraction.mentions import mark_sentence
from tollbook.extraction.people import People, mark_people
from tollbook.extraction.symbols import Mark, MarkedText
from tollbook.rows import Document
from tollbook.rulebook import Rulebook, load_rulebook

BOOK = load_rulebook()


def phrases(text: str, book: Rulebook) -> list[People]:
    """The people phrases of a text, in its order."""
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    return [
        item
        for sentence in reading.sentences
        for _, item in sorted(
            mark_people(mark_sentence(sentence, reading.mentions.of(sentence.sentence_id), book), book).items.items()
        )
        if isinstance(item, People)
    ]


# A sentence and its phrases: words, low, high, victim group.
CORPUS: dict[str, list[tuple[str, int | None, int | None, str]]] = {
    "At least 12 Iraqi policemen died.": [("At least 12 Iraqi policemen", 12, None, "police")],
    "TWO ELDERLY FARMERS DIED IN CAUCA.": [("TWO ELDERLY FARMERS", 2, 2, "civilians")],
    "Three members of the security forces were hurt.": [
        ("Three members of the security forces", 3, 3, "security_forces")
    ],
    "12 market traders were killed.": [("12 market traders", 12, 12, "civilians")],
    "Four of Mali\u2019s soldiers were killed.": [("Four of Mali\u2019s soldiers", 4, 4, "soldiers")],
    "A judge, two clerks and a guard were hurt.": [
        ("A judge", 1, 1, "politicians"),
        ("two clerks", 2, 2, "civilians"),
        ("a guard", 1, 1, "security_forces"),
    ],
    "Dozens were hurt.": [("Dozens", None, None, "unknown")],
    "Both soldiers were hurt.": [("Both soldiers", 2, 2, "soldiers")],
    "A family of five was killed.": [("A family of five", 5, 5, "civilians")],
    "A dozen men in two cars fled.": [("A dozen men", 12, 12, "unknown")],
    "The blast broke 40 windows.": [],
    "It lasted three hours.": [],
    "They drove 12 kilometres.": [],
    "The army bought nine tanks.": [],
}


@pytest.mark.parametrize("text", CORPUS)
def test_phrases_of_a_sentence(text: str, book: Rulebook) -> None:
    found = [(text[p.start_char : p.end_char], p.low, p.high, p.victim_group) for p in phrases(text, book)]
    assert found == CORPUS[text]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Three of them died.", {"partitive"}),
        ("Nine others died.", {"additional"}),
        ("Nine more soldiers died.", {"additional"}),
        ("A further nine soldiers died.", {"additional"}),
        ("Another teacher died.", {"additional"}),
        ("The attacker died.", {"definite"}),
        ("Maria Quispe died.", {"name"}),
        ("Nine soldiers died.", set()),
    ],
)
def test_what_is_said_of_the_people(text: str, flags: set[str], book: Rulebook) -> None:
    (found,) = phrases(text, book)
    assert {name for name in ("partitive", "additional", "definite", "name") if getattr(found, name)} == flags


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nine soldiers died.", "victims"),
        ("Nine gunmen died.", "attackers"),
        ("Nine members of Boko Haram died.", "attackers"),
        ("Nine died.", "unknown"),
    ],
)
def test_kind(text: str, kind: str, book: Rulebook) -> None:
    (found,) = phrases(text, book)
    assert found.kind == kind


def test_a_phrase_names_the_mentions_it_is_made_of(book: Rulebook) -> None:
    text = "Nine soldiers died."
    reading = analyse(Document("d", "d", text=text, chars=len(text)), book)
    (found,) = phrases(text, book)
    assert found.number_id == reading.mentions.numbers[0].mention_id
    assert found.actor_id == reading.mentions.actors[0].mention_id


def test_marks_keep_their_offsets() -> None:
    marked = MarkedText.of("nine men died", 100).marked([Mark(0, 4, "\ue000", "nine"), Mark(5, 8, "\ue002", "men")])
    assert marked.text == "\ue000 \ue002 died"
    assert marked.inside(0, 4) == [(0, "nine"), (2, "men")]
    assert (marked.span(0, 3), marked.span(4, 8)) == ((100, 108), (109, 113))


def test_marks_can_be_marked_again() -> None:
    once = MarkedText.of("nine men died", 0).marked([Mark(0, 4, "\ue000", "nine"), Mark(5, 8, "\ue002", "men")])
    twice = once.marked([Mark(0, 3, "\ue00d", "nine men")])
    assert (twice.text, twice.items, twice.span(0, 1)) == ("\ue00d died", {0: "nine men"}, (0, 8))


def test_symbols_written_in_a_text_are_no_symbols(book: Rulebook) -> None:
    assert phrases("\ue000 \ue002 died, killed \ue00d.", book) == []


@settings(max_examples=200)
@given(st.text(max_size=120), st.data())
def test_every_character_of_a_marked_text_knows_where_it_stood(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    marks = [Mark(a, b, "\ue00d", (a, b)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    marked = MarkedText.of(text, 50).marked(marks)
    assert len(marked.text) == len(marked.starts) == len(marked.ends)
    for position, (start, end) in marked.items.items():
        assert (marked.starts[position], marked.ends[position]) == (start + 50, end + 50)
    for position, char in enumerate(marked.text):
        if position not in marked.items:
            assert char == text[marked.starts[position] - 50]


PIECES = [
    "12", "three", "dozens of", "the", "a", "of", "them", "policemen", "gunmen", "others", "more", "another", "both",
    "family", "army", "Boko Haram", "Maria Lopez", "Iraqi", "Kabul", "and", ",", ".", "market", "'s", "\x00", "\ue000",
]  # fmt: skip


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_phrases_stand_in_the_text_and_apart(text: str) -> None:
    found = phrases(text, BOOK)
    for one in found:
        assert 0 <= one.start_char < one.end_char <= len(text)
        assert one.low is not None or one.high is not None or one.word
    for a, b in pairwise(found):
        assert a.end_char <= b.start_char
