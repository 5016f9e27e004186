from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.article import analyse
from tollbook.documents.making import make_document
from tollbook.extraction import numbers
from tollbook.extraction.numbers.symbols import Symbolic
from tollbook.extraction.numbers.tokens import Words, tokens
from tollbook.matching.text import fold
from tollbook.reading.articles import Article
from tollbook.rows import Document, NumberMention, Sentence
from tollbook.rule_trials import trials
from tollbook.rulebook import LocatedRule, Rulebook, load_rulebook
from tollbook.rulebook.examples import run_examples

BOOK = load_rulebook()
PIECES = [
    "at least",
    "no fewer than",
    "12",
    "twenty",
    "-",
    "one",
    "hundred",
    "and",
    "to",
    "or",
    "more",
    "a",
    "dozen",
    ",",
    "1,200",
    "2014",
    "7.62",
    "mm",
    "km",
    "several",
    "some",
    "dozens",
    "of",
    "the",
    "men",
    ".",
    "\n",
    "aged",
    "AK-47",
    "%",
    "$",
    "half",
    "a couple",
    "between",
    "0530",
    "03/01/2017",
    "\u2014",
    "ß",
    "İ",
    "\ue100",
    "\x00",
    "３５",
    "first",
]


def find(text: str, book: Rulebook = BOOK, *sentences: Sentence) -> list[NumberMention]:
    document = Document("doc_t", "t", text=text, chars=len(text))
    whole = Sentence("sen_t", "doc_t", 0, 0, 0, len(text), text)
    return numbers.find(document, sentences or [whole], book)


def counts(text: str) -> list[tuple[str, int | None, int | None, str, str | None]]:
    return [(m.quote, m.low, m.high, m.qualifier, m.word) for m in find(text) if m.unit == "count"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("seven", 7),
        ("fourteen", 14),
        ("twenty", 20),
        ("twenty-one", 21),
        ("thirty five", 35),
        ("THIRTY-FIVE", 35),
        ("one hundred", 100),
        ("a hundred", 100),
        ("one hundred and twenty", 120),
        ("two hundred thirty-four", 234),
        ("a thousand", 1000),
        ("three thousand", 3000),
        ("two thousand three hundred and five", 2305),
        ("three hundred and fifty-two thousand", 352000),
        ("a million", 1000000),
        ("1.5 million", 1500000),
        ("two million three hundred thousand", 2300000),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("3 dozen", 36),
        ("1,200", 1200),
        ("35,000", 35000),
        ("1,234,567", 1234567),
        ("13", 13),
        ("100", 100),
    ],
)
def test_values_of_numbers(words: str, value: int) -> None:
    assert counts(f"There were {words} guards at the gate.") == [(words, value, value, "exact", None)]


@pytest.mark.parametrize(
    ("phrase", "low", "high", "qualifier"),
    [
        ("at least 12", 12, None, "at_least"),
        ("no fewer than five", 5, None, "at_least"),
        ("a minimum of 12", 12, None, "at_least"),
        ("12 or more", 12, None, "at_least"),
        ("60-plus", 60, None, "at_least"),
        ("more than 60", 61, None, "more_than"),
        ("over 60", 61, None, "more_than"),
        ("upwards of 60", 61, None, "more_than"),
        ("more than a dozen", 13, None, "more_than"),
        ("over 2,000", 2001, None, "more_than"),
        ("up to 15", None, 15, "up_to"),
        ("as many as 15", None, 15, "up_to"),
        ("no more than 15", None, 15, "up_to"),
        ("at most 15", None, 15, "up_to"),
        ("fewer than 10", None, 9, "up_to"),
        ("less than ten", None, 9, "up_to"),
        ("under 10", None, 9, "up_to"),
        ("about 40", 40, 40, "about"),
        ("around 40", 40, 40, "about"),
        ("nearly 40", 40, 40, "about"),
        ("almost forty", 40, 40, "about"),
        ("some 40", 40, 40, "about"),
        ("roughly 40", 40, 40, "about"),
        ("an estimated 40", 40, 40, "about"),
        ("close to 40", 40, 40, "about"),
        ("40 or so", 40, 40, "about"),
        ("10 to 15", 10, 15, "range"),
        ("10-15", 10, 15, "range"),
        ("10–15", 10, 15, "range"),
        ("between six and eight", 6, 8, "range"),
        ("two or three", 2, 3, "range"),
    ],
)
def test_a_hedge_and_its_number_are_one_mention(phrase: str, low: int | None, high: int | None, qualifier: str) -> None:
    assert counts(f"They saw {phrase} guards.") == [(phrase, low, high, qualifier, None)]
    assert counts(f"THEY SAW {phrase.upper()} GUARDS.") == [(phrase.upper(), low, high, qualifier, None)]


@pytest.mark.parametrize(
    ("phrase", "quote", "word"),
    [
        ("several guards", "several", "several"),
        ("dozens of guards", "dozens of", "dozens"),
        ("dozens", "dozens", "dozens"),
        ("at least dozens of guards", "at least dozens of", "dozens"),
        ("scores of guards", "scores of", "scores"),
        ("many guards", "many", "many"),
        ("a few guards", "a few", "few"),
        ("some guards", "some", "some"),
        ("a number of guards", "a number of", "number"),
        ("a number of them", "a number", "number"),
        ("tens of thousands of guards", "tens of thousands of", "thousands"),
        ("numerous guards", "numerous", "numerous"),
        ("several hundred guards", "several hundred", "hundreds"),
        ("a few dozen guards", "a few dozen", "dozens"),
        ("an unknown number of guards", "an unknown number of", "unknown"),
        ("countless guards", "countless", "countless"),
    ],
)
def test_vague_words(phrase: str, quote: str, word: str) -> None:
    assert counts(f"They saw {phrase} there.") == [(quote, None, None, "vague", word)]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The boy, aged 12, ran.", "age"),
        ("A 12-year-old boy ran.", "age"),
        ("A report said Ali Hassan, 35, ran.", "age"),
        ("It lies 65 km south.", "distance"),
        ("It lies about 65 km south.", "distance"),
        ("They asked for $5,000.", "money"),
        ("They asked for 500 dollars.", "money"),
        ("Some 40 percent stayed.", "percent"),
        ("He had an AK-47 rifle.", "calibre"),
        ("They fired 107mm rockets.", "calibre"),
        ("They use 7.62 mm rounds.", "calibre"),
        ("It began at 10:30.", "time"),
        ("It began at 5pm.", "time"),
        ("It lasted three hours.", "time"),
        ("It was in 2017.", "date"),
        ("It began on 5 September.", "date"),
        ("It began in the 1990s.", "date"),
        ("The third man ran.", "ordinal"),
        ("The 3rd Infantry Brigade left.", "ordinal"),
        ("They took Highway 5 home.", "other"),
        ("Detachment No.4 left.", "other"),
        ("Battalion 12 left.", "other"),
        ("The vote was 5-4.", "other"),
        ("It weighs 50 kg.", "other"),
    ],
)
def test_numbers_that_count_no_people(text: str, unit: str) -> None:
    found = find(text)
    assert [m.unit for m in found] == [unit], found


@pytest.mark.parametrize(
    "text",
    [
        "No one was hurt.",
        "They shot one another.",
        "This one was new.",
        "Someone attended.",
        "One day it ended.",
        "How many were there?",
    ],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert counts(text) == []


UNITS = "zero one two three four five six seven eight nine ten eleven twelve"
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = [*UNITS.split(), *TEENS.split()]


def spelled(n: int, joint: str) -> str:
    """A number as it is written in words; `joint` stands after hundreds, and before what is less than them."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS.split()[n // 10 - 2] + (f"-{ONES[n % 10]}" if n % 10 else "")
    scale, word = next((s, w) for s, w in ((10**6, "million"), (1000, "thousand"), (100, "hundred")) if n >= s)
    rest = f"{joint if n % scale < 100 else ' '}{spelled(n % scale, joint)}" if n % scale else ""
    return f"{spelled(n // scale, joint)} {word}{rest}"


@pytest.mark.parametrize("joint", [" ", " and "])
def test_numbers_in_words_are_what_they_say(joint: str) -> None:
    words = Words.of(BOOK)
    for n in (*range(1300), *range(1300, 10**6, 9973), 10**6, 2_300_000, 999_999_999):
        text = spelled(n, joint)
        assert [(t.value, text[t.start : t.end]) for t in tokens(text, words)] == [(n, text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # groups
        ("dozen", [12]),
        ("a dozen", [12]),
        ("a-dozen", [12]),
        ("half a dozen", [6]),
        ("a half dozen", [6]),
        ("half-a-dozen", [6]),
        ("one dozen", [12]),
        ("twenty-dozen", [240]),
        ("ninety-nine dozen", [1188]),
        ("two score", [40]),
        ("a score", [20]),
        # an article is a word
        ("via dozen", [12]),
        ("a hundred", [100]),
        ("via hundred", [100]),
        ("a thousand", [1000]),
        ("xa thousand", []),
        ("hundred and one", [101]),
        ("a hundred and five", [105]),
        ("a score five", [20, 5]),
        # words are whole words, and a sign that ends one may stand before a figure
        ("often freight eight", [8]),
        ("ten_", []),
        ("_ten", []),
        ("tenfold", []),
        ("approx.40", ["approx.", 40]),
        # a scale alone, or a group other than a dozen, is no number
        ("thousand", []),
        ("score", []),
        ("via score", []),
        # what one number cannot go on with begins another one
        ("twenty ten", [20, 10]),
        ("twenty zero", [20, 0]),
        ("nineteen five", [19, 5]),
        ("twenty and five", [20, 5]),
        ("one hundred-five", [100, 5]),
        ("two hundred zero", [200, 0]),
        ("one hundred hundred", [100, 100]),
        ("two hundred hundred", [200, 100]),
        ("zero hundred", [0, 100]),
        ("zero dozen", [0, 12]),
        ("hundred dozen", [100, 12]),
        ("two dozen five", [24, 5]),
        ("dozen dozen", [12, 12]),
        ("a hundred thousand", [100_000]),
        ("two score five", [40, 5]),
        ("two thousand dozen", [2000, 12]),
        ("three thousand two million", [3002]),
        ("one thousand five thousand", [1005]),
        ("a thousand five thousand", [1005]),
        ("two million three million", [2_000_003]),
        ("thirty and thousand", [30]),
        # figures and words
        ("3 dozen", [36]),
        ("2 hundred", [200]),
        ("0 hundred", [0, 100]),
        ("1.5 million", [1_500_000]),
        ("1,20", [None]),
        ("1.2.3", [None]),
        ("1.5", [None]),
        ("0530 thousand", [530]),
        ("123456789012345", [123456789012345]),
        ("1234567890123456", [None]),
        ("2 thousand million million", [2000]),
        ("1,20 hundred", [None, 100]),
        # up to a million billions
        ("1000000000 million", [10**15]),
        ("1000000001 million", [None]),
    ],
)
def test_words_that_make_one_number_and_words_that_do_not(text: str, values: list[int | None]) -> None:
    assert [t.value for t in tokens(text, Words.of(BOOK))] == values


def test_a_number_ends_where_its_grammar_does() -> None:
    for text in ("three thousand two million", "2 thousand million"):
        (number,) = tokens(text, Words.of(BOOK))
        assert text[number.end :] == " million"


@pytest.mark.parametrize(
    ("figure", "kind"),
    [
        ("0530", "time"),
        ("0959", "time"),
        ("0960", "code"),
        ("1859", "clock"),  # a time of day, or a count
        ("1899", "digits"),
        ("1900", "year"),
        ("2099", "year"),
        ("2100", "clock"),
        ("2359", "clock"),
        ("2400", "digits"),
        ("999", "digits"),
        ("12345", "digits"),
        ("12", "small"),
    ],
)
def test_a_figure_of_four_digits_may_be_a_year_or_a_time(figure: str, kind: str) -> None:
    assert [t.shape for t in tokens(figure, Words.of(BOOK))] == [kind]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *(("a couple", "group"), ("a score", "group")),
        *((words, "spelled") for words in ("dozen", "hundred", "a dozen", "a hundred")),
    ],
)
def test_a_dozen_is_a_number_and_a_couple_a_group(words: str, kind: str) -> None:
    assert [t.shape for t in tokens(words, Words.of(BOOK))] == [kind]


def test_a_group_takes_its_of_along() -> None:
    assert counts("They saw a couple of guards.") == [("a couple of", 2, 2, "exact", None)]
    assert counts("They saw a couple of them.") == [("a couple", 2, 2, "exact", None)]


def test_a_phrase_that_ends_in_an_article_shares_no_word_with_the_number() -> None:
    about = BOOK.lexicons["num_about"].model_copy(update={"words": ["nigh on half a"]})
    book = replace(BOOK, lexicons={**BOOK.lexicons, "num_about": about}, memos={})
    found = tokens("nigh on half a dozen", Words.of(book))
    assert [(t.start, t.end, t.value) for t in found] == [(0, 14, "nigh on half a"), (15, 20, 12)]


def test_a_range_goes_up() -> None:
    assert [c[:4] for c in counts("They saw 12 to 15 guards.")] == [("12 to 15", 12, 15, "range")]
    assert [(m.unit, m.low, m.high, m.qualifier) for m in find("They saw 12 to 12 guards.")] == [
        ("other", None, None, "exact")
    ]
    assert [(m.quote, m.low, m.high, m.qualifier) for m in find("They moved 86 and 73 tons.") if m.unit != "count"] == [
        ("86 and 73 tons", 73, 86, "range")
    ]
    assert [(m.low, m.high, m.qualifier) for m in find("They moved 86 tons.")] == [(86, 86, "exact")]


def test_a_change_is_no_range() -> None:
    assert [c[:3] for c in counts("The toll rose from 12 to 15.")] == [("12", 12, 12), ("15", 15, 15)]


def test_a_dash_between_clauses_is_no_hyphen() -> None:
    assert [c[0] for c in counts("It hurt 12—three of them guards.")] == ["12", "three"]


def test_ids_and_sentences() -> None:
    text = "Two ran.\nThree ran."
    first = Sentence("sen_a", "doc_t", 0, 0, 0, 8, text[:8], "furniture")
    second = Sentence("sen_b", "doc_t", 1, 0, 9, len(text), text[9:])
    (found,) = find(text, BOOK, first, second)
    assert (found.quote, found.sentence_id, found.start_char, found.doc_id) == ("Three", "sen_b", 9, "doc_t")
    assert found.mention_id.startswith("num_")
    assert find(text, BOOK, first, second) == [found]
    (elsewhere,) = numbers.find(Document("doc_u", "u", text=text, chars=len(text)), [first, second], BOOK)
    assert elsewhere.mention_id != found.mention_id


def test_only_where_a_number_stands_is_one() -> None:
    found = tokens("he saw 12 men", Words.of(BOOK))
    symbolic = Symbolic.of("he saw 12 men", found)
    (number,) = found
    assert [symbolic.token_at(p) for p in range(6, 10)] == [None, number, None, None]


def test_a_figure_is_one_position_of_a_text_and_the_rest_stays():
    text = "12 men, 345 boys"
    symbolic = Symbolic.of(text, tokens(text, Words.of(BOOK)))
    assert [symbolic.inside(at) for at in range(len(text) + 1)] == [0, 0, *range(1, 7), 7, 7, 7, *range(8, 14)]
    assert [symbolic.outside(at) for at in range(len(symbolic.text) + 1)] == [0, *range(2, 9), *range(11, 17)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They saw 12 to 15 guards and 3 boys.", ["12 to 15", "3"]),
        ("They saw 10 to 15 to 20 guards.", ["10 to 15", "20"]),
    ],
)
def test_numbers_of_a_sentence_stand_beside_each_other(text, found):
    assert [m.quote for m in find(text)] == found


def cut(text, at, kind="text"):
    """A text as two sentences, the second one beginning at an offset, or behind a space there."""
    second = at + (text[at] in " \n")
    return find(
        text,
        BOOK,
        Sentence("sen_a", "doc_t", 0, 0, 0, at, text[:at], kind),
        Sentence("sen_b", "doc_t", 1, 0, second, len(text), text[second:]),
    )


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("They saw 123456 men", 12, []),  # so long a line that it was cut within its figure
        ("12-15 guards left", 2, [("12", "exact")]),
        ("Raid kills 10 couple of boys", 13, [("10", "exact")]),
        ("Raid kills 10\ncouple of boys", 13, [("10", "exact")]),
    ],
)
def test_a_number_is_of_one_sentence(text, at, found):
    assert [(m.quote, m.qualifier) for m in cut(text, at)] == found


def test_the_dash_after_a_dateline_is_no_hyphen():
    (nine,) = cut("KIRKUK-Nine men ran", 7, "dateline")
    assert (nine.quote, nine.unit) == ("Nine", "count")
    date, nine = cut("KIRKUK, Sept 5 Nine men ran", 14, "dateline")
    assert (date.quote, date.unit, nine.quote) == ("Sept 5", "date", "Nine")


def test_the_longest_reading_of_a_rule_is_taken():
    """In whichever order its forms stand."""
    forms = ["{num:low} men", "{num:low} men at arms"]
    rule = next(r for r in BOOK.of("numbers") if r.rule.emits == {"bounds": "exact"} and r.rule.priority == 0)
    located = replace(rule, rule=rule.rule.model_copy(update={"forms": forms}))
    (found,) = find("They saw 12 men at arms.", replace(BOOK, rules=(located,), memos={}))
    assert found.quote == "12 men at arms"


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)
def test_offsets_hold_and_nothing_overlaps(text: str) -> None:
    end = 0
    for mention in find(text):
        assert text[mention.start_char : mention.end_char] == mention.quote
        assert end <= mention.start_char < mention.end_char
        if mention.low is not None and mention.high is not None:
            assert mention.low <= mention.high
        end = mention.end_char


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for mention in find(text):
        assert text[mention.start_char : mention.end_char] == mention.quote


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["1", "1 ", "one hundred ", "at least ", "a ", "12-", "1,", "$", "( ", "\x00"])
def test_long_lines_are_read(unit: str) -> None:
    find(unit * (20_000 // len(unit)))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_positions_lead_back_to_offsets(text: str) -> None:
    folded = fold(text)
    found = tokens(folded, BOOK.memo("test.words", Words.of))
    symbolic = Symbolic.of(folded, found)
    for position in range(len(symbolic.text) + 1):
        assert symbolic.inside(symbolic.outside(position)) == position
    assert [symbolic.token_at(p) for p in symbolic.positions] == list(found)


@pytest.mark.parametrize("before", ["KIRKUK, Iraq — ", "It was a long day. ", "Headline\n", "Headline\n\n", ""])
def test_a_hedge_at_the_beginning_of_a_sentence_belongs_to_its_number(before: str) -> None:
    document = make_document(Article("t", before + "At least 31 people died."), BOOK)
    (found,) = [m for m in analyse(document, BOOK).mentions.numbers if m.unit == "count"]
    assert (found.quote, found.low, found.high) == ("At least 31", 31, None)


def test_a_rule_that_emits_a_list_of_one_emits_that_one() -> None:
    def listed(located: LocatedRule) -> LocatedRule:
        return replace(located, rule=located.rule.model_copy(update={"emits": [located.rule.emits]}))

    book = replace(BOOK, rules=tuple(map(listed, BOOK.of("numbers"))), memos={})
    for text in ("They saw about 40 guards.", "It lies 65 km south.", "A report said Ali Hassan, 35, ran."):
        assert find(text, book) == find(text)


def test_the_examples_of_the_rules_hold() -> None:
    """With the rules read anew, so that a change to how they are read shows too."""
    book = replace(BOOK, rules=BOOK.of("numbers"), memos={})
    assert [str(f) for f in run_examples(book, trials())] == []
