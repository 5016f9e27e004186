"""Linking: what one article tells apart and another together, memories of past years, and which pairs are compared."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ledger_rows import DAY, PLACES, article, killed, ledger_book, report

from tollbook.ledger.linking.blocking import candidates
from tollbook.ledger.linking.clues import ClueBook
from tollbook.ledger.linking.grouping import assign
from tollbook.ledger.linking.links import compare, link
from tollbook.ledger.linking.settings import link_settings
from tollbook.ledger.linking.subject import subjects
from tollbook.rows import AttributionMention, DateMention, PlaceMention

pytestmark = pytest.mark.slow

YEARS_LATER = dt.date(2023, 6, 1)


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def incident_of(book, reports, tallies, documents):
    found = link(reports, tallies, documents, book)
    return {r.report_id: r.incident_id for r in assign(reports, found, documents)}, found


# Two police stations of a town, attacked on one day: article a tells them apart.


def two_stations():
    rows = [report("a", target="police_station"), report("a", n=1, target="police_station", role="other")]
    return rows, [killed(rows[0], 4), killed(rows[1], 3)], [article("a"), article("b"), article("c")]


def test_two_incidents_told_as_one_link_to_one_of_them_and_the_reason_says_so(book):
    apart, tallies, documents = two_stations()
    together = report("b", target="police_station")
    ids, found = incident_of(book, [*apart, together], [*tallies, killed(together, 7)], documents)
    assert ids["rep_b_0"] == ids["rep_a_0"] != ids["rep_a_1"]
    reasons = {(f.report_id, f.other_report_id): (f.same, f.reasons) for f in found}
    kept, left = reasons["rep_a_0", "rep_b_0"], reasons["rep_a_1", "rep_b_0"]
    assert (kept[0], left[0]) == (True, False)
    assert "tells together" in kept[1]
    assert "(7 = 3 + 4)" in kept[1]
    assert "another report of the same article agrees better" in left[1]


def test_a_report_of_one_of_the_two_links_to_that_one(book):
    apart, tallies, documents = two_stations()
    second = report("b", target="police_station")
    ids, found = incident_of(book, [*apart, second], [*tallies, killed(second, 3)], documents)
    assert ids["rep_b_0"] == ids["rep_a_1"] != ids["rep_a_0"]
    assert not any("together" in f.reasons for f in found)


def test_what_one_article_tells_together_never_joins_what_another_tells_apart(book):
    apart, tallies, documents = two_stations()
    together, again = report("b", target="police_station"), report("c", target="police_station")
    tallies = [*tallies, killed(together, 7), killed(again, 7)]
    ids, _ = incident_of(book, [*apart, together, again], tallies, documents)
    assert ids["rep_a_0"] != ids["rep_a_1"]
    assert ids["rep_b_0"] == ids["rep_c_0"]


def test_two_articles_that_tell_both_apart_agree_on_which_is_which(book):
    apart, tallies, documents = two_stations()
    others = [report("b", target="police_station", role="other"), report("b", n=1, target="police_station")]
    tallies = [*tallies, killed(others[0], 3), killed(others[1], 4)]
    ids, _ = incident_of(book, [*apart, *others], tallies, documents)
    assert ids["rep_b_0"] == ids["rep_a_1"] != ids["rep_a_0"] == ids["rep_b_1"]


# Memories of years ago.


def told_later(first, last, **values):
    return report("z", day=first, last=last, role="background", **values)


@pytest.mark.parametrize(
    ("first", "last", "count", "same"),
    [
        (DAY, DAY, None, True),  # "on 10 March 2020"
        (dt.date(2020, 3, 1), dt.date(2020, 3, 31), 12, True),  # "in March 2020"
        (dt.date(2020, 1, 1), dt.date(2020, 12, 31), 12, True),  # "in 2020"
        (dt.date(2020, 1, 1), dt.date(2020, 12, 31), 90, False),
        (dt.date(2019, 1, 1), dt.date(2019, 12, 31), 12, False),
    ],
)
def test_a_memory_links_across_years(book, first, last, count, same):
    then, now = report("a", target=None), told_later(first, last, target=None)
    documents = [article("a"), article("z", YEARS_LATER)]
    tallies = [killed(then, 12), *([killed(now, count)] if count else [])]
    ids, _ = incident_of(book, [then, now], tallies, documents)
    assert (ids[then.report_id] == ids[now.report_id]) is same


def test_a_memory_of_a_year_needs_a_count_that_tells(book):
    then, now = report("a"), told_later(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    documents = [article("a"), article("z", YEARS_LATER)]
    for tallies in ([], [killed(then, 1), killed(now, 1)], [killed(then, 12)]):
        ids, _ = incident_of(book, [then, now], tallies, documents)
        assert ids[then.report_id] != ids[now.report_id]
    elsewhere = replace(now, place="Gamma", admin1="South", lat=14.0, lon=22.0)
    ids, _ = incident_of(book, [then, elsewhere], [killed(then, 12), killed(elsewhere, 12)], documents)
    assert ids[then.report_id] != ids[elsewhere.report_id]


def test_memories_of_two_articles_link_without_an_article_of_the_day(book):
    year = dt.date(2006, 1, 1), dt.date(2006, 12, 31)
    a, z = report("a", *year[:1], last=year[1], role="background", target="mosque"), told_later(*year, target="mosque")
    ids, _ = incident_of(book, [a, z], [], [article("a"), article("z", YEARS_LATER)])
    assert ids[a.report_id] == ids[z.report_id]


def test_the_incident_of_a_memory_keeps_the_id_of_its_first_report(book):
    then, now = report("a"), told_later(DAY, DAY)
    documents = [article("a"), article("z", YEARS_LATER)]
    alone, _ = incident_of(book, [then], [], documents[:1])
    both, _ = incident_of(book, [now, then], [], documents[::-1])
    assert both[then.report_id] == both[now.report_id] == alone[then.report_id]


# What an article may have wrong.


def test_one_day_apart_needs_a_count_that_tells(book):
    a, b = report("a", target=None), report("b", day=DAY + dt.timedelta(days=1), target=None)
    documents = [article("a", DAY + dt.timedelta(days=1)), article("b", DAY + dt.timedelta(days=1))]
    ids, _ = incident_of(book, [a, b], [killed(a, 9), killed(b, 9)], documents)
    assert ids["rep_a_0"] == ids["rep_b_0"]
    ids, _ = incident_of(book, [a, b], [killed(a, 1), killed(b, 1)], documents)
    assert ids["rep_a_0"] != ids["rep_b_0"]


def test_day_and_town_alone_do_not_outweigh_that_all_else_differs(book):
    a, b = report("a"), report("b", target="market", attack_type="kidnapping")
    ids, _ = incident_of(book, [a, b], [], [article("a"), article("b")])
    assert ids["rep_a_0"] != ids["rep_b_0"]


def test_a_place_that_no_list_knows_has_no_point_of_its_own(book):
    # "Hamlet, 300 km north of Gamma" has the coordinates of Gamma.
    a = report("a")
    b = replace(report("b", place="Gamma", place_precision="unknown"), place="Alpha", admin1="North")
    ids, _ = incident_of(book, [a, b], [], [article("a"), article("b")])
    assert ids["rep_a_0"] == ids["rep_b_0"]


def test_a_province_that_may_be_a_guess_gives_way_to_the_name(book):
    a = report("a", place="Unmapped", target="school")
    b = replace(report("b", target="school"), place="Hamlet", admin1="South", lat=None, lon=None)
    named = PlaceMention("m", "doc_b", "s", 10, 15, "Unmapped", "r", None, "Unmapped", "North", "XA")
    tallies = [killed(a, 13), killed(b, 15)]
    for mentions, same in (([], False), ([named], True)):
        found = link([a, b], tallies, [article("a"), article("b")], book, mentions)
        assert any(f.same for f in found) is same


# Articles whose day nobody knows, and what they name.

THURSDAY = DAY + dt.timedelta(days=2)


def weekday(doc, words, at=10):
    return DateMention(f"dat_{doc}_{at}", f"doc_{doc}", "s", at, at + len(words), words, "r", kind="weekday")


def speaks(doc, name):
    return AttributionMention(f"att_{doc}_{name}", f"doc_{doc}", "s", 20, 40, name, "r", name, named=True)


def of_no_day(doc, **values):
    return replace(report(doc, **{"target": "market", **values}), date_from=None, date_to=None)


NO_DAY = {"published_from": None, "published_to": None}


# Candidates.

SPANS = st.sampled_from([0, 0, 0, 1, 29, 365, None])
ROWS = st.lists(
    st.tuples(
        st.integers(-40, 40),
        SPANS,
        st.sampled_from(sorted(PLACES)),
        st.sampled_from(["police", "checkpoint", "market", "attack", None]),
        st.sampled_from(["bombing", "raid", "arson", None]),
        st.sampled_from(["XA", "XA", "XB", None]),
        st.sampled_from(["settlement", "admin1", "country", "unknown"]),
        st.integers(0, 40),
        st.sampled_from(["main", "other", "background"]),
    ),
    min_size=2,
    max_size=9,
)


def drawn(n, row):
    days, span, place, target, attack, country, precision, _, role = row
    first = DAY + dt.timedelta(days=days)
    values = {"target": target, "attack_type": attack, "country": country, "role": role, "place_precision": precision}
    made = report(chr(97 + n), day=first, place=place, last=first + dt.timedelta(days=span or 0), **values)
    return replace(made, date_from=None, date_to=None) if span is None else made


@settings(max_examples=40)
@given(ROWS, st.booleans())
def test_no_pair_that_would_link_is_left_out_of_the_candidates(book, rows, named):
    limits = link_settings(book)
    reports = [drawn(n, row) for n, row in enumerate(rows)]
    tallies = [killed(r, row[7]) for r, row in zip(reports, rows, strict=True)]
    documents = [article(chr(97 + n), DAY + dt.timedelta(days=45 + 9 * n)) for n in range(len(rows))]
    documents[::3] = [replace(d, published_on=None, **NO_DAY) for d in documents[::3]]
    clues = ClueBook(limits, [weekday("a", "Thursday")], [speaks(chr(97 + n), "Omar Rafi") for n in range(len(rows))])
    mentions = [
        PlaceMention(f"m{n}", f"doc_{chr(97 + n)}", "s", 10, 15, "Alpha", "r", None, "Alpha", "North", "XA", 10.0, 20.0)
        for n in range(len(rows) if named else 0)
    ]
    prepared = subjects(reports, tallies, documents, mentions, limits, clues if named else None)
    of_one_country = [
        (a, b)
        for a, b in itertools.combinations(range(len(prepared)), 2)
        if None in (c := (prepared[a].report.country, prepared[b].report.country)) or c[0] == c[1]
    ]
    ids = {n: s.id for n, s in enumerate(prepared)}
    compared = {(ids[a], ids[b]) for a, b in candidates(prepared, limits).pairs}
    strong = {(f.report_id, f.other_report_id) for f in compare(prepared, of_one_country, limits) if f.same}
    assert strong <= compared


def test_a_province_is_no_town_of_its_name_that_the_other_tells(book):
    town, wide = report("a", place="Beta"), replace(report("b"), place_precision="admin1")
    named = PlaceMention("m", "doc_a", "s", 10, 15, "Alpha", "r", None, "Alpha", "North", "XA", 10.0, 20.0)
    documents, tallies = [article("a"), article("b")], [killed(town, 5), killed(wide, 5)]
    told = [link([town, b], tallies, documents, book, [named]) for b in (wide, report("b"))]
    assert [any("names beside its own" in row.reasons for row in rows) for rows in told] == [False, True]


# Articles whose day nobody knows.


def joined(book, told, counts, days=(), speakers=(), documents=None):
    tallies = [killed(row, count) for row, count in zip(told, counts, strict=True)]
    docs = documents or [article("a", None, **NO_DAY), *(article(r.doc_id[4:], r.date_from) for r in told[1:])]
    found = link(told, tallies, docs, book, (), days, speakers)
    ids = {r.report_id: r.incident_id for r in assign(told, found, docs)}
    return [ids[told[0].report_id] == ids[row.report_id] for row in told[1:]]


@pytest.mark.parametrize(
    ("words", "count", "same"),
    [
        ("on Thursday", 15, True),
        ("late Thursday night", 13, True),
        ("on Monday", 15, False),  # another weekday
        ("on Thursday", 3, False),  # too few to tell
        ("on Thursday", 90, False),
    ],
)
def test_an_article_without_a_day_links_by_weekday_place_and_count(book, words, count, same):
    told = [of_no_day("a"), report("b", day=THURSDAY, target="market")]
    assert joined(book, told, (count, 15 if count > 3 else 3), [weekday("a", words)]) == [same]


def test_a_weekday_elsewhere_in_the_article_speaks_for_but_not_against(book):
    told = [of_no_day("a"), report("b", day=THURSDAY, target="market")]
    for words, same in (("", False), ("Monday", False), ("Thursday", True)):
        assert joined(book, told, (15, 15), [weekday("a", words, at=500)]) == [same]
    sure = [of_no_day("a", perpetrator="Group"), report("b", day=THURSDAY, target="market", perpetrator="Group")]
    for words in ("", "Monday", "Thursday"):
        assert joined(book, sure, (15, 15), [weekday("a", words, at=500)]) == [True]


def test_who_speaks_in_both_articles_tells_where_counts_are_small(book):
    told = [of_no_day("a", target="media"), report("b", target="media")]
    assert joined(book, told, (3, 3)) == [False]
    names = [speaks("a", "Omar Hassan Rafi, head of the station"), speaks("b", "Director Hassan Rafi")]
    assert joined(book, told, (3, 3), (), names) == [True]
    offices = [speaks("a", "Interior Minister"), speaks("b", "Interior Minister")]
    assert joined(book, told, (3, 3), (), offices) == [False]


def test_who_speaks_of_many_incidents_tells_nothing(book):
    told = [of_no_day("a", target="media"), report("b", target="media")]
    names = [speaks(doc, "Hassan Rafi") for doc in "abz"]
    documents = [article("a", None, **NO_DAY), article("b"), article("z", YEARS_LATER)]
    assert joined(book, told, (3, 3), (), names, documents) == [False]


def test_an_article_without_a_day_that_fits_two_incidents_is_neither(book):
    week_before = report("c", day=THURSDAY - dt.timedelta(days=7), target="market")
    told = [of_no_day("a"), report("b", day=THURSDAY, target="market"), week_before]
    days = [weekday("a", "Thursday")]
    assert joined(book, told, (15, 15, 15), days) == [False, False]
    assert joined(book, told, (15, 15, 40), days) == [True, False]


def test_news_is_not_linked_to_what_was_long_before_a_day_that_it_names(book):
    told = [of_no_day("a"), report("b", target="market")]
    for later, same in ((2, True), (60, False)):
        first = DAY + dt.timedelta(days=later)
        documents = [article("a", None, published_from=first, published_to=None), article("b")]
        assert joined(book, told, (15, 15), [weekday("a", "Tuesday")], (), documents) == [same]
