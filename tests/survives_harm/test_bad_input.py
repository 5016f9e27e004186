"""Bad input is refused with what and where, the rest is read: the catalogue of `reliability.cases`, and properties."""

import csv
import io
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tollbook
from reliability import inputs
from reliability.cases import CASES, Case
from reliability.cases.case import writes
from tollbook.reading.cutting import cut
from tollbook.reading.inputs import inventory, shown
from tollbook.reading.metadata import read_metadata
from tollbook.reading.records import read_records
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.warehouse import open_ledger

pytestmark = pytest.mark.slow

BY_NAME = {case.name: case for case in CASES}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_comes_of_bad_input(case: Case, tmp_path: Path, book: Rulebook) -> None:
    outcome = inputs.read(case, tmp_path, book)
    assert inputs.faults(case, outcome) == []
    for reject in outcome.rejects:
        assert ";" in reject.detail, "says what is wrong, and what to do"
        assert reject.detail.isprintable()


def test_the_documentation_lists_the_cases() -> None:
    assert len(BY_NAME) == len(CASES)
    page = inputs.PAGE.read_text(encoding="utf-8").split(inputs.BEGINS)[1]
    rows = [
        line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| what lies"))
    ]
    assert [line[: len(inputs.row(case))] for line, case in zip(rows, CASES, strict=True)] == [
        inputs.row(case) for case in CASES
    ]


@pytest.mark.parametrize("name", ["failing disk", "growing", "shrinking", "growing feed"])
def test_what_could_not_be_read_is_read_in_the_next_run(name: str, tmp_path: Path, book: Rulebook) -> None:
    inputs.read(BY_NAME[name], tmp_path, book)
    for path in (tmp_path / "articles").iterdir():
        path.unlink()
    BY_NAME[name].make(tmp_path / "articles")
    for _ in range(2):  # the run after that, too
        outcome = inputs.read_again(None, tmp_path, book)
        assert outcome.rejects == ()
        assert len(outcome.kept) == len(BY_NAME[name].kept) + 1


def test_a_run_over_a_folder_of_bad_input(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    names = ("empty", "nul", "line end in a name", "no article", "half a line", "unclosed quote", "truncated", "loop")
    for n, name in enumerate(names):
        (articles / f"{n}").mkdir(parents=True)
        BY_NAME[name].make(articles / f"{n}")
    for table in ("metadata.csv", "corrections.csv"):
        writes(table, b"\x89PNG\r\n\x1a\n\x00")(articles)
    tollbook.make(articles, tmp_path / "home")
    with open_ledger(tmp_path / "home") as db:
        (kept,) = db.sql("SELECT count(*) FROM documents").fetchall()[0]
        rejects = db.sql("SELECT source_id, stage, reason FROM rejects").fetchall()
    lost = {(source, reason) for source, stage, reason in rejects if stage in ("articles", "documents")}
    told = {(f"{n}/{source}", reason) for n, name in enumerate(names) for _, source, reason in BY_NAME[name].refused}
    assert lost == told | {("5/a.csv", "repeated_id")}  # both rows of it have ids of the other file of rows
    assert (kept, len(rejects)) == (4, 13)
    assert {(s, r) for s, stage, r in rejects if stage in ("metadata", "corrections")} == {
        ("metadata.csv", "not_text"),
        ("corrections.csv", "not_text"),
    }


def test_a_folder_of_articles_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PermissionError):
        inventory(tmp_path)


def test_a_line_of_100_mb_is_never_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'\n{"id": "a", "text": "Nine died."}\n')
    tracemalloc.start()
    pieces = cut(path, "jsonl", path.stat().st_size)
    reasons = [r.error.reason for piece in pieces for r in read_records(path, "jsonl", piece) if r.error]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reasons == ["too_large"]
    assert peak < 90_000_000


words = st.text("ab é", min_size=1, max_size=9).map(lambda text: f"w{text}")
records = st.lists(
    st.tuples(st.text("abc", min_size=1, max_size=3), words), min_size=2, max_size=8, unique_by=lambda r: r[0]
)
broken = st.sampled_from(['x,"never closed\n', 'x,"a "quote" in quotes"\n', 'x,"closed" twice"\nmore words\n'])


@given(before=records, after=records, fault=broken)
@settings(max_examples=40, deadline=None)
def test_rows_around_a_broken_one_are_read(
    before: list[tuple[str, str]], after: list[tuple[str, str]], fault: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([("id", "text"), *before])
    stream.write(fault)
    writer.writerows(after)
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    path.write_bytes(stream.getvalue().encode())
    rows = read_records(path, "csv")
    assert [(r.cells["id"], r.cells["text"]) for r in rows if not r.error] == [*before, *after]
    assert [r.error.reason for r in rows if r.error] == ["bad_csv"]


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_names_that_are_shown_can_be_shown_and_differ(one: str, other: str) -> None:
    assert shown(one).encode("utf-8")
    assert "\n" not in shown(one)
    if one != other and shown(one) != one and shown(other) != other:
        assert shown(one) != shown(other)


def test_a_table_finds_a_file_whose_accents_are_written_otherwise(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,outlet\ncafe\u0301.txt,Daily\n", encoding="utf-8")
    found, rejects = read_metadata(tmp_path / "metadata.csv", "metadata.csv", ["caf\u00e9.txt"])
    assert (found["caf\u00e9.txt"].outlet, rejects) == ("Daily", [])
    both = ["caf\u00e9.txt", "cafe\u0301.txt"]
    found, _ = read_metadata(tmp_path / "metadata.csv", "metadata.csv", both)
    assert list(found) == ["cafe\u0301.txt"]
