"""What must hold of reconciliation whatever articles say, under every profile. Rows are as reading builds them."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ledger_rows import ledger_book

from tollbook.ledger.incidents.votes import incidents
from tollbook.ledger.reconciling.accounts import accounts
from tollbook.ledger.reconciling.estimates import estimates
from tollbook.ledger.reconciling.profile_days import incidents_by_profile
from tollbook.ledger.reconciling.profile_rows import CaseRows, rows_of
from tollbook.ledger.reconciling.profiles import profiles
from tollbook.ledger.reconciling.results import results_of, said_of
from tollbook.ledger.reconciling.toll_history import toll_history
from tollbook.rulebook.profile_cases import Example, ExampleResult, ExampleStatement, ExampleTotal
from tollbook.vocabulary import PARTIES

BOOK = ledger_book()
NAMES = tuple(profiles(BOOK))
DAYS = [f"2020-03-{n:02}" for n in range(10, 15)]
USES = {"best", "low", "high", "agrees", "part", "repeat", "superseded", "cumulative", "excluded"}
KINDS = [None, "official", "medic", "security_source", "witness", "perpetrator", "monitor"]
GROUPS = ["soldiers", "police", "civilians", "attackers", "militia"]
INCIDENTS = ["first", "second", "third"]

COUNTS = st.one_of(
    st.integers(0, 40).map(lambda n: {"low": n, "high": n}),
    st.integers(1, 40).map(lambda n: {"low": n, "high": n, "about": True}),
    st.integers(1, 40).map(lambda n: {"low": n}),
    st.integers(1, 40).map(lambda n: {"high": n}),
    st.tuples(st.integers(0, 20), st.integers(21, 40)).map(lambda b: {"low": b[0], "high": b[1]}),
    st.sampled_from(["several", "dozens", "many", "hundreds", "casualties", "unknown"]).map(lambda w: {"word": w}),
    st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 9), min_size=1, max_size=3).map(
        lambda g: {"low": sum(g.values()), "high": sum(g.values()), "groups": g}
    ),
    st.tuples(st.integers(10, 30), st.sampled_from(GROUPS), st.integers(1, 9)).map(
        lambda t: {"low": t[0], "high": t[0], "groups": {t[1]: t[2]}}
    ),
)
STATEMENTS = st.builds(
    lambda count, **rest: ExampleStatement.model_validate({**rest, **count}),
    COUNTS,
    by=st.sampled_from("ABCDE"),
    day=st.sampled_from([None, *DAYS]),
    outcome=st.sampled_from(["killed", "killed", "wounded", "missing"]),
    party=st.sampled_from(["victims", "victims", "perpetrators"]),
    kind=st.sampled_from(KINDS),
    role=st.sampled_from(["main", "main", "other", "background"]),
    agency=st.sampled_from([None, None, "Wire"]),
    incident=st.sampled_from(INCIDENTS[:2]),
    part=st.sampled_from([False, False, False, True]),
)
TOTALS = st.builds(
    lambda numbers, incidents, **rest: ExampleTotal.model_validate({**rest, **numbers, "incidents": incidents}),
    st.integers(1, 90).flatmap(lambda n: st.sampled_from([{"low": n, "high": n}, {"low": n}])),
    st.lists(st.sampled_from(INCIDENTS), max_size=3, unique=True),
    by=st.sampled_from("AB"),
    day=st.sampled_from([None, *DAYS]),
    outcome=st.sampled_from(["killed", "wounded"]),
    first=st.sampled_from([None, DAYS[0]]),
    last=st.sampled_from([DAYS[2], DAYS[4]]),
)
KNOWN = {
    "first": {"day": DAYS[0], "attack_type": "clash"},
    "second": {"day": DAYS[1], "attack_type": "raid"},
    "third": {"day": DAYS[2]},
}


def case_of(statements, totals=()):
    totals = [t if t.first else t.model_copy(update={"last": None}) for t in totals]
    return Example(
        title="t",
        shows=["x"],
        statements=list(statements),
        incidents=KNOWN,
        totals=totals,
        gives=ExampleResult(none=True),
    )


CASES = st.builds(case_of, st.lists(STATEMENTS, min_size=1, max_size=7), st.lists(TOTALS, max_size=2))


def reconciled(rows: CaseRows, default="tollbook"):
    return estimates(
        rows.reports, rows.tallies, rows.groups, rows.claims, rows.documents, BOOK, rows.totals, default
    )  # fmt: skip


def history(rows: CaseRows, profile="tollbook"):
    return toll_history(
        rows.reports, rows.tallies, rows.groups, rows.claims, rows.documents, BOOK, rows.totals, profile
    )  # fmt: skip


@settings(max_examples=80)
@given(CASES)
def test_low_best_and_high_are_in_order(case):
    out = reconciled(rows_of(case, BOOK))
    for row in (*out.estimates, *out.by_profile, *out.by_group, *out.summary_events):
        figures = (row.low, row.best, row.high)
        assert figures == (None, None, None) or 0 <= row.low <= row.best <= row.high
        assert row.explanation.endswith(".")
        assert row.clause.split(".")[0] in NAMES


@pytest.mark.slow
@settings(max_examples=60)
@given(CASES, st.randoms())
def test_the_order_of_articles_never_matters(case, random):
    rows = rows_of(case, BOOK)
    mixed = CaseRows(**{f: random.sample(v, len(v)) for f in CaseRows.__slots__ if (v := getattr(rows, f)) is not None
                        and isinstance(v, list)})  # fmt: skip
    assert reconciled(mixed) == reconciled(rows)
    assert history(mixed, "gtd") == history(rows, "gtd")
    days = [
        incidents_by_profile(r.incidents, r.reports, reconciled(rows).by_profile, r.date_mentions, BOOK)
        for r in (rows, mixed)
    ]
    assert days[0] == days[1]


@settings(max_examples=80)
@given(CASES)
def test_every_claim_of_an_incident_has_one_decision_under_every_profile(case):
    rows = rows_of(case, BOOK)
    found = reconciled(rows).decisions
    wanted = [
        (p, c.report_id and incident_of(rows)[c.report_id], c.claim_id)
        for p in NAMES
        for c in rows.claims
        if c.report_id
    ]
    wanted += [(p, i, t.claim_id) for p in NAMES for t in rows.totals for i in t.incident_ids]
    assert sorted((d.profile, d.incident_id, d.claim_id) for d in found) == sorted(wanted)
    assert {d.use for d in found} <= USES
    assert all(d.reason and d.clause.split(".")[0] in NAMES for d in found)


def incident_of(rows: CaseRows):
    return {r.report_id: r.incident_id for r in rows.reports}


@settings(max_examples=80)
@given(CASES)
def test_a_best_count_of_the_sources_is_decided_by_a_claim(case):
    """Where an estimate has a number and no share of a total made it, some claim of it is decided `best`."""
    rows = rows_of(case, BOOK)
    out = reconciled(rows)
    best = {(d.profile, d.incident_id, d.outcome, d.party) for d in out.decisions if d.use == "best"}
    for row in out.by_profile:
        if row.party != "all" and row.best is not None and not row.explanation.startswith("A share"):
            assert (row.profile, row.incident_id, row.outcome, row.party) in best


@settings(max_examples=60)
@given(CASES, st.data())
def test_a_copy_of_an_article_changes_nothing_but_its_own_row_and_the_number_of_documents(case, data):
    rows = rows_of(case, BOOK)
    before, told = reconciled(rows), history(rows)
    found = incidents(rows.reports, rows.tallies, rows.claims, rows.documents, BOOK)
    original = data.draw(st.sampled_from(rows.documents))
    copy = replace(original, doc_id="doc_copy", source_id="copy", outlet="copy", duplicate_of=original.doc_id)
    again = replace(rows, documents=[*rows.documents, copy])
    assert reconciled(again) == before
    assert history(again) == told
    after = incidents(again.reports, again.tallies, again.claims, again.documents, BOOK)
    assert [replace(i, n_documents=0) for i in after] == [replace(i, n_documents=0) for i in found]


def results(rows: CaseRows):
    """Results by profile, incident, outcome and party."""
    claims, docs = {c.claim_id: c for c in rows.claims}, {d.doc_id: d for d in rows.documents}
    return {
        (name, account.incident_id, *key): result
        for account in accounts(rows.reports, rows.tallies, rows.groups, rows.claims)
        for name, profile in profiles(BOOK).items()
        for key, result in results_of(said_of(account, claims, docs), profile)[0].items()
    }


@pytest.mark.slow
@settings(max_examples=120)
@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.data())
def test_an_agreeing_article_never_widens_the_span(said, data):
    """Agreeing is to give exactly the best count, whoever says it, wherever and whenever."""
    before = results(rows_of(case_of(said), BOOK))
    counted = {key: r for key, r in before.items() if r.best is not None}
    if not counted:
        return
    name, incident, outcome, party = data.draw(st.sampled_from(sorted(counted)))
    known = counted[name, incident, outcome, party]
    agreeing = ExampleStatement(
        by=data.draw(st.sampled_from("ABZ")),
        day=data.draw(st.sampled_from([None, *DAYS])),
        low=known.best,
        high=known.best,
        outcome=outcome,
        party=party,
        kind=data.draw(st.sampled_from(KINDS)),
        role=data.draw(st.sampled_from(["main", "other", "background"])),
        incident=incident,
    )
    rows = rows_of(case_of(said), BOOK)
    more = rows_of(case_of([agreeing]), BOOK)
    joined = CaseRows(
        documents=[*rows.documents, replace(more.documents[0], doc_id="doc_new", source_id="new")],
        reports=[*rows.reports, replace(more.reports[0], report_id="rep_new", doc_id="doc_new")],
        tallies=rows.tallies + [replace(t, report_id="rep_new", claim_ids=("clm_new",)) for t in more.tallies],
        groups=rows.groups + [replace(g, report_id="rep_new", claim_ids=("clm_new",)) for g in more.groups],
        claims=rows.claims
        + [replace(c, claim_id="clm_new", report_id="rep_new", doc_id="doc_new") for c in more.claims],
    )
    after = results(joined).get((name, incident, outcome, party))
    assert after is not None
    assert known.low <= after.low <= after.best <= after.high <= known.high


@settings(max_examples=60)
@given(CASES)
def test_sides_add_up_to_everybody(case):
    out = reconciled(rows_of(case, BOOK))
    everybody = {
        (r.profile, r.incident_id): r.best
        for r in out.by_profile
        if r.profile == "ucdp" and r.party == "all" and r.best is not None
    }
    sides = {key: [s.best for s in out.by_side if (s.profile, s.incident_id) == key] for key in everybody}
    assert {key: sum(own) for key, own in sides.items()} == everybody
    assert all(len(own) == 4 and min(own) >= 0 for own in sides.values())
    assert {(s.profile, s.incident_id) for s in out.by_side} <= set(everybody)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 30), min_size=1), st.integers(0, 20))
def test_groups_of_one_article_are_consistent_with_its_total(groups, unnamed):
    """Under the default they add up to no more than the total; what IBC counts is the total less what it leaves out."""
    total = sum(groups.values()) + unnamed
    said = ExampleStatement(by="A", day=DAYS[0], low=total, high=total, groups=groups, incident="first")
    out = reconciled(rows_of(case_of([said]), BOOK))
    named = {(g.profile, g.victim_group): g.best for g in out.by_group if g.victim_group != "unknown"}
    assert {g: n for (p, g), n in named.items() if p == "tollbook"} == groups
    victims = {r.profile: r.best for r in out.by_profile if r.party == "victims"}
    assert victims["tollbook"] == total
    left_out = profiles(BOOK)["ibc"].without_groups
    counted = total - sum(n for g, n in groups.items() if g in left_out)
    assert victims.get("ibc", 0) == counted
    assert {g: n for (p, g), n in named.items() if p == "ibc"} == {g: n for g, n in groups.items() if g not in left_out}


@settings(max_examples=60)
@given(CASES, st.sampled_from(NAMES))
def test_the_last_row_of_the_history_is_the_estimate(case, profile):
    rows = rows_of(case, BOOK)
    current = {
        (e.incident_id, e.outcome, e.party): (e.low, e.best, e.high) for e in reconciled(rows, profile).estimates
    }
    told = history(rows, profile)
    last = {(h.incident_id, h.outcome, h.party): (h.low, h.best, h.high) for h in told}
    assert {k: v for k, v in last.items() if k in current} == current
    assert {v for k, v in last.items() if k not in current} <= {(None, None, None)}
    days = [(h.incident_id, h.outcome, h.party, h.as_of or dt.date.max) for h in told]
    assert len(days) == len(set(days))


def test_what_is_said_of_nobody_gives_no_row():
    out = reconciled(rows_of(case_of([]), BOOK))
    assert (out.estimates, out.by_profile, out.by_group, out.by_side, out.decisions) == ([], [], [], [], [])
    assert set(PARTIES) == {"victims", "perpetrators"}
