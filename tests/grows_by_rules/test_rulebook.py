"""Loading rule files: strict, every fault with its place, the book that comes out."""

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.rulebook import Rulebook, RulebookError, load_rulebook, strict_yaml
from tollbook.rulebook.load import read_rules
from tollbook.rulebook.strict_yaml import LineDict, StrictYamlError, parse_yaml

RULE = """\
schema: 1
dimension: numbers
rules:
  - id: numbers.test.one
    title: "<one>"
    status: test
    description: A rule.
    pattern: 'one'
"""


def folder(tmp_path: Path, **texts: str | bytes) -> Path:
    for name, text in texts.items():
        path = tmp_path / name.split("__")[0] / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def faults(tmp_path: Path, **texts: str | bytes) -> list[str]:
    _, found = read_rules(folder(tmp_path, **texts))
    return [str(f) for f in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1e3", "1e3"),
        ("2017-01-02", "2017-01-02"),
        ("12:30", "12:30"),
        ("'12'", "12"),
        ('"no"', "no"),
        ("NO", "NO"),
        (".inf", ".inf"),
    ],
)
def test_scalars_are_what_stands_there(text: str, value: object) -> None:
    assert parse_yaml(f"key: {text}")["key"] == value
    assert type(parse_yaml(f"key: {text}")["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3", 3, "stands twice"),
        ("a: &x 1\nb: *x", 1, "aliases and anchors"),
        ("a: 1\nb: !!python/name:os.system x", 2, "tags are not allowed"),
        ("a: 1\nb: !mine x", 2, "tags are not allowed"),
        ("a: 1\n? [x, y]\n: 2", 2, "a key must be plain text"),
        ("a: [1, 2\nb: 1", 2, "not YAML"),
        ("a: 1\n\tb: 2", 2, "not YAML"),
        ("a: 1\nb: {<<: {c: 1}}", 2, "merge keys are not allowed"),
        ("a: 1\nb: x\x00", 2, "control characters are not allowed ('\\x00')"),
        ("é: 1\nb: \x1b[31m", 2, "control characters are not allowed ('\\x1b')"),
        ("a: 1\nb: \ufffe", 2, "not YAML"),
        (f"a: 1\nb: {'9' * 5000}", 2, "a number of more than 18 characters; quote it"),
        (f"a: 1\nb: -{'9' * 400}.0", 2, "a number of more than 18 characters; quote it"),
        ("a: 1\nb: " + "[" * 100_000, 2, "nested deeper than 24 levels"),
        ("a: 1\nb:\n" + "- " * 50_000 + "x", 3, "nested deeper than 24 levels"),
        ("a: 1\nb: " + "{a: " * 20_000, 2, "nested deeper than 24 levels"),
        ("a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a]\n" for i in range(40)), 1, "aliases and anchors"),
        ("%TAG ! tag:x,1:\n---\na: !b 1", 3, "tags are not allowed"),
        ("a: 1\n---\nb: 2", 2, "not YAML"),
        ("a: {b: 1, b: 2}", 1, "stands twice"),
    ],
)
def test_ambiguous_yaml_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(StrictYamlError, match=re.escape(message)) as caught:
        parse_yaml(text)
    assert caught.value.line == line


def test_deep_yaml_is_refused() -> None:
    deep = "a: " + "[" * 200 + "]" * 200
    with pytest.raises(StrictYamlError, match="deeper than"):
        parse_yaml(deep)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(StrictYamlError):
        parse_yaml(text)


def test_mappings_know_their_lines() -> None:
    read = parse_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n")
    assert isinstance(read, LineDict)
    assert (read.line, read.lines) == (1, {"a": 1, "b": 2})
    assert read["b"][0].lines == {"c": 3, "d": 4}


def test_a_rule_knows_its_file_and_line(tmp_path: Path) -> None:
    book, found = read_rules(folder(tmp_path, numbers=RULE))
    assert not found
    (rule,) = book.rules
    assert (rule.id, rule.dimension, rule.file, rule.line) == ("numbers.test.one", "numbers", "numbers/numbers.yaml", 4)


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        numbers=RULE,
        numbers__again=RULE,
        dates="schema: 1\ndimension: dates\nrules:\n  - id: dates.x\n    title: no status\n    description: d\n",
        places=b"schema: 1\ndimension: places\n# \xff\n",
        actors="schema: 1\nschema: 1\n",
        events=RULE.replace("numbers", "events").replace("pattern: 'one'", "pattern: 12"),
        scope=RULE.replace("dimension: numbers", "dimension: sports"),
        people=RULE.replace("numbers", "people") + "    surprise: 1\n",
    )
    assert found == [
        "actors/actors.yaml:2 -: the key 'schema' stands twice in one mapping",
        "dates/dates.yaml:4 dates.x: rules.0.status: Field required",
        "events/events.yaml:8 events.test.one: rules.0.pattern: Input should be a valid string or a list of forms",
        "numbers/numbers__again.yaml:4 numbers.test.one: this id stands in numbers/numbers.yaml already",
        "people/people.yaml:9 people.test.one: rules.0.surprise: Extra inputs are not permitted",
        "places/places.yaml:3 -: not UTF-8; save the file as UTF-8",
        found[-1],
    ]
    assert found[-1].startswith("scope/scope.yaml:2 -: dimension: Input should be 'numbers', 'dates'")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("id: numbers.test.one", "id: Numbers one"), "yaml:4 Numbers one: rules.0.id: String should match"),
        (("status: test", "status: done"), "rules.0.status: Input should be 'experimental'"),
        (('title: "<one>"', "title: no"), None),
        (('title: "<one>"', "title: 5"), "rules.0.title: Input should be a valid string"),
        (("schema: 1", "schema: 2"), "numbers/numbers.yaml:1 -: schema: Input should be 1"),
        (("schema: 1", "schema: '1'"), "numbers/numbers.yaml:1 -: schema: Input should be 1"),
    ],
)
def test_types_are_strict(tmp_path: Path, change: tuple[str, str], message: str | None) -> None:
    found = faults(tmp_path, numbers=RULE.replace(*change))
    assert (not found) if message is None else (len(found) == 1 and message in found[0]), found


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text", "12"])
def test_a_file_that_is_no_mapping_is_a_fault(tmp_path: Path, text: str) -> None:
    (found,) = faults(tmp_path, numbers=text)
    assert found.startswith("numbers/numbers.yaml:1 -: ")


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "MAX_BYTES", 100)
    assert faults(tmp_path, numbers=RULE) == ["numbers/numbers.yaml:1 -: larger than 100 bytes; split the file"]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="is no folder"):
        load_rulebook(tmp_path / "nowhere")


LEXICONS = """\
schema: 1
dimension: lexicons
lexicons:
  - id: lexicons.a
    name: pets
    words: [cat, cat and dog, "c.t"]
  - id: lexicons.b
    name: many_pets
    pattern: 'many {pets}'
  - id: lexicons.c
    name: sizes
    map: {small: 1, large: 2.5, none: no}
"""


@pytest.fixture
def pets(tmp_path: Path) -> Rulebook:
    book, found = read_rules(folder(tmp_path, lexicons=LEXICONS))
    assert not found
    return book


def test_patterns_are_expanded(pets: Rulebook) -> None:
    assert pets.expand("a {pets}!") == r"a (?:\b(?:cat and dog|c\.t|cat)\b)!"
    assert pets.expand("{many_pets:who}") == r"(?P<who>many (?:\b(?:cat and dog|c\.t|cat)\b))"
    assert pets.expand("{pets}{n}", {"pets": "x", "n": "[0-9]"}) == "(?:x)(?:[0-9])"
    assert pets.expand(r"a{2}b{1,3}") == "a{2}b{1,3}"
    with pytest.raises(KeyError, match="dogs"):
        pets.expand("{dogs}")


def test_lexicons_may_map_words(pets: Rulebook) -> None:
    assert pets.mapping("sizes") == {"small": 1, "large": 2.5, "none": "no"}
    assert pets.words("sizes") == ("small", "large", "none")
    assert pets.mapping("pets") == {}


NAMES = """\
schema: 1
dimension: publication
rules:
  - id: publication.wires
    title: "<wire>"
    status: test
    description: A rule of names.
    entries:
      - {name: Hill Wire, aliases: [HW]}
"""
OF_NAMES = """\
schema: 1
dimension: lexicons
lexicons:
  - {id: lexicons.wires, name: wires, names_of: [publication.wires], words: [lake wire]}
"""


def test_a_lexicon_may_hold_the_names_of_a_rule(tmp_path: Path) -> None:
    books = []
    for n, names in enumerate((NAMES, NAMES.replace("[HW]", "[HWX]"))):
        (tmp_path / str(n)).mkdir()
        book, found = read_rules(folder(tmp_path / str(n), names=names, words=OF_NAMES))
        assert not found
        books.append(book)
    assert [book.words("wires") for book in books] == [
        ("hill wire", "hw", "lake wire"),
        ("hill wire", "hwx", "lake wire"),
    ]
    assert books[0].digest("lexicons") != books[1].digest("lexicons")  # what uses the lexicon is computed again


@pytest.mark.parametrize("names", [RULE, NAMES.replace("publication.wires", "publication.others")])
def test_names_of_a_rule_without_names_are_a_fault(tmp_path: Path, names: str) -> None:
    found = faults(tmp_path, names=names, words=OF_NAMES)
    assert found == ["words/words.yaml:4 lexicons.wires: names_of: there is no rule 'publication.wires' with entries"]


def test_two_lexicons_of_one_name_are_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, lexicons=LEXICONS.replace("name: sizes", "name: pets").replace("lexicons.c", "lexicons.a"))
    assert found == [
        "lexicons/lexicons.yaml:10 lexicons.a: a lexicon 'pets' exists already",
        "lexicons/lexicons.yaml:10 lexicons.a: this id stands twice",
    ]


def test_digests_follow_content_and_dimension(tmp_path: Path) -> None:
    dates = RULE.replace("numbers", "dates")
    books = []
    for name, texts in {
        "1": {"numbers": RULE, "dates": dates},
        "2": {"numbers": "# a comment\n" + RULE, "dates": dates},
        "3": {"numbers": RULE, "dates": dates.replace("'one'", "'two'")},
    }.items():
        (tmp_path / name).mkdir()
        books.append(read_rules(folder(tmp_path / name, **texts))[0])
    one, two, three = books
    assert one.digest() == two.digest() != three.digest()
    assert one.digest("numbers") == three.digest("numbers")
    assert one.digest("dates") != three.digest("dates")


def test_deprecated_rules_do_not_run(tmp_path: Path) -> None:
    book, _ = read_rules(folder(tmp_path, numbers=RULE.replace("status: test", "status: deprecated")))
    assert len(book.rules) == 1
    assert book.of("numbers") == ()


def test_memo_builds_once(pets: Rulebook) -> None:
    made: list[Rulebook] = []
    assert pets.memo("x", lambda b: made.append(b) or 7) == 7
    assert pets.memo("x", lambda b: made.append(b) or 8) == 7
    assert made == [pets]
