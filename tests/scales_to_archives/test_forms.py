"""Forms of patterns that are kept: the same as made anew, made once, and never more than data."""

import pickle
from pathlib import Path

import pytest
import regex

from tollbook.rulebook import Rulebook, forms
from tollbook.rulebook.forms import Forms, compiled


def spans(pattern: "regex.Pattern[str]", texts: list[str]) -> list[list[tuple[int, int, dict[str, str | None]]]]:
    return [[(*m.span(), m.groupdict()) for m in pattern.finditer(text, timeout=5)] for text in texts]


def test_a_kept_pattern_finds_what_a_new_one_finds(book: Rulebook, tmp_path: Path) -> None:
    rules = [r for r in book.of("dates", "publication", "events") if r.rule.pattern]
    made, path = Forms(), tmp_path / "forms"
    for rule in rules:
        text = book.expand(rule.rule.pattern or "")
        made.of("compiled", (text,), lambda text=text: regex.compile(text, regex.VERSION0))  # type: ignore[misc]
    made.write(path)
    read = Forms([path])
    for rule in rules:
        text = book.expand(rule.rule.pattern or "")
        texts = [e.text.lower() for e in [*rule.rule.examples.match, *rule.rule.examples.no_match]]
        kept = read.of("compiled", (text,), lambda: pytest.fail("made again"))
        assert spans(kept, texts) == spans(regex.compile(text, regex.VERSION0), texts), rule.id
    assert not read.made


def test_an_edited_text_is_made_anew_and_no_other(tmp_path: Path) -> None:
    made, path = Forms(), tmp_path / "forms"
    made.of("needles", ("a", "b"), lambda: 1)
    made.write(path)
    read = Forms([path])
    assert read.of("needles", ("a", "b"), lambda: 2) == 1
    assert read.of("needles", ("a", "c"), lambda: 2) == 2
    assert read.of("relaxed", ("a", "b"), lambda: 3) == 3
    read.write(path)
    assert Forms([path]).of("relaxed", ("a", "b"), lambda: 4) == 3
    assert Forms([path]).of("needles", ("a", "b"), lambda: 4) == 1


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return Path.write_text, (Path("harm"), "done")  # type: ignore[return-value]


@pytest.mark.parametrize("content", [b"", b"junk", pickle.dumps(["no", "map"]), pickle.dumps(Harm())])
def test_a_file_that_is_none_of_ours_is_as_if_it_were_not_there(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "forms"
    path.write_bytes(content)
    assert Forms([path]).of("needles", ("a",), lambda: 1) == 1
    assert not (tmp_path / "harm").exists()


def test_a_value_that_is_none_of_ours_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "forms"
    made = Forms()
    made.of("needles", ("a",), Harm)
    made.write(path)
    assert Forms([path]).of("needles", ("a",), lambda: 1) == 1
    assert not (tmp_path / "harm").exists()


def test_what_a_process_made_the_next_one_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Forms()
    monkeypatch.setattr(forms, "forms", lambda: held)
    monkeypatch.setattr(forms, "user_folder", lambda: tmp_path / "user")
    forms.keep_forms()
    assert not (tmp_path / "user").exists()
    assert compiled("a+b").fullmatch("aab")
    forms.keep_forms()
    (path,) = (tmp_path / "user").iterdir()
    read = Forms([path])
    monkeypatch.setattr(forms, "forms", lambda: read)
    assert compiled("a+b").fullmatch("aab")
    assert not read.made
