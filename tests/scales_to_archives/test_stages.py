"""The stage store: only what is missing is computed, and shards never show."""

import ast
import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_stages import CALLS, NUMBERS, SENTENCES, T, book, changed, document, put, split, store

from tollbook.rows.documents import Document, Reject, Sentence
from tollbook.rows.schema import Table, to_table
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import (
    InputFile,
    Inputs,
    LocalEngine,
    MissingStageError,
    ProcessEngine,
    StageStore,
    code,
    code_version,
    file_digest,
    over_all,
    per_document,
    read_inputs,
    run_stage,
)
from tollbook.stages.sharding import MAX_SMALL, plan_shards
from tollbook.storage.files import Manifest, read_manifest

__all__ = ["book", "store"]  # fixtures


def fails(doc: Document, book: Rulebook) -> list[Sentence]:
    if doc.source_id == "bad":
        raise OSError("cannot")
    return split(doc, book)


def longest(sentences: list[Sentence], book: Rulebook) -> tuple[list[Sentence], list[Reject]]:
    CALLS.append("all")
    return [max(sentences, key=lambda s: (len(s.text), s.sentence_id))], [Reject("x", "articles", "empty", "nothing")]


LONGEST = over_all(
    "longest", longest, inputs=(T["sentences"],), outputs=(Table("longest", Sentence, ("sentence_id",)), T["rejects"])
)


def test_a_stage_is_computed_once_and_read_in_order(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abcde"])
    first = run_stage(store, SENTENCES, book)
    assert (first.computed, first.kept, first.rows) == (4, 0, {"sentences": 10})  # 5 documents, two a shard
    assert sorted(CALLS) == list("abcde")
    again = run_stage(store, SENTENCES, book)
    assert (again.computed, again.kept, again.digest) == (0, 4, first.digest)
    assert len(CALLS) == 5
    rows = store.rows(T["sentences"])
    assert rows == sorted(rows, key=lambda s: (s.doc_id, s.position))
    assert [p.parent.name for p in store.paths("sentences")] == ["sentences"] * 4


def test_rows_and_hits_are_reported(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    run_stage(store, SENTENCES, book)
    done: list[tuple[str, int, int]] = []
    numbers = run_stage(store, NUMBERS, book, LocalEngine(), lambda *step: done.append(step))
    assert numbers.hits == {"numbers.word.thr": 3, "numbers.word.two": 3}
    assert done == [("number_mentions", 1, 2), ("number_mentions", 2, 2)]
    assert run_stage(store, NUMBERS, book).hits == numbers.hits


def test_new_articles_cost_new_articles(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abcd"])
    run_stage(store, SENTENCES, book)
    CALLS.clear()
    assert put(store, [document(n) for n in "abcdef"]).kept == 2
    run_stage(store, SENTENCES, book)
    assert sorted(CALLS) == ["e", "f"]


def test_removed_and_changed_articles_leave(store: StageStore, book: Rulebook) -> None:
    everything = [document(n) for n in "abcdef"]
    put(store, everything)
    run_stage(store, SENTENCES, book)
    less = [replace(everything[0], outlet="Wire"), *everything[2:]]
    put(store, less)
    run_stage(store, SENTENCES, book)
    assert {s.doc_id for s in store.rows(T["sentences"])} == {d.doc_id for d in less}
    assert store.rows(T["documents"]) == less
    files = {p.name for p in (store.root / "sentences").glob("*.parquet")}
    assert files == {p.name for p in store.paths("sentences")}


def test_articles_that_stay_are_not_worked_on_again_when_one_of_their_shard_goes(
    store: StageStore, book: Rulebook
) -> None:
    put(store, [document(n) for n in "abcdef"], 3)
    for stage in (SENTENCES, NUMBERS):
        run_stage(store, stage, book, ahead=(SENTENCES, NUMBERS))
    CALLS.clear()
    put(store, [document(n) for n in "acdf"], 3)
    for stage in (SENTENCES, NUMBERS):
        run_stage(store, stage, book, ahead=(SENTENCES, NUMBERS))
    assert CALLS == []
    put(store, [document(n) for n in "cdf"], 3)
    run_stage(store, SENTENCES, changed(book, "furniture"))
    assert sorted(CALLS) == ["c", "d", "f"], "under other rules nothing of before is taken over"


def test_copies_and_other_languages_are_not_extracted(store: StageStore, book: Rulebook) -> None:
    first = document("a")
    put(store, [first, document("b", duplicate_of=first.doc_id), document("c", language="ar")])
    run_stage(store, SENTENCES, book)
    assert CALLS == ["a"]


def test_only_the_rules_of_a_stage_matter(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    run_stage(store, SENTENCES, book)
    book = changed(book, "numbers")
    assert run_stage(store, SENTENCES, book).computed == 0
    book = changed(book, "furniture")
    assert run_stage(store, SENTENCES, book).computed == 2


def test_a_result_that_stays_the_same_stops_there(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    run_stage(store, SENTENCES, book)
    run_stage(store, NUMBERS, book)
    before = store.digest("sentences")
    assert run_stage(store, SENTENCES, changed(book, "furniture")).computed == 2
    assert store.digest("sentences") == before
    assert run_stage(store, NUMBERS, book).computed == 0


def test_settings_and_packages_are_in_the_fingerprint(store: StageStore, book: Rulebook) -> None:
    put(store, [document("a")])
    run_stage(store, SENTENCES, book)
    assert run_stage(store, replace(SENTENCES, settings=(("profile", "gtd"),)), book).computed == 1
    assert run_stage(store, replace(SENTENCES, packages=("regex",)), book).computed == 1


def test_a_stage_over_everything(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    with pytest.raises(MissingStageError, match="no table 'sentences'"):
        run_stage(store, LONGEST, book)
    run_stage(store, SENTENCES, book)
    made = run_stage(store, LONGEST, book)
    assert made.rows == {"longest": 1, "rejects": 1}
    assert run_stage(store, LONGEST, book).computed == 0
    assert [p.name.split(".", 1)[1] for p in store.paths("rejects")] == ["rejects.parquet"]
    put(store, [document(n) for n in "abcd"])
    with pytest.raises(MissingStageError, match="'sentences' has not been run since"):
        run_stage(store, LONGEST, book)
    run_stage(store, SENTENCES, book)
    assert store.outdated(["rejects"]) == ("longest was made from another state of sentences",)
    assert run_stage(store, LONGEST, book).computed == 1
    assert store.outdated(["rejects"]) == ()


def test_a_failed_run_leaves_the_stage_and_its_finished_shards(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    run_stage(store, SENTENCES, book)
    before = store.rows(T["sentences"])
    names = [*"abcdefg", "bad"]
    put(store, [document(n) for n in names], max_documents=1)
    failing = per_document("sentences", fails, outputs=(T["sentences"],))
    with pytest.raises(OSError, match="cannot") as caught:
        run_stage(store, failing, book)
    assert "(bad)" in caught.value.__notes__[0]
    assert store.rows(T["sentences"]) == before
    finished = len(list((store.root / "sentences").glob("*.parquet"))) - 2
    put(store, [document(n) for n in names if n != "bad"], max_documents=1)
    assert run_stage(store, failing, book).kept == finished


def test_a_file_that_went_missing_is_computed_again(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abcd"])
    run_stage(store, SENTENCES, book)
    store.paths("sentences")[0].unlink()
    assert run_stage(store, SENTENCES, book).computed == 1
    store.paths("documents")[0].unlink()
    assert put(store, [document(n) for n in "abcd"]).computed == 1
    (store.root / "sentences" / "manifest.json").write_text("{")
    (store.root / "sentences" / ".x.parquet.1.tmp").write_text("half")
    assert run_stage(store, SENTENCES, book).computed == 0
    assert not list((store.root / "sentences").glob("*.tmp"))


def test_a_ledger_without_documents_has_its_tables(store: StageStore, book: Rulebook) -> None:
    put(store, [])
    run_stage(store, SENTENCES, book)
    run_stage(store, NUMBERS, book)
    assert store.read("number_mentions").num_rows == 0
    put(store, [document("a")])
    run_stage(store, SENTENCES, book)
    assert store.read("sentences").num_rows == 2


def test_tables_of_two_stages_and_of_none(store: StageStore, book: Rulebook) -> None:
    put(store, [document("a")])
    run_stage(store, SENTENCES, book)
    first, second = (replace(LONGEST, name=name) for name in ("one", "two"))
    run_stage(store, first, book)
    run_stage(store, second, book)
    with pytest.raises(ValueError, match="made by one and two"):
        store.paths("longest")
    assert store.prune((SENTENCES, second)) == ("one",)
    assert store.rows(T["rejects"]) == [Reject("x", "articles", "empty", "nothing")]
    assert store.tables() == ("documents", "longest", "rejects", "sentences")
    assert store.read("documents", ("source_id",)).column_names == ["source_id"]


def test_put_stores_what_no_stage_computes(store: StageStore) -> None:
    rows = [Reject("b", "articles", "empty", ""), Reject("a", "articles", "empty", "")]
    assert store.put(T["rejects"], to_table(Reject, rows)).computed == 1
    assert store.rows(T["rejects"]) == rows[::-1]
    assert store.put(T["rejects"], to_table(Reject, rows[::-1])).computed == 0
    assert len(list((store.root / "rejects").glob("*.parquet"))) == 1


def test_the_same_doc_id_twice_is_refused(store: StageStore) -> None:
    with pytest.raises(ValueError, match="1 documents have a doc_id"):
        put(store, [document("a"), document("a")])


@pytest.mark.slow
def test_processes_make_the_same_files(store: StageStore, tmp_path: Path, book: Rulebook) -> None:
    other = StageStore(tmp_path / "other")
    for each in (store, other):
        put(each, [document(n) for n in "abcde"])
    run_stage(store, SENTENCES, book)
    run_stage(other, SENTENCES, book, ProcessEngine(2))
    digests = [[hashlib.sha256(p.read_bytes()).hexdigest() for p in s.paths("sentences")] for s in (store, other)]
    assert digests[0] == digests[1]


names = st.lists(st.integers(0, 40).map(str), unique=True, max_size=30)


@given(runs=st.lists(names, min_size=1, max_size=5), size=st.integers(1, 7))
@settings(max_examples=60)
def test_shards_hold_exactly_the_documents(runs: list[list[str]], size: int) -> None:
    held: dict[str, Any] = {}
    for items in runs:
        wanted = {item: item for item in items}
        plan = plan_shards(held, wanted, size)
        flat = [item for shard in plan.shards.values() for item in shard]
        assert sorted(flat) == sorted(items)
        assert all(len(shard) <= size for shard in plan.shards.values())
        assert plan_shards(plan.shards, wanted, size).added == ({} if items else plan.added)
        held = plan.shards


@given(count=st.integers(1, 400), size=st.integers(1, 40))
def test_new_shards_are_an_even_number_of_about_the_same_size(count: int, size: int) -> None:
    sizes = [len(shard) for shard in plan_shards({}, {str(n): "x" for n in range(count)}, size).added.values()]
    assert sum(sizes) == count
    assert max(sizes) - min(sizes) <= 1
    assert len(sizes) in (1, count) or len(sizes) % 2 == 0
    assert len(sizes) == 1 or 2 * max(sizes) >= size  # smaller ones would soon be merged


@given(weights=st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_shards_of_heavy_items_stay_within_their_bound(weights: list[int]) -> None:
    items = {str(n): "x" for n in range(len(weights))}
    shards = plan_shards({}, items, 40, weight=lambda item: weights[int(item)]).added.values()
    assert sorted(item for shard in shards for item in shard) == sorted(items)
    assert all(sum(weights[int(item)] for item in shard) <= 40 for shard in shards)


def test_small_shards_are_merged_after_some_nights() -> None:
    held: dict[str, Any] = {}
    items: dict[str, str] = {}
    most = computed = 0
    for night in range(200):
        items = {**items, **{f"{night}-{i}": "x" for i in range(3)}}
        plan = plan_shards(held, items, 100)
        computed += sum(map(len, plan.added.values()))
        held = plan.shards
        most = max(most, len(held))
    assert most <= MAX_SMALL + 600 // 50
    assert computed < 4 * 600


@given(runs=st.lists(names, min_size=2, max_size=3), size=st.integers(1, 5))
@settings(max_examples=8)
def test_history_never_shows(runs: list[list[str]], size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    with_history = StageStore(tmp_path_factory.mktemp("a"))
    at_once = StageStore(tmp_path_factory.mktemp("b"))
    for items in runs:
        put(with_history, [document(n) for n in items], size)
    put(at_once, [document(n) for n in reversed(runs[-1])], 1000)
    book = load_rulebook(tmp_path_factory.mktemp("rules"))
    for each in (with_history, at_once):
        run_stage(each, SENTENCES, book)
    assert with_history.read("sentences").equals(at_once.read("sentences"))
    assert with_history.read("documents").equals(at_once.read("documents"))


@pytest.mark.slow
def test_code_version_is_of_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "from tollbook.stages import code_version; print(code_version(('some_stage',)))"

    def version(source: bytes) -> str:
        (tmp_path / "some_stage.py").write_bytes(source)
        run = subprocess.run([sys.executable, "-B", "-c", script], cwd=tmp_path, capture_output=True, check=True)
        return run.stdout.decode()

    unix = version(b"def f():\n    return 1\n")
    assert version(b"def f():\r\n    return 1\r\n") == unix
    assert version(b"def f():\n    return 2\n") != unix
    with pytest.raises(ModuleNotFoundError, match="no_such"):
        code_version(("no_such_module",))
    assert code_version(("tollbook.ids",)) != code_version(("tollbook.ids",), ("regex",))


@pytest.mark.slow
def test_code_version_sees_every_import_of_ours() -> None:
    root = Path(code.__file__).parent.parent
    for path in root.rglob("*.py"):
        named: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                named |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        name = ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")
        ours = {n for n in named if n.startswith("tollbook.") and code._is_module(n)}
        assert set(code._imports(name)) == ours, name


@pytest.mark.parametrize(
    ("changed", "is_other"),
    [("warehouse.checks", False), ("site.write", False), ("intake.copies", False), ("reading.clean", True)],
)
def test_what_is_read_depends_on_the_code_that_reads(
    changed: str, is_other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = ("tollbook.documents.making",)
    before = code.code_version.__wrapped__(making)
    original = code._source
    monkeypatch.setattr(code, "_source", lambda name: original(name) + f"#{name == f'tollbook.{changed}'}")
    marked = code.code_version.__wrapped__(making)
    monkeypatch.setattr(code, "_source", lambda name: original(name) + "#False")
    assert (code.code_version.__wrapped__(making) != marked) == is_other
    assert before != marked


READ: list[str] = []


def read_file(file: InputFile, book: Rulebook) -> tuple[list[Document], list[Reject]]:
    READ.append(file.name)
    text = file.path.read_text()
    if not text:
        return [], [Reject(file.name, "articles", "empty", "the file is empty")]
    outlet = dict(file.metadata).get("outlet")
    return [document(f"{file.name}#{i}", line, outlet=outlet) for i, line in enumerate(text.splitlines())], []


def inputs_of(folder: Path, **metadata: str) -> list[InputFile]:
    return [
        InputFile(p.name, p, file_digest(p), (("outlet", metadata[p.name]),) if p.name in metadata else ())
        for p in sorted(folder.iterdir())
    ]


def test_unchanged_files_are_not_read_again(store: StageStore, book: Rulebook, tmp_path: Path) -> None:
    READ.clear()
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a").write_text("one\ntwo")
    (folder / "b").write_text("three")
    (folder / "c").write_text("")
    first = read_inputs(store, inputs_of(folder), read_file, book)
    assert (first.files_read, first.files_kept, READ) == (3, 0, READ)
    assert sorted(READ) == ["a", "b", "c"]
    documents, rejects = store.read("read_documents"), store.read("read_rejects")
    assert documents.column("source_id").to_pylist() == ["a#0", "a#1", "b#0"]
    assert rejects.column("source_id").to_pylist() == ["c"]
    READ.clear()
    again = read_inputs(store, inputs_of(folder), read_file, book)
    assert store.read("read_documents").equals(documents)
    assert store.read("read_rejects").equals(rejects)
    assert (again.files_read, again.files_kept, READ) == (0, 3, [])
    (folder / "b").write_text("four")
    (folder / "d").write_text("five")
    (folder / "c").unlink()
    read_inputs(store, inputs_of(folder, a="Wire"), read_file, book)
    assert sorted(READ) == ["a", "b", "d"]
    assert store.read("read_documents").column("text").to_pylist() == ["one", "two", "four", "five"]
    assert store.read("read_documents").column("outlet").to_pylist() == ["Wire", "Wire", None, None]
    assert store.count("read_rejects") == 0
    READ.clear()
    (folder / "a").unlink()
    read_inputs(store, inputs_of(folder), read_file, book)
    assert (READ, store.count("read_documents")) == ([], 2)
    read_inputs(store, inputs_of(folder), read_file, changed(book, "furniture"))
    assert sorted(READ) == ["b", "d"]


def test_reading_in_processes_and_nothing_to_read(store: StageStore, book: Rulebook, tmp_path: Path) -> None:
    read_inputs(store, [], read_file, book)
    assert store.count("read_documents") == 0
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a").write_text("one")
    read_inputs(store, inputs_of(folder), read_file, book, engine=ProcessEngine(2))
    assert store.count("read_documents") == 1
    with pytest.raises(ValueError, match="same name"):
        read_inputs(store, inputs_of(folder) * 2, read_file, book)


def test_a_stage_must_return_its_columns(store: StageStore, book: Rulebook) -> None:
    put(store, [document("a")])

    def bad(inputs: Inputs, book: Rulebook) -> dict[str, Any]:
        return {"sentences": inputs["documents"]}

    with pytest.raises(ValueError, match="table sentences lacks the columns"):
        run_stage(store, replace(SENTENCES, function=bad), book)
    assert not list((store.root / "sentences").glob("*.parquet"))


def test_equal_tables_make_equal_bytes(store: StageStore, tmp_path: Path) -> None:
    from tollbook.storage.files import write_parquet  # noqa: PLC0415

    table = to_table(Document, [document("a")])
    for name in ("x", "y"):
        write_parquet(tmp_path / name, table)
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()
    assert pq.read_table(tmp_path / "x").equals(table)


def test_a_manifest_is_found_without_looking_at_all_of_them(
    store: StageStore, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, [document("a")])
    run_stage(store, SENTENCES, book)
    run_stage(store, replace(LONGEST, name="one"), book)
    for n in range(20):
        store.put(Table(f"made_{n}", Reject, ("source_id",)), to_table(Reject, []))
    looked: list[Path] = []

    def counted(folder: Path) -> Manifest | None:
        looked.append(folder)
        return read_manifest(folder)

    monkeypatch.setattr("tollbook.stages.store.read_manifest", counted)
    assert {StageStore(store.home).manifest("longest").stage for _ in range(100)} == {"one"}
    assert len(looked) < 130
