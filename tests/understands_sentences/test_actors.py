"""Actors: names and acronyms, compounds, and what holds for any text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extraction import actors
from tollbook.rows import ActorMention, Document, Sentence
from tollbook.rulebook.load import load_rulebook

BOOK = load_rulebook()
RULES = BOOK.of("actors")


def read(*texts: str) -> list[ActorMention]:
    text = "\n".join(texts)
    document = Document(doc_id="d", source_id="d", text=text)
    return actors.find(document, sentences_of(texts), BOOK)


def sentences_of(texts: tuple[str, ...]) -> list[Sentence]:
    out, at = [], 0
    for n, text in enumerate(texts):
        out.append(Sentence(f"s{n}", "d", n, 0, at, at + len(text), text))
        at += len(text) + 1
    return out


def quotes(*texts: str, kind: str | None = None) -> list[str]:
    return [m.quote for m in read(*texts) if kind in (None, m.kind)]


def test_every_entry_has_a_kind_and_groups_are_many() -> None:
    groups = {e.name for r in RULES if r.id.startswith("actors.groups.") for e in r.rule.entries or ()}
    nouns = {n for r in RULES if r.id.startswith("actors.victims.") for e in r.rule.entries or () for n in [e.name]}
    assert len(groups) >= 300
    assert len(nouns) >= 400


def test_acronym_is_a_name_only_where_capitals_mean_something() -> None:
    assert quotes("IS said it had struck the convoy.", kind="armed_group") == ["IS"]
    assert quotes("THIS IS THE END. IS ANYONE THERE?", kind="armed_group") == []
    assert quotes("LET THE ELN SPEAK", kind="armed_group") == ["ELN"]
    assert quotes("He is here, let him in.", kind="armed_group") == []
    assert quotes("A man of LeT spoke.", kind="armed_group") == ["LeT"]


def test_acronym_that_the_text_introduces_works_in_the_rest_of_it() -> None:
    found = read("The Blue Coast Liberation Front (BCLF) claimed responsibility.", "BCLF men left. Others stayed.")
    assert [m.name for m in found if m.kind == "armed_group"] == ["Blue Coast Liberation Front"] * 2


def test_context_tells_groups_with_one_name_apart() -> None:
    [one] = [m for m in read("The ADF attacked a village near Beni in Congo.") if m.kind == "armed_group"]
    [two] = [m for m in read("The ADF attacked a village in Cameroon.") if m.kind == "armed_group"]
    assert (one.name, two.name) == ("Allied Democratic Forces", "Ambazonia Defense Forces")
    assert one.actor_id == "allied-democratic-forces"


def test_name_and_noun_are_two_mentions() -> None:
    found = read("Islamic State fighters killed nine policemen.")
    assert [(m.quote, m.kind) for m in found] == [
        ("Islamic State", "armed_group"),
        ("fighters", "attackers"),
        ("policemen", "victims"),
    ]


def test_hyphens_accents_quotes_and_line_ends_do_not_matter() -> None:
    for text in (
        "al‑Qa’ida in the Islamic Maghreb",
        "Al Qaeda in the\nIslamic Maghreb",
        "AL-QAEDA IN THE ISLAMIC MAGHREB",
    ):
        assert [m.name for m in read(text)] == ["Al-Qaida in the Islamic Maghreb"], text


def test_a_compound_is_no_victim() -> None:
    assert quotes("They stormed the police station and an army checkpoint.", kind="victims") == []
    assert quotes("Two police officers fled the police station.", kind="victims") == ["police officers"]


def test_who_claims_an_attack_without_having_been_named_is_a_group() -> None:
    assert quotes("Sarmentia claimed responsibility for the incident.", kind="armed_group") == ["Sarmentia"]
    told = "Police held Olo Bank. Bank claimed responsibility for the attack."
    assert quotes(told, kind="armed_group") == []


def test_group_of_a_list_keeps_its_name_where_it_is_introduced() -> None:
    found = read("A militant group called Jaish-ul-Adl fired on the post.")
    assert [m.name for m in found if m.kind == "armed_group"] == ["Jaish al-Adl"]


def test_furniture_is_not_read() -> None:
    text = "Soldiers sign up here."
    document = Document(doc_id="d", source_id="d", text=text)
    sentence = Sentence("s", "d", 0, 0, 0, len(text), text, kind="furniture")
    assert actors.find(document, [sentence], BOOK) == []


WORDS = st.sampled_from(
    ["Islamic State", "IS", "(", ")", "[ELN]", "police", "station", "\x00", "\n", "İstanbul", "ß", "’", "anti-", "Boko",
     "Haram", "soldiers", "Front", "for", "claimed responsibility", "𝔘", ".", "the", "THE"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join)))
def test_any_text_gives_true_quotes_that_do_not_overlap(text: str) -> None:
    found = read(text)
    assert [m.quote for m in found] == [text[m.start_char : m.end_char] for m in found]
    assert all(a.end_char <= b.start_char for a, b in itertools.pairwise(found))
    assert len({m.mention_id for m in found}) == len(found)
    assert found == read(text)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "\x00" * 1000, "police " * 20_000, "(" * 20_000, "A" * 200_000])
def test_hostile_text(text: str) -> None:
    assert all(m.quote == text[m.start_char : m.end_char] for m in read(text))


@pytest.mark.parametrize("before", ["Islamist", "Suspected Somali"])
def test_words_before_a_listed_name_make_no_other_group(before: str) -> None:
    (group,) = [m for m in read(f"{before} al Shabaab militants killed nine clerks in Wau.") if m.kind == "armed_group"]
    assert group.name == "Al-Shabaab"
