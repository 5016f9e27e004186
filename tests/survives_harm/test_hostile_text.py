"""Any text at all, and texts made to do harm: what holds of every reading holds of theirs, in little time and space."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.hostile import measured
from reliability.hostile_texts import KINDS
from reliability.invariants import holds, read_twice
from reliability.targets import article, dates, numbers, rules
from tollbook.commands.output import harmless, one_line, say_json
from tollbook.rulebook import Rulebook
from tollbook.site.pages import address

pytestmark = pytest.mark.slow

WORDS = [word.decode() for target in (article, numbers, dates) for word in target.TARGET.dictionary]
PUNCTUATION = [
    ". ",
    ", ",
    "\n\n",
    " - ",
    "\n",
    " \u201c",
    "\u201d ",
    "(",
    ") ",
    "; ",
    "\u200b",
    "\u0301",
    "\u202e",
    "👩‍👩‍👧",
]
YAML = [*(word.decode() for word in rules.TARGET.dictionary), "\n", "\n  ", ": ", "x", "'"]
ODD = "٥５𝟝²½Ⅳ一\u0660\u2028\u00a0\ue000\ue001\ue00d\U000f0000\ud7ff\ufffd\x85ſİıßẞﬁǆ"


@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_of_every_reading_holds_of_hostile_texts(book: Rulebook, kind: str) -> None:
    reading = read_twice(KINDS[kind](700), book)
    if reading is not None:
        holds(reading)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS + PUNCTUATION) | st.text(ODD, max_size=3) | st.text(max_size=4), max_size=60))
def test_what_holds_of_every_reading_holds_of_any_words(book: Rulebook, words: list[str]) -> None:
    reading = read_twice(" ".join(words), book)
    if reading is not None:
        holds(reading)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([w.decode() for w in rules.TARGET.dictionary] + ["\n", "\n  ", ": ", "x", "'"]), max_size=40
    )
)
def test_any_rule_file_is_loaded_or_has_faults(words: list[str]) -> None:
    rules.one_input("".join(words).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_a_rule_file_or_have_faults(data: bytes) -> None:
    rules.one_input(b"schema: 1\ndimension: numbers\nsettings: {a: " + data + b"}\n")


@pytest.mark.parametrize("kind", ["stops_only", "commas", "one_word", "killed_sentences", "short_lines", "spaces"])
def test_a_long_article_is_read_or_refused_for_what_it_holds(book: Rulebook, kind: str) -> None:
    """The slowest kinds of before; that they end within the clocks is what is asked, not how fast."""
    cost = measured(kind, 60_000, book)
    assert not cost.faulty, cost
    assert "over_time" not in cost.outcome, "a limit, not the clock"
    assert measured(kind, 60_000, book).outcome == cost.outcome


# What is shown.


@given(st.text())
def test_what_a_terminal_is_shown_drives_nothing(text: str) -> None:
    shown = harmless(text)
    assert all(c in "\n\t" or c.isprintable() or c.isspace() for c in shown)
    assert not {"\x1b", "\x9b", "\x07", "\x08", "\r", "\u202e", "\u2066"} & set(shown)
    assert len(one_line(text).splitlines()) <= 1


@given(st.dictionaries(st.text(max_size=5), st.text(), max_size=3))
def test_json_for_a_terminal_says_the_same_and_drives_nothing(facts: dict[str, Any]) -> None:
    import io  # noqa: PLC0415
    from contextlib import redirect_stdout  # noqa: PLC0415

    with redirect_stdout(io.StringIO()) as out:
        say_json(facts)
    assert json.loads(out.getvalue()) == facts
    assert harmless(out.getvalue()) == out.getvalue()


def test_pages_are_written_inside_the_site_whatever_ids_say(tmp_path: Path) -> None:
    assert address("articles", "doc_0123456789abcdef") == "articles/01/doc_0123456789abcdef.html"
    for evil in (
        "../../x",
        "doc_/../../x",
        "doc_ab/..",
        "",
        ".",
        "doc_ab\x00",
        "doc_ab\n",
        "C:\\x",
        "/etc/passwd",
        "doc_é",
    ):
        with pytest.raises(ValueError, match="is no id of a page"):
            address("articles", evil)
