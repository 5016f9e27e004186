# ruff: noqa: E501 - tables of texts read better in long lines
"""Attribution: who says so. Many texts per kind of source; offsets are true whatever the text."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.extraction import attribution
from tollbook.ids import content_id
from tollbook.rows import AttributionMention, Document, Sentence
from tollbook.rulebook import Rulebook
from tollbook.rulebook.load import load_rulebook


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def found(text: str, book: Rulebook, kind: str = "body") -> list[AttributionMention]:
    """Read a text whose sentences end with "|"."""
    document = Document("doc", "doc.txt", text=text)
    edges = [0, *(i + 1 for i, c in enumerate(text) if c == "|"), len(text)]
    rows = [
        Sentence(content_id("sen", i), "doc", i, 0, a, b, text[a:b], kind)
        for i, (a, b) in enumerate(itertools.pairwise(edges))
    ]
    return attribution.find(document, rows, book)


KINDS: dict[str, list[tuple[str, str]]] = {
    "security_source": [
        ("A senior Iraqi police officer said nine died.", "A senior Iraqi police officer"),
        ("Nine died, police said.", "police"),
        ("NINE DIED, POLICE SAID.", "POLICE"),
        ("Police sources told Reuters that nine died.", "Police sources"),
        ("Security officials say nine died.", "Security officials"),
        ("A source in the provincial security services told Xinhua so.", "A source in the provincial security services"),
        ("An officer of the border guard gave the toll as nine.", "An officer of the border guard"),
        ("It was a bomb, according to a police major.", "a police major"),
        ("A MILITARY SOURCE REPORTED THAT NINE DIED.", "A MILITARY SOURCE"),
        ("The army has confirmed the attack.", "The army"),
        ("Colonel Rafael Soto also said nine died.", "Colonel Rafael Soto"),
        ("A police officer who would not be named told AFP so.", "A police officer"),
    ],
    "official": [
        ("The interior ministry said in a statement that nine died.", "The interior ministry"),
        ("Local officials said nine died.", "Local officials"),
        ("Karim Haddad, a military spokesman, said nine died.", "Karim Haddad, a military spokesman"),
        ("Prime Minister Omar Naji spoke of nine dead.", "Prime Minister Omar Naji"),
        ("THE GOVERNOR STATED THAT NINE DIED.", "THE GOVERNOR"),
        ("Nine died, said one official.", "one official"),
        ("The health ministry put the toll at nine.", "The health ministry"),
        ("According to the authorities, nine died.", "the authorities"),
        ("Interior Ministry spokesman Ali Saad told journalists so.", "Interior Ministry spokesman Ali Saad"),
        ("A Security Media Cell statement said nine died.", "A Security Media Cell statement"),
    ],
    "medic": [
        ("Hospital sources said nine died.", "Hospital sources"),
        ("Nine died, according to medics.", "medics"),
        ("Doctors told the BBC that nine died.", "Doctors"),
        ("Sources in hospitals and the security services said nine died.", "Sources in hospitals and the security services"),
        ("An official at the city hospital said nine died.", "An official at the city hospital"),
        ("The head of the clinic added that nine died.", "The head of the clinic"),
    ],
    "witness": [
        ("Local residents said nine died.", "Local residents"),
        ("Witnesses told Reuters that nine died.", "Witnesses"),
        ("Two eyewitnesses reported gunfire.", "Two eyewitnesses"),
        ("\"We ran,\" said a shopkeeper.", "a shopkeeper"),
        ("According to villagers, nine died.", "villagers"),
    ],
    "perpetrator": [
        ("Islamic State said it had killed nine.", "Islamic State"),
        ("ISIS claimed via Amaq that nine died.", "ISIS"),
        ("The rebels claimed that nine soldiers died.", "The rebels"),
        ("The group said on Telegram that it killed nine.", "The group"),
        ("The guerrillas announced nine deaths.", "The guerrillas"),
        ("Nine died, according to Boko Haram.", "Boko Haram"),
        ("A spokesman for the Taliban said nine died.", "A spokesman for the Taliban"),
    ],
    "media": [
        ("Al Jazeera reported nine deaths.", "Al Jazeera"),
        ("State media said nine died.", "State media"),
        ("According to local radio, nine died.", "local radio"),
        ("The newspaper said nine died.", "The newspaper"),
    ],
    "agency": [
        ("Xinhua said nine died.", "Xinhua"),
        ("AFP's sources counted nine dead.", "AFP's sources"),
        ("Nine died, according to the Anadolu agency.", "the Anadolu"),
    ],
    "monitor": [
        ("The Syrian Observatory for Human Rights said nine died.", "The Syrian Observatory for Human Rights"),
        ("A rights group put the death toll at nine.", "A rights group"),
        ("Human Rights Watch stated that nine died.", "Human Rights Watch"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "source"), [(k, t, s) for k, cases in KINDS.items() for t, s in cases])
def test_kinds_of_source(kind: str, text: str, source: str, book: Rulebook) -> None:
    mentions = found(text, book)
    assert [(m.source_text.removesuffix(" agency"), m.source_kind) for m in mentions] == [(source, kind)]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Medics told AFP by phone that nine died.", "Medics told AFP by phone"),
        ("The army said in a short statement that nine died.", "The army said in a short statement"),
        ("IS claimed on Telegram to have killed nine.", "IS claimed on Telegram"),
        ("Police on Monday said nine died.", "Police on Monday said"),
        (
            "An officer, speaking on condition of anonymity, said nine died.",
            "An officer, speaking on condition of anonymity, said",
        ),
        ("Nine died, according to a medic quoted by them.", "according to a medic"),
    ],
)
def test_the_span_is_the_source_with_its_verb(text: str, quote: str, book: Rulebook) -> None:
    assert found(text, book)[0].quote == quote


@pytest.mark.parametrize(
    "text",
    ["Nine people were killed.", "The police fled.", "It is said to be safe.", "No group claimed the attack.", "Nobody said so.",
     "Islamic State claimed responsibility.", "The officer was told to leave.", "All went according to plan.", "", "said", "SAID.",
     "He said so.", "They added fuel.", "The group claimed the bombing.", "Nine militants were reported killed."],
)  # fmt: skip
def test_what_is_no_attribution(text: str, book: Rulebook) -> None:
    assert found(text, book) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A police officer told AFP so.| He said nine died.", "A police officer"),
        ("Local residents said so.| They added that nine died.", "Local residents"),
        ("A hospital source said so.| The source added that nine died.", "A hospital source"),
        ("Iraqi officials said so.| Nine died, the officials said.", "Iraqi officials"),
        ("A doctor said so.| Nine died, according to the doctor.", "A doctor"),
        ("Medics said so.| A governor said so.| He said nine died.", "A governor"),
        ("A police officer said so.| They said nine died.", None),
        ("A police officer said so.|1.|2.|3.|4.|5.| He said nine died.", None),
    ],
)
def test_a_source_told_before(text: str, expected: str | None, book: Rulebook) -> None:
    mentions = found(text, book)
    if expected is None:
        assert len(mentions) == 1
        return
    assert mentions[-1].source_text == expected
    assert mentions[-1].source_kind == next(m.source_kind for m in mentions if m.source_text == expected)


def test_a_name_keeps_the_kind_of_its_first_mention(book: Rulebook) -> None:
    first, second = found("Ana Ruiz, a nurse, said so.| Nine died, Ruiz said.", book)
    assert (first.source_kind, second.source_kind) == ("medic", "medic")
    assert first.named
    assert second.named


def test_furniture_is_not_read(book: Rulebook) -> None:
    assert found("Police said nine died.", book, kind="furniture") == []
    assert found("Police said nine died.", book, kind="headline") != []


def test_people_between_commas_stay_outside(book: Rulebook) -> None:
    text = "According to Fernandez Cid, a group of policemen raided the parish center."
    assert found(text, book)[0].quote == "According to Fernandez Cid"


WORDS = st.sampled_from(
    [
        "said",
        "SAID",
        "told",
        "reported",
        "according",
        "to",
        "citing",
        "police",
        "A",
        "the",
        "Officer",
        "HOSPITAL",
        "sources",
        "source",
        "AFP",
        "in",
        "of",
        ",",
        ".",
        '"',
        "'",
        "’",
        "”",
        "he",
        "they",
        "The",
        "Haddad",
        "Ali",
        "militants",
        "Islamic",
        "State",
        "claimed",
        "via",
        "Amaq",
        "spokesman",
        "who",
        "spoke",
        "on",
        "condition",
        "of",
        "anonymity",
        "statement",
        "Monday",
        "also",
        "had",
        "\n",
        "\xa0",
        "İ",
        "\ue200",
        "\ue201",
        "|",
        "said",
        "police",
        "U.S.",
        "and",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=30).map(" ".join))


@settings(max_examples=250)
@given(text=TEXTS)
def test_any_text_gives_true_offsets(text: str) -> None:
    mentions = found(text, load_rulebook())
    at = 0
    for mention in mentions:
        assert at <= mention.start_char < mention.end_char <= len(text)
        at = mention.end_char
        assert mention.quote == text[mention.start_char : mention.end_char]
        assert mention.source_text.strip()
        assert mention.source_kind in KINDS
    assert found(text, load_rulebook()) == mentions


@pytest.mark.parametrize(
    "text", ["said " * 10_000, "police " * 10_000, "a police officer said " * 2_000, "A" * 100_000, ", " * 40_000]
)
def test_very_long_texts_are_read(text: str, book: Rulebook) -> None:
    assert all(m.quote == text[m.start_char : m.end_char] for m in found(text, book))
