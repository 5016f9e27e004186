"""Profiles: the published protocols as data, each clause with worked cases that run through all of reconciliation."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.ledger_rows import ledger_book, report

from tollbook.ledger.reconciling.profile_days import incidents_by_profile
from tollbook.ledger.reconciling.profile_examples import problems, run, try_profiles
from tollbook.ledger.reconciling.profiles import DEFAULT, profile_faults, profiles
from tollbook.rows import DateMention, Incident
from tollbook.rulebook import Rulebook, RulebookError, packaged_rules
from tollbook.rulebook.profile_cases import Example
from tollbook.rulebook.schema import json_schema
from tollbook.rulebook.strict_yaml import read_yaml

NAMES = ("tollbook", "acled", "gtd", "ibc", "ucdp")
CASES = [
    pytest.param(name, n, id=f"{name}: {example.title}")
    for name, profile in profiles(ledger_book()).items()
    for n, example in enumerate(profile.examples)
]
# The cells of the protocols that say something: the clauses of each profile, by question.
CELLS = {
    "gtd": {
        "conflict": {"most_recent", "not_by_perpetrators", "doubtful", "majority", "lowest"},
        "at least": {"at_least"},
        "vague words": {"several", "dozens", "only_casualties"},
        "attackers": {"attackers_in"},
        "wounded": {"killed_and_wounded"},
        "cumulative": {"distributed"},
        "same incident": {"continuous"},
        "dates": {"approximate_date"},
    },
    "acled": {
        "conflict": {"lowest", "corroborated"},
        "ranges": {"lowest_of_range", "lowest_of_about"},
        "vague words": {"several", "several_at_war", "tens", "dozens", "hundreds", "only_casualties"},
        "attackers": {"all_deaths"},
        "wounded": {"deaths_only"},
        "cumulative": {"divided"},
        "same incident": {"day_events"},
        "dates": {"precision_code"},
    },
    "ucdp": {
        "conflict": {"most_conservative", "most_reliable", "highest_reliable", "unreasonable"},
        "attackers": {"by_side", "sum_of_sides"},
        "wounded": {"deaths_only"},
        "cumulative": {"summary_event"},
        "same incident": {"place_and_day", "one_death"},
        "dates": {"vague_dates"},
    },
    "ibc": {
        "conflict": {"minimum", "maximum"},
        "ranges": {"range"},
        "attackers": {"attackers_out", "combatants_out"},
        "wounded": {"killed_and_injured"},
        "dates": {"date_range"},
    },
}


@pytest.mark.parametrize(("name", "n"), CASES)
def test_worked_case(name, n):
    profile = profiles(ledger_book())[name]
    assert problems(profile.examples[n], profile, ledger_book()) == []


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_of_the_protocols_is_a_clause_with_a_reference_and_a_worked_case(name):
    profile = profiles(ledger_book())[name]
    own = {c.clause: c for c in profile.clauses() if c.stated_by == name}
    assert set(own) == set().union(*CELLS[name].values())
    shown = {clause for example in profile.examples for clause in example.shows}
    assert set(own) <= shown
    assert all(c.reference and c.says for c in own.values())


def test_the_five_profiles_are_there_default_first():
    assert tuple(profiles(ledger_book())) == NAMES
    assert profile_faults(ledger_book()) == []


def test_what_a_profile_leaves_unsaid_comes_from_its_parent():
    known = profiles(ledger_book())
    assert known["ibc"].best == known["tollbook"].best
    assert {c.id for c in known["ibc"].best} == {c.id for c in known["tollbook"].best}
    assert known["gtd"].step("drop_replaced").id == "tollbook.replaced"
    assert [c.id for c in known["gtd"].best] == [
        "tollbook.one_figure", "gtd.not_by_perpetrators", "gtd.doubtful", "gtd.most_recent", "gtd.majority",
        "gtd.lowest",
    ]  # fmt: skip


def test_vague_words():
    known = profiles(ledger_book())
    assert known["tollbook"].words_clause("several").means == [2, 3, 3]
    assert known["acled"].words_clause("Dozens").means == [12, 12, 12]
    assert known["acled"].words_clause("several").means == [3, 3, 3]
    assert known["acled"].words_clause("several", at_war=True).means == [10, 10, 10]
    assert known["acled"].words_clause("scores").id == "tollbook.scores"
    assert known["gtd"].words_clause("several").means is None
    assert known["gtd"].words_clause("a word nobody knows").means is None
    assert known["acled"].words_clause("a word nobody knows").means == [3, 3, 3]


def test_classes_of_sources():
    ucdp = profiles(ledger_book())["ucdp"]
    assert ucdp.source_class("monitor") < ucdp.source_class("medic") < ucdp.source_class(None)
    assert ucdp.source_class("something else") == ucdp.source_class(None)
    assert ucdp.source_class("perpetrator") > ucdp.source_class("witness")


def broken(**changes) -> Rulebook:
    book = ledger_book()
    settings = {**book.settings, **{f"profiles/{k}": v for k, v in changes.items()}}
    return replace(book, settings=settings, memos={})


HEAD = {"name": "x", "title": "X", "inherits": "tollbook", "reference": "a handbook"}
CLAUSE = {"clause": "c", "says": "so", "reference": "p. 1"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({**HEAD, "inherits": "nobody"}, "does not exist"),
        ({**HEAD, "inherits": "x"}, "inherits from itself"),
        ({**HEAD, "colour": "red"}, "settings.colour"),
        ({**HEAD, "words": [{**CLAUSE, "words": ["several"], "means": [3, 2, 1]}]}, "must not fall"),
        ({**HEAD, "best": [{**CLAUSE, "does": "take_a_guess"}]}, "settings.best.0.does"),
        ({**HEAD, "best": ["one_figure", "no_such_clause"]}, "no clause 'no_such_clause'"),
        ({**HEAD, "at_least": {"clause": "c", "says": "so"}}, "settings.at_least.reference"),
    ],
)
def test_faults_of_a_profile_are_named(settings, message):
    with pytest.raises(RulebookError, match=message):
        profiles(broken(x=settings))
    assert any(message in str(f) for f in try_profiles(broken(x=settings))[0])


def test_a_clause_without_a_worked_case_is_a_fault():
    faults = profile_faults(broken(x={**HEAD, "at_least": CLAUSE}))
    assert [(f.file, f.rule_id, f.message) for f in faults] == [
        ("profiles/x.yaml", "x.c", "no worked case shows this clause")
    ]


def test_an_analysts_own_profile_runs():
    case = {
        "title": "the lower of two",
        "shows": ["lowest"],
        "statements": [{"by": "A", "day": None, "low": 4, "high": 4}, {"by": "B", "day": None, "low": 9, "high": 9}],
        "gives": {"low": 4, "best": 4, "high": 9, "clause": "acled.lowest"},
    }
    settings = {"name": "mine", "title": "Mine", "inherits": "acled", "reference": "ours", "examples": [case]}
    faults, n = try_profiles(broken(mine=settings))
    assert faults == []
    assert n == len(CASES) + 1


def test_an_analyst_leaves_out_in_two_steps():
    """And each decision names the step by which a figure was."""
    span = [
        "replaced",
        {**CLAUSE, "clause": "boast", "does": "drop_unreasonable"},
        {**CLAUSE, "does": "keep_not_perpetrator"},
    ]
    by = ({"by": name, "day": None, "low": n, "high": n} for name, n in (("A", 4), ("B", 30), ("C", 2)))
    case = {
        "title": "two steps",
        "shows": ["boast", "c"],
        "statements": [said if said["by"] == "A" else {**said, "kind": "perpetrator"} for said in by],
        "gives": {"low": 4, "best": 4, "high": 4},
        "decides": [{"of": 1, "use": "excluded", "clause": "x.boast"}, {"of": 2, "use": "excluded", "clause": "x.c"}],
    }
    assert try_profiles(broken(x={**HEAD, "span": span, "examples": [case]}))[0] == []


def test_an_analyst_says_where_a_war_is():
    words = [
        {**CLAUSE, "words": ["several"], "means": [10, 10, 10],
         "at_war": {"zones": [{"country": "XA", "first": "2020-01-01", "last": "2020-04-30"}, {"country": "XB"}]}},
    ]  # fmt: skip
    case = {
        "title": "several in a war zone",
        "shows": ["c"],
        "statements": [
            {"by": "A", "day": "2020-05-01", "word": "several", "incident": "there"},
            *(
                {"by": "A", "day": "2020-05-01", "word": "several", "incident": i}
                for i in ("before", "first", "after", "ever")
            ),
        ],
        "incidents": {
            "there": {"country": "XA", "day": "2020-04-30"},
            "before": {"country": "XA", "day": "2019-12-31"},
            "first": {"country": "XA", "day": "2020-01-01"},
            "after": {"country": "XA", "day": "2020-05-01"},
            "ever": {"country": "XB", "day": "1990-01-01"},
        },
        "gives": [
            {"incident": "there", "best": 10, "clause": "x.c"},
            {"incident": "before", "best": 3},
            {"incident": "first", "best": 10},
            {"incident": "after", "best": 3},
            {"incident": "ever", "best": 10},
        ],
    }
    assert try_profiles(broken(x={**HEAD, "inherits": "acled", "words": words, "examples": [case]}))[0] == []


def test_the_days_of_an_incident_are_told_by_its_main_reports_first():
    first, last = dt.date(2020, 3, 1), dt.date(2020, 3, 31)
    incident = Incident("inc_1", first, last)
    reports, mentions = [], []
    for name, role, quote in (("a", "background", "late in March"), ("b", "main", "early March")):
        mentions.append(DateMention(name, "doc", "s", 0, 1, quote, "r", first, last, "range", "month"))
        reports.append(
            replace(report(name, day=first, last=last, role=role), incident_id="inc_1", date_mention_id=name)
        )
    rows = incidents_by_profile([incident], reports, [], mentions, ledger_book())
    (ucdp,) = [r for r in rows if r.profile == "ucdp"]
    assert (ucdp.date_from, ucdp.date_to) == (dt.date(2020, 3, 1), dt.date(2020, 3, 10))


def test_an_analyst_says_who_is_on_which_side():
    sides = {**CLAUSE, "state": ["soldiers"], "armed_groups": ["militia"], "unknown": ["foreigners"]}
    groups = {"soldiers": 4, "militia": 3, "foreigners": 2, "teachers": 1}
    case = {
        "title": "four sides",
        "shows": ["c"],
        "statements": [{"by": "A", "day": None, "low": 10, "high": 10, "groups": groups}],
        "gives": [{"side": side, "best": n} for side, n in (("a", 4), ("b", 3), ("unknown", 2), ("civilians", 1))],
    }
    few = {
        "title": "who is known first",
        "shows": ["c"],
        "statements": [{"by": "A", "day": None, "low": 8, "high": 8, "groups": {"foreigners": 6, "soldiers": 4}}],
        "gives": [{"side": "a", "best": 4}, {"side": "unknown", "best": 4}],
    }
    assert try_profiles(broken(x={**HEAD, "inherits": "ucdp", "sides": sides, "examples": [case, few]}))[0] == []


WRONG = [
    ("gives", {"low": 10, "best": 14, "high": 16}, "has best 13 for it, victims, killed, not 14"),
    ("gives", {"best": 13, "clause": "latest"}, "has clause 'tollbook.majority'"),
    ("gives", {"none": True}, "must not have a row"),
    ("gives", {"party": "perpetrators", "best": 1}, "must have a row for it, perpetrators, killed"),
    ("gives", {"event": 0, "best": 1}, "must have a row for summary event 0"),
    ("decides", [{"of": 0, "use": "best"}], "takes statement 0 as low by tollbook.low, not as best"),
    ("decides", [{"of": 7, "use": "best"}], "has no decision on statement 7"),
    ("shows", ["median"], "shows 'median', which decides nothing in it"),
]


@pytest.mark.parametrize(("key", "value", "message"), WRONG)
def test_a_case_that_is_wrong_is_found(key, value, message):
    profile = profiles(ledger_book())[DEFAULT]
    example = next(e for e in profile.examples if e.title == "six accounts of one attack")
    wrong = Example.model_validate({**example.model_dump(exclude_unset=True), key: value})
    (problem,) = problems(wrong, profile, ledger_book())
    assert problem.startswith(message)


def test_a_case_with_a_day_that_is_none_is_a_fault():
    profile = profiles(ledger_book())[DEFAULT]
    case = {"title": "t", "shows": ["low"], "statements": [{"by": "A", "day": "2020-13-01"}], "gives": {"none": True}}
    assert problems(Example.model_validate(case), profile, ledger_book())[0].startswith("fails with ValueError")


def test_faults_stand_on_their_line(tmp_path: Path):
    text = (packaged_rules() / "profiles" / "ibc.yaml").read_text(encoding="utf-8")
    path = tmp_path / "ibc.yaml"
    path.write_text(text.replace("best: 9, high: 11", "best: 8, high: 11"), encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "minimum and maximum over sources" in row)
    (fault,) = try_profiles(broken(ibc=read_yaml(path)["settings"]))[0]
    assert (fault.file, fault.line) == ("profiles/ibc.yaml", line)


def test_sides_add_up_to_everybody():
    profile = profiles(ledger_book())["ucdp"]
    for example in profile.examples:
        out = run(example, profile, ledger_book()).ledger
        everybody = {r.incident_id: r.best for r in out.by_profile if r.party == "all"}
        sides = {i: sum(s.best for s in out.by_side if s.incident_id == i) for i in everybody}
        assert sides == everybody


def test_a_side_says_who_tells_its_groups():
    profile = profiles(ledger_book())["ucdp"]
    told = {e.title: run(e, profile, ledger_book()).ledger.by_side for e in profile.examples}
    assert told["deaths by side"][0].explanation == f"7 of 14, as A tells the groups: {profile.sides.says}."
    assert told["one death is an event"][0].explanation == f"0 of 1: {profile.sides.says}."


@pytest.mark.slow
def test_the_json_schema_takes_the_profiles_and_refuses_others():
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (takes seconds to import)

    schema = Draft202012Validator(json_schema())
    for name in NAMES:
        raw = json.loads(json.dumps(read_yaml(packaged_rules() / "profiles" / f"{name}.yaml")))
        assert [e.message for e in schema.iter_errors(raw)] == []
        assert list(schema.iter_errors({**raw, "settings": {**raw["settings"], "colour": "red"}}))
        assert list(schema.iter_errors({**raw, "settings": {"name": name}}))
