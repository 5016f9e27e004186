"""Profiles: the published protocols as data, each with worked cases."""

import datetime as dt
from dataclasses import replace

import pytest
from ledger_rows import ledger_book

from tollbook.ledger.profiles import Example, ExampleStatement, Profile, profiles
from tollbook.ledger.reconcile_engine import reconcile
from tollbook.ledger.reconcile_statements import ROLE_RANK, Statement
from tollbook.rulebook import Rulebook, RulebookError

NAMES = ("tollbook", "acled", "gtd", "ibc", "ucdp")
CASES = [
    pytest.param(name, n, id=f"{name}: {example.title}")
    for name, profile in profiles(ledger_book()).items()
    for n, example in enumerate(profile.examples)
]


def statement(n: int, example: ExampleStatement) -> Statement:
    numeric = example.low is not None or example.high is not None
    return Statement(
        report_id=f"rep_{n}",
        source=example.by,
        publisher=example.by,
        name=example.by,
        day=dt.date.fromisoformat(example.day).toordinal() if example.day else None,
        role=ROLE_RANK[example.role],
        low=example.low,
        high=example.high,
        word=example.word,
        exact=numeric and example.low == example.high and example.qualifier == "exact",
        kind=example.kind,
    )


@pytest.mark.parametrize(("name", "n"), CASES)
def test_worked_case(name, n):
    profile = profiles(ledger_book())[name]
    example: Example = profile.examples[n]
    result = reconcile([statement(i, s) for i, s in enumerate(example.statements)], profile)
    assert result is not None
    wanted = example.gives
    assert (result.low, result.best, result.high) == (wanted.low, wanted.best, wanted.high)
    if wanted.clause is not None:
        assert result.clause == wanted.clause
    if wanted.disagreement is not None:
        assert result.disagreement == wanted.disagreement


def test_the_five_profiles_are_there_default_first():
    assert tuple(profiles(ledger_book())) == NAMES


def test_every_profile_has_a_reference_and_worked_cases():
    for profile in profiles(ledger_book()).values():
        assert profile.reference
        assert profile.examples


def test_what_a_profile_leaves_unsaid_comes_from_its_parent():
    known = profiles(ledger_book())
    assert known["ibc"].best == known["tollbook"].best
    assert known["ibc"].clause_id("best", "latest") == "tollbook.latest"
    assert known["gtd"].clause_id("best", "latest") == "gtd.latest"


def test_vague_words():
    known = profiles(ledger_book())
    assert known["tollbook"].word_values("several") == [2, 3, 3]
    assert known["acled"].word_values("Dozens") == [12, 12, 12]
    assert known["acled"].word_values("hundreds") == [100, 100, 100]
    assert known["gtd"].word_values("several") is None
    assert known["gtd"].word_values("a word nobody knows") is None
    assert known["acled"].word_values("a word nobody knows") == [3, 3, 3]


def test_what_is_counted_follows_the_protocols():
    known = profiles(ledger_book())
    assert known["acled"].outcomes == ["killed"]
    assert known["acled"].parties == ["all"]
    assert "all" in known["gtd"].parties
    assert known["ibc"].parties == ["victims"]
    assert "soldiers" in known["ibc"].without_groups
    assert known["ucdp"].least_killed == 1


def test_classes_of_sources():
    ucdp: Profile = profiles(ledger_book())["ucdp"]
    assert ucdp.source_class("monitor") < ucdp.source_class("medic") < ucdp.source_class(None)
    assert ucdp.source_class("something else") == ucdp.source_class(None)
    assert ucdp.source_class("perpetrator") > ucdp.source_class("witness")


def broken(**changes) -> Rulebook:
    book = ledger_book()
    settings = {**book.settings, **{f"profiles/{k}": v for k, v in changes.items()}}
    return replace(book, settings=settings, _memo={})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "x", "title": "X", "inherits": "nobody"}, "does not exist"),
        ({"name": "x", "title": "X", "inherits": "x"}, "inherits from itself"),
        ({"name": "x", "title": "X", "inherits": "tollbook", "colour": "red"}, "settings.colour"),
        ({"name": "x", "title": "X", "inherits": "tollbook", "words": {"several": [3, 2, 1]}}, "must not fall"),
        (
            {"name": "x", "inherits": "tollbook", "best": [{"clause": "c", "does": "take_a_guess", "says": ""}]},
            "settings.best.0.does",
        ),
    ],
)
def test_faults_of_a_profile_are_named(settings, message):
    with pytest.raises(RulebookError, match=message):
        profiles(broken(x=settings))


def test_an_analysts_own_profile_runs():
    own = profiles(broken(mine={"name": "mine", "title": "Mine", "inherits": "acled", "outcomes": ["killed"]}))["mine"]
    said = [
        statement(i, ExampleStatement(by=b, day=None, low=n, high=n)) for i, (b, n) in enumerate([("A", 4), ("B", 9)])
    ]
    result = reconcile(said, own)
    assert result is not None
    assert (result.best, result.clause) == (4, "acled.lowest")
