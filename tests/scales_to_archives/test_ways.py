"""The ways in which a pattern can match: a check that lets too much through at times, never too little."""

import pytest
import regex

from tollbook.matching.openings import Openings, Shown, Strings
from tollbook.matching.text import fold
from tollbook.rulebook import Rulebook
from tollbook.rulebook.ways import Way, ways


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"source ?:.{0,80}", {(("source :", "source:"), "source")}),
        (r"(?:via|by) .{2,9}", {(("via ",), "via "), (("by ",), "by ")}),
        (r"[\p{L}]+ \((?:afp|dpa)\)", {((), " (afp"), ((), " (dpa")}),
        (r"-{2,5}", {(("-",), "--")}),
        (r"(?:the )?(?:end)?", {((), "")}),
    ],
)
def test_ways(pattern: str, wanted: set[tuple[tuple[str, ...], str]]) -> None:
    found = {(w.begins, min(w.needles[0]) if w.needles else "") for w in ways(pattern)}
    assert {(begins, needle.rstrip(")")) for begins, needle in found} == {(b, n.rstrip(")")) for b, n in wanted}


@pytest.mark.parametrize("pattern", [r"(?i)source", r"(?:source){i<=1}", r"(", r"\w+"])
def test_nothing_is_certain(pattern: str) -> None:
    assert ways(pattern) == (Way(),)


@pytest.mark.slow
def test_no_match_is_ruled_out(book: Rulebook) -> None:
    """Over every line of every example in the rules, for every pattern that is matched where a line begins."""
    rules = [r for r in book.of("furniture", "publication") if r.rule.pattern and not cased(r.rule.emits)]
    known = [ways(book.expand(r.rule.pattern or "")) for r in rules]
    patterns = [regex.compile(book.expand(r.rule.pattern or ""), regex.VERSION0) for r in rules]
    strings = Strings(way.needles for found in known for way in found)
    openings = Openings(known, strings)
    examples = [e for r in book.of("furniture", "publication", "events") for e in r.rule.examples.match]
    lines = {line for e in examples for line in f"{e.before}\n{e.text}".split("\n") if line}
    matched = 0
    for line in sorted(lines):
        shown = Shown(line, strings)
        possible = openings.open_for(shown, 0, len(line))
        for number, pattern in enumerate(patterns):
            if pattern.match(fold(line)):
                matched += 1
                assert number in possible, (rules[number].id, line)
    assert matched > len(rules) / 2


def cased(emits: object) -> bool:
    return isinstance(emits, dict) and bool(emits.get("case"))


def test_a_letter_without_a_lower_case_of_its_own_opens_everything() -> None:
    strings = Strings(way.needles for way in ways("via"))
    openings = Openings([ways("via")], strings)
    assert openings.open_for(Shown("vİa", strings), 0, 3) == [0]
    assert openings.open_for(Shown("vea", strings), 0, 3) == []
