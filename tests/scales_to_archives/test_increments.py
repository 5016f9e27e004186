"""What a night costs: what is the same is not checked or published again, and what is left out is not missed."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from support.warehouse_rows import sample_rows

from tollbook.chain import INCIDENTS, LINKS, STAGES
from tollbook.intake.loading import find_articles, inputs_read, read_articles
from tollbook.rows import documents
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import AllRows, Inputs, Stage, StageStore, per_document, run_stage
from tollbook.stages.whole import rows_told
from tollbook.warehouse import checks, open_ledger, publish_store, shard_checks
from tollbook.warehouse.audit import check_ledger
from tollbook.warehouse.content import Content, content_digest, content_of, contents
from tollbook.warehouse.duck import over_parquet
from tollbook.warehouse.shard_checks import check_tables

T = PUBLIC_TABLES
NOON = dt.datetime(2020, 1, 1, 12)
STORY = (
    "Gunmen on motorcycles attacked an outpost near the town of Beled-Omar on Monday and killed nine soldiers. "
    "The ministry of defence said that the fighting lasted until dawn, when helicopters drove the attackers away. "
    "Fourteen others were wounded and brought to a hospital in the capital of the province, two of them in danger. "
    "A herder told reporters that the attackers had burned three trucks and taken weapons before they left. "
    "It was the second raid of this month in a region that lies on the road to the border and has few barracks."
)


def inputs_of(store: StageStore, stage: Stage) -> Inputs:
    files = {name: tuple(store.paths(name)) for name in stage.inputs}
    return Inputs(files, {name: store.manifest(name).orders[name] for name in files})


@pytest.mark.parametrize("stage", [LINKS, INCIDENTS], ids=lambda stage: stage.name)
def test_articles_that_tell_nothing_are_not_missed(example_home: Path, book: Rulebook, stage: Stage) -> None:
    store = StageStore(example_home)
    assert isinstance(stage.function, AllRows)
    assert stage.function.rows is rows_told
    inputs = inputs_of(store, stage)
    read = rows_told(inputs, T["documents"])
    assert 0 < len(read) < store.count("documents")
    assert not any(document.text for document in read)
    everything = replace(stage.function, rows=Inputs.rows)(inputs, book)
    assert all(table.equals(everything[name]) for name, table in stage.function(inputs, book).items())


def test_an_equal_ledger_is_not_built(own_home: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    store = StageStore(own_home)
    monkeypatch.setattr("tollbook.warehouse.publish.fill_tables", lambda *_: pytest.fail("built again"))
    same = publish_store(store, book, read=inputs_read(store), profile="tollbook", published_at=NOON)
    assert not same.changed
    with open_ledger(own_home) as db:
        noted = db.sql("SELECT value FROM ledger_info WHERE key = 'content_digest'").fetchall()
        assert noted == [(same.content_digest,)]
        counts = {name: len(db.table(name).fetchall()) for name in same.rows}
    assert dict(same.rows) == counts


def test_what_is_known_of_the_content_is_what_the_ledger_holds(own_home: Path, book: Rulebook) -> None:
    """The digest made from the files of stages is that of a ledger whose rows were hashed."""
    store = StageStore(own_home)
    known = publish_store(store, book, read=inputs_read(store), profile="tollbook", published_at=NOON)
    with open_ledger(own_home) as db:
        assert content_digest(contents(db)) == known.content_digest


def test_content_adds_up_over_files(tmp_path: Path) -> None:
    rows = sample_rows()["claims"]
    paths = [tmp_path / f"{n}.parquet" for n in range(3)]
    for path, part in zip(paths, (rows, rows[:1], rows[1:]), strict=True):
        pq.write_table(to_table(T["claims"].row, part), path)
    with over_parquet({"whole": paths[:1], "a": paths[1:2], "b": paths[2:], "twice": paths[:1] * 2}) as db:
        held = {name: content_of(db, name) for name in ("whole", "a", "b", "twice")}
    assert held["a"] + held["b"] == held["whole"]
    assert held["whole"] != held["a"]
    assert held["twice"] not in (held["whole"], Content())


class Watched:
    """Counts the shards that checks look into."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shards: list[str] = []
        original = shard_checks.over_parquet

        def noted(sources: Any, *folder: Any) -> Any:
            self.shards += sorted({path.name.split("-")[0] for paths in sources.values() for path in paths})
            return original(sources, *folder)

        monkeypatch.setattr(shard_checks, "over_parquet", noted)


def stored(store: StageStore, texts: Collection[str]) -> None:
    made = []
    for text in texts:
        sample = sample_rows()["documents"][1]
        made.append(replace(sample, doc_id=f"doc_{text}", source_id=text, text=text, chars=len(text), sha256=sha(text)))
    store.put_documents(to_table(documents.Document, made), max_documents=2)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def failed(store: StageStore) -> list[str]:
    return [check.message for check in check_tables(store, [T["documents"]], ["documents"]) if not check.passed]


def told(document: documents.Document, book: Rulebook) -> list[documents.Sentence]:
    of = "doc_nowhere" if document.source_id == "stray" else document.doc_id
    return [documents.Sentence(f"s_{document.source_id}", of, 0, 0, 0, 1, document.text)]


@pytest.mark.parametrize("stray", [False, True])
def test_references_that_hold_in_shards_are_not_asked_again(
    stray: bool, tmp_path: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = StageStore(tmp_path)
    stored(store, ["a", "b", "c", "stray" if stray else "d"])
    run_stage(store, per_document("sentences", told, outputs=(T["sentences"],)), book)
    names = ("documents", "sentences")
    known = {check.name: check for check in shard_checks.check_public(store, names)}
    asked: list[str] = []
    original = checks._orphans
    monkeypatch.setattr(checks, "_orphans", lambda t, r: asked.append(f"{t.name}.{r.column}") or original(t, r))
    with over_parquet({name: store.paths(name) for name in names}) as db:
        failed = [check.name for check in check_ledger(db, known=known) if not check.passed]
    assert ("references.sentences" in failed) == stray
    assert ("sentences.doc_id" in asked) == stray


def test_a_shard_is_checked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = StageStore(tmp_path)
    watched = Watched(monkeypatch)
    stored(store, ["a", "b", "c", "d"])
    assert failed(store) == []
    before = set(store.shards())
    assert before <= set(watched.shards)
    watched.shards.clear()
    assert failed(store) == []
    assert sorted(watched.shards) == sorted(before), "references between documents, over all of them"
    watched.shards.clear()
    stored(store, ["a", "b", "c", "d", "e"])
    assert failed(store) == []
    (new,) = set(store.shards()) - before
    assert sorted(watched.shards) == sorted([*store.shards(), new])


def test_a_shard_that_failed_is_checked_again_until_it_holds(tmp_path: Path) -> None:
    store = StageStore(tmp_path)
    stored(store, ["a", "b", "c"])
    path = store.paths("documents")[0]
    table = pq.read_table(path)
    wrong = table.set_column(table.column_names.index("chars"), table.schema.field("chars"), [[99] * table.num_rows])
    pq.write_table(wrong, path)
    for _ in range(2):
        (message,) = failed(store)
        assert "chars or sha256" in message
    pq.write_table(table, path)
    assert failed(store) == []


@pytest.mark.slow
def test_an_edited_rule_costs_its_stage_and_what_follows(own_home: Path, book: Rulebook, tmp_path: Path) -> None:
    store, rules = StageStore(own_home), Path(shutil.copytree(book.root, tmp_path / "rules"))
    edited = rules / "actors" / "attackers.yaml"
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("{name: gunman, aliases: [gunmen]}", "{name: gunman}"), encoding="utf-8")
    done = {stage.name: run_stage(store, stage, load_rulebook(rules)) for stage in STAGES}
    computed = {name for name, summary in done.items() if summary.computed}
    assert {"actor_mentions", "claims", "reports"} <= computed
    assert computed.isdisjoint({"sentences", "number_mentions", "date_mentions", "place_mentions", "event_mentions"})
    for stage in STAGES:
        named = store.manifest(stage.outputs[0].name).files
        assert {path.name for path in (store.root / stage.name).glob("*.parquet")} <= named, "no stale file is left"


@pytest.mark.slow
def test_an_article_that_is_removed_takes_its_rows_along(own_home: Path, book: Rulebook) -> None:
    store = StageStore(own_home)
    held = store.read("documents")
    told = set(store.read("reports", ("doc_id",)).column("doc_id").to_pylist())
    gone = min(told)
    store.put_documents(held.filter(pc.not_equal(held.column("doc_id"), gone)))
    for stage in STAGES:
        run_stage(store, stage, book)
    for table in ("sentences", "claims", "reports", "unmatched_numbers"):
        assert gone not in store.read(table, ("doc_id",)).column("doc_id").to_pylist(), table
    assert set(store.read("reports", ("doc_id",)).column("doc_id").to_pylist()) == told - {gone}


class Counting:
    """An engine that notes what it is asked to do."""

    distant = False

    def __init__(self) -> None:
        self.done: list[str] = []

    def map(self, function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        for item in items:
            self.done.append(function.__name__)
            yield function(item)


def test_copies_that_were_compared_are_not_read_again(tmp_path: Path, book: Rulebook) -> None:
    articles, store = tmp_path / "articles", StageStore(tmp_path / "home")
    articles.mkdir()
    edits = (("", ""), ("defence", "defense"), ("near the town", "close to the town"), ("soldiers", "troops"))
    for n, (before, after) in enumerate(edits):
        text = STORY.replace(before, after) if before else STORY
        (articles / f"2020-06-0{n + 1}_{n}.txt").write_text(text, encoding="utf-8")
    engines = [Counting(), Counting()]
    found = []
    for engine in engines:
        find_articles(store, articles)
        found.append(read_articles(store, articles, book, engine))
    assert [intake.copies for intake in found] == [3, 3]
    assert "_compare" in engines[0].done
    assert engines[1].done == []
