"""Patterns as RE2 knows them: what RE2 rules out `regex` does not find, and what it says by itself is so."""

import pytest
import re2
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook import limits
from tollbook.article import analyse
from tollbook.documents.making import make_document
from tollbook.extraction.claims.finding import looked_at
from tollbook.extraction.symbols import CODES
from tollbook.matching.patterns import Cue, Gate
from tollbook.matching.text import fold
from tollbook.reading.articles import Article
from tollbook.rule_trials import conventions
from tollbook.rulebook import load_rulebook
from tollbook.rulebook.linear import Together, linear
from tollbook.rulebook.needles import needles
from tollbook.rulebook.relaxed import NotRelaxableError, encoded, relaxed

BOOK = load_rulebook()
KNOWN = conventions(BOOK).symbols
RULES = [
    (located.dimension, located.rule.pattern)
    for located in BOOK.of("casualties", "people", "scope", "events", "dates", "actors")
    if located.rule.pattern
]
LEXICONS = sorted(n for n, lexicon in BOOK.lexicons.items() if not regex.search(r"\{[a-z_]+\}", lexicon.pattern or ""))
SAID = [fold(e.text) for located in BOOK.rules for e in located.rule.examples.match if e.text]
WORDS = ["killed", "was killed", "dead", "were", "wounded", "of", "in the", "to", "two", "police", "by", "including",
         "found", "himself", "blew up", ",", "(", ")", ".", "the", "on sunday", "another", "caf\u00e9", "\u2014", "\n",
         "claimed responsibility", "in 2017", "who died", "\U0001f600", *CODES.values()]  # fmt: skip
texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join),
    st.sampled_from(SAID),
    st.tuples(st.sampled_from(SAID), st.sampled_from(SAID)).map(" ".join),
)


@pytest.mark.parametrize(
    ("pattern", "finds"),
    [
        (r"were(?<=there )men\b(?! (?:and|or))", "weremen"),  # look-around is left out
        (r"[a-z]{3,5} died", "it was said that all died"),  # counts become open
        (r"(?:it is said by all who were there that )?he died", "he died"),
        (r"(?:it is said by all who were there that )he died", "it is said by all who were there that he died"),
        (r"[^\W\d]+", "\u00e9"),
        (r"\bmen\b", "\u00e9men\u00e9"),
        (r"\S \D", "\u00e9 \u00e9"),
        (r"(?>kill|slay)s++", "he kills"),
        ("[\ue000-\ue003] men", "\ue002 men"),
        (r".", "\n"[:0] + "a"),
    ],
)
def test_a_relaxed_pattern_finds_at_least_as_much(pattern: str, finds: str) -> None:
    options = re2.Options()
    options.encoding = type(options.encoding).LATIN1
    assert re2.compile(relaxed(pattern).pattern.encode(), options).search(encoded(finds)) is not None


@pytest.mark.parametrize(
    ("pattern", "rules_out"),
    [
        (r"(?<=two )men", "three men"),  # but for what stands right before and after
        (r"(?:(?<=two )men|(?<=both )boys)", "two boys"),
        (r"men(?= who)(?! said)", "men said"),
        (r"(?:men(?= who)|boys(?= and))(?! said)", "boys who"),
    ],
)
def test_what_a_whole_pattern_looks_at_must_be_there(pattern: str, rules_out: str) -> None:
    options = re2.Options()
    options.encoding = type(options.encoding).LATIN1
    walk = re2.compile(relaxed(pattern, whole=True).pattern.encode(), options)
    assert walk.search(encoded(rules_out)) is None
    assert walk.search(encoded("of two men who both boys and")) is not None


def test_one_pass_tells_which_patterns_can_match() -> None:
    patterns = ["two", "two men", "men", r"\p{Ll}wo", "(?<=of )two"]  # RE2 is not asked for the fourth
    assert Together(BOOK, patterns, anywhere=False).by(b"two men of two") == [0, 1, 3, 4]
    assert Together(BOOK, patterns, anywhere=True).by(b"of men") == [2, 3]
    assert Together(BOOK, patterns, anywhere=True).by(b"nobody") == [3]


@pytest.mark.parametrize(
    "pattern", ["(?i)a", "(?-i:a)b", "(?:abc){e<=1}", r"\p{Lu}a", "[[:alpha:]]", "(a)\\1", "(", "(?s).", "(?r)ab"]
)
def test_what_is_read_in_another_way_is_not_relaxed(pattern: str) -> None:
    with pytest.raises(NotRelaxableError):
        relaxed(pattern)
    assert Cue(BOOK, "a").linear.possible(b"a") is not None


@pytest.mark.parametrize(
    ("pattern", "finds"),
    [
        ("(?i:Two) men", "tWO men"),
        ("(?i:kiss)", "\u212ai\u017fs"),  # letters beyond ASCII that are ASCII's in the other case
        ("(?i:\u017fi\u212a)", "SIK"),
        ("(?i:[\u0100-\u0180]) two", "s two"),
        ("(?i:[^a-j])at", "Kat"),
    ],
)
def test_where_capitals_make_no_difference_nothing_is_ruled_out(pattern: str, finds: str) -> None:
    assert regex.search(pattern, finds)
    assert linear(BOOK, pattern).possible(encoded(finds))
    assert Together(BOOK, [pattern], anywhere=False).by(encoded(finds)) == [0]
    assert linear(BOOK, pattern).possible(b"one") is None


def test_parts_that_are_known_stand_for_themselves() -> None:
    known = {"\U000f0000": relaxed("killed"), "\U000f0001": relaxed("shot")}
    choice = relaxed("(?:\U000f0000|\U000f0001) men", known)  # the parser makes a class of the two
    assert choice.exact == r"(?:killed|shot)\x{20}men"
    assert set(
        needles("(?:\U000f0000|\U000f0001)", {c: needles(w) for c, w in zip(known, ("killed", "shot"), strict=True)})
    ) == {frozenset({"killed", "shot"})}


@settings(max_examples=60)
@given(texts)
def test_no_rule_finds_what_re2_rules_out(text: str) -> None:
    for dimension, pattern in RULES:
        cue = BOOK.memo(f"test.rule.{dimension}.{pattern}", lambda b: Cue(b, pattern, KNOWN.get(dimension)))  # noqa: B023
        expected = [m.span() for m in cue.compiled.finditer(text)]
        assert [m.span() for m in cue.finditer(text)] == expected, pattern


@pytest.mark.slow
@settings(max_examples=60)
@given(texts)
def test_a_lexicon_is_found_where_regex_finds_it(text: str) -> None:
    for name in LEXICONS:
        cue = BOOK.memo(f"test.lexicon.{name}", lambda b: Cue(b, "{" + name + "}"))  # noqa: B023
        assert cue.found(text) == (cue.compiled.search(text) is not None), name
        assert linear(BOOK, "{" + name + "}").found("") in (None, cue.compiled.search("") is not None)


@pytest.mark.slow
@settings(max_examples=150)
@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=3).map(" ".join))
def test_what_is_found_among_symbols_is_possible_in_the_words(text: str) -> None:
    """The gate of articles asks RE2 before mentions are known: what matches once they are, it must not rule out."""
    reading = analyse(make_document(Article("t", text), BOOK), BOOK)
    for sentence, marked in looked_at(reading.sentences, reading.mentions, BOOK):
        for dimension, pattern in RULES:
            if dimension == "casualties" and cue_of(pattern).compiled.search(marked.text):
                assert linear(BOOK, pattern, KNOWN[dimension], marked=False).possible(encoded(fold(sentence.text)))


def cue_of(pattern: str) -> Cue:
    return BOOK.memo(f"test.rule.casualties.{pattern}", lambda b: Cue(b, pattern, KNOWN["casualties"]))


def test_rules_can_be_walked_by_re2() -> None:
    """A rule that RE2 cannot run is tried at each position of every sentence: only what RE2 has no words for may be."""
    for dimension, pattern in RULES:
        try:
            assert BOOK.relaxed(pattern, KNOWN.get(dimension)).characters, pattern
        except NotRelaxableError:
            assert regex.search(r"\(\?P=|\(\?i|\\p\{", BOOK.expand(pattern, KNOWN.get(dimension))), pattern


def test_gate_over_a_document_opens_as_over_each_sentence() -> None:
    gate = Gate([(frozenset({"dead"}), frozenset({"two", "ten"})), (), (frozenset({"dead"}),)])
    text = "ten dead. nothing. two. dead"
    spans = [(0, 9), (10, 18), (19, 23), (24, 28)]
    assert [list(o) for o in gate.open_in(text, spans)] == [list(gate.open_for(text[a:b])) for a, b in spans]
    assert list(gate.open_in("ten de. ad", [(0, 7), (8, 10)])) == [[1], [1]]


def test_every_pattern_runs_against_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        Cue(BOOK, r"(?:a+?)+?b(?<!b)").match("a" * 40 + "b")  # RE2 would know of one that ends otherwise
    with pytest.raises(TimeoutError):  # no repeat inside another, and yet two to the power of its length
        Cue(BOOK, r"(?:a|aa)+b(?<!b)").match("a" * 60 + "b")
    assert Cue(BOOK, r"(?:a+)+b").match("aab") is not None
