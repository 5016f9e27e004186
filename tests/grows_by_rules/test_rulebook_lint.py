"""Lint: each kind of fault is found, all at once, with file, line and rule."""

from pathlib import Path

import pytest
import regex
import yaml

from tollbook.rulebook import Rulebook
from tollbook.rulebook.explosive import nested_repeats
from tollbook.rulebook.lint import Conventions, lint
from tollbook.rulebook.load import read_rules

KNOWN = Conventions(
    symbols={"numbers": {"num": "\ue000"}}, captures={"numbers": frozenset({"low"}), "dates": frozenset()}
)


def rule(rule_id: str = "numbers.a", **changes: object) -> dict[str, object]:
    plain = {
        "id": rule_id,
        "title": f"word {rule_id}",
        "status": "test",
        "description": "d",
        "pattern": f"word {rule_id}",
    }
    return {k: v for k, v in {**plain, **changes}.items() if v is not None}


def entry_rule(rule_id: str, *entries: dict[str, object]) -> dict[str, object]:
    return rule(rule_id, pattern=None, entries=list(entries))


def match(text: str, span: str, **more: object) -> dict[str, object]:
    return {"text": text, "span": span, **more}


def book(tmp_path: Path, *rules: dict[str, object], dimension: str = "numbers", **more: object) -> Rulebook:
    content = {"schema": 1, "dimension": dimension, "rules": list(rules), **more}
    (tmp_path / f"{dimension}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    read, faults = read_rules(tmp_path)
    assert not faults
    return read


def messages(read: Rulebook) -> list[str]:
    return [f"{f.rule_id}: {f.message}" for f in lint(read, KNOWN)]


def test_a_sound_rule_has_no_fault(tmp_path: Path) -> None:
    examples = {
        "match": [match(f"We saw {n} men.", n) for n in ("two", "three", "four")],
        "no_match": [{"text": "None.", "why": "w"}, {"text": "Nobody.", "why": "w"}],
    }
    assert messages(book(tmp_path, rule(status="stable", pattern="{num:low} men", examples=examples))) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "dates.a"}, "dates.a: the id must begin with the dimension: numbers.…"),
        ({"pattern": "{nobody} men"}, "numbers.a: unknown placeholder {nobody}"),
        ({"pattern": "(men"}, "numbers.a: not a regex: missing ) at position 4"),
        ({"pattern": "men", "entries": [{"name": "x"}]}, "numbers.a: has a pattern and entries; make two rules of it"),
        ({"pattern": "x*"}, "numbers.a: the pattern matches the empty string"),
        ({"pattern": r"\b"}, "numbers.a: the pattern matches the empty string"),
        ({"pattern": "(?P<size>big) men"}, "numbers.a: unused captures: size"),
        ({"pattern": "{num:who} men"}, "numbers.a: unused captures: who"),
        ({"pattern": "{num:who} men", "emits": {"who": "who"}}, None),
        ({"pattern": "(?:a+ )+b"}, "numbers.a: an unbounded repeat inside another: (?:a+ )+b"),
        ({"status": "stable"}, "numbers.a: is stable and needs 3 match and 2 no_match examples, has 0 and 0"),
        ({"pattern": None, "entries": []}, "numbers.a: has an empty list of entries"),
        ({"pattern": None, "entries": [{"name": " "}]}, "numbers.a: an entry has no name or a blank alias: ' '"),
        (
            {"pattern": None, "entries": [{"name": "x", "aliases": ["x"]}]},
            "numbers.a: 'x' has the spelling 'x' 2 times",
        ),
        ({"examples": {"match": [match("Two.", "Three")]}}, "numbers.a: the span 'Three' is not in its text 'Two.'"),
        (
            {"examples": {"match": [match("Two.", "Two"), match("Two.", "Two")]}},
            "numbers.a: the example 'Two.' stands 2 times",
        ),
        (
            {"examples": {"match": [match("Two.", "Two")], "no_match": [{"text": "Two.", "why": "w"}]}},
            "numbers.a: the example 'Two.' stands 2 times",
        ),
        (
            {"examples": {"match": [match("Two.", "Two", published="5 May")]}},
            "numbers.a: '5 May' is no day; write it as 2021-09-05",
        ),
    ],
)
def test_each_fault_is_found(tmp_path: Path, changes: dict[str, object], message: str | None) -> None:
    assert messages(book(tmp_path, rule(**changes))) == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("<people> were killed in <place>", None),
        ("<people> were killed in <town>", "the title has <town>; what varies is one of: acronym, "),
        ("<people> were killed.", "the title is no sentence"),
        ("killed ... people", "the title is no sentence"),
        ("killed " * 11, "the title has 77 characters, 70 at most"),
    ],
)
def test_titles_are_phrases_of_one_grammar(tmp_path: Path, title: str, message: str | None) -> None:
    found = messages(book(tmp_path, rule(title=title, status="stable")))
    own = [m.removeprefix("numbers.a: ") for m in found if "title" in m]
    assert [m.startswith(message or "") for m in own] == ([] if message is None else [True])


def test_titles_tell_rules_apart_and_lists_what_they_hold(tmp_path: Path) -> None:
    read = book(
        tmp_path,
        rule("numbers.a", title="killed <people>"),
        rule("numbers.b", title="killed <people>"),
        rule("numbers.c", title="killed <people>", status="deprecated"),
        entry_rule("numbers.d", {"name": "x"}) | {"title": "an <air strike>", "status": "stable"},
        entry_rule("numbers.e", {"name": "y"}) | {"title": "<air strike>", "status": "stable"},
    )
    found = [m for m in messages(read) if "title" in m]
    assert found == [
        "numbers.b: has the title of numbers.a; say what this one reads instead",
        "numbers.d: the title of a list says in angles what it holds: <air strike>",
    ]


def test_long_forms_need_fragments(tmp_path: Path) -> None:
    long = "|".join(f"word{n:03}" for n in range(31))
    lexicons = [{"id": "lexicons.a", "name": "a", "pattern": long}]
    forms = long.replace("word", "term").split("|")
    read = book(tmp_path, rule("numbers.a", pattern=long), rule("numbers.b", pattern=forms), lexicons=lexicons)
    found = messages(read)
    assert [m.split(":")[0] for m in found] == ["numbers.a", "lexicons.a"]
    assert all("has 247 characters, 240 at most: write each way" in m for m in found)


def test_a_list_of_forms_is_one_pattern(tmp_path: Path) -> None:
    (held,) = book(tmp_path, rule(pattern=["two", "three|four"])).rules
    assert (held.rule.forms, held.rule.pattern) == (["two", "three|four"], "two|three|four")


def test_lexicons_stand_where_their_digest_counts(tmp_path: Path) -> None:
    lexicons = [
        {"id": "numbers.own", "name": "own", "pattern": "one"},
        {"id": "dates.of_others", "name": "of_others", "pattern": "two"},
        {"id": "numbers.idle", "name": "idle", "words": ["three"]},
        {"id": "lexicons.gate_b", "name": "gate_b", "words": ["four"]},
        {"id": "lexicons.gate_gone", "name": "gate_gone", "words": ["five"]},
    ]
    read = book(tmp_path, rule("numbers.b", pattern="{own} {of_others}"), lexicons=lexicons)
    assert messages(read) == [
        "dates.of_others: numbers uses it too; move it to rules/lexicons/",
        "numbers.idle: no pattern uses {idle}; take it out",
        "lexicons.gate_gone: a gate of no rule: none has 'gone' last in its id",
    ]


def test_examples_tell_more_than_names(tmp_path: Path) -> None:
    same = {"match": [match(f"He left {n} for good in {p}.", n) for n, p in (("Oba", "1990"), ("Juba Town", "2001"))]}
    differ = {
        "match": [match("He left Oba for good.", "Oba"), match("HE LEFT JUBA.", "JUBA"), match("Oba fell.", "Oba")]
    }
    read = book(tmp_path, rule("numbers.a", examples=same), rule("numbers.b", examples=differ))
    assert messages(read) == [
        "numbers.a: the example 'He left Juba Town for good in 2001.' differs from another in names or figures alone"
    ]


def test_patterns_that_are_the_same_after_expansion_shadow_each_other(tmp_path: Path) -> None:
    lexicons = [{"id": "lexicons.pet", "name": "pet", "pattern": "cat"}]
    read = book(
        tmp_path,
        rule("numbers.a", pattern="{pet} food"),
        rule("numbers.b", pattern="(?:cat) food"),
        rule("numbers.c", pattern="(?:cat) food", status="deprecated"),
        rule("numbers.d", pattern="(?:cat) food", emits={"where": "top"}),
        lexicons=lexicons,
    )
    assert messages(read) == ["numbers.b: has the same pattern as numbers.a, which shadows it"]


def test_a_spelling_that_two_names_have(tmp_path: Path) -> None:
    read = book(
        tmp_path,
        entry_rule("numbers.a", {"name": "First Front", "aliases": ["FF"]}, {"name": "Fire", "aliases": ["Fires"]}),
        entry_rule("numbers.b", {"name": "Free Forces", "aliases": ["FF"]}),
        entry_rule("numbers.c", {"name": "Fires", "values": {"context": "wood"}}),
    )
    assert messages(read) == ["numbers.b: the spelling 'FF' stands for 'First Front' and for 'Free Forces'"]


def test_lexicons(tmp_path: Path) -> None:
    read = book(
        tmp_path,
        dimension="lexicons",
        lexicons=[
            {"id": "lexicons.a", "name": "a"},
            {"id": "lexicons.b", "name": "b", "words": ["x"], "pattern": "x"},
            {"id": "lexicons.c", "name": "c", "words": ["x", "x", " "]},
        ],
    )
    assert messages(read) == [
        "lexicons.a: needs one of words, map and pattern, has none",
        "lexicons.b: needs one of words, map and pattern, has words, pattern",
        "lexicons.c: the word ' ' is blank or stands twice",
        "lexicons.c: the word 'x' is blank or stands twice",
    ]


def test_placeholders_in_a_circle(tmp_path: Path) -> None:
    lexicons = [
        {"id": "lexicons.a", "name": "a", "pattern": "{b}"},
        {"id": "lexicons.b", "name": "b", "pattern": "{a}"},
    ]
    read = book(tmp_path, rule(pattern="{a} x"), lexicons=lexicons)
    assert messages(read) == ["numbers.a: placeholders refer to each other in a circle"]


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    read = book(tmp_path, rule("numbers.a", pattern="(x"), rule("dates.b"), rule("numbers.c", status="stable"))
    found = [str(f) for f in lint(read, KNOWN)]
    assert [f.split(": ")[0] for f in found] == [
        "numbers.yaml:4 numbers.a",
        "numbers.yaml:9 dates.b",
        "numbers.yaml:14 numbers.c",
    ]


@pytest.mark.parametrize(
    ("pattern", "nested"),
    [
        ("(a+)+", True), ("(?:a*b)*", True), ("((a+)b)+", True), ("(?:(?:a|b+)c)*", True), ("(a{2,})*", True),
        ("(?:a+){3,}", True), ("(a+)?", False), ("(a+){2,5}", False), ("(?:a?b)+", False), ("a+b+", False),
        ("(?>a+)+", False), ("(?:a++)+", False), ("(?:a+)++", False), (r"(\++)?", False), ("([*+])+", False),
        (r"(?:\*)+", False), ("(?:[^)+]x)+", False), ("(?:a{1,3})+", False),
    ],
)  # fmt: skip
def test_nested_repeats(pattern: str, nested: bool) -> None:
    regex.compile(pattern)
    assert (nested_repeats(pattern) is not None) is nested


EXPLODING = [  # known from the literature on ReDoS, and of the kind that analysts write by mistake
    r"(?:a|a)*b", r"(?:a|aa)+!", r"(?:\w+\s?)+:", r"(?:[a-z]+,?)+;", r"(?:\d+|\d+,\d+)+ men", r"(?:.*)*x",
    r"(?:killed|killed and|and)(?: |killed|and)*(?: |killed|and)*(?: |killed|and)*(?: |killed|and)*!",
    r"(?:at least |at )*(?:at |least )*(?:at |least )*(?:at |least )*(?:at |least )*\d",
    r"\d+ .* .* .* .* .* .* .* dead",
    r"[a-z ]*[a-z ]*[a-z ]*[a-z ]*[a-z ]*[.]", r"(?:a|a){1,40}(?:a|a){1,40}(?:a|aa){1,60}!",
    r"(?:police(?:men|man)?,? ?){1,60}(?:police(?:men|man)?,? ?){1,60}(?:police,? ?){1,60}!",
]  # fmt: skip
SAFE = [
    r"a{1,3}!", r"\d+ (?:men|women) (?:were|was) killed", r"(?:\w+ ){0,4}killed", r"[^.;]{0,80} dead",
    r"\bat least \d+\b",
    r"(?>\w+,? ?)+:", r"(?:police|soldiers)(?:, (?:police|soldiers))*+ and", r"\d{1,3}(?:,\d{3})*", r".*dead",
]  # fmt: skip


@pytest.mark.parametrize("pattern", EXPLODING)
def test_exploding_patterns_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    monkeypatch.setattr("tollbook.rulebook.explosive._SECONDS", 0.3)
    found = [m for m in messages(book(tmp_path, rule(pattern=pattern))) if "empty string" not in m]
    assert len(found) == 1
    assert found[0].startswith(("numbers.a: an unbounded repeat inside another: ", "numbers.a: takes too long on "))


@pytest.mark.slow
@pytest.mark.parametrize("pattern", SAFE)
def test_safe_patterns_are_let_through(tmp_path: Path, pattern: str) -> None:
    assert messages(book(tmp_path, rule(pattern=pattern))) == []
