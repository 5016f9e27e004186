"""A day of which thousands of articles tell: comparing costs what reports there are, not their square."""

import datetime as dt
from collections import Counter

import pytest
from support.ledger_rows import article, killed, report

from benchmarks.generated import crowd, generate
from tollbook.ledger.incidents.history import incident_changes
from tollbook.ledger.linking.blocking import candidates
from tollbook.ledger.linking.crowds import Crowds
from tollbook.ledger.linking.grouping import Groups, assign
from tollbook.ledger.linking.links import link
from tollbook.ledger.linking.settings import link_settings
from tollbook.ledger.linking.subject import subjects

pytestmark = pytest.mark.slow

DAY = dt.date(2021, 9, 5)
FROM, COMPARED = 30, 12


@pytest.fixture
def limits(book):
    return link_settings(book).model_copy(update={"crowded_from": FROM, "crowded_compared": COMPARED})


def among(rows, limits):
    prepared = subjects(rows.reports, rows.tallies, rows.documents, rows.place_mentions, limits)
    found = candidates(prepared, limits)
    return prepared, found


@pytest.mark.parametrize("incidents", [1, 20])
def test_comparisons_grow_with_the_reports(limits, incidents):
    first, twice = (len(among(crowd(size, incidents), limits)[1].pairs) for size in (300, 600))
    assert twice < 2.2 * first
    assert first <= 300 * 2 * COMPARED


def test_a_crowd_stays_connected(limits):
    rows = crowd(200, 1)
    found = among(rows, limits)[1]
    crowds = Counter(found.crowds.values())
    reached, before = {min(found.crowds)}, set()
    while reached != before:
        before = set(reached)
        reached.update(n for pair in found.pairs if before.intersection(pair) for n in pair)
    assert len(crowds) == 1
    assert reached >= found.crowds.keys()


def test_what_is_published_later_changes_no_choice_of_a_crowded_block(limits):
    rows = crowd(160, 4)
    prepared = subjects(rows.reports, rows.tallies, rows.documents, rows.place_mentions, limits)
    block = sorted(range(160), key=lambda n: (prepared[n].published[1], prepared[n].id))
    chosen = []
    for count in (90, 160):
        crowds = Crowds(prepared, limits)
        crowds.add((n, True) for n in block[:count])
        chosen.append([row for row in crowds.table().to_pylist() if row["a"] in block[:90]])
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) > 90


def test_below_the_limit_all_is_as_without_one(book, limits):
    rows = generate(1500, 2)
    wide, none = (limits.model_copy(update={"crowded_from": most}) for most in (100, 10**9))
    found, all_of_them = among(rows, wide)[1], among(rows, none)[1]
    assert not found.crowds
    assert found.pairs == all_of_them.pairs


def told(name, count, **values):
    """`count` articles of one attack, some of which give another number, or none."""
    reports = [report(f"{name}{n:03d}", place="Alpha", day=DAY, **values) for n in range(count)]
    tolls = [killed(r, toll) for n, r in enumerate(reports) for toll in [values_of(name)[n % 3]] if toll]
    documents = [article(f"{name}{n:03d}", DAY + dt.timedelta(days=n % 4)) for n in range(count)]
    return reports, tolls, documents


def values_of(name):
    return {"p": (13, 14, None), "m": (40, 42, 41)}[name]


def test_two_attacks_of_a_crowded_day_stay_two(book):
    parts = told("p", 90, target="police", attack_type="bombing"), told("m", 90, target="market", attack_type="arson")
    reports, tolls, documents = ([row for part in parts for row in part[n]] for n in range(3))
    links = link(reports, tolls, documents, book)
    ids = {r.doc_id: r.incident_id for r in assign(reports, links, documents)}
    by_attack = {name: {ids[f"doc_{name}{n:03d}"] for n in range(90)} for name in "pm"}
    assert all(found.crowd for found in links)
    assert [len(found) for found in by_attack.values()] == [1, 1]
    assert by_attack["p"] != by_attack["m"]
    assert link(reports[::-1], tolls[::-1], documents[::-1], book) == links


def test_a_crowd_that_tells_one_attack_is_one_incident(book):
    rows = crowd(250, 1)
    links = link(rows.reports, rows.tallies, rows.documents, book, rows.place_mentions)
    reports = assign(rows.reports, links, rows.documents)
    ids = {r.report_id: r.incident_id for r in reports}
    (_, largest), *_ = Counter(ids.values()).most_common(1)
    assert largest > 0.85 * len(reports)
    assert all((ids[f.report_id] == ids[f.other_report_id]) == f.same for f in links)


def test_days_on_which_a_crowd_is_told_again_cost_what_they_bring(book, monkeypatch):
    rows = crowd(260, 1)
    links = link(rows.reports, rows.tallies, rows.documents, book, rows.place_mentions)
    reports = assign(rows.reports, links, rows.documents)
    made: list[int] = []

    class Counted(Groups):
        def __init__(self, reports, links, settings):
            made.append(len(reports))
            super().__init__(reports, links, settings)

    monkeypatch.setattr("tollbook.ledger.incidents.history.Groups", Counted)
    changes = incident_changes(reports, rows.documents, links, book)
    days = {d.published_on for d in rows.documents}
    # Grouped anew while the news of those days comes in, then only when the crowd has grown by a quarter.
    assert sum(size > 100 for size in made) < 15 < len(days)
    told: dict[str, str] = {}
    for row in changes:
        if row.change == "merged":
            told |= {r: row.incident_id for r, incident in told.items() if incident == row.other_incident_id}
        else:
            told[row.report_id] = row.incident_id
    assert told == {r.report_id: r.incident_id for r in reports}
