"""Linking: which reports are the same incident."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ledger_rows import DAY, PLACES, article, killed, ledger_book, report

from tollbook.ledger.linking.counts import compare_counts
from tollbook.ledger.linking.grouping import assign, contradiction, groups, incident_id
from tollbook.ledger.linking.links import link
from tollbook.ledger.linking.settings import LinkSettings, link_settings, read_settings
from tollbook.ledger.linking.subject import fold_name, place_key
from tollbook.rows import PlaceMention, Report, Tally
from tollbook.rulebook import RulebookError


@pytest.fixture(scope="module")
def book():
    return ledger_book()


def incident_of(book, reports, tallies, documents, mentions=()):
    found = link(reports, tallies, documents, book, mentions)
    return {r.report_id: r.incident_id for r in assign(reports, found, documents)}


def same(book, a, b, tallies=(), documents=None, mentions=()):
    docs = documents or [article(r.doc_id.removeprefix("doc_")) for r in (a, b)]
    ids = incident_of(book, [a, b], tallies, docs, mentions)
    return ids[a.report_id] == ids[b.report_id]


def test_same_day_place_and_target_is_one_incident(book):
    assert same(book, report("a"), report("b"))


def test_different_countries_never_link(book):
    a, b = report("a"), report("b", country="XB")
    assert not same(book, a, b, [killed(a, 13), killed(b, 13)])


def test_two_reports_of_one_article_never_link(book):
    a, b = report("a"), replace(report("a", n=1), doc_id="doc_a")
    assert not same(book, a, b, documents=[article("a")])


def test_misdated_report_links_only_with_place_target_and_count(book):
    late = DAY + dt.timedelta(days=3)
    docs = [article("a", late), article("b", late)]
    a, b = report("a"), report("b", day=late)
    assert same(book, a, b, [killed(a, 13), killed(b, 14)], docs)
    assert not same(book, a, b, [], docs)
    assert not same(book, a, b, [killed(a, 1), killed(b, 1)], docs)
    other = replace(b, target="market")
    assert not same(book, a, other, [killed(a, 13), killed(b, 14)], docs)
    far = report("b", day=late, place="Gamma")
    assert not same(book, a, far, [killed(a, 13), killed(far, 13)], docs)


def test_different_villages_of_a_district_link_through_the_place_that_both_name(book):
    a, b = report("a", target=None), report("b", place="Unmapped", target=None)
    named = PlaceMention("m", "doc_b", "s", 10, 15, "Alpha", "r", None, "Alpha", "North", "XA", 10.0, 20.0)
    tallies = [killed(a, 3), killed(b, 7)]
    assert not same(book, a, b, tallies)
    assert same(book, a, b, tallies, mentions=[named])


def test_background_mention_of_a_month_links_across_years(book):
    month = dt.date(2020, 3, 1)
    told = report("b", day=month, last=dt.date(2020, 3, 31), role="background", target=None)
    documents = [article("a"), article("b", dt.date(2023, 6, 1))]
    a = report("a")
    assert same(book, a, told, [killed(a, 30), killed(told, 30)], documents)
    april = replace(told, date_from=dt.date(2020, 4, 1), date_to=dt.date(2020, 4, 30))
    assert not same(book, a, april, [killed(a, 30), killed(april, 30)], documents)


def test_undated_report_links_with_place_and_count(book):
    a = report("a")
    undated = replace(report("b"), date_from=None, date_to=None, role="other")
    documents = [article("a"), article("b", DAY + dt.timedelta(days=4))]
    assert same(book, a, undated, [killed(a, 3), killed(undated, 4)], documents)
    assert not same(book, a, replace(undated, target="market"), [killed(a, 3), killed(undated, 4)], documents)
    old = [article("a"), article("b", DAY + dt.timedelta(days=400))]
    assert not same(book, a, undated, [killed(a, 3), killed(undated, 4)], old)


def test_report_is_only_the_better_of_two_incidents_of_one_article(book):
    documents = [article("a"), article("b")]
    bomb, raid = report("a"), report("a", n=1, target="market", attack_type="armed_assault")
    told = report("b", target="market", attack_type="armed_assault")
    ids = incident_of(book, [bomb, raid, told], [], documents)
    assert ids[told.report_id] == ids[raid.report_id] != ids[bomb.report_id]


def test_target_and_counts_tell_two_incidents_of_a_place_and_day_apart(book):
    a, b = report("a"), report("b", target="market", attack_type="kidnapping")
    assert not same(book, a, b, [killed(a, 20), killed(b, 0)])


def test_article_older_than_the_incident_cannot_report_it(book):
    later = report("b", day=DAY, last=DAY)
    assert not same(book, report("a"), later, documents=[article("a", DAY - dt.timedelta(days=9)), article("b")])


def test_links_explain_themselves_and_add_up(book):
    a, b = report("a"), report("b", day=DAY + dt.timedelta(days=1))
    (found,) = link([a, b], [killed(a, 13), killed(b, 13)], [article("a"), article("b")], book)
    weights = [float(reason.rsplit(" ", 1)[1]) for reason in found.reasons.split("; ")]
    assert found.same
    assert found.score == pytest.approx(sum(weights))
    assert "one day apart" in found.reasons
    assert found.report_id < found.other_report_id


def test_near_misses_are_reported(book):
    a, b = report("a", target="police"), report("b", target="market")
    found = link([a, b], [killed(a, 20), killed(b, 0)], [article("a"), article("b")], book)
    assert [f.same for f in found] == [False]


def test_contradiction_cuts_the_weakest_link(book):
    documents = [article(n) for n in "abc"]
    strong = report("a"), report("b")
    rival = report("b", n=1, target=None, attack_type=None)
    third = report("c", target=None, attack_type=None)
    reports = [*strong, rival, third]
    tallies = [killed(strong[0], 13), killed(strong[1], 13), killed(rival, 2), killed(third, 2)]
    ids = incident_of(book, reports, tallies, documents)
    assert ids["rep_a_0"] == ids["rep_b_0"]
    assert ids["rep_b_1"] == ids["rep_c_0"] != ids["rep_a_0"]


def test_incident_id_is_that_of_the_earliest_report_whatever_comes_later(book):
    docs = {d.doc_id: d for d in (article("a"), article("b", DAY + dt.timedelta(1)), article("c", None))}
    first = incident_id([report("a")], docs)
    assert first == incident_id([report("c"), report("b"), report("a")], docs)
    assert first != incident_id([report("c"), report("b")], docs)


def test_contradictions(book):
    limits = link_settings(book)
    a, b = report("a"), report("b")
    assert contradiction([a], [b], limits) == ""
    assert contradiction([a], [replace(b, doc_id="doc_a")], limits)
    assert contradiction([a], [replace(b, country="XB")], limits)
    assert contradiction([a], [report("b", place="Gamma")], limits) == "places too far apart"
    far = DAY + dt.timedelta(days=6)
    assert contradiction([a], [replace(b, date_from=far, date_to=far)], limits)


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ((13, 13), (13, 13), "count.same_rare"),
        ((9, 9), (9, 9), "count.same"),
        ((6, 6), (7, None), "count.close"),
        ((7, 7), (6, None), "count.compatible"),
        ((4, 4), (9, 9), "count.unlike"),
        ((2, 2), (2, 2), "count.same_small"),
        ((0, 0), (0, 0), "count.same_none"),
        ((13, 13), (12, None), "count.compatible_rare"),
        ((3, None), (3, 3), "count.compatible_small"),
        ((13, 13), (14, 14), "count.close_rare"),
        ((3, None), (200, 200), "count.differs"),
        ((0, 0), (9, 9), "count.none_against_some"),
        ((None, 15), (14, 14), "count.compatible_rare"),
        ((10, 10), (22, 22), "count.unlike_rare"),
    ],
)
def test_counts_compare(a, b, name):
    assert compare_counts(a, b, 5, 10) == name
    assert compare_counts(b, a, 5, 10) == name


def test_spellings_of_an_unknown_place(book):
    a, b = report("a", target=None), report("b", target=None, place="Unmapped")
    a, b = replace(a, place="Chalal Matar", lat=None), replace(b, place="al-Shalal Matar")
    (found,) = link([a, b], [], [article("a"), article("b")], book)
    assert found.same
    assert "differ in spelling" in found.reasons
    for change in ({"place": "Chalal Matar 2"}, {"admin1": "South"}):
        assert not same(book, replace(a, **change), b)
    assert not same(book, replace(a, place_id="geo:1"), replace(b, place_id="geo:2"))


def test_undated_news_is_of_its_articles_days(book):
    fresh = replace(report("b"), date_from=None, date_to=None)
    documents = [article("a"), article("b", DAY + dt.timedelta(days=1))]
    a = report("a")
    assert same(book, a, fresh, [killed(a, 3), killed(fresh, 12)], documents)
    late = [article("a"), article("b", DAY + dt.timedelta(days=30))]
    assert not same(book, a, fresh, [killed(a, 3), killed(fresh, 12)], late)


def test_names_fold():
    noise = frozenset({"al", "district", "the"})
    assert fold_name("Al-Wahīlāt  Market’s") == "al wahilat markets"
    assert place_key("al-Rashad district", noise) == place_key("Rashad", noise) == "rashad"
    assert place_key("The", noise) == "the"
    assert place_key("  ", noise) is None
    assert place_key(None, noise) is None


def test_settings_name_every_fault(book):
    assert link_settings(book).threshold > link_settings(book).near_miss
    broken = {**book.settings["linking/weights"], "thresold": 3, "max_gap_days": "five"}
    with pytest.raises(RulebookError) as caught:
        read_settings(book, "linking/weights", LinkSettings, broken)
    assert {"settings.thresold", "settings.max_gap_days"} <= {f.message.split(":")[0] for f in caught.value.faults}


def test_hostile_rows_do_not_crash(book):
    odd = Report("rep_x", "doc_nowhere", date_from=dt.date.max, date_to=dt.date.min, place="\x00" * 5, lat=None)
    edge = Report("rep_y", "doc_a", date_from=dt.date.min, date_to=dt.date.min, country="XA", place="'-'")
    assert link([], [], [], book) == []
    found = link([odd, edge], [Tally("rep_gone", "killed", "victims", 1, 1)], [article("a")], book)
    assert groups([odd, edge], found) == [(odd,), (edge,)]


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.integers(-3, 3),
        st.sampled_from(sorted(PLACES)),
        st.sampled_from(["police", "market", "vehicle", None]),
        st.sampled_from(["XA", "XB", None]),
        st.integers(0, 15),
        st.sampled_from(["main", "other", "background"]),
    ),
    max_size=9,
)


@pytest.mark.slow
@settings(max_examples=25)
@given(ROWS, st.randoms())
def test_order_never_matters_and_groups_never_contradict(book, rows, random):
    reports = [
        report(doc, DAY + dt.timedelta(days), place, n, target=target, country=country, role=role)
        for n, (doc, days, place, target, country, _, role) in enumerate(rows)
    ]
    tallies = [killed(r, row[5]) for r, row in zip(reports, rows, strict=True)]
    documents = [article(n, DAY + dt.timedelta(days=i)) for i, n in enumerate("abcdef")]
    found = link(reports, tallies, documents, book)
    shuffled = [random.sample(x, len(x)) for x in (reports, tallies, documents)]
    assert link(*shuffled, book) == found
    for group in groups(reports, found):
        assert len({r.doc_id for r in group}) == len(group)
        assert len({r.country for r in group if r.country}) <= 1
    ids = {r.report_id: r.incident_id for r in assign(reports, found, documents)}
    assert all((ids[f.report_id] == ids[f.other_report_id]) == f.same for f in found)


@pytest.mark.slow
@settings(max_examples=15)
@given(ROWS)
def test_unrelated_article_changes_no_group(book, rows):
    reports = [report(doc, DAY + dt.timedelta(days), place, n) for n, (doc, days, place, *_) in enumerate(rows)]
    documents = [article(n) for n in "abcdef"]
    elsewhere = report("z", place="Gamma", country="XZ")
    before = groups(reports, link(reports, [], documents, book))
    after = groups([*reports, elsewhere], link([*reports, elsewhere], [], [*documents, article("z")], book))
    assert sorted(after, key=str) == sorted([*before, (elsewhere,)], key=str)
