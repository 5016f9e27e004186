"""Large files of rows are read in pieces: nothing is lost or told otherwise, and what only grew is not read again."""

import csv
import gc
import io
import json
import os
import time
import weakref
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.copies.comparing import Stories, word_numbers
from tollbook.intake import loading as intake
from tollbook.intake import pieces as intake_pieces
from tollbook.intake.loading import find_articles, read_articles
from tollbook.reading import cutting, inputs
from tollbook.reading.cutting import cut
from tollbook.reading.inputs import inventory
from tollbook.reading.records import Record, read_records
from tollbook.rows import Document
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import StageStore

STORY = "A bomb killed {n} policemen at a checkpoint in the town of Beled-{n} on Monday, the governor said. "


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PIECE_BYTES", 300)
    monkeypatch.setattr(cutting, "PIECE_ROWS", 3)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


cells = st.text(st.sampled_from('ab é",;\n\r\u2028 '), max_size=12)
rows = st.lists(st.tuples(cells, cells), min_size=1, max_size=40)


def written(kind: str, found: list[tuple[str, str]], folder: Path) -> Path:
    path = folder / f"rows.{kind}"
    if kind == "jsonl":
        lines = [json.dumps({"id": a, "text": b}, ensure_ascii=False) for a, b in found]
        path.write_bytes("\n".join([*lines[:2], "", "no json", *lines[2:]]).encode())
    elif kind == "csv":
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([("id", "text"), *found])
        path.write_bytes(stream.getvalue().encode())
    else:
        pd.DataFrame(found, columns=["id", "text"]).to_parquet(path, row_group_size=7)
    return path


def told(records: Iterator[Record] | list[Record]) -> list[tuple[int, dict[str, Any], str]]:
    return [(r.number, r.cells, r.error.reason if r.error else "") for r in records]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@given(found=rows, size=st.integers(1, 60))
@settings(max_examples=60)
def test_the_pieces_of_a_file_are_the_file(
    kind: str, found: list[tuple[str, str]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(kind, found, tmp_path_factory.mktemp("rows"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "PIECE_BYTES", size)
        patch.setattr(cutting, "PIECE_ROWS", 1 + size // 10)
        pieces = cut(path, kind, path.stat().st_size)
    whole = told(read_records(path, kind))
    parts = []
    for piece in pieces:
        parts += told(read_records(path, kind, piece))
    assert parts == whole
    if kind == "parquet":
        assert all(piece.end - piece.start <= 4 * (1 + size // 10) for piece in pieces if not piece.whole)
        assert len(pieces) > 1 or len(whole) <= 4 * (1 + size // 10)
    else:
        longest = max(map(len, path.read_bytes().split(b"\n")))
        assert all(piece.end - piece.start <= 4 * size + 13 * longest for piece in pieces)


@pytest.mark.usefixtures("small")
def test_a_file_that_grew_keeps_its_pieces(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"id": n, "text": STORY.format(n=n)}) for n in range(30)]
    path.write_text("\n".join(lines[:20]) + "\n")
    before = cut(path, "jsonl", path.stat().st_size)
    path.write_text("\n".join(lines) + "\n")
    after = cut(path, "jsonl", path.stat().st_size)
    assert len(before) > 5
    assert after[: len(before) - 1] == before[:-1]


def numbered(kind: str, numbers: list[int], path: Path) -> Path:
    frame = pd.DataFrame({"id": numbers, "text": [STORY.format(n=n) for n in numbers]})
    if kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in frame.to_dict("records")))
    elif kind == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path, row_group_size=40)
    return path


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize(("gone", "come"), [([2], []), ([75], []), ([], [900]), ([140, 141, 142], [900, 901])])
def test_a_change_anywhere_leaves_the_pieces_around_it(
    kind: str, gone: list[int], come: list[int], tmp_path: Path
) -> None:
    kept = [n for n in range(150) if n not in gone]
    changed = [*kept[:70], *come, *kept[70:]]
    files = [numbered(kind, numbers, tmp_path / f"{len(numbers)}.x") for numbers in (list(range(150)), changed)]
    before, after = (cut(file, kind, file.stat().st_size) for file in files)
    assert len(before) > 20
    assert len({piece.digest for piece in after} - {piece.digest for piece in before}) <= 4 * bool(gone + come)


@pytest.mark.usefixtures("small")
def test_what_is_no_utf8_is_read_whole_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(json.dumps({"id": n, "text": "Señor " * 9}, ensure_ascii=False) for n in range(30))
    (tmp_path / "rows.jsonl").write_bytes(text.encode("utf-16"))
    (found,) = inventory(tmp_path).inputs
    assert found.piece.whole
    assert len(read_records(tmp_path / "rows.jsonl", "jsonl", found.piece)) == 30
    monkeypatch.setattr(inputs, "MAX_BYTES", 1000)
    (reject,) = inventory(tmp_path).rejects
    assert (reject.reason, "UTF-8" in reject.detail) == ("too_large", True)


@pytest.mark.usefixtures("small")
def test_wrong_columns_of_a_large_table_are_told_once(tmp_path: Path, book: Rulebook) -> None:
    frame = pd.DataFrame({"name": range(200), "words": ["some words"] * 200})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "b.parquet")
    store = StageStore(tmp_path / "home")
    find_articles(store, tmp_path)
    read_articles(store, tmp_path, book)
    told = [(r.source_id, r.reason) for r in store.rows(intake.INPUT_REJECTS)]
    assert [t for t in told if t[0][0] in "ab"] == [("a.csv", "missing_columns"), ("b.parquet", "missing_columns")]


class Folder:
    """Articles of two large files and a small one, read into a home."""

    def __init__(self, root: Path, book: Rulebook) -> None:
        self.root, self.book, self.store = root / "articles", book, StageStore(root / "home")
        self.root.mkdir()
        self.write("a", range(20))
        self.write("b", range(20, 40))
        (self.root / "one.txt").write_text(STORY.format(n=99) * 2)

    def write(self, name: str, numbers: Any) -> None:
        rows = (json.dumps({"id": f"{name}{n}", "text": STORY.format(n=n) * 2}) for n in numbers)
        (self.root / f"{name}.jsonl").write_text("\n".join(rows) + "\n")

    def read(self) -> Any:
        find_articles(self.store, self.root)
        return read_articles(self.store, self.root, self.book)

    def ids(self) -> set[str]:
        return set(self.store.read("documents", ("source_id",)).column("source_id").to_pylist())

    def pieces_read(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Run again; the names and first rows of what was read."""
        seen: list[str] = []

        def noted(source: Any, *rest: Any) -> Any:
            seen.append(source.name)
            return original(source, *rest)

        original = intake.read_input
        monkeypatch.setattr(intake, "read_input", noted)
        self.read()
        monkeypatch.setattr(intake, "read_input", original)
        return seen


@pytest.fixture
def folder(tmp_path: Path, book: Rulebook, small: None) -> Folder:
    made = Folder(tmp_path, book)
    made.read()
    return made


def test_only_what_is_new_in_a_large_file_is_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder.pieces_read(monkeypatch) == []
    folder.write("b", range(20, 41))
    (read,) = folder.pieces_read(monkeypatch)
    assert read.startswith("b.jsonl:")
    assert "b40" in folder.ids()
    assert len(folder.ids()) == 42


lines = st.integers(0, 30).map(lambda n: json.dumps({"id": f"r{n % 12}", "text": f"Nine died in Beled-{n}."}))
faulty = st.sampled_from(["", "no json", '{"id": "x"}', '{"id": "", "text": "Nine died."}'])


@given(found=st.lists(st.one_of(lines, lines, faulty), min_size=8, max_size=40), data=st.data())
@settings(max_examples=12, deadline=None)
def test_a_file_changed_anywhere_is_told_as_if_it_were_new(
    book: Rulebook, found: list[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("changed")
    (root / "articles").mkdir()
    path = root / "articles" / "a.jsonl"

    def told(home: str) -> tuple[Any, Any]:
        store = StageStore(root / home)
        find_articles(store, root / "articles")
        read_articles(store, root / "articles", book)
        return store.read("documents"), store.rows(intake.INPUT_REJECTS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "PIECE_BYTES", 300)
        path.write_text("\n".join(found))
        told("grown")
        start = data.draw(st.integers(0, len(found)))
        found[start : start + data.draw(st.integers(0, 3))] = data.draw(st.lists(lines | faulty, max_size=3))
        path.write_text("\n".join([*found, json.dumps({"id": "last", "text": "Nine died."})]))
        assert told("grown") == told("new")


def test_rows_that_moved_are_not_read_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PIECE_BYTES", 1000)
    rows = [json.dumps({"id": f"a{n}", "text": STORY.format(n=n) * 2}) for n in range(40)]
    rows[25] = "no json"
    rows[33] = rows[32]
    path = folder.root / "a.jsonl"
    path.write_text("\n".join(rows))
    folder.read()
    rows[12] = rows[12].replace("Monday", "Tuesday")
    path.write_text("\n".join([*rows[:3], *rows[5:]]))
    assert 1 <= len(folder.pieces_read(monkeypatch)) <= 3
    assert not {"a3", "a4"} & folder.ids()
    (json_fault, repeated) = folder.store.rows(intake.INPUT_REJECTS)
    assert (json_fault.source_id, json_fault.reason) == ("a.jsonl:24", "bad_json")
    assert (repeated.source_id, repeated.detail[:26]) == ("a.jsonl:32", "id 'a32' is that of row 31")


def test_a_file_that_is_removed_takes_its_documents_along(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.root / "a.jsonl").unlink()
    assert folder.pieces_read(monkeypatch) == []
    assert folder.ids() == {f"b{n}" for n in range(20, 40)} | {"one.txt"}


def test_of_repeated_ids_the_first_in_order_of_files_counts(folder: Folder) -> None:
    (folder.root / "c.jsonl").write_text(json.dumps({"id": "a3", "text": "Another text of some words."}) + "\n")
    read = folder.read()
    assert read.rejected == 1
    texts = dict(
        zip(*(folder.store.read("documents").column(c).to_pylist() for c in ("source_id", "text")), strict=True)
    )
    assert texts["a3"].startswith("A bomb killed 3")


def test_a_file_is_not_opened_while_it_looks_as_it_did(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = inputs.cut

    def noted(file: Path, *rest: Any) -> Any:
        opened.append(file.name)
        return original(file, *rest)

    monkeypatch.setattr(inputs, "cut", noted)
    find_articles(folder.store, folder.root)
    assert opened == ["a.jsonl", "b.jsonl", "one.txt"], "too fresh to be trusted"
    later = time.time_ns() + 10**10
    monkeypatch.setattr(intake_pieces, "now", lambda: later)
    monkeypatch.setattr("tollbook.intake.loading.now", lambda: later)
    for expected in (["a.jsonl", "b.jsonl", "one.txt"], []):
        opened.clear()
        find_articles(folder.store, folder.root)
        assert opened == expected
    status = (folder.root / "b.jsonl").stat()
    folder.write("b", range(21, 41))  # of the same size
    os.utime(folder.root / "b.jsonl", ns=(status.st_atime_ns, status.st_mtime_ns))
    opened.clear()
    find_articles(folder.store, folder.root)
    assert opened == ["b.jsonl"]


def test_reading_that_was_broken_off_goes_on(tmp_path: Path, small: None, book: Rulebook) -> None:
    class BrokenOffError(Exception):
        pass

    class Two:
        """An engine that breaks off after two shards."""

        distant = False

        def map(self, function: Any, items: Any) -> Iterator[Any]:
            for n, item in enumerate(items):
                if n == 2:
                    raise BrokenOffError
                yield function(item)

    made = Folder(tmp_path, book)
    find_articles(made.store, made.root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tollbook.stages.reading.MAX_DOCUMENTS", 1)
        with pytest.raises(BrokenOffError):
            read_articles(made.store, made.root, book, Two())
        written = set((made.store.root / "reading").glob("*.read_files.parquet"))
        stamps = {path: path.stat().st_mtime_ns for path in written}
        made.read()
    assert len(written) == 2
    assert {path: path.stat().st_mtime_ns for path in written} == stamps
    assert len(made.ids()) == 41


def test_pairs_are_compared_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []
    original = Stories.code

    def noted(self: Any, earlier: int, later: int, *, sure: bool = False) -> int:
        compared.append((earlier, later))
        return original(self, earlier, later, sure=sure)

    monkeypatch.setattr("tollbook.copies.comparing.Stories.code", noted)
    text = "The army said that soldiers had found a cache of weapons in a village. " + STORY.format(n=7) * 9
    for name in ("p", "q"):
        (folder.root / f"{name}.txt").write_text(text + f"Read more of {name} here. ")
    first = folder.read()
    assert first.copies >= 1
    assert compared
    documents = folder.store.read("documents")
    compared.clear()
    assert folder.read().copies == first.copies
    assert compared == []
    assert folder.store.read("documents").equals(documents)


def test_texts_that_were_compared_are_let_go(book: Rulebook) -> None:
    articles = [Document("", "", title=None, text=STORY.format(n=7) * 9 + f"Read more of {n}.") for n in range(2)]
    read: list[weakref.ref[Any]] = []

    def words(n: int) -> Any:
        found = word_numbers(articles[n].text)
        read.append(weakref.ref(found))
        return found

    gc.disable()  # a run seldom looks for what is garbage only together
    try:
        assert Stories(lambda n: articles[n], book, lru_cache(words)).code(0, 1)
        assert read
        assert not any(ref() is not None for ref in read)
    finally:
        gc.enable()
