"""Events: what hides what, and what holds for any text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extraction import events
from tollbook.rows import Document, EventMention, Sentence
from tollbook.rulebook.load import load_rulebook

BOOK = load_rulebook()
RULES = BOOK.of("events")


def read(text: str, kind: str = "body") -> list[EventMention]:
    document = Document(doc_id="d", source_id="d", text=text)
    return events.find(document, [Sentence("s", "d", 0, 0, 0, len(text), text, kind=kind)], BOOK)


def values(text: str, kind: str) -> list[str]:
    return [m.value for m in read(text) if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No group has yet claimed responsibility.", "unclaimed"),
        ("No one claimed the attack.", "unclaimed"),
        ("A group has not yet come out to claim responsibility for the attack.", "unclaimed"),
        ("No one has immediately claimed credit.", "unclaimed"),
        ("The cell said it had carried out the raid.", "claimed"),
        ("The group took credit for it.", "claimed"),
        ("The party denied that it was involved.", "denied"),
        ("Sources attributed both attacks to a clan.", "attributed"),
        ("The army blamed bandits.", "attributed"),
        ("Police suspect bandits.", "suspected"),
    ],
)
def test_responsibility(text: str, value: str) -> None:
    assert values(text, "responsibility") == [value]


def test_attack_that_is_none_is_hidden() -> None:
    assert values("He had a heart attack.", "attack") == []
    assert values("He had a heart attack.", "non_attack") == ["disease"]
    assert values("A gas cylinder exploded.", "attack") == []


def test_weapon_inside_an_attack_stays() -> None:
    found = [(m.kind, m.value) for m in read("Two car bomb attacks shook the bridge.")]
    assert sorted(found) == [("attack", "vehicle_bombing"), ("target", "bridge"), ("weapon", "car_bomb")]


def test_furniture_is_not_read() -> None:
    assert read("Bomb attack: read more", kind="furniture") == []


WORDS = st.sampled_from(
    ["set", "on fire", "bomb", "attack", "heart", "claimed", "responsibility", "no", "one", "\x00", "\n", "İ", "threw",
     "a", "grenade", "police station", ".", "said", "it was behind", "would", "kill"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join)))
def test_any_text_gives_true_quotes_and_one_kind_does_not_overlap(text: str) -> None:
    found = read(text)
    assert [m.quote for m in found] == [text[m.start_char : m.end_char] for m in found]
    for kind in {m.kind for m in found}:
        own = [m for m in found if m.kind == kind]
        assert all(a.end_char <= b.start_char for a, b in itertools.pairwise(own))
    assert found == read(text)


@pytest.mark.parametrize("text", ["", "\x00" * 1000, "bomb " * 5_000, "set a " * 5_000, "A" * 200_000])
def test_hostile_text(text: str) -> None:
    assert all(m.quote == text[m.start_char : m.end_char] for m in read(text))
