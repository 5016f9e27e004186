"""The comparison of two ledgers, on rows: what is matched, what differs, and what is said to be behind it."""

import csv
import datetime as dt
import io
import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from tollbook.commands.diff_output import draw, plain
from tollbook.compare import Answer, Side, compare
from tollbook.compare.formats import as_csv, as_json, as_markdown
from tollbook.compare.rows import DEFAULT, Cause, Difference, IncidentDifference, Mention, Ruling
from tollbook.rows import (
    Claim,
    Decision,
    Document,
    Estimate,
    GroupEstimate,
    Incident,
    Link,
    ProfileEstimate,
    ProfileIncident,
    Report,
    RuleRow,
    SideEstimate,
    SummaryEvent,
)

DAY = dt.date(2020, 3, 10)


def rule(name: str, digest: str = "1", n: int = 0) -> RuleRow:
    return RuleRow(name, name.split(".", maxsplit=1)[0], "test", "", digest, n)


def claim(name: str, report: str | None, low: int, **more: Any) -> Claim:
    doc = more.pop("doc", "doc_a")
    known = {"start_char": 0, "end_char": 10, "quote": f"{low} were killed", "rule_id": "casualties.a", **more}
    return Claim(name, doc, f"sen_{doc}", report, low=low, high=low, **known)


def report(name: str, incident: str | None, doc: str = "doc_a", **more: Any) -> Report:
    return Report(name, doc, incident, **{"start_char": 0, "end_char": 100, **more})


def best(incident: str, n: int, profile: str = "tollbook", outcome: str = "killed") -> ProfileEstimate:
    return ProfileEstimate(profile, incident, outcome, "victims", n, n, n)


def ledger(*incidents: str, **rows: Any) -> Side:
    documents = tuple(Document(f"doc_{n}", f"{n}.txt") for n in "abcd")
    found = tuple(Incident(i, DAY, DAY, "Alpha", country="XA") for i in incidents)
    return Side("tollbook", "1", **{"documents": documents, "incidents": found, **rows})


def only(difference: Difference) -> IncidentDifference:
    (row,) = difference.incidents
    return row


def test_a_figure_leads_to_the_claim_and_the_claim_to_the_rule() -> None:
    rules = Ruling((rule("casualties.a", "1", 3), rule("numbers.b")))
    before = ledger(
        "inc_1",
        ruling=rules,
        reports=(report("rep_1", "inc_1"),),
        claims=(claim("clm_1", "rep_1", 12),),
        by_profile=(best("inc_1", 12),),
        decisions=(Decision("inc_1", "killed", "victims", "tollbook", "clm_1", "best", "c", "r"),),
    )
    changed = Ruling((rule("casualties.a", "2", 2), rule("numbers.b")), files={"casualties.a": "rules/a.yaml:4"})
    after = replace(before, ruling=changed, claims=(), by_profile=(best("inc_1", 9),), decisions=())
    found = compare(before, after)
    (of_rule,) = found.rules
    assert (of_rule.name, of_rule.change, of_rule.where) == ("casualties.a", "changed", "rules/a.yaml:4")
    assert (of_rule.matches_before, of_rule.matches_after) == (3, 2)
    row = only(found)
    (figure,), (gone,) = row.figures, row.claims
    assert figure.before is not None
    assert figure.after is not None
    assert (figure.before.best, figure.after.best) == (12, 9)
    assert gone.change == "vanished"
    assert gone.quote == "12 were killed"
    assert gone.before is not None
    assert (gone.before.use, gone.before.rule_id) == ("best", "casualties.a")
    assert figure.rules == gone.rules == row.rules == (Cause("casualties.a", "changed"),)


def test_a_claim_may_change_because_of_a_mention_or_a_lexicon() -> None:
    def with_(digest: str, low: int, value: str, words: str = "1") -> Side:
        uses = {"casualties.a": frozenset({"kill"})}
        ruling = Ruling((rule("casualties.a"), rule("numbers.b", digest)), {"lexicon.kill": words}, uses=uses)
        mention = Mention("number_mentions", "doc_a", "sen_doc_a", 2, 5, "numbers.b", value)
        claims = (replace(claim("clm_1", "rep_1", low)),)
        return ledger("inc_1", ruling=ruling, reports=(report("rep_1", "inc_1"),), claims=claims, mentions=(mention,))

    (changed,) = only(compare(with_("1", 4, "four"), with_("2", 5, "five"))).claims
    assert {f.field: (f.before, f.after) for f in changed.fields}["low"] == ("4", "5")
    assert changed.rules == (Cause("numbers.b", "changed"),)
    (changed,) = only(compare(with_("1", 4, "four"), with_("1", 5, "four", words="2"))).claims
    assert changed.rules == (Cause("casualties.a", "through lexicon kill"),)


def test_what_is_not_evident_is_only_possible_and_nothing_is_named_when_too_much_differs() -> None:
    before = ledger("inc_1", reports=(report("rep_1", "inc_1"),), claims=(claim("clm_1", "rep_1", 4),))
    for count, wanted in ((1, (Cause("scope.0", "added", evident=False),)), (9, ())):
        new = Ruling(tuple(rule(f"scope.{n}") for n in range(count)))
        (gone,) = only(compare(before, replace(before, claims=(), ruling=new))).claims
        assert gone.rules == wanted


def test_an_incident_whose_earliest_report_is_another_is_the_same_renamed() -> None:
    before = ledger("inc_1", reports=(report("rep_1", "inc_1"), report("rep_2", "inc_1", "doc_b")))
    after = ledger("inc_2", reports=(report("rep_2", "inc_2", "doc_b"),))
    row = only(compare(before, after))
    assert (row.change, row.incident_before, row.incident_after) == ("renamed", "inc_1", "inc_2")
    assert row.left == ("a.txt",)


def test_a_report_with_another_span_is_the_same_by_its_claims() -> None:
    before = ledger("inc_1", reports=(report("rep_1", "inc_1"),), claims=(claim("clm_1", "rep_1", 4),))
    after = ledger(
        "inc_2", reports=(report("rep_9", "inc_2", start_char=200, end_char=300),), claims=(claim("clm_1", "rep_9", 4),)
    )
    row = only(compare(before, after))
    assert (row.change, row.claims, row.joined, row.left) == ("renamed", (), (), ())


def test_new_gone_merged_and_split() -> None:
    reports = [report(f"rep_{n}", None, f"doc_{n}") for n in "abc"]

    def grouped(**owners: str) -> Side:
        rows = tuple(replace(r, incident_id=owners[r.doc_id[4:]]) for r in reports if r.doc_id[4:] in owners)
        return ledger(*sorted(set(owners.values())), reports=rows)

    apart, together = grouped(a="inc_a", b="inc_b", c="inc_c"), grouped(a="inc_a", b="inc_a", c="inc_c")
    rows = {i.incident_before or i.incident_after: i for i in compare(apart, together).incidents}
    assert (rows["inc_b"].change, rows["inc_b"].others) == ("merged", ("inc_a",))
    assert rows["inc_a"].joined == ("b.txt",)
    assert "inc_c" not in rows
    rows = {i.incident_after: i for i in compare(together, apart).incidents}
    assert (rows["inc_b"].change, rows["inc_b"].others) == ("split", ("inc_a",))
    assert rows["inc_a"].left == ("b.txt",)
    assert only(compare(apart, grouped(a="inc_a", b="inc_b"))).change == "gone"
    assert only(compare(grouped(a="inc_a", b="inc_b"), apart)).change == "new"


def test_links_that_join_or_part_two_reports_with_their_reasons() -> None:
    reports = (report("rep_1", "inc_1"), report("rep_2", "inc_1", "doc_b"))
    before = ledger("inc_1", reports=reports, links=(Link("rep_1", "rep_2", True, 5.0, "same day +3"),))
    after = replace(before, links=(Link("rep_1", "rep_2", False, 1.0, "other target -4"),))
    (parted,) = compare(before, after).links
    assert (parted.change, parted.source_id, parted.other_source_id) == ("not_same", "a.txt", "b.txt")
    assert (parted.reasons_before, parted.reasons_after) == ("same day +3", "other target -4")
    (joined,) = compare(replace(before, links=()), before).links
    assert (joined.change, joined.score_before, joined.score_after) == ("same", None, 5.0)
    assert compare(before, replace(before, links=(Link("rep_1", "rep_2", True, 4.0, "x"),))).links == ()


def test_columns_decisions_and_documents_that_differ() -> None:
    use = Decision("inc_1", "killed", "victims", "gtd", "clm_1", "best", "gtd.latest", "the latest")
    before = ledger(
        "inc_1", reports=(report("rep_1", "inc_1"),), claims=(claim("clm_1", "rep_1", 4),), decisions=(use,)
    )
    after = replace(
        before,
        incidents=(replace(before.incidents[0], place="Beta", perpetrator="Group"),),
        decisions=(replace(use, use="high", clause="gtd.high"),),
        documents=(*before.documents[:3], replace(before.documents[3], published_on=DAY)),
    )
    found = compare(before, after)
    row = only(found)
    assert [(f.field, f.before, f.after) for f in row.fields] == [
        ("place", "Alpha", "Beta"),
        ("perpetrator", None, "Group"),
    ]
    (decision,) = row.decisions
    assert (decision.profile, decision.use_before, decision.use_after) == ("gtd", "best", "high")
    (document,) = found.documents
    assert (document.change, document.source_id) == ("changed", "d.txt")
    assert document.fields[0].field == "published_on"


def test_another_default_profile_changes_the_estimates_alone() -> None:
    rows = (best("inc_1", 9), best("inc_1", 7, "gtd"))
    before = ledger("inc_1", by_profile=rows, estimates=(Estimate("inc_1", "killed", "victims", 9, 9, 9),))
    after = replace(before, profile="gtd", estimates=(Estimate("inc_1", "killed", "victims", 7, 7, 7),))
    (figure,) = only(compare(before, after)).figures
    assert figure.profile == DEFAULT
    assert figure.rules == (Cause("tollbook -> gtd", "default profile"),)
    assert not compare(replace(before, estimates=()), before).changes  # they are those of the default profile


def test_what_profiles_make_of_sides_events_and_totals() -> None:
    event = ProfileIncident("ucdp", "inc_1", True, "ucdp.event", "a death")
    total = SummaryEvent("sum_1", "ucdp", "killed", DAY, DAY, "North", low=40, best=40, high=40, claim_ids=("clm_9",))
    before = ledger(
        "inc_1",
        by_side=(SideEstimate("ucdp", "inc_1", "killed", "a", 4),),
        events=(event,),
        summaries=(total,),
        ruling=Ruling(words={"settings.profiles/ucdp": "1"}),
    )
    after = replace(
        before,
        by_side=(SideEstimate("ucdp", "inc_1", "killed", "a", 3),),
        events=(replace(event, counted=False),),
        summaries=(replace(total, best=33),),
        ruling=Ruling(words={"settings.profiles/ucdp": "2"}),
    )
    found = compare(before, after)
    (figure,), (field,), (left,) = only(found).figures, only(found).fields, found.summaries
    assert (figure.whose, figure.before and figure.before.best, figure.after and figure.after.best) == ("side a", 4, 3)
    assert (field.field, field.before, field.after) == ("ucdp.counted", "yes", "no")
    assert (left.day, left.before and left.before.best, left.after and left.after.best) == ("2020-03-10", 40, 33)
    assert figure.rules == field.rules == left.rules == (Cause("profiles/ucdp", "changed"),)
    text = plain(Answer(found, ()), 0)
    for wanted in ("killed side a", "ucdp.counted", "Totals over several incidents", "40/33/40"):
        assert wanted in text
    assert {r["kind"] for r in csv.DictReader(io.StringIO(as_csv(Answer(found, ()))))} >= {"summary_event", "column"}


def test_a_document_of_one_side_only_explains_its_claims() -> None:
    more = ledger("inc_1", reports=(report("rep_1", "inc_1"),), claims=(claim("clm_1", "rep_1", 4),))
    found = compare(more, ledger(documents=more.documents[1:]))
    assert [(d.change, d.source_id) for d in found.documents] == [("removed", "a.txt")]
    assert only(found).claims[0].rules == (Cause("a.txt", "removed"),)


def test_a_rule_that_makes_no_difference_is_listed_and_changes_nothing() -> None:
    before = ledger("inc_1", ruling=Ruling((rule("casualties.a"),)))
    found = compare(before, replace(before, ruling=Ruling((rule("casualties.a", "2"),))))
    assert [d.name for d in found.rules] == ["casualties.a"]
    assert not found.changes


HOSTILE = "[bold]\x1b[2J|=cmd()\nx\u202e<b>"


@pytest.fixture
def hostile() -> Answer:
    before = ledger(
        "inc_1", reports=(report("rep_1", "inc_1"),), claims=(claim("clm_1", "rep_1", 4, quote=f"={HOSTILE}"),)
    )
    return Answer(compare(before, replace(before, claims=())), (f"note {HOSTILE}",))


def test_text_of_articles_is_escaped_in_every_format(hostile: Answer) -> None:
    console = Console(file=io.StringIO(), width=300, force_terminal=False)
    draw(hostile, 0, console)
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    for text in (drawn, plain(hostile, 0)):
        assert "[bold]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "\x1b" not in as_json(hostile)
    assert json.loads(as_json(hostile))["incidents"][0]["claims"][0]["quote"] == f"={HOSTILE}"
    assert [r["quote"] for r in csv.DictReader(io.StringIO(as_csv(hostile))) if r["quote"]] == [f"'={HOSTILE}"]
    assert r"\[bold\]" in as_markdown(hostile, 0)
    assert r"\|=cmd" in as_markdown(hostile, 0)


def test_tables_are_bounded_and_say_what_is_left_out() -> None:
    claims = tuple(claim(f"clm_{n}", "rep_1", n, start_char=n * 20, end_char=n * 20 + 10) for n in range(30))
    before = ledger("inc_1", reports=(report("rep_1", "inc_1"),), claims=claims)
    answer = Answer(compare(before, replace(before, claims=())), ())
    assert plain(answer, 7).count("vanished") == 7
    assert "... and 23 more" in plain(answer, 7)
    assert "... and 23 more" in as_markdown(answer, 7)
    assert plain(answer, 0).count("vanished") == 30
    assert len(json.loads(as_json(answer))["incidents"][0]["claims"]) == 30


def test_the_first_line_counts_figures_of_the_default_profile_and_of_others() -> None:
    before = ledger("inc_1", by_profile=(best("inc_1", 12), best("inc_1", 12, "gtd"), best("inc_1", 9, "ucdp")))
    others = replace(before, by_profile=(best("inc_1", 12), best("inc_1", 11, "gtd"), best("inc_1", 8, "ucdp")))
    assert "Figures: 0 and 2 under other profiles. " in plain(Answer(compare(before, others), ()), 7)
    default = replace(before, by_profile=(best("inc_1", 11), *before.by_profile[1:]))
    assert "Figures: 1. " in plain(Answer(compare(before, default), ()), 7)


# Ledgers at random: reports of three articles, told as some incidents, with claims, figures and links.
REPORTS = [(f"rep_{d}{n}", f"doc_{d}", n) for d in "abc" for n in range(2)]
COUNTS = st.integers(0, 3)


@st.composite
def ledgers(draw: Any) -> Side:
    there = draw(st.lists(st.sampled_from(REPORTS), unique=True))
    groups = {r[0]: draw(st.integers(0, 2)) for r in there}
    owner = {name: f"inc_{min(r for r, g in groups.items() if g == group)}" for name, group in groups.items()}
    reports = tuple(report(name, owner[name], doc, start_char=n * 50, end_char=n * 50 + 60) for name, doc, n in there)
    claims = tuple(
        claim(f"clm_{r.report_id}{n}{rule}", draw(st.sampled_from([r.report_id, None])), draw(COUNTS), doc=r.doc_id,
              start_char=r.start_char, end_char=r.start_char + 10 + n, rule_id=f"casualties.{rule}",
              outcome=draw(st.sampled_from(["killed", "wounded"])))
        for r in reports for n in range(2) for rule in draw(st.sampled_from(["", "a", "b", "ab"]))
    )  # fmt: skip
    incidents = sorted(set(owner.values()))
    figures = [
        best(i, draw(COUNTS), p, o) for i in incidents for p in ("tollbook", "gtd") for o in ("killed", "wounded")
    ]
    incident_of = {r.report_id: r.incident_id for r in reports}
    uses = st.sampled_from(["best", "low"])
    pairs = [(a.report_id, b.report_id) for a in reports for b in reports if a.report_id < b.report_id]
    return Side(
        profile=draw(st.sampled_from(["tollbook", "gtd"])),
        ruling=Ruling(tuple(rule(f"casualties.{n}", draw(st.sampled_from("12"))) for n in "ab")),
        documents=tuple(Document(d, f"{d}.txt") for d in sorted({r.doc_id for r in reports})),
        reports=reports,
        claims=claims,
        incidents=tuple(Incident(i, DAY, DAY, draw(st.sampled_from(["Alpha", "Beta"]))) for i in incidents),
        estimates=tuple(Estimate(i, "killed", "victims", 1, draw(COUNTS), 9) for i in incidents),
        by_profile=tuple(figures),
        by_group=tuple(GroupEstimate("gtd", i, "killed", "police", 0, draw(COUNTS), 3) for i in incidents),
        decisions=tuple(
            Decision(incident_of[c.report_id], c.outcome, "victims", "tollbook", c.claim_id, draw(uses), "c", "r")
            for c in claims if c.report_id
        ),
        links=tuple(Link(a, b, draw(st.booleans()), 1.0, "reasons") for a, b in pairs if draw(st.booleans())),
    )  # fmt: skip


TURNED = {"new": "gone", "merged": "split", "added": "removed", "appeared": "vanished", "same": "not_same"}
TURNED |= {b: a for a, b in TURNED.items()}
PAIRS = ("before", "use_before", "clause_before", "reason_before", "score_before", "reasons_before")


def canonical(value: Any, *, turn: bool) -> Any:
    """A difference without what is taken from one side for show, as nested sets; turned round when asked."""
    if isinstance(value, tuple | list):
        return frozenset(canonical(v, turn=turn) for v in value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    cells = {name: getattr(value, name) for name in value.__dataclass_fields__}
    for name in ("day", "place", "quote", "source_id", "claim_id", "report_id", "other_report_id"):
        if name in cells and f"{type(value).__name__}.{name}" not in ("Said.claim_id", "DocumentDifference.source_id"):
            del cells[name]
    if turn:
        swapped = {
            n.replace("before", "\0").replace("after", "before").replace("\0", "after"): v for n, v in cells.items()
        }
        swap = {"joined": "left", "left": "joined"}
        cells = {swap.get(n, n): v for n, v in swapped.items()}
        cells |= {n: TURNED.get(cells[n], cells[n]) for n in ("change", "how") if n in cells}
        if cells.get("how") == "default profile":
            cells["name"] = " -> ".join(reversed(cells["name"].split(" -> ")))
    return type(value).__name__, frozenset((n, canonical(v, turn=turn)) for n, v in cells.items())


@settings(max_examples=60)
@given(ledgers())
def test_a_ledger_does_not_differ_from_itself(side: Side) -> None:
    found = compare(side, side)
    assert not found.changes
    assert (found.rules, found.tables) == ((), ())


@pytest.mark.slow
@settings(max_examples=80)
@given(ledgers(), ledgers())
def test_the_other_way_round_is_the_mirror_image(one: Side, other: Side) -> None:
    assert canonical(compare(one, other), turn=True) == canonical(compare(other, one), turn=False)


@pytest.mark.slow
@settings(max_examples=60)
@given(ledgers(), ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(one: Side, other: Side, shuffle: random.Random) -> None:
    def mixed(side: Side) -> Side:
        names = (
            "documents",
            "reports",
            "claims",
            "incidents",
            "estimates",
            "by_profile",
            "by_group",
            "decisions",
            "links",
        )
        return replace(side, **{n: tuple(shuffle.sample(getattr(side, n), len(getattr(side, n)))) for n in names})

    assert compare(mixed(one), mixed(other)) == compare(one, other)


@pytest.mark.slow
@settings(max_examples=100)
@given(ledgers(), ledgers())
def test_whatever_differs_is_told(one: Side, other: Side) -> None:
    found = compare(one, other)
    before = {i for row in found.incidents for i in [row.incident_before]}
    after = {i for row in found.incidents for i in [row.incident_after]}
    assert {i.incident_id for i in one.incidents} - {i.incident_id for i in other.incidents} <= before
    assert {i.incident_id for i in other.incidents} - {i.incident_id for i in one.incidents} <= after
    same = {i.incident_id for i in one.incidents} & {i.incident_id for i in other.incidents}
    told = {(row.incident_after, f.profile, f.outcome) for row in found.incidents for f in row.figures if f.party}
    theirs = {(e.profile, e.incident_id, e.outcome): e.best for e in other.by_profile}
    for e in one.by_profile:
        if e.incident_id in same and theirs[e.profile, e.incident_id, e.outcome] != e.best:
            assert (e.incident_id, e.profile, e.outcome) in told
    claims = [c for row in found.incidents for c in row.claims] + list(found.claims)
    gone = {c.before.claim_id for c in claims if c.before and c.change == "vanished"}
    came = {c.after.claim_id for c in claims if c.after and c.change == "appeared"}
    assert len(one.claims) - len(gone) == len(other.claims) - len(came)
