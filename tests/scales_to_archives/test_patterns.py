"""The cheap check before a pattern: it may let too much through, never too little."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from tollbook.extraction.claims.finding import _patterns
from tollbook.extraction.symbols import CODES, SYMBOLS
from tollbook.matching.patterns import Cue, Cues, Gate, PatternSet
from tollbook.memory import collection_paused
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.rulebook.needles import needles

BOOK = load_rulebook()


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\b(?:killed|wounded)\b", ({"killed", "wounded"},)),
        (r"blew (?:him|her)self up", ({"blew him", "blew her"}, {"self up"})),
        (r"(?P<who>[\ue000\ue001]) fell", ({" fell"}, {"\ue000", "\ue001"})),
        (r"(?:toll )?rose", ({"rose"},)),
        (r"(?:toll |)rose{0,3}", ({"ros"},)),
        (r"deaths?+", ({"death"},)),
        (r"(?>dead|slain) men", ({" men"}, {"dead", "slain"})),
        (r"(?<!no )dead(?= men)", ({"dead"}, {" men"})),  # what it looks at stands in the text too
        (r"\p{Lu}+ttack", ({"ttack"},)),
    ],
)
def test_needles(pattern: str, wanted: tuple[set[str], ...]) -> None:
    assert set(needles(pattern)) == {frozenset(w) for w in wanted}


@pytest.mark.parametrize(
    "pattern", [r"[a-z]+", r"a?", r"(?i)killed", r"(?i:kill)ed", r"(?:killed){i<=1}", r"(?r)dead", r"a|bcd", r"(", r""]
)
def test_nothing_is_certain(pattern: str) -> None:
    assert needles(pattern) == ()


WORDS = ["killed", "dead", "were", "was", "and", "wounded", "of", "at least", "to", "toll", "two", "police", "by", "in",
         "including", "bodies", "found", "himself", "blew", "up", ",", "(", ")", ".", "the", "injured", "hostage",
         "another", *CODES.values()]  # fmt: skip


def ungated(book: Rulebook) -> list[tuple[str, "regex.Pattern[str]"]]:
    people = {**SYMBOLS, "people": book.expand("{people_list}", SYMBOLS), "single": SYMBOLS["people"]}
    return [(rule.id, regex.compile(book.expand(rule.rule.pattern or "", people))) for rule in book.of("casualties")]


@pytest.mark.slow
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_gated_patterns_find_what_ungated_ones_find(text: str) -> None:
    found = [(h.rule.id, h.start, h.end) for h in BOOK.memo("test.gated", _patterns).all_hits(text)]
    every = [
        (rule, match.start(), match.end())
        for rule, pattern in BOOK.memo("test.ungated", ungated)
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]
    assert found == every


@given(st.text(max_size=60))
def test_cues_agree_with_their_patterns(text: str) -> None:
    names = ("separate_cue", "happened", "casualty_word")
    expected = {n for n in names if regex.search(BOOK.expand("{" + n + "}"), text)}
    said = BOOK.memo("test.cues", lambda b: Cues(b, names)).over(text)
    assert {n for n in names if said[n]} == expected
    cue = BOOK.memo("test.cue", lambda b: Cue(b, "{casualty_word}"))
    assert (cue.search(text) is not None) == ("casualty_word" in expected)


def test_gate_opens_when_every_set_has_a_string() -> None:
    gate = Gate([(frozenset({"dead"}), frozenset({"two", "ten"})), (), (frozenset({"dead"}),)])
    assert list(gate.open_for("ten dead")) == [0, 1, 2]
    assert list(gate.open_for("dead")) == [1, 2]
    assert list(gate.open_for("nothing")) == [1]


def test_unknown_placeholder_is_told_at_once() -> None:
    rule = next(r for r in BOOK.of("casualties"))
    broken = type(rule)(rule.rule.model_copy(update={"forms": ["{no_such_name}"]}), "casualties", "f", 1, "d")
    with pytest.raises(KeyError, match="no_such_name"):
        PatternSet(BOOK, [broken])


def test_collection_is_paused_and_goes_on() -> None:
    import gc  # noqa: PLC0415

    with collection_paused():
        assert not gc.isenabled()
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
