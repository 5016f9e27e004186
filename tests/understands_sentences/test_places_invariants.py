"""Places: what holds for any text, and the gazetteer under them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.extraction import places
from tollbook.extraction.places import gazetteer
from tollbook.extraction.places.gazetteer import load_gazetteer, name_key
from tollbook.rows import Document, PlaceMention, Sentence
from tollbook.rulebook.load import load_rulebook

BOOK = load_rulebook()
WORDS = [
    "in", "near", "the", "village", "of", "Baghdad", "BAGHDAD", "Iraq", "Iraqi", "province", "al-", "Sadr", "City",
    ",", ".", "and", "between", "north of", "65 km", "(40 miles)", "Kirkuk", "market", "Sahel", "Burkina", "Faso",
    "--", "(AFP)", "U.S.", "Mr", "Nord", "’s", "St.", "District", "El",
    "Salvador", "Côte", "d'Ivoire", "ß", "İ", "\u00ad", "\x00", "'", "A-B", "de", "la",
]  # fmt: skip


def read(text: str) -> list[PlaceMention]:
    document = Document(doc_id="d", source_id="d", text=text)
    return places.find(document, [Sentence("s", "d", 0, 0, 0, len(text), text)], BOOK)


def check(text: str) -> list[PlaceMention]:
    found = read(text)
    at = 0
    for mention in found:
        assert text[mention.start_char : mention.end_char] == mention.quote
        assert at <= mention.start_char < mention.end_char
        assert mention.name
        at = mention.end_char
    assert len({m.mention_id for m in found}) == len(found)
    assert read(text) == found
    return found


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
@settings(max_examples=200)
def test_quotes_are_true_and_apart(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "A" * 50_000, "Al " * 5_000, "in Baghdad, " * 2_000, "al-" * 5_000, "İ" * 500]
)
def test_hostile_text(text: str) -> None:
    check(text)


def test_offsets_are_those_of_the_document() -> None:
    text = "Nothing here.\nIt was in Kabul.\n"
    sentence = Sentence("s", "d", 1, 0, 14, 30, text[14:30])
    found = places.find(Document(doc_id="d", source_id="d", text=text), [sentence], BOOK)
    assert [(m.start_char, m.quote) for m in found] == [(24, "Kabul")]


def test_every_rule_id_is_a_rule() -> None:
    text = "A bomb in Gorolo, Sahel, Burkina Faso hit a bus near Kabul and 5 km north of Marseille in West Africa."
    ids = {r.id for r in BOOK.rules}
    assert {m.rule_id for m in check(text)} <= ids


def test_every_listed_place_has_a_country_or_is_a_region() -> None:
    for located in BOOK.of("places"):
        emits = located.rule.emits if isinstance(located.rule.emits, dict) else {}
        for entry in located.rule.entries or ():
            values = {**emits, **entry.values}
            assert values.get("country") or values.get("precision") == "region", (located.id, entry.name)
            lat, lon = values.get("lat"), values.get("lon")
            assert (lat is None) == (lon is None)
            if lat is not None:
                assert -90 <= lat <= 90
                assert -180 <= lon <= 180


@given(st.text(max_size=40))
def test_name_key_is_stable(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert key.isascii()
    assert "  " not in key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sāmarrā’", "samarra"),
        ("Côte d'Ivoire", "cote divoire"),
        ("Al-Qa'im", "al qaim"),
        ("Łódź", "lodz"),
        ("東京", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_gazetteer_gives_the_largest_first() -> None:
    found = load_gazetteer().cities("paris")
    assert (found[0].country, found[0].geoname_id) == ("FR", 2988507)
    assert [c.population for c in found] == sorted((c.population for c in found), reverse=True)
    assert load_gazetteer().cities("no such place at all") == ()


def test_compact_copy_is_rebuilt_when_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = {"geonameid": 1, "name": "Tarn Ville", "alternatenames": ["Tarnville"], "countrycode": "FR",
            "admin1code": "1", "latitude": 1.5, "longitude": 2.5, "population": 9}  # fmt: skip
    monkeypatch.setattr(gazetteer, "_cities", lambda: [city])
    monkeypatch.setattr(gazetteer, "kept", lambda name: iter([path for path in [tmp_path / name] if path.is_file()]))
    monkeypatch.setattr(gazetteer, "user_folder", lambda: tmp_path)
    load_gazetteer.cache_clear()
    try:
        built = load_gazetteer()
        copy = next(tmp_path.glob("*.arrow"))
        load_gazetteer.cache_clear()
        read_back = load_gazetteer()
        assert built.cities("tarnville") == read_back.cities("tarnville")
        copy.unlink()
        copy.write_bytes(b"broken")
        load_gazetteer.cache_clear()
        rebuilt = load_gazetteer()
        assert built.cities("tarnville") == rebuilt.cities("tarn ville")
        for loaded in (built, read_back):
            assert [loaded.longest(word) for word in ("tarn", "tarnville", "ville")] == [2, 1, 0]
    finally:
        load_gazetteer.cache_clear()
