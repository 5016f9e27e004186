# ruff: noqa: E501 - tables of texts read better in long lines
"""Dates: many texts per expected value, the publication day frozen; what is not settled stays open."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.extraction import dates
from tollbook.ids import content_id
from tollbook.rows import DateMention, Document, Sentence
from tollbook.rulebook import Rulebook
from tollbook.rulebook.load import load_rulebook

SUNDAY = dt.date(2021, 9, 5)
MONDAY = dt.date(2017, 1, 2)
Day = tuple[int, int, int]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def sentences_of(document: Document, cuts: list[int] | None = None, kind: str = "body") -> list[Sentence]:
    edges = [0, *(cuts or []), len(document.text)]
    return [
        Sentence(content_id("sen", i), document.doc_id, i, i, a, b, document.text[a:b], kind)
        for i, (a, b) in enumerate(itertools.pairwise(edges))
    ]


def found(text: str, book: Rulebook, published: dt.date | None = None, **known: dt.date) -> list[DateMention]:
    document = Document("doc", "doc.txt", text=text, published_on=published, **known)
    cuts = [i + 1 for i, c in enumerate(text) if c == "|"]
    return dates.find(document, sentences_of(document, cuts), book)


def one(text: str, book: Rulebook, published: dt.date | None = None, **known: dt.date) -> DateMention:
    mentions = found(text, book, published, **known)
    assert len(mentions) == 1, [m.quote for m in mentions]
    return mentions[0]


DAYS: list[tuple[dt.date | None, Day, list[str]]] = [
    (None, (2021, 7, 19), [
        "It was 19 July 2021.", "On July 19, 2021 it blew up.", "the 19th of July 2021", "July 19th, 2021", "19 JULY 2021",
        "Monday, 19 July 2021", "Monday, July 19, 2021", "2021-07-19", "19/07/2021", "07/19/2021", "19.07.2021",
        "07/19/2021: a blast", "Mon. 19 Jul 2021", "on the morning of 19 July 2021", "late on July 19, 2021",
        "July\u00a019,\u00a02021", "JULY 19. 2021",
    ]),
    (None, (1990, 1, 3), ["LIMA, 3 JAN 90 -- [TEXT]", "BOGOTA, 3 JAN 90 (EFE) -- [TEXT]"]),
    (SUNDAY, (2021, 7, 19), ["on July 19", "on 19 July", "19 July this year", "the 19th of July", "July 19th"]),
    (SUNDAY, (2021, 9, 5), [
        "on Sunday", "today", "this morning", "tonight", "early on Sunday", "in the early hours of Sunday", "Sunday morning",
        "shortly after midnight on Sunday", "before dawn on Sunday", "earlier today", "early this morning", "EARLY TODAY",
        "this Sunday", "5 September", "at noon today", "in the small hours of this morning",
    ]),
    (SUNDAY, (2021, 9, 4), [
        "yesterday", "on Saturday", "late on Saturday", "Saturday afternoon", "last night", "late last night", "Saturday night",
        "yesterday morning", "yesterday, Saturday", "late yesterday", "a day ago", "one day ago", "last Saturday",
    ]),
    (SUNDAY, (2021, 9, 3), ["the day before yesterday", "two days ago", "2 days ago", "on Friday", "a couple of days ago"]),
    (SUNDAY, (2021, 8, 29), ["last Sunday", "Sunday last", "seven days ago", "Sunday of last week"]),
    (MONDAY, (2016, 12, 31), [
        "on New Year's Eve", "on New Year\u2019s Eve", "on Saturday", "two days ago", "31 December", "Dec. 31", "last 31 December",
    ]),
    (MONDAY, (2016, 11, 28), ["on November 28 last year", "on 28 November of last year", "November 28", "28 NOVEMBER"]),
    (MONDAY, (2016, 12, 25), ["on Christmas Day", "at Christmas"]),
    (dt.date(1990, 1, 5), (1990, 1, 4), ["TODAY (4 JANUARY)", "YESTERDAY [4 JANUARY]", "THURSDAY (4 JANUARY)", "ON 4 JANUARY"]),
    (dt.date(2017, 1, 3), (2017, 1, 3), ["03/01/2017", "3/1/2017", "this afternoon"]),
]  # fmt: skip

SPANS: list[tuple[dt.date, str, Day, Day, str, list[str]]] = [
    (SUNDAY, "night", (2021, 9, 4), (2021, 9, 5), ["overnight", "overnight on Sunday", "overnight Saturday", "overnight Sunday"]),
    (SUNDAY, "month", (2021, 8, 1), (2021, 8, 31), ["last month", "in August", "a month ago", "in August 2021", "last August"]),
    (SUNDAY, "month", (2020, 7, 1), (2020, 7, 31), ["in July last year", "in July 2020", "July of 2020", "JULY 2020"]),
    (MONDAY, "month", (2016, 12, 1), (2016, 12, 31), ["in December", "in December last year", "last December", "December 2016"]),
    (MONDAY, "range", (2016, 11, 21), (2016, 11, 30), ["late November 2016", "in late November", "at the end of November"]),
    (SUNDAY, "range", (2021, 3, 1), (2021, 3, 10), ["early March", "the beginning of March", "in early March this year"]),
    (SUNDAY, "range", (2020, 10, 11), (2020, 10, 20), ["mid-October 2020", "in the middle of October last year"]),
    (SUNDAY, "year", (2014, 1, 1), (2014, 12, 31), ["in 2014", "the 2014 invasion", "seven years ago", "2014's war"]),
    (SUNDAY, "year", (2020, 1, 1), (2020, 12, 31), ["last year", "a year ago"]),
    (SUNDAY, "range", (2017, 10, 1), (2017, 12, 31), ["in late 2017", "at the end of 2017", "late in 2017"]),
    (SUNDAY, "range", (2021, 5, 7), (2021, 5, 10), [
        "between 7 and 10 May", "7-10 May", "from May 7 to 10", "May 7\u201310, 2021", "from 7 May to 10 May", "between May 7 and May 10",
    ]),
    (SUNDAY, "range", (2014, 1, 1), (2017, 12, 31), ["from 2014 to 2017", "between 2014 and 2017", "the 2014-17 war"]),
    (SUNDAY, "week", (2021, 8, 23), (2021, 8, 29), ["last week"]),
    (SUNDAY, "range", (2021, 8, 28), (2021, 8, 29), ["last weekend"]),
    (MONDAY, "range", (2016, 12, 31), (2017, 1, 1), ["over the weekend", "last weekend", "from Saturday to Sunday"]),
    (SUNDAY, "year", (2021, 1, 1), (2021, 9, 5), ["earlier this year"]),
]  # fmt: skip


@pytest.mark.parametrize(("published", "day", "text"), [(p, d, t) for p, d, texts in DAYS for t in texts])
def test_a_single_day(published: dt.date | None, day: Day, text: str, book: Rulebook) -> None:
    mention = one(text, book, published)
    assert (mention.date_from, mention.date_to) == (dt.date(*day), dt.date(*day))
    assert mention.precision in ("day", "night")


@pytest.mark.parametrize(
    ("published", "precision", "first", "last", "text"), [(p, k, a, b, t) for p, k, a, b, texts in SPANS for t in texts]
)
def test_a_span_of_days(published: dt.date, precision: str, first: Day, last: Day, text: str, book: Rulebook) -> None:
    mention = one(text, book, published)
    assert (mention.date_from, mention.date_to) == (dt.date(*first), dt.date(*last))
    assert mention.precision == precision


@pytest.mark.parametrize(
    "text",
    ["on Sunday", "today", "July 19", "19 July", "last month", "in July", "overnight", "two days ago", "last year", "this week",
     "New Year's Eve", "03/01/2017", "late November", "over the past three days", "January this year"],
)  # fmt: skip
def test_open_without_the_publication_day(text: str, book: Rulebook) -> None:
    mention = one(text, book)
    assert (mention.date_from, mention.date_to, mention.precision) == (None, None, "unknown")


@pytest.mark.parametrize(
    "text",
    ["next year", "the day before the vote", "days earlier", "a few days ago", "nearly three years ago", "that month",
     "in recent months", "for two years", "Eid al-Adha", "the same day", "next Tuesday", "two days later", "Ramadan",
     "05/04/2021", "31 June 2021", "later this month", "every Friday"],
)  # fmt: skip
def test_open_even_with_the_publication_day(text: str, book: Rulebook) -> None:
    mention = one(text, book, dt.date(2021, 9, 5))
    assert (mention.date_from, mention.date_to, mention.precision) == (None, None, "unknown")


@pytest.mark.parametrize(
    "text",
    ["They may go.", "They march on the city.", "He sat in the sun.", "a second man", "2,500 soldiers", "In the morning it rained.",
     "the 1980s", "a 32-year-old", "three-year-old twins", "at 2000 GMT", "nine hours later", "at 8:30 a.m.", "the M-19", "5.56 mm",
     "The 19 April Movement", "Fighters of the September 11 group", "Mayor Junes wed", "MARCH ON, THEY MAY", "", "10/11 of them",
     "one 12-year-old", "Decision 2016-12-31-99"],
)  # fmt: skip
def test_what_is_no_date(text: str, book: Rulebook) -> None:
    assert found(text, book, SUNDAY) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("since October 17", "since"), ("since 2017", "since"), ("until December last year", "until"), ("until late 2017", "until"),
        ("by Monday", "until"), ("over the past three days", "duration"), ("for two years", "duration"), ("in three years", "duration"),
        ("on Monday", "weekday"), ("in 2006", "year"), ("in July", "month"), ("today", "relative"), ("on Christmas Day", "holiday"),
        ("19 July", "absolute"), ("a day earlier", "relative"), ("next week", "other"), ("after three years of war", "duration"),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: str, book: Rulebook) -> None:
    assert one(text, book, SUNDAY).kind == kind


def test_a_toll_over_days_covers_them(book: Rulebook) -> None:
    mention = one("More than 60 died over the past three days.", book, dt.date(2017, 1, 3))
    assert (mention.date_from, mention.date_to) == (dt.date(2016, 12, 31), dt.date(2017, 1, 3))


def test_a_date_before_its_event_does_not_bound_it(book: Rulebook) -> None:
    assert one("He fled after Sunday's attack.", book, SUNDAY).kind == "weekday"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Gunmen came on May 3, 2017.| He was freed later the same day.", dt.date(2017, 5, 3)),
        ("Gunmen came on May 3, 2017.| He was found the following day.", dt.date(2017, 5, 4)),
        ("Gunmen came on May 3, 2017.| It rained.| It was claimed the next day.", None),
        ("Gunmen came in May 2017.| He was freed the same day.", None),
        ("He has been missing since May 3, 2017.| He was freed the same day.", None),
    ],
)
def test_the_same_day(text: str, day: dt.date | None, book: Rulebook) -> None:
    assert found(text, book)[-1].date_from == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last month", dt.date(2021, 6, 1)), ("January this year", dt.date(2021, 1, 1)), ("in April", dt.date(2021, 4, 1)),
        ("on July 5", None), ("on Monday", None), ("today", None), ("on 3 June 2021", dt.date(2021, 6, 3)), ("last year", dt.date(2020, 1, 1)),
    ],
)  # fmt: skip
def test_bounds_of_publication_settle_what_they_agree_on(text: str, expected: dt.date | None, book: Rulebook) -> None:
    mention = one(text, book, published_from=dt.date(2021, 7, 1), published_to=dt.date(2021, 7, 31))
    assert mention.date_from == expected


def test_one_bound_alone_settles_nothing(book: Rulebook) -> None:
    assert one("last month", book, published_from=dt.date(2021, 7, 1)).date_from is None


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("on 15 January", dt.date(1990, 1, 13)),
        ("on 1 June", dt.date(1989, 5, 8)),
        ("in February", dt.date(1990, 1, 15)),
    ],
)
def test_a_day_that_may_be_to_come_is_open(text: str, published: dt.date, book: Rulebook) -> None:
    assert one(text, book, published).date_from is None


def test_published_the_day_before_by_the_clock_of_its_place(book: Rulebook) -> None:
    assert one("on 6 September", book, SUNDAY).date_from == dt.date(2021, 9, 6)


def test_furniture_is_not_read(book: Rulebook) -> None:
    document = Document("doc", "doc.txt", text="Posted on 19 July 2021.")
    assert dates.find(document, sentences_of(document, kind="furniture"), book) == []
    assert dates.find(document, sentences_of(document, kind="caption"), book) != []


def test_no_phrase_crosses_sentences(book: Rulebook) -> None:
    mentions = found("They came in July.| 19 people fell.", book, SUNDAY)
    assert [m.quote for m in mentions] == ["July"]


def test_spaces_and_line_ends_keep_offsets(book: Rulebook) -> None:
    text = "HE DIED ON\n12   DECEMBER, THEY SAID."
    mention = one(text, book, dt.date(1990, 1, 5))
    assert mention.quote == "12   DECEMBER" == text[mention.start_char : mention.end_char]
    assert mention.date_from == dt.date(1989, 12, 12)


def test_ids_depend_on_place_and_rule_only(book: Rulebook) -> None:
    early, late = one("on Sunday", book, SUNDAY), one("on Sunday", book, SUNDAY + dt.timedelta(days=7))
    assert early.mention_id == late.mention_id
    assert early.date_from != late.date_from


WORDS = st.sampled_from(
    [
        "on",
        "in",
        "at",
        "the",
        "last",
        "this",
        "next",
        "early",
        "late",
        "night",
        "of",
        "morning",
        "Sunday",
        "MONDAY",
        "may",
        "March",
        "Dec.",
        "12",
        "31",
        "30th",
        "1990",
        "2021",
        "99",
        "03/01/2017",
        "2016-12-31",
        "ago",
        "two",
        "days",
        "weeks",
        "year",
        "month",
        "to",
        "and",
        "between",
        "since",
        "until",
        "yesterday",
        "TODAY",
        "overnight",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "-",
        "–",
        "\xa0",
        "\n",
        "Eid",
        "New",
        "Year's",
        "Eve",
        "weekend",
        "١٢",
        "²",
        "İstanbul",
        "00",
        "0",
        "killed",
        "hours",
        "later",
        "same",
        "day",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join))


@settings(max_examples=250)
@given(text=TEXTS, day=st.none() | st.dates(), cut=st.integers(0, 60))
def test_any_text_gives_true_offsets_and_ordered_days(text: str, day: dt.date | None, cut: int) -> None:
    document = Document("doc", "doc.txt", text=text, published_on=day)
    rows = sentences_of(document, [min(cut, len(text))])
    mentions = dates.find(document, rows, load_rulebook())
    at = 0
    for mention in mentions:
        assert at <= mention.start_char < mention.end_char <= len(text)
        at = mention.end_char
        assert mention.quote == text[mention.start_char : mention.end_char]
        sentence = next(s for s in rows if s.sentence_id == mention.sentence_id)
        assert sentence.start_char <= mention.start_char
        assert mention.end_char <= sentence.end_char
        assert (mention.date_from is None) == (mention.date_to is None) == (mention.precision == "unknown")
        if mention.date_from is not None and mention.date_to is not None:
            assert mention.date_from <= mention.date_to
    assert dates.find(document, rows, load_rulebook()) == mentions


@settings(max_examples=100)
@given(text=TEXTS, day=st.dates(dt.date(1950, 1, 1), dt.date(2080, 1, 1)))
def test_bounds_of_one_day_are_that_day(text: str, day: dt.date) -> None:
    book = load_rulebook()
    known = Document("doc", "doc.txt", text=text, published_on=day)
    bounded = replace(known, published_on=None, published_from=day, published_to=day)
    assert dates.find(known, sentences_of(known), book) == dates.find(bounded, sentences_of(bounded), book)


@pytest.mark.parametrize("text", ["1 " * 50_000, "on " * 30_000, "2016-" * 20_000, "/" * 100_000, "last week " * 5_000])
def test_very_long_texts_are_read(text: str, book: Rulebook) -> None:
    mentions = found(text, book, SUNDAY)
    assert all(m.quote == text[m.start_char : m.end_char] for m in mentions)


@pytest.mark.parametrize(
    ("text", "day"),
    [("They came early this\nmorning.", 5), ("It burned last\nnight.", 4), ("Shots were heard a few\nminutes ago.", 5)],
)
def test_a_line_may_end_inside_a_day(text: str, day: int, book: Rulebook) -> None:
    assert one(text, book, SUNDAY).date_from == dt.date(2021, 9, day)
